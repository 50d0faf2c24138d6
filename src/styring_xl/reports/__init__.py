"""The result sheets: one a file. *Kontrol* is drawn last, by ``findings``, because it tells what the others found."""

from __future__ import annotations

from typing import Final, cast

from styring_xl import standard
from styring_xl.danish.text import label
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import (
    advisers,
    cockpit,
    explanation,
    flow,
    forecast,
    history,
    ladder,
    outlook,
    refund,
    spend,
    variance,
)
from styring_xl.reports.report import Corner, Drawn, Material, Report, Site

__all__ = ["REPORTS", "Corner", "Drawn", "Material", "Report", "Site", "wanted"]

_MODULES: Final = (spend, variance, explanation, forecast, cockpit, advisers, flow, ladder, refund, outlook, history)
REPORTS: Final[dict[str, Report]] = {module.AREA: cast(Report, module) for module in _MODULES}
"""By the name of the rectangle, in the order they are drawn."""


def wanted(snapshot: Snapshot) -> frozenset[str]:
    """The rectangles whose sheets the workbook should have: those with something to tell that nobody has declined."""
    declined = snapshot.settings.declined
    return frozenset(
        result.area
        for result in standard.RESULTS
        if label(result.sheet) not in declined
        and (result.area not in REPORTS or REPORTS[result.area].applies(snapshot))
    )
