"""What the citizens of a programme across sectors cost, and what they cost before they came into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.figures.compute import Figures
from styring_xl.figures.sectors import Sectors
from styring_xl.model.arrays import Integers
from styring_xl.model.kroner import round_div
from styring_xl.model.numbering import distinct
from styring_xl.reading.ledger.rows import Ledger
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.snapshot import Snapshot
from styring_xl.standard.lists.programme import PROGRAMME

NO_FAMILY: Final = "Uden familie"
_STRANGER: Final = "Borgeren har hverken en bevilling eller en postering, så rækken er ikke brugt."
_TWICE: Final = "Borgeren står også i en række længere oppe, så denne række er ikke brugt."
_BACKWARDS: Final = "Til ligger før Fra, så rækken er ikke brugt."


class SectorSpend(Struct):
    """What a citizen costs in a sector, øre: booked in the closed months, expected in the others, and last year."""

    sector: str
    realised: int = 0
    expected: int = 0
    last_year: int = 0

    @property
    def result(self) -> int:
        """Forventet regnskab."""
        return self.realised + self.expected


class Baseline(Struct, frozen=True):
    """A citizen's twelve months before the programme, and the months since.

    ``amount`` and ``since`` are øre, None where the ledger does not hold all of the months they are the sum of;
    ``months`` is how many months ``since`` covers, the first one whole; ``first`` is that month, as year · 12 + month
    from 0.
    """

    amount: int | None
    typed: bool
    months: int
    since: int | None
    first: int = 0

    @property
    def share(self) -> int | None:
        """The baseline of as many months as there have been since, øre."""
        return None if self.amount is None else round_div(self.amount * self.months, 12)


class Member(Struct, frozen=True):
    """A citizen of the programme. ``baseline`` is None where nobody has said when the citizen came."""

    cpr: str
    family: str
    start: dt.date | None
    spend: tuple[SectorSpend, ...]
    baseline: Baseline | None
    row: ListRow


class Programme(Struct, frozen=True):
    """The members in the order of the list, and the rows that cannot be used."""

    members: tuple[Member, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def families(self) -> Mapping[str, tuple[Member, ...]]:
        """The members of each family in the order of the list; those without one last."""
        found: dict[str, list[Member]] = {}
        for member in sorted(self.members, key=lambda member: member.family == NO_FAMILY):
            found.setdefault(member.family, []).append(member)
        return {name: tuple(members) for name, members in found.items()}


class _Costs(Struct):
    """What one citizen costs: by sector, and by month (øre by year · 12 + month from 0) through the closed one."""

    sectors: dict[str, SectorSpend] = field(default_factory=dict)
    months: dict[int, int] = field(default_factory=dict)
    known: bool = False

    def of(self, sector: str) -> SectorSpend:
        return self.sectors.setdefault(sector, SectorSpend(sector))


def of(snapshot: Snapshot, figures: Figures, sectors: Sectors) -> Programme:
    """The programme of the list. A citizen whom neither a commitment nor a posting knows is a problem, and so is one
    who stands there twice."""
    listed: dict[str, ListRow] = {}
    problems: list[Problem] = []
    for row in snapshot.lists.of(PROGRAMME):
        cpr, start, stop = row.text("cpr"), row.date("start"), row.date("stop")
        if cpr in listed:
            problems.append(row.problem(Kind.LIST_TWICE, PROGRAMME, "cpr", detail=_TWICE))
        elif start is not None and stop is not None and stop < start:
            problems.append(row.problem(Kind.LIST_UNKNOWN, PROGRAMME, "stop", detail=_BACKWARDS))
        else:
            listed[cpr] = row
    costs = spend_of(list(listed), snapshot, figures, sectors)
    known = set(distinct(_absolute(snapshot.ledger)[snapshot.ledger.cpr != 0]).tolist())
    members: list[Member] = []
    for cpr, row in listed.items():
        mine = costs[cpr]
        if not mine.known:
            problems.append(row.problem(Kind.LIST_UNKNOWN, PROGRAMME, "cpr", detail=_STRANGER))
            continue
        spend = sectors.in_order(mine.sectors)
        start = row.date("start")
        baseline = None if start is None else _baseline(row, start, mine, known, figures)
        family = row.text("family") or NO_FAMILY
        members.append(Member(cpr, family, start, tuple(mine.sectors[name] for name in spend), baseline, row))
    return Programme(tuple(members), tuple(sorted(problems, key=lambda each: (each.sheet, each.row))))


def spend_of(citizens: Sequence[str], snapshot: Snapshot, figures: Figures, sectors: Sectors) -> dict[str, _Costs]:
    """What each of some citizens costs: the commitments' months, what met none, and what the ledger has of before."""
    found = {cpr: _Costs() for cpr in citizens}
    rows = snapshot.disposition.commitments
    for at, cpr in enumerate(rows.cpr):
        if cpr in found:
            found[cpr].known = True
            if rows.computable[at]:
                _add(found[cpr], sectors.rows[at], figures.months[at], figures)
    for (cpr, measure), booked in figures.unplaced.items():
        if cpr in found:
            _add(found[cpr], sectors.of_citizen(cpr, measure), booked, figures)
    _earlier(found, snapshot.ledger, figures.year, sectors)
    return found


def _add(costs: _Costs, sector: str, months: Integers, figures: Figures) -> None:
    """Adds øre (12,) of this year."""
    spend = costs.of(sector)
    spend.realised += int(months[: figures.closed].sum())
    spend.expected += int(months[figures.closed :].sum())
    for at, ore in enumerate(months[: figures.closed].tolist(), figures.year * 12):
        costs.months[at] = costs.months.get(at, 0) + ore


def _absolute(ledger: Ledger) -> Integers:
    """The month of each posting as year · 12 + month from 0."""
    months: Integers = ledger.year * 12 + ledger.month - 1
    return months


def _earlier(found: dict[str, _Costs], ledger: Ledger, year: int, sectors: Sectors) -> None:
    """Adds the postings of earlier years: to the months, and last year's to the sectors."""
    mine = np.array([cpr in found for cpr in ledger.citizens], bool)
    at = np.flatnonzero(mine[ledger.cpr]) if len(mine) else np.zeros(0, np.int64)
    for code in distinct(ledger.cpr[at]).tolist():
        found[ledger.citizens[code]].known = True
    at = at[ledger.year[at] < year]
    if not len(at):
        return
    cells = np.stack([ledger.cpr[at], ledger.measure[at], _absolute(ledger)[at]], axis=1)
    kinds, index = np.unique(cells, axis=0, return_inverse=True)
    sums = np.zeros(len(kinds), np.int64)
    np.add.at(sums, index.reshape(-1), ledger.amount[at])
    for (who, what, month), ore in zip(kinds.tolist(), sums.tolist(), strict=True):
        cpr = ledger.citizens[who]
        costs = found[cpr]
        costs.months[month] = costs.months.get(month, 0) + ore
        if month // 12 == year - 1:
            costs.of(sectors.of_citizen(cpr, ledger.measures[what])).last_year += ore


def _baseline(row: ListRow, start: dt.date, costs: _Costs, known: set[int], figures: Figures) -> Baseline:
    """The baseline of a citizen who came on a day; ``known`` are the months in which the ledger names any citizen."""
    first = start.year * 12 + start.month - 1
    last = figures.year * 12 + figures.closed - 1
    stop = row.date("stop")
    if stop is not None:
        last = min(last, stop.year * 12 + stop.month - 1)
    typed = row.whole("baseline")
    amount = typed if typed is not None else _sum(costs, range(first - 12, first), known, figures)
    since = range(first, max(last + 1, first))
    return Baseline(amount, typed is not None, len(since), _sum(costs, since, known, figures), first)


def _sum(costs: _Costs, months: range, known: set[int], figures: Figures) -> int | None:
    """Øre of some months; None where the ledger is not there. Of this year the closed months are known."""
    this_year = range(figures.year * 12, figures.year * 12 + figures.closed)
    if not all(month in known or month in this_year for month in months):
        return None
    return sum(costs.months.get(month, 0) for month in months)
