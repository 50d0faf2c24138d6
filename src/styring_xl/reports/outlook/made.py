"""What the figures of *Flerårsoverblik* are made of, where no formula says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from styring_xl.figures.outlook import Outlook
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.reports import simulated
from styring_xl.reports.outlook.columns import BUDGET_OF, EXPECTED_OF, MOVEMENT

_REPEATED: Final = "Gentager første års beløb"


def line(
    tracer: Tracer, computed: Outlook, number: int, each: VarianceLine, first: tuple[str, int, int], column: str
) -> MadeOf | None:
    """A cell of the line ``number`` of all (from 0), whose first year stands in the cell ``first``."""
    if column == MOVEMENT:
        return MadeOf.worked_out((), simulated.MEAN)
    if column == BUDGET_OF[0] and each.budget is not None:
        return MadeOf.sum([tracer.budget(each.budget, each.revised, "revised", "original")])
    if column not in EXPECTED_OF:
        return None
    later = EXPECTED_OF.index(column)
    if not later:
        return tracer.expected(each, tracer.figures.whole)
    if computed.repeated[number]:
        sheet, row, at = first
        amount = int(computed.amounts[number, 0])
        return MadeOf.sum([TraceItem(ItemKind.CELL, amount, sheet, row, at, text=_REPEATED)])
    return MadeOf.sum(_commitments(tracer, computed, number, later))


def _commitments(tracer: Tracer, computed: Outlook, number: int, later: int) -> Iterator[TraceItem]:
    """What each commitment of a line costs in a later year."""
    for row in np.flatnonzero(computed.line_of == number).tolist():
        yield tracer.one(row, int(computed.of_rows[row, later]), when=str(tracer.figures.year + later))


def ended(tracer: Tracer, computed: Outlook, column: str) -> MadeOf | None:
    """The commitments that a year stops by age."""
    if column not in EXPECTED_OF:
        return None
    at = np.flatnonzero(computed.ended_in == EXPECTED_OF.index(column))
    return MadeOf.sum(tracer.counted(row, 1) for row in at.tolist())
