"""What the forecast is computed from, as plain columns: the commitments of the sheet, the postings of the ledger."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Dates, Flags, Floats, Integers, Narrow

NOBODY: Final = -1
"""The person code of a row or a posting that belongs to no citizen."""


class CommitmentRows(Struct, frozen=True):
    """Commitments (n,): person and measure codes, rate in øre of ``unit`` (RateUnit), quantity in ten-thousandths.

    ``start`` and ``stop`` as in ``commitments.expected``; ``probability`` in ten-thousandths; ``registered`` the day
    the row came into the sheet, NaT where that is not known.
    """

    person: Integers
    measure: Integers
    rate: Integers
    quantity: Integers
    unit: Integers
    start: Dates
    stop: Dates
    probability: Integers
    registered: Dates

    @staticmethod
    def none() -> CommitmentRows:
        """No commitments."""
        nothing, never = np.zeros(0, np.int64), np.zeros(0, "datetime64[D]")
        return CommitmentRows(nothing, nothing, nothing, nothing, nothing, never, never, nothing, never)

    def take(self, which: Flags | Integers) -> CommitmentRows:
        """The marked rows (n,), or those at some places (m,) in their order."""
        return CommitmentRows(
            self.person[which], self.measure[which], self.rate[which], self.quantity[which], self.unit[which],
            self.start[which], self.stop[which], self.probability[which], self.registered[which],
        )  # fmt: skip


class PostingRows(Struct, frozen=True, eq=False, weakref=True):
    """Postings (p,): person and measure codes, øre, ``month`` they belong to in months since January 1970.

    Codes and months may be of 32 bits, which are half as many to keep and to read through.
    ``booked`` is the booking date, NaT where it is not known. What is found of them is kept as long as they are in use.
    """

    person: Integers | Narrow
    measure: Integers | Narrow
    amount: Integers
    month: Integers | Narrow
    booked: Dates

    @staticmethod
    def none() -> PostingRows:
        """No postings."""
        nothing = np.zeros(0, np.int32)
        return PostingRows(nothing, nothing, np.zeros(0, np.int64), nothing, np.zeros(0, "datetime64[D]"))

    def take(self, which: Flags) -> PostingRows:
        """The marked postings (p,)."""
        return PostingRows(
            self.person[which], self.measure[which], self.amount[which], self.month[which], self.booked[which]
        )


class SimulationInput(Struct, frozen=True):
    """All that a simulated year depends on; the same input gives the same result.

    Measure codes of ``rows`` and ``postings`` are 0..``measures`` − 1; ``born`` by person code, NaT where unknown.
    Months 1..``closed`` of ``year`` are closed. ``arrived`` (K,): the share of invoices come after k months, where no
    posting has a booking date.
    """

    rows: CommitmentRows
    postings: PostingRows
    born: Dates
    measures: int
    year: int
    closed: int
    paths: int
    seed: int
    arrived: Floats | None = None


def month_number(days: Dates) -> Integers:
    """Months since January 1970; a missing day gives a very small number."""
    numbers = days.astype(np.int64)
    low, high = (int(numbers.min()), int(numbers.max())) if len(days) else (0, 0)
    if high - low >= len(days):
        return days.astype("datetime64[M]").astype(np.int64)
    # Among many days of few years, each of these is turned into its month once.
    months = np.arange(low, high + 1).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months[numbers - low]


def january(year: int) -> int:
    """The month number (months since January 1970) of the year's January."""
    return (year - 1970) * 12
