"""How the cells of a column look, by the kind of row they stand on: a name for each family of cell styles."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from styring_xl.standard import style


class Look(Struct, frozen=True):
    """The cell styles of one column: on a line, on the row of a group, on the row of the total, and of its header."""

    line: str
    group: str
    total: str
    header: str = style.HEADER_NUMBER
    typed: bool = False
    """True where a user fills the cells of the lines in: they are yellow."""


def _typed(line: str, *, text: bool = False) -> Look:
    if text:
        return Look(line, style.GROUP_TEXT, style.TOTAL_TEXT, style.HEADER, typed=True)
    return Look(line, style.GROUP, style.TOTAL, typed=True)


TEXT: Final = Look(style.COMPUTED_TEXT, style.GROUP_TEXT, style.TOTAL_TEXT, style.HEADER)
WRAPPED: Final = Look(style.COMPUTED_WRAPPED, style.GROUP_TEXT, style.TOTAL_TEXT, style.HEADER)
EARLIER: Final = Look(style.EARLIER, style.GROUP_TEXT, style.TOTAL_TEXT, style.HEADER)
"""Text from before, grey."""
LINK: Final = Look(style.LINK, style.GROUP_TEXT, style.TOTAL_TEXT, style.HEADER)
DATE: Final = Look(style.COMPUTED_DATE, style.GROUP_TEXT, style.TOTAL_TEXT, style.HEADER)
KRONER: Final = Look(style.COMPUTED, style.GROUP, style.TOTAL)
COUNT: Final = Look(style.COMPUTED_COUNT, style.GROUP_COUNT, style.TOTAL_COUNT)
"""A number with one decimal (full-year persons)."""
WHOLE: Final = Look(style.COMPUTED_WHOLE, style.GROUP_WHOLE, style.TOTAL_WHOLE)
DECIMAL: Final = Look(style.COMPUTED_DECIMAL, style.GROUP_DECIMAL, style.TOTAL_DECIMAL)
"""A number with two decimals."""
PERCENT: Final = Look(style.COMPUTED_PERCENT, style.GROUP_PERCENT, style.TOTAL_PERCENT)
BOOKED: Final = Look(style.BOOKED, style.GROUP, style.TOTAL, style.HEADER_BOOKED)
"""Kroner of a closed month."""
UNFRAMED: Final = Look(style.NOTE, style.NOTE, style.NOTE, style.HEADER)
"""Grey text without a frame: what is longer than its column runs on to the right, and no border crosses it."""
CHART_TEXT: Final = Look(style.CHART_TEXT, style.CHART_TEXT, style.CHART_TEXT, style.CHART_TEXT)

TYPED_KRONER: Final = _typed(style.INPUT)
TYPED_EXACT: Final = _typed(style.INPUT_EXACT)
TYPED_COUNT: Final = _typed(style.INPUT_COUNT)
TYPED_WHOLE: Final = _typed(style.INPUT_WHOLE)
TYPED_PERCENT: Final = _typed(style.INPUT_PERCENT)
TYPED_FACTOR: Final = _typed(style.INPUT_FACTOR)
TYPED_DATE: Final = _typed(style.INPUT_DATE)
TYPED_TEXT: Final = _typed(style.INPUT_TEXT, text=True)
TYPED_WRAPPED: Final = _typed(style.INPUT_WRAPPED, text=True)
TYPED_CPR: Final = _typed(style.INPUT_CPR, text=True)
TYPED_CHOICE: Final = _typed(style.INPUT_CHOICE, text=True)
