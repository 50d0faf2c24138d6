"""Runs of records that say the same as an earlier run, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.model.arrays import Flags, Integers, Narrow

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
"""Odd, with its bits spread, so that few different records get the same number."""
_AT_ONCE: Final = 1 << 16
"""Records that are gone through together."""


class RepeatedRun(Struct, frozen=True):
    """``length`` records from ``start`` on, counted from 0, that are those from ``earlier`` on once more."""

    start: int
    earlier: int
    length: int


def repeated_runs(fields: Sequence[Integers | Narrow], fewest: int) -> list[RepeatedRun]:
    """The runs of records, arrays (n,) of whole numbers each, that stood before in the same order, not overlapping.

    Only those with at least ``fewest`` different records: the same payment again and again is no run.
    """
    keys = _keys(fields)
    keys.sort()
    twice = keys[1:][keys[1:] == keys[:-1]]
    if len(twice) < fewest:
        return []
    keys = _keys(fields)
    at = np.concatenate([start + np.flatnonzero(_are_among(part, twice)) for start, part in _parts(keys)])
    keys = keys[at]
    before = _before(keys, at)
    # Where the record above has its like right above this one's, it is one run.
    goes_on = (before[:-1] >= 0) & (before[1:] == before[:-1] + 1) & (at[1:] == at[:-1] + 1)
    starts = np.flatnonzero(np.append(True, ~goes_on))
    lengths = np.diff(np.append(starts, len(at)))
    long = (before[starts] >= 0) & (lengths >= fewest)
    found: list[RepeatedRun] = []
    for place, length in zip(starts[long].tolist(), lengths[long].tolist(), strict=True):
        start, earlier = int(at[place]), int(before[place])
        here, there = slice(start, start + length), slice(earlier, earlier + length)
        if earlier + length > start or len({*keys[place : place + length].tolist()}) < fewest:
            continue
        if all((each[here] == each[there]).all() for each in fields):
            found.append(RepeatedRun(start, earlier, length))
    return found


def _keys(fields: Sequence[Integers | Narrow]) -> NDArray[np.uint32]:
    """A number for each record (n,), the same for records that are the same, and for few others."""
    keys = np.empty(len(fields[0]), np.uint32)
    for start, part in _parts(keys):
        mixed = np.zeros(len(part), np.uint64)
        for each in fields:
            mixed ^= each[start : start + _AT_ONCE].astype(np.int64).view(np.uint64)
            mixed *= _MIX
            mixed ^= mixed >> np.uint64(29)
        part[:] = mixed >> np.uint64(32)
    return keys


def _parts(keys: NDArray[np.uint32]) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    """Some of the keys at a time, and where they begin: a ledger of half a million is held in few bytes."""
    return ((start, keys[start : start + _AT_ONCE]) for start in range(0, len(keys), _AT_ONCE))


def _are_among(keys: NDArray[np.uint32], rising: NDArray[np.uint32]) -> Flags:
    """Which keys are among some, which rise."""
    there: Flags = rising[np.minimum(np.searchsorted(rising, keys), len(rising) - 1)] == keys
    return there


def _before(keys: NDArray[np.uint32], at: Integers) -> Integers:
    """Where the last earlier record with the same key stands, (n,) as the keys, -1 where there is none; ``at`` is where
    each stands itself."""
    order = np.argsort(keys, kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    found = np.full(len(keys), -1, np.int64)
    found[order[1:][same]] = at[order[:-1][same]]
    return found
