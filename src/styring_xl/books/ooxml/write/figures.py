"""Figures as the characters the format writes, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.ooxml.content import number_text
from styring_xl.model.arrays import Floats, Integers

Characters = NDArray[np.uint8]
Fours: TypeAlias = NDArray[np.uint32]
"""Four characters each."""
_MOST: Final = 1e15
"""Decimals of up to fifteen digits are each another double, so the shortest text of one is the decimal itself."""
_DIGITS: Final = 4
"""So many digits are written at a time."""
_GROUP: Final = 10**_DIGITS
_MINUS: Final = int(np.frombuffer(b"\0\0\0-", np.uint32)[0])


def characters(texts: Sequence[str]) -> Characters:
    """One row of UTF-8 for each text, of which none holds a zero, filled up with zeros."""
    table = np.array("\0".join(texts).encode().split(b"\0"), np.bytes_)
    return table.view(np.uint8).reshape(len(texts), -1)


@cache
def _groups() -> tuple[Fours, Fours]:
    """The characters of four digits, by their number and, with their leading zeros, by ``_GROUP`` more: of the lowest
    four, whose 0 is a digit, and of any above."""
    numbers = np.arange(_GROUP)
    digits = np.stack([numbers // 10**place % 10 + 48 for place in (3, 2, 1, 0)], axis=1).astype(np.uint8)
    leading = numbers[:, None] < np.array([1000, 100, 10, 1])
    above = np.where(leading, 0, digits)
    lowest = above.copy()
    lowest[0, -1] = 48
    return _fours(np.concatenate([lowest, digits])), _fours(np.concatenate([above, digits]))


@cache
def _decimals() -> Fours:
    """The point and the decimals of so many hundredths, without zeros at the end."""
    return _fours(np.pad(characters([f".{each:02}".rstrip("0").rstrip(".") for each in range(100)]), ((0, 0), (0, 1))))


def _fours(table: Characters) -> Fours:
    return np.ascontiguousarray(table).view(np.uint32)[:, 0]


def _digits(numbers: Integers) -> Fours:
    """The digits of whole numbers from 0, four of them an element: one row for each, zeros before the first."""
    count = 1 + (_longest(numbers) - 1) // _DIGITS
    fours = np.empty((len(numbers), count), np.uint32)
    lowest, above = _groups()
    for place in range(count - 1, -1, -1):
        rest = numbers // _GROUP
        # Below other digits four have their zeros.
        fours[:, place] = (lowest if place == count - 1 else above)[numbers - rest * _GROUP + (rest > 0) * _GROUP]
        numbers = rest
    return fours


def _longest(numbers: Integers) -> int:
    """How many digits the largest of some whole numbers from 0 has."""
    return len(str(int(numbers.max(initial=0))))


def number_characters(numbers: Integers) -> Characters:
    """One row of characters for each whole number from 0, zero bytes before them."""
    return _digits(numbers).view(np.uint8)[:, -_longest(numbers) :]


def figure_characters(values: Floats) -> Characters:
    """One row of characters for each finite number, what ``number_text`` writes with zero bytes in between."""
    with np.errstate(over="ignore"):
        hundreds = np.rint(values * 100)
    exact = (hundreds / 100 == values) & (np.abs(hundreds) < _MOST)
    whole = np.where(exact, hundreds, 0).astype(np.int64)
    left = np.abs(whole)
    kroner = left // 100
    digits = _digits(kroner)
    fours = np.empty((len(values), digits.shape[1] + 2), np.uint32)
    negative = whole < 0
    fours[:, 0] = np.where(negative, _MINUS, 0)
    fours[:, 1:-1] = digits
    fours[:, -1] = _decimals()[left - kroner * 100]
    result = fours.view(np.uint8)
    if exact.all():
        # They are copied some times before they are written, so what is zero in all of them is left out.
        first = _DIGITS - 1 if negative.any() else result.shape[1] - _DIGITS - _longest(kroner)
        return result[:, first:-1]
    others = np.flatnonzero(~exact)
    odd = characters([number_text(value) for value in values[others].tolist()])
    wider = odd.shape[1] - result.shape[1]
    if wider > 0:
        result = np.pad(result, ((0, 0), (0, wider)))
    result[others] = 0
    result[others, : odd.shape[1]] = odd
    return result


def figure_texts(values: Floats) -> list[str]:
    """The same, each as a text of its own."""
    table = figure_characters(values)
    # A character no figure holds marks where one ends.
    ended = np.concatenate((table, np.full((len(values), 1), 1, np.uint8)), axis=1)
    return ended.tobytes().translate(None, b"\0").decode("ascii").split("\1")[:-1]
