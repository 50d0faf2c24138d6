"""Which formulas may stay: those that hold nothing but references, figures and functions."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from styring_xl.anonymise.numbers import in_text

_SHEET: Final = re.compile(r"'((?:[^']|'')+)'!|([A-Za-zÆØÅæøå_][\w.]*)!")
_WORD: Final = re.compile(r"[A-Za-zÆØÅæøå_\\$][\w.$\\]*\(?")
_CELL: Final = re.compile(r"\$?[A-Za-z]{1,3}\$?\d{1,7}|\$?[A-Za-z]{1,3}")
_FUNCTION: Final = re.compile(r"(?:_xlfn\.|_xlws\.)?[A-Z][A-Z0-9.]*\(")
_SUM: Final = re.compile(r"(?:SUM\(|[-+(),:;$A-Z0-9\s])*")
_NUMBER: Final = re.compile(r"(?<![A-Za-z$\d])\d+(?:\.\d+)?")


def may_stay(text: str, sheets: Container[str], *, linear: bool) -> bool:
    """True when a formula names only kept sheets and no texts, names, tables or other workbooks.

    ``linear`` asks that it only adds and subtracts cells, so that scaled figures give a scaled result.
    """
    if '"' in text.replace('""', "") or any(sign in text for sign in "[]{}#@|"):
        return False
    if any((m[1] or m[2]).replace("''", "'") not in sheets for m in _SHEET.finditer(text)):
        return False
    bare = _SHEET.sub("", text)
    if "'" in bare or "!" in bare or re.search(r"\d{8,}", bare) or any(in_text(bare)):
        return False
    if linear:
        return _SUM.fullmatch(bare) is not None and _NUMBER.search(bare) is None
    return all(
        _FUNCTION.fullmatch(word) or _CELL.fullmatch(word) or word in ("TRUE", "FALSE") for word in _WORD.findall(bare)
    )
