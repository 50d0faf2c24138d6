"""The rows of a band as XML: a column at a time, put together row by row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from styring_xl.books.ooxml.content import number_text, render
from styring_xl.books.ooxml.write.band import KEEP_STYLE, RowBand
from styring_xl.books.ooxml.write.dimension import Reach
from styring_xl.books.ooxml.write.figures import figure_texts
from styring_xl.cells.cell import Content, Formula, Keep, Value, column_letters

_ROWS: Final = 2048
"""So many rows are put together at a time."""
_FLOAT: Final = {float}
_NUMBERS: Final = frozenset((float, int))
_COMMON: Final = frozenset((str, dt.date, type(None)))
"""Types whose values recur in a column, so that the XML of each value is made once."""
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
        for first in range(band.top, band.bottom + 1, _ROWS):
            part = band.part(first, first + _ROWS - 1)
            numbers = [*map(str, range(part.top, part.bottom + 1))]
            columns = [
                self._column(part, index, numbers, contents)
                for index, contents in enumerate(zip(*part.values, strict=True))
            ]
            self._note(part, columns)
            rows = [
                f'{self._row}{number}">{cells}{self._row_end}' if cells else ""
                for number, cells in zip(numbers, map("".join, zip(*columns, strict=True)), strict=True)
            ]
            yield first, "".join(rows).encode()

    def _note(self, band: RowBand, columns: Sequence[Sequence[str]]) -> None:
        """How far the cells reach."""
        used = [at for at, cells in enumerate(columns) if any(cells)]
        if not used:
            return
        filled = [at for at, row in enumerate(zip(*columns, strict=True)) if any(row)]
        for at in (filled[0], filled[-1]):
            self._reach.add(band.top + at, band.left + used[0], band.left + used[-1])

    def _column(self, band: RowBand, index: int, numbers: Sequence[str], contents: Sequence[Content]) -> Sequence[str]:
        """The cell elements of one column, empty texts for cells that need none."""
        column = band.left + index
        default = self._default(column)
        kept = band.fresh.get(column, default)
        styles = [kept if looks[index] == KEEP_STYLE else looks[index] for looks in band.kinds]
        head = self._head + column_letters(column)
        middles = [f'" s="{style}"' if style else '"' for style in styles]
        inside = self._inside(contents)
        if None in contents and default in styles:
            bare = [style == default for style in styles]
            return [
                "" if content is None and bare[kind] else f"{head}{number}{middles[kind]}{text}"
                for number, kind, text, content in zip(numbers, band.kind, inside, contents, strict=True)
            ]
        if len(middles) == 1:
            middle = middles[0]
            return [f"{head}{number}{middle}{text}" for number, text in zip(numbers, inside, strict=True)]
        return [
            f"{head}{number}{middles[kind]}{text}"
            for number, kind, text in zip(numbers, band.kind, inside, strict=True)
        ]

    def _inside(self, contents: Sequence[Content]) -> Sequence[str]:
        """What follows the address and the style of each cell, to its end."""
        types = set(map(type, contents))
        figures = self._numbers([content for content in contents if type(content) is float])
        if types == _FLOAT:
            return figures
        formulas = self._formulas([content for content in contents if type(content) is Formula])
        if types == {Formula}:
            return formulas
        known = {content: self._one(content) for content in set(contents) if type(content) in _COMMON}
        if types <= _COMMON:
            return [known[content] for content in contents]
        figure, formula = iter(figures), iter(formulas)
        return [
            next(figure)
            if kind is float
            else next(formula)
            if kind is Formula
            else known[content]
            if kind in _COMMON
            else self._one(content)
            for content, kind in zip(contents, map(type, contents), strict=True)
        ]

    def _numbers(self, values: Sequence[float]) -> Sequence[str]:
        """The same for numbers."""
        return [f"{self._value}{text}{self._end}" for text in _figures(values)] if values else ()

    def _one(self, content: Content) -> str:
        if content is None or isinstance(content, Keep):
            return "/>"
        if type(content) in _NUMBERS:
            return f"{self._value}{number_text(content)}{self._end}"  # type: ignore[arg-type]
        type_, inside = render(self._prefix, content, self._date1904)
        return f"{type_}>{inside}</{self._prefix}c>"

    def _formulas(self, contents: Sequence[Formula]) -> Sequence[str]:
        """As ``_inside`` for cells that are all formulas; fast where every result is a float."""
        results = [content.value for content in contents]
        texts = [content.text for content in contents]
        if set(map(type, results)) != _FLOAT or _CAREFUL.search("\n".join(texts)):
            return [*map(self._one, contents)]
        head, value = f"><{self._prefix}f>", f"</{self._prefix}f><{self._prefix}v>"
        return [
            f"{head}{text}{value}{figure}{self._end}" for text, figure in zip(texts, _figures(results), strict=True)
        ]


def _figures(values: Sequence[Value]) -> Sequence[str]:
    return figure_texts(np.array(values, np.float64))
