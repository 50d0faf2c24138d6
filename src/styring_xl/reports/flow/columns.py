"""The columns of the tables of *Til- og afgang*."""

from __future__ import annotations

from typing import Final

from styring_xl.reports.month_columns import MONTH_NAMES, month_columns
from styring_xl.standard import look, style
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.look import Look

_CLOSED: Final = Look(style.COMPUTED_WHOLE, style.GROUP_WHOLE, style.TOTAL_WHOLE, style.HEADER_BOOKED)


def columns(closed: int = 0, *, opening: bool = True, year: bool = True) -> Columns:
    """A month each, with the number at New Year before them and their sum after them."""
    return (
        Column("name", "Foranstaltning", look.TEXT, 42),
        Column("opening", "Primo" if opening else "", look.WHOLE, 13, summed=True),
        *month_columns(closed, 12, look.WHOLE, _CLOSED),
        Column("year", "I alt" if year else "", look.WHOLE, 12, f"SUM({{{MONTH_NAMES[0]}}}:{{{MONTH_NAMES[-1]}}})"),
    )


WIDTH: Final = len(columns())

PRICES: Final = (
    Column("name", "Foranstaltning"),
    Column("stopped", "Ophørte", look.WHOLE, summed=True),
    Column("lasted", "Varighed, mdr.", look.COUNT),
    Column("new", "Nye", look.WHOLE, summed=True),
    Column("mine", "Pris, nye", look.KRONER),
    Column("theirs", "Pris, ophørte", look.KRONER),
    Column("difference", "Forskel", look.KRONER, formula="{mine}-{theirs}"),
)
EXPECTED: Final = (
    Column("name", "Foranstaltning"),
    Column("stops", "Ventede stop", look.KRONER, summed=True),
    Column("inflow", "Ventet tilgang", look.KRONER, summed=True),
    Column("net", "Netto", look.KRONER, formula="{stops}+{inflow}", summed=True),
)
STOP_MONTHS: Final = (
    Column("month", "Måned"),
    Column("stops", "Stop", look.WHOLE, summed=True),
    Column("price", "Årspris", look.KRONER, summed=True),
)
STOPS: Final = (
    Column("name", "Foranstaltning"),
    Column("cpr", "CPR-nr.", look.LINK),
    Column("stop", "Stopdato", look.DATE),
    Column("price", "Årspris", look.KRONER),
    # A name is longer than a month's column.
    Column("adviser", "Rådgiver", look.UNFRAMED),
)
TRANSITIONS: Final = (
    Column("name", "Foranstaltning"),
    Column("cpr", "CPR-nr.", look.LINK),
    Column("age", "Fylder", look.WHOLE),
    Column("day", "Dato", look.DATE),
    Column("before", "Årspris nu", look.KRONER, summed=True),
    Column("after", "Årspris efter", look.KRONER, summed=True),
    Column("difference", "Forskel", look.KRONER, formula="{after}-{before}", summed=True),
    Column("then", "Derefter"),
)
