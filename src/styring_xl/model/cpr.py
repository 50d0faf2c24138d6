"""CPR numbers: their form, the birthday they hold, and age. Always text of ten digits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import compress
from operator import mul
from typing import Final

import numpy as np

from styring_xl.model.arrays import Dates

_WEIGHTS: Final = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_REPLACEMENT: Final = 60


def birthday(cpr: str) -> dt.date | None:
    """The date of birth in ten digits, or None when they hold no date (DOMAIN § 12).

    The seventh digit gives the century: 0-3 the 1900s; 4 and 9 the 2000s for years 00-36, else the 1900s; 5-8 the
    2000s for years 00-57, else the 1800s. A replacement number has 60 added to its day.
    Raises ValueError when ``cpr`` is not ten digits.
    """
    if len(cpr) != 10 or not (cpr.isascii() and cpr.isdigit()):
        raise ValueError("ten digits expected")
    day, month, year, seventh = int(cpr[:2]), int(cpr[2:4]), int(cpr[4:6]), int(cpr[6])
    if seventh <= 3:
        century = 1900
    elif seventh in (4, 9):
        century = 2000 if year <= 36 else 1900
    else:
        century = 2000 if year <= 57 else 1800
    if day > _REPLACEMENT:
        day -= _REPLACEMENT
    try:
        return dt.date(century + year, month, day)
    except ValueError:
        return None


def birthdays(cprs: Sequence[str]) -> Dates:
    """``birthday`` of many at once, datetime64[D] (n,): NaT for a text that is not ten digits or holds no date."""
    are = [length == 10 for length in map(len, cprs)]
    held = "".join(compress(cprs, are))
    # Nearly all of ten characters are ten digits, so they are looked at together first.
    if not (held.isascii() and held.isdigit()):
        are = [len(text) == 10 and text.isascii() and text.isdigit() for text in cprs]
        held = "".join(compress(cprs, are))
    digits = (np.frombuffer(held.encode("ascii"), np.uint8) - ord("0")).reshape(-1, 10).astype(np.int64)
    day, month, year = (digits[:, :6:2] * 10 + digits[:, 1:6:2]).T
    seventh = digits[:, 6]
    century = np.where(
        seventh <= 3,
        1900,
        np.where(np.isin(seventh, (4, 9)), np.where(year <= 36, 2000, 1900), np.where(year <= 57, 2000, 1800)),
    )
    day = np.where(day > _REPLACEMENT, day - _REPLACEMENT, day)
    fits = (month >= 1) & (month <= 12) & (day >= 1)
    first = (century + year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + np.where(fits, month - 1, 0)
    born = first.astype("datetime64[D]") + np.where(fits, day - 1, 0)
    # A day past the month's last has run into the next month.
    fits &= born.astype("datetime64[M]") == first
    found = np.full(len(cprs), np.datetime64("NaT", "D"))
    found[np.array(are, bool)] = np.where(fits, born, np.datetime64("NaT", "D"))
    return found


def is_replacement(cpr: str) -> bool:
    """Whether ten digits are a replacement number (day + 60), which belongs to no registered person."""
    return _REPLACEMENT < int(cpr[:2]) <= _REPLACEMENT + 31


def passes_mod11(cpr: str) -> bool:
    """Whether ten digits satisfy the old check sum. A hint only: numbers given since 1 October 2007 need not."""
    total: int = sum(map(mul, _WEIGHTS, map(int, cpr)))
    return total % 11 == 0


def turns(born: dt.date, age: int) -> dt.date:
    """The day someone born on ``born`` turns ``age`` years.

    Someone born on 29 February turns on 1 March in a common year, when the whole years have passed. That is a
    convention of this product; no Danish source for it has been verified.
    """
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)


def age_at(born: dt.date, day: dt.date) -> int:
    """Whole years of age on ``day``, counted as ``turns`` counts. Raises ValueError when ``day`` lies before birth."""
    if day < born:
        raise ValueError("the day lies before birth")
    age = day.year - born.year
    return age if turns(born, age) <= day else age - 1
