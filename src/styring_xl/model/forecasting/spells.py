"""Spells: the months in a row a unit was paid for, read from the ledger; short gaps are filled."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Flags, Floats, Integers, Narrow
from styring_xl.model.forecasting.invoices import InvoiceTiming
from styring_xl.model.forecasting.units import LAGS, NEVER, Posted

_WELL_BELOW: Final = 0.05
"""A month with less than this share of the unit's median month is not paid for: it holds a correction."""
_GAP: Final = 2
"""So many months without payment between two paid ones do not end a spell."""
_OFTEN: Final = 0.03
"""Where more of a measure's months are free of cost than this, a spell is known to have ended ``_GAP`` months later."""
UNKNOWN_START: Final = 24
"""Months that a spell is taken to have run before the ledger begins, where no row says."""


class LedgerSpells(Struct, frozen=True):
    """The spells of each unit, as flags of its months (u, W).

    ``present``: the month was paid for. ``inside``: it is in a spell, paid for or in a short gap. ``age``: months since
    the spell's first month, -1 outside. ``begun``: a spell begins here, and the ledger is old enough to show it.
    ``watched``: a month of a spell of which it is known whether the spell ended with it; ``left``: it did.
    ``last`` (u,): the latest month paid for, -1 where there is none. ``zero`` (m,): the share of a spell's months that
    are free of cost.
    """

    present: Flags
    inside: Flags
    age: Narrow
    begun: Flags
    left: Flags
    watched: Flags
    last: Integers
    zero: Floats


def spells(posted: Posted, came: InvoiceTiming) -> LedgerSpells:
    """The spells of every unit. That a month is free of cost is known once nearly all its invoices have come."""
    frame, units = posted.frame, posted.units
    complete = came.complete()
    size, months = units.paid.shape
    usual = _median(np.where(units.paid > 0, units.paid, np.nan))
    present = (units.paid > 0) & (units.paid >= _WELL_BELOW * usual[:, None])
    until = max(frame.closed - complete, 0)
    index = np.arange(months, dtype=np.int32)
    before = np.maximum.accumulate(np.where(present, index, -NEVER), axis=1)
    after = np.minimum.accumulate(np.where(present, index, NEVER)[:, ::-1], axis=1)[:, ::-1]
    inside = present | (after - before <= _GAP + 1)
    last = np.where(present.any(axis=1), before[:, -1], -1) if months else np.full(size, -1)

    del before, after
    gaps = inside & ~present & (index < until)
    counted = inside & (index < until)
    many = np.bincount(units.measure, counted.sum(axis=1), frame.measures)
    few = np.bincount(units.measure, gaps.sum(axis=1), frame.measures)
    # Some months without cost still wait for a very late invoice; so many are expected, and are not counted as free.
    pending = np.where(counted, 1 - came.unit[:, np.clip(frame.age(), 0, LAGS)], 0.0).sum(axis=1)
    few = np.maximum(few - np.bincount(units.measure, pending, frame.measures), 0.0)
    overall = few.sum() / max(many.sum(), 1.0)
    zero = (few + 20 * overall) / (many + 20)
    wait = np.where(zero > _OFTEN, _GAP, 0)[units.measure]

    starts = inside & ~np.concatenate([np.zeros((size, 1), bool), inside[:, :-1]], axis=1)
    opened = np.maximum.accumulate(np.where(starts, index, -NEVER), axis=1)
    # A spell that runs from the ledger's first month began earlier: when its row says so, else an assumed time before.
    edge = opened <= 0
    earlier = np.where(units.begins < NEVER, np.minimum(units.begins, 0), -UNKNOWN_START).astype(np.int32)
    opened = np.where(edge & inside, np.minimum(earlier, 0)[:, None], opened)
    age = np.where(inside, index - opened, -1)
    begun = starts & (index > 1) & (index < frame.closed)
    # In the ledger's first months a unit whose row began before the ledger is not a new one, though it has no payment
    # before.
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
