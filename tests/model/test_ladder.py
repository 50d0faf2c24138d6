"""The indsatstrappe: a citizen's step on a day, and who has moved between two days."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styring_xl.model.ladder import NOWHERE, highest, standing

NEW_YEAR, SUMMER = np.datetime64("2026-01-01"), np.datetime64("2026-06-30")
OPEN = None


def stand(*rows: tuple[int, int, str, str | None]) -> dict[int, tuple[int, int, int]]:
    """Rows of (citizen, step, start, stop) -> citizen: (step on 1 January, step on 30 June, deciding row)."""
    person, step, start, stop = zip(*rows, strict=True)
    found = standing(person, step, np.array(start, "M8[D]"), np.array(stop, "M8[D]"), NEW_YEAR, SUMMER)
    columns = (found.person, found.before, found.after, found.row)
    return {p: (b, a, r) for p, b, a, r in zip(*(column.tolist() for column in columns), strict=True)}


def test_the_highest_step_counts_while_several_measures_run() -> None:
    rows = ((1, 2, "2025-01-01", OPEN), (1, 4, "2025-06-01", "2026-03-31"), (1, 3, "2026-02-01", "9999-12-31"))
    assert stand(*rows) == {1: (4, 3, 2)}


def test_the_first_and_the_last_day_of_a_measure_count() -> None:
    assert stand((1, 2, "2026-01-01", "2026-06-30")) == {1: (2, 2, 0)}
    assert stand((1, 2, "2026-01-02", "2026-06-29"), (2, 1, "2026-06-30", OPEN)) == {2: (NOWHERE, 1, 1)}


def test_who_comes_is_nowhere_before_and_who_leaves_is_nowhere_after() -> None:
    assert stand(
        (7, 5, "2025-05-05", "2026-06-29"), (7, 1, "2025-05-05", "2026-05-31"), (3, 4, "2026-05-01", OPEN)
    ) == {3: (NOWHERE, 4, 2), 7: (5, NOWHERE, 0)}


def test_who_is_nobody_and_who_is_away_both_days_is_not_there() -> None:
    assert stand((-1, 5, "2025-01-01", OPEN), (1, 5, "2026-02-01", "2026-03-01"), (2, 5, "2027-01-01", OPEN)) == {}


def test_the_matrix_has_nowhere_last() -> None:
    dates = np.array(["2025-01-01", "2026-03-01", "2025-01-01", "2026-02-01"], "M8[D]")
    ends = np.array(["2026-02-28", "NaT", "2026-05-01", "NaT"], "M8[D]")
    found = standing([1, 1, 2, 3], [0, 1, 1, 0], dates, ends, NEW_YEAR, SUMMER)
    assert found.matrix(2).tolist() == [[0, 1, 0], [0, 0, 1], [1, 0, 0]]


def test_a_step_below_the_lowest_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        highest([0], [-1], ["2026-01-01"], ["NaT"], NEW_YEAR, 1)


ROW = st.tuples(st.integers(-1, 4), st.integers(0, 3), st.integers(-60, 240), st.integers(-3, 120))


@settings(deadline=None)
@given(st.lists(ROW, max_size=12), st.integers(0, 200), st.integers(0, 200))
def test_the_matrix_foots_to_the_citizens_on_each_step_on_both_days(
    rows: list[tuple[int, int, int, int]], one: int, other: int
) -> None:
    """Against a count citizen by citizen and day by day; and two periods in a row meet in the middle."""
    zero = dt.date(2026, 1, 1)
    first, last = sorted((one, other))
    begins = [zero + dt.timedelta(start) for _, _, start, _ in rows]
    ends = [zero + dt.timedelta(start + length) for _, _, start, length in rows]

    def on(number: int) -> list[int]:
        """Citizens on each of four steps, everyone once."""
        steps = [
            max((s for p, s, start, length in rows if p == who and start <= number <= start + length), default=-1)
            for who in range(5)
        ]
        return [steps.count(step) for step in range(4)]

    def matrix(begin: int, end: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        days = (np.datetime64(zero + dt.timedelta(n), "D") for n in (begin, end))
        people, steps = [row[0] for row in rows], [row[1] for row in rows]
        return standing(people, steps, np.array(begins, "M8[D]"), np.array(ends, "M8[D]"), *days).matrix(4)

    found = matrix(first, last)
    assert found[:4].sum(axis=1).tolist() == on(first)
    assert found[:, :4].sum(axis=0).tolist() == on(last)
    assert found[4, 4] == 0
    middle = (first + last) // 2
    assert matrix(first, middle)[:, :4].sum(axis=0).tolist() == matrix(middle, last)[:4].sum(axis=1).tolist()
