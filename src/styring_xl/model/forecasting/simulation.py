"""Simulated years: many paths of each unit, of those that are to begin, and of what belongs to no citizen."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.model.arrays import Floats, Integers
from styring_xl.model.forecasting.parts import PARTS
from styring_xl.model.forecasting.plan import SimulationPlan
from styring_xl.model.forecasting.sums import by_measure

_STOPS, _RUNNING, _INFLOW, _PRICES, _LATE, _LOOSE = range(len(PARTS))
_BLOCK: Final = 1_000_000
"""Units × paths held in memory at a time."""
_SMALL: Final = 200_000
"""Products of matrices up to this size (rows × units × paths) are made by one thread (OpenBLAS: up to 262.144)."""
_LARGE: Final = 25.0
"""Cohorts larger than this on average are drawn as one normal amount, smaller ones unit by unit."""
_SETTLED: Final = 0.02
"""A unit less likely than this to be there is taken for gone, without doubt."""
_GONE: Final = 60
"""Units with more risk than this at the year's beginning are left out: e^-60 of them would be there."""
_RULE: Final = 0.8
"""Standard deviation, common to all units, of the log-odds that a unit without invoices is still there."""
_PROLONGED: Final = 0.5
"""Relative deviation, common to all, of how many granted stops are passed."""
_INVOICES: Final = 0.11
"""Relative deviation, common to all, of how much is still to come of closed months."""


class Paths(Struct, frozen=True):
    """Simulated years as they are drawn; the arrays of ``run.Outcome``, ``parts`` and ``months`` in float32 øre.

    ``parts`` summed and added to ``SimulationPlan.known`` give ``draws``, but for the rounding of floats.
    """

    draws: Integers
    parts: NDArray[np.float32]
    months: NDArray[np.float32]
    late: Floats


def simulate(plan: SimulationPlan, paths: int, seed: int) -> Paths:
    """``paths`` simulated years. The same plan, number and seed give the same draws."""
    rng = np.random.default_rng(seed)
    m = plan.measures
    parts = np.zeros((len(PARTS), 12, m, paths), np.float32)
    _running(plan, parts, rng)
    _new(plan, parts, rng)
    _loose(plan, parts, rng)
    _prices(plan, parts, rng)
    year = np.arange(plan.months - 12, plan.months)
    closed = year < plan.closed
    late = parts[:, closed].sum(axis=0, dtype=np.float64)
    if closed.any():
        parts[_LATE, closed] = late
        for part in range(len(PARTS)):
            if part != _LATE:
                parts[part, closed] = 0.0
    by_month = parts.sum(axis=0, dtype=np.float64)
    months = by_month + plan.known.T[:, :, None]
    change = np.rint(by_month.sum(axis=0)).astype(np.int64)
    draws = np.ascontiguousarray((plan.known.sum(axis=1)[:, None] + change).T)
    expected_late = np.zeros((m, 12))
    expected_late[:, closed] = late.mean(axis=2).T
    return Paths(
        draws,
        np.ascontiguousarray(parts.sum(axis=1).transpose(0, 2, 1)),
        months.transpose(2, 1, 0).astype(np.float32),
        expected_late,
    )


def _running(plan: SimulationPlan, parts: NDArray[np.float32], rng: np.random.Generator) -> None:
    """Units of rows and postings: each is there until its summed hazards (``risk``) pass an exponential draw.

    All leave faster or slower by a factor of each path, one for all measures and one for each.
    """
    paths = parts.shape[3]
    common = plan.leaving_common * rng.standard_normal(paths)
    own = plan.leaving_spread[:, None] * rng.standard_normal((plan.measures, paths))
    speed = np.exp(common + own - 0.5 * (plan.leaving_common**2 + plan.leaving_spread[:, None] ** 2)).astype(np.float32)
    now = plan.closed - plan.start
    alive_at_all = plan.risk[:, max(plan.months - 12 - plan.start, 0)] < _GONE
    for code in range(plan.measures):
        units = np.flatnonzero((plan.measure == code) & alive_at_all)
        step = max(_BLOCK // paths, 16)
        for first in range(0, len(units), step):
            own_units = units[first : first + step]
            leave = rng.standard_exponential((len(own_units), paths), dtype=np.float32)
            # The factor is of leavings to come. Who has left already, and a row's own probability, do not depend on it.
            settled = plan.risk[own_units, now][:, None]
            leave = np.where(leave > settled, settled + (leave - settled) / speed[code], leave)
            _add_units(plan, parts[:, :, code], own_units, leave, rng)
    # ``_add_units`` takes what rows say at full probability away where a unit has left. ``known`` holds it by the rows'
    # probability, and nothing of units that are gone for certain: the difference is the same on all paths.
    full = by_measure(plan.due[alive_at_all], plan.measure[alive_at_all], plan.measures)
    surplus = full - plan.weighed
    parts[_STOPS] += surplus.T[:, :, None].astype(np.float32)
    _unsure(plan, parts, rng)


def _add_units(
    plan: SimulationPlan,
    parts: NDArray[np.float32],
    units: Integers,
    leave: NDArray[np.float32],
    rng: np.random.Generator,
) -> None:
    """Adds some units of one measure to its ``parts`` (parts, 12, paths).

    leave (k, paths): a unit is there in a month as long as its risk at the beginning of it is less than this.
    """
    paths = parts.shape[2]
    january = plan.months - 12
    closed = min(max(plan.closed - january, 0), 12)
    for month in range(closed):
        missing, cost = plan.missing[units, month], plan.cost[units, month]
        rows = np.flatnonzero((missing > 0) & (cost != 0))
        if len(rows):
            comes = (leave[rows] > plan.risk[units[rows], january - plan.start + month][:, None]) & (
                rng.random((len(rows), paths), dtype=np.float32) < missing[rows].astype(np.float32)[:, None]
            )
            parts[_LATE, month] += _summed(np.rint(cost[rows])[None], comes.astype(np.float64))[0]
    of_row, year = plan.of_row[units], slice(closed, 12)
    for which in (of_row, ~of_row):
        if which.any():
            _add_open_months(plan, parts[:, year], units[which], leave if which.all() else leave[which])


def _add_open_months(
    plan: SimulationPlan, parts: NDArray[np.float32], units: Integers, leave: NDArray[np.float32]
) -> None:
    """Adds what some units of one measure, all with a row or all without, cost in the year's last months to its
    ``parts`` (parts, months, paths)."""
    size = parts.shape[1]
    if not size:
        return
    due, part, risk = plan.due[units, -size:], plan.part[units, -size:], plan.risk[units, -size - 1 :]
    cost = plan.cost[units, -size:] * (plan.missing[units, -size:] > 0)
    # Whole øre, so that the sums are exact in whatever order they are added up.
    if plan.of_row[units[0]]:
        beyond, said = np.rint(np.where(due > 0, 0.0, cost)), np.rint(due)
        prices = np.rint(np.where(due > 0, cost - due, 0.0))
        amounts = np.stack([beyond + said, prices])
        last = np.stack([np.rint(beyond * part) + np.rint(said * part), np.rint(prices * part)])
        sums = _of_open_months(amounts, last, leave, risk)
        # What rows say is in ``known``: it is subtracted on paths where the unit has left, so that a path on which
        # nobody leaves is *Forventet regnskab* to the øre.
        parts[_STOPS] += sums[:, 0] - said.sum(axis=0)[:, None]
        parts[_PRICES] += sums[:, 1]
    else:
        amounts = np.rint(cost)[None]
        parts[_RUNNING] += _of_open_months(amounts, np.rint(amounts * part), leave, risk)[:, 0]


def _of_open_months(amounts: Floats, last: Floats, leave: NDArray[np.float32], risk: Floats) -> Floats:
    """What units (k) that leave at ``leave`` (k, paths) cost in the open months, (months, c, paths).

    amounts and last (c, k, months): whole øre of a month, and of one that is the unit's last. risk (k, months + 1): a
    unit is there at a month's beginning as long as its risk is less than ``leave``.
    """
    kinds, size, months = amounts.shape
    paths = leave.shape[1]
    sums = np.zeros((months, kinds, paths))
    # Who is there at a month's end is there at the next one's beginning, and is looked at once for both; few units at a
    # time, which stay in the processor's cache. The sums are of whole øre, and so the same in any order.
    at_end = np.zeros((months + 1, 2 * kinds, size))
    at_end[1:, :kinds] = (amounts - last).transpose(2, 0, 1)
    at_end[:-1, kinds:] = last.transpose(2, 0, 1)
    step = max(_SMALL // (2 * kinds * paths), 1)
    there = np.empty((min(step, size), paths))
    for first in range(0, size, step):
        some = slice(first, first + step)
        mine, own = leave[some], there[: size - first]
        for month in range(months + 1):
            np.greater(mine, risk[some, month, None], out=own)
            found = at_end[month, :, some] @ own
            if month:
                sums[month - 1] += found[:kinds]
            if month < months:
                sums[month] += found[kinds:]
    return sums


def _summed(amounts: Floats, there: Floats) -> Floats:
    """For each path (c, paths) the amounts (c, k), whole øre, of the units that are there (k, paths), 1 or 0.

    Some units at a time: a large product is shared out among threads, which spend many times what it takes on waiting
    for each other.
    """
    step = max(_SMALL // (len(amounts) * there.shape[1]), 1)
    sums = np.zeros((len(amounts), there.shape[1]))
    for first in range(0, len(there), step):
        sums += amounts[:, first : first + step] @ there[first : first + step]
    return sums


def _unsure(plan: SimulationPlan, parts: NDArray[np.float32], rng: np.random.Generator) -> None:
    """What is doubtful besides who leaves: single months, the units' levels, which units are gone, how many stops are
    passed and how much is still to come. Added per measure, as the units are too many to draw each of them."""
    paths = parts.shape[3]
    here = np.exp(-plan.risk[:, -13:-1].astype(np.float64))
    size = plan.cost * here
    size *= plan.missing
    sums = by_measure(size, plan.measure, plan.measures)
    squares = np.sqrt(by_measure(size**2, plan.measure, plan.measures)) * plan.noise[:, None]
    whole = size.sum(axis=1)
    wide = np.sqrt(np.bincount(plan.measure, (whole * plan.unsure) ** 2, plan.measures))
    total = np.maximum(sums.sum(axis=1), 1e-9)
    levels = (wide / total)[:, None] * rng.standard_normal((plan.measures, paths))
    for place in range(12):
        single = squares[:, place, None] * rng.standard_normal((plan.measures, paths))
        closed = plan.months - 12 + place < plan.closed
        parts[_LATE if closed else _PRICES, place] += (single + sums[:, place, None] * levels).astype(np.float32)
    # Whether a unit without invoices is gone is judged by one rule. Where the rule is wrong it is so for many at once,
    # so the doubt is one draw for all.
    judged = (here > _SETTLED) & (plan.risk[:, max(plan.closed - plan.start, 0)][:, None] > 0.005)
    # ``lost`` is the chance to be gone by now, without the probability a row itself states.
    last = max(plan.closed - plan.start - 1, 0)
    begun, now = np.exp(-plan.risk[:, [0, last]].astype(np.float64)).T
    lost = 1 - (now / np.maximum(begun, 1e-12))[:, None]
    doubt = np.where(judged, plan.cost * plan.missing * lost * (1 - lost), 0.0)
    doubtful = by_measure(doubt, plan.measure, plan.measures)
    unsaid = plan.of_row[:, None] & (plan.due == 0) & (size > 0)
    beyond = by_measure(np.where(unsaid, size, 0.0), plan.measure, plan.measures)
    prolonged = _PROLONGED * rng.standard_normal(paths)
    rule = _RULE * rng.standard_normal(paths)
    invoices = _INVOICES * rng.standard_normal(paths)
    for place in range(12):
        closed = plan.months - 12 + place < plan.closed
        amount = doubtful[:, place, None] * rule
        amount = amount + (sums[:, place, None] * invoices if closed else beyond[:, place, None] * prolonged)
        parts[_LATE if closed else _STOPS, place] += amount.astype(np.float32)
    grown = plan.grown_spread[:, None, :] * rng.standard_normal((plan.measures, paths, 1))
    parts[_LATE] += (plan.grown[:, None, :] + grown).transpose(2, 0, 1).astype(np.float32)


def _new(plan: SimulationPlan, parts: NDArray[np.float32], rng: np.random.Generator) -> None:
    """Units that nobody has seen yet: when they begin, what they cost and how long they stay."""
    new, paths, m = plan.inflow, parts.shape[3], plan.measures
    common = np.exp(0.08 * rng.standard_normal(paths) - 0.5 * 0.08**2)
    # Each path has a rate of its own: gamma with the mean and the error of the estimate, and for open months a second
    # gamma, the year's own level, that gives a year's inflow its dispersion.
    shape = 1 / np.maximum(new.error, 1e-6) ** 2
    level = rng.gamma(shape[:, None], 1 / shape[:, None], (m, paths)) * common
    extra = np.maximum(new.dispersion - new.cluster, 0.0) / np.maximum(12 * new.rate, 1e-9)
    year_level = rng.gamma(1 / np.maximum(extra, 1e-6)[:, None], np.maximum(extra, 1e-6)[:, None], (m, paths))
    now, months = plan.closed, plan.months
    sizes = np.diff(new.offsets)
    for code in range(m):
        donors = new.donors[new.offsets[code] : new.offsets[code + 1]]
        if not sizes[code] or plan.starts[code].sum() <= 0:
            continue
        mean, spread = donors.mean(), donors.std()
        # Of few donors the mean is unsure, and an error of it is the same for all new units of the measure.
        doubt = min(spread / max(mean, 1.0) / np.sqrt(sizes[code]), 0.5)
        scale = np.exp(doubt * rng.standard_normal(paths) - 0.5 * doubt**2)
        starts = months - 24 + np.flatnonzero(plan.starts[code] > 1e-9)
        rates = plan.starts[code, starts - (months - 24), None] * level[code]
        rates[starts >= now] *= year_level[code]
        if new.cluster > 1.02:
            rates /= new.cluster - 1
        for start, many in zip(starts.tolist(), rates, strict=True):
            if new.cluster > 1.02:
                # As ``rng.gamma`` of that scale draws it, which looks through its arguments twice.
                many = rng.standard_gamma(many) * (new.cluster - 1)
            number = rng.poisson(many)
            if number.any():
                amounts = _cohort(plan, code, start, number, donors, rng) * scale
                parts[_INFLOW, 12 - len(amounts) :, code] += amounts.astype(np.float32)


def _cohort(
    plan: SimulationPlan, code: int, start: int, number: Integers, donors: Floats, rng: np.random.Generator
) -> Floats:
    """Øre (months, paths) that the units of one measure that begin in one month cost in the year's months from then on.

    start: the month they begin in; number (paths,): how many begin; donors: the costs a month they are drawn from.
    """
    new, paths, months = plan.inflow, len(number), plan.months
    first = max(start, months - 12)
    stay, part = plan.stay[code], new.last
    in_year = slice(first - (months - 12), 12)
    factor = plan.season[code, in_year] * plan.jump[in_year]
    if number.sum() > _LARGE * paths:
        out = np.zeros((months - first, paths))
        mean, square = donors.mean(), (donors**2).mean()
        chance = rng.standard_normal(paths)
        for at in range(first, months):
            k = at - start
            there = part * stay[k] + (1 - part) * stay[k + 1]
            if k == 0:
                there *= new.first
            spread = np.sqrt(np.maximum(number * (square * there - (mean * there) ** 2), 0))
            out[at - first] = (number * mean * there + spread * chance) * factor[at - first]
        return out
    path = np.repeat(np.arange(paths), number)
    cost = donors[rng.integers(0, len(donors), len(path))]
    leave = rng.random(len(path))
    # All months at once, as many cohorts are small: a unit is there for a part of the month it leaves in.
    alive = leave < stay[first - start : months - start + 1, None]
    there = np.where(alive[1:], part + (1 - part), np.where(alive[:-1], part, 0.0))
    if start == first:
        there[0] *= new.first
    there *= cost
    cell = path + paths * np.arange(months - first)[:, None]
    sums = np.bincount(cell.ravel(), there.ravel(), (months - first) * paths)
    found: Floats = sums.reshape(-1, paths) * factor[:, None]
    return found


def _loose(plan: SimulationPlan, parts: NDArray[np.float32], rng: np.random.Generator) -> None:
    """What belongs to no citizen: each month by itself, and in open months a level common to all of them."""
    apart, paths = plan.loose, parts.shape[3]
    drift = rng.standard_normal((plan.measures, paths))
    for place in range(12):
        closed = plan.months - 12 + place < plan.closed
        single = rng.standard_normal((plan.measures, paths))
        amount = apart.mean[:, place] + apart.late[:, place]
        value = amount[:, None] + apart.noise[:, place, None] * single
        if not closed:
            value = value + apart.drift[:, None] * drift
        parts[_LATE if closed else _LOOSE, place] += value.astype(np.float32)


def _prices(plan: SimulationPlan, parts: NDArray[np.float32], rng: np.random.Generator) -> None:
    """An error in New Year's rise, or in prices nobody has seen paid, moves all months alike: mostly the same in all
    measures, and by half as much in each measure by itself."""
    paths = parts.shape[3]
    common = rng.standard_normal(paths)
    own = rng.standard_normal((plan.measures, paths))
    for place in range(12):
        if not plan.jump_spread[place]:
            continue
        off = plan.jump_spread[place] * (common + 0.5 * own)
        level = parts[:, place].sum(axis=0) + plan.weighed[:, place][:, None]
        parts[_PRICES, place] += (level * off).astype(np.float32)
