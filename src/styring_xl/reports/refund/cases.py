"""The list of *Statsrefusion*: a row for each case near the limits, with the siblings of a household below it."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from styring_xl.cells.cell import Content, Formula, column_letters, quote_sheet
from styring_xl.cells.column_contents import ColumnContents
from styring_xl.cells.patch import Link
from styring_xl.danish.citizen import spelled
from styring_xl.figures import refund
from styring_xl.figures.refund import Refund
from styring_xl.model import refund as model
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.kroner import to_kroner
from styring_xl.reading import header
from styring_xl.reports.month_columns import MONTH_NAMES
from styring_xl.reports.refund.columns import REFUND_MONTHS, STEPS, cases
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
_OF_CHILDREN, _OF_ADULTS, _OF_MEMBER = range(3)
"""The places of a row's group among the target groups and that of siblings."""
_MONTHS: Final = f"{{{MONTH_NAMES[0]}}}:{{{MONTH_NAMES[-1]}}}"


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
        self._list(near.tolist())
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

    def _list(self, near: list[int]) -> None:
        """The rows of some cases, each household's siblings below it."""
        found, table, people = self.found, self.table, len(self.found.people)
        own = found.cases.pooled
        below = [
            np.flatnonzero((found.home == at - people) & own.any(axis=1)).tolist() if at >= people else []
            for at in near
        ]
        places = [place for at, members in zip(near, below, strict=True) for place in (at, *members)]
        at, rows = np.array(places, np.int64), range(table.next_row, table.next_row + len(places))
        head = np.zeros(len(at), bool)
        head[np.cumsum([0, *(1 + len(members) for members in below)])[:-1]] = True
        household = head & (at >= people)
        basis = np.zeros((len(at), 12), np.int64)
        basis[head] = found.cases.basis[at[head]]
        basis[~head] = np.where(own[at[~head]], found.people_basis[at[~head]], 0)
        known = head.copy()
        known[head] = self._known(at[head])
        refunded = np.zeros((len(at), 12), np.int64)
        refunded[known] = found.cases.refund[at[known]]
        groups = np.full(len(at), _OF_MEMBER)
        groups[head] = np.where(at[head] >= people, _OF_CHILDREN, _group(found.cases.child[at[head]]))
        names = ColumnContents.of_texts([self._name(place) for place in places])
        months, refunds = to_kroner(basis), to_kroner(refunded)
        cells = {
            "name": names,
            "group": ColumnContents.of_codes(groups, (*TARGETS, _MEMBER)),
            "refund": ColumnContents.of_numbers(to_kroner(refunded.sum(axis=1)), ~known).worked_out(
                self._totals(rows, at, known, groups)
            ),
            "basis": ColumnContents.of_numbers(to_kroner(basis.sum(axis=1))).worked_out(
                table.formulas(f"SUM({_MONTHS})", rows)
            ),
            "again": names,
        }
        counts = [len(members) for members in below if members]
        for month, name in enumerate(MONTH_NAMES):
            sums = [""] * len(rows)
            for place, count in zip(np.flatnonzero(household).tolist(), counts, strict=True):
                sums[place] = f"SUM({table.down(name, range(rows[place] + 1, rows[place] + 1 + count))})"
            shown = ColumnContents.of_numbers(months[:, month], (basis[:, month] == 0) & ~household)
            cells[name] = shown.worked_out(sums, household)
        for month, name in enumerate(REFUND_MONTHS):
            cells[name] = ColumnContents.of_numbers(refunds[:, month], refunded[:, month] == 0)
        linked = self._link(rows, places)
        table.lines(cells, lambda at: partial(self.trace.case, places[at]), {"name": style.LINK}, linked)

    def _totals(self, rows: range, at: Integers, known: Flags, groups: Integers) -> list[str]:
        """The formula of each row's refund, where it is ``known``: as the law says it where one set of limits holds for
        the whole year, else the sum of its months."""
        plain, table = self._plain(), self.table
        found = table.formulas(f"SUM({{{REFUND_MONTHS[0]}}}:{{{REFUND_MONTHS[-1]}}})", rows)
        for code, group in enumerate(TARGETS):
            limit_row = self.places.get(group)
            if limit_row is None:
                continue
            audited = np.flatnonzero(known & (groups == code) & (plain[at] | (at >= len(self.found.people))))
            if len(audited):
                texts = table.formulas(self._audit(limit_row, group), rows)
                for place in audited.tolist():
                    found[place] = texts[place]
        return found

    def _audit(self, limit_row: int, group: str) -> str:
        """The year's refund as the law says it, from a row's months and the limits on the sheet."""
        rates = self.found.rates
        limit = rates.children if group == _CHILDREN else rates.adults
        assert limit is not None
        parts = []
        for name, _ in zip(STEPS, refund.steps(limit), strict=False):
            bound = f"${column_letters(self.limits.column(name))}${limit_row}"
            parts.append(f"SUMPRODUCT((12*{_MONTHS}>{bound})*(12*{_MONTHS}-{bound}))")
        return f"ROUND(({'+'.join(parts)})/48,2)"

    def _known(self, at: Integers) -> Flags:
        """Whether each case has limits in every month it costs something."""
        rates, child, used = self.found.rates, self.found.cases.child[at], self.found.cases.basis[at] != 0
        unknown = np.zeros(len(at), bool)
        if rates.children is None:
            unknown |= (child & used).any(axis=1)
        if rates.adults is None:
            unknown |= (~child & used).any(axis=1)
        return ~unknown

    def _name(self, at: int) -> str:
        people = self.found.people
        return spelled(people[at]) if at < len(people) else f"Husstand {self.found.households[at - len(people)]}"

    def _link(self, rows: range, places: list[int]) -> Flags:
        """Makes the citizens lead to their commitments; says which rows do."""
        layout = self.material.snapshot.layout.of(header.DISPOSITION)
        column = {table.sheet: column_letters(table.columns.get("cpr", 1)) for table in reversed(layout)}
        commitments, people = self.material.snapshot.disposition.commitments.places, len(self.found.people)
        linked = np.zeros(len(places), bool)
        for number, (row, at) in enumerate(zip(rows, places, strict=True)):
            index = int(self.found.row_of[at]) if at < people else -1
            if index >= 0:
                place = commitments[index]
                target = f"{quote_sheet(place.sheet)}!{column[place.sheet]}{place.row}"
                self.rows.links.append(Link(row, self.rows.left, target, "Gå til bevillingen"))
                linked[number] = True
        return linked

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


def _group(child: Flags) -> Integers:
    """The citizens' groups (n,), as their places among the target groups, by ``child`` (n, 12): the one of most
    months."""
    return np.where(2 * child.sum(axis=1) >= child.shape[1], _OF_CHILDREN, _OF_ADULTS)
