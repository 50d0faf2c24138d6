"""The columns of *Afvigelse*'s three tables."""

from __future__ import annotations

from typing import Final

from styring_xl.reports import comment_rows
from styring_xl.reports.sheet import Heading
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns


def columns(heading: Heading) -> Columns:
    """Amounts and numbers; the letters of the headers always say which way a difference goes."""
    sign = heading.sign
    return (
        Column("measure", "Foranstaltning", look.TEXT, 44),
        Column("original", "Oprindeligt budget", look.KRONER, 15, summed=True),
        Column("changes", "Budgetændringer", look.KRONER, 15, summed=True),
        Column("revised", "Korrigeret budget (a)", look.KRONER, 15, "{original}+{changes}", summed=True),
        Column("expected", "Forventet regnskab (b)", look.KRONER, 15, summed=True),
        Column(
            "variance",
            f"Forventet afvigelse ({sign.difference('a', 'b', '−')})",
            look.KRONER,
            15,
            sign.difference("{revised}", "{expected}"),
        ),
        Column("budgeted", "Budgetteret antal (c)", look.COUNT, 11, summed=True),
        Column("forecast", "Forventet antal (d)", look.COUNT, 11, summed=True),
        Column(
            "difference",
            f"Afvigelse i antal ({sign.difference('c', 'd', '−')})",
            look.COUNT,
            11,
            sign.difference("{budgeted}", "{forecast}"),
        ),
        Column("active", "Antal denne måned (cpr.)", look.WHOLE, 11, summed=True),
        Column("last_year", "Antal samme måned sidste år (cpr.)", look.WHOLE, 11, summed=True),
        Column("word", "Mindre-/merforbrug", look.TEXT, 16, sign.word_formula("{variance}")),
        *comment_rows.COLUMNS,
    )


WIDTH: Final = len(columns(Heading()))
FIGURES: Final = WIDTH - len(comment_rows.COLUMNS)
"""The columns without the comments, which are what is printed."""

PRICES: Final = (
    Column("measure", "Foranstaltning"),
    Column("budgeted", "Budgetteret pris", look.KRONER),
    Column("expected", "Forventet pris", look.KRONER),
    Column("difference", "Difference", look.KRONER, formula="{budgeted}-{expected}"),
)
SPLIT: Final = (
    Column("measure", "Foranstaltning"),
    Column("variance", "Afvigelse", look.KRONER, summed=True),
    Column("quantity", "Mængdeeffekt", look.KRONER),
    Column("price", "Priseffekt", look.KRONER, summed=True),
    Column("mix", "Mixeffekt", look.KRONER, summed=True),
    Column("rest", "Budgetrest", look.KRONER, summed=True),
    Column("undivided", "Uden antal", look.KRONER, summed=True),
)
