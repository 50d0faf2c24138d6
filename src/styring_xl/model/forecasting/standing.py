"""Who is still here: the chance that each unit lasts through each month, by rows, invoices and hazards together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.forecasting.arrival import Arrival
from styring_xl.model.forecasting.inputs import Floats
from styring_xl.model.forecasting.leaving import Leaving, bands
from styring_xl.model.forecasting.spells import UNKNOWN_START, Spells
from styring_xl.model.forecasting.units import LAGS, NEVER, Material

TAIL: Final = 13
"""Months back from the last closed one in which a unit may have left without anyone having said so."""
PROLONGED: Final = 0.15
_STOPS: Final = 10.0
_OPEN: Final = 4.0
_SURPRISE: Final = 0.004
_UNTRIED: Final = 0.04


@dataclass(frozen=True, slots=True)
class Standing:
    """From month ``start`` on: ``survival`` (u, J + 1), the chance to be there in that month and the one after T.

    J = T − ``start``. ``granted`` (u, J): the month holds the stop that the last row states, so its cost is the row's.
    ``prolonged`` is the chance that a granted stop is passed, ``left_open`` (TAIL,) the chance that a row still is open
    k months after its last one, ``trusted`` (m,) whether missing invoices say anything in a measure.
    """

    start: int
    survival: Floats
    granted: Flags
    prolonged: float
    left_open: Floats
    trusted: Flags


def standing(
    material: Material, seen: Spells, came: Arrival, gone: Leaving, adult: Integers, older: Integers
) -> Standing:
    frame, units = material.frame, material.units
    now, months, size = frame.closed, frame.months, len(units.person)
    start = max(now - TAIL, 0)
    index = np.arange(start, months + 1)
    prolonged = _prolonged(material, seen, came)
    named = np.zeros(frame.measures, bool)
    named[units.measure[seen.present.any(axis=1)]] = True
    trusted = named | (np.abs(material.loose).sum(axis=1) > 0)

    # Where a unit was last known to be: its last paid month, or the month before a row that begins after that.
    again = units.has_row & (units.begins > seen.last + 2)
    anchor = np.where((seen.last < 0) | again, np.where(units.has_row, units.begins - 1, -NEVER), seen.last)
    opened = _opened(seen, units.begins, units.has_row, again)
    stop = np.where(units.has_row, units.ends, NEVER)
    hazard = gone.hazard(units.measure, bands(index[None, :] - opened[:, None], index, adult, older))
    foreseen = _foreseen(hazard, anchor, stop, index, now, units.measure, frame.measures, prolonged)
    running_row = units.has_row & (units.ends >= now - 1)
    early = running_row[:, None] & (index < stop[:, None]) & (index >= now - 1)
    hazard = np.where(early, hazard * foreseen[units.measure][:, None], hazard)
    at_stop = (index == stop[:, None]) & (stop >= anchor)[:, None]
    end = np.where(units.once, 1.0, 1 - prolonged)[:, None]
    hazard = np.where(at_stop, end, hazard)
    hazard = np.where(index < anchor[:, None], 0.0, hazard)

    open_curve = _left_open(material, seen, came.complete())
    survival = _weighed(material, seen, came, hazard, anchor, index, now, trusted, open_curve, again)
    # A stop before its start, or what was paid for long ago and no row mentions, is gone.
    lost = (anchor < start - 1) & ~(running_row & ~trusted[units.measure])
    lost |= units.has_row & (units.ends < units.begins) & (seen.last < 0)
    survival[lost] = 0.0
    return Standing(start, survival, at_stop[:, :-1], prolonged, open_curve, trusted)


def _opened(seen: Spells, begins: Integers, has_row: Flags, again: Flags) -> Integers:
    """The month each unit's latest spell began."""
    if seen.age.shape[1] == 0:
        return begins
    at = np.maximum(seen.last, 0)
    opened = seen.last - np.take_along_axis(seen.age, at[:, None], axis=1)[:, 0]
    opened = np.where(seen.last < 0, np.where(has_row, begins, -UNKNOWN_START), opened)
    return np.where(again, begins, opened)


def _weighed(
    material: Material,
    seen: Spells,
    came: Arrival,
    hazard: Floats,
    anchor: Integers,
    index: Integers,
    now: int,
    trusted: Flags,
    open_curve: Floats,
    again: Flags,
) -> Floats:
    """Bayes over the month each unit left, given the months without an invoice and a row that still is open."""
    units = material.units
    size = len(anchor)
    survival = np.ones((size, len(index)))
    start = int(index[0])
    closed = now - start
    if closed > 0:
        open_row = units.has_row & (units.ends >= now)
        untried = (seen.last < 0) | again
        alive, like = np.ones(size), np.ones(size)
        left = np.zeros((size, closed))
        counts = trusted[units.measure]
        for step in range(closed):
            month = start + step
            after = month >= anchor
            said = np.where(open_row, np.where(counts, open_curve[now - 1 - month], 0.0), 1.0)
            here = month >= np.maximum(anchor, start - 1)
            if step == closed - 1:
                left[:, step] = np.where(here, alive * like, 0.0)
                left[~here, step] = 1.0
                break
            left[:, step] = np.where(here, alive * hazard[:, step] * like * said, 0.0)
            alive = np.where(after, alive * (1 - hazard[:, step]), alive)
            share = came.unit[:, np.clip(now - 2 - month, 0, LAGS)] * (1 - seen.zero[units.measure])
            silent = np.maximum(1 - share, np.where(untried, _UNTRIED, _SURPRISE))
            like = np.where(after & counts, like * silent, like)
        total = left.sum(axis=1, keepdims=True)
        tail = np.cumsum(left[:, ::-1], axis=1)[:, ::-1]
        survival[:, :closed] = np.where(total > 0, tail / np.where(total > 0, total, 1.0), 0.0)
        survival[:, :closed] = np.where(index[:closed] <= anchor[:, None], 1.0, survival[:, :closed])
    for step in range(max(closed, 1), len(index)):
        survival[:, step] = survival[:, step - 1] * (1 - hazard[:, step - 1])
    return survival


def _foreseen(
    hazard: Floats,
    anchor: Integers,
    stop: Integers,
    index: Integers,
    now: int,
    measure: Integers,
    measures: int,
    prolonged: float,
) -> Floats:
    """How much of a measure's hazard (m,) is left for those no row stops in the months to come.

    The hazards are of all who leave. Some of those who will are already stopped by their rows; the rest of the leavings
    falls on the others.
    """
    ahead = index >= now - 1
    running = anchor >= now - 3
    pure = 1 - np.prod(1 - hazard[:, ahead][:, :-1], axis=1) if ahead.sum() > 1 else np.zeros(len(anchor))
    said = running & (stop >= now - 1) & (stop < index[-1])
    if not said.any():
        return np.ones(measures)
    everyone = np.bincount(measure[running], pure[running], measures)
    stopped = np.bincount(measure[said], minlength=measures) * (1 - prolonged)
    others = everyone - np.bincount(measure[said], pure[said] * 0.5, measures)
    whole = (everyone.sum() - stopped.sum() + 3) / (others.sum() + 3)
    return np.clip((everyone - stopped + 5 * np.clip(whole, 0.3, 1)) / (others + 5), 0.3, 1.0)


def _prolonged(material: Material, seen: Spells, came: Arrival) -> float:
    """The chance that a stop the rows state is passed, from those that lie back and whose invoices went on."""
    frame, units = material.frame, material.units
    until = frame.closed - came.complete() - 2
    stops = units.has_row & ~units.once & (units.ends >= 0) & (units.ends < until) & (seen.last >= 0)
    met = stops & (seen.last >= units.ends - 1)
    on = met & (seen.last >= units.ends + 2)
    return float((on.sum() + _STOPS * PROLONGED) / (met.sum() + _STOPS))


def _left_open(material: Material, seen: Spells, complete: int) -> Floats:
    """The chance (TAIL + 1,) that a row still is open k months after the unit's last one, from those long silent."""
    frame, units = material.frame, material.units
    prior = 0.6 * 0.75 ** np.arange(TAIL + 1)
    silent = frame.closed - 1 - seen.last
    open_row = units.has_row & (units.ends >= frame.closed)
    curve = prior.copy()
    for months in range(complete + 1, TAIL + 1):
        own = (silent == months) & (seen.last >= 0)
        curve[months] = ((open_row & own).sum() + _OPEN * prior[months]) / (own.sum() + _OPEN)
    # Fewer are open the longer it is since.
    return np.maximum.accumulate(curve[::-1])[::-1].clip(0.0, 0.95)
