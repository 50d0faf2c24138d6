"""Everything a refresh computes from the sheets: months per commitment, spend per citizen, variance per line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import compress

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.figures import booked, division, key, spend_lines, variance_lines
from styring_xl.figures.booked import Booked, no_people
from styring_xl.figures.past import Past, past
from styring_xl.figures.segment import Segment
from styring_xl.figures.spend_lines import SpendLines
from styring_xl.figures.variance_lines import VarianceGroup
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.commitments import weighted
from styring_xl.model.headcount import FullYear
from styring_xl.model.kroner import total
from styring_xl.reading.budget import Budget
from styring_xl.reading.dimension import Dimension
from styring_xl.reading.disposition.disposition import Commitments, Disposition
from styring_xl.reading.interning import Codes
from styring_xl.reading.ledger.rows import Ledger
from styring_xl.reading.parameters import Earlier


class Figures(Struct, frozen=True):
    """The computed workbook. ``full`` and ``months`` are øre (n, 12) for the commitments; rows not computable are zero.

    ``full`` is the expected amount at 100 %; ``months`` what the sheet shows: booked for months <= closed, then
    expected weighted with sandsynlighed. ``key`` (n,) numbers the (citizen, measure) of each row.
    """

    year: int
    closed: int
    full: Integers
    months: Integers
    booked: Integers
    key: Integers
    lines: SpendLines
    whole: Segment
    """Everything as one segment."""
    segments: tuple[Segment, ...]
    """What *Afvigelse*, *Cockpit* and *Prognose* are divided into: the whole alone where they are not."""
    realised: int
    """Postings of the year's months <= closed, øre."""
    expected_rest: int
    """Expected amounts of the months after the closed one, øre."""
    pool: int
    last_year: int
    unplaced: dict[tuple[str, str], Integers]
    """(citizen, measure) -> booked øre (12,) that met no commitment."""
    measures: tuple[str, ...]
    """The names of the m measures that ``measure`` numbers."""

    @property
    def groups(self) -> tuple[VarianceGroup, ...]:
        """The lines of the whole in their groups."""
        return self.whole.groups

    @property
    def by_measure(self) -> Integers:
        """Øre (m, 12): booked in the closed months, then expected; the puljer are not in it."""
        return self.whole.by_measure

    @property
    def history(self) -> Past:
        """What the ledger holds of earlier years."""
        return self.whole.history

    @property
    def measure(self) -> Integers:
        """The measure of each row, as its place in ``measures``, int64 (n,)."""
        return key.unpack(self.key)[1]

    @property
    def person(self) -> Integers:
        """The citizen of each row, numbered, int64 (n,); a row without a CPR number is a person of its own."""
        return key.apart(key.unpack(self.key)[0])

    def beside(self, kind: str) -> int:
        """Øre of the lines of one kind (UNPLACED, NO_PERSON, POOL), which belong to no commitment."""
        return sum(compress(self.lines.amount, [each == kind for each in self.lines.kind]))

    @property
    def result(self) -> int:
        """Forventet regnskab of the whole workbook, øre."""
        return self.realised + self.expected_rest + self.pool


def compute(
    disposition: Disposition,
    ledger: Ledger,
    budget: Budget,
    *,
    year: int,
    closed: int,
    full_year: FullYear = FullYear.DAYS,
    typed: Integers | None = None,
    stated: tuple[Earlier, ...] = (),
    dimension: Dimension | None = None,
) -> Figures:
    """All figures of one workbook for a year with months 1..closed realised (DOMAIN § 3-6).

    ``typed`` (n, 12) is what users have written as booked where there is no ledger; it then takes the ledger's place.
    ``stated`` is what *Parametre* says of earlier years, ``dimension`` what the figures are divided into segments by.
    The total of the lines is Σ postings (months <= closed) + Σ expected (months > closed) + puljer, to the øre.
    """
    rows = disposition.commitments
    numbered = _numbered(disposition, budget)
    measures, people = numbered.measures, numbered.people
    at = np.flatnonzero(rows.computable)
    full = np.zeros((len(rows), 12), np.int64)
    full[at] = rows.terms.take(at).months(year)
    months, paid = _months(rows, ledger, numbered, weighted(full, rows.probability), typed, year, closed)

    counts = partial(_counts, rows, at, numbered.person, year, closed, full_year)
    whole = _whole(disposition, ledger, budget, numbered, _by_measure(numbered, at, months, paid), counts, year, stated)
    segments: tuple[Segment, ...] = (whole,)
    if dimension is not None and dimension.is_used:
        taken = division.rows_of(dimension, at, numbered.person, numbered.measure, months, paid)
        segments = _segments(disposition, ledger, budget, numbered, dimension, taken, whole, counts, year, closed)
    return Figures(
        year=year,
        closed=closed,
        full=full,
        months=months,
        booked=paid.rows,
        key=numbered.keys,
        lines=spend_lines.lines(
            disposition,
            months,
            numbered.keys,
            paid.unplaced,
            paid.last_year,
            people=people.names,
            measures=measures.names,
        ),
        whole=whole,
        segments=segments,
        realised=paid.realised,
        expected_rest=total(months[:, closed:]) if len(months) else 0,
        pool=sum(pool.amount or 0 for pool in disposition.pools),
        last_year=paid.last,
        unplaced=_named(paid.unplaced, people, measures),
        measures=tuple(measures.names),
    )


def _months(
    rows: Commitments,
    ledger: Ledger,
    numbered: _Numbered,
    expected: Integers,
    typed: Integers | None,
    year: int,
    closed: int,
) -> tuple[Integers, Booked]:
    """Øre of each row's months, (n, 12): booked in the closed ones, then expected; and where the ledger was placed."""
    paid = booked.place(
        rows,
        ledger,
        numbered.person,
        numbered.measure,
        expected,
        people=numbered.people,
        measures=numbered.measures,
        year=year,
        closed=closed,
    )
    if typed is not None:
        paid = _typed(paid, typed, rows.computable, closed)
    months = expected.copy()
    months[:, :closed] = paid.rows[:, :closed]
    months[~rows.computable] = 0
    return months, paid


class _Numbered(Struct, frozen=True, eq=False):
    """The measures, the budget's first and in its order, and the citizens, nobody first, by number; and those of each
    commitment, (n,)."""

    measures: Codes
    people: Codes
    measure: Integers
    person: Integers

    @property
    def keys(self) -> Integers:
        """The (citizen, measure) of each commitment as one number, (n,)."""
        return key.pack(self.person, self.measure)

    @property
    def size(self) -> int:
        """How many measures there are."""
        return len(self.measures.names)


def _numbered(disposition: Disposition, budget: Budget) -> _Numbered:
    rows = disposition.commitments
    measures, people = Codes(), no_people()
    measures.all([line.measure for line in budget.lines])
    measures.all(rows.measure)
    measures.all([pool.measure for pool in disposition.pools if pool.measure])
    return _Numbered(measures, people, measures.all(rows.measure), people.all(rows.cpr))


def _whole(
    disposition: Disposition,
    ledger: Ledger,
    budget: Budget,
    numbered: _Numbered,
    by_measure: Integers,
    counts: Callable[[Integers, int], variance_lines.Counts],
    year: int,
    stated: tuple[Earlier, ...],
) -> Segment:
    """Everything as one segment; ``by_measure`` øre (m, 12)."""
    measures = numbered.measures
    groups = variance_lines.groups(
        budget,
        disposition.pools,
        measures.names,
        measures.of,
        by_measure.sum(axis=1),
        counts(numbered.measure, numbered.size),
    )
    return Segment("", groups, by_measure, past(ledger, measures, year), stated)


def _segments(
    disposition: Disposition,
    ledger: Ledger,
    budget: Budget,
    numbered: _Numbered,
    dimension: Dimension,
    taken: division.DividedRows,
    whole: Segment,
    counts: Callable[[Integers, int], variance_lines.Counts],
    year: int,
    closed: int,
) -> tuple[Segment, ...]:
    """The segments that a dimension divides the figures into."""
    measures, size, several = numbered.measures, numbered.size, len(dimension.segments)
    payer, kind = booked.numbered(ledger, numbered.people, measures)
    postings = division.postings_of(dimension, ledger, taken, payer, kind, measures.names)
    return division.segments(
        dimension,
        budget,
        disposition.pools,
        measures,
        division.by_segment(taken, postings, (several, size), year, closed),
        counts(dimension.rows * size + numbered.measure, several * size),
        division.past_of(postings, whole.history, several, year),
        whole.stated,
    )


def _typed(paid: Booked, typed: Integers, computable: Flags, closed: int) -> Booked:
    """What users have written as booked in the closed months, øre (n, 12), in the ledger's place."""
    rows = np.where(computable[:, None] & (np.arange(12) < closed), typed, 0)
    return replace(paid, rows=rows, realised=total(rows))


def _by_measure(numbered: _Numbered, at: Integers, months: Integers, paid: Booked) -> Integers:
    """Øre (m, 12): the months of the commitments ``at``, and what is booked and met no row."""
    sums = np.zeros((numbered.size, 12), np.int64)
    np.add.at(sums, numbered.measure[at], months[at])
    for k, booked_ore in paid.unplaced.items():
        sums[key.unpack_one(k)[1]] += booked_ore
    return sums


def _named(unplaced: Mapping[int, Integers], people: Codes, measures: Codes) -> dict[tuple[str, str], Integers]:
    """What met no row, by citizen and measure; what is nobody's is left out."""
    return {
        (people.names[person], measures.names[measure]): sums
        for k, sums in unplaced.items()
        for person, measure in (key.unpack_one(k),)
        if person != key.NOBODY
    }


def _counts(
    rows: Commitments,
    at: Integers,
    person: Integers,
    year: int,
    closed: int,
    full_year: FullYear,
    measure: Integers,
    size: int,
) -> variance_lines.Counts:
    """Full-year persons and active citizens of each measure; a row without a citizen counts as one of its own."""
    return variance_lines.counts(
        measure[at],
        key.apart(person)[at],
        rows.start[at],
        rows.active_stop[at],
        rows.probability[at],
        year=year,
        month=max(closed, 1),
        full_year=full_year,
        size=size,
    )
