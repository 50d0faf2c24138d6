"""*Forklaring* before its first refresh: the two times to choose, the waterfall, and the room for the tables."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.standard import style
from styring_xl.workbook import chart, result
from styring_xl.workbook.canvas import Canvas

_CHART_AT: Final = (standard.AREA_ROW + 2, 6)
"""Beside the table in all, whose height never changes."""


def add(canvas: Canvas) -> None:
    """Add the sheet."""
    sheet = result.add_sheet(
        canvas,
        standard.EXPLANATION,
        "wsForklaring",
        "Forklaring: hvad har flyttet forventet regnskab",
        "Vælg to tidspunkter i de gule felter; er de tomme, forklares det, der er sket siden den seneste lukning. "
        "Plus er dyrere, minus er billigere.",
    )
    result.widths(sheet, (44, 19, *(14,) * (standard.EXPLANATION_WIDTH - 2)))
    names = (standard.EXPLANATION_FROM, standard.EXPLANATION_TO)
    for row, name in enumerate(names, standard.AREA_ROW):
        canvas.row(sheet, row, (name, None), (style.LABEL, style.INPUT_TEXT))
        sheet.data_validation(
            row - 1,
            1,
            row - 1,
            1,
            {
                "validate": "list",
                "source": f"={standard.TIMES_NAME}",
                "error_title": "Forklaring",
                "error_message": "Vælg et tidspunkt på listen, eller lad feltet være tomt.",
            },
        )
    canvas.name(
        standard.EXPLANATION_AREA,
        standard.EXPLANATION,
        standard.AREA_ROW,
        1,
        standard.AREA_ROW + len(names),
        standard.EXPLANATION_WIDTH,
    )
    left = standard.TIMES_COLUMN
    canvas.write(sheet, standard.HEADER_ROW, left, "Tidspunkter", style.CHART_TEXT)
    canvas.write(sheet, standard.FIRST_ROW, left, standard.NOW, style.CHART_TEXT)
    canvas.name(standard.TIMES_NAME, standard.EXPLANATION, standard.FIRST_ROW, left, standard.FIRST_ROW, left)
    sheet.freeze_panes(standard.HEADER_ROW + len(names) - 1, 1)
    canvas.page(sheet)
    canvas.print_columns(sheet, standard.EXPLANATION, (1, standard.EXPLANATION_WIDTH))
    figures = chart.ChartFigures(
        standard.WATERFALL_NAME, standard.FIRST_ROW, standard.WATERFALL_COLUMN, standard.WATERFALL_COLUMNS
    )
    look = chart.Look(
        "Hvad flyttede forventet regnskab, 1.000 kr.",
        "Vandfald: hver årsags bidrag til ændringen i forventet regnskab, og ændringen i alt",
        subtype="stacked",
        number=chart.THOUSANDS,
        width=880,
        height=330,
        hidden=(0,),
        fills=(5, 0, 0, 1, 1, 2),
    )
    chart.add(canvas, sheet, standard.EXPLANATION, figures, look, _CHART_AT)
