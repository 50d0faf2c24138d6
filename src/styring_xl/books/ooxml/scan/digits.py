"""Numbers in a buffer of XML, parsed many at a time and correctly rounded."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.ooxml.markup import text_of
from styring_xl.model.arrays import Flags, Floats, Integers

Words = NDArray[np.uint64]
"""Eight bytes each, the first of them lowest."""

_NUMERIC: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_POWERS: Final = np.array([10, 100, 1000, 10**4, 10**5, 10**6], np.int64)
_TENS: Final = np.array([float(10**power) for power in range(19)])
_EACH: Final = np.uint64(0x0101010101010101)
"""Every byte 1."""
_TOPS: Final = np.uint64(0x8080808080808080)
"""The top bit of every byte."""
_ZEROS: Final = np.uint64(0x3030303030303030)
_TO_TOP: Final = np.uint64(0x7676767676767676)
"""Added to a byte: its top bit is set where it is more than 9."""
LOW: Final = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
"""Masks: the lowest n bytes set, for n from 0 to 8."""


def digit_counts(numbers: Integers) -> Integers:
    """How many digits numbers from 1 to 9.999.999 have."""
    return np.searchsorted(_POWERS, numbers, side="right") + 1


def bytes_before(words: Words, byte: int) -> NDArray[np.uint8]:
    """How many bytes of each word stand before its first ``byte``, 8 where it has none."""
    others = words ^ (np.uint64(byte) * _EACH)
    # A byte that is not 0 may have its top bit set too, by a loan from one before it, but never before the first 0.
    return _below((others - _EACH) & ~others & _TOPS)


def _below(tops: Words) -> NDArray[np.uint8]:
    """How many bytes stand below the lowest top bit that is set, 8 where none is."""
    below: NDArray[np.uint8] = np.bitwise_count((tops - np.uint64(1)) & ~tops) >> 3
    return below


def _not_digits(digits: Words) -> Words:
    """The top bits of the bytes that are more than 9; none below the first of these."""
    result: Words = ((digits + _TO_TOP) | digits) & _TOPS
    return result


def _read(digits: Words) -> Words:
    """The numbers that eight digits (0 to 9 a byte) are."""
    pair = np.uint64(0x000000FF000000FF)
    value = digits * np.uint64(10) + (digits >> np.uint64(8))
    value = (value & pair) * np.uint64(0x000F424000000064) + ((value >> np.uint64(16)) & pair) * np.uint64(
        0x0000271000000001
    )
    return value >> np.uint64(32)


def leading_numbers(words: Words) -> tuple[Integers, Integers]:
    """The whole numbers that words of eight characters begin with, and how many digits each has, 0 to 8."""
    digits = words ^ _ZEROS
    counts = _below(_not_digits(digits)).astype(np.int64)
    return _read(digits << (64 - 8 * counts).astype(np.uint64)).astype(np.int64), counts


def number_or_text(text: str) -> float | str:
    """A cell's number; what is no number stays text, so it is never lost."""
    bare = text.strip()
    return float(bare) if _NUMERIC.fullmatch(bare) else text


def parse_numbers(
    chunk: bytes, bytes_: NDArray[np.uint8], words: Words, start: Integers, stop: Integers, first: Words
) -> tuple[Floats, list[tuple[int, str]]]:
    """The numbers between positions, correctly rounded, and (index, text) of those that are none, in whose place 0 is.
    ``first`` are the words at the starts."""
    length = (stop - start).view(np.uint64)
    # Up to eight digits are one word, moved to its end; a longer one is moved out of it.
    digits = (first ^ _ZEROS) << (np.uint64(64) - (length << np.uint64(3)))
    result = _read(digits).view(np.int64).astype(np.float64)
    rest = np.flatnonzero((_not_digits(digits) != 0) | (length > np.uint64(8)))
    if not len(rest):
        return result, []
    values, good = _decimals(bytes_, words, start[rest], stop[rest])
    result[rest] = values
    bad: list[tuple[int, str]] = []
    for at in rest[~good].tolist():
        text = text_of(chunk[start[at] : stop[at]])
        number = number_or_text(text)
        if isinstance(number, str):
            result[at] = 0.0
            bad.append((at, number))
        else:
            result[at] = number
    return result, bad


def _ending(words: Words, stop: Integers, length: Integers) -> Words:
    """The last characters before a place, so many as there are and at most eight, as digits; 0 stands before them."""
    digits: Words = (words[stop - 8] ^ _ZEROS) & ~LOW[8 - np.clip(length, 0, 8)]
    return digits


def _decimals(bytes_: NDArray[np.uint8], words: Words, start: Integers, stop: Integers) -> tuple[Floats, Flags]:
    """The numbers between positions, and which of them are plain decimals of at most fifteen digits: an exact whole
    number divided by an exact power of ten."""
    negative = bytes_[start] == ord("-")
    length = stop - start - negative
    last, first = _ending(words, stop, length), _ending(words, stop - 8, length - 8)
    point = ord(".") ^ ord("0")
    late, early = bytes_before(last, point), bytes_before(first, point)
    is_late = late < 8
    # What stands before the point goes one place up, over it.
    last = np.where(is_late, _up(last, late) | (first >> np.uint64(56)), last)
    first = np.where(is_late, first << np.uint64(8), np.where(early < 8, _up(first, early), first))
    decimals = np.where(is_late, 7 - late, np.where(early < 8, 15 - early, 0))
    pointed = is_late | (early < 8)
    seen = length - pointed
    good = ((_not_digits(last) | _not_digits(first)) == 0) & (seen > 0) & (seen <= 15) & (~pointed | (decimals > 0))
    values = (_read(first) * np.uint64(10**8) + _read(last)).astype(np.float64) / _TENS[decimals]
    return np.where(negative, -values, values), good


def _up(digits: Words, point: NDArray[np.uint8]) -> Words:
    """Digits without the byte ``point``, those below it one place further up."""
    up: Words = ((digits & LOW[point]) << np.uint64(8)) | (digits & ~LOW[np.minimum(point + 1, 8)])
    return up
