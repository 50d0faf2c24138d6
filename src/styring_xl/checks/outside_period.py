"""Postings that do not count: after the closed month, or of another year."""

from collections.abc import Iterator

import numpy as np

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake
from styring_xl.danish.phrase import counted
from styring_xl.danish.writing import kroner
from styring_xl.model.numbering import distinct
from styring_xl.reading.problem import Kind
from styring_xl.standard import SETUP

CODE = "uden-for-perioden"
SEVERITY = WARNING
STAKE = Stake.BOOKED
TITLE = "Posteringer uden for de lukkede måneder"
ABOUT = About(
    why="Posteringer i åbne måneder og andre år tæller ikke med; de må ikke blive glemt.",
    remedy="Hæv Realiseret til og med, når måneden er lukket.",
    example="April er bogført, men marts er den sidste lukkede måned.",
)
KINDS: tuple[Kind, ...] = ()


def check(case: Evidence) -> Iterator[Finding]:
    """One line for each kind and month, with how many postings and their kroner, at the first of them."""
    ledger, figures = case.ledger, case.figures
    after = (ledger.year == figures.year) & (ledger.month > figures.closed)
    back = figures.year - 1 - ledger.year
    # Earlier years that are there whole and say their measures are the lines' past on Prognose and Cockpit.
    past = np.append(figures.history.known.all(axis=1) & figures.history.told, False)
    past[0] = True
    other = (ledger.year != figures.year) & ~past[np.where((back >= 0) & (back < len(past)), back, -1)]
    period = ledger.year * 100 + ledger.month
    for mask, why, remedy in (
        (after, "efter den sidste lukkede måned", f"Hæv »Realiseret til og med« i {SETUP}, når måneden er lukket."),
        (other, "i et andet år", "Kontrollér datoen, eller fjern posteringerne fra udtrækket."),
    ):
        for which in distinct(period[mask]).tolist():
            at = np.flatnonzero(mask & (period == which))
            i = int(at[0])
            sheet = ledger.sheets[ledger.sheet[i]]
            table = next(table for table in case.layout.of("posteringer") if table.sheet == sheet)
            count = counted(len(at), "postering", "posteringer")
            yield Finding(
                CODE, SEVERITY, sheet, int(ledger.row[i]), table.columns.get("date", table.columns.get("period", 1)),
                kroner(int(ledger.amount[at].sum())) + " kr.",
                f"{count} i {which % 100:02d}-{which // 100} ligger {why} og tæller ikke med.", remedy,
                abs(int(ledger.amount[at].sum())),
            )  # fmt: skip
