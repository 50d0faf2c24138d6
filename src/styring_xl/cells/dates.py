"""Days as numbers: which number formats show a date, and what date a serial number is."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Final

_DATE_IDS: Final = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
_DURATION: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_NOISE: Final = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]', re.DOTALL)
_WORD: Final = re.compile(r"general|standard", re.IGNORECASE)

EPOCH: Final = dt.date(1970, 1, 1)
DAYS_1900: Final = 25569
"""Serial number of 1970-01-01 when days are counted from 1900."""
DAYS_1904: Final = DAYS_1900 - 1462
LAST_SERIAL: Final = 2_958_466
"""The day after 9999-12-31."""
_DAY_MS: Final = 86_400_000


def shows_date(format_id: int, code: str | None) -> bool:
    """True when a number format shows a point in time (durations such as ``[h]:mm`` are plain numbers)."""
    if code is None:
        return format_id in _DATE_IDS
    if _DURATION.search(code):
        return False
    bare = _WORD.sub("", _NOISE.sub("", code)).split(";")[0].lower()
    return any(letter in bare for letter in "dmyhs") and not set("0#?") & set(re.sub(r"[.,]0+", "", bare))


def from_serial(serial: float, date1904: bool) -> dt.date | dt.datetime | dt.time | float:
    """The date (datetime when there is a time of day, time when there is no day) a serial number stands for.

    A number no date stands for comes back as it is.
    """
    if not 0 <= serial < LAST_SERIAL:
        return serial
    whole = math.floor(serial)
    milliseconds = round((serial - whole) * _DAY_MS)
    if milliseconds == _DAY_MS:
        whole, milliseconds = whole + 1, 0
    if whole == 0 and not (date1904 and not milliseconds):
        return (dt.datetime.min + dt.timedelta(milliseconds=milliseconds)).time()
    days = whole - (DAYS_1904 if date1904 else DAYS_1900)
    if not date1904 and whole < 60:
        days += 1  # the file format counts a 29 February 1900
    try:
        day = EPOCH + dt.timedelta(days=days)
    except OverflowError:
        return serial
    if not milliseconds:
        return day
    return dt.datetime(day.year, day.month, day.day) + dt.timedelta(milliseconds=milliseconds)


def to_serial(value: dt.date | dt.datetime | dt.time, date1904: bool) -> int | float | None:
    """The serial number of a date or time, None when the format cannot express it (before its first day)."""
    if isinstance(value, dt.time):
        return _fraction(value)
    day = value.date() if isinstance(value, dt.datetime) else value
    whole = (day - EPOCH).days + (DAYS_1904 if date1904 else DAYS_1900)
    if not date1904 and whole <= 60:
        whole -= 1
    if whole < (0 if date1904 else 1):
        return None
    if isinstance(value, dt.datetime) and (fraction := _fraction(value.time())):
        return whole + fraction
    return whole


def _fraction(time: dt.time) -> float:
    seconds = time.hour * 3600 + time.minute * 60 + time.second
    return (seconds * 1000 + round(time.microsecond / 1000)) / _DAY_MS


def from_iso(text: str) -> dt.date | dt.datetime | dt.time | str:
    """A cell of type ``d``: ISO 8601 text. What is none comes back as text."""
    bare = text.strip().removesuffix("Z")
    try:
        if "T" in bare:
            moment = dt.datetime.fromisoformat(bare)
            return moment.date() if moment.time() == dt.time(0) else moment.replace(tzinfo=None)
        if ":" in bare:
            return dt.time.fromisoformat(bare)
        return dt.date.fromisoformat(bare)
    except ValueError:
        return text
