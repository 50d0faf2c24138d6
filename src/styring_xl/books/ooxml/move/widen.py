"""A rectangle that has got more columns: they are made wide enough, and what of ours stood over them moves right."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Final

from styring_xl.books.ooxml.markup import (
    Splice,
    child,
    children,
    root,
    set_attribute,
    splice,
    within,
)
from styring_xl.books.ooxml.sheetxml import SheetXml
from styring_xl.books.ooxml.whole import whole_or
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.books.ooxml.workbookxml import is_true
from styring_xl.cells.cell import MAX_COLUMN
from styring_xl.cells.widening import Widening
from styring_xl.pattern import seldom

_PLACE: Final = seldom(rb"(<(?:[^\s<>/:]+:)?col\s*>)\s*(\d+)\s*(</)")
_OFFSET: Final = seldom(rb"(<(?:[^\s<>/:]+:)?colOff\s*>)\s*(-?\d+)\s*(</)")
_PADDING: Final = 5 / 7
"""What a file adds to the width in characters: the cell's margins, in characters of the default font."""
_DEFAULT: Final = 9.14
"""The width of a column that a file says nothing of."""


def widened_columns(xml: SheetXml, least: Mapping[int, float]) -> list[Splice]:
    """The changes that make columns at least so wide, in characters."""
    node = xml.node("cols")
    kept: list[tuple[int, int, bytes]] = []
    wanted = {column: width + _PADDING for column, width in least.items()}
    is_changed = False
    for each in within(xml.data, node, "col"):
        values = each.attributes
        first = whole_or(values.get("min"), 1, MAX_COLUMN)
        last = whole_or(values.get("max"), MAX_COLUMN, MAX_COLUMN)
        tag = xml.data[each.start : each.inside]
        tag = tag if each.is_empty else tag[:-1] + b"/>"
        # A column that the user has hidden stays so.
        has = float("inf") if is_true(values.get("hidden")) else _number(values.get("width"))
        start = first
        for column in sorted(at for at in wanted if first <= at <= last):
            width = wanted.pop(column)
            if has >= width:
                continue
            is_changed = True
            if start < column:
                kept.append((start, column - 1, tag))
            kept.append((column, column, _wide(tag, width)))
            start = column + 1
        if start <= last:
            kept.append((start, last, tag))
    tag = b"<" + xml.outer.prefix + b"col/>"
    kept += [(column, column, _wide(tag, width)) for column, width in wanted.items() if width > _DEFAULT]
    if not is_changed and not any(width > _DEFAULT for width in wanted.values()):
        return []
    inside = b"".join(
        set_attribute(set_attribute(tag, "min", str(first)), "max", str(last)) for first, last, tag in sorted(kept)
    )
    tag = xml.outer.prefix + b"cols>"
    at = xml.insertion_point("cols")
    start, end = (at, at) if node is None else (node.start, node.end)
    return [Splice(start, end, b"<" + tag + inside + b"</" + tag)]


def _number(text: str | None) -> float:
    """A width as a file writes it; the program's own where it says none."""
    try:
        return _DEFAULT if text is None else float(text)
    except ValueError:
        return _DEFAULT


def _wide(tag: bytes, width: float) -> bytes:
    return set_attribute(set_attribute(tag, "width", f"{width:.7f}"), "customWidth", "1")


def moved_charts(data: bytes, widening: Widening, ours: Container[str], template: Mapping[str, bytes]) -> bytes:
    """A drawing part whose charts, known by the names of ``ours``, no longer stand over the new columns.

    A chart gets the columns it has in the template, by the chart's name its anchor there, else as many further right.
    """
    changes: list[Splice] = []
    for anchor in children(data, root(data).inside, root(data).close):
        text = data[anchor.start : anchor.end]
        name = anchor_name(text)
        first = child(data, anchor, "from", "col")
        if name is None or first is None or name not in ours:
            continue
        column = int(data[first.inside : first.close])
        if not widening.covers(column + 1):
            continue
        new = _placed(text, template[name]) if name in template else None
        new = _moved(text, widening.free - 1 - column) if new is None else new
        changes.append(Splice(anchor.start, anchor.end, new))
    return splice(data, changes)


def drawings(book: Workbook, sheet: str) -> list[str]:
    """The parts with what is drawn on a sheet."""
    found = (each.part for each in book.relations(book.sheet(sheet).part) if each.kind == "drawing")
    return [part for part in found if part is not None and part in book.package]


def anchors(data: bytes) -> dict[str, bytes]:
    """The anchors of a drawing part by the names of what they hold."""
    found = {}
    for anchor in children(data, root(data).inside, root(data).close):
        text = data[anchor.start : anchor.end]
        if (name := anchor_name(text)) is not None:
            found[name] = text
    return found


def anchor_name(anchor: bytes) -> str | None:
    """What the first shape of an anchor is called."""
    found = re.search(rb'<(?:[^\s<>/:]+:)?cNvPr\s[^>]*?\bname="([^"]*)"', anchor)
    return None if found is None else found[1].decode("utf-8", "replace")


def _moved(anchor: bytes, by: int) -> bytes:
    """An anchor so many columns further right."""
    return _PLACE.sub(lambda found: found[1] + str(int(found[2]) + by).encode() + found[3], anchor)


def _placed(anchor: bytes, like: bytes) -> bytes | None:
    """An anchor with the columns of another; None where they are not of one kind."""
    for pattern in (_PLACE, _OFFSET):
        wanted = [found[2] for found in pattern.finditer(like)]
        found = list(pattern.finditer(anchor))
        if len(wanted) != len(found):
            return None
        changes = [Splice(each.start(2), each.end(2), text) for each, text in zip(found, wanted, strict=True)]
        anchor = splice(anchor, changes)
    return anchor
