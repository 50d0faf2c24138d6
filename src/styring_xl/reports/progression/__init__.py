"""*Progression*: whether citizens are doing better, by measure and one by one, without naming any of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Final

from styring_xl.cells.cell import Content, Formula, address, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.danish import writing
from styring_xl.danish.text import in_order, label
from styring_xl.figures import progression
from styring_xl.figures.progression import NO_MEASURE, CourseChange, Progression, ScoreSeries
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import made
from styring_xl.reports.beside import FIGURES_COLUMN, TENTHS, WHOLE, Chart, Picture
from styring_xl.reports.progression.choice import ChartChoice, choose
from styring_xl.reports.progression.columns import (
    AREA,
    CITIZEN,
    COUNTED,
    FIRST,
    MEASURES,
    SECOND,
    SERIES,
    WIDTH,
    WIDTHS,
)
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import MadeRow, Rows
from styring_xl.reports.sheet import Labelled, Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.standard import style
from styring_xl.standard.lists.progression import HIGH, LOW, PROGRESSION
from styring_xl.standard.place import AREA_ROW
from styring_xl.standard.question import Question

_HEADER: Final = AREA_ROW + 4
_CHART_LEFT: Final = WIDTH + 2
_SIGNALS: Final = {
    CourseChange.IMPROVED: style.SIGNAL_GREEN,
    CourseChange.UNCHANGED: style.SIGNAL_GREY,
    CourseChange.WORSE: style.SIGNAL_RED,
}
ROW_NUMBER: Final = "Rækkens nummer i listen, hvor borgeren står første gang."
MEAN_SCORE: Final = "Gennemsnittet af de parametre, begge datoer har; de står nedenfor."
_UNJUDGED: Final = "ikke vurderet"
OUTCOMES: Final = Chart(
    "Styring_Diagram_Progression",
    ("Foranstaltning", "Forbedret", "Uændret", "Forværret"),
    Picture(
        "Forløb pr. foranstaltning",
        "Liggende søjler: forbedrede, uændrede og forværrede forløb pr. foranstaltning",
        kind="bar",
        subtype="stacked",
        number=WHOLE,
        height=240,
    ),
    at=(AREA_ROW, _CHART_LEFT),
)
PARAMETERS: Final = Chart(
    "Styring_Diagram_Parametre",
    ("Parameter", "Første dato", "Anden dato"),
    Picture(
        "Den valgte borgers parametre på to datoer",
        "Linjer: én borgers score på hver parameter på to datoer",
        kind="line",
        number=TENTHS,
        height=250,
    ),
    at=(AREA_ROW + 12, _CHART_LEFT),
    column=FIGURES_COLUMN + 5,
)


def applies(snapshot: Snapshot) -> bool:
    """When a score has been given."""
    return bool(snapshot.lists.of(PROGRESSION))


def draw(material: Material, site: Site) -> Drawn:
    """The measures, every citizen's change by the row of the list, and the figures of the two charts."""
    snapshot = material.snapshot
    found = progression.of(snapshot.lists, snapshot.disposition.commitments, material.figures)
    choice = choose(material, site, found)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, WIDTH)
    _choice(rows, choice)
    measures = _measures(found)
    # The measures with their header, total and an empty row; then the title and the header of the citizens.
    first = rows.next_row + 1 + len(measures) + 1 + 1 + 2
    charted = _by_measure(rows, measures, range(first, first + len(found.series)), found)
    rows.blank()
    rows.section("Borgernes forløb", WIDTH)
    table = Table(rows, SERIES)
    table.header()
    shown = {label(name): name for name in measures}
    for each in found.series:
        _series(table, each, shown[label(each.measure)])
    _explain(rows)
    areas = (rows.area(AREA), OUTCOMES.area(site, charted), PARAMETERS.area(site, _charted(choice)))
    shown_parameters = {PARAMETERS.name: _parameters_made(choice, site.beside[PARAMETERS.name].top)}
    return Drawn(areas, (*found.problems, *choice.problems), {AREA: rows.made, **shown_parameters})


def _choice(rows: Rows, choice: ChartChoice) -> None:
    said: list[Content] = [choice.said(address(rows.next_row, rows.left + 1)), None, None]
    if choice.first is not None and choice.second is not None:
        said[1:] = writing.day(choice.first), writing.day(choice.second)
    looks = (style.INPUT_WHOLE, style.INPUT_DATE, style.INPUT_DATE)
    for name, cell, text, shown in zip((CITIZEN, FIRST, SECOND), choice.cells, said, looks, strict=True):
        rows.add((name, cell.content, text), (style.LABEL, shown, style.NOTE))
    rows.blank()


def _measures(found: Progression) -> dict[str, list[ScoreSeries]]:
    """The series by measure in Danish order, what has none last."""
    names: dict[str, str] = {}
    for each in found.series:
        names.setdefault(label(each.measure), each.measure)
    order = sorted(names.values(), key=lambda name: (name == NO_MEASURE, in_order(name)))
    return {name: [each for each in found.series if label(each.measure) == label(name)] for name in order}


def _by_measure(
    rows: Rows, measures: dict[str, list[ScoreSeries]], below: range, found: Progression
) -> list[list[Content]]:
    """The measures and their total, counted among the citizens ``below``; returns the chart's figures."""
    table = Table(rows, MEASURES)
    series = Table(rows, SERIES)
    table.header()
    charted: list[list[Content]] = []
    kinds, outcomes = (series.span(name, name, below.start, below.stop - 1) for name in ("measure", "outcome"))
    first = table.next_row
    for name, mine in measures.items():
        here = table.ref("measure", table.next_row)
        cells: dict[str, Content] = {"measure": name, **_counts(mine)}
        cells["series"] = Formula(f"SUMPRODUCT(--({kinds}={here}))", float(len(mine)))
        for column, word in (*COUNTED.items(), ("unjudged", _UNJUDGED)):
            value = cells[column]
            assert isinstance(value, float)
            cells[column] = Formula(f'SUMPRODUCT(({kinds}={here})*({outcomes}="{word}"))', value)
        row = table.line(cells, made=partial(_counted, rows.sheet, series, below.start, name, found))
        counted = [Formula(table.ref(column, row), _number(cells[column])) for column in COUNTED]
        charted.append([Formula(here, name), *counted])
    everything = [each for mine in measures.values() for each in mine]
    table.total(
        {"measure": "I alt", "series": float(len(everything)), **_counts(everything)}, range(first, table.next_row)
    )
    return charted


def _counted(sheet: str, series: Table, first: int, measure: str, found: Progression, column: str) -> MadeOf | None:
    """The citizens below that a measure's numbers count."""
    wanted = {"series": None, "unjudged": "", **{name: str(word) for name, word in COUNTED.items()}}
    if column not in wanted:
        return None
    word = wanted[column]
    return made.cells(
        sheet,
        (
            (row, series.column("outcome"), str(each.outcome or _UNJUDGED))
            for row, each in enumerate(found.series, first)
            if label(each.measure) == label(measure) and (word is None or str(each.outcome or "") == word)
        ),
    )


def _number(content: Content) -> float:
    value = content.value if isinstance(content, Formula) else content
    assert isinstance(value, float)
    return value


def _counts(series: list[ScoreSeries]) -> dict[str, Content]:
    counts = {column: sum(each.outcome == word for each in series) for column, word in COUNTED.items()}
    judged = sum(counts.values())
    shares = zip(("better_share", "same_share", "worse_share"), counts.values(), strict=True)
    return {
        **{column: float(count) for column, count in counts.items()},
        "unjudged": float(len(series) - judged),
        **{column: count / judged if judged else "" for column, count in shares},
    }


def _series(table: Table, each: ScoreSeries, measure: str) -> None:
    """One citizen by one form and rater, whose row in the list is a click away."""
    known = each.first_score is not None and each.latest_score is not None and each.first != each.latest
    cells: dict[str, Content] = {
        "measure": measure,
        "row": float(each.place.row),
        "form": each.form,
        "rater": each.rater or None,
        "best": None if each.high_is_best is None else HIGH if each.high_is_best else LOW,
        "first": each.first,
        "before": None if each.first_score is None else float(each.first_score),
        "outcome": _UNJUDGED,
    }
    if known:
        cells |= {"latest": each.latest, "after": float(each.latest_score or 0)}
        cells["change"] = float((each.latest_score or 0) - (each.first_score or 0))
    outcome = each.outcome
    row = table.next_row
    if outcome is not None:
        change, best = table.ref("change", row), table.ref("best", row)
        text = (
            f'IF(ROUND({change},9)=0,"{CourseChange.UNCHANGED}",'
            f'IF(({change}>0)=({best}="{HIGH}"),"{CourseChange.IMPROVED}","{CourseChange.WORSE}"))'
        )
        cells["outcome"] = Formula(text, str(outcome))
    look = style.SIGNAL_GREY if outcome is None else _SIGNALS[outcome]
    table.line(cells, {"outcome": look}, made=partial(_series_made, each))
    target = f"{quote_sheet(each.place.sheet)}!{address(each.place.row, each.place.columns.get('cpr', 1))}"
    table.rows.links.append(Link(row, table.column("row"), target, "Gå til borgerens første score"))


def _series_made(each: ScoreSeries, column: str) -> MadeOf | None:
    """A citizen's scores as the list has them; the change is a formula."""
    if column == "row":
        at = each.place.columns.get("cpr", 1)
        item = TraceItem(ItemKind.CELL, each.place.row, each.place.sheet, each.place.row, at, unit=TraceUnit.NUMBER)
        return MadeOf.worked_out([item], ROW_NUMBER)
    rows = {"before": each.first_rows, "after": each.latest_rows}.get(column)
    if rows is None:
        return None
    items = [_scored(row) for row in rows]
    return MadeOf.sum(items) if len(items) == 1 else MadeOf.worked_out(items, MEAN_SCORE)


def _scored(row: ListRow) -> TraceItem:
    date = row.date("date")
    when = "" if date is None else date.isoformat()
    return made.listed(row, "score", float(row.number("score") or 0), row.text("parameter"), when=when)


def _parameters_made(choice: ChartChoice, top: int) -> dict[int, MadeRow]:
    """What the figures of the line chart are made of, from the sheet row ``top`` down."""

    def told(rows: Mapping[dt.date, ListRow], column: str) -> MadeOf | None:
        day = choice.first if column == "first" else choice.second
        row = None if day is None or column == "name" else rows.get(day)
        return None if row is None else MadeOf.sum([_scored(row)])

    shown = [] if choice.citizen is None else [choice.citizen.rows[str(line[0])] for line in _charted(choice)]
    return made.beside_table(top, ("name", "first", "second"), [partial(told, rows) for rows in shown])


def _charted(choice: ChartChoice) -> list[list[Content]]:
    """The chosen citizen's parameters that one of the dates has."""
    if choice.citizen is None:
        return []
    charted: list[list[Content]] = []
    for name, scores in choice.citizen.scores.items():
        pair = [scores.get(date) if date is not None else None for date in (choice.first, choice.second)]
        if any(score is not None for score in pair):
            charted.append([name, *(None if score is None else float(score) for score in pair)])
    return charted


def _explain(rows: Rows) -> None:
    rows.blank()
    for text in (
        "Et forløb er én borgers scorer på ét skema af én bedømmer. Ændringen er fra den første til den seneste dato: "
        "skemaets samlede score, ellers gennemsnittet af de parametre, begge datoer har.",
        "Om et højt eller et lavt tal er bedst, siger listen. Et forløb med én dato, eller hvor ingen har sagt hvad "
        "der er bedst, er ikke vurderet og tæller ikke i andelene.",
        "Foranstaltningen er listens, ellers den dyreste bevilling, borgeren har på den seneste dato. Borgerne vises "
        "kun ved deres første række i listen; et klik fører dertil.",
        "Det gule felt følger den valgte borger, når rækker indsættes eller slettes længere oppe i listen.",
    ):
        rows.notes(text, 140)


SHEET: Final = ResultSheet(
    name="Progression",
    area=AREA,
    code_name="",
    title="Progression: får borgerne det bedre?",
    question=Question.GOALS,
    note="Forbedrede, uændrede og forværrede forløb pr. foranstaltning. Vælg i de gule felter en borger ved rækkens "
    "nummer og to datoer til linjediagrammet.",
    columns=MEASURES,
    applies=applies,
    draw=draw,
    header_row=_HEADER,
    header_height=40,
    width=WIDTH,
    widths=WIDTHS,
    above=(
        Labelled(CITIZEN, style.INPUT_WHOLE),
        Labelled(FIRST, style.INPUT_DATE),
        Labelled(SECOND, style.INPUT_DATE),
    ),
    beside=(OUTCOMES, PARAMETERS),
    page=Page(spans=((1, WIDTH), (_CHART_LEFT, FIGURES_COLUMN - 1)), frozen=(_HEADER, 1)),
    is_common=False,
    lists=(PROGRESSION,),
    is_typed=True,
)
