"""The lines of *Afvigelse* that the controller comments on: those that stand there, and those that shall."""

from __future__ import annotations

from typing import Final

from styring_xl.reading.history.words import LineKey
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.comment_rows import CommentRow, Heads, columns_at, rows_of
from styring_xl.reports.comments import Commented, CommentLine
from styring_xl.reports.division import ALL, total_of
from styring_xl.reports.report import Material
from styring_xl.reports.sheet import Heading
from styring_xl.reports.variance.cells import AREA, shown
from styring_xl.reports.variance.columns import WIDTH, columns

_BUDGET, _EXPECTED = (
    next(each.header for each in columns(Heading()) if each.name == name) for name in ("original", "expected")
)
_HEADS: Final = Heads("Foranstaltning", (_BUDGET, _EXPECTED))


def _rows(snapshot: Snapshot) -> list[CommentRow]:
    """The rows as they stand. A line's budget is a figure; that of a group or a total is a sum."""
    if AREA not in snapshot.typed or AREA not in snapshot.areas:
        return []
    grid, ref = snapshot.typed[AREA], snapshot.areas[AREA][1]
    at = columns_at(grid, ref, _HEADS, WIDTH)
    if at is None:
        return []
    budget = at.figures[0]

    def is_line(row: int) -> bool:
        return (row, budget) not in grid.formulas and isinstance(grid.value(row, budget), (int, float))

    return rows_of(grid, ref, at, is_line)


def _lines(material: Material) -> list[CommentLine]:
    found: list[CommentLine] = []
    for segment in shown(material.figures.segments):
        for group in segment.groups:
            found.append(CommentLine(LineKey(segment.name, group.name, "")))
            found += [
                CommentLine(LineKey(segment.name, group.name, line.measure), (line.original, line.expected))
                for line in group.lines
            ]
        if segment.name:
            found.append(CommentLine(LineKey(segment.name, "", total_of(segment.name))))
    return [*found, CommentLine(LineKey("", "", ALL))]


COMMENTED: Final = Commented(AREA, _rows, _lines)
