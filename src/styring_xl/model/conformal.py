"""How far a forecast may be off, told from how far it has been off before: split conformal bands.

Source: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, *Distribution-Free Predictive Inference for Regression* (2018),
§ 5.2, locally weighted: the errors of all lines are made alike by each line's own usual error, and the quantiles of
what they then have in common are taken back to the line.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Flags, Floats, Integers

_PRIOR: Final = 2.0
"""A line's usual error is the mean of its own errors and this many of the average size of all lines', because one or
two earlier years of its own say little. On real lines 2 gave sharper bands than 1 with the same coverage."""
_DUST: Final = 1e-9
_WIDEST: Final = 2.5
"""The largest ``widening``: years further off than this were of another kind and say nothing of the next."""


class Bounds(Struct, frozen=True):
    """The bounds of the results of n lines, øre (n,); 0 where ``known`` (n,) is False."""

    low: Integers
    high: Integers
    known: Flags


def band(errors: Floats, share: float = 0.8) -> tuple[Floats, Floats]:
    """The lower and the upper error (n,) of each line, between which ``share`` of new forecasts should lie.

    errors: (t, n) result minus forecast of earlier times as a share of something known beforehand (an average year),
    NaN where there was no forecast. A line without errors of its own gets those of all. Both are NaN with too few
    errors in all, fewer than 9 for a share of 0,8: of nine errors the next is the smallest or the largest of all ten
    one time in five. Raises ValueError when ``share`` is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise ValueError("the share must lie between 0 and 1")
    have = ~np.isnan(errors)
    count = int(have.sum())
    if (count + 1) * (1 - share) < 2 * (1 - _DUST):
        nothing = np.full(errors.shape[1], np.nan)
        return nothing, nothing
    size = np.where(have, np.abs(errors), 0.0)
    usual = size.sum() / count
    if usual == 0:
        exact = np.zeros(errors.shape[1])
        return exact, exact
    spread = (size.sum(axis=0) + _PRIOR * usual) / (have.sum(axis=0) + _PRIOR)
    # Each error is divided by the usual error of the others on its line, as that of a new one has to be.
    others = (size.sum(axis=0) - size + _PRIOR * usual) / (have.sum(axis=0) - have + _PRIOR)
    alike = np.sort((np.where(have, errors, 0.0) / others)[have])
    # The new error has count + 1 equally likely places among the ones that are known. Between two it is interpolated.
    places = np.clip(np.array([(1 - share) / 2, (1 + share) / 2]) * (count + 1) - 1, 0, count - 1)
    low, high = np.interp(places, np.arange(count), alike)
    return low * spread, high * spread


def bounds(said: Integers, average: Integers, errors: Floats, share: float = 0.8) -> Bounds:
    """The bounds that ``share`` of the results should lie between: P10 and P90 for 0,8.

    said: the forecasts (n,) øre; average: (n,) øre, what the errors (t, n) are shares of; errors as for ``band``. A
    line whose average is 0 has no bounds.
    """
    low, high = band(errors, share)
    known = ~np.isnan(low) & (average != 0)
    # How far off is an estimate in floats; the forecast it is added to stays exact.
    off = (np.rint(np.where(known, each * np.abs(average), 0.0)).astype(np.int64) for each in (low, high))
    lowest, highest = (np.where(known, said + each, 0) for each in off)
    return Bounds(lowest, highest, known)


def widening(errors: Floats, reach: Floats, share: float = 0.8) -> float:
    """The factor, 1..2,5, by which simulated results must lie further from P50 for ``share`` of real ones to be within.

    errors: (t, n) result minus P50 of earlier times, NaN where nothing was said; reach: (t, n) how far P90 was above
    P50 then, or P10 below it where the result was below. The factor is a quantile of error ÷ reach. It is 1 with fewer
    errors than ``band`` needs, or errors of a single time, when all may have been off for the same reason.
    """
    have = ~np.isnan(errors) & (reach > 0)
    count = int(have.sum())
    if have.any(axis=1).sum() < 2 or (count + 1) * (1 - share) < 2 * (1 - _DUST):
        return 1.0
    ratios = np.sort(np.abs(errors[have]) / reach[have])
    place = min(share * (count + 1) - 1, count - 1)
    return float(np.clip(np.interp(place, np.arange(count), ratios), 1.0, _WIDEST))
