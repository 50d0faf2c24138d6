"""When a posting counts: in the days it pays for, else the period the ledger states, else the month of its date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.cells.cell import CellError, Value
from styring_xl.cells.column import CellColumn
from styring_xl.danish.text import Unreadable, clean, is_blank, month_of_name, read_date, read_number
from styring_xl.model.arrays import Flags, Integers, States
from styring_xl.model.kroner import apportion
from styring_xl.pattern import seldom
from styring_xl.reading import header
from styring_xl.reading.column_style import DateStyle, date_reader
from styring_xl.reading.interning import distinct, each
from styring_xl.reading.ledger.evidence import span_of
from styring_xl.reading.manner import UNSTATED, Manner

_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_PERIOD = re.compile(r"(20\d\d)\s?[-./mMpP]?\s?0?(0[1-9]|1[0-6]|[1-9])")
_PERIOD_BACK = re.compile(r"(?:p(?:er(?:iode)?)?[. ]*)?0?(0?[1-9]|1[0-6])\s?[-./ ]\s?(20\d\d)", re.IGNORECASE)
_SUPPLEMENT = seldom(r"(20\d\d)?\s?[-./]?\s?(?:for)?supp(?:l|lement\w*)?\.?\s?[-./]?\s?(20\d\d)?", re.IGNORECASE)
_CLOSING = re.compile(r"^(?:p|per|periode)[.\s]*(1[3-6])\b", re.IGNORECASE)
_OPEN_MONTHS: Final = 4
"""A year's accounts are closed so many months after it at the latest."""
_LONGEST_SERVICE: Final = 800
"""Bills are for fewer days than this. A longer span is a typing error, and the booking date is used instead."""


def read_period(value: Value, year: int | None) -> tuple[int, int] | None:
    """(year, month) of a ledger's period: ``202603``, ``2026-03``, ``03-2026``, ``Marts 2026``, a date.

    ``3`` and ``Marts`` are months of ``year`` when that is known. Periods 13 to 16, *Supp* and *Forsupp*, in which a
    ledger closes the year, are its last month. None for an empty cell. Raises Unreadable for anything else.
    """
    if is_blank(value):
        return None
    if isinstance(value, (dt.date, dt.datetime)):
        return value.year, value.month
    if isinstance(value, (bool, CellError)):
        raise Unreadable
    text = _CLOSING.sub(r"\1", clean(value))
    if match := _PERIOD.fullmatch(text):
        return int(match[1]), min(int(match[2]), 12)
    if match := _PERIOD_BACK.fullmatch(text):
        return int(match[2]), min(int(match[1]), 12)
    if match := _SUPPLEMENT.fullmatch(text):
        stated = match[1] or match[2]
        if stated is None and year is None:
            raise Unreadable
        return (int(stated) if stated else year or 0), 12
    month = header.read_month(text)
    if month is not None and month.year is not None:
        return month.year, month.month
    alone = month.month if month is not None else month_of_name(text)
    if alone is None and re.fullmatch(r"0?[1-9]|1[0-6]", text):
        alone = min(int(text), 12)
    if alone is None:
        found = read_date(value)
        if found is None:
            raise Unreadable
        return found.year, found.month
    if year is None:
        raise Unreadable
    return year, alone


def is_closing_period(value: Value) -> bool:
    """Whether a period is one of those in which a ledger closes the year: 13 to 16, *Supp*, *Forsupp*."""
    if is_blank(value) or isinstance(value, (dt.date, dt.datetime, bool, CellError)):
        return False
    text = _CLOSING.sub(r"\1", clean(value))
    found = _PERIOD.fullmatch(text), _PERIOD_BACK.fullmatch(text)
    number = found[0][2] if found[0] else found[1][1] if found[1] else text
    return _SUPPLEMENT.fullmatch(text) is not None or (number.isdigit() and 13 <= int(number) <= 16)


class Booking(Struct, frozen=True, eq=False):
    """Of each row the month it counts in (year × 12 + month − 1) and whether it could be read (1), is empty (0) or
    unreadable (-1); and its date, as days since 1970, with a state of its own.

    ``first`` and ``last`` are the days (since 1970) it pays for, where ``served`` says that the ledger states them; its
    month is then the first of them. ``month_first`` is True where dates had their month first.
    """

    month: Integers
    state: States
    day: Integers
    day_state: States
    first: Integers
    last: Integers
    served: Flags
    month_first: bool = False

    def parts(self, rows: Integers, amounts: Integers) -> tuple[Integers, Integers, Integers]:
        """Some rows' øre by month: which of ``rows`` (as a place in it), the month, and the øre of each part.

        A bill for several months is spread by its days, by largest remainder, so that the parts sum to it.
        """
        if not self.served.any():
            return np.arange(len(rows)), self.month[rows], amounts
        first, last = self.first[rows], self.last[rows]
        several = self.served[rows] & (months_of(first) != months_of(last))
        if not several.any():
            return np.arange(len(rows)), self.month[rows], amounts
        place = [np.flatnonzero(~several)]
        month, ore = [self.month[rows][~several]], [amounts[~several]]
        for at in np.flatnonzero(several).tolist():
            months = np.arange(months_of(first[at : at + 1])[0], months_of(last[at : at + 1])[0] + 1)
            starts = np.maximum(_first_day(months), first[at])
            ends = np.minimum(_first_day(months + 1) - 1, last[at])
            place.append(np.full(len(months), at))
            month.append(months)
            ore.append(apportion(int(amounts[at]), ends - starts + 1))
        where, when, what = np.concatenate(place), np.concatenate(month), np.concatenate(ore)
        order = np.argsort(where, kind="stable")
        return where[order].astype(np.int64), when[order].astype(np.int64), what[order]


def read_bookings(columns: Mapping[str, CellColumn], n: int, year: int | None, manner: Manner = UNSTATED) -> Booking:
    """Of n rows, from the columns ``date``, ``period`` and ``year`` where there are any; ``year`` is the workbook's.

    A stated period is where the ledger itself counts the posting; the date only where there is none.
    """
    day, day_state = np.zeros(n, np.int64), np.zeros(n, np.int8)
    month_first = False
    if "date" in columns:
        orders = manner.of_dates(_texts(columns["date"]))
        month_first = DateStyle.MONTH_FIRST in orders.values()
        day, day_state = each(columns["date"], _days(orders))
    dated = day_state == 1
    month, state = np.zeros(n, np.int64), np.zeros(n, np.int8)
    of_day = months_of(day if dated.all() else np.where(dated, day, 0))
    if "year" in columns:
        of_day = _in_stated_year(columns["year"], of_day)
    if "period" in columns:
        month, state = each(columns["period"], _period)
        bare = (state == 1) & (month < 12)
        years = np.full(n, -1 if year is None else year, np.int64)
        if "year" in columns:
            values, states = each(columns["year"], _stated_year)
            years = np.where(states == 1, values, years)
        else:
            # A month alone is of the year the posting is dated in, else of the workbook's.
            years = np.where(dated, of_day // 12, years)
        month = np.where(bare, years * 12 + month, month)
        state[bare & (years < 0)] = -1
    # Where most cells state a period, a cell that cannot be read makes the row unreadable; its date is not used
    # instead.
    says = np.count_nonzero(state == 1) > np.count_nonzero(state == -1)
    take = ((state == 0) | ((state == -1) & ~says)) & (day_state != 0)
    month = of_day if take.all() else np.where(take, of_day, month)
    state = np.where(take, day_state, state)
    first, last, served = _service(columns, n, manner)
    if served.any():
        month = np.where(served, months_of(np.where(served, first, 0)), month)
        state[served] = 1
    return Booking(month, state, day, day_state, first, last, served, month_first)


def _in_stated_year(column: CellColumn, months: Integers) -> Integers:
    """The months of some dates, moved into the year that the ledger counts them in: what is booked in January in
    last year's accounts is of last year's last month, and what is booked in December in next year's of its first.

    A year further away than a ledger is open is another one than the accounts'.
    """
    years, states = each(column, _stated_year)
    first = years * 12
    moved = np.clip(months, first, first + 11)
    near = (states == 1) & (np.abs(moved - months) <= _OPEN_MONTHS)
    return moved if near.all() else np.where(near, moved, months)


def _service(columns: Mapping[str, CellColumn], n: int, manner: Manner) -> tuple[Integers, Integers, Flags]:
    """The days each row pays for, and whether it says so: both ends, in order, and no longer apart than a bill is."""
    nothing = np.broadcast_to(np.int64(0), n)
    if "service" in columns:
        column = columns["service"]
        orders = manner.of_dates(text for whole in _texts(column) for text in span_of(whole) or ())
        ends = [each(column, partial(_end_of, _days(orders), which)) for which in (0, 1)]
    elif {"service_from", "service_to"} <= columns.keys():
        names = ("service_from", "service_to")
        orders = manner.of_dates(text for name in names for text in _texts(columns[name]))
        ends = [each(columns[name], _days(orders)) for name in names]
    else:
        return nothing, nothing, np.zeros(n, bool)
    (first, first_state), (last, last_state) = ends
    span = last - first
    served = (first_state == 1) & (last_state == 1) & (span >= 0) & (span <= _LONGEST_SERVICE)
    return first, last, served


def _end_of(read: Callable[[Value], int | None], which: int, value: Value) -> int | None:
    """The first (0) or last (1) day of a span in one cell. Raises Unreadable for what is none."""
    span = span_of(value)
    if span is None:
        if is_blank(value):
            return None
        raise Unreadable
    return read(span[which])


def _first_day(months: Integers) -> Integers:
    """The first day (since 1970) of months counted from year 0."""
    return (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def months_of(days: Integers) -> Integers:
    """Days since 1970 as months since year 0."""
    if len(days) and (last := int(days.max())) - (first := int(days.min())) < len(days):
        # Each month is found once, as a ledger has fewer days than postings.
        return _months(np.arange(first, last + 1))[days - first]
    return _months(days)


def _months(days: Integers) -> Integers:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _texts(column: CellColumn) -> list[str]:
    return [value for value in distinct(column)[1] if isinstance(value, str)]


def _days(orders: dict[str, DateStyle]) -> Callable[[Value], int | None]:
    """A reader of days since 1970 for columns whose texts have the day and month in these orders."""
    read = date_reader(orders)

    def day(value: Value) -> int | None:
        found = read(value)
        return None if found is None else found.toordinal() - _EPOCH

    return day


def _period(value: Value) -> int | None:
    found = read_period(value, 0)
    return None if found is None else found[0] * 12 + found[1] - 1


def _stated_year(value: Value) -> int | None:
    number = read_number(value)
    if number is not None and (number != int(number) or not 2000 <= number <= 2100):
        raise Unreadable
    return None if number is None else int(number)
