"""How citizens of the fictive municipality score themselves and are scored, before and after their measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl.cells.cell import Value
from styring_xl.demo.cases import DemoCases
from styring_xl.demo.measures import MEASURES
from styring_xl.standard.lists.progression import HIGH, LOW

_MEASURES: Final = ("Familiebehandling internt", "Kontaktpersoner", "Ungevejledere", "Familiepleje")
_EACH: Final = 5
"""Citizens of each measure, where it has so many."""
_PARAMETERS: Final = ("Familie", "Venner", "Skole", "Fritid", "Søvn og helbred", "Selvværd")
DIFFICULTIES: Final = "Vanskeligheder (0-100)"
WELLBEING: Final = "Trivselshjul (1-10)"


def rows(cases: DemoCases, cprs: Sequence[str], year: int, closed: int) -> tuple[tuple[Value, ...], ...]:
    """A score of difficulties at three dates for each, and the first three citizens' wellbeing by parameter."""
    rng = np.random.default_rng((year, 16))
    dates = (dt.date(year - 1, 9, 1), dt.date(year, 1, 15), dt.date(year, max(closed, 1), 20))
    found: list[tuple[Value, ...]] = []
    names = [measure.name for measure in MEASURES]
    seen: set[int] = set()
    for name in _MEASURES:
        citizens = dict.fromkeys(cases.citizen[cases.measure == names.index(name)].tolist())
        for citizen in [each for each in citizens if each not in seen][:_EACH]:
            seen.add(citizen)
            first = int(rng.integers(45, 80))
            fall = int(rng.integers(-2, 14)) if len(seen) % 4 else 0
            scores = (74, 41, 17) if not found else (first, first - fall, first - 2 * fall)
            found += [
                (cprs[citizen], DIFFICULTIES, None, score, date, "Rådgiver", LOW if not found else None, name)
                for date, score in zip(dates, scores, strict=True)
            ]
            if len(seen) <= 3:
                found += _wellbeing(rng, cprs[citizen], dates[::2], name)
    return tuple(found)


def _wellbeing(rng: np.random.Generator, cpr: str, dates: Sequence[dt.date], measure: str) -> list[tuple[Value, ...]]:
    before = rng.integers(2, 7, len(_PARAMETERS))
    after = np.minimum(before + rng.integers(-1, 4, len(_PARAMETERS)), 10)
    return [
        (cpr, WELLBEING, parameter, float(score), date, "Barnet", HIGH, measure)
        for date, scores in zip(dates, (before, after), strict=True)
        for parameter, score in zip(_PARAMETERS, scores.tolist(), strict=True)
    ]
