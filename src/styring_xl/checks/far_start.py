"""A start date so far ahead that its year is a slip of the pen."""

from collections.abc import Iterator

import numpy as np

from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_row, shown
from styring_xl.reading.problem import Kind

CODE = "fjern-startdato"
SEVERITY = WARNING
STAKE = Stake.YEAR
TITLE = "Startdatoen ligger langt ude i fremtiden"
ABOUT = About(
    why="En bevilling fra 2062 i stedet for 2026 koster ingenting i år, og det ses ikke af nogen sum.",
    remedy="Ret årstallet.",
    example="»01-05-2062« i Startdato.",
)
KINDS: tuple[Kind, ...] = ()

_FARTHEST = 5
"""Years; a measure is not granted further ahead than this."""


def check(case: Evidence) -> Iterator[Finding]:
    """Each row that is computed and starts more than five years after the workbook's year."""
    rows = case.disposition.commitments
    years = rows.start.astype("datetime64[Y]").astype(np.int64) + 1970
    for i in np.flatnonzero(rows.computable & ~np.isnat(rows.start) & (years > case.figures.year + _FARTHEST)):
        what = f"Bevillingen begynder først i {int(years[i])} og koster ingenting i {case.figures.year}."
        ore = abs(int(rows.terms.take(np.array([i])).year_price(case.figures.year)[0]))
        yield at_row(case, int(i), ("start",), CODE, SEVERITY, shown(rows.start[i]), what, "Ret årstallet.", ore)
