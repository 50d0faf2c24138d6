"""Which postings a commitment's booked months are made of: the placing of the ledger (DOMAIN § 4) once more, of a few
rows and one month, with the postings themselves kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from styring_xl.model import spend
from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading.disposition.disposition import Commitments


class PlacedPostings(Struct, frozen=True):
    """Postings of one month that met the same commitments, and what each of these got of their sum.

    ``postings`` are places in the ledger, ``rows`` places in the disposition and ``shares`` (r,) øre.
    """

    postings: Integers
    rows: Integers
    shares: Integers


def placed(
    rows: Commitments,
    candidates: Integers,
    row_supplier: Integers,
    expected: Integers,
    postings: Integers,
    supplier: Integers,
    amount: Integers,
    month: int,
    year: int,
) -> Iterator[PlacedPostings]:
    """How the ``postings`` of a month (1..12) that may meet the ``candidates`` (places in the disposition) were placed.

    row_supplier: codes (n,) of all rows, -1 where none is stated; expected: weighted øre (n, 12); supplier, amount:
    those of the whole ledger, (p,).
    """
    met: dict[tuple[int, ...], list[Integers]] = {}
    for code in np.unique(supplier[postings]).tolist():
        mine: Flags = row_supplier[candidates] == code
        taking = candidates[mine] if code >= 0 and mine.any() else candidates
        met.setdefault(tuple(taking.tolist()), []).append(postings[supplier[postings] == code])
    for taking_rows, parts in met.items():
        found, at = np.sort(np.concatenate(parts)), np.array(taking_rows, np.int64)
        size = len(found)
        given = spend.allocate(
            np.zeros(len(at), np.int64), row_supplier[at], rows.start[at], rows.active_stop[at], expected[at],
            np.zeros(size, np.int64), np.full(size, -1), np.full(size, month), amount[found], 12, year,
        )  # fmt: skip
        yield PlacedPostings(found, at, given.booked[:, month - 1])
