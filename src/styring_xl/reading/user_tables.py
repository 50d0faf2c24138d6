"""The user's own tables, whatever they are about: blocks of figures under headers, with the sums among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.cells.book import SheetTops
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import clean, is_blank, is_total, label
from styring_xl.model.arrays import Flags, Floats, Integers
from styring_xl.pattern import seldom
from styring_xl.reading import header

MOST_ROWS: Final = 2000
"""A sheet with more rows is a list and not a table with sums; it is not looked at."""
_MOST_COLUMNS: Final = 150
_LONGEST: Final = 200

_NOT_MONEY = seldom(
    r"%|\b(?:nr|id|år|årstal|antal|cpr|pct|procent|andel|gns|snit|personer|borgere|børn|unge|brugere|uge|uger|timer"
    r"|dage|døgn|alder|dato|række|løbenr|funktion|gruppering|faktor|forhold|rang|vægt|score|ratio)\b"
    r"|pris|gennemsnit|takst|sats|helår|indeks|index|konto"
)
"""Figures under such headers need not add up: shares, prices, numbers of people who count once in the total."""


class OwnTable(Struct, frozen=True, eq=False):
    """A block of figures. ``values`` is (n rows, m columns), NaN where no number stands."""

    sheet: str
    rows: tuple[int, ...]
    """The sheet's row of each row of figures."""
    labels: tuple[str, ...]
    """The first text of each row."""
    columns: tuple[int, ...]
    heads: tuple[str, ...]
    """Each column's header, empty when it has none."""
    values: Floats
    section: Integers
    """(n,) rises by one at every empty row and every heading between the rows."""
    is_sum: Flags
    """(n,) rows that by their label are sums."""
    sum_column: Flags
    """(m,) columns that by their header are sums."""
    money: Flags
    """(m,) columns whose figures can be added up."""
    thousands: bool
    """True when a title or a header says that the figures are 1.000 kr."""


def is_money(head: str) -> bool:
    """Whether the figures under a header may be amounts that add up; an empty header does not say they are not."""
    return not _NOT_MONEY.search(label(head))


def read(book: SheetTops, skip: Collection[str]) -> tuple[OwnTable, ...]:
    """The tables of all sheets but those to ``skip``.

    A sheet whose top rows have no word for a sum or for 1.000 kr. is not read further, as no check could find anything
    on it.
    """
    tables: list[OwnTable] = []
    for name in book.sheet_names:
        if name in skip:
            continue
        head = book.head(name, MOST_ROWS + 1)
        if len(head.rows) <= MOST_ROWS and _speaks(head):
            tables.extend(tables_of(head))
    return tuple(tables)


def _speaks(grid: Grid) -> bool:
    return any(
        isinstance(value, str) and len(value) <= _LONGEST and (is_total(value) or header.in_thousands(value))
        for row in grid.rows
        for value in row[:_MOST_COLUMNS]
    )


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_year(value: Value) -> bool:
    return _is_number(value) and value in range(1990, 2101)


class _TableDraft(Struct):
    heads: dict[int, str] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    section: list[int] = field(default_factory=list)
    sums: list[bool] = field(default_factory=list)


def tables_of(grid: Grid) -> list[OwnTable]:
    """A sheet's tables from top to bottom: a new one begins at every row of headers."""
    drafts: list[_TableDraft] = []
    current = _TableDraft()
    section = 0
    titled = False
    in_header = False
    for number, row in enumerate(grid.rows, start=1):
        cells = [(at, value) for at, value in enumerate(row[:_MOST_COLUMNS], start=1) if not is_blank(value)]
        numbers = [value for _, value in cells if _is_number(value)]
        texts = [(at, value) for at, value in cells if isinstance(value, (str, dt.date))]
        if numbers and not all(map(_is_year, numbers)):
            current.rows.append(number)
            current.section.append(section)
            first = next(at for at, value in cells if _is_number(value))
            current.sums.append(any(is_total(value) for at, value in texts if at < first))
            in_header = False
            continue
        section += 1
        titled = titled or any(isinstance(value, str) and header.in_thousands(value) for _, value in texts)
        if len(texts) + len(numbers) >= 2:
            if not in_header:
                drafts.append(current)
                current = _TableDraft()
            for at, value in cells:
                current.heads[at] = f"{current.heads.get(at, '')} {clean(value)[:_LONGEST]}".strip()
            in_header = True
        else:
            in_header = False
    drafts.append(current)
    found = (_table(grid, draft, titled) for draft in drafts if len(draft.rows) >= 2)
    return [table for table in found if table is not None]


def _first_text(row: Sequence[Value]) -> str:
    return next((clean(value)[:_LONGEST] for value in row if isinstance(value, str) and not is_blank(value)), "")


def _table(grid: Grid, draft: _TableDraft, titled: bool) -> OwnTable | None:
    width = min(max(len(grid.rows[row - 1]) for row in draft.rows), _MOST_COLUMNS)
    values = np.full((len(draft.rows), width), np.nan)
    for i, row in enumerate(draft.rows):
        for j, value in enumerate(grid.rows[row - 1][:width]):
            if _is_number(value):
                values[i, j] = value
    used = np.flatnonzero((~np.isnan(values)).sum(axis=0) >= 2)
    if not len(used):
        return None
    columns = tuple(int(at) + 1 for at in used)
    heads = tuple(draft.heads.get(at, "") for at in columns)
    return OwnTable(
        sheet=grid.sheet,
        rows=tuple(draft.rows),
        labels=tuple(_first_text(grid.rows[row - 1]) for row in draft.rows),
        columns=columns,
        heads=heads,
        values=values[:, used],
        section=np.array(draft.section, np.int64),
        is_sum=np.array(draft.sums, bool),
        sum_column=np.array([is_total(head) for head in heads], bool),
        money=np.array([is_money(head) for head in heads], bool),
        thousands=titled or any(header.in_thousands(head) for head in heads),
    )


def tolerance(terms: Floats, total: Floats) -> Floats:
    """How far rounded terms (k, m) may be from their rounded totals (m,): half a unit of each.

    The unit is 1 for whole figures and a hundredth for others.
    """
    whole = np.isnan(terms) | (np.abs(terms - np.round(terms)) < 1e-9)
    count = (~np.isnan(terms) & (terms != 0)).sum(axis=0)
    unit = np.where(whole.all(axis=0), 1.0, 0.01)
    unit_of_total = np.where(np.abs(total - np.round(total)) < 1e-9, 1.0, 0.01)
    # Large figures carry the noise of binary fractions.
    noise = 1e-9 * np.nansum(np.abs(terms), axis=0)
    result: Floats = 0.5 * unit * count + 0.5 * unit_of_total + noise
    return result


def parts_of_sum(table: OwnTable, i: int) -> list[Integers]:
    """The sets of rows that the sum in row ``i`` may add up, the likeliest first; each has at least two."""
    detail = ~table.is_sum
    index = np.arange(len(table.rows))
    before = index < i
    sums_before = np.flatnonzero(before & table.is_sum)
    last = int(sums_before[-1]) if len(sums_before) else -1
    since = before & (index > last)
    found = [
        np.flatnonzero(since & detail),
        np.flatnonzero(since & detail & (table.section == table.section[i - 1])) if i else np.zeros(0, np.int64),
        np.flatnonzero(before & detail),
        sums_before,
        sums_before[-2:],
        sums_before[-3:],
        np.append(last, np.flatnonzero(since & detail)) if last >= 0 else np.zeros(0, np.int64),
        # A sum may stand above what it adds up.
        _below(table, i),
    ]
    unique: dict[bytes, Integers] = {}
    for rows in found:
        if len(rows) >= 2:
            unique.setdefault(rows.astype(np.int64).tobytes(), rows.astype(np.int64))
    return list(unique.values())


def _below(table: OwnTable, i: int) -> Integers:
    after = np.arange(len(table.rows)) > i
    stop = np.flatnonzero(after & (table.is_sum | (table.section != table.section[i])))
    end = int(stop[0]) if len(stop) else len(table.rows)
    return np.arange(i + 1, end)


def parts_of_column(table: OwnTable, j: int) -> list[Integers]:
    """The sets of columns that the sum in column ``j`` may add up, the likeliest first; each has at least two."""
    index = np.arange(len(table.columns))
    before = (index < j) & table.money
    sums_before = np.flatnonzero(before & table.sum_column)
    last = int(sums_before[-1]) if len(sums_before) else -1
    side_by_side = np.zeros(0, np.int64)
    at = j
    while (
        at and table.columns[at] - table.columns[at - 1] == 1 and table.money[at - 1] and not table.sum_column[at - 1]
    ):
        at -= 1
        side_by_side = np.append(at, side_by_side)
    found = [
        side_by_side,
        np.flatnonzero(before & ~table.sum_column & (index > last)),
        np.flatnonzero(before & ~table.sum_column),
        sums_before,
    ]
    unique = {rows.astype(np.int64).tobytes(): rows.astype(np.int64) for rows in found if len(rows) >= 2}
    return list(unique.values())


def column_sums(values: Floats, rows: Integers) -> Floats:
    """Sums of some rows, empty cells as nothing."""
    result: Floats = np.nansum(values[rows], axis=0)
    return result
