"""The columns of the tables of *Statsrefusion*."""

from __future__ import annotations

from typing import Final

from styring_xl.reports.month_columns import month_columns
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.words import MONTHS

LAWS: Final = (
    Column("law", "Årets statsrefusion"),
    Column("cases", "Borgere og husstande", look.WHOLE, summed=True),
    Column("refund", "Statsrefusion", look.KRONER, summed=True),
    Column("basis", "Grundlag", look.KRONER, summed=True),
)
LIMITS: Final = (
    Column("period", "Beløbsgrænser"),
    Column("group", "Målgruppe"),
    Column("above_25", "25 % over", look.KRONER),
    Column("above_50", "50 % over", look.KRONER),
    Column("above_75", "75 % over", look.KRONER),
    Column("source", "Kilde"),
)
LINE: Final = (
    Column("name", "Statsrefusion i budget og forventet regnskab"),
    Column("empty"),
    Column("amount", "Beløb", look.KRONER),
)
RECONCILED: Final = (
    Column("name", "Afstemning til forventet regnskab"),
    Column("empty"),
    Column("empty_too"),
    Column("amount", "Beløb", look.KRONER, summed=True),
)
STEPS: Final = ("above_25", "above_50", "above_75")
REFUND_MONTHS: Final = tuple(f"refund{month}" for month in range(1, 13))
"""The names of the columns of the refund's months, beside those of the basis."""


def cases(closed: int = 0) -> Columns:
    """A case with its months. It is named again before the months of the refund, which are printed on a page of their
    own."""
    refund = zip(REFUND_MONTHS, MONTHS, month_columns(closed), strict=True)
    return (
        Column("name", "CPR-nr. eller husstand", look.TEXT, 50),
        Column("group", "Målgruppe", look.TEXT, 21),
        Column("refund", "Statsrefusion i alt", look.KRONER, 16),
        Column("basis", "Grundlag i alt", look.KRONER, 16),
        *month_columns(closed, 11),
        Column("again", "Sag", look.TEXT, 32),
        *(Column(name, f"Refusion {month.lower()}", each.look, 13) for name, month, each in refund),
    )


WIDTH: Final = len(cases())
AGAIN: Final = WIDTH - len(REFUND_MONTHS)
"""The sheet column, from 1, in which the case is named again."""
