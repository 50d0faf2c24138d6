"""The same input is simulated once, and any other input anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from styring_xl.model.forecasting import kept
from styring_xl.model.forecasting.inputs import CommitmentRows, PostingRows, january
from styring_xl.model.forecasting.kept import LastFew, next_year_once, outcome_once
from styring_xl.model.forecasting.next_year import next_year
from styring_xl.model.forecasting.run import outcome

MANY, MONTHS = 12, 18
POSTINGS = PostingRows(
    np.repeat(np.arange(MANY), MONTHS),
    np.zeros(MANY * MONTHS, np.int64),
    np.repeat(1_000_000 + 10_000 * np.arange(MANY), MONTHS),
    np.tile(january(2025) + np.arange(MONTHS), MANY),
    np.full(MANY * MONTHS, "NaT", "datetime64[D]"),
)
BORN = np.full(MANY, "2010-01-01", "datetime64[D]")


def test_what_is_told_again_is_what_was_simulated_and_no_other() -> None:
    rows = CommitmentRows.none()
    first = outcome_once(rows, POSTINGS, BORN, 1, year=2026, closed=6, paths=50, seed=1)
    right = outcome(rows, POSTINGS, BORN, 1, year=2026, closed=6, paths=50, seed=1)
    assert (first.draws == right.draws).all()
    assert outcome_once(rows, replace(POSTINGS), BORN.copy(), 1, year=2026, closed=6, paths=50, seed=1) is first
    dearer = replace(POSTINGS, amount=POSTINGS.amount + 1)
    younger = np.full(MANY, "2010-01-02", "datetime64[D]")
    others = [
        outcome_once(rows, dearer, BORN, 1, year=2026, closed=6, paths=50, seed=1),
        outcome_once(rows, POSTINGS, younger, 1, year=2026, closed=6, paths=50, seed=1),
        outcome_once(rows, POSTINGS, BORN, 1, year=2026, closed=5, paths=50, seed=1),
        outcome_once(rows, POSTINGS, BORN, 1, year=2026, closed=6, paths=50, seed=2),
    ]
    assert len({id(each) for each in (first, *others)}) == 5
    with pytest.raises(ValueError, match="read-only"):
        others[-1].parts[:] = 0


def test_next_year_is_kept_apart_from_this() -> None:
    rows = CommitmentRows.none()
    first = next_year_once(rows, POSTINGS, BORN, 1, year=2026, closed=6, paths=20, seed=1)
    right = next_year(rows, POSTINGS, BORN, 1, year=2026, closed=6, paths=20, seed=1)
    assert first.came == pytest.approx(right.came)
    assert (first.inflow == right.inflow).all()
    assert next_year_once(rows, POSTINGS, BORN, 1, year=2026, closed=6, paths=20, seed=1) is first


def test_the_least_recently_asked_for_is_forgotten() -> None:
    made: list[bytes] = []
    few = LastFew[str](2)

    def make() -> str:
        made.append(key)
        return key.decode()

    for key in (b"a", b"b", b"a", b"c", b"a", b"b"):
        assert few.get(key, make) == key.decode()
    assert made == [b"a", b"b", b"c", b"b"]


def test_every_column_of_the_input_tells_inputs_apart() -> None:
    rows = CommitmentRows.none()
    one = replace(rows, **{name: np.zeros(1, "datetime64[D]" if name in DAYS else np.int64) for name in NAMES})
    digests = {kept._digest(rows, POSTINGS, BORN, None, (1,)), kept._digest(one, POSTINGS, BORN, None, (1,))}
    for name in NAMES:
        other = replace(one, **{name: np.ones(1, "datetime64[D]" if name in DAYS else np.int64)})
        digests.add(kept._digest(other, POSTINGS, BORN, None, (1,)))
    digests.add(kept._digest(one, POSTINGS, BORN, np.zeros(1), (1,)))
    assert len(digests) == len(NAMES) + 3


NAMES = ("person", "measure", "rate", "quantity", "unit", "start", "stop", "probability", "registered")
DAYS = ("start", "stop", "registered")
