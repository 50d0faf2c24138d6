"""Who a row is about: one spelling per citizen, however the sheet writes the CPR number."""

from __future__ import annotations

import re

from styring_xl.cells.cell import CellError, Value
from styring_xl.danish.text import clean
from styring_xl.pattern import seldom

_CPR = re.compile(r"(\d{5,6})[-‐‑–. ]?(\d{4})(?:[.,]0)?")
_WITHIN = re.compile(r"(?<![\d-])(\d{6})[-‐‑–]?\s?(\d{4})(?![\d-])")
CPR_WITHIN = seldom(r"(?<!\d)\d{6}[-‐‑– ]?\d{4}(?!\d)")
"""Whatever in a text may be a CPR number, whether it is one or not."""
_LOST = seldom(r"\d(?:[.,]\d+)?[eE]\+?0?9")


def citizen(value: Value) -> str:
    """Ten digits for a CPR number as text or number (a lost leading zero is put back), else the text as it stands.

    Words may stand about it (»610105-4567 Ada«) as long as there is one number. An empty cell gives an empty text:
    nobody.
    """
    if value is None or isinstance(value, (bool, CellError)):
        return ""
    if isinstance(value, str) and len(value) == 11 and value[6] == "-":
        digits = value[:6] + value[7:]
        # Nearly all are written so, and need no pattern.
        if digits.isdecimal():
            return digits
    text = clean(value)
    match = _CPR.fullmatch(text)
    if match is None:
        within = [found for found in _WITHIN.findall(text) if has_cpr_form("".join(found))]
        return "".join(within[0]) if len(within) == 1 else text
    return (match[1] + match[2]).zfill(10)


def is_lost(value: Value) -> bool:
    """True for what a spreadsheet leaves of a CPR number it took for a figure: »6,10E+09« may be millions of people."""
    return isinstance(value, str) and ("E" in value or "e" in value) and _LOST.fullmatch(clean(value)) is not None


def has_cpr_form(identity: str) -> bool:
    """True for ten digits whose first four are a day (or day + 60, a replacement number) and a month."""
    if len(identity) != 10 or not identity.isdecimal():
        return False
    day, month = int(identity[:2]), int(identity[2:4])
    return (1 <= day <= 31 or 61 <= day <= 91) and 1 <= month <= 12


def looks_like_cpr(value: Value) -> bool:
    """True when a cell of a CPR column is meant as a citizen rather than as a heading or a remark with a date."""
    if value is None or isinstance(value, (bool, CellError)):
        return False
    text = clean(value)
    digits = sum(c.isdigit() for c in text)
    numbered = digits >= 6 and (2 * digits > sum(c.isalnum() for c in text) or re.search(r"\d{5}", text) is not None)
    return numbered or bool(re.match(r"cpr\W*\w*\d", text, re.IGNORECASE))


def spelled(identity: str) -> str:
    """The citizen as sheets show it: ten digits get their hyphen, other texts stay."""
    return f"{identity[:6]}-{identity[6:]}" if len(identity) == 10 and identity.isdecimal() else identity
