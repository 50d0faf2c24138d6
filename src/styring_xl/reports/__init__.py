"""The result sheets, in tab order. To add one is to write its module or folder here and to name it in ``SHEETS``."""

from __future__ import annotations

from typing import Final

from styring_xl.cells.book import ReadableBook
from styring_xl.danish.text import label
from styring_xl.reading import snapshot as reading
from styring_xl.reading.snapshot import LaidOut, Ours, Snapshot
from styring_xl.reports import (
    accuracy,
    advisers,
    authority,
    budget_proposal,
    case_review,
    cell_history,
    cockpit,
    contents,
    dearest,
    explanation,
    findings,
    flow,
    forecast,
    goals,
    history,
    initiatives,
    key_figures,
    ladder,
    memo,
    outlook,
    programme,
    progression,
    recommendation,
    refund,
    scenarios,
    scores,
    shares,
    solutions,
    spend,
    suppliers,
    trace,
    uncertainty,
    variance,
)
from styring_xl.reports.sheet import ResultSheet

SHEETS: Final[tuple[ResultSheet, ...]] = (
    spend.SHEET,
    variance.SHEET,
    explanation.SHEET,
    forecast.SHEET,
    uncertainty.SHEET,
    accuracy.SHEET,
    cockpit.SHEET,
    advisers.SHEET,
    flow.SHEET,
    ladder.SHEET,
    refund.SHEET,
    outlook.SHEET,
    budget_proposal.SHEET,
    scenarios.SHEET,
    suppliers.SHEET,
    authority.SHEET,
    case_review.SHEET,
    recommendation.SHEET,
    dearest.SHEET,
    goals.SHEET,
    progression.SHEET,
    initiatives.SHEET,
    scores.SHEET,
    programme.SHEET,
    shares.SHEET,
    solutions.SHEET,
    key_figures.SHEET,
    memo.SHEET,
    history.SHEET,
    findings.SHEET,
)
OURS: Final = Ours(
    sheets=tuple(sheet.name for sheet in SHEETS),
    names=(*(name for sheet in SHEETS for name in sheet.names), contents.AREA, trace.AREA, cell_history.AREA),
    typed=tuple(sheet.area for sheet in SHEETS if sheet.is_typed),
)
"""What of a workbook the product itself writes, so that it is not read as the user's."""


def read(
    book: ReadableBook,
    *,
    year: int | None = None,
    closed: int | None = None,
    hint: str = "",
    laid_out: LaidOut | None = None,
) -> Snapshot:
    """Reads a workbook; see ``styring_xl.reading.snapshot.read``."""
    return reading.read(book, OURS, year=year, closed=closed, hint=hint, laid_out=laid_out)


def lay_out(book: ReadableBook, year: int | None = None) -> LaidOut:
    """Where everything in a workbook stands; see ``styring_xl.reading.snapshot.lay_out``."""
    return reading.lay_out(book, OURS, year)


def wanted(snapshot: Snapshot) -> frozenset[str]:
    """The rectangles whose sheets the workbook should have: those with something to tell that nobody has declined."""
    declined, asked = snapshot.settings.declined, snapshot.settings.asked
    return frozenset(
        sheet.area
        for sheet in SHEETS
        if label(sheet.name) not in declined
        and (sheet.applies(snapshot) or (not sheet.is_common and label(sheet.name) in asked))
    )
