"""The columns of *Flerårsoverblik*: five years' expected result, budget and variance."""

from __future__ import annotations

from typing import Final

from styring_xl.figures.outlook import YEARS
from styring_xl.reports.sheet import Heading
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns

AREA: Final = "Styring_Fleraar"
BUDGET: Final = "Budget "
"""Heads the budget of a year, before its number."""
TOTAL: Final = "I alt"
SWITCH: Final = "Slutter åbne børnebevillinger ved 18 og 23 år (ja/nej)?"
LEFT: Final = "Indtastet budget uden plads i tabellen"
"""Heads what was typed for lines or years that the table no longer has."""

EXPECTED_OF: Final = tuple(f"expected{later}" for later in range(YEARS))
BUDGET_OF: Final = tuple(f"budget{later}" for later in range(YEARS))
MOVEMENT: Final = "movement"
VARIANCE_OF: Final = tuple(f"variance{later}" for later in range(YEARS))
"""The names of each year's columns, this year first."""


def columns(heading: Heading, *, movement: bool = False) -> Columns:
    """The columns from a year on; without one the years are numbered. The header says which way a difference goes.
    With ``movement`` the stops and the inflow expected of the first year stand last."""
    years = [f"år {at}" if heading.year is None else str(heading.year + at - 1) for at in range(1, YEARS + 1)]
    difference = heading.sign.difference("budget", "forventet", " − ").capitalize()
    return (
        Column("group", "Gruppe", look.TEXT, 32),
        Column("measure", "Foranstaltning", look.TEXT, 42),
        *(Column(name, f"Forventet {year}", look.KRONER, 13) for name, year in zip(EXPECTED_OF, years, strict=True)),
        *(
            Column(name, f"{BUDGET}{year}", look.KRONER if at == 0 else look.TYPED_KRONER, 13)
            for at, (name, year) in enumerate(zip(BUDGET_OF, years, strict=True))
        ),
        *(Column(name, f"{difference} {year}", look.KRONER, 13) for name, year in zip(VARIANCE_OF, years, strict=True)),
        *((Column(MOVEMENT, f"Ventet til- og afgang {years[0]}", look.KRONER, 13, summed=True),) if movement else ()),
    )


WIDTH: Final = len(columns(Heading(), movement=True))
"""The room of the table with all its columns, so that the chart stands right of each of them."""

LEFT_OVER: Final = (
    Column("group", "Gruppe"),
    Column("measure", "Foranstaltning"),
    Column("year", "År", look.WHOLE),
    Column("budget", "Budget", look.TYPED_KRONER),
)
ENDED: Final = (
    Column("name"),
    Column("empty"),
    *(Column(name, look=look.WHOLE) for name in EXPECTED_OF),
)
"""The assumptions below the table: how many rows end by age in each year."""
