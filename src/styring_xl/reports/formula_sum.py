"""What a simple formula of the user's own gives once the cells it adds up have been written.

A cached result is out of date as soon as a cell it depends on changes, and no program recalculates between our write
and our comparison. Sums, the form such formulas take, are worked out here; anything else is only known while it depends
on nothing that we write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from styring_xl.cells.cell import Value, address, column_number
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.range_sums import RangeSums
from styring_xl.pattern import seldom


class Unknown(Exception):
    """The formula's result cannot be told without a spreadsheet program."""


_CELL: Final = r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})"
_RANGE = seldom(rf"{_CELL}(?::{_CELL})?")
_ONE = seldom(_CELL)
_NUMBER = seldom(r"\d+(?:\.\d+)?")
_SUM = seldom(r"SUM\(([^()]*)\)|SUBTOTAL\((?:9|109),([^()]*)\)", re.IGNORECASE)
_REFERENCES = seldom(rf"(?<![A-Za-z0-9_.\[]){_CELL}(?::{_CELL})?(?![A-Za-z0-9_(])")
_WHOLE = seldom(r"(?<![A-Za-z0-9_.$])(?:\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?[0-9]+:\$?[0-9]+)(?![A-Za-z0-9_(])")
"""Whole columns or rows, which hold what is written whatever else they hold."""
_THIS_ROW = seldom(
    r"[A-Za-z_ÆØÅæøå][\w.]*\[(?:@|\[#This Row\],)(?:\[([^\[\]]+)\](?::\[([^\[\]]+)\])?|([^\[\]:]+))\]", re.IGNORECASE
)


def evaluate(grid: Grid, row: int, column: int, after: RangeSums, headers: Mapping[str, int]) -> Value:
    """The result of the formula in a cell ``after`` the sheet has got what is written in it.

    ``headers`` maps a table column's header to its column, for references like ``tbl[@[Jan.]:[Dec.]]``.
    Raises Unknown when only a spreadsheet program can tell.
    """
    text = grid.formulas[row, column]
    plain = _THIS_ROW.sub(lambda match: _on_this_row(match, row, headers), text)
    if "[" in plain or "!" in plain or not plain.strip() or _WHOLE.search(plain.upper()):
        raise Unknown
    mentioned = [_ref(match) for match in _REFERENCES.finditer(plain.upper())]
    if not any(after.has_written(ref) or after.has_formula(ref) for ref in mentioned):
        return grid.value(row, column)
    total = 0.0
    rest = plain.upper().replace(" ", "").lstrip("+=")
    for part in re.findall(r"[+-]?[^+-]+", rest):
        sign = -1.0 if part[0] == "-" else 1.0
        term = part.lstrip("+-")
        if match := _SUM.fullmatch(term):
            total += sign * sum(_added_up(piece, after) for piece in re.split("[,;]", match[1] or match[2] or ""))
        elif _ONE.fullmatch(term) or _NUMBER.fullmatch(term):
            total += sign * _added_up(term, after)
        else:
            raise Unknown
    return total


def _on_this_row(match: re.Match[str], row: int, headers: Mapping[str, int]) -> str:
    first, last = match[1] or match[3], match[2] or match[1] or match[3]
    if first not in headers or last not in headers:
        raise Unknown
    start, end = address(row, headers[first]), address(row, headers[last])
    return start if start == end else f"{start}:{end}"


def _ref(match: re.Match[str]) -> Ref:
    """The rectangle of a reference, whichever of its corners is named first."""
    rows = [int(match[2]), int(match[4] or match[2])]
    columns = [column_number(match[1]), column_number(match[3] or match[1])]
    return Ref(min(rows), min(columns), max(rows), max(columns))


def _added_up(text: str, after: RangeSums) -> float:
    if _NUMBER.fullmatch(text):
        return float(text)
    match = _RANGE.fullmatch(text)
    if match is None:
        raise Unknown
    ref = _ref(match)
    if after.has_formula(ref):
        raise Unknown
    return after.total(ref)
