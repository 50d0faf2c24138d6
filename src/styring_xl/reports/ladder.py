"""*Indsatstrappe*: citizens, full-year persons and kroner per step, and who has moved between the steps in a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula, address, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.danish.text import label
from styring_xl.model.kroner import round_div
from styring_xl.reading.parameters import ROLE
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import sources, variance
from styring_xl.reports.movement_tables import WAYS, MovementTables
from styring_xl.reports.period import Period
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.reports.rungs import Load, Rungs, StepLine
from styring_xl.standard import style

AREA: Final = standard.LADDER_AREA

_WIDTH: Final = standard.LADDER_WIDTH
# Columns of the table of steps, from 0.
_CITIZENS, _ACTIVE, _PERSONS, _AMOUNT, _SHARE, _PRICE = range(1, len(standard.LADDER_COLUMNS))
_CHART_ROWS: Final = 22
"""Rows of the sheet that the chart beside the first two tables covers, from the first heading on."""

_LOOKS: Final = {
    "line": (
        style.COMPUTED_TEXT, style.COMPUTED_WHOLE, style.COMPUTED_WHOLE, style.COMPUTED_COUNT, style.COMPUTED,
        style.COMPUTED_PERCENT, style.COMPUTED,
    ),
    "group": (
        style.GROUP_TEXT, style.GROUP_WHOLE, style.GROUP_WHOLE, style.GROUP_COUNT, style.GROUP,
        style.GROUP_PERCENT, style.GROUP,
    ),
    "total": (
        style.TOTAL_TEXT, style.TOTAL_WHOLE, style.TOTAL_WHOLE, style.TOTAL_COUNT, style.TOTAL,
        style.TOTAL_PERCENT, style.TOTAL,
    ),
}  # fmt: skip


def applies(snapshot: Snapshot) -> bool:
    """When a measure stands on a step."""
    return bool(snapshot.parameters.steps)


def draw(material: Material, site: Site) -> Drawn:
    """The period users type, the steps with their measures, the matrix of movements and what it comes to; the chart's
    figures, and the list of those who have moved.

    Every line is *Afvigelse*'s, so the total is its forventet regnskab to the øre.
    """
    period = Period.of(material, site)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    period.write(rows)
    chart_at, moves_at = site.charts[standard.LADDER_CHART], site.charts[standard.LADDER_MOVES]
    moves = Rows(site.sheet, moves_at.top, moves_at.left, len(standard.LADDER_MOVES_COLUMNS))
    moves.add(standard.LADDER_MOVES_COLUMNS, [style.HEADER] * len(standard.LADDER_MOVES_COLUMNS))
    chart = Rows(site.sheet, chart_at.top, chart_at.left, len(standard.LADDER_CHART_COLUMNS))
    problems = [*period.problems, *_unknown(material)]
    if material.snapshot.parameters.steps:
        _LadderSheet(material, period, rows, chart, moves).write()
    else:
        _say_empty(rows, material)
        chart.add([None] * 4, [style.CHART_TEXT, *[style.CHART] * 3])
    areas = (rows.area(AREA), chart.area(standard.LADDER_CHART), moves.area(standard.LADDER_MOVES))
    return Drawn(areas, tuple(problems))


def _unknown(material: Material) -> list[Problem]:
    """Measures on a step that nothing else in the workbook is called."""
    parameters = material.snapshot.parameters
    known = {label(name) for name in material.figures.measures}
    name = standard.STEPS_COLUMNS[0]
    return [
        Problem(Kind.STEP_UNKNOWN, name, ROLE, parameters.sheet, step.row, step.column, step.measure)
        for step in parameters.steps
        if label(step.measure) not in known
    ]


# What is written.


def _say_empty(rows: Rows, material: Material) -> None:
    """Why there is nothing to show, and where the steps are typed."""
    parameters = material.snapshot.parameters
    for text in (
        "Ingen foranstaltninger er sat på et trin endnu, så der er ingen trappe at vise.",
        "Skriv foranstaltning, trin (0-9, det højeste er mest indgribende) og trinnets navn i tabellen Indsatstrappe i "
        "Parametre, og opdater arket.",
    ):
        rows.add([text], [style.STATUS])
    _link_to_steps(rows, material, "Gå til tabellen Indsatstrappe i Parametre")
    if parameters.steps_at is None:
        rows.add(
            [
                f"Parametre har ikke tabellen: lav en Excel-tabel, der hedder {standard.STEPS_TABLE}, med kolonnerne "
                f"{', '.join(standard.STEPS_COLUMNS)}."
            ],
            [style.STATUS],
        )


def _link_to_steps(rows: Rows, material: Material, text: str) -> None:
    parameters = material.snapshot.parameters
    if parameters.steps_at is not None:
        row = rows.add([text], [style.LINK])
        target = f"{quote_sheet(parameters.sheet)}!{address(*parameters.steps_at)}"
        rows.links.append(Link(row, rows.left, target, f"Gå til {parameters.sheet}"))


class _LadderSheet:
    """Writes the blocks one below the other, the chart's figures and the list of movements."""

    def __init__(self, material: Material, period: Period, rows: Rows, chart: Rows, moves: Rows) -> None:
        self.material = material
        self.rows, self.chart = rows, chart
        found = Rungs.of(material)
        self.rungs, self.everybody = found.rungs, found.everybody
        self.names = {standard.LADDER_ALL, *(rung.name for rung in self.rungs)}
        self.moved = MovementTables(material, period, found, rows, moves)

    def write(self) -> None:
        # The first two tables refer to those below, whose rows are therefore counted before they are written.
        count, top = len(self.rungs), self.rows.next_row
        first = top + max(2 + count + 2 + 2 + WAYS + 2, _CHART_ROWS) + 2
        below = first + count + 3 + 2 + count + 2 + 2
        heads = [below + sum(1 + len(rung.lines) for rung in self.rungs[:at]) for at in range(count)]
        amounts = self._steps(heads)
        self.moved.ways(first)
        while self.rows.next_row < first - 2:
            self.rows.add([], [])
        self.moved.matrix_table(first)
        self.moved.balance(first)
        self._measures(heads)
        self._explain()
        self._chart(first, amounts)

    # Steps.

    def _steps(self, heads: list[int]) -> list[int]:
        """The table of steps; returns the sheet row of each. ``heads`` are the rows of their measures' sums."""
        rows, count = self.rows, len(self.rungs)
        rows.add([f"Trappen i {self.material.figures.year}: borgere, helårspersoner og kroner"], [style.SECTION])
        names = standard.LADDER_COLUMNS
        rows.add(names, [style.HEADER, *[style.HEADER_NUMBER] * (len(names) - 1)])
        top = rows.next_row
        for rung, head in zip(self.rungs, heads, strict=True):
            amount = Formula(rows.cell(head, _AMOUNT), kroner(rung.load.amount))
            self._load_row(rung.name, rung.load, "line", amount, top + count, priced=rung.code > 0)
        text = f"SUM({rows.cell(top, _AMOUNT)}:{rows.cell(top + count - 1, _AMOUNT)})"
        total = Formula(text, kroner(self.everybody.amount))
        self._load_row(standard.LADDER_ALL, self.everybody, "total", total, top + count, priced=False)
        rows.add([], [])
        return list(range(top, top + count))

    def _measures(self, heads: list[int]) -> None:
        """The lines of *Afvigelse* on each step, which the table of steps sums."""
        rows = self.rows
        rows.add([standard.LADDER_MEASURES], [style.SECTION])
        names = standard.LADDER_MEASURES_COLUMNS
        rows.add(names, [style.HEADER, *[style.HEADER_NUMBER] * (len(names) - 1)])
        bottom = rows.next_row + sum(1 + len(rung.lines) for rung in self.rungs)
        for rung, head in zip(self.rungs, heads, strict=True):
            assert rows.next_row == head
            value = kroner(rung.load.amount)
            amount: Content = value
            if rung.lines:
                last = head + len(rung.lines)
                amount = Formula(f"SUM({rows.cell(head + 1, _AMOUNT)}:{rows.cell(last, _AMOUNT)})", value)
            self._load_row(rung.name, rung.load, "group", amount, bottom, priced=rung.code > 0)
            for line in rung.lines:
                self._load_row(line.name, line.load, "line", self._of_variance(line), bottom, priced=True)
        across = "SUM(" + ",".join(rows.cell(row, _AMOUNT) for row in heads) + ")"
        total = Formula(across, kroner(self.everybody.amount))
        self._load_row(standard.LADDER_ALL, self.everybody, "total", total, bottom, priced=False)
        rows.add([], [])

    def _of_variance(self, line: StepLine) -> Content:
        amount = kroner(line.load.amount)
        if not line.row:
            return amount
        site = self.material.sites[variance.AREA]
        cell = address(line.row, site.corner.left + variance.EXPECTED)
        return Formula(f"{quote_sheet(site.sheet)}!{cell}", amount)

    def _load_row(self, name: str, load: Load, kind: str, amount: Content, bottom: int, *, priced: bool) -> None:
        rows, row = self.rows, self.rows.next_row
        whole = self.everybody.amount
        own, total = rows.cell(row, _AMOUNT), rows.cell(bottom, _AMOUNT)
        price: Content = None
        if priced and load.persons:
            text = f"ROUND({own}/{rows.cell(row, _PERSONS)},0)"
            price = Formula(text, kroner(round_div(load.amount, load.persons * 10) * 100))
        peopled = load.citizens or load.persons or name in self.names
        rows.add(
            [
                name,
                float(load.citizens) if peopled else None,
                float(load.active) if peopled else None,
                load.persons / 10 if peopled else None,
                amount,
                Formula(f"IF({total}=0,0,{own}/{total})", load.amount / whole if whole else 0.0),
                price,
            ],
            _LOOKS[kind],
        )

    def _explain(self) -> None:
        rows, material = self.rows, self.material
        for text in (
            "Kroner følger foranstaltningens trin. Hver linje er Afvigelses, med puljer og udisponeret forbrug, så "
            "I alt er det samme forventede regnskab; det uden trin står for sig.",
            "En borger tæller én gang på hver linje: med foranstaltninger på to trin altså på begge, men kun én gang i "
            f"alt. Denne måned er {standard.MONTH_NAMES[max(material.figures.closed, 1) - 1]}.",
            "I bevægelserne står en borger ét sted: på sit højeste trin den dag, og uden trin kun, når ingen af hans "
            "foranstaltninger har et. Skyggede felter er borgere på samme trin begge dage.",
            "I alt yderst til højre er borgerne den første dag, nederst den sidste; nye og ophørte er kun i den ene. "
            "Klik på et tal i tabellen for at se bevillingerne bag det.",
            "Statsrefusion, bogført eller beregnet, står uden trin, når den ikke selv er sat på et: kronerne på "
            "trinnene er så før refusion.",
            "Forventede bevillinger tæller som én hel borger uanset sandsynlighed. Engangsydelser er ikke med i "
            "bevægelserne.",
        ):
            rows.add([text], [style.NOTE])
        _link_to_steps(rows, material, "Foranstaltningernes trin")
        texts = {standard.VARIANCE_AREA: "Forventet regnskab på {}", standard.SPEND_AREA: "Borgerne på {}"}
        sources.lead(rows, self.material, texts)

    def _chart(self, first: int, amounts: Sequence[int]) -> None:
        """The steps, upwards; what has no step is no stair."""
        rows, count = self.rows, len(self.rungs)
        before, after = self.moved.movements.first_day, self.moved.movements.last_day
        for i, rung in enumerate(self.rungs):
            if rung.code:
                self.chart.add(
                    [
                        rung.short,
                        Formula(rows.cell(first + i, 2 + count), float(before[i])),
                        Formula(rows.cell(first + count + 1, 1 + i), float(after[i])),
                        Formula(rows.cell(amounts[i], _AMOUNT), kroner(rung.load.amount)),
                    ],
                    [style.CHART_TEXT, *[style.CHART] * 3],
                )
