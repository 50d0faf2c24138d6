"""How much wider the simulated results must lie around P50, told from the workbook's own earlier years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl.figures.uncertainty.earlier import SimulatedBefore
from styring_xl.model.arrays import Integers
from styring_xl.model.conformal import widening
from styring_xl.model.quantile import quantiles

_SHARE_OF_ALL: Final = 0.01
"""Measures with less than this share of a year's cost are left out, as they say little of how sure the year is."""


def factor(earlier: Sequence[SimulatedBefore], results: Integers) -> float:
    """How much further from P50 results must be expected, 1 or more; 1 where fewer than two earlier years tell.

    ``earlier`` are the years before as they would have been simulated when the same month was closed, the latest first;
    ``results`` (years, m) øre is what they came to.
    """
    if len(earlier) < 2:
        return 1.0
    errors, reach = [], []
    for before, result in zip(earlier, results[: len(earlier)], strict=True):
        low, middle, high = quantiles(before.draws, (0.1, 0.5, 0.9))
        told = (high > low) & (np.abs(result) > _SHARE_OF_ALL * np.abs(result).sum())
        off = result - middle
        errors.append(np.where(told, off, np.nan))
        reach.append(np.where(off < 0, middle - low, high - middle))
    return widening(np.array(errors), np.array(reach))
