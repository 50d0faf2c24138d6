"""Which way a variance is counted: the setting *Fortegn for afvigelse*, and all that follows from it."""

from __future__ import annotations

from enum import Enum
from typing import Final

LESS_SPEND: Final = "mindreforbrug"
MORE_SPEND: Final = "merforbrug"


class Sign(Enum):
    """The two signs municipalities use, by the words of the setting. Variances themselves are budget − forventet."""

    BUDGET_MINUS = "budget − forventet"
    """Plus is mindreforbrug."""
    FORECAST_MINUS = "prognose − budget"
    """Plus is merforbrug."""

    @property
    def factor(self) -> int:
        """What budget − forventet is multiplied by to be shown."""
        return 1 if self is Sign.BUDGET_MINUS else -1

    @property
    def plus(self) -> str:
        """What a positive figure means."""
        return LESS_SPEND if self is Sign.BUDGET_MINUS else MORE_SPEND

    @property
    def minus(self) -> str:
        """What a negative figure means."""
        return MORE_SPEND if self is Sign.BUDGET_MINUS else LESS_SPEND

    def difference(self, budget: str, expected: str, minus: str = "-") -> str:
        """The two in the order they are subtracted in: words of a header, or the cells of a formula."""
        first, second = (budget, expected) if self is Sign.BUDGET_MINUS else (expected, budget)
        return f"{first}{minus}{second}"

    def word(self, shown: float) -> str:
        """What a figure as it is shown means, empty for 0."""
        return self.plus if shown > 0 else self.minus if shown < 0 else ""

    def word_formula(self, cell: str) -> str:
        """The formula that says the same of a cell, to the øre."""
        rounded = f"ROUND({cell},2)"
        return f'IF({rounded}>0,"{self.plus}",IF({rounded}<0,"{self.minus}",""))'


SIGNS: Final = tuple(sign.value for sign in Sign)
"""The words to choose from in *Opsætning*."""
