"""What is wrong in the user's own tables: figures in kroner among thousands, and sums that do not add up.

Both need evidence from the table itself, as users stop reading findings that are often wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.model.quantile import median
from styring_xl.reading.user_tables import OwnTable, column_sums, parts_of_column, parts_of_sum, tolerance

_SMALLEST: Final = 100_000
"""A figure below this is not told: if it is kroner, it is too small to matter."""
_NEAR: Final = 0.10
"""A total this near its parts is one of them; farther off it is an average or something else."""


class OffSum(Struct, frozen=True):
    """A cell where a sum fails: its (row, column) in the sheet, what stands there and what the parts give.

    ``crossing`` is True for a figure that fits neither its row's nor its column's sum.
    """

    row: int
    column: int
    stands: float
    parts: float
    crossing: bool = False


def in_kroner(table: OwnTable) -> Flags:
    """(n, m) the figures that are kroner in a table of 1.000 kr.

    Either the table says 1.000 kr. and the figure towers over its column or its row, or a sum in the column adds up
    only when the figure is divided by 1.000.
    """
    found = _by_total(table)
    if table.thousands:
        found |= _above_column(table) | _above_row(table)
    return found & table.money


def _sizes(table: OwnTable) -> Floats:
    sizes = np.abs(table.values)
    sizes[(sizes == 0) | ~np.isfinite(sizes)] = np.nan
    return sizes


def _above_column(table: OwnTable) -> Flags:
    """Ten times any other figure of the column and fifty times their middle one; at most a quarter of them."""
    sizes = _sizes(table)
    found = np.zeros(sizes.shape, bool)
    detail = np.flatnonzero(~table.is_sum)
    for j in np.flatnonzero(table.money):
        rows = detail[~np.isnan(sizes[detail, j])]
        if len(rows) < 4:
            continue
        order = rows[np.argsort(-sizes[rows, j], kind="stable")]
        column = sizes[order, j]
        for count in range(len(order) // 4, 0, -1):
            rest = column[count:]
            if column[count - 1] >= max(_SMALLEST, 10 * rest[0], 50 * float(median(rest))):
                found[order[:count], j] = True
                break
    return found


def _above_row(table: OwnTable) -> Flags:
    """Hundreds of times the other figures of its row, in a column that elsewhere is as its row."""
    sizes = _sizes(table)
    found = np.zeros(sizes.shape, bool)
    money = np.flatnonzero(table.money)
    if len(money) < 3:
        return found
    for j in money:
        others = sizes[:, money[money != j]]
        enough = (~np.isnan(others)).sum(axis=1) >= 2
        rows = np.flatnonzero(enough & ~np.isnan(sizes[:, j]))
        if len(rows) < 4:
            continue
        ratio = sizes[rows, j] / np.nanmedian(others[rows], axis=1)
        usual = (ratio > 1 / 20) & (ratio < 20)
        if usual.mean() >= 0.75:
            found[rows, j] |= (ratio >= 200) & (ratio <= 5000) & (sizes[rows, j] >= _SMALLEST)
    return found


def _by_total(table: OwnTable) -> Flags:
    """Figures that make a sum add up when they are divided by 1.000: a part of it, or the sum itself."""
    sizes = _sizes(table)
    found = np.zeros(sizes.shape, bool)
    for i in np.flatnonzero(table.is_sum):
        total = table.values[i]
        for rows in parts_of_sum(table, int(i)):
            terms = table.values[rows]
            sums, room = column_sums(table.values, rows), tolerance(terms, total)
            enough = table.money & ((~np.isnan(terms) & (terms != 0)).sum(axis=0) >= 3) & ~np.isnan(total)
            differs = enough & (np.abs(total - sums) > room)
            own = differs & (np.abs(total / 1000 - sums) <= room) & (sizes[i] >= _SMALLEST) & (np.abs(sums) > 20 * room)
            found[i] |= own
            # A part that is kroner towers over the others: the largest against the one below it.
            ranked = np.sort(np.nan_to_num(sizes[rows]), axis=0)
            towers = (ranked[-1] >= _SMALLEST) & (ranked[-1] >= 10 * ranked[-2]) & (ranked[-1] > 5000 * room)
            for j in np.flatnonzero(differs & ~own & towers):
                part = int(rows[np.nanargmax(sizes[rows, j])])
                value = table.values[part, j]
                if abs(total[j] - (sums[j] - value + value / 1000)) <= room[j]:
                    found[part, j] = True
    return found


def off_sums(table: OwnTable, kroner: Flags) -> list[OffSum]:
    """The cells where a sum fails though the same rows or columns do add up elsewhere.

    ``kroner`` are figures already known to be in the wrong unit: what they explain is not told twice.
    """
    values = np.where(kroner, table.values / 1000, table.values)
    down = _columns_off(table, table.values, values)
    across = _rows_off(table, table.values, values)
    found: list[OffSum] = []

    def add(i: int, j: int, parts: float, crossing: bool = False) -> None:
        found.append(OffSum(table.rows[i], table.columns[j], float(table.values[i, j]), parts, crossing))

    for (i, j), (parts, of_rows) in sorted(down.items()):
        gap = table.values[i, j] - parts
        crossed = _crossing(across, i, j, gap, of_rows, table)
        if crossed == (i, j):
            add(i, j, parts)
        elif crossed is not None:
            add(*crossed, float(table.values[crossed] + gap), crossing=True)
    for (i, j), (parts, of_columns) in sorted(across.items()):
        if not _explained(down, i, j, table.values[i, j] - parts, of_columns, table):
            add(i, j, parts)
    return found


_Off = dict[tuple[int, int], tuple[float, Integers]]


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 0.5 + 0.001 * max(abs(one), abs(other))


def _crossing(across: _Off, i: int, j: int, gap: float, rows: Integers, table: OwnTable) -> tuple[int, int] | None:
    """The one wrong cell when a column's sum fails by ``gap``: the sum, the part where a row fails likewise, or none.

    None when the wrong cell is the row's own sum, which is told by the row.
    """
    for (row, column), (parts, of_columns) in across.items():
        miss = float(table.values[row, column]) - parts
        if row in rows and column == j and _same(miss, -gap):
            return None
        if row in rows and j in of_columns and _same(miss, gap):
            return row, j
    return i, j


def _explained(down: _Off, i: int, j: int, miss: float, columns: Integers, table: OwnTable) -> bool:
    """Whether a column's sum that fails tells the same: at the same cell, at a part of the row, or at a crossing."""
    for (row, column), (parts, rows) in down.items():
        gap = float(table.values[row, column]) - parts
        if (row, column) == (i, j):
            return True
        if row == i and column in columns and _same(gap, -miss):
            return True
        if i in rows and column in columns and _same(gap, miss):
            return True
    return False


def _columns_off(table: OwnTable, stands: Floats, values: Floats) -> _Off:
    """Sums of rows that fail in a column while they hold in at least two others and in most of them."""
    best: dict[int, tuple[Integers, Flags, Flags, Floats]] = {}
    held = np.zeros(len(table.columns), np.int64)
    for i in np.flatnonzero(table.is_sum).tolist():
        chosen: tuple[int, Integers, Flags, Flags, Floats] | None = None
        for rows in parts_of_sum(table, i):
            sums, holds, fails = _compare(table, stands, values, i, rows)
            count = int(holds.sum())
            if count and (chosen is None or count > chosen[0]):
                chosen = (count, rows, holds, fails, sums)
        if chosen is not None:
            best[i] = chosen[1:]
            held += chosen[2]
    found: _Off = {}
    for i, (rows, holds, fails, sums) in best.items():
        if holds.sum() < 2 or fails.sum() >= holds.sum():
            continue
        size = np.maximum(np.abs(stands[i]), np.abs(sums))
        near = np.abs(stands[i] - sums) <= _NEAR * size
        for j in np.flatnonzero(fails & (near | (held > 0))).tolist():
            found[i, j] = float(sums[j]), rows
    return found


def _compare(table: OwnTable, stands: Floats, values: Floats, i: int, rows: Integers) -> tuple[Floats, Flags, Flags]:
    """The sums of some rows, where they hold in row ``i``, and where they fail."""
    terms = values[rows]
    sums = column_sums(values, rows)
    several = (~np.isnan(terms) & (terms != 0)).sum(axis=0) >= 2
    asked = table.money & ~np.isnan(stands[i]) & several
    room = tolerance(terms, np.nan_to_num(stands[i]))
    # With figures in the wrong unit a sum may have been made before or after they are put right.
    holds = asked & (
        (np.abs(stands[i] - sums) <= room)
        | (np.abs(stands[i] - column_sums(table.values, rows)) <= room)
        | (np.abs(values[i] - sums) <= room)
    )
    return sums, holds, asked & ~holds


def _rows_off(table: OwnTable, stands: Floats, values: Floats) -> _Off:
    """Sums of columns that fail in few rows: at least three hold, and four for each that fails."""
    found: _Off = {}
    for j in np.flatnonzero(table.sum_column & table.money).tolist():
        chosen: tuple[int, Integers, Flags, Floats] | None = None
        for columns in parts_of_column(table, j):
            sums, holds, fails = _compare_across(table, stands, values, j, columns)
            count = int(holds.sum())
            if count >= 3 and count >= 4 * int(fails.sum()) and (chosen is None or count > chosen[0]):
                chosen = count, columns, fails, sums
        if chosen is not None:
            _, columns, fails, sums = chosen
            for i in np.flatnonzero(fails).tolist():
                found[i, j] = float(sums[i]), columns
    return found


def _compare_across(
    table: OwnTable, stands: Floats, values: Floats, j: int, columns: Integers
) -> tuple[Floats, Flags, Flags]:
    terms = values[:, columns].T
    sums: Floats = np.nansum(terms, axis=0)
    several = (~np.isnan(terms) & (terms != 0)).sum(axis=0) >= 2
    asked = ~np.isnan(stands[:, j]) & several
    room = tolerance(terms, np.nan_to_num(stands[:, j]))
    raw = np.nansum(table.values[:, columns], axis=1)
    holds = asked & (
        (np.abs(stands[:, j] - sums) <= room)
        | (np.abs(stands[:, j] - raw) <= room)
        | (np.abs(values[:, j] - sums) <= room)
    )
    return sums, holds, asked & ~holds


def rows_with(table: OwnTable, marked: Flags) -> Iterator[tuple[int, tuple[int, ...]]]:
    """(row, columns) in the sheet of the marked cells, row by row."""
    for i in np.flatnonzero(marked.any(axis=1)).tolist():
        yield table.rows[i], tuple(table.columns[j] for j in np.flatnonzero(marked[i]).tolist())
