"""What the figures of *Statsrefusion* are made of: cases, and behind each its commitments and postings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from styring_xl.danish.text import label
from styring_xl.figures.refund import Refund
from styring_xl.figures.spend_lines import NO_PERSON, UNPLACED
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model import refund as model
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.kroner import total
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reports.month_columns import MONTH_NAMES
from styring_xl.reports.refund.columns import REFUND_MONTHS
from styring_xl.standard.words import REFUND_POOL

_MONTHLY: Final = (
    "Refusionen af månedens grundlag mod 1/12 af årets grænser. Årets refusion er den nøjagtige sum afrundet én gang, "
    "og månederne summer til den."
)


class RefundTrace:
    """Finds the commitments and postings behind the cases."""

    def __init__(self, tracer: Tracer, found: Refund) -> None:
        self.tracer = tracer
        self.found = found

    def law(self, which: Flags, column: str) -> MadeOf | None:
        """The refund and the basis of the months ``which`` (cases, 12) that follow one law."""
        cases = self.found.cases
        if column == "refund":
            return MadeOf.sum(self._cases(np.where(which, cases.refund, 0).sum(axis=1)))
        if column == "basis":
            return MadeOf.sum(self._cases(np.where(which, cases.basis, 0).sum(axis=1)))
        if column == "cases":
            counted: Flags = np.logical_or.reduce((cases.refund > 0) & which, axis=1)
            return MadeOf.sum(self._counted(counted))
        return None

    def several(self, which: Flags, column: str) -> MadeOf | None:
        """Some cases (cases,) together, by the columns of the list."""
        cases = self.found.cases
        if column in MONTH_NAMES:
            return MadeOf.sum(self._cases(np.where(which, cases.basis[:, MONTH_NAMES.index(column)], 0)))
        if column in REFUND_MONTHS:
            return MadeOf.sum(self._cases(np.where(which, cases.refund[:, REFUND_MONTHS.index(column)], 0)))
        if column in ("basis", "refund"):
            return MadeOf.sum(self._cases(np.where(which, getattr(cases, column).sum(axis=1), 0)))
        return None

    def case(self, at: int, column: str) -> MadeOf | None:
        """A month of one case: the basis of a citizen, or the refund of the month's basis."""
        if column in REFUND_MONTHS:
            month = REFUND_MONTHS.index(column)
            basis = int(self.found.cases.basis[at, month])
            return MadeOf.worked_out([self._case(at, basis, "Grundlag")], _MONTHLY)
        if column in MONTH_NAMES and at < len(self.found.people):
            return MadeOf.sum(self._person(at, MONTH_NAMES.index(column)))
        return None

    def beside(self, which: str) -> MadeOf:
        """What the basis leaves out, by the name that ``Refund`` has for it."""
        told = {
            "excluded": self._not_counted,
            "own_lines": self._own_lines,
            "nobody": self._nobody,
            "no_person": self._no_person,
        }
        return MadeOf.sum(told[which]())

    def pools(self, *, computed: bool) -> MadeOf:
        """The puljer, or the one that makes the line the computed refund."""
        pools = self.tracer.snapshot.disposition.pools
        return MadeOf.sum(self.tracer.pools(each for each in pools if (each.label == REFUND_POOL) == computed))

    # Cases.

    def _cases(self, amounts: Integers) -> Iterator[TraceItem]:
        for at in np.flatnonzero(amounts).tolist():
            yield self._case(at, int(amounts[at]))

    def _counted(self, which: Flags) -> Iterator[TraceItem]:
        for at in np.flatnonzero(which).tolist():
            row = self._row(at)
            if row >= 0:
                yield self.tracer.counted(row, 1)

    def _case(self, at: int, amount: int, text: str = "") -> TraceItem:
        """A case by the first commitment of its citizen, or of a household's first."""
        row, people = self._row(at), len(self.found.people)
        said = text or ("Sag" if at < people else f"Husstand {self.found.households[at - people]}")
        if row < 0:
            return TraceItem(ItemKind.COMPUTED, amount, text=said)
        sheet, line, column = self.tracer.where(row, "cpr")
        return TraceItem(ItemKind.COMMITMENT, amount, sheet, line, column, text=f"{said}: {self.tracer.text(row)}")

    def _row(self, at: int) -> int:
        people = len(self.found.people)
        if at < people:
            return int(self.found.row_of[at])
        members = self.found.row_of[self.found.home == at - people]
        return int(members[members >= 0].min(initial=len(self.tracer.rows))) if (members >= 0).any() else -1

    # What a citizen costs.

    def _person(self, at: int, month: int) -> Iterator[TraceItem]:
        """A citizen's month from 0: commitments, with what is paid once spread over the year, and loose postings."""
        rows, figures = self.tracer.rows, self.tracer.figures
        identity = _identity(self.found.people[at])
        mine = [row for row, cpr in enumerate(rows.cpr) if cpr and _identity(cpr) == identity]
        for row in mine:
            if label(figures.measures[int(figures.measure[row])]) in self._left_out:
                continue
            months = figures.months[[row]]
            if rows.unit[row] == RateUnit.ONCE:
                months = model.spread_out(months)
            yield self.tracer.one(row, int(months[0, month]), when=f"{figures.year:04d}-{month + 1:02d}")
        for line in figures.lines.of(UNPLACED):
            if _identity(line.cpr) == identity and label(line.measure) not in self._left_out:
                yield from self.tracer.spend(line, month + 1).items

    @property
    def _refused(self) -> set[str]:
        targets = self.tracer.snapshot.parameters.targets
        return {name for name, target in targets if not target.refunded} - self.found.measures

    @property
    def _left_out(self) -> set[str]:
        """The labels of measures that are no part of the basis."""
        return self._refused | self.found.measures

    def _not_counted(self) -> Iterator[TraceItem]:
        return self._on(self._refused)

    def _own_lines(self) -> Iterator[TraceItem]:
        return self._on(set(self.found.measures))

    def _on(self, labels: set[str]) -> Iterator[TraceItem]:
        """What citizens cost on some measures."""
        figures, rows = self.tracer.figures, self.tracer.rows
        for row, cpr in enumerate(rows.cpr):
            if cpr and rows.computable[row] and label(figures.measures[int(figures.measure[row])]) in labels:
                yield from self.tracer.commitments([row])
        for line in figures.lines.of(UNPLACED):
            if label(line.measure) in labels:
                yield from (item for month in range(1, 13) for item in self.tracer.spend(line, month).items)

    def _nobody(self) -> Iterator[TraceItem]:
        rows = self.tracer.rows
        return self.tracer.commitments(row for row, cpr in enumerate(rows.cpr) if not cpr and rows.computable[row])

    def _no_person(self) -> Iterator[TraceItem]:
        for line in self.tracer.figures.lines.of(NO_PERSON):
            if total(line.months):
                yield from (item for month in range(1, 13) for item in self.tracer.spend(line, month).items)


def _identity(citizen: str) -> str:
    """Who is meant, however a text is written."""
    return citizen if citizen.isdigit() else label(citizen)
