"""What the figures of *Til- og afgang* are made of: the commitment with which each citizen began or stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from styring_xl.figures.trace.item import MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.flow import AFTER_DAYS, edge_prices, last_rows
from styring_xl.model.headcount import Spells, spells
from styring_xl.model.periods import DAY, MONTH
from styring_xl.reports.flow.case import FlowCase
from styring_xl.reports.month_columns import MONTH_NAMES

_AVERAGE: Final = "Gennemsnittet af årsprisen på de bevillinger, der står nedenfor."
_LASTED: Final = "Gennemsnittet af de måneder, hver borger har haft foranstaltningen; bevillingerne står nedenfor."
_AGE: Final = "Alderen følger af CPR-nummeret på bevillingen nedenfor."
_SIMULATED: Final = "Fra Usikkerhed: gennemsnittet af de simulerede forløb, som ingen enkelte sager er i."


class FlowTrace:
    """Which spells a number is of: those of a measure, or without one of citizens whatever the measure; ``apart`` of
    every measure, each by itself."""

    def __init__(self, tracer: Tracer, case: FlowCase, measure: str | None, *, apart: bool = False) -> None:
        self.tracer = tracer
        self.case = case
        self.measure = measure
        self.apart = apart

    def _spells(self) -> tuple[Spells, Flags]:
        """The spells, and which of them are the measure's."""
        case = self.case
        if self.apart:
            return case.spells, np.ones(len(case.spells.group), bool)
        if self.measure is None:
            found = spells(np.zeros(len(case.index), np.int64), case.person, case.start, case.stop)
            return found, np.ones(len(found.group), bool)
        code = self.tracer.measure_code(self.measure)
        return case.spells, case.spells.group == code

    def began(self, column: str) -> MadeOf | None:
        """Those who begin in a month."""
        return self._in_month(column, begins=True)

    def stopped(self, column: str) -> MadeOf | None:
        """Those who stop in a month."""
        return self._in_month(column, begins=False)

    def opening(self, column: str) -> MadeOf | None:
        """Those who were there at New Year."""
        if column != "opening":
            return None
        found, mine = self._spells()
        new_year = np.datetime64(f"{self.case.material.figures.year:04d}-01-01")
        there = mine & (found.first < new_year) & (found.last >= new_year)
        return self._counted(found, there, self._first_rows(found), found.first)

    def price(self, column: str) -> MadeOf | None:
        """How many were new and stopped in the year, how long they lasted and what they cost."""
        found, mine = self._spells()
        year = np.datetime64(f"{self.case.material.figures.year:04d}", "Y")
        new = mine & (found.first.astype("datetime64[Y]") == year)
        gone = mine & (found.last.astype("datetime64[Y]") == year)
        price_in, price_out = edge_prices(found, self.case.start, self.case.stop, self.case.price)
        firsts, lasts = self._first_rows(found), last_rows(found, self.case.stop)
        if column == "new":
            return self._counted(found, new, firsts, found.first)
        if column == "stopped":
            return self._counted(found, gone, lasts, found.last)
        if column == "lasted":
            months = ((found.last - found.first).astype(np.int64) + 1) * 12 / 365
            items = self._items(gone, lasts, found.last, lambda at: round(float(months[at]), 2), TraceUnit.NUMBER)
            return MadeOf.worked_out(items, _LASTED)
        if column == "mine":
            return MadeOf.worked_out(self._items(new, firsts, found.first, lambda at: int(price_in[at])), _AVERAGE)
        if column == "theirs":
            return MadeOf.worked_out(self._items(gone, lasts, found.last, lambda at: int(price_out[at])), _AVERAGE)
        return None

    def known_stops(self, month: np.datetime64, column: str) -> MadeOf | None:
        """Those who stop in one month, and what they cost a year."""
        found = self.case.spells
        gone = found.last.astype("datetime64[M]") == month
        lasts = last_rows(found, self.case.stop)
        if column == "stops":
            return self._counted(found, gone, lasts, found.last)
        if column == "price":
            return MadeOf.sum(self._items(gone, lasts, found.last, lambda at: int(self.case.price_out[at])))
        return None

    def _in_month(self, column: str, *, begins: bool) -> MadeOf | None:
        if column not in MONTH_NAMES:
            return None
        found, mine = self._spells()
        month = np.datetime64(f"{self.case.material.figures.year:04d}-01", "M") + MONTH_NAMES.index(column) * MONTH
        days = found.first if begins else found.last
        rows = self._first_rows(found) if begins else last_rows(found, self.case.stop)
        return self._counted(found, mine & (days.astype("datetime64[M]") == month), rows, days)

    def _counted(self, found: Spells, which: Flags, rows: Integers, days: np.ndarray) -> MadeOf:
        return MadeOf.sum(self._items(which, rows, days, lambda at: 1, TraceUnit.NUMBER))

    def _items(
        self,
        which: Flags,
        rows: Integers,
        days: np.ndarray,
        amount: Callable[[int], float],
        unit: TraceUnit = TraceUnit.ORE,
    ) -> Sequence[TraceItem]:
        """A commitment for each of some spells; ``rows`` are places among the case's rows."""
        return [
            self.tracer.one(int(self.case.index[rows[at]]), amount(at), unit, str(days[at]))
            for at in np.flatnonzero(which).tolist()
        ]

    def _first_rows(self, found: Spells) -> Integers:
        """The first of each spell's rows that begins on its first day."""
        at = np.full(len(found.first), len(self.case.start), np.int64)
        used = np.flatnonzero(found.of_row >= 0)
        used = used[self.case.start[used] == found.first[found.of_row[used]]]
        np.minimum.at(at, found.of_row[used], used)
        return at


def expected(column: str) -> MadeOf | None:
    """What the simulation expects."""
    return MadeOf.worked_out((), _SIMULATED) if column in ("stops", "inflow") else None


def one_price(tracer: Tracer, row: int, ore: int, column: str) -> MadeOf | None:
    """The yearly price of a known stop."""
    return MadeOf.sum([tracer.one(row, ore)]) if column == "price" else None


def age(tracer: Tracer, case: FlowCase, row: int, birthday: dt.date, column: str) -> MadeOf | None:
    """The yearly price of one who comes of age, before and after: the commitments that run on the day of each."""
    days = {"before": case.today, "after": np.datetime64(birthday) + AFTER_DAYS * DAY}
    if column == "age":
        return MadeOf.worked_out([tracer.counted(int(case.index[row]), 1)], _AGE)
    if column not in days:
        return None
    running = (case.person == case.person[row]) & (case.start <= days[column])
    running &= np.isnat(case.stop) | (case.stop >= days[column])
    return MadeOf.sum(tracer.one(int(case.index[at]), int(case.price[at])) for at in np.flatnonzero(running).tolist())
