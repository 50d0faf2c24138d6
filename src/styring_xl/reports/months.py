"""The months of the disposition: what the product writes on each row, and what it leaves because a user wrote it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.cells.cell import CellError, Content, Value
from styring_xl.cells.column_contents import EMPTY, FIGURE, KEPT, WHOLE, ColumnContents
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block, RowLooks
from styring_xl.cells.range_sums import RangeSums
from styring_xl.danish.text import Unreadable, is_blank, read_amount
from styring_xl.figures.compute import Figures
from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.kroner import round_div, to_kroner
from styring_xl.model.numbering import distinct
from styring_xl.reading.disposition.disposition import Disposition, Total
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.role_table import RoleTable
from styring_xl.reports.formula_sum import Unknown, evaluate
from styring_xl.standard import style

_STANDARD: Final = (style.BOOKED, style.COMPUTED)
_USED: Final = {1: "forventet", 0: None, -1: "bevilget"}
"""The stop a row is computed with, by ``Commitments.expects``; a row that expects no stop says nothing."""


class Written(Struct, frozen=True):
    """The blocks to write on the disposition sheets, and a problem for each cell that is left with another figure."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]


def write(
    tables: Sequence[RoleTable],
    grids: Sequence[Grid],
    disposition: Disposition,
    figures: Figures,
    locked: Set[tuple[str, int, int]] = frozenset(),
) -> Written:
    """Months and *Forventet regnskab* of every computable row, and the sums that stand in the tables as values.

    Where the months have the standard workbook's styles, closed ones get the style of booked amounts.
    Formulas are kept; where a formula's result can be known and differs from ours it becomes a problem. Text in a
    month's cell is kept and becomes a problem, and so is a cell among the ``locked`` (sheet, row, column), such as one
    of an array formula. Rows that could not be computed are not touched.
    """
    blocks: list[Block] = []
    problems: list[Problem] = []
    places = disposition.commitments.places
    unsure = _unsure(disposition, figures)
    rows_of: dict[str, list[int]] = {}
    for index, place in enumerate(places):
        rows_of.setdefault(place.sheet, []).append(index)
    for table, grid in zip(tables, grids, strict=True):
        sheet = _Sheet(
            table, grid, {(row, column) for name, row, column in locked if name == table.sheet}, figures.closed
        )
        some = np.array(rows_of.get(table.sheet, ()), np.int64)
        some = some[disposition.commitments.computable[some]]
        if len(some):
            rows = [places[index].row for index in some.tolist()]
            sheet.put_rows(np.array(rows, np.int64), figures.months[some], figures.full[some].sum(axis=1))
            sheet.put_used(rows, [_USED[int(each)] for each in disposition.commitments.expects[some].tolist()])
        for total in disposition.totals:
            if total.place.sheet == table.sheet:
                _put_total(sheet, total, disposition, figures, unsure)
        blocks.extend(sheet.blocks())
        problems.extend(sheet.compare())
    return Written(tuple(blocks), tuple(problems))


def _unsure(disposition: Disposition, figures: Figures) -> Flags:
    """(n,) rows that are not computed, or in closed months may lack their postings as nobody knows whose they are."""
    rows = disposition.commitments
    unsure = ~rows.computable
    if figures.closed:
        doubtful = {
            (each.sheet, each.row) for each in disposition.problems if each.kind in (Kind.CITIZEN, Kind.MISSING_MEASURE)
        }
        unsure = unsure | np.array([(place.sheet, place.row) in doubtful for place in rows.places], bool)
    return unsure


def _put_total(sheet: _Sheet, total: Total, disposition: Disposition, figures: Figures, unsure: Flags) -> None:
    """A sum as its readings give it; where they give different kroner the row is left as it is and told of."""
    rows = disposition.commitments
    sums: dict[tuple[int, ...], tuple[str, Integers]] = {}
    for reading in total.readings:
        members = reading.commitments[rows.computable[reading.commitments]]
        pools = sum(disposition.pools[index].amount or 0 for index in reading.pools)
        if len(members) or reading.pools:
            # A sum over none of the rows that were read is of something else, and is left as it is.
            months = figures.months[members].sum(axis=0)
            sums.setdefault((*months.tolist(), int(months.sum()) + pools), (reading.name, members))
    if len(sums) > 1:
        sheet.tell(Kind.SUM_UNCLEAR, total.place.row, " eller ".join(name for name, _ in sums.values()))
        return
    for (*months, amount), (_, members) in sums.items():
        sheet.put_sum(total.place.row, months, amount)
        lacking = int(unsure[total.readings[0].commitments].sum())
        if lacking:
            sheet.tell(Kind.SUM_LACKS, total.place.row, rows=lacking)
        if total.average and len(members) and len(distinct(rows.unit[members])) == 1:
            sheet.put_rate(total.place.row, rows.rate[members].tolist(), total.fresh)


class _MonthColumn(Struct, frozen=True, eq=False):
    """What a column's cells get, one array element a row: the kind of content, kroner, and whether the wanted look."""

    kinds: NDArray[np.uint8]
    kroner: Floats
    restyled: Flags


class _Sheet:
    """Collects the cells of one disposition table."""

    def __init__(self, table: RoleTable, grid: Grid, locked: Set[tuple[int, int]], closed: int) -> None:
        self.locked = locked
        self.table = table
        self.grid = grid
        self._has_formulas = len(grid.formulas) > 0
        self.cells: dict[int, dict[int, Content]] = {}
        """Column -> row -> content, of the cells that are put one by one."""
        self.looks: dict[int, dict[int, str]] = {}
        """Column -> row -> the style such a cell gets; the others keep theirs."""
        self._by_column: dict[int, _MonthColumn] = {}
        self._rows = np.zeros(0, np.int64)
        self.ours: dict[tuple[int, int], int] = {}
        """Formula cell -> the øre we would have written."""
        self.problems: list[Problem] = []
        self._months = [(month, column) for month, column in sorted(table.months.items())]
        self._wanted = {column: style.BOOKED if month <= closed else style.COMPUTED for month, column in self._months}
        self._scale = {column: table.scale(column) for column in {*table.columns.values(), *table.months.values()}}
        self._result = table.columns.get("result")
        self._full = table.columns.get("full")
        self._used = table.columns.get("used_stop")

    def put_rows(self, rows: Integers, months: Integers, full: Integers) -> None:
        """The months (n, 12) and *Fuldt år* (n,) of the sheet's ``rows``, øre: by the column where the cells are empty
        or a number, as nearly all are, and one by one where they are not."""
        wanted = [(column, months[:, month - 1], "month") for month, column in self._months]
        if self._result is not None:
            wanted.append((self._result, months.sum(axis=1), "result"))
        if self._full is not None:
            wanted.append((self._full, full, "full"))
        if not wanted:
            return
        columns = [column for column, _, _ in wanted]
        ref = Ref(int(rows.min()), min(columns), int(rows.max()), max(columns))
        at = rows - ref.top
        values, formulas = self.grid.columns_in(ref), self.grid.formulas_in(ref)
        codes, labels = self.grid.looks_in(ref, [*self._wanted])
        single: list[tuple[int, int, int, int, str]] = []
        self._rows = rows
        for number, (column, ore, name) in enumerate(wanted):
            there = ColumnContents.of(values[column - ref.left]).take(at)
            simple = (there.kinds == EMPTY) | (there.kinds == FIGURE) | (there.kinds == WHOLE)
            if column in formulas:
                simple &= ~np.isin(at, [*formulas[column]])
            if self.locked:
                simple &= ~np.isin(rows, [row for row, each in self.locked if each == column])
            look = self._wanted.get(column)
            others = [code for code, label in enumerate(labels) if label in _STANDARD and label != look]
            restyled = np.isin(codes[at, column - ref.left], others) if look is not None else np.zeros(len(at), bool)
            put, nothing = simple, np.zeros(len(at), bool)
            if name == "month":
                # As one by one: see ``_put_month``.
                is_zero = (there.kinds == EMPTY) | (there.numbers == 0)
                put = simple & ((ore != 0) | restyled | ~is_zero)
                nothing = (ore == 0) & ((there.kinds == EMPTY) | (there.numbers != 0))
            kinds = np.where(put, np.where(nothing, EMPTY, FIGURE), KEPT).astype(np.uint8)
            self._by_column[column] = _MonthColumn(kinds, to_kroner(ore, self._scale[column]), restyled & simple)
            single += [
                (place, number, column, amount, name)
                for place, amount in zip(np.flatnonzero(~simple).tolist(), ore[~simple].tolist(), strict=True)
            ]
        for place, _, column, amount, name in sorted(single):
            self._put(int(rows[place]), column, amount, name, blank_zero=name == "month")

    def put_used(self, rows: Sequence[int], words: Sequence[str | None]) -> None:
        """Which of two stops each row is computed with; what a user has written there stays."""
        column = self._used
        if column is None:
            return
        top = min(rows)
        standing = self.grid.columns_in(Ref(top, column, max(rows), column))[0]
        for row, word in zip(rows, words, strict=True):
            current = standing[row - top]
            if current == word or not (is_blank(current) or current in _USED.values()):
                continue
            if (row, column) not in self.grid.formulas and (row, column) not in self.locked:
                self.cells.setdefault(column, {})[row] = word

    def put_sum(self, row: int, months: list[int], amount: int) -> None:
        for month, column in self._months:
            self._put(row, column, months[month - 1], "month", compare=False)
        if self._result is not None:
            self._put(row, self._result, amount, "result", compare=False)

    def tell(self, kind: Kind, row: int, detail: str = "", rows: int = 1) -> None:
        """Tells something of a sum at its result, as it will stand: a number that is written over is gone."""
        column = self._result or (self._months[0][1] if self._months else 1)
        value, put = self.grid.value(row, column), self.cells.get(column, {})
        if row in put:
            content = put[row]
            value = content if isinstance(content, (int, float)) else None
        self.problems.append(
            Problem(kind, "result", self.table.role, self.table.sheet, row, column, value, rows, detail)
        )

    def put_rate(self, row: int, rates: list[int], fresh: bool) -> None:
        """The average of the rates, where one stands already or the row is new."""
        column = self.table.columns.get("rate")
        if column is None:
            return
        current = self.grid.value(row, column)
        if (current is None and fresh) or _is_average(current, rates, self._scale[column]):
            self._put(row, column, round_div(sum(rates), len(rates)), "rate", compare=False)

    def _put(
        self, row: int, column: int, ore: int, name: str, *, blank_zero: bool = False, compare: bool = True
    ) -> None:
        if self._has_formulas and (row, column) in self.grid.formulas:
            if compare and self._scale[column] == 1:
                self.ours[row, column] = ore
            return
        if (row, column) in self.locked:
            self.problems.append(
                Problem(Kind.LOCKED, name, self.table.role, self.table.sheet, row, column, self.grid.value(row, column))
            )
            return
        current = self.grid.value(row, column)
        if current is not None and isinstance(current, (str, bool, CellError)) and not is_blank(current):
            try:
                amount = read_amount(current)
            except Unreadable:
                amount = None
            if amount is None:
                self.problems.append(Problem(Kind.TYPED, name, self.table.role, self.table.sheet, row, column, current))
                return
        if blank_zero:
            self._put_month(row, column, ore, current, self.grid.styles.get((row, column)))
            return
        self._look(row, column, self.grid.styles.get((row, column)))
        self.cells.setdefault(column, {})[row] = to_kroner(ore, self._scale[column])

    def _look(self, row: int, column: int, have: str | None) -> bool:
        """Whether a month's cell has the standard workbook's look of the other kind of month, and so gets its own."""
        look = self._wanted.get(column)
        if look is None or have == look or have not in _STANDARD:
            return False
        self.looks.setdefault(column, {})[row] = look
        return True

    def _put_month(self, row: int, column: int, ore: int, current: Value, look: str | None) -> None:
        """A month of 0 øre is written as an empty cell; where a user has typed 0, the 0 stays."""
        is_new_look = self._look(row, column, look)
        if ore == 0 and not is_new_look and (current is None or current == 0):
            return
        nothing = ore == 0 and (current is None or current != 0)
        self.cells.setdefault(column, {})[row] = None if nothing else to_kroner(ore, self._scale[column])

    def blocks(self) -> list[Block]:
        """Neighbouring columns together, one block per run of columns, rows from the first to the last written."""
        written = {column for column, each in self._by_column.items() if (each.kinds != KEPT).any()}
        runs: list[list[int]] = []
        for column in sorted({*self.cells, *written}):
            if runs and runs[-1][-1] == column - 1:
                runs[-1].append(column)
            else:
                runs.append([column])
        return [self._block(run) for run in runs]

    def _block(self, run: Sequence[int]) -> Block:
        touched = [row for column in run for row in self.cells.get(column, ())]
        for column in run:
            if column in self._by_column:
                rows = self._rows[self._by_column[column].kinds != KEPT]
                touched += [int(rows.min()), int(rows.max())] if len(rows) else []
        first, last = min(touched), max(touched)
        contents, looks = [], np.zeros((last + 1 - first, len(run)), np.int64)
        for at, column in enumerate(run):
            kinds, numbers = np.full(len(looks), KEPT, np.uint8), np.zeros(len(looks))
            if column in self._by_column:
                put = self._by_column[column]
                inside = (self._rows >= first) & (self._rows <= last)
                places = self._rows[inside] - first
                kinds[places], numbers[places] = put.kinds[inside], put.kroner[inside]
                if column in self._wanted:
                    looks[places[put.restyled[inside]], at] = 1 + _STANDARD.index(self._wanted[column])
            for row, look in self.looks.get(column, {}).items():
                looks[row - first, at] = 1 + _STANDARD.index(look)
            whole = ColumnContents.of_figures(numbers, kinds)
            if column in self.cells:
                cells = whole.cells()
                for row, content in self.cells[column].items():
                    cells[row - first] = content
                whole = ColumnContents.of(cells)
            contents.append(whole)
        if not looks.any():
            return Block(self.table.sheet, first, run[0], tuple(contents))
        return Block(self.table.sheet, first, run[0], tuple(contents), RowLooks.of_codes(looks, (None, *_STANDARD)))

    def compare(self) -> list[Problem]:
        """The problems so far and one for each formula whose result is known to differ from ours."""
        problems = list(self.problems)
        if not self.ours:
            return problems
        after = RangeSums(self.grid, self.blocks())
        headers = {text: column for column, text in self.table.headers.items()}
        for (row, column), ore in self.ours.items():
            try:
                value = evaluate(self.grid, row, column, after, headers)
            except Unknown:
                continue
            if not _same(value, ore):
                problems.append(Problem(Kind.FORMULA, "result", self.table.role, self.table.sheet, row, column, value))
        return problems


def _is_average(value: Value, rates: list[int], scale: int) -> bool:
    """True for a number that can be the rates' average; their sum, or anything else a user put there, lies outside."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return min(rates) <= round(value * 100) * scale <= max(rates)


def _same(value: Value, ore: int) -> bool:
    if value is None or value == "":
        return ore == 0
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # Less than an øre apart is the same amount in kroner with two decimals.
        return abs(value * 100 - ore) < 1
    return False


def typed(tables: Sequence[RoleTable], grids: Sequence[Grid], disposition: Disposition) -> Integers:
    """The amounts that stand in the months of each commitment, øre (n, 12); what is no amount counts nothing."""
    at = {table.sheet: (table, grid) for table, grid in zip(tables, grids, strict=True)}
    places = disposition.commitments.places
    amounts = np.zeros((len(places), 12), np.int64)
    for index, place in enumerate(places):
        table, grid = at[place.sheet]
        for month, column in table.months.items():
            amounts[index, month - 1] = _amount(grid.value(place.row, column)) * table.scale(column)
    return amounts


def stands_at(grid: Grid, table: RoleTable, row: int) -> int:
    """What a row holds today, in øre: its result cell, else the sum of its months; 0 where neither is a number."""
    result = table.columns.get("result")
    if result is not None:
        amount = _amount(grid.value(row, result)) * table.scale(result)
        if amount:
            return amount
    return sum(_amount(grid.value(row, column)) * table.scale(column) for column in table.months.values())


def _amount(value: Value) -> int:
    try:
        return read_amount(value) or 0
    except Unreadable:
        return 0
