"""Below the goals of *Mål*: the days and citizens they are computed from, and the points of each."""

from __future__ import annotations

from functools import partial
from typing import Final

from msgspec import Struct, field

from styring_xl.cells.cell import Content, Formula
from styring_xl.figures.goals import Goal, GoalPoint, Goals
from styring_xl.figures.placements import EARLY_LAW, LATER_LAW, EarlyCounts, PlacementDays, to_days
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model.arrays import Integers
from styring_xl.reports.goals import made
from styring_xl.reports.goals.columns import DAYS, EARLY, POINTS, QUARTERS
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import Over, RowKind, Table
from styring_xl.standard import style
from styring_xl.standard.lists import goals as kinds
from styring_xl.standard.words import YES

_SHARE: Final = style.COMPUTED_PERCENT


def looks(goal: Goal, *columns: str) -> dict[str, str]:
    """The cell styles of a goal's numbers: parts of a whole, whole days, or what a user has measured."""
    days = style.COMPUTED if goal.kind != kinds.TYPED else style.COMPUTED_DECIMAL
    return dict.fromkeys(columns, _SHARE if goal.is_share else days)


class Details(Struct):
    """The tables below the goals. ``points`` gives the sheet row of each goal's points."""

    rows: Rows
    tracer: Tracer
    points: list[list[int]] = field(default_factory=list)
    totals: dict[str, list[str]] = field(default_factory=dict)
    """How a goal is measured -> the cells of the year's four quarters."""

    def write(self, found: Goals) -> None:
        """All of them."""
        if found.days is not None:
            self._days(found.days)
        if found.early is not None:
            self._early(found.early)
        for goal in found.goals:
            self._points(goal)

    def value(self, at: int, point: int, name: str = "value") -> str:
        """The cell of a goal's point."""
        return Table(self.rows, POINTS).ref(name, self.points[at][point])

    def _days(self, found: PlacementDays) -> None:
        self.rows.section("Dage i anbringelse pr. kvartal", len(DAYS))
        table = Table(self.rows, DAYS)
        table.header()
        lines = []
        trace = made.PlacementTrace(self.tracer, found)
        for at, (name, home, days) in enumerate(zip(found.measures, found.is_institution, found.days, strict=True)):
            said = {"name": name, "institution": YES if home else None}
            cells = {**said, **_quarters(days), "year": to_days(int(days.sum()))}
            lines.append(table.line(cells, made=partial(trace.measure, at)))
        homes = [row for row, home in zip(lines, found.is_institution, strict=True) if home]
        several = found.days.sum(axis=0) - found.whole
        if several.any():
            name = "Samme dag på flere foranstaltninger"
            cells = {"name": name, **_quarters(-several), "year": -to_days(int(several.sum()))}
            lines.append(table.line(cells, made=lambda column: trace.shared(homes=False, column=column)))
        self.totals[kinds.DAYS] = self._total(
            table, "I alt", found.whole, range(lines[0], lines[-1] + 1) if lines else lines
        )
        there = found.days[[at for at, home in enumerate(found.is_institution) if home]]
        again = there.sum(axis=0) - found.institution
        if again.any():
            name = "Samme dag på flere institutioner"
            cells = {"name": name, **_quarters(-again), "year": -to_days(int(again.sum()))}
            homes.append(table.line(cells, made=lambda column: trace.shared(homes=True, column=column)))
        self.totals[kinds.DAYS_ON_INSTITUTION] = self._total(table, "Heraf på institution", found.institution, homes)
        self.rows.blank()

    def _total(self, table: Table, name: str, days: Integers, over: Over) -> list[str]:
        cells: dict[str, Content] = {"name": name, "year": to_days(int(days.sum()))}
        for quarter, value in zip(QUARTERS, days.tolist(), strict=True):
            cells[quarter] = table.sum(quarter, over, to_days(value))
        row = table.add(RowKind.TOTAL, cells)
        return [table.ref(quarter, row) for quarter in QUARTERS]

    def _early(self, found: EarlyCounts) -> None:
        self.rows.section("Tidlige indsatser pr. kvartal", len(EARLY))
        table = Table(self.rows, EARLY)
        table.header()
        rows = [
            table.line(
                {"name": name, "law": f"§ {law}", **_counts(counts)}, made=partial(made.early, self.tracer, found, law)
            )
            for name, law, counts in (
                ("Borgere med en tidlig indsats", EARLY_LAW, found.early),
                ("Borgere med en senere indsats", LATER_LAW, found.later),
            )
        ]
        cells: dict[str, Content] = {"name": "Andel tidlige indsatser"}
        for quarter, early, later in zip(QUARTERS, found.early.tolist(), found.later.tolist(), strict=True):
            first, second = (table.ref(quarter, row) for row in rows)
            share = early / (early + later) if early + later else ""
            cells[quarter] = Formula(f'IF({first}+{second}=0,"",{first}/({first}+{second}))', share)
        row = table.add(RowKind.TOTAL, cells, styles=dict.fromkeys(QUARTERS, style.TOTAL_PERCENT))
        self.totals[kinds.EARLY] = [table.ref(quarter, row) for quarter in QUARTERS]
        self.rows.blank()

    def _points(self, goal: Goal) -> None:
        self.rows.section(goal.name, len(POINTS))
        places: list[int] = []
        self.points.append(places)
        if not goal.points:
            self.rows.note("Ingen målinger endnu.")
            self.rows.blank()
            return
        table = Table(self.rows, POINTS)
        table.header()
        first = table.next_row
        quarter = 0
        for at, point in enumerate(goal.points):
            number = None if point.value is None else float(point.value)
            value: Content = number
            if point.is_computed:
                value = Formula(self.totals[goal.kind][quarter], "" if number is None else number)
                quarter += 1
            cells: dict[str, Content] = {"period": point.name, "origin": _origin(point), "value": value}
            cells["target"] = float(goal.target)
            cells["gap"] = None if point.value is None else float(point.value - goal.target)
            if point.rolled is not None:
                rolled = float(point.rolled)
                over = table.span("value", "value", first + point.rolled_from, first + at)
                cells["rolled"] = rolled if point.rolled_from < 0 else Formula(f"AVERAGE({over})", rolled)
            shown = looks(goal, "value", "rolled", "target", "gap")
            places.append(table.line(cells, shown, made=partial(made.point, goal, point)))
        self.rows.blank()


def _origin(point: GoalPoint) -> str:
    if point.value is None and not point.is_computed:
        return "måles ikke"
    return "forventet" if point.is_expected else "beregnet" if point.is_computed else "skrevet"


def _quarters(days: Integers) -> dict[str, Content]:
    return {name: to_days(value) for name, value in zip(QUARTERS, days.tolist(), strict=True)}


def _counts(counts: Integers) -> dict[str, Content]:
    return {name: float(value) for name, value in zip(QUARTERS, counts.tolist(), strict=True)}
