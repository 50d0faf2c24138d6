"""Sparklines that are drawn row by row from a rectangle: one for each row it has got, and where their axis ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from styring_xl.books.ooxml.markup import Node, Splice, attributes, escaped, plain_text, set_attribute
from styring_xl.cells.cell import address
from styring_xl.cells.formula import format_range, parse_range
from styring_xl.cells.grid import Ref

_GROUP: Final = re.compile(
    rb"<(?P<p>(?:[^\s<>/:]+:)?)sparklines\s*>(?P<body>.*?)</(?P=p)sparklines\s*>",
    re.DOTALL,
)
_WHOLE: Final = re.compile(
    rb"<(?P<p>(?:[^\s<>/:]+:)?)sparklineGroup(?P<rest>\s[^<>]*)?>(?P<inner>.*?)</(?P=p)sparklineGroup\s*>", re.DOTALL
)
_EACH: Final = re.compile(
    rb"\s*<(?P<p>(?:[^\s<>/:]+:)?)sparkline\s*>\s*<(?P<q>(?:[^\s<>/:]+:)?)f\s*>(?P<source>[^<]*)</(?P=q)f\s*>\s*"
    rb"<(?P=q)sqref\s*>(?P<place>[^<]*)</(?P=q)sqref\s*>\s*</(?P=p)sparkline\s*>\s*",
)


def follow_sparklines(data: bytes, nodes: Iterable[Node], sheet: str, old: Ref, new: Ref) -> list[Splice]:
    """The changes that give a group of sparklines one for each row of a rectangle that has got other rows.

    Only a group in one column that begins in the rectangle's first row, each of its sparklines drawn from the whole
    width of the rectangle on its own row, is such a group; every other is left as it is. Where there is none, one drawn
    so from another sheet is: LibreOffice 7.4 keeps a sheet's number and saves the name of whichever sheet then has it.
    """
    mine: list[tuple[re.Match[bytes], list[re.Match[bytes]], int]] = []
    strayed = mine.copy()
    for node in nodes:
        if node.local != "extLst":
            continue
        for group in _GROUP.finditer(data, node.start, node.end):
            found = list(_EACH.finditer(group["body"]))
            if not found or sum(len(each[0]) for each in found) != len(group["body"]):
                continue
            if _row(found[0]) != old.top:
                continue
            columns = {_column(each, old) for each in found}
            column = columns.pop()
            if column is None or columns:
                continue
            (mine if all(_is_of(each, sheet) for each in found) else strayed).append((group, found, column))
    if not mine and len(strayed) == 1:
        mine = strayed
    changes = []
    want = list(range(new.top, new.bottom + 1))
    for group, found, column in mine:
        if mine is not strayed and (list(map(_row, found)), old.left, old.right) == (want, new.left, new.right):
            continue
        p, q = found[0]["p"], found[0]["q"]
        body = b"".join(
            b"<" + p + b"sparkline><" + q + b"f>"
            + escaped(format_range(sheet, Ref(row, new.left, row, new.right), absolute=False))
            + b"</" + q + b"f><" + q + b"sqref>" + address(row, column).encode()
            + b"</" + q + b"sqref></" + p + b"sparkline>"
            for row in want
        )  # fmt: skip
        changes.append(Splice(group.start("body"), group.end("body"), body))
    return changes


def with_axis(data: bytes, sheet: str, ref: Ref, most: float) -> bytes:
    """A sheet's XML whose sparklines drawn row by row from a rectangle have an axis that ends at ``most``, where
    nobody has said where it ends."""

    def ended(group: re.Match[bytes]) -> bytes:
        found = list(_EACH.finditer(group["inner"]))
        ours = bool(found) and all(_column(each, ref) is not None and _is_of(each, sheet) for each in found)
        if not ours or attributes(group["rest"] or b"").keys() & {"maxAxisType", "manualMax"}:
            return group[0]
        tag = data[group.start() : group.start("inner")]
        tag = set_attribute(set_attribute(tag, "manualMax", f"{most:g}"), "maxAxisType", "custom")
        return tag + group[0][group.start("inner") - group.start() :]

    return _WHOLE.sub(ended, data)


def _column(each: re.Match[bytes], old: Ref) -> int | None:
    """The column of a sparkline drawn from the cells on its own row of a rectangle, of whichever sheet; None for any
    other."""
    source, place = _source(each), parse_range(plain_text(each["place"]))
    if source is None or place is None:
        return None
    at = place[1]
    drawn = (source.left, source.right, source.top, source.bottom) == (old.left, old.right, at.top, at.top)
    return at.left if drawn and (at.top, at.left) == (at.bottom, at.right) else None


def _is_of(each: re.Match[bytes], sheet: str) -> bool:
    source = parse_range(plain_text(each["source"]))
    return source is not None and (source[0] or "").lower() == sheet.lower()


def _source(each: re.Match[bytes]) -> Ref | None:
    """The cells a sparkline is drawn from; the name of their sheet may be gone."""
    found = parse_range(plain_text(each["source"]).rpartition("!")[2])
    return None if found is None else found[1]


def _row(each: re.Match[bytes]) -> int:
    source = _source(each)
    return 0 if source is None else source.top
