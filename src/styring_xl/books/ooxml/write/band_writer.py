"""The rows of a band as XML: columns of characters side by side, from which those that are not used are taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.books.ooxml.content import render
from styring_xl.books.ooxml.strings import MAX_TEXT
from styring_xl.books.ooxml.write.band import KEEP_STYLE, RowBand
from styring_xl.books.ooxml.write.dimension import Reach
from styring_xl.books.ooxml.write.figures import Characters, characters, figure_characters, number_characters
from styring_xl.cells.cell import Content, column_letters
from styring_xl.cells.column_contents import EMPTY, FIGURE, TEXT, ColumnContents
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.numbering import numbered

_ROWS: Final = 2048
"""So many rows are put together at a time."""
_FEWER: Final = 256
"""The same where a text is long: every row of the column takes as many characters."""
_LONG: Final = 400
_SHORT: Final = 256
"""Up to so many rows, the cells of all columns are made as if they were one: to ask numpy about each column takes
longer than to make its cells."""
_FORMED: Final = 8
"""Added to the kind of a cell that has a formula."""
_SPECIAL: Final = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANK: Final = ("", " ", "\t", "\n")
_MARKED: Final = ("\n ", " \n", "\n\t", "\t\n", "\n\n", "_x")


class _CellPieces(Struct, frozen=True, eq=False):
    """The cell elements of a column in pieces that stand side by side, and which of the cells are used."""

    pieces: Sequence[Characters]
    used: Flags


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
        self._row, self._row_inside, self._row_end = _one(f'<{prefix}row r="'), _one('">'), _one(f"</{prefix}row>")
        self._value, self._end = _one(f"><{prefix}v>"), _one(f"</{prefix}v></{prefix}c>")
        self._formula, self._result = _one(f"><{prefix}f>"), _one(f"</{prefix}f><{prefix}v>")
        self._text = _one(f' t="inlineStr"><{prefix}is><{prefix}t>')
        self._text_end = _one(f"</{prefix}t></{prefix}is></{prefix}c>")
        self._nothing = _one("/>")

    def rows(self, band: RowBand) -> Iterator[tuple[int, bytes]]:
        """(number of the first, row elements) of neighbouring rows; a row without a cell to write is left out."""
        texts = [text for column in band.columns for text in (*column.strings, *column.formulas)]
        longest = max(map(len, texts), default=0)
        if len(band.kind) <= _SHORT and longest <= _LONG:
            yield from self._few(band)
            return
        step = _ROWS if longest <= _LONG else _FEWER
        for first in range(band.top, band.bottom + 1, step):
            part = band.part(first, first + step - 1)
            numbers = number_characters(np.arange(part.top, part.bottom + 1))
            columns = [self._column(part, index, numbers) for index in range(len(part.columns))]
            used = np.array([cells.used for cells in columns]).reshape(len(columns), len(part.kind))
            if not used.any():
                continue
            self._note(part, used)
            yield first, self._elements(numbers, columns, np.any(used, axis=0)).tobytes().translate(None, b"\0")

    def _few(self, band: RowBand) -> Iterator[tuple[int, bytes]]:
        """The same of a few rows: their cells are made column below column, and then put beside each other."""
        count, width = len(band.kind), len(band.columns)
        across = range(band.left, band.left + width)
        defaults = [self._default(number) for number in across]
        kept = [band.fresh.get(number, default) for number, default in zip(across, defaults, strict=True)]
        styles = [
            [own if look == KEEP_STYLE else look for look, own in zip(looks, kept, strict=True)] for looks in band.kinds
        ]
        contents = ColumnContents.joined(band.columns)
        filled = ((contents.kinds != EMPTY) | contents.has_formula).reshape(width, count)
        used = filled | (np.array(styles) != defaults)[band.kind].T
        if not used.any():
            return
        self._note(band, used)
        numbers = number_characters(np.arange(band.top, band.bottom + 1))
        cells = _beside(
            np.repeat(characters([self._head + column_letters(number) for number in across]), count, axis=0),
            np.tile(numbers, (width, 1)),
            characters([_styled(style) for looks in styles for style in looks])[
                (band.kind * width + np.arange(width)[:, None]).ravel()
            ],
            *self._inside(contents),
        )
        cells[~used.ravel()] = 0
        beside = cells.reshape(width, count, -1).transpose(1, 0, 2).reshape(count, -1)
        table = _beside(self._row, numbers, self._row_inside, beside, self._row_end)
        yield band.top, table[np.any(used, axis=0)].tobytes().translate(None, b"\0")

    def _elements(self, numbers: Characters, columns: Sequence[_CellPieces], used: Flags) -> Characters:
        """The row elements, of rows that are ``used``."""
        before = (self._row, numbers, self._row_inside)
        table = _beside(*before, *(piece for cells in columns for piece in cells.pieces), self._row_end)
        at = _width(before)
        for cells in columns:
            after = at + _width(cells.pieces)
            if not cells.used.all():
                table[~cells.used, at:after] = 0
            at = after
        return table if used.all() else table[used]

    def _note(self, band: RowBand, used: Flags) -> None:
        """How far the cells reach."""
        across = np.flatnonzero(used.any(axis=1)).tolist()
        down = np.flatnonzero(used.any(axis=0)).tolist()
        for at in (down[0], down[-1]):
            self._reach.add(band.top + at, band.left + across[0], band.left + across[-1])

    def _column(self, band: RowBand, index: int, numbers: Characters) -> _CellPieces:
        """The cell elements of one column; some cells need none."""
        number, contents = band.left + index, band.columns[index]
        default = self._default(number)
        kept = band.fresh.get(number, default)
        styles = [kept if looks[index] == KEEP_STYLE else looks[index] for looks in band.kinds]
        middles = characters([*map(_styled, styles)])
        head = _one(self._head + column_letters(number))
        # Most often all rows look alike.
        alike = bool((band.kind == band.kind[0]).all())
        middle = middles[band.kind[:1] if alike else band.kind]
        used = np.ones(len(contents), bool)
        if default in styles:
            looks_like_any = np.array([style == default for style in styles])[band.kind]
            used = (contents.kinds != EMPTY) | contents.has_formula | ~looks_like_any
        return _CellPieces((head, numbers, middle, *self._inside(contents)), used)

    def _inside(self, contents: ColumnContents) -> Sequence[Characters]:
        """What follows the address and the style of each cell, to its end, in pieces side by side."""
        groups = contents.kinds if contents.formula is None else contents.kinds + _FORMED * contents.has_formula
        found = np.bincount(groups).nonzero()[0].tolist()
        if len(found) == 1:
            return self._alike(found[0], contents)
        pieces: list[tuple[Integers, Sequence[Characters]]] = []
        for group in found:
            places = (groups == group).nonzero()[0]
            pieces.append((places, self._alike(group, contents.take(places))))
        result = np.zeros((len(contents), max(_width(alike) for _, alike in pieces)), np.uint8)
        for places, alike in pieces:
            left = 0
            for piece in alike:
                result[places, left : left + piece.shape[1]] = piece
                left += piece.shape[1]
        return (result,)

    def _alike(self, group: int, contents: ColumnContents) -> Sequence[Characters]:
        """The same for cells of one kind, ``_FORMED`` more where they all have a formula."""
        if group == EMPTY:
            return (self._nothing,)
        if group == TEXT:
            codes, (at,) = numbered(contents.codes)
            told = self._texts([contents.strings[code] for code in codes.tolist()])
            return [piece if len(piece) == 1 else piece[at] for piece in told]
        if group == FIGURE:
            return self._value, figure_characters(contents.numbers), self._end
        if group == _FORMED + FIGURE and contents.formula is not None:
            texts = [contents.formulas[code] for code in contents.formula.tolist()]
            if _is_plain("\n".join(texts)):
                figures = figure_characters(contents.numbers)
                return self._formula, characters(texts), self._result, figures, self._end
        return (self._each(contents),)

    def _texts(self, strings: Sequence[str]) -> Sequence[Characters]:
        """The same for texts."""
        joined, longest = "\n".join(strings), max(map(len, strings))
        if "" in strings or longest > MAX_TEXT or joined.count("\n") >= len(strings) or not _is_plain(joined):
            return (characters([*map(self._cell, strings)]),)
        return self._text, characters(strings), self._text_end

    def _each(self, contents: ColumnContents) -> Characters:
        """The same for cells of any kind, of which many hold the same."""
        known: dict[tuple[type, Content], int] = {}
        # 1 equals True and 1.0, and is written in another way.
        codes = [known.setdefault((type(cell), cell), len(known)) for cell in contents.cells()]
        return characters([self._cell(cell) for _, cell in known])[codes]

    def _cell(self, content: Content) -> str:
        if content is None:
            return "/>"
        type_, inside = render(self._prefix, content, self._date1904)  # type: ignore[arg-type]
        return f"{type_}>{inside}</{self._prefix}c>"


def _styled(style: int) -> str:
    """What stands between a cell's address and its content."""
    return f'" s="{style}"' if style else '"'


def _is_plain(joined: str) -> bool:
    """Whether texts, joined with line ends, are written as they are: nothing is escaped, and no blanks are kept."""
    if joined[:1] in _BLANK or joined[-1:] in _BLANK or _SPECIAL.search(joined):
        return False
    return not any(mark in joined for mark in _MARKED)


def _one(text: str) -> Characters:
    """The characters of one text, which is not empty, as a row."""
    return np.frombuffer(text.encode(), np.uint8).reshape(1, -1)


def _width(pieces: Sequence[Characters]) -> int:
    return sum(piece.shape[1] for piece in pieces)


def _beside(*pieces: Characters) -> Characters:
    """Columns of characters side by side; one of a single row is the same in all rows."""
    table = np.empty((max(map(len, pieces)), _width(pieces)), np.uint8)
    at = 0
    for piece in pieces:
        table[:, at : at + piece.shape[1]] = piece
        at += piece.shape[1]
    return table
