"""The year's postings placed on the commitments they paid for, and what met none."""

from __future__ import annotations

import numpy as np
from msgspec import Struct, field

from styring_xl.figures import key
from styring_xl.figures.key import NOBODY
from styring_xl.model import spend
from styring_xl.model.arrays import Integers
from styring_xl.model.numbering import numbered as number_groups
from styring_xl.reading.disposition.disposition import NO_MEASURE, Commitments
from styring_xl.reading.interning import Codes, by_appearance
from styring_xl.reading.ledger.rows import Ledger


class Booked(Struct, frozen=True):
    """``rows`` is øre (n, 12) per commitment, ``untold`` the part of it whose postings say no measure.

    ``unplaced`` is booked øre (12,) by key of what met no commitment, ``last_year`` the year before's øre by key;
    ``realised`` and ``last`` are the sums of the two years, øre.
    """

    rows: Integers
    untold: Integers
    unplaced: dict[int, Integers] = field(default_factory=dict)
    last_year: dict[int, int] = field(default_factory=dict)
    realised: int = 0
    last: int = 0


def no_people() -> Codes:
    """Numbers for citizens: the empty text, which is nobody, has the number ``NOBODY``."""
    people = Codes()
    people.of("")
    return people


def numbered(ledger: Ledger, people: Codes, measures: Codes) -> tuple[Integers, Integers]:
    """The citizen and the measure of each posting, int64 (p,) each; ``people`` began as ``no_people``."""
    people.all([ledger.citizens[code] for code in by_appearance(ledger.cpr, len(ledger.citizens))])
    measures.all([ledger.measures[code] for code in by_appearance(ledger.measure, len(ledger.measures))])
    return people.all(ledger.citizens)[ledger.cpr], measures.all(ledger.measures)[ledger.measure]


def place(
    rows: Commitments,
    ledger: Ledger,
    person: Integers,
    measure: Integers,
    expected: Integers,
    *,
    people: Codes,
    measures: Codes,
    year: int,
    closed: int,
) -> Booked:
    """Places the postings of months 1..``closed`` (DOMAIN § 4).

    ``person`` and ``measure`` (n,) number the rows' citizens and measures by ``people`` and ``measures``, which get the
    numbers of those only the ledger has; ``expected`` is the rows' weighted øre (n, 12).
    """
    payer, kind = numbered(ledger, people, measures)
    suppliers = Codes()
    suppliers.of("")
    row_supplier = suppliers.all(rows.supplier) - 1
    supplier = suppliers.all(ledger.suppliers)[ledger.supplier] - 1
    counted = (ledger.year == year) & (ledger.month <= closed)
    last = ledger.year == year - 1
    posted = key.pack(payer, kind)

    at = np.flatnonzero(rows.computable)
    booked, untold = np.zeros((len(rows), 12), np.int64), np.zeros((len(rows), 12), np.int64)
    unplaced: dict[int, Integers] = {}
    no_measure = measures.of(NO_MEASURE)
    # A posting that says no measure is matched by citizen alone; any other by citizen and measure.
    told = counted & ledger.told
    for postings, row_key, posting_key in (
        (told, key.pack(person, measure), posted),
        (counted & ~told, person, payer),
    ):
        if not postings.any():
            continue
        posting_key = np.where(payer == NOBODY, -1 - kind, posting_key)
        row_key = np.where(person == NOBODY, key.own(len(rows)), row_key)
        allocation = spend.allocate(
            row_key[at], row_supplier[at], rows.start[at], rows.active_stop[at], expected[at], posting_key[postings],
            supplier[postings], ledger.month[postings], ledger.amount[postings], closed, year,
        )  # fmt: skip
        booked[at] += allocation.booked
        if postings is not told:
            untold[at] = allocation.booked
        _set_apart(unplaced, allocation, None if postings is told else no_measure)
    return Booked(
        booked, untold, unplaced, _sums(payer[last], kind[last], ledger.amount[last]),
        int(ledger.amount[counted].sum()), int(ledger.amount[last].sum()),
    )  # fmt: skip


def _set_apart(unplaced: dict[int, Integers], allocation: spend.Allocation, no_measure: int | None) -> None:
    """Adds what met no row, øre by key; where the allocation's keys are citizens alone it is ``no_measure``'s."""
    for posted, month, amount in zip(
        allocation.unplaced_keys.tolist(),
        allocation.unplaced_months.tolist(),
        allocation.unplaced_amounts.tolist(),
        strict=True,
    ):
        if posted < 0:
            at = key.pack_one(NOBODY, -1 - posted)
        else:
            at = posted if no_measure is None else key.pack_one(posted, no_measure)
        unplaced.setdefault(at, np.zeros(12, np.int64))[month - 1] += amount


def _sums(payer: Integers, kind: Integers, amounts: Integers) -> dict[int, int]:
    """Øre by key, of postings (p,) of those citizens and measures."""
    # Packed closely, they are counted off; keys lie so far apart that they would have to be sorted.
    wide = int(kind.max(initial=0)) + 1
    pairs, (index,) = number_groups(payer * wide + kind)
    totals = np.zeros(len(pairs), np.int64)
    np.add.at(totals, index, amounts)
    return dict(zip(key.pack(*np.divmod(pairs, wide)).tolist(), totals.tolist(), strict=True))
