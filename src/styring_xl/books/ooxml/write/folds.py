"""Rows of a sheet folded together under the row above them, as an outline that stands closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from styring_xl.books.ooxml.markup import Splice, Spliced, attributes, child, insert_child, set_attribute
from styring_xl.books.ooxml.sheetxml import SheetParts
from styring_xl.books.ooxml.whole import whole_or
from styring_xl.books.ooxml.workbookxml import is_true
from styring_xl.cells.patch import Fold

_LEVELS: Final = 7
"""An outline has no more levels."""


def with_folds(data: bytes, owned: Collection[int], folds: Sequence[Fold]) -> Spliced:
    """What becomes of the part of a sheet where, of the ``owned`` rows, those of the folds are grouped and no others.

    The part has just been written, so it is not seen again whether it is well-formed. Rows that are not owned keep
    their outline, and a row hidden without one stays hidden.
    """
    xml = SheetParts(data)
    closed = [fold for fold in folds if not fold.is_open]
    grouped = {row for fold in folds for row in range(fold.first, fold.last + 1)}
    hidden = {row for fold in closed for row in range(fold.first, fold.last + 1)}
    heads = {fold.first - 1 for fold in closed}
    changes = []
    for row in xml.rows():
        if row.number in owned:
            tag = data[row.start : row.inside]
            # But for their numbers most rows are alike.
            number = b'<%brow r="%d"' % (xml.prefix, row.number)
            head = number if tag.startswith(number) else tag[:1]
            looks = row.number in grouped, row.number in hidden, row.number in heads
            new = head + _outlined(tag[len(head) :], *looks)
            if new != tag:
                changes.append(Splice(row.start, row.inside, new))
    if folds:
        changes += _levels(xml)
        changes += _summary_above(xml)
    return Spliced.of(data, changes)


@lru_cache(maxsize=256)
def _outlined(tag: bytes, grouped: bool, hidden: bool, head: bool) -> bytes:
    """What a start tag is to be, from some place before the attributes in question to its end."""
    values = attributes(tag[:-1])
    was_folded = whole_or(values.get("outlineLevel"), 0) > 0
    by_hand = is_true(values.get("hidden")) and not was_folded
    for name, value in (
        ("hidden", hidden or by_hand),
        ("outlineLevel", grouped),
        ("collapsed", head),
    ):
        if value or name in values:
            tag = set_attribute(tag, name, "1" if value else None)
    return tag


def _levels(xml: SheetParts) -> list[Splice]:
    """The sheet says how many levels its outline has, or no program shows where to open it."""
    node = xml.node("sheetFormatPr")
    if node is None:
        tag = b"<" + xml.prefix + b'sheetFormatPr defaultRowHeight="15" outlineLevelRow="1"/>'
        at = xml.insertion_point("sheetFormatPr")
        return [Splice(at, at, tag)]
    tag = xml.data[node.start : node.inside]
    if whole_or(node.attributes.get("outlineLevelRow"), 0, _LEVELS):
        return []
    return [Splice(node.start, node.inside, set_attribute(tag, "outlineLevelRow", "1"))]


def _summary_above(xml: SheetParts) -> list[Splice]:
    """The row of a group stands above its rows, and what opens it beside that row."""
    node = xml.node("sheetPr")
    outline = b"<" + xml.prefix + b'outlinePr summaryBelow="0"/>'
    if node is None:
        at = xml.insertion_point("sheetPr")
        element = b"<" + xml.prefix + b"sheetPr>" + outline + b"</" + xml.prefix + b"sheetPr>"
        return [Splice(at, at, element)]
    found = child(xml.data, node, "outlinePr")
    if found is not None:
        tag = xml.data[found.start : found.inside]
        new = set_attribute(tag, "summaryBelow", "0")
        return [] if new == tag else [Splice(found.start, found.inside, new)]
    colour = child(xml.data, node, "tabColor")
    return [insert_child(xml.data, node, node.inside if colour is None else colour.end, outline)]
