"""The plan of a simulation: for every unit what each month costs and how likely it is to be there."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.forecasting.inflow import Inflow, inflow
from styring_xl.model.forecasting.invoices import InvoiceTiming
from styring_xl.model.forecasting.leaving import Leaving, bands
from styring_xl.model.forecasting.loose import Loose, loose
from styring_xl.model.forecasting.past import LedgerPast
from styring_xl.model.forecasting.prices import Prices, prices
from styring_xl.model.forecasting.spells import LedgerSpells
from styring_xl.model.forecasting.sums import by_measure
from styring_xl.model.forecasting.survival import Survival, lasting
from styring_xl.model.forecasting.units import LAGS, Observed
from styring_xl.model.quantile import median

_UNHELD: Final = 0.06
"""Relative deviation, common to all, of what is paid from what rows say, where no ledger shows it."""
_THIN: Final = 0.35
"""Added to the deviation, common to all, of how many leave, where no month has been watched."""
_ENOUGH: Final = 12.0
"""With so many watched months nothing is added."""


class SimulationPlan(Struct, frozen=True):
    """What is simulated: J months from ``start`` on; the year's months are the last 12 of T (``months``).

    Per unit: ``measure`` (u,) code; ``risk`` float32 (u, J + 1), minus the logarithm of the chance to be there at the
    beginning of each month; ``due`` øre (u, 12), what the rows say of the year's open months at full probability;
    ``cost`` øre (u, 12), what each month of the year costs when the unit is there; ``missing`` (u, 12), the chance that
    the month still gets its invoice, 1 in open months; ``part`` (u, 12), the part of a month's cost that falls when it
    is the unit's last; ``of_row`` (u,), whether the sheet has it; ``unsure`` (u,), the relative deviation of its level.

    Per measure: ``known`` int64 øre (m, 12), *Forventet regnskab*; ``weighed`` int64 øre (m, 12), the part of it from
    citizens' rows in open months, by their probability; ``noise`` (m,), relative deviation of a single month; ``grown``
    and ``grown_spread`` øre (m, 12), what is still to come of closed months that have an invoice, and its deviation;
    ``loose``; ``leaving_spread`` (m,), relative deviation of the hazards, besides ``leaving_common`` for all;
    ``stay`` (m, 26), the chance that a new unit is there k months after it began; ``starts`` (m, 24), how many
    unseen units begin in each of the last 24 months; ``season`` (m, 12), price factors of the year's months.

    For all: ``inflow``; ``jump`` and ``jump_spread`` (12,), New Year's rise as a factor and its relative deviation.
    """

    measures: int
    start: int
    closed: int
    months: int
    known: Integers
    weighed: Integers
    measure: Integers
    risk: Floats
    due: Floats
    cost: Floats
    missing: Floats
    part: Floats
    of_row: Flags
    noise: Floats
    unsure: Floats
    grown: Floats
    grown_spread: Floats
    loose: Loose
    leaving_spread: Floats
    leaving_common: float
    inflow: Inflow
    stay: Floats
    starts: Floats
    season: Floats
    jump: Floats
    jump_spread: Floats


def plan(material: Observed, known: LedgerPast) -> SimulationPlan:
    """Estimate everything of a year, from what is ``known`` of what is posted and from what the rows say."""
    came, seen, gone = known.came, known.seen, known.gone
    cost = prices(material, known.paid)
    here = lasting(material, seen, came, gone, known.adult, known.older)
    new = inflow(material, seen, came, cost, here, _stay(gone, material.frame.measures))
    return _plan(material, came, seen, gone, cost, here, new, loose(material, came, cost))


def _plan(
    material: Observed,
    came: InvoiceTiming,
    seen: LedgerSpells,
    gone: Leaving,
    cost: Prices,
    here: Survival,
    new: Inflow,
    apart: Loose,
) -> SimulationPlan:
    frame, units = material.frame, material.units
    now, months, start, own = frame.closed, frame.months, here.start, units.measure
    calendar, year = frame.calendar(), np.arange(material.january, months)
    still = year >= now

    jump, jump_spread, usual_ratio = _new_year(material, seen, cost, bool(here.trusted.any()), np.arange(start, months))
    price = _price(material, seen, cost, usual_ratio, start)
    # The price of now is a mean of months that lie some four months back, weighed by their age: it has drifted since.
    drift = np.where(still, 1 + cost.drift * (year - now + 4), 1.0)
    paid = material.of_year(units.paid)
    # What is booked already in an open month is part of its price.
    price *= jump[-12:]
    price *= drift
    price[:, still] = np.maximum(price[:, still], paid[:, still])
    weighed, known = _known(material)

    due = material.due[:, -12:]
    risk = -np.log(np.maximum(here.survival, 1e-30)) - np.log(np.maximum(units.chance, 1e-30))[:, None]
    risk = np.maximum.accumulate(risk, axis=1).astype(np.float32)
    part = np.where(here.granted[:, -12:] & (due > 0), 1.0, new.last)
    grown = _grown(material, came, paid)
    relative = np.where(
        np.isfinite(cost.ratio) | np.isfinite(cost.month),
        cost.noise[own] / np.sqrt(np.maximum(cost.months, 0.5)),
        cost.between[own],
    )
    thin = max(1 - seen.watched.any(axis=0).sum() / _ENOUGH, 0.0)
    stay = _stay(gone, frame.measures)
    missing = _missing(material, seen, came, here, paid)
    return SimulationPlan(
        frame.measures, start, now, months, known, weighed, own, risk,
        np.where(still, due, 0.0), price, missing, part, units.has_row,
        cost.noise, relative, grown, 0.5 * np.abs(grown), apart, 1 / np.sqrt(gone.events + 4), 0.12 + _THIN * thin, new,
        stay, _starts(new, calendar, now, months), cost.season[:, calendar[-12:]], jump[-12:], jump_spread[-12:],
    )  # fmt: skip


def _grown(material: Observed, came: InvoiceTiming, paid: Floats) -> Floats:
    """``grown`` of ``SimulationPlan``: what the closed months with an invoice come to beyond what has come of them, øre
    ``paid`` (u, 12)."""
    frame, units = material.frame, material.units
    age = frame.age()[-12:]
    late = np.where((paid > 0) & (age >= 0), paid, 0.0)
    late *= (came.growth[:, np.clip(age, 0, LAGS)] - 1)[units.measure]
    return by_measure(late, units.measure, frame.measures)


def _new_year(
    material: Observed, seen: LedgerSpells, cost: Prices, trusted: bool, index: Integers
) -> tuple[Floats, Floats, Floats]:
    """The factor (J,) of the New Year after the closed months, if there is one before the year's end; the deviation
    (J,) of prices in each month; and the usual ratio (m,) of what is paid to what rows say."""
    frame = material.frame
    now = frame.closed
    crossed = np.maximum.accumulate((index >= now) & (frame.calendar()[index] == 0))
    rise, spread, usual_ratio = rise_of_rows(cost, crossed, material.units.has_row & (seen.last >= now - 4))
    jump = np.where(crossed, 1 + rise, 1.0)
    jump_spread = np.where(crossed, spread / (1 + rise), 0.0)
    # Where little has been paid, nobody has seen whether the sheet's prices are what is paid.
    unheld = _UNHELD / np.sqrt(1 + np.isfinite(cost.month).sum() / 5)
    return jump, np.where(index >= now, np.hypot(jump_spread, unheld), 0.0 if trusted else unheld), usual_ratio


def _price(material: Observed, seen: LedgerSpells, cost: Prices, usual_ratio: Floats, start: int) -> Floats:
    """Øre (u, 12) that each month of the year costs where the unit is there, before New Year's rise: the row's own
    where it says something of the month, corrected by how it has been paid, else what the ledger shows: by the highest
    that the row says of a month from ``start`` on, where nothing has been paid."""
    frame, units = material.frame, material.units
    index, own, calendar = np.arange(material.january, frame.months), units.measure, frame.calendar()[-12:]
    trust = cost.months / (cost.months + np.minimum((cost.noise / cost.between) ** 2, 4)[own])
    wild = (cost.ratio > 3) | (cost.ratio < 0.3)
    ratio = np.where(
        np.isfinite(cost.ratio),
        np.where(wild, cost.ratio, trust * cost.ratio + (1 - trust) * usual_ratio[own]),
        usual_ratio[own],
    )
    due = material.due[:, -12:]
    said = material.due[:, start:].max(axis=1, initial=0.0) * ratio
    recent = np.nan_to_num(np.where(np.isfinite(cost.month), cost.month, said))
    by_ledger = recent[:, None] * cost.season[own][:, calendar]
    # The ledger's price holds in closed months inside a spell, and in all months after the last paid one.
    began = np.where(units.has_row & (seen.last < 0), units.begins, seen.last + 1)
    active = ((index[None, :] >= began[:, None]) | material.of_year(seen.inside)) & ~units.once[:, None]
    by_ledger[~active] = 0.0
    by_row = due * ratio[:, None]
    by_row *= cost.besides[own][:, calendar]
    found: Floats = np.where(due > 0, by_row, by_ledger)
    return found


def _missing(material: Observed, seen: LedgerSpells, came: InvoiceTiming, here: Survival, paid: Floats) -> Floats:
    """The chance (u, 12) that a closed month of the year without an invoice still gets one, if the unit was there; 1
    for open months, 0 for closed ones with an invoice. paid: øre (u, 12)."""
    units, age = material.units, material.frame.age()[-12:]
    waits = 1 - came.unit[:, np.clip(age, 0, LAGS)]
    whole = 1 - waits
    whole *= seen.zero[units.measure][:, None]
    whole += waits
    waits /= np.maximum(whole, 1e-9, out=whole)
    waits[~here.trusted[units.measure]] = 1.0
    waits[paid != 0] = 0.0
    waits[:, age < 0] = 1.0
    return waits


def _known(material: Observed) -> tuple[Integers, Integers]:
    """``weighed`` and ``known`` of ``SimulationPlan``."""
    frame, units = material.frame, material.units
    still = np.arange(material.january, frame.months) >= frame.closed
    weighed = np.zeros((frame.measures, 12), np.int64)
    np.add.at(weighed, units.measure, np.where(still, material.base, 0))
    # Rows without a citizen count as they are; the simulation never moves them.
    return weighed, weighed + material.booked + np.where(still, material.reserves, 0)


def rise_of_rows(cost: Prices, crossed: Flags, running: Flags) -> tuple[float, float, Floats]:
    """New Year's rise, its standard deviation, and the usual ratio (m,) of what is paid to what rows say.

    crossed (J,): months after the New Year that is to come; running (u,): units with a row that were paid lately.

    Late in the year the rows may carry next year's prices already. Then nearly all were paid less than their rows say,
    by the rise itself. Whether that is so is judged by the median ratio: nearer to 1, or to 1 / (1 + the usual rise)?
    """
    if not crossed.any():
        return 0.0, 0.0, cost.usual_ratio
    ratio = cost.ratio[running & np.isfinite(cost.ratio) & (np.abs(cost.ratio - 1) < 0.2)]
    if len(ratio) < 10:
        return cost.rise, cost.spread, cost.usual_ratio
    middle = float(median(ratio))
    implied = 1 / middle - 1
    error = 0.003 + 1.25 * float(median(np.abs(ratio - middle))) / np.sqrt(len(ratio))
    as_now = np.exp(-0.5 * (implied / (error + 0.003)) ** 2) / (error + 0.003)
    wide = np.hypot(cost.spread, error)
    as_then = np.exp(-0.5 * ((implied - cost.rise) / wide) ** 2) / wide
    if as_then > as_now and implied > 0.005:
        return implied, error + 0.002, cost.usual_ratio
    return cost.rise, cost.spread, cost.usual_ratio


def _stay(gone: Leaving, measures: int) -> Floats:
    """The chance (m, 26) that a new unit is there k months after its first."""
    age = np.arange(25)
    far = np.full(1, -10_000)
    band = bands(age[None, :], age, far, far)
    hazard = gone.hazard(np.arange(measures), np.repeat(band, measures, axis=0))
    return np.concatenate([np.ones((measures, 1)), np.cumprod(1 - hazard, axis=1)], axis=1)


def _starts(new: Inflow, calendar: Integers, now: int, months: int) -> Floats:
    """How many units (m, 24) are expected to begin in each of the last 24 months without having been seen yet."""
    index = np.arange(months - 24, months)
    age = now - 1 - index
    unseen = np.where(
        age >= 0, 1 - new.seen[:, np.clip(age, 0, LAGS)], 1 - new.ahead[np.clip(-age - 1, 0, len(new.ahead) - 1)]
    )
    unseen = np.where(age > LAGS, 0.0, unseen)
    waiting: Floats = new.rate[:, None] * new.season[(calendar[-1] + 1 + np.arange(-24, 0)) % 12] * unseen
    return waiting
