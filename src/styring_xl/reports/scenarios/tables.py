"""The tables of *Scenarier*, one below the other, each with the cells the one above adds up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.figures import scenario_follow_up
from styring_xl.figures.outlook import YEARS
from styring_xl.figures.scenario_follow_up import CAME, MISSED, PARTLY, FollowedLine
from styring_xl.figures.scenarios import Effect, Scenario, ScenarioPlan
from styring_xl.model.arrays import Integers
from styring_xl.model.kroner import to_kroner
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows
from styring_xl.reports.scenarios.columns import (
    EFFECT_OF,
    EXPECTED_OF,
    FOLLOW,
    MONTH_OF,
    OTHERS,
    WITH_OF,
    WITHOUT,
    WITHOUT_OF,
    columns,
    effects,
    lines,
    months,
)
from styring_xl.reports.scenarios.made import ScenarioTrace
from styring_xl.reports.sheet import Heading
from styring_xl.reports.table import RowKind, Table
from styring_xl.standard import style

_SIGNALS: Final = {CAME: style.SIGNAL_GREEN, PARTLY: style.SIGNAL_YELLOW, MISSED: style.SIGNAL_RED}
_BETWEEN: Final = 3
"""Rows from the end of a table to the first line of the next: an empty one, a heading and a header."""


class ScenarioTables:
    """Writes the tables. A sum refers to rows further down, which are therefore counted before they are written."""

    def __init__(self, material: Material, rows: Rows, plan: ScenarioPlan) -> None:
        self.material, self.rows, self.plan = material, rows, plan
        self.trace = ScenarioTrace(material, plan)
        self.closed, self.year = material.figures.closed, material.figures.year
        self.heading = Heading(self.year, material.snapshot.settings.sign)
        self.groups = [group.name for group in material.figures.groups for _ in group.lines]
        self.effects = [plan.effect(scenario, self.closed) for scenario in plan.scenarios]

    def side_by_side(self) -> list[list[Content]]:
        """The scenarios beside what is expected without them; returns the chart's figures: each one's effect."""
        table = Table(self.rows, columns(self.heading))
        table.header()
        first = table.next_row
        without = self.plan.without.sum(axis=0)
        budget = sum(line.revised for line in self.plan.lines)
        below = Table(self.rows, lines(self.heading))
        head = first + 1 + 2 * len(self.plan.scenarios) + _BETWEEN
        self._compared(table, WITHOUT, "Forventet regnskab", without, budget)
        charted: list[list[Content]] = []
        for scenario, effect in zip(self.plan.scenarios, self.effects, strict=True):
            sums = effect.sum(axis=0)
            cells: dict[str, Content] = {"scenario": scenario.name, "what": _counted(scenario)}
            for later, name in enumerate(EXPECTED_OF):
                cells[name] = Formula(below.ref(EFFECT_OF[later], head), to_kroner(int(sums[later])))
            row = table.line(cells)
            charted.append([scenario.name, *(_same(table, name, row, cells[name]) for name in EXPECTED_OF)])
            self._compared(table, scenario.name, "Forventet med tiltag", without + sums, budget, first, row)
            head += 2 + len(scenario.lines)
        return charted

    def _compared(
        self, table: Table, name: str, what: str, amounts: Integers, budget: int, first: int = 0, effect: int = 0
    ) -> None:
        """A row of expected results against the budget, the sum of two rows above where they are given."""
        row = table.next_row
        cells: dict[str, Content] = {"scenario": name, "what": what, "budget": to_kroner(budget)}
        for later, column in enumerate(EXPECTED_OF):
            value = to_kroner(int(amounts[later]))
            cells[column] = value
            if first:
                cells[column] = Formula(f"{table.ref(column, first)}+{table.ref(column, effect)}", value)
        sign = self.heading.sign
        text = sign.difference(table.ref("budget", row), table.ref(EXPECTED_OF[0], row))
        cells["variance"] = Formula(text, to_kroner(sign.factor * (budget - int(amounts[0]))))
        table.add(RowKind.GROUP, cells, made=self.trace.budget if first else self.trace.whole)

    def by_line(self) -> None:
        """Each scenario with the lines it changes, the others in one row, so that it is the whole result."""
        self.rows.section("Linje for linje: uden, effekt og med")
        table = Table(self.rows, lines(self.heading))
        table.header()
        ends = table.next_row + sum(2 + len(each.lines) for each in self.plan.scenarios)
        below = Table(self.rows, effects(self.heading))
        at = ends + _BETWEEN
        for scenario, effect in zip(self.plan.scenarios, self.effects, strict=True):
            at += 1
            mine = list(scenario.lines)
            rest = self.plan.without.sum(axis=0) - self.plan.without[mine].sum(axis=0)
            head = table.next_row
            table.group(
                {
                    "line": scenario.name,
                    **self._with(table, head, self.plan.without.sum(axis=0), effect.sum(axis=0), grouped=True),
                },
                len(mine) + 1,
            )
            for line in mine:
                rows = range(at, at + len(scenario.on(line)))
                at = rows.stop
                cells = self._with(table, table.next_row, self.plan.without[line], effect[line])
                for later, name in enumerate(EFFECT_OF):
                    cells[name] = below.sum(
                        name, rows if len(rows) > 1 else list(rows), to_kroner(int(effect[line, later]))
                    )
                names: dict[str, Content] = {"line": self.plan.lines[line].measure, "group": self.groups[line]}
                table.line({**names, **cells}, made=self.trace.lines([line]))
            others = [line for line in range(len(self.plan.lines)) if line not in mine]
            values = {"line": OTHERS, **self._with(table, table.next_row, rest, None)}
            table.line(values, made=self.trace.others(others))

    def _with(
        self, table: Table, row: int, without: Integers, effect: Integers | None, *, grouped: bool = False
    ) -> dict[str, Content]:
        """The cells of the years; what is with them is the two others, or on a group's row the sum of its lines."""
        cells: dict[str, Content] = {}
        for later in range(YEARS):
            bare = int(without[later])
            added = 0 if effect is None else int(effect[later])
            cells[WITHOUT_OF[later]] = to_kroner(bare)
            if effect is not None:
                cells[EFFECT_OF[later]] = to_kroner(added)
            value = to_kroner(bare + added)
            text = f"{table.ref(WITHOUT_OF[later], row)}+{table.ref(EFFECT_OF[later], row)}"
            cells[WITH_OF[later]] = value if grouped else Formula(text, value)
        return cells

    def by_year(self) -> None:
        """What each *tiltag* is worth in each year."""
        self.rows.section("Tiltagenes effekt pr. år")
        table = Table(self.rows, effects(self.heading))
        table.header()
        below = Table(self.rows, months(self.heading, self.closed))
        shift = sum(1 + len(each.effects) for each in self.plan.scenarios) + _BETWEEN
        for scenario in self.plan.scenarios:
            table.group({"name": scenario.name, **_years(scenario.effects, self.closed)}, len(scenario.effects))
            for each in scenario.effects:
                cells = _years((each,), self.closed)
                row = table.next_row + shift
                told: dict[str, Content] = {**cells, "year": Formula(below.ref("year", row), cells["year"])}
                if self.closed:
                    text = f"SUM({below.span(MONTH_OF[0], MONTH_OF[self.closed - 1], row)})"
                    told["closed"] = Formula(text, cells["closed"])
                table.line(
                    {"name": each.name, "line": self.plan.lines[each.line].measure, "what": each.what, **told},
                    {"what": style.NOTE},
                    self.trace.effect(each),
                )

    def by_month(self) -> None:
        """What each *tiltag* is worth in each month of the year."""
        self.rows.section("Tiltagenes effekt pr. måned")
        table = Table(self.rows, months(self.heading, self.closed))
        table.header()
        for scenario in self.plan.scenarios:
            sums = np.sum([each.months[0] for each in scenario.effects], axis=0)
            table.group({"name": scenario.name, **_months(sums)}, len(scenario.effects))
            for each in scenario.effects:
                line = self.plan.lines[each.line].measure
                table.line({"name": each.name, "line": line, **_months(each.months[0])}, made=self.trace.effect(each))

    def follow_up(self, scenario: Scenario | None) -> None:
        """Whether what has begun of a scenario came as planned."""
        self.rows.section(f"Kom det som planlagt? {scenario.name if scenario else ''}".rstrip())
        found: Sequence[FollowedLine] = ()
        if scenario is not None:
            found = scenario_follow_up.follow(scenario, self.plan, self.material.figures, self.material.history)
        if not found:
            self.rows.note("Ingen af scenariets tiltag er begyndt i en lukket måned endnu.", style.STATUS)
            return
        table = Table(self.rows, FOLLOW)
        table.header()
        first = table.next_row
        for each in found:
            table.line(
                {
                    "line": self.plan.lines[each.line].measure,
                    "what": ", ".join(dict.fromkeys(effect.name for effect in each.effects)),
                    "verdict": each.verdict,
                    "since": _span(each.first, self.closed),
                    "source": each.source,
                    **_followed(each.before, each.effect, each.booked),
                },
                {"verdict": _SIGNALS[each.verdict]},
                self.trace.followed(each),
            )
        before, effect, booked = (
            sum(each.before for each in found), sum(each.effect for each in found), sum(each.booked for each in found)
        )  # fmt: skip
        table.total({"line": "I alt", **_followed(before, effect, booked)}, range(first, table.next_row))


def _followed(before: int, effect: int, booked: int) -> dict[str, Content]:
    return {
        "before": to_kroner(before),
        "effect": to_kroner(effect),
        "plan": to_kroner(before + effect),
        "booked": to_kroner(booked),
        "over": to_kroner(booked - before - effect),
        "reached": (booked - before) / effect if effect else "",
    }


def _months(ore: Integers) -> dict[str, float]:
    return {
        **{name: to_kroner(int(each)) for name, each in zip(MONTH_OF, ore, strict=True)},
        "year": to_kroner(int(ore.sum())),
    }


def _years(mine: Sequence[Effect], closed: int) -> dict[str, float]:
    """What some effects are worth in the whole year, in its closed months, after them, and in each later year."""
    whole = sum(int(each.months[0].sum()) for each in mine)
    passed = sum(int(each.months[0, :closed].sum()) for each in mine)
    later = {name: sum(int(each.months[at].sum()) for each in mine) for at, name in enumerate(EFFECT_OF) if at}
    sums = {"year": whole, "closed": passed, EFFECT_OF[0]: whole - passed, **later}
    return {name: to_kroner(ore) for name, ore in sums.items()}


def _same(table: Table, name: str, row: int, cell: Content) -> Content:
    return Formula(table.ref(name, row), cell.value if isinstance(cell, Formula) else None)


def _counted(scenario: Scenario) -> str:
    count = len({each.place for each in scenario.effects})
    return f"Effekt af {count} tiltag"


def _span(first: int, last: int) -> str:
    names = standard.MONTHS
    return names[first - 1] if first == last else f"{names[first - 1]}–{names[last - 1]}"
