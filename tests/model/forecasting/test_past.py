"""What the ledger tells is learnt once for this year and the next, and anew where anything it depends on is another."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from styring_xl.model.forecasting import past as pasts
from styring_xl.model.forecasting.inputs import CommitmentRows, PostingRows, SimulationInput, january
from styring_xl.model.forecasting.next_year import next_year
from styring_xl.model.forecasting.past import LedgerPast, past
from styring_xl.model.forecasting.run import outcome
from styring_xl.model.forecasting.units import timeline

MANY, MONTHS = 12, 18


def postings(months: int = MONTHS) -> PostingRows:
    """Citizens of one measure, each with a posting in each of the last months before July 2026."""
    return PostingRows(
        np.repeat(np.arange(MANY), months),
        np.zeros(MANY * months, np.int64),
        np.repeat(1_000_000 + 10_000 * np.arange(MANY), months),
        np.tile(january(2026) + 6 - months + np.arange(months), MANY),
        np.full(MANY * months, "NaT", "datetime64[D]"),
    )


def asked(booked: PostingRows) -> SimulationInput:
    who, start = np.arange(MANY), np.full(MANY, "2025-01-01", "datetime64[D]")
    never, whole = np.full(MANY, "NaT", "datetime64[D]"), np.full(MANY, 10_000)
    rows = CommitmentRows(
        who, np.zeros(MANY, np.int64), 1_000_000 + 10_000 * who, whole, np.zeros(MANY, np.int64), start, never, whole,
        never,
    )  # fmt: skip
    born = np.full(MANY, "2010-01-01", "datetime64[D]")
    return SimulationInput(rows, booked, born, 1, year=2026, closed=6, paths=50, seed=1)


def stopped(of: SimulationInput) -> SimulationInput:
    """As they are asked about of next year: they stop at eighteen."""
    return replace(of, rows=replace(of.rows, stop=np.full(MANY, "2027-12-31", "datetime64[D]")))


@pytest.fixture
def learnt(monkeypatch: pytest.MonkeyPatch) -> list[LedgerPast]:
    """Each time anything is learnt of postings."""
    found: list[LedgerPast] = []
    learn = pasts._past

    def heard(*of: Any) -> LedgerPast:
        found.append(learn(*of))
        return found[-1]

    monkeypatch.setattr(pasts, "_past", heard)
    return found


def test_next_year_learns_nothing_that_this_year_has_not(learnt: list[LedgerPast]) -> None:
    first = asked(postings())
    outcome(first)
    after = next_year(stopped(first))
    assert len(learnt) == 1
    alone = next_year(stopped(asked(postings())))
    assert len(learnt) == 2
    assert all((getattr(after, name) == getattr(alone, name)).all() for name in ("stops", "inflow", "left", "came"))
    assert (after.stops != next_year(first).stops).any(), "when rows stop decides next year"


def test_a_ledger_of_many_years_is_learnt_anew_for_next_year_which_looks_no_further_back(
    learnt: list[LedgerPast],
) -> None:
    long = asked(postings(54))
    outcome(long)
    after = next_year(long)
    assert [each.posted.frame.months for each in learnt] == [54, 54 - 12]
    assert (after.stops == next_year(asked(postings(54))).stops).all()


def test_all_that_is_learnt_from_tells_it_from_anything_else(learnt: list[LedgerPast]) -> None:
    this = asked(postings())
    rows, month = this.rows, np.timedelta64(31, "D")
    others = [
        this,
        replace(this, rows=CommitmentRows.none()),
        replace(this, rows=replace(rows, person=rows.person[::-1])),
        replace(this, rows=replace(rows, unit=rows.unit + 1)),
        replace(this, rows=replace(rows, start=rows.start + month)),
        replace(this, rows=replace(rows, probability=rows.probability - 1)),
        replace(this, rows=replace(rows, registered=rows.start)),
        replace(this, born=this.born + month),
        replace(this, measures=2),
        replace(this, closed=5),
        replace(this, arrived=np.ones(13)),
    ]
    whole = timeline(this.postings, 1, 2026, 6)
    for other in others:
        past(other, replace(whole, measures=other.measures, closed=12 + other.closed))
    assert len(learnt) == len(others)
    past(others[-1], whole)
    assert len(learnt) == len(others), "the last is kept"
    past(replace(others[-1], paths=7, seed=3, rows=stopped(this).rows), whole)
    assert len(learnt) == len(others)


def test_postings_after_the_year_are_none_of_its_own_but_of_next_year_s(learnt: list[LedgerPast]) -> None:
    this = asked(postings())
    later = replace(this.postings, month=this.postings.month + 12)
    outcome(replace(this, postings=later))
    next_year(replace(this, postings=later))
    assert [each.posted.booked.sum() for each in learnt] == [
        later.amount[later.month < january(2027)].sum(),
        later.amount.sum(),
    ]


def test_what_is_learnt_of_postings_goes_with_them(learnt: list[LedgerPast]) -> None:
    this = asked(postings())
    outcome(this)
    gone = weakref.ref(this.postings)
    assert this.postings in pasts._LEARNT
    del this
    gc.collect()
    assert gone() is None
