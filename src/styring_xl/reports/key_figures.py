"""*Nøgletal*: persons and kroner per inhabitant, unit price and foster care, beside comparison municipalities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np

from styring_xl.cells.cell import Content, Formula
from styring_xl.danish.text import label
from styring_xl.figures import key_figures
from styring_xl.figures.key_figures import AgeGroup, KeyFigures
from styring_xl.figures.trace import citizens
from styring_xl.figures.trace.item import MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model.arrays import Flags
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import made, sources
from styring_xl.reports.beside import FIGURES_COLUMN, Chart, Picture
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.reports.variance.cells import AREA as VARIANCE_AREA
from styring_xl.standard import look, style
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.lists.benchmark import (
    BENCHMARK,
    COST,
    FOSTER_SHARE,
    KEY_FIGURES,
    PERSONS,
    PLACED,
    PLACED_COST,
    POPULATION,
    UNIT_COST,
)
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question

AREA: Final = "Styring_Noegletal"
SHOWN: Final = 6
"""So many municipalities have room beside each other."""
_WIDTH: Final = SHOWN + 4
_CHART_LEFT: Final = _WIDTH + 2
BASE_SECTION: Final = "Grundtal"
_STYLES: Final = {
    PERSONS: style.COMPUTED_DECIMAL,
    PLACED: style.COMPUTED_DECIMAL,
    FOSTER_SHARE: style.COMPUTED_PERCENT,
}
"""How the figures of a line look; the others are kroner."""
CHART: Final = Chart(
    "Styring_Diagram_Noegletal",
    ("Kommune", PLACED),
    Picture(
        PLACED,
        "Søjlediagram: anbragte helårspersoner pr. 1.000 indbyggere i egen kommune og i sammenligningskommunerne",
        number="#,##0.0",
        legend=False,
        from_zero=True,
        level=True,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
)
BASE: Final[Columns] = (
    Column("ages", "Aldersgruppe", look.TEXT),
    Column("population", "Folketal", look.WHOLE),
    Column("year", "Folketal år", look.TEXT),
    Column("persons", "Helårspersoner", look.COUNT),
    Column("placed", "Anbragte", look.COUNT),
    Column("foster", "I familiepleje", look.COUNT),
    Column("cost", "Udgift", look.KRONER),
    Column("placed_cost", "Anbringelser", look.KRONER),
    Column("source", "Kilde", look.TEXT),
)


def columns(places: Sequence[str] = ()) -> Columns:
    """The columns for some municipalities; the template, which knows none, numbers them."""
    named = places or [f"Kommune {at}" for at in range(1, SHOWN + 1)]
    return (
        Column("figure", "Nøgletal", look.TEXT, 46),
        Column("own", "Egen kommune", look.KRONER, 16),
        Column("average", "Gennemsnit", look.KRONER, 16),
        Column("index", "Indeks", look.COUNT, 15),
        *(Column(f"place{at}", name, look.KRONER, 16) for at, name in enumerate(named)),
    )


def applies(snapshot: Snapshot) -> bool:
    """When a population or another municipality's figure stands in the lists."""
    return bool(snapshot.lists.of(POPULATION) or snapshot.lists.of(BENCHMARK))


def draw(material: Material, site: Site) -> Drawn:
    """The key figures of each age group beside the others', and the figures they are made of."""
    found = key_figures.of(material.snapshot, material.figures)
    places = found.places[:SHOWN]
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    table = Table(rows, columns(places) if places else columns()[:4])
    table.header()
    # Each group has its heading and its lines; the figures they are made of stand below.
    first_base = rows.next_row + len(found.groups) * (1 + len(KEY_FIGURES)) + 3
    base = Table(rows, BASE)
    charted: list[list[Content]] = []
    for at, group in enumerate(found.groups):
        table.group({"figure": group.ages.name}, 0)
        for figure in KEY_FIGURES:
            cells = _own(base, group, first_base + at)
            row = _line(table, figure, cells[figure], group, places)
            if not at and figure == PLACED:
                charted = _charted(table, row, cells[figure], group, places)
    rows.blank()
    rows.section(BASE_SECTION, len(BASE))
    base.header()
    for group in found.groups:
        base.line(_base(group), made=partial(_base_made, material.tracer, group))
    _explain(rows, material, found)
    return Drawn((rows.area(AREA), CHART.area(site, charted)), found.problems, {AREA: rows.made})


def _base(group: AgeGroup) -> dict[str, Content]:
    return {
        "ages": group.ages.name,
        "population": float(group.population),
        "year": str(group.year),
        "persons": group.persons / 10,
        "placed": group.placed / 10,
        "foster": group.foster / 10,
        "cost": to_kroner(group.cost),
        "placed_cost": to_kroner(group.placed_cost),
        "source": group.source or None,
    }


def _own(base: Table, group: AgeGroup, row: int) -> dict[str, Formula | None]:
    """The municipality's own key figures as formulas over the row of the figures they are made of."""
    values = _base(group)

    def divided(top: str, bottom: str, factor: int = 1) -> Formula | None:
        upper, lower = values[top], values[bottom]
        if not isinstance(upper, float) or not isinstance(lower, float) or not lower:
            return None
        times = f"*{factor}" if factor != 1 else ""
        return Formula(f"{base.ref(top, row)}/{base.ref(bottom, row)}{times}", upper / lower * factor)

    return {
        PERSONS: divided("persons", "population", 1000),
        PLACED: divided("placed", "population", 1000),
        COST: divided("cost", "population", 1000),
        PLACED_COST: divided("placed_cost", "population", 1000),
        UNIT_COST: divided("placed_cost", "placed"),
        FOSTER_SHARE: divided("foster", "placed"),
    }


def _value(content: Formula | None) -> float | None:
    return content.value if content is not None and isinstance(content.value, float) else None


def _line(table: Table, figure: str, own: Formula | None, group: AgeGroup, places: Sequence[str]) -> int:
    row = table.next_row
    others = group.others.get(figure, {})
    cells: dict[str, Content] = {"figure": figure, "own": own}
    given = [others[place] for place in places if place in others]
    for at, place in enumerate(places):
        cells[f"place{at}"] = others.get(place)
    if given:
        span = table.span("place0", f"place{len(places) - 1}", row)
        mean = sum(given) / len(given)
        cells["average"] = Formula(f"AVERAGE({span})", mean)
        mine = _value(own)
        if mine is not None and mean:
            cells["index"] = Formula(f"{table.ref('own', row)}/{table.ref('average', row)}*100", mine / mean * 100)
    look_of = _STYLES.get(figure)
    shown = dict.fromkeys(("own", "average", *(f"place{at}" for at in range(len(places)))), look_of)
    styles = {name: each for name, each in shown.items() if each is not None} or None
    return table.line(cells, styles, made=partial(_line_made, figure, group, places))


def _line_made(figure: str, group: AgeGroup, places: Sequence[str], column: str) -> MadeOf | None:
    """Another municipality's figure as the list has it; the municipality's own is a formula."""
    at = column.removeprefix("place")
    place = places[int(at)] if at.isdigit() and int(at) < len(places) else ""
    row = group.compared_rows.get(figure, {}).get(place)
    if row is None:
        return None
    value, is_money = group.others[figure][place], figure in (COST, PLACED_COST, UNIT_COST)
    amount, unit = (round(value * 100), TraceUnit.ORE) if is_money else (value, TraceUnit.NUMBER)
    return MadeOf.sum([made.listed(row, "value", amount, f"{place}: {figure}", unit)])


def _base_made(tracer: Tracer, group: AgeGroup, column: str) -> MadeOf | None:
    """A figure that the key figures are made of."""
    if column == "population":
        row = group.population_row
        return MadeOf.sum([made.listed(row, "count", float(group.population), group.ages.name, when=str(group.year))])
    counted = {"persons": group.measures, "placed": group.placements, "foster": group.fostered}
    if column in counted:
        mine = tracer.rows.computable & counted[column][tracer.figures.measure]
        return MadeOf.worked_out(citizens.full_years(tracer, np.flatnonzero(mine).tolist()), made.PERSONS)
    spent = {"cost": group.measures, "placed_cost": group.placements}
    return MadeOf.sum(_spent(tracer, spent[column])) if column in spent else None


def _spent(tracer: Tracer, measures: Flags) -> Iterator[TraceItem]:
    """What some measures come to, with the puljer kept for them."""
    names = set()
    for code in np.flatnonzero(measures).tolist():
        names.add(label(tracer.figures.measures[code]))
        yield from tracer.measure(code)
    yield from tracer.pools(pool for pool in tracer.snapshot.disposition.pools if label(pool.measure) in names)


def _charted(
    table: Table, row: int, own: Formula | None, group: AgeGroup, places: Sequence[str]
) -> list[list[Content]]:
    others = group.others.get(PLACED, {})
    bars: list[list[Content]] = [["Egen kommune", Formula(table.ref("own", row), _value(own) or 0.0)]]
    for at, place in enumerate(places):
        if place in others:
            bars.append([place, Formula(table.ref(f"place{at}", row), others[place])])
    return bars


def _explain(rows: Rows, material: Material, found: KeyFigures) -> None:
    rows.blank()
    if not found.groups:
        rows.note("Skriv kommunens folketal i listen Folketal; uden det er der ingen nøgletal.")
    if found.compared:
        left = len(found.places) - SHOWN
        more = f" {left} kommuner mere har ikke plads og er ikke i gennemsnittet." if left > 0 else ""
        rows.note(f"Sammenligningskommunernes tal er fra {found.compared}.{more} Indeks 100 = deres gennemsnit.")
    for text in (
        "Helårspersoner tæller en borger én gang, også med flere foranstaltninger. Udgift er årets forventede regnskab "
        "på foranstaltningerne med deres puljer.",
        "En aldersgruppe, der slutter ved 24 år eller før, har børnenes foranstaltninger, en fra 18 år de øvrige, og "
        "andre grupper alle.",
        "Anbringelse og Familiepleje står i Foranstaltningers egenskaber; er Familiepleje tom, siger navnet det.",
    ):
        rows.note(text)
    sources.lead(rows, material, {VARIANCE_AREA: "Udgifter og helårspersoner pr. foranstaltning på {}"})


SHEET: Final = ResultSheet(
    name="Nøgletal",
    area=AREA,
    code_name="",
    question=Question.GOALS,
    title="Nøgletal: hvor ligger vi i forhold til andre?",
    note="Pr. indbygger i aldersgruppen. Skriv folketal i listen Folketal og de andres tal i Sammenligningskommuner, "
    "eller hent dem med styring-xl import-benchmark.",
    columns=columns(),
    applies=applies,
    draw=draw,
    is_common=False,
    lists=(POPULATION, BENCHMARK),
    margin=(3,),
    beside=(CHART,),
    page=Page(spans=((1, _WIDTH), (_CHART_LEFT, FIGURES_COLUMN - 1))),
)
