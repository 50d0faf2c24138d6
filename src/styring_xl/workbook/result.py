"""What every result sheet of the template begins with: its sheet, widths, header row and marked rectangle."""

from __future__ import annotations

from collections.abc import Sequence

from styring_xl import standard
from styring_xl.standard import style
from styring_xl.workbook.canvas import Canvas, Sheet
from styring_xl.workbook.look import TAB_RESULT


def add_sheet(
    canvas: Canvas, name: str, code_name: str, title: str, note: str, status: str = standard.NOT_REFRESHED
) -> Sheet:
    """A sheet without gridlines, with title, one line on how to read it, and the status of one not refreshed yet."""
    sheet = canvas.sheet(name, code_name, TAB_RESULT)
    sheet.hide_gridlines(2)
    canvas.head(sheet, title, note, status)
    return sheet


def widths(sheet: Sheet, characters: Sequence[float]) -> None:
    """The width of each column from A on, in characters."""
    for column, width in enumerate(characters):
        sheet.set_column(column, column, width)


def header(
    canvas: Canvas, sheet: Sheet, row: int, headers: tuple[str, ...], text_columns: int, last_text: bool = False
) -> None:
    """A header row: the first ``text_columns`` (and the last) over texts, the others over numbers."""
    looks = [style.HEADER if at < text_columns else style.HEADER_NUMBER for at in range(len(headers))]
    if last_text:
        looks[-1] = style.HEADER
    sheet.set_row_pixels(row - 1, 28)
    canvas.row(sheet, row, headers, tuple(looks))


def mark(canvas: Canvas, name: str, sheet: str, header_row: int, width: int) -> None:
    """Name the rectangle a refresh regenerates: from its first row to one empty row below the header."""
    canvas.name(name, sheet, standard.AREA_ROW, 1, header_row + 1, width)
