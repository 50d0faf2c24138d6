"""A disposition table's cells as its reader sees them: its own columns only, merged texts in every row they cover."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import is_blank
from styring_xl.reading import header
from styring_xl.reading.constant import constant
from styring_xl.reading.disposition.standing_sums import StandingSums
from styring_xl.reading.role_table import RoleTable

_FIGURES: Final = (
    "rate", "quantity", "start", "stop", "expected_stop", "used_stop", "result", "full", "unit", "rule", "probability",
    "vat", "note",
)  # fmt: skip
_TEXTS: Final = ("cpr", "measure", "supplier", "adviser", "team", "approver", "household", "section", "status")
_READ: Final = (
    *_TEXTS,
    "rate",
    "quantity",
    "start",
    "stop",
    "expected_stop",
    "unit",
    "rule",
    "probability",
    "vat",
    "id",
)
_BESIDE: Final = 3
"""So many columns before the first known one may hold the table's own texts."""


class Frame(Struct, frozen=True, eq=False, dict=True):
    """One table and its grid. Rows and columns are the sheet's own numbers."""

    table: RoleTable
    grid: Grid

    @cached_property
    def at(self) -> dict[str, int]:
        """Field -> column, 0 where the table has no such column."""
        return {name: self.table.columns.get(name, 0) for name in header.FIELD_NAMES}

    @cached_property
    def left(self) -> int:
        """The first column that may belong to the table."""
        return max(1, min((*self.table.columns.values(), *self.table.months.values())) - _BESIDE)

    @cached_property
    def right(self) -> int:
        """The last column that is the table's."""
        return max((*self.table.columns.values(), *self.table.months.values()))

    @cached_property
    def columns(self) -> dict[int, Sequence[Value]]:
        """The cells of the table's columns in all rows of the sheet, by column."""
        return self.grid.whole_columns({*self.table.columns.values(), *self.table.months.values()})

    @cached_property
    def sums(self) -> StandingSums:
        """The plain sums among the sheet's formulas."""
        return StandingSums(self.grid)

    @cached_property
    def formula_columns(self) -> frozenset[int]:
        """The columns in which some cell of the sheet is a formula."""
        return frozenset(column for _, column in self.grid.formulas)

    @cached_property
    def last_row(self) -> int:
        """The last row that may be read."""
        ends = (self.table.last_row, self.table.end, len(self.grid.rows))
        return min(end for end in ends if end is not None)

    @cached_property
    def figures(self) -> frozenset[int]:
        """Columns whose cells are no labels."""
        columns = self.table.columns
        named = {columns[name] for name in _FIGURES if name in columns}
        return frozenset(named | {*self.table.months.values(), *self.table.other_years})

    @cached_property
    def unlabelled(self) -> frozenset[int]:
        """Columns that hold no label of a row that is no citizen's: names of people and suppliers, and figures."""
        columns = self.table.columns
        others = {columns[name] for name in ("approver", "result") if name in columns}
        return frozenset(self.groups | others | set(self.table.months.values()))

    @cached_property
    def groups(self) -> frozenset[int]:
        """Columns that rows may be sorted and summed by, whose words are names of people, suppliers and departments."""
        columns = self.table.columns
        return frozenset(columns[name] for name in ("supplier", "adviser", "team") if name in columns)

    @cached_property
    def amounts(self) -> tuple[int, ...]:
        """The columns a sum has its figures in: the months in their order, then the result."""
        months = [column for _, column in sorted(self.table.months.items())]
        return (*months, self.at["result"]) if self.at["result"] else tuple(months)

    @cached_property
    def above(self) -> dict[tuple[int, int], int]:
        """(row, column) of a text cell inside a merged area -> the area's first row, which holds what it says."""
        texts = {self.at[name] for name in _TEXTS if self.at[name]} | {
            *range(self.left, min(self.table.columns.values()))
        }
        found: dict[tuple[int, int], int] = {}
        for ref in self.grid.merged:
            if ref.bottom > ref.top and ref.left == ref.right and ref.left in texts:
                found.update({(row, ref.left): ref.top for row in range(ref.top + 1, ref.bottom + 1)})
        return found

    @cached_property
    def constants(self) -> dict[int, dict[int, Value]]:
        """Row -> column -> value of the formulas without a result that need no program to work out."""
        inputs = {self.at[name] for name in _READ if self.at[name]}
        found: dict[int, dict[int, Value]] = {}
        if not self.grid.formulas or not inputs:
            return found
        for row, column in self.grid.formulas:
            if column in inputs and self.grid.value(row, column) is None:
                value = constant(self.grid.formulas[row, column])
                if value is not None:
                    found.setdefault(row, {})[column] = value
        return found

    def row(self, number: int) -> Sequence[Value]:
        """The table's cells of a row, from column 1; what stands beside the table belongs to something else."""
        row = self.grid.rows[number - 1]
        if number in self.constants:
            row = [*row, *(None,) * (self.right - len(row))]
            for column, value in self.constants[number].items():
                row[column - 1] = value
        if row and (len(row) > self.right or self.left > 1):
            return [*(None,) * (self.left - 1), *row[self.left - 1 : self.right]]
        return row

    def value(self, number: int, column: int) -> Value:
        """A cell, or what its merged area says."""
        value = self.grid.value(number, column)
        if value is None and self.above and (number, column) in self.above:
            return self.grid.value(self.above[number, column], column)
        return value

    def values(self, numbers: Sequence[int], column: int) -> list[Value]:
        """As ``value``, of some rows; None where there is no such column."""
        if not column:
            return [None] * len(numbers)
        cells, above = self.columns[column], self.above
        found = [cells[number - 1] for number in numbers]
        if above:
            for at, number in enumerate(numbers):
                if found[at] is None and (number, column) in above:
                    found[at] = self.value(number, column)
        return found

    def is_blank(self, number: int) -> bool:
        """Whether a row has nothing in the table's columns."""
        return all(map(is_blank, self.row(number)))

    def has_no_result(self, row: int, column: int) -> bool:
        """Whether a cell holds a formula that no program has worked out: what it gives is not known, so not empty."""
        formulas = self.grid.formulas
        if not formulas or (row, column) not in formulas or self.grid.value(row, column) is not None:
            return False
        return column not in self.constants.get(row, {})
