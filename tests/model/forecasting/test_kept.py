"""The same input is simulated once, and any other input anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec import Struct
from msgspec.structs import fields, replace

from styring_xl.model.forecasting.digest import digest
from styring_xl.model.forecasting.inputs import CommitmentRows, PostingRows, SimulationInput, january
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


ASKED = SimulationInput(CommitmentRows.none(), POSTINGS, BORN, 1, year=2026, closed=6, paths=50, seed=1)


def test_what_is_told_again_is_what_was_simulated_and_no_other() -> None:
    first, right = outcome_once(ASKED), outcome(ASKED)
    assert (first.draws == right.draws).all()
    assert outcome_once(replace(ASKED, postings=replace(POSTINGS), born=BORN.copy())) is first
    other = outcome_once(replace(ASKED, seed=2))
    assert other is not first
    with pytest.raises(ValueError, match="read-only"):
        other.parts[:] = 0


def test_next_year_is_kept_apart_from_this() -> None:
    first, right = next_year_once(ASKED), next_year(ASKED)
    assert first.came == pytest.approx(right.came)
    assert (first.inflow == right.inflow).all()
    assert next_year_once(replace(ASKED)) is first


def test_the_least_recently_asked_for_is_forgotten() -> None:
    made: list[bytes] = []
    few = LastFew[str](2)

    def make() -> str:
        made.append(key)
        return key.decode()

    for key in (b"a", b"b", b"a", b"c", b"a", b"b"):
        assert few.get(key, make) == key.decode()
    assert made == [b"a", b"b", b"c", b"b"]


def test_every_field_of_the_input_tells_inputs_apart() -> None:
    """Also one that is added some day, for the fields are asked for and not named."""
    number, day = np.zeros(1, np.int64), np.zeros(1, "datetime64[D]")
    rows = CommitmentRows(number, number, number, number, number, day, day, number, day)
    postings = PostingRows(number, number, number, number, day)
    asked = SimulationInput(rows, postings, day, 1, 2026, 6, 50, 1, np.ones(1))
    digests = [digest(asked), digest(replace(asked, rows=CommitmentRows.none())), digest(replace(asked, arrived=None))]
    for name in (each.name for each in fields(asked)):
        value: Any = getattr(asked, name)
        others = each_one_higher(value) if isinstance(value, Struct) else [value + 1]
        digests += [digest(replace(asked, **{name: other})) for other in others]
    assert len({*digests}) == len(digests) == 3 + 9 + 5 + 7


def each_one_higher(record: Any) -> list[Any]:
    return [replace(record, **{each.name: getattr(record, each.name) + 1}) for each in fields(record)]


def test_numbers_far_apart_say_the_same_as_close_ones() -> None:
    rows = CommitmentRows(
        np.arange(MANY),
        np.zeros(MANY, np.int64),
        np.full(MANY, 1_000_000),
        np.full(MANY, 10_000),
        np.zeros(MANY, np.int64),
        np.full(MANY, "2025-01-01", "datetime64[D]"),
        np.full(MANY, "NaT", "datetime64[D]"),
        np.full(MANY, 5_000),
        np.full(MANY, "NaT", "datetime64[D]"),
    )
    close = outcome(replace(ASKED, rows=rows))
    apart = replace(
        ASKED,
        rows=replace(rows, person=rows.person * 1000),
        postings=replace(POSTINGS, person=POSTINGS.person * 1000),
        born=np.repeat(BORN, 1000),
    )
    assert (outcome(apart).draws == close.draws).all()
