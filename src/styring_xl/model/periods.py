"""Days and months of a calendar year. A start and a stop both count, and a missing stop never ends."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from styring_xl.model.arrays import Dates, Flags, Integers, dates

DAY: Final = np.timedelta64(1, "D")
MONTH: Final = np.timedelta64(1, "M")
NO_DAY: Final = np.datetime64("NaT", "D")
OPEN_END: Final = np.datetime64("9999-12-31", "D")
NO_DAY_NUMBER: Final = int(NO_DAY.astype(np.int64))
"""What stands for a missing date among days as whole numbers."""
_YEAR_9999: Final = np.datetime64("9999-01-01", "D")


@lru_cache(maxsize=64)
def days_in_year(year: int) -> int:
    """365 or 366. Raises ValueError outside the years 1..9998 (9999 means no end)."""
    return int(days_in_months(year).sum())


@lru_cache(maxsize=64)
def days_in_months(year: int) -> Integers:
    """The lengths of the twelve months, int64 (12,), read-only. Raises ValueError as ``days_in_year``."""
    lengths = np.diff(month_starts(year)).astype(np.int64)
    lengths.flags.writeable = False
    return lengths


@lru_cache(maxsize=64)
def month_starts(year: int) -> Dates:
    """The first day of each month and of the next year, datetime64[D] (13,), read-only.

    Raises ValueError outside the years 1..9998.
    """
    if not 1 <= year <= 9998:
        raise ValueError(f"no calendar year: {year}")
    january = np.datetime64(f"{year:04d}-01", "M")
    starts = (january + np.arange(13) * MONTH).astype("datetime64[D]")
    starts.flags.writeable = False
    return starts


def day_of_age(born: Dates, age: int) -> Dates:
    """The day each of those born on ``born`` (n,) turns ``age`` years, datetime64[D] (n,), NaT for a missing date.

    29 February becomes 1 March in a common year, as in ``cpr.turns``.
    """
    months = born.astype("datetime64[M]")
    found: Dates = (months + 12 * age * MONTH).astype("datetime64[D]") + (born - months.astype("datetime64[D]"))
    return found


def is_open(stop: ArrayLike) -> Flags:
    """Whether each stop date means no end: missing, or any date in the year 9999 (DOMAIN § 2)."""
    days = np.asarray(stop, dtype="datetime64[D]")
    result: Flags = np.isnat(days) | (days >= _YEAR_9999)
    return result


def closed_stop(stop: ArrayLike) -> Dates:
    """The stop dates with every open end written as 31-12-9999, so that they compare."""
    days = np.asarray(stop, dtype="datetime64[D]")
    return np.where(is_open(days), OPEN_END, days)


def span(start: Dates, stop: Dates, year: int) -> tuple[Integers, Integers]:
    """The days of the year each row is active, as a half-open range ``first``, ``end`` of day numbers 0..365/366.

    ``end - first`` is the number of active days; it is 0 for a row outside the year, one whose stop lies before its
    start, and one without a start.
    """
    january = int(month_starts(year)[0].astype(np.int64))
    length = days_in_year(year)
    # A missing date is the smallest int64: clipping before subtracting keeps it from wrapping round.
    first = np.clip(start.astype(np.int64), january, january + length) - january
    last = np.where(np.isnat(stop), january + length, stop.astype(np.int64))
    end = np.clip(last, january - 1, january + length - 1) - (january - 1)
    end = np.maximum(end, first)
    return first, np.where(np.isnat(start), first, end)


@lru_cache(maxsize=64)
def elapsed(year: int) -> NDArray[np.int8]:
    """Days of each month that lie before day number k of the year, int8 (366/367, 12), read-only.

    The days of a range in every month are one subtraction of two rows of this table.
    """
    first = np.append(0, np.cumsum(days_in_months(year)))
    day = np.arange(days_in_year(year) + 1)[:, None]
    table: NDArray[np.int8] = np.clip(day - first[:12], 0, days_in_months(year)).astype(np.int8)
    table.flags.writeable = False
    return table


def active_days(start: ArrayLike, stop: ArrayLike, year: int) -> Integers:
    """Days of each month of the year on which each row is active, both ends counting: int64 (n, 12).

    start, stop: datetime64[D] (n,). A missing stop or one in the year 9999 is an open end; a missing start, or a stop
    before the start, gives 0 days. Raises ValueError outside the years 1..9998.
    """
    begins = dates(start)
    first, end = span(begins, dates(stop, len(begins)), year)
    table = elapsed(year)
    return (table[end] - table[first]).astype(np.int64)


@lru_cache(maxsize=64)
def month_bounds(year: int) -> tuple[tuple[int, int], ...]:
    """The first day of each month and of the one after it, as whole numbers since 1970."""
    starts = month_starts(year).astype(np.int64).tolist()
    return tuple(pairwise(starts))


def active_days_of_one(start: int, stop: int, year: int) -> list[int]:
    """``active_days`` of a row alone (12), its days as whole numbers since 1970 and NO_DAY_NUMBER for a missing one."""
    if start == NO_DAY_NUMBER:
        return [0] * 12
    after = None if stop == NO_DAY_NUMBER else stop + 1
    return [
        max((end if after is None else min(end, after)) - max(begin, start), 0) for begin, end in month_bounds(year)
    ]


def month_in_year(days: Dates, year: int) -> Integers:
    """The month 1..12 of each date that lies in the year, else 0; int64 (n,)."""
    january = month_starts(year)[:1].astype("datetime64[M]").astype(np.int64)
    months = days.astype("datetime64[M]").astype(np.int64) - january
    inside = ~np.isnat(days) & (months >= 0) & (months < 12)
    return np.where(inside, months + 1, 0)
