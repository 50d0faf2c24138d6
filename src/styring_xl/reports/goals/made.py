"""What the figures of *Mål* are made of: measurements and targets as typed, and the commitments that are counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from styring_xl.figures.goals import Goal, GoalPoint
from styring_xl.figures.placements import EarlyCounts, PlacementDays
from styring_xl.figures.trace import citizens
from styring_xl.figures.trace.item import MadeOf
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.commitments import ONE
from styring_xl.model.periods import closed_stop, month_starts
from styring_xl.reports.goals.columns import QUARTERS
from styring_xl.reports.made import listed

EARLIER_MEANS: Final = "Gennemsnittet af 11 målte måneder, hvoraf de første er ældre end dem, der vises her."


def goal(each: Goal, column: str) -> MadeOf | None:
    """A goal's line: its target as typed; the other figures are formulas."""
    return MadeOf.sum([listed(each.row, "target", float(each.target), each.name)]) if column == "target" else None


def point(each: Goal, at: GoalPoint, column: str) -> MadeOf | None:
    """A point of a goal."""
    if column == "value" and at.row is not None and at.value is not None:
        return MadeOf.sum([listed(at.row, "value", float(at.value), each.name, when=at.last.isoformat()[:7])])
    if column == "rolled":
        return MadeOf.worked_out((), EARLIER_MEANS) if at.rolled_from < 0 else None
    return goal(each, column)


class PlacementTrace:
    """The days in placement: each commitment with the days it adds to those its citizen has already."""

    def __init__(self, tracer: Tracer, found: PlacementDays) -> None:
        self.tracer = tracer
        self.found = found

    def measure(self, number: int, column: str) -> MadeOf | None:
        """A measure's days in a quarter; ``number`` is its place in the table."""
        if column not in QUARTERS:
            return None
        at = self.tracer.figures.measure == self.found.codes[number]
        return self._counted(citizens.days(self.tracer, self._rows(at)), column)

    def shared(self, *, homes: bool, column: str) -> MadeOf | None:
        """What is taken out again because a citizen has several placements, or institutions, on the same day."""
        if column not in QUARTERS:
            return None
        kinds = self.found.homes if homes else self.found.placements
        measure = self.tracer.figures.measure
        whole = citizens.days(self.tracer, self._rows(kinds[measure]))
        apart: dict[int, Integers] = {}
        for code in np.flatnonzero(kinds).tolist():
            apart |= citizens.days(self.tracer, self._rows(measure == code))
        return self._counted({row: days - apart[row] for row, days in whole.items()}, column)

    def _rows(self, which: Flags) -> Iterable[int]:
        found: list[int] = np.flatnonzero(self.tracer.rows.computable & which).tolist()
        return found

    def _counted(self, days: dict[int, Integers], column: str) -> MadeOf:
        first = 3 * QUARTERS.index(column)
        counts = ((row, int(months[first : first + 3].sum())) for row, months in days.items())
        return MadeOf.sum(self.tracer.counted(row, count / ONE) for row, count in counts if count)


def early(tracer: Tracer, found: EarlyCounts, law: int, column: str) -> MadeOf | None:
    """The citizens with a measure by a section in a quarter, each once."""
    if column not in QUARTERS:
        return None
    rows = tracer.rows
    first = month_starts(tracer.figures.year)[::3]
    at = QUARTERS.index(column)
    active = ~np.isnat(rows.start) & (rows.start < first[at + 1]) & (closed_stop(rows.active_stop) >= first[at])
    mine: list[int] = np.flatnonzero(rows.computable & (found.of_row == law)).tolist()
    return MadeOf.sum(citizens.once_each(tracer, mine, active))
