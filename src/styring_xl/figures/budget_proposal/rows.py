"""What the commitments cost next year: if nobody stopped, with the stops that are known, by age, and in its prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.figures import age
from styring_xl.figures.compute import Figures
from styring_xl.model import headcount, outlook
from styring_xl.model.arrays import Dates, Flags, Integers
from styring_xl.model.commitments import ONE, Terms, weighted
from styring_xl.model.headcount import FullYear
from styring_xl.model.periods import NO_DAY, is_open
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.parameters import Parameters

STAGES: Final = 3
"""As though nobody stopped, with the known stops, and with those by age."""


class NextYearRows(Struct, frozen=True):
    """The commitments in the year after the budget year.

    ``amounts`` øre and ``persons`` tenths of full-year persons (3, m), in the order of the stages, at this year's
    rates; ``index`` øre (m,) what the rise of rates adds to the last. ``rate`` øre (n,) is every row's rate of next
    year, ``stop`` (n,) its stop with those by age. ``unraised`` (m,): an index is missing for some of its rates.
    """

    amounts: Integers
    persons: Integers
    index: Integers
    rate: Integers
    stop: Dates
    unraised: Flags
    at: Integers
    """The commitments that can be computed (k,), by their places in the disposition."""
    of_rows: Integers
    """Øre of each of them by stage (3, k)."""
    raised_by: Integers
    """Øre that the rise of rates adds to each (k,)."""
    stops: tuple[Dates, ...]
    """The stop of each by stage, (k,) each."""


def next_rows(
    rows: Commitments,
    parameters: Parameters,
    figures: Figures,
    *,
    by_age: bool,
    full_year: FullYear = FullYear.DAYS,
    stated: Mapping[int, int] | None = None,
) -> NextYearRows:
    """``stated`` is the rise of some measures' rates, in ten-thousandths by their place in ``Figures.measures``; the
    others follow the PL index. ``by_age`` ends children's open rows at 18 and 23."""
    size, year = len(figures.measures), figures.year + 1
    at = np.flatnonzero(rows.computable)
    measure, person = figures.measure[at], figures.person[at]
    start, stop = rows.start[at], rows.active_stop[at]
    aged = stop
    if by_age:
        childrens = age.childrens_measures(figures.measure, figures.measures, rows, parameters)
        aged, _ = outlook.stopped_by_age(start, stop, rows.born[at], childrens[measure])
    rate, missing = next_rates(rows, parameters, figures, stated or {})
    open_ended = np.where(_last_stops(measure, person, start, stop, rows.unit[at], year), NO_DAY, stop)
    terms = rows.terms.take(at)

    stages = (open_ended, stop, aged)
    of_rows = np.array([_year(replace(terms, stop=days), year) for days in stages], np.int64).reshape(STAGES, len(at))
    raised_by = _year(replace(terms, stop=aged, rate=rate[at]), year) - of_rows[-1]
    amounts = np.array([_by(measure, size, each) for each in of_rows], np.int64).reshape(STAGES, size)
    persons = np.zeros((STAGES, size), np.int64)
    for stage, days in enumerate(stages):
        groups, counted = headcount.full_year_persons(
            measure, person, start, days, year, rows.probability[at], full_year
        )
        persons[stage, groups] = counted.tenths()
    touched = missing[at] & (of_rows[-1] != 0)
    ends = rows.active_stop
    ends[at] = aged
    return NextYearRows(
        amounts,
        persons,
        _by(measure, size, raised_by),
        rate,
        ends,
        _by(measure, size, touched.astype(np.int64)) > 0,
        at,
        of_rows,
        raised_by,
        stages,
    )


def next_rates(
    rows: Commitments, parameters: Parameters, figures: Figures, stated: Mapping[int, int]
) -> tuple[Integers, Flags]:
    """Every row's rate of next year, øre, and which could not be raised for want of an index; both (n,)."""
    year = figures.year
    rate, missing = outlook.raised(rows.rate, rows.start, year, year + 1, dict(parameters.index))
    for code, rise in stated.items():
        own = np.flatnonzero(figures.measure == code)
        rate[own], missing[own] = outlook.raised(
            rows.rate[own], rows.start[own], year, year + 1, {year: ONE, year + 1: ONE + rise}
        )
    return rate, missing


def _last_stops(measure: Integers, person: Integers, start: Dates, stop: Dates, unit: Integers, year: int) -> Flags:
    """The rows (n,) with whose stop a citizen leaves a measure in the year.

    Where another row goes on the day after, or runs beside it, the stop ends a price and nobody's stay.
    """
    spells = headcount.spells(measure, person, start, stop)
    known = spells.of_row >= 0
    ends = np.zeros(len(stop), bool)
    ends[known] = spells.last[spells.of_row[known]] == stop[known]
    in_year = ~is_open(stop) & (stop.astype("datetime64[Y]") == np.datetime64(f"{year:04d}", "Y"))
    found: Flags = ends & in_year & (unit != RateUnit.ONCE)
    return found


def _year(terms: Terms, year: int) -> Integers:
    """What each row comes to in the year as it counts, øre (n,)."""
    sums: Integers = weighted(terms.months(year), terms.probability).sum(axis=1)
    return sums


def _by(measure: Integers, size: int, values: Integers) -> Integers:
    sums = np.zeros(size, np.int64)
    np.add.at(sums, measure, values)
    return sums
