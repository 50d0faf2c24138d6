"""What the ledger holds of the years before the workbook's own."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading.interning import Codes
from styring_xl.reading.ledger.rows import Ledger

HISTORY: Final = 5
"""So many earlier years of the ledger are summed per measure."""


class Past(Struct, frozen=True):
    """What the ledger holds of the ``HISTORY`` years before the workbook's own, the latest first.

    ``booked`` is øre (HISTORY, m, 12) in the order of ``Figures.measures``; ``known`` (HISTORY, 12) is True for the
    months with any posting at all: the ledger of such a month is there, and a measure without postings cost nothing.
    That does not hold in a year in which no posting says its measure: ``told`` (HISTORY,) is False for such a year.
    """

    booked: Integers
    known: Flags
    told: Flags


def past(ledger: Ledger, measures: Codes, year: int) -> Past:
    """Sums of the earlier years by measure and month; ``measures`` gets numbers for measures that only they have."""
    back = year - 1 - ledger.year
    mine = np.flatnonzero((back >= 0) & (back < HISTORY))
    booked = np.zeros((HISTORY, len(measures.names), 12), np.int64)
    known = np.zeros((HISTORY, 12), bool)
    told = np.zeros(HISTORY, bool)
    told[back[mine[ledger.told[mine]]]] = True
    if len(mine):
        code = measures.all(ledger.measures)[ledger.measure[mine]]
        month = ledger.month[mine] - 1
        # One number a posting: by three of them NumPy adds ten times as slowly.
        cells = (back[mine].astype(np.int64) * len(measures.names) + code) * 12 + month
        np.add.at(booked.reshape(-1), cells, ledger.amount[mine])
        known[back[mine], month] = True
    return Past(booked, known, told)
