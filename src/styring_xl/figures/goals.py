"""Goals that are no kroner: their points in time, computed or typed, and what is to be expected of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.danish.text import label
from styring_xl.figures import placements
from styring_xl.figures.compute import Figures
from styring_xl.figures.placements import EarlyCounts, PlacementDays
from styring_xl.model.commitments import ONE
from styring_xl.model.goal import ROLLED, Prospect, prospect, rolling
from styring_xl.model.periods import DAY, MONTH
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.lists import Lists
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.lists.goals import AT_LEAST, DAYS, DAYS_ON_INSTITUTION, EARLY, GOALS, MEASUREMENTS, TYPED
from styring_xl.standard.words import MONTHS

_LONGEST = 120
"""Months of a typed series that are shown; earlier ones are counted in the means alone."""


class GoalPoint(Struct, frozen=True):
    """One value of a goal. ``rolled`` is the rolling mean, over the points from ``rolled_from`` to this one."""

    name: str
    last: dt.date
    """The last day the value is about."""
    value: Fraction | None
    """None for a month that is not measured."""
    is_expected: bool = False
    """True for a quarter that is not over: what the known commitments come to."""
    rolled: Fraction | None = None
    rolled_from: int = 0
    row: ListRow | None = None
    """The measurement it is, None for a computed one and a month that is not measured."""
    is_computed: bool = False
    """True when the value is one of the budget year's, computed from the disposition."""


class Goal(Struct, frozen=True):
    """A goal with its points in order of time. ``latest`` and ``before`` are places in ``points``, None for none."""

    name: str
    kind: str
    at_least: bool
    target: Fraction
    start: dt.date | None
    stop: dt.date | None
    typed: Prospect | None
    remark: str
    points: tuple[GoalPoint, ...]
    row: ListRow
    latest: int | None = None
    before: int | None = None

    @property
    def is_share(self) -> bool:
        """True when its values are parts of a whole."""
        return self.kind == EARLY

    def judged(self, at: int | None) -> Fraction | None:
        """The value that a point is judged by: the rolling mean where the goal has one."""
        if at is None:
            return None
        point = self.points[at]
        return point.rolled if self.rolls else point.value

    @property
    def rolls(self) -> bool:
        """True when the goal is judged by its rolling mean."""
        return any(point.rolled is not None for point in self.points)

    @property
    def prospect(self) -> Prospect | None:
        """What is expected: what a user has typed, else what the latest value says; None before the first value."""
        if self.typed is not None:
            return self.typed
        latest = self.judged(self.latest)
        if latest is None:
            return None
        return prospect(latest, self.judged(self.before), self.target, at_least=self.at_least)


class Goals(Struct, frozen=True):
    """The goals of the list, and the figures per quarter that the computed ones are drawn from."""

    goals: tuple[Goal, ...]
    days: PlacementDays | None
    early: EarlyCounts | None
    problems: tuple[Problem, ...] = ()


def of(lists: Lists, rows: Commitments, figures: Figures) -> Goals:
    """The goals of the list. A goal twice, one that cannot be computed and a measurement of none are problems."""
    kinds = {row.text("kind") for row in lists.of(GOALS)}
    days = placements.days(rows, figures, lists) if kinds & {DAYS, DAYS_ON_INSTITUTION} else None
    early = placements.early(rows, figures, lists) if EARLY in kinds else None
    problems = list(placements.repeated(lists)) if kinds - {TYPED, ""} else []
    measured = _measured(lists, problems)
    found: dict[str, Goal] = {}
    for row in lists.of(GOALS):
        name = label(row.text("goal"))
        if name in found:
            detail = "Målet står også længere oppe, så denne række er ikke brugt."
            problems.append(row.problem(Kind.LIST_TWICE, GOALS, "goal", detail=detail))
            continue
        goal = _goal(row)
        computed = _computed(goal, figures, days, early)
        if computed is None:
            problems.append(row.problem(Kind.LIST_UNKNOWN, GOALS, "kind", detail=_lacking(goal)))
            computed = ()
        typed = measured.pop(name, {})
        points = _series(typed) if goal.kind == TYPED else (*_earlier(goal, typed, figures.year, problems), *computed)
        found[name] = _placed(replace(goal, points=points))
    for rows_of in measured.values():
        detail = "Målet står ikke i listen over mål, så målingen er ikke brugt."
        problems += [row.problem(Kind.LIST_UNKNOWN, MEASUREMENTS, "goal", detail=detail) for row in rows_of.values()]
    return Goals(tuple(found.values()), days, early, tuple(problems))


def _goal(row: ListRow) -> Goal:
    kind = row.text("kind") or TYPED
    target = row.number("target")
    assert target is not None, "a goal without a target is not read"
    return Goal(
        row.text("goal"),
        kind,
        row.text("direction") == AT_LEAST,
        _as_share(target) if kind == EARLY else target,
        row.date("start"),
        row.date("stop"),
        Prospect(row.text("status")) if row.text("status") else None,
        row.text("remark"),
        (),
        row,
    )


def _as_share(number: Fraction) -> Fraction:
    """A share as a part of 1: 65, 0,65 and 65 % all mean 65 %."""
    return number if abs(number) <= 1 else number / 100


def _lacking(goal: Goal) -> str:
    what = "§ 11 eller § 52" if goal.kind == EARLY else "anbringelse eller institution"
    return f"Ingen foranstaltning har {what} i listen Foranstaltningers egenskaber, så målet kan ikke regnes."


def _measured(lists: Lists, problems: list[Problem]) -> dict[str, dict[dt.date, ListRow]]:
    """The measurements by the goal's label and the first day of their month."""
    found: dict[str, dict[dt.date, ListRow]] = {}
    for row in lists.of(MEASUREMENTS):
        day = row.date("month")
        if day is None or not 2000 <= day.year <= 2100:
            problems.append(row.problem(Kind.LIST_VALUE, MEASUREMENTS, "month", detail="date"))
            continue
        of_goal = found.setdefault(label(row.text("goal")), {})
        if day.replace(day=1) in of_goal:
            detail = "Målet har en måling for måneden længere oppe, så denne er ikke brugt."
            problems.append(row.problem(Kind.LIST_TWICE, MEASUREMENTS, "month", detail=detail))
        else:
            of_goal[day.replace(day=1)] = row
    return found


def _series(measured: Mapping[dt.date, ListRow]) -> tuple[GoalPoint, ...]:
    """A point for every month from the first to the last that is measured, with the rolling mean."""
    values = {month: row.number("value") for month, row in measured.items()}
    known = [month for month, value in values.items() if value is not None]
    if not known:
        return ()
    months = list(_months(min(known), max(known)))
    shown = max(len(months) - _LONGEST, 0)
    found = []
    for at, (month, mean) in enumerate(zip(months, rolling([values.get(each) for each in months]), strict=True)):
        within = [each for each in range(at + 1) if values.get(months[each]) is not None][-ROLLED:]
        if at >= shown:
            name = f"{MONTHS[month.month - 1]} {month.year}"
            first = within[0] - shown if mean is not None else 0
            row = measured.get(month)
            found.append(GoalPoint(name, _month_end(month), values.get(month), rolled=mean, rolled_from=first, row=row))
    return tuple(found)


def _months(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield dt.date(number // 12, number % 12 + 1, 1)


def _month_end(month: dt.date) -> dt.date:
    last: dt.date = ((np.datetime64(month, "M") + MONTH).astype("datetime64[D]") - DAY).item()
    return last


def _computed(
    goal: Goal, figures: Figures, days: PlacementDays | None, early: EarlyCounts | None
) -> tuple[GoalPoint, ...] | None:
    """The four quarters of the year; None where the list of measures does not say what to count."""
    values: list[Fraction | None]
    if goal.kind == TYPED:
        return ()
    if goal.kind == EARLY:
        if early is None:
            return None
        pairs = zip(early.early.tolist(), early.later.tolist(), strict=True)
        values = [Fraction(first, first + later) if first + later else None for first, later in pairs]
    else:
        if days is None or (goal.kind == DAYS_ON_INSTITUTION and not days.has_institution):
            return None
        counted = days.whole if goal.kind == DAYS else days.institution
        values = [Fraction(each, ONE) for each in counted.tolist()]
    return tuple(
        GoalPoint(
            _quarter(figures.year, at),
            _month_end(dt.date(figures.year, 3 * at + 3, 1)),
            value,
            is_expected=3 * at + 3 > figures.closed,
            is_computed=True,
        )
        for at, value in enumerate(values)
    )


def _quarter(year: int, at: int) -> str:
    return f"{at + 1}. kvt. {year}"


def _earlier(
    goal: Goal, measured: Mapping[dt.date, ListRow], year: int, problems: list[Problem]
) -> tuple[GoalPoint, ...]:
    """The quarters before the year that a user has typed the figures of."""
    found: dict[tuple[int, int], GoalPoint] = {}
    for month, row in sorted(measured.items()):
        value, at = row.number("value"), (month.year, (month.month - 1) // 3)
        detail = ""
        if month.year >= year:
            detail = f"Målet regnes af disponeringen fra {year}, så kun tidligere kvartaler kan skrives."
        elif at in found:
            detail = "Målet opgøres pr. kvartal og har en måling i kvartalet, så denne er ikke brugt."
        if detail:
            problems.append(row.problem(Kind.LIST_UNKNOWN, MEASUREMENTS, "month", detail=detail))
        elif value is not None:
            shown = _as_share(value) if goal.is_share else value
            found[at] = GoalPoint(_quarter(*at), _month_end(dt.date(at[0], 3 * at[1] + 3, 1)), shown, row=row)
    return tuple(found.values())


def _placed(goal: Goal) -> Goal:
    """The goal with the point it is judged by and the one before it: the last two before its deadline that are over."""
    known = [
        at
        for at, point in enumerate(goal.points)
        if not point.is_expected
        and (point.rolled if goal.rolls else point.value) is not None
        and (goal.stop is None or point.last <= goal.stop)
    ]
    return replace(goal, latest=known[-1] if known else None, before=known[-2] if len(known) > 1 else None)
