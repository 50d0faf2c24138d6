"""Whole numbers that stand for something, numbered without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl.model.arrays import Flags, Integers, Narrow

_ROOM: Final = 32
"""So many possible values a given one are counted off; more are sorted."""


def numbered(*arrays: Integers | Narrow) -> tuple[Integers, tuple[Integers, ...]]:
    """The distinct values of some arrays, rising, and of each array (n,) the places of its values among them (n,)."""
    low, room = _span(arrays)
    if room > _ROOM * sum(map(len, arrays)):
        found, places = np.unique(np.concatenate(arrays), return_inverse=True)
        parts = np.split(places.astype(np.int64, copy=False), np.cumsum([*map(len, arrays)])[:-1])
        return found.astype(np.int64, copy=False), tuple(parts)
    # Where the values lie close, to count them off takes a fifth of sorting them.
    there = _there(arrays, low, room)
    place = np.cumsum(there, dtype=np.int32)
    place -= 1
    return np.flatnonzero(there) + low, tuple(place[array - low].astype(np.int64) for array in arrays)


def distinct(*arrays: Integers | Narrow) -> Integers:
    """The distinct values of some arrays (n,) each, rising.

    ``np.unique`` of an array alone loads numpy's masked arrays, which takes a hundredth of a small refresh.
    """
    low, room = _span(arrays)
    if room > _ROOM * sum(map(len, arrays)):
        every: Integers = np.sort(np.concatenate(arrays)).astype(np.int64, copy=False)
        different: Integers = every[np.append(True, every[1:] != every[:-1])]
        return different
    return np.flatnonzero(_there(arrays, low, room)) + low


def _span(arrays: Sequence[Integers | Narrow]) -> tuple[int, int]:
    """The least value, and how many there are from it to the largest; 0 and 0 where there are none."""
    filled = [array for array in arrays if len(array)]
    low = min((int(array.min()) for array in filled), default=0)
    return low, max((int(array.max()) for array in filled), default=-1) - low + 1


def _there(arrays: Sequence[Integers | Narrow], low: int, room: int) -> Flags:
    """Which of the ``room`` values from ``low`` on are in some array, bool (room,)."""
    there = np.zeros(room, bool)
    for array in arrays:
        there[array - low] = True
    return there
