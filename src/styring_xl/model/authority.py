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


def lowest(
    grants: Sequence[Grant],
    names: Sequence[str],
    measure: Integers,
    amount: Integers,
    months: Floats,
    kind: NDArray[np.str_],
) -> Integers:
    """The rank of the lowest role that may grant each commitment, (n,), NO_ROLE where none may; as ``covers``.

    ``measure`` (n,) are places in ``names``, the measures' labels. One that the list names is granted by the rows that
    name it alone.
    """
    # A list names few measures, and all others are granted alike.
    named = {name: place for place, name in enumerate(dict.fromkeys(["", *(each.measure for each in grants)]))}
    alike = np.array([named.get(name, 0) for name in names], np.int64)[measure]
    found = np.full(len(amount), NO_ROLE)
    for name, place in named.items():
        mine = np.flatnonzero(alike == place)
        # The lowest that holds a commitment is written last.
        for each in sorted((each for each in grants if each.measure == name), key=lambda each: -each.rank):
            found[mine[each.covers(amount[mine], months[mine], kind[mine])]] = each.rank
    return found
