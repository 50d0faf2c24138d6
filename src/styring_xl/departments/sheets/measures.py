"""*Foranstaltninger*: each measure over all departments, with the lowest and the highest price among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.patch import Area
from styring_xl.departments.overview import MeasureSum
from styring_xl.departments.place import LINES_AREA, MEASURES, MEASURES_AREA
from styring_xl.departments.sheets import lines
from styring_xl.departments.sheets.lines import PRICE, LinePlaces, price, shown
from styring_xl.departments.sheets.sheet import OverviewSheet, SheetCase
from styring_xl.model.kroner import to_kroner
from styring_xl.reports.beside import Chart, Picture
from styring_xl.reports.division import ALL
from styring_xl.reports.report import Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Heading, Page, SheetDesign
from styring_xl.reports.table import Table
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question
from styring_xl.standard.sign import Sign

_MOST_TERMS: Final = 200
"""A formula that names more cells than this is longer than a cell holds; the value then stands alone."""


def columns(heading: Heading) -> Columns:
    """The columns; the header of the variance says which way it goes."""
    sign = heading.sign
    return (
        Column("measure", "Foranstaltning", look.TEXT, 40),
        Column("departments", "Afdelinger", look.WHOLE, 10),
        Column("budget", "Korrigeret budget (a)", look.KRONER, 15, summed=True),
        Column("expected", "Forventet regnskab (b)", look.KRONER, 15, summed=True),
        Column("pool", "Heraf pulje", look.KRONER, 13, summed=True),
        Column(
            "variance",
            f"Afvigelse ({sign.difference('a', 'b', '−')})",
            look.KRONER,
            15,
            sign.difference("{budget}", "{expected}"),
        ),
        Column("word", "Mindre-/merforbrug", look.TEXT, 15, sign.word_formula("{variance}")),
        Column("persons", "Helårspersoner", look.COUNT, 13, summed=True),
        Column("price", "Pr. helårsperson", look.KRONER, 14, PRICE),
        Column("lowest", "Laveste pris i en afdeling", look.KRONER, 14),
        Column("highest", "Højeste pris i en afdeling", look.KRONER, 14),
        Column("change", "Ændring siden sidst", look.KRONER, 15, summed=True),
    )


_WIDTH: Final = len(columns(Heading()))
_CHART_LEFT: Final = _WIDTH + 2
_FIGURES: Final = _CHART_LEFT + 12
CHART: Final = Chart(
    "Samlet_Diagram_Foranstaltninger",
    ("Foranstaltning", "Korrigeret budget", "Forventet regnskab"),
    Picture(
        "Korrigeret budget og forventet regnskab, mio. kr.",
        "Søjlediagram: korrigeret budget og forventet regnskab pr. foranstaltning i alle afdelinger",
        height=480,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
    column=_FIGURES,
)


def draw(case: SheetCase, site: Site) -> tuple[Area, ...]:
    """A line for each measure, the total, and the rectangle the chart is drawn from."""
    overview = case.overview
    places = LinePlaces.of(overview, case.sites[LINES_AREA])
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    table = Table(rows, columns(Heading(overview.year, overview.sign)))
    table.header()
    first = table.next_row
    whole = sum(max(each.budget, each.expected, 0) for each in overview.measures)
    charted: list[list[Content]] = []
    for measure in overview.measures:
        row = table.line(_values(measure, places, overview.sign))
        # Less than a hundredth of the total cannot be seen in the chart.
        if 100 * max(measure.budget, measure.expected) >= whole > 0:
            charted.append(
                [
                    Formula(table.ref("measure", row), measure.measure),
                    Formula(table.ref("budget", row), to_kroner(measure.budget)),
                    Formula(table.ref("expected", row), to_kroner(measure.expected)),
                ]
            )
    everything = [line for each in overview.departments for line in each.lines]
    total = lines.sums(ALL, everything, overview.sign, is_compared=False)
    wanted = ("budget", "expected", "pool", "variance", "word", "persons")
    moved = [line.expected - line.before for line in everything if line.before is not None]
    table.total(
        {
            "measure": ALL,
            **{name: total[name] for name in wanted},
            "change": to_kroner(sum(moved)) if moved else None,
        },
        range(first, table.next_row),
    )
    return (rows.area(MEASURES_AREA), CHART.area(site, charted))


def _values(measure: MeasureSum, places: LinePlaces, sign: Sign) -> dict[str, Content]:
    rows = [places.lines[line] for _, line in measure.parts]
    variance = shown(sign, measure.budget - measure.expected)
    bought = measure.expected - measure.pool
    prices = [
        (cost, row)
        for (_, line), row in zip(measure.parts, rows, strict=True)
        if (cost := price(line.expected - line.pool, line.persons)) is not None
    ]
    compared = [(line, row) for (_, line), row in zip(measure.parts, rows, strict=True) if line.before is not None]
    moved = sum(line.expected - (line.before or 0) for line, _ in compared)

    def summed(name: str, value: float, over: Sequence[int]) -> Content:
        return _over("SUM", [places.ref(name, row) for row in over], value)

    def of_prices(function: str, value: float) -> Content:
        return _over(function, [places.ref("price", row) for _, row in prices], value)

    return {
        "measure": measure.measure,
        "departments": float(len(measure.parts)),
        "budget": summed("budget", to_kroner(measure.budget), rows),
        "expected": summed("expected", to_kroner(measure.expected), rows),
        "pool": summed("pool", to_kroner(measure.pool), rows),
        "variance": variance,
        "word": sign.word(variance),
        "persons": None if measure.persons is None else summed("persons", measure.persons / 10, rows),
        "price": price(bought, measure.persons) if measure.is_priced else None,
        "lowest": of_prices("MIN", min(cost for cost, _ in prices)) if len(prices) > 1 else None,
        "highest": of_prices("MAX", max(cost for cost, _ in prices)) if len(prices) > 1 else None,
        "change": summed("change", to_kroner(moved), [row for _, row in compared]) if compared else None,
    }


def _over(function: str, cells: Sequence[str], value: float) -> Content:
    return value if len(cells) > _MOST_TERMS else Formula(f"{function}({','.join(cells)})", value)


SHEET: Final = OverviewSheet(
    SheetDesign(
        name=MEASURES,
        area=MEASURES_AREA,
        title="Foranstaltninger på tværs af afdelinger",
        question=Question.COST,
        note="Hver foranstaltning er summen af afdelingernes linjer på arket Afdelinger. Prisen er uden puljer og står "
        "kun, hvor alle har et antal.",
        columns=columns,
        header_height=54,
        margin=(3,),
        beside=(CHART,),
        page=Page(spans=((1, _WIDTH), (_CHART_LEFT, _FIGURES - 1))),
    ),
    draw,
)
