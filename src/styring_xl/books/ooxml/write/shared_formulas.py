"""Shared formulas whose master is gone: each member gets the formula it stood for."""

from __future__ import annotations

from collections.abc import Mapping

from styring_xl.books.ooxml.markup import Splice, attributes, escaped, set_attribute, splice
from styring_xl.books.ooxml.sheetxml import SheetParts
from styring_xl.cells.formula import moved


def free_members(data: bytes, masters: Mapping[bytes, tuple[int, int, str]]) -> bytes:
    """The part, as it has just been written, in which the members of groups whose masters are given (row, column, text)
    have their own formulas."""
    sheet = SheetParts(data)
    groups = dict(masters)
    changes = []
    for row in sheet.rows():
        if data.find(b"si", row.inside, row.close) < 0:
            continue
        for column, start, end, _, _ in sheet.cells(row):
            match = sheet.formula_pattern.search(data, start, end)
            if match is None or b"si" not in match["rest"]:
                continue
            values = attributes(match["rest"])
            group = values.get("si", "").encode()
            if values.get("t") != "shared" or group not in groups:
                continue
            if match["text"]:
                del groups[group]  # the group's number is used again by another master
                continue
            top, left, text = groups[group]
            tag = b"<" + sheet.prefix + b"f" + match["rest"].rstrip(b"/") + b">"
            for name in ("t", "si", "ref"):
                tag = set_attribute(tag, name, None)
            translated = escaped(moved(text, row.number - top, column - left))
            content = tag + translated + b"</" + sheet.prefix + b"f>"
            changes.append(Splice(match.start(), match.end(), content))
    return splice(data, changes)
