"""Columns that later editions have given the input tables, added to the right of those a user's table has.

A table is left as it is where the cells to the right of it are in use.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from styring_xl.books.edit.edit import Edit, Template
from styring_xl.books.ooxml.markup import Splice, child, insert_child, quote, root, set_attribute, splice, within
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.sheetxml import SheetXml
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.cells.cell import column_letters
from styring_xl.cells.formula import parse_range, range_address
from styring_xl.cells.grid import ExcelTable, Grid, Ref
from styring_xl.cells.patch import Block, Patch
from styring_xl.danish.phrase import listed
from styring_xl.danish.text import is_blank, label
from styring_xl.standard.column import Column
from styring_xl.standard.inputs import INPUTS

_DRESSED: Final = 20_000
"""In a table of more rows than this a new column's cells get no style; Excel styles a row when it is typed in."""


class Widened(Struct, frozen=True):
    """The package with the new columns, and what to tell about them."""

    package: Package
    told: tuple[str, ...]


def widen(book: Workbook, template: Workbook, make: Template) -> Widened:
    """Add to each input table those of this edition's columns that come after the last one it has.

    A column in between that is missing has been taken out or renamed by the user, so it is not added. Where the cells
    to the right are in use, nothing is added, and that is told. ``make`` gives this edition's workbook too.
    """
    told: list[str] = []
    for layout in INPUTS:
        for sheet in book.sheets:
            if sheet.kind != "worksheet":
                continue
            table = next((each for each in book.tables(sheet) if _same(each, layout.table.name)), None)
            if table is None:
                continue
            # A ledger may have very many rows, so they are read only where a column is missing.
            missing = _missing(book.head(sheet.name, table.ref.top), table, layout.table.columns)
            if not missing:
                continue
            grid = book.grid(sheet.name)
            names = listed([f"»{column.header}«" for column in missing])
            if _in_the_way(grid, table, len(missing)):
                told.append(
                    f"Tabellen på »{sheet.name}« har ikke fået {names}: cellerne til højre for den er i brug. Gør "
                    "dem fri, og kør kommandoen igen."
                )
                continue
            source = template.sheet(layout.name)
            book = Workbook(_added(book, sheet.name, sheet.part, grid, table, missing, make))
            book = Workbook(
                _ruled(book, sheet.part, template, source.part, table.ref.right, missing, layout.table.columns)
            )
            told.append(f"Tabellen på »{sheet.name}« har fået {names}.")
    return Widened(book.package, tuple(told))


def _same(table: ExcelTable, name: str) -> bool:
    return table.name.lower() == name.lower()


def _missing(grid: Grid, table: ExcelTable, columns: tuple[Column, ...]) -> list[Column]:
    ref = table.ref
    heads = {label(grid.value(ref.top, column)) for column in range(ref.left, ref.right + 1)}
    known = [at for at, column in enumerate(columns) if label(column.header) in heads]
    return list(columns[known[-1] + 1 :]) if known and table.header_rows == 1 else []


def _in_the_way(grid: Grid, table: ExcelTable, more: int) -> bool:
    ref = table.ref
    right = Ref(ref.top, ref.right + 1, ref.bottom, ref.right + more)
    held = any(
        not is_blank(value)
        for row in grid.rows[right.top - 1 : right.bottom]
        for value in row[right.left - 1 : right.right]
    )
    others = (*grid.merged, *(each.ref for each in grid.tables if each.name != table.name))
    return held or any(cell in right for cell in grid.formulas) or any(_meet(right, each) for each in others)


def _meet(one: Ref, other: Ref) -> bool:
    return not (one.bottom < other.top or other.bottom < one.top or one.right < other.left or other.right < one.left)


def _added(
    book: Workbook, sheet: str, part: str, grid: Grid, table: ExcelTable, missing: list[Column], make: Template
) -> Package:
    """The header and the looks of the new columns, and then the table around them."""
    ref = table.ref
    heads = tuple(column.header for column in missing)
    looks = tuple(column.look.header for column in missing)
    rows = 0 if ref.bottom - ref.top > _DRESSED else ref.bottom - ref.top - table.totals_rows
    line = tuple(column.look.line for column in missing)
    block = Block.of(
        sheet,
        ref.top,
        ref.right + 1,
        (heads, *(((None,) * len(missing),) * rows)),
        (looks, *((line,) * rows)),
    )
    package = Edit(book, Patch(blocks=(block,)), make).run().package
    for relation in book.relations(part):
        if relation.kind == "table" and relation.part is not None and relation.part in package:
            data = package.read(relation.part)
            outer = root(data)
            if outer.attributes.get("displayName", "").lower() == table.name.lower():
                wide = Ref(ref.top, ref.left, ref.bottom, ref.right + len(missing))
                return package.changed_by({relation.part: _wide(data, ref, wide, missing)})
    return package


def _wide(data: bytes, old: Ref, new: Ref, missing: list[Column]) -> bytes:
    """The table's part over the new columns; its filter too, where it was over all the old ones."""
    outer = root(data)
    changes = [
        Splice(outer.start, outer.inside, set_attribute(data[outer.start : outer.inside], "ref", range_address(new)))
    ]
    filtered = child(data, outer, "autoFilter")
    if filtered is not None:
        found = parse_range(filtered.attributes.get("ref", ""))
        if found is not None and (found[1].left, found[1].right) == (old.left, old.right):
            ref = Ref(found[1].top, new.left, found[1].bottom, new.right)
            tag = set_attribute(data[filtered.start : filtered.inside], "ref", range_address(ref))
            changes.append(Splice(filtered.start, filtered.inside, tag))
    columns = child(data, outer, "tableColumns")
    assert columns is not None
    standing = list(within(data, columns, "tableColumn"))
    number = max((int(each.attributes.get("id", "0")) for each in standing), default=0)
    tag = set_attribute(data[columns.start : columns.inside], "count", str(len(standing) + len(missing)))
    changes.append(Splice(columns.start, columns.inside, tag))
    content = b"".join(
        b"<" + columns.prefix + b'tableColumn id="%d" name=' % at + quote(column.header)
        + b" dataCellStyle=" + quote(column.look.line) + b"/>"
        for at, column in enumerate(missing, number + 1)
    )  # fmt: skip
    changes.append(insert_child(data, columns, columns.close, content))
    return splice(data, changes)


def _ruled(
    book: Workbook,
    part: str,
    template: Workbook,
    source: str,
    right: int,
    missing: list[Column],
    columns: tuple[Column, ...],
) -> Package:
    """What may be typed in the new columns, and how wide they are, as in the template."""
    xml, theirs = SheetXml(book.package.read(part)), SheetXml(template.package.read(source))
    first = len(columns) - len(missing) + 1
    places = {column_letters(first + at): column_letters(right + 1 + at) for at in range(len(missing))}
    rules = theirs.node("dataValidations")
    content, count = b"", 0
    for rule in within(theirs.data, rules, "dataValidation"):
        span = re.fullmatch(r"([A-Z]+)(\d+):\1(\d+)", rule.attributes.get("sqref", ""))
        if span is not None and span[1] in places:
            where = f"{places[span[1]]}{span[2]}:{places[span[1]]}{span[3]}"
            tag = set_attribute(theirs.data[rule.start : rule.inside], "sqref", where)
            content += tag + theirs.data[rule.inside : rule.end]
            count += 1
    changes = [] if xml.prefix else [*_rules(xml, content, count), *_widths(xml, theirs, right, first, len(missing))]
    return book.package.changed_by({part: splice(xml.data, changes)} if changes else {})


def _rules(xml: SheetXml, content: bytes, count: int) -> list[Splice]:
    if not count:
        return []
    node = xml.node("dataValidations")
    if node is None:
        at = xml.insertion_point("dataValidations")
        return [Splice(at, at, b'<dataValidations count="%d">' % count + content + b"</dataValidations>")]
    total = len(list(within(xml.data, node, "dataValidation"))) + count
    tag = set_attribute(xml.data[node.start : node.inside], "count", str(total))
    return [Splice(node.start, node.inside, tag), insert_child(xml.data, node, node.close, content)]


def _widths(xml: SheetXml, theirs: SheetXml, right: int, first: int, count: int) -> list[Splice]:
    """A width for each new column that nobody has given one; only after all that have, as the order must be kept."""
    node, source = xml.node("cols"), theirs.node("cols")
    if node is None or source is None:
        return []
    last = max((int(each.attributes.get("max", "0")) for each in within(xml.data, node, "col")), default=0)
    content = b""
    for each in within(theirs.data, source, "col"):
        low, high = int(each.attributes["min"]), int(each.attributes["max"])
        for at in range(max(low, first), min(high, first + count - 1) + 1):
            column = right + 1 + at - first
            if column > last:
                tag = theirs.data[each.start : each.inside]
                content += set_attribute(set_attribute(tag, "min", str(column)), "max", str(column))
                content += b"" if each.is_empty else theirs.data[each.inside : each.end]
    return [insert_child(xml.data, node, node.close, content)] if content else []
