"""How alone each citizen of an anonymised workbook is: whoever knows one's dates and amounts may know the one again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct


class Rarity(Struct, frozen=True):
    """``k`` is how many citizens share the rarest combination of all that stays of a citizen, 0 without citizens;
    ``alone`` how many of the ``citizens`` are the only one with theirs."""

    citizens: int
    k: int
    alone: int


def rarity(cprs: Sequence[str], rows: Sequence[tuple[object, ...]]) -> Rarity:
    """Of rows that each tell something of a citizen; a citizen's combination is all of them, in any order."""
    told: dict[str, list[tuple[object, ...]]] = {}
    for cpr, row in zip(cprs, rows, strict=True):
        if cpr:
            told.setdefault(cpr, []).append(row)
    shared = Counter(frozenset(Counter(each).items()) for each in told.values())
    counts = shared.values()
    return Rarity(len(told), min(counts, default=0), sum(count == 1 for count in counts))
