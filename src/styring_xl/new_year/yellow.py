"""The yellow cells of result sheets that were for the year that ends, and are empty when the next begins."""

from __future__ import annotations

from typing import Final

from styring_xl.cells.patch import Block
from styring_xl.danish.text import label
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import forecast
from styring_xl.reports.budget_proposal.typed import TypedProposal
from styring_xl.reports.forecast.columns import ESTIMATE, OUTSIDE, RISK, UNKNOWN
from styring_xl.reports.forecast.typed import read

_AMOUNTS: Final = (ESTIMATE, OUTSIDE, RISK, UNKNOWN)
"""What users type on *Prognose* in kroner; the methods and the notes are as good next year."""


def of_proposal(typed: TypedProposal) -> list[Block]:
    """Those of *Budgetforslag*, which are in the budget now."""
    cells = [cell for line in typed.lines.values() for cell in line.cells.values()]
    return [Block.of(cell.sheet, cell.row, cell.column, ((None,),)) for cell in cells]


def of_forecast(snapshot: Snapshot) -> list[Block]:
    """The amounts on *Prognose*: an estimate of this year is none of the next."""
    if forecast.AREA not in snapshot.typed or forecast.AREA not in snapshot.areas:
        return []
    grid, ref = snapshot.typed[forecast.AREA], snapshot.areas[forecast.AREA][1]
    heads = {label(head): head for head in _AMOUNTS}
    columns: dict[str, int] = {}
    for row in range(ref.top, min(ref.top + 3, ref.bottom) + 1):
        for column in range(ref.left, ref.right + 1):
            name = heads.get(label(grid.value(row, column)))
            if name is not None:
                columns.setdefault(name, column)
    lines, _ = read(grid, ref, snapshot.year)
    return [
        Block.of(grid.sheet, line.row, columns[name], ((None,),))
        for line in lines
        for name in _AMOUNTS
        if name in line.cells and name in columns
    ]
