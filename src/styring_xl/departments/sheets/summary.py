"""*Samlet overblik*: the departments beside each other, the citizens counted once, and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl.cells.cell import Content, Formula, Value
from styring_xl.cells.patch import Area, Link
from styring_xl.departments import comments
from styring_xl.departments.overview import Band, CitizenCounts, JointOverview
from styring_xl.departments.place import LINES_AREA, SUMMARY, SUMMARY_AREA
from styring_xl.departments.sheets import lines
from styring_xl.departments.sheets.lines import LinePlaces
from styring_xl.departments.sheets.sheet import OverviewSheet, SheetCase
from styring_xl.model.kroner import to_kroner
from styring_xl.reports.beside import Chart, Picture
from styring_xl.reports.division import ALL
from styring_xl.reports.report import Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Heading, Page, SheetDesign
from styring_xl.reports.table import Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question

_MOST_BARS: Final = 25
"""The most columns of the chart."""


def columns(heading: Heading) -> Columns:
    """The columns; the header of the variance says which way it goes."""
    sign = heading.sign
    return (
        Column("department", "Afdeling", look.LINK, 28),
        Column("budget", "Korrigeret budget (a)", look.KRONER, 13, summed=True),
        Column("expected", "Forventet regnskab (b)", look.KRONER, 13, summed=True),
        Column(
            "variance",
            f"Afvigelse ({sign.difference('a', 'b', '−')})",
            look.KRONER,
            13,
            sign.difference("{budget}", "{expected}"),
        ),
        Column("percent", "Afvigelse i % af budget", look.PERCENT, 12, "IF({budget}=0,0,{variance}/{budget})"),
        Column("word", "Mindre-/merforbrug", look.TEXT, 14, sign.word_formula("{variance}")),
        Column("low", "P10 (uden puljer)", look.KRONER, 13),
        Column("high", "P90 (uden puljer)", look.KRONER, 13),
        Column("persons", "Helårspersoner", look.COUNT, 14, summed=True),
        Column("citizens", "Borgere i året", look.WHOLE, 11),
        Column("elsewhere", "Heraf også i en anden", look.WHOLE, 12),
        Column("before", "Forventet sidst", look.KRONER, 13, summed=True),
        Column("change", "Ændring siden sidst", look.KRONER, 13, summed=True),
        Column("errors", "Fejl", look.WHOLE, 7, summed=True),
        Column("warnings", "Advarsler", look.WHOLE, 10, summed=True),
        comments.column(28),
    )


_WIDTH: Final = len(columns(Heading()))
_CHART_LEFT: Final = _WIDTH + 2
_FIGURES: Final = _CHART_LEFT + 12
"""The chart's figures stand right of the chart, which takes the columns before them."""
CHART: Final = Chart(
    "Samlet_Diagram",
    ("Afdeling", "Korrigeret budget", "Forventet regnskab"),
    Picture(
        "Korrigeret budget og forventet regnskab, mio. kr.",
        "Søjlediagram: korrigeret budget og forventet regnskab pr. afdeling",
        height=440,
        level=True,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
    column=_FIGURES,
)


def draw(case: SheetCase, site: Site) -> tuple[Area, ...]:
    """A line for each department, the total, the citizens, and the rectangle the chart is drawn from."""
    overview = case.overview
    places = LinePlaces.of(overview, case.sites[LINES_AREA])
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    table = Table(rows, columns(Heading(overview.year, overview.sign)))
    table.header()
    charted: list[list[Content]] = []
    first = table.next_row
    for at, department in enumerate(overview.departments):
        row = places.departments[at]
        values = lines.sums(department.name, department.lines, overview.sign, is_compared=bool(department.since))
        variance = department.budget - department.expected
        line = table.line(
            {
                "department": department.name,
                "variance": values["variance"],
                "percent": overview.sign.factor * variance / department.budget if department.budget else 0.0,
                "word": values["word"],
                **{name: _fetched(values[name], places.ref(name, row)) for name in _FETCHED},
                **_band(overview.bands[at]),
                "citizens": float(overview.citizens.each[at]),
                "elsewhere": float(overview.citizens.elsewhere[at]),
                "errors": float(department.count("fejl")),
                "warnings": float(department.count("advarsel")),
                comments.COMMENT: case.comments.take(department.name),
            }
        )
        rows.links.append(Link(line, site.corner.left, places.ref("department", row), "Gå til afdelingens linjer"))
        charted.append(
            [
                Formula(table.ref("department", line), department.name),
                Formula(table.ref("budget", line), values["budget"]),
                Formula(table.ref("expected", line), values["expected"]),
            ]
        )
    over = range(first, table.next_row)
    _total(table, overview, over, case)
    _citizens(rows, table, overview.citizens, over)
    _explain(rows, overview)
    case.comments.write_left(rows, table)
    biggest = sorted(range(len(charted)), key=lambda at: -overview.departments[at].expected)[:_MOST_BARS]
    return (rows.area(SUMMARY_AREA), CHART.area(site, [charted[at] for at in sorted(biggest)]))


_FETCHED: Final = ("budget", "expected", "persons", "before", "change")


def _fetched(value: Value, cell: str) -> Content:
    return None if value is None else Formula(cell, value)


def _band(band: Band | None) -> dict[str, Content]:
    if band is None:
        return {}
    return {"low": to_kroner(band.low), "high": to_kroner(band.high)}


def _total(table: Table, overview: JointOverview, over: range, case: SheetCase) -> None:
    everything = [line for each in overview.departments for line in each.lines]
    compared = [line for each in overview.departments if each.since for line in each.lines]
    variance = overview.budget - overview.expected
    # The citizens are fetched from the lines below, where each is counted once.
    below = table.next_row + 2
    values = lines.sums(ALL, everything, overview.sign, is_compared=bool(compared))
    if compared:
        values["change"] = to_kroner(sum(line.expected - (line.before or 0) for line in compared))
    table.total(
        {
            "department": ALL,
            "variance": values["variance"],
            "percent": overview.sign.factor * variance / overview.budget if overview.budget else 0.0,
            "word": values["word"],
            **{name: values[name] for name in _FETCHED},
            **_band(overview.band),
            "citizens": Formula(table.ref("budget", below + 3), float(overview.citizens.everybody)),
            "elsewhere": Formula(table.ref("budget", below + 4), float(overview.citizens.several)),
            "errors": float(sum(each.count("fejl") for each in overview.departments)),
            "warnings": float(sum(each.count("advarsel") for each in overview.departments)),
            comments.COMMENT: case.comments.take(ALL),
        },
        over,
    )


def _citizens(rows: Rows, table: Table, citizens: CitizenCounts, over: Sequence[int]) -> None:
    """The citizens as the departments have them, those counted more than once, and each counted once."""
    together = sum(citizens.each)
    rows.blank()
    rows.section("Borgere i året", 2)
    # A label and a number a row: the numbers stand in the second column.
    span = table.span("citizens", "citizens", over[0], over[-1])
    first = rows.next_row
    cells: tuple[tuple[str, Content], ...] = (
        ("Afdelingernes borgere lagt sammen", Formula(f"SUM({span})", float(together))),
        ("Talt mere end én gang", float(together - citizens.everybody)),
        (
            "Borgere i alt, hver talt én gang",
            Formula(f"{rows.cell(first, 1)}-{rows.cell(first + 1, 1)}", float(citizens.everybody)),
        ),
        ("Heraf i flere afdelinger", float(citizens.several)),
    )
    for text, value in cells:
        rows.add((text, value), (style.COMPUTED_TEXT, style.COMPUTED_WHOLE))


def _explain(rows: Rows, overview: JointOverview) -> None:
    rows.blank()
    for text in (
        "Borgere er dem med en bevilling i året; de er talt efter CPR-nummer i hukommelsen, og intet CPR-nummer er "
        "skrevet. Rækker uden CPR-nummer tæller som en borger hver.",
        "Helårspersoner er lagt sammen: en borger med bevillinger i to afdelinger er med i begges.",
        "P10 og P90 er afdelingernes Usikkerhed. For det hele er de regnet, som om afdelingerne rammer ved siden af "
        "uafhængigt af hinanden; følges de ad, er spændet bredere.",
        "Sidst er den seneste lukning i afdelingens Historik. Afdelinger uden en sådan er ikke med i ændringen.",
    ):
        rows.note(text)


SHEET: Final = OverviewSheet(
    SheetDesign(
        name=SUMMARY,
        area=SUMMARY_AREA,
        title="Samlet overblik",
        question=Question.COST,
        note="En linje pr. afdeling. Tallene hentes fra arket Afdelinger, som har dem pr. foranstaltning.",
        columns=columns,
        header_height=54,
        margin=(3,),
        beside=(CHART,),
        page=Page(spans=((1, _WIDTH), (_CHART_LEFT, _FIGURES - 1))),
    ),
    draw,
    keys=("department",),
)
