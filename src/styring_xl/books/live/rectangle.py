"""Rectangles of cells: joined, cut and gathered so that few calls to a program cover them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from msgspec.structs import replace

from styring_xl.cells.cell import address
from styring_xl.cells.column_contents import KEPT
from styring_xl.cells.formula import range_address
from styring_xl.cells.grid import Ref
from styring_xl.cells.patch import Block

_ADDRESS: Final = 240
"""Excel takes addresses of up to 255 characters."""


def size_of(ref: Ref) -> int:
    """How many cells a rectangle has."""
    return (ref.bottom - ref.top + 1) * (ref.right - ref.left + 1)


def union(one: Ref, other: Ref) -> Ref:
    """The smallest rectangle around both."""
    return Ref(
        min(one.top, other.top),
        min(one.left, other.left),
        max(one.bottom, other.bottom),
        max(one.right, other.right),
    )


def outside(old: Ref, new: Ref) -> Iterator[Ref]:
    """The parts of the old rectangle that the new one does not cover."""
    top, bottom = max(old.top, new.top), min(old.bottom, new.bottom)
    left, right = max(old.left, new.left), min(old.right, new.right)
    if top > bottom or left > right:
        yield old
        return
    if old.top < top:
        yield replace(old, bottom=top - 1)
    if bottom < old.bottom:
        yield replace(old, top=bottom + 1)
    if old.left < left:
        yield Ref(top, old.left, bottom, left - 1)
    if right < old.right:
        yield Ref(top, right + 1, bottom, old.right)


def halves(part: Ref) -> list[Ref]:
    """A rectangle of more than one cell in two, across its longer side."""
    height, width = part.bottom - part.top + 1, part.right - part.left + 1
    if height >= width:
        middle = part.top + height // 2
        return [replace(part, top=middle), replace(part, bottom=middle - 1)]
    middle = part.left + width // 2
    return [replace(part, left=middle), replace(part, right=middle - 1)]


def runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of neighbouring columns; ``columns`` are sorted."""
    start = previous = None
    for column in columns:
        if start is None or previous is None:
            start = column
        elif column != previous + 1:
            yield start, previous
            start = column
        previous = column
    if start is not None and previous is not None:
        yield start, previous


def solid(block: Block) -> Iterator[Block]:
    """The cells of a block that are written, as few rectangles as rows with the same written columns make."""
    open_: dict[tuple[int, int], int] = {}
    height = block.height
    kept = np.array([column.kinds == KEPT for column in block.columns]).T
    for down in range(height + 1):
        spans: set[tuple[int, int]] = set()
        if down < height:
            spans = set(runs(np.flatnonzero(~kept[down]).tolist()))
        for span in [each for each in open_ if each not in spans]:
            start = open_.pop(span)
            columns = tuple(column.take(slice(start, down)) for column in block.columns[span[0] : span[1] + 1])
            yield Block(block.sheet, block.row + start, block.column + span[0], columns)
        for span in spans:
            open_.setdefault(span, down)


def by_style(styles: Sequence[Sequence[str | None]], top: int, left: int) -> dict[str, list[Ref]]:
    """The rectangles of each style: runs along the rows, joined downwards where they are the same."""
    found: dict[str, list[Ref]] = {}
    open_: dict[tuple[int, int, str], int] = {}
    for down in range(len(styles) + 1):
        spans: set[tuple[int, int, str]] = set()
        if down < len(styles):
            row = styles[down]
            at = 0
            while at < len(row):
                style, end = row[at], at
                while end + 1 < len(row) and row[end + 1] == style:
                    end += 1
                if style is not None:
                    spans.add((at, end, style))
                at = end + 1
        for span in [each for each in open_ if each not in spans]:
            start = open_.pop(span)
            found.setdefault(span[2], []).append(Ref(top + start, left + span[0], top + down - 1, left + span[1]))
        for span in spans:
            open_.setdefault(span, down)
    return found


def joined(parts: Iterable[Ref]) -> Iterator[list[Ref]]:
    """Rectangles gathered so that their addresses fit in one call."""
    several: list[Ref] = []
    length = 0
    for part in parts:
        size = len(range_address(part)) + 1
        if several and length + size > _ADDRESS:
            yield several
            several, length = [], 0
        several.append(part)
        length += size
    if several:
        yield several


def absolute(row: int, column: int) -> str:
    """The address of a cell with a dollar before its row: ``B$7``."""
    return re.sub(r"(?<=[A-Z])(?=\d)", "$", address(row, column))
