"""Everything a refresh computes from the sheets: months per commitment, spend per citizen, variance per line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl.figures import variance_lines
from styring_xl.figures.variance_lines import VarianceGroup
from styring_xl.model import commitments as model_commitments
from styring_xl.model import spend
from styring_xl.model.headcount import FullYear
from styring_xl.model.kroner import total
from styring_xl.reading.budget import Budget
from styring_xl.reading.disposition.disposition import NO_MEASURE, Commitments, Disposition
from styring_xl.reading.interning import Codes
from styring_xl.reading.ledger.rows import Ledger

Ints = npt.NDArray[np.int64]

CITIZEN: Final = "citizen"
UNPLACED: Final = "unplaced"
NO_PERSON: Final = "no person"
POOL: Final = "pool"
HISTORY: Final = 5
"""So many earlier years of the ledger are summed per measure."""
EARLIER: Final = "earlier"
"""Last year's spend on citizens and measures that have no line this year."""


@dataclass(frozen=True, slots=True)
class SpendLine:
    """A line of *Månedsforbrug*: ``months`` øre (12,), ``amount`` their sum (a pulje's lump), ``last_year`` øre."""

    kind: str
    cpr: str
    measure: str
    supplier: str
    months: Ints
    amount: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Past:
    """What the ledger holds of the ``HISTORY`` years before the workbook's own, the latest first.

    ``booked`` is øre (HISTORY, m, 12) in the order of ``Figures.measures``; ``known`` (HISTORY, 12) is True for the
    months with any posting at all: the ledger of such a month is there, and a measure without postings cost nothing.
    That does not hold in a year in which no posting says its measure: ``told`` (HISTORY,) is False for such a year.
    """

    booked: Ints
    known: npt.NDArray[np.bool_]
    told: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """The computed workbook. ``full`` and ``months`` are øre (n, 12) for the commitments; rows not computable are zero.

    ``full`` is the expected amount at 100 %; ``months`` what the sheet shows: booked for months <= closed, then
    expected weighted with sandsynlighed. ``key`` (n,) numbers the (citizen, measure) of each row.
    """

    year: int
    closed: int
    full: Ints
    months: Ints
    booked: Ints
    key: Ints
    lines: tuple[SpendLine, ...]
    groups: tuple[VarianceGroup, ...]
    by_measure: Ints
    """Øre (m, 12): booked in the closed months, then expected; the puljer are not in it."""
    history: Past
    realised: int
    """Postings of the year's months <= closed, øre."""
    expected_rest: int
    """Expected amounts of the months after the closed one, øre."""
    pool: int
    last_year: int
    unplaced: dict[tuple[str, str], Ints]
    """(citizen, measure) -> booked øre (12,) that met no commitment."""
    measures: tuple[str, ...]
    """The names of the m measures that ``measure`` numbers."""

    @property
    def measure(self) -> Ints:
        """The measure of each row, as its place in ``measures``, int64 (n,)."""
        return self.key % _PEOPLE

    @property
    def person(self) -> Ints:
        """The citizen of each row, numbered, int64 (n,); a row without a CPR number is a person of its own."""
        return _apart(self.key // _PEOPLE)

    def beside(self, kind: str) -> int:
        """Øre of the lines of one kind (UNPLACED, NO_PERSON, POOL), which belong to no commitment."""
        return sum(line.amount for line in self.lines if line.kind == kind)

    @property
    def result(self) -> int:
        """Forventet regnskab of the whole workbook, øre."""
        return self.realised + self.expected_rest + self.pool


_PEOPLE: Final = 1 << 31
"""More measures than any workbook has; a key is citizen × this + measure."""


def compute(
    disposition: Disposition,
    ledger: Ledger,
    budget: Budget,
    *,
    year: int,
    closed: int,
    full_year: FullYear = FullYear.DAYS,
    typed: Ints | None = None,
) -> Figures:
    """All figures of one workbook for a year with months 1..closed realised (DOMAIN § 3-6).

    ``typed`` (n, 12) is what users have written as booked where there is no ledger; it then takes the ledger's place.
    The total of the lines is Σ postings (months <= closed) + Σ expected (months > closed) + puljer, to the øre.
    """
    rows = disposition.commitments
    measures = Codes()
    for line in budget.lines:
        measures.of(line.measure)
    row_measure = measures.all(rows.measure)
    for pool in disposition.pools:
        if pool.measure:
            measures.of(pool.measure)
    people = Codes()
    people.of("")
    row_person = np.fromiter((_person(people, cpr) for cpr in rows.cpr), np.int64, len(rows))

    computable = rows.computable
    full = np.zeros((len(rows), 12), np.int64)
    at = np.flatnonzero(computable)
    full[at] = model_commitments.expected(
        rows.rate[at], rows.quantity[at], rows.unit[at], rows.start[at], rows.stop[at], year, rows.rule[at],
        None if (rows.vat[at] == 10_000).all() else rows.vat[at],
    )  # fmt: skip
    expected = model_commitments.weighted(full, rows.probability)

    key = row_person * _PEOPLE + row_measure
    booked, leftover, last, ledger_sums = _place(
        rows, ledger, measures, people, key, row_person, expected, at, year, closed
    )

    if typed is not None:
        booked = np.where(computable[:, None] & (np.arange(12) < closed), typed, 0)
        ledger_sums["realised"] = total(booked)
    months = expected.copy()
    months[:, :closed] = booked[:, :closed]
    months[~computable] = 0
    lumps = sum(pool.amount or 0 for pool in disposition.pools)
    lines = _spend_lines(disposition, months, key, row_person, measures, people, leftover, last)
    active_stop = rows.active_stop
    counts = variance_lines.counts(
        row_measure[at],
        _apart(row_person)[at],
        rows.start[at],
        active_stop[at],
        rows.probability[at],
        year=year,
        month=max(closed, 1),
        full_year=full_year,
        size=len(measures.names),
    )
    by_measure = np.zeros((len(measures.names), 12), np.int64)
    np.add.at(by_measure, row_measure[at], months[at])
    for k, sums in leftover.items():
        by_measure[k % _PEOPLE] += sums
    groups = variance_lines.groups(
        budget, disposition.pools, measures.names, measures.of, by_measure.sum(axis=1), counts
    )
    return Figures(
        year=year,
        closed=closed,
        full=full,
        months=months,
        booked=booked,
        key=key,
        lines=lines,
        groups=groups,
        by_measure=by_measure,
        history=_history(ledger, measures, year),
        realised=ledger_sums["realised"],
        expected_rest=total(months[:, closed:]) if len(months) else 0,
        pool=lumps,
        last_year=ledger_sums["last"],
        unplaced={
            (people.names[k // _PEOPLE], measures.names[k % _PEOPLE]): sums
            for k, sums in leftover.items()
            if k >= _PEOPLE
        },
        measures=tuple(measures.names),
    )


def _apart(person: Ints) -> Ints:
    """Each row without a citizen as a person of its own: an expected placement, not the same unknown one twice."""
    return np.where(person == 0, person.max(initial=0) + 1 + np.arange(len(person)), person)


def _person(people: Codes, cpr: str) -> int:
    return people.of(cpr) if cpr else 0


def _place(
    rows: Commitments,
    ledger: Ledger,
    measures: Codes,
    people: Codes,
    key: Ints,
    row_person: Ints,
    expected: Ints,
    at: Ints,
    year: int,
    closed: int,
) -> tuple[Ints, dict[int, Ints], dict[int, int], dict[str, int]]:
    """Booked øre per commitment, what met none per key and month, last year's total per key, and sums of the ledger."""
    person = np.fromiter((_person(people, c) for c in ledger.citizens), np.int64, len(ledger.citizens))[ledger.cpr]
    measure = measures.all(ledger.measures)[ledger.measure]
    suppliers = Codes()
    suppliers.of("")
    row_supplier = suppliers.all(rows.supplier) - 1
    supplier = suppliers.all(ledger.suppliers)[ledger.supplier] - 1

    counted = (ledger.year == year) & (ledger.month <= closed)
    last = ledger.year == year - 1
    sums = {name: int(ledger.amount[mask].sum()) for name, mask in (("realised", counted), ("last", last))}

    full_key = person * _PEOPLE + measure
    active_stop = rows.active_stop
    booked = np.zeros((len(rows), 12), np.int64)
    leftover: dict[int, Ints] = {}
    no_measure = measures.of(NO_MEASURE)
    # A posting whose measure nobody tells pays for whatever the citizen has; any other only for the same measure.
    told = counted & ledger.told
    for postings, row_key, posting_key in ((told, key, full_key), (counted & ~told, row_person, person)):
        if not postings.any():
            continue
        posting_key = np.where(person == 0, -1 - measure, posting_key)
        row_key = np.where(row_person == 0, _PEOPLE * _PEOPLE + np.arange(len(rows)), row_key)
        allocation = spend.allocate(
            row_key[at], row_supplier[at], rows.start[at], active_stop[at], expected[at], posting_key[postings],
            supplier[postings], ledger.month[postings], ledger.amount[postings], closed, year,
        )  # fmt: skip
        booked[at] += allocation.booked
        for k, month, amount in zip(
            allocation.unplaced_keys.tolist(),
            allocation.unplaced_months.tolist(),
            allocation.unplaced_amounts.tolist(),
            strict=True,
        ):
            if k < 0:
                k = -1 - k
            elif postings is not told:
                k = k * _PEOPLE + no_measure
            leftover.setdefault(k, np.zeros(12, np.int64))[month - 1] += amount

    last_year: dict[int, int] = {}
    if last.any():
        keys, index = np.unique(full_key[last], return_inverse=True)
        totals = np.zeros(len(keys), np.int64)
        np.add.at(totals, index, ledger.amount[last])
        last_year = dict(zip(keys.tolist(), totals.tolist(), strict=True))
    return booked, leftover, last_year, sums


def _history(ledger: Ledger, measures: Codes, year: int) -> Past:
    back = year - 1 - ledger.year
    mine = np.flatnonzero((back >= 0) & (back < HISTORY))
    booked = np.zeros((HISTORY, len(measures.names), 12), np.int64)
    known = np.zeros((HISTORY, 12), bool)
    told = np.zeros(HISTORY, bool)
    told[back[mine[ledger.told[mine]]]] = True
    if len(mine):
        code = measures.all(ledger.measures)[ledger.measure[mine]]
        month = ledger.month[mine] - 1
        np.add.at(booked, (back[mine], code, month), ledger.amount[mine])
        known[back[mine], month] = True
    return Past(booked, known, told)


def _spend_lines(
    disposition: Disposition,
    months: Ints,
    key: Ints,
    row_person: Ints,
    measures: Codes,
    people: Codes,
    leftover: dict[int, Ints],
    last: dict[int, int],
) -> tuple[SpendLine, ...]:
    rows = disposition.commitments
    remaining = dict(last)
    lines: list[SpendLine] = []
    at = np.flatnonzero(rows.computable)
    # Rows without a CPR number are nobody's and cannot be added to each other.
    own = np.where(row_person == 0, -1 - np.arange(len(rows)), key)[at]
    if len(at):
        keys, first, index = np.unique(own, return_index=True, return_inverse=True)
        sums = np.zeros((len(keys), 12), np.int64)
        np.add.at(sums, index, months[at])
        row_measure = key[at][first] % _PEOPLE
        order = np.lexsort((first, row_measure))
        names: dict[int, list[str]] = {}
        for position, code in zip(at.tolist(), index.tolist(), strict=True):
            supplier = rows.supplier[position]
            known = names.setdefault(code, [])
            if supplier and supplier not in known:
                known.append(supplier)
        totals = sums.sum(axis=1)
        for g in order.tolist():
            k = int(keys[g])
            found = names.get(g, [])
            position = int(at[first[g]])
            lines.append(
                SpendLine(
                    CITIZEN,
                    rows.cpr[position],
                    measures.names[int(row_measure[g])],
                    found[0] if len(found) == 1 else f"{len(found)} leverandører" if found else "",
                    sums[g],
                    int(totals[g]),
                    remaining.pop(k, 0) if k >= 0 else 0,
                )
            )
    for kind in (UNPLACED, NO_PERSON):
        for k in sorted((k for k in leftover if (k >= _PEOPLE) == (kind == UNPLACED)), key=lambda k: (k % _PEOPLE, k)):
            booked = leftover[k]
            cpr = people.names[k // _PEOPLE] if kind == UNPLACED else ""
            lines.append(
                SpendLine(kind, cpr, measures.names[k % _PEOPLE], "", booked, int(booked.sum()), remaining.pop(k, 0))
            )
    for pool in disposition.pools:
        lines.append(SpendLine(POOL, "", pool.label, "", np.zeros(12, np.int64), pool.amount or 0, 0))
    if remaining:
        lines.append(SpendLine(EARLIER, "", "", "", np.zeros(12, np.int64), 0, sum(remaining.values())))
    return tuple(lines)
