"""Numbers written over plain cells, which most edits consist of, for many rows at once."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.ooxml.markup import Splice, irregular
from styring_xl.books.ooxml.sheetxml import SheetXml, Stretch
from styring_xl.books.ooxml.write.dimension import Reach
from styring_xl.books.ooxml.write.figures import characters, figure_characters
from styring_xl.books.ooxml.write.plan import SheetPlan
from styring_xl.books.ooxml.write.rows import with_spans
from styring_xl.cells.cell import column_letters
from styring_xl.model.arrays import Floats

_FLOAT: Final = {float}
_FEW: Final = 4
"""Rows below this number are written one by one."""

_letters = lru_cache(maxsize=20_000)(column_letters)


class Overwriter:
    """Writes what of a plan it can; ``changes`` is what becomes of the part, ``rows`` the numbers of the rows done."""

    def __init__(self, sheet: SheetXml, plan: SheetPlan, reach: Reach) -> None:
        self.sheet = sheet
        self.plan = plan
        self.reach = reach
        prefix = sheet.prefix.decode()
        self.head = f'<{prefix}c r="'
        self.value, self.value_end = f"><{prefix}v>", f"</{prefix}v></{prefix}c>"
        self.changes: list[Splice] = []
        self.rows: set[int] = set()

    def write(self, stretch: Stretch, rows: list[int]) -> list[int]:
        """Write the rows of a stretch that get figures in neighbouring cells which are plain now; return the others."""
        if not rows or not stretch.in_order:
            return rows
        contents, planned = self.plan.contents, self.plan.styles
        numbers = stretch.rows.tolist()
        groups: dict[tuple[int, ...], list[int]] = {}
        for at in rows:
            number = numbers[at]
            if number not in planned:
                groups.setdefault((*contents[number],), []).append(at)
        done: set[int] = set()
        for columns, group in groups.items():
            width = columns[-1] - columns[0] + 1
            if len(group) >= _FEW and columns == (*range(columns[0], columns[0] + width),):
                done |= self._group(stretch, columns, group)
        if len(set(map(numbers.__getitem__, done))) < len(done) or self.rows & {numbers[at] for at in done}:
            raise irregular()
        self.rows |= {numbers[at] for at in done}
        return [at for at in rows if at not in done] if done else rows

    def _group(self, stretch: Stretch, columns: tuple[int, ...], group: list[int]) -> set[int]:
        """The same for rows that get something in the same columns: those of them that are written."""
        contents, width = self.plan.contents, len(columns)
        at_rows = np.array(group)
        cell_row = np.repeat(np.arange(len(stretch.rows)), np.diff(stretch.first))
        # The first of the cells in each row, where there is one; then the others must be beside it.
        leading = np.flatnonzero(stretch.column == columns[0])
        place = np.full(len(stretch.rows), -1)
        place[cell_row[leading]] = leading
        first = place[at_rows]
        fits = (first >= 0) & (first + width <= stretch.first[at_rows + 1])
        at_rows, first = at_rows[fits], first[fits]
        index = first[:, None] + np.arange(width)
        plain = (stretch.column[index] == np.array(columns)).all(1) & ~stretch.special[index].any(1)
        plain &= (stretch.cell_end[index[:, :-1]] == stretch.cell_start[index[:, 1:]]).all(1)
        at_rows, index = at_rows[plain], index[plain]
        numbers = stretch.rows[at_rows]
        values = [contents[number].values() for number in numbers.tolist()]
        if set(map(type, chain.from_iterable(values))) != _FLOAT:
            figures = np.array([set(map(type, each)) == _FLOAT for each in values], bool)
            at_rows, index, numbers = at_rows[figures], index[figures], numbers[figures]
            values = [each for each, keep in zip(values, figures.tolist(), strict=True) if keep]
        if not len(at_rows):
            return set()
        flat = np.fromiter(chain.from_iterable(values), np.float64, len(at_rows) * width)
        texts = self._figures(numbers, columns, stretch.style[index], flat)
        starts, ends = stretch.cell_start[index[:, 0]].tolist(), stretch.cell_end[index[:, -1]].tolist()
        data = self.sheet.data
        if data.find(b"spans", stretch.start, stretch.end) >= 0:
            for row_start, inside in zip(
                stretch.row_start[at_rows].tolist(), stretch.row_inside[at_rows].tolist(), strict=True
            ):
                tag = data[row_start:inside]
                new_tag = with_spans(tag, columns)
                if new_tag != tag:
                    self.changes.append(Splice(row_start, inside, new_tag))
        self.changes += map(Splice, starts, ends, texts)
        for number in (int(numbers.min()), int(numbers.max())):
            self.reach.add(number, columns[0], columns[-1])
        return set(at_rows.tolist())

    def _figures(
        self, numbers: NDArray[np.int32], columns: tuple[int, ...], styles: NDArray[np.int32], values: Floats
    ) -> list[bytes]:
        """The cells of each row as text, from a value and a style index for each: columns of characters side by side,
        from which those that are not used are taken out."""
        looks, which = np.unique(styles, return_inverse=True)
        middles = [(f'" s="{look}"' if look else '"') + self.value for look in looks.tolist()]
        heads = characters([f"{self.head}{_letters(column)}" for column in columns])
        close = characters([self.value_end])
        rows = characters([str(number) for number in numbers.tolist()])
        figures = figure_characters(values)
        shape = (len(numbers), len(columns))
        pieces = [
            np.broadcast_to(heads, (*shape, heads.shape[1])),
            np.broadcast_to(rows[:, None, :], (*shape, rows.shape[1])),
            characters(middles)[which.reshape(shape)],
            figures.reshape(*shape, figures.shape[1]),
            np.broadcast_to(close, (*shape, close.shape[1])),
        ]
        # A character no XML may hold marks where one row ends.
        ends = np.zeros((*shape, 1), np.uint8)
        ends[:, -1] = 1
        text = np.concatenate((*pieces, ends), axis=2).tobytes().translate(None, b"\0")
        return text.split(b"\1")[:-1]
