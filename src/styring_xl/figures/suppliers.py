"""What each supplier delivers of each measure, at what price, beside what the measure costs on average."""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import in_order, label
from styring_xl.figures.compute import Figures
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.caseload import caseload
from styring_xl.model.kroner import round_div
from styring_xl.model.numbering import numbered
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reading.interning import Codes
from styring_xl.reading.snapshot import Snapshot

PARTS = 10_000
"""Full-year persons are counted in whole ten-thousandths, so that a cell of the sheet holds them exactly."""
LEAST: Final = PARTS // 20
"""Fewer than 0,05 full-year persons are shown as 0,0 and have no price."""


class Bought(Struct, frozen=True):
    """What is bought of one measure, of one supplier or of all: ``persons`` ten-thousandths of full-year persons.

    ``citizens`` are distinct, in the year; ``amount`` is forventet regnskab in øre; ``stops`` the rows that end after
    the closed months and before the year does; ``is_once`` says that nothing but one-offs is bought. ``last_price`` is
    what a full-year person cost in the ledger last year, kroner; None where the ledger does not tell it.
    """

    supplier: str
    measure: str
    citizens: int
    persons: int
    amount: int
    stops: int
    is_once: bool
    last_price: int | None

    @property
    def price(self) -> int | None:
        """Kroner per full-year person; None for less than ``LEAST`` of one, and for what is paid once."""
        if self.is_once or self.persons < LEAST:
            return None
        return round_div(self.amount * PARTS, self.persons * 100)


class MeasureBought(Struct, frozen=True):
    """A measure whoever delivers it, and what each supplier delivers of it, the largest first."""

    whole: Bought
    parts: tuple[Bought, ...]


class Purchases(Struct, frozen=True):
    """``measures`` in Danish order; ``suppliers`` is each supplier's all (its ``measure`` is empty), the largest first.

    The measures' amounts add up to the commitments' forventet regnskab, in øre.
    """

    measures: tuple[MeasureBought, ...]
    suppliers: tuple[Bought, ...]


def of(snapshot: Snapshot, figures: Figures) -> Purchases:
    """What the commitments that can be computed buy."""
    rows = snapshot.disposition.commitments
    at = np.flatnonzero(rows.computable)
    names = Codes()
    names.of("")
    supplier = names.all(rows.supplier)
    measure = figures.measure
    wide = len(figures.measures)
    last = _last_year(snapshot, figures, names)
    stopping = stops_to_come(snapshot, figures)[at]

    def bought(codes: Integers) -> dict[int, tuple[int, int, int, int, bool]]:
        """Code -> citizens, persons, øre, stops to come and whether all is paid once, of the rows that have it."""
        if not len(at):
            return {}
        load = caseload(
            codes[at], figures.person[at], rows.start[at], rows.active_stop[at], rows.probability[at],
            figures.months[at].sum(axis=1), year=figures.year, month=max(figures.closed, 1),
            rule=snapshot.settings.full_year,
        )  # fmt: skip
        groups, (index,) = numbered(codes[at])
        stops = np.bincount(index[stopping], minlength=len(groups))
        lasting = np.bincount(index[rows.unit[at] != RateUnit.ONCE], minlength=len(groups))
        persons = [round_div(int(top) * PARTS, load.persons.denominator) for top in load.persons.numerator.tolist()]
        return {
            code: (citizens, people, amount, stop, not long)
            for code, citizens, people, amount, stop, long in zip(
                groups.tolist(),
                load.citizens.tolist(),
                persons,
                load.amount.tolist(),
                stops.tolist(),
                lasting.tolist(),
                strict=True,
            )
        }

    of_measure, of_supplier = bought(measure), bought(supplier)
    parts: dict[int, list[Bought]] = {}
    for code, figure in bought(supplier * wide + measure).items():
        who, what = divmod(code, wide)
        part = Bought(names.names[who], figures.measures[what], *figure, last.get(code))
        if part.citizens or part.amount:
            parts.setdefault(what, []).append(part)
    measures = [
        MeasureBought(
            Bought("", figures.measures[code], *of_measure[code], None),
            tuple(sorted(mine, key=lambda part: (not part.supplier, -part.amount, in_order(part.supplier)))),
        )
        for code, mine in parts.items()
    ]
    suppliers = [
        Bought(name, "", *of_supplier[code], None) for code, name in enumerate(names.names) if code in of_supplier
    ]
    measures.sort(key=lambda each: in_order(each.whole.measure))
    suppliers.sort(key=lambda each: (-each.amount, in_order(each.supplier)))
    return Purchases(tuple(measures), tuple(each for each in suppliers if each.supplier and each.amount))


def stops_to_come(snapshot: Snapshot, figures: Figures) -> Flags:
    """Which rows end after the closed months and before the year does, bool (n,)."""
    stop = snapshot.disposition.commitments.active_stop
    first = np.datetime64(f"{figures.year}-01-01") if not figures.closed else _month_end(figures.year, figures.closed)
    last = np.datetime64(f"{figures.year}-12-31")
    return (stop > first) & (stop < last) & snapshot.disposition.commitments.computable


def _month_end(year: int, month: int) -> np.datetime64:
    return np.datetime64(dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1), "D")


def _last_year(snapshot: Snapshot, figures: Figures, names: Codes) -> dict[int, int]:
    """Supplier and measure (as ``of`` packs them) -> what a full-year person cost last year, kroner.

    A citizen's month with an invoice is a twelfth of a full-year person: the ledger says nothing of days.
    """
    ledger = snapshot.ledger
    mine = np.flatnonzero((ledger.year == figures.year - 1) & (ledger.cpr != 0) & (ledger.supplier != 0))
    if not len(mine):
        return {}
    known = {label(name): code for code, name in enumerate(names.names) if name}
    measures = {label(name): code for code, name in enumerate(figures.measures)}
    # In four bytes and one after the other, as there may be millions of them.
    supplier = np.array([known.get(label(name), -1) for name in ledger.suppliers], np.int32)[ledger.supplier[mine]]
    measure = np.array([measures.get(label(name), -1) for name in ledger.measures], np.int32)[ledger.measure[mine]]
    used = (supplier >= 0) & (measure >= 0)
    if not used.any():
        return {}
    mine = mine[used]
    groups, (index,) = numbered(supplier[used].astype(np.int64) * len(figures.measures) + measure[used])
    del supplier, measure, used
    sums = np.zeros(len(groups), np.int64)
    np.add.at(sums, index, ledger.amount[mine])
    # A citizen's month as one number: to sort rows of three takes ten times as long, and so does ``np.unique``.
    people = len(ledger.citizens)
    index *= people
    index += ledger.cpr[mine]
    index *= 13
    index += ledger.month[mine]
    index.sort()
    places = index[np.diff(index, prepend=-1) > 0]
    months = np.bincount(places // (people * 13), minlength=len(groups))
    pairs = zip(groups.tolist(), sums.tolist(), months.tolist(), strict=True)
    return {group: round_div(total * 12, count * 100) for group, total, count in pairs}
