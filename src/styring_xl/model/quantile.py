"""Quantiles and medians, without numpy's own, which load its masked arrays: a hundredth of a small refresh."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from styring_xl.model.arrays import Floats


def quantiles(values: NDArray[np.int64 | np.float64], chances: ArrayLike) -> Floats:
    """The quantiles of values (n, …), n at least 1, by straight lines between the values in order: as ``chances`` and,
    after them, as the axes of ``values`` but the first.

    Value for value what ``np.quantile`` gives along that axis, in half of its time for a thousand values.
    """
    place = (len(values) - 1) * np.asarray(chances)
    before = place.astype(np.intp)
    after = np.minimum(before + 1, len(values) - 1)
    ordered = np.partition(values, np.append(before, after), axis=0)
    low, high = ordered[before], ordered[after]
    share = (place - before).reshape(place.shape + (1,) * (values.ndim - 1))
    # From the nearer of the two, as a difference rounded off is multiplied.
    return np.where(share < 0.5, low + (high - low) * share, high - (high - low) * (1 - share))


def median(values: NDArray[np.int64 | np.float64]) -> Floats:
    """The middle of values (n, …) along the first axis, n at least 1, or the mean of the two in the middle.

    Value for value what ``np.median`` gives along that axis.
    """
    size = len(values)
    ordered = np.partition(values, [(size - 1) // 2, size // 2], axis=0)
    middle: Floats = (ordered[(size - 1) // 2].astype(np.float64) + ordered[size // 2]) / 2
    return middle
