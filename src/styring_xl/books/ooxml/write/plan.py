"""What is to be written into one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct, field

from styring_xl.books.ooxml.write.band import KEEP_STYLE, RowBand
from styring_xl.cells.cell import Formula, Value

RESET_STYLE: Final = -2
"""The cell takes its row's or column's style, and goes when it holds nothing."""


class SheetPlan(Struct):
    """The cells of one sheet to write, by row and column, and the style index of those whose style changes."""

    contents: dict[int, dict[int, Value | Formula]] = field(default_factory=dict)
    styles: dict[int, dict[int, int]] = field(default_factory=dict)
    fresh: dict[int, dict[int, int]] = field(default_factory=dict)
    """Row -> column -> the style index a cell gets that is not there yet."""
    bands: list[RowBand] = field(default_factory=list)
    """Rows that are in none of the others, in no order."""

    def style(self, row: int, column: int) -> int:
        """The style index planned for a cell, or ``KEEP_STYLE``."""
        found = self.styles.get(row)
        return KEEP_STYLE if found is None else found.get(column, KEEP_STYLE)

    def take_apart(self, first: int, last: int) -> None:
        """Have the rows from one number to another as single cells."""
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

    def take_apart_each(self, rows: Iterable[int]) -> None:
        """The same for some rows, told in ascending order."""
        for row in rows:
            if any(band.top <= row <= band.bottom for band in self.bands):
                self.take_apart(row, row)

    def cells(self) -> Iterator[tuple[int, dict[int, Value | Formula], dict[int, int]]]:
        """(row, contents by column, planned style indices by column) of every row with something to write, in order."""
        rows = [*self.single_cells()]
        for band in self.bands:
            rows += band.cells()
        yield from sorted(rows, key=lambda row: row[0])

    def single_cells(self) -> Iterator[tuple[int, dict[int, Value | Formula], dict[int, int]]]:
        """The same of the rows that are in no band."""
        for number in sorted(self.contents):
            yield number, self.contents[number], self.styles.get(number, {})
