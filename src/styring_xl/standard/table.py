"""A table that users fill in: an Excel table, its columns, and what stands above it."""

from __future__ import annotations

from dataclasses import dataclass

from styring_xl.standard import column
from styring_xl.standard.column import Columns


@dataclass(frozen=True, slots=True)
class InputTable:
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

    @property
    def formulas(self) -> dict[int, str]:
        """Column from 0 -> its formula as the file stores it; Excel shows ``[@[Oprindeligt budget]]`` for the cell."""
        headers = {each.name: each.header for each in self.columns}
        return {
            at: column.expand(each.formula, lambda name: f"{self.name}[[#This Row],[{headers[name]}]]")
            for at, each in enumerate(self.columns)
            if each.formula
        }


@dataclass(frozen=True, slots=True)
class InputSheet:
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
