"""The CPR numbers of a workbook, wherever they stand: what must be gone from a copy."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterable, Mapping
from typing import Final

import numpy as np

from styring_xl.anonymise.columns import EXEMPT
from styring_xl.anonymise.drawings import charts_of
from styring_xl.anonymise.figures import without_figures, words_of
from styring_xl.anonymise.numbers import in_bodies, in_markup, in_number, in_text
from styring_xl.anonymise.sheet import cells_of
from styring_xl.books.ooxml.scan.chunk import NUMBER
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.reading.role_table import RoleTable

_SHOWN_FIGURES: Final = re.compile(rb"<((?:\w+:)?numCache)[\s>].*?</\1>", re.DOTALL)
"""What a program has stored of the cells' figures in a chart: the cells are met themselves, and their columns say
whether a figure is an amount."""


def originals(
    book: Workbook, tables: Mapping[str, RoleTable], ours: Container[str], kept: Iterable[str] = ()
) -> set[str]:
    """Every CPR number of the original: in cells, and in the text of every other part. ``kept`` are the data cells of
    *Historik*, whose figures are nobody's number.

    On the result sheets (``ours``) a number is an amount: no citizen stands there as one, and a budget of 110.091.000
    kr., which has the form of a CPR number, is not to be replaced on *Budget* because *Afvigelse* shows it too.
    """
    found: set[str] = set()
    words = {cell: words_of(cell) for cell in kept}
    for text in book.strings:
        found.update(in_text(words.get(text, text)))
    for sheet in book.sheets:
        if sheet.kind == "worksheet":
            _collect(book, sheet, tables.get(sheet.name), found, words, numbers=sheet.name not in ours)
    charts = charts_of(book)
    for name in book.package.names:
        if not name.endswith("/") and "/worksheets/sheet" not in name and not name.endswith("calcChain.xml"):
            found.update(in_text(name))
            content = without_figures(book.package.read(name))
            found.update(_in_part(_SHOWN_FIGURES.sub(b"", content) if name in charts else content))
    found.update(in_text(" ".join(sheet.name for sheet in book.sheets)))
    return found


def _collect(
    book: Workbook,
    sheet: WorkbookSheet,
    table: RoleTable | None,
    found: set[str],
    words: Mapping[str, str],
    *,
    numbers: bool,
) -> None:
    exempt = np.zeros(16_386, bool)
    if table is not None:
        exempt[[at for name, at in table.columns.items() if name in EXEMPT]] = True
        exempt[list(table.months.values())] = True
    for cells in cells_of(book, sheet):
        for text in cells.texts:
            found.update(in_text(words.get(text, text)))
        for _, formula in cells.formulas:
            found.update(in_text(formula.text))
        if not numbers:
            continue
        first = 0 if table is None else table.first_row
        asked = (cells.kind == NUMBER) & (cells.number >= 10**8) & (cells.number < 10**10)
        asked &= ~(exempt[cells.column] & (cells.row >= first))
        with_formula = np.zeros(len(cells.row), bool)
        with_formula[[at for at, _ in cells.formulas]] = True
        # The result of a formula is a number or comes from a cell that is met itself.
        for number in set(cells.number[asked & ~with_formula].tolist()):
            cpr = in_number(number)
            if cpr is not None:
                found.add(cpr)
    tail = book.package.read(sheet.part) if len(book.package.read(sheet.part)) < 1 << 22 else b""
    outside = re.sub(rb"<(?:\w+:)?sheetData.*</(?:\w+:)?sheetData>", b"", tail, flags=re.DOTALL)
    found.update(_in_part(outside))


def _in_part(data: bytes) -> Iterable[str]:
    """The CPR numbers in any part's text, as UTF-8 and as the UTF-16 that macros and embedded files use."""
    plain = data.decode("utf-8", "replace")
    yield from in_bodies(plain)
    for text in (html.unescape(plain), data.decode("utf-16-le", "ignore")):
        yield from in_markup(text)
