"""Rectangles of cells, (top, left, bottom, right) from 1, and how LibreOffice is asked for them.

LibreOffice 7.4 loses 64 bytes whenever Python looks up a name in an object of its. Where a press would look up
thousands, they are asked for in ways that look up none: ``ask`` and ``prop``.
"""

from __future__ import annotations

import re
from typing import Any, Iterator, List, Tuple

Rect = Tuple[int, int, int, int]

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_AREA = re.compile(r"(?:'(?:[^']|'')*'|[^;.']+)\.([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?(?:;|$)")


def rects(where: str) -> List[Rect]:
    """``A1:B2,C3`` as rectangles."""
    found = []
    for part in where.split(","):
        match = _ADDRESS.fullmatch(part)
        if match is None:
            raise ValueError(part)
        top, left = int(match[2]), _column(match[1])
        found.append((top, left, int(match[4] or top), _column(match[3]) if match[3] else left))
    return found


def address(rect: Rect) -> str:
    """A rectangle as A1:B2."""
    top, left, bottom, right = rect
    return f"{_letters(left)}{top}:{_letters(right)}{bottom}"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def rect_of(found: Any) -> Rect:
    return found.StartRow + 1, found.StartColumn + 1, found.EndRow + 1, found.EndColumn + 1


def ask(what: Any, method: str, *arguments: Any) -> Any:
    import uno

    return uno.invoke(what, method, arguments)


def prop(what: Any, name: str) -> Any:
    return ask(what, "getPropertyValue", name)


def groups(cells: Any) -> Iterator[Any]:
    """The cells by their formats."""
    found = cells.getUniqueCellFormatRanges()
    for at in range(found.Count):
        yield ask(found, "getByIndex", at)


def areas(ranges: Any) -> List[Rect]:
    """Several rectangles of one sheet."""
    text = ask(ranges, "getRangeAddressesAsString")
    found, end = [], 0
    for match in _AREA.finditer(text):
        if match.start() != end:
            break
        end = match.end()
        left, top = _column(match[1]), int(match[2])
        found.append((top, left, int(match[4] or top), _column(match[3]) if match[3] else left))
    return found if end == len(text) else [rect_of(each) for each in ranges.RangeAddresses]


def size(rect: Rect) -> int:
    return (rect[2] - rect[0] + 1) * (rect[3] - rect[1] + 1)


def each_cell(rect: Rect) -> Iterator[Tuple[int, int]]:
    for row in range(rect[0], rect[2] + 1):
        for column in range(rect[1], rect[3] + 1):
            yield row, column


def around(rect: Rect, holes: List[Tuple[int, int]]) -> Iterator[Rect]:
    """The rectangles that are left of one without some of its cells, which are given in order."""
    top, left, bottom, right = rect
    start = left
    for row, column in holes:
        if row > top and start > left:
            # The rest of a row that had holes.
            if start <= right:
                yield top, start, top, right
            top, start = top + 1, left
        if row > top:
            yield top, left, row - 1, right
            top = row
        if column > start:
            yield row, start, row, column - 1
        start = column + 1
    if start > left:
        if start <= right:
            yield top, start, top, right
        top += 1
    if top <= bottom:
        yield top, left, bottom, right
