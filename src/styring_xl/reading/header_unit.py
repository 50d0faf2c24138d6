"""The unit of a table's amounts: what a title above says, a row of units below, or the header over the names."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import clean, is_blank
from styring_xl.pattern import seldom
from styring_xl.reading import header
from styring_xl.reading.role_table import RoleTable

LONGEST_HEADER: Final = 200
"""A longer text is prose or worse, never a header."""
AMOUNTS: Final = ("rate", "result", "full", "original", "changes", "revised", "price")


def named_unit(columns: Mapping[str, int], texts: Mapping[int, Value]) -> int:
    """Kroner to one figure as the header over the names says (»Foranstaltning, 1.000 kr.«): it speaks for the table."""
    return max((header.unit_factor(texts.get(columns.get(name, 0))) for name in ("measure", "group", "cpr")), default=1)


_COUNTED = re.compile(r"\d[\d.,]*\s*(?:mio|mill|millioner)\b", re.IGNORECASE)


def titled(grid: Grid, top: int, above: int = 0, only: Container[int] | None = None) -> int:
    """Kroner to one figure as the ``titles`` say; »rammen er 12 mio. kr.« says an amount and no unit."""
    return said_by(titles(grid, top, above, only))


def said_by(texts: Iterable[str]) -> int:
    """Kroner to one figure as some titles say, 1 where they say nothing."""
    said = (header.unit_factor(value) for value in texts if len(value) <= LONGEST_HEADER and not _COUNTED.search(value))
    return max(said, default=1)


_FOOT = seldom(
    r"[*\s(]*(?:note:? )?(?:alle |samtlige )?(?:beløb|beløbene|tal|tallene)"
    r"(?: er| vises| vist| angivet| anført| opgjort)*( i .+)",
    re.IGNORECASE,
)


def below(grid: Grid, bottom: int) -> int:
    """Kroner to one figure as a remark alone in its row under a header says, »Alle beløb i 1.000 kr.«; else 1."""
    texts = ([value for value in row if not is_blank(value)] for row in grid.rows[bottom:])
    alone = (row[0] for row in texts if len(row) == 1)
    said = (match[1] for text in alone if isinstance(text, str) and (match := _FOOT.fullmatch(clean(text))))
    return max((header.unit_factor(text) for text in said if not header.without_unit(text.strip(" ).*"))), default=1)


_ORE = re.compile(r"\bi (?:hele )?øre\b|\(øre\)|^øre$", re.IGNORECASE)


def said_in_ore(texts: Iterable[str]) -> bool:
    """Whether titles say that the figures are øre: »Alle beløb i øre«, and not »kroner og øre«."""
    return any(len(text) <= LONGEST_HEADER and _ORE.search(clean(text)) is not None for text in texts)


def titles(grid: Grid, top: int, above: int = 0, only: Container[int] | None = None) -> list[str]:
    """The texts above a header; ``above`` is the last row of another table over it, ``only`` the columns that speak
    for it."""
    return [
        value
        for row in grid.rows[above : top - 1]
        for column, value in enumerate(row, start=1)
        if isinstance(value, str) and (only is None or column in only)
    ]


def with_units(table: RoleTable, grid: Grid) -> RoleTable:
    """The table with the row under its header as a part of it, where that holds nothing but units: »1.000 kr.«, »kr.«.

    A unit is only one in a column of amounts, and a row with a person or a measure is no header.
    """
    row = table.header_bottom + 1
    if table.last_row is not None or row > len(grid.rows):
        return table
    texts = {column: value for column, value in enumerate(grid.rows[row - 1], start=1) if not is_blank(value)}
    amounts = {table.columns[name] for name in AMOUNTS if name in table.columns} | {*table.months.values()}
    named = {table.columns[name] for name in ("cpr", "measure", "start") if name in table.columns}
    units = {column for column, text in texts.items() if isinstance(text, str) and not header.without_unit(text)}
    if not units & amounts or named & texts.keys() or not all(isinstance(text, str) for text in texts.values()):
        return table
    if any(re.search(r"\d", clean(text)) for column, text in texts.items() if column not in units):
        return table
    headers = dict(table.headers)
    headers |= {column: f"{headers.get(column, '')} {clean(text)}".strip() for column, text in texts.items()}
    return replace(table, header_bottom=row, headers=headers)
