"""Parts of a Danish sentence: amounts in one scale, one or several of something, lists, and which way money goes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from styring_xl.danish import writing


class AmountScale(Enum):
    """What the amounts of a text are told in; the value is øre to a step, the least that is told."""

    MILLIONS = 10_000_000
    """Tenths of a million kroner: 3,1 mio. kr."""
    THOUSANDS = 100_000
    """Whole thousands of kroner: 450.000 kr."""

    @property
    def step(self) -> int:
        """Øre of the least amount that is told."""
        return self.value

    @property
    def unit(self) -> str:
        """What stands in a heading over figures: mio. kr. or 1.000 kr."""
        return "mio. kr." if self is AmountScale.MILLIONS else "1.000 kr."

    def figure(self, steps: int) -> str:
        """So many steps as a figure of a table: −3,1 or 450."""
        size = abs(steps)
        text = f"{writing.count(size // 10)},{size % 10}" if self is AmountScale.MILLIONS else writing.count(size)
        return f"−{text}" if steps < 0 else text

    def short(self, steps: int) -> str:
        """So many steps without their unit, beside an amount that has it: 3,1 or 450.000."""
        return self.figure(steps) if self is AmountScale.MILLIONS else self.figure(steps * 1_000)

    def amount(self, steps: int) -> str:
        """So many steps as an amount of a sentence: 3,1 mio. kr. or 450.000 kr."""
        return f"{self.short(steps)} {'mio. kr.' if self is AmountScale.MILLIONS else 'kr.'}"

    def change(self, steps: int) -> str:
        """The same with its sign: +1,4 mio. kr."""
        return f"+{self.amount(steps)}" if steps > 0 else self.amount(steps)


def counted(number: int, one: str, several: str) -> str:
    """1 ny bevilling, 20 nye bevillinger."""
    return f"{writing.count(number)} {one if number == 1 else several}"


def listed(texts: Sequence[str]) -> str:
    """a, b og c."""
    return " og ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def capital(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def spending(scale: AmountScale, steps: int, is_income: bool = False) -> str:
    """What is left of a budget: below 0 ``et merforbrug på 3,1 mio. kr.``, else ``et mindreforbrug på …``."""
    return f"{'en' if is_income else 'et'} {side(steps, is_income)} på {scale.amount(abs(steps))}"


def side(steps: int, is_income: bool = False) -> str:
    """``merforbrug`` below 0, else ``mindreforbrug``; of an income ``mindreindtægt`` and ``merindtægt``."""
    if is_income:
        return "mindreindtægt" if steps < 0 else "merindtægt"
    return "merforbrug" if steps < 0 else "mindreforbrug"
