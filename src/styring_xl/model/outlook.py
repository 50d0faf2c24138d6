"""The years after the budget year: what stops by age, and what a rate becomes by the PL index (DOMAIN § 3, § 11)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Dates, Flags, Integers, dates, integers
from styring_xl.model.commitments import Terms, weighted
from styring_xl.model.kroner import SAFE_PRODUCT, round_div
from styring_xl.model.numbering import distinct
from styring_xl.model.periods import DAY, day_of_age, is_open
from styring_xl.model.refund import CHILD, YOUNG


def stopped_by_age(start: ArrayLike, stop: ArrayLike, born: ArrayLike, childrens: ArrayLike) -> tuple[Dates, Flags]:
    """The stops with open-ended rows of children's measures ended by age, and which rows that ended; each (n,).

    start, stop, born: datetime64[D] (n,), a missing stop or one in 9999 is open, a missing birthday ends nothing;
    childrens: bool (n,). A row begun before the 18th birthday ends the day before it, one begun later the day before
    the 23rd; one begun at 23 or later goes on. A stop that somebody has stated is never moved.
    """
    begins = dates(start)
    count = len(begins)
    ends, days = dates(stop, count), dates(born, count)
    usable = is_open(ends) & np.asarray(childrens, dtype=bool) & ~np.isnat(days) & ~np.isnat(begins)
    grown, old = day_of_age(days, CHILD), day_of_age(days, YOUNG)
    reached: Dates = np.where(begins < grown, grown, old)
    last: Dates = reached - DAY
    ended = usable & (begins <= last)
    return np.where(ended, last, ends), ended


def raised(rate: ArrayLike, start: ArrayLike, base: int, year: int, index: Mapping[int, int]) -> tuple[Integers, Flags]:
    """Rates (øre) in the prices of ``year``, and which could not be raised because an index is missing; each (n,).

    rate × index of the year ÷ index of the rate's own year, rounded half away from zero. A rate's own year is ``base``,
    or the year its row starts when that is later: a row that begins with a new price has it already.
    index: year -> whole ten-thousandths.
    """
    rates = integers(rate)
    starts = dates(start, len(rates))
    own = np.where(np.isnat(starts), base, np.maximum(starts.astype("datetime64[Y]").astype(np.int64) + 1970, base))
    result = np.array(rates)
    missing = np.zeros(len(rates), dtype=bool)
    for from_year in distinct(own[own < year]).tolist():
        rows = own == from_year
        top, bottom = index.get(year), index.get(from_year)
        if top is None or bottom is None:
            missing |= rows
        elif rates[rows].size and float(np.abs(rates[rows].astype(np.float64)).max()) * top >= SAFE_PRODUCT:
            result[rows] = [round_div(int(each) * top, bottom) for each in rates[rows]]
        else:
            result[rows] = round_div(rates[rows] * top, bottom)
    return result, missing


def later_months(terms: Terms, base: int, year: int, index: Mapping[int, int]) -> tuple[Integers, Flags]:
    """What commitments cost in the months of a later year in its prices, with probability, øre (n, 12), and which of
    them (n,) cost something there at a rate that could not be raised. Arguments as ``raised``."""
    rate, missing = raised(terms.rate, terms.start, base, year, index)
    months = weighted(replace(terms, rate=rate).months(year), terms.probability)
    return months, missing & months.any(axis=1)
