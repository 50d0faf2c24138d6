"""Which method AUTO takes on each line: the one that would have come nearest in earlier years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from styring_xl.figures.kept_forecasts import KeptForecast
from styring_xl.model import choice, forecast
from styring_xl.model.arrays import Flags, Floats, Integers

OTHERS = (forecast.SIMULATED, forecast.DISP, forecast.BUDGET)
"""What AUTO may take besides 12/12 and 12M, where what they said of earlier years is known."""


class AutoLine(Struct, frozen=True):
    """AUTO's method of a line, and its mean error per forecast month as a share of an average month; BUDG and None
    where nothing can be tested."""

    method: str
    error: float | None


def auto(
    history: Integers,
    known: Flags,
    this_year: Integers,
    closed: int,
    before: Sequence[tuple[Floats, Integers]],
    kept: Mapping[int, KeptForecast],
    labels: Sequence[Sequence[str]],
    whole: Flags,
    drawn: Flags,
) -> list[AutoLine]:
    """AUTO of n lines; history, known and this_year as for ``choice.choose``.

    ``before`` are the years before as they stood when the same month was closed, the latest first: P50 (n,) øre as it
    would have been simulated, NaN where a line was not, and the months (n, 12) as booked by then. ``kept`` is what
    *Historik* says, by years back, which goes before. ``labels`` are each line's measures. ``whole`` (n,) says whether
    no other segment has a part of them, as *Historik* keeps measures as a whole, ``drawn`` (n,) whether this year of
    the line is simulated.

    12/12 and 12M meet by each line's months (``choice.choose``), and the better of them meets the others in the years
    that all of them have said something of: each from what was known then, and never a year that was used to say it.
    """
    chosen = choice.choose(history, known, this_year, closed)
    found = [
        AutoLine(forecast.BUDGET, None) if method < 0 else AutoLine(choice.CANDIDATES[method], float(error))
        for method, error in zip(chosen.method.tolist(), chosen.error.tolist(), strict=True)
    ]
    tried = None
    if known[0].all() and 1 <= closed <= 11:
        tried = choice.past(history, known, closed, least=1, seen=[seen for _, seen in before])
    if tried is None or not len(tried.said):
        return found
    errors = [tried.errors()]
    for method in OTHERS:
        said = np.full(tried.said.shape, np.nan)
        for at in range(len(said)):
            if method == forecast.SIMULATED and at < len(before):
                said[at] = before[at][0]
            if at + 1 in kept:
                told = [kept[at + 1].of(method, each) for each in labels]
                said[at] = [anew if then is None else then for anew, then in zip(said[at], told, strict=True)]
        said[:, ~(drawn if method == forecast.SIMULATED else whole)] = np.nan
        errors.append(tried.errors(said))
    taken, mean = _nearest(np.stack(errors))
    for line in np.flatnonzero((taken > 0) & (chosen.method != choice.TOO_LITTLE)).tolist():
        # A year's error as one of each month that was forecast, like the error of 12/12 and 12M.
        found[line] = AutoLine(OTHERS[taken[line] - 1], float(mean[taken[line], line]) * 12 / (12 - closed))
    return found


def _nearest(errors: Floats) -> tuple[Integers, Floats]:
    """The nearest of k ways on each of n lines, and each way's mean error (k, n); errors (k, t, n), NaN where unknown.

    Lines on which the same ways have been tried are judged together, each by the years in which all of them were.
    """
    there = ~np.isnan(errors)
    ways: Flags = np.asarray(there.any(axis=1))
    taken = np.zeros(errors.shape[2], np.int64)
    mean = np.full(ways.shape, np.nan)
    for tried in {tuple(each) for each in ways.T.tolist()}:
        which = np.flatnonzero(tried)
        lines = np.flatnonzero((ways == np.array(tried)[:, None]).all(axis=0))
        if len(which) < 2 or which[0] != 0:
            continue
        mine = errors[which][:, :, lines]
        taken[lines] = which[choice.nearest(mine)]
        both = ~np.isnan(mine).any(axis=0)
        with np.errstate(invalid="ignore"):
            mean[np.ix_(which, lines)] = np.where(both, np.abs(mine), 0).sum(axis=1) / both.sum(axis=0)
    return taken, mean
