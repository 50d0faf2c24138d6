"""The sheets of an overview, in tab order."""

from __future__ import annotations

from typing import Final

from styring_xl.departments.sheets import findings, lines, measures, movements, sources, summary
from styring_xl.departments.sheets.sheet import OverviewSheet

SHEETS: Final[tuple[OverviewSheet, ...]] = (
    summary.SHEET,
    lines.SHEET,
    measures.SHEET,
    movements.SHEET,
    findings.SHEET,
    sources.SHEET,
)
