"""A municipality over some years: its cases, what they truly cost, and what an office could see at a closing."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict

import numpy as np
import pandas as pd
from msgspec import Struct, field

Month = int
"""Months since January of the year 0: year × 12 + month − 1."""


def month_of(day: dt.date) -> Month:
    return day.year * 12 + day.month - 1


def first_day(month: Month) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def last_day(month: Month) -> dt.date:
    return first_day(month + 1) - dt.timedelta(days=1)


class Case(Struct, dict=True):
    """One bevilling. ``stop`` is the true last day; ``planned`` what was granted at first, None an open end.

    ``registered`` is when the row came into the sheet, ``stop_seen`` when the true stop did. ``prices`` are øre a
    month (or a day) by the month each begins to hold; ``priced`` how the row's rate follows: always the first price
    (False) or the one that holds at the closing (True). ``chance`` is the probability the row states.
    """

    cpr: str
    measure: str
    start: dt.date
    stop: dt.date | None
    registered: dt.date
    prices: dict[Month, float]
    planned: dt.date | None = None
    stop_seen: dt.date | None = None
    by_day: bool = False
    priced: bool = True
    chance: float = 1.0

    def price(self, month: Month) -> float:
        held = [begin for begin in self.prices if begin <= month]
        return self.prices[max(held) if held else min(self.prices)]

    def cost(self, month: Month) -> float:
        """Øre in a month by the days the case is active."""
        begin, end = first_day(month), last_day(month)
        active = (min(end, self.stop or end) - max(begin, self.start)).days + 1
        if active <= 0:
            return 0.0
        price = self.price(month)
        return price * active if self.by_day else price * active / calendar.monthrange(begin.year, begin.month)[1]


class Posting(Struct, dict=True):
    cpr: str
    measure: str
    amount: int
    month: Month
    booked: dt.date


class Municipality(Struct, dict=True):
    """``year`` is the one asked about; ``reading`` how many days after a month's end it is closed."""

    year: int
    measures: list[str]
    cases: list[Case] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    reading: int = 0
    keeps_old_rows: bool = False

    def truth(self) -> dict[str, int]:
        """What the year cost in the end, øre per measure."""
        sums = dict.fromkeys(self.measures, 0)
        for posting in self.postings:
            if posting.month // 12 == self.year:
                sums[posting.measure] += posting.amount
        return sums

    def closing(self, closed: int) -> dt.date:
        return last_day(self.year * 12 + closed - 1) + dt.timedelta(days=self.reading)

    def rows(self, closed: int) -> pd.DataFrame:
        """The sheet's rows as they stood at the closing, in the columns of the door for scripts."""
        today = self.closing(closed)
        found = []
        for case in self.cases:
            stop = case.stop if case.stop_seen and case.stop_seen <= today else case.planned
            if case.registered > today or case.start.year > self.year or (stop and stop < case.start):
                continue
            if stop and stop.year < self.year and not self.keeps_old_rows:
                continue
            month = max(month_of(case.start), self.year * 12 + max(closed, 1) - 1) if case.priced else min(case.prices)
            found.append(
                {
                    "cpr": case.cpr,
                    "measure": case.measure,
                    "rate": round(case.price(month)),
                    "unit": "døgn" if case.by_day else "måned",
                    "quantity": 1.0,
                    "start": pd.Timestamp(case.start),
                    "stop": pd.Timestamp(stop) if stop else pd.NaT,
                    "probability": case.chance,
                    "registered": pd.Timestamp(case.registered),
                }
            )
        columns = ["cpr", "measure", "rate", "unit", "quantity", "start", "stop", "probability", "registered"]
        return pd.DataFrame(found, columns=columns)

    def ledger(self, closed: int) -> pd.DataFrame:
        """The postings booked by the closing, in the columns of the door for scripts."""
        today = self.closing(closed)
        seen = [posting for posting in self.postings if posting.booked <= today]
        since_1970 = np.array([posting.month - 1970 * 12 for posting in seen], dtype=np.int64)
        return pd.DataFrame(
            {
                "cpr": [posting.cpr for posting in seen],
                "measure": [posting.measure for posting in seen],
                "amount": [posting.amount for posting in seen],
                "month": pd.DatetimeIndex(since_1970.view("datetime64[M]")).to_period("M"),
                "booked": pd.to_datetime([posting.booked for posting in seen]),
            }
        )

    def expected(self, closed: int) -> dict[str, float]:
        """*Forventet regnskab* as the sheet has it: what is booked of the closed months, the rows' own after."""
        today = self.closing(closed)
        sums = dict.fromkeys(self.measures, 0.0)
        first = self.year * 12
        for posting in self.postings:
            if first <= posting.month < first + closed and posting.booked <= today:
                sums[posting.measure] += posting.amount
        for row in self.rows(closed).to_dict("records"):
            stop = None if pd.isna(row["stop"]) else row["stop"].date()
            case = Case("", "", row["start"].date(), stop, today, {0: row["rate"]}, by_day=row["unit"] == "døgn")
            for month in range(first + closed, first + 12):
                sums[row["measure"]] += case.cost(month) * row["probability"]
        return sums

    def last_twelve(self, closed: int) -> dict[str, float]:
        """*Gældende 12 mdr.*: the last twelve closed months as they are booked."""
        today = self.closing(closed)
        sums: dict[str, float] = defaultdict(float, dict.fromkeys(self.measures, 0.0))
        end = self.year * 12 + closed
        for posting in self.postings:
            if end - 12 <= posting.month < end and posting.booked <= today:
                sums[posting.measure] += posting.amount
        return dict(sums)
