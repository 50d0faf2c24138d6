"""What the XML of a sheet and of a table says beside the cells: merged cells, protection, a table's place."""

from __future__ import annotations

from styring_xl.books.ooxml.markup import attributes, children, root, within
from styring_xl.books.ooxml.whole import whole_or
from styring_xl.books.ooxml.workbookxml import is_true
from styring_xl.cells.cell import MAX_ROW
from styring_xl.cells.formula import parse_range
from styring_xl.cells.grid import ExcelTable, Ref


def tail_facts(tail: bytes) -> tuple[tuple[Ref, ...], bool]:
    """Merged rectangles and whether the sheet is protected, from what follows the rows."""
    merged: list[Ref] = []
    protected = False
    for node in children(tail, 0, max(tail.rfind(b"</"), 0)):
        if node.local == "mergeCells":
            for each in within(tail, node):
                found = parse_range(each.attributes.get("ref", ""))
                if found is not None:
                    merged.append(found[1])
        elif node.local == "sheetProtection":
            protected = is_true(node.attributes.get("sheet"))
    return tuple(merged), protected


def parse_table(data: bytes) -> ExcelTable | None:
    """A table part's name and place."""
    values = attributes(root(data).rest)
    found = parse_range(values.get("ref", ""))
    if found is None:
        return None
    return ExcelTable(
        values.get("displayName") or values.get("name", ""),
        found[1],
        whole_or(values.get("headerRowCount"), 1, MAX_ROW),
        whole_or(values.get("totalsRowCount"), 0, MAX_ROW),
    )
