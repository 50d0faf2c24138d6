"""A citizen is one citizen, however many rows he has."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styring_xl.model.commitments import ONE
from styring_xl.model.headcount import (
    FullYear,
    active_in_month,
    active_in_months,
    active_persons,
    full_year_and_month,
    full_year_persons,
    movements,
    spells,
)
from styring_xl.model.periods import days_in_year

FOSTER, HOME = 10, 20


def d(text: str) -> Any:
    """A date, None for an empty text."""
    return dt.datetime.strptime(text, "%d-%m-%Y").date() if text else None


def test_overlapping_rows_never_count_a_day_twice() -> None:
    start, stop = [d("01-01-2025"), d("01-03-2025"), d("01-12-2025")], [d("31-03-2025"), d("10-04-2025"), d("")]
    days = active_persons([FOSTER] * 3, [1] * 3, start, stop, 2025)
    assert days.months[0].tolist() == [n * ONE for n in (31, 28, 31, 10, 0, 0, 0, 0, 0, 0, 0, 31)]
    groups, count = full_year_persons([FOSTER] * 3, [1] * 3, start, stop, 2025)
    assert (groups.tolist(), count.tenths().tolist()) == ([FOSTER], [4])
    _, count = full_year_persons([FOSTER] * 3, [1] * 3, start, stop, 2025, rule=FullYear.MONTHS)
    assert (count.numerator.tolist(), count.denominator) == ([5 * ONE], 12 * ONE)
    assert count.to_float().tolist() == [5 / 12]


def test_the_same_citizen_counts_in_each_measure() -> None:
    months = active_in_months([FOSTER, HOME], [1, 1], [d("01-01-2025")] * 2, [d("")] * 2, 2025)
    assert months.of([HOME, 99, FOSTER])[:, 0].tolist() == [1, 0, 1]


def test_a_day_counts_by_the_likeliest_row() -> None:
    start, stop = [d("01-01-2025"), d("11-01-2025")], [d("20-01-2025"), d("31-01-2025")]
    days = active_persons([FOSTER] * 2, [1, 1], start, stop, 2025, [2_500, 10_000])
    assert int(days.months[0, 0]) == 10 * 2_500 + 21 * 10_000


def test_a_new_price_is_no_new_citizen() -> None:
    start, stop = (
        [d("01-02-2025"), d("01-07-2025"), d("01-11-2025")],
        [d("30-06-2025"), d("31-08-2025"), d("31-12-9999")],
    )
    inflow, outflow = movements([FOSTER] * 3, [1] * 3, start, stop, 2025)
    assert inflow.months[0].nonzero()[0].tolist() == [1, 10]
    assert outflow.months[0].nonzero()[0].tolist() == [7]


def test_no_citizen_and_no_rows() -> None:
    groups, citizens = active_in_month([FOSTER], [-1], [d("01-01-2025")], [d("")], 2025, 1)
    assert (groups.tolist(), citizens.tolist()) == ([FOSTER], [0])
    assert active_in_months([], [], [], [], 2025).of([FOSTER]).tolist() == [[0] * 12]
    assert movements([], [], [], [], 2025)[0].groups.size == 0
    with pytest.raises(ValueError, match="month"):
        active_in_month([], [], [], [], 2025, 0)
    with pytest.raises(ValueError, match="probability"):
        active_persons([1], [1], [d("01-01-2025")], [d("")], 2025, [-1])


near = st.dates(dt.date(2023, 10, 1), dt.date(2025, 3, 1))
row_lists = st.lists(
    st.tuples(
        st.integers(1, 2),
        st.integers(-1, 2),
        st.none() | near,
        st.none() | near,
        st.sampled_from([0, 1, 5_000, 9_999, ONE]),
    ),
    max_size=8,
)


@given(row_lists, st.sampled_from([2024, 2025]))
def test_counts_equal_a_plain_set_of_days(
    rows: list[tuple[int, int, dt.date | None, dt.date | None, int]], year: int
) -> None:
    calendar: dict[tuple[int, int, dt.date], int] = defaultdict(int)
    certain: set[tuple[int, int, dt.date]] = set()
    for group, person, start, stop, chance in rows:
        for number in range(-1, days_in_year(year) + 1):
            today = dt.date(year, 1, 1) + dt.timedelta(number)
            if person >= 0 and start and start <= today and (stop is None or today <= stop):
                calendar[group, person, today] = max(calendar[group, person, today], chance)
                certain.add((group, person, today))
    groups = sorted({row[0] for row in rows})
    days = np.zeros((len(groups), 12), dtype=np.int64)
    best: dict[tuple[int, int, int], int] = defaultdict(int)
    for (group, person, today), chance in calendar.items():
        if today.year == year:
            days[groups.index(group), today.month - 1] += chance
            best[group, person, today.month] = max(best[group, person, today.month], chance)
    months = np.zeros_like(days)
    for (group, _, month), chance in best.items():
        months[groups.index(group), month - 1] += chance
    present = np.zeros_like(days)
    for group, _, month in {(g, p, today.month) for g, p, today in certain if today.year == year}:
        present[groups.index(group), month - 1] += 1
    starts, stops = np.zeros_like(days), np.zeros_like(days)
    for group, person, today in certain:
        if today.year == year:
            starts[groups.index(group), today.month - 1] += (group, person, today - dt.timedelta(1)) not in certain
            stops[groups.index(group), today.month - 1] += (group, person, today + dt.timedelta(1)) not in certain

    columns: list[list[Any]] = [[row[i] for row in rows] for i in range(5)]
    of_group, of_person, begin, end, chances = columns
    counted = active_persons(of_group, of_person, begin, end, year, chances)
    assert counted.groups.tolist() == groups
    assert counted.months.tolist() == days.tolist()
    by_months = active_persons(of_group, of_person, begin, end, year, chances, FullYear.MONTHS)
    assert by_months.months.tolist() == months.tolist()
    assert active_in_months(of_group, of_person, begin, end, year).months.tolist() == present.tolist()
    inflow, outflow = movements(of_group, of_person, begin, end, year)
    assert inflow.months.tolist() == starts.tolist()
    assert outflow.months.tolist() == stops.tolist()
    _, persons = full_year_persons(of_group, of_person, begin, end, year)
    distinct = [len({row[1] for row in rows if row[0] == code and row[1] >= 0}) for code in groups]
    assert all(top <= most * persons.denominator for top, most in zip(persons.numerator, distinct, strict=True))


def test_rows_that_follow_each_other_are_one_spell_and_know_it() -> None:
    found = spells(
        [7, 7, 7, 7],
        [1, 1, 1, -1],
        ["2026-04-01", "2026-01-01", "2026-06-01", "2026-01-01"],
        ["2026-04-30", "2026-03-31", "NaT", "NaT"],
    )
    assert found.first.tolist() == [dt.date(2026, 1, 1), dt.date(2026, 6, 1)]
    assert found.last.tolist() == [dt.date(2026, 4, 30), dt.date(9999, 12, 31)]
    assert found.of_row.tolist() == [0, 0, 1, -1]


def test_a_single_day_is_a_spell_and_one_that_ends_before_it_begins_is_none() -> None:
    found = spells([7, 7], [1, 2], ["2026-05-05", "2026-05-05"], ["2026-05-05", "2026-05-04"])
    assert (found.person.tolist(), found.first.tolist(), found.last.tolist()) == (
        [1], [dt.date(2026, 5, 5)], [dt.date(2026, 5, 5)]
    )  # fmt: skip
    assert found.of_row.tolist() == [0, -1]


@given(rows=row_lists, month=st.integers(1, 12), rule=st.sampled_from(FullYear))
def test_what_is_asked_of_a_year_and_of_a_month_together_is_what_each_says(
    rows: list[Any], month: int, rule: FullYear
) -> None:
    group, person, start, stop, chance = ([each[at] for each in rows] for at in range(5))
    groups, persons, active = full_year_and_month(group, person, start, stop, 2024, month, chance, rule)
    years = full_year_persons(group, person, start, stop, 2024, chance, rule)
    months = active_in_month(group, person, start, stop, 2024, month)
    assert groups.tolist() == years[0].tolist() == months[0].tolist()
    assert (persons.numerator.tolist(), persons.denominator) == (years[1].numerator.tolist(), years[1].denominator)
    assert active.tolist() == months[1].tolist()
