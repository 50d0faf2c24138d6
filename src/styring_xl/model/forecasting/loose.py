"""What belongs to no citizen (agreements, wages, corrections): its level, its season and how much it varies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from styring_xl.model.arrays import Floats
from styring_xl.model.forecasting.arrival import Arrival
from styring_xl.model.forecasting.prices import Prices, seasons
from styring_xl.model.forecasting.units import LAGS, Observed

_DRIFT: Final = 0.04


@dataclass(frozen=True, slots=True)
class Loose:
    """Øre per measure and month of the year, (m, 12): ``mean`` of open months and ``late`` of closed ones.

    ``noise`` øre (m, 12) is the deviation of single months, ``drift`` øre (m,) a month that of the level.
    """

    mean: Floats
    late: Floats
    noise: Floats
    drift: Floats


def loose(material: Observed, came: Arrival, cost: Prices) -> Loose:
    frame, amounts = material.frame, material.loose
    now, months, measures = frame.closed, frame.months, frame.measures
    index = np.arange(months)
    age = np.clip(frame.age(), 0, LAGS)
    share = came.loose[:, age]
    closed = index < now
    mean, late = np.zeros((measures, 12)), np.zeros((measures, 12))
    noise, drift = np.zeros((measures, 12)), np.zeros(measures)
    used = closed & (index >= now - 36)
    if not amounts.any() or not used.any():
        return Loose(mean, late, noise, drift)
    here = cost.level[now - 1]
    full = np.where(closed, amounts / share * (here / cost.level), 0.0)
    recent = closed & (index >= now - 12)
    # Young months count as far as they have come; earlier years help where twelve months are few.
    weight = np.where(recent, 1.0, 0.0) * share
    level = (full * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1.0)
    around = np.where(used, full, np.nan)
    size = np.nanmean(np.abs(around), axis=1)
    base = np.where(np.abs(level) > 0, level, 1.0)
    yearly = _yearly(around)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.where(np.isfinite(around) & (np.abs(yearly) > 0.05 * size[:, None]), around / yearly - 1, np.nan)
    season = seasons(off, frame.calendar(), np.zeros(12))
    left = around - base[:, None] * season[:, frame.calendar()]
    count = np.maximum(np.isfinite(left).sum(axis=1), 1)
    deviation = np.sqrt(np.nansum(left**2, axis=1) / count)
    year = slice(months - 12, months)
    calendar = frame.calendar()[year]
    still = closed[year]
    mean = np.where(still, 0.0, level[:, None] * season[:, calendar])
    # What rows without a citizen say is known already; the ledger tells of the rest.
    mean = mean - np.clip(material.reserves, 0.0, np.maximum(mean, 0.0))
    # A closed month's missing part is held to its usual size: what has come may itself be chance.
    usual = level[:, None] * season[:, calendar]
    late = np.where(still, (1 - share[:, year]) * usual, 0.0)
    noise = np.where(still, np.sqrt(1 - share[:, year]), 1.0) * deviation[:, None]
    drift = np.sqrt(deviation**2 / 12 + (_DRIFT * level) ** 2)
    return Loose(mean, late, noise, drift)


def _yearly(values: Floats) -> Floats:
    """Each month's mean of the twelve months of its year, counted back from the last; NaN where it is not whole."""
    months = values.shape[1]
    out = np.full_like(values, np.nan)
    for year in range(months // 12):
        part = slice(months - 12 * (year + 1), months - 12 * year)
        known = np.isfinite(values[:, part])
        if known.all():
            out[:, part] = values[:, part].mean(axis=1, keepdims=True)
    return out
