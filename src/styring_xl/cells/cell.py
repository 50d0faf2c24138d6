"""What a spreadsheet cell can hold, independent of the program that holds it."""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from functools import lru_cache
from typing import Final

from msgspec import Struct


class CellError(Struct, frozen=True):
    """An error value such as ``#VALUE!``, by its code in the file format (always English)."""

    code: str


Value = None | bool | int | float | str | dt.date | dt.datetime | dt.time | CellError


class Formula(Struct, frozen=True):
    """A formula as the file format writes it (English names, comma, no leading ``=``) and the result it has."""

    text: str
    value: Value


class Keep(Enum):
    """Marks a cell of a block that is left exactly as it is."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
Content = Value | Formula | Keep

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384
MAX_FORMULA: Final = 8192
"""Characters of a formula, without its equals sign."""
MAX_ARGUMENTS: Final = 255
"""Of one function in a formula; a program takes a file with more for damaged."""

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@lru_cache(maxsize=20_000)
def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA, 16384 -> XFD."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """A -> 1, AA -> 27, XFD -> 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """(7, 2) -> B7."""
    return f"{column_letters(column)}{row}"


def parse_address(text: str) -> tuple[int, int]:
    """B7 or $B$7 -> (7, 2). Raises ValueError when the text is no cell of a sheet."""
    match = _A1.fullmatch(text) or _A1.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    row, column = int(match[2]), column_number(match[1])
    if row > MAX_ROW or column > MAX_COLUMN:
        raise ValueError(text)
    return row, column


def quote_sheet(name: str) -> str:
    """The sheet's name as a formula or a link spells it: always quoted, inner quotes doubled."""
    return "'" + name.replace("'", "''") + "'"
