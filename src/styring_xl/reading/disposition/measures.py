"""The measures a disposition names, known before its rows are read."""

from __future__ import annotations

from collections.abc import Sequence

from styring_xl.cells.grid import Grid
from styring_xl.danish.text import is_total, label
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.role_table import RoleTable


def measures_in(tables: Sequence[RoleTable], grids: Sequence[Grid]) -> set[str]:
    """The labels of all texts that may be measures: the column's, else what stands where headings do, and sheets;
    a sum's word is none."""
    found: set[str] = set()
    for table, grid in zip(tables, grids, strict=True):
        frame = Frame(table, grid)
        column = frame.at["measure"]
        columns = [column] if column else range(frame.left, min((*table.columns.values(), *table.months.values())) + 1)
        rows = range(table.first_row, frame.last_row + 1)
        texts = {value for at in columns for row in rows if isinstance(value := grid.value(row, at), str)}
        found |= {label(text) for text in texts if not is_total(text)}
        if not column:
            found.add(label(grid.sheet))
    return found - {""}
