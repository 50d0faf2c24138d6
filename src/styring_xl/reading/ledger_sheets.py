"""Several ledger sheets of one year (by month or account) read as one ledger, where no posting stands on two of
them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from styring_xl.cells.book import ReadableBook
from styring_xl.danish.text import clean, label
from styring_xl.reading import header
from styring_xl.reading.layout import Layout
from styring_xl.reading.role_table import RoleTable

_CONTENT: Final = ("date", "period", "account", "measure", "cpr", "text", "amount", "debit", "credit", "line")
_BY_CELLS: Final = frozenset(("side", "status"))
"""Columns that are known by their words: on a sheet with nothing but debits none says so."""
_SAME: Final = 0.2
"""Where so large a part of a sheet's postings without vouchers stand on another too, both hold the same postings."""


def joined(book: ReadableBook, layout: Layout, year: int | None) -> Layout:
    """The layout, the ledger sheets that are as the one found and share no posting with it read with it.

    Sheets of another year, with other columns, hidden ones and those that share postings stay passed over.
    """
    found = layout.of(header.POSTINGS)
    parts = [
        table for table in layout.passed_over if len(found) == 1 and alike(table, found[0]) and of_year(table, year)
    ]
    parts = [table for table in parts if not book.is_hidden(table.sheet)]
    if not parts:
        return layout
    taken = [found[0]]
    seen = [_postings(book, found[0])]
    for table in parts:
        postings = _postings(book, table)
        if not any(_overlap(postings, other) for other in seen):
            taken.append(table)
            seen.append(postings)
    names = list(book.sheet_names)
    taken = _completed(taken)
    taken.sort(key=lambda table: names.index(table.sheet))
    sheets = {table.sheet for table in taken}
    return replace(
        layout,
        tables=(*(table for table in layout.tables if table.role != header.POSTINGS), *taken),
        passed_over=tuple(
            table for table in layout.passed_over if table.role != header.POSTINGS or table.sheet not in sheets
        ),
    )


def alike(table: RoleTable, other: RoleTable) -> bool:
    """Whether two tables have the same columns under the same headers."""
    return (
        table.role == other.role
        and {label(text) for text in table.headers.values()} == {label(text) for text in other.headers.values()}
        and table.columns.keys() ^ other.columns.keys() <= _BY_CELLS
    )


def _completed(tables: Sequence[RoleTable]) -> list[RoleTable]:
    """The tables, each with the columns that only another one's cells have shown for what they are."""
    heads = {
        name: label(table.headers.get(at, ""))
        for table in tables
        for name, at in table.columns.items()
        if name in _BY_CELLS
    }
    found = []
    for table in tables:
        at = {label(text): column for column, text in table.headers.items() if column not in table.columns.values()}
        more = {name: at[text] for name, text in heads.items() if name not in table.columns and text in at}
        found.append(replace(table, columns={**table.columns, **more}, doubtful_side=0) if more else table)
    return found


def of_year(table: RoleTable, year: int | None) -> bool:
    """Whether a sheet's name says no other year than the wanted."""
    named = header.read_year(table.sheet)
    return named is None or year is None or named == year


def _postings(book: ReadableBook, table: RoleTable) -> Counter[tuple[str, ...]]:
    """The table's rows as texts, the voucher first (empty where there is none), and how often each stands there."""
    names = ("document", *(name for name in _CONTENT if name in table.columns))
    at = [table.columns.get(name) for name in names]
    columns = book.columns(table.sheet, table.first_row, [column for column in at if column is not None])
    texts = [[""] * len(columns.rows) if c is None else [clean(v) for v in columns[c].values()] for c in at]
    money = [number for number, name in enumerate(names) if name in ("amount", "debit", "credit")]
    return Counter(row for row in zip(*texts, strict=True) if any(row[number] for number in money))


def _overlap(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> bool:
    """Whether two sheets hold the same postings: a row with a voucher is on both, or many without one are."""
    same = one.keys() & other.keys()
    return any(row[0] for row in same) or len(same) > _SAME * min(len(one), len(other))
