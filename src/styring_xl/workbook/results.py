"""The three result sheets before their first refresh: headers, widths, print set-up, the chart, the marked areas."""

from __future__ import annotations

from typing import Final

from styring_xl.books.cell import column_letters, quote_sheet
from styring_xl.sheets import standard, style
from styring_xl.workbook.canvas import Canvas, Sheet
from styring_xl.workbook.look import BOOKED_FILL, FONT, GREY, INK, LINE, SLATE, TAB_RESULT

_CHART_AT: Final = 14
"""Column N, right of the widest block."""


def add_spend(canvas: Canvas) -> None:
    """Add *Månedsforbrug*."""
    sheet = _add(canvas, standard.SPEND, "wsMaanedsforbrug")
    canvas.head(
        sheet,
        "Månedsforbrug pr. borger",
        "Gråblå måneder er bogført forbrug, hvide er forventet. Summen er årets forventede regnskab; "
        "forbrug uden bevilling eller CPR-nr. står nederst.",
        standard.NOT_REFRESHED,
    )
    _widths(sheet, (13, 42, 27, *(11,) * 12, 13, 13))
    _header(canvas, sheet, standard.HEADER_ROW, standard.SPEND_COLUMNS, text_columns=3)
    sheet.freeze_panes(standard.HEADER_ROW, 3)
    canvas.page(sheet, standard.HEADER_ROW)
    _mark(canvas, standard.SPEND_AREA, standard.SPEND, standard.HEADER_ROW, len(standard.SPEND_COLUMNS))


def add_variance(canvas: Canvas, sign: str) -> None:
    """Add *Afvigelse* with its chart; ``sign`` is one of ``standard.SIGNS``."""
    sheet = _add(canvas, standard.VARIANCE, "wsAfvigelse")
    canvas.head(
        sheet,
        "Afvigelse mellem budget og forventet regnskab",
        "Øverst beløb og antal pr. foranstaltning, derunder gennemsnitspris og afvigelsen delt i mængde, pris, mix og "
        "budgetrest. Delene summer til afvigelsen.",
        standard.NOT_REFRESHED,
    )
    _widths(sheet, (44, *(15,) * 5, *(11,) * 5, 16, 3))
    headers = standard.variance_columns(sign)
    _header(canvas, sheet, standard.HEADER_ROW, headers, text_columns=1, last_text=True)
    sheet.set_row_pixels(standard.HEADER_ROW - 1, 54)
    sheet.freeze_panes(standard.HEADER_ROW, 1)
    # No repeated header: it would stand above the other two blocks on the next page.
    canvas.page(sheet)
    # The chart on a page of its own, the figures behind it on none.
    canvas.print_columns(sheet, standard.VARIANCE, (1, len(headers)), (_CHART_AT, standard.CHART_COLUMN - 1))
    _mark(canvas, standard.VARIANCE_AREA, standard.VARIANCE, standard.HEADER_ROW, len(headers))
    _chart(canvas, sheet)


def add_findings(canvas: Canvas) -> None:
    """Add *Kontrol*."""
    sheet = _add(canvas, standard.FINDINGS, "wsKontrol")
    canvas.head(
        sheet,
        "Kontrol",
        "En fejl betyder, at rækken ikke er regnet med. En advarsel betyder, at den er, men bør ses efter. "
        "Klik på cellen for at komme til den.",
        standard.NOT_REFRESHED,
    )
    _widths(sheet, (6, 11, 18, 16, 10, 24, 66, 66))
    # Two lines for every finding, also in programs that do not fit the height of wrapped rows when they open a file.
    sheet.set_default_row(27)
    for row in range(3, standard.FINDINGS_HEADER_ROW):
        sheet.set_row_pixels(row - 1, 20)
    for row, label in enumerate(standard.FINDINGS_SUMMARY, standard.AREA_ROW):
        canvas.write(sheet, row, 1, label, style.LABEL)
        canvas.write(sheet, row, standard.FINDINGS_SUMMARY_COLUMN, None, style.COMPUTED)
    _header(canvas, sheet, standard.FINDINGS_HEADER_ROW, standard.FINDINGS_COLUMNS, len(standard.FINDINGS_COLUMNS))
    sheet.freeze_panes(standard.FINDINGS_HEADER_ROW, 0)
    canvas.page(sheet, standard.FINDINGS_HEADER_ROW)
    _mark(canvas, standard.FINDINGS_AREA, standard.FINDINGS, standard.FINDINGS_HEADER_ROW, 8)


def _add(canvas: Canvas, name: str, code_name: str) -> Sheet:
    sheet = canvas.sheet(name, code_name, TAB_RESULT)
    sheet.hide_gridlines(2)
    return sheet


def _widths(sheet: Sheet, widths: tuple[int, ...]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _header(
    canvas: Canvas, sheet: Sheet, row: int, headers: tuple[str, ...], text_columns: int, last_text: bool = False
) -> None:
    looks = [style.HEADER if at < text_columns else style.HEADER_NUMBER for at in range(len(headers))]
    if last_text:
        looks[-1] = style.HEADER
    sheet.set_row_pixels(row - 1, 28)
    canvas.row(sheet, row, headers, tuple(looks))


def _mark(canvas: Canvas, name: str, sheet: str, header_row: int, width: int) -> None:
    # From the area's first row to one empty row below the header.
    canvas.name(name, sheet, standard.AREA_ROW, 1, header_row + 1, width)


def _chart(canvas: Canvas, sheet: Sheet) -> None:
    left = standard.CHART_COLUMN
    canvas.row(sheet, standard.HEADER_ROW, standard.CHART_COLUMNS, (style.CHART_TEXT,) * 3, left)
    canvas.row(sheet, standard.FIRST_ROW, (None,) * 3, (style.CHART_TEXT, style.CHART, style.CHART), left)
    canvas.name(standard.CHART_NAME, standard.VARIANCE, standard.FIRST_ROW, left, standard.FIRST_ROW, left + 2)

    def cells(column: int, row: int) -> str:
        return f"={quote_sheet(standard.VARIANCE)}!${column_letters(column)}${row}"

    def data(column: int) -> str:
        return f"{cells(column, standard.FIRST_ROW)}:${column_letters(column)}${standard.FIRST_ROW}"

    chart = canvas.book.add_chart({"type": "column"})
    # Dark against light with a dark edge: the pair is told apart in black and white too.
    fills = ({"color": SLATE}, {"color": BOOKED_FILL})
    for at, fill in enumerate(fills, 1):
        chart.add_series(
            {
                "name": cells(left + at, standard.HEADER_ROW),
                "categories": data(left),
                "values": data(left + at),
                "fill": fill,
                "border": {"color": SLATE, "width": 0.75},
                "gap": 60,
                "overlap": 0,
            }
        )
    plain = {"name": FONT, "size": 9, "color": INK}
    chart.set_title(
        {"name": "Korrigeret budget og forventet regnskab, mio. kr.", "name_font": plain | {"size": 12, "bold": True}}
    )
    chart.set_x_axis({"num_font": plain | {"rotation": -45}, "line": {"color": GREY}, "label_position": "low"})
    chart.set_y_axis(
        {
            "num_font": plain,
            # Two commas of scale: 56943926 is shown as 57.
            "num_format": "#,##0.0,,",
            "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
            "line": {"none": True},
        }
    )
    chart.set_legend({"position": "top", "font": plain})
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": 764, "height": 480})
    sheet.insert_chart(
        standard.HEADER_ROW,
        _CHART_AT - 1,
        chart,
        {
            "object_position": 2,
            "description": "Søjlediagram: korrigeret budget og forventet regnskab pr. foranstaltning",
        },
    )
