"""How late invoices come, told from *Historik*: what each closing had of its months against what they have now."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl.figures.compute import Figures
from styring_xl.model.arrays import Floats
from styring_xl.model.forecasting.invoices import DEFAULT
from styring_xl.model.forecasting.units import LAGS
from styring_xl.reading.history.chain import Broken
from styring_xl.reading.history.history import History
from styring_xl.reading.history.moment import COME

_SETTLED: Final = 4
"""A month that has been closed for so many months is taken to be complete."""
_FEWEST: Final = 3
"""With fewer closings nothing is concluded from *Historik*."""
_DRAWN: Final = 2.0
"""How many closings ``DEFAULT`` weighs as."""


def arrived(history: History, figures: Figures) -> Floats | None:
    """The share of a month's cost that had come 0, 1, 2 … months after it, (LAGS + 1,); None with few closings.

    Only months that have been closed for four months since then are asked: of younger ones nobody knows yet what they
    come to. Drawn to ``DEFAULT`` where few closings tell.
    """
    closings = [entry for entry in history.entries if entry.is_closing and entry.fault is None]
    closings = [entry for entry in closings if entry.year in (figures.year, figures.year - 1)]
    if len(closings) < _FEWEST:
        return None
    try:
        states = history.moments(*closings)
    except Broken:
        return None
    had, final, tellers = np.zeros(LAGS + 1), np.zeros(LAGS + 1), np.zeros(LAGS + 1)
    for entry in closings:
        for month, ore in states[entry.name].said.get(COME, {}).items():
            lag = entry.closed - int(month)
            now = _now(figures, entry.year, int(month), lag)
            if now is not None and lag <= LAGS:
                had[lag], final[lag], tellers[lag] = had[lag] + ore, final[lag] + now, tellers[lag] + 1
    if tellers[0] < _FEWEST:
        return None
    share = np.where(final > 0, had / np.maximum(final, 1.0), DEFAULT)
    share = (share * tellers + DEFAULT * _DRAWN) / (tellers + _DRAWN)
    found: Floats = np.maximum.accumulate(np.clip(share, 0.2, 1.0))
    return found


def _now(figures: Figures, year: int, month: int, lag: int) -> int | None:
    """Øre of a month as it stands now; None where it may not be settled, or nobody knows."""
    if year == figures.year:
        settled = figures.closed - month >= _SETTLED and figures.closed - month > lag
        return int(figures.by_measure[:, month - 1].sum()) if settled else None
    past = figures.history
    return int(past.booked[0, :, month - 1].sum()) if past.known[0, month - 1] else None
