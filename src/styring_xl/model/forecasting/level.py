"""The level of inflow: how many new units begin a month, some months ahead, judged by the months so far.

Counts are Poisson, and the logarithm of their level is a Gaussian process (Rasmussen and Williams, *Gaussian Processes
for Machine Learning* (2006), § 3 and § 5.4) with three movements: it wanders, it grows or falls steadily, and each year
has a level of its own. How strong the first two are is averaged over a grid of possibilities, each weighed by how well
it explains all measures together.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl.model.arrays import Floats

_WANDERS: Final = (0.0, 0.0004, 0.0016, 0.006)
"""The grid: what each month adds to the variance of the level's logarithm."""
_GROWS: Final = (0.0, 0.01, 0.02, 0.03)
"""The grid: standard deviation of the growth a month. All 16 combinations are equally likely beforehand."""
_OF_A_YEAR: Final = 1.0
"""A year's own level has this variance divided by the year's expected inflow; with ``_CHANCE`` a year's count then
varies as it does in practice (DOMAIN § 13)."""
_FADES: Final = 12.0
"""Months apart at which two months' own levels have nothing in common any more."""
_CHANCE: Final = 1.6
"""Variance over mean of a quarter's inflow at a known level: more than Poisson's 1, for siblings begin together."""
_QUARTER: Final = 3
_ROUNDS: Final = 2
"""Newton steps of the fit; more move nothing that matters."""
_FALLS: Final = -2.0
_RISES: Final = 1.5
"""The logarithm of the level is kept within these bounds of the measure's mean."""
_DOUBT: Final = 0.5
"""The largest variance of the level's logarithm."""


def level(counts: Floats, usual: Floats, ahead: float) -> tuple[Floats, Floats]:
    """How many units (m,) begin a month, ``ahead`` months from now, and the relative standard deviation of it (m,).

    counts (m, t): beginnings seen in each month; usual (m, t): what would have been seen at a rate of 1 a month, less
    than 1 in a young month, where not all that began is seen yet. The deviation leaves out each year's own level,
    which the simulation adds.
    """
    measures, months = counts.shape
    if not months or not measures:
        return np.zeros(measures), np.zeros(measures)
    last = np.arange(months, 0, -_QUARTER)[::-1]
    first = np.maximum(last - _QUARTER, 0)
    came = np.add.reduceat(counts, first, axis=1)
    due = np.maximum(np.add.reduceat(usual, first, axis=1), 0.05)
    long = np.maximum(counts.sum(axis=1), 0.5) / np.maximum(usual.sum(axis=1), 1.0)
    yearly = (_OF_A_YEAR / (12 * long))[:, None, None, None]
    time = np.append((first + last) / 2 - months, ahead)
    kept = _ways(time) + 1.0 + yearly * np.maximum(1 - np.abs(time[:, None] - time) / _FADES, 0.0)

    # Newton's method (iteratively reweighted least squares), for each combination of the grid.
    curve = np.zeros((measures, len(last)))
    for _ in range(_ROUNDS):
        mean = long[:, None] * np.exp(curve) * due
        seen = np.clip(curve + (came - mean) / mean, _FALLS, 3.0)
        noisy = kept[..., :-1, :-1] + (_CHANCE / np.maximum(mean, 0.05))[:, None, None, :] * np.eye(len(last))
        solved = np.linalg.solve(noisy, np.broadcast_to(seen[:, None, :, None], (*noisy.shape[:3], 1)))
        told = -0.5 * (seen[:, None] * solved[..., 0]).sum(axis=-1) - 0.5 * np.linalg.slogdet(noisy)[1]
        weight = np.exp(told.sum(axis=0) - told.sum(axis=0).max())
        weight = weight / weight.sum()
        found = (kept[..., :-1] @ solved)[..., 0]
        curve = np.maximum(np.einsum("g,mgt->mt", weight, found[..., :-1]), _FALLS)
    cross = kept[..., -1:, :-1]
    doubt = kept[..., -1, -1] - (cross @ np.linalg.solve(noisy, cross.swapaxes(-1, -2)))[..., 0, 0]
    doubt = np.clip(doubt - yearly[..., 0, 0], 0.0, _DOUBT)
    # The mean of exp(x) is exp(mean + variance / 2). The part of the variance that only says how few were counted is
    # left out of that.
    counted = _CHANCE / np.maximum(counts.sum(axis=1), 0.5)
    grown = np.maximum(doubt - counted[:, None], 0.0)
    each = np.exp(np.clip(found[..., -1], _FALLS, _RISES) + grown / 2)
    rate = each @ weight
    spread = np.sqrt(np.maximum((each**2 * np.exp(doubt)) @ weight / rate**2 - 1, 0.0))
    return rate * long * (counts.sum(axis=1) > 0), spread


def _ways(time: Floats) -> Floats:
    """The covariance (16, t, t) of the level's logarithm at the months ``time`` (t,), for each combination of the
    grid."""
    off = time - time[:-1].mean()
    grows = off[:, None] * off
    wanders = np.where(grows > 0, np.minimum(np.abs(off)[:, None], np.abs(off)), 0.0)
    return np.array([wander * wanders + grow**2 * grows for wander in _WANDERS for grow in _GROWS])
