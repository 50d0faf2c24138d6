"""The words that a number format shows around a number: »t.kr.«, »kr. pr. døgn«, »€«; or that it shows no number."""

from __future__ import annotations

import re
from typing import Final

from styring_xl.pattern import seldom

HIDDEN: Final = "(skjult)"
"""What stands for a format that shows nothing of a number above 0."""

_SECTIONS: Final = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;"\\\[])*', re.DOTALL)
_PIECE: Final = re.compile(r'"([^"]*)"?|\\(.)|\[\$([^\]-]*)[^\]]*\]|([€$£])|_.|\*.|\[[^\]]*\]', re.DOTALL)
_CONDITION: Final = seldom(r"\[[<>=]")
_DIGIT: Final = re.compile(r"[0#?@]|general|standard", re.IGNORECASE)
_SCALED: Final = re.compile(r"[0#?](,+)(?![0#?.,])")
_PLAIN: Final = seldom(r"[\s\W_]*(?:(?:kr|dkk|kroner)\b[\s\W_]*)?", re.IGNORECASE)


def words_of(code: str | None) -> str | None:
    """What the format of a positive number says beside it, None when that is nothing, or no more than kroner.

    ``HIDDEN`` when no number is shown. A comma at the end is there for each thousand that the format divides by:
    ``#,##0, "t.kr."`` gives ``t.kr.,``. A format that depends on the number's size gives None.
    """
    if code is None or _CONDITION.search(code):
        return None
    first = _SECTIONS.match(code)
    section = first[0] if first else ""
    bare = _PIECE.sub("", section)
    words = " ".join("".join(_literal(match) for match in _PIECE.finditer(section)).split())
    if not _DIGIT.search(bare):
        return HIDDEN if ";" in code or words else None
    if _PLAIN.fullmatch(words) and not any(sign in words for sign in "€$£"):
        return None
    scaled = _SCALED.search(bare)
    return words + ("," * len(scaled[1]) if scaled else "")


def _literal(match: re.Match[str]) -> str:
    """What a piece of a format shows; a space that only keeps a place is one."""
    return next((group for group in match.groups() if group is not None), " ")
