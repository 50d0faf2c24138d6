"""The rows that *Til- og afgang* counts, and what is counted from them."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Dates, Integers
from styring_xl.model.commitments import whole_year
from styring_xl.model.cpr import birthdays
from styring_xl.model.flow import Flow, Transitions, edge_prices, flow, transitions
from styring_xl.model.headcount import Spells, spells
from styring_xl.model.periods import DAY, MONTH
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reports.report import Material


class FlowCase(Struct, frozen=True):
    """The rows that run (no one-offs), as arrays (n,), and what was counted from them.

    ``price`` is øre a year; ``index`` the rows' places in the disposition. ``lines`` are the measures with anything to
    show; ``by_measure`` their flow, ``whole`` that of citizens whatever the measure.
    """

    material: Material
    rows: Commitments
    index: Integers
    person: Integers
    start: Dates
    stop: Dates
    price: Integers
    today: np.datetime64
    """The last day of the closed month."""
    spells: Spells
    price_out: Integers
    lines: tuple[str, ...]
    by_measure: Flow
    whole: Flow

    @classmethod
    def of(cls, material: Material) -> FlowCase:
        """The commitments that run for a time; one-offs come and go in a month and are no movement."""
        snapshot, figures = material.snapshot, material.figures
        rows = snapshot.disposition.commitments
        index = np.flatnonzero(rows.computable & (rows.unit != RateUnit.ONCE))
        measure, person = figures.measure[index], figures.person[index]
        start, stop = rows.start[index], rows.stop[index]
        price = whole_year(rows.rate[index], rows.quantity[index], rows.unit[index], figures.year, rows.vat[index])
        found = spells(measure, person, start, stop)
        edges = edge_prices(found, start, stop, price)
        by_measure = flow(found, *edges, figures.year)
        anyone = spells(np.zeros(len(index), np.int64), person, start, stop)
        whole = flow(anyone, *edge_prices(anyone, start, stop, price), figures.year)
        moving = (by_measure.opening > 0) | (by_measure.inflow + by_measure.outflow).any(axis=1)
        by_measure = Flow(*(getattr(by_measure, name)[moving] for name in Flow.__struct_fields__))
        first_day = np.datetime64(f"{figures.year:04d}-01", "M") + figures.closed * MONTH
        return cls(
            material=material,
            rows=rows,
            index=index,
            person=person,
            start=start,
            stop=stop,
            price=price,
            today=first_day.astype("datetime64[D]") - DAY,
            spells=found,
            price_out=edges[1],
            lines=tuple(figures.measures[code] for code in by_measure.groups.tolist()),
            by_measure=by_measure,
            whole=whole,
        )

    def coming(self, months: int) -> Transitions:
        """Who turns 18 or 23 in so many months after the closed one."""
        people, first, of = np.unique(self.person, return_index=True, return_inverse=True)
        born = birthdays([self.rows.cpr[at] for at in self.index[first].tolist()])
        begin = (self.today + DAY).astype("datetime64[M]")
        return transitions(
            self.person,
            born[of] if len(people) else born,
            self.start,
            self.stop,
            self.price,
            today=self.today,
            until=(begin + months * MONTH).astype("datetime64[D]") - DAY,
        )


def citizens(found: Flow, what: str) -> Integers:
    """The twelve months of everybody as one; zeros when there is nobody."""
    months: Integers = found.stock() if what == "stock" else getattr(found, what)
    return months.sum(axis=0) if len(months) else np.zeros(12, np.int64)
