"""What the simulated year says of each line of *Prognose*."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.figures.compute import Figures
from styring_xl.figures.segment import Segment
from styring_xl.figures.uncertainty.columns import Way
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.figures.uncertainty.lines import CHANCES, YearResult
from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.quantile import median, quantiles


class SimulatedLine(Struct, frozen=True):
    """P10, P50 and P90 of a line's year, and what is still expected of its closed months, øre; None where unknown."""

    result: YearResult
    late: int | None

    @property
    def is_known(self) -> bool:
        """Whether the line's year is simulated."""
        return self.result.middle is not None


UNKNOWN: Final = SimulatedLine(YearResult(), None)


def simulated_lines(
    figures: Figures, segment: Segment, owner: Integers, lines: int, found: Uncertainty | None
) -> list[SimulatedLine]:
    """What the year of each of a segment's lines comes to; ``owner`` (m,) is the line of each measure, -1 for none.

    A measure is simulated as a whole. A line with a measure that other segments have a part of is therefore unknown.
    """
    if found is None or not found.is_known:
        return [UNKNOWN] * lines
    whole = undivided(figures, segment)
    made = []
    for at in range(lines):
        mine = np.flatnonzero(owner == at)
        if not len(mine) or not whole[mine].all():
            made.append(UNKNOWN)
            continue
        draws = found.draws[:, mine].sum(axis=1)
        low, middle, high = (round(each) for each in quantiles(draws, CHANCES))
        made.append(SimulatedLine(YearResult(round(draws.mean()), low, middle, high), int(found.late[mine].sum())))
    return made


def lines_before(
    owner: Integers, history: Integers, found: Uncertainty | None, whole: Flags
) -> list[tuple[Floats, Integers]]:
    """The years before as they stood when the same month was closed, the latest first: P50 (n,) of each line, NaN for
    one with a measure that is not simulated by its cases; and its months (n, 12) as booked by then. Øre.

    ``history`` is øre (years, n, 12) as it is known now, which stands for lines that others have a part of (not
    ``whole``) or that are not simulated.
    """
    made = []
    for year, before in enumerate(() if found is None else found.earlier):
        middle, seen = np.full(len(whole), np.nan), history[year].copy()
        for at in np.flatnonzero(whole).tolist():
            mine = np.flatnonzero(owner == at)
            if found is not None and len(mine) and (found.way[mine] == Way.CASES).all():
                middle[at] = median(before.draws[:, mine].sum(axis=1))
                seen[at] = before.booked[mine].sum(axis=0)
        made.append((middle, seen))
    return made


def undivided(figures: Figures, segment: Segment) -> Flags:
    """The measures (m,) of whose year no other segment has a part; of one without any this year, of whose past."""
    now = np.array([each.by_measure.any(axis=1) for each in figures.segments])
    past = np.array([each.history.booked.any(axis=(0, 2)) for each in figures.segments])
    there = np.where(now.any(axis=0), now, past)
    others = [at for at, each in enumerate(figures.segments) if each is not segment]
    return ~np.asarray(there[others].any(axis=0), bool)
