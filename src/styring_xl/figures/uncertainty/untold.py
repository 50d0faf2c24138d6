"""Postings that say no measure, given that of the commitments they paid for, as *Månedsforbrug* places them."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from styring_xl.figures.booked import no_people
from styring_xl.model import spend
from styring_xl.model.arrays import Integers
from styring_xl.model.commitments import weighted
from styring_xl.model.numbering import distinct
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.interning import Codes
from styring_xl.reading.ledger.rows import Ledger


def with_measures(rows: Commitments, ledger: Ledger) -> Ledger:
    """The ledger with each untold posting of a citizen who has commitments as one of their measures, of all years.

    One that several measures share becomes a posting of each, summing to it; so a case that goes on is not taken for
    another one beside its commitment. What meets no commitment stays as it is. The ledger's ``labels`` are left out:
    they are of the postings as they stand.
    """
    untold = np.flatnonzero(~ledger.told & (ledger.cpr != 0))
    if not len(untold):
        return ledger
    at = np.flatnonzero(rows.computable & np.array([cpr != "" for cpr in rows.cpr], bool))
    if not len(at):
        return ledger
    people, suppliers, measures = no_people(), Codes(), Codes()
    suppliers.of("")
    measures.all(ledger.measures)
    person = people.all([rows.cpr[row] for row in at])
    supplier = suppliers.all([rows.supplier[row] for row in at]) - 1
    measure = measures.all([rows.measure[row] for row in at])
    payer, paid_to = people.all(ledger.citizens), suppliers.all(ledger.suppliers) - 1
    terms, stop = rows.terms.take(at), rows.active_stop[at]

    posting, kind, amount = [], [], []
    for year in distinct(ledger.year[untold]).tolist():
        of_year = untold[ledger.year[untold] == year]
        shares = spend.split(
            person, supplier, terms.start, stop, weighted(terms.months(year), terms.probability),
            payer[ledger.cpr[of_year]], paid_to[ledger.supplier[of_year]], ledger.month[of_year].astype(np.int64),
            ledger.amount[of_year], year,
        )  # fmt: skip
        posting.append(of_year[shares.posting])
        kind.append(measure[shares.row])
        amount.append(shares.amount)
    return _parted(ledger, np.concatenate(posting), np.concatenate(kind), np.concatenate(amount), tuple(measures.names))


def _parted(ledger: Ledger, posting: Integers, kind: Integers, amount: Integers, measures: tuple[str, ...]) -> Ledger:
    """The ledger with the postings at the places ``posting`` (s,) as parts of those measures and amounts (øre)."""
    keep = np.ones(len(ledger.amount), bool)
    keep[posting] = False
    whole = np.flatnonzero(keep)
    taken = np.concatenate([whole, posting])
    # Where they stood: the parts of a posting beside each other.
    order = np.argsort(taken, kind="stable")
    taken = taken[order]
    return replace(
        ledger,
        sheet=ledger.sheet[taken],
        row=ledger.row[taken],
        year=ledger.year[taken],
        month=ledger.month[taken],
        booked=ledger.booked[taken],
        amount=np.concatenate([ledger.amount[whole], amount])[order],
        cpr=ledger.cpr[taken],
        measure=np.concatenate([ledger.measure[whole].astype(np.int64), kind])[order],
        supplier=ledger.supplier[taken],
        measures=measures,
        labels={},
    )
