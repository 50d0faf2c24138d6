"""The sheet *Parametre*: dated figures and mappings, one Excel table each, side by side so that each can grow."""

from __future__ import annotations

from typing import Any, Final

from styring_xl import satser, standard
from styring_xl.cells.cell import Value, column_letters
from styring_xl.standard import parameters, style
from styring_xl.standard.table import InputTable
from styring_xl.workbook import validation
from styring_xl.workbook.canvas import LAST_ROW, Canvas
from styring_xl.workbook.content import Content
from styring_xl.workbook.look import TAB_INPUT

_GAP: Final = 1
TABLE_STYLES: Final = {table.name: table.styles for table in parameters.TABLES}
"""The style of each column of the sheet's tables."""


def add(canvas: Canvas, content: Content) -> None:
    """Add the sheet; the verified limits of the State's refund stand there from the beginning."""
    sheet = canvas.sheet(standard.PARAMETERS, "wsParametre", TAB_INPUT)
    sheet.hide_gridlines(2)
    canvas.head(sheet, "Parametre", "Grænser, indeks og fordelinger, som arkene regner med. Ret kun de gule felter.")
    sheet.set_row_pixels(standard.HEADER_ROW - 1, 36)
    left = 1
    spans = []
    for table in parameters.TABLES:
        width = len(table.columns)
        rows = content.parameters.get(table.name) or _shipped(table) or ((None,) * width,)
        _add(canvas, sheet, table, rows, left)
        spans.append((left, left + width - 1))
        left += width + _GAP
    sheet.freeze_panes(standard.HEADER_ROW, 0)
    canvas.page(sheet, standard.HEADER_ROW)
    canvas.print_columns(sheet, standard.PARAMETERS, *spans)


def _shipped(table: InputTable) -> tuple[tuple[Value, ...], ...]:
    if table is not parameters.REFUND:
        return ()
    return tuple(
        (rate.year, rate.group, rate.above_25, rate.above_50, rate.above_75, rate.source)
        for rate in satser.refund_rates()
    )


def _add(canvas: Canvas, sheet: Any, table: InputTable, rows: tuple[tuple[Value, ...], ...], left: int) -> None:
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
            sheet.data_validation(head, at, LAST_ROW, at, validation.options(column.rule, standard.PARAMETERS))
    if table is parameters.ACCOUNTS:
        # Account numbers and their patterns are digits kept as text.
        letters = column_letters(left)
        sheet.ignore_errors({"number_stored_as_text": f"{letters}{head + 1}:{letters}{LAST_ROW + 1}"})
