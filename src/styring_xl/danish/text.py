"""Danish cell contents as people type them: dates, amounts, shares and labels, read exactly or refused.

A reader returns None for an empty cell and raises ``Unreadable`` for what cannot be read in one way only.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from styring_xl.cells.cell import CellError, Value
from styring_xl.pattern import seldom

OPEN_END: Final = dt.date(9999, 12, 31)
"""The stop date of a commitment without an end."""

SCALE: Final = 10_000
"""Quantities, shares and VAT factors are whole ten-thousandths."""


class Unreadable(ValueError):
    """The cell holds something that cannot be read, or that can be read in two ways."""


_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+")
_MONTH_NAMES: Final = {
    name: month
    for month, names in enumerate(
        (
            ("jan", "januar", "january"),
            ("feb", "februar", "february"),
            ("mar", "mrs", "marts", "march"),
            ("apr", "april"),
            ("maj", "may", "mai"),
            ("jun", "juni", "june"),
            ("jul", "juli", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("okt", "oktober", "oct", "october"),
            ("nov", "november"),
            ("dec", "december", "des", "desember"),
        ),
        start=1,
    )
    for name in names
}


_LONGEST: Final = 60
"""No date or number is written with more characters."""


def clean(value: Value) -> str:
    """The text of a cell with odd spaces folded; an empty cell gives an empty text, an error value its code."""
    if value is None:
        return ""
    if isinstance(value, str) and value.isprintable() and "  " not in value:
        # Tabs, line breaks and non-breaking spaces are not printable, so a printable text has none to fold.
        return value.strip()
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # Numbers and days are written without a space to fold.
    return _SPACES.sub(" ", value).strip() if isinstance(value, str) else str(value)


def cell_text(value: Value) -> str:
    """The text of a cell, folded as by ``clean``; an error value gives an empty text."""
    return "" if isinstance(value, CellError) else clean(value)


def is_blank(value: Value) -> bool:
    """True for an empty cell and for a text of nothing but spaces."""
    return value is None or (isinstance(value, str) and not value[:1].isalnum() and not clean(value))


_MARKS = re.compile(r"[^\w%]+")


@lru_cache(maxsize=4096, typed=True)
def label(value: Value) -> str:
    """A text reduced to what decides whether two labels are the same: case, punctuation and spaces folded."""
    folded = clean(value).casefold()
    # Most are one word or a number, and have no marks to fold.
    return folded if folded.isalnum() else _MARKS.sub(" ", folded).strip()


_DANISH_ORDER: Final = str.maketrans("æøå", "{|}")


def in_order(text: str) -> str:
    """A key that sorts names as Danes do: æ, ø and å last, capitals among the small."""
    return clean(text).casefold().translate(_DANISH_ORDER)


_TOTAL = re.compile(
    r"(?:i ?alt|sum|subtotal|total|hovedtotal|mellemsum|tilsammen)\b|samlet(?: i ?alt)?$|.*\bi ?alt(?: kr)?[.:]?$",
    re.IGNORECASE,
)


def is_total(value: Value) -> bool:
    """True for a label such as »I alt«, »Total familiepleje« or »Sum«."""
    return isinstance(value, str) and _TOTAL.match(clean(value)) is not None


def month_of_name(text: str) -> int | None:
    """``jan``, ``januar``, ``Jan.`` -> 1; None when the text is no month's name."""
    return _MONTH_NAMES.get(text.casefold().strip(" ."))


_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_DANISH = re.compile(r"(\d{1,2})\s?[-./ ]\s?(\d{1,2})\s?[-./ ]\s?(\d{4}|\d{2})(?: \d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?")
_WORDS = seldom(r"(\d{1,2})[. -]+([a-zæøå]+)[. -]+(\d{4}|\d{2})", re.IGNORECASE)
_EPOCH = dt.date(1899, 12, 30)


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise Unreadable from error


def _year(digits: str) -> int:
    """Two digits mean this century's years unless that lies far ahead."""
    number = int(digits)
    if len(digits) == 4:
        return number
    return 2000 + number if number < 80 else 1900 + number


def read_date(value: Value) -> dt.date | None:
    """A date from a date cell, an Excel serial number or Danish text; year 9999 gives ``OPEN_END``.

    Raises Unreadable for anything else, such as 31-02-2026, 12/31/2026 or an error value.
    """
    if isinstance(value, dt.datetime):
        found = value.date()
    elif isinstance(value, dt.date):
        found = value
    elif is_blank(value):
        return None
    elif isinstance(value, (bool, CellError, dt.time)):
        raise Unreadable
    elif isinstance(value, (int, float)):
        found = _date_of_number(float(value))
    elif isinstance(value, str) and len(value) > _LONGEST:
        raise Unreadable
    else:
        found = _date_of_text(clean(value))
    if found.year == 9999:
        return OPEN_END
    if not 1900 <= found.year <= 2200:
        raise Unreadable
    return found


def _date_of_number(number: float) -> dt.date:
    if not number.is_integer():
        raise Unreadable
    whole = int(number)
    if 32_874 <= whole <= 62_457 or whole in range(2_958_101, 2_958_466):  # 1990..2070, and the year 9999
        return _EPOCH + dt.timedelta(days=whole)
    digits = str(whole)
    if len(digits) in (7, 8):
        for year, month, day in ((digits[-4:], digits[-6:-4], digits[:-6]), (digits[:4], digits[4:6], digits[6:])):
            if re.fullmatch(r"19..|20..|21..|9999", year) and len(month) == 2 and day:
                return _date(int(year), int(month), int(day))
    raise Unreadable


def _date_of_text(text: str) -> dt.date:
    if match := _ISO.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DANISH.fullmatch(text):
        return _date(_year(match[3]), int(match[2]), int(match[1]))
    if match := _WORDS.fullmatch(text):
        month = month_of_name(match[2])
        if month is not None:
            return _date(_year(match[3]), month, int(match[1]))
    if re.fullmatch(r"\d{8}", text):
        return _date_of_number(float(text))
    raise Unreadable


_OPEN_WORDS: Final = frozenset(
    (
        "løbende",
        "fortløbende",
        "åben",
        "åbent",
        "åben slutdato",
        "indtil videre",
        "ingen",
        "ingen slutdato",
        "ingen stopdato",
        "uden slutdato",
        "uden stopdato",
        "ubegrænset",
        "tidsubegrænset",
    )
)
_DASHES: Final = frozenset(("-", "–", "—", "−", "--", "---"))


def read_stop(value: Value) -> dt.date | None:
    """A stop date as ``read_date`` reads it; ``OPEN_END`` for a dash, 9999 or a word such as »løbende«; and the last
    day of a month for its name and year, »maj 2026«.

    Raises Unreadable as ``read_date``.
    """
    if isinstance(value, str):
        text = clean(value)
        if text == _FOREVER or label(value) in _OPEN_WORDS or text in _DASHES:
            return OPEN_END
        if (first := _first_of_month(text)) is not None:
            return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    elif type(value) in (int, float) and value == int(_FOREVER):
        return OPEN_END
    return read_date(value)


def read_start(value: Value) -> dt.date | None:
    """A start date as ``read_date`` reads it, and the first day of a month for its name and year, »maj 2026«.

    Raises Unreadable as ``read_date``.
    """
    first = _first_of_month(clean(value)) if isinstance(value, str) else None
    return read_date(value) if first is None else first


_FOREVER: Final = "9999"
_MONTH_YEAR = re.compile(r"([a-zæøå]{3,}\.?)[ -]+(\d{4})", re.IGNORECASE)


def _first_of_month(text: str) -> dt.date | None:
    match = _MONTH_YEAR.fullmatch(text) if len(text) <= _LONGEST else None
    month = month_of_name(match[1]) if match is not None else None
    year = int(match[2]) if match is not None else 0
    return dt.date(year, month, 1) if month is not None and 1900 <= year <= 2200 else None


# A number with a mark between its thousands never begins with 0: 0.750 is three quarters and not 750.
_NUMBER = re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:,(\d*))?")
_FRACTION = re.compile(r"0[.,](\d+)")
_CURRENCY = re.compile(r"^(?:kr\.?|dkk)\s*|\s*(?:kr\.?|dkk|,-)$", re.IGNORECASE)


def read_number(value: Value) -> Decimal | None:
    """A number from a number cell or Danish text (``1.234,56``, ``kr. 1.234``, ``1.234-``, ``(500)``).

    A fraction such as ``0.750`` or ``0,750`` is read with either mark, for no thousand begins with 0.
    Raises Unreadable for English decimals (``1,234.56``, ``12.5``), error values and anything not a number.
    """
    if isinstance(value, bool):
        raise Unreadable
    if isinstance(value, (int, float)):
        number = Decimal(repr(value))
        if not number.is_finite():
            raise Unreadable
        return number
    if is_blank(value):
        return None
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise Unreadable
    text = _CURRENCY.sub("", _CURRENCY.sub("", clean(value))).replace("−", "-").replace("–", "-").strip()
    negative = False
    if text.startswith("(") and text.endswith(")"):
        negative, text = True, text[1:-1].strip()
    elif text.startswith(("-", "+")):
        negative, text = text[0] == "-", text[1:].strip()
    elif text.endswith(("-", "+")):
        negative, text = text[-1] == "-", text[:-1].strip()
    text = _CURRENCY.sub("", text).strip()
    if fraction := _FRACTION.fullmatch(text):
        number = Decimal(f"0.{fraction[1]}")
        return -number if negative else number
    match = _NUMBER.fullmatch(text)
    # 1,234 is over a thousand in English and little more than one in Danish: it is refused.
    if match is None or (match[1] is not None and len(match[1]) == 3 and "." not in text):
        raise Unreadable
    number = Decimal(text.replace(".", "").replace(" ", "").replace(",", "."))
    return -number if negative else number


_LARGEST: Final = Decimal(10) ** 13
_SURE: Final = 10**13


def _scaled(number: Decimal, scale: int) -> int:
    if abs(number) > _LARGEST:
        raise Unreadable
    return int((number * scale).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def read_amount(value: Value, unit: int = 1) -> int | None:
    """An amount as whole øre, half an øre away from zero; ``unit`` is the kroner to one of the figures.

    Raises Unreadable as ``read_number``.
    """
    if type(value) is float or type(value) is int:
        ore = value * (100 * unit)
        # Up to here a float that comes to a whole number is written with decimals that come to it too.
        if -_SURE < ore < _SURE:
            whole = round(ore)
            # And a float that is nearest to so many øre is written as they are.
            if ore == whole or value == whole / (100 * unit):
                return whole
    number = read_number(value)
    return None if number is None else _scaled(number, 100 * unit)


def read_quantity(value: Value) -> int | None:
    """A number of units in ten-thousandths, ``50 %`` being half a unit. Raises Unreadable as ``read_number``."""
    number = _of_percent(value)
    if number is None:
        number = read_number(value)
    return None if number is None else _scaled(number, SCALE)


def is_percent(value: Value) -> bool:
    """True for a text such as ``50 %``."""
    return isinstance(value, str) and clean(value).endswith("%")


def _of_percent(value: Value) -> Decimal | None:
    """``50 %`` as a half; None where the cell is no text with a per cent sign."""
    if not is_percent(value):
        return None
    number = read_number(clean(value)[:-1])
    if number is None:
        raise Unreadable
    return number / 100


def read_vat_factor(value: Value) -> int | None:
    """A momsfaktor in ten-thousandths: the part of the price the municipality pays itself, such as 95,4 %.

    Raises Unreadable below one half: 25 % and 1,25 are VAT rates, not factors.
    """
    factor = read_share(value)
    if factor is not None and factor < SCALE // 2:
        raise Unreadable
    return factor


def read_share(value: Value) -> int | None:
    """A share in ten-thousandths from ``0,5``, ``50`` or ``50 %``; 1 is the whole.

    Raises Unreadable outside 0..100 %.
    """
    number = _of_percent(value)
    if number is None:
        number = read_number(value)
        if number is not None and 1 < number < 5:
            # 1,25 may be meant as 125 % or as 1,25 %.
            raise Unreadable
        if number is not None and number > 1:
            number /= 100
    if number is None:
        return None
    if not 0 <= number <= 1:
        raise Unreadable
    return _scaled(number, SCALE)
