"""The XlsxWriter workbook in the making: sheets, named formats, page set-up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula, column_letters, quote_sheet
from styring_xl.standard import style
from styring_xl.workbook.look import LOOK

Sheet = Any
"""An XlsxWriter worksheet; the library is untyped."""

_A4: Final = 9
# The creation date is part of the file: a fixed one keeps the build reproducible.
_CREATED: Final = dt.datetime(2026, 1, 1)

LAST_ROW: Final = 1_048_575
"""The last row of a sheet, counted from 0."""


class Canvas:
    """A workbook under construction, in memory."""

    def __init__(self, title: str = "Styringsark") -> None:
        self._out = BytesIO()
        self.book: Any = xlsxwriter.Workbook(self._out, {"in_memory": True})
        self.book.set_vba_name("ThisWorkbook")
        self.book.set_size(1680, 1020)
        self.book.set_properties(
            {
                "title": title,
                "subject": "Disponering og budgetopfølgning på det specialiserede socialområde",
                "author": "Styring-XL",
                "category": "Økonomistyring",
                "keywords": "disponering, forbrug, afvigelse, budgetopfølgning",
                "created": _CREATED,
            }
        )
        self.formats: dict[str, Any] = {}
        for position, name in enumerate(style.ALL, 1):
            made = self.book.add_format(LOOK[name])
            # XlsxWriter numbers a format when it is first used. Asking for the number now makes format n of the file
            # style n.
            if made._get_xf_index() != position:
                raise RuntimeError(f"the style {name!r} looks like another one")
            self.formats[name] = made

    def sheet(self, name: str, code_name: str, tab: str) -> Sheet:
        """Add a sheet last in the tab order; without a ``code_name`` the macros do not know it."""
        sheet = self.book.add_worksheet(name)
        if code_name:
            sheet.set_vba_name(code_name)
        sheet.set_tab_color(tab)
        return sheet

    def write(self, sheet: Sheet, row: int, column: int, value: Content, look: str) -> None:
        """Write one cell, row and column from 1; None writes the look alone."""
        made = self.formats[look]
        if value is None:
            sheet.write_blank(row - 1, column - 1, None, made)
        elif isinstance(value, str):
            sheet.write_string(row - 1, column - 1, value, made)
        elif isinstance(value, (int, float)):
            sheet.write_number(row - 1, column - 1, value, made)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row - 1, column - 1, value, made)
        elif isinstance(value, Formula) and isinstance(value.value, (int, float)):
            sheet.write_formula(row - 1, column - 1, f"={value.text}", made, value.value)
        else:
            raise TypeError(type(value).__name__)

    def link(self, sheet: Sheet, row: int, column: int, target: str, text: str) -> None:
        """A link inside the workbook, e.g. to ``'Budget'!A1``."""
        sheet.write_url(row - 1, column - 1, f"internal:{target}", self.formats[style.LINK], text)

    def row(self, sheet: Sheet, row: int, values: Sequence[Content], looks: Sequence[str], column: int = 1) -> None:
        """Write one row of cells from ``column`` on."""
        for at, (value, look) in enumerate(zip(values, looks, strict=True), column):
            self.write(sheet, row, at, value, look)

    def head(self, sheet: Sheet, title: str, note: str, status: str = "") -> None:
        """Title, explanation and status line in A1:A3."""
        sheet.set_row_pixels(0, 32)
        sheet.set_row_pixels(1, 20)
        self.write(sheet, standard.TITLE_ROW, 1, title, style.TITLE)
        self.write(sheet, standard.NOTE_ROW, 1, note, style.NOTE)
        if status:
            self.write(sheet, standard.STATUS_ROW, 1, status, style.STATUS)

    def name(self, name: str, sheet: str, top: int, left: int, bottom: int, right: int) -> None:
        """Define a workbook-level name over a rectangle, rows and columns from 1."""
        area = f"${column_letters(left)}${top}:${column_letters(right)}${bottom}"
        self.book.define_name(name, f"={quote_sheet(sheet)}!{area}")

    def page(
        self,
        sheet: Sheet,
        header_row: int | None = None,
        pages_wide: int = 1,
        *,
        is_upright: bool = False,
        is_single: bool = False,
    ) -> None:
        """A4, lying unless it ``is_upright``, fitted to the page's width, the header row on every page; and one page
        alone where it ``is_single``."""
        if not is_upright:
            sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(pages_wide, 1 if is_single else 0)
        sheet.set_footer("&L&8&F&C&8&A&R&8Side &P af &N")
        if header_row is not None:
            sheet.repeat_rows(header_row - 1)

    def print_columns(self, sheet: Sheet, name: str, *spans: tuple[int, int]) -> None:
        """Print these columns alone, each span on its own pages; whole columns, so that growth is printed."""
        areas = (f"{quote_sheet(name)}!${column_letters(left)}:${column_letters(right)}" for left, right in spans)
        sheet.print_area_range = ",".join(areas)

    def close(self) -> bytes:
        """The finished package as XlsxWriter makes it."""
        self.book.close()
        return self._out.getvalue()
