"""The level of inflow: how many new ones begin in a month, now and some months ahead, from the months so far.

A Poisson model with a Gaussian process of the logarithm (Rasmussen and Williams, *Gaussian Processes for Machine
Learning* (2006), § 3 and § 5.4): its level may wander, it may grow or fall steadily, and each year has a level of its
own. How much of each there is, is told by the series of all measures together: what moves one often moves many.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl.model.arrays import Floats

_WANDERS: Final = (0.0, 0.0004, 0.0016, 0.006)
"""What a month may add to the variance of the level's logarithm."""
_GROWS: Final = (0.0, 0.01, 0.02, 0.03)
"""The deviation of a measure's growth a month from none; all combinations with the above are as likely beforehand."""
_OF_A_YEAR: Final = 1.0
"""The variance of a year's own level, times a year's inflow: with chance, it makes a year's inflow vary as it does."""
_FADES: Final = 12.0
_CHANCE: Final = 1.6
"""Variance over mean of a quarter's inflow where its level is known: some arrive together."""
_QUARTER: Final = 3
_ROUNDS: Final = 2
_FALLS: Final = -2.0
_RISES: Final = 1.5
_DOUBT: Final = 0.5


def level(counts: Floats, usual: Floats, ahead: float) -> tuple[Floats, Floats]:
    """The rate (m,) at which new ones arrive in ``ahead`` months, and its relative deviation (m,).

    ``counts`` (m, t) of each month; ``usual`` (m, t) what of an even rate of 1 a month would show: less than 1 in a
    young month, where not all that began is seen. The deviation leaves out what a year's own level adds.
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

    # The curve is bent towards the counts as in any generalised linear model: twice is near enough.
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
    # What grows by an unsure factor grows by more than the middle of it, on average; how few were counted is no growth.
    counted = _CHANCE / np.maximum(counts.sum(axis=1), 0.5)
    grown = np.maximum(doubt - counted[:, None], 0.0)
    each = np.exp(np.clip(found[..., -1], _FALLS, _RISES) + grown / 2)
    rate = each @ weight
    spread = np.sqrt(np.maximum((each**2 * np.exp(doubt)) @ weight / rate**2 - 1, 0.0))
    return rate * long * (counts.sum(axis=1) > 0), spread


def _ways(time: Floats) -> Floats:
    """The covariance (g, t, t) of the level's logarithm at the months ``time`` (t,), as it may wander and grow."""
    off = time - time[:-1].mean()
    grows = off[:, None] * off
    wanders = np.where(grows > 0, np.minimum(np.abs(off)[:, None], np.abs(off)), 0.0)
    return np.array([wander * wanders + grow**2 * grows for wander in _WANDERS for grow in _GROWS])
