"""Rows of an Excel table, found by its name wherever on a sheet it stands."""

from __future__ import annotations

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import is_blank, label

TableRow = dict[str, tuple[int, Value]]
"""A table's row: header label -> (column on the sheet, value)."""


def table_rows(grid: Grid, name: str) -> list[tuple[int, TableRow]]:
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


def rows_below(grid: Grid, last: int) -> list[int]:
    """The rows under an Excel table's last that belong to no Excel table, its own row of totals among these."""
    refs = [table.ref for table in grid.tables]
    return [row for row in range(last + 1, len(grid.rows) + 1) if not any(ref.top <= row <= ref.bottom for ref in refs)]


def row_below(grid: Grid, name: str) -> tuple[int, int, int] | None:
    """The first cell (row, column) right under the Excel table of that name, where its first two columns are filled
    and no other table is: a row that looks like one of it; and how many such rows follow each other there."""
    for table in grid.tables:
        if table.name.casefold() == name.casefold():
            row, left = table.ref.bottom + 1, table.ref.left

            def alike(at: int, left: int = left) -> bool:
                others = any((at, left) in each.ref for each in grid.tables)
                return not others and all(not is_blank(grid.value(at, column)) for column in (left, left + 1))

            count = next(n for n in range(len(grid.rows) + 2) if not alike(row + n))
            return (row, left, count) if count else None
    return None


def table_corner(grid: Grid, name: str) -> tuple[int, int] | None:
    """The first cell (row, column) of the sheet's Excel table of that name, None when there is none."""
    for table in grid.tables:
        if table.name.casefold() == name.casefold():
            return table.ref.top, table.ref.left
    return None
