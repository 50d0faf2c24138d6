"""The State's refund of very expensive cases (*statsrefusion i særligt dyre enkeltsager*), per case and month.

SEL § 176, from 2024 also barnets lov § 198, and BEK 1485 of 6 Dec 2023 § 3: a month's net cost of one citizen, all
measures together, against one twelfth of the yearly limits; one-off costs in twelve equal parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Dates, Flags, Integers, dates, integers
from styring_xl.model.kroner import round_div

POOLED_FROM: Final = 2021
"""The first year in which siblings are one case (law 1060 of 30 June 2020)."""
MANY: Final = 4
"""Before ``POOLED_FROM`` the costs of so many placed children of one household, or more, were added together (§ 176 a;
the minister's answer to question 5 on L 140, 2011-12). Which limits the sum was held against could not be verified."""
CHILDRENS_ACT: Final = 2024
"""The first year in which children's refund follows barnets lov § 198."""
CHILD: Final = 18
YOUNG: Final = 23
"""Until this age efterværn (ungestøtte) counts with the children."""
SENIOR: Final = 67
"""From this age there is a refund only for who had one in the month before (§ 176(3); BEK 1485 § 6)."""

_STEP: Final = 4
"""For each limit passed the State pays a fourth of what lies above it, so the shares are 25, 50 and 75 %."""
_LARGEST: Final = 2**56


class Limits(Struct, frozen=True):
    """Yearly limits in øre, rising: the State pays 25 % above the first, 50 % above the second, 75 % above a third."""

    yearly: tuple[int, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.yearly) <= 3 or list(self.yearly) != sorted(set(self.yearly)) or self.yearly[0] <= 0:
            raise ValueError("one to three rising limits expected")


class RefundCases(Struct, frozen=True):
    """The cases of a year: each citizen by himself, then each household with siblings in it.

    ``basis`` and ``refund`` are øre (citizens + households, 12); ``child`` (same shape) says which months are a
    child's. ``pooled`` (citizens, 12) marks the months that a citizen's costs stand in his household. ``unsure``
    (citizens,) marks citizens of 67 or more with costs above the limit whose right to a refund cannot be seen,
    ``many`` (households,) those with so many children before siblings were one case that no rule is known.
    """

    basis: Integers
    refund: Integers
    child: Flags
    pooled: Flags
    unsure: Flags
    many: Flags


def refund(basis: ArrayLike, limits: Sequence[Limits], which: ArrayLike = 0) -> Integers:
    """Refund of cases in the twelve months of a year, øre (n, 12); DOMAIN § 8.

    basis: net cost, øre (n, 12); which: for each month (anything that broadcasts to (n, 12)) the number of its limits,
    −1 = no refund. Months of zero or less give nothing and take nothing from the others.

    A month's exact refund is seldom whole øre. The year's refund is the exact sum rounded once, half away from zero,
    and so is the sum up to each month: no month is an øre off, and months sum to the year (150.000 kr. in each of six
    months of 2022 is 132.500,00 kr., not six times 22.083,33).
    Raises TypeError for anything but whole numbers, ValueError for shapes or numbers of limits that do not fit and
    OverflowError for amounts beyond 2^56 øre.
    """
    months = np.asarray(basis)
    if months.ndim != 2 or months.shape[1] != 12:
        raise ValueError("twelve months for every case expected")
    months = integers(months.ravel()).reshape(months.shape)
    if months.size and (months.max() > _LARGEST or months.min() < -_LARGEST):
        raise OverflowError("an amount is too large")
    kind = np.broadcast_to(np.asarray(which, dtype=np.int64), months.shape)
    if kind.size and not (kind.min() >= -1 and kind.max() < len(limits)):
        raise ValueError("unknown limits")
    parts = np.zeros(months.shape, dtype=np.int64)
    for number, each in enumerate(limits):
        above = sum(np.maximum(12 * months - limit, 0) for limit in each.yearly)
        parts = np.where(kind == number, above, parts)
    so_far = round_div(np.cumsum(parts, axis=1), 12 * _STEP)
    result: Integers = np.diff(so_far, axis=1, prepend=0)
    return result


def spread_out(months: Integers) -> Integers:
    """One-off costs (n, 12) in twelve equal parts of the year (BEK 1485 § 3(4)), øre (n, 12).

    An øre that does not divide falls in the first months, so that the year's sum stays.
    """
    years = months.sum(axis=1, keepdims=True)
    whole = np.floor_divide(years, 12)
    result: Integers = whole + (np.arange(12) < years - whole * 12)
    return result


def ages(born: ArrayLike, year: int) -> Integers:
    """Whole years of age on the first day of each month, int64 (n, 12); −1 for a missing date of birth.

    A child is 0 also in the month it is born in and in those before: what it costs then is a child's.
    """
    days = dates(born)
    years, months, late = _birthdays(days)
    month = np.arange(1, 13)
    before = (month < months[:, None]) | ((month == months[:, None]) & late[:, None])
    result: Integers = np.where(np.isnat(days)[:, None], -1, np.maximum(year - years[:, None] - before, 0))
    return result


def _birthdays(days: Dates) -> tuple[Integers, Integers, Flags]:
    """Year, month 1..12, and whether the day is later than the first, (n,) each; meaningless for a missing date."""
    known = np.where(np.isnat(days), np.datetime64("2000-01-01", "D"), days)
    months, years = known.astype("datetime64[M]"), known.astype("datetime64[Y]")
    month = (months - years.astype("datetime64[M]")).astype(np.int64) + 1
    return years.astype(np.int64) + 1970, month, known > months.astype("datetime64[D]")


def cases(
    basis: Integers,
    born: ArrayLike,
    in_childrens_measure: ArrayLike,
    household: ArrayLike,
    households: int,
    year: int,
    children: Limits | None,
    adults: Limits | None,
) -> RefundCases:
    """Every citizen's and household's refund of a year.

    basis: net cost of each citizen, øre (n, 12), one-offs spread; born: datetime64[D] (n,), missing where unknown;
    in_childrens_measure: bool (n,); household: int64 (n,) 0..households-1, −1 = none; children, adults: the limits of
    the year, None where there are none, which gives no refund.

    Before 2021 there is no refund of children in a month that ``MANY`` or more of their household cost something.

    By the age on the first day of the month: under 18 is a child; 18-22 is one in a children's measure (efterværn),
    as is a citizen of unknown age. Children of one household are one case from 2021 on. At 67 a citizen keeps the
    refund if the month before the one of the birthday lay above a twelfth of the first limit (BEK 1485 § 6(2)); one
    who turned 67 before the second month of the year is ``unsure``, and nobody of 67 had a refund before 2021.
    """
    people = len(basis)
    birthdays = dates(born, people)
    age = ages(birthdays, year)
    childs_measure = np.asarray(in_childrens_measure, dtype=bool)[:, None]
    child = ((age >= 0) & (age < CHILD)) | ((age < YOUNG) & childs_measure)
    home = integers(household, people)
    pooled = child & (home >= 0)[:, None] & (year >= POOLED_FROM)

    both = (children, adults)
    known = [each for each in both if each is not None]
    numbers = [known.index(each) if each is not None else -1 for each in both]
    which = np.where(child, numbers[0], numbers[1])
    denied, unsure = _seniors(basis, birthdays, age, adults, year)
    which = np.where(denied, -1, which)

    shared = np.zeros((households, 12), dtype=np.int64)
    inside = home >= 0
    siblings = np.zeros((households, 12), dtype=np.int64)
    np.add.at(siblings, home[inside], (child & ~pooled & (basis > 0))[inside])
    many = np.where(year < POOLED_FROM, siblings, 0) >= MANY
    which[inside] = np.where(child[inside] & many[home[inside]], -1, which[inside])
    np.add.at(shared, home[inside], np.where(pooled[inside], basis[inside], 0))
    everything = np.concatenate([np.where(pooled, 0, basis), shared])
    all_which = np.concatenate([which, np.full((households, 12), numbers[0], dtype=np.int64)])
    return RefundCases(
        basis=everything,
        refund=refund(everything, known, all_which),
        child=np.concatenate([child, np.ones((households, 12), dtype=bool)]),
        pooled=pooled,
        unsure=unsure,
        many=many.sum(axis=1) > 0,
    )


def _seniors(basis: Integers, born: Dates, age: Integers, limits: Limits | None, year: int) -> tuple[Flags, Flags]:
    """Months (n, 12) without a refund because of age, and citizens (n,) of whom the right cannot be seen."""
    senior = age >= SENIOR
    if year < POOLED_FROM or limits is None:
        return senior, np.zeros(len(basis), dtype=bool)
    above = 12 * basis > limits.yearly[0]
    years, months, _ = _birthdays(born)
    seen = ~np.isnat(born) & (years + SENIOR == year) & (months >= 2)
    had = seen & above[np.arange(len(basis)), np.maximum(months - 2, 0)]
    return senior & ~had[:, None], ~seen & (senior & above).any(axis=1)
