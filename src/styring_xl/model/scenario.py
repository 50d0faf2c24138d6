"""What a change is worth in each month: from when it counts, how it comes in, and how it grows after that."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Integers
from styring_xl.model.kroner import round_div

LONGEST_RAMP = 60
"""Months; no change is brought in more slowly."""


class Course(Struct, frozen=True):
    """When a change counts, in months since the year 0 (12 × year + month − 1), the last one counting too.

    ``ramp`` is how many months it takes to come in, 1 for at once: of 3, the first month has a third of it and the
    second two. ``growth`` is what each year after the first twelve months adds, as a part of the year before.
    """

    first: int
    last: int | None = None
    ramp: int = 1
    growth: Fraction = Fraction(0)

    def share(self, month: int) -> Fraction:
        """The part of the whole change that counts in a month since the year 0."""
        passed = month - self.first
        if passed < 0 or (self.last is not None and month > self.last):
            return Fraction(0)
        return Fraction(min(passed + 1, self.ramp), self.ramp) * (1 + self.growth) ** (passed // 12)


def months_from_zero(year: int, month: int) -> int:
    """The number of a month, counted from January of the year 0; month 1..12."""
    return 12 * year + month - 1


def effects(whole: Sequence[Sequence[Fraction]], course: Course, year: int) -> Integers:
    """Øre (y, 12) of a change that is worth ``whole`` (y, 12) øre in each month once it is all there.

    The years follow each other from ``year``. Each month is the exact amount rounded once, half away from zero.
    """
    found = [
        [
            _rounded(amount * course.share(months_from_zero(year + later, month)))
            for month, amount in enumerate(months, 1)
        ]
        for later, months in enumerate(whole)
    ]
    return np.array(found, dtype=np.int64).reshape(len(whole), 12)


def _rounded(amount: Fraction) -> int:
    return round_div(amount.numerator, amount.denominator)
