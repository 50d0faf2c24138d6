"""The whole forecast in one call: rows and postings are gathered, estimated from, simulated, and summed up."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from styring_xl.model.arrays import Floats, Integers
from styring_xl.model.forecasting.inputs import SimulationInput
from styring_xl.model.forecasting.parts import PARTS
from styring_xl.model.forecasting.past import past
from styring_xl.model.forecasting.plan import SimulationPlan, plan
from styring_xl.model.forecasting.simulation import Paths, simulate
from styring_xl.model.forecasting.units import gather, timeline
from styring_xl.model.forecasting.widening import widen, young
from styring_xl.model.quantile import quantiles


class Outcome(Struct, frozen=True):
    """The year as simulated, per measure, in øre.

    ``known`` int64 (m,) is *Forventet regnskab*, ``known_months`` int64 (m, 12) its months. ``draws`` int64 (paths, m):
    the year's result. ``parts`` (6, paths, m): what makes it differ from ``known``, in the order of ``PARTS``.
    ``months`` (paths, m, 12): the year's months. ``late`` (m, 12): what is still expected of each closed month.
    """

    known: Integers
    known_months: Integers
    draws: Integers
    parts: NDArray[np.float32]
    months: NDArray[np.float32]
    late: Floats
    wider: float = 1.0
    """The factor by which results lie further from P50 because the ledger is young, 1 for none."""

    @property
    def names(self) -> tuple[str, ...]:
        """What each of ``parts`` is."""
        return PARTS

    @property
    def total(self) -> Integers:
        """The year's result in all, int64 (paths,): the sum over measures, path by path."""
        sums: Integers = self.draws.sum(axis=1)
        return sums

    def quantiles(self, chances: ArrayLike = (0.1, 0.5, 0.9)) -> Floats:
        """Øre (len(chances), m + 1): the quantiles of each measure and, last, of the total."""
        both = np.concatenate([self.draws, self.total[:, None]], axis=1)
        found: Floats = quantiles(both, np.asarray(chances))
        return found

    def mean_parts(self) -> Floats:
        """Øre (parts, m + 1): the mean of each part per measure and, last, in all."""
        means = self.parts.mean(axis=1, dtype=np.float64)
        return np.concatenate([means, means.sum(axis=1, keepdims=True)], axis=1)


def outcome(asked: SimulationInput) -> Outcome:
    """Simulate a year. Raises ValueError when ``closed`` is not -12..12 or ``paths`` < 1."""
    if asked.paths < 1:
        raise ValueError("at least one path is needed")
    whole = timeline(asked.postings, asked.measures, asked.year, asked.closed)
    known = past(asked, whole)
    made: SimulationPlan = plan(gather(known.posted, asked.rows, whole), known)
    by = young(known.posted.watched)
    del known
    found: Paths = simulate(made, asked.paths, asked.seed)
    if by > 1:
        widen(found.draws, found.parts, found.months, by, asked.closed)
    return Outcome(made.known.sum(axis=1), made.known, found.draws, found.parts, found.months, found.late, by)
