"""What the fictive municipality keeps on *Mål og planer*: goals, measurements, and scores of its own steering."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl.cells.cell import Value
from styring_xl.demo import initiatives, progression
from styring_xl.demo.cases import DemoCases
from styring_xl.demo.measures import MEASURES, PLACEMENTS
from styring_xl.demo.properties import INSTITUTIONS
from styring_xl.model.periods import active_days
from styring_xl.standard.lists.goals import (
    AT_LEAST,
    AT_MOST,
    DAYS,
    DAYS_ON_INSTITUTION,
    EARLY,
    GOALS,
    MEASUREMENTS,
    TYPED,
)
from styring_xl.standard.lists.initiatives import INITIATIVES
from styring_xl.standard.lists.progression import PROGRESSION
from styring_xl.standard.lists.scores import INDICATORS, SCORES

ListRows = tuple[tuple[Value, ...], ...]
_FEWER: Final = "Færre dage uden for hjemmet"
_HOME: Final = "Færre dage på institution"
_EARLIER: Final = "Tidlig hjælp frem for indgribende"
_PLANS: Final = "Børn med gyldig børnefaglig plan, pct."
_ABSENCE: Final = "Anbragte børns skolefravær, pct."
_JULY: Final = 7
_FIRST: Final = (2.0, 2.5, 2.5, 3.0, 1.5, 3.5, 2.0, 3.0, 3.0, 2.5, 1.5, 2.0, 3.0, 2.5, 1.5, 3.0, 2.5, 2.0)
"""The scores two years ago, in the order of KLK's indicators."""


def rows(cases: DemoCases, cprs: Sequence[str], year: int, closed: int) -> dict[str, ListRows]:
    """The rows of the lists about goals and steering by the name of their table."""
    return {
        GOALS.name: _goals(cases, year),
        MEASUREMENTS.name: _measurements(cases, year, closed),
        SCORES.name: _scores(year),
        PROGRESSION.name: progression.rows(cases, cprs, year, closed),
        INITIATIVES.name: initiatives.rows(year),
    }


def _goals(cases: DemoCases, year: int) -> ListRows:
    """Five goals: three that the disposition tells of, two that are measured each month but July."""
    end = dt.date(year, 12, 31)
    whole, home = (_first_quarter(cases, year, institutions=only) for only in (False, True))
    return (
        (_FEWER, DAYS, AT_MOST, _round(whole * 1.1), dt.date(year, 1, 1), end, None, "Fra politikken Hjem til os"),
        (_HOME, DAYS_ON_INSTITUTION, AT_MOST, _round(home * 0.9), dt.date(year, 1, 1), end, None, None),
        (_EARLIER, EARLY, AT_LEAST, 0.3, dt.date(year, 1, 1), end, None, None),
        (_PLANS, TYPED, AT_LEAST, 90, dt.date(year - 1, 1, 1), end, None, "Der måles ikke i juli"),
        (_ABSENCE, TYPED, AT_MOST, 8, dt.date(year - 1, 1, 1), end, "målopfyldelse er usikker", "Ny indsats fra maj"),
    )


def _measurements(cases: DemoCases, year: int, closed: int) -> ListRows:
    """What was measured from January last year to the closed month, and last year's quarters of the days."""
    rng = np.random.default_rng((year, 15))
    found: list[tuple[Value, ...]] = []
    for name, share in ((_FEWER, False), (_HOME, True)):
        days = _first_quarter(cases, year, institutions=share)
        found += [
            (name, dt.date(year - 1, 3 * at + 1, 1), _round(days * part), None)
            for at, part in enumerate((1.12, 1.1, 1.06, 1.03))
        ]
    for name, first, step in ((_PLANS, 82.0, 0.6), (_ABSENCE, 10.4, -0.06)):
        for at in range(12 + closed):
            month = dt.date(year - 1 + at // 12, at % 12 + 1, 1)
            if month.month != _JULY:
                found.append((name, month, round(first + step * at + float(rng.normal(0, 0.4)), 1), None))
    return tuple(found)


def _scores(year: int) -> ListRows:
    """The scores of three years: most rise by a half in one of them, one falls."""
    names = [name for each in INDICATORS.values() for name in each]
    found: list[tuple[Value, ...]] = []
    for later in range(3):
        for at, (name, score) in enumerate(zip(names, _FIRST, strict=True)):
            risen = sum(at % 3 != each for each in range(later)) - (at == len(names) - 1) * later
            said = "Ingen fast aftale om overgangen" if at == len(names) - 1 and later == 2 else None
            found.append((name, year - 2 + later, score + 0.5 * risen, said))
    return tuple(found)


def _first_quarter(cases: DemoCases, year: int, *, institutions: bool) -> int:
    """Days in placement from January to March, or those on an institution."""
    wanted = [
        at
        for at, measure in enumerate(MEASURES)
        if (measure.name in INSTITUTIONS if institutions else measure.group == PLACEMENTS)
    ]
    mine = np.isin(cases.measure, wanted)
    return int(active_days(cases.start[mine], cases.stop[mine], year)[:, :3].sum())


def _round(days: float) -> float:
    return round(days / 10) * 10.0
