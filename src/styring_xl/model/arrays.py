"""The array types of the model and the doors by which values enter them."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers: TypeAlias = NDArray[np.int64]
Narrow: TypeAlias = NDArray[np.int32]
"""Numbers that fit in 32 bits whatever the workbook: rows of a sheet, codes of names, years and months. A product or a
key made of them is made in 64."""
Dates: TypeAlias = NDArray[np.datetime64]
Flags: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]
States: TypeAlias = NDArray[np.int8]
"""What of a few things each row is: a byte a row, as a million rows of eight are slow to fill."""


def integers(values: ArrayLike, length: int | None = None) -> Integers:
    """Whole numbers as a one-dimensional int64 array; with ``length`` a single number is repeated.

    Raises TypeError for anything but whole numbers (a float must be turned into øre or ten-thousandths by a rule that
    says how it rounds, never by a silent cast), and ValueError when the length does not fit.
    """
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise TypeError(f"whole numbers expected, got {array.dtype}")
    if array.dtype == np.uint64 and array.size and int(array.max()) > np.iinfo(np.int64).max:
        raise TypeError("whole numbers beyond 64 bits")
    whole = array.astype(np.int64, copy=False)
    if length is not None:
        return whole if whole.shape == (length,) else np.broadcast_to(whole, (length,))
    if whole.ndim != 1:
        raise ValueError(f"one dimension expected, got {whole.ndim}")
    return whole


def dates(values: ArrayLike, length: int | None = None) -> Dates:
    """Dates as a one-dimensional datetime64[D] array; None and NaT are a missing date.

    Days and not nanoseconds: 31-12-9999, the field's word for an open end, lies outside the nanosecond range.
    Raises ValueError when the length does not fit.
    """
    days = np.asarray(values, dtype="datetime64[D]")
    if length is not None:
        return days if days.shape == (length,) else np.broadcast_to(days, (length,))
    if days.ndim != 1:
        raise ValueError(f"one dimension expected, got {days.ndim}")
    return days
