"""Sparklines as Excel's object model has them (``Range.SparklineGroups``), for the program in memory.

What a group can be asked to be is what Microsoft's reference says of ``SparklineGroup``: its location is cells of one
row or one column, as many as the rows or the columns of its source data; else the call fails and nothing has changed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import NamedTuple, NoReturn

from openpyxl.utils.cell import get_column_letter, range_boundaries

Bounds = tuple[int, int, int, int]
COLUMN = 2
"""xlSparkColumn"""
_GROUP = re.compile(r"<x14:sparklineGroup[^>]*>.*?</x14:sparklineGroup>", re.DOTALL)
_EACH = re.compile(r"<xm:f>([^<]*)</xm:f>\s*<xm:sqref>([^<]*)</xm:sqref>")


class RefusedCall(Exception):
    """What COM raises where Excel refuses, its error 1004."""


@dataclass(frozen=True)
class Small:
    """A group of sparklines: its cells, the range it is drawn from (``Ark!A1:B2``), and its kind."""

    place: Bounds
    source: str
    kind: int = COLUMN


def bounds_of(text: str) -> Bounds:
    left, top, right, bottom = (int(each or 0) for each in range_boundaries(text.rpartition("!")[2]))
    return top, left, bottom, right


def address_of(bounds: Bounds) -> str:
    top, left, bottom, right = bounds
    first = f"${get_column_letter(left)}${top}"
    return first if bounds[:2] == bounds[2:] else f"{first}:${get_column_letter(right)}${bottom}"


def in_file(package: bytes, number: int) -> list[Small]:
    """The groups of a sheet, which openpyxl does not read, as Excel puts their sparklines together again."""
    with zipfile.ZipFile(BytesIO(package)) as parts:
        text = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
    found = []
    for group in _GROUP.findall(text):
        pairs = _EACH.findall(group)
        sources, places = ([bounds_of(pair[side]) for pair in pairs] for side in (0, 1))
        sheet = pairs[0][0].rpartition("!")[0]
        whole = (*sources[0][:2], *sources[-1][2:])
        found.append(Small((*places[0][:2], *places[-1][2:]), f"{sheet}!{address_of(whole).replace('$', '')}"))
    return found


class Located(NamedTuple):
    """The cells of a group, as a range of Excel's that is asked for no more than this."""

    bounds: Bounds

    @property
    def Address(self) -> str:
        return address_of(self.bounds)

    @property
    def Count(self) -> int:
        top, left, bottom, right = self.bounds
        return (bottom - top + 1) * (right - left + 1)


class SparklineGroups:
    """The groups with a cell in a range of a sheet; ``held`` is the sheet's list of them."""

    def __init__(self, held: list[Small], bounds: Bounds, log: Callable[[str], None]) -> None:
        self._held, self._bounds, self._log = held, bounds, log

    def _mine(self) -> Iterator[int]:
        top, left, bottom, right = self._bounds
        for at, each in enumerate(self._held):
            if each.place[0] <= bottom and top <= each.place[2] and each.place[1] <= right and left <= each.place[3]:
                yield at

    @property
    def Count(self) -> int:
        self._log("sparklines")
        return len(list(self._mine()))

    def Item(self, number: int) -> SparklineGroup:
        self._log("sparklines")
        mine = list(self._mine())
        if not 1 <= number <= len(mine):
            _refuse()
        return SparklineGroup(self._held, mine[number - 1], self._log)

    def Add(self, kind: int, source: str) -> SparklineGroup:
        self._log("add sparklines")
        made = Small(self._bounds, source, kind)
        _check(made)
        self._held.append(made)
        return SparklineGroup(self._held, len(self._held) - 1, self._log)


class SparklineGroup:
    """One of a sheet's groups, by its place among them."""

    def __init__(self, held: list[Small], at: int, log: Callable[[str], None]) -> None:
        self._held, self._at, self._log = held, at, log

    @property
    def Location(self) -> Located:
        self._log("sparklines")
        return Located(self._held[self._at].place)

    @property
    def SourceData(self) -> str:
        self._log("sparklines")
        return self._held[self._at].source

    def Modify(self, location: Located, source: str) -> None:
        self._change(Small(location.bounds, source))

    def ModifyLocation(self, location: Located) -> None:
        self._change(replace(self._held[self._at], place=location.bounds))

    def ModifySourceData(self, source: str) -> None:
        self._change(replace(self._held[self._at], source=source))

    def _change(self, new: Small) -> None:
        self._log("move sparklines")
        new = replace(new, kind=self._held[self._at].kind)
        _check(new)
        self._held[self._at] = new


def _check(group: Small) -> None:
    top, left, bottom, right = group.place
    source = bounds_of(group.source)
    if top != bottom and left != right:
        _refuse()
    if Located(group.place).Count not in (source[2] - source[0] + 1, source[3] - source[1] + 1):
        _refuse()


def _refuse() -> NoReturn:
    raise RefusedCall("Application-defined or object-defined error")
