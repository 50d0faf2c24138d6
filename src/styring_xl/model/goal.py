"""Whether a goal that is no kroner will be met, and the rolling mean of a series that skips a month."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final

ROLLED: Final = 11
"""Measured months in a rolling mean: a year without the month that is not measured (Syddjurs: July)."""
SPAN: Final = 12
"""The months they must lie within."""


class Prospect(StrEnum):
    """What is expected of a goal, in the words of Syddjurs' follow-up."""

    EXPECTED = "målopfyldelse forventes"
    UNSURE = "målopfyldelse er usikker"
    NOT_EXPECTED = "målopfyldelse forventes ikke"


def prospect(latest: Fraction, before: Fraction | None, target: Fraction, *, at_least: bool) -> Prospect:
    """What the latest value and the change from the one before say of a goal.

    Met and not moving away from the goal: expected. Met but moving away, or not met but moving towards it: unsure.
    Not met and not moving towards it: not expected. Without a value before, nothing has moved.
    """
    sign = 1 if at_least else -1
    met = sign * (latest - target) >= 0
    change = 0 if before is None else sign * (latest - before)
    if met:
        return Prospect.UNSURE if change < 0 else Prospect.EXPECTED
    return Prospect.UNSURE if change > 0 else Prospect.NOT_EXPECTED


def rolling(values: Sequence[Fraction | None]) -> list[Fraction | None]:
    """The mean of the eleven measured among each month and the eleven months before it, month by month.

    ``values`` are neighbouring months, None where a month is not measured. None where fewer than eleven are measured;
    where all twelve are, the oldest is left out.
    """
    found: list[Fraction | None] = []
    for at, value in enumerate(values):
        measured = [each for each in values[max(at + 1 - SPAN, 0) : at + 1] if each is not None][-ROLLED:]
        is_whole = value is not None and len(measured) == ROLLED
        found.append(sum(measured, Fraction(0)) / ROLLED if is_whole else None)
    return found
