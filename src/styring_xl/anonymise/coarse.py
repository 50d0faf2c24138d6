"""What is made coarse in a copy: amounts of two figures, and each citizen's dates moved by days of the one's own."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from msgspec import Struct, field

LEAST: Final = 14
MOST: Final = 60
"""The most days, forwards or backwards, that a citizen's dates are moved."""
FIGURES: Final = 2
"""So many figures of an amount stay."""


def rounded(amount: Decimal) -> Decimal:
    """An amount in whole kroner with its first two figures: 98.765,43 is 99.000, and 0,40 is 0."""
    at = max(amount.adjusted() - FIGURES + 1, 0) if amount else 0
    return amount.quantize(Decimal(1).scaleb(at), ROUND_HALF_UP) + 0 if at < 15 else amount


class DateMoves(Struct):
    """How many days each citizen's dates are moved: the same for all dates of one, and nobody can tell them."""

    dice: random.Random = field(default_factory=random.SystemRandom)
    _of: dict[str, int] = field(default_factory=dict)

    def of(self, citizen: str) -> int:
        """The days of a citizen, the same each time; negative days are backwards."""
        if citizen not in self._of:
            self._of[citizen] = self.dice.choice((-1, 1)) * self.dice.randint(LEAST, MOST)
        return self._of[citizen]

    def rows(self, citizens: Mapping[int, str]) -> dict[int, int]:
        """The same by row of a sheet, of rows that are about somebody."""
        return {row: self.of(citizen) for row, citizen in citizens.items() if citizen}
