"""*Afvigelse*: budget against forventet regnskab per group and line, prices, and the variance split into its causes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.figures.segment import Segment
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import comment_rows
from styring_xl.reports.beside import FIGURES_COLUMN, Chart, Picture
from styring_xl.reports.comments import Commentary
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Heading, Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.reports.variance import tables
from styring_xl.reports.variance.cells import AREA, shown
from styring_xl.reports.variance.columns import FIGURES, WIDTH, columns
from styring_xl.reports.variance.commented import COMMENTED
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question

__all__ = ["AREA", "CHART", "COMMENTED", "SHEET", "applies", "draw"]

_CHART_LEFT: Final = WIDTH + 2
"""The chart stands right of the widest block, a narrow column between them."""

CHART: Final = Chart(
    "Styring_Diagram",
    ("Foranstaltning", "Korrigeret budget", "Forventet regnskab"),
    Picture(
        "Korrigeret budget og forventet regnskab, mio. kr.",
        "Søjlediagram: korrigeret budget og forventet regnskab pr. foranstaltning",
        height=480,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
)


def applies(snapshot: Snapshot) -> bool:
    """Always."""
    return True


def draw(material: Material, site: Site) -> Drawn:
    """The tables from their header row down, and the rectangle the chart is drawn from.

    The setting decides the sign: budget − forventet (+ = mindreforbrug) or the opposite (+ = merforbrug).
    """
    segments = shown(material.figures.segments)
    sign = material.snapshot.settings.sign
    shown_columns = columns(Heading(material.figures.year, sign))
    commentary = None
    taken = comment_rows.in_the_way(material.snapshot, AREA, WIDTH)
    if not taken:
        commentary = Commentary(material, COMMENTED)
    else:
        shown_columns = comment_rows.without(shown_columns)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(shown_columns))
    amounts = Table(rows, shown_columns)
    tracer = material.tracer
    places = tables.amounts(amounts, segments, sign, tracer, commentary)
    tables.prices(amounts, segments, places, tracer)
    tables.split(amounts, segments, places, sign)
    if commentary is None:
        comment_rows.told(rows, taken)
    else:
        commentary.foot(rows, FIGURES)
    if any(segment.name for segment in segments):
        charted = [_segment(segment, amounts, places[segment]) for segment in segments]
    else:
        charted = [_charted(line, amounts, places[line]) for line in _seen(segments)]
    chart = CHART.area(site, charted)
    return Drawn((rows.area(AREA), chart), made={AREA: rows.made})


def _seen(segments: Sequence[Segment]) -> Iterator[VarianceLine]:
    """Lines large enough to be seen: at least a hundredth of everything budgeted or expected."""
    lines = [line for segment in segments for line in segment.lines]
    whole = sum(max(line.revised, line.expected, 0) for line in lines)
    for line in lines:
        if 100 * max(line.revised, line.expected) >= whole > 0:
            yield line


def _segment(segment: Segment, table: Table, row: int) -> list[Content]:
    """The total of a segment: of a divided sheet the chart says how its parts fare, as a measure stands in several."""
    return [
        segment.name,
        Formula(table.ref("revised", row), to_kroner(sum(line.revised for line in segment.lines))),
        Formula(table.ref("expected", row), to_kroner(sum(line.expected for line in segment.lines))),
    ]


def _charted(line: VarianceLine, table: Table, row: int) -> list[Content]:
    return [
        Formula(table.ref("measure", row), line.measure),
        Formula(table.ref("revised", row), to_kroner(line.revised)),
        Formula(table.ref("expected", row), to_kroner(line.expected)),
    ]


SHEET: Final = ResultSheet(
    name=standard.VARIANCE,
    area=AREA,
    code_name="wsAfvigelse",
    title="Afvigelse mellem budget og forventet regnskab",
    question=Question.COST,
    note="Øverst beløb og antal pr. foranstaltning, derunder gennemsnitspris og afvigelsen delt i mængde, pris, mix og "
    "budgetrest. Delene summer til afvigelsen. Skriv kommentarer i det gule felt: de følger deres linje.",
    columns=columns,
    applies=applies,
    draw=draw,
    is_divided=True,
    header_height=54,
    # Wide enough that the chart ends before its figures begin.
    margin=(3, *(11,) * (FIGURES_COLUMN - _CHART_LEFT)),
    beside=(CHART,),
    # No repeated header: it would stand above the other two blocks on the next page. The chart is on a page of its own.
    page=Page(spans=((1, FIGURES), (_CHART_LEFT, FIGURES_COLUMN - 1))),
    is_typed=True,
    commented=COMMENTED,
)
