"""Bevillinger from a case system's extract beside those in *Disponering*: what is new and what differs, to accept.

Nothing is written before its line on the preview sheet says ja, and a line holds only as long as the cell is as shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from styring_xl import standard
from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import Content, Formula, column_letters
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Area, Block, Growth, NewSheet, Patch
from styring_xl.danish.text import clean, label
from styring_xl.errors import StyringError
from styring_xl.imports import profile, stored
from styring_xl.imports.append import append, under
from styring_xl.imports.case import of_extract, of_sheet
from styring_xl.imports.columns import CASES, Stated, check_given
from styring_xl.imports.extract import Options
from styring_xl.imports.extract import read as read_extract
from styring_xl.imports.proposal import CHANGED, COMPARED, NEW, Proposal, cell_of, compare
from styring_xl.reading import header, settings
from styring_xl.reading.role_table import RoleTable
from styring_xl.reports import lay_out
from styring_xl.standard import style

ACTION: Final = "bevillinger_importeret"
SHEET: Final = "Ændringer fra fagsystem"
AREA: Final = "Styring_Fagsystem"
COLUMNS: Final = (
    "Godkend", "Slags", "Række", "CPR-nr.", "Foranstaltning", "Startdato", "Felt", "Før", "Efter", "Kilde",
)  # fmt: skip
YES: Final = "ja"
NO: Final = "nej"
_STYLES: Final = (style.INPUT_TEXT, *(style.COMPUTED_TEXT,) * 9)


class CaseImport(Struct, frozen=True):
    """The whole account of an import of bevillinger."""

    file: str
    how: str
    columns: tuple[tuple[str, str], ...]
    rows: int
    refused: tuple[tuple[int, str], ...]
    applied: tuple[Proposal, ...]
    waiting: tuple[Proposal, ...]
    """Those no line says nej to."""
    declined: tuple[Proposal, ...]
    locked: tuple[str, ...]
    """Cells that hold a formula of the user's, which no line may change."""
    not_kept: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Counts and places; nothing about any citizen."""
        return {
            "extract": self.file,
            "read_as": self.how,
            "columns": dict(self.columns),
            "rows": self.rows,
            "refused": [{"line": line, "reason": reason} for line, reason in self.refused],
            "applied": len(self.applied),
            "waiting": {
                NEW: sum(each.kind == NEW for each in self.waiting),
                CHANGED: sum(each.kind == CHANGED for each in self.waiting),
            },
            "declined": len(self.declined),
            "formula_cells": list(self.locked),
            "fields_without_column": list(self.not_kept),
        }


def plan(
    book: ReadableBook,
    file: Path,
    *,
    options: Options | None = None,
    given: Sequence[tuple[str, str]] = (),
    only: bool = False,
) -> tuple[Patch, CaseImport]:
    """Compares an extract with the disposition: what has been accepted is applied, the rest is shown for an answer.

    ``only``: apply what is accepted and add nothing to the preview. Raises StyringError when there is no disposition,
    or the extract cannot be read in one way only.
    """
    options = options or Options()
    _, found, _ = lay_out(book)
    tables = found.of(header.DISPOSITION)
    if not tables:
        raise StyringError(
            "Projektmappen har intet ark med bevillinger (Disponering) at holde udtrækket op imod. Skriv "
            "i Opsætning, hvilket ark det er, eller vælg en anden projektmappe."
        )
    table = tables[-1]
    setup = settings.sheet_of(book.sheet_names)
    grid = None if setup is None else book.grid(setup)
    remembered = () if grid is None else stored.read(grid, standard.ROLE_CASES_EXTRACT, CASES.names)
    extract = read_extract(file, options, Stated(tuple(given), remembered), CASES)
    check_given(given, extract.mapping.headers, CASES.names)
    cases, refused = of_extract(extract, options)
    sheet = book.grid(table.sheet)
    standing = of_sheet(sheet, table)
    proposals = compare(standing, cases, table, file.name, "id" in extract.texts)
    answers = _answers(book)
    accepted = [each for each in proposals if answers.get(each.key) == YES]
    locked = _locked(book, table, accepted)
    accepted = [each for each in accepted if each not in locked]
    if only and not accepted:
        raise StyringError(f"Ingen ændringer er godkendt: skriv ja i kolonnen Godkend på arket »{SHEET}«, og gem.")
    waiting = [each for each in proposals if each not in accepted and (not only or each.key in answers)]
    blocks, growths = _write(book, table, sheet, accepted)
    store: tuple[tuple[Block, ...], tuple[Growth, ...]] = ((), ())
    system = profile.profile_of(extract.mapping.headers)
    columns = tuple((CASES.names[name], extract.mapping.header(name)) for name in extract.mapping.columns)
    if grid is not None:
        kept = ((profile.FIELD, system), *columns) if system else columns
        store = stored.remember(book, grid, standard.ROLE_CASES_EXTRACT, kept)
    sheets, areas = _preview(book, waiting, answers)
    patch = Patch(sheets=sheets, areas=areas, blocks=(*blocks, *store[0]), growths=(*growths, *store[1]))
    lacking = tuple(CASES.names[name] for name in extract.mapping.columns if name not in table.columns)
    places = tuple(f"{table.sheet}!{column_letters(table.columns[each.field])}{each.row}" for each in locked)
    how = ", ".join(filter(None, (system, extract.how or f"arket »{extract.sheet}«")))
    return patch, CaseImport(
        file=file.name,
        how=how,
        columns=columns,
        rows=len(cases) + len(refused),
        refused=tuple(refused),
        applied=tuple(accepted),
        waiting=tuple(each for each in waiting if answers.get(each.key) != NO),
        declined=tuple(each for each in waiting if answers.get(each.key) == NO),
        locked=places,
        not_kept=lacking,
    )


def _answers(book: ReadableBook) -> dict[tuple[str, ...], str]:
    """What the preview sheet says of each line."""
    place = book.resolve(AREA)
    if place is None:
        return {}
    grid, ref = book.grid(place[0]), place[1]
    answers = {}
    for row in range(ref.top + 1, ref.bottom + 1):
        cells = [clean(grid.value(row, ref.left + at)) for at in range(len(COLUMNS))]
        answers[tuple(cells[at] for at in (1, 3, 4, 5, 6, 7, 8))] = label(cells[0])
    return answers


def _locked(book: ReadableBook, table: RoleTable, accepted: Sequence[Proposal]) -> list[Proposal]:
    """Accepted lines whose cell is a formula of the user's."""
    found = []
    for each in accepted:
        if each.row is not None:
            column = table.columns[each.field]
            there = book.contents(Block.of(table.sheet, each.row, column, ((None,),)))
            if isinstance(there.get((each.row, column)), Formula):
                found.append(each)
    return found


def _write(
    book: ReadableBook, table: RoleTable, grid: Grid, accepted: Sequence[Proposal]
) -> tuple[tuple[Block, ...], tuple[Growth, ...]]:
    changed = tuple(
        Block.of(table.sheet, each.row, table.columns[each.field], ((each.value,),))
        for each in accepted
        if each.row is not None
    )
    new = [each.case for each in accepted if each.row is None]
    if not new:
        return changed, ()
    place = under(book, table, grid)
    columns: dict[int, list[Content]] = {
        table.columns[name]: [
            None if case.fields.get(name) is None else cell_of(name, case.fields[name], table) for case in new
        ]
        for name in ("id", "cpr", *COMPARED)
        if name in table.columns and any(name in case.fields for case in new)
    }
    blocks, growths = append(book, place, columns, len(new))
    return (*changed, *blocks), growths


def _preview(
    book: ReadableBook, waiting: Sequence[Proposal], answers: Mapping[tuple[str, ...], str]
) -> tuple[tuple[NewSheet, ...], tuple[Area, ...]]:
    place = book.resolve(AREA)
    if place is None and not waiting:
        return (), ()
    rows: list[tuple[Content, ...]] = [COLUMNS]
    rows += [(answers.get(each.key) or None, *each.cells) for each in waiting]
    looks: list[tuple[str, ...]] = [(style.HEADER,) * len(COLUMNS), *((_STYLES,) * len(waiting))]
    name, top, left = (place[0], place[1].top, place[1].left) if place else (SHEET, standard.AREA_ROW, 1)
    if place is None and any(each.casefold() == SHEET.casefold() for each in book.sheet_names):
        raise StyringError(f"Projektmappen har et ark, der hedder »{SHEET}«, uden at være Styring-XL's. Omdøb det.")
    sheets = () if place else (NewSheet(SHEET, SHEET),)
    return sheets, (Area(AREA, Block.of(name, top, left, tuple(rows), tuple(looks))),)


def template() -> bytes:
    """The preview sheet, empty, and the named styles."""
    from styring_xl.workbook import package
    from styring_xl.workbook.canvas import LAST_ROW, Canvas
    from styring_xl.workbook.look import TAB_INPUT

    canvas = Canvas()
    sheet = canvas.sheet(SHEET, "wsFagsystem", TAB_INPUT)
    sheet.hide_gridlines(2)
    for column, width in enumerate((10, 10, 8, 13, 34, 12, 16, 26, 52, 30)):
        sheet.set_column(column, column, width)
    note = "Skriv ja ud for det, der skal ind i Disponering, gem, og hent udtrækket igen. Intet ændres uden et ja."
    canvas.head(sheet, SHEET, note)
    sheet.freeze_panes(standard.HEADER_ROW, 1)
    sheet.data_validation(
        standard.HEADER_ROW,
        0,
        LAST_ROW,
        0,
        {"validate": "list", "source": [YES, NO], "error_title": "Godkend", "error_message": "Vælg ja eller nej."},
    )
    canvas.row(sheet, standard.HEADER_ROW, COLUMNS, (style.HEADER,) * len(COLUMNS))
    canvas.page(sheet, standard.HEADER_ROW)
    return package.finish(canvas.close(), {}, {}, False)


def lines(cases: CaseImport, shown: int = 50) -> list[str]:
    """The account in Danish lines, without a word about any citizen."""
    text = [f"{cases.file}: {cases.how}; {cases.rows} bevillinger"]
    text += [f"  {name:<18} ← {where}" for name, where in cases.columns]
    if cases.not_kept:
        text.append(f"Disponering har ingen kolonne til: {', '.join(cases.not_kept)}")
    if cases.refused:
        text.append("Rækker, der ikke kan bruges:")
        text += [f"  linje {line}: {reason}" for line, reason in cases.refused[:shown]]
        if len(cases.refused) > shown:
            text.append(f"  … og {len(cases.refused) - shown} flere; alle står i --json")
    if cases.applied:
        text.append(f"Godkendt og ført ind: {_counted(cases.applied)}")
    text += [f"{place} er en formel og er ikke ændret" for place in cases.locked]
    if cases.declined:
        text.append(f"Afslået med et nej: {_counted(cases.declined)}")
    if cases.waiting:
        text.append(f"Venter på et ja på arket »{SHEET}«: {_counted(cases.waiting)}")
    elif not cases.declined:
        text.append("Intet venter: Disponering svarer til udtrækket")
    return text


def _counted(proposals: Sequence[Proposal]) -> str:
    """So many new rows and changed fields, as one says it."""
    new = sum(each.kind == NEW for each in proposals)
    changed = len(proposals) - new
    rows = "1 ny bevilling" if new == 1 else f"{new} nye bevillinger"
    fields = "1 ændret felt" if changed == 1 else f"{changed} ændrede felter"
    return f"{rows}, {fields}"
