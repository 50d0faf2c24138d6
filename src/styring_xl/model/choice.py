"""Which way of forecasting a line fits its own past, and how far the forecast may be off (DOMAIN § 7 and § 13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.conformal import Bounds
from styring_xl.model.conformal import bounds as around
from styring_xl.model.forecast import LAST_TWELVE, TWELFTHS, last_twelve, twelfths
from styring_xl.model.kroner import round_div
from styring_xl.model.quantile import median

CANDIDATES: Final = (TWELFTHS, LAST_TWELVE)
"""What a line's months alone can test, the simpler first."""
TOO_LITTLE: Final = -1


_RECENT: Final = 0.7
"""What an error of a year ago counts beside one of today."""
_NEAR: Final = 3.0
"""By the calendar, an error counts e times less for each so many months its origin is from the closed month."""
_TIE: Final = 1e-9
_LUCK: Final = 1.25
"""A mean absolute error over the median difference that ``_usual`` gives, for the errors ``_early`` tells of."""
_FAR: Final = 4.0
"""Differences up to so many usual ones ÷ √months are taken for chance by ``_shifted``."""
_SHIFT: Final = 0.5
"""The share of what is beyond that which is believed to last."""
_LEAST: Final = 3
"""12/12 is never chosen with fewer closed months: on real lines it misses the year by 75 % with one month and by 52 %
with two where 12M misses by 28 % and 25 %, and a line's own past is too short to tell the exceptions."""
_PRIOR: Final = 2.0
"""All lines' mean error counts as so many years of a line's own."""
_WORST: Final = 2.0
"""Errors are cut at two average years, so that one line does not decide for all."""


class Choice(Struct, frozen=True):
    """For each of n lines the best of ``CANDIDATES`` by its place there, ``TOO_LITTLE`` where nothing can be tested.

    ``error`` (n,) is its mean absolute error per forecast month as a share of the line's average month, the larger of
    the two ways' and without what is added before choosing, NaN where nothing can be tested. ``tests`` is how many
    times each method was tried on each line.
    """

    method: Integers
    error: Floats
    tests: int


def choose(history: Integers, known: Flags, this_year: Integers, closed: int) -> Choice:
    """The candidate that would have come nearest on each line's own months so far, by a rolling origin.

    history: øre (years, n, 12), the latest year first; known: (years, 12), True for months the ledger holds;
    this_year: øre (n, 12), of which months 1..``closed`` count. Raises ValueError when ``closed`` is not 0..12.

    Each past month in turn is taken for the last closed one, both methods forecast the months after it, and the error
    per month is noted; it counts 0,7 as much for each year back. This is done in two ways, and a method's larger error
    of the two counts:

    - by the calendar: 12/12 of that year's own months so far, to that year's end; the nearer the month is to
    ``closed``,
      the more it weighs. This meets seasons and late invoices as they come each year.
    - rolling: from as many months before as are closed now, to as many after as are open now. This has more and later
      months to try.

    Two or three years are few tests, so something known without a test is added to the errors before they are compared:
    to 12/12, what so few closed months alone make worse than twelve (``_early``); to 12M, by what the closed months
    differ from last year's beyond the usual (``_shifted``). Equal errors go to the simpler method. With one or two
    closed months it is always 12M. At least two whole years are needed: one to test in and one before.
    """
    if not 0 <= closed <= 12:
        raise ValueError("the closed month must be 0..12")
    lines = this_year.shape[0]
    whole = int(np.argmin(np.append(known.all(axis=1), False)))
    if whole < 2:
        return Choice(np.full(lines, TOO_LITTLE), np.full(lines, np.nan), 0)
    months = np.concatenate([*history[:whole][::-1], this_year[:, :closed]], axis=1)
    ways = [way for way in (_by_calendar(months, closed), _rolling(months, closed)) if way.tests]
    errors = np.max([way.errors / way.weight for way in ways], axis=0)
    average = np.abs(months).mean(axis=1)
    alive = average > 0
    relative = np.where(alive, errors / np.where(alive, average, 1.0), np.nan)
    if closed < _LEAST:
        method = np.full(lines, CANDIDATES.index(LAST_TWELVE))
    else:
        usual = _usual(months, whole)
        few, shifted = _early(usual, closed), _shifted(months, usual, closed)
        with np.errstate(divide="ignore", invalid="ignore"):
            added = relative + np.stack([few, shifted]) / average
        method = np.where(added[1] < added[0] * (1 - _TIE), 1, 0)
    error = np.take_along_axis(relative, method[None], axis=0)[0]
    return Choice(np.where(alive, method, TOO_LITTLE), error, sum(way.tests for way in ways))


class EarlierForecasts(Struct, frozen=True):
    """Forecasts of t earlier years, each made from the years before it alone; all (t, n), the latest year first.

    ``said`` is the forecast and ``result`` what the year came to, ``average`` the line's average year over the years
    before; øre. ``tried`` is False where the line had nothing to forecast from.
    """

    said: Integers
    result: Integers
    average: Integers
    tried: Flags

    def errors(self, said: Integers | Floats | None = None) -> Floats:
        """(Result − forecast) / average year of each (t, n), positive where the year came out dearer; NaN if not tried.

        ``said`` (t, n) are another method's forecasts of the same years, øre, NaN where it had none.
        """
        off = self.result - (self.said if said is None else said)
        return np.where(self.tried, off / np.where(self.tried, self.average, 1), np.nan)


def applied(choice: Integers, history: Integers, this_year: Integers, closed: int) -> Integers:
    """The year's result by the chosen ones of ``CANDIDATES``, øre (n,); history and this_year as for ``choose``.

    For lines without a choice 12/12 stands where enough months are closed for it to be chosen, else 12M.
    """
    whole = last_twelve(history[0], this_year, closed)
    if closed < _LEAST:
        return whole
    return np.where(choice == CANDIDATES.index(LAST_TWELVE), whole, twelfths(this_year[:, :closed].sum(axis=1), closed))


def past(
    history: Integers, known: Flags, closed: int, *, least: int = 2, seen: Sequence[Integers] = ()
) -> EarlierForecasts:
    """What ``choose`` would have forecast of earlier years at the same closed month; history and known as there.

    A year is tried when there are ``least`` whole years before it; with only one of them 12M is taken. With too few
    whole years the arrays are (0, n). ``seen``: the latest years' months (n, 12) as they were known when the month was
    closed, without the invoices that came later.
    """
    whole = int(np.argmin(np.append(known.all(axis=1), False)))
    lines = history.shape[1]
    said, result, average, tried = [], [], [], []
    for year in range(whole - least):
        before, then = history[year + 1 : whole], seen[year] if year < len(seen) else history[year]
        choice = choose(before, known[year + 1 : whole], then, closed).method
        if len(before) == 1:
            choice = np.full(lines, CANDIDATES.index(LAST_TWELVE))
        said.append(applied(choice, before, then, closed))
        result.append(history[year].sum(axis=1))
        average.append(round_div(np.abs(before.sum(axis=2)).sum(axis=0), len(before)))
        tried.append((average[-1] > 0) & (choice != TOO_LITTLE))
    shape = (len(said), lines)

    def table(amounts: list[Integers]) -> Integers:
        return np.array(amounts, np.int64).reshape(shape)

    return EarlierForecasts(table(said), table(result), table(average), np.array(tried, bool).reshape(shape))


def nearest(errors: Floats) -> Integers:
    """Which of k ways has come nearest on each of n lines, by its place; equal ones go to the first.

    errors: (k, t, n) of the same years, as ``EarlierForecasts.errors`` gives them, NaN where a way had no forecast. A
    year counts for a line where all k had one; a line without such a year gets the first. Each way's mean error of a
    line is a mean with its error on all lines, as a line has few years.
    """
    size = np.minimum(np.abs(errors), _WORST)
    told = ~np.isnan(size).any(axis=0)
    if not told.any():
        return np.zeros(errors.shape[2], np.int64)
    counted = np.where(told, size, 0.0)
    everywhere = counted.sum(axis=(1, 2)) / told.sum()
    tests = told.sum(axis=0)
    drawn = (counted.sum(axis=1) + _PRIOR * everywhere[:, None]) / (tests + _PRIOR)
    found: Integers = np.where(tests > 0, np.argmin(drawn, axis=0), 0)
    return found


def bounds(history: Integers, known: Flags, this_year: Integers, closed: int, share: float = 0.8) -> Bounds:
    """P10 and P90 of the choice's forecast of the year (for ``share`` 0,8), øre (n,); arguments as for ``choose``.

    From the errors that the choice has had in earlier years at the same closed month, the line's own and all lines'.
    With fewer than three whole years, or with too few errors in all, they are not known.
    """
    whole = int(np.argmin(np.append(known.all(axis=1), False)))
    if not whole:
        nothing = np.zeros(len(this_year), np.int64)
        return Bounds(nothing, nothing, nothing != 0)
    before = history[:whole]
    said = applied(choose(history, known, this_year, closed).method, before, this_year, closed)
    average = round_div(np.abs(before.sum(axis=2)).sum(axis=0), whole)
    return around(said, average, past(history, known, closed).errors(), share)


def _usual(months: Integers, whole: int) -> Floats:
    """(n,) how far a month usually is from the same month a year before: the median over the whole years."""
    past = months[:, : 12 * whole]
    usual: Floats = median(np.abs(past[:, 12:] - past[:, :-12]).T)
    return usual


def _early(usual: Floats, closed: int) -> Floats:
    """(n,) the chance error of 12/12 beyond 12M's, øre per forecast month, where months only vary by chance.

    The mean of c months, taken for the a months ahead, is off by the square root of 1/c + 1/a of a month's variation,
    last year's months by that of 2/a: fewer closed months than are ahead make 12/12 the worse.
    """
    ahead = 12 - closed
    if not ahead:
        return np.zeros_like(usual)
    found: Floats = _LUCK * usual * max((1 / closed + 1 / ahead) ** 0.5 - (2 / ahead) ** 0.5, 0.0)
    return found


def _shifted(months: Integers, usual: Floats, closed: int) -> Floats:
    """(n,) half of what a closed month on average differs from last year's beyond what is usual.

    ``usual`` is the median difference of single months; four of them are rarely met by chance.
    """
    last = months.shape[1]
    apart = np.abs(months[:, last - closed :].sum(axis=1) - months[:, last - closed - 12 : last - 12].sum(axis=1))
    found: Floats = _SHIFT * np.maximum(apart / closed - _FAR * usual / closed**0.5, 0.0)
    return found


class _Tests(Struct):
    """The candidates' weighted errors (2, n) in one way of testing."""

    errors: Floats
    weight: float = 0.0
    tests: int = 0

    def add(self, weight: float, sums: Integers, origin: int, end: int, behind: int) -> None:
        """Test both on the months origin..end-1, 12/12 from the ``behind`` months before; sums (n, T + 1) run."""
        ahead = end - origin
        actual = sums[:, end] - sums[:, origin]
        mean = (sums[:, origin] - sums[:, origin - behind]) / behind * ahead
        same = sums[:, end - 12] - sums[:, origin - 12]
        for at, forecast in enumerate((mean, same)):
            self.errors[at] += weight / ahead * np.abs(forecast - actual)
        self.weight += weight
        self.tests += 1


def _sums(months: Integers) -> Integers:
    return np.concatenate([np.zeros((len(months), 1), np.int64), np.cumsum(months, axis=1)], axis=1)


def _by_calendar(months: Integers, closed: int) -> _Tests:
    last, sums = months.shape[1], _sums(months)
    found = _Tests(np.zeros((len(CANDIDATES), len(months))))
    for start in range(12, last, 12):
        end = min(start + 12, last)
        years_back = (last - closed - start) // 12
        for origin in range(start + 1, end):
            weight = _RECENT**years_back * float(np.exp(-abs(origin - start - closed) / _NEAR))
            found.add(weight, sums, origin, end, origin - start)
    return found


def _rolling(months: Integers, closed: int) -> _Tests:
    last, sums = months.shape[1], _sums(months)
    found = _Tests(np.zeros((len(CANDIDATES), len(months))))
    if 1 <= closed <= 11:
        for origin in range(12, last):
            end = min(origin + 12 - closed, last)
            # A test that the end of the known months has cut short weighs less.
            weight = _RECENT ** ((last - origin) / 12) * (end - origin) / (12 - closed)
            found.add(weight, sums, origin, end, closed)
    return found
