"""The result sheets of the template, each built as it declares itself: header, widths, print, charts, marked areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, address, quote_sheet
from styring_xl.reports.beside import Chart, SideList, Sparklines
from styring_xl.reports.sheet import Heading, SheetDesign
from styring_xl.standard import style
from styring_xl.standard.column import Columns, headers, styles
from styring_xl.workbook import chart, validation
from styring_xl.workbook.canvas import LAST_ROW, Canvas, Sheet
from styring_xl.workbook.look import SLATE, TABS

_SUMMARY_HEIGHT: Final = 20
"""Pixels of the rows above a header whose table has high rows."""
_EARLIER: Final = "#A3B4C3"
"""The small columns of earlier years, lighter than this year's."""


def add(canvas: Canvas, result: SheetDesign, heading: Heading, rows: Sequence[Sequence[Content]] = ()) -> None:
    """Add the sheet as it stands before its first refresh, or with the rows that a closing has left there."""
    sheet = canvas.sheet(result.name, result.code_name, TABS[result.question])
    sheet.hide_gridlines(2)
    canvas.head(sheet, result.title, result.note, "" if rows else result.status)
    columns = result.head(heading)
    _widths(sheet, result.characters(heading), 1)
    if result.row_height:
        # For every row, also in programs that do not fit the height of wrapped rows when they open a file.
        sheet.set_default_row(result.row_height)
        for row in range(standard.STATUS_ROW, result.header_row):
            sheet.set_row_pixels(row - 1, _SUMMARY_HEIGHT)
    for row, cell in enumerate(result.above, standard.AREA_ROW):
        canvas.write(sheet, row, 1, cell.label, style.LABEL)
        canvas.write(sheet, row, cell.column, None, cell.style)
        if cell.rule is not None:
            rule = validation.options(cell.rule, result.name)
            sheet.data_validation(row - 1, cell.column - 1, row - 1, cell.column - 1, rule)
    if columns:
        _header(canvas, sheet, result, columns)
    for text in result.texts:
        canvas.write(sheet, text.row, text.column, text.text, text.style)
    sheet.freeze_panes(*result.page.frozen)
    canvas.page(
        sheet,
        result.header_row if result.page.repeats else None,
        result.page.wide,
        is_upright=result.page.is_upright,
        is_single=result.page.is_single,
    )
    if result.page.wide > 1:
        sheet.repeat_columns(0)
    if result.page.spans:
        canvas.print_columns(sheet, result.name, *result.page.spans)
    # From its first row to one empty row below the header.
    bottom = result.header_row + max(len(rows), 1) if columns else standard.AREA_ROW + len(result.above)
    right = max((len(row) for row in rows), default=0)
    for row, cells in enumerate(rows, result.header_row + 1):
        # What stands right of the last column is more of it.
        canvas.row(sheet, row, cells, (*styles(columns), *[columns[-1].look.line] * (len(cells) - len(columns))))
    canvas.name(result.area, result.name, standard.AREA_ROW, 1, bottom, max(result.span(heading), right))
    for beside in result.beside:
        if isinstance(beside, Chart):
            chart.add(canvas, sheet, result.name, beside)
        elif isinstance(beside, SideList):
            _list(canvas, sheet, result.name, beside)
        else:
            _sparklines(canvas, sheet, result.name, beside)


def _widths(sheet: Sheet, characters: tuple[float, ...], left: int) -> None:
    for column, width in enumerate(characters, left - 1):
        if width:
            sheet.set_column(column, column, width)


def _header(canvas: Canvas, sheet: Sheet, result: SheetDesign, columns: Columns) -> None:
    row = result.header_row
    sheet.set_row_pixels(row - 1, result.header_height)
    canvas.row(sheet, row, headers(columns), tuple(column.look.header for column in columns))
    for at, column in enumerate(columns):
        if column.rule is not None:
            rule = validation.options(column.rule, result.name)
            sheet.data_validation(row, at, LAST_ROW, at, rule)


def _list(canvas: Canvas, sheet: Sheet, name: str, beside: SideList) -> None:
    columns, left = beside.columns, beside.column
    _widths(sheet, tuple(column.width for column in columns), left)
    canvas.row(sheet, standard.HEADER_ROW, headers(columns), tuple(each.look.header for each in columns), left)
    if beside.first:
        canvas.row(sheet, standard.FIRST_ROW, beside.first, styles(columns), left)
    bottom = standard.HEADER_ROW if beside.named_header else standard.FIRST_ROW
    canvas.name(beside.name, name, beside.corner.top, left, bottom, left + len(columns) - 1)


def _sparklines(canvas: Canvas, sheet: Sheet, name: str, beside: Sparklines) -> None:
    """One group of sparklines, to be restyled at once."""
    left, right = beside.column, beside.column + beside.width - 1
    first = beside.corner.top
    last = first + beside.height - 1
    canvas.write(sheet, first - 1, beside.at, beside.header, style.HEADER)
    canvas.write(sheet, first - 1, left, beside.header, style.CHART_TEXT)
    canvas.name(beside.name, name, first, left, last, right)
    rows = range(first, last + 1)
    sheet.add_sparkline(
        first - 1,
        beside.at - 1,
        {
            "location": [address(row, beside.at) for row in rows],
            "range": [f"{quote_sheet(name)}!{address(row, left)}:{address(row, right)}" for row in rows],
            "type": "column",
            "last_point": True,
            "series_color": _EARLIER,
            "last_color": SLATE,
            "max": beside.MOST,
            "show_hidden": True,
        },
    )
