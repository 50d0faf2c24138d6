"""What a simulated year is made of."""

from __future__ import annotations

from typing import Final

PARTS: Final = ("stops", "running", "inflow", "prices", "late", "loose")
"""What a path adds to what is known: leavings and prolonged stops, units running without a row, new ones, prices other
than the rows', invoices still to come, and what belongs to no citizen."""
