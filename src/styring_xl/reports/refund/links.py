"""The way from a row of *Statsrefusion* to the row it is about."""

from __future__ import annotations

from styring_xl.cells.cell import address, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.reading import header
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.rows import Rows
from styring_xl.standard import style


def lead(rows: Rows, row: int, sheet: str, target_row: int, target_column: int, tip: str = "Gå til rækken") -> None:
    """Makes the first cell of the row just written lead to a cell of another sheet."""
    target = f"{quote_sheet(sheet)}!{address(target_row, target_column)}"
    rows.links.append(Link(row, rows.left, target, tip))
    rows.styles[-1] = (style.LINK, *rows.styles[-1][1:])


def budget_column(snapshot: Snapshot, sheet: str) -> int:
    """The column of the measures in a budget sheet."""
    return next((t.columns["measure"] for t in snapshot.layout.of(header.BUDGET) if t.sheet == sheet), 1)
