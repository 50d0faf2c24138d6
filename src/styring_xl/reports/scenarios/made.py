"""What the figures of *Scenarier* are made of: the lines of *Flerårsoverblik*, and the *tiltag* of the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from styring_xl.danish.text import label
from styring_xl.figures.scenario_follow_up import FollowedLine, due
from styring_xl.figures.scenarios import Effect, ScenarioPlan
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem
from styring_xl.reports.outlook.columns import AREA as OUTLOOK
from styring_xl.reports.report import Material
from styring_xl.reports.scenarios.columns import EFFECT_OF, EXPECTED_OF, MONTH_OF, WITH_OF, WITHOUT_OF

_BEFORE_YEARS: Final = 2
"""The columns of *Flerårsoverblik* left of its first year: the group and the measure."""


class ScenarioTrace:
    """The figures of one drawing of the sheet; lines are places among those of *Afvigelse*."""

    def __init__(self, material: Material, plan: ScenarioPlan) -> None:
        self.plan = plan
        self.year = material.figures.year
        self.closed = material.figures.closed
        self.tracer = material.tracer
        self._budgets = [(material.tracer.budget, line.budget, line.revised) for line in plan.lines]
        self._site = material.sites.get(OUTLOOK)
        # On Flerårsoverblik each group has a row of its own above its lines, and the header stands above them all.
        heads = [at for at, group in enumerate(material.figures.groups, 1) for _ in group.lines]
        self._down = [1 + head + line for line, head in enumerate(heads)]

    def whole(self, column: str) -> MadeOf | None:
        """The row of what is expected without any *tiltag*."""
        if column == "budget":
            known = ((tell, budget, ore) for tell, budget, ore in self._budgets if budget is not None)
            return MadeOf.sum(tell(budget, ore, "revised", "original") for tell, budget, ore in known)
        if column not in EXPECTED_OF:
            return None
        return MadeOf.sum(self._lines(range(len(self.plan.lines)), EXPECTED_OF.index(column)))

    def budget(self, column: str) -> MadeOf | None:
        """The row of a scenario, whose other figures are formulas."""
        return self.whole(column) if column == "budget" else None

    def lines(self, over: Sequence[int]) -> Callable[[str], MadeOf | None]:
        """A row of some lines by year, without any *tiltag*; its other figures are formulas."""

        def told(column: str) -> MadeOf | None:
            return MadeOf.sum(self._lines(over, WITHOUT_OF.index(column))) if column in WITHOUT_OF else None

        return told

    def followed(self, each: FollowedLine) -> Callable[[str], MadeOf | None]:
        """A row of what has begun: what was expected without it, what it was to add, and the postings."""

        def told(column: str) -> MadeOf | None:
            if column == "before":
                text = f"Ventet uden tiltag: {each.source}"
                return MadeOf.sum([TraceItem(ItemKind.COMPUTED, each.before, text=text)])
            if column == "effect":
                months = slice(each.first - 1, self.closed)
                return MadeOf.sum(self._tiltag(effect, due(effect, months)) for effect in each.effects)
            if column == "booked":
                code = self.tracer.code_of.get(label(self.plan.lines[each.line].measure), -1)
                return MadeOf.sum(self.tracer.measure(code, range(each.first, self.closed + 1)))
            return None

        return told

    @staticmethod
    def _tiltag(each: Effect, amount: int) -> TraceItem:
        text = f"{each.name}: {each.what}"
        return TraceItem(ItemKind.COMPUTED, amount, each.place.sheet, each.place.row, text=text)

    def others(self, over: Sequence[int]) -> Callable[[str], MadeOf | None]:
        """The row of the lines that a scenario does not change: with it they are as without it."""

        def told(column: str) -> MadeOf | None:
            names = next((each for each in (WITHOUT_OF, WITH_OF) if column in each), None)
            return None if names is None else MadeOf.sum(self._lines(over, names.index(column)))

        return told

    def _lines(self, over: Sequence[int], later: int) -> Iterator[TraceItem]:
        for line in over:
            amount, text = int(self.plan.without[line, later]), self.plan.lines[line].measure
            when = str(self.year + later)
            if self._site is None:
                yield TraceItem(ItemKind.COMPUTED, amount, when=when, text=text)
            else:
                corner = self._site.corner
                row, column = corner.top + self._down[line], corner.left + _BEFORE_YEARS + later
                yield TraceItem(ItemKind.CELL, amount, self._site.sheet, row, column, when, text)

    def effect(self, each: Effect) -> Callable[[str], MadeOf | None]:
        """A row of a *tiltag* by year or by month."""

        def told(column: str) -> MadeOf | None:
            amounts = dict(zip(EFFECT_OF, each.expected(self.closed).tolist(), strict=True))
            amounts |= dict(zip(MONTH_OF, each.months[0].tolist(), strict=True))
            if column not in amounts:
                return None
            return MadeOf.sum([self._tiltag(each, int(amounts[column]))])

        return told
