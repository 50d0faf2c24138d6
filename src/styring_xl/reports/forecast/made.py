"""What the figures of *Prognose* are made of, where no formula says it and no user has typed them."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl.figures import earlier_years
from styring_xl.figures.forecast_lines import ForecastLine
from styring_xl.figures.segment import Segment
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem
from styring_xl.figures.trace.tracer import DIVIDED, Tracer
from styring_xl.reports.forecast.columns import EARLIER
from styring_xl.reports.table import Table

_SIMULATED: Final = "Fra Usikkerhed: de simulerede forløb af året, som ingen enkelte sager er i."
_ERROR: Final = "Metodens fejl på linjens egne tidligere år, som Træfsikkerhed viser."


def line(tracer: Tracer, segment_name: str, each: ForecastLine, table: Table, row: int, column: str) -> MadeOf | None:
    """A cell of a line, which stands in a sheet row."""
    segment = next(found for found in tracer.figures.segments if found.name == segment_name)
    if column in EARLIER:
        years = earlier_years.years(tracer.figures, segment)
        back = len(EARLIER) - EARLIER.index(column)
        return tracer.earlier(years[back - 1], each.labels, segment)
    if column == "spent":
        return _booked(tracer, segment, _spent(tracer, each))
    if column == "last_twelve" and each.last_twelve is not None:
        return _booked(tracer, segment, [*_spent(tracer, each), *_before(tracer, each)])
    if column == "difference" and each.last_twelve is not None and each.twelfths is not None:
        cells = ((each.last_twelve, "last_twelve"), (-each.twelfths, "twelfths"))
        return MadeOf.sum(
            TraceItem(ItemKind.CELL, amount, table.rows.sheet, row, table.column(name)) for amount, name in cells
        )
    if column in ("low", "simulated", "high", "late"):
        return MadeOf.worked_out((), _SIMULATED)
    if column == "error" and each.error is not None:
        return MadeOf.worked_out((), _ERROR)
    if column in ("original", "revised", "disposed"):
        return _of_variance(tracer, each, column, segment)
    return None


def _codes(tracer: Tracer, each: ForecastLine) -> list[int]:
    return [code for name in each.labels if (code := tracer.code_of.get(name, -1)) >= 0]


def _spent(tracer: Tracer, each: ForecastLine) -> list[TraceItem]:
    """What is booked on the line's measures in the closed months."""
    months = range(1, tracer.figures.closed + 1)
    return [item for code in _codes(tracer, each) for item in tracer.measure(code, months)]


def _before(tracer: Tracer, each: ForecastLine) -> list[TraceItem]:
    """The postings of last year's months after the one that is closed this year."""
    ledger, figures = tracer.ledger, tracer.figures
    mine = (ledger.year == figures.year - 1) & (ledger.month > figures.closed)
    mine &= np.isin(tracer.kind, _codes(tracer, each))
    return list(tracer.postings(np.flatnonzero(mine).tolist()))


def _booked(tracer: Tracer, segment: Segment, items: list[TraceItem]) -> MadeOf:
    """Items of the whole workbook; of a segment only some of them count."""
    return MadeOf.sum(items) if segment is tracer.figures.whole else MadeOf.worked_out(items, DIVIDED)


def _of_variance(tracer: Tracer, each: ForecastLine, column: str, segment: Segment) -> MadeOf | None:
    """What *Afvigelse* has on the line's measures, told here for a workbook without that sheet."""
    items: list[TraceItem] = []
    for source in each.sources:
        if column == "disposed":
            items += tracer.expected(source, segment).items
        elif source.budget is not None:
            amount = source.original if column == "original" else source.revised
            items.append(tracer.budget(source.budget, amount, column, "original", "revised"))
    return MadeOf.sum(items)
