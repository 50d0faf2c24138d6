"""The result of a formula that has none saved, when it depends on no other cell: a text, a number or a date."""

from __future__ import annotations

import datetime as dt
import re

from styring_xl.cells.cell import Value
from styring_xl.pattern import seldom

_TEXT = seldom(r'\s*"((?:[^"]|"")*)"\s*')
_NUMBER = seldom(r"\s*([+-]?\d+(?:\.\d+)?)\s*")
_DATE = seldom(r"\s*DATE\(\s*(\d{4})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)\s*", re.IGNORECASE)


def constant(formula: str) -> Value:
    """``"610105-4567"`` -> the text, ``DATE(2026,4,15)`` -> the date; None for all that needs a spreadsheet program."""
    if match := _TEXT.fullmatch(formula):
        return match[1].replace('""', '"')
    if match := _NUMBER.fullmatch(formula):
        return float(match[1]) if "." in match[1] else int(match[1])
    if match := _DATE.fullmatch(formula):
        try:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    return None
