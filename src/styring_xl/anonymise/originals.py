"""The CPR numbers of a workbook, wherever they stand: what must be gone from a copy."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.anonymise.figures import without_figures, words_of
from styring_xl.anonymise.numbers import LARGEST, SMALLEST, bare_in_markup, in_bodies, in_markup, in_number, in_words
from styring_xl.anonymise.sheet import cells_of, in_any
from styring_xl.anonymise.texts import is_plain
from styring_xl.books.ooxml.scan.chunk import NUMBER, SHARED, TEXT, Cells
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.cells.grid import Ref
from styring_xl.danish.text import Unreadable, read_number
from styring_xl.model.arrays import Flags


class AmountCell(Struct, frozen=True):
    """A cell of amounts whose figure has the form of a CPR number; ``row`` and ``column`` from 1. ``is_result`` where a
    formula gives it."""

    sheet: str
    row: int
    column: int
    is_result: bool


class Originals(Struct, frozen=True):
    """The CPR numbers of a workbook, ten digits each; and by their ten digits the amounts that look like one."""

    citizens: frozenset[str]
    amounts: Mapping[str, Sequence[AmountCell]]


def originals(
    book: Workbook,
    amounts: Callable[[str], Sequence[Ref]],
    reckoned: Callable[[str], Sequence[Ref]],
    kept: Iterable[str] = (),
) -> Originals:
    """Every CPR number of the original: in cells, and in the text of every other part. ``kept`` are the data cells of
    *Historik*, whose figures are nobody's number.

    ``amounts`` says which cells of a sheet hold amounts: a budget of 110.091.000 kr. has the form of a CPR number.
    Programs write it once more, in pivot caches, in the links to other workbooks, in filters and formats; what stands
    so without a sign between the digits, and is an amount in a cell, is nobody's. ``reckoned`` are those of the cells
    that are reckoned with: all but the account numbers.
    """
    found = _Found()
    words = {cell: words_of(cell) for cell in kept}
    shared = _figures(book.strings)
    for text in book.strings:
        found.read(words.get(text, text))
    for sheet in book.sheets:
        if sheet.kind == "worksheet":
            _collect(book, sheet, amounts(sheet.name), reckoned(sheet.name), found, words, shared)
    read = {sheet.part for sheet in book.sheets if sheet.kind == "worksheet"}
    for name in book.package.names:
        if not name.endswith("/") and name not in read and not name.endswith("calcChain.xml"):
            found.sure.update(in_words(name))
            found.search(without_figures(book.package.read(name)))
    for sheet in book.sheets:
        found.sure.update(in_words(sheet.name))
    return Originals(frozenset(found.sure | (found.bare - found.amounts)), found.places)


_SHORTEST: Final = 9
"""Digits of a CPR number without its first nought."""


class _Found(Struct):
    """Numbers of somebody's; those that may be amounts, for they are written as one; and those that are."""

    sure: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    amounts: set[str] = field(default_factory=set)
    places: dict[str, list[AmountCell]] = field(default_factory=dict)

    def place(self, cpr: str | None, sheet: WorkbookSheet, cells: Cells, at: int, is_result: bool) -> None:
        """A cell of amounts, typed or worked out, and the number its figure has the form of."""
        if cpr is not None:
            cell = AmountCell(sheet.name, int(cells.row[at]), int(cells.column[at]), is_result)
            self.places.setdefault(cpr, []).append(cell)

    def read(self, text: str) -> None:
        """The text of a cell or a formula."""
        numbers = set(in_words(text))
        if numbers:
            bare = bare_in_markup(text)
            self.bare |= numbers & bare
            self.sure |= numbers - bare

    def search(self, data: bytes) -> None:
        """A part's text, as UTF-8 and as the UTF-16 that macros and embedded files use."""
        plain = data.decode("utf-8", "replace")
        self.sure |= in_bodies(plain) - bare_in_markup(plain)
        for text in (html.unescape(plain), data.decode("utf-16-le", "ignore")):
            numbers, bare = in_markup(text), bare_in_markup(text)
            self.bare |= numbers & bare
            self.sure |= numbers - bare


def _collect(
    book: Workbook,
    sheet: WorkbookSheet,
    amounts: Sequence[Ref],
    reckoned: Sequence[Ref],
    found: _Found,
    words: Mapping[str, str],
    shared: Mapping[int, str],
) -> None:
    for cells in cells_of(book, sheet):
        for text in cells.texts:
            found.read(words.get(text, text))
        for _, formula in cells.formulas:
            found.read(formula.text)
        asked = (cells.kind == NUMBER) & (np.abs(cells.number) >= SMALLEST) & (np.abs(cells.number) < LARGEST)
        # The result of a formula is a number or comes from a cell that is met itself.
        is_result: Flags = np.zeros(len(cells.row), bool)
        is_result[[at for at, _ in cells.formulas]] = True
        is_amount = in_any(cells, amounts) | is_result
        is_reckoned = in_any(cells, reckoned)
        for at in np.flatnonzero(asked & is_reckoned).tolist():
            found.place(in_number(float(cells.number[at])), sheet, cells, at, bool(is_result[at]))
        found.amounts |= _numbers(cells.number[asked & is_amount].tolist())
        found.sure |= _numbers(cells.number[asked & ~is_amount].tolist())
        for kind, texts, figures in ((SHARED, book.strings, shared), (TEXT, cells.texts, _figures(cells.texts))):
            written = (cells.kind == kind) & np.isin(cells.code, [*figures])
            found.amounts |= {figures[code] for code in cells.code[written & is_amount].tolist()}
            for at in np.flatnonzero(written & is_reckoned).tolist():
                found.place(figures[int(cells.code[at])], sheet, cells, at, bool(is_result[at]))
            others = cells.code[written & ~is_amount].tolist()
            found.sure |= {figures[code] for code in others if texts[code].strip().isdecimal()}
    part = book.package.read(sheet.part)
    tail = part if len(part) < 1 << 22 else b""
    found.search(re.sub(rb"<(?:\w+:)?sheetData.*</(?:\w+:)?sheetData>", b"", tail, flags=re.DOTALL))


def _figures(texts: Iterable[str]) -> dict[int, str]:
    """The texts that are a figure and nothing else, as large as a CPR number and of its form, by their place among all;
    the digits of each."""
    found: dict[int, str] = {}
    for at, text in enumerate(texts):
        if sum(map(str.isdigit, text)) >= _SHORTEST and is_plain(text) and (cpr := _figure(text)) is not None:
            found[at] = cpr
    return found


def _figure(text: str) -> str | None:
    try:
        number = read_number(text)
    except Unreadable:
        return None
    return None if number is None else in_number(float(number))


def _numbers(figures: Iterable[float]) -> set[str]:
    return {cpr for cpr in map(in_number, set(figures)) if cpr is not None}
