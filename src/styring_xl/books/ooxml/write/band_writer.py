"""The rows of a band as XML: columns of characters side by side, from which those that are not used are taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from styring_xl.books.ooxml.content import render
from styring_xl.books.ooxml.strings import MAX_TEXT
from styring_xl.books.ooxml.write.band import KEEP_STYLE, RowBand
from styring_xl.books.ooxml.write.dimension import Reach
from styring_xl.books.ooxml.write.figures import Characters, characters, figure_characters
from styring_xl.cells.cell import Content, column_letters
from styring_xl.cells.column_contents import EMPTY, FIGURE, TEXT, ColumnContents
from styring_xl.model.arrays import Flags, Integers

_ROWS: Final = 2048
"""So many rows are put together at a time."""
_FEWER: Final = 256
"""The same where a text is long: every row of the column takes as many characters."""
_LONG: Final = 400
_CAREFUL: Final = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x|(?:^|\n)[ \t\n]|[ \t\n](?:\n|$)")
"""Matches where a formula's text must be escaped or its blanks kept; for several texts joined with line ends."""


class BandWriter:
    """Makes the rows of bands for a sheet whose elements have ``prefix`` (such as ``x:``, or none).

    ``default`` gives the style index of a column 1.. by itself; ``reach`` is told how far the cells go; ``date1904`` is
    whether the workbook counts its days from 1904.
    """

    def __init__(self, prefix: str, default: Callable[[int], int], reach: Reach, date1904: bool) -> None:
        self._date1904 = date1904
        self._default = default
        self._reach = reach
        self._prefix = prefix
        self._head = f'<{prefix}c r="'
        self._row, self._row_end = f'<{prefix}row r="', f"</{prefix}row>"
        self._value, self._end = f"><{prefix}v>", f"</{prefix}v></{prefix}c>"

    def rows(self, band: RowBand) -> Iterator[tuple[int, bytes]]:
        """(number of the first, row elements) of neighbouring rows; a row without a cell to write is left out."""
        texts = [text for column in band.columns for text in (*column.strings, *column.formulas)]
        step = _ROWS if max(map(len, texts), default=0) <= _LONG else _FEWER
        for first in range(band.top, band.bottom + 1, step):
            part = band.part(first, first + step - 1)
            numbers = characters([str(number) for number in range(part.top, part.bottom + 1)])
            columns = [self._column(part, index, numbers) for index in range(len(part.columns))]
            used = np.array([cells.any(axis=1) for cells in columns]).reshape(len(columns), len(part.kind))
            if not used.any():
                continue
            self._note(part, used)
            ends = characters([self._row, '">', self._row_end])
            table = _beside(ends[:1], numbers, ends[1:2], *columns, ends[2:])[used.any(axis=0)]
            yield first, table.tobytes().translate(None, b"\0")

    def _note(self, band: RowBand, used: Flags) -> None:
        """How far the cells reach."""
        across = np.flatnonzero(used.any(axis=1)).tolist()
        down = np.flatnonzero(used.any(axis=0)).tolist()
        for at in (down[0], down[-1]):
            self._reach.add(band.top + at, band.left + across[0], band.left + across[-1])

    def _column(self, band: RowBand, index: int, numbers: Characters) -> Characters:
        """The cell elements of one column, nothing for cells that need none."""
        number, contents = band.left + index, band.columns[index]
        default = self._default(number)
        kept = band.fresh.get(number, default)
        styles = np.array([kept if looks[index] == KEEP_STYLE else looks[index] for looks in band.kinds])
        middles = characters([f'" s="{style}"' if style else '"' for style in styles.tolist()])
        head = characters([self._head + column_letters(number)])
        cells = _beside(head, numbers, middles[band.kind], self._inside(contents))
        bare = (contents.kinds == EMPTY) & ~contents.has_formula & (styles == default)[band.kind]
        cells[bare] = 0
        return cells

    def _inside(self, contents: ColumnContents) -> Characters:
        """What follows the address and the style of each cell, to its end."""
        numbers = contents.kinds == FIGURE
        figures = numbers & ~contents.has_formula
        if figures.all():
            return self._figures(contents)
        pieces: list[tuple[Integers, Characters]] = []
        others = ~figures
        if figures.any():
            places = np.flatnonzero(figures)
            pieces.append((places, self._figures(contents.take(places))))
        if contents.formula is not None and (formed := numbers & contents.has_formula).any():
            texts = [contents.formulas[code] for code in contents.formula[formed].tolist()]
            if not _CAREFUL.search("\n".join(texts)):
                places = np.flatnonzero(formed)
                head, value = f"><{self._prefix}f>", f"</{self._prefix}f><{self._prefix}v>"
                formulas = _beside(characters([head]), characters(texts), self._figures(contents.take(places), value))
                pieces.append((places, formulas))
                others &= ~formed
        texts_only = (contents.kinds == TEXT) & ~contents.has_formula
        if texts_only.any():
            places = np.flatnonzero(texts_only)
            codes, at = np.unique(contents.codes[places], return_inverse=True)
            pieces.append((places, self._texts([contents.strings[code] for code in codes.tolist()])[at]))
            others &= ~texts_only
        nothing = (contents.kinds == EMPTY) & ~contents.has_formula
        if nothing.any():
            places = np.flatnonzero(nothing)
            pieces.append((places, np.repeat(characters([self._one(None)]), len(places), axis=0)))
            others &= ~nothing
        if others.any():
            places = np.flatnonzero(others)
            pieces.append((places, self._each(contents.take(places))))
        result = np.zeros((len(contents), max(piece.shape[1] for _, piece in pieces)), np.uint8)
        for places, piece in pieces:
            result[places, : piece.shape[1]] = piece
        return result

    def _texts(self, strings: Sequence[str]) -> Characters:
        """The same for texts."""
        joined, longest = "\n".join(strings), max(map(len, strings))
        if "" in strings or longest > MAX_TEXT or joined.count("\n") >= len(strings) or _CAREFUL.search(joined):
            return characters([*map(self._one, strings)])
        prefix = self._prefix
        ends = characters([f' t="inlineStr"><{prefix}is><{prefix}t>', f"</{prefix}t></{prefix}is></{prefix}c>"])
        return _beside(ends[:1], characters(strings), ends[1:])

    def _each(self, contents: ColumnContents) -> Characters:
        """The same for cells of any kind, of which many hold the same."""
        known: dict[tuple[type, Content], int] = {}
        # 1 equals True and 1.0, and is written in another way.
        codes = [known.setdefault((type(cell), cell), len(known)) for cell in contents.cells()]
        return characters([self._one(cell) for _, cell in known])[codes]

    def _figures(self, contents: ColumnContents, head: str = "") -> Characters:
        """The same for numbers."""
        return _beside(characters([head or self._value]), figure_characters(contents.numbers), characters([self._end]))

    def _one(self, content: Content) -> str:
        if content is None:
            return "/>"
        type_, inside = render(self._prefix, content, self._date1904)  # type: ignore[arg-type]
        return f"{type_}>{inside}</{self._prefix}c>"


def _beside(*pieces: Characters) -> Characters:
    """Columns of characters side by side; one of a single row is the same in all rows."""
    rows = max(map(len, pieces))
    return np.concatenate([np.broadcast_to(each, (rows, each.shape[1])) for each in pieces], axis=1)
