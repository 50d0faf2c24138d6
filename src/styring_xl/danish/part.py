"""A part of a whole as people type it: ``40 %``, ``0,4``, ``40`` or ``1/3``; and a change of one: ``-2 %``."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.danish.text import Unreadable, clean, is_percent, read_number

_RATIO: Final = re.compile(r"(\d{1,4})\s*/\s*0*([1-9]\d{0,3})")
_DENOMINATOR: Final = 1000
_LAST_DIGITS: Final = Fraction(2, 10**15)
"""Programs keep 15 digits of a number."""
_DECIMALS: Final = 10**12
"""A part with more decimals than twelve is the result of a formula and not agreed on: it is refused."""


def read_part(value: Value) -> Fraction | None:
    """The part, None for an empty cell; a bare 40 gives 40, as only the other parts of the whole tell if it is per
    cent.

    0,333333333333333, which is what a spreadsheet keeps of =1/3, gives a third. Raises Unreadable for a negative
    number and for what is no number.
    """
    ratio = _RATIO.fullmatch(clean(value)) if isinstance(value, str) else None
    if ratio is not None:
        return Fraction(int(ratio[1]), int(ratio[2]))
    percent = is_percent(value)
    number = read_number(clean(value).rstrip("% ")) if percent else read_number(value)
    if number is None:
        return None
    if number < 0:
        raise Unreadable
    part = Fraction(number) / (100 if percent else 1)
    near = part.limit_denominator(_DENOMINATOR)
    if abs(near - part) <= part * _LAST_DIGITS:
        return near
    if part.denominator > _DECIMALS:
        raise Unreadable
    return part


def read_change(value: Value) -> Fraction | None:
    """A change as a part of the whole, None for an empty cell: ``-2 %``, or -0,02 as a cell of per cent holds it.

    Raises Unreadable for a bare number of 1 or more, which may be meant as per cent, and for a fall below nothing.
    """
    percent = is_percent(value)
    number = read_number(clean(value).rstrip("% ")) if percent else read_number(value)
    if number is None:
        return None
    change = Fraction(number) / (100 if percent else 1)
    if change < -1 or (not percent and abs(change) >= 1) or change.denominator > _DECIMALS:
        raise Unreadable
    return change
