"""Nothing is ever dropped: what the ledger holds, what is expected and the puljer add up to the øre on every sheet."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from styring_xl import standard
from styring_xl.figures.compute import Figures
from tests.examples import examples
from tests.refreshed import refreshed
from tests.workbooks import HEADER, LEDGER, saved

DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 6, 30))
CITIZENS = st.sampled_from(["610180-0001", "620180-0002", "630180-0003", None])
MEASURES = st.sampled_from(["Familiepleje", "Aflastning", "Hybel"])
UNITS = st.sampled_from(standard.RATE_UNITS)
ORE = st.integers(-5_000_000, 50_000_000)


@st.composite
def commitment(draw: st.DrawFn) -> list[Any]:
    start = draw(DAYS)
    stop = draw(st.one_of(st.none(), st.dates(start, dt.date(2027, 12, 31))))
    chance = draw(st.sampled_from([None, 1, 0.5, 0.25]))
    quantity = draw(st.sampled_from([1, 0.5, 2, 3.75]))
    return [draw(CITIZENS), draw(MEASURES), draw(ORE) / 100, draw(UNITS), quantity, start, stop, chance]


@st.composite
def posting(draw: st.DrawFn) -> list[Any]:
    return [draw(DAYS), draw(CITIZENS), draw(MEASURES), draw(ORE) / 100, draw(st.integers(1, 999))]


CASES = st.tuples(
    st.lists(commitment(), max_size=12), st.lists(posting(), max_size=25), st.integers(0, 12), st.integers(0, 10**8)
)


def compute(commitments: list[list[Any]], postings: list[list[Any]], closed: int, pool: int) -> Figures:
    pulje = ["Pulje til nye sager", *[None] * 19, pool / 100]
    package = saved(Disponering=[HEADER, *commitments, pulje], Realiseret=[LEDGER, *postings])
    return refreshed(package, year=2026, closed=closed).refreshed.figures


def ore(kroner: float) -> int:
    return round(kroner * 100)


@settings(max_examples=examples(40), deadline=None)
@given(case=CASES)
def test_everything_is_conserved_and_foots(case: tuple[Any, ...]) -> None:
    commitments, postings, closed, pool = case
    figures = compute(commitments, postings, closed, pool)
    booked = sum(ore(p[3]) for p in postings if p[0].year == 2026 and p[0].month <= closed)
    assert figures.realised == booked
    assert sum(line.amount for line in figures.lines) == booked + figures.expected_rest + pool == figures.result
    assert sum(line.expected for group in figures.groups for line in group.lines) == figures.result
    for line in figures.lines:
        assert line.kind == "pool" or line.amount == int(line.months.sum())
    assert sum(line.last_year for line in figures.lines) == sum(ore(p[3]) for p in postings if p[0].year == 2025)
    for group in figures.groups:
        variance = sum(x.revised - x.expected for x in group.lines)
        parts = sum(x.price + x.rest + x.undivided for x in group.lines) + group.quantity + group.mix
        assert parts == variance


@settings(max_examples=examples(12), deadline=None)
@given(case=CASES, seed=st.integers())
def test_the_order_of_rows_changes_nothing(case: tuple[Any, ...], seed: int) -> None:
    commitments, postings, closed, pool = case
    mixed, moved = (random.Random(seed).sample(rows, len(rows)) for rows in (commitments, postings))

    def seen(figures: Figures) -> list[Any]:
        lines = sorted(
            (x.kind, x.cpr, x.measure, tuple(x.months.tolist()), x.amount, x.last_year) for x in figures.lines
        )
        groups = sorted((x.measure, x.expected, x.expected_count, x.active) for g in figures.groups for x in g.lines)
        return [lines, groups]

    assert seen(compute(commitments, postings, closed, pool)) == seen(compute(mixed, moved, closed, pool))
