"""*Rådgivere*: how many citizens each adviser has and what they cost, by team, without naming a citizen."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.danish.text import in_order, label
from styring_xl.figures.spend_lines import NO_PERSON, POOL, UNPLACED
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model.arrays import Integers
from styring_xl.model.caseload import Caseload, caseload
from styring_xl.model.kroner import round_div, to_kroner
from styring_xl.model.numbering import distinct
from styring_xl.reading.interning import Codes
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import made, sources, spend
from styring_xl.reports.beside import FIGURES_COLUMN, Chart, Picture
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Made, Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.spend import LABELS
from styring_xl.reports.table import Table
from styring_xl.reports.variance.cells import AREA as VARIANCE_AREA
from styring_xl.standard import look
from styring_xl.standard.column import Column
from styring_xl.standard.question import Question

AREA: Final = "Styring_Raadgivere"

NO_ADVISER: Final = "Uden rådgiver"
NO_TEAM: Final = "Uden team"
NOT_ADVISERS: Final = "Ikke fordelt på rådgivere"
OTHER_ADVISERS: Final = "Øvrige rådgivere"
_MOST_BARS: Final = 25
"""The most bars of the chart; the smallest advisers are one bar together."""

COLUMNS: Final = (
    Column("name", "Team og rådgiver", look.TEXT, 34),
    Column("citizens", "Borgere i året", look.WHOLE, 13),
    Column("active", "Borgere denne måned (cpr.)", look.WHOLE, 15),
    Column("rows", "Bevillinger i året", look.WHOLE, 13, summed=True),
    Column("persons", "Helårspersoner", look.COUNT, 15),
    Column("amount", "Forventet regnskab", look.KRONER, 17, summed=True),
    Column("share", "Andel", look.PERCENT, 10, "IF({total.amount}=0,0,{amount}/{total.amount})"),
    Column("price", "Pr. helårsperson", look.KRONER, 15, "ROUND({amount}/{persons},0)"),
    Column("largest", "Største sag", look.KRONER, 15),
)
_CHART_LEFT: Final = len(COLUMNS) + 2
"""The chart stands right of the table, a narrow column between them."""
CHART: Final = Chart(
    "Styring_Diagram_Raadgivere",
    ("Rådgiver", "Forventet regnskab"),
    Picture(
        "Forventet regnskab pr. rådgiver, mio. kr.",
        "Liggende søjler: forventet regnskab pr. rådgiver, den tungeste øverst",
        kind="bar",
        height=560,
        legend=False,
    ),
    at=(standard.FIRST_ROW, _CHART_LEFT),
)


class _Load(Struct, frozen=True):
    """One line: numbers as printed (``persons`` tenths), amounts in øre."""

    name: str
    citizens: int
    active: int
    rows: int
    persons: int
    amount: int
    largest: int
    members: tuple[int, ...]
    """Its commitments, by their places in the disposition."""


class _Team(Struct, frozen=True):
    load: _Load
    advisers: tuple[_Load, ...]


def applies(snapshot: Snapshot) -> bool:
    """When a row names its adviser."""
    return any(snapshot.disposition.commitments.adviser)


def draw(material: Material, site: Site) -> Drawn:
    """The teams with their advisers, what nobody has, the total, and the rectangle the chart is drawn from.

    The total is *Afvigelse*'s forventet regnskab to the øre.
    """
    figures = material.figures
    teams, everybody = _teams(material)
    beside = [(LABELS[kind], figures.beside(kind)) for kind in (UNPLACED, NO_PERSON, POOL)]
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    # The header, the teams with their advisers, and what nobody has stand above the total.
    total = rows.next_row + 1 + sum(1 + len(team.advisers) for team in teams) + 1 + len(beside)
    table, tracer = Table(rows, COLUMNS, total), material.tracer
    table.header()
    heads: list[int] = []
    places: list[tuple[int, _Load]] = []
    for team in teams:
        told = _summed(tracer, team.load)
        heads.append(table.group(_values(team.load, figures.result), len(team.advisers), made=told))
        for load in team.advisers:
            places.append((table.line(_values(load, figures.result), made=_made(tracer, load)), load))
    nobody = sum(amount for _, amount in beside)
    heads.append(table.group(_amount_alone(NOT_ADVISERS, nobody, figures.result), len(beside)))
    for kind, (name, amount) in zip((UNPLACED, NO_PERSON, POOL), beside, strict=True):
        table.line(_amount_alone(name, amount, figures.result), made=partial(made.beside, tracer, kind))
    # The amount holds more than these persons cost, so no price is shown.
    whole = {"amount": to_kroner(figures.result), "share": 1.0 if figures.result else 0.0, "price": None}
    table.total({**_values(everybody, figures.result), **whole}, heads, made=_summed(tracer, everybody))
    _explain(rows, material)
    return Drawn((rows.area(AREA), CHART.area(site, _charted(places, table))), made={AREA: rows.made})


def _made(tracer: Tracer, load: _Load) -> Made:
    """What a row is made of."""
    return partial(made.load, tracer, lambda: load.members)


def _summed(tracer: Tracer, load: _Load) -> Made:
    """What a row of sums is made of, but for its kroner, which are those of the rows below it."""
    return lambda column: None if column == "amount" else made.load(tracer, lambda: load.members, column)


def _values(load: _Load, whole: int) -> dict[str, Content]:
    """A line's figures; ``whole`` is the total in øre, which its share is of."""
    return {
        "name": load.name,
        "citizens": float(load.citizens),
        "active": float(load.active),
        "rows": float(load.rows),
        "persons": load.persons / 10,
        "amount": to_kroner(load.amount),
        "share": load.amount / whole if whole else 0.0,
        "price": to_kroner(round_div(load.amount, load.persons * 10) * 100) if load.persons else None,
        "largest": to_kroner(load.largest) if load.rows else None,
    }


def _amount_alone(name: str, amount: int, whole: int) -> dict[str, Content]:
    return {"name": name, "amount": to_kroner(amount), "share": amount / whole if whole else 0.0}


def _teams(material: Material) -> tuple[list[_Team], _Load]:
    """The teams in Danish order, *Uden team* last, and everybody under one."""
    snapshot, figures = material.snapshot, material.figures
    rows = snapshot.disposition.commitments
    at = np.flatnonzero(rows.computable)
    names, groups = Codes(), Codes()
    for codes in (names, groups):
        codes.of("")
    adviser = names.all(rows.adviser)[at]
    members = dict(snapshot.parameters.teams)
    by_table = np.array([groups.of(members.get(label(name), "")) for name in names.names], np.int64)
    stated = groups.all(rows.team)[at]
    team = np.where(stated > 0, stated, by_table[adviser])

    active_stop = rows.active_stop

    def load(codes: Integers) -> Caseload:
        return caseload(
            codes,
            figures.person[at],
            rows.start[at],
            active_stop[at],
            rows.probability[at],
            figures.months[at].sum(axis=1),
            year=figures.year,
            month=max(figures.closed, 1),
            rule=snapshot.settings.full_year,
        )

    pair = team * len(names.names) + adviser
    by_adviser = load(pair)
    by_team, whole = load(team), load(np.zeros(len(at), np.int64))
    pairs = distinct(pair)
    found: list[_Team] = []
    for place, code in enumerate(distinct(team).tolist()):
        mine = np.flatnonzero(pairs // len(names.names) == code).tolist()
        lines = [
            _load(names.names[int(pairs[i]) % len(names.names)] or NO_ADVISER, by_adviser, i, at[pair == pairs[i]])
            for i in mine
        ]
        lines.sort(key=lambda line: (line.name == NO_ADVISER, in_order(line.name)))
        whose = at[team == code]
        found.append(_Team(_load(groups.names[code] or NO_TEAM, by_team, place, whose), tuple(lines)))
    found.sort(key=lambda each: (each.load.name == NO_TEAM, in_order(each.load.name)))
    everybody = _load("I alt", whole, 0, at) if len(at) else _Load("I alt", 0, 0, 0, 0, 0, 0, ())
    return found, everybody


def _load(name: str, found: Caseload, at: int, members: Integers) -> _Load:
    return _Load(
        name,
        int(found.citizens[at]),
        int(found.active[at]),
        int(found.rows[at]),
        round_div(int(found.persons.numerator[at]) * 10, found.persons.denominator),
        int(found.amount[at]),
        int(found.largest[at]),
        tuple(members.tolist()),
    )


def _explain(rows: Rows, material: Material) -> None:
    """Where the figures come from, one click away, and why the counts need not add up."""
    rows.blank()
    month = standard.MONTH_NAMES[max(material.figures.closed, 1) - 1]
    for text in (
        f"Denne måned er {month}. En borger tæller én gang på hver linje: med to rådgivere altså hos begge, men kun én "
        "gang i teamet og i alt.",
        "Største sag er den dyreste borgers forventede regnskab hos rådgiveren. Puljer, forbrug uden bevilling og "
        "forbrug uden CPR-nr. har ingen rådgiver.",
    ):
        rows.note(text)
    texts = {VARIANCE_AREA: "I alt som på {}", spend.AREA: "Borgerne på {}"}
    sources.lead(rows, material, texts)


def _charted(places: list[tuple[int, _Load]], table: Table) -> list[list[Content]]:
    """The advisers by weight, the heaviest first; many small ones under one."""
    heaviest = sorted(places, key=lambda place: -place[1].amount)
    shown = heaviest if len(heaviest) <= _MOST_BARS else heaviest[: _MOST_BARS - 1]
    bars: list[list[Content]] = [
        [Formula(table.ref("name", row), load.name), Formula(table.ref("amount", row), to_kroner(load.amount))]
        for row, load in shown
    ]
    if len(shown) < len(heaviest):
        bars.append([OTHER_ADVISERS, to_kroner(sum(load.amount for _, load in heaviest[len(shown) :]))])
    return bars


SHEET: Final = ResultSheet(
    name=standard.ADVISERS,
    area=AREA,
    code_name="wsRaadgivere",
    title="Rådgivernes sager",
    question=Question.CITIZENS,
    note="Hvor mange borgere hver rådgiver har, og hvor stor en del af det forventede regnskab de er. "
    "Diagrammet viser den økonomiske vægt.",
    columns=COLUMNS,
    applies=applies,
    draw=draw,
    header_height=40,
    margin=(3,),
    beside=(CHART,),
    page=Page(spans=((1, len(COLUMNS)), (_CHART_LEFT, FIGURES_COLUMN - 1))),
)
