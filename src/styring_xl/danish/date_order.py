"""Whether the texts of a column have the day or the month first: the column as a whole tells, one text does not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.danish.text import clean

_PARTS: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")


class DateOrder(Enum):
    """How a column writes 3 April 2026: DAY_FIRST 03/04/2026, MONTH_FIRST 04/03/2026."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    CONTRADICTORY = "contradictory"
    """Some of its texts can only be the one and some only the other: 03/04 may be two days, so it is none."""


def order_of(values: Iterable[Value]) -> DateOrder:
    """What the texts among the values prove; day first where they prove nothing, as Danes write."""
    day_first = month_first = False
    for value in values:
        if isinstance(value, str) and (match := _PARTS.match(clean(value))):
            one, other = int(match[1]), int(match[3])
            day_first |= one > 12 >= other
            month_first |= other > 12 >= one
    if month_first:
        return DateOrder.CONTRADICTORY if day_first else DateOrder.MONTH_FIRST
    return DateOrder.DAY_FIRST


def as_danish(value: Value, order: DateOrder) -> Value:
    """The value with its day first; of a contradictory column a text that fits both ways is no date any more."""
    if order is DateOrder.DAY_FIRST or not isinstance(value, str) or not (match := _PARTS.match(clean(value))):
        return value
    one, mark, other, year = match.groups()
    rest = clean(value)[match.end() :]
    if order is DateOrder.MONTH_FIRST:
        return f"{other}{mark}{one}{mark}{year}{rest}"
    if int(one) <= 12 and int(other) <= 12 and one.zfill(2) != other.zfill(2):
        return f"{clean(value)} ?"
    return f"{other}{mark}{one}{mark}{year}{rest}" if int(other) > 12 else value
