"""When a posting counts: the period the ledger states, else the month of its date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl.cells.cell import CellError, Value
from styring_xl.cells.column import Column
from styring_xl.danish.text import Unreadable, clean, is_blank, month_of_name, read_date, read_number
from styring_xl.reading import header
from styring_xl.reading.interning import each

Ints = npt.NDArray[np.int64]

_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_PERIOD = re.compile(r"(20\d\d)\s?[-./]?\s?0?(0[1-9]|1[0-2]|[1-9])")
_PERIOD_BACK = re.compile(r"0?(0?[1-9]|1[0-2])\s?[-./]\s?(20\d\d)")


def read_period(value: Value, year: int | None) -> tuple[int, int] | None:
    """(year, month) of a ledger's period: ``202603``, ``2026-03``, ``03-2026``, ``Marts 2026``, a date.

    ``3`` and ``Marts`` are months of ``year`` when that is known. None for an empty cell. Raises Unreadable for
    anything else.
    """
    if is_blank(value):
        return None
    if isinstance(value, (dt.date, dt.datetime)):
        return value.year, value.month
    if isinstance(value, (bool, CellError)):
        raise Unreadable
    text = clean(value)
    if match := _PERIOD.fullmatch(text):
        return int(match[1]), int(match[2])
    if match := _PERIOD_BACK.fullmatch(text):
        return int(match[2]), int(match[1])
    month = header.read_month(text)
    if month is not None and month.year is not None:
        return month.year, month.month
    alone = month.month if month is not None else month_of_name(text)
    if alone is None and re.fullmatch(r"0?[1-9]|1[0-2]", text):
        alone = int(text)
    if alone is None:
        found = read_date(value)
        if found is None:
            raise Unreadable
        return found.year, found.month
    if year is None:
        raise Unreadable
    return year, alone


@dataclass(frozen=True, slots=True, eq=False)
class Booking:
    """Of each row the month it counts in (year × 12 + month − 1) and whether it could be read (1), is empty (0) or
    unreadable (-1); and its date, as days since 1970, with a state of its own."""

    month: Ints
    state: Ints
    day: Ints
    day_state: Ints


def read_bookings(columns: Mapping[str, Column], n: int, year: int | None) -> Booking:
    """Of n rows, from the columns ``date``, ``period`` and ``year`` where there are any; ``year`` is the workbook's.

    A stated period is where the ledger itself counts the posting; the date only where there is none.
    """
    day, day_state = np.zeros(n, np.int64), np.zeros(n, np.int64)
    if "date" in columns:
        day, day_state = each(columns["date"], _day)
    dated = day_state == 1
    month, state = np.zeros(n, np.int64), np.zeros(n, np.int64)
    of_day = months_of(np.where(dated, day, 0))
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
        state = np.where(bare & (years < 0), -1, state)
    take = (state != 1) & (day_state != 0)
    return Booking(np.where(take, of_day, month), np.where(take, day_state, state), day, day_state)


def months_of(days: Ints) -> Ints:
    """Days since 1970 as months since year 0."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _day(value: Value) -> int | None:
    found = read_date(value)
    return None if found is None else found.toordinal() - _EPOCH


def _period(value: Value) -> int | None:
    found = read_period(value, 0)
    return None if found is None else found[0] * 12 + found[1] - 1


def _stated_year(value: Value) -> int | None:
    number = read_number(value)
    if number is not None and (number != int(number) or not 2000 <= number <= 2100):
        raise Unreadable
    return None if number is None else int(number)
