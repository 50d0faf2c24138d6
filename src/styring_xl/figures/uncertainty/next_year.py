"""The stops and the inflow that are expected of next year, by measure, from a workbook's rows and postings."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty.columns import ForecastColumns, Way
from styring_xl.figures.uncertainty.compute import SEED, lack, paths_for
from styring_xl.figures.uncertainty.lines import THIN
from styring_xl.model.arrays import Dates, Flags, Floats, Integers
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.history.history import History
from styring_xl.reading.ledger.rows import Ledger

_MOST: Final = 300
"""Simulated years at most; more would not make P10 and P90 surer than the model is."""


class NextMovement(Struct, frozen=True):
    """Per measure, in the order of ``Figures.measures``: what is expected of next year beyond the commitments.

    ``why`` says why nothing is expected; all is 0 then. ``left`` and ``came`` (m,) are tenths of full-year persons on
    average: stops that have not been granted, less granted ones that are prolonged, and cases that are not known yet.
    ``thin`` (m,) are measures with too few citizens to tell. ``stops`` and ``inflow`` (paths, m) are what the simulated
    years add for them, each over its mean, so that a mean in kroner makes a spread in kroner of them.
    """

    why: str
    left: Integers
    came: Integers
    thin: Flags
    stops: Floats
    inflow: Floats


def nothing(why: str, measures: int) -> NextMovement:
    """No movement at all, and why not."""
    none, paths = np.zeros(measures, np.int64), np.zeros((0, measures))
    return NextMovement(why, none, none, np.zeros(measures, bool), paths, paths)


def next_movement(
    made: ForecastColumns,
    rows: Commitments,
    ledger: Ledger,
    figures: Figures,
    history: History,
    stop: Dates,
    *,
    simulates: bool = True,
) -> NextMovement:
    """What a simulation expects of the year after ``figures.year``.

    ``made`` is what ``columns`` makes of ``rows`` and ``ledger``. ``stop`` (n,) are the stops as they count, those by
    age among them, so that nobody leaves twice. Where it is not to be simulated, it says of which measures something
    could be expected, and 0 of each.
    """
    size = len(figures.measures)
    if why := lack(made, ledger, figures):
        return nothing(why, size)
    thin = (made.cases < THIN) & (made.way == Way.CASES)
    if not simulates:
        return replace(nothing("", size), thin=thin)
    # Imported here, because most commands simulate nothing.
    from styring_xl.figures.uncertainty.arrived import arrived
    from styring_xl.model.forecasting.kept import next_year_once

    paths = min(paths_for(int(made.cases.sum()), len(made.measures)), _MOST)
    told = None if made.dated else arrived(history, figures)
    asked = made.stopping(rows, stop).asked(figures.year, figures.closed, paths, SEED, told)
    found = next_year_once(asked)
    at = made.measures
    left, came = np.zeros((2, size), np.int64)
    left[at], came[at] = np.rint(found.left * 10), np.rint(found.came * 10)
    stops, inflow = np.zeros((2, paths, size))
    stops[:, at], inflow[:, at] = _over_mean(found.stops), _over_mean(found.inflow)
    return NextMovement("", left, came, thin, stops, inflow)


def _over_mean(paths: NDArray[np.float32]) -> Floats:
    """Simulated years over their mean (paths, m); a mean below a krone is none."""
    means = paths.mean(axis=0, dtype=np.float64)
    over: Floats = np.where(np.abs(means) < 100, 0.0, paths / np.where(np.abs(means) < 100, 1.0, means))
    return over
