"""The first family: municipalities where what the model assumes holds, with sizes and rates of every kind."""

from __future__ import annotations

import datetime as dt
import random

from tests.worlds.municipality import Case, Month, Municipality, Posting, first_day, last_day, month_of

MEASURES = (
    "Plejefamilie",
    "Døgninstitution",
    "Opholdssted",
    "Aflastning",
    "Kontaktperson",
    "Familiebehandling",
    "Botilbud",
    "Bostøtte",
    "Dagtilbud",
    "Socialpædagogisk støtte",
)


def like(seed: int) -> Municipality:
    """One municipality, its year 2025 or 2026 unknown to those who ask, and two to four years before it."""
    rng = random.Random(f"like {seed}")
    year = rng.choice((2025, 2026))
    years = rng.choice((2, 3, 3, 4))
    world = Municipality(
        year, list(rng.sample(MEASURES, rng.randint(4, 9))), reading=rng.choice((0, 0, 5, 10)),
        keeps_old_rows=rng.random() < 0.5,
    )  # fmt: skip
    begin, end = (year - years) * 12, year * 12 + 12
    rise = {y: rng.gauss(0.027, 0.008) for y in range(year - years, year + 1)}
    priced = rng.random() < 0.7
    late = _lags(rng.uniform(0.6, 0.95), rng.uniform(0.3, 0.7))
    for measure in world.measures:
        _measure(world, measure, rng, begin, end, rise, priced, late)
    return world


def _measure(
    world: Municipality, measure: str, rng: random.Random, begin: Month, end: Month, rise: dict[int, float],
    priced: bool, late: list[float],
) -> None:  # fmt: skip
    census = rng.choice((8, 20, 40, 80, 150))
    stay = rng.uniform(10, 60)
    price = 100 * rng.choice((8_000, 15_000, 30_000, 60_000, 110_000)) * rng.uniform(0.7, 1.4)
    spread = rng.uniform(0.2, 0.6)
    noise = rng.uniform(0.01, 0.08)
    child = rng.random() < 0.5
    slow = rng.choice((0.0, 0.5, 1.0, 1.5, 2.5))
    by_day = rng.random() < 0.3
    planned = rng.uniform(0.1, 0.6)
    # The variance of yearly inflow is 2,7 times its mean: a gamma of months that share a year's level.
    rate = census / stay
    for _ in range(census):
        start = begin - int(rng.expovariate(1 / stay)) - 1
        _case(world, measure, rng, start, begin, end, stay, price, spread, noise, child, slow, by_day, planned, rise,
              priced, late)  # fmt: skip
    for month in range(begin, end):
        if month % 12 == 0:
            level = rng.gammavariate(12 * rate / 1.7, 1.7 / (12 * rate)) if rate > 0 else 0
        for _ in range(_poisson(rng, rate * level)):
            _case(world, measure, rng, month, begin, end, stay, price, spread, noise, child, slow, by_day, planned,
                  rise, priced, late)  # fmt: skip
    # What belongs to no citizen: an agreement paid monthly.
    if rng.random() < 0.4:
        amount = census * price * rng.uniform(0.02, 0.08)
        for month in range(begin, end):
            amount *= 1 + (rise[month // 12] if month % 12 == 0 else 0)
            _post(world, rng, "", measure, amount * rng.gauss(1, 0.1), month, late)


def _case(
    world: Municipality, measure: str, rng: random.Random, start: Month, begin: Month, end: Month, stay: float,
    price: float, spread: float, noise: float, child: bool, slow: float, by_day: bool, planned: float,
    rise: dict[int, float], priced: bool, late: list[float],
) -> None:  # fmt: skip
    """A case that begins in ``start`` or, where it began before the ledger does, still runs at ``begin``."""
    day = first_day(start) + dt.timedelta(days=rng.choice((0, 0, rng.randint(0, 27))))
    months = rng.expovariate(1 / stay)
    if start < begin:
        months += begin - start
    stop = day + dt.timedelta(days=int(months * 30.44) + 5)
    cpr, born = _citizen(rng, day, child)
    if child:
        grown = born.replace(year=born.year + 18)
        if day < grown <= stop and rng.random() < 0.6:
            stop = grown
    registered = day + dt.timedelta(
        days=int(rng.gauss(-25, 15) if rng.random() < 0.4 else rng.expovariate(1 / (30 * slow + 1)))
    )
    grant = None
    if rng.random() < planned:
        # Granted for a while: half stop as granted, others before, some are prolonged.
        what = rng.random()
        if what < 0.5:
            grant = stop
        elif what < 0.85:
            grant = stop + dt.timedelta(days=rng.randint(20, 300))
        else:
            grant = max(day + dt.timedelta(days=30), stop - dt.timedelta(days=rng.randint(30, 200)))
    stop_seen = stop + dt.timedelta(days=int(rng.gauss(0, 30)) if rng.random() < 0.5 else rng.randint(0, 90))
    base = price * rng.lognormvariate(0, spread)
    if by_day:
        base /= 30.4
    first = min(start, begin)
    prices = {first: base}
    for month in range(first + 1, end):
        if month % 12 == 0:
            base *= 1 + rise.get(month // 12, 0.025)
            prices[month] = base
    case = Case(cpr, measure, day, stop, registered, prices, grant, stop_seen, by_day, priced)
    world.cases.append(case)
    for month in range(max(start, begin), min(month_of(stop) + 1, end)):
        cost = case.cost(month)
        if cost > 0:
            _post(world, rng, cpr, measure, cost * rng.gauss(1, noise), month, late)


def _post(
    world: Municipality, rng: random.Random, cpr: str, measure: str, amount: float, month: Month, late: list[float]
) -> None:
    lag, draw = 0, rng.random()
    while draw > late[lag]:
        lag += 1
    end = last_day(month + lag)
    booked = end - dt.timedelta(days=rng.randint(0, 20))
    world.postings.append(Posting(cpr, measure, round(amount), month, booked))


def _lags(at_once: float, then: float) -> list[float]:
    """The share of invoices that have come after 0, 1, 2 … months."""
    shares, left = [], 1.0
    for lag in range(8):
        left *= 1 - (at_once if lag == 0 else then)
        shares.append(1 - left)
    return [*shares, 1.0]


def _citizen(rng: random.Random, day: dt.date, child: bool) -> tuple[str, dt.date]:
    """A replacement number (day + 60) and the birthday in it."""
    age = rng.uniform(4, 17.5) if child else rng.uniform(23, 70)
    born = day - dt.timedelta(days=int(age * 365.25))
    if born.month == 2 and born.day == 29:
        born = born.replace(day=28)
    seventh = "0" if born.year < 2000 else "4"
    return f"{born.day + 60:02d}{born.month:02d}{born.year % 100:02d}{seventh}{rng.randint(0, 999):03d}", born


def _poisson(rng: random.Random, mean: float) -> int:
    count, at = 0, rng.expovariate(1)
    while at < mean:
        count, at = count + 1, at + rng.expovariate(1)
    return count
