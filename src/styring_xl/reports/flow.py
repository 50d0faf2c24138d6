"""*Til- og afgang*: who comes and goes by month and measure, at what price, and who is known to stop or come of age."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula, address, quote_sheet
from styring_xl.cells.patch import Area, Link
from styring_xl.danish.citizen import spelled
from styring_xl.danish.text import Unreadable, is_blank, read_number
from styring_xl.model.commitments import RateUnit, whole_year
from styring_xl.model.cpr import birthdays
from styring_xl.model.flow import AFTER_DAYS, Flow, Transitions, edge_prices, flow, last_rows, transitions
from styring_xl.model.headcount import Spells, spells
from styring_xl.model.kroner import round_div
from styring_xl.model.periods import DAY, MONTH
from styring_xl.reading import header
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import typed
from styring_xl.reports.report import Corner, Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.standard import style

AREA: Final = standard.FLOW_AREA
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

_WIDTH: Final = len(standard.FLOW_COLUMNS)
# Columns from 0.
_OPENING, _FIRST, _YEAR = 1, 2, 14
_HORIZON: Final = 24
_MOST_MONTHS: Final = 120
_AHEAD: Final = 12
_TENTHS_A_YEAR: Final = 120
"""Tenths of months in a year, which is counted as 365 days."""

_TEXT: Final = {"line": style.COMPUTED_TEXT, "group": style.GROUP_TEXT, "total": style.TOTAL_TEXT}
_NUMBER: Final = {"line": style.COMPUTED_WHOLE, "group": style.GROUP_WHOLE, "total": style.TOTAL_WHOLE}


def applies(snapshot: Snapshot) -> bool:
    """When a row says whom it is for and when it begins."""
    rows = snapshot.disposition.commitments
    return any(rows.cpr) and bool((~np.isnat(rows.start)).any())


def draw(material: Material, site: Site) -> Drawn:
    """The horizon users type, the movements of the year by month, prices, known stops and transitions; and the chart.

    One-offs are left out: they neither begin nor end. Counts take no account of sandsynlighed.
    """
    months, cell, problems = _horizon(material, site)
    case = _Case.of(material)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, _WIDTH)
    today = _spelled(case.today)
    rows.add(
        [standard.FLOW_HORIZON, cell.content, None, f"Der er set {months} måneder frem fra {today}."],
        [style.LABEL, style.INPUT_WHOLE, None, style.NOTE],
    )
    rows.add([], [])
    writer = _FlowSheet(rows, case)
    places = writer.movements()
    writer.prices()
    writer.stops()
    writer.transitions(months)
    _explain(rows)
    chart = _chart(case, places, rows, site.charts[standard.FLOW_CHART])
    return Drawn((rows.area(AREA), chart), problems)


def _horizon(material: Material, site: Site) -> tuple[int, typed.TypedCell, tuple[Problem, ...]]:
    cell = typed.beside(material, site, AREA, standard.FLOW_HORIZON)
    if is_blank(cell.value):
        return _HORIZON, cell, ()
    try:
        number = read_number(cell.value)
    except Unreadable:
        number = None
    if number is None or number != int(number) or not 1 <= number <= _MOST_MONTHS:
        return _HORIZON, cell, (cell.refused(Kind.TYPED_MONTHS, standard.FLOW_HORIZON),)
    return int(number), cell, ()


@dataclass(frozen=True, slots=True)
class _Case:
    """The rows that run (no one-offs), as arrays (n,), and what was counted from them.

    ``price`` is øre a year; ``index`` the rows' places in the disposition. ``lines`` are the measures with anything to
    show; ``by_measure`` their flow, ``whole`` that of citizens whatever the measure.
    """

    material: Material
    rows: Commitments
    index: Ints
    person: Ints
    start: Days
    stop: Days
    price: Ints
    today: np.datetime64
    """The last day of the closed month."""
    spells: Spells
    price_out: Ints
    lines: tuple[str, ...]
    by_measure: Flow
    whole: Flow

    @classmethod
    def of(cls, material: Material) -> _Case:
        snapshot, figures = material.snapshot, material.figures
        rows = snapshot.disposition.commitments
        index = np.flatnonzero(rows.computable & (rows.unit != RateUnit.ONCE))
        measure, person = figures.measure[index], figures.person[index]
        start, stop = rows.start[index], rows.stop[index]
        price = whole_year(rows.rate[index], rows.quantity[index], rows.unit[index], figures.year, rows.vat[index])
        found = spells(measure, person, start, stop)
        edges = edge_prices(found, start, stop, price)
        by_measure = flow(found, *edges, figures.year)
        anyone = spells(np.zeros(len(index), np.int64), person, start, stop)
        whole = flow(anyone, *edge_prices(anyone, start, stop, price), figures.year)
        moving = (by_measure.opening > 0) | (by_measure.inflow + by_measure.outflow).any(axis=1)
        by_measure = Flow(*(getattr(by_measure, name)[moving] for name in Flow.__slots__))
        first_day = np.datetime64(f"{figures.year:04d}-01", "M") + figures.closed * MONTH
        return cls(
            material=material,
            rows=rows,
            index=index,
            person=person,
            start=start,
            stop=stop,
            price=price,
            today=first_day.astype("datetime64[D]") - DAY,
            spells=found,
            price_out=edges[1],
            lines=tuple(figures.measures[code] for code in by_measure.groups.tolist()),
            by_measure=by_measure,
            whole=whole,
        )

    def link(self, row: int, at: tuple[int, int]) -> Link:
        """A click that leads from a cell to the CPR number of the row (a place in ``index``) in the disposition."""
        place = self.rows.places[int(self.index[row])]
        tables = self.material.snapshot.layout.of(header.DISPOSITION)
        columns = next(table.columns for table in tables if table.sheet == place.sheet)
        target = f"{quote_sheet(place.sheet)}!{address(place.row, columns.get('cpr', columns.get('start', 1)))}"
        return Link(*at, target, "Gå til bevillingen")


def _citizens(found: Flow, what: str) -> Ints:
    """The twelve months of everybody as one; zeros when there is nobody."""
    months: Ints = found.stock() if what == "stock" else getattr(found, what)
    return months.sum(axis=0) if len(months) else np.zeros(12, np.int64)


class _FlowSheet:
    """Writes the blocks one below the other."""

    def __init__(self, rows: Rows, case: _Case) -> None:
        self.rows = rows
        self.case = case

    def movements(self) -> tuple[int, int, int]:
        """Four blocks of months; returns the sheet rows of the citizens' tilgang, afgang and number."""
        case = self.case
        flows, whole = case.by_measure, case.whole
        count = len(case.lines)
        into = self._block(
            standard.FLOW_IN, flows.inflow, _citizens(whole, "inflow"), standard.FLOW_MOVED, lambda line, at: None
        )
        out = self._block(
            standard.FLOW_OUT, flows.outflow, _citizens(whole, "outflow"), standard.FLOW_MOVED, lambda line, at: None
        )

        def net(line: int, at: int) -> str:
            return f"{self.rows.cell(into + line, at)}-{self.rows.cell(out + line, at)}"

        difference = self._block(
            standard.FLOW_NET,
            flows.inflow - flows.outflow,
            _citizens(whole, "inflow") - _citizens(whole, "outflow"),
            standard.FLOW_MOVED,
            net,
        )
        top = self.rows.next_row + 2

        def running(line: int, at: int) -> str:
            return f"{self.rows.cell(top + line, at - 1)}+{self.rows.cell(difference + line, at)}"

        opening = np.append(flows.opening, int(whole.opening.sum()))
        self._block(
            standard.FLOW_STOCK, flows.stock(), _citizens(whole, "stock"), standard.FLOW_SHARED, running, opening
        )
        return into + count + 2, out + count + 2, top + count + 2

    def _block(
        self,
        title: str,
        lines: Ints,
        citizens: Ints,
        between: str,
        formula: Callable[[int, int], str | None],
        opening: Ints | None = None,
    ) -> int:
        """Lines, their sum, citizens, and what stands between the two; returns the row of the first line.

        ``formula`` gives the formula of a line's month, by line and column; numbers of the last line (citizens) are in
        ``citizens`` (12,), and of the year's beginning in ``opening`` (one more than the lines).
        """
        rows, count = self.rows, len(lines)
        closed = self.case.material.figures.closed
        rows.add([title], [style.SECTION])
        columns: list[Content] = list(standard.FLOW_COLUMNS)
        if opening is None:
            columns[_OPENING] = None
        else:
            columns[_YEAR] = None
        booked, coming = [style.HEADER_BOOKED] * closed, [style.HEADER_NUMBER] * (12 - closed)
        rows.add(columns, [style.HEADER, style.HEADER_NUMBER, *booked, *coming, style.HEADER_NUMBER])
        first = rows.next_row
        names = [*self.case.lines, standard.FLOW_ALL, between, standard.FLOW_CITIZENS]
        total, shared, own = count, count + 1, count + 2
        months = np.vstack([lines.reshape(-1, 12), lines.sum(axis=0)[None], lines.sum(axis=0) - citizens, citizens])
        begin = np.zeros(len(names), np.int64)
        if opening is not None:
            begin = np.array([*opening[:-1], opening[:-1].sum(), opening[:-1].sum() - opening[-1], opening[-1]])

        def text(line: int, at: int) -> str | None:
            if line == total:
                return f"SUM({rows.cell(first, at)}:{rows.cell(first + count - 1, at)})" if count else None
            if line == shared:
                return f"{rows.cell(first + total, at)}-{rows.cell(first + own, at)}"
            return formula(line, at) if at >= _FIRST else None

        for line, name in enumerate(names):
            kind = "line" if line < count else "group" if line == own else "total" if line == total else "line"
            cells: list[Content] = [name, None]
            if opening is not None:
                cells[_OPENING] = self._cell(text(line, _OPENING), int(begin[line]), blank=False)
            values = months[line].tolist()
            cells += [
                self._cell(text(line, _FIRST + at), values[at], blank=opening is None and line < count)
                for at in range(12)
            ]
            if opening is None:
                span = f"{rows.cell(first + line, _FIRST)}:{rows.cell(first + line, _YEAR - 1)}"
                cells.append(Formula(f"SUM({span})", float(sum(values))))
            rows.add(cells, [_TEXT[kind], *[_NUMBER[kind]] * (_WIDTH - 1)])
        rows.add([], [])
        return first

    def _cell(self, formula: str | None, value: int, *, blank: bool) -> Content:
        if formula is None:
            return None if blank and not value else float(value)
        return Formula(formula, float(value))

    def prices(self) -> None:
        """How long those lasted who stopped, and the yearly price of the new against theirs."""
        rows, case = self.rows, self.case
        columns = standard.FLOW_PRICE_COLUMNS
        rows.add([standard.FLOW_PRICES], [style.SECTION])
        rows.add(columns, [style.HEADER, *[style.HEADER_NUMBER] * (len(columns) - 1)])
        flows = case.by_measure
        stopped, new = flows.outflow.sum(axis=1), flows.inflow.sum(axis=1)
        table = np.column_stack((stopped, flows.days, new, flows.price_in, flows.price_out))
        first = rows.next_row
        for name, values in zip(case.lines, table.tolist(), strict=True):
            if values[0] or values[2]:
                self._price(name, "line", values, None)
        last = rows.next_row - 1
        self._price(standard.FLOW_ALL, "total", table.sum(axis=0).tolist(), (first, last) if last >= first else None)
        rows.add([], [])

    def _price(self, name: str, kind: str, values: Sequence[int], over: tuple[int, int] | None) -> None:
        rows, row = self.rows, self.rows.next_row
        stopped, days, new, price_in, price_out = values
        look = {"line": (style.COMPUTED_COUNT, style.COMPUTED), "total": (style.TOTAL_COUNT, style.TOTAL)}[kind]

        def count(value: int, at: int) -> Content:
            down = f"SUM({rows.cell(over[0], at)}:{rows.cell(over[1], at)})" if over else None
            return self._cell(down, value, blank=False)

        lasted = round_div(days * _TENTHS_A_YEAR, stopped * 365) / 10 if stopped else None
        # Whole kroner, so that the difference is the one that is seen.
        mine = round_div(price_in, new * 100) if new else None
        theirs = round_div(price_out, stopped * 100) if stopped else None
        difference: Content = None
        if mine is not None and theirs is not None:
            difference = Formula(f"{rows.cell(row, 4)}-{rows.cell(row, 5)}", float(mine - theirs))
        cells = [count(stopped, 1), lasted, count(new, 3), mine, theirs, difference]
        shown = [float(cell) if isinstance(cell, int) else cell for cell in cells]
        rows.add([name, *shown], [_TEXT[kind], _NUMBER[kind], look[0], _NUMBER[kind], *[look[1]] * 3])

    def stops(self) -> None:
        """The twelve months after the closed one: how many stop, at what yearly price, and which they are."""
        rows, case = self.rows, self.case
        rows.add([standard.FLOW_STOPS], [style.SECTION])
        rows.add(standard.FLOW_STOP_MONTHS, [style.HEADER, *[style.HEADER_NUMBER] * 2])
        begin = (case.today + DAY).astype("datetime64[M]")
        month = (case.spells.last.astype("datetime64[M]") - begin).astype(np.int64)
        inside = np.flatnonzero((month >= 0) & (month < _AHEAD))
        counts, prices = np.zeros(_AHEAD, np.int64), np.zeros(_AHEAD, np.int64)
        np.add.at(counts, month[inside], 1)
        np.add.at(prices, month[inside], case.price_out[inside])
        first = rows.next_row
        for at in range(_AHEAD):
            number = int((begin + at * MONTH).astype(np.int64))
            name = f"{standard.MONTH_NAMES[number % 12]} {1970 + number // 12}"
            rows.add(
                [name, float(counts[at]), kroner(int(prices[at]))],
                [style.COMPUTED_TEXT, style.COMPUTED_WHOLE, style.COMPUTED],
            )
        last = rows.next_row - 1
        rows.add(
            [
                standard.FLOW_ALL,
                Formula(f"SUM({rows.cell(first, 1)}:{rows.cell(last, 1)})", float(counts.sum())),
                Formula(f"SUM({rows.cell(first, 2)}:{rows.cell(last, 2)})", kroner(int(prices.sum()))),
            ],
            [style.TOTAL_TEXT, style.TOTAL_WHOLE, style.TOTAL],
        )
        rows.add([], [])
        if not len(inside):
            return
        columns = standard.FLOW_STOP_COLUMNS
        # A name is longer than a month's column and runs on into the next.
        rows.add(columns, [style.HEADER, style.HEADER, style.HEADER, style.HEADER_NUMBER, *[style.HEADER] * 2])
        looks = [style.COMPUTED_TEXT, style.LINK, style.COMPUTED_DATE, style.COMPUTED, style.COMPUTED_TEXT]
        found = last_rows(case.spells, case.stop)
        order = inside[np.lexsort((found[inside], case.spells.last[inside]))]
        ends = case.spells.last[order].astype(object).tolist()
        names = case.material.figures.measures
        for spell, row, end in zip(order.tolist(), found[order].tolist(), ends, strict=True):
            at = int(case.index[row])
            placed = rows.add(
                [
                    names[int(case.spells.group[spell])],
                    spelled(case.rows.cpr[at]) or None,
                    end,
                    kroner(int(case.price_out[spell])),
                    case.rows.adviser[at] or None,
                ],
                looks,
            )
            rows.links.append(case.link(row, (placed, rows.left + 1)))
        rows.add([], [])

    def transitions(self, months: int) -> None:
        """Who turns 18 or 23 within the horizon, what they cost on the status day and what is disponeret after."""
        rows, case = self.rows, self.case
        found = self._coming(months)
        names, measure = case.material.figures.measures, case.material.figures.measure
        rows.add([standard.FLOW_TRANSITIONS], [style.SECTION])
        columns = standard.FLOW_TRANSITION_COLUMNS
        rows.add(
            columns,
            [style.HEADER, style.HEADER, style.HEADER_NUMBER, style.HEADER, *[style.HEADER_NUMBER] * 3, style.HEADER],
        )
        looks = [
            style.COMPUTED_TEXT, style.LINK, style.COMPUTED_WHOLE, style.COMPUTED_DATE,
            *[style.COMPUTED] * 3, style.COMPUTED_TEXT,
        ]  # fmt: skip
        first = rows.next_row
        days = found.day.astype(object).tolist()
        for at, (row, day) in enumerate(zip(found.row.tolist(), days, strict=True)):
            source = int(case.index[row])
            placed = rows.next_row
            before, after = int(found.before[at]), int(found.after[at])
            rows.add(
                [
                    names[int(measure[source])] or None,
                    spelled(case.rows.cpr[source]),
                    float(found.age[at]),
                    day,
                    kroner(before),
                    kroner(after),
                    Formula(f"{rows.cell(placed, 5)}-{rows.cell(placed, 4)}", kroner(after - before)),
                    _word(before, after, bool(found.open[at])),
                ],
                looks,
            )
            rows.links.append(case.link(row, (placed, rows.left + 1)))
        last = rows.next_row - 1
        before, after = int(found.before.sum()), int(found.after.sum())
        sums: list[Content] = []
        for column, value in zip((4, 5, 6), (before, after, after - before), strict=True):
            text = f"SUM({rows.cell(first, column)}:{rows.cell(last, column)})"
            sums.append(Formula(text, kroner(value)) if last >= first else kroner(value))
        rows.add(
            [standard.FLOW_ALL, None, None, None, *sums, None],
            [*[style.TOTAL_TEXT] * 4, *[style.TOTAL] * 3, style.TOTAL_TEXT],
        )

    def _coming(self, months: int) -> Transitions:
        case = self.case
        people, first, of = np.unique(case.person, return_index=True, return_inverse=True)
        born = birthdays([case.rows.cpr[at] for at in case.index[first].tolist()])
        begin = (case.today + DAY).astype("datetime64[M]")
        return transitions(
            case.person,
            born[of] if len(people) else born,
            case.start,
            case.stop,
            case.price,
            today=case.today,
            until=(begin + months * MONTH).astype("datetime64[D]") - DAY,
        )


def _word(before: int, after: int, is_open: bool) -> str:
    if is_open:
        return "uden stopdato"
    if not after:
        return "ophører"
    return "uændret" if after == before else "ændret"


def _spelled(day: np.datetime64) -> str:
    year, month, date = str(day).split("-")
    return f"{date}-{month}-{year}"


def _explain(rows: Rows) -> None:
    rows.add([], [])
    for text in (
        "En borger begynder, når han ikke havde foranstaltningen dagen før, og stopper, når han ikke har den dagen "
        "efter; en ny takst er ingen ny borger. Primo + tilgang − afgang = borgere ved månedens udgang.",
        "Forventede bevillinger tæller som én hele borger uanset sandsynlighed. Engangsydelser er ikke med: de hverken "
        "begynder eller slutter.",
        "Årspris er takst × mængde for et helt år med momsfaktor: for nye den første dag, for ophørte den sidste. "
        "Varighed er fra første til sidste dag i disponeringen.",
        f"Årspris nu er af de bevillinger, der løber den sidste lukkede dag; årspris efter er af dem, der løber "
        f"{AFTER_DAYS} dage efter fødselsdagen. Klik på et CPR-nr. for at komme til bevillingen.",
    ):
        rows.add([text], [style.NOTE])


def _chart(case: _Case, places: tuple[int, int, int], tables: Rows, corner: Corner) -> Area:
    """The year's citizens by month; the figures are the table's own."""
    rows = Rows(tables.sheet, corner.top, corner.left, 4)
    months = [_citizens(case.whole, what) for what in ("inflow", "outflow", "stock")]
    for at in range(12):
        rows.add(
            [
                standard.MONTHS[at],
                *(
                    Formula(tables.cell(row, _FIRST + at), float(values[at]))
                    for row, values in zip(places, months, strict=True)
                ),
            ],
            [style.CHART_TEXT, *[style.CHART] * 3],
        )
    return rows.area(standard.FLOW_CHART)
