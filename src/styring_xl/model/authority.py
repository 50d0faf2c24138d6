"""Who may grant a commitment: the lowest role whose limits hold its cost a year, its length and its supplier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.model.arrays import Flags, Floats, Integers

NO_ROLE: Final = -1
"""The rank of what no role may grant, and of who has no role."""


class Grant(Struct, frozen=True):
    """What a role may grant: at most ``amount`` øre a year and ``months`` months, None for no limit.

    ``rank`` is the role's place in the list, 0 the lowest; ``measure`` and ``kind`` (of supplier) are empty for all.
    """

    rank: int
    measure: str
    amount: int | None
    months: int | None
    kind: str

    def covers(self, amount: Integers, months: Floats, kind: NDArray[np.str_]) -> Flags:
        """Which commitments (n,) of so many øre a year and months (infinite without an end) it holds."""
        held = np.full(len(amount), True)
        if self.kind:
            held &= kind == self.kind
        if self.amount is not None:
            held &= amount <= self.amount
        if self.months is not None:
            held &= months <= self.months
        return held


def of_measure(grants: Sequence[Grant], measure: str) -> list[Grant]:
    """What is granted of a measure, from the lowest role: by the rows that name it, else by those of all measures."""
    named = [each for each in grants if each.measure and each.measure == measure]
    return sorted(named or [each for each in grants if not each.measure], key=lambda each: each.rank)


def first_covering(grants: Sequence[Grant], amount: Integers, months: Floats, kind: NDArray[np.str_]) -> Integers:
    """The rank of the first that holds each commitment, (n,); NO_ROLE where none does."""
    found = np.full(len(amount), NO_ROLE)
    for each in reversed(grants):
        found[each.covers(amount, months, kind)] = each.rank
    return found
