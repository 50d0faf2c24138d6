"""The three result sheets before their first refresh: headers, widths, print set-up, the chart, the marked areas."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.standard import style
from styring_xl.workbook import chart, result
from styring_xl.workbook.canvas import Canvas

_CHART_AT: Final = 14
"""Column N, right of the widest block."""


def add_spend(canvas: Canvas) -> None:
    """Add *Månedsforbrug*."""
    sheet = result.add_sheet(
        canvas,
        standard.SPEND,
        "wsMaanedsforbrug",
        "Månedsforbrug pr. borger",
        "Gråblå måneder er bogført forbrug, hvide er forventet. Summen er årets forventede regnskab; "
        "forbrug uden bevilling eller CPR-nr. står nederst.",
    )
    result.widths(sheet, (13, 42, 27, *(11,) * 12, 13, 13))
    result.header(canvas, sheet, standard.HEADER_ROW, standard.SPEND_COLUMNS, text_columns=3)
    sheet.freeze_panes(standard.HEADER_ROW, 3)
    canvas.page(sheet, standard.HEADER_ROW)
    result.mark(canvas, standard.SPEND_AREA, standard.SPEND, standard.HEADER_ROW, len(standard.SPEND_COLUMNS))


def add_variance(canvas: Canvas, sign: str) -> None:
    """Add *Afvigelse* with its chart; ``sign`` is one of ``standard.SIGNS``."""
    sheet = result.add_sheet(
        canvas,
        standard.VARIANCE,
        "wsAfvigelse",
        "Afvigelse mellem budget og forventet regnskab",
        "Øverst beløb og antal pr. foranstaltning, derunder gennemsnitspris og afvigelsen delt i mængde, pris, mix og "
        "budgetrest. Delene summer til afvigelsen.",
    )
    result.widths(sheet, (44, *(15,) * 5, *(11,) * 5, 16, 3))
    headers = standard.variance_columns(sign)
    result.header(canvas, sheet, standard.HEADER_ROW, headers, text_columns=1, last_text=True)
    sheet.set_row_pixels(standard.HEADER_ROW - 1, 54)
    sheet.freeze_panes(standard.HEADER_ROW, 1)
    # No repeated header: it would stand above the other two blocks on the next page.
    canvas.page(sheet)
    # The chart on a page of its own, the figures behind it on none.
    canvas.print_columns(sheet, standard.VARIANCE, (1, len(headers)), (_CHART_AT, standard.CHART_COLUMN - 1))
    result.mark(canvas, standard.VARIANCE_AREA, standard.VARIANCE, standard.HEADER_ROW, len(headers))
    chart.add(
        canvas,
        sheet,
        standard.VARIANCE,
        chart.ChartFigures(standard.CHART_NAME, standard.FIRST_ROW, standard.CHART_COLUMN, standard.CHART_COLUMNS),
        chart.Look(
            "Korrigeret budget og forventet regnskab, mio. kr.",
            "Søjlediagram: korrigeret budget og forventet regnskab pr. foranstaltning",
            height=480,
        ),
        (standard.FIRST_ROW, _CHART_AT),
    )


def add_findings(canvas: Canvas) -> None:
    """Add *Kontrol*."""
    sheet = result.add_sheet(
        canvas,
        standard.FINDINGS,
        "wsKontrol",
        "Kontrol",
        "En fejl betyder, at rækken ikke er regnet med. En advarsel betyder, at den er, men bør ses efter. "
        "Klik på cellen for at komme til den. En note ud for et fund accepterer det.",
    )
    result.widths(sheet, (6, 11, 20, 16, 10, 24, 62, 62, 30, 18))
    # Two lines for every finding, also in programs that do not fit the height of wrapped rows when they open a file.
    sheet.set_default_row(27)
    for row in range(3, standard.FINDINGS_HEADER_ROW):
        sheet.set_row_pixels(row - 1, 20)
    for row, label in enumerate(standard.FINDINGS_SUMMARY, standard.AREA_ROW):
        canvas.write(sheet, row, 1, label, style.LABEL)
        canvas.write(sheet, row, standard.FINDINGS_SUMMARY_COLUMN, None, style.COMPUTED)
    result.header(
        canvas, sheet, standard.FINDINGS_HEADER_ROW, standard.FINDINGS_COLUMNS, len(standard.FINDINGS_COLUMNS)
    )
    sheet.freeze_panes(standard.FINDINGS_HEADER_ROW, 0)
    canvas.page(sheet, standard.FINDINGS_HEADER_ROW)
    result.mark(
        canvas, standard.FINDINGS_AREA, standard.FINDINGS, standard.FINDINGS_HEADER_ROW, len(standard.FINDINGS_COLUMNS)
    )
