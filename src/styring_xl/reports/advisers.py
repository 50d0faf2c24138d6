"""*Rådgivere*: how many citizens each adviser has and what they cost, by team, without naming a citizen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.patch import Area
from styring_xl.danish.text import in_order, label
from styring_xl.figures.spend_lines import NO_PERSON, POOL, UNPLACED
from styring_xl.model.caseload import Caseload, caseload
from styring_xl.model.kroner import round_div
from styring_xl.reading.interning import Codes
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import sources
from styring_xl.reports.report import Corner, Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.reports.spend import LABELS
from styring_xl.standard import style

AREA: Final = standard.ADVISERS_AREA
Ints = npt.NDArray[np.int64]

_WIDTH: Final = len(standard.ADVISERS_COLUMNS)
# Columns from 0.
_CITIZENS, _ACTIVE, _ROWS, _PERSONS, _AMOUNT, _SHARE, _PRICE, _LARGEST = range(1, _WIDTH)
_MOST_BARS: Final = 25
"""More bars than this cannot be told apart."""

_LOOKS: Final = {
    "line": (
        style.COMPUTED_TEXT, *(style.COMPUTED_WHOLE,) * 3, style.COMPUTED_COUNT, style.COMPUTED,
        style.COMPUTED_PERCENT, style.COMPUTED, style.COMPUTED,
    ),
    "group": (
        style.GROUP_TEXT, *(style.GROUP_WHOLE,) * 3, style.GROUP_COUNT, style.GROUP,
        style.GROUP_PERCENT, style.GROUP, style.GROUP,
    ),
    "total": (
        style.TOTAL_TEXT, *(style.TOTAL_WHOLE,) * 3, style.TOTAL_COUNT, style.TOTAL,
        style.TOTAL_PERCENT, style.TOTAL, style.TOTAL,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Load:
    """One line: numbers as printed (``persons`` tenths), amounts in øre."""

    name: str
    citizens: int
    active: int
    rows: int
    persons: int
    amount: int
    largest: int


@dataclass(frozen=True, slots=True)
class _Team:
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
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    rows.add(standard.ADVISERS_COLUMNS, [style.HEADER, *[style.HEADER_NUMBER] * (_WIDTH - 1)])
    # Shares refer to the total, which stands below everything.
    bottom = rows.next_row + sum(1 + len(team.advisers) for team in teams) + 1 + len(beside)
    writer = _AdvisersSheet(rows, figures.result, bottom)
    heads: list[int] = []
    places: list[tuple[int, _Load]] = []
    for team in teams:
        heads.append(writer.sum_row(team.load, "group", len(team.advisers)))
        for load in team.advisers:
            places.append((writer.line(load), load))
    heads.append(writer.beside(beside))
    writer.total(everybody, heads, figures.result)
    _explain(rows, material)
    chart = _chart(places, rows, site.charts[standard.ADVISERS_CHART])
    return Drawn((rows.area(AREA), chart))


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

    def load(codes: Ints) -> Caseload:
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

    by_adviser = load(team * len(names.names) + adviser)
    by_team, whole = load(team), load(np.zeros(len(at), np.int64))
    pairs = np.unique(team * len(names.names) + adviser)
    found: list[_Team] = []
    for place, code in enumerate(np.unique(team).tolist()):
        mine = np.flatnonzero(pairs // len(names.names) == code).tolist()
        lines = [
            _load(names.names[int(pairs[i]) % len(names.names)] or standard.NO_ADVISER, by_adviser, i) for i in mine
        ]
        lines.sort(key=lambda line: (line.name == standard.NO_ADVISER, in_order(line.name)))
        found.append(_Team(_load(groups.names[code] or standard.NO_TEAM, by_team, place), tuple(lines)))
    found.sort(key=lambda each: (each.load.name == standard.NO_TEAM, in_order(each.load.name)))
    everybody = _load("I alt", whole, 0) if len(at) else _Load("I alt", 0, 0, 0, 0, 0, 0)
    return found, everybody


def _load(name: str, found: Caseload, at: int) -> _Load:
    return _Load(
        name,
        int(found.citizens[at]),
        int(found.active[at]),
        int(found.rows[at]),
        round_div(int(found.persons.numerator[at]) * 10, found.persons.denominator),
        int(found.amount[at]),
        int(found.largest[at]),
    )


class _AdvisersSheet:
    """Writes the table; every share refers to the total."""

    def __init__(self, rows: Rows, whole: int, bottom: int) -> None:
        self.rows = rows
        self.whole = whole
        self.bottom = bottom

    def line(self, load: _Load) -> int:
        return self._add(load, "line", float(load.rows), kroner(load.amount))

    def sum_row(self, load: _Load, kind: str, lines: int) -> int:
        row = self.rows.next_row

        def down(column: int) -> str:
            return f"SUM({self.rows.cell(row + 1, column)}:{self.rows.cell(row + lines, column)})"

        return self._add(
            load, kind, Formula(down(_ROWS), float(load.rows)), Formula(down(_AMOUNT), kroner(load.amount))
        )

    def beside(self, amounts: list[tuple[str, int]]) -> int:
        """What belongs to no adviser, under a heading of its own; returns the heading's row."""
        row = self.rows.next_row
        whole = sum(amount for _, amount in amounts)
        down = f"SUM({self.rows.cell(row + 1, _AMOUNT)}:{self.rows.cell(row + len(amounts), _AMOUNT)})"
        self._amount_alone(standard.NOT_ADVISERS, "group", Formula(down, kroner(whole)), whole)
        for name, amount in amounts:
            self._amount_alone(name, "line", kroner(amount), amount)
        return row

    def total(self, load: _Load, heads: list[int], whole: int) -> None:
        def across(column: int) -> str:
            return "SUM(" + ",".join(self.rows.cell(row, column) for row in heads) + ")"

        self._add(
            load,
            "total",
            Formula(across(_ROWS), float(load.rows)),
            Formula(across(_AMOUNT), kroner(whole)),
            own=load.amount,
            amount=whole,
        )

    def _share(self, row: int, amount: int) -> Formula:
        own, whole = self.rows.cell(row, _AMOUNT), self.rows.cell(self.bottom, _AMOUNT)
        return Formula(f"IF({whole}=0,0,{own}/{whole})", amount / self.whole if self.whole else 0.0)

    def _amount_alone(self, name: str, kind: str, cell: Content, amount: int) -> None:
        row = self.rows.next_row
        cells: list[Content] = [name, *[None] * (_WIDTH - 1)]
        cells[_AMOUNT], cells[_SHARE] = cell, self._share(row, amount)
        self.rows.add(cells, _LOOKS[kind])

    def _add(
        self, load: _Load, kind: str, count: Content, money: Content, own: int | None = None, amount: int | None = None
    ) -> int:
        """``own`` are the øre that the persons of the line cost, where its amount holds more than that."""
        row = self.rows.next_row
        amount = load.amount if amount is None else amount
        price: Content = None
        if load.persons and own is None:
            text = f"ROUND({self.rows.cell(row, _AMOUNT)}/{self.rows.cell(row, _PERSONS)},0)"
            price = Formula(text, kroner(round_div(amount, load.persons * 10) * 100))
        return self.rows.add(
            [
                load.name,
                float(load.citizens),
                float(load.active),
                count,
                load.persons / 10,
                money,
                self._share(row, amount),
                price,
                kroner(load.largest) if load.rows else None,
            ],
            _LOOKS[kind],
        )


def _explain(rows: Rows, material: Material) -> None:
    """Where the figures come from, one click away, and why the counts need not add up."""
    rows.add([], [])
    month = standard.MONTH_NAMES[max(material.figures.closed, 1) - 1]
    for text in (
        f"Denne måned er {month}. En borger tæller én gang på hver linje: med to rådgivere altså hos begge, men kun én "
        "gang i teamet og i alt.",
        "Største sag er den dyreste borgers forventede regnskab hos rådgiveren. Puljer, forbrug uden bevilling og "
        "forbrug uden CPR-nr. har ingen rådgiver.",
    ):
        rows.add([text], [style.NOTE])
    texts = {standard.VARIANCE_AREA: "I alt som på {}", standard.SPEND_AREA: "Borgerne på {}"}
    sources.lead(rows, material, texts)


def _chart(places: list[tuple[int, _Load]], tables: Rows, corner: Corner) -> Area:
    """The advisers by weight, the heaviest first; many small ones under one."""
    rows = Rows(tables.sheet, corner.top, corner.left, 2)
    looks = [style.CHART_TEXT, style.CHART]
    heaviest = sorted(places, key=lambda place: -place[1].amount)
    shown = heaviest if len(heaviest) <= _MOST_BARS else heaviest[: _MOST_BARS - 1]
    for row, load in shown:
        rows.add(
            [Formula(tables.cell(row, 0), load.name), Formula(tables.cell(row, _AMOUNT), kroner(load.amount))], looks
        )
    if len(shown) < len(heaviest):
        rest = sum(load.amount for _, load in heaviest[len(shown) :])
        rows.add([standard.OTHER_ADVISERS, kroner(rest)], looks)
    if not rows.values:
        rows.add([None, None], looks)
    return rows.area(standard.ADVISERS_CHART)
