"""*Notat*: the month's follow-up in words, the committee's table and three charts."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import partial
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.patch import NORMAL
from styring_xl.danish.phrase import AmountScale
from styring_xl.figures.memo.committee import ALL, CommitteeLine, CommitteeRow, CommitteeTable
from styring_xl.figures.memo.memo import Memo, MemoChart, MemoSection
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import sources, uncertainty
from styring_xl.reports.beside import FIGURES_COLUMN, Chart, Picture
from styring_xl.reports.explanation.columns import AREA as EXPLANATION_AREA
from styring_xl.reports.goals.columns import AREA as GOALS_AREA
from styring_xl.reports.made import beside_table
from styring_xl.reports.memo.columns import AREA, NAMES, WIDTH, columns
from styring_xl.reports.memo.gather import committee_lines, memo_of, most_off
from styring_xl.reports.memo.made import MemoTrace
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import MadeRow, MadeRows, Rows
from styring_xl.reports.sheet import Heading, Page, ResultSheet
from styring_xl.reports.table import RowKind, Table
from styring_xl.reports.variance.cells import AREA as VARIANCE_AREA
from styring_xl.standard import style
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question
from styring_xl.standard.sign import Sign

_LINE: Final = 150
"""So many letters fit across the table."""
_CHART_LEFT: Final = WIDTH + 2
_CHART_WIDTH: Final = 940
_NUMBER: Final = "General"
"""The charts are in the table's unit, tenths of a million or whole thousands."""
BUDGETS: Final = Chart(
    "Styring_Notat_Budget",
    ("Gruppe", "Korrigeret budget inkl. ansøgninger", "Forventet forbrug"),
    Picture(
        "Budget og forventet forbrug, i tabellens enhed",
        "Søjlediagram: korrigeret budget og forventet forbrug for hver række i tabellen",
        number=_NUMBER,
        width=_CHART_WIDTH,
        height=380,
        level=True,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
)
LINES: Final = Chart(
    "Styring_Notat_Linjer",
    ("Linje", "Afvigelse"),
    Picture(
        "De linjer, der afviger mest, i tabellens enhed",
        "Søjlediagram: afvigelsen på de linjer, der afviger mest fra budgettet",
        kind="bar",
        number=_NUMBER,
        width=_CHART_WIDTH,
        height=280,
        legend=False,
    ),
    at=(FIRST_ROW + 20, _CHART_LEFT),
    column=FIGURES_COLUMN + 4,
)
YEAR: Final = Chart(
    "Styring_Notat_Aaret",
    ("Måned", "P10", "Mellem P10 og P90", "Bogført", "Forventet", "Korrigeret budget inkl. ansøgninger"),
    Picture(
        "Fra januar til og med hver måned, i tabellens enhed",
        "Viftediagram: bogført til og med den lukkede måned, derefter det forventede, og årets budget",
        subtype="stacked",
        number=_NUMBER,
        hidden=(0,),
        fills=(0, 1),
        lines=(2, 3, 4),
        level=True,
        width=_CHART_WIDTH,
        height=380,
    ),
    at=(FIRST_ROW + 35, _CHART_LEFT),
    column=FIGURES_COLUMN + 7,
)


def applies(snapshot: Snapshot) -> bool:
    """When there is a commitment."""
    return len(snapshot.disposition.commitments) > 0


def draw(material: Material, site: Site) -> Drawn:
    """The table from the header row down, the words below it, and what the charts are drawn from."""
    memo = memo_of(material)
    sign = material.snapshot.settings.sign
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    table = Table(rows, columns(Heading(material.figures.year, sign), memo.scale))
    table.header()
    trace = MemoTrace(material, memo.scale)
    lines = committee_lines(material) if memo.table is not None else []
    places = _table(table, memo.table, sign, lines, trace) if memo.table is not None else []
    rows.blank()
    _words(rows, memo)
    _explain(rows, memo, material)
    charted = [
        BUDGETS.area(site, [_budgets(table, row, at, memo) for at, row in enumerate(places)]),
        *(each.area(site, _charted(chart, memo)) for each, chart in zip((LINES, YEAR), memo.charts[1:], strict=True)),
    ]
    off = [partial(trace.off, each, sign) for each in most_off(material, memo.scale)] if memo.table is not None else []
    made: dict[str, MadeRows | dict[int, MadeRow]] = {
        AREA: rows.made,
        LINES.name: beside_table(site.beside[LINES.name].top, ("name", "variance"), off),
        YEAR.name: trace.year(site.beside[YEAR.name].top),
    }
    return Drawn((rows.area(AREA), *charted), made=made)


def _table(
    table: Table, found: CommitteeTable, sign: Sign, lines: Sequence[CommitteeLine], trace: MemoTrace
) -> list[int]:
    """The rows of each kind of budget with their sum, and the total; returns the sheet rows of the rows alone."""
    places: list[int] = []
    sums: list[int] = []
    for frame in found.frames:
        own = [line for line in lines if line.frame == frame.name]
        mine = [
            table.line(_cells(row, row.name, found.scale, sign), made=partial(trace.row, line, row))
            for line, row in zip(own, frame.rows, strict=True)
        ]
        places += mine
        if not frame.name:
            sums += mine
            continue
        over = range(mine[0], mine[-1] + 1)
        cells = _cells(frame.total, f"{frame.name} i alt", found.scale, sign)
        sums.append(table.add(RowKind.GROUP, cells, over))
    table.total(_cells(found.total, ALL, found.scale, sign), sums)
    return places


def _cells(row: CommitteeRow, name: str, scale: AmountScale, sign: Sign) -> dict[str, Content]:
    figures = dict(zip(NAMES, row.figures, strict=True))
    for left in ("result", "with_carried"):
        figures[left] *= sign.factor
    return {"name": name, **{column: _unit(steps, scale) for column, steps in figures.items()}}


def _unit(steps: int, scale: AmountScale) -> float:
    """So many steps in the unit of the table."""
    return steps / 10 if scale is AmountScale.MILLIONS else float(steps)


def _words(rows: Rows, memo: Memo) -> None:
    rows.section(memo.title, WIDTH)
    for section in memo.sections:
        _section(rows, section)


def _section(rows: Rows, section: MemoSection) -> None:
    rows.add((section.title,), (style.LABEL,))
    _running(rows, section.sentences)
    for line in section.lines:
        for at, part in enumerate(textwrap.wrap(line, _LINE - 4, break_on_hyphens=False)):
            rows.add((f"{'•' if not at else ' '} {part}",), (NORMAL,))
    _running(rows, section.after)
    rows.blank()


def _running(rows: Rows, sentences: Sequence[str]) -> None:
    for line in textwrap.wrap(" ".join(sentences), _LINE, break_on_hyphens=False):
        rows.add((line,), (NORMAL,))


def _explain(rows: Rows, memo: Memo, material: Material) -> None:
    if memo.table is not None:
        rows.notes(f"{memo.note} Teksten bruger tabellens tal.", _LINE)
    rows.notes(
        "Notatet skrives på ny ved hver opdatering og nævner ingen borgere. Som Word eller PDF: Skriv notat.", _LINE
    )
    sources.lead(
        rows,
        material,
        {
            VARIANCE_AREA: "Afvigelsen linje for linje på {}",
            EXPLANATION_AREA: "Det, der er flyttet, på {}",
            uncertainty.AREA: "Usikkerheden på {}",
            GOALS_AREA: "Målene på {}",
        },
    )


def _budgets(table: Table, row: int, at: int, memo: Memo) -> list[Content]:
    """A row of the table, its figures by reference."""
    chart = memo.charts[0]
    values = [values[at] or 0 for _, values in chart.series]
    cells = zip((table.ref(name, row) for name in ("budget", "expected")), values, strict=True)
    return [chart.categories[at], *(Formula(cell, memo.unit(value)) for cell, value in cells)]


def _charted(chart: MemoChart, memo: Memo) -> list[list[Content]]:
    """A row for each category, with its value of each series."""
    columns = ([None if ore is None else memo.unit(ore) for ore in values] for _, values in chart.series)
    return [[name, *row] for name, row in zip(chart.categories, zip(*columns, strict=True), strict=True)]


SHEET: Final = ResultSheet(
    name=standard.MEMO,
    area=AREA,
    code_name="wsNotat",
    title="Notat: budgetopfølgning til direktion og udvalg",
    question=Question.COST,
    note="Udvalgets tabel og månedens opfølgning i ord, skrevet af de andre arks tal. Diagrammerne står til højre.",
    columns=columns,
    applies=applies,
    draw=draw,
    tells=True,
    header_height=54,
    margin=(3,),
    beside=(BUDGETS, LINES, YEAR),
    page=Page(spans=((1, WIDTH), (_CHART_LEFT, FIGURES_COLUMN - 1)), is_upright=True),
)
