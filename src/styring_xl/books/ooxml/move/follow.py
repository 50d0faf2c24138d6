"""Ranges that spanned exactly the old rows of a rectangle are made to span its new rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from styring_xl.books.ooxml.markup import (
    TOKEN,
    Node,
    Splice,
    attributes,
    children,
    escaped,
    plain_text,
    root,
    set_attribute,
    splice,
)
from styring_xl.books.ooxml.whole import whole_or
from styring_xl.cells.cell import MAX_ROW
from styring_xl.cells.formula import format_range, map_ranges, parse_range
from styring_xl.cells.grid import Ref

PRINT_AREA: Final = "_xlnm.print_area"
FILTER: Final = "_xlnm._filterdatabase"


class Move(Struct, frozen=True):
    """A rectangle of a sheet: where it was and where it is, the same for one that stays."""

    old: Ref
    new: Ref

    def has_columns_of(self, ref: Ref) -> bool:
        """Whether another rectangle lies within the columns this one had."""
        return self.old.left <= ref.left and ref.right <= self.old.right


class Moves(Struct, frozen=True):
    """All that moved on one sheet, and what was written anew in its old place."""

    sheet: str
    moves: tuple[Move, ...]

    def follow(self, ref: Ref, header: int = 0, totals: int = 0) -> Ref | None:
        """Where a rectangle goes that spans the old rows, or those and so many header and totals rows about them.

        None when it stays. A single row is only followed inside the rectangle's own columns, as anything may stand on
        the same row by chance. Where several rectangles had the same rows, each keeps what lies in its own columns:
        charts drawn from rectangles side by side do not grow and shrink with their neighbours.
        """
        for move in sorted(self.moves, key=lambda move: not move.has_columns_of(ref)):
            old, new = move.old, move.new
            if old == new and not move.has_columns_of(ref):
                continue
            for above, below in {(0, 0), (header, totals), (header, 0), (0, totals)}:
                if (ref.top, ref.bottom) != (old.top - above, old.bottom + below):
                    continue
                if old.top == old.bottom and not (ref.left <= old.right and old.left <= ref.right):
                    continue
                left, right = ref.left, ref.right
                if (left, right) == (old.left, old.right):
                    left, right = new.left, new.right
                result = Ref(new.top - above, left, new.bottom + below, right)
                return None if result == ref else result
        return None

    def stretch(self, ref: Ref) -> Ref | None:
        """Where a print area goes: one that ended with the old rows ends with the new ones."""
        exact = self.follow(ref, header=1)
        if exact is not None:
            return exact
        for move in self.moves:
            if ref.bottom == move.old.bottom and ref.top < move.old.top and move.new.bottom != ref.bottom:
                return Ref(ref.top, ref.left, move.new.bottom, ref.right)
        return None


def _list(text: str, moves: Moves) -> str:
    """A space-separated list of ranges with those that follow replaced."""
    result = []
    for piece in text.split():
        found = parse_range(piece)
        new = None if found is None else moves.follow(found[1])
        result.append(piece if new is None else format_range(None, new, absolute=False))
    return " ".join(result)


def _in_sheet(text: str, moves: Moves, header: int = 0) -> str:
    """A formula text with the references to the sheet that follow replaced."""

    def change(sheet: str, ref: Ref) -> Ref | None:
        return moves.follow(ref, header) if sheet.lower() == moves.sheet.lower() else None

    return map_ranges(text, change)


_RANGED: Final = {"conditionalFormatting", "dataValidation", "protectedRange", "ignoredError"}


def follow_in_sheet(data: bytes, nodes: Iterable[Node], moves: Moves) -> list[Splice]:
    """The changes to a sheet's own conditional formats, validations, filter and sparklines."""
    changes: list[Splice] = []
    for node in nodes:
        if node.local in ("sheetData", "cols", "hyperlinks", "mergeCells"):
            continue
        opened: list[tuple[bytes, int]] = []
        for token in TOKEN.finditer(data, node.start, node.end):
            tag = token["tag"]
            if tag is None:
                continue
            local = tag.rpartition(b":")[2].decode("utf-8", "replace")
            if token["close"]:
                name, inside = opened.pop()
                if name in (b"sqref", b"f"):
                    raw = plain_text(data[inside : token.start()])
                    new = _list(raw, moves) if name == b"sqref" else _in_sheet(raw, moves)
                    if new != raw and new != " ".join(raw.split()):
                        changes.append(Splice(inside, token.start(), escaped(new)))
                continue
            if not token["rest"].endswith(b"/"):
                opened.append((tag.rpartition(b":")[2], token.end()))
            if b"ref" not in token["rest"]:
                continue
            values = attributes(token["rest"])
            for key in ("sqref", "ref"):
                if key not in values or (key == "sqref" and local not in _RANGED):
                    continue
                if key == "ref" and local not in ("autoFilter", "sortState", "sortCondition"):
                    continue
                new = _list(values[key], moves)
                if key == "ref" and (found := parse_range(values[key])):
                    followed = moves.follow(found[1], header=1)
                    new = values[key] if followed is None else format_range(None, followed, absolute=False)
                if new != values[key] and new != " ".join(values[key].split()):
                    changes.append(Splice(token.start(), token.end(), set_attribute(token[0], key, new)))
    return changes


def follow_in_table(data: bytes, moves: Moves) -> bytes:
    """A table part with its range and its filter's following."""
    outer = root(data)
    values = outer.attributes
    header = whole_or(values.get("headerRowCount"), 1, MAX_ROW)
    totals = whole_or(values.get("totalsRowCount"), 0, MAX_ROW)
    found = parse_range(values.get("ref", ""))
    new = None if found is None else moves.follow(found[1], header, totals)
    if found is None or new is None:
        return data
    down = new.top - found[1].top
    changes = [
        Splice(
            outer.start,
            outer.inside,
            set_attribute(data[outer.start : outer.inside], "ref", format_range(None, new, absolute=False)),
        )
    ]
    for node in children(data, outer.inside, outer.close):
        place = parse_range(node.attributes.get("ref", "")) if node.local in ("autoFilter", "sortState") else None
        if place is not None:
            ref = place[1]
            # The filter ends where the data does, above any totals row; a sort may leave the header out.
            moved = Ref(ref.top + down, new.left, new.bottom - (found[1].bottom - ref.bottom), new.right)
            tag = set_attribute(data[node.start : node.inside], "ref", format_range(None, moved, absolute=False))
            changes.append(Splice(node.start, node.inside, tag))
            for each in children(data, node.inside, node.close):
                inner = parse_range(each.attributes.get("ref", ""))
                if each.local == "sortCondition" and inner is not None:
                    bottom = moved.bottom - (ref.bottom - inner[1].bottom)
                    to = Ref(inner[1].top + down, inner[1].left, bottom, inner[1].right)
                    tag = data[each.start : each.inside]
                    tag = set_attribute(tag, "ref", format_range(None, to, absolute=False))
                    changes.append(Splice(each.start, each.inside, tag))
    return splice(data, changes)


def follow_in_name(name: str, text: str, moves: Mapping[str, Moves]) -> str:
    """What a defined name refers to, following what moves on each sheet (by its name in lower case)."""

    def change(sheet: str, ref: Ref) -> Ref | None:
        found = moves.get(sheet.lower())
        if found is None:
            return None
        if name.lower() == PRINT_AREA:
            return found.stretch(ref)
        return found.follow(ref, header=1 if name.lower() == FILTER else 0)

    return map_ranges(text, change)


_SERIES: Final = re.compile(
    rb"<(?P<prefix>(?:[^\s<>/:]+:)?)f(?P<rest>\s[^>]*)?>(?P<text>[^<]*)</(?P=prefix)f\s*>"
    rb"(?P<cache>\s*<(?P=prefix)(?P<kind>(?:num|str|multiLvlStr)Cache)\b.*?</(?P=prefix)(?P=kind)\s*>)?",
    re.DOTALL,
)


def follow_in_chart(data: bytes, moves: Mapping[str, Moves]) -> bytes:
    """A chart part whose series follow; a series that moved loses its cached points, which are those of before.

    ``moves`` are those of each sheet, by its name in lower case.
    """

    def change(sheet: str, ref: Ref) -> Ref | None:
        found = moves.get(sheet.lower())
        return None if found is None else found.follow(ref)

    def rewrite(match: re.Match[bytes]) -> bytes:
        old = plain_text(match["text"])
        new = map_ranges(old, change)
        if new == old:
            return match[0]
        prefix = match["prefix"]
        return b"<" + prefix + b"f" + (match["rest"] or b"") + b">" + escaped(new) + b"</" + prefix + b"f>"

    return _SERIES.sub(rewrite, data)
