"""What is simulated of a workbook, and what in it is computed by a rule instead."""

from __future__ import annotations

from styring_xl.danish.text import label
from styring_xl.figures import refund
from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty.compute import Uncertainty, compute
from styring_xl.reading.snapshot import Snapshot
from styring_xl.standard.words import REFUND_POOL


def of(snapshot: Snapshot, figures: Figures) -> Uncertainty:
    """The year of the workbook as simulated. A refund that forventet regnskab holds as it is computed is no forecast:
    its line stands as it does."""
    lumps = [pool for pool in snapshot.disposition.pools if pool.label == REFUND_POOL and pool.measure]
    fixed: dict[str, int] = {}
    if lumps:
        fixed = {label(line.measure): 0 for line in refund.refund_lines(snapshot.budget.lines, snapshot.parameters)}
    for pool in lumps:
        fixed[label(pool.measure)] = fixed.get(label(pool.measure), 0) + (pool.amount or 0)
    return compute(snapshot.disposition.commitments, snapshot.ledger, figures, fixed)
