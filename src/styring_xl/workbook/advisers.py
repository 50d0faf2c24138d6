"""*Rådgivere* before its first refresh."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.workbook import chart, result
from styring_xl.workbook.canvas import Canvas

_CHART_AT: Final = 11
"""Column K, right of the table."""


def add(canvas: Canvas) -> None:
    """Add *Rådgivere* with its chart."""
    name = standard.ADVISERS
    sheet = result.add_sheet(
        canvas,
        name,
        "wsRaadgivere",
        "Rådgivernes sager",
        "Hvor mange borgere hver rådgiver har, og hvor stor en del af det forventede regnskab de er. "
        "Diagrammet viser den økonomiske vægt.",
    )
    result.widths(sheet, (34, 13, 15, 13, 15, 17, 10, 15, 15, 3))
    result.header(canvas, sheet, standard.HEADER_ROW, standard.ADVISERS_COLUMNS, text_columns=1)
    sheet.set_row_pixels(standard.HEADER_ROW - 1, 40)
    sheet.freeze_panes(standard.HEADER_ROW, 1)
    canvas.page(sheet)
    canvas.print_columns(sheet, name, (1, len(standard.ADVISERS_COLUMNS)), (_CHART_AT, standard.CHART_COLUMN - 1))
    result.mark(canvas, standard.ADVISERS_AREA, name, standard.HEADER_ROW, len(standard.ADVISERS_COLUMNS))
    chart.add(
        canvas,
        sheet,
        name,
        chart.ChartFigures(
            standard.ADVISERS_CHART, standard.FIRST_ROW, standard.CHART_COLUMN, standard.ADVISERS_CHART_COLUMNS
        ),
        chart.Look(
            "Forventet regnskab pr. rådgiver, mio. kr.",
            "Liggende søjler: forventet regnskab pr. rådgiver, den tungeste øverst",
            kind="bar",
            height=560,
            legend=False,
        ),
        (standard.FIRST_ROW, _CHART_AT),
    )
