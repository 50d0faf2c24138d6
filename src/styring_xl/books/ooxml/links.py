"""The hyperlinks of a sheet: read, and replaced inside a rectangle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from styring_xl.books.ooxml.markup import Node, Splice, attributes, children, insert_child, quote, text_of, within
from styring_xl.books.ooxml.sheetxml import SheetXml
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW, address, column_number
from styring_xl.cells.formula import parse_range
from styring_xl.cells.grid import Ref
from styring_xl.cells.patch import Link


def read_links(tail: bytes) -> dict[tuple[int, int], tuple[str, str]]:
    """(row, column) -> (place in the workbook, tip) of a sheet's inner links, from what follows its rows.

    A link over several cells is listed by its first; one that leads out of the workbook has an empty place.
    """
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for node in children(tail, 0, max(tail.rfind(b"</"), 0)):
        if node.local == "hyperlinks":
            if (ours := _as_written(tail[node.inside : node.close])) is not None:
                found.update(ours)
                continue
            for each in within(tail, node):
                values = each.attributes
                place = parse_range(values.get("ref", ""))
                if place is not None:
                    outside = any(key.endswith(":id") for key in values)
                    target = "" if outside else values.get("location", "")
                    found[place[1].top, place[1].left] = (target, values.get("tooltip", ""))
    return found


_PLAIN: Final = re.compile(
    rb'<hyperlink ref="([A-Z]{1,3})([1-9][0-9]{0,6})" location="([^"&<\t\r\n]*)"(?: tooltip="([^"&<\t\r\n]*)")?/>'
)


def _as_written(links: bytes) -> dict[tuple[int, int], tuple[str, str]] | None:
    """Links that are all written as ours are, of which there may be thousands; None where any is not."""
    found: dict[tuple[int, int], tuple[str, str]] = {}
    at = 0
    for match in _PLAIN.finditer(links):
        column, row = column_number(match[1].decode()), int(match[2])
        if match.start() != at or column > MAX_COLUMN or row > MAX_ROW:
            return None
        found[row, column] = text_of(match[3]), text_of(match[4] or b"")
        at = match.end()
    return found if at == len(links) else None


def _overlap(one: Ref, other: Ref) -> bool:
    return one.top <= other.bottom and other.top <= one.bottom and one.left <= other.right and other.left <= one.right


def replace_links(sheet: SheetXml, areas: Sequence[tuple[Sequence[Ref], Sequence[Link]]]) -> list[Splice]:
    """The changes that take away every link inside the rectangles and put in those given."""
    data, node = sheet.data, sheet.node("hyperlinks")
    kept: list[bytes] = []
    before: list[bytes] = []
    for each in _links(data, node):
        raw = data[each.start : each.end]
        before.append(raw)
        place = parse_range(attributes(each.rest).get("ref", ""))
        if place is None or not any(_overlap(place[1], ref) for refs, _ in areas for ref in refs):
            kept.append(raw)
    prefix = sheet.prefix
    for _, links in areas:
        ends = {tip: b" tooltip=" + quote(tip) + b"/>" if tip else b"/>" for tip in {link.tip for link in links}}
        kept += [
            b'<%bhyperlink ref="%b" location=%b%b'
            % (prefix, address(link.row, link.column).encode(), quote(link.target), ends[link.tip])
            for link in links
        ]
    if kept == before:
        return []
    content = b"".join(kept)
    if node is not None:
        if not kept:
            return [Splice(node.start, node.end, b"")]
        if node.is_empty:
            return [insert_child(data, node, node.close, content)]
        return [Splice(node.inside, node.close, content)]
    content = b"<" + prefix + b"hyperlinks>" + content + b"</" + prefix + b"hyperlinks>"
    at = sheet.insertion_point("hyperlinks")
    return [insert_child(data, sheet.outer, at, content)]


def _links(data: bytes, node: Node | None) -> list[Node]:
    return list(within(data, node, "hyperlink"))
