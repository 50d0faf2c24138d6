"""*Accepter pulje*: the puljer that *Usikkerhed* proposes, written as rows of the disposition.

A pulje that has been accepted counts with what is known, so what is proposed afterwards is what is left: at first
nothing, and when the year has moved on, what the same row is then to be raised or lowered by.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import Content
from styring_xl.cells.grid import Grid
from styring_xl.cells.overlay import Overlay
from styring_xl.cells.patch import Block, Growth, Patch
from styring_xl.danish import writing
from styring_xl.danish.text import clean, label
from styring_xl.errors import StyringError
from styring_xl.figures.uncertainty import lines, workbook
from styring_xl.imports.append import append, under
from styring_xl.model.kroner import to_kroner
from styring_xl.reading import header
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import Refreshed, refresh
from styring_xl.reports import read
from styring_xl.standard.inputs import PULJE

ALL: Final = "alle"
"""What stands for every measure with a proposed pulje."""
NOTE: Final = f"Foreslået i {standard.UNCERTAINTY}: P50 − kendt"
_LEAST: Final = 100
"""Øre; less than a krone is no pulje."""


class Reserve(Struct, frozen=True):
    """A pulje to write: the measure it is kept for, and øre."""

    measure: str
    amount: int


class AcceptedReserves(Struct, frozen=True):
    """The puljer that are accepted, and the workbook as it reads with their rows in it."""

    reserves: tuple[Reserve, ...]
    snapshot: Snapshot
    blocks: tuple[Block, ...]
    growths: tuple[Growth, ...]

    @property
    def amount(self) -> int:
        """All of them together, øre."""
        return sum(each.amount for each in self.reserves)

    def with_rows(self, patch: Patch) -> Patch:
        """What a refresh writes, and the rows before it."""
        return replace(patch, blocks=(*self.blocks, *patch.blocks), growths=(*self.growths, *patch.growths))

    def sentence(self, *, would: bool = False) -> str:
        """What was accepted, or with ``would`` what would be, in Danish."""
        kroner = writing.kroner(self.amount)
        stands = f"{'ville stå' if would else 'står nu'} i {standard.DISPOSITION}."
        if len(self.reserves) == 1:
            return f"Puljen til {self.reserves[0].measure} på {kroner} kr. {stands}"
        return f"{len(self.reserves)} puljer på i alt {kroner} kr. {stands}"


def proposed(snapshot: Snapshot, refreshed: Refreshed) -> tuple[Reserve, ...]:
    """The puljer that *Usikkerhed* proposes, in its order. Raises StyringError when the year is not simulated."""
    found = refreshed.uncertainty
    if found is None:
        found = workbook.of(snapshot, refreshed.figures)
    if not found.is_known:
        raise StyringError(f"Der er ingen pulje at foreslå, for året kan ikke simuleres: {found.why}.")
    if snapshot.settings.late_in_result:
        snapshot = workbook.with_late(snapshot, found)
    groups, _ = lines.groups(found, refreshed.figures, snapshot.disposition.pools)
    every = [Reserve(line.name, line.proposed) for group in groups for line in group.lines]
    return tuple(each for each in every if abs(each.amount) >= _LEAST)


def accept(book: ReadableBook, measures: Sequence[str] = (), *, hint: str = "") -> AcceptedReserves:
    """The workbook with what is proposed for some measures accepted, for all of them where none is named.

    Raises StyringError when nothing is proposed, a measure has nothing proposed, or the rows cannot be written.
    """
    snapshot = read(book, hint=hint)
    offered = proposed(snapshot, refresh(snapshot))
    if not offered:
        raise StyringError(
            f"Der er ingen pulje at acceptere: det kendte og puljerne svarer til P50 i {standard.UNCERTAINTY}."
        )
    asked = {label(clean(name)) for name in measures} - {label(ALL), ""}
    missing = asked - {label(each.measure) for each in offered}
    if missing:
        name = next(clean(name) for name in measures if label(clean(name)) in missing)
        raise StyringError(f"Der er ingen foreslået pulje til »{name[:60]}«. Se kolonnen i {standard.UNCERTAINTY}.")
    taken = tuple(each for each in offered if not asked or label(each.measure) in asked)
    table = snapshot.layout.of(header.DISPOSITION)[-1]
    blocks, growths = _rows(book, table, snapshot, taken)
    after = read(Overlay(book, blocks, growths), hint=hint)
    _recognised(snapshot, after, taken, table.sheet)
    return AcceptedReserves(taken, after, blocks, growths)


def _rows(
    book: ReadableBook, table: RoleTable, snapshot: Snapshot, taken: Sequence[Reserve]
) -> tuple[tuple[Block, ...], tuple[Growth, ...]]:
    """The rows that were accepted before with their new amounts, and new rows under the table for the others."""
    at = table.columns
    money = at.get("result", at.get("rate"))
    tells = at.get("status", at.get("cpr"))
    if money is None or tells is None or "measure" not in at:
        raise StyringError(
            f"Arket »{table.sheet}« mangler en kolonne til puljer: foranstaltning, status (eller CPR-nr.) og forventet "
            "regnskab (eller takst). Tilføj den, der mangler, og prøv igen."
        )
    if "status" not in at and "result" not in at:
        # With neither column, only a word in the CPR column would tell a pulje's amount from a rate, which is too
        # little.
        raise StyringError(
            f"Arket »{table.sheet}« har hverken en kolonne med status eller en med forventet regnskab, så en pulje kan "
            "ikke kendes fra en takst. Tilføj en af dem, og prøv igen."
        )

    def cell(amount: int) -> float:
        return to_kroner(amount, table.scale(money))

    grid = book.grid(table.sheet)
    standing = _accepted_before(grid, table, snapshot, money)
    changed = tuple(
        Block.of(table.sheet, row, money, ((cell(amount + each.amount),),))
        for each in taken
        for row, amount in [standing.get(label(each.measure), (0, 0))]
        if row
    )
    new = [each for each in taken if label(each.measure) not in standing]
    if not new:
        return changed, ()
    empty: list[Content] = [None] * len(new)
    # Months are emptied, as a formula filled down there does not belong to a pulje.
    columns: dict[int, list[Content]] = dict.fromkeys((*at.values(), *table.months.values()), empty)
    columns[at["measure"]] = [each.measure for each in new]
    columns[tells] = [PULJE for _ in new]
    columns[money] = [cell(each.amount) for each in new]
    if "note" in at:
        columns[at["note"]] = [NOTE for _ in new]
    blocks, growths = append(book, under(book, table, grid), columns, len(new))
    return (*changed, *blocks), growths


def _accepted_before(grid: Grid, table: RoleTable, snapshot: Snapshot, money: int) -> dict[str, tuple[int, int]]:
    """Measure label -> row and øre of the pulje that was accepted for it before and still bears its note."""
    note = table.columns.get("note")
    found: dict[str, tuple[int, int]] = {}
    for pool in snapshot.disposition.pools:
        row = pool.place.row
        if note is None or pool.place.sheet != table.sheet or pool.amount is None or (row, money) in grid.formulas:
            continue
        if pool.measure and clean(grid.value(row, note)) == NOTE and grid.value(row, money) is not None:
            found.setdefault(label(pool.measure), (row, pool.amount))
    return found


def _recognised(before: Snapshot, after: Snapshot, taken: Sequence[Reserve], sheet: str) -> None:
    """Raises StyringError when the new rows would not be read as the puljer they are."""
    sums: list[dict[str, int]] = []
    for each in (before, after):
        pools: dict[str, int] = {}
        for pool in each.disposition.pools:
            pools[label(pool.measure)] = pools.get(label(pool.measure), 0) + (pool.amount or 0)
        sums.append(pools)
    for reserve in taken:
        name = label(reserve.measure)
        sums[0][name] = sums[0].get(name, 0) + reserve.amount
    if sums[0] != sums[1]:
        raise StyringError(
            f"Puljen kan ikke skrives i arket »{sheet}«, så den læses som en pulje igen. Skriv den med hånden, "
            "med ordet pulje på rækken."
        )
