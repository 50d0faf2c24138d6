"""What the simulation would have said of earlier years, each from what was booked when the same month was closed."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty.columns import LEAST_MONTHS, ForecastColumns
from styring_xl.model.arrays import Integers
from styring_xl.model.forecasting.inputs import CommitmentRows, PostingRows, january
from styring_xl.model.forecasting.kept import outcome_once
from styring_xl.model.numbering import distinct
from styring_xl.model.periods import DAY

_PATHS: Final = 200
"""Simulated years of each earlier year: enough for a median, and quick enough for a button."""
_YEARS: Final = ((300, 2), (2_000, 1))
"""(citizens, years): with up to so many citizens so many earlier years are tried, so that a button stays quick."""


class SimulatedBefore(Struct, frozen=True, eq=False):
    """An earlier year as it stood when the same month was closed; øre, in the order of ``Figures.measures``.

    ``draws`` (paths, m) is the year's result, ``booked`` (m, 12) what was booked by then. Both are 0 for measures that
    are not simulated by their cases.
    """

    draws: Integers
    booked: Integers


def simulate_before(made: ForecastColumns, figures: Figures, seed: int) -> tuple[SimulatedBefore, ...]:
    """The years before, the latest first.

    From postings alone, as the rows of then are not known. A posting counts that was booked as soon after the
    closed month as the latest of this year's has been. A year without all its months, or with too few before it, and
    those before that, are not tried.
    """
    closed = figures.closed
    citizens = int(made.cases.sum())
    most = next((years for cases, years in _YEARS if citizens <= cases), 0)
    if not 1 <= closed <= 11:
        return ()
    postings, found = made.postings, []
    lag = _lag(postings, january(figures.year) + closed)
    for back in range(1, most + 1):
        now = january(figures.year - back) + closed
        if not figures.history.known[back - 1].all():
            break
        seen = (postings.month < now) & ~(postings.booked > _end(now) + lag)
        if len(distinct(postings.month[seen])) < LEAST_MONTHS:
            break
        made_of = postings.take(seen)
        then = replace(made, rows=CommitmentRows.none(), postings=made_of)
        simulated = outcome_once(then.asked(figures.year - back, closed, _PATHS, seed, None))
        measures = len(figures.measures)
        draws, booked = np.zeros((_PATHS, measures), np.int64), np.zeros((measures, 12), np.int64)
        draws[:, made.measures] = simulated.draws
        year = made_of.month >= now - closed
        at = (made.measures[made_of.measure[year]], made_of.month[year] - (now - closed))
        np.add.at(booked, at, made_of.amount[year])
        found.append(SimulatedBefore(draws, booked))
    return tuple(found)


def _lag(postings: PostingRows, now: int) -> np.timedelta64:
    """How long after the closed months' end the latest posting known was booked; nothing where no day is known."""
    booked = postings.booked[~np.isnat(postings.booked)]
    return max(booked.max() - _end(now), np.timedelta64(0, "D")) if len(booked) else np.timedelta64(0, "D")


def _end(month: int) -> np.datetime64:
    """The last day before a month."""
    first: np.datetime64 = np.datetime64(month, "M").astype("datetime64[D]")
    return first - DAY
