"""Spells: the months in a row a unit was paid for, read from the ledger; short gaps are filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.forecasting.arrival import Arrival
from styring_xl.model.forecasting.units import LAGS, NEVER, Observed

_WELL_BELOW: Final = 0.05
_GAP: Final = 2
_OFTEN: Final = 0.03
UNKNOWN_START: Final = 24
"""Months that a spell is taken to have run before the ledger begins, where no row says."""


@dataclass(frozen=True, slots=True)
class LedgerSpells:
    """``present`` (u, T): a month was paid for; ``last`` (u,) the latest such month, -1 where there is none.

    ``inside`` (u, T): the month lies in a spell (present, or a short gap between). ``age`` (u, T): months since the
    spell's first month, -1 outside. ``begun`` (u, T): a spell whose beginning the ledger shows begins here. ``left``
    (u, T): a spell ended with this month, judged where ``watched`` (u, T) is True: complete months of running spells.
    ``zero`` (m,) is the share of a spell's months without any cost.
    """

    present: Flags
    inside: Flags
    age: Integers
    begun: Flags
    left: Flags
    watched: Flags
    last: Integers
    zero: Floats


def spells(material: Observed, came: Arrival) -> LedgerSpells:
    """Spells of every unit; a month without cost is known to be so when nearly all invoices of it have come."""
    frame, units = material.frame, material.units
    complete = came.complete()
    size, months = units.paid.shape
    positive = np.where(units.paid > 0, units.paid, np.nan)
    usual = _median(positive)
    present = (units.paid > 0) & (units.paid >= _WELL_BELOW * usual[:, None])
    until = max(frame.closed - complete, 0)
    index = np.arange(months)
    before = np.maximum.accumulate(np.where(present, index, -NEVER), axis=1)
    after = np.minimum.accumulate(np.where(present, index, NEVER)[:, ::-1], axis=1)[:, ::-1]
    inside = present | (after - before <= _GAP + 1)
    last = np.where(present.any(axis=1), before[:, -1], -1) if months else np.full(size, -1)

    gaps = inside & ~present & (index < until)
    counted = inside & (index < until)
    many = np.bincount(units.measure, counted.sum(axis=1), frame.measures)
    few = np.bincount(units.measure, gaps.sum(axis=1), frame.measures)
    # Some of them are invoices that come later than nearly all, and a young ledger has many such months.
    pending = np.where(counted, 1 - came.unit[:, np.clip(frame.age(), 0, LAGS)], 0.0).sum(axis=1)
    few = np.maximum(few - np.bincount(units.measure, pending, frame.measures), 0.0)
    overall = few.sum() / max(many.sum(), 1.0)
    zero = (few + 20 * overall) / (many + 20)
    wait = np.where(zero > _OFTEN, _GAP, 0)[units.measure]

    starts = inside & ~np.concatenate([np.zeros((size, 1), bool), inside[:, :-1]], axis=1)
    opened = np.maximum.accumulate(np.where(starts, index, -NEVER), axis=1)
    # A spell that runs from the ledger's first month began before it, as long ago as a row says or as is assumed.
    edge = opened <= 0
    earlier = np.where(units.begins < NEVER, np.minimum(units.begins, 0), -UNKNOWN_START)
    opened = np.where(edge & inside, np.minimum(earlier, 0)[:, None], opened)
    age = np.where(inside, index - opened, -1)
    begun = starts & (index > 1) & (index < frame.closed)
    # A late or gap-ridden ledger's second month still meets spells that began before it.
    begun &= ~((index < 4) & (units.begins < 0)[:, None])
    ends = inside & ~np.concatenate([inside[:, 1:], np.zeros((size, 1), bool)], axis=1)
    watched = inside & (index < (until - 1 - wait)[:, None])
    return LedgerSpells(present, inside, age, begun, ends & watched, watched, last, zero)


def _median(values: Floats) -> Floats:
    """Row medians of what is not NaN; 0 for a row of NaN alone."""
    filled = np.sort(values, axis=1)
    count = np.sum(~np.isnan(values), axis=1)
    row = np.arange(len(values))
    low, high = np.maximum((count - 1) // 2, 0), np.minimum(count // 2, max(values.shape[1] - 1, 0))
    if values.shape[1] == 0:
        return np.zeros(len(values))
    return np.where(count > 0, (filled[row, low] + filled[row, high]) / 2, 0.0)
