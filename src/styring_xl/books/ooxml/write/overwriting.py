"""Numbers written over plain cells, which most edits consist of, for many rows at once."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.ooxml.markup import Splice, irregular
from styring_xl.books.ooxml.sheetxml import SheetXml, Stretch
from styring_xl.books.ooxml.sparse import COLUMNS
from styring_xl.books.ooxml.write.band import KEEP_STYLE
from styring_xl.books.ooxml.write.dimension import Reach
from styring_xl.books.ooxml.write.figures import characters, figure_characters, number_characters
from styring_xl.books.ooxml.write.plan import RESET_STYLE, FigureCells, SheetPlan
from styring_xl.books.ooxml.write.rows import with_spans
from styring_xl.cells.cell import Formula, Value, column_letters
from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.numbering import numbered

_FIGURES: Final = frozenset((float, type(None)))
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
        self.figures = plan.gathered()
        self._are_rising = not bool((self.figures.rows[1:] < self.figures.rows[:-1]).any())
        self.left: set[int] = set()

    def write(self, stretch: Stretch, rows: list[int]) -> list[int]:
        """Write the rows of a stretch that get figures, or nothing, in cells which are plain now; return the others."""
        contents, planned = self.plan.contents, self.plan.styles
        numbers = stretch.rows.tolist()
        figures = self._in(stretch)
        if not stretch.in_order or (stretch.rows[1:] <= stretch.rows[:-1]).any():
            self._leave(figures)
            return rows
        some = [
            at
            for at in rows
            if numbers[at] in contents
            and _FIGURES.issuperset(map(type, contents[numbers[at]].values()))
            and (numbers[at] not in planned or RESET_STYLE not in planned[numbers[at]].values())
        ]
        if len(some) + len(figures.rows) < _FEW:
            self._leave(figures)
            return rows
        done = self._some(stretch, some, figures)
        written = stretch.rows[done].tolist()
        if not self.rows.isdisjoint(written):
            raise irregular()
        self.rows.update(written)
        self._leave(figures.some(~done[np.searchsorted(stretch.rows, figures.rows)]))
        return [at for at, is_done in zip(rows, done[rows].tolist(), strict=True) if not is_done]

    def _in(self, stretch: Stretch) -> FigureCells:
        """The figures for the rows of a stretch."""
        if not len(self.figures.rows) or not len(stretch.rows):
            return self.figures.some(slice(0, 0))
        near = self.figures
        if self._are_rising:
            first, end = np.searchsorted(near.rows, (stretch.rows.min(), stretch.rows.max() + 1)).tolist()
            near = near.some(slice(first, end))
        return near.some(np.isin(near.rows, stretch.rows))

    def _leave(self, figures: FigureCells) -> None:
        """Have figures as single cells of the plan."""
        for row, contents, styles in figures.cells():
            self.plan.contents[row] = contents
            self.left.add(row)
            if styles:
                self.plan.styles[row] = styles

    def finish(self) -> None:
        """Have what was not written as single cells of the plan, and as no others."""
        if not len(self.figures.rows):
            self.plan.figures = []
            return
        done = np.isin(self.figures.rows, [*self.rows])
        left = ~done & ~np.isin(self.figures.rows, [*self.left])
        self._leave(self.figures.some(left))
        kept = self.figures if done.all() else self.figures.some(done)
        self.plan.figures = [kept] if len(kept.rows) else []

    def _some(self, stretch: Stretch, rows: list[int], figures: FigureCells) -> Flags:
        """The same for rows, by their places, that get nothing but figures: which rows of the stretch are written."""
        cells = [self.plan.contents[number] for number in stretch.rows[rows].tolist()]
        per_row = np.fromiter(map(len, cells), np.int64, len(cells))
        many = int(per_row.sum())
        single = np.array([*chain.from_iterable(map(dict.values, cells))], np.float64)  # nothing is no number
        planned = self._planned(stretch.rows[rows].tolist(), cells)
        at = np.concatenate((np.repeat(np.array(rows, np.int64), per_row), np.searchsorted(stretch.rows, figures.rows)))
        column: Integers = np.concatenate((np.fromiter(chain.from_iterable(cells), np.int64, many), figures.columns))
        value, style = np.concatenate((single, figures.values)), np.concatenate((planned, figures.styles))
        key = at * COLUMNS + column
        if (key[1:] < key[:-1]).any():
            sort = np.argsort(key)
            key, at, column, value, style = key[sort], at[sort], column[sort], value[sort], style[sort]
        cell_row = np.repeat(np.arange(len(stretch.rows)), np.diff(stretch.first))
        have = np.append(cell_row * COLUMNS + stretch.column, -1)
        place = np.searchsorted(have[:-1], key)
        fits = (have[place] == key) & ~np.append(stretch.special, True)[place]
        whole = np.ones(len(stretch.rows), bool)
        whole[at[~fits]] = False
        kept = whole[at]
        at, column, value, style, place = at[kept], column[kept], value[kept], style[kept], place[kept]
        written = np.zeros(len(stretch.rows), bool)
        written[at] = True
        if not len(at):
            return written
        starts, ends = stretch.cell_start[place], stretch.cell_end[place]
        # Cells that stand side by side are one piece of the part.
        is_last = np.append((at[1:] != at[:-1]) | (starts[1:] != ends[:-1]), True)
        looks = np.where(style == KEEP_STYLE, stretch.style[place], style)
        texts = self._figures(stretch.rows[at], column, looks, value, is_last)
        is_first = np.append(True, is_last[:-1])
        self._keep_spans(stretch, at, column)
        self.changes += map(Splice, starts[is_first].tolist(), ends[is_last].tolist(), texts)
        numbers = stretch.rows[at]
        for number in (int(numbers.min()), int(numbers.max())):
            self.reach.add(number, int(column.min()), int(column.max()))
        return written

    def _planned(self, numbers: list[int], cells: list[dict[int, Value | Formula]]) -> Integers:
        """The style index planned for each of the cells."""
        planned = self.plan.styles
        found: list[int] = []
        for number, columns in zip(numbers, cells, strict=True):
            styles = planned.get(number)
            found += (KEEP_STYLE,) * len(columns) if styles is None else [styles.get(at, KEEP_STYLE) for at in columns]
        return np.array(found, np.int64)

    def _keep_spans(self, stretch: Stretch, at: Integers, column: Integers) -> None:
        """Keep true what the rows' tags say of the columns in use."""
        data = self.sheet.data
        if data.find(b"spans", stretch.start, stretch.end) < 0:
            return
        firsts = np.flatnonzero(np.append(True, at[1:] != at[:-1]))
        lasts = np.append(firsts[1:], len(at)) - 1
        for row, *written in zip(at[firsts].tolist(), column[firsts].tolist(), column[lasts].tolist(), strict=True):
            start, inside = int(stretch.row_start[row]), int(stretch.row_inside[row])
            tag = data[start:inside]
            new_tag = with_spans(tag, written)
            if new_tag != tag:
                self.changes.append(Splice(start, inside, new_tag))

    def _figures(
        self, numbers: NDArray[np.int32], columns: Integers, styles: Integers, values: Floats, is_last: Flags
    ) -> list[bytes]:
        """The cells as text, from a row, a column, a style index and a value for each, those up to one that ``is_last``
        together: columns of characters side by side, from which those that are not used are taken out."""
        blank = np.isnan(values)
        looks, (look,) = numbered(styles)
        styled = [f'" s="{each}"' if each else '"' for each in looks.tolist()]
        middles = characters([*(each + self.value for each in styled), *(f"{each}/>" for each in styled)])
        places, (place,) = numbered(columns)
        heads = characters([f"{self.head}{_letters(each)}" for each in places.tolist()])
        lines, (line,) = numbered(numbers)
        figures = figure_characters(np.where(blank, 0, values))
        figures[blank] = 0
        # A character no XML may hold marks where one piece ends.
        ends = np.zeros((len(values), 1), np.uint8)
        ends[is_last] = 1
        pieces = (
            heads[place],
            number_characters(lines)[line],
            middles[look + len(looks) * blank],
            figures,
            characters(["", self.value_end])[(~blank).astype(np.intp)],
            ends,
        )
        return np.concatenate(pieces, axis=1).tobytes().translate(None, b"\0").split(b"\1")[:-1]
