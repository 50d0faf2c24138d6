"""The columns of *Mål*: the goals, the points of each, and the days and citizens they are computed from."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import look
from styring_xl.standard.column import Column

AREA: Final = "Styring_Maal"
CHOICE: Final = "Vis i diagrammet"
"""The label of the yellow cell."""

GOALS: Final = (
    Column("goal", "Mål", look.TEXT, 40),
    Column("kind", "Måles ved", look.TEXT, 23),
    Column("direction", "Retning", look.TEXT, 10),
    Column("target", "Målværdi", look.DECIMAL, 11),
    Column("latest", "Seneste", look.DECIMAL, 11),
    Column("before", "Før", look.DECIMAL, 11),
    Column("change", "Ændring", look.DECIMAL, 11, "{latest}-{before}"),
    Column("gap", "Fra målet", look.DECIMAL, 11, "{latest}-{target}"),
    Column("period", "Seneste er", look.TEXT, 14),
    Column("status", "Status", look.TEXT, 29),
    Column("stop", "Frist", look.DATE, 12),
    Column("remark", "Bemærkning", look.TEXT, 30),
)
POINTS: Final = (
    Column("period", "Periode", look.TEXT),
    Column("origin", "Grundlag", look.TEXT),
    Column("value", "Værdi", look.DECIMAL),
    Column("rolled", "11 mdr.", look.DECIMAL),
    Column("target", "Målværdi", look.DECIMAL),
    Column("gap", "Fra målet", look.DECIMAL, formula="{value}-{target}"),
)
QUARTERS: Final = ("quarter1", "quarter2", "quarter3", "quarter4")
DAYS: Final = (
    Column("name", "Foranstaltning", look.TEXT),
    Column("institution", "Institution", look.TEXT),
    *(Column(name, f"{at}. kvt.", look.KRONER) for at, name in enumerate(QUARTERS, 1)),
    Column("year", "Året", look.KRONER, formula="SUM({quarter1}:{quarter4})"),
)
EARLY: Final = (
    Column("name", "Borgere", look.TEXT),
    Column("law", "Paragraf", look.TEXT),
    *(Column(name, f"{at}. kvt.", look.WHOLE) for at, name in enumerate(QUARTERS, 1)),
)
WIDTH: Final = len(GOALS)
