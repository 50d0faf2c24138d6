"""The State's refund in a workbook: limits, every citizen's and household's months, and the line that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl import satser, standard
from styring_xl.danish.text import label
from styring_xl.figures import age
from styring_xl.figures.compute import Figures
from styring_xl.figures.spend_lines import NO_PERSON
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model import refund as model
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.rate_unit import RateUnit
from styring_xl.pattern import seldom
from styring_xl.reading.budget import BudgetLine
from styring_xl.reading.disposition.disposition import Commitments, Disposition, Place, Pool
from styring_xl.reading.parameters import Parameters, RefundLimit
from styring_xl.reading.problem import Kind, Problem

ROLE: Final = "statsrefusion"
_CHILDREN, _ADULTS = standard.TARGETS
_ALL: Final = standard.REFUND_GROUPS[0]
_ACCOUNT: Final = "52207"
"""Funktion 5.22.07, the central refund."""
_NAMED: Final = seldom(r"statsrefusion|enkeltsag")
_PLAIN: Final = seldom(r"refusion(?:er)?")
_BOOKED: Final = seldom(r"statsrefusion|dyre enkeltsag")
"""The refund's name where no budget line has it: a measure of enkeltsager alone may be any cost."""


class Rates(Struct, frozen=True):
    """The limits of a year for children and adults, None where there are none.

    ``shipped`` says that they are the product's own, because the workbook has no table of them.
    """

    children: RefundLimit | None
    adults: RefundLimit | None
    shipped: bool
    problems: tuple[Problem, ...]


class Refund(Struct, frozen=True):
    """The computed refund; amounts in øre.

    ``cases`` has each of ``people`` (an identity, CPR number or text) and then each of ``households``; ``people_basis``
    (people, 12) is what each person costs, in a household or not; ``young`` (people,) marks those with a children's
    measure; ``home`` is a
    person's household or −1, ``row_of`` his first commitment or −1. ``refunded`` is the year's refund of children and
    of adults, None where limits are missing. ``lines`` are the refund's lines of the budget, ``measures`` the labels of
    what it is booked on, with or without budget. The rest says what the basis leaves out: ``excluded`` measures that
    are not refunded, ``own_lines`` what is booked on citizens on the refund's measures, ``nobody`` rows without a CPR
    number, ``no_person`` postings without one, and puljer.
    """

    rates: Rates
    cases: model.RefundCases
    people: tuple[str, ...]
    people_basis: Integers
    row_of: Integers
    young: Flags
    home: Integers
    households: tuple[str, ...]
    refunded: dict[str, int | None]
    lines: tuple[BudgetLine, ...]
    measures: frozenset[str]
    excluded: int
    own_lines: int
    nobody: int
    no_person: int
    pool: int
    problems: tuple[Problem, ...]

    @property
    def total(self) -> int | None:
        """The year's refund, None when limits are missing for somebody who has costs."""
        known = [each for each in self.refunded.values() if each is not None]
        return sum(known) if len(known) == len(self.refunded) else None


def rates(parameters: Parameters, year: int) -> Rates:
    """The limits *Parametre* holds for the year; a workbook without the sheet has those the product ships."""
    shipped = not parameters.sheet
    rows = _shipped() if shipped else parameters.refund
    problems: list[Problem] = []
    found: list[RefundLimit | None] = []
    for group in standard.TARGETS:
        mine = [row for row in rows if row.year == year and row.group == group]
        mine = mine or [row for row in rows if row.year == year and row.group == _ALL]
        if len({steps(row) for row in mine}) > 1:
            # Where the table has two different sets of limits for a year and group, neither is used.
            problems.append(Problem(Kind.REFUND_TWICE, group, ROLE, parameters.sheet, mine[1].row, 0, year))
            mine = []
        found.append(mine[0] if mine else None)
    return Rates(found[0], found[1], shipped, tuple(problems))


def watched(found: Rates) -> int:
    """The year's lowest limit, øre; without any the lowest of the latest year that is shipped."""
    known = [each.above_25 for each in (found.children, found.adults) if each is not None]
    latest = max(row.year for row in _shipped())
    return min(known) if known else min(row.above_25 for row in _shipped() if row.year == latest)


def _shipped() -> tuple[RefundLimit, ...]:
    return tuple(
        RefundLimit(
            0, each.year, each.group, each.above_25 * 100, each.above_50 * 100,
            None if each.above_75 is None else each.above_75 * 100, each.source,
        )
        for each in satser.REFUND_RATES
    )  # fmt: skip


def steps(limit: RefundLimit) -> tuple[int, ...]:
    """The limits of a row that it has, øre a year."""
    return tuple(each for each in (limit.above_25, limit.above_50, limit.above_75) if each is not None)


def _limits(limit: RefundLimit | None) -> model.Limits | None:
    return None if limit is None else model.Limits(steps(limit))


def refund_lines(lines: tuple[BudgetLine, ...], parameters: Parameters) -> tuple[BudgetLine, ...]:
    """The budget's lines for the refund: by account 5.22.07 in *Parametre*, else by their name."""
    by_account = _by_account(parameters)
    found = tuple(line for line in lines if label(line.measure) in by_account)
    return (
        found
        or tuple(line for line in lines if _NAMED.search(label(line.measure)))
        or tuple(line for line in lines if _PLAIN.fullmatch(label(line.measure)))
    )


def _by_account(parameters: Parameters) -> set[str]:
    return {label(a.measure) for a in parameters.accounts if a.measure and a.first.startswith(_ACCOUNT)}


def _booked_on(
    own: tuple[BudgetLine, ...], lines: tuple[BudgetLine, ...], parameters: Parameters, measures: tuple[str, ...]
) -> frozenset[str]:
    """The labels of the refund's measures: its budget lines' and its account's, and without an account those that are
    booked under its name without budget. An income that is the refund is no part of what is refunded."""
    found = {label(line.measure) for line in own} | _by_account(parameters)
    if not _by_account(parameters):
        budgeted = {label(line.measure) for line in lines}
        found |= {name for name in map(label, measures) if name not in budgeted and _BOOKED.search(name)}
    return frozenset(found)


def compute(
    disposition: Disposition, lines: tuple[BudgetLine, ...], parameters: Parameters, figures: Figures
) -> Refund:
    """The refund of the figures' year: closed months as booked, later ones as expected, as *Afvigelse* has them."""
    rows = disposition.commitments
    limits = rates(parameters, figures.year)
    own = refund_lines(lines, parameters)
    own_labels = _booked_on(own, lines, parameters, figures.measures)
    refused = {name for name, target in parameters.targets if not target.refunded}
    kind = [_kind(name, own_labels, refused) for name in map(label, figures.measures)]
    childrens = age.childrens_measures(figures.measure, figures.measures, rows, parameters)

    people = _People()
    person = people.of_rows(rows.cpr)
    tally = _tally(rows, figures, people, person, kind, childrens)
    size = len(people.spelled)
    row_of = np.full(size, -1, dtype=np.int64)
    has = np.flatnonzero(person >= 0)[::-1]
    row_of[person[has]] = has

    home, households, problems = _homes(disposition, person, size)
    found = model.cases(
        tally.basis, age.born(people.spelled), tally.young, home, len(households), figures.year,
        _limits(limits.children), _limits(limits.adults),
    )  # fmt: skip
    return Refund(
        rates=limits,
        cases=found,
        people=tuple(people.spelled),
        people_basis=tally.basis,
        row_of=row_of,
        young=tally.young,
        home=home,
        households=households,
        refunded={
            group: _sum(found, found.child == (group == _CHILDREN), limit)
            for group, limit in ((_CHILDREN, limits.children), (_ADULTS, limits.adults))
        },
        lines=own,
        measures=own_labels,
        excluded=tally.left_out[_REFUSED],
        own_lines=tally.left_out[_OWN],
        nobody=int(figures.months[person < 0].sum()),
        no_person=figures.beside(NO_PERSON),
        pool=figures.pool,
        problems=(*limits.problems, *problems, *_many(disposition, households, found)),
    )


def added(
    found: Refund, citizen: str, months: Integers, *, young: bool, year: int, less: Integers | None = None
) -> int | None:
    """What a cost of some citizen, øre (12,) with one-offs spread, adds to the year's refund, øre.

    The citizen is somebody new where he costs nothing yet or is not named; ``young`` says whether the measure is
    children's; ``less`` is what of the citizen's cost is the same cost already, and is left out first. None where the
    limits of the year are missing, for then nobody knows.
    """
    limits = found.rates
    if limits.children is None or limits.adults is None:
        return None
    at = found.people.index(citizen) if citizen in found.people else len(found.people)
    size = max(len(found.people), at + 1)
    basis = np.zeros((size, 12), dtype=np.int64)
    basis[: len(found.people)] = found.people_basis
    if less is not None:
        basis[at] -= less
    with_young = np.zeros(size, dtype=bool)
    with_young[: len(found.people)] = found.young
    home = np.full(size, -1, dtype=np.int64)
    home[: len(found.people)] = found.home
    born = age.born((*found.people, citizen)[:size])
    sums = []
    for cost in (0, 1):
        basis[at] += cost * months
        with_young[at] |= bool(cost and young)
        sums.append(
            model.cases(
                basis, born, with_young, home, len(found.households), year, _limits(limits.children),
                _limits(limits.adults),
            ).refund.sum()
        )  # fmt: skip
    return int(sums[1] - sums[0])


_COUNTS, _REFUSED, _OWN = range(3)


class _People:
    """Numbers for citizens, a text for a CPR number told apart by its label; ``spelled`` is how each is written."""

    def __init__(self) -> None:
        self.spelled: list[str] = []
        self._known: dict[str, int] = {}

    def of(self, citizen: str) -> int:
        key = citizen if citizen.isdigit() else label(citizen)
        at = self._known.setdefault(key, len(self.spelled))
        if at == len(self.spelled):
            self.spelled.append(citizen)
        return at

    def of_rows(self, citizens: Sequence[str]) -> Integers:
        """The citizen of each row (n,), -1 for nobody."""
        return np.fromiter((self.of(each) if each else -1 for each in citizens), np.int64, len(citizens))


class _Tally(Struct, frozen=True):
    """What each person costs, øre: ``basis`` (people, 12). ``young`` (people,) marks those with a children's measure,
    ``left_out`` is what is not refunded, by why."""

    basis: Integers
    young: Flags
    left_out: dict[int, int]


def _tally(
    rows: Commitments, figures: Figures, people: _People, person: Integers, kind: Sequence[int], childrens: Flags
) -> _Tally:
    """Sums the rows and the postings without a row by person; ``kind`` (m,) says what the refund does with a measure.

    What is paid once is spread over the year, as the law has it.
    """
    row_kind = np.array(kind, dtype=np.int64).reshape(-1)[figures.measure] if len(rows) else person
    years = figures.months.sum(axis=1)
    left_out = {which: int(years[(person >= 0) & (row_kind == which)].sum()) for which in (_REFUSED, _OWN)}
    place = {name: at for at, name in enumerate(figures.measures)}
    beside = [(people.of(citizen), place[name], months) for (citizen, name), months in figures.unplaced.items()]
    counted = (person >= 0) & (row_kind == _COUNTS)
    months = np.where((rows.unit == RateUnit.ONCE)[:, None], model.spread_out(figures.months), figures.months)
    basis = np.zeros((len(people.spelled), 12), dtype=np.int64)
    np.add.at(basis, person[counted], months[counted])
    young = np.zeros(len(people.spelled), dtype=bool)
    young[person[counted & childrens[figures.measure]]] = True
    for citizen, measure, booked in beside:
        if kind[measure] == _COUNTS:
            basis[citizen] += booked
            young[citizen] |= bool(childrens[measure])
        else:
            left_out[kind[measure]] += int(booked.sum())
    return _Tally(basis, young, left_out)


def _kind(name: str, own: frozenset[str], refused: set[str]) -> int:
    return _OWN if name in own else _REFUSED if name in refused else _COUNTS


def _sum(cases: model.RefundCases, mask: Flags, limit: RefundLimit | None) -> int | None:
    if limit is None:
        return None if cases.basis[mask].any() else 0
    return int(cases.refund[mask].sum())


def _homes(disposition: Disposition, person: Integers, size: int) -> tuple[Integers, tuple[str, ...], list[Problem]]:
    """Each person's household among those of two or more, and rows that name another one than the person's first."""
    rows = disposition.commitments
    home = np.full(size, -1, dtype=np.int64)
    codes: dict[str, int] = {}
    names: list[str] = []
    problems = []
    for at, text in enumerate(rows.household):
        if not text or person[at] < 0:
            continue
        code = codes.setdefault(label(text), len(codes))
        if code == len(names):
            names.append(text)
        if home[person[at]] == -1:
            home[person[at]] = code
        elif home[person[at]] != code:
            place = rows.places[at]
            problems.append(Problem(Kind.REFUND_HOUSEHOLD, "household", ROLE, place.sheet, place.row, 0, text))
    several = np.bincount(home[home >= 0], minlength=len(names)) >= 2
    new = np.cumsum(several) - 1
    alone = (home >= 0) & ~np.append(several, False)[home]
    home = np.where((home < 0) | alone, -1, np.append(new, -1)[home])
    return home, tuple(name for name, kept in zip(names, several.tolist(), strict=True) if kept), problems


def _many(disposition: Disposition, households: tuple[str, ...], found: model.RefundCases) -> list[Problem]:
    """Each household with too many children for the rules that are known, at its first row."""
    wanted = {label(name) for name, is_many in zip(households, found.many.tolist(), strict=True) if is_many}
    problems = []
    rows = disposition.commitments
    for text, place in zip(rows.household, rows.places, strict=True):
        if text and label(text) in wanted:
            wanted.remove(label(text))
            problems.append(Problem(Kind.REFUND_MANY, "household", ROLE, place.sheet, place.row, 0, text))
    return problems


def line_totals(refund: Refund, figures: Figures) -> tuple[VarianceLine, ...]:
    """The refund's lines as *Afvigelse* has them, with the puljer kept for them and the computed refund's own."""
    wanted = refund.measures | {label(standard.REFUND_POOL)}
    return tuple(
        line
        for group in figures.groups
        for line in group.lines
        if label(line.measure) in wanted or label(line.kept_for) in refund.measures
    )


def adjusted(
    disposition: Disposition, lines: tuple[BudgetLine, ...], parameters: Parameters, figures: Figures
) -> Disposition:
    """The disposition with a pulje that makes the refund's line the computed refund; as it was when none can be.

    As a pulje it is a lump that no posting has met, so on every sheet the total is still postings + expected + puljer.
    """
    found = compute(disposition, lines, parameters, figures)
    if found.total is None:
        return disposition
    held = sum(line.expected for line in line_totals(found, figures))
    first = found.lines[0] if found.lines else None
    place = Place(standard.REFUND, standard.HEADER_ROW) if first is None else first.place
    booked = (name for name in figures.measures if label(name) in found.measures)
    measure = next(booked, "") if first is None else first.measure
    lump = Pool(place, standard.REFUND_POOL, measure, -found.total - held)
    return replace(disposition, pools=(*disposition.pools, lump))
