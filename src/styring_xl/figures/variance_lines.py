"""The lines of *Afvigelse*: budget, forventet regnskab, numbers and prices per measure, and the variance split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.model import headcount, variance
from styring_xl.model.arrays import Dates, Flags, Integers
from styring_xl.model.count import Count
from styring_xl.model.headcount import FullYear
from styring_xl.reading.budget import Budget, BudgetLine
from styring_xl.reading.disposition.disposition import Pool

NO_BUDGET: Final = "Uden budget"
POOL_GROUP: Final = "Puljer"


class VarianceLine(Struct, frozen=True, eq=False):
    """A line of *Afvigelse*; amounts in øre.

    ``budget_count`` is in ten-thousandths and ``expected_count`` in tenths of a full-year person; counts are None where
    the line has no number. ``quantity``, ``price`` and ``rest`` are the parts of the variance (budget − forventet);
    ``undivided`` is the whole variance of a line without a number. ``kept_for`` is the measure of a pulje's line,
    empty where it is kept for all, and None for a line that is no pulje. Two lines are two, even with the same figures.

    What it is made of: ``budget`` is its line of the budget, ``code`` the number of the measure whose commitments and
    postings it has (-1 where it has none), ``pools`` the puljer in it.
    """

    measure: str
    expected: int
    original: int = 0
    changes: int = 0
    budget_count: int | None = None
    budget_price: int | None = None
    expected_count: int | None = None
    active: int | None = None
    active_last_year: int | None = None
    quantity: int = 0
    price: int = 0
    rest: int = 0
    undivided: int = 0
    kept_for: str | None = None
    budget: BudgetLine | None = None
    code: int = -1
    pools: tuple[Pool, ...] = ()

    @property
    def revised(self) -> int:
        """Korrigeret budget, øre."""
        return self.original + self.changes

    @property
    def applied(self) -> int:
        """What is asked of the council and in no budget yet, øre."""
        return 0 if self.budget is None else self.budget.applied

    @property
    def carried(self) -> int:
        """What is carried over from earlier years, øre."""
        return 0 if self.budget is None else self.budget.carried


class VarianceGroup(Struct, frozen=True, eq=False):
    """A group of lines with its pure mængdeeffekt and mixeffekt (øre)."""

    name: str
    lines: tuple[VarianceLine, ...]
    quantity: int
    mix: int


class Counts(Struct, frozen=True):
    """Per measure code: tenths of full-year persons, citizens active in the month and in it a year before.

    ``known`` says which measures have rows at all.
    """

    tenths: Integers
    active: Integers
    active_last_year: Integers
    known: Flags

    def part(self, mine: slice) -> Counts:
        """Those of some codes."""
        return Counts(self.tenths[mine], self.active[mine], self.active_last_year[mine], self.known[mine])


def counts(
    measure: Integers,
    person: Integers,
    start: Dates,
    stop: Dates,
    probability: Integers,
    *,
    year: int,
    month: int,
    full_year: FullYear,
    size: int,
) -> Counts:
    """Counts of the measures 0..size-1 from rows of (n,): citizens once, however many rows they have (DOMAIN § 5)."""
    rows = (measure, person, start, stop)
    groups, persons, active = headcount.full_year_and_month(*rows, year, month, probability, full_year)
    known = np.zeros(size, bool)
    known[measure] = True
    return Counts(
        _aligned(groups, persons.tenths(), size),
        _aligned(groups, active, size),
        _aligned(*headcount.active_in_month(*rows, year - 1, month), size),
        known,
    )


def _aligned(codes: Integers, values: Integers, size: int) -> Integers:
    out = np.zeros(size, np.int64)
    out[codes] = values
    return out


def groups(
    budget: Budget,
    pools: Sequence[Pool],
    names: Sequence[str],
    code_of: Callable[[str], int],
    expected: Integers,
    counted: Counts,
    lines: Sequence[BudgetLine] | None = None,
) -> tuple[VarianceGroup, ...]:
    """The groups in the budget's order, then measures without budget, then puljer kept for no measure.

    ``names`` and ``code_of`` number the measures, ``expected`` is øre per code. ``lines`` are the budget's lines of a
    segment, where these are the groups of one: a measure that only others have a budget for stands in its group of the
    budget. A pulje kept for a measure stands right
    below it on a line of its own, so that it does not count as price; a line without a number simply includes it.
    """
    entries: list[tuple[str, VarianceLine]] = []
    waiting = list(pools)
    taken: set[int] = set()

    def add(group: str, code: int, line: VarianceLine) -> None:
        mine = [pool for pool in waiting if pool.measure and code_of(pool.measure) == code]
        for pool in mine:
            waiting.remove(pool)
        lump = sum(pool.amount or 0 for pool in mine)
        if line.expected_count is None and line.budget_count is None:
            line, mine = replace(line, expected=line.expected + lump, pools=tuple(mine)), []
        entries.append((group, line))
        entries.extend((group, _of_pool(pool, pool.measure)) for pool in mine)

    for entry in budget.lines if lines is None else lines:
        code = code_of(entry.measure)
        line = VarianceLine(
            entry.measure, 0, entry.original, entry.changes, entry.count, entry.price,
            active_last_year=entry.last_year, budget=entry,
        )  # fmt: skip
        if code not in taken:
            taken.add(code)
            line = _counted(replace(line, expected=int(expected[code]), code=code), code, counted)
        elif entry.count is not None:
            # The measure's numbers stand on its first budget line.
            line = replace(line, expected_count=0, active=0, active_last_year=entry.last_year or 0)
        add(entry.group, code, line)
    group_of = {code_of(entry.measure): entry.group for entry in reversed(budget.lines)}
    for code, name in enumerate(names):
        if code not in taken and (counted.known[code] or expected[code]):
            line = VarianceLine(name, int(expected[code]), code=code)
            add(group_of.get(code, NO_BUDGET), code, _counted(line, code, counted))
    entries.extend((POOL_GROUP, _of_pool(pool, "")) for pool in waiting)
    return _split(entries, [entry.group for entry in budget.lines])


def _of_pool(pool: Pool, kept_for: str) -> VarianceLine:
    return VarianceLine(pool.label, pool.amount or 0, kept_for=kept_for, pools=(pool,))


def _counted(line: VarianceLine, code: int, counted: Counts) -> VarianceLine:
    if line.budget_count is None and not counted.known[code]:
        return line
    last = line.active_last_year
    return replace(
        line,
        expected_count=int(counted.tenths[code]),
        active=int(counted.active[code]),
        active_last_year=int(counted.active_last_year[code]) if last is None else last,
    )


def _split(entries: list[tuple[str, VarianceLine]], order_of: Sequence[str]) -> tuple[VarianceGroup, ...]:
    """The lines in their groups with the variance split (DOMAIN § 6), counts as printed: one decimal.

    The groups stand in the order ``order_of`` names them, and the others after them.
    """
    if not entries:
        return ()
    order: dict[str, int] = {}
    there = {group for group, _ in entries}
    for group in (*(each for each in order_of if each in there), *(group for group, _ in entries)):
        order.setdefault(group, len(order))
    lines = [line for _, line in entries]
    codes = np.array([order[group] for group, _ in entries], np.int64)
    forecast = Count(np.array([line.expected_count or 0 for line in lines], np.int64), 10)
    planned = np.array([line.budget_count or 0 for line in lines], np.int64)
    parts = variance.effects(
        np.array([line.revised for line in lines], np.int64),
        np.array([line.expected for line in lines], np.int64),
        planned,
        np.array([line.budget_price or 0 for line in lines], np.int64),
        forecast,
    )
    by_group = variance.group_effects(codes, parts, planned, forecast)
    lines = [
        replace(
            line,
            quantity=int(parts.quantity[i]),
            price=int(parts.price[i]),
            rest=int(parts.budget_rest[i]),
            undivided=int(parts.undivided[i]),
        )
        for i, line in enumerate(lines)
    ]
    return tuple(
        VarianceGroup(
            name,
            tuple(line for line, own in zip(lines, codes.tolist(), strict=True) if own == code),
            int(by_group.quantity[at]),
            int(by_group.mix[at]),
        )
        for name, code in order.items()
        for at in (int(np.searchsorted(by_group.groups, code)),)
    )
