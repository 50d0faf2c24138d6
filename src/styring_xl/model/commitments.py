"""What one commitment (*bevilling*) costs in each month of a year, to the øre."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import fields
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Dates, Flags, Integers, dates, integers
from styring_xl.model.kroner import SAFE_PRODUCT, round_div
from styring_xl.model.periods import (
    DAY,
    MONTH,
    NO_DAY,
    active_days_of_one,
    days_in_months,
    days_in_year,
    elapsed,
    is_open,
    month_bounds,
    month_in_year,
    span,
)
from styring_xl.model.rate_unit import PERIODS, RateUnit, Rule

# Quantities, VAT factors and probabilities are whole ten-thousandths: 10_000 is a quantity of 1, a factor of 100 %.
ONE: Final = 10_000

# Rows handled at a time. Small enough that the working arrays stay in the processor's cache.
_CHUNK: Final = 16_384
_LONGEST_MONTH: Final = 31
_ROWS_KEPT: Final = 32_768
"""Single rows whose months are remembered, some 20 MB: cells ask for them one at a time, and mostly the rate is new."""
_MONTHS: Final = np.array([PERIODS[unit].months for unit in RateUnit], dtype=np.int64)
_DAYS: Final = np.array([PERIODS[unit].days for unit in RateUnit], dtype=np.int64)


class Terms(Struct, frozen=True):
    """What n commitments are agreed to cost, as arrays of length n with the units of ``expected``."""

    rate: Integers
    quantity: Integers
    unit: Integers
    start: Dates
    stop: Dates
    rule: Integers
    vat: Integers
    probability: Integers

    def __len__(self) -> int:
        return len(self.rate)

    def take(self, at: Integers) -> Terms:
        """The terms of some rows, in the order of ``at`` (m,)."""
        return Terms(**{each.name: getattr(self, each.name)[at] for each in fields(Terms)})

    def months(self, year: int) -> Integers:
        """Expected amounts of the year's months at 100 %, øre (n, 12); errors as ``expected``."""
        vat = None if (self.vat == ONE).all() else self.vat
        return expected(self.rate, self.quantity, self.unit, self.start, self.stop, year, self.rule, vat)

    def year_price(self, year: int) -> Integers:
        """What each costs when it runs all the days of a year, øre (n,)."""
        return whole_year(self.rate, self.quantity, self.unit, year, self.vat)


def expected(
    rate: ArrayLike,
    quantity: ArrayLike,
    unit: ArrayLike,
    start: ArrayLike,
    stop: ArrayLike,
    year: int,
    rule: ArrayLike = Rule.DAYS,
    vat: ArrayLike | None = None,
) -> Integers:
    """Expected amounts of n commitments in the twelve months of a year, øre, int64 (n, 12); DOMAIN § 3.

    rate: int64 øre (n,); quantity: int64 ten-thousandths (n,) or one for all, hours a week when the unit is HOUR;
    unit, rule: codes of RateUnit and Rule (n,) or one for all; start, stop: datetime64[D] (n,), both ends counting, a
    missing stop or one in the year 9999 open; vat: the part of the price the municipality pays when VAT comes back,
    int64 ten-thousandths (n,) or one for all, none = 10_000.

    Each month is the exact value rounded once, half away from zero, by integer arithmetic. A row's year is the sum of
    its months. A one-off (ONCE) falls in its start month whatever its stop.
    Raises TypeError for anything but whole numbers, ValueError for an unknown code or lengths that do not fit, and
    OverflowError when an amount does not fit in 64 bits of øre.
    """
    rates = integers(rate)
    rows = len(rates)
    quantities = integers(quantity, rows)
    units = integers(unit, rows)
    rules = integers(rule, rows)
    factors = None if vat is None else integers(vat, rows)
    begins, ends = dates(start, rows), dates(stop, rows)
    for codes, known, what in ((units, len(RateUnit), "rate unit"), (rules, len(Rule), "rule")):
        # A row alone is compared as it is: to ask for the least and the most of it takes longer than its months.
        least, most = (codes[0], codes[0]) if rows == 1 else (codes.min(), codes.max()) if rows else (0, 0)
        if not 0 <= least <= most < known:
            raise ValueError(f"unknown {what}")
    amounts = np.empty((rows, 12), dtype=np.int64)
    if rows == 1:
        begin, end = (int(days.view(np.int64)[0]) for days in (begins, ends))
        factor = ONE if factors is None else int(factors[0])
        amounts[0] = expected_of_one(
            int(rates[0]), int(quantities[0]), int(units[0]), begin, end, year, int(rules[0]), factor
        )
        return amounts
    for first in range(0, rows, _CHUNK):
        part = slice(first, first + _CHUNK)
        shares = _shares(units[part], rules[part], begins[part], ends[part], year)
        _fill(amounts[part], rates[part], quantities[part], None if factors is None else factors[part], shares)
    return amounts


def expected_of_one(
    rate: int, quantity: int, unit: int, start: int, stop: int, year: int, rule: int, vat: int
) -> list[int]:
    """``expected`` of a row alone, in whole numbers of Python's own: cells ask for one row at a time, and NumPy takes
    longer for it. Days since 1970, NO_DAY_NUMBER for a missing one; the other units as there. Øre, one for each month.

    Raises OverflowError when an amount does not fit in 64 bits of øre.
    """
    amounts = _exactly(rate * quantity * vat, _parts_of_one(unit, rule, start, stop, year))
    if not -(2**63) <= min(amounts) <= max(amounts) < 2**63:
        raise OverflowError("an amount does not fit in 64 bits of øre")
    return amounts


_Parts = tuple[tuple[int, ...], tuple[int, ...]]
"""A row's twelve months: month m is base × the first / the second."""


class _Shares(Struct, frozen=True, eq=False):
    """How the prices of n rows fall on the months: each month is base × part / per.

    A month that counts in full (``full``, bool (n, 12)) has its length as its part where ``by_length`` (n,) says so,
    else 1; another its active ``days`` (n, 12). ``per`` (n,) is what they are parts of, and for periods of several
    months, which are not equally long, the days of the period each month lies in.
    """

    lengths: Integers
    """The days of each month (12,)."""
    days: Integers
    full: Flags
    by_length: Flags
    per: Integers
    of_months: Integers
    """The months of each row's period (n,), 0 where its price is for days."""
    period_days: Integers
    """Days (13, 12) of the calendar period of so many months that each month lies in; 0 where no unit has such."""

    def per_of(self, rows: Integers, months: Integers) -> Integers:
        """What the active days of some rows' months are parts of (k,)."""
        periods = self.of_months[rows]
        return np.where(periods > 0, self.period_days[periods, months], self.per[rows])

    def parts_of(self, row: int) -> _Parts:
        """What of a row's price each month is, in Python's own whole numbers."""
        per, period = int(self.per[row]), int(self.of_months[row])
        lengths = self.lengths.tolist() if self.by_length[row] else [1] * 12
        periods = self.period_days[period].tolist() if period > 0 else [per] * 12
        months = zip(self.full[row].tolist(), self.days[row].tolist(), lengths, periods, strict=True)
        pairs = [(length, per) if full else (days, of) for full, days, length, of in months]
        return tuple(part for part, _ in pairs), tuple(each for _, each in pairs)


def _shares(units: Integers, rules: Integers, start: Dates, stop: Dates, year: int) -> _Shares:
    lengths = days_in_months(year)
    of_months, of_days = _MONTHS[units], _DAYS[units]
    first, end = span(start, stop, year)
    table = elapsed(year)
    days = table[end] - table[first]

    whole = (rules == Rule.WHOLE) & (of_months > 0)
    uneven = ~whole & (of_months > 1) & (of_months < 12)
    once = units == RateUnit.ONCE
    full = days == lengths.astype(np.int8)
    if whole.any():
        full[whole] = days[whole] > 0
    if once.any():
        full[once] = np.arange(1, 13) == month_in_year(start[once], year)[:, None]
        days[once] = 0
    if uneven.any():
        full[uneven] = False
    return _Shares(
        lengths=lengths,
        days=days,
        full=full,
        by_length=(of_months != 1) & ~once & ~whole,
        per=np.where(whole, of_months, np.where(of_months == 12, days_in_year(year), np.maximum(of_days, 1))),
        of_months=of_months,
        period_days=_period_days(year),
    )


@lru_cache(maxsize=64)
def _period_days(year: int) -> Integers:
    """``_Shares.period_days`` of a year, read-only."""
    lengths = days_in_months(year)
    found = np.zeros((13, 12), dtype=np.int64)
    for months in {period.months for period in PERIODS.values()} - {0}:
        found[months] = np.repeat(lengths.reshape(-1, months).sum(axis=1), months)
    found.flags.writeable = False
    return found


def _fill(out: Integers, rates: Integers, quantities: Integers, factors: Integers | None, shares: _Shares) -> None:
    """Writes the amounts of n rows to ``out`` (n, 12).

    A row has at most three different full months (28/29, 30, 31 days) and at most two that are not full, so five
    divisions a row do instead of twelve.
    """
    base = rates * quantities if factors is None else rates * quantities * factors
    scale = ONE if factors is None else ONE * ONE
    rough = np.abs(rates.astype(np.float64)) * np.abs(quantities.astype(np.float64)) * _LONGEST_MONTH
    if factors is not None:
        rough *= np.maximum(np.abs(factors.astype(np.float64)), 1.0)
    large = rough >= SAFE_PRODUCT
    if large.any():
        base = np.where(large, 0, base)

    kinds, kind_of_month = np.unique(shares.lengths, return_inverse=True)
    values = np.empty((len(rates), len(kinds)), dtype=np.int64)
    for column, length in enumerate(kinds):
        values[:, column] = round_div(np.where(shares.by_length, base * length, base), shares.per * scale)
    np.multiply(values[:, kind_of_month], shares.full, out=out)

    cells = np.flatnonzero((shares.days > 0) & ~shares.full)
    if cells.size:
        row, month = np.divmod(cells, 12)
        active = shares.days.ravel()[cells].astype(np.int64)
        out[row, month] = round_div(base[row] * active, shares.per_of(row, month) * scale)

    for index in np.flatnonzero(large).tolist():
        factor = ONE if factors is None else int(factors[index])
        out[index] = _exactly(int(rates[index]) * int(quantities[index]) * factor, shares.parts_of(index))


def _exactly(base: int, parts: _Parts) -> list[int]:
    """A row's twelve amounts in Python's own whole numbers, for products that 64 bits cannot hold and for a row alone,
    which NumPy takes longer for; NumPy raises OverflowError where an amount itself does not fit."""
    # Most months of a row are the same part of its price.
    known = {pair: round_div(base * pair[0], pair[1] * ONE * ONE) for pair in set(zip(*parts, strict=True))}
    return [known[pair] for pair in zip(*parts, strict=True)]


@lru_cache(_ROWS_KEPT)
def _parts_of_one(unit: int, rule: int, start: int, stop: int, year: int) -> _Parts:
    """``_shares`` of a row alone, its days as whole numbers since 1970."""
    period = PERIODS[RateUnit(unit)]
    bounds = month_bounds(year)
    lengths = [end - begin for begin, end in bounds]
    days = active_days_of_one(start, stop, year)
    whole = rule == Rule.WHOLE and period.months > 0
    once = unit == RateUnit.ONCE
    if once:
        days, full = [0] * 12, [begin <= start < end for begin, end in bounds]
    elif whole:
        full = [active > 0 for active in days]
    elif 1 < period.months < 12:
        full = [False] * 12
    else:
        full = [active == length for active, length in zip(days, lengths, strict=True)]
    by_length = period.months != 1 and not once and not whole
    per = period.months if whole else sum(lengths) if period.months == 12 else max(period.days, 1)
    periods = _period_days(year)[period.months].tolist() if period.months else [per] * 12
    parts = [
        (length if by_length else 1, per) if is_full else (active, of)
        for is_full, active, length, of in zip(full, days, lengths, periods, strict=True)
    ]
    return tuple(part for part, _ in parts), tuple(of for _, of in parts)


def active_stop(start: ArrayLike, stop: ArrayLike, unit: ArrayLike) -> Dates:
    """The last day that n commitments count as active, datetime64[D] (n,): the stop of each.

    A one-off without a stop is active until the end of its start month, the month it is paid in; otherwise it would
    count as a citizen for ever. One with a stop is active as long as that says. Arguments as ``expected``.
    """
    begins = dates(start)
    ends = dates(stop, len(begins))
    once = (integers(unit, len(begins)) == RateUnit.ONCE) & is_open(ends)
    found = ends.copy()
    found[once] = (begins[once].astype("datetime64[M]") + MONTH).astype("datetime64[D]") - DAY
    return found


def billed_months(unit: ArrayLike) -> Integers:
    """How many months of the calendar one bill is for, int64 of the units' shape: 3 of a rate per quarter, else 1.

    A rate per year is paid by the month.
    """
    months = _MONTHS[integers(unit)]
    return np.where(months < 12, np.maximum(months, 1), 1)


def whole_year(
    rate: ArrayLike, quantity: ArrayLike, unit: ArrayLike, year: int, vat: ArrayLike | None = None
) -> Integers:
    """What n commitments cost when they run all the days of a year (*årspris*), øre, int64 (n,).

    Arguments and errors as ``expected``; a one-off has its whole amount.
    """
    rates = integers(rate)
    begins = np.full(len(rates), np.datetime64(f"{year:04d}-01-01"), dtype="datetime64[D]")
    ends = np.full(len(rates), NO_DAY)
    sums: Integers = expected(rates, quantity, unit, begins, ends, year, vat=vat).sum(axis=1)
    return sums


def weighted(months: Integers, probability: ArrayLike) -> Integers:
    """The amounts as they count in a forecast: each month × probability, rounded half away from zero; øre (n, 12).

    months: int64 øre (n, 12); probability: int64 ten-thousandths (n,) or one for all, 10_000 = 100 % (DOMAIN § 3).
    Raises TypeError for anything but whole numbers and ValueError when a probability is outside 0..10_000.
    """
    chances = integers(probability, len(months))
    if chances.size and not (chances.min() >= 0 and chances.max() <= ONE):
        raise ValueError("a probability lies outside 0..10_000")
    result = np.array(months, dtype=np.int64)
    uncertain = np.flatnonzero(chances != ONE)
    for first in range(0, uncertain.size, _CHUNK):
        rows = uncertain[first : first + _CHUNK]
        amounts, chance = result[rows], chances[rows, None]
        # amount × chance / 10_000 split at whole ten-thousands of øre, so that the product cannot overflow.
        whole = np.floor_divide(amounts, ONE)
        rest = (amounts - whole * ONE) * chance
        result[rows] = whole * chance + _round_signed(rest, amounts)
    return result


def _round_signed(rest: Integers, amounts: Integers) -> Integers:
    """``rest`` / 10_000 rounded, where halves go away from zero as seen from the whole amount's sign."""
    down = np.floor_divide(rest, ONE)
    left = rest - down * ONE
    up: Flags = np.where(amounts < 0, left * 2 > ONE, left * 2 >= ONE)
    result: Integers = down + up
    return result
