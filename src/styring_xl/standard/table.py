"""A table that users fill in: an Excel table, its columns, and what stands above it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from styring_xl.cells.cell import column_letters
from styring_xl.standard import column
from styring_xl.standard.column import Columns


class InputTable(Struct, frozen=True):
    """An Excel table of the standard workbook: the name of the table, its title and note, and its columns."""

    name: str
    title: str
    note: str
    columns: Columns

    @property
    def headers(self) -> tuple[str, ...]:
        """What stands in the header row."""
        return column.headers(self.columns)

    @property
    def styles(self) -> tuple[str, ...]:
        """The cell style of each column."""
        return column.styles(self.columns)

    def formulas(self, row: int) -> dict[int, str]:
        """Column from 0 -> its formula in a row (1-based), where the table begins in the first column of its sheet.

        It names the cells of its row: ``[@[Oprindeligt budget]]`` is a word that Excel, LibreOffice and ONLYOFFICE
        know and Gnumeric does not.
        """
        letters = {each.name: column_letters(at) for at, each in enumerate(self.columns, 1)}
        return self._expanded(lambda name: f"{letters[name]}{row}")

    @property
    def structured_formulas(self) -> dict[int, str]:
        """Column from 0 -> its formula as earlier editions wrote it in every row."""
        headers = {each.name: each.header for each in self.columns}
        return self._expanded(lambda name: f"{self.name}[[#This Row],[{headers[name]}]]")

    def _expanded(self, cell: Callable[[str], str]) -> dict[int, str]:
        return {at: column.expand(each.formula, cell) for at, each in enumerate(self.columns) if each.formula}


class InputSheet(Struct, frozen=True):
    """A sheet that holds one table alone, which may have very many rows.

    ``known`` are columns the reader knows too, and which a user's own sheet may have; the standard workbook has not.
    """

    name: str
    code_name: str
    table: InputTable
    known: Columns = ()
    frozen: int = 0
    """So many columns stay in view."""
    pages_wide: int = 1
    more: str = ""
    """A second note, right of the frozen columns."""
