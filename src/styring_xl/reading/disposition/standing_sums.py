"""What the user's own sums come to with the cells as they stand.

A formula's kept result is as old as the last program that worked it out: after the refresh of a closed file it is still
that of the months before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl.cells.cell import MAX_COLUMN, Value
from styring_xl.cells.grid import Grid
from styring_xl.cells.precedents import FormulaTerm, summands
from styring_xl.cells.range_sums import RangeSums

_DEPTH: Final = 4
"""Sums of sums are followed this far: a year of halves, of quarters, of months."""
_MOST_READ: Final = 2_000_000
"""So many cells are added up one by one of a sheet. Where each of 20.000 rows adds up the formulas of all rows above it
they are a hundred times as many, and those that are left are taken as they stand."""
_FEW: Final = 24
"""So many cells are added up one by one without asking the columns."""

Summed = Sequence[tuple[int, int, int]]
"""(sign, row, column) of the cells that a sum adds up."""


class StandingSums:
    """The formulas of a sheet that are plain sums."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._sums = RangeSums(grid)
        self._left = _MOST_READ
        self._beside: dict[str, tuple[tuple[int, int], ...] | None] = {}
        """Formula, with # for the number of its row -> (sign, column) of what it adds up; None where that is not all in
        its own row."""

    def value(self, row: int, column: int) -> Value:
        """What a cell holds: a plain sum of numbers by the cells it adds up, all else as it stands."""
        if (row, column) not in self._grid.formulas:
            return self._grid.value(row, column)
        found = self._sum(row, column, _DEPTH)
        return self._grid.value(row, column) if found is None else found

    def _sum(self, row: int, column: int, depth: int) -> float | None:
        """What a formula comes to; None where only a program can tell."""
        text = self._grid.formulas[row, column]
        like = text.replace(str(row), "#")
        if like not in self._beside:
            self._beside[like] = _beside(text, row)
        beside = self._beside[like]
        if beside is not None:
            return self._total([(sign, row, at) for sign, at in beside], depth)
        terms = summands(text) or ()
        if any(each.sheet is not None for each in terms):
            return None
        tall = [each for each in terms if _size(each) > _FEW and not self._sums.has_formula(each.ref)]
        # What a text, a date or an error value in a sum gives depends on how the formula is written.
        if any(self._sums.has_other(each.ref) for each in tall):
            return None
        found = sum(each.sign * self._sums.total(each.ref) for each in tall)
        short = [each for each in terms if each not in tall]
        rest = self._total(_cells(short, self._left), depth) if short or not tall else 0.0
        return None if rest is None else found + rest

    def _total(self, cells: Summed, depth: int) -> float | None:
        if not cells or len(cells) > self._left:
            return None
        self._left -= len(cells)
        total = 0.0
        for sign, row, column in cells:
            amount: Value = self._grid.value(row, column)
            if (row, column) in self._grid.formulas:
                inner = self._sum(row, column, depth - 1) if depth else None
                amount = amount if inner is None else inner
                if amount is None:
                    return None
            # As of a tall rectangle: only numbers are sure.
            if amount is not None:
                if isinstance(amount, bool) or not isinstance(amount, (int, float)):
                    return None
                total += sign * amount
        return total


def _cells(terms: Sequence[FormulaTerm], most: int) -> Summed:
    """The cells of some terms; none where one of them is on another sheet, or where they are more than ``most``."""
    if any(each.sheet is not None for each in terms) or sum(map(_size, terms)) > most:
        return ()
    return [
        (each.sign, row, column)
        for each in terms
        for row in range(each.ref.top, each.ref.bottom + 1)
        for column in range(each.ref.left, each.ref.right + 1)
    ]


def _size(term: FormulaTerm) -> int:
    return (term.ref.bottom - term.ref.top + 1) * (term.ref.right - term.ref.left + 1)


def _beside(text: str, row: int) -> tuple[tuple[int, int], ...] | None:
    cells = _cells(summands(text) or (), MAX_COLUMN)
    if not cells or any(at != row for _, at, _ in cells):
        return None
    return tuple((sign, column) for sign, _, column in cells)
