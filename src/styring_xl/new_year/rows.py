"""The commitments of next year's workbook: rates raised, what has ended taken out, and a ledger without postings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import KEEP, Content, address
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block
from styring_xl.danish.text import is_blank
from styring_xl.figures.budget_proposal.rows import NextYearRows
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.commitments import active_stop, weighted
from styring_xl.model.periods import is_open
from styring_xl.reading import header
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.disposition.old_figures import old_figures
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import Snapshot


class CarriedRows(Struct):
    """What becomes of the commitments. ``rate`` øre (n,) is what each row's cell says in the new workbook.

    ``raised`` counts the rates that are written; ``standing`` are the cells of rates that should be and cannot: they
    hold a formula or a text. ``ended`` counts the rows that are emptied because they are over before the year begins,
    ``kept`` those that are over and stay, because other rows are read by them.
    """

    rate: Integers
    blocks: list[Block] = field(default_factory=list)
    raised: int = 0
    standing: list[str] = field(default_factory=list)
    ended: int = 0
    kept: int = 0


def carried(book: FileBook, snapshot: Snapshot, cost: NextYearRows) -> CarriedRows:
    """The cells of the disposition that change from the year to the next; ``cost`` has the rates of next year."""
    rows = snapshot.disposition.commitments
    found = CarriedRows(np.array(rows.rate))
    over = ended(rows, snapshot.year + 1)
    for table in snapshot.layout.of(header.DISPOSITION):
        grid = book.grid(table.sheet)
        last = table.last_row or table.end or len(grid.rows)
        mine = [
            at
            for at, place in enumerate(rows.places)
            if place.sheet == table.sheet and table.first_row <= place.row <= last
        ]
        alone = _alone(grid, table, rows, [at for at in mine if not over[at]])
        for at in mine:
            if over[at]:
                found.ended += alone
                found.kept += not alone
                if alone:
                    _empty(found, grid, table, rows.places[at].row)
            elif cost.rate[at] != rows.rate[at]:
                _raise(found, grid, table, rows, at, int(cost.rate[at]))
        if alone:
            found.blocks += _sums_without(snapshot, grid, table, [at for at in mine if over[at]])
    return found


def _sums_without(snapshot: Snapshot, grid: Grid, table: RoleTable, gone: Sequence[int]) -> list[Block]:
    """Sums that stand as figures, less those of the commitments ``gone`` from the table.

    So they are what the rows under them still say, and are known by that when the new year is computed. Where it is
    not certain what a sum is of it stands, and is told.
    """
    places, frame = snapshot.disposition.commitments.places, Frame(table, grid)
    lost, _ = old_figures(frame, [places[at].row for at in gone])
    blocks = []
    for total in snapshot.disposition.totals:
        if total.place.sheet != table.sheet or len(total.readings) != 1:
            continue
        row = total.place.row
        part = np.isin(gone, total.readings[0].commitments)
        left = old_figures(frame, [row])[0][0] - lost[part].sum(axis=0)
        for column, ore in zip(frame.amounts, left.tolist(), strict=True):
            stands = grid.value(row, column)
            if type(stands) in (int, float) and (row, column) not in grid.formulas:
                each = 100 * table.scale(column)
                blocks.append(Block.of(table.sheet, row, column, ((ore / each,),)))
    return blocks


def ended(rows: Commitments, year: int) -> Flags:
    """The rows (n,) that can be computed and whose last day lies before the year, as it is granted: a stop that is only
    expected takes no grant away."""
    last = active_stop(rows.start, rows.granted_stop, rows.unit)
    over: Flags = rows.computable & ~is_open(last) & (last < np.datetime64(f"{year:04d}-01-01"))
    return over


def january(rows: Commitments, rate: Integers, year: int) -> int:
    """What the rows come to in the year's January at some rates, as it counts, øre."""
    at = np.flatnonzero(rows.computable)
    terms = replace(rows.terms, rate=rate).take(at)
    return int(weighted(terms.months(year), terms.probability)[:, 0].sum())


def emptied_ledger(book: FileBook, snapshot: Snapshot) -> tuple[list[Block], int]:
    """Blocks that take the postings out of the ledger's sheets, and how many there are."""
    ledger, blocks = snapshot.ledger, []
    for table in snapshot.layout.of(header.POSTINGS):
        if table.sheet not in ledger.sheets:
            continue
        own = ledger.row[ledger.sheet == ledger.sheets.index(table.sheet)]
        if len(own):
            left, right = min(table.headers), max(table.headers)
            # Rows that could not be read stand among the others.
            count = int(own.max()) - table.first_row + 1
            blocks.append(Block.of(table.sheet, table.first_row, left, ((None,) * (right - left + 1),) * count))
    return blocks, len(ledger)


def _alone(grid: Grid, table: RoleTable, rows: Commitments, kept: Sequence[int]) -> bool:
    """Whether each row that stays says itself whose it is and what of, so that none is read by another."""
    cpr, measure = table.columns.get("cpr"), table.columns.get("measure")
    if measure is None:
        return False
    return all(
        not is_blank(grid.value(rows.places[at].row, measure))
        and (not rows.cpr[at] or (cpr is not None and not is_blank(grid.value(rows.places[at].row, cpr))))
        for at in kept
    )


def _empty(found: CarriedRows, grid: Grid, table: RoleTable, row: int) -> None:
    columns = range(min(table.headers), max(table.headers) + 1)
    filled = [at for at in columns if not is_blank(grid.value(row, at)) or (row, at) in grid.formulas]
    if filled:
        cells: list[Content] = [None if at in filled else KEEP for at in range(filled[0], filled[-1] + 1)]
        found.blocks.append(Block.of(table.sheet, row, filled[0], (tuple(cells),)))


def _raise(found: CarriedRows, grid: Grid, table: RoleTable, rows: Commitments, at: int, rate: int) -> None:
    """Writes a row's rate, unless its cell holds more than the number that was read."""
    row, column = rows.places[at].row, table.columns.get("rate", 0)
    value, each = grid.value(row, column), table.ore_each(column) if column else 0
    plain = isinstance(value, (int, float)) and not isinstance(value, bool) and (row, column) not in grid.formulas
    if not column or not plain or round(float(value) * each) != rows.rate[at]:  # type: ignore[arg-type]
        found.standing.append(f"{table.sheet}!{address(row, column or min(table.headers))}")
        return
    found.rate[at] = rate
    found.raised += 1
    found.blocks.append(Block.of(table.sheet, row, column, ((rate / each,),)))
