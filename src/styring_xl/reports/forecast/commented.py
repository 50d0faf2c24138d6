"""The lines of *Prognose* that the controller comments on: those that stand there, and those that shall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl.danish.text import is_blank
from styring_xl.figures import earlier_years, forecast_lines
from styring_xl.figures.forecast_lines import ForecastLine
from styring_xl.figures.kept_forecasts import kept_forecasts
from styring_xl.figures.past import HISTORY
from styring_xl.reading.history.words import LineKey
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.comment_rows import CommentRow, Heads, columns_at, rows_of
from styring_xl.reports.comments import Commented, CommentLine
from styring_xl.reports.division import ALL, total_of
from styring_xl.reports.forecast.columns import AREA, WIDTH, columns
from styring_xl.reports.forecast.typed import GONE_SECTION
from styring_xl.reports.report import Material
from styring_xl.reports.sheet import Heading

DividedForecast = Sequence[tuple[str, Sequence[ForecastLine]]]
"""The lines of each segment, after its name."""
_HEADERS: Final = {each.name: each.header for each in columns(Heading())}
_HEADS: Final = Heads(_HEADERS["name"], (_HEADERS["original"], _HEADERS["disposed"], _HEADERS["source"]))


def divided(material: Material) -> DividedForecast:
    """The lines of each segment as they are to stand."""
    snapshot, figures = material.snapshot, material.figures
    kept = kept_forecasts(material.history, figures.year, figures.closed, HISTORY)
    return [
        (
            each.name,
            forecast_lines.lines(
                figures,
                each,
                snapshot.disposition,
                snapshot.parameters,
                earlier_years.years(figures, each),
                material.uncertainty,
                kept,
            ),
        )
        for each in figures.segments
    ]


def comment_lines(segments: DividedForecast) -> list[CommentLine]:
    """The rows that may be commented on, with what a line is known by."""
    found: list[CommentLine] = []
    for segment, lines in segments:
        groups: dict[str, list[CommentLine]] = {}
        for line in lines:
            key = LineKey(segment, line.group, line.name)
            groups.setdefault(line.group, []).append(CommentLine(key, (line.original, line.disposed)))
        for group, members in groups.items():
            found += [CommentLine(LineKey(segment, group, "")), *members]
        if segment and lines:
            found.append(CommentLine(LineKey(segment, "", total_of(segment))))
    return [*found, CommentLine(LineKey("", "", ALL))]


def _rows(snapshot: Snapshot) -> list[CommentRow]:
    """The rows as they stand. Only lines say where their figures are from."""
    if AREA not in snapshot.typed or AREA not in snapshot.areas:
        return []
    grid, ref = snapshot.typed[AREA], snapshot.areas[AREA][1]
    at = columns_at(grid, ref, _HEADS, WIDTH)
    if at is None:
        return []
    *at.figures, source = at.figures
    return rows_of(grid, ref, at, lambda row: not is_blank(grid.value(row, source)), (GONE_SECTION,))


COMMENTED: Final = Commented(AREA, _rows, lambda material: comment_lines(divided(material)))
