"""*Indsatstrappe* before its first refresh."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.standard import style
from styring_xl.workbook import chart, result
from styring_xl.workbook.canvas import Canvas

_CHART_AT: Final = (standard.AREA_ROW + 3, 9)
"""Right of the table of steps, which leaves it the rows down to the matrix."""
_TABLE_ROW: Final = standard.AREA_ROW + 4


def add(canvas: Canvas) -> None:
    """Add *Indsatstrappe* with the cells users type in, its chart and the list behind the matrix."""
    name = standard.LADDER
    sheet = result.add_sheet(
        canvas,
        name,
        "wsIndsatstrappe",
        "Indsatstrappe",
        "Borgere og kroner pr. trin, og hvem der er flyttet. En borgers trin en dag er det højeste, mest indgribende, "
        "blandt de foranstaltninger, der løber den dag.",
    )
    width = standard.LADDER_WIDTH
    moves = standard.LADDER_MOVES_COLUMN
    result.widths(sheet, (44, *(14,) * (width - 1), 3))
    for at, wide in enumerate((12, 12, 36, 26), moves - 1):
        sheet.set_column(at, at, wide)
    for row, text in ((standard.AREA_ROW, standard.LADDER_FROM), (standard.AREA_ROW + 1, standard.LADDER_TO)):
        canvas.write(sheet, row, 1, text, style.LABEL)
        canvas.write(sheet, row, 2, None, style.INPUT_DATE)
    result.header(canvas, sheet, _TABLE_ROW, standard.LADDER_COLUMNS, text_columns=1)
    sheet.set_row_pixels(_TABLE_ROW - 1, 40)
    sheet.freeze_panes(standard.STATUS_ROW, 1)
    canvas.page(sheet)
    canvas.print_columns(sheet, name, (1, width))
    result.mark(canvas, standard.LADDER_AREA, name, _TABLE_ROW, width)
    heads = standard.LADDER_MOVES_COLUMNS
    canvas.row(sheet, standard.HEADER_ROW, heads, (style.HEADER,) * len(heads), moves)
    canvas.name(standard.LADDER_MOVES, name, standard.HEADER_ROW, moves, standard.HEADER_ROW, moves + len(heads) - 1)
    chart.add(
        canvas,
        sheet,
        name,
        chart.ChartFigures(
            standard.LADDER_CHART, standard.FIRST_ROW, standard.CHART_COLUMN, standard.LADDER_CHART_COLUMNS
        ),
        chart.Look(
            "Borgere og forventet regnskab pr. trin",
            "Søjler: borgere pr. trin den første og den sidste dag; kurve: forventet regnskab pr. trin i mio. kr.",
            number=chart.WHOLE,
            width=610,
            height=400,
            lines=(2,),
            left="Borgere",
            right="Mio. kr.",
            right_number=chart.MILLIONS,
            level=True,
        ),
        _CHART_AT,
    )
