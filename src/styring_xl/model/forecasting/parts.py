"""The parts by which a simulated year differs from *Forventet regnskab*."""

from __future__ import annotations

from typing import Final

PARTS: Final = ("stops", "running", "inflow", "prices", "late", "loose")
"""What a path adds to *Forventet regnskab*: leavings and prolonged stops, units that run without a row, units that are
yet to begin, prices other than the rows', invoices still to come of closed months, and what belongs to no citizen."""
