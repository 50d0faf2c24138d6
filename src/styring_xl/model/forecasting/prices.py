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
_DAYS: Final = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 30.4375


@dataclass(frozen=True, slots=True)
class Prices:
    """``season`` (m, 12): a calendar month's cost of one who is there, about 1; ``level`` (T,): the price level.

    ``rise``, ``spread``: the coming New Year's rise and its deviation. ``month`` øre (u,): what a full month costs now
    by the ledger, NaN where it has not been paid for; ``ratio`` (u,): paid over what the rows say; ``months`` (u,):
    how many recent months they rest on. ``noise`` (m,): deviation of a single month; ``between`` (m,): of units around
    their rows. ``usual_ratio`` (m,).
    """

    season: Floats
    level: Floats
    rise: float
    spread: float
    month: Floats
    ratio: Floats
    months: Floats
    noise: Floats
    between: Floats
    usual_ratio: Floats


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
    even = paid / season[units.measure][:, calendar]
    here = level[now - 1] if now else 1.0
    even = even * (here / level)
    rise, spread = _next_rise(rises, errors, calendar, now)

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
    flat = paid * (here / level)
    bottom = (both * due).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(bottom > 0, (both * flat).sum(axis=1) / bottom, np.nan)
    noise = _noise(even, month, full & (frame.age() < 18), units.measure, frame.measures)
    usual, between = _ratios(ratio, bottom, units.measure, frame.measures)
    return Prices(season, level, rise, spread, month, ratio, months, noise, between, usual)


def _full(seen: LedgerSpells) -> Flags:
    """Months inside a spell with a paid month on both sides."""
    inner = np.zeros_like(seen.present)
    inner[:, 1:-1] = seen.present[:, 1:-1] & seen.present[:, :-2] & seen.present[:, 2:]
    return inner


def _season(material: Observed, paid: Floats, full: Flags, calendar: Integers, days_only: bool = False) -> Floats:
    """Factors (m, 12) by calendar month: the days of the month where a price is per day, else what two years agree on.

    Each full month is held against the mean of the unit's full months of the same half year around it, so that neither
    arrivals nor prices show as a season.
    """
    frame, units = material.frame, material.units
    masked = np.where(full, paid, 0.0)
    window = 6
    zeros = np.zeros((len(paid), 1))
    sums = np.concatenate([zeros, np.cumsum(masked, axis=1)], axis=1)
    counts = np.concatenate([zeros, np.cumsum(full, axis=1)], axis=1)
    low = np.maximum(np.arange(frame.months) - window, 0)
    high = np.minimum(np.arange(frame.months) + window, frame.months)
    around = sums[:, high] - sums[:, low]
    number = counts[:, high] - counts[:, low]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(number > 3, around / number, np.nan)
    use = full & np.isfinite(mean) & (mean > 0)
    use &= (np.arange(frame.months) >= window) & (np.arange(frame.months) < frame.closed - window // 2)
    value = np.where(use, np.clip(masked / np.where(use, mean, 1.0), 0.3, 3.0) - 1, 0.0) * np.where(use, mean, 0.0)
    top, bottom = np.zeros((frame.measures, frame.months)), np.zeros((frame.measures, frame.months))
    np.add.at(top, units.measure, value)
    np.add.at(bottom, units.measure, np.where(use, mean, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.where(bottom > 0, top / bottom, np.nan)
    return seasons(off, calendar, np.log(_DAYS), days_only)


def seasons(off: Floats, calendar: Integers, days: Floats, days_only: bool = False) -> Floats:
    """Factors (m, 12) from deviations (m, T), NaN = none: the days' pattern as far as it fits, the rest as years agree.

    What is left after the days counts by its agreement between years: the covariance of the years' twelve deviations
    over their variance, 0 with fewer than two years.
    """
    factors = np.ones((len(off), 12))
    months = off.shape[1]
    years = months // 12
    if years < 1:
        return factors
    table = np.full((len(off), years, 12), np.nan)
    for year in range(years):
        part = slice(months - 12 * (year + 1), months - 12 * year)
        table[:, year, calendar[part]] = off[:, part]
    for measure, own in enumerate(table):
        seen = ~np.isnan(own)
        if not seen.any():
            continue
        pattern = np.broadcast_to(days, own.shape)
        slope = float((own[seen] * pattern[seen]).sum() / max((pattern[seen] ** 2).sum(), 1e-12))
        share = 1.0 if slope > 0.6 else 0.0
        left = np.where(seen, own - share * pattern, np.nan)
        number = seen.sum(axis=0)
        mean = np.where(number > 0, np.nansum(left, axis=0) / np.maximum(number, 1), 0.0)
        factor = share * days
        if not days_only and (number >= 2).sum() >= 8:
            within = np.nansum((left - mean) ** 2) / max((number - 1).clip(0).sum(), 1)
            signal = max(mean.var() - within / number[number > 0].mean(), 0.0)
            trust = signal / max(mean.var(), 1e-12)
            factor = factor + trust * (mean - mean.mean())
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


def _next_rise(rises: Floats, errors: Floats, calendar: Integers, now: int) -> tuple[float, float]:
    """The rise a New Year after the closed months would bring, and its deviation."""
    known = np.flatnonzero((calendar == 0) & np.isfinite(errors) & (np.arange(len(rises)) < now))
    prior = 1 / RISE_SPREAD**2
    weights = 1 / (errors[known] ** 2 + RISE_SPREAD**2)
    mean = (weights @ rises[known] + prior * RISE) / (weights.sum() + prior)
    return float(mean), float(np.sqrt(RISE_SPREAD**2 * 0.6 + 1 / (weights.sum() + prior)))


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
