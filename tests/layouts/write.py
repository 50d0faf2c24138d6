"""Sheets to files: xlsx with or without the formulas' results, and CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table

from .page import Formula, Sheet


def xlsx(path: Path, sheets: Sequence[Sheet], *, cached: bool = True) -> None:
    """Writes the sheets. Without ``cached`` no formula has a result, as in files of programs that don't compute."""
    if cached:
        _with_results(path, sheets)
    else:
        _without_results(path, sheets)


def _with_results(path: Path, sheets: Sequence[Sheet]) -> None:
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    for sheet in sheets:
        made = book.add_worksheet(sheet.name)
        for (row, column), value in sheet.cells.items():
            at = (row - 1, column - 1)
            if isinstance(value, Formula):
                made.write_formula(*at, value.text, None, value.value)
            elif isinstance(value, dt.date):
                made.write_datetime(*at, value, day)
            elif isinstance(value, bool):
                made.write_boolean(*at, value)
            elif isinstance(value, int | float):
                made.write_number(*at, value)
            else:
                made.write_string(*at, str(value))
        for top, left, bottom, right in sheet.merges:
            first = sheet.cells.get((top, left), "")
            made.merge_range(top - 1, left - 1, bottom - 1, right - 1, "" if isinstance(first, Formula) else first)
        for column in sheet.hidden:
            made.set_column(column - 1, column - 1, None, None, {"hidden": True})
        for row in sheet.hidden_rows:
            made.set_row(row - 1, None, None, {"hidden": True})
        if sheet.table is not None:
            name, top, left, bottom, right = sheet.table
            headers = [{"header": str(sheet.cells[top, column])} for column in range(left, right + 1)]
            made.add_table(top - 1, left - 1, bottom - 1, right - 1, {"name": name, "columns": headers})
        if sheet.hidden_sheet:
            made.hide()
    book.close()


def _without_results(path: Path, sheets: Sequence[Sheet]) -> None:
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for sheet in sheets:
        made = book.create_sheet(sheet.name)
        for (row, column), value in sheet.cells.items():
            cell = made.cell(row, column, value.text if isinstance(value, Formula) else value)
            if isinstance(value, dt.date):
                cell.number_format = "dd-mm-yyyy"
            elif isinstance(value, str):
                cell.data_type = "s"
        for top, left, bottom, right in sheet.merges:
            made.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for column in sheet.hidden:
            made.column_dimensions[get_column_letter(column)].hidden = True
        for row in sheet.hidden_rows:
            made.row_dimensions[row].hidden = True
        if sheet.table is not None:
            name, top, left, bottom, right = sheet.table
            ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
            made.add_table(Table(displayName=name, ref=ref))
        if sheet.hidden_sheet:
            made.sheet_state = "hidden"
    book.save(path)
