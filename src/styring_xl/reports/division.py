"""A result sheet that is divided into segments: a heading over each of them, and its total under it."""

from __future__ import annotations

from typing import Final

from styring_xl.reports.table import Table
from styring_xl.standard import style

ALL: Final = "I alt"
"""What the total of everything is called."""


def begin(table: Table, segment: str, *, first: bool = False) -> None:
    """The heading of a segment over the table's columns, an empty row above all but the first; nothing on a sheet that
    is not divided."""
    if segment:
        width = len(table.columns)
        if not first:
            table.rows.blank()
        table.rows.add((segment, *(None,) * (width - 1)), (style.SECTION,) * width)


def total_of(segment: str) -> str:
    """What the total of a segment is called."""
    return f"{ALL} {segment}" if segment else ALL
