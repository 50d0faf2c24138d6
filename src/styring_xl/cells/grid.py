"""One sheet as it stands: values, formulas, and the structure that tells what the cells are part of."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, field

from styring_xl.cells.cell import Value

T = TypeVar("T")


class Ref(Struct, frozen=True):
    """A rectangle of cells, both ends inclusive, rows and columns from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right


class RowMap(Mapping[tuple[int, int], T]):
    """Something for some cells, by (row, column), that gives a row of them at once: a large sheet has many."""

    @abstractmethod
    def in_row(self, row: int) -> Mapping[int, T]:
        """What the cells of one row have, by column."""


def by_row(cells: Mapping[tuple[int, int], T]) -> Callable[[int], Callable[[int], T | None]]:
    """What tells of a row's number what tells of a column's what the cell has."""
    if isinstance(cells, RowMap):
        return lambda row: cells.in_row(row).get
    # An open workbook may know what it is asked for, and no more.
    return lambda row: lambda column: cells.get((row, column))


class ExcelTable(Struct, frozen=True):
    """An Excel table (ListObject)."""

    name: str
    ref: Ref
    header_rows: int = 1
    totals_rows: int = 0


class Grid(Struct, frozen=True):
    """A sheet's cells.

    ``rows[0]`` is row 1; rows are ragged (a row ends with its last non-empty cell) and may be missing at the end.
    Dates are ``datetime.date`` (``datetime`` when there is a time of day). A formula cell's value is its cached result.
    """

    sheet: str
    rows: Sequence[Sequence[Value]]
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) -> formula text without ``=``; members of shared formulas translated to their own cell."""
    merged: tuple[Ref, ...] = ()
    tables: tuple[ExcelTable, ...] = ()
    styles: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) -> named cell style, for cells whose style is not the default (Normal)."""
    protected: bool = False
    hidden: frozenset[int] = frozenset()
    """The rows that a user does not see, as far as the program tells; a filter's are among them."""

    def value(self, row: int, column: int) -> Value:
        """The value of a cell, None when it is empty or beyond what the sheet holds."""
        if 1 <= row <= len(self.rows):
            cells = self.rows[row - 1]
            if 1 <= column <= len(cells):
                return cells[column - 1]
        return None

    @property
    def width(self) -> int:
        """The number of the last column that holds anything."""
        return max((len(row) for row in self.rows), default=0)
