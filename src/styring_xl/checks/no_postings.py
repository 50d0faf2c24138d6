"""A commitment that should have cost something in a closed month, but nothing is booked."""

from collections.abc import Iterator

import numpy as np

from styring_xl import standard
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row
from styring_xl.danish.phrase import listed
from styring_xl.danish.text import clean
from styring_xl.model.commitments import billed_months
from styring_xl.model.numbering import distinct
from styring_xl.reading.header import POSTINGS
from styring_xl.reading.problem import Kind

CODE = "ingen-postering"
SEVERITY = WARNING
STAKE = Stake.MISSING
TITLE = "Bevillingen har ingen posteringer i en lukket måned"
ABOUT = About(
    why=(
        "En bevilling uden bogføring i en lukket måned er en manglende regning, en fejlkontering eller en sag, "
        "der er ophørt."
    ),
    remedy="Undersøg, hvilken af dem det er.",
    example="Familiepleje er bogført i januar og marts, men ikke i februar.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """Per row the closed months with an expected amount and nothing booked on the citizen and measure.

    Where one bill is for a quarter, a quarter that is closed has one when something is booked in any of its months.
    Of a ledger without citizens that is said once; one whose numbers are lost has them, so each row is told.
    """
    closed = case.figures.closed
    rows = case.disposition.commitments
    if not closed or not len(rows):
        return
    ledger = case.ledger
    counted = (ledger.year == case.figures.year) & (ledger.month <= closed)
    lost = any(problem.role == POSTINGS for problem in case.told([Kind.CITIZEN]))
    if counted.any() and not ledger.cpr[counted].any() and not lost:
        # A ledger without citizens shows no commitment's bills, so that is told once and not for each commitment.
        yield Finding(
            CODE, SEVERITY, case.layout.of("posteringer")[0].sheet, 0, 0, "",
            "Ingen postering siger, hvem den er for, så det kan ikke ses, om en bevilling mangler en regning.",
            "Tilføj kolonnen CPR-nr. til posteringerne, hvis bevillingerne skal holdes op mod dem.",
        )  # fmt: skip
        return
    keys, index = np.unique(case.figures.key, return_inverse=True)
    booked = np.zeros((len(keys), 12), bool)
    np.logical_or.at(booked, index, case.figures.booked != 0)
    billed = booked[index]
    of_months = billed_months(rows.unit)
    for several in distinct(of_months[of_months > 1]).tolist():
        at = of_months == several
        billed[at] = np.repeat(billed[at].reshape(-1, 12 // several, several).any(axis=2), several, axis=1)
    due = np.arange(12) < (closed // of_months * of_months)[:, None]
    silent = (case.figures.full != 0) & ~billed & due & (rows.probability == 10_000)[:, None]
    for i in np.flatnonzero(silent.any(axis=1) & rows.computable):
        months = [standard.MONTH_NAMES[m] for m in np.flatnonzero(silent[i])]
        text = listed(months)
        yield at_row(
            case, int(i), ("cpr", "measure", "start"), CODE, SEVERITY, clean(rows.measure[i]),
            f"Der er ikke bogført noget på bevillingen i {text}.",
            "Undersøg, om regningen mangler, er bogført på en anden foranstaltning, eller om bevillingen er ophørt.",
            abs(int(case.figures.full[i][silent[i]].sum())),
        )  # fmt: skip
