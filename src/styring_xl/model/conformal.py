"""How far a forecast may be off, told from how far it has been off before: split conformal bands.

Source: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, *Distribution-Free Predictive Inference for Regression* (2018),
§ 5.2, locally weighted: the errors of all lines are made alike by each line's own usual error, and the quantiles of
what they then have in common are taken back to the line.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_PRIOR: Final = 1.0
"""A line's usual error is its own mean error and this many errors of the size all lines have on average: with one or
two earlier years a line's own say little."""


def band(errors: Floats, share: float = 0.8) -> tuple[Floats, Floats]:
    """The errors that ``share`` of new forecasts should lie between, for each of n lines; (n,) each.

    errors: (t, n) result minus forecast of earlier times as a share of something that is known beforehand (an average
    year), NaN where there was no forecast. A line without errors of its own gets those of all. With no errors at all
    nothing is known: NaN. Raises ValueError when ``share`` is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise ValueError("the share must lie between 0 and 1")
    have = ~np.isnan(errors)
    if not have.any():
        nothing = np.full(errors.shape[1], np.nan)
        return nothing, nothing
    size = np.where(have, np.abs(errors), 0.0)
    usual = size.sum() / have.sum()
    if usual == 0:
        exact = np.zeros(errors.shape[1])
        return exact, exact
    spread = (size.sum(axis=0) + _PRIOR * usual) / (have.sum(axis=0) + _PRIOR)
    # An error is measured by the others of its line, as the error to come will be.
    others = (size.sum(axis=0) - size + _PRIOR * usual) / (have.sum(axis=0) - have + _PRIOR)
    alike = np.sort((np.where(have, errors, 0.0) / others)[have])
    low, high = _rank(len(alike), (1 - share) / 2), _rank(len(alike), (1 + share) / 2)
    return alike[low] * spread, alike[high] * spread


def _rank(count: int, share: float) -> int:
    """Which of ``count`` sorted errors a new one lies beyond with the chance that is wanted, from 0.

    One more error than there are is on its way, hence count + 1; both ends are rounded outwards.
    """
    at = share * (count + 1) - 1
    return int(np.clip(np.floor(at) if share < 0.5 else np.ceil(at), 0, count - 1))
