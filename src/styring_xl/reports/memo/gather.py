"""The facts of a memo, taken from what the other sheets are drawn from, so that it says what they show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.danish import writing
from styring_xl.danish.phrase import AmountScale
from styring_xl.danish.text import label
from styring_xl.figures import dearest, goals
from styring_xl.figures.goals import Goal
from styring_xl.figures.memo.committee import CommitteeLine, CommitteeTable, table, total_of
from styring_xl.figures.memo.facts import (
    Awaited,
    BandFact,
    CauseFact,
    FrameFact,
    GoalFact,
    GoalsFact,
    LineFact,
    MemoFacts,
    MoveFact,
    PartFact,
    PartKind,
    ReasonFact,
    ResultFact,
    RiskFact,
)
from styring_xl.figures.memo.memo import Memo, YearCourse, memo
from styring_xl.figures.uncertainty import lines as simulated
from styring_xl.figures.uncertainty.compute import FEW_MONTHS, NO_CITIZENS, NO_POSTINGS, Uncertainty
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.forecasting.parts import PARTS
from styring_xl.model.goal import Prospect
from styring_xl.model.kroner import footed, round_div
from styring_xl.reports.explanation.choice import choose, typed_times
from styring_xl.reports.memo.said import said_of_lines
from styring_xl.reports.report import Material
from styring_xl.standard.history import NOW
from styring_xl.standard.lists.goals import GOALS
from styring_xl.standard.words import MONTH_NAMES, MONTHS, REFUND_FRAME, SERVICE_FRAME

MOST_ROWS: Final = 12
"""So many rows of a kind of budget have room in the committee's table."""
MOST_LINES: Final = 4
MOST_CAUSES: Final = 5
DEAREST: Final = 20
_LARGE: Final = 1_000_000_000
"""Øre; from ten million kroner on, amounts are told in millions."""
_LACKS: Final = {NO_POSTINGS: Awaited.POSTINGS, NO_CITIZENS: Awaited.CITIZENS, FEW_MONTHS: Awaited.MONTHS}
_SOURCES: Final = {
    "stops": "ophør og forlængelser",
    "running": "sager i gang uden bevilling",
    "inflow": "ny tilgang",
    "prices": "priserne",
    "late": "regninger, der endnu mangler",
    "loose": "forbrug uden borger",
}


def memo_of(material: Material) -> Memo:
    """The memo of a workbook."""
    shown = committee(material)
    return memo(facts(material, shown), shown, course(material), material.snapshot.settings.sign)


def committee(material: Material) -> CommitteeTable | None:
    """The committee's table, None without a budget."""
    lines = committee_lines(material)
    return table(lines, _scale(material)) if material.snapshot.budget.lines else None


def committee_lines(material: Material) -> list[CommitteeLine]:
    """The rows of the table: the groups of *Afvigelse* by kind of budget; where the budget has one group, its lines."""
    groups = material.figures.groups
    budget = material.snapshot.budget.lines
    told = any(line.frame for line in budget)
    budgeted = {line.group for line in budget}
    sums: dict[tuple[str, str], CommitteeLine] = {}
    for group in groups:
        of_measure = {label(line.measure): line for line in group.lines if line.kept_for is None}
        for line in group.lines:
            # A pulje kept for a measure is in the measure's row.
            own = of_measure.get(label(line.kept_for), line) if line.kept_for else line
            frame = (own.budget.frame if own.budget is not None else "") or (SERVICE_FRAME if told else "")
            name = own.measure if len(budgeted) == 1 else group.name
            before = sums.get((frame, name), CommitteeLine(frame, name))
            sums[frame, name] = _added(before, line)
    frames = dict.fromkeys((*(each for each in (SERVICE_FRAME, REFUND_FRAME) if told), *(key[0] for key in sums)))
    return [line for frame in frames for line in _room([each for each in sums.values() if each.frame == frame])]


def _added(before: CommitteeLine, line: VarianceLine) -> CommitteeLine:
    return CommitteeLine(
        before.frame,
        before.name,
        before.original + line.original,
        before.revised + line.revised,
        before.applied + line.applied,
        before.carried + line.carried,
        before.expected + line.expected,
        (*before.lines, line),
    )


def _room(lines: list[CommitteeLine]) -> list[CommitteeLine]:
    """The lines, the smallest of too many together on a last one."""
    if len(lines) <= MOST_ROWS:
        return lines
    by_size = sorted(range(len(lines)), key=lambda at: -max(abs(lines[at].revised), abs(lines[at].expected)))
    kept, small = sorted(by_size[: MOST_ROWS - 1]), [lines[at] for at in by_size[MOST_ROWS - 1 :]]
    together = tuple(each for line in small for each in line.lines)
    rest = replace(total_of(lines[0].frame, f"{len(small)} mindre linjer", small), lines=together)
    return [*(lines[at] for at in kept), rest]


def _scale(material: Material) -> AmountScale:
    budget = sum(line.revised for line in material.snapshot.budget.lines)
    large = max(abs(budget), abs(material.figures.result)) >= _LARGE
    return AmountScale.MILLIONS if large else AmountScale.THOUSANDS


def facts(material: Material, shown: CommitteeTable | None) -> MemoFacts:
    """All that the memo says; ``shown`` is the committee's table, whose total the result is."""
    scale = _scale(material)
    return MemoFacts(
        year=material.figures.year,
        closed=material.figures.closed,
        scale=scale,
        result=_result(material, shown, scale),
        frames=_frames(shown),
        reason=None if shown is None else _reason(material, shown, scale),
        moved=_moved(material, scale),
        risk=_risk(material, scale),
        goals=_goals(material),
        comments=said_of_lines(material),
    )


def _result(material: Material, shown: CommitteeTable | None, scale: AmountScale) -> ResultFact:
    figures, lines = material.figures, material.snapshot.budget.lines
    expected = round_div(figures.result, scale.step) if shown is None else shown.total.expected
    parts = footed([figures.realised, figures.expected_rest, figures.pool], scale.step, expected)
    if shown is None:
        return ResultFact(None, expected, 0, None, False, 0, 0, 0, *parts)
    budget = sum(line.revised + line.applied for line in lines)
    left = budget - figures.result
    total = shown.total
    return ResultFact(
        total.budget,
        expected,
        total.result,
        round_div(abs(left) * 1_000, budget) if budget > 0 else None,
        left == 0,
        total.applied,
        total.carried,
        total.with_carried,
        *parts,
    )


def _frames(shown: CommitteeTable | None) -> tuple[FrameFact, ...]:
    if shown is None or len(shown.frames) < 2:
        return ()
    found = []
    for frame in shown.frames:
        is_income = max(frame.total.budget, frame.total.expected) <= 0
        found.append(FrameFact(frame.name, frame.total.result, is_income))
    return tuple(found)


def _reason(material: Material, shown: CommitteeTable, scale: AmountScale) -> ReasonFact:
    groups = material.figures.groups
    lines = [line for group in groups for line in group.lines]
    sums = {
        PartKind.QUANTITY: sum(group.quantity for group in groups),
        PartKind.PRICE: sum(line.price for line in lines),
        PartKind.MIX: sum(line.quantity for line in lines) - sum(group.quantity for group in groups),
        PartKind.REST: sum(line.rest for line in lines),
        PartKind.UNDIVIDED: sum(line.undivided for line in lines if line.kept_for is None),
        PartKind.POOL: sum(line.undivided for line in lines if line.kept_for is not None),
    }
    # As the table has it, so that a reader who takes what is applied for from the result finds the same.
    whole = shown.total.result - shown.total.applied
    is_near = abs(whole * scale.step - sum(sums.values())) < scale.step
    steps = footed(list(sums.values()), scale.step, whole if is_near else None)
    off = _off(material)
    told = _told(off, scale)
    counted = [line for line in lines if line.budget_count is not None]
    persons = None
    if counted:
        budgeted = round_div(sum(line.budget_count or 0 for line in lines), 1_000)
        persons = (sum(line.expected_count or 0 for line in lines), budgeted)
    return ReasonFact(
        tuple(PartFact(kind, amount) for kind, amount in zip(sums, steps, strict=True)),
        persons,
        tuple(_line(each, scale) for each in told),
        is_whole=len(told) == len(off),
        has_applied=any(line.applied for line in lines),
    )


class OffLine(Struct, frozen=True):
    """A measure of a group that is off its budget: its lines, and those of the puljer kept for it.

    Where each department has a line of its own in the budget, what the measure costs stands on the first of them: none
    of them says alone how far off it is.
    """

    lines: tuple[VarianceLine, ...]
    pools: tuple[VarianceLine, ...] = ()

    @property
    def pool(self) -> int:
        """What the puljer come to, øre."""
        return sum(each.expected for each in self.pools)

    @property
    def left(self) -> int:
        """What is left of the budget, øre."""
        return sum(each.revised - each.expected for each in self.lines) - self.pool


def most_off(material: Material, scale: AmountScale) -> list[OffLine]:
    """The lines that the memo tells of, the one that is off the most first."""
    return _told(_off(material), scale)


def _told(off: Sequence[OffLine], scale: AmountScale) -> list[OffLine]:
    return [each for each in off if round_div(each.left, scale.step)][:MOST_LINES]


def _off(material: Material) -> list[OffLine]:
    told_of = [each for group in material.figures.groups for each in _with_pools(group.lines)]
    return sorted((each for each in told_of if each.left), key=lambda each: -abs(each.left))


def _with_pools(group: Sequence[VarianceLine]) -> Iterator[OffLine]:
    """A group's measures with their lines and the puljer kept for them, and each pulje that is kept for none."""
    lines: dict[str, list[VarianceLine]] = {}
    pools: dict[str, list[VarianceLine]] = {}
    for line in group:
        if line.kept_for is None:
            lines.setdefault(label(line.measure), []).append(line)
        elif line.kept_for:
            pools.setdefault(label(line.kept_for), []).append(line)
    for line in group:
        if line.kept_for == "":
            yield OffLine((line,))
        elif line.kept_for is None and (own := lines.pop(name := label(line.measure), None)):
            yield OffLine(tuple(own), tuple(pools.get(name, ())))


def _line(off: OffLine, scale: AmountScale) -> LineFact:
    lines = off.lines
    variance = round_div(off.left, scale.step)
    kinds = (PartKind.QUANTITY, PartKind.PRICE, PartKind.REST, PartKind.POOL)
    parts: list[PartFact] = []
    if any(each.budget_count is not None or each.expected_count is not None for each in lines):
        quantity, price = sum(each.quantity for each in lines), sum(each.price for each in lines)
        rest, undivided = sum(each.rest for each in lines), sum(each.undivided for each in lines)
        steps = footed([quantity, price, rest, -off.pool, undivided], scale.step, variance)
        parts = [PartFact(kind, amount) for kind, amount in zip(kinds, steps[:4], strict=True) if amount]
    is_income = max(sum(each.revised for each in lines), sum(each.expected for each in lines)) <= 0
    return LineFact(lines[0].measure, variance, tuple(parts), is_income)


def _moved(material: Material, scale: AmountScale) -> MoveFact | None:
    told = choose(material, *typed_times(material.snapshot)).told
    if told is None:
        return None
    closings = {entry.name for entry in material.history.usable(material.snapshot.year) if entry.is_closing}
    names = [
        f"lukningen af {name[:1].lower()}{name[1:]}" if name in closings else f"»{name}«"
        for name in (told.before.name, told.after.name)
    ]
    amounts, counts = told.totals.tolist(), told.counts.tolist()
    steps = footed(amounts, scale.step)
    causes = [CauseFact(at, counts[at], step) for at, step in enumerate(steps) if step]
    causes.sort(key=lambda each: -abs(amounts[each.cause]))
    if len(causes) > MOST_CAUSES:
        small = causes[MOST_CAUSES - 1 :]
        together = CauseFact(-1, sum(each.count for each in small), sum(each.amount for each in small))
        causes = [*causes[: MOST_CAUSES - 1], *((together,) if together.amount else ())]
    by_measure = [line for line in told.by_measure(()) if line.after != line.before]
    most = max(by_measure, key=lambda line: abs(line.after - line.before), default=None)
    alone = len(by_measure) < 2 or most is None
    return MoveFact(
        since=names[0],
        until="" if told.after.name == NOW else names[1],
        change=sum(steps),
        is_still=told.is_still,
        causes=tuple(causes),
        measure="" if alone or most is None else most.measure,
        measure_change=0 if alone or most is None else round_div(most.after - most.before, scale.step),
    )


def _risk(material: Material, scale: AmountScale) -> RiskFact:
    figures, found = material.figures, material.uncertainty
    cases = dearest.of(figures.lines, DEAREST + 1)
    few = cases[:DEAREST] if len(cases) > DEAREST and figures.result > 0 else ()
    dear = sum(case.amount for case in few)
    told = material.told
    return RiskFact(
        band=_band(material, found, scale) if found is not None and found.is_known else None,
        lack=_LACKS.get(found.why) if found is not None else None,
        rows=0 if told is None else told.rows,
        left_out=0 if told is None else round_div(told.ore, scale.step),
        dearest=len(few),
        dear=round_div(dear, scale.step),
        dear_share=round_div(100 * dear, figures.result) if few else 0,
    )


def _band(material: Material, found: Uncertainty, scale: AmountScale) -> BandFact | None:
    _, whole = simulated.groups(found, material.figures, material.snapshot.disposition.pools)
    if whole.low is None or whole.middle is None or whole.high is None:
        return None
    name, source = max(zip(PARTS, simulated.sources(found), strict=True), key=lambda each: each[1].share)
    means = dict(zip(PARTS, simulated.mean_parts(found).sum(axis=1).tolist(), strict=True))
    low, middle, high, inflow, stops = (
        round_div(ore, scale.step) for ore in (whole.low, whole.middle, whole.high, means["inflow"], means["stops"])
    )
    share = round(100 * source.share)
    return BandFact(
        low,
        middle,
        high,
        None if whole.chance is None else round(100 * whole.chance),
        _SOURCES[name] if share > 0 else "",
        share,
        inflow,
        stops,
    )


def _goals(material: Material) -> GoalsFact | None:
    snapshot = material.snapshot
    if not snapshot.lists.of(GOALS):
        return None
    found = goals.of(snapshot.lists, snapshot.disposition.commitments, material.figures).goals
    prospects = [goal.prospect for goal in found]
    at_risk = [goal for goal in found if goal.prospect in (Prospect.UNSURE, Prospect.NOT_EXPECTED)]
    return GoalsFact(len(found), prospects.count(None), tuple(_goal(goal) for goal in at_risk))


def _goal(goal: Goal) -> GoalFact:
    latest = goal.judged(goal.latest)
    assert goal.prospect is not None
    return GoalFact(
        goal.name,
        goal.prospect,
        "" if latest is None else _written(latest, goal),
        _written(goal.target, goal),
        goal.at_least,
        "" if goal.latest is None else _period(goal.points[goal.latest].name),
    )


def _period(name: str) -> str:
    """A month as a sentence has it; a quarter is called what it is on its sheet."""
    month, _, year = name.partition(" ")
    return f"{MONTH_NAMES[MONTHS.index(month)]} {year}" if month in MONTHS else name


def _written(value: Fraction, goal: Goal) -> str:
    if goal.is_share:
        return f"{writing.decimals(float(value) * 100, 1)} pct."
    return writing.count(round(value)) if abs(value) >= 1_000 else writing.decimals(float(value), 2)


def course(material: Material) -> YearCourse:
    """The year from January through each month, without puljer, as *Usikkerhed* draws it."""
    figures, found = material.figures, material.uncertainty
    closed = figures.closed
    running = np.cumsum(figures.by_measure.sum(axis=0)).tolist()
    known = found is not None and found.is_known
    low, middle, high = simulated.fan(found).tolist() if found is not None and known else (running,) * 3
    lines = material.snapshot.budget.lines
    return YearCourse(
        booked=tuple(ore if month < closed else None for month, ore in enumerate(running)),
        expected=_from(closed - 1, [*running[:closed], *middle[closed:]]),
        low=(*running[:closed], *low[closed:]) if known else (None,) * 12,
        high=(*running[:closed], *high[closed:]) if known else (None,) * 12,
        budget=sum(line.revised + line.applied for line in lines) if lines else None,
    )


def _from(first: int, values: Sequence[int]) -> tuple[int | None, ...]:
    return tuple(value if month >= first else None for month, value in enumerate(values))
