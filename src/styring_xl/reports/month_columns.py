"""The twelve months of the year as columns, the closed ones told from the others."""

from __future__ import annotations

from typing import Final

from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.look import Look
from styring_xl.standard.words import MONTHS

MONTH_NAMES: Final = tuple(f"month{month}" for month in range(1, 13))
"""The names of the columns in the code."""


def month_columns(closed: int, width: float = 0, coming: Look = look.KRONER, booked: Look = look.BOOKED) -> Columns:
    """A column for each month, summed; the first ``closed`` of them look booked."""
    return tuple(
        Column(name, header, booked if at < closed else coming, width, summed=True)
        for at, (name, header) in enumerate(zip(MONTH_NAMES, MONTHS, strict=True))
    )
