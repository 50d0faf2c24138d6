"""Whole numbers in XML: row numbers, indices, counts. One reader for them all, which is fast and raises nothing
whatever the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count
from typing import Final

from styring_xl.books.ooxml.markup import irregular

MOST: Final = 0xFFFF_FFFF
"""The largest the format has a use for: an unsigned number of 32 bits."""
_ORDINARY: Final = 65_534
"""The highest number Excel gives a sheet."""
_WHOLE: Final = re.compile(r"[ \t\r\n]*\+?0*([0-9]{1,10})[ \t\r\n]*")
"""The digits 0 to 9, as XML Schema spells a number; Python's own test for digits also lets ² through."""


def whole(text: str | bytes | None, most: int = MOST) -> int | None:
    """The number from 0 to ``most`` that a text spells, None when it spells none."""
    if text is None:
        return None
    match = _WHOLE.fullmatch(text if isinstance(text, str) else text.decode("utf-8", "replace"))
    if match is None:
        return None
    number = int(match[1])
    return number if number <= most else None


def next_free(taken: Iterable[int], first: int) -> int:
    """The number after the highest of some, at least ``first``; where that is beyond all use, the first free one."""
    have = set(taken)
    number = max(first, max(have, default=0) + 1)
    return number if number <= _ORDINARY else next(each for each in count(first) if each not in have)


def whole_or(text: str | bytes | None, other: int, most: int = MOST) -> int:
    """The same, and ``other`` where the text spells none."""
    number = whole(text, most)
    return other if number is None else number


def needed(text: str | bytes | None, most: int = MOST) -> int:
    """The same. Raises StyringError where the text spells none: the part is not what it ought to be."""
    number = whole(text, most)
    if number is None:
        raise irregular()
    return number
