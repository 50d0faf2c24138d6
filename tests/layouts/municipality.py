"""The truth: a small municipality's commitments, ledger and budget, and what they come to, by plain loops in fractions.

Nothing here is the product's code. Money is øre, months are 1..12.
"""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction
from random import Random

from msgspec import Struct, field
from msgspec.structs import replace

YEAR = 2026

GROUPS = {
    "Anbringelser": ("Familiepleje", "Døgninstitution", "Opholdssted"),
    "Forebyggelse": ("Aflastning", "Familiebehandling", "Kontaktperson"),
}
GROUP_OF = {measure: group for group, measures in GROUPS.items() for measure in measures}
SUPPLIERS = {
    "Familiepleje": ("Plejefamilien Nord", "Plejefamilien Syd", "Familien ved Skoven"),
    "Døgninstitution": ("Højgården", "Strandhuset"),
    "Opholdssted": ("Opholdsstedet Linden", "Fyrtårnet"),
    "Aflastning": ("Aflast ApS", "Weekendfamilien"),
    "Familiebehandling": ("Familiehuset", "Dialog ApS"),
    "Kontaktperson": ("Ungekontakten", "Dialog ApS"),
}
UNIT_OF = {
    "Familiepleje": ("måned",),
    "Døgninstitution": ("døgn", "måned"),
    "Opholdssted": ("måned", "døgn"),
    "Aflastning": ("døgn", "måned"),
    "Familiebehandling": ("måned", "time"),
    "Kontaktperson": ("time", "måned"),
}
RATES = {"måned": (12_500, 68_000, 500), "døgn": (1_200, 4_600, 50), "time": (320, 560, 5)}
"""Kroner: from, to, step."""
FIRST_NAMES = ("Ada", "Bo", "Carl", "Dina", "Eva", "Finn", "Gry", "Hans", "Ida", "Jens", "Kaj", "Lea", "Mads", "Nora")
ADVISERS = ("A. Holm", "B. Lund", "C. Krogh")


class Commitment(Struct, frozen=True, dict=True):
    """One row of the disposition; ``rate`` in øre, ``quantity`` a fraction of units, ``stop`` None where it is open."""

    cpr: str
    name: str
    measure: str
    supplier: str
    adviser: str
    rate: int
    unit: str
    quantity: Fraction
    start: dt.date
    stop: dt.date | None
    status: str
    probability: Fraction = Fraction(1)


class Posting(Struct, frozen=True, dict=True):
    """One posting; ``amount`` in øre, positive for a cost."""

    date: dt.date
    cpr: str
    measure: str
    supplier: str
    amount: int
    voucher: str
    line: int
    text: str


class BudgetLine(Struct, frozen=True, dict=True):
    """One line of the budget; ``original`` and ``changes`` in øre, ``count`` full-year persons."""

    group: str
    measure: str
    original: int
    changes: int
    count: Fraction

    @property
    def revised(self) -> int:
        return self.original + self.changes


class Municipality(Struct, frozen=True, dict=True):
    """All of it; ``closed`` is the last month whose booked amounts count."""

    year: int
    closed: int
    commitments: tuple[Commitment, ...]
    postings: tuple[Posting, ...]
    budget: tuple[BudgetLine, ...]
    pools: tuple[tuple[str, int], ...] = field(default=())

    def expected(self, row: Commitment, month: int) -> int:
        """What the row is expected to cost in the month, in øre: the days on which it is active, both ends counted."""
        days = calendar.monthrange(self.year, month)[1]
        active = 0
        for number in range(1, days + 1):
            day = dt.date(self.year, month, number)
            if row.start <= day and (row.stop is None or day <= row.stop):
                active += 1
        base = row.rate * row.quantity
        amount = {
            "måned": base * Fraction(active, days),
            "døgn": base * active,
            "uge": base * Fraction(active, 7),
            "time": base * Fraction(active, 7),
        }[row.unit]
        full = int(amount + Fraction(1, 2))
        return int(full * row.probability + Fraction(1, 2))

    def booked(self, row: Commitment, month: int) -> int:
        """What the ledger holds of the row in the month; of rows of one citizen and measure one is active."""
        total = 0
        for posting in self.postings:
            if (posting.cpr, posting.measure) != (row.cpr, row.measure):
                continue
            if (posting.date.year, posting.date.month) == (self.year, month) and self.owner(posting) is row:
                total += posting.amount
        return total

    def owner(self, posting: Posting) -> Commitment | None:
        """The row that was active in the posting's month; None where there is no such row."""
        first = posting.date.replace(day=1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        for row in self.commitments:
            if (row.cpr, row.measure) != (posting.cpr, posting.measure):
                continue
            if row.start <= last and (row.stop is None or row.stop >= first):
                return row
        return None

    def months(self, row: Commitment, closed: int | None = None) -> tuple[int, ...]:
        """The row's twelve months: booked until the closed month, expected after it."""
        until = self.closed if closed is None else closed
        return tuple(self.booked(row, month) if month <= until else self.expected(row, month) for month in range(1, 13))

    @property
    def realised(self) -> int:
        total = 0
        for posting in self.postings:
            if posting.date.year == self.year and posting.date.month <= self.closed:
                total += posting.amount
        return total

    @property
    def rest(self) -> int:
        total = sum(amount for _, amount in self.pools)
        for row in self.commitments:
            for month in range(self.closed + 1, 13):
                total += self.expected(row, month)
        return total

    @property
    def revised(self) -> int:
        return sum(line.revised for line in self.budget)

    def totals(self) -> dict[str, int]:
        """The whole workbook's sums in øre."""
        return {
            "realised": self.realised,
            "expected": self.rest,
            "result": self.realised + self.rest,
            "budget": self.revised,
        }


def build(rng: Random) -> Municipality:
    """A municipality of 5 to 14 rows; some citizens have two rows after each other, or two measures."""
    closed = rng.choice((0, 1, 2, 3, 3, 4, 6))
    measures = [*rng.sample(GROUPS["Anbringelser"], rng.choice((1, 2, 2, 3)))]
    measures += rng.sample(GROUPS["Forebyggelse"], rng.choice((1, 1, 2, 3)))
    rows: list[Commitment] = []
    used: set[str] = set()
    for number in range(rng.randint(5, 9)):
        measure = measures[number] if number < len(measures) else rng.choice(measures)
        first = _commitment(rng, measure, _cpr(rng, used), FIRST_NAMES[number])
        rows.append(first)
        if rng.random() < 0.3:
            rows += _second(rng, first, measures)
    rows.sort(key=lambda row: row.status != "Aktuel")
    return Municipality(YEAR, closed, tuple(_with_all(rows)), (), tuple(_budget(rng, measures, rows)))


def book(town: Municipality, rng: Random) -> Municipality:
    """The municipality with the ledger of its closed months."""
    return replace(town, postings=tuple(_ledger(rng, town)))


def _with_all(rows: list[Commitment]) -> list[Commitment]:
    """A citizen's rows stand together, in the order in which the citizens first appear within current and expected."""
    order: dict[tuple[str, str], int] = {}
    for row in rows:
        order.setdefault((row.status, row.cpr), len(order))
    return sorted(rows, key=lambda row: order[row.status, row.cpr])


def _cpr(rng: Random, used: set[str]) -> str:
    """A replacement number: sixty is added to the day, so it can be nobody's."""
    while True:
        # Born 2010 to 2019: nobody comes of age in the years that the workbook looks at.
        day, month, year = rng.randint(61, 88), rng.randint(1, 12), rng.randint(10, 19)
        text = f"{day:02d}{month:02d}{year:02d}-{rng.randint(4000, 7999)}"
        if text not in used:
            used.add(text)
            return text


def _commitment(rng: Random, measure: str, cpr: str, name: str) -> Commitment:
    unit = rng.choice(UNIT_OF[measure])
    low, high, step = RATES[unit]
    quantity = Fraction(rng.choice((4, 6, 10, 12))) if unit == "time" else Fraction(1)
    if unit != "time" and rng.random() < 0.1:
        quantity = Fraction(3, 4)
    status = "Forventet" if rng.random() < 0.2 else "Aktuel"
    if status == "Forventet":
        start = dt.date(YEAR, rng.randint(8, 11), rng.choice((1, 15)))
        stop = None
    else:
        start = dt.date(YEAR - rng.choice((0, 1, 1, 2, 3)), rng.randint(1, 6), rng.choice((1, 1, 10, 16)))
        stop = None if rng.random() < 0.55 else dt.date(YEAR, rng.randint(7, 12), rng.choice((15, 28, 30)))
        if stop is not None and stop.month in (6, 9) and rng.random() < 0.5:
            stop = stop.replace(day=30)
    return Commitment(
        cpr=cpr,
        name=name,
        measure=measure,
        supplier=rng.choice(SUPPLIERS[measure]),
        adviser=rng.choice(ADVISERS),
        rate=100 * rng.randrange(low, high, step),
        unit=unit,
        quantity=quantity,
        start=start,
        stop=stop,
        status=status,
    )


def _second(rng: Random, first: Commitment, measures: list[str]) -> list[Commitment]:
    """A citizen's second row: another measure, or the same at a new price from the day after the first one's stop."""
    others = [measure for measure in measures if measure != first.measure]
    if others and rng.random() < 0.5:
        other = _commitment(rng, rng.choice(others), first.cpr, first.name)
        return [replace(other, status=first.status)]
    if first.stop is None or first.status != "Aktuel":
        return []
    # The price changes with a month, so no month belongs to both rows.
    start = (first.stop.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    if start.year > YEAR:
        return []
    return [replace(first, start=start, stop=None, rate=first.rate * 11 // 10 // 10_000 * 10_000 + 5_000)]


def _ledger(rng: Random, town: Municipality) -> list[Posting]:
    """The postings of the closed months: what was expected, now and then a little else, and a correction."""
    found: list[Posting] = []
    number = 1_900_000 + rng.randrange(90_000)
    for month in range(1, town.closed + 1):
        last = calendar.monthrange(town.year, month)[1]
        for row in town.commitments:
            expected = town.expected(row, month)
            if expected == 0:
                continue
            number += rng.randint(1, 9)
            amount = expected + rng.choice((0, 0, 0, 0, 12_550, -20_000))
            day = dt.date(town.year, month, rng.choice((12, 15, 25, last)))
            text = rng.choice((f"Vederlag {month:02d}", "Afregning", f"Faktura {number % 10_000}"))
            found.append(Posting(day, row.cpr, row.measure, row.supplier, amount, f"{number:010d}", 1, text))
            if rng.random() < 0.12:
                credit = -100 * rng.randrange(300, 2_400, 50)
                found.append(
                    Posting(day, row.cpr, row.measure, row.supplier, credit, f"{number:010d}", 2, "Kreditnota")
                )
    return found


def _budget(rng: Random, measures: list[str], rows: list[Commitment]) -> list[BudgetLine]:
    """A line for each measure, group by group; no line is by chance the sum of others."""
    found: list[BudgetLine] = []
    for group, members in GROUPS.items():
        for measure in members:
            if measure not in measures:
                continue
            count = Fraction(max(1, sum(row.measure == measure for row in rows)))
            original = 100 * (1_000 * rng.randint(180, 1_900) + 1_000 * len(found) * 7)
            changes = rng.choice((0, 0, 100 * 25_000, -100 * 40_000))
            found.append(BudgetLine(group, measure, original, changes, count))
    return found
