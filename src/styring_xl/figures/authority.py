"""Who may grant a commitment: by what it costs a year, how long it lasts, whose the supplier is, and the role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from styring_xl.danish.text import label
from styring_xl.model.authority import Grant, lowest
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.lists import Lists
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.lists.authority import APPROVERS, AUTHORITY, EXTERNAL, OWN, OWN_SUPPLIERS

_DAYS_A_MONTH: Final = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Authority:
    """The list as read: ``roles`` from the lowest, and who has which role by the label of the name."""

    roles: tuple[str, ...]
    grants: tuple[Grant, ...]
    people: Mapping[str, int]
    own: frozenset[str]
    problems: tuple[Problem, ...] = ()

    def rank_of(self, approver: str) -> int | None:
        """The rank of a role or of somebody who has one, None for anybody else."""
        known = {label(role): rank for rank, role in enumerate(self.roles)} | dict(self.people)
        return known.get(label(approver))

    def lowest(self, measure: str, amount: int, months: float | None, supplier: str) -> int | None:
        """The rank of the lowest role that may grant it, None when no role may."""
        kind = OWN if label(supplier) in self.own else EXTERNAL
        return lowest(self.grants, label(measure), amount, months, kind)


@dataclass(frozen=True, slots=True)
class Granted:
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
    return [_granted(authority, rows, index, price) for index, price in zip(at.tolist(), prices, strict=True)]


def _granted(authority: Authority, rows: Commitments, index: int, amount: int) -> Granted:
    # A one-off counts as lasting one month.
    months: float | None = 1.0 if rows.unit[index] == RateUnit.ONCE else None
    if not np.isnat(rows.granted_stop[index]):
        months = (int((rows.granted_stop[index] - rows.start[index]).astype(int)) + 1) / _DAYS_A_MONTH
        # A commitment of whole months has a day or two more than their average length.
        months = round(months) if abs(months - round(months)) <= 2 / _DAYS_A_MONTH else months
    approver = rows.approver[index]
    return Granted(
        index,
        amount,
        months,
        authority.lowest(rows.measure[index], amount, months, rows.supplier[index]),
        authority.rank_of(approver) if approver else None,
        bool(approver),
    )


def names(authority: Authority, ranks: Sequence[int | None]) -> list[str]:
    """What the roles are called; one that is None is nobody's."""
    return ["ingen rolle" if rank is None else authority.roles[rank] for rank in ranks]
