"""Arriving: how many new ones come, when they are first seen, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from styring_xl.model.arrays import Floats, Integers
from styring_xl.model.forecasting.arrival import Arrival, backwards
from styring_xl.model.forecasting.leaving import calendar_pattern
from styring_xl.model.forecasting.prices import Prices
from styring_xl.model.forecasting.spells import LedgerSpells
from styring_xl.model.forecasting.standing import Survival
from styring_xl.model.forecasting.units import LAGS, NEVER, Observed

_MEMORIES: Final = (4.0, 8.0, 16.0, 1000.0)
"""Half-lives in months with which earlier months may count; the last one counts all alike."""
_AT_FIRST: Final = (0.08, 0.16, 0.21, 0.21, 0.34)
_TREND: Final = 24.0
_GROWTH: Final = 0.02
"""How much a measure's inflow usually grows or falls in a month where it has a trend."""
_LONG: Final = 6.0
_AHEAD_TESTED: Final = 6
_OTHERS: Final = 0.5
_CHANCE: Final = 1.6
"""Variance over mean of the months by which the memories are judged: some arrive together."""
_CLUSTER: Final = 1.2
DISPERSION: Final = 2.5
"""The variance of a year's inflow over its mean where the ledger is too short to tell (DOMAIN § 13)."""
_WATCHED: Final = 12.0
_SAID: Final = 6.0
_UNKNOWN: Final = 0.4
"""Relative deviation of inflow that only rows tell of."""
_LEAD: Final = 0.1
_AHEAD: Final = 13


@dataclass(frozen=True, slots=True)
class Arriving:
    """``rate`` (m,): new units a month; ``error`` (m,) its relative deviation; ``season`` (12,) by calendar month.

    ``seen`` (m, LAGS + 1): the share of those who began that is seen k months after; ``ahead`` (13,): the share of
    those to begin in h months that is seen now. ``dispersion``: variance over mean of a year's inflow; ``cluster``
    that of a month's. ``donors``: øre a month of earlier new ones, ``offsets`` (m + 1,) where each measure's begin.
    ``first`` is the part of a full month that the first costs, ``last`` the last.
    """

    rate: Floats
    error: Floats
    season: Floats
    seen: Floats
    ahead: Floats
    dispersion: float
    cluster: float
    donors: Floats
    offsets: Integers
    first: float
    last: float


def arriving(
    material: Observed, seen: LedgerSpells, came: Arrival, cost: Prices, here: Survival, stay: Floats
) -> Arriving:
    """``stay`` (m, K): the chance that one who begins is there k months after; it tells of months before the ledger."""
    frame, units = material.frame, material.units
    now, months, measures = frame.closed, frame.months, frame.measures
    age = frame.age()
    unit, month = np.nonzero(seen.begun)
    weight = np.ones(len(unit))
    # Begun by their rows and not paid for yet: they count as far as they are there.
    waiting = np.flatnonzero(units.has_row & (seen.last < units.begins - 2) & (units.begins < now) & ~units.once)
    waiting = waiting[units.begins[waiting] >= max(here.start, 2)]
    unit = np.concatenate([unit, waiting])
    month = np.concatenate([month, units.begins[waiting]])
    chance = here.survival[waiting, units.begins[waiting] - here.start] * units.chance[waiting]
    weight = np.concatenate([weight, chance])
    of = units.measure[unit]

    delays = _seen(material, came, unit, month, weight)
    watched = np.zeros(months)
    watched[2:now] = 1.0
    shown = delays[:, np.clip(age, 0, LAGS)]
    counts = np.zeros((measures, months))
    np.add.at(counts, (of, month), weight)
    season = _season(counts, shown * watched, frame.calendar())
    usual = shown * season[frame.calendar()]
    rate, spread, exposure = level(counts[:, 2:now], usual[:, 2:now], (months - now) / 2)
    unknown = max(1 - watched.sum() / _WATCHED, 0.0)
    if unknown:
        said = _of_rows(material, stay)
        months_said = _SAID * unknown
        rate = (rate * exposure + months_said * said) / (exposure + months_said)
        spread = np.hypot(spread, _UNKNOWN * unknown)
        exposure = exposure + months_said
    dispersion, cluster = _dispersion(counts[:, 2:now], (rate[:, None] * usual)[:, 2:now], season)
    years = exposure / 12
    # What the counts leave uncertain, and that next year's level differs from the last ones'.
    error = np.sqrt(dispersion / np.maximum(rate * exposure, 0.5) + 0.04 / np.maximum(years, 0.5) + spread**2)
    if not unknown:
        rate = np.where(counts.sum(axis=1) > 0, rate, 0.0)

    ahead = _ahead(material, seen, rate, season)
    donors, offsets, first, last = _donors(material, seen, cost, unit, month, of)
    return Arriving(
        rate, np.minimum(error, 1.0), season, delays, ahead, dispersion, cluster, donors, offsets, first, last
    )


def _of_rows(material: Observed, stay: Floats) -> Floats:
    """New ones a month (m,) by the rows alone: those begun in the last year who still are there, and by balance.

    Where a measure neither grows nor shrinks, so many begin as leave: the number there over the mean stay.
    """
    frame, units = material.frame, material.units
    now = frame.closed
    open_now = units.has_row & ~units.once & (units.ends >= now - 1) & (units.begins < now)
    back = now - 1 - units.begins
    young = open_now & (back >= 1) & (back <= 12)
    begun = np.bincount(units.measure[young], units.chance[young], frame.measures)
    there = np.bincount(units.measure[open_now], units.chance[open_now], frame.measures)
    left = 1 - (stay[:, 12] / np.maximum(stay[:, 0], 1e-9)) ** (1 / 12)
    held: Floats = (begun + _SAID / 2 * left * there) / (stay[:, 1:13].sum(axis=1) + _SAID / 2)
    return held


def level(counts: Floats, usual: Floats, ahead: float) -> tuple[Floats, Floats, Floats]:
    """The rate (m,) at which new ones arrive in ``ahead`` months, its relative spread (m,), and the months (m,) of it.

    ``counts`` (m, t) of each month, ``usual`` (m, t) what an even rate of 1 would show of it. Whether inflow returns to
    its long mean, drifts, has stepped or grows, the ledger itself tells: each of ``_MEMORIES`` and a trend forecasts,
    from the months before alone, the next half year of every past month (gamma and Poisson, hence a negative binomial),
    and counts as it did well, in the measure itself and, less, in the others: what moves one often moves many.
    """
    measures, months = counts.shape
    if not months:
        return np.zeros(measures), np.zeros(measures), np.ones(measures)
    long = counts.sum(axis=1) / np.maximum(usual.sum(axis=1), 1.0)
    held = min(_LONG, months)
    ways = len(_MEMORIES) + 1
    score = np.zeros((ways, measures))
    for month in range(int(held), months - 2):
        end = min(month + _AHEAD_TESTED, months)
        due, came = usual[:, month:end].sum(axis=1), counts[:, month:end].sum(axis=1)
        for way, (many, over) in enumerate(_ways(counts[:, :month], usual[:, :month], long, held, (end - month) / 2)):
            score[way] += _likely(came / _CHANCE, many / _CHANCE, over, due) / _AHEAD_TESTED
    score = score + _OTHERS * (score.sum(axis=1, keepdims=True) - score) / np.sqrt(max(measures - 1, 1))
    weight = np.array(_AT_FIRST)[:, None] * np.exp(score - score.max(axis=0))
    weight /= weight.sum(axis=0)
    found = _ways(counts, usual, long, held, ahead)
    each, exposure = np.array([many / over for many, over in found]), np.array([over for _, over in found])
    rate = (weight * each).sum(axis=0)
    spread = np.sqrt((weight * (each - rate) ** 2).sum(axis=0)) / np.maximum(rate, 1e-9)
    return rate, spread, (weight * exposure).sum(axis=0)


def _ways(counts: Floats, usual: Floats, long: Floats, held: float, ahead: float) -> list[tuple[Floats, Floats]]:
    """Each way's gamma (many, over), (m,) each, of the rate ``ahead`` months after the months of counts (m, t)."""
    back = np.arange(counts.shape[1])[::-1] + 0.5
    found = []
    for memory in _MEMORIES:
        weight = 0.5 ** (back / memory)
        found.append((counts @ weight + held * long, usual @ weight + held))
    weight = 0.5 ** (back / _TREND)
    many, over = counts @ weight + held * long, usual @ weight + held
    middle = (usual @ (weight * back) + held * back.mean()) / over
    wide = (usual @ (weight * back**2) + held * (back**2).mean()) / over - middle**2
    tilt = middle - (counts @ (weight * back) + held * long * back.mean()) / np.maximum(many, 1e-9)
    growth = tilt / np.maximum(wide, 1e-9)
    error = np.sqrt(_CHANCE / np.maximum(many, 0.5) / np.maximum(wide, 1e-9))
    growth = growth / (1 + (error / _GROWTH) ** 2)
    factor = np.exp(np.clip(growth * (middle + min(ahead, 6.0)), -0.9, 0.9))
    found.append((many * factor, over))
    return found


def _likely(came: Floats, many: Floats, over: Floats, due: Floats) -> Floats:
    """The logarithm of the negative binomial's chance of ``came`` where a gamma (many, over) is the rate; all (m,)."""
    shape = np.maximum(many, 0.05)
    chance = shape * np.log(over / (over + due)) + came * np.log(np.maximum(due / (over + due), 1e-12))
    return _log_gamma(shape + came) - _log_gamma(shape) + chance


def _log_gamma(value: Floats) -> Floats:
    """Stirling's series after a step of eight, good to 1e-10: NumPy has no logarithm of the gamma function."""
    lifted, drop = value.copy(), np.zeros_like(value)
    for _ in range(8):
        drop += np.log(lifted)
        lifted = lifted + 1
    series = 1 / (12 * lifted) - 1 / (360 * lifted**3) + 1 / (1260 * lifted**5)
    found: Floats = (lifted - 0.5) * np.log(lifted) - lifted + 0.5 * np.log(2 * np.pi) + series - drop
    return found


def _seen(material: Observed, came: Arrival, unit: Integers, month: Integers, weight: Floats) -> Floats:
    """The share of those who began k months ago that is seen by now, by row or by invoice, (m, LAGS + 1)."""
    frame, units = material.frame, material.units
    registered = units.seen < NEVER
    if not frame.lags_known:
        return came.measure
    index = np.arange(frame.months)
    booked = np.where(units.first_lag >= 0, index + units.first_lag, NEVER)
    booked = np.minimum.accumulate(booked[:, ::-1], axis=1)[:, ::-1]
    at = booked[unit, month]
    at = np.where(registered[unit], np.minimum(at, units.seen[unit]), at)
    delay = np.maximum(at - month, 0)
    old = frame.closed - 1 - month
    ok = (at < NEVER) & (delay <= old) & (old >= 0)
    # Rows tell of those who are still in the sheet; before they began to be kept only invoices do.
    late, had = np.zeros((frame.measures, LAGS + 1)), np.zeros((frame.measures, LAGS + 1))
    of, size = units.measure[unit], weight * 0.5 ** (np.maximum(old, 0) / 24)
    for step in range(LAGS + 1):
        use = ok & (old >= step)
        np.add.at(late[:, step], of[use & (delay == step)], size[use & (delay == step)])
        np.add.at(had[:, step], of[use & (delay <= step)], size[use & (delay <= step)])
    overall = late.sum(axis=0) / np.maximum(had.sum(axis=0), 1e-9)
    found: Floats = np.maximum(backwards(late + 15 * overall, had + 15), 0.05)
    return found


def _season(counts: Floats, shown: Floats, calendar: Integers) -> Floats:
    """The calendar's pattern (12,) in all measures' starts, drawn to 1; needs two years."""
    usual = counts.sum(axis=1) / np.maximum(shown.sum(axis=1), 1.0)
    due = np.bincount(calendar, (usual[:, None] * shown).sum(axis=0), 12)
    return calendar_pattern(np.bincount(calendar, counts.sum(axis=0), 12), due, int((shown.sum(axis=0) > 0).sum()))


def _dispersion(counts: Floats, due: Floats, season: Floats) -> tuple[float, float]:
    """Variance over mean of a year's inflow and of a month's, all measures together, drawn to what is usual."""
    months = counts.shape[1]
    cluster = _CLUSTER
    busy = due.sum() > 0
    if months >= 6 and busy:
        apart = ((counts[:, 1:] - counts[:, :-1]) ** 2).sum() / 2
        mean = (due[:, 1:] + due[:, :-1]).sum() / 2
        cluster = float(np.clip((apart + _CLUSTER * 40) / (mean + 40), 1.0, 4.0))
    years = months // 12
    if years < 2 or not busy:
        return max(DISPERSION, cluster), cluster
    part = slice(months - 12 * years, months)
    yearly = counts[:, part].reshape(len(counts), years, 12).sum(axis=2)
    mean = yearly.mean(axis=1, keepdims=True)
    free = (years - 1) * len(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(mean > 0, (yearly - mean) ** 2 / mean, 0.0).sum()
    found = (ratio + DISPERSION * 8) / (free + 8)
    return float(np.clip(found, cluster, 8.0)), cluster


def _ahead(material: Observed, seen: LedgerSpells, rate: Floats, season: Floats) -> Floats:
    """The share of those to begin h months from now that rows already tell of, (13,)."""
    frame, units = material.frame, material.units
    now = frame.closed
    prior = _LEAD * 0.6 ** np.arange(_AHEAD)
    weight = np.full(_AHEAD, 4.0)
    told = np.zeros(_AHEAD)
    lead = units.begins - units.seen
    # Among rows registered long enough ago to have begun: how many months before they began they were in the sheet.
    known = (units.seen < NEVER) & (units.begins < now - 3) & (units.begins >= now - 27) & ~units.once
    if known.sum() >= 20:
        share = np.array([(lead[known] > step).mean() for step in range(_AHEAD)])
        kept: Floats = np.clip((known.sum() * share + 10 * prior) / (known.sum() + 10), 0.0, 0.95)
        return kept
    coming = units.has_row & ~units.once & (units.begins >= now) & (seen.last < units.begins - 2)
    if not units.has_row.any():
        return np.zeros(_AHEAD)
    for step in range(_AHEAD):
        told[step] = units.chance[coming & (units.begins == now + step)].sum()
    due = rate.sum() * season[(frame.first + now + np.arange(_AHEAD)) % 12]
    share = (told + weight * prior) / (due + weight)
    falling: Floats = np.minimum.accumulate(np.clip(share, 0.0, 0.95))
    return falling


def _donors(
    material: Observed, seen: LedgerSpells, cost: Prices, unit: Integers, month: Integers, of: Integers
) -> tuple[Floats, Integers, float, float]:
    """What earlier new ones cost a month, by measure; measures with few borrow all of their own units'."""
    frame, units = material.frame, material.units
    now = frame.closed
    price = np.where(np.isfinite(cost.entry), cost.entry, np.nan)
    row_price = np.where(units.due > 0, units.due, 0).max(axis=1) * cost.usual_ratio[units.measure]
    price = np.where(np.isfinite(price), price, np.where(row_price > 0, row_price, np.nan))
    recent = month >= now - 36
    use = recent & np.isfinite(price[unit])
    donors, offsets = [], [0]
    for code in range(frame.measures):
        own = np.sort(price[unit[use & (of == code)]])
        if len(own) < 8:
            all_own = np.sort(price[(units.measure == code) & np.isfinite(price)])
            own = np.concatenate([np.tile(own, 3), all_own]) if len(all_own) else own
        donors.append(own)
        offsets.append(offsets[-1] + len(own))
    begun = seen.begun & (np.arange(frame.months) < now - 3)
    first = _part(units.paid, cost.month, begun, cost.season, units.measure, frame.calendar())
    last = _part(units.paid, cost.month, seen.left & ~begun, cost.season, units.measure, frame.calendar())
    return np.concatenate(donors) if donors else np.zeros(0), np.array(offsets), first, last


def _part(
    paid: Floats, month: Floats, where: np.ndarray, season: Floats, measure: Integers, calendar: Integers
) -> float:
    """The mean part of a full month that the marked months cost, drawn to three quarters."""
    unit, at = np.nonzero(where & (month > 0)[:, None])
    if not len(unit):
        return 0.75
    share = np.clip(paid[unit, at] / (month[unit] * season[measure[unit], calendar[at]]), 0.0, 1.2)
    return float(np.clip((share.sum() + 10 * 0.75) / (len(share) + 10), 0.3, 1.0))
