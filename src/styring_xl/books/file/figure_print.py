"""The fingerprints of figures, many at a time."""

from __future__ import annotations

import zlib
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.ooxml.write.figures import figure_characters
from styring_xl.model.arrays import Floats

Prints = NDArray[np.uint32]
_FEWEST: Final = 64
"""Fewer figures are as quickly done one by one."""
_MOST: Final = 1e12
"""Below it, hundredths are written whole with fourteen digits."""


def figure_text(value: float) -> str:
    """What a figure's fingerprint is of: fourteen digits, as an office program keeps fifteen."""
    return f"n{value:.14g}"


def figure_print(value: float) -> int:
    """The fingerprint of a figure, never 0."""
    return zlib.crc32(figure_text(value).encode()) or 1


def figure_prints(values: Floats) -> Prints:
    """The same of each finite figure."""
    if len(values) < _FEWEST:
        return np.array([figure_print(value) for value in values.tolist()], np.uint32)
    with np.errstate(over="ignore"):
        exact = (np.rint(values * 100) / 100 == values) & (np.abs(values) < _MOST)
    exact &= (values != 0) | ~np.signbit(values)  # the text of minus nothing has its sign
    found = np.zeros(len(values), np.uint32)
    found[exact] = _sums(values[exact])
    found[~exact] = [figure_print(value) for value in values[~exact].tolist()]
    return found


def _sums(values: Floats) -> Prints:
    """The same of figures that are whole hundredths: their checksum, taken one place of their texts at a time."""
    table = _table()
    found = np.full(len(values), zlib.crc32(b"n") ^ 0xFFFFFFFF, np.uint32)
    for place in figure_characters(values).T:
        # A zero is no character of the text.
        found = np.where(place == 0, found, table[(found ^ place) & 0xFF] ^ (found >> np.uint32(8)))
    found ^= np.uint32(0xFFFFFFFF)
    found[found == 0] = 1
    return found


@cache
def _table() -> Prints:
    """What each byte does to the checksum."""
    found = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        found = np.where(found & 1, np.uint32(0xEDB88320) ^ (found >> np.uint32(1)), found >> np.uint32(1))
    return found
