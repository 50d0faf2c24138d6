"""Figures and days as a Danish reader writes them; the one place that knows where the comma stands."""

from __future__ import annotations

import datetime as dt


def kroner(ore: int) -> str:
    """Øre in kroner with two decimals: 123456 -> ``1.234,56``."""
    whole, rest = divmod(abs(int(ore)), 100)
    sign = "-" if ore < 0 else ""
    return f"{sign}{count(whole)},{rest:02d}"


def whole_kroner(ore: int) -> str:
    """Øre in kroner without decimals, halves away from zero as a sheet shows them: 123450 -> ``1.235``."""
    # By hand: rounding for columns would load numpy, and the command line's help writes figures too.
    whole = (abs(int(ore)) + 50) // 100
    return count(-whole if ore < 0 else whole)


def count(number: int) -> str:
    """A whole number with a point between the thousands: 12345 -> ``12.345``."""
    return f"{number:,}".replace(",", ".")


def number(value: float, digits: int = 6) -> str:
    """A number without zeros that say nothing, with at most ``digits`` that do: 12.50 -> ``12,5``."""
    return f"{value:.{digits}g}".replace(".", ",")


def decimals(value: float, most: int) -> str:
    """A number with at most ``most`` decimals and no zeros at its end: 0.75 -> ``0,75``."""
    return f"{value:.{most}f}".rstrip("0").rstrip(".").replace(".", ",")


def megabytes(size: int) -> str:
    """A number of bytes as a size of files, at least a tenth: 1600000 -> ``1,5 MB``."""
    return f"{decimals(max(size / 2**20, 0.1), 1)} MB"


def csv_text(text: str) -> str:
    """A text for CSV that a spreadsheet does not run as a formula: ``=1+1`` -> ``'=1+1``. Anything else as it is."""
    return f"'{text}" if text.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def day(date: dt.date) -> str:
    """A day: ``31-12-2026``."""
    return f"{date:%d-%m-%Y}"
