"""The lines of *Usikkerhed*: each measure, group and all of it with what is known, what is expected, and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty.columns import Way
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.figures.variance_lines import NO_BUDGET, POOL_GROUP
from styring_xl.model.arrays import Integers
from styring_xl.model.forecasting.parts import PARTS
from styring_xl.model.quantile import quantiles
from styring_xl.reading.disposition.disposition import Pool
from styring_xl.standard.words import LATE_POOL, REFUND_POOL

CHANCES: Final = (0.1, 0.5, 0.9)
THIN: Final = 8
"""With fewer citizens than this a measure's durations and prices are mostly those of all measures together."""


class YearResult(Struct, frozen=True):
    """What the year of some measures comes to, øre: the mean, P10, P50, P90, and the chance to keep the budget.

    All are None where nothing can be said; the chance is also None where there is no budget.
    """

    mean: int | None = None
    low: int | None = None
    middle: int | None = None
    high: int | None = None
    chance: float | None = None


class UncertaintyLine(Struct, frozen=True):
    """One measure, or a pulje kept for none. ``parts`` are the means of ``PARTS``, øre; they and what is known sum to
    ``result.mean``. ``pool`` is what puljer and late invoices in forventet regnskab hold for it, ``budget`` the revised
    one, None where it has none."""

    name: str
    booked: int
    committed: int
    parts: tuple[int, ...]
    result: YearResult
    budget: int | None
    pool: int
    way: Way | None
    cases: int

    @property
    def known(self) -> int:
        """Booked and committed, øre."""
        return self.booked + self.committed

    @property
    def proposed(self) -> int:
        """The pulje that brings what is known and its puljer to P50, øre; 0 where nothing is simulated of it."""
        return 0 if self.result.middle is None else self.result.middle - self.known - self.pool


class UncertaintyGroup(Struct, frozen=True):
    """The lines of a group and what they come to together, which no sum of their P10 and P90 says."""

    name: str
    lines: tuple[UncertaintyLine, ...]
    result: YearResult


class UncertaintySource(Struct, frozen=True):
    """Something that makes the year unsure: what it adds on average, its P10 and P90, and its share of the variance."""

    name: str
    mean: int
    low: int
    high: int
    share: float


def groups(
    found: Uncertainty, figures: Figures, pools: Sequence[Pool]
) -> tuple[tuple[UncertaintyGroup, ...], YearResult]:
    """The groups of *Afvigelse* with their measures, and the result of all of it."""
    means = mean_parts(found)
    code_of = {label(name): at for at, name in enumerate(figures.measures)}
    budgets: dict[int, int] = {}
    placed: dict[int, str] = {}
    for group in figures.groups:
        for line in group.lines:
            if line.kept_for is None and label(line.measure) in code_of:
                code = code_of[label(line.measure)]
                placed.setdefault(code, group.name)
                if group.name != NO_BUDGET:
                    budgets[code] = budgets.get(code, 0) + line.revised
    # Measures that cost something this year, or may, and have no line on Afvigelse.
    for code in np.flatnonzero((found.known != 0) | (found.draws != found.known).any(axis=0)).tolist():
        placed.setdefault(code, NO_BUDGET)
    held: dict[int, int] = {}
    loose: list[UncertaintyLine] = []
    for pool in pools:
        amount = pool.amount or 0
        if pool.label == LATE_POOL and not pool.measure:
            # In forventet regnskab late invoices are one pulje; here it is shared out to the measures by what is
            # expected of each.
            for code in placed:
                held[code] = held.get(code, 0) + int(found.late[code].sum())
            amount -= int(found.late[list(placed)].sum())
            if not amount:
                continue
        at = code_of.get(label(pool.measure)) if pool.measure else None
        if at is None:
            loose.append(UncertaintyLine(pool.label, 0, 0, (0,) * len(PARTS), YearResult(), None, amount, None, 0))
        elif pool.label != REFUND_POOL:
            held[at] = held.get(at, 0) + amount
    by_group: dict[str, list[int]] = {}
    for code, name in placed.items():
        by_group.setdefault(name, []).append(code)
    made = []
    for name, codes in by_group.items():
        lines = tuple(_line(found, figures, code, means, budgets.get(code), held.get(code, 0)) for code in codes)
        known = [budgets[code] for code in codes if code in budgets]
        made.append(UncertaintyGroup(name, lines, _result(found, codes, means, sum(known) if known else None)))
    if loose:
        made.append(UncertaintyGroup(POOL_GROUP, tuple(loose), YearResult()))
    whole = _result(found, range(len(figures.measures)), means, sum(budgets.values()) if budgets else None)
    return tuple(made), whole


def sources(found: Uncertainty) -> tuple[UncertaintySource, ...]:
    """What the uncertainty is made of, in the order of ``PARTS``; the shares sum to 1.

    A part's share is its covariance with the whole over the variance of the whole: what is left of the uncertainty when
    parts that move against each other have cancelled out.
    """
    sums = found.parts.sum(axis=2, dtype=np.float64)
    whole = sums.sum(axis=0)
    variance = float(whole.var())
    made = []
    for name, part in zip(PARTS, sums, strict=True):
        low, high = quantiles(part, (CHANCES[0], CHANCES[-1]))
        share = float(np.mean((part - part.mean()) * (whole - whole.mean()))) / variance if variance else 0.0
        made.append(UncertaintySource(name, round(part.mean()), round(low), round(high), share))
    return tuple(made)


def fan(found: Uncertainty) -> Integers:
    """Øre (3, 12): P10, P50 and P90 of the total from January through each month."""
    fans: Integers = np.rint(quantiles(found.running, CHANCES)).astype(np.int64)
    return fans


def mean_parts(found: Uncertainty) -> Integers:
    """Whole øre (parts, m) that sum to the rounded mean of the draws less what is known: the rest is the largest's."""
    if not found.is_known:
        return np.zeros((len(PARTS), len(found.booked)), np.int64)
    means: Integers = np.rint(found.parts.mean(axis=1, dtype=np.float64)).astype(np.int64)
    change = np.rint((found.draws - found.known).mean(axis=0)).astype(np.int64)
    largest = np.argmax(np.abs(means), axis=0)
    np.add.at(means, (largest, np.arange(means.shape[1])), change - means.sum(axis=0))
    return means


def _line(
    found: Uncertainty, figures: Figures, code: int, means: Integers, budget: int | None, pool: int
) -> UncertaintyLine:
    return UncertaintyLine(
        figures.measures[code],
        int(found.booked[code]),
        int(found.committed[code]),
        tuple(means[:, code].tolist()),
        _result(found, [code], means, budget),
        budget,
        pool,
        Way(int(found.way[code])),
        int(found.cases[code]),
    )


def _result(found: Uncertainty, codes: Sequence[int], means: Integers, budget: int | None) -> YearResult:
    if not found.is_known:
        return YearResult()
    at = list(codes)
    draws = found.draws[:, at].sum(axis=1)
    low, middle, high = (round(each) for each in quantiles(draws, CHANCES))
    mean = int(found.known[at].sum() + means[:, at].sum())
    return YearResult(mean, low, middle, high, None if budget is None else float((draws <= budget).mean()))
