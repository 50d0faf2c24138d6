"""Figures as the characters the format writes, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.ooxml.content import number_text
from styring_xl.model.arrays import Floats

Characters = NDArray[np.uint8]
_MOST: Final = 1e15
"""Decimals of up to fifteen digits are each another double, so the shortest text of one is the decimal itself."""


def characters(texts: Sequence[str]) -> Characters:
    """One row of UTF-8 for each text, filled up with zeros."""
    table = np.array([text.encode() for text in texts], np.bytes_)
    return table.view(np.uint8).reshape(len(texts), -1)


def figure_characters(values: Floats) -> Characters:
    """One row of characters for each finite number, what ``number_text`` writes with zero bytes in between."""
    with np.errstate(over="ignore"):
        hundreds = np.rint(values * 100)
    exact = (hundreds / 100 == values) & (np.abs(hundreds) < _MOST)
    whole = np.where(exact, hundreds, 0).astype(np.int64)
    left = np.abs(whole)
    digits = max(3, len(str(int(left.max(initial=0)))))
    width = digits + 2  # a sign and a point
    others = np.flatnonzero(~exact)
    odd = characters([number_text(value) for value in values[others].tolist()] or [""])
    result = np.zeros((len(values), max(width, odd.shape[1])), np.uint8)
    result[whole < 0, 0] = 45
    at = width - 1
    used = np.zeros(len(values), bool)
    for place in range(digits):
        tens = left // 10
        digit = (left - tens * 10).astype(np.uint8) + np.uint8(48)
        if place < 2:  # zeros at the end of the decimals go
            used |= digit != 48
            result[:, at] = digit * used
        else:
            if place == 2:
                result[:, at] = used * np.uint8(46)
                at -= 1
            result[:, at] = digit if place == 2 else digit * (left > 0)
        left = tens
        at -= 1
    if len(others):
        result[others] = 0
        result[others, : odd.shape[1]] = odd
    return result


def figure_texts(values: Floats) -> list[str]:
    """The same, each as a text of its own."""
    table = figure_characters(values)
    # A character no figure holds marks where one ends.
    ended = np.concatenate((table, np.full((len(values), 1), 1, np.uint8)), axis=1)
    return ended.tobytes().translate(None, b"\0").decode("ascii").split("\1")[:-1]
