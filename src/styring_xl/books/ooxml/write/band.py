"""Rows of cells below all that stands on a sheet, as a new table is: kept and written by the column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl.cells.cell import Formula, Keep, Value
from styring_xl.cells.column_contents import DAY, EMPTY, KEPT, OTHER, ColumnContents
from styring_xl.model.arrays import Flags, Integers

KEEP_STYLE: Final = -1
"""The cell keeps its style; a new one takes its row's or column's."""
FEWEST: Final = 32
"""Fewer rows than this are as quickly written one by one."""
_FIRST_DAY: Final = dt.date(1904, 1, 2).toordinal()
"""Days from here on can be written whatever day a workbook counts from."""

Looks = tuple[int, ...]
"""The style index planned for each cell of a row, or ``KEEP_STYLE``."""


class RowBand(Struct, frozen=True, eq=False):
    """Neighbouring rows from ``top`` with something new in the same columns from ``left``, where nothing stands.

    ``columns`` have what no cell can refuse: plain values, and formulas of them. ``kinds`` are the looks that a row can
    have, ``kind`` says which of them each row has. ``fresh`` has, by column, the style index of a cell that is not
    there yet and keeps its style; without it such a cell takes its column's.
    """

    top: int
    left: int
    columns: tuple[ColumnContents, ...]
    kinds: tuple[Looks, ...]
    kind: Integers
    fresh: Mapping[int, int] = field(default_factory=dict)

    @property
    def bottom(self) -> int:
        """The last row."""
        return self.top + len(self.kind) - 1

    @property
    def has_formulas(self) -> bool:
        """Whether any of its cells gets a formula."""
        return any(column.has_formula.any() for column in self.columns)

    def looks_of_days(self) -> set[int]:
        """The style indices planned for the cells that get a day."""
        found: set[int] = set()
        for index, column in enumerate(self.columns):
            looks = {self.kinds[kind][index] for kind in set(self.kind[column.kinds == DAY].tolist())}
            kept = self.fresh.get(self.left + index, KEEP_STYLE)
            found |= {kept if look == KEEP_STYLE else look for look in looks}
        return found

    def part(self, first: int, last: int) -> RowBand:
        """Its rows from one number to another."""
        rows = slice(max(first - self.top, 0), last - self.top + 1)
        columns = tuple(column.take(rows) for column in self.columns)
        return replace(self, top=max(first, self.top), columns=columns, kind=self.kind[rows])

    def cells(self) -> Iterator[tuple[int, dict[int, Value | Formula], dict[int, int]]]:
        """For each row: its number, the contents to write by column, and the style indices planned for some of them.

        An empty cell that is to look like any other is none; where ``fresh`` says how new cells look, it is one.
        """
        rows = zip(*(column.cells() for column in self.columns), strict=True)
        for row, (values, kind) in enumerate(zip(rows, self.kind.tolist(), strict=True), self.top):
            looks = self.kinds[kind]
            contents: dict[int, Value | Formula] = {}
            styles: dict[int, int] = {}
            for column, (content, look) in enumerate(zip(values, looks, strict=True), self.left):
                if isinstance(content, Keep) or (content is None and look == KEEP_STYLE and not self.fresh):
                    continue
                contents[column] = content
                if look != KEEP_STYLE:
                    styles[column] = look
            if contents:
                yield row, contents, styles

    def by_column(self) -> Iterator[tuple[int, ColumnContents, Flags, Flags]]:
        """The same a column at a time: its number and contents, which are written, which get a planned style."""
        for index, column in enumerate(self.columns):
            styled = np.array([looks[index] != KEEP_STYLE for looks in self.kinds])[self.kind]
            written = column.kinds != KEPT
            if not self.fresh:
                written &= _is_filled(column) | styled
            yield self.left + index, column, written, styled

    def count(self) -> int:
        """How many cells it writes."""
        found = 0
        for index, column in enumerate(self.columns):
            styled = np.array([looks[index] != KEEP_STYLE for looks in self.kinds])[self.kind]
            found += int((_is_filled(column) | styled).sum())
        return found


def _is_filled(column: ColumnContents) -> Flags:
    """Which cells of a column are to hold something."""
    filled: Flags = (column.kinds != EMPTY) | column.has_formula
    return filled


def is_plain(column: ColumnContents) -> bool:
    """Whether a band can hold it: finite numbers, texts, truth values, formulas of such, days, empty cells."""
    kinds = column.kinds
    if ((kinds == OTHER) | (kinds == KEPT)).any():
        return False
    days = kinds == DAY
    return not bool((days & ((column.numbers < _FIRST_DAY) | column.has_formula)).any())
