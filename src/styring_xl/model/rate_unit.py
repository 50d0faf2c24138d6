"""What a rate is the price of (*takstenhed*, DOMAIN § 3): the units, the period each is paid for, and the rule."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from msgspec import Struct


class RateUnit(IntEnum):
    """The units by the codes that arrays and stored moments hold, so a new one comes last."""

    MONTH = 0
    DAY = 1
    WEEK = 2
    YEAR = 3
    HOUR = 4
    ONCE = 5
    QUARTER = 6


class Rule(IntEnum):
    """How a month that is not full is paid (*periodisering*): by its days, or whole once begun."""

    DAYS = 0
    WHOLE = 1


class Period(Struct, frozen=True):
    """What one rate pays for: so many days wherever they lie, or so many months of the calendar, a divisor of 12.

    A calendar period costs each of its days alike, or (*hele*) each of its months that is begun.
    """

    days: int = 0
    months: int = 0


PERIODS: Final[dict[RateUnit, Period]] = {
    RateUnit.MONTH: Period(months=1),
    RateUnit.DAY: Period(days=1),
    RateUnit.WEEK: Period(days=7),
    RateUnit.YEAR: Period(months=12),
    # The quantity is hours a week.
    RateUnit.HOUR: Period(days=7),
    # Paid in full in the start month.
    RateUnit.ONCE: Period(),
    RateUnit.QUARTER: Period(months=3),
}
"""The period of every unit, in the order of their codes."""
