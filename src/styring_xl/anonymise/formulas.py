"""Which formulas may stay: those that hold nothing but references, figures and functions."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from styring_xl.anonymise.numbers import in_words
from styring_xl.anonymise.terms import FUNCTIONS

_SHEET: Final = re.compile(r"'((?:[^']|'')+)'!|([A-Za-zÆØÅæøå_][\w.]*)!")
_WORD: Final = re.compile(r"[A-Za-zÆØÅæøå_\\$][\w.$\\]*\(?")
_CELL: Final = re.compile(r"\$?[A-Za-z]{1,3}\$?\d{1,7}")
_COLUMNS: Final = re.compile(r"(?<![\w$.:\\])\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w$.:(])")
_FUNCTION: Final = re.compile(r"(?:_xlfn\.)?(?:_xlws\.)?([A-Z][A-Z0-9.]*)\(")
_SUM: Final = re.compile(r"[-+(),:;$A-Z0-9\s]*")
_SUMS: Final = frozenset(("SUM(", "MIN(", "MAX(", "AVERAGE(", "MEDIAN("))
"""Functions that give the double of cells that are doubled."""
_NUMBER: Final = re.compile(r"(?<![A-Za-z$\d])\d+(?:\.\d+)?")


def may_stay(text: str, sheets: Container[str], *, linear: bool) -> bool:
    """True when a formula names only kept sheets and the format's functions: no texts, names, tables, other workbooks.

    ``linear`` asks that it only adds, subtracts and compares cells, so that scaled figures give a scaled result.
    """
    if '"' in text.replace('""', "") or any(sign in text for sign in "[]{}#@|"):
        return False
    if any((m[1] or m[2]).replace("''", "'") not in sheets for m in _SHEET.finditer(text)):
        return False
    bare = _SHEET.sub("", text)
    if "'" in bare or "!" in bare or re.search(r"\d{8,}", bare) or in_words(bare):
        return False
    words = _WORD.findall(_COLUMNS.sub(" ", bare))
    if linear:
        is_sum = all(_CELL.fullmatch(word) or word in _SUMS for word in words)
        return is_sum and _SUM.fullmatch(bare) is not None and _NUMBER.search(bare) is None
    return all(_CELL.fullmatch(word) or word in ("TRUE", "FALSE") or _is_function(word) for word in words)


def _is_function(word: str) -> bool:
    found = _FUNCTION.fullmatch(word)
    return found is not None and found[1] in FUNCTIONS
