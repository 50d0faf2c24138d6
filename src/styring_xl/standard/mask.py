"""What becomes of a column's cells in a copy that is safe to send."""

from __future__ import annotations

from enum import Enum, auto


class Mask(Enum):
    """How the cells of a column are written in an anonymised copy."""

    TEXT = auto()
    """Words are replaced unless they are known to be the product's own; a number that is a CPR number is too."""
    CITIZEN = auto()
    MONEY = auto()
    """Amounts, which may be multiplied by a factor."""
    FIGURE = auto()
    """Numbers and dates, which stay."""
    ACCOUNT = auto()
    SUPPLIER = auto()
    ADVISER = auto()
    CASE = auto()
    DOCUMENT = auto()
    MEASURE = auto()
    BLANK = auto()
    """Free text, which is emptied."""
