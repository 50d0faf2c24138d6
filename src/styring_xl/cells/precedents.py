"""The cells a formula is made of: the terms of a sum with their signs, and the references of any other formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from styring_xl.cells.formula import parse_range
from styring_xl.cells.grid import Ref
from styring_xl.pattern import seldom

_SHEET: Final = r"(?:(?:'(?:[^']|'')+'|[A-Za-zÆØÅæøå_][\w.]*)!)?"
_CELL: Final = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_REFERENCE: Final = rf"{_SHEET}{_CELL}(?::{_CELL})?"
_TERM: Final = seldom(
    rf"\s*(?P<sign>[+-]?)\s*(?:SUM\((?P<sum>{_REFERENCE}(?:\s*[,;]\s*{_REFERENCE})*)\)|(?P<cell>{_SHEET}{_CELL})(?!:)"
    r"|(?P<zero>0(?![\d.])))\s*(?=[+-]|$)",
    re.IGNORECASE,
)
_ANY: Final = seldom(rf"\"(?:[^\"]|\"\")*\"|(?<![\w.$'!\]])(?P<reference>{_REFERENCE})(?![\w(!\[])")


class FormulaTerm(Struct, frozen=True):
    """A rectangle of cells that is added to a formula's result or (``sign`` -1) subtracted from it; ``sheet`` None is
    the formula's own."""

    sign: int
    sheet: str | None
    ref: Ref


def summands(text: str) -> tuple[FormulaTerm, ...] | None:
    """What a formula of plain sums and differences adds up, in its order; None for any other formula.

    ``text`` is without its equals sign: ``B2-SUM(C2:C9,'Ark 1'!D4)``.
    """
    found: list[FormulaTerm] = []
    at, bare = 0, text.strip().removeprefix("=")
    while at < len(bare):
        match = _TERM.match(bare, at)
        if match is None or (at and not match["sign"]):
            return None
        at = match.end()
        sign = -1 if match["sign"] == "-" else 1
        if match["zero"] is None:
            found += _rectangles(sign, re.findall(_REFERENCE, match["sum"] or match["cell"], re.IGNORECASE))
    return tuple(found)


def references(text: str) -> tuple[FormulaTerm, ...]:
    """Every rectangle of cells a formula mentions, each once, in its order."""
    found = (match["reference"] for match in _ANY.finditer(text) if match["reference"])
    return tuple(_rectangles(1, list(dict.fromkeys(found))))


def _rectangles(sign: int, texts: Sequence[str]) -> list[FormulaTerm]:
    ranges = (parse_range(each) for each in texts)
    return [FormulaTerm(sign, *each) for each in ranges if each is not None]
