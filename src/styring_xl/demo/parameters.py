"""*Parametre* of the fictive municipality: accounts, the steps of its indsatstrappe, teams and a price index."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Value
from styring_xl.demo.cases import DemoCases
from styring_xl.demo.measures import ADVISERS, MEASURES
from styring_xl.demo.postings import PAST, RISE, MadePostings, results
from styring_xl.model.periods import active_days, days_in_year

_STEPS: Final = {
    1: ("Almen og tidlig indsats", ("528211014", "528211012", "528211007", "528211008")),
    2: (
        "Støtte i hjemmet",
        ("528211001", "528211002", "528211003", "528211006", "528211009", "528211010", "528211011"),
    ),
    3: ("Aflastning og døgnophold", ("528211004", "528211005", "528211013", "528201002", "528201003", "528201004")),
    4: ("Plejefamilie og netværk", ("528221001", "528221002")),
    5: ("Opholdssted", ("528201001",)),
    6: ("Institution", ("528231001", "528231002", "528241001")),
}
_TEAMS: Final = ("Team Nord", "Team Syd", "Team Ung")
_OBJECTIVE: Final = "528241001"
"""Secure institutions are paid by all municipalities together."""
_SOURCE: Final = "Opdigtet: 3 % om året"


_YEARS: Final = 5
"""Earlier years with full-year persons."""


def _earlier(
    rng: np.random.Generator, cases: DemoCases, entries: MadePostings, year: int
) -> tuple[tuple[Value, ...], ...]:
    """Results and full-year persons of five years: as booked where the ledger goes that far back, else drawn on."""
    booked = {year - back: results(entries, year - back) for back in range(1, PAST + 2)}
    days = active_days(cases.start, cases.stop, year - 1).sum(axis=1) / days_in_year(year - 1)
    rows: list[tuple[Value, ...]] = []
    for at, measure in enumerate(MEASURES):
        persons = float(days[cases.measure == at].sum())
        amount = booked[year - 1 - PAST][at] / 100
        mine: list[tuple[Value, ...]] = []
        for back in range(1, _YEARS + 1):
            of = year - back
            amount = booked[of][at] / 100 if of in booked else amount / RISE * float(rng.uniform(0.93, 1.05))
            # Whoever is in none of the rows any more is told from what the year cost.
            number = max(round(persons if persons >= 0.1 else amount / measure.price, 1), 0.1)
            if round(amount):
                mine.append((of, measure.name, round(amount), number if measure.weight else None))
            persons *= float(rng.uniform(0.9, 1.04))
        rows += reversed(mine)
    return tuple(rows)


def tables(
    rng: np.random.Generator, cases: DemoCases, entries: MadePostings, year: int
) -> dict[str, tuple[tuple[Value, ...], ...]]:
    """Rows of the tables of *Parametre* for a workbook of ``year``."""
    by_account = {measure.account: measure for measure in MEASURES}
    steps = tuple(
        (by_account[account].name, step, name)
        for step, (name, accounts) in _STEPS.items()
        for account in accounts
        if account in by_account
    )
    return {
        standard.ACCOUNTS_TABLE: tuple((m.account, m.name, None) for m in MEASURES),
        standard.STEPS_TABLE: steps,
        standard.TEAMS_TABLE: tuple((name, _TEAMS[at % len(_TEAMS)]) for at, name in enumerate(ADVISERS)),
        standard.TARGETS_TABLE: ((by_account[_OBJECTIVE].name, standard.TARGETS[0], standard.NO),),
        standard.EARLIER_TABLE: _earlier(rng, cases, entries, year),
        standard.INDEX_TABLE: tuple((year + at, round(100 * RISE**at, 1), _SOURCE) for at in range(-1, 5)),
    }
