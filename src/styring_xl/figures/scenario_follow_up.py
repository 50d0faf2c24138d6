"""Whether a scenario's *tiltag* came as planned: what is booked in the closed months against what was planned."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl import standard
from styring_xl.danish.text import label
from styring_xl.figures.compute import Figures
from styring_xl.figures.scenarios import Effect, Scenario, ScenarioPlan
from styring_xl.model.arrays import Integers
from styring_xl.model.kroner import round_div
from styring_xl.model.scenario import months_from_zero
from styring_xl.reading.history.chain import Broken
from styring_xl.reading.history.history import History
from styring_xl.reading.history.moment import Moment, plain

CAME: Final = "ja"
PARTLY: Final = "delvist"
MISSED: Final = "nej"
_TODAY: Final = standard.DISPOSITION


class FollowedLine(Struct, frozen=True):
    """A line of *Afvigelse* in its closed months from ``first`` (1..12) on; amounts in øre.

    ``before`` is what it was expected to cost without the *tiltag*, as ``source`` says; ``effect`` what they were
    planned to add, ``booked`` what came of it.
    """

    line: int
    effects: tuple[Effect, ...]
    first: int
    before: int
    effect: int
    booked: int
    source: str

    @property
    def plan(self) -> int:
        """What it should have cost, øre."""
        return self.before + self.effect

    @property
    def verdict(self) -> str:
        """In a word: half of what was planned, or more, is partly."""
        over = self.booked - self.plan
        return CAME if over <= 0 else PARTLY if 2 * over <= abs(self.effect) else MISSED


def follow(scenario: Scenario, plan: ScenarioPlan, figures: Figures, history: History) -> tuple[FollowedLine, ...]:
    """The lines of a scenario whose *tiltag* have begun in a closed month of the year."""
    closed, january = figures.closed, months_from_zero(figures.year, 1)
    code = {label(name): at for at, name in enumerate(figures.measures)}
    found = []
    for line in scenario.lines:
        effects = tuple(each for each in scenario.on(line) if each.first < january + closed)
        if not effects:
            continue
        first = max(min(each.first for each in effects) - january, 0)
        mine = slice(first, closed)
        name = plan.lines[line].measure
        planned, source = _before(history, figures.year, first, name)
        if planned is None:
            planned = plan.planned[line]
        at = code.get(label(name))
        booked = 0 if at is None else int(figures.by_measure[at, mine].sum())
        effect = sum(due(each, mine) for each in effects)
        found.append(FollowedLine(line, effects, first + 1, int(planned[mine].sum()), effect, booked, source))
    return tuple(found)


def due(effect: Effect, months: slice) -> int:
    """What an effect was planned to be in some months; of what has been decided for the year, their part of it."""
    due, year = int(effect.months[0, months].sum()), int(effect.months[0].sum())
    if effect.planned is None:
        return due
    return round_div(effect.planned * abs(due), abs(year)) if year else 0


def _before(history: History, year: int, first: int, measure: str) -> tuple[Integers | None, str]:
    """What the rows of a measure were expected to cost in each month, øre (12,), as *Historik* last said it before the
    month ``first`` (from 0), and when that was; None where it says nothing."""
    usable = [entry for entry in history.usable(year) if entry.closed <= first]
    if not usable:
        return None, _TODAY
    try:
        moment = history.moments(usable[-1])[usable[-1].name]
    except Broken:
        return None, _TODAY
    return _expected(moment, measure), usable[-1].name


def _expected(moment: Moment, measure: str) -> Integers:
    wanted = label(plain(measure))
    mine = np.array([label(name) == wanted for name in moment.measure], dtype=bool)
    sums: Integers = moment.side.planned[mine & moment.side.computable].sum(axis=0)
    return sums
