"""Making simulated results lie further from P50: by a stated default where the ledger is young, or by what is asked."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from styring_xl.model.arrays import Integers

_YOUNG: Final = 0.35
"""How much further from P50 results lie than a ledger of less than a year makes the paths say: it has not shown a
whole year's comings, leavings and late invoices, and there is no earlier year to hold the forecast against."""
_WHOLE: Final = 12
_TAPER: Final = 4
_ANY: Final = 2


def young(months: int) -> float:
    """The factor on how far from P50 results lie, by the closed months that the ledger covers.

    It falls to 1 as the months near twelve. Without any month, every deviation is a stated default already.
    """
    return 1 + _YOUNG * min(max(_WHOLE - months, 0) / _TAPER, 1.0) * min(months / _ANY, 1.0)


def widen(draws: Integers, parts: NDArray[np.float32], months: NDArray[np.float32], by: float, closed: int) -> None:
    """Move every path ``by`` times as far from the middle, in place: P50 in all stays, and measures still sum to it.

    draws (paths, m) and months (paths, m, 12) are øre; parts (parts, paths, m) sum to the draws but for what is known.
    Only months after the ``closed`` ones move while there are any. Each part keeps its share of the spread; what the
    middle differs from the mean by goes to the part that is least sure.
    """
    middle, mean = np.median(draws, axis=0), draws.mean(axis=0)
    # P50 in all is more than the measures' own together where few dear cases pull up: each takes its share of that.
    skew = float((mean - middle).sum())
    share = float(np.clip((np.median(draws.sum(axis=1)) - middle.sum()) / skew, 0.0, 1.0)) if skew else 0.0
    middle = middle + share * (mean - middle)
    moved = np.rint(middle + by * (draws - middle)).astype(np.int64)
    means = parts.mean(axis=1, keepdims=True, dtype=np.float64)
    wider = means + by * (parts - means)
    largest = np.argmax(wider.std(axis=1), axis=0)
    wider[largest, :, np.arange(wider.shape[2])] += ((by - 1) * (mean - middle))[:, None]
    parts[:] = wider
    size = np.abs(months).sum(axis=0, dtype=np.float64)
    size[:, :closed] = 0.0
    size[:, 11] += 1e-9
    months += (moved - draws)[:, :, None] * (size / size.sum(axis=1, keepdims=True))
    draws[:] = moved
