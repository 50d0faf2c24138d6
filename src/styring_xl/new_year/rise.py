"""What rates rise by into the new year, as somebody says it."""

from __future__ import annotations

from styring_xl.danish.text import Unreadable, read_number
from styring_xl.errors import StyringError


def read_rise(text: str) -> int | None:
    """A percentage in ten-thousandths; None where none is stated. Raises StyringError for anything else."""
    try:
        number = read_number(text.strip().removesuffix("%"))
    except Unreadable:
        number = None
    if number is None and text.strip():
        raise StyringError("Stigningen skal være en procent, f.eks. 2,9 eller 0.")
    if number is not None and abs(number) >= 50:
        raise StyringError("Stigningen skal være en procent under 50, f.eks. 2,9.")
    return None if number is None else round(number * 100)
