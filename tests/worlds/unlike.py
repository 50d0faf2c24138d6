"""The second family: municipalities that break what the model assumes, each in several ways at once."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from tests.worlds.like import MEASURES, _citizen, _poisson
from tests.worlds.municipality import Case, Month, Municipality, Posting, first_day, last_day, month_of

TROUBLES = (
    "trend",
    "step",
    "siblings",
    "season",
    "renegotiation",
    "late registration",
    "moves",
    "slow suppliers",
    "one giant",
    "few citizens",
    "busy months",
    "stops dragged",
)


class _Unlike:
    def __init__(self, seed: int) -> None:
        self.rng = rng = random.Random(f"unlike {seed}")
        self.troubles = set(rng.sample(TROUBLES, rng.randint(3, 6)))
        self.year = rng.choice((2024, 2025, 2026))
        self.years = rng.choice((2, 3, 4))
        self.begin, self.end = (self.year - self.years) * 12, self.year * 12 + 12
        names = rng.sample(MEASURES, rng.randint(3, 10))
        self.world = Municipality(self.year, list(names), reading=rng.choice((0, 3, 8, 15)))
        self.world.keeps_old_rows = rng.random() < 0.3
        self.rises = {y: rng.choice((0.0, 0.015, 0.03, 0.045)) for y in range(self.year - self.years, self.year + 2)}
        self.at_once = rng.uniform(0.5, 0.98)
        self.kinds: dict[str, dict[str, Any]] = {}

    def build(self) -> Municipality:
        rng, world = self.rng, self.world
        few = "few citizens" in self.troubles
        for place, name in enumerate(world.measures):
            census = rng.choice((3, 5, 8, 12) if few else (6, 15, 35, 90))
            price = 100 * rng.choice((6_000, 12_000, 28_000, 70_000)) * rng.uniform(0.7, 1.4)
            if place == 0 and "one giant" in self.troubles:
                census, price = 12 if few else 60, 100 * 120_000
            self.kinds[name] = {
                "census": census,
                "price": price,
                "stay": rng.uniform(6, 70),
                "spread": rng.uniform(0.1, 0.9),
                "noise": rng.choice((0.0, 0.05, 0.25)),
                "child": rng.random() < 0.6,
                "trend": rng.uniform(-0.35, 0.5) if "trend" in self.troubles else 0.0,
                "step": (rng.randint(self.begin + 6, self.end - 3), rng.choice((0.4, 0.6, 1.6, 2.2)))
                if "step" in self.troubles and rng.random() < 0.5
                else None,
                "slow": rng.choice((0, 1, 2, 3)) if "slow suppliers" in self.troubles else 0,
                "registered": 95
                if "late registration" in self.troubles and rng.random() < 0.7
                else rng.choice((0, 20)),
                "weibull": rng.choice((0.6, 1.0, 1.8)),
                "by_day": rng.random() < 0.4,
                "season": rng.uniform(0.1, 0.4) if "season" in self.troubles and rng.random() < 0.6 else 0.0,
                "busy": rng.choice((7, 8, 0)) if "busy months" in self.troubles else None,
            }
        for name, kind in self.kinds.items():
            for _ in range(kind["census"]):
                back = int(rng.expovariate(1 / kind["stay"])) + 1
                self.case(name, self.begin - back, past=True)
            rate = kind["census"] / kind["stay"]
            for month in range(self.begin, self.end):
                now = rate * (1 + kind["trend"]) ** ((month - self.begin) / 12)
                if kind["step"] and month >= kind["step"][0]:
                    now *= kind["step"][1]
                if kind["busy"] is not None:
                    now *= 2.2 if month % 12 in (kind["busy"], (kind["busy"] + 1) % 12) else 0.76
                if "siblings" in self.troubles:
                    for _ in range(_poisson(rng, now / 1.9)):
                        for _ in range(rng.choice((1, 1, 2, 2, 3, 3))):
                            self.case(name, month)
                else:
                    for _ in range(_poisson(rng, now)):
                        self.case(name, month)
            if rng.random() < 0.3:
                self.agreement(name, kind)
        return world

    def agreement(self, name: str, kind: dict[str, Any]) -> None:
        """What belongs to no citizen: paid by quarter or month, now and then corrected."""
        rng = self.rng
        quarterly = rng.random() < 0.4
        amount = kind["census"] * kind["price"] * rng.uniform(0.02, 0.15)
        for month in range(self.begin, self.end):
            if month % 12 == 0:
                amount *= 1 + self.rises[month // 12] + rng.gauss(0, 0.03)
            if quarterly and month % 3 != 2:
                continue
            self.post("", name, amount * (3 if quarterly else 1) * rng.gauss(1, 0.1), month, 0)
            if rng.random() < 0.04:
                self.post("", name, -amount * rng.uniform(0.2, 0.8), month, 1)

    def case(self, name: str, start: Month, past: bool = False, cpr: str = "", price: float = 0.0) -> None:
        rng, kind = self.rng, self.kinds[name]
        day = first_day(start) + dt.timedelta(days=rng.choice((0, 0, 0, 14, rng.randint(0, 27))))
        months = rng.weibullvariate(kind["stay"] * 1.1, kind["weibull"])
        if past:
            months = self.begin - start + rng.expovariate(1 / kind["stay"])
        stop = day + dt.timedelta(days=int(months * 30.44) + 3)
        fresh, born = _citizen(rng, day, kind["child"])
        cpr = cpr or fresh
        if kind["child"]:
            grown = born.replace(year=born.year + 18)
            if day < grown <= stop and rng.random() < 0.8:
                stop = grown
        base = price or kind["price"] * rng.lognormvariate(0, kind["spread"])
        prices = self.prices(max(start, self.begin) if past else start, base / (30.4 if kind["by_day"] else 1))
        late = max(0, int(rng.gauss(kind["registered"], 25))) if kind["registered"] else int(rng.gauss(-10, 15))
        grant, roll = None, rng.random()
        if roll < 0.35:
            grant = stop + dt.timedelta(days=rng.choice((0, 0, 30, 90, 180)))
        elif roll < 0.5:
            # A year at a time, prolonged when it runs out.
            grant = max(day + dt.timedelta(days=364), dt.date(self.year, rng.choice((6, 12)), 28))
        drag = rng.randint(30, 150) if "stops dragged" in self.troubles else rng.randint(-30, 45)
        case = Case(
            cpr, name, day, stop, day + dt.timedelta(days=late), prices, grant, stop + dt.timedelta(days=drag),
            kind["by_day"], rng.random() < 0.6,
        )  # fmt: skip
        self.world.cases.append(case)
        lag = kind["slow"] if rng.random() < 0.6 else 0
        for month in range(max(start, self.begin), min(month_of(stop) + 1, self.end)):
            cost = case.cost(month) * max(rng.gauss(1, kind["noise"]), 0.0)
            if kind["season"]:
                cost *= 1 + kind["season"] * (1 if month % 12 in (5, 6, 7) else -0.33)
            if cost > 0:
                self.post(cpr, name, cost, month, lag)
        if (
            "moves" in self.troubles
            and stop < last_day(self.end - 1)
            and stop > first_day(self.begin)
            and rng.random() < 0.4
        ):
            other = rng.choice(self.world.measures)
            if other != name:
                self.case(other, month_of(stop), cpr=cpr)

    def prices(self, first: Month, base: float) -> dict[Month, float]:
        rng, found, price = self.rng, {first: base}, base
        for month in range(first + 1, self.end):
            if month % 12 == 0:
                price *= 1 + self.rises[month // 12]
                found[month] = price
            if "renegotiation" in self.troubles and rng.random() < 0.03:
                price *= rng.choice((0.85, 0.92, 1.1, 1.2, 1.3))
                found[month] = price
        return found

    def post(self, cpr: str, name: str, amount: float, month: Month, lag: int) -> None:
        rng = self.rng
        while rng.random() > self.at_once and lag < 7:
            lag += 1
        booked = last_day(month + lag) - dt.timedelta(days=rng.randint(0, 25))
        if rng.random() < 0.05:
            # Two invoices for one month.
            part = amount * rng.uniform(0.2, 0.8)
            late = last_day(month + lag + rng.randint(0, 2))
            self.world.postings.append(Posting(cpr, name, round(part), month, late))
            amount -= part
        self.world.postings.append(Posting(cpr, name, round(amount), month, booked))


def unlike(seed: int) -> Municipality:
    """One municipality with three to six troubles of ``TROUBLES``."""
    return _Unlike(seed).build()
