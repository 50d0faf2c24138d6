"""Whether an extract's amounts are of the size of those that stand already: øre or 1.000 kr. taken for kroner."""

from __future__ import annotations

from typing import Final

import numpy as np

from styring_xl.danish import writing
from styring_xl.imports.posting import Postings
from styring_xl.model.arrays import Floats, Integers
from styring_xl.model.quantile import median

_FEWEST: Final = 3
"""So many citizens' measures must be in both."""
_NEAR: Final = 1.25
"""Amounts of one citizen's measure differ by no more than this factor for ordinary reasons (price, length of month)."""
_FACTORS: Final = (100, 1000, 1_000_000)


def remark(new: Postings, standing: Postings) -> tuple[str, ...]:
    """A Danish sentence when the amounts are a hundred or a thousand times those of the same citizens and measures."""
    keys, size = _sizes(new)
    known, before = _sizes(standing)
    both, mine, theirs = np.intersect1d(keys, known, assume_unique=True, return_indices=True)
    if len(both) < _FEWEST:
        return ()
    ratio = float(median(size[mine] / before[theirs]))
    for factor in _FACTORS:
        for times, word in ((ratio, "større"), (1 / ratio, "mindre")):
            if factor / _NEAR <= times <= factor * _NEAR:
                return (
                    f"Beløbene er omkring {writing.count(factor)} gange {word} end de samme borgeres, der står i "
                    "forvejen. Er de i øre eller 1.000 kr., så skriv det i overskriften, og importer igen.",
                )
    return ()


def _sizes(postings: Postings) -> tuple[Integers, Floats]:
    """Each citizen's measure as one number, and the middle size of its postings in øre."""
    texts = postings.texts
    some = np.flatnonzero((texts["cpr"] > 0) & (postings.amount != 0))
    keys = texts["cpr"][some].astype(np.int64) << 32 | texts["measure"][some]
    amounts = np.abs(postings.amount[some]).astype(np.float64)
    order = np.lexsort((amounts, keys))
    found, first, count = np.unique(keys[order], return_index=True, return_counts=True)
    return found, amounts[order][first + count // 2]
