"""How late invoices come: the share of a month's cost that has come after k months (a development triangle)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from styring_xl.model.arrays import Floats
from styring_xl.model.forecasting.units import LAGS, Observed

_MEASURE: Final = 25.0
_UNIT: Final = 4.0
_HALF: Final = 24.0
_YOUNG: Final = 4
"""So many last closed months may lack invoices; nearly all has come after."""
_UNITS: Final = 20.0
_TOLD: Final = 20.0
"""So many months of a unit must have shown a lag before the ledger weighs as much in it as ``DEFAULT`` does."""

DEFAULT: Final = np.append(1 - np.array([0.12, 0.05, 0.02, 0.01, 0.005]), np.ones(LAGS - 4))
"""The share of invoices that have come after 0, 1, 2 … months where neither booking dates nor the ledger tell."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """``unit`` (u, K): chance that a unit's first invoice of a month has come k months after; ``measure`` (m, K).

    ``growth`` (m, K): what is to come of a month begun, as a factor on what has come; ``loose`` (m, K): the share come
    of what belongs to no citizen. ``known`` is False where a default stands in for booking dates. K = LAGS + 1.
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
    """The share come by k from counts (…, K) that came exactly at k, and of those that came at k or before.

    Both are of months old enough to have shown k: what is not yet to be seen is left out of both, so a young month
    does not look complete. F(k) is the product over d > k of 1 − late(d) / had(d); a triangle's development factors.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.where(had > 0, 1 - late / had, 1.0)
    step = np.clip(step, 0.0, 1.0)
    tail = np.cumprod(step[..., :0:-1], axis=-1)[..., ::-1]
    return np.concatenate([tail, np.ones((*step.shape[:-1], 1))], axis=-1)


def drawn(late: Floats, had: Floats, to: float = _TOLD) -> Floats:
    """The share of those come after k months that came in the last of them (K,), from counts as ``backwards`` takes.

    A ledger that is younger than a lag has not shown it: there the default holds, as many times over as the lags that
    are shown exceed it. ``to`` is how many counts the default weighs as.
    """
    usual = np.append(0.0, np.diff(DEFAULT)) / DEFAULT
    times = (late[1:].sum() + to * usual[1:].sum()) / ((had * usual).sum() + to * usual[1:].sum())
    found: Floats = (late + to * times * usual) / (had + to)
    return np.minimum(found, 0.9)


def missing(paid: Floats, closed: int) -> Floats:
    """The share come (LAGS + 1,) where postings have no booking dates, from paid months (u, T) alone.

    Of units paid in three months in a row, so many have the next four months; of those paid in the three months before
    the last four closed ones, fewer, since invoices are still to come. Drawn to ``DEFAULT`` where units are few.
    """
    have = paid[:, :closed] != 0
    older = closed - 1 - _YOUNG
    came = DEFAULT.copy()
    if older < _YOUNG + 3:
        return came
    run = have[:, 2:] & have[:, 1:-1] & have[:, :-2]
    for back in range(_YOUNG):
        # ``run`` at t is of the months t..t + 2; the month looked at comes ``ahead`` after the last of them.
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


def arrival(material: Observed, told: Floats | None = None) -> Arrival:
    """How invoices come, per unit drawn towards its measure and per measure towards all.

    ``told`` (LAGS + 1,) is the share come after 0, 1, 2 … months, where something else than booking dates tells.
    """
    frame, units = material.frame, material.units
    size = len(units.person)
    lag = units.first_lag[:, : frame.closed]
    if not frame.lags_known:
        curve = missing(units.paid, frame.closed) if told is None else told
        shape = (frame.measures, 1)
        return Arrival(
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
    m_late, m_had = (_by_measure(values, units.measure, frame.measures) for values in (late, had))
    overall = drawn(m_late.sum(axis=0), m_had.sum(axis=0))
    m_late, m_had = m_late + _MEASURE * overall, m_had + _MEASURE
    rates = m_late / m_had
    u_late, u_had = late + _UNIT * rates[units.measure], had + _UNIT
    loose = _loose(material, age)
    ratio = material.later[..., 0].sum(axis=0) / np.maximum(material.later[..., 1].sum(axis=0), 1.0)
    scale = material.later[..., 1].sum(axis=1).mean() / (LAGS + 1) * 0.1 + 1.0
    step = (material.later[..., 0] + scale * ratio) / (np.maximum(material.later[..., 1], 0) + scale)
    growth = np.clip(1 + step, 0.8, 2.0)
    growth = np.concatenate([np.cumprod(growth[:, :0:-1], axis=1)[:, ::-1], np.ones((frame.measures, 1))], axis=1)
    return Arrival(backwards(u_late, u_had), backwards(m_late, m_had), growth, loose, True)


def _loose(material: Observed, age: np.ndarray) -> Floats:
    """The share come of what belongs to no citizen, by amount."""
    closed = material.frame.closed
    by_lag = np.abs(material.loose_lag[:, :closed])
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


def _by_measure(values: Floats, measure: np.ndarray, measures: int) -> Floats:
    out = np.zeros((measures, values.shape[1]))
    np.add.at(out, measure, values)
    return out
