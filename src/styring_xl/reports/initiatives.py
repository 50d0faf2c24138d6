"""*Initiativplan*: how far the initiatives have come in each area and year, counted by fokuspunkt."""

from __future__ import annotations

from functools import partial
from typing import Final

from styring_xl.cells.cell import Content, Formula
from styring_xl.figures import initiatives
from styring_xl.figures.initiatives import AREAS, Initiative, InitiativePlan
from styring_xl.figures.trace.item import MadeOf
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import made
from styring_xl.reports.beside import FIGURES_COLUMN, WHOLE, Chart, Picture
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.table import RowKind, Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.lists.initiatives import INITIATIVES, Progress
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question

AREA: Final = "Styring_Initiativplan"
SHOWN_YEARS: Final = 3
"""So many years have room for both areas; the latest are shown."""
_WIDTH: Final = 3 + SHOWN_YEARS * len(AREAS)
_CHART_LEFT: Final = _WIDTH + 2
_SIGNALS: Final = {
    Progress.WAITING: style.SIGNAL_RED,
    Progress.STARTED: style.SIGNAL_YELLOW,
    Progress.DONE: style.SIGNAL_GREEN,
    Progress.IRRELEVANT: style.SIGNAL_GREY,
}
_COUNTED: Final = {
    "done": Progress.DONE,
    "started": Progress.STARTED,
    "waiting": Progress.WAITING,
    "irrelevant": Progress.IRRELEVANT,
}
COUNTS: Final = (
    Column("focus", "Fokuspunkt", look.TEXT),
    Column("year", "År", look.TEXT),
    Column(
        "share",
        "Andel implementeret af de relevante",
        look.PERCENT,
        formula='IF({all}-{irrelevant}=0,"",{done}/({all}-{irrelevant}))',
    ),
    *(Column(name, str(word), look.WHOLE, summed=True) for name, word in _COUNTED.items()),
    Column("all", "I alt", look.WHOLE, formula="SUM({done}:{irrelevant})"),
)
CHART: Final = Chart(
    "Styring_Diagram_Initiativer",
    ("Fokuspunkt", *map(str, _COUNTED.values())),
    Picture(
        "Initiativer pr. fokuspunkt i det seneste år",
        "Liggende søjler: hvor mange initiativer der er implementeret, igangsat, afventer eller ikke er relevante",
        kind="bar",
        subtype="stacked",
        number=WHOLE,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
)


def columns(areas: tuple[str, ...] = AREAS, years: tuple[int, ...] = ()) -> Columns:
    """The columns for some areas and years; the template, which knows no year, numbers them."""
    named = [str(year) for year in years] or [f"år {at}" for at in range(1, SHOWN_YEARS + 1)]
    return (
        Column("name", "Initiativ", look.WRAPPED, 48),
        Column("theme", "Indsatsområde", look.WRAPPED, 24),
        Column("remark", "Bemærkning", look.WRAPPED, 40),
        *(
            Column(f"{area}{at}", f"{area.capitalize()} {name}", look.TEXT, 15)
            for at, name in enumerate(named)
            for area in areas
        ),
    )


def applies(snapshot: Snapshot) -> bool:
    """When there is an initiative."""
    return bool(snapshot.lists.of(INITIATIVES))


def draw(material: Material, site: Site) -> Drawn:
    """The initiatives under their fokuspunkt, the counts of each, and the chart's figures."""
    plan = initiatives.of(material.snapshot.lists)
    years = plan.years[-SHOWN_YEARS:]
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    table = Table(rows, columns(plan.areas, years) if years else columns())
    table.header()
    spans: dict[str, range] = {}
    for focus, mine in plan.by_focus.items():
        table.add(RowKind.GROUP, {"name": _named(focus)})
        first = table.next_row
        for each in mine:
            _line(table, plan, each, years)
        spans[focus] = range(first, table.next_row)
    rows.blank()
    charted = _counts(rows, table, plan, spans, years)
    rows.blank()
    rows.note(
        "Afventer er rød, Igangsat gul, Implementeret grøn og Ikke relevant grå; ordet siger det også uden farver."
    )
    rows.note(
        "Et initiativ tæller én gang pr. område. Andelen er af de relevante. Bemærkningen er den seneste. Skriv i "
        "listen Initiativer."
    )
    return Drawn((rows.area(AREA), CHART.area(site, charted)), plan.problems, {AREA: rows.made})


def _named(focus: str) -> str:
    return f"Fokuspunkt {focus}" if focus.isdigit() else focus


def _line(table: Table, plan: InitiativePlan, each: Initiative, years: tuple[int, ...]) -> None:
    cells: dict[str, Content] = {"name": each.name, "theme": each.theme or None, "remark": each.remark or None}
    signals: dict[str, str] = {}
    for at, year in enumerate(years):
        for area in plan.areas:
            status = each.statuses.get((area, year))
            if status is not None:
                cells[f"{area}{at}"], signals[f"{area}{at}"] = str(status), _SIGNALS[status]
    table.line(cells, signals)


def _counts(
    rows: Rows, table: Table, plan: InitiativePlan, spans: dict[str, range], years: tuple[int, ...]
) -> list[list[Content]]:
    """How many initiatives of each fokuspunkt are where, year by year; returns the latest year's for the chart."""
    rows.section("Antal pr. fokuspunkt og år", len(COUNTS))
    counts = Table(rows, COUNTS)
    counts.header()
    charted: list[list[Content]] = []
    for at, year in enumerate(years):
        lines: list[int] = []
        sums = dict.fromkeys(_COUNTED, 0)
        for focus, span in spans.items():
            mine = plan.by_focus[focus]
            found = {
                name: sum(each.statuses.get((area, year)) == word for each in mine for area in plan.areas)
                for name, word in _COUNTED.items()
            }
            cells: dict[str, Content] = {"focus": _named(focus), "year": str(year), **_totals(found)}
            for name, word in _COUNTED.items():
                over = (table.span(f"{area}{at}", f"{area}{at}", span[0], span[-1]) for area in plan.areas)
                text = "+".join(f'COUNTIF({each},"{word}")' for each in over)
                cells[name] = Formula(text, float(found[name]))
                sums[name] += found[name]
            row = counts.line(cells, made=partial(_counted, table, plan, at, year, focus, span))
            lines.append(row)
            if year == years[-1]:
                numbers = [Formula(counts.ref(name, row), float(found[name])) for name in _COUNTED]
                charted.append([Formula(counts.ref("focus", row), _named(focus)), *numbers])
        counts.total(
            {
                "focus": "I alt",
                "year": str(year),
                **{name: float(each) for name, each in sums.items()},
                **_totals(sums),
            },
            range(lines[0], lines[-1] + 1),
        )
    return charted


def _counted(
    table: Table, plan: InitiativePlan, at: int, year: int, focus: str, span: range, column: str
) -> MadeOf | None:
    """The initiatives of a fokuspunkt that are where the column says; how many there are in all is a formula."""
    word = _COUNTED.get(column)
    if word is None:
        return None
    return made.cells(
        table.rows.sheet,
        (
            (row, table.column(f"{area}{at}"), f"{each.name}, {area}")
            for row, each in zip(span, plan.by_focus[focus], strict=True)
            for area in plan.areas
            if each.statuses.get((area, year)) == word
        ),
    )


def _totals(found: dict[str, int]) -> dict[str, Content]:
    everything = sum(found.values())
    relevant = everything - found["irrelevant"]
    return {"all": float(everything), "share": found["done"] / relevant if relevant else ""}


SHEET: Final = ResultSheet(
    name="Initiativplan",
    area=AREA,
    code_name="",
    title="Initiativplan: hvor langt er vi?",
    question=Question.GOALS,
    note="Initiativerne pr. fokuspunkt med status for børne- og voksenområdet år for år. Under dem er de talt op.",
    columns=columns(),
    applies=applies,
    draw=draw,
    margin=(3,),
    beside=(CHART,),
    page=Page(spans=((1, _WIDTH), (_CHART_LEFT, FIGURES_COLUMN - 1))),
    is_common=False,
    lists=(INITIATIVES,),
)
