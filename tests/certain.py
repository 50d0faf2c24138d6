"""A forecast in which nothing is uncertain, which must then be *Forventet regnskab* to the øre."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from styring_xl.model.forecasting.inputs import SimulationInput
from styring_xl.model.forecasting.loose import Loose
from styring_xl.model.forecasting.past import past
from styring_xl.model.forecasting.plan import SimulationPlan, plan
from styring_xl.model.forecasting.units import gather, timeline


def planned(asked: SimulationInput) -> SimulationPlan:
    """The plan of the year that is asked about."""
    whole = timeline(asked.postings, asked.measures, asked.year, asked.closed)
    known = past(asked, whole)
    return plan(gather(known.posted, asked.rows, whole), known)


def certain(made: SimulationPlan) -> SimulationPlan:
    """The plan where nothing is uncertain: nobody leaves or arrives, all has come, and prices are the rows' own."""
    nothing = np.zeros((made.measures, 12))
    zero = np.zeros(made.measures)
    return replace(
        made,
        risk=np.zeros_like(made.risk),
        cost=made.due,
        missing=np.where(np.arange(made.months - 12, made.months) < made.closed, 0.0, made.missing),
        noise=zero,
        unsure=np.zeros_like(made.unsure),
        grown=nothing,
        grown_spread=nothing,
        loose=Loose(nothing, nothing, nothing, zero),
        leaving_spread=zero,
        leaving_common=0.0,
        starts=np.zeros_like(made.starts),
        jump=np.ones(12),
        jump_spread=np.zeros(12),
    )
