"""The columns of the tables of *Indsatstrappe*, and the words its tables share."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns

AREA: Final = "Styring_Indsatstrappe"
FROM: Final = "Første dag (tom = 1. januar)"
TO: Final = "Sidste dag (tom = sidste lukkede måned)"
"""The labels beside the cells where users type the period of the movements."""
STEP: Final = "Trin "
UNMAPPED: Final = "Uden trin"
ALL: Final = "I alt"
NEW: Final = "Ny"
LEFT: Final = "Ophørt"
WIDTH: Final = 14
"""Columns of the sheet: the matrix of all ten steps, *uden trin*, *ophørt* and the total."""


def _loads(*headers: str) -> Columns:
    name, citizens, active, persons, amount, share, price = headers
    return (
        Column("name", name),
        Column("citizens", citizens, look.WHOLE),
        Column("active", active, look.WHOLE),
        Column("persons", persons, look.COUNT),
        Column("amount", amount, look.KRONER, summed=True),
        Column("share", share, look.PERCENT, formula="IF({total.amount}=0,0,{amount}/{total.amount})"),
        Column("price", price, look.KRONER, formula="ROUND({amount}/{persons},0)"),
    )


STEPS: Final = _loads(
    "Trin",
    "Borgere i året (cpr.)",
    "Borgere denne måned (cpr.)",
    "Helårspersoner",
    "Forventet regnskab",
    "Andel",
    "Pr. helårsperson",
)
MEASURES: Final = _loads(
    "Foranstaltning", "Borgere i året", "Denne måned", "Helårspersoner", "Forventet", "Andel", "Pr. person"
)
"""The same columns in words of one line: only the first table's header has room for two."""
BALANCE: Final = (
    Column("name", "Trin"),
    Column("before", "Primo", look.WHOLE, summed=True),
    Column("new", "Nye (+)", look.WHOLE, summed=True),
    Column("come", "Fra andre (+)", look.WHOLE, summed=True),
    Column("gone", "Til andre (−)", look.WHOLE, summed=True),
    Column("left", "Ophørte (−)", look.WHOLE, summed=True),
    Column("after", "Ultimo", look.WHOLE, formula="{before}+{new}+{come}-{gone}-{left}"),
    Column("change", "Ændring", look.WHOLE, formula="{after}-{before}"),
)
WAYS: Final = (
    Column("name", "Bevægelse"),
    Column("citizens", "Borgere", look.WHOLE, summed=True),
    Column("share", "Andel", look.PERCENT, formula="IF({total.citizens}=0,0,{citizens}/{total.citizens})"),
)
MOVES: Final = (
    Column("from", "Fra", look.TEXT, 12),
    Column("to", "Til", look.TEXT, 12),
    Column("measure", "Foranstaltning", look.TEXT, 36),
    Column("commitment", "Bevilling", look.LINK, 26),
)
"""The list behind the matrix, beside the printed columns; it names rows and no citizen."""
