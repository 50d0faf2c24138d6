"""The sheet *Prognose* before its first refresh."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.model import forecast
from styring_xl.workbook import result
from styring_xl.workbook.canvas import LAST_ROW, Canvas

_WIDTHS: Final = (44, *(13,) * 9, 10, 13, 14, 15, 9, 8, 10, 17, 17, 13, 14, 14, 16, 15, 34, 13)


def add(canvas: Canvas, year: int | None) -> None:
    """Add the sheet with the list of methods in every row of its column."""
    sheet = result.add_sheet(
        canvas,
        standard.FORECAST,
        "wsPrognose",
        "Prognose pr. linje",
        "Udfyld kun de gule felter: metoden vælges på listen, og prognosen følger straks med. Plus i resultatet er "
        "merforbrug, minus er mindreforbrug. Forklaringer står under tabellen.",
    )
    columns = standard.forecast_columns(year)
    result.widths(sheet, _WIDTHS)
    result.header(canvas, sheet, standard.HEADER_ROW, columns, text_columns=1)
    sheet.set_row_pixels(standard.HEADER_ROW - 1, 54)
    sheet.freeze_panes(standard.HEADER_ROW, 1)
    column = columns.index(standard.FORECAST_METHOD)
    sheet.data_validation(
        standard.HEADER_ROW,
        column,
        LAST_ROW,
        column,
        {
            "validate": "list",
            "source": list(forecast.METHODS),
            "error_title": standard.FORECAST,
            "error_message": "Vælg en metode på listen.",
        },
    )
    # Half of the columns on each page, the lines' names on both.
    canvas.page(sheet, standard.HEADER_ROW, pages_wide=2)
    sheet.repeat_columns(0)
    result.mark(canvas, standard.FORECAST_AREA, standard.FORECAST, standard.HEADER_ROW, len(columns))
