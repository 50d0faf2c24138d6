"""Who may grant a commitment: by what it costs a year, how long it lasts, whose the supplier is, and the role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.authority import NO_ROLE, Grant, lowest
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


class GrantedRows(Struct, frozen=True, eq=False):
    """Commitments of the year, each as ``Granted`` has it (n,): ``months`` are infinite without an end, and ``needed``
    and ``given`` NO_ROLE where those are None."""

    index: Integers
    amount: Integers
    months: Floats
    needed: Integers
    given: Integers
    stated: Flags

    @staticmethod
    def none() -> GrantedRows:
        """No commitments."""
        nothing = np.zeros(0, np.int64)
        return GrantedRows(nothing, nothing, np.zeros(0), nothing, nothing, np.zeros(0, bool))

    def __len__(self) -> int:
        return len(self.index)

    @property
    def is_granted(self) -> Flags:
        """Which are granted high enough; what the lowest role may grant needs no one else's name."""
        unnamed = (self.given == NO_ROLE) & (self.needed == 0) & ~self.stated
        high_enough: Flags = (self.needed != NO_ROLE) & (unnamed | (self.given >= self.needed))
        return high_enough

    def take(self, which: Flags | Integers) -> GrantedRows:
        """The marked ones, or those at some places in their order."""
        return GrantedRows(
            self.index[which], self.amount[which], self.months[which], self.needed[which], self.given[which],
            self.stated[which],
        )  # fmt: skip

    def each(self) -> list[Granted]:
        """One by one."""
        columns = (self.index, self.amount, self.months, self.needed, self.given, self.stated)
        return [
            Granted(
                index,
                amount,
                None if months == np.inf else months,
                None if needed == NO_ROLE else needed,
                None if given == NO_ROLE else given,
                stated,
            )
            for index, amount, months, needed, given, stated in zip(*(each.tolist() for each in columns), strict=True)
        ]


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


def granted(authority: Authority, rows: Commitments, year: int) -> GrantedRows:
    """The commitments active in the year, in the order of the rows."""
    first, last = np.datetime64(f"{year}-01-01"), np.datetime64(f"{year}-12-31")
    stop = rows.active_stop
    at = np.flatnonzero(rows.computable & (rows.start <= last) & ~(stop < first))
    amount, months = rows.terms.take(at).year_price(year), _months(rows, at)
    ranks = authority.ranks()
    known = {approver: ranks.get(label(approver), NO_ROLE) for approver in set(rows.approver)} | {"": NO_ROLE}
    given = np.fromiter(map(known.__getitem__, rows.approver), np.int64, len(rows))[at]
    kinds = {supplier: authority.kind_of(supplier) == OWN for supplier in set(rows.supplier)}
    own = np.fromiter(map(kinds.__getitem__, rows.supplier), bool, len(rows))[at]
    codes = {measure: code for code, measure in enumerate(dict.fromkeys(rows.measure))}
    measure = np.fromiter(map(codes.__getitem__, rows.measure), np.int64, len(rows))[at]
    stated = np.fromiter(map(bool, rows.approver), bool, len(rows))[at]
    kind = np.where(own, OWN, EXTERNAL)
    needed = lowest(authority.grants, [*map(label, codes)], measure, amount, months, kind)
    return GrantedRows(at, amount, months, needed, given, stated)


def _months(rows: Commitments, at: Integers) -> Floats:
    """How many months some commitments last; infinite without an end."""
    ends = rows.granted_stop[at]
    open_ended = np.isnat(ends)
    days = np.where(open_ended, 0, (ends - rows.start[at]).astype(np.int64)) + 1
    months = days / _DAYS_A_MONTH
    # A commitment of whole months has a day or two more than their average length.
    whole = np.rint(months)
    is_whole = np.abs(months - whole) <= 2 / _DAYS_A_MONTH
    # A one-off counts as lasting one month.
    once = rows.unit[at] == RateUnit.ONCE
    return np.where(open_ended, np.where(once, 1.0, np.inf), np.where(is_whole, whole, months))


def names(authority: Authority, ranks: Sequence[int | None]) -> list[str]:
    """What the roles are called; one that is None is nobody's."""
    return ["ingen rolle" if rank is None else authority.roles[rank] for rank in ranks]
