"""The workbook's commitments and postings as the columns the forecast is made of."""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum
from typing import Final, TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from styring_xl.danish.text import label
from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty.untold import with_measures
from styring_xl.model.arrays import Dates, Flags, Floats, Integers, Narrow
from styring_xl.model.commitments import ONE
from styring_xl.model.cpr import birthdays
from styring_xl.model.forecasting.inputs import (
    NOBODY,
    CommitmentRows,
    PostingRows,
    SimulationInput,
    january,
    month_number,
)
from styring_xl.model.kroner import round_div
from styring_xl.model.numbering import distinct
from styring_xl.model.periods import NO_DAY, is_open
from styring_xl.model.rate_unit import PERIODS, RateUnit, Rule
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.interning import Codes
from styring_xl.reading.ledger.rows import Ledger

AnyT = TypeVar("AnyT", np.int32, np.int64, np.datetime64)
LEAST_MONTHS: Final = 6
"""With fewer closed months of postings nothing can be said of who comes and leaves."""
_LATE_SHARE: Final = 0.005
"""Where a smaller part of the postings than this is booked after the month they count in, the ledger counts each bill
in the month it is booked, and its dates do not tell how late invoices come."""
_NAMED: Final = 0.5
"""A measure whose citizens have rows is forecast by its cases when so much of its spend is booked on citizens."""


class Way(IntEnum):
    """How the year of a measure is forecast."""

    CASES = 0
    """By its citizens: who leaves, who comes, what is not booked yet."""
    LINE = 1
    """As a line: its rows have citizens, but the ledger does not say whose its postings are."""
    FIXED = 2
    """As it stands in forventet regnskab: it is computed by a rule (the State's refund)."""


class ForecastColumns(Struct, frozen=True):
    """What is simulated. Measures are numbered by their names in order, not as the sheets have them.

    ``measures`` are the places in ``Figures.measures`` of those that are simulated by their cases, in the order of
    their numbers. ``way`` and ``cases`` (m,), in the order of ``Figures.measures``, are how each is forecast and how
    many citizens it has had. ``months`` is how many closed months of the
    ledger are used, ``dated`` whether booking dates tell how late invoices come, ``first_year`` the first year used.
    """

    rows: CommitmentRows
    postings: PostingRows
    born: Dates
    measures: Integers
    way: Integers
    cases: Integers
    months: int
    dated: bool
    first_year: int
    taken: Integers
    """The places among the workbook's commitments of those in ``rows`` (n,)."""

    def stopping(self, commitments: Commitments, stop: Dates) -> ForecastColumns:
        """The same where the commitments they were made of stop on other days, ``stop`` one for each of them."""
        known = self.rows
        return replace(self, rows=_rows(replace(commitments, stop=stop), self.taken, known.person, known.measure))

    def asked(self, year: int, closed: int, paths: int, seed: int, arrived: Floats | None) -> SimulationInput:
        """What the simulation of a year is given of this."""
        size = len(self.measures)
        return SimulationInput(self.rows, self.postings, self.born, size, year, closed, paths, seed, arrived)


def columns(rows: Commitments, ledger: Ledger, figures: Figures, fixed: Collection[str] = ()) -> ForecastColumns:
    """The columns of a workbook; ``fixed`` are the labels of measures that are no forecast."""
    ledger = with_measures(rows, ledger)
    names = figures.measures
    numbers = Codes()
    numbers.all(names)
    people = sorted({*rows.cpr, *ledger.citizens} - {""})
    number = {cpr: at for at, cpr in enumerate(people)} | {"": NOBODY}

    person = np.fromiter(map(number.__getitem__, ledger.citizens), np.int32, len(ledger.citizens))[ledger.cpr]
    kind = numbers.all(ledger.measures).astype(np.int32)[ledger.measure]
    now = january(figures.year) + figures.closed
    month = (ledger.year - 1970) * 12 + ledger.month - 1
    used = (month < january(figures.year) + 12) & (ledger.year >= _first_year(ledger, person, month < now))
    row_person = np.fromiter(map(number.__getitem__, rows.cpr), np.int64, len(rows))

    shape = len(names)
    recent = used & (month < now) & (month >= now - 24)
    spend, named = (
        np.bincount(kind[some], np.abs(ledger.amount[some]), shape) for some in (recent, recent & (person != NOBODY))
    )
    with_rows = np.bincount(figures.measure[rows.computable & (row_person != NOBODY)], minlength=shape) > 0
    way = np.where(with_rows & (spend > 0) & (named < _NAMED * spend), Way.LINE, Way.CASES)
    way = np.where([label(name) in fixed for name in names], Way.FIXED, way)
    cases = way == Way.CASES
    used &= cases[kind]
    taken = np.flatnonzero(rows.computable & cases[figures.measure])

    # Numbered by name and not by place, so that moving a row on a sheet does not change what is simulated.
    met = np.bincount(kind[used], minlength=shape) + np.bincount(figures.measure[taken], minlength=shape)
    there = np.flatnonzero(met).tolist()
    there.sort(key=lambda at: label(names[at]))
    code = np.zeros(shape, np.int64)
    code[there] = np.arange(len(there))
    dated = _dated(ledger, month, used & (person != NOBODY))
    return ForecastColumns(
        _rows(rows, taken, row_person[taken], code[figures.measure[taken]]),
        PostingRows(
            _some(person, used),
            code.astype(np.int32)[_some(kind, used)],
            _some(ledger.amount, used),
            _some(month, used),
            _some(ledger.booked, used) if dated else np.broadcast_to(NO_DAY, int(used.sum())),
        ),
        birthdays(people),
        np.array(there, np.int64),
        way.astype(np.int64),
        _cases(_some(person, used), _some(kind, used), row_person[taken], figures.measure[taken], shape, len(people)),
        _how_many(month[used & (month < now)]),
        dated,
        int(ledger.year[used].min()) if used.any() else figures.year,
        taken,
    )


def _some(values: NDArray[AnyT], used: Flags) -> NDArray[AnyT]:
    """The values (p,) that are used; most often all are, and they are not copied."""
    return values if used.all() else values[used]


def _first_year(ledger: Ledger, person: Narrow, closed: Flags) -> int:
    """The first of the years, counted back from the latest, in which the ledger says whose its postings are.

    Many ledgers hold older years by the month alone; taken for spend without a citizen they would hide who came and
    who left.
    """
    if not closed.any():
        return 0
    before = int(ledger.year.min())
    place, size = ledger.year - before, np.abs(ledger.amount).astype(np.float64) * closed
    # Whole øre, so the sums are exact in whatever order they are added up.
    whole, named = np.bincount(place, size), np.bincount(place, size * (person != NOBODY))
    years = (np.flatnonzero(np.bincount(place[closed])) + before)[::-1].tolist()
    shares = [float(named[year - before] / max(whole[year - before], 1.0)) for year in years]
    first: int = years[0]
    for year, share in zip(years, shares, strict=True):
        if share < _NAMED * max(shares[:2]):
            break
        first = year
    return first


def _dated(ledger: Ledger, month: Narrow, which: Flags) -> bool:
    known = which & ~np.isnat(ledger.booked)
    if not known.any():
        return False
    late = month_number(ledger.booked[known]) > month[known]
    return bool(late.mean() >= _LATE_SHARE)


def _rows(rows: Commitments, taken: Integers, person: Integers, measure: Integers) -> CommitmentRows:
    """The rows at the places ``taken`` (n,), of those persons and measures (n,); a whole month once begun is a row that
    begins and ends with its months."""
    rate, unit = rows.rate[taken], rows.unit[taken]
    vat = rows.vat[taken]
    rate = np.where(vat == ONE, rate, round_div(rate * vat, ONE))
    start, stop = rows.start[taken], rows.stop[taken]
    calendar = np.array([PERIODS[each].months for each in RateUnit])[unit]
    whole = (rows.rule[taken] == Rule.WHOLE) & (calendar > 0) & ~(stop < start)
    rate = np.where(whole, round_div(rate, np.maximum(calendar, 1)), rate)
    unit = np.where(whole, int(RateUnit.MONTH), unit)
    first = start.astype("datetime64[M]").astype("datetime64[D]")
    last = (stop.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    return CommitmentRows(
        person,
        measure,
        rate,
        rows.quantity[taken],
        unit,
        np.where(whole, first, start),
        np.where(is_open(stop), NO_DAY, np.where(whole, last, stop)),
        rows.probability[taken],
        np.full(len(taken), NO_DAY),
    )


def _how_many(months: Narrow) -> int:
    """How many different months there are among some (p,)."""
    return int(np.count_nonzero(np.bincount(months - months.min()))) if len(months) else 0


def _cases(payer: Narrow, kind: Narrow, person: Integers, measure: Integers, measures: int, people: int) -> Integers:
    """How many citizens, numbered below ``people``, each measure has rows or postings of, (m,)."""
    # The pairs that are met are counted, and not those that could be: a ledger whose measures are free text may have as
    # many of them as postings. Nobody stands before the citizens of each measure, and is left out.
    pairs = (what.astype(np.int64) * (people + 1) + (who - NOBODY) for who, what in ((payer, kind), (person, measure)))
    met = distinct(*pairs)
    return np.bincount(met[met % (people + 1) > 0] // (people + 1), minlength=measures)
