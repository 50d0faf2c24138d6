"""*Flerårsoverblik* before its first refresh."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.workbook import chart, result
from styring_xl.workbook.canvas import Canvas

_CHART_AT: Final = 19
"""Column S, right of the table."""


def add(canvas: Canvas, year: int | None, sign: str) -> None:
    """Add the sheet with its chart; ``sign`` is one of ``standard.SIGNS``."""
    name = standard.OUTLOOK
    headers = standard.outlook_columns(year, sign)
    sheet = result.add_sheet(
        canvas,
        name,
        "wsFleraar",
        "Flerårsoverblik",
        "Regnskabsåret og de fire næste år, som bevillingerne ser ud i dag. Skriv de senere års budget i de gule "
        "felter; forudsætningerne står under tabellen.",
    )
    result.widths(sheet, (32, 42, *(13,) * 15, 3))
    result.header(canvas, sheet, standard.HEADER_ROW, headers, text_columns=2)
    sheet.set_row_pixels(standard.HEADER_ROW - 1, 54)
    sheet.freeze_panes(standard.HEADER_ROW, 2)
    canvas.page(sheet)
    canvas.print_columns(sheet, name, (1, len(headers)), (_CHART_AT, standard.OUTLOOK_COLUMN - 1))
    result.mark(canvas, standard.OUTLOOK_AREA, name, standard.HEADER_ROW, len(headers))
    chart.add(
        canvas,
        sheet,
        name,
        chart.ChartFigures(
            standard.OUTLOOK_CHART, standard.FIRST_ROW, standard.OUTLOOK_COLUMN, standard.OUTLOOK_CHART_COLUMNS
        ),
        chart.Look(
            "Forventet regnskab og budget pr. år, mio. kr.",
            "Søjlediagram: forventet regnskab og budget i regnskabsåret og de fire næste år",
        ),
        (standard.FIRST_ROW, _CHART_AT),
    )
