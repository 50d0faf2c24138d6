"""What rectangles of a sheet come to, however many are asked for: each column is added up once, from the top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.cells.column_contents import EMPTY, FIGURE, KEPT, OTHER, WHOLE, ColumnContents
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block
from styring_xl.model.arrays import Flags, Floats, Integers

_EXACT: Final = 2.0**53
"""Hundredths below this are told apart."""


class _Down(Struct, frozen=True, eq=False):
    """A column's cells counted and added up from the top: one element more than it has rows, the first of them 0."""

    hundredths: Integers
    rest: Floats
    """What numbers with more than two decimals come to: each of the others is whole hundredths, whose sum is exact."""
    formulas: Integers
    written: Integers
    others: Integers
    """How many cells hold something that is no number."""


class RangeSums:
    """The sums of rectangles of a sheet as it stands once some ``blocks`` are written in it."""

    def __init__(self, grid: Grid, blocks: Sequence[Block] = ()) -> None:
        self._grid = grid
        self._blocks = blocks
        self._rows = max([len(grid.rows), *(block.ref.bottom for block in blocks)])
        self._width = max([grid.width, *(block.ref.right for block in blocks)])
        self._columns: dict[int, _Down] = {}

    def total(self, ref: Ref) -> float:
        """The sum of the numbers in a rectangle; a formula counts with the result that is kept of it."""
        top, bottom = self._ends(ref)
        columns = self._of(ref)
        hundredths = sum(int(each.hundredths[bottom] - each.hundredths[top]) for each in columns)
        return hundredths / 100 + sum(float(each.rest[bottom] - each.rest[top]) for each in columns)

    def has_formula(self, ref: Ref) -> bool:
        """Whether a cell of the sheet in the rectangle holds a formula today."""
        top, bottom = self._ends(ref)
        return any(each.formulas[bottom] > each.formulas[top] for each in self._of(ref))

    def has_written(self, ref: Ref) -> bool:
        """Whether a block writes in the rectangle."""
        top, bottom = self._ends(ref)
        return any(each.written[bottom] > each.written[top] for each in self._of(ref))

    def has_other(self, ref: Ref) -> bool:
        """Whether a cell in the rectangle holds something that is no number, such as a text or a date."""
        top, bottom = self._ends(ref)
        return any(each.others[bottom] > each.others[top] for each in self._of(ref))

    def _ends(self, ref: Ref) -> tuple[int, int]:
        """How many rows stand above the rectangle and down to its end, of those that hold anything."""
        return min(ref.top - 1, self._rows), min(ref.bottom, self._rows)

    def _of(self, ref: Ref) -> list[_Down]:
        """The columns of a rectangle that hold anything."""
        columns = range(ref.left, min(ref.right, self._width) + 1)
        lacking = [column for column in columns if column not in self._columns]
        if lacking:
            self._add(Ref(1, lacking[0], self._rows, lacking[-1]))
        return [self._columns[column] for column in columns]

    def _add(self, ref: Ref) -> None:
        formulas = self._grid.formulas_in(ref)
        for column, values in enumerate(self._grid.columns_in(ref), ref.left):
            cells = ColumnContents.of(values)
            has_formula, written = np.zeros(len(cells), bool), np.zeros(len(cells), bool)
            has_formula[[*formulas.get(column, ())]] = True
            numbers, others = _numbers(cells)
            for block in self._blocks:
                if block.column <= column <= block.ref.right:
                    new = block.columns[column - block.column]
                    at = slice(block.row - 1, block.ref.bottom)
                    put = new.kinds != KEPT
                    written[at] |= put
                    new_numbers, new_others = _numbers(new)
                    numbers[at] = np.where(put, new_numbers, numbers[at])
                    others[at] = np.where(put, new_others, others[at])
            hundredths = np.rint(numbers * 100)
            is_whole = (np.abs(hundredths) < _EXACT) & (hundredths / 100 == numbers)
            self._columns[column] = _Down(
                hundredths=_added(np.where(is_whole, hundredths, 0).astype(np.int64)),
                rest=np.append(0.0, np.cumsum(np.where(is_whole, 0, numbers))),
                formulas=_added(has_formula),
                written=_added(written),
                others=_added(others),
            )


def _numbers(cells: ColumnContents) -> tuple[Floats, Flags]:
    """The numbers of some cells, 0 where there is none, and which hold something that is no number."""
    is_number = (cells.kinds == FIGURE) | (cells.kinds == WHOLE)
    numbers = np.where(is_number, cells.numbers, 0.0)
    for place in np.flatnonzero(cells.kinds == OTHER).tolist():
        value = cells.others[cells.codes[place]]
        # A whole number beyond what a float holds exactly.
        if isinstance(value, (int, float)):
            numbers[place], is_number[place] = float(value), True
    return numbers, ~is_number & (cells.kinds != EMPTY) & (cells.kinds != KEPT)


def _added(counts: Integers | Flags) -> Integers:
    return np.append(0, np.cumsum(counts, dtype=np.int64))
