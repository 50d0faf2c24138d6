"""The ledger of the fictive municipality: what was booked last year and through the closed month, with its flaws."""

from __future__ import annotations

import datetime as dt

import numpy as np
from msgspec import Struct
from msgspec.structs import fields

from styring_xl.cells.cell import Content
from styring_xl.demo.cases import UNSET, DemoCases
from styring_xl.demo.measures import HORSENS, MEASURES
from styring_xl.model.arrays import Dates, Integers
from styring_xl.model.periods import DAY, month_starts
from styring_xl.workbook import DataColumns

_MONTH_NAMES = (
    "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
    "december",
)  # fmt: skip
FIRST_DOCUMENT = 4_100_000
PAST = 2
"""Years before last year that the ledger holds by the month."""
RISE = 1.03
"""What a year makes dearer."""
_STAY = 3
"""Months that a citizen without a commitment has spend in."""


class MadePostings(Struct, frozen=True):
    """n postings; citizen and supplier are UNSET where the ledger has none, amounts are øre."""

    measure: Integers
    citizen: Integers
    supplier: Integers
    amount: Integers
    month: Integers
    """Months since 1970."""
    day: Dates

    def __len__(self) -> int:
        return len(self.measure)

    def take(self, rows: Integers) -> MadePostings:
        """The rows in another order, or some of them more than once."""
        return MadePostings(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def join(self, *others: MadePostings) -> MadePostings:
        """These and the others."""
        parts = (self, *others)
        return MadePostings(
            **{each.name: np.concatenate([getattr(p, each.name) for p in parts]) for each in fields(self)}
        )


def draw(
    rng: np.random.Generator, cases: DemoCases, year: int, closed: int, strangers: Integers, count: int | None
) -> MadePostings:
    """Postings in the order of their dates; exactly ``count`` of them when it is given.

    strangers: citizens without a commitment, whose spend belongs to nobody's row.
    """
    total = int(cases.amounts(year).sum())
    own = _book(rng, cases, year, closed, month_starts(year)[closed])
    # Last year is whole.
    before = _book(rng, cases, year - 1, 12, month_starts(year)[0])
    entries = own.join(before, _without_citizen(rng, year, closed, total), _early(rng, cases, year, closed))
    entries = entries.join(_unknown(rng, own, strangers))
    if count is not None:
        entries = _resize(rng, entries, count, year)
    return entries.take(np.argsort(entries.day, kind="stable"))


def _book(rng: np.random.Generator, cases: DemoCases, year: int, closed: int, end: np.datetime64) -> MadePostings:
    """One posting for each commitment and month, most of them equal to the expected amount."""
    amounts = cases.amounts(year)[:, :closed]
    row, month = np.nonzero(amounts)
    amount = amounts[row, month]
    lot = rng.random(len(row))
    amount = np.where(
        lot < 0.03, np.rint(amount * rng.uniform(0.9, 1.15, len(row)) / 100).astype(np.int64) * 100, amount
    )
    kept = lot < 0.992
    row, month, amount = row[kept], month[kept], amount[kept]
    late = rng.random(len(row)) < 0.04
    starts = month_starts(year)
    day = starts[month + late] + rng.integers(1, 27, len(row)) * DAY
    # What was booked after the last closed month is not in the ledger yet.
    day = np.where(day >= end, starts[month] + 26 * DAY, day)
    anonymous = rng.random(len(row)) < 0.008
    return MadePostings(
        cases.measure[row],
        np.where(anonymous, UNSET, cases.citizen[row]),
        cases.supplier[row],
        amount,
        starts[month].astype("datetime64[M]").astype(np.int64),
        day,
    )


def before(rng: np.random.Generator, departed: DemoCases, year: int) -> MadePostings:
    """Last year's postings of those who left during it, in the order of their dates."""
    entries = _book(rng, departed, year - 1, 12, month_starts(year)[0])
    return entries.take(np.argsort(entries.day, kind="stable"))


def lump(measure: int, total: int) -> int:
    """A year's result in øre on a line without citizens, scaled from Horsens' by the municipality's own total."""
    return int(MEASURES[measure].price * total / HORSENS / 100_000) * 100_000


def uncommitted() -> list[int]:
    """The measures nobody is committed to."""
    return [at for at, each in enumerate(MEASURES) if not each.weight]


def _without_citizen(rng: np.random.Generator, year: int, closed: int, total: int) -> MadePostings:
    """Lines without citizens, a posting a month."""
    measure, month, amount, day = [], [], [], []
    for at in uncommitted():
        for of, months in ((year, closed), (year - 1, 12)):
            starts = month_starts(of)
            for number in range(months):
                share = lump(at, total) / 12 * rng.uniform(0.85, 1.15)
                measure.append(at)
                month.append(int(starts[number].astype("datetime64[M]").astype(np.int64)))
                amount.append(int(share / 100) * 100)
                day.append(starts[number] + int(rng.integers(10, 27)) * DAY)
    n = len(measure)
    return MadePostings(
        np.array(measure, dtype=np.int64),
        np.full(n, UNSET, dtype=np.int64),
        np.full(n, UNSET, dtype=np.int64),
        np.array(amount, dtype=np.int64),
        np.array(month, dtype=np.int64),
        np.array(day, dtype="datetime64[D]"),
    )


def past(rng: np.random.Generator, entries: MadePostings, year: int) -> MadePostings:
    """The years before last year, a posting a month for each measure: only the sums were kept."""
    first = int(month_starts(year - 1)[0].astype("datetime64[M]").astype(np.int64))
    month = entries.month - first
    inside = (month >= 0) & (month < 12)
    sums = np.zeros((len(MEASURES), 12), np.int64)
    np.add.at(sums, (entries.measure[inside], month[inside]), entries.amount[inside])
    # New cases come in the middle of a year and the next: a whole year costs what its average month does.
    level = (sums.sum(axis=1, keepdims=True) + sums * 12) / 24
    parts = []
    for back in range(1, PAST + 1):
        amount = level / RISE**back * rng.uniform(0.9, 1.1, (len(MEASURES), 1)) * rng.uniform(0.85, 1.15, sums.shape)
        measure, month = np.nonzero(np.rint(amount / 100).astype(np.int64))
        n = len(measure)
        starts = month_starts(year - 1 - back)
        parts.append(
            MadePostings(
                measure,
                np.full(n, UNSET, dtype=np.int64),
                np.full(n, UNSET, dtype=np.int64),
                np.rint(amount[measure, month] / 100).astype(np.int64) * 100,
                starts[month].astype("datetime64[M]").astype(np.int64),
                starts[month] + 27 * DAY,
            )
        )
    return parts[-1].join(*parts[-2::-1])


def results(entries: MadePostings, year: int) -> Integers:
    """Øre booked on each measure in a year, dated in it."""
    inside = (entries.day >= np.datetime64(f"{year}-01-01")) & (entries.day < np.datetime64(f"{year + 1}-01-01"))
    sums = np.zeros(len(MEASURES), np.int64)
    np.add.at(sums, entries.measure[inside], entries.amount[inside])
    return sums


def _early(rng: np.random.Generator, cases: DemoCases, year: int, closed: int) -> MadePostings:
    """A few postings after the closed month, and a few dated in the wrong year."""
    starts = month_starts(year)
    amounts = cases.amounts(year)
    month = min(closed, 11)
    rows = np.flatnonzero(amounts[:, month])
    rows = rng.choice(rows, min(len(rows), 2 + len(cases) // 100), replace=False)
    days = np.full(len(rows), starts[month] + 2 * DAY)
    days[::2] = np.datetime64(f"{year + 1}-01-05")
    return MadePostings(
        cases.measure[rows],
        cases.citizen[rows],
        cases.supplier[rows],
        amounts[rows, month],
        np.full(len(rows), int(starts[month].astype("datetime64[M]").astype(np.int64))),
        days,
    )


def _unknown(rng: np.random.Generator, entries: MadePostings, strangers: Integers) -> MadePostings:
    """Spend of citizens whom nobody committed anything for: three months of one measure each."""
    known = np.flatnonzero(entries.citizen != UNSET)
    if not len(known):
        return entries.take(known)
    some = entries.take(np.repeat(rng.choice(known, len(strangers)), _STAY))
    back = np.tile(np.arange(_STAY), len(strangers))
    days = some.day - back * 30
    return MadePostings(some.measure, np.repeat(strangers, _STAY), some.supplier, some.amount, some.month - back, days)


def _resize(rng: np.random.Generator, entries: MadePostings, count: int, year: int) -> MadePostings:
    """Exactly ``count`` postings: invoices are booked in parts, or last year's are left out first."""
    if count <= len(entries):
        first = np.lexsort((rng.random(len(entries)), entries.day < month_starts(year)[0]))
        return entries.take(np.sort(first[:count]))
    if not len(entries):
        return entries
    parts = np.full(len(entries), count // len(entries), dtype=np.int64)
    parts[rng.permutation(len(entries))[: count % len(entries)]] += 1
    of = np.repeat(np.arange(len(entries)), parts)
    part = np.arange(len(of)) - np.repeat(np.cumsum(parts) - parts, parts)
    split = entries.take(of)
    whole, pieces = split.amount, parts[of]
    # The pieces of an amount are its running shares' differences, so they sum to it.
    amount = whole * (part + 1) // pieces - whole * part // pieces
    return MadePostings(split.measure, split.citizen, split.supplier, amount, split.month, split.day)


def columns(
    rng: np.random.Generator, entries: MadePostings, cprs: list[str], first: int = FIRST_DOCUMENT
) -> DataColumns:
    """The table's columns in the order of POSTING_COLUMNS; document numbers rise from ``first`` on."""
    measures = entries.measure.tolist()
    days, at = np.unique(entries.day, return_inverse=True)
    dates: list[dt.date] = days.astype(object).tolist()
    months, of = np.unique(entries.month, return_inverse=True)
    names = [f"{_MONTH_NAMES[month % 12]} {1970 + month // 12}" for month in months.tolist()]
    texts = {
        (measure, month): f"{MEASURES[measure].name}, {name}"
        for measure in set(measures)
        for month, name in enumerate(names)
    }
    hyphen = rng.random(len(entries)) >= 0.02
    bare = [cpr.replace("-", "") for cpr in cprs]
    cpr_cells: list[Content] = [
        None if citizen == UNSET else cprs[citizen] if full else bare[citizen]
        for citizen, full in zip(entries.citizen.tolist(), hyphen.tolist(), strict=True)
    ]
    suppliers: list[Content] = [
        None if supplier == UNSET else MEASURES[measure].suppliers[supplier]
        for measure, supplier in zip(measures, entries.supplier.tolist(), strict=True)
    ]
    documents = first + np.cumsum(rng.integers(1, 4, len(entries)))
    return (
        [dates[index] for index in at.tolist()],
        [MEASURES[measure].account for measure in measures],
        [MEASURES[measure].name for measure in measures],
        cpr_cells,
        suppliers,
        kroner(entries.amount),
        documents.tolist(),
        [texts[measure, month] for measure, month in zip(measures, of.tolist(), strict=True)],
        _periods(entries),
        [None] * len(entries),
    )


def _periods(entries: MadePostings) -> list[Content]:
    """The period of invoices that came a month late, such as 05-2026; the others count in the month of their date."""
    late = entries.day.astype("datetime64[M]").astype(np.int64) == entries.month + 1
    return [
        f"{month % 12 + 1:02d}-{1970 + month // 12}" if is_late else None
        for month, is_late in zip(entries.month.tolist(), late.tolist(), strict=True)
    ]


def kroner(ore: Integers) -> list[Content]:
    """Øre (n,) as cells in kroner."""
    return [amount // 100 if amount % 100 == 0 else amount / 100 for amount in ore.tolist()]
