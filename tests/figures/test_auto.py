"""AUTO: each method's word of earlier years is held against what they came to, and nothing is known too soon."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from styring_xl.figures.auto import AutoLine, auto
from styring_xl.figures.kept_forecasts import KeptForecast, kept_forecasts
from styring_xl.figures.uncertainty.columns import columns
from styring_xl.figures.uncertainty.earlier import simulate_before
from styring_xl.model.arrays import Floats, Integers
from styring_xl.reading.history.history import History
from styring_xl.reports import read
from tests.reports.test_uncertainty import small

KNOWN = np.ones((3, 12), bool)
EVERY = np.ones(2, bool)
NAMES = (("a",), ("b",))


def two_lines() -> tuple[Integers, Integers]:
    """Three earlier years, the latest first, and this one: line a doubles each year after June, line b never moves."""
    years = [[[100 * 2**year] * 6 + [200 * 2**year] * 6, [100] * 12] for year in range(4)]
    return np.array(years[2::-1]), np.array(years[3])


def chosen(simulated: list[Floats], kept: dict[int, KeptForecast], closed: int = 6) -> list[AutoLine]:
    history, this_year = two_lines()
    before = [(middle, history[at]) for at, middle in enumerate(simulated)]
    return auto(history, KNOWN, this_year, closed, before, kept, NAMES, EVERY, EVERY)


def test_sim_is_taken_where_it_would_have_come_nearer_and_nowhere_else() -> None:
    history, _ = two_lines()
    results = history.sum(axis=2).astype(float)
    exact_on_a = [np.array([year[0], year[1] * 1.5]) for year in results[:2]]
    found = chosen(exact_on_a, {})
    assert [each.method for each in found] == ["SIM", "12/12"]
    assert found[0].error == 0
    assert "SIM" not in {each.method for each in chosen([], {})}
    untold = [np.array([np.nan, np.nan])] * 2
    assert chosen(untold, {}) == chosen([], {})


def test_the_budget_is_taken_where_historik_shows_that_it_held() -> None:
    history, _ = two_lines()
    kept = {1: KeptForecast({"BUDG": {"a": int(history[0, 0].sum())}, "DISP": {"a": 0, "b": 0}})}
    found = chosen([], kept)
    assert [each.method for each in found] == ["BUDG", "12/12"]
    assert found[0].error == 0


def test_twelve_twelfths_is_tried_on_what_had_come_by_then_and_not_on_what_came_later() -> None:
    """Line b is 100 a month, but of the six months closed last June only five had come: 12/12 would have said 1.000."""
    history, this_year = two_lines()
    late = history[0].copy()
    late[:, 5] = 0
    middle = np.array([np.nan, 1_150.0])
    with_late = auto(history, KNOWN, this_year, 6, [(middle, late)], {}, NAMES, EVERY, EVERY)
    without = auto(history, KNOWN, this_year, 6, [(middle, history[0])], {}, NAMES, EVERY, EVERY)
    assert (with_late[1].method, without[1].method) == ("SIM", "12/12")
    assert with_late[1].error == pytest.approx(50 / 6 / 100)


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_before_three_months_are_closed_twelve_twelfths_is_never_taken(closed: int) -> None:
    assert {each.method for each in chosen([], {}, closed)} == {"12M"}


def test_what_is_simulated_of_an_earlier_year_knows_nothing_that_came_after_its_closing() -> None:
    """Last year as of June: what was booked of it later, and all that this year has booked, may be anything."""
    told = small(citizens=16)
    snapshot, figures = read(told.book, year=2026, closed=6), told.refreshed.figures
    made = columns(snapshot.disposition.commitments, snapshot.ledger, figures)
    # A year and a half before last June, so that there is something to learn from.
    postings = made.postings
    long = replace(
        postings,
        **{
            name: np.concatenate([getattr(postings, name), getattr(postings, name)])
            for name in ("person", "measure", "amount")
        },
        month=np.concatenate([postings.month, postings.month - 18]),
        booked=np.concatenate([postings.booked, postings.booked - np.timedelta64(548, "D")]),
    )
    before = replace(made, postings=long)
    june = (2025 - 1970) * 12 + 6
    later = (long.month >= june) | (long.booked > np.datetime64("2025-06-30") + np.timedelta64(31, "D"))
    spoiled = replace(before, postings=replace(long, amount=np.where(later, long.amount * 7, long.amount)))
    ours, theirs = simulate_before(before, figures, 1), simulate_before(spoiled, figures, 1)
    assert len(ours) == len(theirs) >= 1
    assert (ours[0].draws == theirs[0].draws).all()
    assert (ours[0].booked == theirs[0].booked).all()
    assert ours[0].draws.any()


def test_a_workbook_without_closings_has_nothing_kept() -> None:
    assert kept_forecasts(History(), 2026, 6, 5) == {}
