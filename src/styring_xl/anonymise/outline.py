"""The columns of the user's own sheets: where the headers are, and what stands under each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from styring_xl.anonymise.sheet import cells_of, in_any
from styring_xl.anonymise.texts import is_plain
from styring_xl.books.ooxml.scan.chunk import EMPTY, NUMBER, SHARED, TEXT, Cells, empty_cells, merge
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.cells.dates import from_serial
from styring_xl.cells.grid import Ref
from styring_xl.danish.text import clean
from styring_xl.model.arrays import Flags, Integers

_NOTHING: Final = ""
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100
_HIGHEST: Final = 3
"""Rows of a header; what follows is a list of words."""


class SheetColumn(Struct, frozen=True, eq=False):
    """The figures of a column under one header, or above all of them: their places among the cells of the sheet (n,),
    from top to bottom, and the header, empty where it has none."""

    at: Integers
    head: str
    cells: Ref


class SheetOutline(Struct, frozen=True, eq=False):
    """A sheet's cells, all arrays (n,). ``texts`` is empty where no text stands; ``heads`` are the rows of headers and
    what each column is called by them, the rows of one header as one."""

    cells: Cells
    texts: NDArray[np.object_]
    is_figure: Flags
    """Numbers that are no dates, and texts that are a figure and nothing else."""
    heads: Mapping[int, Mapping[int, str]]
    keys: Integers
    order: Integers
    """What each cell is found by, in rising order, and the cells in that order."""

    def columns(self, without: Sequence[Ref]) -> list[SheetColumn]:
        """The figures of each column, header by header, but for those in some rectangles."""
        row, column = self.cells.row, self.cells.column
        asked = self.is_figure & ~in_any(self.cells, without)
        bottoms = np.array(sorted(self.heads), np.int64)
        under = np.searchsorted(bottoms, row, side="left")
        places = np.flatnonzero(asked)
        places = places[np.lexsort((row[places], under[places], column[places]))]
        group = column[places] * (len(bottoms) + 1) + under[places]
        found: list[SheetColumn] = []
        for at in np.split(places, np.flatnonzero(np.diff(group)) + 1) if len(places) else ():
            across, above = int(column[at[0]]), int(under[at[0]])
            head = self.heads[int(bottoms[above - 1])].get(across, _NOTHING) if above else _NOTHING
            found.append(SheetColumn(at, head, Ref(int(row[at[0]]), across, int(row[at[-1]]), across)))
        return found

    def figures(self, column: SheetColumn, within: Ref) -> list[str | float]:
        """The figures of a column between two rows, a text as its text."""
        rows = self.cells.row[column.at]
        at = column.at[(rows >= within.top) & (rows <= within.bottom)]
        pairs = zip(self.texts[at].tolist(), self.cells.number[at].tolist(), strict=True)
        return [text or number for text, number in pairs]

    def beside(self, at: Integers, step: int) -> list[str]:
        """The texts of the cells so many columns from some, empty where none stands."""
        wanted = _key(self.cells.row[at], self.cells.column[at] + step)
        found = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        texts: list[str] = np.where(self.keys[found] == wanted, self.texts[self.order[found]], _NOTHING).tolist()
        return texts

    def head_of(self, row: int, column: int) -> str:
        """What the header above a cell says, empty where none does."""
        above = max((each for each in self.heads if each < row), default=0)
        return self.heads.get(above, {}).get(column, _NOTHING)


def outline(
    book: Workbook,
    sheet: WorkbookSheet,
    heads: Mapping[int, Mapping[int, str]] | None = None,
    without: Sequence[Ref] = (),
) -> SheetOutline:
    """A sheet's outline; ``heads`` where its headers are known, and then ``without`` the cells of some rectangles."""
    batches = [_left(cells, without) for cells in cells_of(book, sheet)]
    cells = merge(batches) if batches else empty_cells()
    texts = np.full(len(cells.row), _NOTHING, object)
    for kind, some in ((SHARED, book.strings), (TEXT, cells.texts)):
        there = np.flatnonzero(cells.kind == kind)
        texts[there] = [clean(some[code]) for code in cells.code[there].tolist()]
    dates = np.append(book.styles.dates, False)
    is_date = dates[np.minimum(cells.style, len(dates) - 1)]
    is_number = (cells.kind == NUMBER) & ~is_date
    is_text = texts != _NOTHING
    plain = {text: is_plain(text) and any(map(str.isdigit, text)) for text in set(texts[is_text].tolist())}
    is_written = np.array([plain.get(text, False) for text in texts.tolist()], bool)
    is_word = is_text & ~is_written
    known = (
        heads if heads is not None else _heads(_titles(book, cells, texts, is_word, is_date & (cells.kind == NUMBER)))
    )
    keys = _key(cells.row, cells.column)
    order = np.argsort(keys, kind="stable")
    return SheetOutline(cells, texts, is_number | is_written, known, keys[order], order)


def _key(row: Integers, column: Integers) -> Integers:
    found: Integers = row * (1 << 15) + column
    return found


def _left(cells: Cells, without: Sequence[Ref]) -> Cells:
    """The cells that are in none of some rectangles, without their formulas."""
    left = ~in_any(cells, without)
    return replace(
        cells,
        row=cells.row[left],
        column=cells.column[left],
        style=cells.style[left],
        kind=cells.kind[left],
        number=cells.number[left],
        code=cells.code[left],
        formulas=[],
    )


class _Titles(Struct, frozen=True, eq=False):
    """What of a sheet's cells may be headers: words, years and months, by row and column (n,); and by the row's number,
    how many words a row has, how many cells, and how many of them are something else."""

    row: Integers
    column: Integers
    texts: NDArray[np.object_]
    words: Integers
    cells: Integers
    others: Integers


def _titles(book: Workbook, cells: Cells, texts: NDArray[np.object_], is_word: Flags, is_date: Flags) -> _Titles:
    number = cells.number
    is_year = (cells.kind == NUMBER) & ~is_date & (number >= _FIRST_YEAR) & (number <= _LAST_YEAR) & (number % 1 == 0)
    is_title = is_word | is_year | is_date
    size = int(cells.row.max(initial=0)) + 2
    there = cells.kind != EMPTY
    named = texts.copy()
    named[is_year] = [f"{year:.0f}" for year in number[is_year].tolist()]
    days = (from_serial(serial, book.date1904) for serial in number[is_date].tolist())
    named[is_date] = [f"{day:%m-%Y}" if isinstance(day, dt.date) else _NOTHING for day in days]
    return _Titles(
        cells.row[is_title],
        cells.column[is_title],
        named[is_title],
        np.bincount(cells.row[is_word], minlength=size),
        np.bincount(cells.row[there], minlength=size),
        np.bincount(cells.row[there & ~is_title], minlength=size),
    )


def _heads(titles: _Titles) -> dict[int, dict[int, str]]:
    """The rows of headers by their last row: two words, or a word and two years or months, and nothing else, at the top
    of a table."""
    found: dict[int, dict[int, str]] = {}
    are_headers = (titles.words >= 2) | ((titles.words == 1) & (titles.cells > 2))
    rows = np.flatnonzero(are_headers & (titles.others == 0)).tolist()
    last = high = 0
    for row in rows:
        begins = not found or titles.cells[row - 1] <= 1
        high = 1 if begins else high + 1
        if not begins and (last != row - 1 or high > _HIGHEST):
            continue
        named = {} if begins else dict(found.pop(last))
        for at in np.flatnonzero(titles.row == row).tolist():
            column = int(titles.column[at])
            named[column] = f"{named.get(column, _NOTHING)} {titles.texts[at]}".strip()
        found[row] = named
        last = row
    return found
