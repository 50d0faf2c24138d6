"""The commitments of the fictive municipality, as arrays of one length: one row per *bevilling*."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from msgspec.structs import fields, replace

from styring_xl.demo.measures import ADVISERS, MEASURES
from styring_xl.model.arrays import Dates, Flags, Integers
from styring_xl.model.commitments import ONE, expected
from styring_xl.model.periods import DAY, MONTH, NO_DAY, day_of_age, month_starts
from styring_xl.model.rate_unit import RateUnit

UNSET = -1
_FOLLOWED = 0.9
"""So many of those who came since the beginning of last year took the place of one who left."""
_WEIGHTS = np.array([measure.weight for measure in MEASURES])
_UNITS_A_YEAR = {
    RateUnit.MONTH: 12.0,
    RateUnit.DAY: 365.0,
    RateUnit.WEEK: 365 / 7,
    RateUnit.YEAR: 1.0,
    RateUnit.HOUR: 365 / 7,
    RateUnit.ONCE: 1.0,
}


class DemoCases(Struct, frozen=True):
    """n commitments. Rates in øre; quantity, vat and probability in ten-thousandths with UNSET for an empty cell."""

    measure: Integers
    citizen: Integers
    supplier: Integers
    adviser: Integers
    rate: Integers
    unit: Integers
    quantity: Integers
    start: Dates
    stop: Dates
    """NaT for an open end."""
    vat: Integers
    probability: Integers
    whole: Flags
    """The row overrides the workbook's rule with *hele*."""
    split: Flags
    """The second of two rows that a change of price made."""
    sibling: Integers
    """The citizen whose sibling this one is, else UNSET."""

    def __len__(self) -> int:
        return len(self.measure)

    def take(self, rows: Integers) -> DemoCases:
        """The rows in another order."""
        return DemoCases(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def join(self, other: DemoCases) -> DemoCases:
        """These and the others."""
        return DemoCases(
            **{
                each.name: np.concatenate([getattr(self, each.name), getattr(other, each.name)])
                for each in fields(self)
            }
        )

    def amounts(self, year: int) -> Integers:
        """Expected amounts in øre (n, 12), before probability."""
        return expected(
            self.rate,
            np.where(self.quantity == UNSET, ONE, self.quantity),
            self.unit,
            self.start,
            self.stop,
            year,
            self.whole.astype(np.int64),
            np.where(self.vat == UNSET, ONE, self.vat),
        )


def draw(rng: np.random.Generator, count: int, year: int, closed: int) -> tuple[DemoCases, Dates]:
    """``count`` commitments around ``year`` and the dates of birth of their citizens."""
    measure = rng.choice(len(MEASURES), count, p=_WEIGHTS / _WEIGHTS.sum())
    # Every measure that anybody can be committed to has somebody, when there are rows enough.
    all_used = np.flatnonzero(_WEIGHTS)
    if count > 2 * len(all_used):
        measure[: len(all_used)] = all_used
    start, stop = _periods(rng, measure, year, closed)
    unit, quantity, rate = _prices(rng, measure)
    born = _birthdays(rng, measure, start)
    stop = _stop_at_eighteen(rng, born, start, stop, year)
    once = unit == RateUnit.ONCE
    stop = np.where(once, start, stop)
    n = np.arange(count)
    suppliers = np.array([len(each.suppliers) for each in MEASURES])[measure]
    vat = np.where(rng.random(count) < np.array([each.vat_share for each in MEASURES])[measure], 9_540, UNSET)
    later = start >= month_starts(year)[closed]
    unsure = later & (rng.random(count) < 0.6)
    cases = DemoCases(
        measure=measure,
        citizen=n,
        supplier=rng.integers(0, suppliers),
        adviser=rng.integers(0, len(ADVISERS), count),
        rate=rate,
        unit=unit,
        quantity=quantity,
        start=start,
        stop=stop,
        vat=vat,
        probability=np.where(unsure, rng.choice([5_000, 7_500, 8_000, 9_000], count), UNSET),
        whole=(unit == RateUnit.MONTH) & (rng.random(count) < 0.04),
        split=np.zeros(count, dtype=bool),
        sibling=np.full(count, UNSET, dtype=np.int64),
    )
    cases = _siblings(rng, _second_measures(rng, cases))
    return _price_changes(rng, cases, year), born


def departed(rng: np.random.Generator, cases: DemoCases, year: int) -> tuple[DemoCases, Dates]:
    """Commitments that ended last year and left the sheet at New Year, and the dates of birth of their citizens.

    Most of those who came since took the place of one who had the same measure until then; of those who came this year,
    one who left at the same time last year, for people leave all the year round. Without them last year's ledger would
    know only who is still here. Their citizens are numbered from 0.
    """
    first, new_year = np.datetime64(f"{year - 1}-01-01"), month_starts(year)[0]
    once = cases.unit == RateUnit.ONCE
    came = (cases.start > first) & ~cases.split & (~once | (cases.start >= new_year))
    rows = np.flatnonzero(came & (rng.random(len(cases)) < _FOLLOWED))
    count = len(rows)
    low, high = np.array([each.months for each in MEASURES])[cases.measure[rows]].T
    gap, length = rng.integers(0, 60, count), (rng.integers(low, high + 1) * 30.44).astype(np.int64)
    stop = cases.start[rows] - (1 + gap) * DAY
    stop = np.where((stop >= new_year) | once[rows], stop - 365 * DAY, stop)
    stop = np.where(once[rows], cases.start[rows] - 365 * DAY, stop)
    start = np.where(once[rows], stop, stop - length * DAY)
    found = replace(
        cases.take(rows),
        citizen=np.arange(count),
        rate=np.rint(cases.rate[rows] * rng.uniform(0.9, 1.02, count) / 50).astype(np.int64) * 50,
        start=start,
        stop=stop,
        sibling=np.full(count, UNSET, dtype=np.int64),
    )
    born = _birthdays(rng, found.measure, start)
    found = replace(found, stop=np.where(once[rows], stop, _stop_at_eighteen(rng, born, start, stop, year)))
    left = np.flatnonzero(found.stop >= first)
    return replace(found.take(left), citizen=np.arange(len(left))), born[left]


def _periods(rng: np.random.Generator, measure: Integers, year: int, closed: int) -> tuple[Dates, Dates]:
    count = len(measure)
    first, today, last = np.datetime64(f"{year - 3}-01-01"), month_starts(year)[closed], month_starts(year)[11]
    begun = first + (rng.random(count) ** 0.8 * ((today - first) / DAY)).astype(np.int64) * DAY
    coming = today + (rng.random(count) * max((last - today) / DAY, 28)).astype(np.int64) * DAY
    start = np.where(rng.random(count) < 0.08, coming, begun)
    low, high = np.array([each.months for each in MEASURES])[measure].T
    length = rng.integers(low, high + 1)
    stop = start + (length * 30.44).astype(np.int64) * DAY
    # A sheet keeps some of what ended last year; what would have ended before is moved on, with its length.
    oldest, new_year = np.datetime64(f"{year - 1}-01-01"), month_starts(year)[0]
    gone = stop < oldest
    revived = ~gone & (stop < new_year) & (rng.random(count) < 0.75)
    moved = np.where(gone, oldest - stop + rng.integers(90, 720, count) * DAY, 0 * DAY)
    moved = np.where(revived, rng.integers(200, 600, count) * DAY, moved)
    start, stop = start + moved, stop + moved
    # Most begin with a month and end with one.
    start = np.where(rng.random(count) < 0.7, start.astype("datetime64[M]").astype("datetime64[D]"), start)
    whole_month = rng.random(count) < 0.7
    stop = np.where(whole_month, (stop.astype("datetime64[M]") + MONTH).astype("datetime64[D]") - DAY, stop)
    endless = rng.random(count) < np.array([each.open_share for each in MEASURES])[measure]
    return start, np.where(endless, NO_DAY, stop)


def _prices(rng: np.random.Generator, measure: Integers) -> tuple[Integers, Integers, Integers]:
    """Unit, quantity in ten-thousandths and rate in øre of each row."""
    count = len(measure)
    unit = np.zeros(count, dtype=np.int64)
    quantity = np.full(count, UNSET, dtype=np.int64)
    rate = np.zeros(count, dtype=np.int64)
    spread = np.exp(rng.normal(0, 0.16, count))
    lot = rng.random(count)
    pick = rng.random(count)
    for code in np.unique(measure).tolist():
        each = MEASURES[code]
        rows = np.flatnonzero(measure == code)
        edges = np.cumsum([share for _, share in each.units])
        chosen = np.minimum(np.searchsorted(edges, lot[rows], side="right"), len(each.units) - 1)
        for at, (of, _) in enumerate(each.units):
            part = rows[chosen == at]
            unit[part] = of
            price = each.price * spread[part] / _UNITS_A_YEAR[of]
            if each.quantity:
                amounts = np.array(each.quantity)
                if of == RateUnit.WEEK:
                    # Days of relief a month, as days a week: every other weekend is one.
                    amounts = np.array([1.0, 1.5])
                elif of == RateUnit.DAY:
                    amounts = np.array([0.13, 0.16, 0.2])
                quantity[part] = np.rint(amounts[(pick[part] * len(amounts)).astype(np.int64)] * ONE)
                price = price / amounts.mean()
            step = 50 if of in (RateUnit.DAY, RateUnit.HOUR) else 1_000
            rate[part] = np.rint(price * 100 / step) * step
    return unit, quantity, rate


def _birthdays(rng: np.random.Generator, measure: Integers, start: Dates) -> Dates:
    low, high = np.array([each.ages for each in MEASURES])[measure].T
    days = (low + rng.random(len(measure)) * (high + 1 - low)) * 365.25
    born: Dates = start - np.maximum(days, 1).astype(np.int64) * DAY
    return born


def _stop_at_eighteen(rng: np.random.Generator, born: Dates, start: Dates, stop: Dates, year: int) -> Dates:
    """Most rows that would pass the 18th birthday end the day before it; a few are left for the checks to find."""
    day_before = day_of_age(born, 18) - DAY
    soon = day_before < np.datetime64(f"{year + 1}-01-01")
    passes = soon & (np.isnat(stop) | (stop > day_before)) & (day_before > start)
    return np.where(passes & (rng.random(len(born)) < 0.93), day_before, stop)


def _second_measures(rng: np.random.Generator, cases: DemoCases) -> DemoCases:
    """Some citizens in care also get relief or a contact person: two rows, one number."""
    care = {"Familiepleje", "Netværkspleje", "Socialpædagogisk opholdssted"}
    extra = {"Aflastning", "Kontaktpersoner", "Ildsjæle"}
    names = np.array([each.name for each in MEASURES])[cases.measure]
    placed = np.flatnonzero(np.isin(names, list(care)))
    beside = np.flatnonzero(np.isin(names, list(extra)))
    count = min(len(placed), len(beside), max(1, len(cases) // 25)) if len(placed) and len(beside) else 0
    citizen = cases.citizen.copy()
    citizen[rng.choice(beside, count, replace=False)] = rng.choice(placed, count, replace=False)
    return replace(cases, citizen=citizen, adviser=cases.adviser[citizen])


def _siblings(rng: np.random.Generator, cases: DemoCases) -> DemoCases:
    """Some children share a foster family with a brother or sister."""
    placed = np.flatnonzero(cases.measure == 0)
    pairs = min(len(placed) // 2, max(1, len(cases) // 60))
    older, younger = rng.choice(placed, (2, pairs), replace=False)
    supplier, adviser, sibling = cases.supplier.copy(), cases.adviser.copy(), cases.sibling.copy()
    supplier[younger], adviser[younger] = supplier[older], adviser[older]
    sibling[younger] = cases.citizen[older]
    return replace(cases, supplier=supplier, adviser=adviser, sibling=sibling)


def _price_changes(rng: np.random.Generator, cases: DemoCases, year: int) -> DemoCases:
    """One row in twelve becomes two at New Year, the second with the new price; the count stays the same."""
    new_year = month_starts(year)[0]
    spans = (cases.start < new_year) & (np.isnat(cases.stop) | (cases.stop >= new_year)) & (cases.unit != RateUnit.ONCE)
    eligible = np.flatnonzero(spans)
    count = min(len(cases) // 12, len(eligible) // 2)
    if not count:
        return cases
    chosen = np.sort(rng.choice(eligible, count, replace=False))
    spare = np.setdiff1d(np.arange(len(cases)), chosen)
    # Never the only row of a measure or the placement of a citizen with two.
    _, first_of_measure = np.unique(cases.measure, return_index=True)
    shared = np.flatnonzero(cases.citizen != np.arange(len(cases)))
    spare = np.setdiff1d(spare, np.concatenate([first_of_measure, shared, cases.citizen[shared]]))
    dropped = spare[-count:]
    chosen = chosen[: len(dropped)]
    kept = np.setdiff1d(np.arange(len(cases)), dropped)
    stop = cases.stop.copy()
    stop[chosen] = new_year - DAY
    old = replace(cases, stop=stop).take(kept)
    new = cases.take(chosen)
    new = replace(
        new,
        rate=np.rint(new.rate * 1.028 / 50).astype(np.int64) * 50,
        start=np.full(len(chosen), new_year),
        split=np.ones(len(chosen), dtype=bool),
    )
    return DemoCases(
        **{each.name: np.concatenate([getattr(old, each.name), getattr(new, each.name)]) for each in fields(old)}
    )


def moves(cases: DemoCases, born: Dates, year: int) -> DemoCases:
    """The same rows, but citizens move from one measure to another in the course of the year.

    Two of three rows that begin in it go to a citizen whose own measure ends about then, or is a much smaller one.
    Rows change hands and nothing else: no amount and no date is another.
    """
    new_year, next_year = month_starts(year)[0], month_starts(year)[12]
    _, of, count = np.unique(cases.citizen, return_inverse=True, return_counts=True)
    alone = (count[of] == 1) & ~np.isin(cases.citizen, cases.sibling) & (cases.sibling == UNSET)
    alone &= cases.unit != RateUnit.ONCE
    begins = alone & (cases.start > new_year) & (cases.start < next_year)
    free = alone & (cases.start <= new_year)
    low, high = np.array([each.ages for each in MEASURES])[cases.measure].T
    price = np.array([each.price for each in MEASURES])[cases.measure]
    stops = np.where(np.isnat(cases.stop), next_year, cases.stop)
    eighteen = day_of_age(born[cases.citizen], 18)
    citizen, adviser = cases.citizen.copy(), cases.adviser.copy()
    for at, row in enumerate(np.flatnonzero(begins).tolist()):
        if at % 3 == 0:
            continue
        start = cases.start[row]
        age = (start - born[cases.citizen]) / DAY / 365.25
        ends = (stops >= start - 120 * DAY) & (stops <= start + 30 * DAY)
        smaller = (stops > start) & (price * 3 < price[row])
        fits = free & (ends | smaller) & (stops >= new_year) & (age >= low[row]) & (age <= high[row])
        found = np.flatnonzero(fits & (cases.measure != cases.measure[row]) & (eighteen > stops[row]))
        if len(found):
            # Any of them: they stand in no order that means anything.
            one = int(found[row % len(found)])
            free[one] = False
            citizen[row], adviser[row] = cases.citizen[one], cases.adviser[one]
    return replace(cases, citizen=citizen, adviser=adviser)
