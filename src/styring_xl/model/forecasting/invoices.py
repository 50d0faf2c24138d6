"""How late invoices come: the share of a month's cost that has come after k months (a development triangle)."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Floats
from styring_xl.model.forecasting.sums import by_measure
from styring_xl.model.forecasting.units import LAGS, Posted

_MEASURE: Final = 25.0
"""How many months of units the lags of all measures weigh as in those of one."""
_UNIT: Final = 4.0
"""How many months the measure's lags weigh as in those of one unit."""
_HALF: Final = 24.0
"""Months after which what a month shows of lags weighs half."""
_YOUNG: Final = 4
"""Without booking dates: so many of the last closed months may lack invoices; older ones are taken to be complete."""
_UNITS: Final = 20.0
"""Without booking dates: how many units ``DEFAULT`` weighs as."""
_TOLD: Final = 20.0
"""How many months of units ``DEFAULT`` weighs as, lag by lag."""

DEFAULT: Final = np.append(1 - np.array([0.12, 0.05, 0.02, 0.01, 0.005]), np.ones(LAGS - 4))
"""The share of invoices that have come after 0, 1, 2 … months where neither booking dates nor the ledger tell."""


class InvoiceTiming(Struct, frozen=True):
    """How invoices come, by the k = 0..LAGS months that have passed since the month they are for.

    ``unit`` (u, K) and ``measure`` (m, K): the chance that the first invoice of a month has come. ``growth`` (m, K):
    what a month with an invoice ends at, as a factor (about 1) on what has come. ``loose`` (m, K): the share that has
    come of what belongs to no citizen. ``known`` is False where something else than booking dates told.
    """

    unit: Floats
    measure: Floats
    growth: Floats
    loose: Floats
    known: bool

    def complete(self) -> int:
        """Months after which nearly all (97,5 %) has come, in all measures taken together."""
        return int(np.argmax(np.append(self.measure.mean(axis=0), 1.0) >= 0.975)) if len(self.measure) else 0


def backwards(late: Floats, had: Floats) -> Floats:
    """The share (…, K) that has come after k months, by the chain-ladder method.

    late: how many (…, K) came exactly k months after; had: how many had come by then. Both count only months old
    enough to have shown lag k, so that a young month does not look complete. The share at k is the product over
    d > k of 1 − late(d) / had(d), the development factors of a claims triangle.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.where(had > 0, 1 - late / had, 1.0)
    step = np.clip(step, 0.0, 1.0)
    tail = np.cumprod(step[..., :0:-1], axis=-1)[..., ::-1]
    return np.concatenate([tail, np.ones((*step.shape[:-1], 1))], axis=-1)


def drawn(late: Floats, had: Floats, to: float = _TOLD) -> Floats:
    """late / had (K,) of all measures together, drawn to ``DEFAULT`` by ``to`` counts; late, had as ``backwards``.

    A ledger younger than a lag has not shown it. There the default stands, multiplied by how many times later than
    the default the lags are that have been shown.
    """
    usual = np.append(0.0, np.diff(DEFAULT)) / DEFAULT
    times = (late[1:].sum() + to * usual[1:].sum()) / ((had * usual).sum() + to * usual[1:].sum())
    found: Floats = (late + to * times * usual) / (had + to)
    return np.minimum(found, 0.9)


def missing(paid: Floats, closed: int) -> Floats:
    """The share (K,) that has come after k months where postings have no booking dates; paid: øre (u, W).

    Units that were paid three months in a row are looked at some months later. In old months nearly all of them have
    an amount there; in the last four closed months fewer have, and the difference is taken for invoices that are still
    to come. Drawn to ``DEFAULT`` where such units are few.
    """
    have = paid[:, :closed] != 0
    older = closed - 1 - _YOUNG
    came = DEFAULT.copy()
    if older < _YOUNG + 3:
        return came
    run = have[:, 2:] & have[:, 1:-1] & have[:, :-2]
    for back in range(_YOUNG):
        # ``run[:, t]``: paid in months t..t + 2. The month looked at comes ``ahead`` months after t + 2.
        ahead = _YOUNG - back
        origins = np.arange(max(older - 2 - 18, 0), older - 2 - ahead)
        before = run[:, origins]
        usual = float((before & have[:, origins + 2 + ahead]).sum() + 1) / float(before.sum() + 1)
        last = run[:, older - 2]
        told = float((last & have[:, closed - 1 - back]).sum())
        number = float(last.sum())
        share = (told + _UNITS * usual * DEFAULT[back]) / ((number + _UNITS) * usual)
        came[back] = min(share, 1.0)
    found: Floats = np.maximum.accumulate(np.maximum(came, 0.2))
    return found


def invoice_timing(posted: Posted, told: Floats | None = None) -> InvoiceTiming:
    """Estimate how late invoices come, each unit drawn to its measure and each measure to all.

    ``told`` (K,) is used where no posting has a booking date: the share come after k months as *Historik* shows it.
    Without either, ``missing`` judges by the paid months.
    """
    frame, units = posted.frame, posted.units
    size = len(units.person)
    lag = units.first_lag[:, : frame.closed]
    if not frame.lags_known:
        curve = missing(units.paid, frame.closed) if told is None else told
        shape = (frame.measures, 1)
        return InvoiceTiming(
            np.tile(curve, (size, 1)), np.tile(curve, shape), np.ones((frame.measures, LAGS + 1)),
            np.tile(curve, shape), False,
        )  # fmt: skip
    age = frame.age()[: frame.closed]
    weight = 0.5 ** (np.maximum(age, 0) / _HALF)
    late, had = np.zeros((size, LAGS + 1)), np.zeros((size, LAGS + 1))
    for step in range(LAGS + 1):
        old = weight * (age >= step)
        late[:, step] = (lag == step) @ old
        had[:, step] = ((lag >= 0) & (lag <= step)) @ old
    m_late, m_had = (by_measure(values, units.measure, frame.measures) for values in (late, had))
    overall = drawn(m_late.sum(axis=0), m_had.sum(axis=0))
    m_late, m_had = m_late + _MEASURE * overall, m_had + _MEASURE
    rates = m_late / m_had
    u_late, u_had = late + _UNIT * rates[units.measure], had + _UNIT
    loose = _loose(posted, age)
    ratio = posted.later[..., 0].sum(axis=0) / np.maximum(posted.later[..., 1].sum(axis=0), 1.0)
    scale = posted.later[..., 1].sum(axis=1).mean() / (LAGS + 1) * 0.1 + 1.0
    step = (posted.later[..., 0] + scale * ratio) / (np.maximum(posted.later[..., 1], 0) + scale)
    growth = np.clip(1 + step, 0.8, 2.0)
    growth = np.concatenate([np.cumprod(growth[:, :0:-1], axis=1)[:, ::-1], np.ones((frame.measures, 1))], axis=1)
    return InvoiceTiming(backwards(u_late, u_had), backwards(m_late, m_had), growth, loose, True)


def _loose(posted: Posted, age: np.ndarray) -> Floats:
    """The share (m, K) that has come after k months of what belongs to no citizen, by øre and not by count.

    ``age`` (closed months,) is as ``Timeline.age``.
    """
    closed = posted.frame.closed
    by_lag = np.abs(posted.loose_lag[:, :closed])
    late, had = np.zeros((len(by_lag), LAGS + 1)), np.zeros((len(by_lag), LAGS + 1))
    for step in range(LAGS + 1):
        old = age >= step
        late[:, step] = by_lag[:, old, step].sum(axis=1)
        had[:, step] = by_lag[:, old, : step + 1].sum(axis=(1, 2))
    months = max(closed, 1) * len(by_lag)
    size = max(float(had[:, 0].sum()), 1.0) / months
    ratio = drawn(late.sum(axis=0) / size, had.sum(axis=0) / size)
    prior = had.max(axis=1, keepdims=True) * 0.1 + 1.0
    return np.maximum(backwards(late + prior * ratio, had + prior), 0.2)
