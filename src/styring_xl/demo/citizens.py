"""Fictive citizens: dates of birth and replacement CPR numbers."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl.model.arrays import Dates, Integers

REPLACEMENT: Final = 60
"""Added to the day of birth in a replacement number, so that it can be no real person's."""
_WEIGHTS: Final = np.array([4, 3, 2, 7, 6, 5, 4, 3, 2])


def parts(days: Dates) -> tuple[Integers, Integers, Integers]:
    """Year, month and day of month of dates (n,), each int64 (n,)."""
    months = days.astype("datetime64[M]")
    years = months.astype("datetime64[Y]")
    return (
        years.astype(np.int64) + 1970,
        (months - years.astype("datetime64[M]")).astype(np.int64) + 1,
        (days - months.astype("datetime64[D]")).astype(np.int64) + 1,
    )


def numbers(rng: np.random.Generator, born: Dates) -> list[str]:
    """A replacement CPR number ``DDMMYY-SSSS`` for each date of birth (n,) in 1937..2036; all different.

    They also pass the modulus 11 that the register used before 2007, so that a check which hints at it stays quiet.
    """
    year, month, day = parts(born)
    front = (day + REPLACEMENT) * 10_000 + month * 100 + year % 100
    serial = np.zeros(len(born), dtype=np.int64)
    open_rows = np.arange(len(born))
    while len(open_rows):
        serial[open_rows] = _serials(rng, front[open_rows], year[open_rows])
        unusable = serial < 0
        order = np.lexsort((np.arange(len(born)), serial, front))
        whole = front[order] * 10_000 + serial[order]
        repeated = np.zeros(len(born), dtype=bool)
        repeated[order[1:]] = whole[1:] == whole[:-1]
        open_rows = np.flatnonzero(unusable | repeated)
    return [f"{head:06d}-{tail:04d}" for head, tail in zip(front.tolist(), serial.tolist(), strict=True)]


def _serials(rng: np.random.Generator, front: Integers, year: Integers) -> Integers:
    """Four digits for each number, -1 where the check digit would be 10."""
    # The seventh digit says the century: 4 and 9 mean 2000-2036, 0-3 mean 1900-1999.
    seventh = np.where(year >= 2000, rng.choice([4, 9], len(front)), rng.integers(0, 4, len(front)))
    first = seventh * 100 + rng.integers(0, 100, len(front))
    nine = front * 1000 + first
    digits = nine[:, None] // 10 ** np.arange(8, -1, -1) % 10
    last = -(digits @ _WEIGHTS) % 11
    return np.where(last == 10, -1, first * 10 + last)
