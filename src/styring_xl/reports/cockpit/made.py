"""What the figures of *Cockpit* are made of, where no formula says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.figures.cockpit_lines import CockpitLine
from styring_xl.figures.earlier_years import EarlierYear
from styring_xl.figures.segment import Segment
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.reports.cockpit.columns import NUMBERS
from styring_xl.reports.cockpit.numbers import YearNumbers
from styring_xl.reports.table import Table
from styring_xl.reports.variance import made as variance

_AVERAGE: Final = (
    "Kroner ÷ helårspersoner, lagt sammen for de foranstaltninger, der har begge dele det år; de står i de to tabeller "
    "ovenfor."
)
_SHARE: Final = "Ændringen i forhold til sidste år: de to tal nedenfor."


class CockpitPast(Struct, frozen=True):
    """The segment that lines stand in, and its earlier years, the oldest first."""

    tracer: Tracer
    segment: Segment
    years: Sequence[EarlierYear]


def year(past: CockpitPast, line: CockpitLine, column: str, *, persons: bool) -> MadeOf | None:
    """A year of a line: this one as *Afvigelse* has it, another from postings or *Parametre*."""
    if column == "now":
        if line.source is None:
            return None
        return variance.line(past.tracer, line.source, past.segment, "forecast" if persons else "expected")
    if column not in NUMBERS:
        return None
    told = past.tracer.earlier_persons if persons else past.tracer.earlier
    return told(past.years[NUMBERS.index(column)], [label(line.name)], past.segment)


def change(table: Table, row: int, numbers: YearNumbers, column: str, *, unit: TraceUnit) -> MadeOf | None:
    """The change from last year, in kroner or persons and in percent, by the two cells it is the difference of."""
    now, before = numbers[-1], numbers[-2]
    if column not in ("change", "percent") or now is None or before is None:
        return None
    items = [
        TraceItem(
            ItemKind.CELL,
            round(sign * number * 100) if unit == TraceUnit.ORE else sign * number,
            table.rows.sheet,
            row,
            table.column(name),
            text=said,
            unit=unit,
        )
        for sign, number, name, said in ((1, now, "now", "I år"), (-1, before, NUMBERS[-2], "Sidste år"))
    ]
    return MadeOf.sum(items) if column == "change" else MadeOf.worked_out(items, _SHARE)


def average(column: str) -> MadeOf | None:
    """The average price of several lines."""
    return MadeOf.worked_out((), _AVERAGE) if column in NUMBERS else None


def either(*made: Callable[[str], MadeOf | None]) -> Callable[[str], MadeOf | None]:
    """What the first of several knows of a column."""

    def of(column: str) -> MadeOf | None:
        return next((found for each in made if (found := each(column)) is not None), None)

    return of


Pasts = Mapping[CockpitLine, CockpitPast]
"""Where the past of each line is from."""
