"""Where the rows and the kroner of a disposition table went."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np

from styring_xl.model.arrays import Integers
from styring_xl.reading import account
from styring_xl.reading.account import AmountColumn, RowFate, TableAccount
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.disposition.row_kind import Line, LineKind
from styring_xl.reading.tables import rows_below

_KINDS: Final = {
    LineKind.HEADER: RowFate.HEADER,
    LineKind.HEADING: RowFate.HEADING,
    LineKind.CITIZEN: RowFate.COMMITMENT,
    LineKind.POOL: RowFate.POOL,
    LineKind.SUM: RowFate.SUM,
    LineKind.PART: RowFate.PART,
    LineKind.LUMP: RowFate.LEFT_OUT,
    LineKind.OWN: RowFate.OWN,
}


def table_account(
    frame: Frame, lines: Sequence[Line], computed: Mapping[int, bool], proven: Collection[int]
) -> TableAccount:
    """Where the rows went. ``computed`` tells of each citizen's row whether its terms could be read, ``proven`` are the
    rows that are sums though their words don't say so."""
    table, grid = frame.table, frame.grid
    columns = {name: account.amount_column(frame.columns[at], table, at) for name, at in _money(frame)}
    last = frame.last_row
    codes = account.placed(len(grid.rows), table.header_bottom, last)
    amounts = account.filled(columns.values(), len(grid.rows))
    account.mark(codes, account.of_kind(codes, RowFate.BLANK) & amounts, RowFate.UNNAMED)
    if last == table.last_row:
        below = [number - 1 for number in rows_below(grid, last)]
        account.mark(codes, [at for at in below if amounts[at]], RowFate.BELOW)
    rows: dict[LineKind, list[int]] = {}
    for line in lines:
        rows.setdefault(line.kind, []).append(line.number - 1)
    for kind in _KINDS.keys() & rows.keys():
        account.mark(codes, rows[kind], _KINDS[kind])
    account.mark(codes, [number - 1 for number, fine in computed.items() if not fine], RowFate.NOT_COMPUTED)
    account.mark(codes, [number - 1 for number in proven], RowFate.SUM)
    return TableAccount(
        table.role,
        grid.sheet,
        account.kinds_of(codes, _shows(columns, len(grid.rows))),
        tuple(column.account(codes) for column in columns.values()),
    )


def _money(frame: Frame) -> list[tuple[str, int]]:
    """The columns of amounts by field, months by number."""
    named = [(name, frame.at[name]) for name in ("rate", "full", "result") if frame.at[name]]
    return [*named, *((f"month{month}", at) for month, at in sorted(frame.table.months.items()))]


def _shows(columns: Mapping[str, AmountColumn], n: int) -> Integers:
    """What each row shows as its amount (n,): its result, else its months together, else its rate."""
    months = [column.ore for name, column in columns.items() if name.startswith("month")]
    found = np.zeros(n, np.int64)
    for ore in (*(columns[name].ore for name in ("rate", "full") if name in columns), sum(months, found * 0)):
        found = np.where(ore != 0, ore, found)
    return np.where(columns["result"].ore != 0, columns["result"].ore, found) if "result" in columns else found
