"""What the ledger tells, once for all the years that are asked about from the same postings."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.model.arrays import Integers
from styring_xl.model.forecasting.digest import digest
from styring_xl.model.forecasting.inputs import PostingRows, SimulationInput
from styring_xl.model.forecasting.invoices import InvoiceTiming, invoice_timing
from styring_xl.model.forecasting.leaving import Leaving, birth_months, leaving
from styring_xl.model.forecasting.prices import PaidPrices, paid_prices
from styring_xl.model.forecasting.spells import LedgerSpells, spells
from styring_xl.model.forecasting.units import Posted, Timeline, post

_NO_MORE: Final = np.zeros(0, np.int64)


class LedgerPast(Struct, frozen=True):
    """What is posted, and what is learnt of it. ``adult``, ``older`` (u,): the indices of the months in which the
    citizens turn 18 and 23."""

    posted: Posted
    came: InvoiceTiming
    seen: LedgerSpells
    adult: Integers
    older: Integers
    gone: Leaving
    paid: PaidPrices


_Key = tuple[bytes, int, int, int]
"""The digest of what is looked at beside the postings; the first month, how many are closed, how many have postings."""
_LEARNT: Final[WeakKeyDictionary[PostingRows, tuple[_Key, LedgerPast]]] = WeakKeyDictionary()
"""What was learnt last of postings that are still in use."""


def past(asked: SimulationInput, whole: Timeline) -> LedgerPast:
    """What is known by the timeline's closed months. Next year is mostly asked about when this year has been: of the
    same postings, and of rows that differ in when they stop, which nothing here depends on."""
    key = _key(asked, whole)
    known = _LEARNT.get(asked.postings)
    if known is not None and known[0] == key:
        return known[1]
    found = _past(asked, whole)
    _LEARNT[asked.postings] = key, found
    return found


def _key(asked: SimulationInput, whole: Timeline) -> _Key:
    """What tells what is learnt of some postings from anything else that may be learnt of them."""
    months = asked.postings.month
    end = min(int(months.max()) + 1 - whole.first, whole.months) if len(months) else 0
    rows = replace(asked.rows, rate=_NO_MORE, quantity=_NO_MORE, stop=_NO_MORE.astype("datetime64[D]"))
    of = replace(asked, rows=rows, postings=PostingRows.none(), year=0, closed=0, paths=0, seed=0)
    return digest(of), whole.first, whole.closed, end


def _past(asked: SimulationInput, whole: Timeline) -> LedgerPast:
    posted = post(asked.rows, asked.postings, whole)
    adult, older = birth_months(asked.born, posted.units.person, posted.frame.first)
    came = invoice_timing(posted, asked.arrived)
    seen = spells(posted, came)
    gone = leaving(posted, seen, adult, older)
    return LedgerPast(posted, came, seen, adult, older, gone, paid_prices(posted, seen, came))
