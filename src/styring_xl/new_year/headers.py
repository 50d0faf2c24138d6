"""Headers that name the year: the columns of a disposition or a budget are next year's from then on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block
from styring_xl.reading.role_table import RoleTable


def next_headers(grid: Grid, table: RoleTable, year: int) -> Iterator[Block]:
    """The headers of the columns that are read, with the year after in the year's place.

    Those of an Excel table are left: its columns are called by them everywhere.
    """
    row = table.header_bottom
    if any(each.ref.top == row for each in grid.tables):
        return
    for column in sorted({*table.columns.values(), *table.months.values()}):
        value = grid.value(row, column)
        if (row, column) not in grid.formulas and (later := _later(value, year)) != value:
            yield Block.of(table.sheet, row, column, ((later,),))


def _later(value: Value, year: int) -> Value:
    if isinstance(value, str):
        return re.sub(rf"(?<!\d){year}(?!\d)", str(year + 1), value)
    if isinstance(value, dt.date) and value.year == year:
        # The last day of February is another one every fourth year.
        last = (value.month, value.day) == (2, 29)
        return value.replace(year=year + 1, day=28) if last else value.replace(year=year + 1)
    return value
