"""Leaving: the chance that a running spell ends with a month, by measure and by how long it has run."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.model.arrays import Dates, Floats, Integers, Narrow
from styring_xl.model.forecasting.inputs import month_number
from styring_xl.model.forecasting.spells import LedgerSpells
from styring_xl.model.forecasting.units import Posted
from styring_xl.model.periods import day_of_age

BANDS: Final = (1, 3, 6, 12, 24, 48)
"""Months in the measure at which the hazard may change: 7 bands by age. Two more are for the 18th and 23rd birthday."""
ADULT, OLDER = len(BANDS) + 1, len(BANDS) + 2
_ALL: Final = len(BANDS) + 3
_HALF: Final = 18.0
"""Months after which what a month shows weighs half."""
_EVENTS: Final = 4.0
"""How many leavings the hazard of all weighs as in that of a measure."""
_BAND_EVENTS: Final = 6.0
"""How many leavings a measure's own hazard weighs as in that of one of its bands."""
DEFAULT: Final = 0.025
"""The monthly hazard where nothing is known: a stay of a little over three years."""
_MOST: Final = 0.9
"""No hazard is higher."""


class Leaving(Struct, frozen=True):
    """``rate`` (m, 9): hazard a month by band; ``events`` (m,): how many leavings it rests on, recent ones weighing
    more.

    ``season`` (12,): factors by calendar month, the same for all measures: many leave when a school year ends.
    """

    rate: Floats
    events: Floats
    season: Floats

    def hazard(self, measure: Integers, band: Integers) -> Floats:
        """Hazards of units (u,) in bands (u, …)."""
        found: Floats = self.rate[measure.reshape((-1,) + (1,) * (band.ndim - 1)), band]
        return found


def bands(age: Integers | Narrow, index: Integers, adult: Integers, older: Integers) -> Integers:
    """The band (u, h) of each unit in each month ``index`` (h,): the birthday's in the month of it and the two beside
    it, else by ``age`` (u, h), the months the unit has been in the measure.

    adult, older (u,): the indices of the months of the 18th and the 23rd birthday.
    """
    band = np.searchsorted(np.asarray(BANDS), np.maximum(age, 0), side="right")
    for birth, code in ((adult, ADULT), (older, OLDER)):
        band = np.where(np.abs(index[None, :] - birth[:, None]) <= 1, code, band)
    return band


def birth_months(born: Dates, person: Integers, first: int) -> tuple[Integers, Integers]:
    """The month indices (u,) of each unit's 18th and 23rd birthday; −10.000 where the birthday is not known.

    born: birthdays by person code; person (u,); first: the month number of index 0.
    """
    found = []
    for age in (18, 23):
        if len(born) == 0:
            found.append(np.full(len(person), -10_000))
            continue
        day = day_of_age(born[person], age)
        found.append(np.where(np.isnat(day), -10_000, month_number(day) - first))
    return found[0], found[1]


def leaving(posted: Posted, seen: LedgerSpells, adult: Integers, older: Integers) -> Leaving:
    """Hazards as leavings per watched month, each measure drawn to all and each band to its measure (a gamma prior).

    A spell that still runs is censored: its months count, and no leaving does. One that began before the ledger
    enters at the age it had then, so no month counts in which it was not watched.
    """
    frame, units = posted.frame, posted.units
    index = np.arange(frame.months)
    band = bands(seen.age, index, adult, older)
    weight = np.broadcast_to(0.5 ** (np.maximum(frame.age(), 0) / _HALF), band.shape)
    cell = (units.measure[:, None] * _ALL + band)[seen.watched]
    size = frame.measures * _ALL
    exposure = np.bincount(cell, weight[seen.watched], size).reshape(-1, _ALL)
    events = np.bincount(cell, (weight * seen.left)[seen.watched], size).reshape(-1, _ALL)
    total = (events.sum() + _EVENTS) / (exposure.sum() + _EVENTS / DEFAULT)
    measure = (events.sum(axis=1) + _EVENTS) / (exposure.sum(axis=1) + _EVENTS / total)
    # First how much each band differs from the measures' own hazards, in all measures; each measure's band is drawn
    # to its measure's hazard times that.
    usual = (exposure * measure[:, None]).sum(axis=0)
    shape = (events.sum(axis=0) + _BAND_EVENTS) / (usual + _BAND_EVENTS)
    prior = measure[:, None] * shape
    rate = (events + _BAND_EVENTS) / (exposure + _BAND_EVENTS / prior)
    seen_events = np.bincount(frame.calendar(), seen.left.sum(axis=0), 12)
    due = np.where(seen.watched, rate[units.measure[:, None], band], 0.0).sum(axis=0)
    season = calendar_pattern(seen_events, np.bincount(frame.calendar(), due, 12), int(seen.watched.any(axis=0).sum()))
    return Leaving(np.minimum(rate, _MOST), events.sum(axis=1), season)


def calendar_pattern(counts: NDArray[Any], due: NDArray[Any], months: int) -> Floats:
    """Factors (12,) by calendar month, from what was counted (12,) and what an even year would give (``due``, 12).

    Only what the twelve differ by beyond chance (a variance of twice the mean) is kept. All are 1 with fewer than 24
    watched ``months``, for a single year's pattern may not come again.
    """
    if months < 24:
        return np.ones(12)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(due > 0, counts / due, 1.0)
        chance = 2.0 / np.maximum(due, 1e-9)
    signal = max(float(ratio.var() - chance.mean()), 0.0)
    season = 1 + signal / (signal + chance) * (ratio - 1)
    found: Floats = season / season.mean()
    return found
