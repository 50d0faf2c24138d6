"""Prices: what a month of each unit costs now, by its last clean months, and how prices move at New Year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.forecasting.arrival import Arrival
from styring_xl.model.forecasting.spells import LedgerSpells
from styring_xl.model.forecasting.units import LAGS, Observed

RISE: Final = 0.025
"""New Year's rise where the ledger has none to show; its yearly deviation is ``RISE_SPREAD``."""
RISE_SPREAD: Final = 0.012
_HALF: Final = 3.0
_WILD: Final = (0.6, 1.6)
_WINDOW: Final = 6
_ROUNDS: Final = 3
_FREE: Final = 6.0
_YEARS_DIFFER: Final = 0.015
_ENTRY: Final = 6
_PAIRS: Final = 20
_DRIFTS: Final = 0.02
"""How far a year's growth of running prices besides New Year's rises usually is from none."""
_DAYS: Final = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 30.4375


@dataclass(frozen=True, slots=True)
class Prices:
    """``season`` (m, 12): a calendar month's cost of one who is there, about 1; ``besides`` (m, 12): what of it is not
    the days of the month, which rows do not know; ``level`` (T,): the price level.

    ``rise``, ``spread``: the coming New Year's rise and its deviation. ``month`` øre (u,): what a full month costs now
    by the ledger, NaN where it has not been paid for; ``ratio`` (u,): paid over what the rows say; ``months`` (u,):
    how many recent months they rest on. ``noise`` (m,): deviation of a single month; ``between`` (m,): of units around
    their rows. ``usual_ratio`` (m,). ``entry`` øre (u,): what the first whole months cost, at today's level; ``drift``:
    how much running prices grow a month besides New Year's rises, by agreements made anew or needs that grow.
    """

    season: Floats
    besides: Floats
    level: Floats
    rise: float
    spread: float
    month: Floats
    ratio: Floats
    months: Floats
    noise: Floats
    between: Floats
    usual_ratio: Floats
    entry: Floats
    drift: float


def prices(material: Observed, seen: LedgerSpells, came: Arrival) -> Prices:
    frame, units = material.frame, material.units
    calendar, now = frame.calendar(), frame.closed
    index = np.arange(frame.months)
    full = _full(seen) & (index < now)
    # What is still to come of a month begun is small beside what a month not begun lacks; it is added here.
    grown = np.ones((frame.measures, frame.months))
    age = np.clip(frame.age(), 0, LAGS)
    grown[:, :now] = came.growth[:, age[:now]]
    paid = units.paid * grown[units.measure]
    # First the days of the months alone, then New Year's rises, then what season is left: a rise is not a season.
    days = _season(material, paid, full, calendar, days_only=True)
    rises, errors = _rises(paid / days[units.measure][:, calendar], full, calendar)
    level: Floats = np.cumprod(np.where((calendar == 0) & (index > 0), 1 + rises, 1.0)).astype(np.float64)
    season = _season(material, paid / level, full, calendar)
    besides = season / days
    even = paid / season[units.measure][:, calendar]
    here = level[now - 1] if now else 1.0
    even = even * (here / level)
    rise, spread = next_rise(rises, errors, calendar, now)

    # A month inside a spell without cost counts as far as it is likelier to be free than to wait for its invoice.
    pending = 1 - came.unit[:, age]
    zero = seen.zero[units.measure][:, None]
    free = 1 - pending / np.maximum(pending + (1 - pending) * zero, 1e-9)
    first = seen.age == 0
    inside = seen.inside & (index < now)
    # A first or last month is seldom whole; it counts only where there is nothing else.
    edge = first | (index == seen.last[:, None])
    weight = np.where(inside, 0.5 ** (np.maximum(frame.age(), 0) / _HALF), 0.0)
    weight *= np.where(paid != 0, 1.0, free)
    weight *= np.where(edge, 0.02, 1.0)
    weight *= seen.age >= 0
    sums = weight.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        month = np.where(sums > 0, (weight * even).sum(axis=1) / sums, np.nan)
        months = np.where(sums > 0, sums**2 / np.maximum((weight**2).sum(axis=1), 1e-300), 0.0)
    only_edge = (inside & seen.present & ~edge).sum(axis=1) == 0
    month = np.where(only_edge, month / 0.75, month)
    months = np.where(only_edge, 0.5, months)

    due = units.due
    both = np.where(due > 0, weight, 0.0)
    # Rows carry one price; the ledger's earlier years are lifted to today's level before they are compared.
    flat = paid * (here / level) / besides[units.measure][:, calendar]
    bottom = (both * due).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(bottom > 0, (both * flat).sum(axis=1) / bottom, np.nan)
    noise = _noise(even, month, full & (frame.age() < 18), units.measure, frame.measures)
    usual, between = _ratios(ratio, bottom, units.measure, frame.measures)
    early = seen.present & (seen.age >= 1) & (seen.age <= _ENTRY) & ~edge & (index < now)
    with np.errstate(divide="ignore", invalid="ignore"):
        entry = np.where(early, even, 0.0).sum(axis=1) / early.sum(axis=1)
    entry = np.where(np.isfinite(entry), entry, month)
    return Prices(
        season, besides, level, rise, spread, month, ratio, months, noise, between, usual, entry, _drift(even, full)
    )


def _full(seen: LedgerSpells) -> Flags:
    """Months inside a spell with a paid month on both sides."""
    inner = np.zeros_like(seen.present)
    inner[:, 1:-1] = seen.present[:, 1:-1] & seen.present[:, :-2] & seen.present[:, 2:]
    return inner


def _season(material: Observed, paid: Floats, full: Flags, calendar: Integers, days_only: bool = False) -> Floats:
    """Factors (m, 12) by calendar month: the days of the month where a price is per day, else what the ledger shows.

    Each full month is held against the unit's own full months of the half year before and after it, taken as they
    would be without the season found so far, so that neither arrivals nor prices show as one.
    """
    frame, own = material.frame, material.units.measure
    index = np.arange(frame.months)
    low, high = np.maximum(index - _WINDOW, 0), np.minimum(index + _WINDOW, frame.months)
    zeros = np.zeros((len(paid), 1))
    masked = np.where(full, paid, 0.0)
    factors = np.ones((frame.measures, 12))
    for _ in range(1 if days_only else _ROUNDS):
        seasonal = np.where(full, factors[own][:, calendar], 0.0)
        sums = np.concatenate([zeros, np.cumsum(masked, axis=1)], axis=1)
        counts = np.concatenate([zeros, np.cumsum(seasonal, axis=1)], axis=1)
        number = counts[:, high] - counts[:, low]
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(full & (number > 3), (sums[:, high] - sums[:, low]) / number, 0.0)
        use = (mean > 0) & (index < frame.closed)
        mean = np.where(use, mean, 0.0)
        share = np.where(use, np.clip(masked / np.where(use, mean, 1.0), 0.3, 3.0), 0.0)
        bottom, top = _sums(mean, own, frame.measures), _sums(mean * share, own, frame.measures)
        with np.errstate(divide="ignore", invalid="ignore"):
            off = np.where(bottom > 0, top / bottom - 1, np.nan)
            away = np.where(use, mean * (share - 1 - off[own]), 0.0)
            chance = _sums(away**2, own, frame.measures) / bottom**2
            # Of a single unit its own chance is not seen: it is taken as a twentieth.
            chance = np.maximum(chance, 0.05**2 * _sums(mean**2, own, frame.measures) / bottom**2)
        factors = seasons(off, calendar, np.log(_DAYS), days_only, chance)
    return factors


def _sums(values: Floats, measure: Integers, measures: int) -> Floats:
    out = np.zeros((measures, values.shape[1]))
    np.add.at(out, measure, values)
    return out


def seasons(
    off: Floats, calendar: Integers, days: Floats, days_only: bool = False, chance: Floats | None = None
) -> Floats:
    """Factors (m, 12) from deviations (m, T), NaN = none: the days' pattern as far as it fits, the rest as it is sure.

    What is left after the days counts as far as the twelve are further apart than chance makes them. Chance is how far
    the years disagree, drawn to ``chance`` (m, T), the variance that single deviations have from how few units they
    rest on; without ``chance`` it takes two years to say anything.
    """
    factors = np.ones((len(off), 12))
    for measure, own in enumerate(off):
        seen = np.flatnonzero(~np.isnan(own))
        if len(seen) < 12 and not days_only:
            continue
        of, value = calendar[seen], own[seen]
        slope = float(value @ days[of] / max(float(days[of] @ days[of]), 1e-12))
        share = 1.0 if slope > 0.6 else 0.0
        factor = share * days
        left = value - factor[of]
        number = np.bincount(of, minlength=12)
        if not days_only and (number >= (2 if chance is None else 1)).sum() >= 8:
            mean = np.bincount(of, left, 12) / np.maximum(number, 1)
            told = number > 0
            free = len(seen) - int(told.sum())
            apart = float(((left - mean[of]) ** 2).sum())
            if chance is None:
                varying = apart / max(free, 1)
            else:
                usual = float(chance[measure, seen].mean()) + _YEARS_DIFFER**2
                varying = (apart + _FREE * usual) / (free + _FREE)
            unsure = varying / np.maximum(number, 1)
            signal = max(float(mean[told].var()) - float(unsure[told].mean()), 0.0)
            factor = factor + np.where(told, signal / (signal + unsure + 1e-12) * (mean - mean[told].mean()), 0.0)
        factors[measure] = np.clip(1 + factor, 0.2, 4.0)
    return factors


def _rises(even: Floats, full: Flags, calendar: Integers) -> tuple[Floats, Floats]:
    """Each New Year's rise of those paid for on both sides of it, and its standard error; (T,), 0 and inf elsewhere."""
    months = even.shape[1]
    rises, errors = np.zeros(months), np.full(months, np.inf)
    for at in np.flatnonzero(calendar == 0):
        before, after = slice(max(at - 3, 0), at), slice(at, min(at + 3, months))
        old, new = full[:, before], full[:, after]
        both = old.any(axis=1) & new.any(axis=1)
        if both.sum() < 3:
            continue
        was = (even[:, before] * old)[both].sum(axis=1) / old[both].sum(axis=1)
        now = (even[:, after] * new)[both].sum(axis=1) / new[both].sum(axis=1)
        change = np.clip(now / np.maximum(was, 1.0), *_WILD) - 1
        # Units weigh by what they cost, but none more than the dearest tenth does.
        weight = np.minimum(was, np.quantile(was, 0.9))
        rise = float((weight * change).sum() / weight.sum())
        error = float(np.sqrt((weight**2 * (change - rise) ** 2).sum()) / weight.sum()) + 0.002
        trust = 1 / (1 + (error / 0.02) ** 2)
        rises[at], errors[at] = trust * rise + (1 - trust) * RISE, error
    return rises, errors


def next_rise(rises: Floats, errors: Floats, calendar: Integers, now: int) -> tuple[float, float]:
    """The rise a New Year after the closed months would bring, and its deviation."""
    known = np.flatnonzero((calendar == 0) & np.isfinite(errors) & (np.arange(len(rises)) < now))
    prior = 1 / RISE_SPREAD**2
    weights = 1 / (errors[known] ** 2 + RISE_SPREAD**2)
    mean = (weights @ rises[known] + prior * RISE) / (weights.sum() + prior)
    return float(mean), float(np.sqrt(RISE_SPREAD**2 * 0.6 + 1 / (weights.sum() + prior)))


def _drift(even: Floats, full: Flags) -> float:
    """Growth a month of those paid for twelve months apart, beyond New Year's rises; drawn to none by its own error.

    Twelve months apart, a season is the same in both.
    """
    pairs = full[:, 12:] & full[:, :-12] if full.shape[1] > 12 else np.zeros((len(full), 0), bool)
    number = pairs.sum(axis=1)
    met = number >= 3
    if met.sum() < _PAIRS:
        return 0.0
    old = (np.where(pairs, even[:, :-12], 0.0).sum(axis=1) / np.maximum(number, 1))[met]
    new = (np.where(pairs, even[:, 12:], 0.0).sum(axis=1) / np.maximum(number, 1))[met]
    change = np.clip(new / np.maximum(old, 1.0), 0.4, 2.5) - 1
    weight = np.minimum(old, np.quantile(old, 0.9)) * np.sqrt(np.minimum(number[met], 12))
    growth = float(weight @ change / weight.sum())
    error = float(np.sqrt((weight**2 * (change - growth) ** 2).sum()) / weight.sum()) + 0.002
    return growth / (1 + (error / _DRIFTS) ** 2) / 12


def _noise(even: Floats, month: Floats, full: Flags, measure: Integers, measures: int) -> Floats:
    """Relative deviation (m,) of single full months from the unit's own level."""
    ok = full & (month > 0)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.where(ok, np.clip(even / month[:, None], 0, 3) - 1, 0.0)
    top, many = np.zeros(measures), np.zeros(measures)
    np.add.at(top, measure, (off**2).sum(axis=1))
    np.add.at(many, measure, ok.sum(axis=1))
    overall = (top.sum() + 0.1**2 * 10) / (many.sum() + 10)
    found: Floats = np.sqrt((top + 20 * overall) / (many + 20))
    return found


def _ratios(ratio: Floats, size: Floats, measure: Integers, measures: int) -> tuple[Floats, Floats]:
    """The usual ratio of paid to due (m,), drawn to all and to 1, and how units spread around it (m,)."""
    good = np.isfinite(ratio) & (ratio > 0.3) & (ratio < 3)
    usual, between = np.ones(measures), np.full(measures, 0.1)
    if not good.any():
        return usual, between
    whole = float(np.median(ratio[good]))
    for code in np.unique(measure[good]):
        own = good & (measure == code)
        count = own.sum()
        weight = size[own]
        mean = float((np.clip(ratio[own], 0.5, 1.5) * weight).sum() / weight.sum())
        usual[code] = (count * mean + 5 * whole) / (count + 5)
        between[code] = np.sqrt((((np.clip(ratio[own], 0.3, 2) - mean) ** 2).sum() + 3 * 0.05**2) / (count + 3))
    missing = ~np.isin(np.arange(measures), np.unique(measure[good]))
    usual[missing] = whole
    return usual, between
