"""Who has moved between the steps of the indsatstrappe in a period, in the order the sheet has the steps in."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from styring_xl.model.ladder import standing
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reports.ladder.period import LadderPeriod
from styring_xl.reports.ladder.rungs import Rungs
from styring_xl.reports.report import Material


class Mover(Struct, frozen=True):
    """A citizen who is not where he was: the places of his steps in the matrix, and the commitment that decides."""

    before: int
    after: int
    commitment: int


class Movements(Struct, frozen=True):
    """Citizens by step on the first day (rows) and on the last (columns); the last row and column are nowhere."""

    matrix: tuple[tuple[int, ...], ...]
    commitments: dict[tuple[int, int], list[int]]
    """The commitments that decide, by the places of the steps in the matrix."""
    movers: tuple[Mover, ...]

    @classmethod
    def of(cls, material: Material, rungs: Rungs, period: LadderPeriod) -> Movements:
        """By the rows that run: one-offs neither begin nor end."""
        figures, rows = material.figures, material.snapshot.disposition.commitments
        index = np.flatnonzero(rows.computable & (rows.unit != RateUnit.ONCE))
        found = standing(
            figures.person[index],
            rungs.step_of_measure[figures.measure[index]],
            rows.start[index],
            rows.stop[index],
            np.datetime64(period.first, "D"),
            np.datetime64(period.last, "D"),
        )
        size = len(rungs.rungs)
        order = [*(rung.code for rung in rungs.rungs), size]
        matrix = found.matrix(size)[np.ix_(order, order)].tolist()
        # NOWHERE is -1, which indexes the last element.
        place = np.empty(size + 1, np.int64)
        place[order] = np.arange(size + 1)
        before, after, source = place[found.before], place[found.after], index[found.row]
        decides: dict[tuple[int, int], list[int]] = {}
        for here, there, row in zip(before.tolist(), after.tolist(), source.tolist(), strict=True):
            decides.setdefault((here, there), []).append(row)
        moved = np.flatnonzero(before != after)
        moved = moved[np.lexsort((source[moved], after[moved], before[moved]))]
        movers = zip(before[moved].tolist(), after[moved].tolist(), source[moved].tolist(), strict=True)
        return cls(tuple(map(tuple, matrix)), decides, tuple(Mover(*each) for each in movers))

    @property
    def first_day(self) -> tuple[int, ...]:
        """The citizens on each step on the first day, and the new ones."""
        return tuple(map(sum, self.matrix))

    @property
    def last_day(self) -> tuple[int, ...]:
        """The citizens on each step on the last day, and those who have left."""
        return tuple(map(sum, zip(*self.matrix, strict=True)))
