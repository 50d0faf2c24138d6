"""What is to be written into one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.books.ooxml.write.band import KEEP_STYLE, RowBand
from styring_xl.cells.cell import Formula, Value
from styring_xl.model.arrays import Flags, Floats, Narrow
from styring_xl.model.numbering import numbered

RESET_STYLE: Final = -2
"""The cell takes its row's or column's style, and goes when it holds nothing."""


class FigureCells(Struct, frozen=True, eq=False):
    """Single cells that get a figure, or nothing (NaN), one array element a cell, by row and column.

    ``styles`` has the style index planned for each, or ``KEEP_STYLE``.
    """

    rows: Narrow
    columns: Narrow
    values: Floats
    styles: Narrow

    def some(self, chosen: Flags | slice) -> FigureCells:
        """Those that are chosen."""
        return FigureCells(self.rows[chosen], self.columns[chosen], self.values[chosen], self.styles[chosen])

    def cells(self) -> Iterator[tuple[int, dict[int, Value | Formula], dict[int, int]]]:
        """For each row: its number, the contents to write by column, and the style indices planned for some of them."""
        first = np.flatnonzero(np.diff(self.rows, prepend=-1)).tolist()
        values = [None if value != value else value for value in self.values.tolist()]
        columns, styles = self.columns.tolist(), self.styles.tolist()
        ends = [*first[1:], len(columns)][: len(first)]
        for row, start, end in zip(self.rows[first].tolist(), first, ends, strict=True):
            planned = {at: style for at, style in zip(columns[start:end], styles[start:end], strict=True) if style >= 0}
            yield row, dict(zip(columns[start:end], values[start:end], strict=True)), planned


class SheetPlan(Struct):
    """The cells of one sheet to write, by row and column, and the style index of those whose style changes."""

    contents: dict[int, dict[int, Value | Formula]] = field(default_factory=dict)
    styles: dict[int, dict[int, int]] = field(default_factory=dict)
    fresh: dict[int, dict[int, int]] = field(default_factory=dict)
    """Row -> column -> the style index a cell gets that is not there yet."""
    bands: list[RowBand] = field(default_factory=list)
    """Rows that are in none of the others, in no order."""
    figures: list[FigureCells] = field(default_factory=list)
    """Cells of rows that are in none of the others, in no order."""

    @property
    def rows(self) -> set[int]:
        """The numbers of all rows but those in bands."""
        found = {number for number, row in self.contents.items() if row}
        return found.union(*(numbered(each.rows)[0].tolist() for each in self.figures))

    def style(self, row: int, column: int) -> int:
        """The style index planned for a cell, or ``KEEP_STYLE``."""
        found = self.styles.get(row)
        return KEEP_STYLE if found is None else found.get(column, KEEP_STYLE)

    def take_apart(self, first: int, last: int) -> None:
        """Have the rows from one number to another as single cells."""
        self._take_figures_apart(first, last)
        if not self.bands:
            return
        left: list[RowBand] = []
        for band in self.bands:
            if band.bottom < first or band.top > last:
                left.append(band)
                continue
            for row, contents, styles in band.part(first, last).cells():
                self.contents[row] = contents
                if styles:
                    self.styles[row] = styles
                if band.fresh:
                    self.fresh[row] = dict(band.fresh)
            if band.top < first:
                left.append(band.part(band.top, first - 1))
            if band.bottom > last:
                left.append(band.part(last + 1, band.bottom))
        self.bands = left

    def _take_figures_apart(self, first: int, last: int) -> None:
        left: list[FigureCells] = []
        for each in self.figures:
            chosen = (each.rows >= first) & (each.rows <= last)
            if not chosen.any():
                left.append(each)
                continue
            for row, contents, styles in each.some(chosen).cells():
                self.contents[row] = contents
                if styles:
                    self.styles[row] = styles
            if not chosen.all():
                left.append(each.some(~chosen))
        self.figures = left

    def take_apart_each(self, rows: Iterable[int]) -> None:
        """The same for some rows, told in ascending order."""
        for row in rows:
            if any(band.top <= row <= band.bottom for band in self.bands):
                self.take_apart(row, row)

    def gathered(self) -> FigureCells:
        """All the cells that get figures."""
        if not self.figures:
            none = np.zeros(0, np.int32)
            return FigureCells(none, none, np.zeros(0), none)
        if len(self.figures) == 1:
            return self.figures[0]
        arrays = [(each.rows, each.columns, each.values, each.styles) for each in self.figures]
        return FigureCells(*map(np.concatenate, zip(*arrays, strict=True)))

    def cells(self) -> Iterator[tuple[int, dict[int, Value | Formula], dict[int, int]]]:
        """(row, contents by column, planned style indices by column) of every row with something to write, in order."""
        rows = [*self.single_cells()]
        for band in self.bands:
            rows += band.cells()
        for figures in self.figures:
            rows += figures.cells()
        yield from sorted(rows, key=lambda row: row[0])

    def single_cells(self) -> Iterator[tuple[int, dict[int, Value | Formula], dict[int, int]]]:
        """The same of the rows that are neither in bands nor among the figures."""
        for number in sorted(self.contents):
            yield number, self.contents[number], self.styles.get(number, {})
