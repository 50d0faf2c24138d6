"""What the numbers of citizens on *Indsatstrappe* are made of; its kroner are *Afvigelse*'s by formula."""

from __future__ import annotations

from collections.abc import Sequence

from styring_xl.figures.trace import citizens
from styring_xl.figures.trace.item import MadeOf
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.reports.made import Members
from styring_xl.reports.variance import made as variance


def load(tracer: Tracer, members: Members, source: VarianceLine | None, column: str) -> MadeOf | None:
    """A step's or a measure's numbers, from its commitments; ``source`` is its line of *Afvigelse*, whose kroner stand
    here where the workbook has no such sheet."""
    if column == "citizens":
        return MadeOf.sum(citizens.in_year(tracer, members()))
    if column == "active":
        return MadeOf.sum(citizens.active(tracer, members()))
    if column == "persons":
        return MadeOf.worked_out(citizens.full_years(tracer, members()), variance.PERSONS)
    if column == "amount" and source is not None:
        return tracer.expected(source, tracer.figures.whole)
    return None


def moved(tracer: Tracer, commitments: Sequence[int]) -> MadeOf:
    """A cell of the matrix: the commitment that decides where each of its citizens stands."""
    return MadeOf.sum(tracer.counted(row, 1) for row in commitments)
