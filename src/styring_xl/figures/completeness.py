"""Whether a month's postings have come: how many and how much, beside what its commitments and other months lead to."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.figures.compute import Figures
from styring_xl.model.commitments import weighted
from styring_xl.model.quantile import median
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.ledger.rows import Ledger

_FEWEST: Final = 4
"""With fewer commitments than this no month is called thin: a user sees at a glance what has come."""
_THIN: Final = 0.5
_NOTICEABLE: Final = 0.8
"""A month with few postings, but at least this share of the usual kroner, is not thin: one bill may hold them all."""


class Completeness(Struct, frozen=True):
    """One month 1..12: its postings and what they come to (øre), the commitments active in it and what they are
    expected to cost (øre), and what other months have: postings in the middle one, and kroner per kroner expected.

    The other months are the closed ones before it, else last year's; None when there are neither.
    """

    month: int
    postings: int
    booked: int
    commitments: int
    expected: int
    usual_postings: float | None
    usual_share: float | None

    @property
    def missing(self) -> int:
        """Øre that the month's commitments are expected to cost beyond what has come."""
        return self.expected - self.booked

    @property
    def is_thin(self) -> bool:
        """Whether far less has come than both the commitments and the other months lead to."""
        if self.commitments < _FEWEST or self.expected <= 0:
            return False
        share = min(1.0, 1.0 if self.usual_share is None else self.usual_share)
        many = self.commitments if self.usual_postings is None else min(self.commitments, self.usual_postings)
        if self.booked < _THIN * share * self.expected:
            return True
        return self.postings < _THIN * many and self.booked < _NOTICEABLE * share * self.expected


def completeness(rows: Commitments, ledger: Ledger, figures: Figures, month: int) -> Completeness:
    """How much of a month (1..12) has come, of a workbook whose ``figures`` have it closed."""
    expected = weighted(figures.full, rows.probability)
    active = int(np.count_nonzero(rows.computable & (expected[:, month - 1] > 0)))
    counts, amounts = _by_month(ledger, figures.year)
    wanted = expected.sum(axis=0)
    before = np.arange(month - 1)
    usual_postings = usual_share = None
    if counts[before].any() and (wanted[before] > 0).any():
        usual_postings = float(median(counts[before]))
        usual_share = float(median(amounts[before][wanted[before] > 0] / wanted[before][wanted[before] > 0]))
    else:
        last_counts, last_amounts = _by_month(ledger, figures.year - 1)
        if last_counts.any() and wanted[month - 1] > 0:
            usual_postings = float(median(last_counts))
            usual_share = float(median(last_amounts) / wanted[month - 1])
    at = month - 1
    return Completeness(
        month, int(counts[at]), int(amounts[at]), active, int(wanted[at]), usual_postings, usual_share
    )  # fmt: skip


def _by_month(ledger: Ledger, year: int) -> tuple[np.ndarray, np.ndarray]:
    """The postings and øre of each month of a year, both int64 (12,)."""
    mine = ledger.year == year
    at = ledger.month[mine] - 1
    amounts = np.zeros(12, np.int64)
    np.add.at(amounts, at, ledger.amount[mine])
    return np.bincount(at, minlength=12), amounts
