"""The parts a disposition sheet falls into, and which rows each of its sums covers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from styring_xl.danish.text import label, without_total
from styring_xl.reading.disposition.disposition import Place, Total
from styring_xl.reading.disposition.row_kind import POOL

_WITHOUT_POOL: Final = re.compile(
    r"\b(?:ekskl|eksklusive|uden|før|excl)\b\.?\s*\w*(?:pulje|skøn|reserve)", re.IGNORECASE
)


@dataclass(slots=True)
class Section:
    """A part with its heading, and the commitments and puljer in it as indices."""

    name: str
    commitments: list[int]
    pools: list[int]


def total_of(place: Place, text: str, sections: list[Section], after_total: bool, measures: Sequence[str]) -> Total:
    """Which rows a sum covers: the measure or sections it names; else the part above it; after a sum, all so far."""
    named_measure = label(without_total(text))
    of_measure = [i for s in sections for i in s.commitments if named_measure and label(measures[i]) == named_measure]
    if of_measure:
        return Total(place, np.array(of_measure, dtype=np.int64), (), False, False)
    named = _stems(without_total(text))
    filled = [s for s in sections if s.commitments or s.pools]
    # A word that several parts share ("anbringelser") tells none of them apart.
    shared = Counter(stem for s in filled for stem in _stems(s.name))
    distinct = [s for s in filled if any(shared[stem] == 1 for stem in _stems(s.name) & named)]
    # A remark just above a sum looks like the heading of a part without rows; the sum is of the part before it.
    chosen = distinct or (filled if after_total or len(filled) < 2 else [filled[-1]])
    pools: list[int] = []
    if not _WITHOUT_POOL.search(text):
        of = sections if POOL.search(text) else chosen
        pools = [index for s in of for index in s.pools] if POOL.search(text) or not distinct else []
    members = [index for s in chosen for index in s.commitments]
    headed = len(chosen) == 1 and bool(chosen[0].name)
    return Total(place, np.array(members, dtype=np.int64), tuple(pools), len(chosen) == 1, headed)


def total_of_all(place: Place, text: str, sections: list[Section]) -> Total:
    """The same for a sum that stands over what it sums: everything."""
    everything = [index for s in sections for index in s.commitments]
    lumps = [] if _WITHOUT_POOL.search(text) else [index for s in sections for index in s.pools]
    return Total(place, np.array(everything, dtype=np.int64), tuple(lumps), False, False)


def _stems(text: str) -> set[str]:
    """The beginnings of a text's longer words: »aktuelle« and »aktuel« are the same part."""
    return {word[:5] for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}
