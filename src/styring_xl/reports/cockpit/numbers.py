"""What a line or a sum of *Cockpit* comes to, year by year, and which years it can be held against."""

from __future__ import annotations

from collections.abc import Sequence

from styring_xl.figures.cockpit_lines import CockpitLine
from styring_xl.reports.cockpit.columns import YEARS

YearNumbers = list[float | None]
"""One for each year, the oldest first, this one last; None where nobody knows."""


def added(parts: Sequence[YearNumbers]) -> YearNumbers:
    """The sums of the known numbers, year by year."""
    sums: YearNumbers = []
    for at in range(YEARS + 1):
        numbers = [number for number in (part[at] for part in parts) if number is not None]
        sums.append(round(sum(numbers), 4) + 0.0 if numbers else None)
    return sums


def told(lines: Sequence[CockpitLine], *, persons: bool) -> list[bool]:
    """Whether each earlier year has a number for all that this one has, so that a difference is not one of which
    measures are counted."""
    return [all(line.is_told(at, persons=persons) for line in lines) for at in range(YEARS)]


def base(numbers: YearNumbers, whole: Sequence[bool]) -> int | None:
    """The place of the first earlier year that this one can be held against."""
    if numbers[-1] is None:
        return None
    return next((at for at, number in enumerate(numbers[:YEARS]) if number and whole[at]), None)
