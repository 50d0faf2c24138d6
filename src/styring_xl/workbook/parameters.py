"""The sheet *Parametre*: dated figures and mappings, one Excel table each, side by side so that each can grow."""

from __future__ import annotations

from typing import Final

from styring_xl import satser, standard
from styring_xl.cells.cell import Value
from styring_xl.standard import parameters
from styring_xl.standard.table import InputTable
from styring_xl.workbook import side_by_side
from styring_xl.workbook.canvas import Canvas
from styring_xl.workbook.content import WorkbookContent
from styring_xl.workbook.look import TAB_INPUT

TABLE_STYLES: Final = {table.name: table.styles for table in parameters.TABLES}
"""The style of each column of the sheet's tables."""


def add(canvas: Canvas, content: WorkbookContent) -> None:
    """Add the sheet; the verified limits of the State's refund stand there from the beginning."""
    sheet = canvas.sheet(standard.PARAMETERS, "wsParametre", TAB_INPUT)
    sheet.hide_gridlines(2)
    canvas.head(sheet, "Parametre", "Grænser, indeks og fordelinger, som arkene regner med. Ret kun de gule felter.")
    sheet.set_row_pixels(standard.HEADER_ROW - 1, 36)
    side_by_side.add(
        canvas,
        sheet,
        standard.PARAMETERS,
        [(table, content.parameters.get(table.name) or _shipped(table)) for table in parameters.TABLES],
    )


def _shipped(table: InputTable) -> tuple[tuple[Value, ...], ...]:
    if table is not parameters.REFUND:
        return ()
    return tuple(
        (rate.year, rate.group, rate.above_25, rate.above_50, rate.above_75, rate.source)
        for rate in satser.REFUND_RATES
    )
