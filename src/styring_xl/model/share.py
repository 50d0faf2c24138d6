"""One amount split by agreed shares, so that the parts are it to the øre."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import ArrayLike

from styring_xl.model.arrays import Integers, integers
from styring_xl.model.kroner import apportion


def of_whole(shares: Sequence[Fraction]) -> tuple[Fraction, ...] | None:
    """Shares as parts of 1, whether they are typed so or in per cent (40, 35, 25).

    None where they come to neither exactly 1 nor exactly 100, or one is negative.
    """
    total = sum(shares, Fraction(0))
    if any(share < 0 for share in shares) or total not in (1, 100):
        return None
    return tuple(share / total for share in shares)


def split(months: ArrayLike, shares: Sequence[Fraction]) -> Integers:
    """Øre (p, n) of each of p shares in n months: each month by largest remainder, an equal remainder to the first.

    months: øre (n,); shares: parts of 1 that sum to it. Raises ValueError when they do not.
    """
    if sum(shares, Fraction(0)) != 1:
        raise ValueError("the shares do not come to one")
    scale = lcm(*(share.denominator for share in shares))
    weights = [int(share * scale) for share in shares]
    amounts = integers(months).tolist()
    parts = [apportion(ore, weights) for ore in amounts]
    return np.array(parts, np.int64).reshape(len(amounts), len(shares)).T
