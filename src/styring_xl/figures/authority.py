"""Who may grant a commitment: by what it costs a year, how long it lasts, whose the supplier is, and the role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.model.arrays import Integers
from styring_xl.model.authority import Grant, first_covering, lowest, of_measure
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.lists import Lists
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.lists.authority import APPROVERS, AUTHORITY, EXTERNAL, OWN, OWN_SUPPLIERS

_DAYS_A_MONTH: Final = 365.25 / 12


class Authority(Struct, frozen=True):
    """The list as read: ``roles`` from the lowest, and who has which role by the label of the name."""

    roles: tuple[str, ...]
    grants: tuple[Grant, ...]
    people: Mapping[str, int]
    own: frozenset[str]
    problems: tuple[Problem, ...] = ()

    def ranks(self) -> Mapping[str, int]:
        """The rank of each role and of each who has one, by the label of the name."""
        return {label(role): rank for rank, role in enumerate(self.roles)} | dict(self.people)

    def kind_of(self, supplier: str) -> str:
        """Which kind of supplier it is."""
        return OWN if label(supplier) in self.own else EXTERNAL

    def lowest(self, measure: str, amount: int, months: float | None, supplier: str) -> int | None:
        """The rank of the lowest role that may grant it, None when no role may."""
        return lowest(self.grants, label(measure), amount, months, self.kind_of(supplier))


class Granted(Struct, frozen=True):
    """A commitment of the year: ``needed`` is the rank it must be granted by, None when no role may grant it.

    ``given`` is the rank of who has granted it, None where nobody stands there or nobody whose role is known.
    ``amount`` is øre a year; ``months`` is None for one without an end.
    """

    index: int
    amount: int
    months: float | None
    needed: int | None
    given: int | None
    stated: bool
    """True where somebody stands in *Godkendt af*."""

    @property
    def is_granted(self) -> bool:
        """Whether it is granted high enough; what the lowest role may grant needs no one else's name."""
        if self.needed is None:
            return False
        if self.given is None:
            return self.needed == 0 and not self.stated
        return self.given >= self.needed


def of(lists: Lists) -> Authority | None:
    """Who may grant what, None where the list is empty. An approver's role that the list lacks is a problem."""
    rows = lists.of(AUTHORITY)
    if not rows:
        return None
    ranks: dict[str, int] = {}
    names: list[str] = []
    grants = []
    for row in rows:
        key = label(row.text("role"))
        if key not in ranks:
            ranks[key] = len(names)
            names.append(row.text("role"))
        grants.append(
            Grant(ranks[key], label(row.text("measure")), row.whole("amount"), row.whole("months"), row.text("kind"))
        )
    people: dict[str, int] = {}
    problems = []
    for row in lists.of(APPROVERS):
        rank = ranks.get(label(row.text("role")))
        if rank is None:
            detail = "Rollen står ikke i listen Bevillingskompetence, så rækken er ikke brugt."
            problems.append(row.problem(Kind.LIST_UNKNOWN, APPROVERS, "role", detail=detail))
        elif label(row.text("name")) in people:
            problems.append(row.problem(Kind.LIST_TWICE, APPROVERS, "name"))
        else:
            people[label(row.text("name"))] = rank
    own = frozenset(label(row.text("supplier")) for row in lists.of(OWN_SUPPLIERS))
    return Authority(tuple(names), tuple(grants), people, own, tuple(problems))


def granted(authority: Authority, rows: Commitments, year: int) -> list[Granted]:
    """The commitments active in the year, in the order of the rows."""
    first, last = np.datetime64(f"{year}-01-01"), np.datetime64(f"{year}-12-31")
    stop = rows.active_stop
    at = np.flatnonzero(rows.computable & (rows.start <= last) & ~(stop < first))
    prices = rows.terms.take(at).year_price(year).tolist()
    ranks = authority.ranks()
    known = {approver: ranks.get(label(approver)) for approver in set(rows.approver) if approver}
    kinds = {supplier: authority.kind_of(supplier) for supplier in set(rows.supplier)}
    grants = {measure: of_measure(authority.grants, label(measure)) for measure in set(rows.measure)}
    found = []
    for index, amount, months in zip(at.tolist(), prices, _months(rows, at), strict=True):
        approver = rows.approver[index]
        needed = first_covering(grants[rows.measure[index]], amount, months, kinds[rows.supplier[index]])
        found.append(Granted(index, amount, months, needed, known[approver] if approver else None, bool(approver)))
    return found


def _months(rows: Commitments, at: Integers) -> list[float | None]:
    """How many months some commitments last; None without an end."""
    ends = rows.granted_stop[at]
    open_ended = np.isnat(ends)
    days = np.where(open_ended, 0, (ends - rows.start[at]).astype(np.int64)) + 1
    months = days / _DAYS_A_MONTH
    # A commitment of whole months has a day or two more than their average length.
    whole = np.rint(months)
    is_whole = np.abs(months - whole) <= 2 / _DAYS_A_MONTH
    # A one-off counts as lasting one month.
    once = rows.unit[at] == RateUnit.ONCE
    return [
        (1.0 if is_once else None) if is_open else (round(each) if fits else each)
        for each, fits, is_open, is_once in zip(
            months.tolist(), is_whole.tolist(), open_ended.tolist(), once.tolist(), strict=True
        )
    ]


def names(authority: Authority, ranks: Sequence[int | None]) -> list[str]:
    """What the roles are called; one that is None is nobody's."""
    return ["ingen rolle" if rank is None else authority.roles[rank] for rank in ranks]
