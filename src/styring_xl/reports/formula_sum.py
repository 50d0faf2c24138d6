"""What a simple formula of the user's own gives once the cells it adds up have been written.

A cached result is out of date as soon as a cell it depends on changes, and no program recalculates between our write
and our comparison. Sums, the form such formulas take, are worked out here; anything else is only known while it depends
on nothing that we write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from styring_xl.cells.cell import Content, Formula, Value, address, column_number
from styring_xl.cells.grid import Grid
from styring_xl.pattern import seldom


class Unknown(Exception):
    """The formula's result cannot be told without a spreadsheet program."""


_CELL: Final = r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})"
_RANGE = seldom(rf"{_CELL}:{_CELL}")
_ONE = seldom(_CELL)
_NUMBER = seldom(r"\d+(?:\.\d+)?")
_SUM = seldom(r"SUM\(([^()]*)\)|SUBTOTAL\((?:9|109),([^()]*)\)", re.IGNORECASE)
_REFERENCES = seldom(rf"(?<![A-Za-z0-9_.\[]){_CELL}(?::{_CELL})?(?![A-Za-z0-9_(])")
_THIS_ROW = seldom(
    r"[A-Za-z_ÆØÅæøå][\w.]*\[(?:@|\[#This Row\],)(?:\[([^\[\]]+)\](?::\[([^\[\]]+)\])?|([^\[\]:]+))\]", re.IGNORECASE
)


def evaluate(
    grid: Grid, row: int, column: int, written: Mapping[tuple[int, int], Content], headers: Mapping[str, int]
) -> Value:
    """The result of the formula in a cell after the ``written`` cells have got their contents.

    ``headers`` maps a table column's header to its column, for references like ``tbl[@[Jan.]:[Dec.]]``.
    Raises Unknown when only a spreadsheet program can tell.
    """
    text = grid.formulas[row, column]
    plain = _THIS_ROW.sub(lambda match: _on_this_row(match, row, headers), text)
    if "[" in plain or "!" in plain or not plain.strip():
        raise Unknown
    if not any(_touched(match, written, grid) for match in _REFERENCES.finditer(plain.upper())):
        return grid.value(row, column)
    total = 0.0
    rest = plain.upper().replace(" ", "").lstrip("+=")
    for part in re.findall(r"[+-]?[^+-]+", rest):
        sign = -1.0 if part[0] == "-" else 1.0
        term = part.lstrip("+-")
        if match := _SUM.fullmatch(term):
            total += sign * sum(_range(piece, grid, written) for piece in re.split("[,;]", match[1] or match[2] or ""))
        elif _ONE.fullmatch(term) or _NUMBER.fullmatch(term):
            total += sign * _range(term, grid, written)
        else:
            raise Unknown
    return total


def _on_this_row(match: re.Match[str], row: int, headers: Mapping[str, int]) -> str:
    first, last = match[1] or match[3], match[2] or match[1] or match[3]
    if first not in headers or last not in headers:
        raise Unknown
    start, end = address(row, headers[first]), address(row, headers[last])
    return start if start == end else f"{start}:{end}"


def _touched(match: re.Match[str], written: Mapping[tuple[int, int], Content], grid: Grid) -> bool:
    top, left = int(match[2]), column_number(match[1])
    bottom, right = (int(match[4]), column_number(match[3])) if match[3] else (top, left)
    if (bottom - top + 1) * (right - left + 1) > 100_000:
        return True
    return any(
        (r, c) in written or (r, c) in grid.formulas for r in range(top, bottom + 1) for c in range(left, right + 1)
    )


def _range(text: str, grid: Grid, written: Mapping[tuple[int, int], Content]) -> float:
    if _NUMBER.fullmatch(text):
        return float(text)
    match = _RANGE.fullmatch(text) or _ONE.fullmatch(text)
    if match is None:
        raise Unknown
    groups = match.groups()
    top, left = int(groups[1]), column_number(groups[0])
    bottom, right = (int(groups[3]), column_number(groups[2])) if len(groups) == 4 else (top, left)
    total = 0.0
    for r in range(min(top, bottom), max(top, bottom) + 1):
        for c in range(min(left, right), max(left, right) + 1):
            if (r, c) in grid.formulas:
                raise Unknown
            content = written.get((r, c), grid.value(r, c))
            if isinstance(content, Formula):
                content = content.value
            if isinstance(content, (int, float)) and not isinstance(content, bool):
                total += content
    return total
