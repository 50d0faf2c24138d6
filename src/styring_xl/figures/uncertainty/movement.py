"""The stops and the inflow that the simulation expects beside the known ones, as *Usikkerhed* shows them."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from styring_xl.danish.text import label
from styring_xl.figures.uncertainty.compute import Uncertainty
from styring_xl.figures.uncertainty.lines import mean_parts
from styring_xl.model.arrays import Integers
from styring_xl.model.forecasting.parts import PARTS


class ExpectedMovement(Struct, frozen=True):
    """Øre of the rest of the year by measure, int64 (m,): what stops that have not been granted (less granted ones that
    are prolonged) and cases that are not known yet are expected to add to what is known."""

    measures: tuple[str, ...]
    stops: Integers
    inflow: Integers

    @property
    def net(self) -> Integers:
        """Both together, (m,)."""
        return self.stops + self.inflow

    @property
    def moving(self) -> Integers:
        """The measures that something is expected of, as places in ``measures``."""
        return np.flatnonzero((self.stops != 0) | (self.inflow != 0))

    def by_label(self) -> dict[str, int]:
        """The net of each measure that something is expected of, by its label."""
        net = self.net
        return {label(self.measures[at]): int(net[at]) for at in self.moving.tolist()}


def movement(found: Uncertainty, measures: tuple[str, ...]) -> ExpectedMovement:
    """What *Usikkerhed* shows of the measures, in their order; nothing where nothing is simulated."""
    means = mean_parts(found)
    return ExpectedMovement(measures, means[PARTS.index("stops")], means[PARTS.index("inflow")])
