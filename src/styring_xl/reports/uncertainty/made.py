"""What the figures of *Usikkerhed* are made of: what is known is followed, what is simulated is said to be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from styring_xl.danish.text import label
from styring_xl.figures.trace.item import MadeOf, TraceItem
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.figures.uncertainty.lines import UncertaintyLine
from styring_xl.model.forecasting.parts import PARTS
from styring_xl.reports import simulated

_MEAN: Final = MadeOf.worked_out((), simulated.MEAN)
_QUANTILE: Final = MadeOf.worked_out((), simulated.QUANTILE)
_SIMULATED: Final = {
    **dict.fromkeys((*PARTS, "late"), _MEAN),
    **dict.fromkeys(("low", "middle", "high"), _QUANTILE),
    "chance": MadeOf.worked_out((), simulated.CHANCE),
    "share": MadeOf.worked_out((), simulated.SHARE),
    **dict.fromkeys(("awaited", "since"), MadeOf.worked_out((), simulated.KEPT)),
}
_NO_SUMS: Final = ("low", "middle", "high", "chance")


def line(tracer: Tracer, each: UncertaintyLine, column: str) -> MadeOf | None:
    """A measure's line."""
    name, closed = label(each.name), tracer.figures.closed
    code = tracer.code_of.get(name)
    if column == "booked":
        return MadeOf.sum([] if code is None else tracer.measure(code, range(1, closed + 1)))
    if column == "committed":
        return MadeOf.sum([] if code is None else tracer.measure(code, range(closed + 1, 13)))
    if column == "budget":
        return MadeOf.sum(_budgets(tracer, name))
    if column == "pool":
        pools = tracer.snapshot.disposition.pools
        return MadeOf.sum(tracer.pools(pool for pool in pools if label(pool.measure or pool.label) == name))
    return _SIMULATED.get(column)


def _budgets(tracer: Tracer, name: str) -> Iterator[TraceItem]:
    """The lines of the budget of a measure, by its label."""
    for found in tracer.snapshot.budget.lines:
        if label(found.measure) == name:
            yield tracer.budget(found, found.revised, "revised", "original")


def group(column: str) -> MadeOf | None:
    """A group, or all of it, whose other figures are formulas."""
    return _SIMULATED.get(column) if column in _NO_SUMS else None


def source(column: str) -> MadeOf | None:
    """A cause of the uncertainty."""
    return _MEAN if column == "mean" else _SIMULATED.get(column)


def month(tracer: Tracer, number: int, column: str) -> MadeOf | None:
    """A closed month 1..12: what has come of it is followed."""
    if column == "booked":
        codes = range(len(tracer.figures.measures))
        return MadeOf.sum(item for code in codes for item in tracer.measure(code, [number]))
    return None if column == "share" else _SIMULATED.get(column)
