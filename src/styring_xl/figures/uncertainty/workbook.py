"""What is simulated of a workbook, what is computed by a rule instead, and what late invoices add to its result."""

from __future__ import annotations

from msgspec.structs import replace

from styring_xl import standard
from styring_xl.danish.text import label
from styring_xl.figures import refund
from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty.columns import ForecastColumns, columns
from styring_xl.figures.uncertainty.compute import Uncertainty, compute
from styring_xl.reading.disposition.disposition import Place, Pool
from styring_xl.reading.snapshot import Snapshot
from styring_xl.standard.words import REFUND_POOL


def columns_of(snapshot: Snapshot, figures: Figures) -> ForecastColumns:
    """What the workbook's years are simulated from. A refund that forventet regnskab holds as computed is not
    simulated: its line stays as it is."""
    return columns(snapshot.disposition.commitments, snapshot.ledger, figures, fixed(snapshot))


def of(snapshot: Snapshot, figures: Figures, made: ForecastColumns | None = None) -> Uncertainty:
    """The year of the workbook as simulated; ``made`` is ``columns_of`` it, where that is known already."""
    rows, ledger = snapshot.disposition.commitments, snapshot.ledger
    return compute(rows, ledger, figures, fixed(snapshot), history=snapshot.history, tested=True, made=made)


def fixed(snapshot: Snapshot) -> dict[str, int]:
    """The labels of measures that are computed by a rule, and what the rule adds to their line, øre."""
    lumps = [pool for pool in snapshot.disposition.pools if pool.label == REFUND_POOL and pool.measure]
    found: dict[str, int] = {}
    if lumps:
        found = {label(line.measure): 0 for line in refund.refund_lines(snapshot.budget.lines, snapshot.parameters)}
    for pool in lumps:
        found[label(pool.measure)] = found.get(label(pool.measure), 0) + (pool.amount or 0)
    return found


def with_late(snapshot: Snapshot, found: Uncertainty) -> Snapshot:
    """The snapshot with a pulje of the invoices that are still expected of the closed months; as it was without any.

    As a pulje it is a lump that no posting has met, so on every sheet the total is still postings + expected + puljer.
    """
    amount = int(found.late.sum())
    if not amount:
        return snapshot
    lump = Pool(Place(standard.UNCERTAINTY, standard.HEADER_ROW), standard.LATE_POOL, "", amount)
    disposition = snapshot.disposition
    return replace(snapshot, disposition=replace(disposition, pools=(*disposition.pools, lump)))
