"""*Til- og afgang* before its first refresh."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.standard import style
from styring_xl.workbook import chart, result
from styring_xl.workbook.canvas import Canvas

_CHART_AT: Final = 17
"""Column Q, right of the tables."""
_TABLE_ROW: Final = standard.AREA_ROW + 3


def add(canvas: Canvas) -> None:
    """Add *Til- og afgang* with the cell users type in and its chart."""
    name = standard.FLOW
    sheet = result.add_sheet(
        canvas,
        name,
        "wsTilOgAfgang",
        "Til- og afgang",
        "Hvem begynder og stopper måned for måned, hvor længe de har været her, hvad de nye koster mod de ophørte, og "
        "hvem der står til at stoppe eller fylde 18 og 23 år.",
    )
    width = len(standard.FLOW_COLUMNS)
    result.widths(sheet, (42, 13, *(12,) * (width - 2), 3, *(12,) * 9))
    canvas.write(sheet, standard.AREA_ROW, 1, standard.FLOW_HORIZON, style.LABEL)
    canvas.write(sheet, standard.AREA_ROW, 2, None, style.INPUT_WHOLE)
    result.header(canvas, sheet, _TABLE_ROW, standard.FLOW_COLUMNS, text_columns=1)
    sheet.freeze_panes(standard.AREA_ROW, 1)
    canvas.page(sheet)
    canvas.print_columns(sheet, name, (1, width), (_CHART_AT, standard.CHART_COLUMN - 1))
    result.mark(canvas, standard.FLOW_AREA, name, _TABLE_ROW, width)
    chart.add(
        canvas,
        sheet,
        name,
        chart.ChartFigures(standard.FLOW_CHART, standard.FIRST_ROW, standard.CHART_COLUMN, standard.FLOW_CHART_COLUMNS),
        chart.Look(
            "Borgere: tilgang, afgang og antal ved månedens udgang",
            "Søjler: tilgang og afgang pr. måned; kurve: antal borgere ved månedens udgang",
            number=chart.WHOLE,
            lines=(2,),
            left="Tilgang og afgang",
            right="Borgere ved månedens udgang",
        ),
        (standard.FIRST_ROW, _CHART_AT),
    )
