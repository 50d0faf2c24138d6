"""Numbers in a buffer of XML, parsed many at a time and correctly rounded."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.ooxml.markup import text_of
from styring_xl.model.arrays import Floats, Integers

_ONES: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_NUMERIC: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_POWERS: Final = np.array([10, 100, 1000, 10**4, 10**5, 10**6], np.int64)
_TENS: Final = np.array([float(10**power) for power in range(19)])
LOW: Final = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
"""Masks: the lowest n bytes set, for n from 0 to 8."""


def digit_counts(numbers: Integers) -> Integers:
    """How many digits numbers from 1 to 9.999.999 have."""
    return np.searchsorted(_POWERS, numbers, side="right") + 1


def leading_numbers(words: NDArray[np.uint64]) -> tuple[Integers, Integers]:
    """The whole numbers that words of eight characters begin with, and how many digits each has, 0 to 8."""
    numbers, counts = np.zeros(len(words), np.int64), np.zeros(len(words), np.int64)
    more = np.ones(len(words), bool)
    for step in range(8):
        byte = (words >> np.uint64(8 * step)).astype(np.uint8)
        more = more & (byte >= 48) & (byte <= 57)
        if not more.any():
            break
        numbers = np.where(more, numbers * 10 + byte - 48, numbers)
        counts += more
    return numbers, counts


def number_or_text(text: str) -> float | str:
    """A cell's number; what is no number stays text, so it is never lost."""
    bare = text.strip()
    return float(bare) if _NUMERIC.fullmatch(bare) else text


def parse_numbers(
    chunk: bytes, bytes_: NDArray[np.uint8], words: NDArray[np.uint64], start: Integers, stop: Integers
) -> tuple[Floats, list[tuple[int, str]]]:
    """The numbers between positions, correctly rounded, and (index, text) of those that are none."""
    length = stop - start
    result = np.zeros(len(start))
    # Up to eight digits: one word, parsed in place.
    short = np.clip(length, 0, 8)
    zeros = np.uint64(0x3030303030303030)
    keep = _ONES ^ LOW[8 - short]
    word = (words[stop - 8] & keep) | (zeros & ~keep)
    high = np.uint64(0xF0F0F0F0F0F0F0F0)
    digits = ((word & high) == zeros) & (((word + np.uint64(0x0606060606060606)) & high) == zeros) & (length <= 8)
    value = word - zeros
    value = value * np.uint64(10) + (value >> np.uint64(8))
    pair = np.uint64(0x000000FF000000FF)
    value = (
        (value & pair) * np.uint64(0x000F424000000064)
        + ((value >> np.uint64(16)) & pair) * np.uint64(0x0000271000000001)
    ) >> np.uint64(32)
    result[digits] = value[digits].astype(np.float64)
    rest = np.flatnonzero(~digits)
    if not len(rest):
        return result, []
    # Plain decimals of at most fifteen digits: exact integer divided by an exact power of ten.
    begin, many = start[rest], length[rest]
    longest = int(min(many.max(), 17))
    mantissa = np.zeros(len(rest), np.int64)
    seen = np.zeros(len(rest), np.int64)
    decimals = np.zeros(len(rest), np.int64)
    dotted = np.zeros(len(rest), bool)
    negative = bytes_[begin] == 45
    good = many <= 17
    for step in range(longest):
        byte = bytes_[begin + step].astype(np.int64)
        inside = step < many
        digit = (byte >= 48) & (byte <= 57) & inside
        dot = (byte == 46) & inside & ~dotted
        good &= ~inside | digit | dot | (negative & (step == 0))
        mantissa = np.where(digit, mantissa * 10 + (byte - 48), mantissa)
        seen += digit
        decimals += digit & dotted
        dotted |= dot
    good &= (seen > 0) & (seen <= 15) & ~(dotted & (decimals == 0))
    values = mantissa / _TENS[decimals]
    result[rest] = np.where(negative, -values, values)
    bad: list[tuple[int, str]] = []
    for at in rest[~good].tolist():
        text = text_of(chunk[start[at] : stop[at]])
        number = number_or_text(text)
        if isinstance(number, str):
            if text.strip() in ("true", "false"):
                result[at] = float(text.strip() == "true")
            else:
                bad.append((at, number))
        else:
            result[at] = number
    return result, bad
