"""The lists of the standard workbook, a module for each subject, and the sheets on which they stand side by side."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import place
from styring_xl.standard.listing import ListSheet, ListTable
from styring_xl.standard.lists import (
    authority,
    benchmark,
    contracts,
    departments,
    goals,
    initiatives,
    measures,
    programme,
    progression,
    scenarios,
    scores,
    shares,
    solutions,
)

AGREEMENTS: Final = ListSheet(
    "Aftaler",
    "wsAftaler",
    "Aftaler og egenskaber",
    "Lister til arkene om leverandører, sektorer og kompetence. Et ark kommer til, når dets liste har en række.",
    (
        measures.MEASURES,
        contracts.CONTRACTS,
        programme.PROGRAMME,
        shares.SHARES,
        solutions.SOLUTIONS,
        authority.AUTHORITY,
        authority.APPROVERS,
        authority.OWN_SUPPLIERS,
    ),
)
GOALS: Final = ListSheet(
    "Mål og planer",
    "wsMaal",
    "Mål, planer og målinger",
    "Lister til arkene om mål, udvikling og styring. Et ark kommer til, når dets liste har en række.",
    (
        scores.SCORES,
        goals.GOALS,
        goals.MEASUREMENTS,
        progression.PROGRESSION,
        initiatives.INITIATIVES,
        benchmark.POPULATION,
        benchmark.BENCHMARK,
        scenarios.SCENARIOS,
    ),
)
DEPARTMENTS: Final = ListSheet(
    place.DEPARTMENTS,
    "wsAfdelinger",
    "Afdelingernes projektmapper",
    "Skriv en projektmappe eller en mappe i hver række, og tryk Samlet overblik. De læses kun, som de sidst er gemt.",
    (departments.DEPARTMENTS,),
)
SHEETS: Final = (AGREEMENTS, GOALS, DEPARTMENTS)
"""In tab order."""
TABLES: Final[tuple[ListTable, ...]] = tuple(table for sheet in SHEETS for table in sheet.tables)
