"""The causes of a change: little stories with their kroner, and what holds for every pair of times."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from styring_xl.model.bridge import Cause, Side, bridge, successors
from styring_xl.model.commitments import ONE, expected, weighted
from styring_xl.model.rate_unit import RateUnit
from tests.examples import examples

NEVER = np.datetime64("NaT", "D")


def row(
    rate: int = 10_000,
    start: str = "2026-01-01",
    stop: str = "",
    *,
    unit: int = RateUnit.MONTH,
    quantity: int = ONE,
    chance: int = ONE,
    booked: tuple[int, ...] = (),
    there: bool = True,
    sound: bool = True,
) -> dict[str, Any]:
    """A commitment in whole kroner a month; ``booked`` are the kroner of its first months."""
    return {
        "rate": rate * 100, "start": start, "stop": stop or NEVER, "unit": int(unit), "quantity": quantity,
        "probability": chance, "booked": booked, "present": there, "computable": there and sound,
    }  # fmt: skip


GONE = row(0, there=False)


def side(closed: int, *rows: dict[str, Any]) -> Side:
    n = len(rows)

    def ints(name: str) -> Any:
        return np.array([r[name] for r in rows], np.int64)

    start, stop = (np.array([r[name] for r in rows], "datetime64[D]") for name in ("start", "stop"))
    sound = np.array([r["computable"] for r in rows], bool)
    plain, whole = np.zeros(n, np.int64), np.full(n, ONE, np.int64)
    full = expected(ints("rate"), ints("quantity"), ints("unit"), start, stop, 2026, plain, whole)
    planned = np.where(sound[:, None], weighted(full, ints("probability")), 0)
    booked = np.zeros((n, 12), np.int64)
    for at, each in enumerate(rows):
        booked[at, : len(each["booked"])] = np.array(each["booked"], np.int64) * 100
    return Side(
        present=np.array([r["present"] for r in rows], bool), computable=sound, rate=ints("rate"),
        quantity=ints("quantity"), unit=ints("unit"), start=start, stop=stop, rule=plain, vat=whole,
        probability=ints("probability"), planned=planned, booked=booked, closed=closed,
    )  # fmt: skip


def kroner(causes: Any) -> dict[str, int]:
    """The causes that are not zero, in whole kroner, of all rows together."""
    return {cause.name: int(causes[:, cause].sum()) // 100 for cause in Cause if causes[:, cause].sum()}


PAID = (10_000,) * 3

STORIES = [
    ("nothing happens", 3, row(booked=PAID), 3, row(booked=PAID), {}),
    ("a new placement from May", 3, GONE, 3, row(start="2026-05-01"), {"NEW": 80_000}),
    ("entered late, and paid all the time", 3, GONE, 3, row(booked=PAID), {"NEW": 90_000, "REALISED": 30_000}),
    ("a row is deleted", 3, row(booked=PAID), 3, GONE, {"ENDED": -90_000, "REALISED": -30_000}),
    ("will stop sooner", 3, row(booked=PAID), 3, row(stop="2026-06-30", booked=PAID), {"SHORTENED": -60_000}),
    ("stopped in the month now closed", 2, row(booked=PAID[:2]), 3, row(stop="2026-03-31", booked=PAID),
     {"ENDED": -90_000}),
    ("goes on", 3, row(stop="2026-06-30", booked=PAID), 3, row(stop="2026-12-31", booked=PAID), {"EXTENDED": 60_000}),
    ("began sooner than planned", 0, row(start="2026-03-01"), 0, row(start="2026-02-01"), {"EXTENDED": 10_000}),
    ("moved as a whole", 0, row(stop="2026-03-31"), 0, row(start="2026-05-01", stop="2026-05-31"),
     {"SHORTENED": -30_000, "EXTENDED": 10_000}),
    ("dearer from the start, but January to March are booked", 3, row(booked=PAID), 3, row(11_000, booked=PAID),
     {"PRICE": 9_000}),
    ("twice as much", 3, row(booked=PAID), 3, row(quantity=2 * ONE, booked=PAID), {"PRICE": 90_000}),
    ("another unit", 11, row(booked=PAID), 11, row(1_000, unit=RateUnit.DAY, booked=PAID), {"PRICE": 21_000}),
    ("likelier", 3, row(chance=5_000), 3, row(chance=8_000), {"PROBABILITY": 27_000}),
    ("March is closed at more than planned", 2, row(booked=PAID[:2]), 3, row(booked=(10_000, 10_000, 12_500)),
     {"REALISED": 2_500}),
    ("an invoice for January comes late", 3, row(booked=PAID), 3, row(booked=(15_000, 10_000, 10_000)),
     {"REALISED": 5_000}),
    ("March is opened again", 3, row(booked=(10_000, 10_000, 12_500)), 2, row(booked=PAID[:2]), {"REALISED": -2_500}),
    ("longer, dearer and less sure", 3, row(stop="2026-06-30", booked=PAID), 3,
     row(12_000, stop="2026-09-30", chance=5_000, booked=PAID),
     {"EXTENDED": 30_000, "PRICE": 12_000, "PROBABILITY": -36_000}),
    ("a one-off moves into next year", 0, row(start="2026-11-02", unit=RateUnit.ONCE), 0,
     row(start="2027-01-02", unit=RateUnit.ONCE), {"SHORTENED": -10_000}),
    ("a one-off moves into the year", 0, row(start="2025-11-02", unit=RateUnit.ONCE), 0,
     row(start="2026-01-02", unit=RateUnit.ONCE), {"EXTENDED": 10_000}),
    ("a date can no longer be read", 3, row(booked=PAID), 3, row(0, sound=False), {"OTHER": -120_000}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("closed", "old", "now", "new", "wanted"), [s[1:] for s in STORIES], ids=[s[0] for s in STORIES]
)
def test_a_change_has_its_cause(closed: int, old: Any, now: int, new: Any, wanted: dict[str, int]) -> None:
    assert kroner(bridge(side(closed, old), side(now, new), 2026)) == wanted


def test_a_row_that_takes_over_is_the_same_placement_at_a_new_rate() -> None:
    before = side(3, row(booked=PAID), GONE)
    after = side(3, row(stop="2026-06-30", booked=PAID), row(10_500, start="2026-07-01"))
    assert kroner(bridge(before, after, 2026)) == {"NEW": 63_000, "SHORTENED": -60_000}
    heirs = successors(before, after, np.array([7, 7]).take)
    assert heirs.tolist() == [-1, 0]
    assert kroner(bridge(before, after, 2026, heirs)) == {"PRICE": 3_000}
    assert successors(before, after, np.array([7, 8]).take).tolist() == [-1, -1], (
        "another supplier is another placement"
    )
    assert successors(before, after, np.array([-1, -1]).take).tolist() == [-1, -1]


DAYS = st.dates(dt.date(2025, 6, 1), dt.date(2027, 6, 30)).map(str)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(DAYS)
    stop = draw(st.one_of(st.just(""), DAYS.filter(lambda day: day >= start)))
    return row(
        draw(st.integers(-20_000, 90_000)), start, stop, unit=draw(st.sampled_from(list(RateUnit))),
        quantity=draw(st.sampled_from([ONE, 5_000, 23_333])), chance=draw(st.sampled_from([ONE, 5_000, 3_333])),
        booked=tuple(draw(st.lists(st.integers(-5_000, 90_000), max_size=12))),
        there=draw(st.sampled_from([True, True, True, False])), sound=draw(st.sampled_from([True, True, True, False])),
    )  # fmt: skip


def settled(closed: int, *found: dict[str, Any]) -> Side:
    """What is booked in months that are not closed does not count."""
    return side(closed, *[each | {"booked": each["booked"][:closed] if each["computable"] else ()} for each in found])


@settings(max_examples=examples(100), deadline=None)
@given(
    pairs=st.lists(st.tuples(rows(), rows()), min_size=1, max_size=6),
    closed=st.tuples(st.integers(0, 12), st.integers(0, 12)),
    codes=st.integers(1, 3),
)
def test_the_causes_sum_to_the_change_and_leave_nothing_over(pairs: Any, closed: tuple[int, int], codes: int) -> None:
    before, after = (settled(closed[at], *[pair[at] for pair in pairs]) for at in (0, 1))
    follows = successors(before, after, (np.arange(len(pairs)) % codes).take)
    causes = bridge(before, after, 2026, follows)
    change = after.shown.sum(axis=1) - before.shown.sum(axis=1)
    assert (causes.sum(axis=1) == change).all()
    described = (before.computable | ~before.present) & (after.computable | ~after.present)
    assert not causes[described, Cause.OTHER].any()
    assert (bridge(before, before, 2026) == 0).all()
