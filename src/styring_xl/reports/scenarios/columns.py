"""The columns of *Scenarier*: the scenarios side by side, their lines, their *tiltag*, and whether they came."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.figures.outlook import YEARS
from styring_xl.reports.sheet import Heading
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns

AREA: Final = "Styring_Scenarier"
FOLLOWED: Final = "Følg op på scenarie"
"""The label of the yellow cell."""
WITHOUT: Final = "Uden tiltag"
OTHERS: Final = "Øvrige linjer"
_NAME: Final = 34
_CHANGE: Final = 44
_NUMBER: Final = 11.5
"""Widths in characters; a total of nine figures has room."""

EXPECTED_OF: Final = tuple(f"expected{later}" for later in range(YEARS))
WITHOUT_OF: Final = tuple(f"without{later}" for later in range(YEARS))
EFFECT_OF: Final = tuple(f"effect{later}" for later in range(YEARS))
WITH_OF: Final = tuple(f"with{later}" for later in range(YEARS))
MONTH_OF: Final = tuple(f"month{month}" for month in range(1, 13))
"""The names of the columns of each year, this year first, and of each month."""


def _years(heading: Heading) -> list[str]:
    return [f"år {at}" if heading.year is None else str(heading.year + at - 1) for at in range(1, YEARS + 1)]


def columns(heading: Heading) -> Columns:
    """The scenarios side by side."""
    years = _years(heading)
    return (
        Column("scenario", "Scenarie", look.TEXT, _NAME),
        Column("what", "Hvad", look.TEXT, _CHANGE),
        *(
            Column(name, f"Forventet {year}", look.KRONER, _NUMBER)
            for name, year in zip(EXPECTED_OF, years, strict=True)
        ),
        Column("budget", f"Korrigeret budget {years[0]}", look.KRONER, _NUMBER),
        Column("variance", f"{heading.sign.difference('budget', 'forventet', ' − ').capitalize()} {years[0]}",
               look.KRONER, _NUMBER),
    )  # fmt: skip


def lines(heading: Heading) -> Columns:
    """What each scenario changes, line by line."""
    years = _years(heading)

    def of(names: tuple[str, ...], word: str) -> Columns:
        return tuple(
            Column(name, f"{word} {year}", look.KRONER, summed=True) for name, year in zip(names, years, strict=True)
        )

    return (
        Column("line", "Scenarie og linje"),
        Column("group", "Gruppe"),
        *of(WITHOUT_OF, "Uden"),
        *of(EFFECT_OF, "Effekt"),
        *of(WITH_OF, "Med"),
    )


def months(heading: Heading, closed: int) -> Columns:
    """What the *tiltag* of each scenario are worth month by month; ``closed`` is the last closed month, 0..12."""
    return (
        Column("name", "Scenarie og tiltag"),
        Column("line", "Linje"),
        *(
            Column(name, month, look.BOOKED if at <= closed else look.KRONER, summed=True)
            for at, (name, month) in enumerate(zip(MONTH_OF, standard.MONTHS, strict=True), 1)
        ),
        Column("year", f"Hele {_years(heading)[0]}", look.KRONER, formula="SUM({month1}:{month12})", summed=True),
    )


def effects(heading: Heading) -> Columns:
    """The same year by year: of the first what lies in its closed months, and what is still to come."""
    years = _years(heading)
    return (
        Column("name", "Scenarie og tiltag"),
        Column("line", "Linje"),
        Column("year", f"Hele {years[0]}", look.KRONER, summed=True),
        Column("closed", "Heraf lukket", look.KRONER, summed=True),
        Column(EFFECT_OF[0], f"Effekt {years[0]}", look.KRONER, formula="{year}-{closed}", summed=True),
        *(
            Column(name, f"Effekt {year}", look.KRONER, summed=True)
            for name, year in zip(EFFECT_OF[1:], years[1:], strict=True)
        ),
        # The last column has room to the right for a long text.
        Column("what", "Ændring", look.TEXT),
    )


FOLLOW: Final = (
    Column("line", "Linje"),
    Column("what", "Tiltag, der er begyndt"),
    Column("before", "Uden tiltag", look.KRONER, summed=True),
    Column("effect", "Effekt", look.KRONER, summed=True),
    Column("plan", "Plan", look.KRONER, formula="{before}+{effect}", summed=True),
    Column("booked", "Bogført", look.KRONER, summed=True),
    Column("over", "Over plan", look.KRONER, formula="{booked}-{plan}", summed=True),
    Column("reached", "Andel nået", look.PERCENT, formula='IF({effect}=0,"",({booked}-{before})/{effect})'),
    Column("verdict", "Holder den?"),
    Column("since", "Måneder"),
    Column("source", "Uden efter"),
)
WIDTH: Final = len(lines(Heading()))
WIDTHS: Final = (_NAME, _CHANGE, *(_NUMBER,) * (WIDTH - 2))
