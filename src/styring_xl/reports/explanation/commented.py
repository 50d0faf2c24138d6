"""The lines of *Forklaring* that the controller comments on, the causes and the measures: those that stand there, and
those that shall. Single commitments are known by the number of their row alone, which another may have next time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from styring_xl.danish.text import clean, label
from styring_xl.reading.history.words import LineKey
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.comment_rows import (
    COLUMNS,
    GONE_SECTION,
    CommentRow,
    Heads,
    columns_at,
    gone_key,
    text_of,
    typed_at,
)
from styring_xl.reports.comments import Commented, CommentLine
from styring_xl.reports.division import ALL
from styring_xl.reports.explanation.choice import choose, typed_times
from styring_xl.reports.explanation.columns import AREA, BY_COMMITMENT, BY_MEASURE, CAUSES, IN_ALL, IN_WORDS, WHOLE
from styring_xl.reports.report import Material

CAUSE: Final = "Årsag"
MEASURE: Final = "Foranstaltning"
_PARTS: Final = {
    label(title): part
    for title, part in ((IN_WORDS, ""), (BY_MEASURE, MEASURE), (BY_COMMITMENT, ""), (GONE_SECTION, GONE_SECTION))
}
_CAUSES: Final = {label(name) for name in CAUSES}


def measure_key(name: str) -> LineKey:
    """The key of a measure's line."""
    return LineKey("", MEASURE, name)


def cause_key(name: str) -> LineKey:
    """The key of a cause's line."""
    return LineKey("", CAUSE, name)


def lines_of(measures: Iterable[str]) -> list[CommentLine]:
    """The lines that may be commented on."""
    return [*(CommentLine(cause_key(name)) for name in CAUSES), *(CommentLine(measure_key(name)) for name in measures)]


def order(material: Material) -> list[str]:
    """The measures' order on *Afvigelse*."""
    return [line.measure for group in material.figures.groups for line in group.lines]


def _lines(material: Material) -> list[CommentLine]:
    told = choose(material, *typed_times(material.snapshot)).told
    return [] if told is None else lines_of(line.measure for line in told.by_measure(order(material)))


def _rows(snapshot: Snapshot) -> list[CommentRow]:
    if AREA not in snapshot.typed or AREA not in snapshot.areas:
        return []
    grid, ref = snapshot.typed[AREA], snapshot.areas[AREA][1]
    at = columns_at(grid, ref, Heads(IN_ALL[0].header), WHOLE)
    if at is None:
        return []
    found: list[CommentRow] = []
    part = CAUSE
    for row in range(at.header + 1, min(ref.bottom, len(grid.rows)) + 1):
        name = clean(grid.value(row, at.name))
        words, last = typed_at(grid, row, at.words), text_of(grid.value(row, at.last)) if at.last else ""
        part = _PARTS.get(label(name), part)
        if (words is None and not last) or words == COLUMNS[0].header:
            # Nothing is said, or it is the header over the measures.
            continue
        if part == GONE_SECTION:
            found.append(CommentRow(row, gone_key(grid, row, at), words, last, is_line=False))
            continue
        is_line = label(name) in _CAUSES if part == CAUSE else part == MEASURE and label(name) != label(ALL)
        found.append(CommentRow(row, LineKey("", part if is_line else "", name), words, last, is_line=is_line))
    return found


COMMENTED: Final = Commented(AREA, _rows, _lines)
