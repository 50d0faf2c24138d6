"""The rectangle a sheet says its cells lie in, kept true."""

from __future__ import annotations

from styring_xl.books.ooxml.markup import Splice, set_attribute
from styring_xl.books.ooxml.sheetxml import SheetXml
from styring_xl.cells.formula import format_range, parse_range
from styring_xl.cells.grid import Ref


class Reach:
    """How far what is written reaches."""

    def __init__(self) -> None:
        self.right = self.bottom = 0
        self.left, self.top = 1 << 30, 1 << 30

    def add(self, row: int, first: int, last: int) -> None:
        """A row written from one column to another."""
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, first), max(self.right, last)

    def dimension(self, sheet: SheetXml) -> list[Splice]:
        """What becomes of the rectangle, when it is stated and has grown."""
        node = sheet.node("dimension")
        if node is None or not self.bottom:
            return []
        found = parse_range(node.attributes.get("ref", ""))
        if found is None:
            return []
        old = found[1]
        new = Ref(
            min(old.top, self.top), min(old.left, self.left), max(old.bottom, self.bottom), max(old.right, self.right)
        )
        if new == old:
            return []
        tag = set_attribute(sheet.data[node.start : node.inside], "ref", format_range(None, new, False))
        return [Splice(node.start, node.inside, tag)]
