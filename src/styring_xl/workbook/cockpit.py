"""The sheet *Cockpit* before its first refresh: its blocks' header and the charts of kroner, number and price."""

from __future__ import annotations

from typing import Final

from styring_xl.sheets import standard
from styring_xl.workbook import chart, result
from styring_xl.workbook.canvas import Canvas

_CHART_AT: Final = 13
"""Column M, right of the blocks."""
_PLACES: Final = ((0, 0), (0, 6), (13, 0))
"""Rows and columns from the first chart to each: together on one page."""
_LOOKS: Final = (
    ("Regnskab og forventet, mio. kr.", "Søjlediagram: kroner pr. år", chart.MILLIONS, "Kroner"),
    ("Helårspersoner", "Søjlediagram: helårspersoner pr. år", "#,##0.0", "Helårspersoner"),
    (
        "Gennemsnitsudgift, 1.000 kr.",
        "Søjlediagram: gennemsnitsudgift pr. år",
        chart.THOUSANDS,
        "Pris",
    ),
)


def add(canvas: Canvas, year: int | None) -> None:
    """Add the sheet with its three charts."""
    name = standard.COCKPIT
    sheet = result.add_sheet(
        canvas,
        name,
        "wsCockpit",
        "Styringscockpit",
        "Kroner, helårspersoner og gennemsnitsudgift pr. foranstaltning år for år og i år: er det antallet eller "
        "prisen, der flytter regnskabet?",
    )
    columns = standard.cockpit_columns(standard.COCKPIT_RESULT, year)
    result.widths(sheet, (44, *(14,) * (standard.COCKPIT_YEARS + 1), 14, 11, 12, 13, 3))
    result.header(canvas, sheet, standard.HEADER_ROW, columns, text_columns=1, last_text=True)
    sheet.freeze_panes(standard.HEADER_ROW, 1)
    canvas.page(sheet)
    canvas.print_columns(sheet, name, (1, len(columns)), (_CHART_AT, standard.CHART_COLUMN - 1))
    result.mark(canvas, standard.COCKPIT_AREA, name, standard.HEADER_ROW, len(columns))
    for (figures, column), (title, description, number, header), (down, across) in zip(
        standard.COCKPIT_CHARTS, _LOOKS, _PLACES, strict=True
    ):
        chart.add(
            canvas,
            sheet,
            name,
            chart.Figures(figures, standard.FIRST_ROW, column, ("År", header)),
            chart.Look(title, description, number=number, width=380, height=250, legend=False, from_zero=True),
            (standard.FIRST_ROW + down, _CHART_AT + across),
        )
