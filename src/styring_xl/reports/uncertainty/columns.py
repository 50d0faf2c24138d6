"""The columns of *Usikkerhed*'s tables."""

from __future__ import annotations

from typing import Final

from styring_xl.model.forecasting.parts import PARTS
from styring_xl.reports.sheet import Heading
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns

PART_NAMES: Final = {
    "stops": "Ophør og forlængelser",
    "running": "I gang uden bevilling",
    "inflow": "Tilgang",
    "prices": "Priser",
    "late": "Efterposteringer",
    "loose": "Uden borger",
}
"""What each of the parts is called."""
_WIDE: Final = {"late": 15}
"""The columns whose name is one long word."""


AGAIN: Final = "again"


def columns(heading: Heading) -> Columns:
    """What is known, what is expected besides, how sure it is, and what it is held against."""
    del heading
    return (
        Column("name", "Foranstaltning", look.TEXT, 38),
        Column("booked", "Kendt: bogført", look.KRONER, 13, summed=True),
        Column("committed", "Kendt: disponeret", look.KRONER, 13, summed=True),
        *(Column(part, PART_NAMES[part], look.KRONER, _WIDE.get(part, 12), summed=True) for part in PARTS),
        # The name again, for the second page in print.
        Column(AGAIN, "Foranstaltning", look.TEXT, 32, "{name}"),
        Column("mean", "Middel", look.KRONER, 13, "+".join(f"{{{name}}}" for name in ("booked", "committed", *PARTS))),
        Column("low", "P10", look.KRONER, 13),
        Column("middle", "P50", look.KRONER, 13),
        Column("high", "P90", look.KRONER, 13),
        Column("budget", "Korrigeret budget", look.KRONER, 13, summed=True),
        Column("chance", "Chance for at budgettet holder", look.PERCENT, 11),
        Column("pool", "Puljer i forventet regnskab", look.KRONER, 13, summed=True),
        Column(
            "proposed",
            "Foreslået pulje (P50 − kendt − puljer)",
            look.KRONER,
            14,
            "{middle}-{booked}-{committed}-{pool}",
        ),
        Column("basis", "Grundlag", look.TEXT, 22),
    )


WIDTH: Final = len(columns(Heading()))
FIRST_PAGE: Final = 3 + len(PARTS)
"""So many columns stand on the first page in print: the name, what is known and what is expected."""

SOURCES: Final = (
    Column("name", "Hvad usikkerheden består af"),
    Column("mean", "Ventes i alt", look.KRONER, summed=True),
    Column("low", "P10", look.KRONER),
    Column("high", "P90", look.KRONER),
    Column("share", "Andel", look.PERCENT, summed=True),
)
CLOSED_MONTHS: Final = (
    Column("name", "Lukkede måneder"),
    Column("booked", "Bogført", look.BOOKED, summed=True),
    Column("late", "Ventes endnu", look.KRONER, summed=True),
    Column("share", "Kommet", look.PERCENT, 0, "{booked}/({booked}+{late})"),
    Column("awaited", "Ventet før", look.KRONER, summed=True),
    Column("since", "Kommet siden", look.KRONER, summed=True),
    Column("off", "Forskel", look.KRONER, 0, "{since}-{awaited}"),
)
