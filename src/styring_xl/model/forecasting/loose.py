"""What belongs to no citizen (agreements, wages, corrections): its level, its season and how much it varies."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Floats
from styring_xl.model.forecasting.invoices import InvoiceTiming
from styring_xl.model.forecasting.prices import Prices, seasons
from styring_xl.model.forecasting.units import LAGS, Observed

_DRIFT: Final = 0.04
"""Relative deviation of the coming year's level from the last twelve months'."""


class Loose(Struct, frozen=True):
    """What belongs to no citizen, øre per measure and month of the year.

    ``mean`` (m, 12): what is expected of open months, 0 in closed ones; ``late`` (m, 12): what is still to come of
    closed months. ``noise`` (m, 12): the standard deviation of single months; ``drift`` (m,): that of the level, a
    month.
    """

    mean: Floats
    late: Floats
    noise: Floats
    drift: Floats


def loose(material: Observed, came: InvoiceTiming, cost: Prices) -> Loose:
    """Estimate it: the level from the last 12 closed months, lifted to today's prices and completed by what is still to
    come, and the season and the noise from the last 36."""
    frame = material.frame
    amounts = frame.whole(material.posted.loose)
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
    # A young month counts by the share of it that has come.
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
    # Rows without a citizen are in *Forventet regnskab* already; only what the ledger shows beyond them is added.
    mean = mean - np.clip(material.reserves, 0.0, np.maximum(mean, 0.0))
    # What is missing of a closed month is taken from the usual size of a month, not from what has come of it, which
    # may be much or little by chance.
    usual = level[:, None] * season[:, calendar]
    late = np.where(still, (1 - share[:, year]) * usual, 0.0)
    noise = np.where(still, np.sqrt(1 - share[:, year]), 1.0) * deviation[:, None]
    drift = np.sqrt(deviation**2 / 12 + (_DRIFT * level) ** 2)
    return Loose(mean, late, noise, drift)


def _yearly(values: Floats) -> Floats:
    """For each month the mean of its twelve months, the years being counted back from the end of the timeline; NaN in
    a year that is not whole."""
    months = values.shape[1]
    out = np.full_like(values, np.nan)
    for year in range(months // 12):
        part = slice(months - 12 * (year + 1), months - 12 * year)
        known = np.isfinite(values[:, part])
        if known.all():
            out[:, part] = values[:, part].mean(axis=1, keepdims=True)
    return out
