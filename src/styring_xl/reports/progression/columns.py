"""The columns of *Progression*: the measures, and below them each citizen's change."""

from __future__ import annotations

from typing import Final

from styring_xl.figures.progression import CourseChange
from styring_xl.standard import look
from styring_xl.standard.column import Column

AREA: Final = "Styring_Progression"
CITIZEN: Final = "Borger i diagrammet (række)"
FIRST: Final = "Diagrammets første dato"
SECOND: Final = "Diagrammets anden dato"
"""The labels of the yellow cells."""

_JUDGED: Final = "SUM({improved}:{worse})"


def _share(of: str) -> str:
    return f'IF({_JUDGED}=0,"",{{{of}}}/{_JUDGED})'


MEASURES: Final = (
    Column("measure", "Foranstaltning", look.TEXT, 36),
    Column("series", "Forløb", look.WHOLE, 10, summed=True),
    Column("improved", "Forbedret", look.WHOLE, 20, summed=True),
    Column("unchanged", "Uændret", look.WHOLE, 18, summed=True),
    Column("worse", "Forværret", look.WHOLE, 12, summed=True),
    Column("unjudged", "Ikke vurderet", look.WHOLE, 13, summed=True),
    Column("better_share", "Andel forbedret", look.PERCENT, 12, _share("improved")),
    Column("same_share", "Andel uændret", look.PERCENT, 13, _share("unchanged")),
    Column("worse_share", "Andel forværret", look.PERCENT, 12, _share("worse")),
)
SERIES: Final = (
    Column("measure", "Foranstaltning", look.TEXT),
    Column("row", "Række", look.LINK),
    Column("form", "Skema", look.TEXT),
    Column("rater", "Bedømmer", look.TEXT),
    Column("best", "Bedst er", look.TEXT),
    Column("first", "Første dato", look.DATE),
    Column("before", "Score", look.COUNT),
    Column("latest", "Seneste dato", look.DATE),
    Column("after", "Score", look.COUNT),
    Column("change", "Ændring", look.COUNT, 11, "{after}-{before}"),
    Column("outcome", "Udvikling", look.TEXT, 14),
)
WIDTH: Final = len(SERIES)
WIDTHS: Final = (*(column.width for column in MEASURES), *(column.width for column in SERIES[len(MEASURES) :]), 3)
COUNTED: Final = {"improved": CourseChange.IMPROVED, "unchanged": CourseChange.UNCHANGED, "worse": CourseChange.WORSE}
"""The columns of the measures that count series."""
