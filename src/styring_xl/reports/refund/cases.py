"""The list of *Statsrefusion*: a row for each case near the limits, with the siblings of a household below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np

from styring_xl.cells.cell import Content, Formula, column_letters
from styring_xl.danish.citizen import spelled
from styring_xl.figures import refund
from styring_xl.figures.refund import Refund
from styring_xl.model import refund as model
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.kroner import to_kroner
from styring_xl.reading import header
from styring_xl.reports.month_columns import MONTH_NAMES
from styring_xl.reports.refund.columns import REFUND_MONTHS, STEPS, cases
from styring_xl.reports.refund.links import lead
from styring_xl.reports.refund.made import RefundTrace
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import RowKind, Table
from styring_xl.standard import style
from styring_xl.standard.words import TARGETS

_NEAR: Final = (4, 5)
"""A case is shown from four fifths of the monthly limit, so that those just below are seen too."""
_MEMBER: Final = "søskende i husstanden"
_CHILDREN, _ADULTS = TARGETS
_ALL: Final = "I alt"


class CaseList:
    """Writes the list. ``limits`` is the table above with the yearly limits, ``places`` the row of each group there."""

    def __init__(
        self,
        rows: Rows,
        material: Material,
        found: Refund,
        trace: RefundTrace,
        limits: Table,
        places: dict[str, int],
    ) -> None:
        self.rows = rows
        self.material = material
        self.found = found
        self.trace = trace
        self.limits, self.places = limits, places
        self.table = Table(rows, cases(material.figures.closed))

    def write(self) -> str:
        """A row for each case near the limits, then everybody else together; returns the cell of the basis in all."""
        found, table = self.found, self.table
        table.header()
        first = table.next_row
        basis = found.cases.basis
        high = basis.max(axis=1, initial=0) * 12 * _NEAR[1] >= refund.watched(found.rates) * _NEAR[0]
        near = np.flatnonzero(high)
        near = near[np.lexsort((-basis[near].sum(axis=1), -found.cases.refund[near].sum(axis=1)))]
        plain = self._plain()
        for at in near.tolist():
            if at < len(found.people):
                group = _group(found.cases.child[at])
                row = self._case(at, group, self.places.get(group) if plain[at] else None, [])
                self._citizen_link(row, at)
            else:
                self._household(at)
        over = range(first, table.next_row)
        if not over:
            self.rows.note("Ingen sager når 80 % af 1/12 af første grænse.", style.COMPUTED_TEXT)
        return self._sums(over, near)

    def _plain(self) -> Flags:
        """The cases whose whole year follows one set of limits, so that a formula can show it."""
        cases, rates = self.found.cases, self.found.rates
        out = np.zeros(len(cases.basis), dtype=bool)
        for flag, limit in ((True, rates.children), (False, rates.adults)):
            rows = np.flatnonzero(cases.child.all(axis=1) if flag else ~cases.child.any(axis=1))
            if limit is not None and len(rows):
                steps = model.Limits(refund.steps(limit))
                whole = model.refund(cases.basis[rows], [steps]).sum(axis=1)
                out[rows] = whole == cases.refund[rows].sum(axis=1)
        return out

    def _case(self, at: int, group: str, limit_row: int | None, members: list[int]) -> int:
        """One row of the list; ``members`` are the places of the siblings that will stand below it."""
        table, row = self.table, self.table.next_row
        basis, refunded = self.found.cases.basis[at].tolist(), self.found.cases.refund[at].tolist()
        months = _months(MONTH_NAMES, basis)
        if members:
            below = range(row + 1, row + 1 + len(members))
            months = {
                name: table.sum(name, below, to_kroner(ore)) for name, ore in zip(MONTH_NAMES, basis, strict=True)
            }
        known = self._known(at)
        total: Content = None
        if known:
            text = f"SUM({table.span(REFUND_MONTHS[0], REFUND_MONTHS[-1], row)})"
            if limit_row is not None:
                text = self._audit(row, limit_row, group)
            total = Formula(text, to_kroner(sum(refunded)))
        name = f"Husstand {self.found.households[at - len(self.found.people)]}" if members else self._name(at)
        return table.line(
            {
                "name": name,
                "group": group,
                "refund": total,
                "basis": self._year(row, basis),
                "again": name,
                **months,
                **(_months(REFUND_MONTHS, refunded) if known else {}),
            },
            made=partial(self.trace.case, at),
        )

    def _year(self, row: int, basis: Sequence[int]) -> Formula:
        return Formula(f"SUM({self.table.span(MONTH_NAMES[0], MONTH_NAMES[-1], row)})", to_kroner(sum(basis)))

    def _audit(self, row: int, limit_row: int, group: str) -> str:
        """The year's refund as the law says it, from the row's months and the limits on the sheet."""
        rates = self.found.rates
        limit = rates.children if group == _CHILDREN else rates.adults
        assert limit is not None
        span = self.table.span(MONTH_NAMES[0], MONTH_NAMES[-1], row)
        parts = []
        for name, _ in zip(STEPS, refund.steps(limit), strict=False):
            bound = f"${column_letters(self.limits.column(name))}${limit_row}"
            parts.append(f"SUMPRODUCT((12*{span}>{bound})*(12*{span}-{bound}))")
        return f"ROUND(({'+'.join(parts)})/48,2)"

    def _known(self, at: int) -> bool:
        """Whether the case has limits in every month it costs something."""
        rates, cases = self.found.rates, self.found.cases
        used = cases.child[at][cases.basis[at] != 0]
        return not ((rates.children is None and used.any()) or (rates.adults is None and not used.all()))

    def _household(self, at: int) -> None:
        found, people = self.found, len(self.found.people)
        own = found.cases.pooled
        members = np.flatnonzero((found.home == at - people) & own.any(axis=1)).tolist()
        self._case(at, _CHILDREN, self.places.get(_CHILDREN), members)
        for member in members:
            basis = np.where(own[member], found.people_basis[member], 0).tolist()
            name = self._name(member)
            row = self.table.line(
                {
                    "name": name,
                    "group": _MEMBER,
                    "basis": self._year(self.table.next_row, basis),
                    "again": name,
                    **_months(MONTH_NAMES, basis),
                },
                made=partial(self.trace.case, member),
            )
            self._citizen_link(row, member)

    def _name(self, at: int) -> str:
        return spelled(self.found.people[at])

    def _citizen_link(self, row: int, at: int) -> None:
        index = int(self.found.row_of[at])
        if index < 0:
            return
        place = self.material.snapshot.disposition.commitments.places[index]
        table = next(t for t in self.material.snapshot.layout.of(header.DISPOSITION) if t.sheet == place.sheet)
        lead(self.rows, row, place.sheet, place.row, table.columns.get("cpr", 1), "Gå til bevillingen")

    def _sums(self, over: range, near: Integers) -> str:
        """What is shown, everybody else, and the two together; a household's siblings count with it alone."""
        table, basis = self.table, self.found.cases.basis
        listed = np.zeros(len(basis), dtype=bool)
        listed[near] = True
        shown: dict[str, Content] = {}
        for name, amount in self._amounts(listed).items():
            if not over:
                shown[name] = 0.0
                continue
            span = table.span(name, name, over[0], over[-1])
            text = f"SUM({span})"
            if not name.startswith("refund"):
                text += f'-SUMIF({table.span("group", "group", over[0], over[-1])},"{_MEMBER}",{span})'
            shown[name] = Formula(text, amount)
        others = int((~listed & basis.any(axis=1)).sum())
        above, below = partial(self.trace.several, listed), partial(self.trace.several, ~listed)
        upper = table.add(RowKind.GROUP, {"name": "Vist ovenfor", "again": "Vist", **shown}, made=above)
        text = f"Øvrige borgere og husstande under 80 % af grænsen ({others})"
        # The row holds many cases, so its months look computed, closed ones too.
        plain = dict.fromkeys((*MONTH_NAMES, *REFUND_MONTHS), style.COMPUTED)
        table.line({"name": text, "again": f"Øvrige ({others})", **self._amounts(~listed)}, plain, below)
        whole = {
            name: Formula(f"{table.ref(name, upper)}+{table.ref(name, upper + 1)}", amount)
            for name, amount in self._amounts(np.ones(len(basis), dtype=bool)).items()
        }
        total = table.add(RowKind.TOTAL, {"name": _ALL, "again": _ALL, **whole})
        self.rows.blank()
        return table.ref("basis", total)

    def _amounts(self, of: Flags) -> dict[str, float]:
        """The kroner of cases by column; those of the refund are left out where it is not known."""
        found = self.found.cases
        basis, refunded = found.basis[of].sum(axis=0), found.refund[of].sum(axis=0)
        amounts = {"basis": int(basis.sum()), **dict(zip(MONTH_NAMES, basis.tolist(), strict=True))}
        if self.found.total is not None:
            amounts |= {"refund": int(refunded.sum()), **dict(zip(REFUND_MONTHS, refunded.tolist(), strict=True))}
        return {name: to_kroner(ore) for name, ore in amounts.items()}


def _months(names: Sequence[str], ore: Sequence[int]) -> dict[str, Content]:
    """Kroner by column, months of nothing empty."""
    return {name: to_kroner(each) if each else None for name, each in zip(names, ore, strict=True)}


def _group(child: Flags) -> str:
    """A citizen's group: the one of most months."""
    return _CHILDREN if 2 * int(child.sum()) >= len(child) else _ADULTS
