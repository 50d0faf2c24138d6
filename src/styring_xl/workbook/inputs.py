"""The three input sheets, *Disponering*, *Realiseret* and *Budget*: one Excel table each."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import column_letters
from styring_xl.standard import inputs, style
from styring_xl.standard.inputs import BUDGET, DISPOSITION, INPUTS, POSTINGS
from styring_xl.standard.mask import Mask
from styring_xl.standard.place import TYPED_SHEETS
from styring_xl.standard.table import InputSheet
from styring_xl.workbook import validation
from styring_xl.workbook.canvas import LAST_ROW, Canvas
from styring_xl.workbook.content import DataColumns, WorkbookContent
from styring_xl.workbook.look import TAB_INPUT
from styring_xl.workbook.package import Big
from styring_xl.workbook.rows import Body

_DIGITS: Final = (Mask.CITIZEN, Mask.ACCOUNT)
"""Columns where digits kept as text are right: no green corner in half a million cells."""

_NAMES: Final = [column.name for column in DISPOSITION.table.columns]
_STATUS_AT: Final = _NAMES.index("status")
_RESULT_AT: Final = _NAMES.index("result")


def add(canvas: Canvas, layout: InputSheet) -> None:
    """Add the sheet with title, table header and drop-downs; its rows are put in when the package is finished."""
    table = layout.table
    sheet = canvas.sheet(layout.name, layout.code_name, TAB_INPUT)
    canvas.head(sheet, table.title, table.note)
    if layout.more:
        canvas.write(sheet, standard.NOTE_ROW, layout.frozen + 1, layout.more, style.NOTE)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
    header = standard.HEADER_ROW - 1
    # Tall enough for two lines above the filter arrow in the corner.
    sheet.set_row_pixels(header, 52)
    columns = [
        {"header": column.header, "header_format": canvas.formats[column.look.header]} for column in table.columns
    ]
    options = {"name": table.name, "style": None, "columns": columns}
    sheet.add_table(header, 0, header + 1, len(columns) - 1, options)
    for at, column in enumerate(table.columns):
        if column.rule is not None:
            # To the end of the sheet: a row added below the table has its drop-downs in every program.
            sheet.data_validation(header + 1, at, LAST_ROW, at, validation.options(column.rule, table.title))
    digits = [column_letters(at) for at, column in enumerate(table.columns, 1) if column.mask in _DIGITS]
    if digits:
        ranges = " ".join(f"{letters}{header + 2}:{letters}{LAST_ROW + 1}" for letters in digits)
        sheet.ignore_errors({"number_stored_as_text": ranges})
    sheet.freeze_panes(standard.HEADER_ROW, layout.frozen)
    canvas.page(sheet, standard.HEADER_ROW, layout.pages_wide)
    if layout is BUDGET:
        canvas.book.define_name(standard.NAME_MEASURES, f"={table.name}[Foranstaltning]")
    if layout.pages_wide > 1:
        sheet.repeat_columns(0, layout.frozen - 1)
        sheet.print_across()


def big(content: WorkbookContent) -> dict[str, Big]:
    """The rows of the three tables, by table name."""
    filled = {
        DISPOSITION.name: content.dispositions,
        POSTINGS.name: content.postings,
        BUDGET.name: content.budget,
    }
    return {
        layout.table.name: Big(
            TYPED_SHEETS.index(layout.name) + 1,
            standard.HEADER_ROW,
            Body(
                filled[layout.name],
                layout.table.styles,
                _lumps(filled[layout.name]) if layout is DISPOSITION else {},
                layout.table.formulas(standard.FIRST_ROW),
            ),
        )
        for layout in INPUTS
    }


def _lumps(columns: DataColumns) -> dict[tuple[int, int], str]:
    """The lump of a reserve is typed, so its cell looks typed."""
    return {(row, _RESULT_AT): style.INPUT for row, status in enumerate(columns[_STATUS_AT]) if status == inputs.PULJE}
