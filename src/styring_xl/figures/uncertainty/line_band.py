"""The measures whose uncertainty is judged by their own earlier years: those without citizens, and those whose postings
do not say whose they are.

The simulated draws (paths, m), parts and months are changed in place.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty.columns import ForecastColumns, Way
from styring_xl.model import choice
from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.forecasting.parts import PARTS
from styring_xl.model.quantile import quantiles

_LINE_SPREAD: Final = 0.21
"""The deviation of a line's whole year where it has no earlier years to tell it: on 1.021 real line-years 12M is off by
16,8 % on average (DOMAIN § 13), which is this standard deviation."""
_NINTH_DECILE: Final = 1.2816
"""P90 of the normal distribution."""


class LineBand(Struct, frozen=True):
    """What the measures' own months say of the year, (m,) øre: by the best of 12/12 and 12M, and how far off such
    forecasts have been below and above, where ``known``."""

    said: Integers
    below: Integers
    above: Integers
    known: Flags

    @staticmethod
    def of(figures: Figures) -> LineBand:
        closed, history = figures.closed, figures.history
        this_year = np.where(np.arange(12) < closed, figures.by_measure, 0)
        said: Integers = figures.by_measure.sum(axis=1)
        if history.known[0].all():
            chosen = choice.choose(history.booked, history.known, this_year, closed).method
            said = choice.applied(chosen, history.booked, this_year, closed)
        band = choice.bounds(history.booked, history.known, this_year, closed)
        return LineBand(said, np.maximum(said - band.low, 0), np.maximum(band.high - said, 0), band.known)


class _Simulated(Struct, frozen=True):
    draws: Integers
    parts: NDArray[np.float32]
    months: Floats
    closed: int

    def move(self, at: int, change: Integers) -> None:
        """Change a measure's draws by so many øre, spread over the months that are left."""
        ahead = max(12 - self.closed, 1)
        self.draws[:, at] += change
        self.parts[PARTS.index("loose"), :, at] += change
        self.months[:, 12 - ahead :] += (change / ahead)[:, None]


def spread(
    figures: Figures,
    made: ForecastColumns,
    draws: Integers,
    parts: NDArray[np.float32],
    months: Floats,
    seed: int,
) -> None:
    """Draw what is forecast as a line around what its own months say, and the others without a citizen as far from
    their P50 as lines have been off before: simulated alone, the months of a line stray less than its years do."""
    lines = np.flatnonzero(made.way == Way.LINE).tolist()
    loose = np.flatnonzero(_loose(figures, made)).tolist()
    if not lines and not loose:
        return
    band, found = LineBand.of(figures), _Simulated(draws, parts, months, figures.closed)
    rng = np.random.default_rng(seed)
    for at in lines:
        usual = _LINE_SPREAD * abs(int(band.said[at])) * (max(12 - figures.closed, 1) / 12) ** 0.5 * _NINTH_DECILE
        below, above = (float(each[at]) if band.known[at] else usual for each in (band.below, band.above))
        drawn = rng.standard_normal(len(draws)) / _NINTH_DECILE
        off = np.rint(np.where(drawn < 0, drawn * below, drawn * above)).astype(np.int64)
        found.move(at, band.said[at] + off - draws[:, at])
    for at in loose:
        low, middle, high = quantiles(draws[:, at], (0.1, 0.5, 0.9))
        if band.known[at] and low < middle < high:
            off = draws[:, at] - middle
            wider = np.where(off < 0, band.below[at] / (middle - low), band.above[at] / (high - middle))
            found.move(at, np.rint(off * (wider - 1)).astype(np.int64))


def _loose(figures: Figures, made: ForecastColumns) -> Flags:
    """The simulated measures (m,) that have neither a citizen nor a row, but something booked."""
    has_rows = np.zeros(len(figures.measures), bool)
    has_rows[figures.measure[figures.full.any(axis=1)]] = True
    simulated = np.zeros(len(figures.measures), bool)
    simulated[made.measures] = True
    return np.asarray(simulated & ~has_rows & (made.way == Way.CASES) & (made.cases == 0), bool)
