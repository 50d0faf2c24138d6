"""A segment: what stands under one heading of *Afvigelse*, *Cockpit* and *Prognose*.

A workbook whose sheets are not divided has one segment without a name, which holds everything.
"""

from __future__ import annotations

from msgspec import Struct

from styring_xl.figures.past import Past
from styring_xl.figures.variance_lines import VarianceGroup, VarianceLine
from styring_xl.model.arrays import Integers
from styring_xl.reading.parameters import Earlier


class Segment(Struct, frozen=True, eq=False):
    """The figures of one segment; the measures are numbered as in ``Figures.measures``.

    ``by_measure`` is øre (m, 12): booked in the closed months, then expected; the puljer are not in it. ``history`` is
    what the ledger holds of earlier years, ``stated`` what *Parametre* says of them. Two segments are two, even with
    the same figures.
    """

    name: str
    groups: tuple[VarianceGroup, ...]
    by_measure: Integers
    history: Past
    stated: tuple[Earlier, ...]

    @property
    def lines(self) -> tuple[VarianceLine, ...]:
        """The lines of all its groups."""
        return tuple(line for group in self.groups for line in group.lines)
