"""What a cell's content is to xlwings, read and written.

Text that a program would take for something else (a number, a date, a formula) is written with a leading apostrophe,
as a person would type it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import numpy as np

from styring_xl.books.ooxml.content import same
from styring_xl.cells import column as kinds
from styring_xl.cells.cell import KEEP, CellError, Content, Formula, Value
from styring_xl.cells.column import CellColumn
from styring_xl.cells.formula import without_needless_quotes
from styring_xl.cells.patch import Link

_ERRORS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})
# Letters without digits are text to every program; TRUE and FALSE, in the languages a workbook may be open in, are not.
_SURELY_TEXT: Final = re.compile(r"[^\W\d_][^\d]*")
_WORDS: Final = frozenset({"true", "false", "sand", "falsk", "sandt", "falskt"})
LONGEST_LITERAL: Final = 255
"""Letters of a text inside a formula; Excel takes no more."""
_EPOCH: Final = dt.datetime(1899, 12, 30)
_LINK: Final = re.compile(
    r'HYPERLINK\("#(?P<target>(?:[^"]|"")*)",(?:"(?P<text>(?:[^"]|"")*)"|(?P<number>-?[0-9.]+))\)'
)

Cells = dict[tuple[int, int], Content]
"""Contents by (row, column)."""


def read_cell(value: Any) -> Value:
    """A value as xlwings reads it, as a cell's value: whole numbers int, midnights dates, error texts errors."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, str):
        return CellError(value) if value in _ERRORS else value
    if isinstance(value, dt.datetime):
        naive = value.replace(tzinfo=None)
        return naive.date() if naive.time() == dt.time() else naive
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, (int, dt.date, dt.time)) else str(value)


def write_cell(content: Content) -> Any:
    """A content as xlwings writes it."""
    if isinstance(content, Formula):
        return f"={content.text}"
    if isinstance(content, str):
        text = content.removesuffix("\x00")
        return text if _SURELY_TEXT.fullmatch(text) and text.casefold() not in _WORDS else f"'{text}"
    if isinstance(content, CellError):
        return content.code
    if isinstance(content, dt.date) and not isinstance(content, dt.datetime):
        return dt.datetime(content.year, content.month, content.day)
    return content


def link_formula(link: Link, shown: str | int | float) -> Formula:
    """A cell that shows a text or a number and leads to the link's target: a formula, as links are made one by one.

    A number stays one, so that a sum over the cell holds it.
    """
    target, text = (part.replace('"', '""') for part in (f"#{link.target}", str(shown)))
    if isinstance(shown, str):
        return Formula(f'HYPERLINK("{target}","{text}")', shown)
    return Formula(f'HYPERLINK("{target}",{text.removesuffix(".0")})', shown)


def link_target(formula: Formula) -> tuple[str, str | float] | None:
    """(target, what is shown) of a cell made by ``link_formula``, None for any other formula."""
    match = _LINK.fullmatch(formula.text)
    if match is None:
        return None
    shown = float(match["number"]) if match["text"] is None else match["text"].replace('""', '"')
    return match["target"].replace('""', '"'), shown


def _bare(formula: str) -> str:
    """A formula without what programs put in or take out as they please: blanks, and quotes a sheet does not need."""
    return without_needless_quotes(formula.replace(" ", ""))


def contents_same(one: Content | None, other: Content | None) -> bool:
    """Whether two contents are the same to a reader; a formula's result is the program's business, not ours."""
    kind = type(one)
    if kind is type(other) and kind is not Formula:
        if one == other:
            return True
        if kind is int or kind is str:
            return False
    if isinstance(one, Formula) and isinstance(other, Formula):
        return _bare(one.text) == _bare(other.text)
    if one is KEEP or other is KEEP:
        return one is other
    return same(one, other)


def column_of(values: Sequence[Any]) -> CellColumn:
    """Values as xlwings reads them, as a column of all the rows."""
    size = len(values)
    kind, numbers, codes = np.zeros(size, np.uint8), np.zeros(size), np.full(size, -1, np.int32)
    strings: dict[str, int] = {}
    for at, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, bool):
            kind[at], numbers[at] = kinds.BOOL, float(value)
        elif isinstance(value, (int, float, Decimal)):
            kind[at], numbers[at] = kinds.NUMBER, float(value)
        elif isinstance(value, dt.datetime):
            kind[at] = kinds.DATE
            numbers[at] = (value.replace(tzinfo=None) - _EPOCH).total_seconds() / 86_400
        else:
            text = str(value)
            kind[at] = kinds.ERROR if text in _ERRORS else kinds.TEXT
            codes[at] = strings.setdefault(text, len(strings))
    return CellColumn(kind, numbers, codes, list(strings))
