"""The lines of *Månedsforbrug*: a citizen's measure, what met no commitment, and what belongs to nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.figures import key
from styring_xl.figures.key import NOBODY
from styring_xl.model.arrays import Integers
from styring_xl.reading.disposition.disposition import Commitments, Disposition, Pool

CITIZEN: Final = "citizen"
UNPLACED: Final = "unplaced"
NO_PERSON: Final = "no person"
POOL: Final = "pool"
EARLIER: Final = "earlier"
"""Last year's spend on citizens and measures that have no line this year."""


class SpendLine(Struct, frozen=True):
    """A line of *Månedsforbrug*: ``months`` øre (12,), ``amount`` their sum (a pulje's lump), ``last_year`` øre.

    What it is made of: ``first`` is the first of its commitments by its place in the disposition, ``key`` the number of
    its citizen and measure, ``pool`` the pulje it is; -1 and None for a line of another kind.
    """

    kind: str
    cpr: str
    measure: str
    supplier: str
    months: Integers
    amount: int
    last_year: int
    first: int = -1
    key: int = -1
    pool: Pool | None = None


class SpendLines(Struct, frozen=True, eq=False):
    """The lines of *Månedsforbrug* side by side: one element a line of what ``SpendLine`` has, ``months`` øre (n, 12).

    A workbook has tens of thousands of them, which are summed and drawn at once; one by one is for those who ask about
    one.
    """

    kind: list[str]
    cpr: list[str]
    measure: list[str]
    supplier: list[str]
    months: Integers
    amount: list[int]
    last_year: list[int]
    first: list[int]
    key: list[int]
    pool: list[Pool | None]

    def __len__(self) -> int:
        return len(self.kind)

    def __getitem__(self, at: int) -> SpendLine:
        return SpendLine(
            self.kind[at],
            self.cpr[at],
            self.measure[at],
            self.supplier[at],
            self.months[at],
            self.amount[at],
            self.last_year[at],
            self.first[at],
            self.key[at],
            self.pool[at],
        )

    def __iter__(self) -> Iterator[SpendLine]:
        return map(self.__getitem__, range(len(self)))

    def of(self, *kinds: str) -> Iterator[SpendLine]:
        """Those of some kinds, one by one."""
        return (self[at] for at, kind in enumerate(self.kind) if kind in kinds)

    def extend(self, lines: Sequence[SpendLine]) -> SpendLines:
        """These and more below them."""
        if not lines:
            return self
        return SpendLines(
            [*self.kind, *(each.kind for each in lines)],
            [*self.cpr, *(each.cpr for each in lines)],
            [*self.measure, *(each.measure for each in lines)],
            [*self.supplier, *(each.supplier for each in lines)],
            np.concatenate([self.months, np.array([each.months for each in lines], np.int64)]),
            [*self.amount, *(each.amount for each in lines)],
            [*self.last_year, *(each.last_year for each in lines)],
            [*self.first, *(each.first for each in lines)],
            [*self.key, *(each.key for each in lines)],
            [*self.pool, *(each.pool for each in lines)],
        )


def lines(
    disposition: Disposition,
    months: Integers,
    keys: Integers,
    unplaced: Mapping[int, Integers],
    last_year: Mapping[int, int],
    *,
    people: list[str],
    measures: list[str],
) -> SpendLines:
    """All lines: citizens by measure, *udisponeret*, *ikke personhenførbart*, puljer, and last year's rest.

    ``months`` is øre (n, 12) and ``keys`` (n,) the citizen and measure of each row; ``unplaced`` is booked øre (12,)
    by key, ``last_year`` øre by key. Together they hold every krone of the year and of the year before.
    """
    remaining = dict(last_year)
    none = np.zeros(12, np.int64)
    found = _of_citizens(disposition.commitments, months, keys, measures, remaining)
    others: list[SpendLine] = []
    for kind in (UNPLACED, NO_PERSON):
        mine = [k for k in unplaced if (key.unpack_one(k)[0] != NOBODY) == (kind == UNPLACED)]
        for k in sorted(mine, key=lambda k: (key.unpack_one(k)[1], k)):
            person, measure = key.unpack_one(k)
            booked = unplaced[k]
            others.append(
                SpendLine(
                    kind,
                    people[person] if kind == UNPLACED else "",
                    measures[measure],
                    "",
                    booked,
                    int(booked.sum()),
                    remaining.pop(k, 0),
                    key=k,
                )
            )
    others.extend(
        SpendLine(POOL, "", pool.label, "", none, pool.amount or 0, 0, pool=pool) for pool in disposition.pools
    )
    if remaining:
        others.append(SpendLine(EARLIER, "", "", "", none, 0, sum(remaining.values())))
    return found.extend(others)


def _of_citizens(
    rows: Commitments, months: Integers, keys: Integers, measures: list[str], remaining: dict[int, int]
) -> SpendLines:
    """A line for each citizen and measure; what it cost last year is taken out of ``remaining``."""
    at = np.flatnonzero(rows.computable)
    # Rows without a CPR number are nobody's and cannot be added to each other.
    nobody = key.unpack(keys)[0] == NOBODY
    own, first, index = np.unique(
        np.where(nobody, -1 - np.arange(len(rows)), keys)[at], return_index=True, return_inverse=True
    )
    sums = np.zeros((len(own), 12), np.int64)
    np.add.at(sums, index, months[at])
    measure = key.unpack(keys[at][first])[1]
    order = np.lexsort((first, measure))
    sums, owner, source = sums[order], own[order].tolist(), at[first[order]].tolist()
    suppliers = _suppliers(rows, at, index, len(own))
    return SpendLines(
        [CITIZEN] * len(own),
        [rows.cpr[row] for row in source],
        [measures[code] for code in measure[order].tolist()],
        [suppliers[line] for line in order.tolist()],
        sums,
        sums.sum(axis=1).tolist(),
        [remaining.pop(each, 0) if each >= 0 else 0 for each in owner],
        source,
        [max(each, -1) for each in owner],
        [None] * len(own),
    )


def _suppliers(rows: Commitments, at: Integers, line: Integers, count: int) -> list[str]:
    """The supplier of each of ``count`` lines; of several how many, and nothing where no row names one.

    ``at`` are the rows and ``line`` whose they are.
    """
    found: list[set[str] | str] = [""] * count
    for position, code in zip(at.tolist(), line.tolist(), strict=True):
        supplier, known = rows.supplier[position], found[code]
        if not supplier or supplier == known:
            continue
        if not known:
            found[code] = supplier
        elif isinstance(known, str):
            found[code] = {known, supplier}
        else:
            known.add(supplier)
    return [each if isinstance(each, str) else f"{len(each)} leverandører" for each in found]
