"""The sheets of lists that users keep beside the disposition, such as contracts and goals."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.standard import lists
from styring_xl.workbook import side_by_side
from styring_xl.workbook.canvas import Canvas
from styring_xl.workbook.content import WorkbookContent
from styring_xl.workbook.look import TAB_INPUT

TABLE_STYLES: Final = {table.name: table.table.styles for table in lists.TABLES}
"""The style of each column of the lists."""


def add(canvas: Canvas, content: WorkbookContent) -> None:
    """Add the sheets."""
    for each in lists.SHEETS:
        sheet = canvas.sheet(each.name, each.code_name, TAB_INPUT)
        sheet.hide_gridlines(2)
        canvas.head(sheet, each.title, each.note)
        sheet.set_row_pixels(standard.HEADER_ROW - 1, 36)
        side_by_side.add(
            canvas, sheet, each.name, [(table.table, content.lists.get(table.name, ())) for table in each.tables]
        )
