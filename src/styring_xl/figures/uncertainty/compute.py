"""The year as simulated from the workbook: one computation for a refresh, the same for the same input."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.danish.text import label
from styring_xl.figures.compute import Figures
from styring_xl.figures.uncertainty import line_band
from styring_xl.figures.uncertainty.columns import LEAST_MONTHS, ForecastColumns, columns
from styring_xl.figures.uncertainty.widen import factor
from styring_xl.model.arrays import Floats, Integers
from styring_xl.model.forecasting.parts import PARTS
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.history.history import NO_HISTORY, History
from styring_xl.reading.ledger.rows import Ledger

if TYPE_CHECKING:
    from styring_xl.figures.uncertainty.earlier import SimulatedBefore

SEED: Final = 1
"""The seed of every simulation, so that the same input gives the same figures."""
NO_POSTINGS: Final = "der er ingen posteringer at lære af"
NO_CITIZENS: Final = "posteringerne siger ikke, hvilke borgere de er for, og der er ikke tre hele tidligere år"
FEW_MONTHS: Final = "posteringerne dækker færre end seks lukkede måneder"

_LEAST_CASES: Final = 10
_PATHS: Final = ((4_000, 1_000), (10_000, 500))
_FEWEST: Final = 200
_MEASURE: Final = 30
"""Simulating a measure takes as long as simulating so many citizens, for ``paths_for``."""
_DUST: Final = 100


class Uncertainty(Struct, frozen=True, eq=False):
    """The year as simulated, in the order of ``Figures.measures``; øre.

    ``why`` says why nothing is simulated; it is empty where ``draws`` hold something. ``booked`` and ``committed`` (m,)
    are what is known. ``draws`` (paths, m) is the year's result, ``parts`` (parts, paths, m) what each path adds to
    what is known, in the order of ``PARTS``, and ``running`` (paths, 12) the total of all measures from January through
    each month. ``late`` (m, 12) is what is still expected of each closed month, ``way`` and ``cases`` (m,) are those of
    ``ForecastColumns``. ``earlier`` are the years before, the latest first, as they would have been simulated; none
    where nobody asked for them.
    """

    why: str
    year: int
    closed: int
    booked: Integers
    committed: Integers
    draws: Integers
    parts: NDArray[np.float32]
    running: Floats
    late: Integers
    way: Integers
    cases: Integers
    months: int
    dated: bool
    first_year: int
    earlier: tuple[SimulatedBefore, ...] = ()
    by_closings: bool = False
    """Whether *Historik* told how late invoices come, where booking dates do not."""
    wider: float = 1.0
    """The factor by which results lie further from P50 because those of earlier years did, 1 for none."""
    young: float = 1.0
    """The factor by which they lie further from P50 because the ledger is young, 1 for none."""

    @property
    def paths(self) -> int:
        """How many years were simulated."""
        return len(self.draws)

    @property
    def known(self) -> Integers:
        """Forventet regnskab without puljer, (m,)."""
        return self.booked + self.committed

    @property
    def is_known(self) -> bool:
        """Whether anything is simulated at all."""
        return not self.why


def paths_for(cases: int, measures: int) -> int:
    """So many simulated years that a refresh stays below two seconds: fewer, the more citizens and measures there are.

    In steps, so that a row more or less does not change the number.
    """
    size = cases + _MEASURE * measures
    return next((paths for most, paths in _PATHS if size <= most), _FEWEST)


def compute(
    rows: Commitments,
    ledger: Ledger,
    figures: Figures,
    fixed: Mapping[str, int] = MappingProxyType({}),
    *,
    history: History = NO_HISTORY,
    tested: bool = False,
    made: ForecastColumns | None = None,
) -> Uncertainty:
    """Simulate the year of a workbook; ``fixed`` maps the labels of measures that are computed by a rule and no
    forecast to what the rule adds to their line, øre. ``tested`` asks for what would have been said of earlier years.
    ``history`` tells how late invoices come where postings have no booking dates. ``made`` is what ``columns`` makes of
    the same, where that is known already.

    What a path adds to what is known comes from the model; what is known is forventet regnskab itself, so that with
    nothing uncertain the result is forventet regnskab to the øre.
    """
    # Imported here, because most commands (``check`` among them) simulate nothing.
    from styring_xl.figures.uncertainty.arrived import arrived
    from styring_xl.figures.uncertainty.earlier import simulate_before
    from styring_xl.model.forecasting.kept import outcome_once
    from styring_xl.model.forecasting.widening import widen

    if made is None:
        made = columns(rows, ledger, figures, fixed)
    closed, m = figures.closed, len(figures.measures)
    booked = figures.by_measure[:, :closed].sum(axis=1)
    committed = figures.by_measure[:, closed:].sum(axis=1)
    committed = committed + [fixed.get(label(name), 0) for name in figures.measures]
    why = lack(made, ledger, figures)
    paths = 0 if why else paths_for(int(made.cases.sum()), len(made.measures))
    parts = np.zeros((len(PARTS), paths, m), np.float32)
    months = np.zeros((paths, 12))
    draws = np.tile(booked + committed, (paths, 1))
    late = np.zeros((m, 12), np.int64)
    told = None if why or made.dated else arrived(history, figures)
    earlier = simulate_before(made, figures, SEED) if tested and not why else ()
    wider = young = 1.0
    if not why:
        at = made.measures
        found = outcome_once(made.asked(figures.year, closed, paths, SEED, told))
        change, added, monthly = found.draws - found.known, found.parts.copy(), found.months - found.known_months
        young = found.wider
        wider = factor(earlier, figures.history.booked[: len(earlier)].sum(axis=2))
        if wider > 1:
            widen(change, added, monthly, wider, closed)
        draws[:, at] += change
        parts[:, :, at] = added
        late[at] = np.rint(found.late).astype(np.int64)
        months += monthly.sum(axis=1, dtype=np.float64)
        # A measure with spend in earlier years alone comes to a few øre by rounding: these are set to 0.
        dust = (booked + committed == 0) & (np.abs(draws) < _DUST).all(axis=0)
        draws[:, dust], parts[:, :, dust], late[dust] = 0, 0.0, 0
        line_band.spread(figures, made, draws, parts, months, SEED + 1)
    months[:, 11] += sum(fixed.values())
    running = np.cumsum(figures.by_measure.sum(axis=0) + months, axis=1)
    return Uncertainty(
        why, figures.year, closed, booked, committed, draws, parts, running, late, made.way, made.cases, made.months,
        made.dated, made.first_year, earlier,
        told is not None, wider, young,
    )  # fmt: skip


def lack(made: ForecastColumns, ledger: Ledger, figures: Figures) -> str:
    """Why the year cannot be simulated; empty where it can."""
    if not len(ledger):
        return NO_POSTINGS
    if not len(made.measures) or made.cases.sum() < _LEAST_CASES:
        whole = figures.history.known[:3]
        if not whole.all():
            return NO_CITIZENS if made.months >= LEAST_MONTHS or made.cases.sum() else NO_POSTINGS
        return ""
    return FEW_MONTHS if made.months < LEAST_MONTHS else ""
