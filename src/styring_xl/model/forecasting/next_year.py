"""Who is expected to leave and to come in the year after the one that is running, and what that costs."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from styring_xl.model.arrays import Floats
from styring_xl.model.forecasting.inputs import SimulationInput
from styring_xl.model.forecasting.parts import PARTS
from styring_xl.model.forecasting.past import past
from styring_xl.model.forecasting.plan import SimulationPlan, plan
from styring_xl.model.forecasting.simulation import simulate
from styring_xl.model.forecasting.units import Units, gather, timeline

_STOPS: Final = PARTS.index("stops")
_INFLOW: Final = PARTS.index("inflow")


class NextYearFlow(Struct, frozen=True):
    """Per measure, in the prices of the rows: what simulated years add to what the rows say of the year.

    ``stops`` float32 øre (paths, m): what commitments prolonged beyond their stop cost, less what those who leave
    before it save. ``inflow`` float32 øre (paths, m): cases that nobody knows yet. ``left`` and ``came`` (m,) are the
    same two in full-year persons, on average; ``left`` is negative where more leave than are prolonged.
    """

    stops: NDArray[np.float32]
    inflow: NDArray[np.float32]
    left: Floats
    came: Floats


def next_year(asked: SimulationInput) -> NextYearFlow:
    """Simulate the year after the one that is asked about, whose months 1..``closed`` are closed.

    Prices do not rise at New Year here: a budget is raised by an index instead.
    """
    whole = timeline(asked.postings, asked.measures, asked.year + 1, asked.closed - 12)
    known = past(asked, whole)
    made = plan(gather(known.posted, asked.rows, whole), known)
    made = replace(made, jump=np.ones(12), jump_spread=np.zeros(12))
    left = _left(made, known.posted.units)
    del known
    found = simulate(made, asked.paths, asked.seed)
    return NextYearFlow(found.parts[_STOPS], found.parts[_INFLOW], left, _came(made))


def _left(made: SimulationPlan, units: Units) -> Floats:
    """Full-year persons (m,) that the commitments' citizens are expected to be there beyond what is granted."""
    alive = np.exp(-made.risk[:, -13:].astype(np.float64))
    there = made.part * alive[:, :-1] + (1 - made.part) * alive[:, 1:]
    granted = np.where(made.due > 0, there - units.chance[:, None], 0.0)
    prolonged = np.where((made.due == 0) & (made.cost > 0) & made.of_row[:, None], there, 0.0)
    sums: Floats = np.bincount(made.measure, (granted + prolonged).sum(axis=1), made.measures) / 12
    return sums


def _came(made: SimulationPlan) -> Floats:
    """Full-year persons (m,) among those nobody knows yet: how many begin each month × the months they stay."""
    new, years = made.inflow, np.zeros(made.measures)
    first = made.months - 12
    for place in range(24):
        start = made.months - 24 + place
        for month in range(max(start, first), made.months):
            k = month - start
            there = new.last * made.stay[:, k] + (1 - new.last) * made.stay[:, k + 1]
            years += made.starts[:, place] * there * (new.first if k == 0 else 1.0) / 12
    # A measure where nobody tells what a new unit costs gets none in the simulation.
    return np.where(np.diff(new.offsets) > 0, years, 0.0)
