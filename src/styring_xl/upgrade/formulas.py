"""Formulas that earlier editions wrote with a table's own words (``tblBudget[[#This Row],[…]]``), as this one has them.

Gnumeric does not know those words, so its cells showed an error.
"""

from __future__ import annotations

import re
from typing import Final

from styring_xl.books.edit.edit import Edit, Template
from styring_xl.books.ooxml.markup import Splice, child, escaped, root, splice, text_of, within
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.cells.cell import Formula, column_letters
from styring_xl.cells.grid import ExcelTable
from styring_xl.cells.patch import Block, Patch
from styring_xl.danish.text import label
from styring_xl.standard.inputs import INPUTS

_THIS_ROW: Final = r"{table}\[\[#This Row\],\[([^\[\]#'@]+)\]\]"
"""A header with a letter that is written with an apostrophe before it is a user's own, and stays."""


def plain(book: Workbook, make: Template) -> tuple[Package, list[str]]:
    """The package where the calculated columns of our input tables name the cells of their row, and what to tell.

    Only sums of two cells of the table are such columns of ours; any other formula is the user's and stays. ``make``
    gives this edition's workbook.
    """
    told: list[str] = []
    for name in (each.table.name for each in INPUTS if each.table.formulas(1)):
        for sheet in book.sheets:
            if sheet.kind == "worksheet":
                for table in book.tables(sheet):
                    if table.name.lower() == name.lower() and table.header_rows == 1:
                        package = _written(book, sheet, table, make)
                        if package is not book.package:
                            told.append(f"Formlerne på »{sheet.name}« er skrevet, så også Gnumeric regner dem.")
                        book = Workbook(package)
    return book.package, told


def _written(book: Workbook, sheet: WorkbookSheet, table: ExcelTable, make: Template) -> Package:
    """The sheet's cells and the table's own formula for the rows that come."""
    grid, ref = book.grid(sheet.name), table.ref
    columns = {label(grid.value(ref.top, at)): at for at in range(ref.left, ref.right + 1)}
    one = _THIS_ROW.format(table=re.escape(table.name))
    ours = re.compile(rf"{one}\+{one}", re.IGNORECASE)

    def of_row(text: str, row: int) -> str | None:
        match = ours.fullmatch(text)
        heads = [] if match is None else [columns.get(label(head)) for head in match.groups()]
        letters = [column_letters(at) for at in heads if at is not None]
        return "+".join(f"{each}{row}" for each in letters) if len(letters) == 2 else None

    blocks = [
        Block.of(sheet.name, row, column, ((Formula(new, grid.value(row, column)),),))
        for (row, column), text in sorted(grid.formulas.items())
        if ref.top < row <= ref.bottom - table.totals_rows
        and ref.left <= column <= ref.right
        and (new := of_row(text, row)) is not None
    ]
    package = Edit(book, Patch(blocks=tuple(blocks)), make).run().package if blocks else book.package
    for relation in book.relations(sheet.part):
        if relation.kind == "table" and relation.part is not None and relation.part in package:
            data = package.read(relation.part)
            outer = root(data)
            if outer.attributes.get("displayName", "").lower() != table.name.lower():
                continue
            changes = []
            for column in within(data, child(data, outer, "tableColumns"), "tableColumn"):
                node = child(data, column, "calculatedColumnFormula")
                # A program reads it as the formula of the first row.
                new = None if node is None else of_row(text_of(data[node.inside : node.close]), ref.top + 1)
                if node is not None and new is not None:
                    changes.append(Splice(node.inside, node.close, escaped(new)))
            if changes:
                package = package.changed_by({relation.part: splice(data, changes)})
    return package
