"""Inflow: how many new units begin, how soon they are seen, and what they cost."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Floats, Integers
from styring_xl.model.forecasting.invoices import InvoiceTiming, backwards, drawn
from styring_xl.model.forecasting.leaving import calendar_pattern
from styring_xl.model.forecasting.level import level
from styring_xl.model.forecasting.prices import Prices
from styring_xl.model.forecasting.spells import LedgerSpells
from styring_xl.model.forecasting.survival import Survival
from styring_xl.model.forecasting.units import LAGS, NEVER, Observed

_CLUSTER: Final = 1.2
"""The usual variance of a month's inflow over its mean."""
DISPERSION: Final = 2.5
"""The variance of a year's inflow over its mean where the ledger is too short to tell (DOMAIN § 13)."""
_WATCHED: Final = 12.0
"""With fewer closed months in the ledger than this, what rows tell of inflow counts too."""
_SAID: Final = 6.0
"""How many months of a ledger the rows' own inflow weighs as where no month has been watched."""
_UNKNOWN: Final = 0.4
"""Relative deviation of inflow that only rows tell of."""
_LEAD: Final = 0.1
"""The usual share of those to begin next month that is in the sheet already; 0,6 as much for each month further."""
_FEW: Final = 5.0
"""How many new units the default delay weighs as, lag by lag."""
_AHEAD: Final = 13
"""Months ahead for which rows may tell of those to come."""


class Inflow(Struct, frozen=True):
    """How new units come.

    ``rate`` (m,): how many begin a month; ``error`` (m,): its relative standard deviation; ``season`` (12,): factors
    by calendar month. ``seen`` (m, K): the share of those who began k months ago that the sheet or the ledger shows;
    ``ahead`` (13,): the share of those to begin in h months that the sheet shows. ``dispersion`` is the variance over
    the mean of a year's inflow, ``cluster`` of a month's. ``donors`` are the costs (øre a month) of earlier new units,
    from which those of the coming are drawn; those of measure i are ``donors[offsets[i]:offsets[i + 1]]``. ``first``
    and ``last`` are the parts of a full month that the first and the last month cost.
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


def inflow(
    material: Observed, seen: LedgerSpells, came: InvoiceTiming, cost: Prices, here: Survival, stay: Floats
) -> Inflow:
    """Estimate the inflow of each measure.

    came, seen, cost, here: what ``invoices``, ``spells``, ``prices`` and ``survival`` found. stay (m, 26): the chance
    that one who begins is there k months after; with it the rows in the sheet tell how many must have begun.
    """
    frame, units = material.frame, material.units
    now, months, measures = frame.closed, frame.months, frame.measures
    age = frame.age()
    unit, month = np.nonzero(seen.begun)
    weight = np.ones(len(unit))
    # Units that have begun by their rows and have no invoice yet count by the chance that they are there.
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
    rate, spread = level(counts[:, 2:now], usual[:, 2:now], (months - now) / 2)
    exposure = np.maximum(usual[:, 2:now].sum(axis=1), 1.0)
    unknown = max(1 - watched.sum() / _WATCHED, 0.0)
    dispersion, cluster = _dispersion(counts[:, 2:now], (rate[:, None] * usual)[:, 2:now], season)
    if unknown:
        said = _of_rows(material, stay)
        months_said = _SAID * unknown
        rate = (rate * exposure + months_said * said) / (exposure + months_said)
        exposure = exposure + months_said
        spread = np.hypot(spread, _UNKNOWN * unknown)
        spread = np.hypot(spread, np.sqrt(dispersion / np.maximum(rate * exposure, 0.5)))
    # Two doubts: what the counts leave uncertain, and that the coming year's level is another than those watched.
    error = np.sqrt(spread**2 + 0.04 / np.maximum(exposure / 12, 0.5))
    if not unknown:
        rate = np.where(counts.sum(axis=1) > 0, rate, 0.0)

    ahead = _ahead(material, seen, rate, season)
    donors, offsets, first, last = _donors(material, seen, cost, unit, month, of)
    return Inflow(
        rate, np.minimum(error, 1.0), season, delays, ahead, dispersion, cluster, donors, offsets, first, last
    )


def _of_rows(material: Observed, stay: Floats) -> Floats:
    """New units a month (m,) by the rows alone: those who began in the last twelve months and are still there,
    divided by the chance of being still there; drawn to as many as leave a month, which holds where a measure neither
    grows nor shrinks."""
    frame, units = material.frame, material.units
    now = frame.closed
    open_now = units.has_row & ~units.once & (material.ends >= now - 1) & (units.begins < now)
    back = now - 1 - units.begins
    young = open_now & (back >= 1) & (back <= 12)
    begun = np.bincount(units.measure[young], units.chance[young], frame.measures)
    there = np.bincount(units.measure[open_now], units.chance[open_now], frame.measures)
    left = 1 - (stay[:, 12] / np.maximum(stay[:, 0], 1e-9)) ** (1 / 12)
    held: Floats = (begun + _SAID / 2 * left * there) / (stay[:, 1:13].sum(axis=1) + _SAID / 2)
    return held


def _seen(material: Observed, came: InvoiceTiming, unit: Integers, month: Integers, weight: Floats) -> Floats:
    """The share (m, K) of those who began k months ago that is seen by now, by row or by invoice.

    unit, month, weight (n,): the unit, the month and the chance of each known beginning.
    """
    frame, units = material.frame, material.units
    registered = units.seen < NEVER
    if not frame.lags_known:
        return came.measure
    index = np.arange(units.first_lag.shape[1])
    booked = np.where(units.first_lag >= 0, index + units.first_lag, NEVER)
    booked = np.minimum.accumulate(booked[:, ::-1], axis=1)[:, ::-1]
    at = booked[unit, month]
    at = np.where(registered[unit], np.minimum(at, units.seen[unit]), at)
    delay = np.maximum(at - month, 0)
    old = frame.closed - 1 - month
    ok = (at < NEVER) & (delay <= old) & (old >= 0)
    late, had = np.zeros((frame.measures, LAGS + 1)), np.zeros((frame.measures, LAGS + 1))
    of, size = units.measure[unit], weight * 0.5 ** (np.maximum(old, 0) / 24)
    for step in range(LAGS + 1):
        use = ok & (old >= step)
        np.add.at(late[:, step], of[use & (delay == step)], size[use & (delay == step)])
        np.add.at(had[:, step], of[use & (delay <= step)], size[use & (delay <= step)])
    overall = drawn(late.sum(axis=0), had.sum(axis=0), _FEW)
    found: Floats = np.maximum(backwards(late + 15 * overall, had + 15), 0.05)
    return found


def _season(counts: Floats, shown: Floats, calendar: Integers) -> Floats:
    """Factors (12,) by calendar month of when units begin, from all measures together; 1 with less than two years.

    counts (m, T): beginnings seen; shown (m, T): the share of them that can have been seen, 0 where nothing can.
    """
    usual = counts.sum(axis=1) / np.maximum(shown.sum(axis=1), 1.0)
    due = np.bincount(calendar, (usual[:, None] * shown).sum(axis=0), 12)
    return calendar_pattern(np.bincount(calendar, counts.sum(axis=0), 12), due, int((shown.sum(axis=0) > 0).sum()))


def _dispersion(counts: Floats, due: Floats, season: Floats) -> tuple[float, float]:
    """Variance over mean of a year's inflow and of a month's, all measures together, drawn to what is usual.

    counts, due (m, t): beginnings seen and expected in each month.
    """
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
    """The share (13,) of those to begin h months from now that are in the sheet already."""
    frame, units = material.frame, material.units
    now = frame.closed
    prior = _LEAD * 0.6 ** np.arange(_AHEAD)
    weight = np.full(_AHEAD, 4.0)
    told = np.zeros(_AHEAD)
    lead = units.begins - units.seen
    # Where rows say when they were registered, those that have begun show how long before they were in the sheet.
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
    """``donors``, ``offsets``, ``first`` and ``last`` of ``Inflow``. unit, month, of (n,): the unit, the month and the
    measure of each beginning. A measure with fewer than eight in three years takes its other units' costs too."""
    frame, units = material.frame, material.units
    now = frame.closed
    price = np.where(np.isfinite(cost.entry), cost.entry, np.nan)
    row_price = np.where(material.due > 0, material.due, 0).max(axis=1) * cost.usual_ratio[units.measure]
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
    begun = seen.begun & (np.arange(seen.begun.shape[1]) < now - 3)
    first = _part(units.paid, cost.month, begun, cost.season, units.measure, frame.calendar())
    last = _part(units.paid, cost.month, seen.left & ~begun, cost.season, units.measure, frame.calendar())
    return np.concatenate(donors) if donors else np.zeros(0), np.array(offsets), first, last


def _part(
    paid: Floats, month: Floats, where: np.ndarray, season: Floats, measure: Integers, calendar: Integers
) -> float:
    """The mean part of a full month that the marked months (u, W) cost, drawn to three quarters."""
    unit, at = np.nonzero(where & (month > 0)[:, None])
    if not len(unit):
        return 0.75
    share = np.clip(paid[unit, at] / (month[unit] * season[measure[unit], calendar[at]]), 0.0, 1.2)
    return float(np.clip((share.sum() + 10 * 0.75) / (len(share) + 10), 0.3, 1.0))
