"""*Parametre* of the fictive municipality: accounts, the steps of its indsatstrappe, teams and a price index."""

from __future__ import annotations

from typing import Final

from styring_xl.books.cell import Value
from styring_xl.demo.measures import ADVISERS, MEASURES
from styring_xl.sheets import standard

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
_RISE: Final = 1.03
_SOURCE: Final = "Opdigtet: 3 % om året"


def tables(year: int) -> dict[str, tuple[tuple[Value, ...], ...]]:
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
        standard.INDEX_TABLE: tuple((year + at, round(100 * _RISE**at, 1), _SOURCE) for at in range(5)),
    }
