"""Simulated results moved further from P50, by a factor: a stated one where the ledger is young, or what is asked."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from styring_xl.model.arrays import Integers
from styring_xl.model.quantile import median

_YOUNG: Final = 0.35
"""By so much further from P50 do results lie than the paths say, where the ledger covers less than a year: it has not
shown a whole year's inflow, leavings and late invoices, and there is no earlier year to hold the forecast against."""
_WHOLE: Final = 12
_TAPER: Final = 4
"""It falls to none over the last so many months before twelve."""
_ANY: Final = 2
"""It rises from none over the first so many months: without a ledger every deviation is a stated default already."""


def young(months: int) -> float:
    """The factor, 1 or more, on how far from P50 results lie, by the closed months that the ledger covers."""
    return 1 + _YOUNG * min(max(_WHOLE - months, 0) / _TAPER, 1.0) * min(months / _ANY, 1.0)


def widen(draws: Integers, parts: NDArray[np.float32], months: NDArray[np.float32], by: float, closed: int) -> None:
    """Move every path ``by`` times as far from the middle, in place. P50 of the total stays where it is.

    draws, parts, months: as in ``simulation.Paths``; months and parts go on summing to the draws. Of the months only
    those after ``closed`` move, or December where all are closed. Each part keeps its share of the spread; the
    difference between the median and the mean goes to the part that varies most.
    """
    middle, mean = median(draws), draws.mean(axis=0)
    # Where results are skewed, P50 of the total is not the sum of the measures' P50. Each measure is moved around a
    # middle that lies so far from its median towards its mean that the middles sum to P50 of the total.
    skew = float((mean - middle).sum())
    share = float(np.clip((median(draws.sum(axis=1)) - middle.sum()) / skew, 0.0, 1.0)) if skew else 0.0
    middle = middle + share * (mean - middle)
    moved = np.rint(middle + by * (draws - middle)).astype(np.int64)
    means = parts.mean(axis=1, keepdims=True, dtype=np.float64)
    wider = means + by * (parts - means)
    largest = np.argmax(wider.std(axis=1), axis=0)
    wider[largest, :, np.arange(wider.shape[2])] += ((by - 1) * (mean - middle))[:, None]
    parts[:] = wider
    size = np.abs(months).sum(axis=0, dtype=np.float64)
    size[:, :closed] = 0.0
    size[:, 11] += 1e-9
    months += (moved - draws)[:, :, None] * (size / size.sum(axis=1, keepdims=True))
    draws[:] = moved
