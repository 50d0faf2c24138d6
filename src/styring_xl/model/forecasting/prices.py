"""Prices: what a month of each unit costs now, by its last clean months, and how prices move at New Year."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.forecasting.invoices import InvoiceTiming
from styring_xl.model.forecasting.spells import LedgerSpells
from styring_xl.model.forecasting.sums import months_by_measure, rising
from styring_xl.model.forecasting.units import LAGS, Observed, Posted
from styring_xl.model.numbering import distinct
from styring_xl.model.quantile import median, quantiles

RISE: Final = 0.025
"""New Year's rise where the ledger has none to show; its yearly deviation is ``RISE_SPREAD``."""
RISE_SPREAD: Final = 0.012
_HALF: Final = 3.0
"""Months after which a paid month weighs half in what a unit costs now."""
_WILD: Final = (0.6, 1.6)
"""Changes of a unit's price over New Year are cut to these factors."""
_WINDOW: Final = 6
"""Months before and after that a month is compared with."""
_ROUNDS: Final = 3
"""Season and level are found from each other, so often."""
_FREE: Final = 6.0
"""How many degrees of freedom the usual variance of deviations weighs as."""
_YEARS_DIFFER: Final = 0.015
"""Relative deviation of a calendar month from year to year, however many units are paid for."""
_ENTRY: Final = 6
"""The first so many whole months say what a new unit costs."""
_PAIRS: Final = 20
"""With fewer units paid for twelve months apart no drift is believed."""
_DRIFTS: Final = 0.02
"""Usual size of a year's growth of running prices besides New Year's rise: less sure ones are drawn to none by it."""
_DAYS: Final = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 30.4375
"""The length of each calendar month over the average month's."""
_EDGE: Final = 0.02
"""The weight of a spell's first or last month, which is seldom whole: it counts only where there is nothing else."""
_WHOLE_OF_EDGE: Final = 0.75
"""The part of a month that a first or last one usually is."""


class PaidPrices(Struct, frozen=True):
    """What the ledger tells of prices without a look at what rows say: fields of ``Prices``, with ``level`` (W,).

    ``weight`` (u, W): how much each month says of what a unit costs now; ``lifted`` øre (u, W): what it cost at today's
    level and without the season that rows do not know, times its weight.
    """

    season: Floats
    besides: Floats
    level: Floats
    rise: float
    spread: float
    month: Floats
    months: Floats
    noise: Floats
    entry: Floats
    drift: float
    weight: Floats
    lifted: Floats


class Prices(Struct, frozen=True):
    """What months cost, as the ledger shows it.

    ``season`` (m, 12): factors about 1 by calendar month; ``besides`` (m, 12): the part of them that is not the length
    of the month, which rows know already. ``level`` (T,): the price level, 1 in the first month, moving at each New
    Year. ``rise``, ``spread``: the coming New Year's rise and its standard deviation.

    Per unit (u,): ``month`` øre, what a full month costs now, NaN where none has been paid; ``ratio``, what is paid
    over what the rows say, NaN where either is missing; ``months``, how many recent months the two rest on; ``entry``
    øre, what its first whole months cost, at today's level.

    Per measure (m,): ``noise``, relative deviation of a single month; ``usual_ratio``; ``between``, how far units'
    ratios lie from it. ``drift``: by what part running prices grow a month besides New Year's rise, as agreements are
    made anew or needs grow.
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


def prices(material: Observed, paid: PaidPrices) -> Prices:
    """The prices that are paid held against those the rows say."""
    frame, measure = material.frame, material.units.measure
    due = material.due[:, : paid.weight.shape[1]]
    said = due > 0
    # A row carries today's price in all its months, so what was paid earlier is lifted to today's level first.
    bottom = (np.where(said, paid.weight, 0.0) * due).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(bottom > 0, np.where(said, paid.lifted, 0.0).sum(axis=1) / bottom, np.nan)
    usual, between = _ratios(ratio, bottom, measure, frame.measures)
    level = np.append(paid.level, np.full(frame.months - len(paid.level), paid.level[-1]))
    return Prices(
        paid.season, paid.besides, level, paid.rise, paid.spread, paid.month, ratio, paid.months, paid.noise, between,
        usual, paid.entry, paid.drift,
    )  # fmt: skip


def paid_prices(posted: Posted, seen: LedgerSpells, came: InvoiceTiming) -> PaidPrices:
    """Estimate prices from the paid months of each unit."""
    frame, units = posted.frame, posted.units
    calendar, now = frame.calendar(), frame.closed
    index = np.arange(frame.months)
    full = _full(seen) & (index < now)
    paid = units.paid * _grown(posted, came)[units.measure]
    # The length of the months first, then New Year's rises, then the season that is left: otherwise a rise would look
    # like a season.
    days = _season(posted, paid, full, calendar, days_only=True)
    rises, errors = _rises(paid / days[units.measure][:, calendar], full, calendar)
    level: Floats = np.cumprod(np.where((calendar == 0) & (index > 0), 1 + rises, 1.0)).astype(np.float64)
    season = _season(posted, paid / level, full, calendar)
    besides = season / days
    even = paid / season[units.measure][:, calendar]
    here = level[now - 1] if now else 1.0
    even *= here / level
    rise, spread = next_rise(rises, errors, calendar, now)

    edge = (seen.age == 0) | (index == seen.last[:, None])
    weight = _weights(posted, seen, came, paid, edge)
    month, months = _months(weight, even, ((index < now) & seen.present & ~edge).any(axis=1))
    lifted = paid * (here / level)
    lifted /= besides[units.measure][:, calendar]
    lifted *= weight
    noise = _noise(even, month, full & (frame.age() < 18), units.measure, frame.measures)
    early = seen.present & (seen.age >= 1) & (seen.age <= _ENTRY) & ~edge & (index < now)
    with np.errstate(divide="ignore", invalid="ignore"):
        entry = np.where(early, even, 0.0).sum(axis=1) / early.sum(axis=1)
    entry = np.where(np.isfinite(entry), entry, month)
    return PaidPrices(
        season, besides, level, rise, spread, month, months, noise, entry, _drift(even, full), weight, lifted
    )


def _grown(posted: Posted, came: InvoiceTiming) -> Floats:
    """What the amounts of a closed month that has an invoice end at, as a factor on what has come (m, W)."""
    frame = posted.frame
    grown = np.ones((frame.measures, frame.months))
    grown[:, : frame.closed] = came.growth[:, np.clip(frame.age(), 0, LAGS)[: frame.closed]]
    return grown


def _weights(posted: Posted, seen: LedgerSpells, came: InvoiceTiming, paid: Floats, edge: Flags) -> Floats:
    """How much each closed month (u, W) of a spell says of what the unit costs now; ``edge`` marks first and last ones.

    A month without cost counts by the chance that it was free and does not wait for its invoice.
    """
    frame, units = posted.frame, posted.units
    pending = 1 - came.unit[:, np.clip(frame.age(), 0, LAGS)]
    zero = seen.zero[units.measure][:, None]
    free = 1 - pending / np.maximum(pending + (1 - pending) * zero, 1e-9)
    inside = seen.inside & (np.arange(frame.months) < frame.closed)
    weight: Floats = np.where(inside, 0.5 ** (np.maximum(frame.age(), 0) / _HALF), 0.0)
    weight *= np.where(paid != 0, 1.0, free)
    weight *= np.where(edge, _EDGE, 1.0)
    weight *= seen.age >= 0
    return weight


def _months(weight: Floats, even: Floats, has_whole: Flags) -> tuple[Floats, Floats]:
    """``month`` and ``months`` of ``Prices``, from the weights and the evened-out costs (u, W) of each month.

    ``has_whole`` (u,): the unit was paid for in a month that is neither first nor last.
    """
    sums = weight.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        month = np.where(sums > 0, (weight * even).sum(axis=1) / sums, np.nan)
        months = np.where(sums > 0, sums**2 / np.maximum((weight**2).sum(axis=1), 1e-300), 0.0)
    return np.where(has_whole, month, month / _WHOLE_OF_EDGE), np.where(has_whole, months, 0.5)


def _full(seen: LedgerSpells) -> Flags:
    """Paid months (u, W) with a paid month on both sides: these are whole."""
    inner = np.zeros_like(seen.present)
    inner[:, 1:-1] = seen.present[:, 1:-1] & seen.present[:, :-2] & seen.present[:, 2:]
    return inner


def _season(posted: Posted, paid: Floats, full: Flags, calendar: Integers, days_only: bool = False) -> Floats:
    """Factors (m, 12) by calendar month of what a unit that is there costs.

    Each full month is compared with the mean of the unit's own full months in the half year before and after, divided
    by the season found so far. As a unit is compared with itself only, new units and other prices do not look like a
    season. paid: øre (u, W); full (u, W): ``_full``; ``days_only``: only the length of the months, as a first guess.
    """
    frame, own = posted.frame, posted.units.measure
    # Month by month (t, u): what is added up along the months then lies side by side. Open months have no whole ones.
    index, calendar = np.arange(frame.closed), calendar[: frame.closed]
    low, high = np.maximum(index - _WINDOW, 0), np.minimum(index + _WINDOW, frame.closed)
    whole = np.ascontiguousarray(full[:, : frame.closed].T).astype(np.float64)
    masked = paid[:, : frame.closed].T * whole
    sums = rising(masked)
    around = sums[high]
    around -= sums[low]
    del sums
    factors = np.ones((frame.measures, 12))
    for _ in range(1 if days_only else _ROUNDS):
        counts = rising(np.take(factors.T[calendar], own, axis=1) * whole)
        number = counts[high]
        number -= counts[low]
        del counts
        # Multiplied by 1 and 0 and not masked: a masked division takes many times as long. Where nothing is to be used
        # the mean and the share are 0.
        use = whole * ((number > 3) & (around > 0))
        mean = around * use
        mean /= np.maximum(number, 1.0, out=number)
        share = masked * use
        np.add(mean, np.subtract(1.0, use, out=number), out=number)
        share /= number
        del number
        np.clip(share, 0.3, 3.0, out=share)
        share *= use
        del use
        bottom, top = (months_by_measure(each, own, frame.measures) for each in (mean, mean * share))
        with np.errstate(divide="ignore", invalid="ignore"):
            off = np.where(bottom > 0, top / bottom - 1, np.nan)
        chance = None if days_only else _chance(mean, share, off, bottom, own)
        factors = seasons(off, calendar, np.log(_DAYS), days_only, chance)
    return factors


def _chance(mean: Floats, share: Floats, off: Floats, bottom: Floats, own: Integers) -> Floats:
    """The variance (m, t) that each deviation ``off`` (m, t) has because few units (own, u) were paid for; ``mean`` and
    ``share`` (t, u) as in ``_season``, ``bottom`` (m, t) the means added up."""
    away = mean * (share - 1 - np.take(np.nan_to_num(off).T, own, axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = months_by_measure(away**2, own, len(off)) / bottom**2
        # A month's deviation rests on few units, and of one alone no variance is seen: at least 5 % a unit is assumed.
        least = 0.05**2 * months_by_measure(mean**2, own, len(off))
        return np.maximum(chance, least / bottom**2)


def seasons(
    off: Floats, calendar: Integers, days: Floats, days_only: bool = False, chance: Floats | None = None
) -> Floats:
    """Factors (m, 12) by calendar month, from how far each month was from its surroundings.

    off (m, T): relative deviations, NaN where none; calendar (T,): 0..11; days (12,): the deviations that the length of
    the months alone would give. A measure whose deviations follow ``days`` is paid per day and gets them. What is left
    is kept by the share of its variance that is not chance. Chance is how far the years disagree, drawn to ``chance``
    (m, T), the variance each deviation has because few units were paid for; without ``chance`` two years are needed.
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
    """Each New Year's rise of the units paid for on both sides of it, and its standard error: (T,) each, in Januaries;
    0 and infinite in other months and where fewer than three units tell. even: øre (u, T) without season."""
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
        # Units weigh by what they cost, the dearest tenth no more than the cheapest of them.
        weight = np.minimum(was, quantiles(was, 0.9))
        rise = float((weight * change).sum() / weight.sum())
        error = float(np.sqrt((weight**2 * (change - rise) ** 2).sum()) / weight.sum()) + 0.002
        trust = 1 / (1 + (error / 0.02) ** 2)
        rises[at], errors[at] = trust * rise + (1 - trust) * RISE, error
    return rises, errors


def next_rise(rises: Floats, errors: Floats, calendar: Integers, now: int) -> tuple[float, float]:
    """The rise of the next New Year and its standard deviation, from ``_rises`` before ``now``, drawn to ``RISE``."""
    known = np.flatnonzero((calendar == 0) & np.isfinite(errors) & (np.arange(len(rises)) < now))
    prior = 1 / RISE_SPREAD**2
    weights = 1 / (errors[known] ** 2 + RISE_SPREAD**2)
    mean = (weights @ rises[known] + prior * RISE) / (weights.sum() + prior)
    return float(mean), float(np.sqrt(RISE_SPREAD**2 * 0.6 + 1 / (weights.sum() + prior)))


def _drift(even: Floats, full: Flags) -> float:
    """Growth a month of units paid for twelve months apart, at one price level; drawn to none where it is unsure.

    Twelve months apart, so that a season is the same in both.
    """
    pairs = full[:, 12:] & full[:, :-12] if full.shape[1] > 12 else np.zeros((len(full), 0), bool)
    number = pairs.sum(axis=1)
    met = number >= 3
    if met.sum() < _PAIRS:
        return 0.0
    old = (np.where(pairs, even[:, :-12], 0.0).sum(axis=1) / np.maximum(number, 1))[met]
    new = (np.where(pairs, even[:, 12:], 0.0).sum(axis=1) / np.maximum(number, 1))[met]
    change = np.clip(new / np.maximum(old, 1.0), 0.4, 2.5) - 1
    weight = np.minimum(old, quantiles(old, 0.9)) * np.sqrt(np.minimum(number[met], 12))
    growth = float(weight @ change / weight.sum())
    error = float(np.sqrt((weight**2 * (change - growth) ** 2).sum()) / weight.sum()) + 0.002
    return growth / (1 + (error / _DRIFTS) ** 2) / 12


def _noise(even: Floats, month: Floats, full: Flags, measure: Integers, measures: int) -> Floats:
    """Relative standard deviation (m,) of single full months from the unit's own level."""
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
    """``usual_ratio`` and ``between`` (m,), from the units' ratios and what they weigh (``size``, u)."""
    good = np.isfinite(ratio) & (ratio > 0.3) & (ratio < 3)
    usual, between = np.ones(measures), np.full(measures, 0.1)
    if not good.any():
        return usual, between
    whole = float(median(ratio[good]))
    for code in distinct(measure[good]).tolist():
        own = good & (measure == code)
        count = own.sum()
        weight = size[own]
        mean = float((np.clip(ratio[own], 0.5, 1.5) * weight).sum() / weight.sum())
        usual[code] = (count * mean + 5 * whole) / (count + 5)
        between[code] = np.sqrt((((np.clip(ratio[own], 0.3, 2) - mean) ** 2).sum() + 3 * 0.05**2) / (count + 3))
    missing = np.ones(measures, bool)
    missing[measure[good]] = False
    usual[missing] = whole
    return usual, between
