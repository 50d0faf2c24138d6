"""What a status says of a row: that it was cancelled or refused, or that it is no posting but a budget or a plan."""

from __future__ import annotations

import re
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.danish.text import clean
from styring_xl.pattern import seldom

_VOID: Final = re.compile(
    r"(?:annuller|afvist|afslag|afslået|bortfald|tilbagekald|trukket tilbage|fejloprettet|fejlregistr|slettet|makuler"
    r"|ikke (?:bevilget|bogført|godkendt)|udgået)",
    re.IGNORECASE,
)
_WHICH: Final = r"(?:(?:oprindeligt|opr\.?|korrigeret|korr\.?|vedtaget|årets) )?budget"
_NO_POSTING: Final = seldom(rf"(?:{_WHICH}|disponer|disposition|reserv|obligo|rekvisition|ordre|kladde)", re.IGNORECASE)
_BUDGET: Final = re.compile(
    rf"{_WHICH}(?:post(?:ering)?|tal|beløb)?"
    r"|dispon(?:eret|ering)|disposition|obligo|reservation|kladde",
    re.IGNORECASE,
)


def says_void(value: Value) -> bool:
    """Whether a status says that its row does not hold: »Annulleret«, »Afslag«."""
    return isinstance(value, str) and _VOID.match(clean(value)) is not None


def says_no_posting(value: Value) -> bool:
    """Whether a posting's status or kind says that nothing was booked: »Budget«, »Kladde«, »Annulleret«."""
    return says_void(value) or (isinstance(value, str) and _NO_POSTING.match(clean(value)) is not None)


def is_no_posting(value: Value) -> bool:
    """Whether a cell holds nothing but the word for what is not booked: »Budget«, »Korrigeret budget«, »Kladde«."""
    return isinstance(value, str) and _BUDGET.fullmatch(clean(value)) is not None
