"""How alone each citizen of an anonymised workbook is: whoever knows one's dates and amounts may know the one again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from styring_xl.reading.snapshot import Snapshot


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


def rarity_of(snapshot: Snapshot | None, *, moved: bool = False) -> Rarity:
    """The same of a workbook's disposition; ``moved`` when a citizen's dates are all moved alike: what is left of them
    is the days between them."""
    if snapshot is None:
        return Rarity(0, 0, 0)
    rows = snapshot.disposition.commitments
    start, stop = (days.astype("datetime64[D]").astype(np.int64) for days in (rows.start, rows.stop))
    open_end = np.isnat(rows.stop) | (stop >= np.datetime64("9999-01-01").astype(np.int64))
    if moved:
        _, who = np.unique(np.array(rows.cpr, object).astype(str), return_inverse=True)
        first = np.full(who.max(initial=-1) + 1, np.iinfo(np.int64).max)
        np.minimum.at(first, who, start)
        start, stop = start - first[who], stop - first[who]
    stop = np.where(open_end, -1, stop)
    numbers = (each.tolist() for each in (rows.rate, rows.quantity, start, stop))
    return rarity(rows.cpr, list(zip(rows.measure, *numbers, strict=True)))
