"""How a column writes its numbers and dates, shown by all its texts together: »05/01/2026« alone may be two days.

What one text leaves open, the others often settle. Where they contradict each other, only texts that can be read in one
way are read; the others become problems.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.danish.text import Unreadable, clean, is_blank, read_date, read_number
from styring_xl.pattern import seldom


class Numbers(StrEnum):
    """The decimal mark of a column's texts."""

    DANISH = "dansk"
    ENGLISH = "engelsk"
    DECIMALS = "tre decimaler"
    """0.750 and 1.000: English, and no thousands, as each text has three decimals."""
    COMMA = "decimalkomma"
    """0,750 and 1,000 among quantities: Danish, and 1,000 is one."""
    OPEN = "1.000 kan være 1"


class DateStyle(StrEnum):
    """The order of day and month in a column's texts; MIXED where some prove one and some the other."""

    DAY_FIRST = "dag/måned"
    MONTH_FIRST = "måned/dag"
    MIXED = "blandet"


_CORE = re.compile(r"[-+(]?\s*(?:(?:kr|dkk)\.?\s*)?[-+]?\s*([\d.,]+)", re.IGNORECASE)
_ENGLISH = seldom(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d{3}|0+\.\d+")
_DANISH = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d{3}|0+,\d+")
_FRACTION = seldom(r"0+\.\d+")
_THREE = seldom(r"\.\d{3}(?!\d)")
_THOUSAND_OR_NOT = seldom(r"[1-9]\d{0,2}\.\d{3}")
_ENGLISH_THOUSAND = seldom(r"[1-9]\d{0,2},\d{3}")
_FEWEST: Final = 2
_ENOUGH: Final = 3


def numbers_of(texts: Iterable[str], *, amounts: bool = False, quantities: bool = False) -> Numbers:
    """The decimal mark that a column's texts show.

    English is believed when several texts can be nothing else (or they are fractions such as 0.750, for no thousand
    begins with 0) and none can only be Danish; and of ``amounts`` in kroner when all are written 31,000. A 1.000 among
    fractions with three decimals is 1; as one of ``quantities`` that nothing speaks for it is left open. So is a 1,000
    among ``quantities`` unless another text shows that the comma is a decimal mark.
    """
    english: set[str] = set()
    thousands: set[str] = set()
    either = danish = False
    fractions = True
    for text in {*texts}:
        match = _CORE.match(clean(text))
        if match is None:
            continue
        core = match[1].rstrip(".,")
        if _DANISH.fullmatch(core):
            if not quantities:
                return Numbers.DANISH
            danish = True
        elif _ENGLISH.fullmatch(core):
            english.add(text)
            fractions = fractions and _FRACTION.fullmatch(core) is not None
        elif _ENGLISH_THOUSAND.fullmatch(core):
            thousands.add(core)
        elif _THOUSAND_OR_NOT.fullmatch(core):
            either = True
        elif not core.isdigit():
            return Numbers.DANISH
    if danish:
        return Numbers.COMMA if thousands and not english and not either else Numbers.DANISH
    if amounts and not english and not either and len(thousands) >= _ENOUGH:
        # Prices do not have three decimals. As all texts here would have three, the mark is one of thousands.
        return Numbers.ENGLISH
    if either and english and fractions and all(_THREE.search(text) for text in english):
        return Numbers.DECIMALS
    if either and quantities and not english:
        return Numbers.OPEN
    return Numbers.ENGLISH if english and (fractions or len(english) >= _FEWEST) else Numbers.DANISH


_ANY = re.compile(r"(\d{1,2})\s?([-./ ])\s?(\d{1,2})\s?[-./ ]\s?(\d{4}|\d{2})(?: \d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?")


def dates_of(texts: Iterable[str], beside: Mapping[str, DateStyle] | None = None) -> dict[str, DateStyle]:
    """Mark between the parts -> the order of day and month in the dates that are written with it.

    ``beside`` is what sheets of the same kind show: it holds for marks whose order these texts don't show.
    """
    day_first: dict[str, int] = {}
    month_first: dict[str, int] = {}
    written: dict[str, int] = {}
    for text in texts:
        match = _ANY.fullmatch(clean(text))
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        written[match[2]] = written.get(match[2], 0) + 1
        if first > 12 >= second:
            day_first[match[2]] = day_first.get(match[2], 0) + 1
        elif second > 12 >= first:
            month_first[match[2]] = month_first.get(match[2], 0) + 1
    found = dict(beside or {})
    for mark in {*day_first, *month_first}:
        days, months = day_first.get(mark, 0), month_first.get(mark, 0)
        if months and written[mark] < _FEWEST and found.get(mark) == DateStyle.MONTH_FIRST:
            continue
        if not days or not months:
            # A single odd date among few is taken for a slip of the pen and shows no order.
            found[mark] = DateStyle.DAY_FIRST if days or written[mark] < _FEWEST else DateStyle.MONTH_FIRST
        else:
            # One date that contradicts many is taken for a slip.
            slip = min(days, months) == 1 and max(days, months) >= 4
            found[mark] = (
                DateStyle.MIXED if not slip else DateStyle.DAY_FIRST if days > months else DateStyle.MONTH_FIRST
            )
    return found


def number_reader(style: Numbers, to_whole: Callable[[Value], int | None]) -> Callable[[Value], int | None]:
    """A reader of cells for a column of that style; ``to_whole`` reads a number or a Danish text."""
    if style == Numbers.DANISH:
        return to_whole

    def read(value: Value) -> int | None:
        if not isinstance(value, str) or is_blank(value):
            return to_whole(value)
        text = clean(value)
        match = _CORE.match(text)
        if style == Numbers.COMMA:
            # With four digits behind it, as in 0.7500, the point cannot part thousands.
            thousand = match is not None and _ENGLISH_THOUSAND.fullmatch(match[1])
            return to_whole(f"{text[: match.end(1)]}0{text[match.end(1) :]}" if match and thousand else value)
        if style == Numbers.OPEN and (match is None or not _THOUSAND_OR_NOT.fullmatch(match[1].rstrip(".,"))):
            return to_whole(value)
        if match is not None and style != Numbers.DECIMALS and _THOUSAND_OR_NOT.fullmatch(match[1].rstrip(".,")):
            # Among English decimals 31.000 may be thirty-one or thirty-one thousand, so it is refused, and so is a
            # quantity of 1.000.
            raise Unreadable
        swapped = text.translate(str.maketrans(",.", ".,"))
        try:
            return to_whole(swapped)
        except Unreadable:
            if match is None or not re.fullmatch(r"\d+\.\d{3}", match[1]):
                raise
            # The Danish reader refuses a text with three decimals, so it is given a number.
            number = read_number(float(match[1]))
            negative = text.startswith(("-", "(")) or text.endswith("-")
            return to_whole(float(-number if negative else number) if number is not None else None)

    return read


def date_reader(
    orders: dict[str, DateStyle], to_day: Callable[[Value], dt.date | None] = read_date
) -> Callable[[Value], dt.date | None]:
    """A reader of cells for columns whose texts show these orders; raises Unreadable where the order is not known.

    ``to_day`` reads a date cell or a Danish text.
    """
    if all(order == DateStyle.DAY_FIRST for order in orders.values()):
        return to_day

    def read(value: Value) -> dt.date | None:
        match = _ANY.fullmatch(clean(value)) if isinstance(value, str) else None
        order = orders.get(match[2]) if match is not None else None
        if match is None or order in (None, DateStyle.DAY_FIRST):
            return to_day(value)
        first, second = int(match[1]), int(match[3])
        if order == DateStyle.MIXED and first <= 12 and second <= 12 and first != second:
            raise Unreadable
        if first > 12:
            if order == DateStyle.MONTH_FIRST:
                raise Unreadable
            return to_day(value)
        return to_day(f"{second}-{first}-{match[4]}")

    return read
