"""Rows of an Excel table, found by its name wherever on a sheet it stands."""

from __future__ import annotations

from styring_xl.books.cell import Value
from styring_xl.books.grid import Grid
from styring_xl.sheets.text import is_blank, label

Row = dict[str, tuple[int, Value]]
"""A table's row: header label -> (column on the sheet, value)."""


def table_rows(grid: Grid, name: str) -> list[tuple[int, Row]]:
    """The non-empty rows of the sheet's Excel table of that name, each with its row on the sheet."""
    for table in grid.tables:
        if table.name.casefold() == name.casefold():
            ref = table.ref
            heads = {column: label(grid.value(ref.top, column)) for column in range(ref.left, ref.right + 1)}
            rows = (
                (row, {head: (column, grid.value(row, column)) for column, head in heads.items()})
                for row in range(ref.top + 1, ref.bottom - table.totals_rows + 1)
            )
            return [(at, row) for at, row in rows if any(not is_blank(value) for _, value in row.values())]
    return []
