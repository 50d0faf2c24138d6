"""What is agreed with suppliers, and the commitments that a contract is about.

A month's price and a day's price say the same when one is the other times 365/12, 366/12 or 30,5 days: providers use
each of them, and 366/12 is 30,5.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.model.arrays import Dates
from styring_xl.model.kroner import round_div
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.lists import Lists
from styring_xl.standard.lists.contracts import CONTRACTS

DAYS_A_MONTH: Final = (Fraction(365, 12), Fraction(61, 2))
"""How many days a month has when a price per month is made of one per day; providers use each of them."""
_SLACK: Final = 100
"""Øre that rounding a month's price to whole kroner may move it."""
_FIRST, _LAST = dt.date(1, 1, 1), dt.date(9999, 12, 31)


class Contract(Struct, frozen=True):
    """A price in øre that a supplier has agreed to, for one measure or (empty) for all, from a day to a day.

    ``unit`` is None where the list says none: nobody can tell then what the price is for.
    """

    row: ListRow
    supplier: str
    measure: str
    rate: int
    unit: RateUnit | None
    start: dt.date
    stop: dt.date

    def overlaps(self, start: dt.date, stop: dt.date) -> bool:
        """Whether it is in force on any of the days."""
        return self.start <= stop and start <= self.stop


class Held(Struct, frozen=True):
    """A commitment of the year held against the contracts with its supplier: ``index`` is its place among the rows.

    ``agreed`` is the highest price in øre of those in force while it runs, in its own unit; None where none of them
    says a price it can be held against. ``covered`` is False where it runs on days in the year without a contract.
    """

    index: int
    contracts: tuple[Contract, ...]
    agreed: int | None
    covered: bool


def of(lists: Lists) -> tuple[Contract, ...]:
    """The contracts in the order they stand."""
    found = []
    for row in lists.of(CONTRACTS):
        rate, unit = row.whole("rate"), row.whole("unit")
        if rate is not None:
            found.append(
                Contract(
                    row,
                    row.text("supplier"),
                    row.text("measure"),
                    rate,
                    None if unit is None else RateUnit(unit),
                    row.date("start") or _FIRST,
                    row.date("stop") or _LAST,
                )
            )
    return tuple(found)


def held(contracts: Sequence[Contract], rows: Commitments, year: int) -> list[Held]:
    """The commitments active in the year whose supplier has a contract about their measure, in the rows' order."""
    if not contracts:
        return []
    by_supplier = defaultdict(list)
    for contract in contracts:
        by_supplier[label(contract.supplier)].append(contract)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    known = {
        supplier: by_supplier[label(supplier)] for supplier in set(rows.supplier) if label(supplier) in by_supplier
    }
    starts, stops = _days(rows.start, first, last), _days(rows.active_stop, last, last)
    has_contract = np.fromiter(map(known.__contains__, rows.supplier), bool, len(rows))
    at = np.flatnonzero(rows.computable & has_contract & (starts <= _day(last)) & (stops >= _day(first)))
    begins, ends = np.maximum(starts[at], _day(first)), np.minimum(stops[at], _day(last))

    def asked(
        supplier: str, measure: str, unit: int, start: dt.date, stop: dt.date
    ) -> tuple[tuple[Contract, ...], int | None, bool]:
        """The contracts about rows of a supplier and a measure, and what they say of those days."""
        mine = tuple(each for each in known[supplier] if not each.measure or label(each.measure) == label(measure))
        prices = [
            price for each in mine if each.overlaps(start, stop) if (price := agreed(each, RateUnit(unit))) is not None
        ]
        return mine, max(prices, default=None), _covers(mine, start, stop)

    # Most rows of a supplier and a measure run all year, so few different questions are asked.
    answers: dict[tuple[str, str, int, dt.date, dt.date], tuple[tuple[Contract, ...], int | None, bool]] = {}
    found = []
    for index, unit, start, stop in zip(
        at.tolist(), rows.unit[at].tolist(), begins.tolist(), ends.tolist(), strict=True
    ):
        key = (rows.supplier[index], rows.measure[index], unit, start, stop)
        if key not in answers:
            answers[key] = asked(*key)
        mine, price, covered = answers[key]
        if mine:
            found.append(Held(index, mine, price, covered))
    return found


def agreed(contract: Contract, unit: RateUnit) -> int | None:
    """A contract's price in øre for a row's unit; a month's for a day's and back by the most days a month may have.

    None where the two units have no fixed relation, and where the contract says no unit.
    """
    if contract.unit == unit:
        return contract.rate
    if (contract.unit, unit) == (RateUnit.DAY, RateUnit.MONTH):
        price = max(DAYS_A_MONTH) * contract.rate
        return round_div(price.numerator, price.denominator) + _SLACK
    if (contract.unit, unit) == (RateUnit.MONTH, RateUnit.DAY):
        price = contract.rate / min(DAYS_A_MONTH)
        return round_div(price.numerator, price.denominator) + 1
    return None


def same(month: int, day: int) -> bool:
    """Whether a month's price and a day's, øre, may be of one agreement, either of them rounded."""
    for days in DAYS_A_MONTH:
        if abs(month - days * day) <= _SLACK or round_div((month / days).numerator, (month / days).denominator) == day:
            return True
    return False


def at_odds(contracts: Sequence[Contract]) -> list[tuple[Contract, Contract]]:
    """Pairs (month, day) of one supplier, measure and time whose prices are not the same."""
    days = [each for each in contracts if each.unit == RateUnit.DAY]
    return [
        (month, day)
        for month in contracts
        if month.unit == RateUnit.MONTH
        for day in days
        if label(month.supplier) == label(day.supplier)
        and label(month.measure) == label(day.measure)
        and month.overlaps(day.start, day.stop)
        and not same(month.rate, day.rate)
    ]


def _covers(contracts: Sequence[Contract], begins: dt.date, ends: dt.date) -> bool:
    """Whether every day is a day of one of the contracts."""
    reached = begins
    for each in sorted(contracts, key=lambda contract: contract.start):
        if each.start > reached:
            break
        if each.stop >= ends:
            return True
        reached = max(reached, each.stop + dt.timedelta(days=1))
    return False


def _day(day: dt.date) -> np.datetime64:
    return np.datetime64(day, "D")


def _days(days: Dates, otherwise: dt.date, last: dt.date) -> Dates:
    """The days (n,), ``otherwise`` where there is none; one that no calendar has is ``last``."""
    outside = (days < _day(dt.date.min)) | (days > _day(dt.date.max))
    return np.where(np.isnat(days), _day(otherwise), np.where(outside, _day(last), days))
