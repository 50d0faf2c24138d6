"""Gross beside net, or with VAT beside without: two columns of the same amounts, of which one counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.danish.text import clean, label

_SIDES: Final = (
    (re.compile(r"brutto"), re.compile(r"netto")),
    (re.compile(r"\bink(?:l|lusive)\b"), re.compile(r"\beks(?:kl|klusive)\b|\bexcl\b")),
)
"""Words for the larger amount and for the smaller one, with or without a credit or VAT."""


def counterpart(headers: Mapping[int, Value], used: int) -> int:
    """The column headed as ``used`` is but for gross in place of net, or with VAT for without; 0 when none is.

    »Nettobudget« answers to »Bruttobudget«, to »Brutto« alone and to »Budget«.
    """
    texts = {column: label(clean(text)) for column, text in headers.items()}
    own = texts.get(used, "")
    gross, net = _SIDES[0]
    for column, text in texts.items():
        for other in (gross, net):
            if column != used and other.search(text) and " ".join(other.sub(" ", text).split()) == own:
                return column
    for pair in _SIDES:
        for mine, other in (pair, pair[::-1]):
            if not mine.search(own):
                continue
            rest = _rest(mine, own)
            for column, text in texts.items():
                if column != used and other.search(text) and (_rest(other, text) in (rest, "") or not rest):
                    return column
    return 0


def _rest(side: re.Pattern[str], text: str) -> str:
    return " ".join(side.sub(" ", text).replace("beløb", " ").split())


def differ(rows: Sequence[Sequence[Value]], one: int, other: int) -> bool:
    """Whether in some row two columns (from 1) hold figures that are not the same."""
    pairs = ((row[one - 1], row[other - 1]) for row in rows if len(row) >= max(one, other))
    return any(isinstance(a, int | float) and isinstance(b, int | float) and a != b for a, b in pairs)
