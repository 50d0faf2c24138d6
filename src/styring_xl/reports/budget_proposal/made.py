"""What the figures of *Budgetforslag* are made of, where no formula says it and nobody has typed them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from styring_xl.danish import writing
from styring_xl.figures.budget_proposal.line import ProposedLine
from styring_xl.figures.budget_proposal.proposal import BudgetProposal
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model import headcount
from styring_xl.model.commitments import ONE
from styring_xl.reports.table import Table
from styring_xl.reports.variance import made as variance

_STAGES: Final = ("running", "stops", "by_age")
NEXT_PERSONS: Final = (
    "Helårspersoner næste år: hver bevillings aktive dage delt med årets dage. Overlapper en borgers bevillinger, "
    "tæller dagene én gang, og tallet vises med én decimal."
)
FEWER: Final = "Forskellen i helårspersoner, når bevillingerne stopper: bevillingerne står nedenfor med det, de mister."
SIMULATED: Final = "Gennemsnittet af de simulerede forløb af næste år, som ingen enkelte sager er i."
AS_MANY: Final = (
    "Med få borgere i foranstaltningen ventes lige så mange som i år: årets forventede antal minus dem, der løber "
    "videre."
)
REPEATED: Final = "Årets forventede beløb igen; ingen er bevilget til linjen"
REPLACED: Final = "Puljen er afløst af den ventede tilgang og trækkes fra"


class ProposalTrace:
    """The figures of one drawing of the sheet."""

    def __init__(self, tracer: Tracer, proposal: BudgetProposal, table: Table) -> None:
        self.tracer = tracer
        self.proposal = proposal
        self.table = table

    def of(self, line: ProposedLine, row: int, column: str) -> MadeOf | None:
        """A cell of a line that stands on the sheet row ``row``."""
        of, tracer = line.line, self.tracer
        if column == "expected":
            return tracer.expected(of, tracer.figures.whole)
        if column == "expected_persons":
            return variance.line(tracer, of, tracer.figures.whole, "forecast")
        if column in ("budget", "budget_persons"):
            if of.budget is None:
                return None
            if column == "budget":
                return MadeOf.sum([tracer.budget(of.budget, of.revised, "revised", "original")])
            return MadeOf.sum([tracer.budget(of.budget, (of.budget_count or 0) / ONE, "count")])
        name = column.removesuffix("_persons")
        if name in ("left", "came"):
            return self._moved(line, row, column)
        if line.code >= 0:
            return self._of_rows(line, column)
        return self._repeated(line, row, column)

    def _of_rows(self, line: ProposedLine, column: str) -> MadeOf | None:
        """What the commitments of a line come to next year, and how many persons they are."""
        if column in _STAGES:
            return MadeOf.sum(self._amounts(line, _STAGES.index(column)))
        if column == "index":
            return MadeOf.sum(self._raised(line))
        name = column.removesuffix("_persons")
        if name not in _STAGES:
            return None
        stage = _STAGES.index(name)
        return MadeOf.worked_out(self._persons(line, stage), FEWER if stage else NEXT_PERSONS)

    def _mine(self, line: ProposedLine) -> list[int]:
        """The line's commitments, by their places among those that can be computed."""
        found: list[int] = np.flatnonzero(self.tracer.figures.measure[self.proposal.rows.at] == line.code).tolist()
        return found

    def _amounts(self, line: ProposedLine, stage: int) -> Iterator[TraceItem]:
        cost, year = self.proposal.rows, str(self.tracer.figures.year + 1)
        for each in self._mine(line):
            before = int(cost.of_rows[stage - 1, each]) if stage else 0
            yield self.tracer.one(int(cost.at[each]), int(cost.of_rows[stage, each]) - before, when=year)

    def _raised(self, line: ProposedLine) -> Iterator[TraceItem]:
        cost, year = self.proposal.rows, str(self.tracer.figures.year + 1)
        for each in self._mine(line):
            yield self.tracer.one(int(cost.at[each]), int(cost.raised_by[each]), when=year)

    def _persons(self, line: ProposedLine, stage: int) -> Iterator[TraceItem]:
        cost, mine = self.proposal.rows, self._mine(line)
        shares = self._shares(mine, stage)
        before = self._shares(mine, stage - 1) if stage else np.zeros(len(mine))
        for each, share in zip(mine, (shares - before).tolist(), strict=True):
            if share:
                yield self.tracer.counted(int(cost.at[each]), share)

    def _shares(self, mine: list[int], stage: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """The part of next year each of some commitments is active, each by itself."""
        cost, own, rows = self.proposal.rows, np.arange(len(mine)), self.tracer.rows
        at = cost.at[mine]
        _, parts = headcount.full_year_persons(
            own, own, rows.start[at], cost.stops[stage][mine], self.tracer.figures.year + 1, rows.probability[at],
            self.tracer.snapshot.settings.full_year,
        )  # fmt: skip
        found: np.ndarray[tuple[int], np.dtype[np.float64]] = parts.to_float()
        return found

    def _moved(self, line: ProposedLine, row: int, column: str) -> MadeOf | None:
        """The stops and the inflow that are expected; their kroner are formulas, but for a pulje's."""
        if column == "came" and line.came.persons is None and line.came.amount:
            return MadeOf.sum(
                self._cell(row, name, -ore, REPLACED)
                for name, ore in (("running", line.running.amount), ("index", line.index))
            )
        if column not in ("left_persons", "came_persons"):
            return None
        if line.code >= 0 and not self.proposal.movement.why and self.proposal.movement.thin[line.code]:
            counted = (
                ("expected_persons", (line.line.expected_count or 0) / 10),
                ("running_persons", -(line.running.persons or 0) / 10),
                ("stops_persons", -(line.stops.persons or 0) / 10),
                ("by_age_persons", -(line.by_age.persons or 0) / 10),
            )
            items = (self._cell(row, name, number, "", TraceUnit.NUMBER) for name, number in counted if number)
            return MadeOf.worked_out(items, AS_MANY)
        return MadeOf.worked_out((), SIMULATED)

    def _repeated(self, line: ProposedLine, row: int, column: str) -> MadeOf | None:
        """A line that nobody is committed to."""
        if column == "running":
            return MadeOf.sum([self._cell(row, "expected", line.running.amount, REPEATED)])
        if column == "index":
            percent = writing.decimals((line.typed.rise or 0) / 100, 2)
            return MadeOf.sum([self._cell(row, "expected", line.index, f"{percent} % af årets forventede beløb")])
        return None

    def _cell(self, row: int, name: str, amount: float, text: str, unit: TraceUnit = TraceUnit.ORE) -> TraceItem:
        said = text or next(column.header for column in self.table.columns if column.name == name)
        return TraceItem(
            ItemKind.CELL, amount, self.table.rows.sheet, row, self.table.column(name), text=said, unit=unit
        )
