"""The sheet *Cockpit* before its first refresh: its blocks' header and the charts of kroner, number and price."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import address, quote_sheet
from styring_xl.standard import style
from styring_xl.workbook import chart, result
from styring_xl.workbook.canvas import Canvas, Sheet
from styring_xl.workbook.look import SLATE

_CHART_AT: Final = 14
"""Column N, right of the blocks."""
_EARLIER: Final = "#A3B4C3"
"""The small columns of earlier years, lighter than this year's."""
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
    """Add the sheet with its three charts and its sparklines."""
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
    result.widths(sheet, (44, *(14,) * (standard.COCKPIT_YEARS + 1), 14, 11, 12, 13, 16, 3))
    result.header(canvas, sheet, standard.HEADER_ROW, columns, text_columns=1, last_text=True)
    canvas.write(sheet, standard.HEADER_ROW, len(columns) + 1, standard.COCKPIT_SPARK, style.HEADER)
    sheet.freeze_panes(standard.HEADER_ROW, 1)
    canvas.page(sheet)
    canvas.print_columns(sheet, name, (1, len(columns) + 1), (_CHART_AT, standard.CHART_COLUMN - 1))
    result.mark(canvas, standard.COCKPIT_AREA, name, standard.HEADER_ROW, len(columns))
    _sparklines(canvas, sheet, len(columns) + 1)
    for (figures, column), (title, description, number, header), (down, across) in zip(
        standard.COCKPIT_CHARTS, _LOOKS, _PLACES, strict=True
    ):
        chart.add(
            canvas,
            sheet,
            name,
            chart.ChartFigures(figures, standard.FIRST_ROW, column, ("År", header)),
            chart.Look(title, description, number=number, width=380, height=250, legend=False, from_zero=True),
            (standard.FIRST_ROW + down, _CHART_AT + across),
        )


def _sparklines(canvas: Canvas, sheet: Sheet, column: int) -> None:
    """Small bars in each row of the column, drawn from the figures on the same row; one group, to be restyled at once.

    They stand on more rows than most need: on the way through a program that cannot add any, they are there already.
    """
    left = standard.COCKPIT_SPARKS_COLUMN
    right = left + standard.COCKPIT_YEARS + 1
    first = standard.FIRST_ROW
    last = first + standard.COCKPIT_SPARKS_ROWS - 1
    name = quote_sheet(standard.COCKPIT)
    canvas.write(sheet, first - 1, left, standard.COCKPIT_SPARK, style.CHART_TEXT)
    canvas.name(standard.COCKPIT_SPARKS, standard.COCKPIT, first, left, last, right)
    rows = range(first, last + 1)
    sheet.add_sparkline(
        first - 1,
        column - 1,
        {
            "location": [address(row, column) for row in rows],
            "range": [f"{name}!{address(row, left)}:{address(row, right)}" for row in rows],
            "type": "column",
            "last_point": True,
            "series_color": _EARLIER,
            "last_color": SLATE,
            "show_hidden": True,
        },
    )
