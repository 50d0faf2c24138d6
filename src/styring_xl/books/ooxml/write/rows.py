"""The rows a sheet has: those that are wanted with their cells, and the numbers and places of all."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from styring_xl.books.ooxml.markup import set_attribute
from styring_xl.books.ooxml.sheetxml import STYLE, Row, SheetXml, Stretch
from styring_xl.books.ooxml.whole import needed, whole_or

_SPANS: Final = re.compile(rb"""\sspans\s*=\s*["']\s*(\d+):(\d+)\s*["']""")


class RowCells(Struct, frozen=True):
    """The cells a row has: columns, positions, style indices, and which are more than a plain value."""

    columns: list[int]
    starts: list[int]
    ends: list[int]
    styles: list[int]
    special: list[bool]
    in_order: bool = True
    implicit: bool = False


class RowSource:
    """Goes through the rows of a sheet once, and remembers which there are.

    ``is_odd`` is true once rows of a shape the scanner does not know were met.
    """

    def __init__(self, sheet: SheetXml) -> None:
        self.sheet = sheet
        self.numbers: list[int] = []
        self.starts: list[int] = []
        self.all_explicit = True
        self.is_odd = False

    def read(
        self,
        wanted: Container[int],
        overwrite: Callable[[Stretch, list[int]], list[int]] | None = None,
    ) -> Iterator[tuple[Row, RowCells]]:
        """The wanted rows that exist; the numbers and places of all rows are noted on the way.

        ``overwrite`` may deal with some of a stretch's rows (told by their indices) at once; it returns the others. Who
        overwrites is the last to look at the sheet's stretches: each is let go of when it is done with.
        """
        sheet = self.sheet
        if not sheet.is_plain:
            yield from self._slow(sheet.rows(), wanted)
            return
        places = deque(zip(sheet.bounds, sheet.stretches, strict=True))
        if overwrite is not None:
            sheet.bounds, sheet.stretches = [], []
        while places:
            (start, end), stretch = places.popleft()
            if stretch is None:
                yield from self._slow(sheet.rows(start, end, self.numbers[-1] if self.numbers else 0), wanted)
                continue
            numbers = stretch.rows.tolist()
            self.numbers += numbers
            self.starts += stretch.row_start.tolist()
            rows = [at for at, number in enumerate(numbers) if number in wanted]
            for at in rows if overwrite is None else overwrite(stretch, rows):
                first, last = stretch.first[at : at + 2].tolist()
                row = Row(
                    numbers[at],
                    int(stretch.row_start[at]),
                    int(stretch.row_inside[at]),
                    int(stretch.row_close[at]),
                    int(stretch.row_end[at]),
                    True,
                )
                cells = RowCells(
                    stretch.column[first:last].tolist(),
                    stretch.cell_start[first:last].tolist(),
                    stretch.cell_end[first:last].tolist(),
                    stretch.style[first:last].tolist(),
                    stretch.special[first:last].tolist(),
                    stretch.in_order,
                )
                yield row, cells

    def _slow(self, rows: Iterator[Row], wanted: Container[int]) -> Iterator[tuple[Row, RowCells]]:
        self.is_odd = True
        for row in rows:
            self.numbers.append(row.number)
            self.starts.append(row.start)
            self.all_explicit = self.all_explicit and row.explicit
            if row.number not in wanted:
                continue
            found = list(self.sheet.cells(row))
            styles = [STYLE.search(rest) for _, _, _, rest, _ in found]
            cells = RowCells(
                [each[0] for each in found],
                [each[1] for each in found],
                [each[2] for each in found],
                [needed(style[1]) if style else 0 for style in styles],
                [True] * len(found),
                all(a[0] < b[0] for a, b in pairwise(found)),
                not all(each[4] for each in found),
            )
            yield row, cells


def with_spans(tag: bytes, written: Sequence[int]) -> bytes:
    """The row's start tag, whose hint about the columns in use is kept true."""
    if b"spans" not in tag or not written:
        return tag
    match = _SPANS.search(tag)
    if match is None:
        return set_attribute(tag, "spans", None)
    first, last = whole_or(match[1], 0), whole_or(match[2], 0)
    if first <= written[0] and written[-1] <= last:
        return tag
    return set_attribute(tag, "spans", f"{min(first, written[0])}:{max(last, written[-1])}")
