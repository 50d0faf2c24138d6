"""The figures of *Historik*'s data: amounts in øre, days and counts one after the other, which are nobody's number.

``takst+ 120190 1234`` are the rates of two rows, and ``budget Familiepleje=1201901234`` is what a measure may cost.
"""

from __future__ import annotations

import re
from typing import Final

from styring_xl.reading.history.chain import FIGURES, SUMS

_CELL: Final = re.compile(rf">(?P<name>{'|'.join((*FIGURES, *SUMS))})(?P<steps>\+?) (?P<body>[^<>]*)(?=<)".encode())
_FIGURES: Final = frozenset(name.encode() for name in FIGURES)
_BODY: Final = re.compile(rb"[-\d: ]*")
_SUM: Final = re.compile(rb"=-?\d+(?=\||$)")
_LONG: Final = re.compile(rb"\d{11,}")
_MARKS: Final = (b">fuld<", b">med+ ", b">siden ")
"""One of them stands in every part that has the data of *Historik*."""


def without_figures(markup: bytes) -> bytes:
    """A part's markup without the figures of *Historik*'s data; the names stay, and so does a figure that is long
    enough to hold a number among other digits."""
    return _CELL.sub(_words, markup) if any(mark in markup for mark in _MARKS) else markup


def words_of(cell: str) -> str:
    """The same of one data cell of *Historik*."""
    return _CELL.sub(_words, f">{cell}<".encode()).decode()


def _words(found: re.Match[bytes]) -> bytes:
    body = found["body"]
    if found["name"] in _FIGURES:
        return b">" + b"\n".join(_LONG.findall(body)) if _BODY.fullmatch(body) else found[0]
    return found[0] if found["steps"] else b">%b %b" % (found["name"], _SUM.sub(b"", body))
