"""Who carries which cases: commitments, citizens, full-year persons and kroner per group of rows."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Dates, Integers, dates, integers
from styring_xl.model.count import Count
from styring_xl.model.headcount import FullYear, full_year_and_month
from styring_xl.model.numbering import numbered
from styring_xl.model.periods import span


class Caseload(Struct, frozen=True):
    """One entry per group, in order of its code: int64 (g,) each.

    ``rows`` and ``citizens`` are active on any day of the year, ``active`` are distinct citizens of one month.
    ``amount`` is øre, ``largest`` the øre of the most expensive citizen of the group.
    """

    rows: Integers
    citizens: Integers
    active: Integers
    persons: Count
    amount: Integers
    largest: Integers


def caseload(
    group: ArrayLike,
    person: ArrayLike,
    start: ArrayLike,
    stop: ArrayLike,
    probability: ArrayLike,
    amount: ArrayLike,
    *,
    year: int,
    month: int,
    rule: FullYear,
) -> Caseload:
    """The load of each group in ``group``, in rising order of its code; a citizen counts once in a group.

    Arguments (n,) as ``headcount.active_persons``, persons not negative; amount: int64 øre; month: 1..12, the month of
    ``active``. Raises as ``active_persons``, and ValueError when the month is not 1..12.
    """
    people, amounts = integers(person), integers(amount)
    begins: Dates = dates(start, len(people))
    ends: Dates = dates(stop, len(people))
    groups, (codes,) = numbered(integers(group, len(people)))
    size = len(groups)
    first, end = span(begins, ends, year)
    inside = end > first
    wide = int(people.max(initial=0)) + 1
    owners, (owner,) = numbered(codes * wide + people)
    met = np.zeros(len(owners), bool)
    met[owner[inside]] = True
    sums = np.zeros(len(owners), dtype=np.int64)
    np.add.at(sums, owner, amounts)
    totals = np.zeros(size, dtype=np.int64)
    np.add.at(totals, codes, amounts)
    largest = np.full(size, np.iinfo(np.int64).min)
    np.maximum.at(largest, owners // wide, sums)
    _, persons, active = full_year_and_month(codes, people, begins, ends, year, month, probability, rule)
    return Caseload(
        np.bincount(codes[inside], minlength=size).astype(np.int64),
        np.bincount(owners[met] // wide, minlength=size).astype(np.int64),
        active,
        persons,
        totals,
        largest,
    )
