"""The scenarios of the list: what each *tiltag* is worth on each line of *Afvigelse*, this year and the four after."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish import writing
from styring_xl.danish.text import OPEN_END, label
from styring_xl.figures.compute import Figures
from styring_xl.figures.outlook import YEARS, Outlook
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model import outlook as prices
from styring_xl.model import scenario as model
from styring_xl.model.arrays import Integers
from styring_xl.model.commitments import weighted
from styring_xl.model.kroner import apportion, round_div, to_kroner
from styring_xl.model.scenario import LONGEST_RAMP, Course, months_from_zero
from styring_xl.reading.disposition.disposition import Commitments, Place
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.lists import Lists
from styring_xl.reading.parameters import Parameters, read_step
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.lists.scenarios import EVERY, FOLLOWED, SCENARIOS

_ONE_OF: Final = ("count", "price", "amount")


class Effect(Struct, frozen=True, eq=False):
    """What a *tiltag* is worth on one line: øre ``months`` (5, 12), the workbook's year first, minus a saving.

    ``line`` is the line's place among those of *Afvigelse*, ``what`` says the change in Danish, ``first`` is its first
    month in months since the year 0; ``planned`` øre is what has been decided for the year, None where nothing has.
    """

    name: str
    what: str
    line: int
    months: Integers
    first: int
    planned: int | None
    place: Place

    def expected(self, closed: int) -> Integers:
        """Øre (5,) of each year; of the first only the months after the closed ones, which are in what is booked."""
        sums: Integers = self.months.sum(axis=1)
        sums[0] -= self.months[0, :closed].sum()
        return sums


class Scenario(Struct, frozen=True):
    """A scenario: its effects in the order of the lines, and of the list within a line."""

    name: str
    effects: tuple[Effect, ...]

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines it changes, in their order."""
        return tuple(dict.fromkeys(effect.line for effect in self.effects))

    def on(self, line: int) -> tuple[Effect, ...]:
        """Its effects on a line."""
        return tuple(effect for effect in self.effects if effect.line == line)


class ScenarioPlan(Struct, frozen=True, eq=False):
    """All scenarios in the order the list names them. ``without`` is øre (lines, 5) as *Flerårsoverblik* has it;
    ``planned`` øre (lines, 12) is what the commitments of each line are expected to cost in every month of the year."""

    scenarios: tuple[Scenario, ...]
    lines: tuple[VarianceLine, ...]
    without: Integers
    planned: Integers
    problems: tuple[Problem, ...]

    def effect(self, scenario: Scenario, closed: int) -> Integers:
        """Øre (lines, 5) that a scenario adds to what is expected."""
        sums = np.zeros_like(self.without)
        for each in scenario.effects:
            sums[each.line] += each.expected(closed)
        return sums

    def followed(self, asked: str) -> Scenario | None:
        """The scenario that is asked for, else the decided one, else the first; None where there is none."""
        for wanted in (asked, FOLLOWED):
            for scenario in self.scenarios:
                if label(scenario.name) == label(wanted):
                    return scenario
        return self.scenarios[0] if self.scenarios else None


def of(lists: Lists, rows: Commitments, parameters: Parameters, figures: Figures, ahead: Outlook) -> ScenarioPlan:
    """The scenarios of the list. Rows that cannot be used are problems and in no scenario."""
    return _Planner(rows, parameters, figures, ahead).plan(lists)


class _Planner:
    def __init__(self, rows: Commitments, parameters: Parameters, figures: Figures, ahead: Outlook) -> None:
        self.year = figures.year
        self.parameters = parameters
        self.ahead = ahead
        self.groups = [(group.name, line) for group in figures.groups for line in group.lines]
        self.lines = tuple(line for _, line in self.groups)
        self.planned = _planned(rows, figures, self.lines)
        self.problems: list[Problem] = []

    def plan(self, lists: Lists) -> ScenarioPlan:
        names: dict[str, str] = {}
        found: dict[str, list[Effect]] = {}
        for row in lists.of(SCENARIOS):
            name = row.text("scenario")
            effects = self._effects(row)
            if effects:
                names.setdefault(label(name), name)
                found.setdefault(label(name), []).extend(effects)
        # What belongs to every scenario is one of its own only where there is no other.
        shared = found.pop(EVERY, []) if len(found) > 1 else []
        scenarios = tuple(
            Scenario(names[key], tuple(sorted((*mine, *shared), key=lambda each: (each.line, each.place.row))))
            for key, mine in found.items()
        )
        return ScenarioPlan(scenarios, self.lines, self.ahead.amounts, self.planned, tuple(self.problems))

    def _effects(self, row: ListRow) -> list[Effect]:
        """A row's effect on each line it names; none where something in it cannot be used."""
        over = self._lines(row.text("target"))
        course = self._course(row)
        filled = [name for name in _ONE_OF if name in row.cells]
        if not over:
            self._refuse(row, "target", "Navnet er hverken en linje eller en gruppe i Afvigelse eller et trin.")
            return []
        if course is None:
            return []
        if len(filled) != 1:
            self._refuse(row, filled[1] if filled else "count", "Udfyld præcis ét af ændring i antal, pris og kroner.")
            return []
        if filled != ["count"] and row.whole("unit_price") is not None:
            self._refuse(row, "unit_price", "Kr. pr. helårsperson gælder kun en ændring i antal.")
            return []
        months = self._months(row, filled[0], over, course)
        if months is None:
            return []
        decided = row.whole("planned")
        shares: list[int | None] = [None] * len(over)
        if decided is not None:
            shares = list(apportion(decided, np.abs(months[:, 0].sum(axis=1))).tolist())
        place, what = Place(row.sheet, row.row), _said(row, course)
        if len(over) > 1:
            what += " (delt)"
        found = [
            Effect(row.text("name"), what, line, each, course.first, share, place)
            for line, each, share in zip(over, months, shares, strict=True)
        ]
        # Lines of a group that get no part of the effect are left out; the first stays where none gets any.
        return [each for each in found if each.months.any()] or found[:1]

    def _lines(self, name: str) -> list[int]:
        """The line of that name, else those of the group, else those of the measures on the step."""
        wanted = label(name)
        alone = [at for at, line in enumerate(self.lines) if label(line.measure) == wanted]
        if alone:
            return alone[:1]
        # Puljer are left out: a change for a group is not one of the lump for unknown cases.
        grouped = [
            at for at, (group, line) in enumerate(self.groups) if label(group) == wanted and line.kept_for is None
        ]
        if grouped:
            return grouped
        try:
            number = read_step(name)
        except ValueError:
            number = None
        steps = {label(each.measure) for each in self.parameters.steps if each.number == number}
        steps = steps or {label(each.measure) for each in self.parameters.steps if label(each.name) == wanted}
        found: dict[str, int] = {}
        for at, line in enumerate(self.lines):
            if label(line.measure) in steps:
                found.setdefault(label(line.measure), at)
        return list(found.values())

    def _course(self, row: ListRow) -> Course | None:
        start, stop, ramp = row.date("start"), row.date("stop"), row.whole("ramp")
        if start is None or start.year > self.year + YEARS - 1:
            self._refuse(row, "start", f"Tiltaget begynder efter {self.year + YEARS - 1}.")
            return None
        last = None if stop is None or stop == OPEN_END else months_from_zero(stop.year, stop.month)
        first = months_from_zero(start.year, start.month)
        if last is not None and last < first:
            self._refuse(row, "stop", "Tiltaget slutter, før det begynder.")
            return None
        if ramp is not None and not 1 <= ramp <= LONGEST_RAMP:
            self._refuse(row, "ramp", f"Indfasningen er ikke 1 til {LONGEST_RAMP} måneder.")
            return None
        return Course(first, last, ramp or 1, row.number("growth") or Fraction(0))

    def _months(self, row: ListRow, kind: str, over: Sequence[int], course: Course) -> Integers | None:
        """Øre (lines, 5, 12); None where the change has no price."""
        if kind == "price":
            change = row.number("price") or Fraction(0)
            return np.stack([model.effects(self._worth(line, change), course, self.year) for line in over])
        if kind == "amount":
            ore = Fraction(row.whole("amount") or 0)
            together = model.effects([[ore] * 12] * YEARS, course, self.year)
        else:
            price = row.whole("unit_price")
            price = self._price(over) if price is None else price
            if price is None:
                self._refuse(row, "count", "Ingen ventes i året, så prisen kendes ikke: skriv Kr. pr. helårsperson.")
                return None
            count = row.number("count") or Fraction(0)
            yearly = [[count * each / 12] * 12 for each in self._raised(price)]
            together = model.effects(yearly, course, self.year)
        weights = [max(self.lines[line].expected, 0) for line in over]
        parts = [apportion(ore, weights) for ore in together.ravel().tolist()]
        return np.array(parts, dtype=np.int64).T.reshape(len(over), YEARS, 12)

    def _worth(self, line: int, change: Fraction) -> list[list[Fraction]]:
        """A change in price of what the line is expected to cost in each month without it."""
        this = self.planned[line].tolist()
        if self.ahead.repeated[line]:
            this = [Fraction(self.lines[line].expected, 12)] * 12
        later = [[Fraction(ore, 12)] * 12 for ore in self.ahead.amounts[line, 1:].tolist()]
        return [[change * ore for ore in months] for months in (this, *later)]

    def _price(self, over: Sequence[int]) -> int | None:
        """What a full-year person costs on some lines together, øre; None where nobody is expected."""
        mine = [self.lines[line] for line in over if self.lines[line].expected_count]
        tenths = sum(line.expected_count or 0 for line in mine)
        return round_div(10 * sum(line.expected for line in mine), tenths) if tenths else None

    def _raised(self, price: int) -> list[int]:
        """The price in each of the years, øre; where the index is missing it stays."""
        index = dict(self.parameters.index)
        start = np.full(1, np.datetime64("NaT"), dtype="datetime64[D]")
        return [
            int(prices.raised(np.array([price]), start, self.year, self.year + later, index)[0][0])
            for later in range(YEARS)
        ]

    def _refuse(self, row: ListRow, name: str, what: str) -> None:
        detail = f"{what} Rækken er ikke brugt."
        self.problems.append(row.problem(Kind.LIST_UNKNOWN, SCENARIOS, name, detail=detail))


def _planned(rows: Commitments, figures: Figures, lines: Sequence[VarianceLine]) -> Integers:
    """Øre (lines, 12) that the commitments of each line are expected to cost in every month, closed ones too."""
    sums = np.zeros((len(figures.measures), 12), np.int64)
    sound = np.flatnonzero(rows.computable)
    np.add.at(sums, figures.measure[sound], weighted(figures.full[sound], rows.probability[sound]))
    place = {label(name): code for code, name in enumerate(figures.measures)}
    found = np.zeros((len(lines), 12), np.int64)
    for at, line in enumerate(lines):
        code = place.pop(label(line.measure), None)
        if code is not None:
            found[at] = sums[code]
    return found


def _said(row: ListRow, course: Course) -> str:
    """The change in Danish: »−2 personer fra 04-2026«."""
    count, price = row.number("count"), row.number("price")
    if count is not None:
        what = f"{_signed(float(count))} {'person' if abs(count) == 1 else 'personer'}"
    elif price is not None:
        what = f"{_signed(float(price * 100))} % i pris"
    else:
        what = f"{_signed(to_kroner(row.whole('amount') or 0))} kr. pr. måned"
    year, month = divmod(course.first, 12)
    return f"{what} fra {month + 1:02d}-{year}"


def _signed(value: float) -> str:
    whole, _, decimals = writing.decimals(abs(value), 2).partition(",")
    shown = writing.count(int(whole)) + (f",{decimals}" if decimals else "")
    return f"{'−' if value < 0 else '+'}{shown}"
