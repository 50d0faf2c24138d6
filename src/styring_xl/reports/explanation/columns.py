"""The columns of the tables of *Forklaring*: the causes by their words."""

from __future__ import annotations

from typing import Final

from styring_xl.reports import comment_rows
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns

AREA: Final = "Styring_Forklaring"
FROM: Final = "Fra"
TO: Final = "Til"
CAUSES: Final = (
    "Nye bevillinger",
    "Ophørte",
    "Forkortede",
    "Forlængede",
    "Takst- og mængdeændringer",
    "Realiseret mod disponeret i lukkede måneder",
    "Ændret sandsynlighed",
    "Udisponeret forbrug",
    "Pulje",
    "Øvrigt",
)
"""What moves forventet regnskab, in the order of the sheet."""
CAUSES_SHORT: Final = (
    "Nye", "Ophørte", "Forkortede", "Forlængede", "Takst, mængde", "Realiseret", "Sandsynlighed", "Udisponeret",
    "Pulje", "Øvrigt",
)  # fmt: skip
"""The same over a column and under a bar."""
CAUSE_NAMES: Final = tuple(f"cause{at}" for at in range(len(CAUSES)))
"""The names of their columns."""
AMOUNTS: Final = ("before", *CAUSE_NAMES, "change", "after")


def movement_columns(before: str, after: str) -> Columns:
    """The columns of what is expected of stops and inflow at two times."""
    return (
        Column("name", "Ventet ud over det kendte"),
        Column("before", before, look.KRONER, summed=True),
        Column("after", after, look.KRONER, summed=True),
        Column("change", "Ændring", look.KRONER, formula="{after}-{before}", summed=True),
    )


IN_ALL: Final = (
    Column("cause", "Hvad flyttede forventet regnskab"),
    Column("amount", "Kroner", look.KRONER),
    Column("running", "Løbende", look.KRONER),
    Column("lines", "Linjer", look.WHOLE),
)


def columns(first: str, before: str, after: str) -> Columns:
    """The columns of a table by measure or by commitment, between two times."""
    return (
        Column("name", first),
        Column("before", before, look.KRONER, summed=True),
        *(Column(name, text, look.KRONER, summed=True) for name, text in zip(CAUSE_NAMES, CAUSES_SHORT, strict=True)),
        Column(
            "change", "Ændring", look.KRONER, formula=f"SUM({{{CAUSE_NAMES[0]}}}:{{{CAUSE_NAMES[-1]}}})", summed=True
        ),
        Column("after", after, look.KRONER, formula="{before}+{change}", summed=True),
    )


WIDTH: Final = len(columns("", "", ""))
WHOLE: Final = WIDTH + len(comment_rows.COLUMNS)
"""The columns with those of the comments, which stand right of what is printed."""
IN_WORDS: Final = "De ti bevillinger, der flyttede mest"
BY_MEASURE: Final = "Pr. foranstaltning"
BY_COMMITMENT: Final = "Pr. bevilling"
