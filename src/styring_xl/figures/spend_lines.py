"""The lines of *Månedsforbrug*: a citizen's measure, what met no commitment, and what belongs to nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def lines(
    disposition: Disposition,
    months: Integers,
    keys: Integers,
    unplaced: Mapping[int, Integers],
    last_year: Mapping[int, int],
    *,
    people: list[str],
    measures: list[str],
) -> tuple[SpendLine, ...]:
    """All lines: citizens by measure, *udisponeret*, *ikke personhenførbart*, puljer, and last year's rest.

    ``months`` is øre (n, 12) and ``keys`` (n,) the citizen and measure of each row; ``unplaced`` is booked øre (12,)
    by key, ``last_year`` øre by key. Together they hold every krone of the year and of the year before.
    """
    remaining = dict(last_year)
    none = np.zeros(12, np.int64)
    found = list(_of_citizens(disposition.commitments, months, keys, measures, remaining))
    for kind in (UNPLACED, NO_PERSON):
        mine = [k for k in unplaced if (key.unpack_one(k)[0] != NOBODY) == (kind == UNPLACED)]
        for k in sorted(mine, key=lambda k: (key.unpack_one(k)[1], k)):
            person, measure = key.unpack_one(k)
            booked = unplaced[k]
            found.append(
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
    found.extend(
        SpendLine(POOL, "", pool.label, "", none, pool.amount or 0, 0, pool=pool) for pool in disposition.pools
    )
    if remaining:
        found.append(SpendLine(EARLIER, "", "", "", none, 0, sum(remaining.values())))
    return tuple(found)


def _of_citizens(
    rows: Commitments, months: Integers, keys: Integers, measures: list[str], remaining: dict[int, int]
) -> Iterator[SpendLine]:
    """A line for each citizen and measure; what it cost last year is taken out of ``remaining``."""
    at = np.flatnonzero(rows.computable)
    if not len(at):
        return
    # Rows without a CPR number are nobody's and cannot be added to each other.
    nobody = key.unpack(keys)[0] == NOBODY
    own, first, index = np.unique(
        np.where(nobody, -1 - np.arange(len(rows)), keys)[at], return_index=True, return_inverse=True
    )
    sums = np.zeros((len(own), 12), np.int64)
    np.add.at(sums, index, months[at])
    totals = sums.sum(axis=1)
    measure = key.unpack(keys[at][first])[1]
    suppliers = _suppliers(rows, at, index)
    for line in np.lexsort((first, measure)).tolist():
        known = suppliers.get(line, [])
        yield SpendLine(
            CITIZEN,
            rows.cpr[int(at[first[line]])],
            measures[int(measure[line])],
            known[0] if len(known) == 1 else f"{len(known)} leverandører" if known else "",
            sums[line],
            int(totals[line]),
            remaining.pop(int(own[line]), 0) if own[line] >= 0 else 0,
            int(at[first[line]]),
            max(int(own[line]), -1),
        )


def _suppliers(rows: Commitments, at: Integers, line: Integers) -> dict[int, list[str]]:
    """The suppliers of each line's rows, each once, in the order of the rows."""
    found: dict[int, list[str]] = {}
    for position, code in zip(at.tolist(), line.tolist(), strict=True):
        supplier = rows.supplier[position]
        known = found.setdefault(code, [])
        if supplier and supplier not in known:
            known.append(supplier)
    return found
