"""Excel tables side by side on a sheet of their own, so that each can grow downwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Value, column_letters
from styring_xl.standard import style
from styring_xl.standard.mask import Mask
from styring_xl.standard.table import InputTable
from styring_xl.workbook import validation
from styring_xl.workbook.canvas import LAST_ROW, Canvas, Sheet

TableRows = Sequence[tuple[Value, ...]]
_GAP: Final = 1
_DIGITS: Final = (Mask.CITIZEN, Mask.ACCOUNT)
"""Columns where digits kept as text are right."""


def add(canvas: Canvas, sheet: Sheet, name: str, tables: Sequence[tuple[InputTable, TableRows]]) -> None:
    """Add the tables to the sheet of that name, each with its rows or one empty row and with pages of its own."""
    left = 1
    spans = []
    for table, rows in tables:
        width = len(table.columns)
        _table(canvas, sheet, name, table, rows or ((None,) * width,), left)
        spans.append((left, left + width - 1))
        left += width + _GAP
    sheet.freeze_panes(standard.HEADER_ROW, 0)
    canvas.page(sheet, standard.HEADER_ROW)
    canvas.print_columns(sheet, name, *spans)


def _table(canvas: Canvas, sheet: Sheet, name: str, table: InputTable, rows: TableRows, left: int) -> None:
    head = standard.HEADER_ROW
    width = len(table.columns)
    for at, column in enumerate(table.columns):
        sheet.set_column(left - 1 + at, left - 1 + at, column.width)
        canvas.write(sheet, head - 2, left + at, table.title if at == 0 else None, style.SECTION)
    sheet.set_column(left - 1 + width, left - 1 + width, 3)
    canvas.write(sheet, head - 1, left, table.note, style.NOTE)
    sheet.add_table(
        head - 1,
        left - 1,
        head - 1 + len(rows),
        left - 2 + width,
        {
            "name": table.name,
            "style": None,
            "autofilter": False,
            "columns": [
                {"header": column.header, "header_format": canvas.formats[column.look.header]}
                for column in table.columns
            ],
        },
    )
    for row, values in enumerate(rows, head + 1):
        canvas.row(sheet, row, values, table.styles, left)
    for at, column in enumerate(table.columns, left - 1):
        if column.rule is not None:
            sheet.data_validation(head, at, LAST_ROW, at, validation.options(column.rule, name))
    digits = [column_letters(left + at) for at, column in enumerate(table.columns) if column.mask in _DIGITS]
    if digits:
        ranges = " ".join(f"{letters}{head + 1}:{letters}{LAST_ROW + 1}" for letters in digits)
        sheet.ignore_errors({"number_stored_as_text": ranges})
