"""*Flyt indstilling*: the option of *Indstilling* that has been granted becomes a row of the disposition, once."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import Content, address
from styring_xl.cells.overlay import Overlay
from styring_xl.cells.patch import Block, Growth, Patch
from styring_xl.danish import writing
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.errors import StyringError
from styring_xl.figures import recommendation
from styring_xl.imports.append import append, under
from styring_xl.model.kroner import to_kroner
from styring_xl.reading import header
from styring_xl.reading.disposition.disposition import Commitments, Place
from styring_xl.reading.header import FIELD_NAMES
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import read
from styring_xl.reports.recommendation import typed
from styring_xl.reports.recommendation.columns import AREA, MOVED, TITLES
from styring_xl.reports.recommendation.typed import TypedOption, TypedPage, shown

_SHEET = standard.RECOMMENDATION


class MovedRecommendation(Struct, frozen=True):
    """The option that is moved, its new row, what that costs a whole year (øre), and the workbook as it then reads."""

    title: str
    place: Place
    amount: int
    snapshot: Snapshot
    blocks: tuple[Block, ...]
    growths: tuple[Growth, ...]

    def with_row(self, patch: Patch) -> Patch:
        """What a refresh writes, and the row before it."""
        return replace(patch, blocks=(*self.blocks, *patch.blocks), growths=(*self.growths, *patch.growths))

    def sentence(self, *, would: bool = False) -> str:
        """What was moved, or with ``would`` what would be, in Danish."""
        stands = "ville stå" if would else "står nu"
        return (
            f"{self.title} {stands} i {self.place.sheet}, række {self.place.row}, og koster "
            f"{writing.kroner(self.amount)} kr. i et helt år."
        )


def move(book: ReadableBook, choice: str = TITLES[0], *, hint: str = "") -> MovedRecommendation:
    """The workbook with an option of *Indstilling*, by its title, as a new row of the disposition.

    Raises StyringError where there is no such option, its cells cannot be read, it stands there already, or the row
    cannot be written so that it is read as the same.
    """
    snapshot = read(book, hint=hint)
    if AREA not in snapshot.areas:
        raise StyringError(
            f"Arket {_SHEET} er ikke i projektmappen. Skriv ja ud for det i {standard.SETUP}, og opdater."
        )
    page = typed.of(snapshot)
    option = _chosen(page, choice)
    _refuse(snapshot, page, option)
    table = snapshot.layout.of(header.DISPOSITION)[-1]
    grid = book.grid(table.sheet)
    place = under(book, table, grid)
    blocks, growths = append(book, place, _cells(table, option), 1)
    new = Place(table.sheet, place.start)
    row, column = page.moved_at
    said = f"{option.title}: {new.sheet}, række {new.row}"
    marked = Block.of(page.sheet, row, column, ((said,),))
    after = read(Overlay(book, (*blocks, marked), growths), hint=hint)
    _recognised(option, after, new)
    amount = int(option.row.commitments.terms.year_price(snapshot.year)[0])
    return MovedRecommendation(option.title, new, amount, after, blocks, growths)


def _chosen(page: TypedPage, choice: str) -> TypedOption:
    wanted = label(choice)
    for option in page.options:
        if label(option.title) == wanted:
            return option
    known = f"{', '.join(TITLES[:-1])} eller {TITLES[-1]}"
    raise StyringError(f"»{clean(choice)[:40]}« er ingen af mulighederne på {_SHEET}: skriv {known}.")


def _refuse(snapshot: Snapshot, page: TypedPage, option: TypedOption) -> None:
    """Raises StyringError where the option is empty, cannot be read, or has been moved."""
    if not is_blank(shown(page.moved)):
        raise StyringError(
            f"Indstillingen er flyttet: »{MOVED}« på {_SHEET} er udfyldt. Ryd feltet, når en ny er skrevet."
        )
    if option.is_empty:
        raise StyringError(
            f"{option.title} på {_SHEET} er ikke udfyldt, så der er intet at flytte. Udfyld den, og opdater."
        )
    wrong = option.row.refused
    if wrong is not None or not option.row.is_sound:
        name = wrong.field if wrong is not None else "start"
        row, column = option.at.get(name, (0, 0))
        where = f" ({address(row, column)})" if row else ""
        raise StyringError(
            f"{option.title} kan ikke flyttes: {FIELD_NAMES.get(name, name)}{where} på {_SHEET} mangler eller kan ikke "
            f"læses. Opdatér, og se {standard.FINDINGS}."
        )
    rows = snapshot.disposition.commitments
    standing = recommendation.standing(option.row.commitments, rows)
    if standing is not None:
        place = rows.places[standing]
        raise StyringError(
            f"{option.title} står allerede i {place.sheet}, række {place.row}: samme borger, foranstaltning, "
            "leverandør, takst og datoer."
        )


def _cells(table: RoleTable, option: TypedOption) -> dict[int, list[Content]]:
    """The cells of the new row by column, as they were typed; a rate in the figures of its column."""
    found: dict[int, list[Content]] = {}
    for name, cell in option.cells.items():
        if name not in table.columns:
            raise StyringError(
                f"Arket »{table.sheet}« har ingen kolonne til {FIELD_NAMES[name]}, som er skrevet i {option.title}. "
                f"Tilføj kolonnen, eller ryd feltet på {_SHEET}."
            )
        column = table.columns[name]
        content: Content = shown(cell)
        if name == "rate" and table.scale(column) != 1:
            content = to_kroner(int(option.row.commitments.rate[0]), table.scale(column))
        found[column] = [content]
    return found


def _recognised(option: TypedOption, after: Snapshot, new: Place) -> None:
    """Raises StyringError when the new row would not be read as what the page has read."""
    rows, mine = after.disposition.commitments, option.row.commitments
    at = rows.places.index(new) if new in rows.places else -1
    if at >= 0 and rows.computable[at] and _same(rows, at, mine):
        return
    raise StyringError(
        f"{option.title} kan ikke skrives i arket »{new.sheet}«, så rækken læses som på {_SHEET}. Skriv datoer og tal, "
        "som de andre rækker har dem, og angiv takstenheden."
    )


def _same(rows: Commitments, at: int, mine: Commitments) -> bool:
    names = rows.cpr[at] == mine.cpr[0] and label(rows.measure[at]) == label(mine.measure[0])
    return _terms(rows, at) == _terms(mine, 0) and names


def _terms(rows: Commitments, at: int) -> tuple[int, ...]:
    """What a row is computed from; days as numbers, so that two missing ones are the same."""
    columns = (rows.rate, rows.quantity, rows.unit, rows.start, rows.stop, rows.rule, rows.probability, rows.vat)
    return tuple(int(column[at].astype(np.int64)) for column in columns)
