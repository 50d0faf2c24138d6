"""One sheet as it stands: values, formulas, and the structure that tells what the cells are part of."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from typing import TypeVar

import numpy as np
from msgspec import Struct, field

from styring_xl.cells.cell import Value
from styring_xl.model.arrays import Integers

T = TypeVar("T")


class Ref(Struct, frozen=True):
    """A rectangle of cells, both ends inclusive, rows and columns from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right


class PlacedCells(Mapping[tuple[int, int], T]):
    """Something for some cells, by (row, column), that gives a rectangle of them at once: a large sheet has many."""

    @abstractmethod
    def within(self, ref: Ref) -> Iterator[tuple[int, int, T]]:
        """(row, column, what it has) of the cells in a rectangle."""


class LabelledCells(PlacedCells[str]):
    """One of a few ``labels`` for some cells."""

    labels: Sequence[str]

    @abstractmethod
    def codes_within(self, ref: Ref) -> tuple[Integers, Integers, Integers]:
        """The rows, the columns and the places among the labels of the cells in a rectangle."""


class AskedLabels(Mapping[tuple[int, int], str]):
    """Labels of cells that are asked for: nobody knows them all."""

    @abstractmethod
    def down(self, column: int, top: int, bottom: int) -> Sequence[str]:
        """Those of a column's cells from one row to another, an empty text where there is none."""


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
    words: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) -> what the cell's number format says beside the number (see ``number_format.words_of``), where it
    says anything, as far as the program tells."""
    struck: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The cells whose text is struck through, as far as the program tells."""
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

    def columns_in(self, ref: Ref) -> list[list[Value]]:
        """The values in a rectangle, column by column; nothing stands outside a sheet."""
        left, width, height = ref.left - 1, ref.right - ref.left + 1, ref.bottom - ref.top + 1
        if left < 0 or ref.top < 1:
            return [[None] * height for _ in range(width)]
        rows = [row[left : ref.right] for row in self.rows[ref.top - 1 : ref.bottom]]
        columns: list[list[Value]] = [[*column] for column in zip_longest(*rows)]
        columns += [[None] * len(rows) for _ in range(width - len(columns))]
        if len(rows) < height:
            for column in columns:
                column += [None] * (height - len(rows))
        return columns

    def whole_columns(self, columns: Collection[int]) -> dict[int, Sequence[Value]]:
        """The values of some columns in all rows, by column."""
        width = max(columns, default=0)
        if width > 4 * len(columns):
            return {at: [row[at - 1] if len(row) >= at else None for row in self.rows] for at in columns}
        # Where most are asked for it is quicker to turn all of them.
        turned = dict(enumerate(islice(zip_longest(*self.rows), width), start=1))
        nothing = (None,) * len(self.rows)
        return {at: turned.get(at, nothing) for at in columns}

    def formulas_in(self, ref: Ref) -> dict[int, dict[int, str]]:
        """The formulas in a rectangle: by column, and by place in it from 0."""
        cells = self.formulas
        inside = cells.within(ref) if isinstance(cells, PlacedCells) else _within(cells, ref)
        found: dict[int, dict[int, str]] = {}
        for row, column, text in inside:
            found.setdefault(column, {})[row - ref.top] = text
        return found

    def looks_in(self, ref: Ref, wanted: Sequence[int] | None = None) -> tuple[Integers, list[str]]:
        """The named styles in a rectangle, row by row, by their places in the list; 0 is the default one.

        Those of the ``wanted`` columns (all, when not said) are sure to be among them.
        """
        codes = np.zeros((ref.bottom - ref.top + 1, ref.right - ref.left + 1), np.int64)
        cells = self.styles
        if isinstance(cells, LabelledCells):
            rows, columns, labels = cells.codes_within(ref)
            codes[rows - ref.top, columns - ref.left] = labels + 1
            return codes, ["", *cells.labels]
        known = {"": 0}
        across = range(ref.left, ref.right + 1) if wanted is None else wanted
        if isinstance(cells, AskedLabels):
            # An open workbook knows what it is asked for, and no more.
            for column in across:
                found = cells.down(column, ref.top, ref.bottom)
                codes[:, column - ref.left] = [known.setdefault(label, len(known)) for label in found]
            return codes, [*known]
        for row in range(ref.top, ref.bottom + 1):
            for column in across:
                codes[row - ref.top, column - ref.left] = known.setdefault(cells.get((row, column), ""), len(known))
        return codes, [*known]

    @property
    def width(self) -> int:
        """The number of the last column that holds anything."""
        return max((len(row) for row in self.rows), default=0)


def _within(cells: Mapping[tuple[int, int], str], ref: Ref) -> Iterator[tuple[int, int, str]]:
    return ((row, column, text) for (row, column), text in cells.items() if (row, column) in ref)
