"""Runs of records that say the same as an earlier run, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.model.arrays import Integers

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
"""Odd, with its bits spread: different records get different numbers but for one in many billions."""


class RepeatedRun(Struct, frozen=True):
    """``length`` records from ``start`` on, counted from 0, that are those from ``earlier`` on once more."""

    start: int
    earlier: int
    length: int


def repeated_runs(fields: Sequence[Integers], fewest: int) -> list[RepeatedRun]:
    """The runs of records, arrays (n,) of whole numbers each, that stood before in the same order, not overlapping.

    Only those with at least ``fewest`` different records: the same payment again and again is no run.
    """
    keys = np.zeros(len(fields[0]), np.uint64)
    for each in fields:
        keys = (keys ^ each.view(np.uint64)) * _MIX
        keys ^= keys >> np.uint64(29)
    rising = np.sort(keys)
    if int((rising[1:] == rising[:-1]).sum()) < fewest:
        return []
    before = _before(keys)
    # Where the record above has its like right above this one's, it is one run.
    goes_on = np.append(False, (before[:-1] >= 0) & (before[1:] == before[:-1] + 1))
    starts = np.flatnonzero(~goes_on)
    lengths = np.diff(np.append(starts, len(before)))
    long = (before[starts] >= 0) & (lengths >= fewest)
    found: list[RepeatedRun] = []
    for start, length in zip(starts[long].tolist(), lengths[long].tolist(), strict=True):
        earlier = int(before[start])
        here, there = slice(start, start + length), slice(earlier, earlier + length)
        if earlier + length > start or len({*keys[here].tolist()}) < fewest:
            continue
        if all((each[here] == each[there]).all() for each in fields):
            found.append(RepeatedRun(start, earlier, length))
    return found


def _before(keys: NDArray[np.uint64]) -> Integers:
    """The place of the last earlier record with the same key (n,), -1 where there is none."""
    order = np.argsort(keys, kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    found = np.full(len(keys), -1, np.int64)
    found[order[1:][same]] = order[:-1][same]
    return found
