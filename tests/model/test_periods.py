"""Both ends of a period count; a missing stop and any date in 9999 never end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.periods import OPEN_END, active_days, closed_stop, days_in_year, is_open, month_starts

DAYS = st.dates(dt.date(2022, 1, 1), dt.date(2026, 12, 31))


def day(text: str) -> Any:
    """``31-12-2026`` as it stands in a sheet: a date; empty is None."""
    return dt.datetime.strptime(text, "%d-%m-%Y").date() if text else None


@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS)), st.integers(2023, 2025))
def test_active_days_are_those_one_can_count(periods: list[tuple[dt.date | None, dt.date | None]], year: int) -> None:
    counted = np.zeros((len(periods), 12), dtype=np.int64)
    for row, (start, stop) in enumerate(periods):
        for number in range(days_in_year(year)):
            today = dt.date(year, 1, 1) + dt.timedelta(number)
            if start and start <= today and (stop is None or today <= stop):
                counted[row, today.month - 1] += 1
    starts: list[Any] = [p[0] for p in periods]
    stops: list[Any] = [p[1] for p in periods]
    assert active_days(starts, stops, year).tolist() == counted.tolist()


@pytest.mark.parametrize("stop", ["", "01-01-9999", "31-12-9999"])
def test_open_ends(stop: str) -> None:
    assert bool(is_open([day(stop)])[0])
    assert closed_stop([day(stop)])[0] == OPEN_END
    assert active_days([day("16-02-2024")], [day(stop)], 2024)[0].tolist() == [
        0,
        14,
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ]


def test_an_ordinary_stop_is_not_open() -> None:
    assert not is_open([day("31-12-9998")])[0]


def test_leap_years_and_the_edges_of_the_calendar() -> None:
    assert [days_in_year(year) for year in (1900, 2000, 2023, 2024)] == [365, 366, 365, 366]
    assert month_starts(2024)[[2, 12]].astype(str).tolist() == ["2024-03-01", "2025-01-01"]
    with pytest.raises(ValueError, match="9999"):
        month_starts(9999)
