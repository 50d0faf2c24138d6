"""The last simulations: what is asked for again with the same input is not simulated again.

A refresh that has to leave a cell alone begins anew, a press often follows another with the same rows and postings,
and a simulation is the dearest part of both. Nothing of the input is kept but a digest.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from threading import Lock
from typing import Final, Generic, TypeVar

import numpy as np

from styring_xl.model.arrays import Dates, Floats
from styring_xl.model.forecasting.inputs import CommitmentRows, PostingRows
from styring_xl.model.forecasting.next_year import NextYearFlow, next_year
from styring_xl.model.forecasting.run import Outcome, outcome

ResultT = TypeVar("ResultT")


class LastFew(Generic[ResultT]):
    """The results of the ``most`` digests that were asked for last."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._found: dict[bytes, ResultT] = {}

    def get(self, key: bytes, make: Callable[[], ResultT]) -> ResultT:
        """What was made for the key, or is made now."""
        with self._lock:
            found = self._found.pop(key, None)
        if found is None:
            found = make()
        with self._lock:
            self._found[key] = found
            while len(self._found) > self._most:
                del self._found[next(iter(self._found))]
        return found


_OUTCOMES: Final = LastFew[Outcome](4)
_NEXT_YEARS: Final = LastFew[NextYearFlow](2)


def outcome_once(
    rows: CommitmentRows,
    postings: PostingRows,
    born: Dates,
    measures: int,
    *,
    year: int,
    closed: int,
    paths: int,
    seed: int,
    arrived: Floats | None = None,
) -> Outcome:
    """As ``run.outcome``, whose result is the same for the same input; its arrays cannot be written in."""

    def make() -> Outcome:
        found = outcome(
            rows, postings, born, measures, year=year, closed=closed, paths=paths, seed=seed, arrived=arrived
        )
        for array in (found.known, found.known_months, found.draws, found.parts, found.months, found.late):
            array.flags.writeable = False
        return found

    return _OUTCOMES.get(_digest(rows, postings, born, arrived, (measures, year, closed, paths, seed)), make)


def next_year_once(
    rows: CommitmentRows,
    postings: PostingRows,
    born: Dates,
    measures: int,
    *,
    year: int,
    closed: int,
    paths: int,
    seed: int,
    arrived: Floats | None = None,
) -> NextYearFlow:
    """As ``next_year.next_year``, in the same way."""

    def make() -> NextYearFlow:
        found = next_year(
            rows, postings, born, measures, year=year, closed=closed, paths=paths, seed=seed, arrived=arrived
        )
        for array in (found.stops, found.inflow, found.left, found.came):
            array.flags.writeable = False
        return found

    return _NEXT_YEARS.get(_digest(rows, postings, born, arrived, (measures, year, closed, paths, seed)), make)


def _digest(
    rows: CommitmentRows, postings: PostingRows, born: Dates, arrived: Floats | None, numbers: tuple[int, ...]
) -> bytes:
    made = blake2b(repr(numbers).encode(), digest_size=16)
    of_rows = (
        rows.person, rows.measure, rows.rate, rows.quantity, rows.unit, rows.start, rows.stop, rows.probability,
        rows.registered,
    )  # fmt: skip
    of_postings = (postings.person, postings.measure, postings.amount, postings.month, postings.booked)
    for array in (*of_rows, *of_postings, born, *(() if arrived is None else (arrived,))):
        made.update(f"{array.dtype}{array.shape}".encode())
        made.update(np.ascontiguousarray(array).tobytes())
    return made.digest()
