"""*Indsatstrappe*: citizens, full-year persons and kroner per step, and who has moved between the steps in a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl.books.cell import Content, Formula, address, quote_sheet
from styring_xl.books.patch import Link
from styring_xl.model.caseload import caseload
from styring_xl.model.commitments import RateUnit
from styring_xl.model.kroner import round_div
from styring_xl.model.ladder import Standing, standing
from styring_xl.reports import sources, variance
from styring_xl.reports.period import Period, spelled
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.sheets import header, standard, style
from styring_xl.sheets.area import Rows, kroner
from styring_xl.sheets.parameters import ROLE, Step
from styring_xl.sheets.problem import Problem
from styring_xl.sheets.text import label
from styring_xl.snapshot import Snapshot

AREA: Final = standard.LADDER_AREA
Ints = npt.NDArray[np.int64]

_WIDTH: Final = standard.LADDER_WIDTH
# Columns of the table of steps, from 0.
_CITIZENS, _ACTIVE, _PERSONS, _AMOUNT, _SHARE, _PRICE = range(1, len(standard.LADDER_COLUMNS))
_CHART_ROWS: Final = 22
"""Rows of the sheet that the chart beside the first two tables covers, from the first heading on."""
_WAYS: Final = 6

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
_TEXT: Final = {"line": style.COMPUTED_TEXT, "group": style.GROUP_TEXT, "total": style.TOTAL_TEXT}
_WHOLE: Final = {"line": style.COMPUTED_WHOLE, "group": style.GROUP_WHOLE, "total": style.TOTAL_WHOLE}


@dataclass(frozen=True, slots=True)
class _Load:
    """Numbers of citizens and kroner as printed (``persons`` tenths, ``amount`` øre)."""

    citizens: int = 0
    active: int = 0
    persons: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of *Afvigelse* under its step; ``row`` is its row there, 0 where there is no such sheet."""

    name: str
    load: _Load
    row: int


@dataclass(frozen=True, slots=True)
class _Rung:
    """A step with its lines; ``code`` numbers the steps upwards, 0 being *uden trin*."""

    code: int
    short: str
    name: str
    load: _Load
    lines: tuple[_Line, ...]


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
        _Writer(material, period, rows, chart, moves).write()
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
        Problem("step_unknown", name, ROLE, parameters.sheet, step.row, step.column, step.measure)
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


class _Writer:
    """Writes the blocks one below the other, the chart's figures and the list of movements."""

    def __init__(self, material: Material, period: Period, rows: Rows, chart: Rows, moves: Rows) -> None:
        self.material = material
        self.period = period
        self.rows, self.chart, self.moves = rows, chart, moves
        self.numbers = sorted({step.number for step in material.snapshot.parameters.steps})
        self.code_of = _codes(material.snapshot.parameters.steps, self.numbers)
        figures = material.figures
        self.step_of_measure = np.array([self.code_of.get(label(name), 0) for name in figures.measures], np.int64)
        self.rungs, self.everybody = self._count()
        self.names = {standard.LADDER_ALL, *(rung.name for rung in self.rungs)}
        self.order = [rung.code for rung in self.rungs]
        """The steps' codes in the order of the sheet: upwards, *uden trin* last."""
        self.standing, self.index = self._standing()
        size = len(self.rungs)
        found = self.standing.matrix(size)
        places = [*self.order, size]
        self.matrix: list[list[int]] = found[np.ix_(places, places)].tolist()
        """Rows and columns in the order of the sheet, the last being nowhere."""

    def write(self) -> None:
        # The first two tables refer to those below, whose rows are therefore counted before they are written.
        count, top = len(self.rungs), self.rows.next_row
        first = top + max(2 + count + 2 + 2 + _WAYS + 2, _CHART_ROWS) + 2
        below = first + count + 3 + 2 + count + 2 + 2
        heads = [below + sum(1 + len(rung.lines) for rung in self.rungs[:at]) for at in range(count)]
        amounts = self._steps(heads)
        self._ways(first)
        while self.rows.next_row < first - 2:
            self.rows.add([], [])
        self._movements(first)
        self._balance(first)
        self._measures(heads)
        self._explain()
        self._chart(first, amounts)

    # Steps.

    def _count(self) -> tuple[list[_Rung], _Load]:
        """The steps upwards with the lines of *Afvigelse* that stand on each, *uden trin* last; and everybody."""
        material, figures = self.material, self.material.figures
        rows = material.snapshot.disposition.commitments
        at = np.flatnonzero(rows.computable)
        active_stop = rows.active_stop

        def load(codes: Ints) -> dict[int, _Load]:
            found = caseload(
                codes,
                figures.person[at],
                rows.start[at],
                active_stop[at],
                rows.probability[at],
                np.zeros(len(at), np.int64),
                year=figures.year,
                month=max(figures.closed, 1),
                rule=material.snapshot.settings.full_year,
            )
            return {
                code: _Load(
                    int(found.citizens[place]),
                    int(found.active[place]),
                    round_div(int(found.persons.numerator[place]) * 10, found.persons.denominator),
                )
                for place, code in enumerate(np.unique(codes).tolist())
            }

        measure = figures.measure[at]
        by_measure, by_step = load(measure), load(self.step_of_measure[measure])
        whole = load(np.zeros(len(at), np.int64)).get(0, _Load())
        code_of_name = {label(name): code for code, name in enumerate(figures.measures)}
        site = material.sites.get(variance.AREA)
        places = {} if site is None else variance.line_rows(figures.groups, site.corner.top)
        lines: dict[int, list[_Line]] = {}
        counted: set[int] = set()
        for line in (line for group in figures.groups for line in group.lines):
            code = code_of_name.get(label(line.measure), -1) if line.kept_for is None else -1
            # A measure with two lines of budget has its citizens on the first.
            mine = by_measure.get(code, _Load()) if code not in counted else _Load()
            counted.add(code)
            shown = _Load(mine.citizens, mine.active, mine.persons, line.expected)
            if shown != _Load():
                step = self.code_of.get(label(line.measure if line.kept_for is None else line.kept_for), 0)
                lines.setdefault(step, []).append(_Line(line.measure, shown, places.get(id(line), 0)))
        names = {step.number: step.name for step in material.snapshot.parameters.steps}
        rungs = []
        for code in (*range(1, len(self.numbers) + 1), 0):
            mine_lines = tuple(lines.get(code, ()))
            loaded = by_step.get(code, _Load())
            loaded = _Load(loaded.citizens, loaded.active, loaded.persons, sum(line.load.amount for line in mine_lines))
            short = f"{standard.LADDER_STEP}{self.numbers[code - 1]}" if code else standard.LADDER_UNMAPPED
            title = names[self.numbers[code - 1]] if code else ""
            rungs.append(_Rung(code, short, f"{short}: {title}" if title else short, loaded, mine_lines))
        return rungs, _Load(whole.citizens, whole.active, whole.persons, figures.result)

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

    def _of_variance(self, line: _Line) -> Content:
        amount = kroner(line.load.amount)
        if not line.row:
            return amount
        site = self.material.sites[variance.AREA]
        cell = address(line.row, site.corner.left + variance.EXPECTED)
        return Formula(f"{quote_sheet(site.sheet)}!{cell}", amount)

    def _load_row(self, name: str, load: _Load, kind: str, amount: Content, bottom: int, *, priced: bool) -> None:
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

    # Movements.

    def _standing(self) -> tuple[Standing, Ints]:
        """Where citizens stand on the two days, by the rows that run: one-offs neither begin nor end."""
        figures, rows = self.material.figures, self.material.snapshot.disposition.commitments
        index = np.flatnonzero(rows.computable & (rows.unit != RateUnit.ONCE))
        found = standing(
            figures.person[index],
            self.step_of_measure[figures.measure[index]],
            rows.start[index],
            rows.stop[index],
            np.datetime64(self.period.first, "D"),
            np.datetime64(self.period.last, "D"),
        )
        return found, index

    def _movements(self, first: int) -> None:
        """The matrix, whose first step stands in the sheet row ``first``."""
        rows, count = self.rows, len(self.rungs)
        title = f"Bevægelser mellem trinnene fra {spelled(self.period.first)} til {spelled(self.period.last)}"
        rows.add([title], [style.SECTION])
        names = [*(rung.short for rung in self.rungs), standard.LADDER_LEFT, standard.LADDER_ALL]
        rows.add(["Fra (rækker) til (kolonner)", *names], [style.HEADER, *[style.HEADER_NUMBER] * len(names)])
        assert rows.next_row == first
        listed = self._list()
        for i, counts in enumerate(self.matrix):
            row = rows.next_row
            name = self.rungs[i].name if i < count else standard.LADDER_NEW
            cells: list[Content] = [float(each) if each else None for each in counts]
            span = f"{rows.cell(row, 1)}:{rows.cell(row, count + 1)}"
            looks = [style.COMPUTED_TEXT, *[style.COMPUTED_WHOLE] * (count + 2)]
            if i < count:
                # Those who stay, told from the others also in print.
                looks[1 + i] = style.GROUP_WHOLE
            rows.add([name, *cells, Formula(f"SUM({span})", float(sum(counts)))], looks)
            for j, target in ((j, listed.get((i, j))) for j in range(count + 1)):
                if target is not None:
                    tip = "Se bevillingerne bag tallet"
                    place = f"{quote_sheet(self.moves.sheet)}!{self.moves.cell(target, 0)}"
                    rows.links.append(Link(row, rows.left + 1 + j, place, tip))
        last = rows.next_row - 1
        sums = [sum(column) for column in zip(*self.matrix, strict=True)]
        totals: list[Content] = [
            Formula(f"SUM({rows.cell(first, 1 + j)}:{rows.cell(last, 1 + j)})", float(value))
            for j, value in enumerate([*sums, sum(sums)])
        ]
        rows.add([standard.LADDER_ALL, *totals], [style.TOTAL_TEXT, *[style.TOTAL_WHOLE] * len(totals)])
        rows.add([], [])

    def _list(self) -> dict[tuple[int, int], int]:
        """The list behind the matrix; returns where each of its cells begins, by row and column from 0."""
        found, count = self.standing, len(self.rungs)
        # NOWHERE is -1, the last place.
        place = np.empty(count + 1, np.int64)
        place[[*self.order, count]] = np.arange(count + 1)
        before, after = place[found.before], place[found.after]
        source = self.index[found.row]
        moved = np.flatnonzero(before != after)
        moved = moved[np.lexsort((source[moved], after[moved], before[moved]))]
        commitments = self.material.snapshot.disposition.commitments
        # As the sheet names them: on the row itself a measure may be spelled in another way.
        names, measure = self.material.figures.measures, self.material.figures.measure
        tables = self.material.snapshot.layout.of(header.DISPOSITION)
        column = {t.sheet: t.columns.get("cpr", t.columns.get("start", 1)) for t in tables}
        shorts = [rung.short for rung in self.rungs]
        come, gone = [*shorts, standard.LADDER_NEW], [*shorts, standard.LADDER_LEFT]
        first: dict[tuple[int, int], int] = {}
        looks = [*[style.COMPUTED_TEXT] * 3, style.LINK]
        for i, j, at in zip(before[moved].tolist(), after[moved].tolist(), source[moved].tolist(), strict=True):
            where = commitments.places[at]
            row = self.moves.add(
                [come[i], gone[j], names[int(measure[at])] or None, f"{where.sheet}, række {where.row}"], looks
            )
            first.setdefault((i, j), row)
            target = f"{quote_sheet(where.sheet)}!{address(where.row, column[where.sheet])}"
            self.moves.links.append(Link(row, self.moves.left + 3, target, "Gå til bevillingen"))
        return first

    def _balance(self, first: int) -> None:
        """Each step's citizens from the first day to the last; every figure is the matrix's."""
        rows, count = self.rows, len(self.rungs)
        span = f"primo {spelled(self.period.first)}, ultimo {spelled(self.period.last)}"
        rows.add([f"{standard.LADDER_BALANCE}: {span}"], [style.SECTION])
        names = standard.LADDER_BALANCE_COLUMNS
        rows.add(names, [style.HEADER, *[style.HEADER_NUMBER] * (len(names) - 1)])
        top = rows.next_row
        table = []
        for i, rung in enumerate(self.rungs):
            mine, down = self.matrix[i], [counts[i] for counts in self.matrix]
            stays, new, left = mine[i], down[count], mine[count]
            come, go = sum(down) - stays - new, sum(mine) - stays - left
            values = [sum(mine), new, come, go, left]
            row, here = rows.next_row, rows.cell(first + i, 1 + i)
            texts = [
                rows.cell(first + i, 2 + count),
                rows.cell(first + count, 1 + i),
                f"SUM({rows.cell(first, 1 + i)}:{rows.cell(first + count - 1, 1 + i)})-{here}",
                f"SUM({rows.cell(first + i, 1)}:{rows.cell(first + i, count)})-{here}",
                rows.cell(first + i, 1 + count),
            ]
            table.append(self._balance_row(rung.name, texts, values, row, "line"))
        texts = [f"SUM({rows.cell(top, at)}:{rows.cell(top + count - 1, at)})" for at in range(1, 6)]
        self._balance_row(
            standard.LADDER_ALL, texts, [sum(column) for column in zip(*table, strict=True)], rows.next_row, "total"
        )
        rows.add([], [])

    def _balance_row(self, name: str, texts: Sequence[str], values: list[int], row: int, kind: str) -> list[int]:
        at = [self.rows.cell(row, column) for column in range(len(standard.LADDER_BALANCE_COLUMNS))]
        start, new, come, go, left = values
        end = start + new + come - go - left
        cells: list[Content] = [Formula(text, float(value)) for text, value in zip(texts, values, strict=True)]
        cells.append(Formula(f"{at[1]}+{at[2]}+{at[3]}-{at[4]}-{at[5]}", float(end)))
        cells.append(Formula(f"{at[6]}-{at[1]}", float(end - start)))
        self.rows.add([name, *cells], [_TEXT[kind], *[_WHOLE[kind]] * len(cells)])
        return values

    def _ways(self, first: int) -> None:
        """How many went up, down and neither, of all who stand on the sheet either day."""
        rows, steps = self.rows, len(self.rungs) - 1
        rows.add([standard.LADDER_WAYS], [style.SECTION])
        heads = standard.LADDER_WAYS_COLUMNS
        rows.add(heads, [style.HEADER, *[style.HEADER_NUMBER] * (len(heads) - 1)])

        def span(row: int, column: int, to_row: int, to_column: int) -> str:
            return f"SUM({rows.cell(first + row, 1 + column)}:{rows.cell(first + to_row, 1 + to_column)})"

        cells = self.matrix
        inner = range(steps)
        ways = (
            (
                standard.LADDER_UP,
                [span(i, i + 1, i, steps - 1) for i in inner[:-1]],
                sum(cells[i][j] for i in inner for j in inner if j > i),
            ),
            (
                standard.LADDER_DOWN,
                [span(i, 0, i, i - 1) for i in inner[1:]],
                sum(cells[i][j] for i in inner for j in inner if j < i),
            ),
            (
                standard.LADDER_SAME,
                [rows.cell(first + i, 1 + i) for i in range(steps + 1)],
                sum(cells[i][i] for i in range(steps + 1)),
            ),
            (
                standard.LADDER_ACROSS,
                [span(steps, 0, steps, steps - 1), span(0, steps, steps - 1, steps)],
                sum(cells[steps][i] + cells[i][steps] for i in inner),
            ),
            (standard.LADDER_NEWCOMERS, [rows.cell(first + steps + 1, steps + 3)], sum(cells[steps + 1])),
            (standard.LADDER_LEAVERS, [rows.cell(first + steps + 2, steps + 2)], sum(row[-1] for row in cells)),
        )
        bottom = rows.next_row + len(ways)
        everybody = sum(map(sum, cells))

        def add(name: str, number: Content, value: int, kind: str) -> None:
            own, whole = rows.cell(rows.next_row, 1), rows.cell(bottom, 1)
            share = Formula(f"IF({whole}=0,0,{own}/{whole})", value / everybody if everybody else 0.0)
            rows.add([name, number, share], [_LOOKS[kind][0], _LOOKS[kind][1], _LOOKS[kind][5]])

        top = rows.next_row
        for name, parts, value in ways:
            add(name, Formula("+".join(parts), float(value)) if parts else 0.0, value, "line")
        text = f"SUM({rows.cell(top, 1)}:{rows.cell(bottom - 1, 1)})"
        add(standard.LADDER_ALL, Formula(text, float(everybody)), everybody, "total")
        rows.add([], [])

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
        for i, rung in enumerate(self.rungs):
            if rung.code:
                down = sum(counts[i] for counts in self.matrix)
                self.chart.add(
                    [
                        rung.short,
                        Formula(rows.cell(first + i, 2 + count), float(sum(self.matrix[i]))),
                        Formula(rows.cell(first + count + 1, 1 + i), float(down)),
                        Formula(rows.cell(amounts[i], _AMOUNT), kroner(rung.load.amount)),
                    ],
                    [style.CHART_TEXT, *[style.CHART] * 3],
                )


def _codes(steps: Sequence[Step], numbers: Sequence[int]) -> dict[str, int]:
    """A measure's label -> its step, counted from 1 upwards."""
    rank = {number: at for at, number in enumerate(numbers, 1)}
    return {label(step.measure): rank[step.number] for step in steps}
