"""The citizen that is forgotten, as texts spell the one: the CPR number in all its spellings, and names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from msgspec import Struct

from styring_xl.danish.citizen import citizen, has_cpr_form
from styring_xl.danish.text import clean
from styring_xl.errors import StyringError

GONE: Final = "(fjernet)"
"""What stands where the citizen stood in the middle of a text."""
_BETWEEN: Final = r"[-\u2010-\u2015\u2212./ \u00a0\u202f]"
_SPACE: Final = r"(?:\s|\u00a0|&#160;|&#xA0;)+"
_SPELLED: Final = {"&": "(?:&amp;|&)", "'": "(?:'|&apos;|&#39;)", '"': '(?:"|&quot;)', "<": "(?:&lt;|<)"}
_LEAST_LETTERS: Final = 5
_LEAST_TYPED: Final = 3


class Person(Struct, frozen=True, dict=True):
    """A citizen by ten digits, and the names that are looked for in every text beside the number."""

    cpr: str
    names: frozenset[str] = frozenset()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the citizen in a text, whether or not the text is escaped as XML is."""
        first = "0?" if self.cpr[0] == "0" else ""
        day = first + self.cpr[len(first) // 2 : 6]
        ways = [
            rf"(?<!\d){day}{_BETWEEN}{self.cpr[6:]}(?!\d)",
            rf"(?<!\d){day}{self.cpr[6:]}(?!\d)",
            # Ten digits in the middle of a longer number of a case or a voucher.
            rf"(?<![\d.,])\d*{self.cpr}\d*(?![\d.,]\d)",
        ]
        for name in sorted(self.names, key=len, reverse=True):
            words = ("".join(_SPELLED.get(letter, re.escape(letter)) for letter in word) for word in name.split())
            ways.append(rf"(?<!\w){_SPACE.join(words)}(?!\w)")
        return re.compile("|".join(ways), re.IGNORECASE)

    def stands_in(self, text: str) -> bool:
        """Whether a text tells of the citizen."""
        # A quick test first: most texts hold neither the last digits nor the first letters.
        may = self.cpr[6:] in text
        if not may and self._starts:
            folded = text.lower()
            may = any(start in folded for start in self._starts)
        return may and self.pattern.search(text) is not None

    @cached_property
    def _starts(self) -> frozenset[str]:
        """What each name begins with, up to the first letter that a file may spell in another way."""
        return frozenset(re.split(r"[&'\"<\s]", name.lower())[0] for name in self.names)

    def out_of(self, text: str) -> str:
        """The text without the citizen."""
        return self.pattern.sub(GONE, text)

    def is_number(self, number: float) -> bool:
        """Whether a number is the CPR number, with or without its first zero."""
        return number == int(self.cpr)


def person(cpr: str, names: Iterable[str] = ()) -> Person:
    """The citizen of a CPR number as a user types it. Raises StyringError, without the number, when it is none.

    Names of one or two letters are refused too: they stand in every other text."""
    digits = citizen(cpr)
    if not has_cpr_form(digits):
        raise StyringError("CPR-nummeret skal have ti cifre, DDMMÅÅ-LLLL.")
    told = frozenset(filter(None, map(clean, names)))
    if any(sum(map(str.isalpha, name)) < _LEAST_TYPED for name in told):
        raise StyringError("Et navn, der skal fjernes overalt, skal have mindst tre bogstaver.")
    return Person(digits, told)


def is_telling(name: str) -> bool:
    """Whether a name is so long that it can be looked for everywhere: two words or more. »Ida« is many people."""
    return len(name.split()) >= 2 and sum(map(str.isalpha, name)) >= _LEAST_LETTERS
