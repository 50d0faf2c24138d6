"""The indsatstrappe: the step each citizen stands on at a date, and who has moved between two dates."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Dates, Flags, Integers, dates, integers
from styring_xl.model.periods import closed_stop

NOWHERE: Final = -1
"""The step of a citizen without any measure that day."""


class Standing(Struct, frozen=True):
    """Where citizens stand at two dates, (p,) each: those with a measure on either, in rising order of ``person``.

    ``before`` and ``after`` are step codes or ``NOWHERE``, never both ``NOWHERE``. ``row`` is the first of the
    citizen's rows that puts him on the step after, or on the step before where he has left.
    """

    person: Integers
    before: Integers
    after: Integers
    row: Integers

    def matrix(self, steps: int) -> Integers:
        """Citizens by step before and step after, int64 (steps + 1, steps + 1); the last row and column are nowhere.

        A row sums to the citizens on its step at the first date and a column to those at the last, except the last
        row, which sums to those who are new, and the last column, to those who have left.
        """
        counts = np.zeros((steps + 1, steps + 1), dtype=np.int64)
        # NOWHERE is -1, which indexes the last element of both.
        np.add.at(counts, (self.before, self.after), 1)
        return counts


def standing(
    person: ArrayLike, step: ArrayLike, start: ArrayLike, stop: ArrayLike, first: np.datetime64, last: np.datetime64
) -> Standing:
    """Where each citizen stands on two dates, each of them as ``highest`` has it.

    person: int64 codes (n,), a negative one being no citizen and not counted; the rest as ``highest``.
    """
    people = integers(person)
    steps = integers(step, len(people))
    begins, ends = dates(start, len(people)), closed_stop(dates(stop, len(people)))
    then, now = ((people >= 0) & running(begins, ends, day) for day in (first, last))
    used = np.flatnonzero(then | now)
    who, owner = np.unique(people[used], return_inverse=True)
    rows = (owner, steps[used], begins[used], ends[used])
    before, after = (highest(*rows, day, len(who)) for day in (first, last))
    steps, then, now = steps[used], then[used], now[used]
    left = after == NOWHERE
    deciding = np.where(left[owner], then & (steps == before[owner]), now & (steps == after[owner]))
    row = np.full(len(who), len(people), dtype=np.int64)
    np.minimum.at(row, owner[deciding], used[deciding])
    return Standing(who, before, after, row)


def highest(
    person: ArrayLike, step: ArrayLike, start: ArrayLike, stop: ArrayLike, day: np.datetime64, size: int
) -> Integers:
    """The highest step among the rows of each citizen 0..size-1 that run on a day, ``NOWHERE`` where none does.

    person: int64 codes (n,) below ``size``, a negative one being no citizen; step: int64 codes (n,), not negative,
    rising with how much the measure intervenes; start, stop: datetime64[D] (n,), both days counting, missing or year
    9999 = open end. Raises ValueError when lengths do not fit or a step is negative, TypeError for anything but whole
    numbers.
    """
    people = integers(person)
    steps = integers(step, len(people))
    if steps.size and steps.min() < 0:
        raise ValueError("a step is negative")
    there = (people >= 0) & running(dates(start, len(people)), closed_stop(dates(stop, len(people))), day)
    top = np.full(size, NOWHERE, dtype=np.int64)
    np.maximum.at(top, people[there], steps[there])
    return top


def running(begins: Dates, ends: Dates, day: np.datetime64) -> Flags:
    """Which rows run on a day, both of their own days counting; ends as ``closed_stop`` writes them."""
    return (begins <= day) & (ends >= day)
