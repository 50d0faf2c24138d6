"""Which of a disposition's amounts are in 1.000 kr. where one place says so: the figures tell.

»Beløb i 1.000 kr.« over a table is often meant of the months alone, as a price per day is not written in 1.000 kr.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import Unreadable, is_blank, read_number
from styring_xl.model.quantile import median
from styring_xl.pattern import seldom
from styring_xl.reading import header
from styring_xl.reading.role_table import RoleTable

_KRONER: Final = seldom(r"\b(?:kr|kroner|dkk)\b", re.IGNORECASE)
_LEAST: Final = 0.05
"""A month is at least this part of rate × quantity where both are in one unit: a year's rate gives a twelfth. Where the
rate is in kroner and the months in 1.000 kr. a day's rate gives the most, 31 thousandths."""
_ROWS: Final = 300
_MOST: Final = 40
"""A month is at most this many times rate × quantity where both are in one unit: a day's rate gives 31."""
_HIGHEST: Final = 1_000_000
"""Kroner; no price per day, month or year is higher, so rates that would be, if in 1.000 kr., are in kroner."""


def alone(table: RoleTable, grid: Grid) -> bool:
    """Whether the one header that says 1.000 kr., the rate's or the result's, says it of its own column and not of
    the months, which are in kroner: so their figures say."""
    if table.role != header.DISPOSITION or table.titled != 1 or table.manner.unit is not None:
        return False
    units = {name: header.unit_factor(table.headers.get(table.columns.get(name, 0), "")) for name in ("rate", "result")}
    months = table.months.values()
    if min(units.values()) != 1 or max(units.values()) == 1:
        return False
    if any(header.unit_factor(table.headers.get(column, "")) != 1 for column in months):
        return False
    rows = grid.rows[table.header_bottom :][:_ROWS]
    if units["rate"] != 1:
        parts = [part for row in rows if (part := _part(table, table.columns["rate"], row)) is not None]
        return bool(parts) and bool(median(np.array(parts)) > _MOST)
    sums = [sum(month for column in months if (month := _number(row, column))) for row in rows]
    results = [_number(row, table.columns["result"]) for row in rows]
    shares = [result / whole for result, whole in zip(results, sums, strict=True) if result and whole]
    return bool(shares) and bool(median(np.array(shares)) < _LEAST)


def rate_unit(table: RoleTable, grid: Grid) -> int | None:
    """Kroner to one figure of the rate where the table's own figures or the rate's header say it; None where its other
    columns' unit is the rate's too, as far as anybody can see."""
    at = table.columns.get("rate")
    if table.role != header.DISPOSITION or at is None:
        return None
    scaled = max((table.scale(column) for column in table.months.values()), default=table.scale(at))
    if scaled == 1:
        return None
    text = table.headers.get(at, "")
    if header.unit_factor(text) != 1:
        return None
    parts = [part for row in grid.rows[table.header_bottom :][:_ROWS] if (part := _part(table, at, row)) is not None]
    if parts:
        return 1 if median(np.array(parts)) < _LEAST else scaled
    if _KRONER.search(text):
        return 1
    rates = [rate for row in grid.rows[table.header_bottom :][:_ROWS] if (rate := _number(row, at)) is not None]
    return 1 if rates and median(np.array(rates)) * scaled >= _HIGHEST else None


def _part(table: RoleTable, rate_at: int, row: Sequence[Value]) -> float | None:
    """The row's largest month as a part of its rate × quantity, both as they stand; None where one is missing."""
    rate = _number(row, rate_at)
    at = table.columns.get("quantity")
    quantity = 1.0 if at is None or len(row) < at or is_blank(row[at - 1]) else _number(row, at)
    months = [month for column in table.months.values() if (month := _number(row, column))]
    if not rate or not quantity or not months:
        return None
    return max(months) / (rate * quantity)


def _number(row: Sequence[Value], column: int) -> float | None:
    """A cell's number when it is above nothing, else None."""
    try:
        number = read_number(row[column - 1]) if len(row) >= column else None
    except Unreadable:
        return None
    return float(number) if number is not None and number > 0 else None
