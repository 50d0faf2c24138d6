"""Where the sheets of an overview stand: their names and the defined names of their rectangles."""

from __future__ import annotations

from typing import Final

SUMMARY: Final = "Samlet overblik"
LINES: Final = "Afdelinger"
MEASURES: Final = "Foranstaltninger"
MOVEMENTS: Final = "Bevægelser"
FINDINGS: Final = "Fund"
SOURCES: Final = "Grundlag"

SUMMARY_AREA: Final = "Samlet_Overblik"
LINES_AREA: Final = "Samlet_Afdelinger"
MEASURES_AREA: Final = "Samlet_Foranstaltninger"
MOVEMENTS_AREA: Final = "Samlet_Bevaegelser"
FINDINGS_AREA: Final = "Samlet_Fund"
SOURCES_AREA: Final = "Samlet_Grundlag"
AREAS: Final = (SUMMARY_AREA, LINES_AREA, MEASURES_AREA, MOVEMENTS_AREA, FINDINGS_AREA, SOURCES_AREA)
"""A workbook with one of these is an overview."""
