"""The controller's comments as the memo repeats them: this month's words, a line's once, without anybody in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from styring_xl.danish.citizen import CPR_WITHIN
from styring_xl.danish.text import clean
from styring_xl.figures.memo.facts import CommentFact
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.history.words import LineKey
from styring_xl.reports import comments
from styring_xl.reports.explanation.commented import COMMENTED as EXPLANATION
from styring_xl.reports.forecast.commented import COMMENTED as FORECAST
from styring_xl.reports.report import Material
from styring_xl.reports.variance.commented import COMMENTED as VARIANCE

LONGEST: Final = 400
"""So many letters of a comment have room; all of it stands on its own sheet."""
NO_CPR: Final = "(CPR-nr. udeladt)"
NO_NAME: Final = "(navn udeladt)"


def said_of_lines(material: Material) -> tuple[CommentFact, ...]:
    """The words on the lines of *Afvigelse*, *Prognose* and *Forklaring*, in that order."""
    found: dict[tuple[str, str], None] = {}
    for sheet in (VARIANCE, FORECAST, EXPLANATION):
        # A sheet's lines are worked out for who has something to say of them alone.
        if any(row.speaks for row in sheet.rows(material.snapshot)):
            for key, comment in comments.of(material, sheet).items():
                if comment.words and not comment.is_gone:
                    found.setdefault((_line(key), comment.words))
    if not found:
        return ()
    hidden = _names(material.snapshot.disposition.commitments)
    return tuple(CommentFact(line, _plain(words, hidden)) for line, words in found)


def _line(key: LineKey) -> str:
    """What the line is called; a group's row by the group, and where the sheet is divided by its part too."""
    name = key.name or key.group
    return f"{key.segment}, {name}" if key.segment and key.segment not in name else name


def _names(rows: Commitments) -> re.Pattern[str] | None:
    """The full names of advisers and of those who grant; a single word may be any word."""
    names = {clean(name) for column in (rows.adviser, rows.approver) for name in column}
    return _any_of(name for name in names if " " in name)


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    escaped = "|".join(re.escape(name) for name in sorted(names, key=lambda each: (-len(each), each)))
    return re.compile(rf"\b(?:{escaped})\b", re.IGNORECASE) if escaped else None


def _plain(words: str, hidden: re.Pattern[str] | None) -> str:
    text = CPR_WITHIN.sub(NO_CPR, " ".join(words.split()))
    if hidden is not None:
        text = hidden.sub(NO_NAME, text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
