"""Sums by measure of what units have month by month."""

from __future__ import annotations

import numpy as np

from styring_xl.model.arrays import Floats, Integers


def by_measure(values: Floats, measure: Integers, measures: int) -> Floats:
    """The rows (u, k) of each measure's units added up, (measures, k), one after the other in their order."""
    width = values.shape[1]
    # One count over all cells takes a third of the time of adding row by row, and adds in the same order.
    cell = measure[:, None] * width + np.arange(width)
    sums = np.bincount(cell.ravel(), values.ravel(), measures * width).astype(np.float64, copy=False)
    return sums.reshape(measures, width)


def months_by_measure(values: Floats, measure: Integers, measures: int) -> Floats:
    """The columns (k, u) of each measure's units added up, (measures, k); ``measure`` (u,) rises."""
    sums = np.zeros((measures, len(values)))
    opens = np.flatnonzero(np.append(True, measure[1:] != measure[:-1]))[: len(measure)]
    sums[measure[opens]] = np.add.reduceat(values, opens, axis=1).T if len(opens) else 0.0
    return sums


def rising(months: Floats) -> Floats:
    """The sums of all months before each, and of all: (t + 1, u) of (t, u)."""
    sums = np.zeros((len(months) + 1, months.shape[1]))
    # Row by row: NumPy's own sum along the first axis goes down column by column, and takes fifteen times as long.
    for at, month in enumerate(months):
        np.add(sums[at], month, out=sums[at + 1])
    return sums
