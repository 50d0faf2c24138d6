"""What a row of a disposition sheet is: a citizen's, a heading, a sum, a pulje, or none of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.danish.citizen import looks_like_cpr
from styring_xl.danish.text import clean, is_blank, is_total, label
from styring_xl.reading.layout import RoleTable

POOL: Final = re.compile(r"\b\w*pulje[rn]?\w*\b|\bskøn\b|\breserve\b", re.IGNORECASE)
"""A word for a lump nobody's name is on yet."""


def kind_of(
    table: RoleTable,
    row: Sequence[Value],
    cell: Callable[[str], Value],
    figures: set[int],
    in_excel_table: bool,
) -> str:
    """What a row is: data, blank, section, total, pool, part, lump, header."""
    used = [value for value in row if not is_blank(value)]
    if not used:
        return "blank"
    columns = table.columns
    same = sum(
        1 for column in columns.values() if column <= len(row) and isinstance(row[column - 1], str)
        and label(row[column - 1]) == label(table.headers.get(column, "")) != ""
    )  # fmt: skip
    if same >= 3:
        return "header"
    has_start, has_rate, has_stop = (not is_blank(cell(name)) for name in ("start", "rate", "stop"))
    someone = looks_like_cpr(cell("cpr"))
    if not someone and (not has_start or is_total(cell("start"))):
        texts = [
            value for column, value in enumerate(row, start=1) if isinstance(value, str) and _labels(table, column)
        ]
        if any(is_total(value) for value in texts):
            return "total"
        if label(cell("status")) in ("pulje", "puljer"):
            return "pool"
        pool_text = any(POOL.search(value) for value in texts if not _is_note(table, row, value))
        if pool_text and not has_rate:
            return "pool"
        if any(label(value).startswith(("heraf", "deraf")) for value in texts):
            return "part"
    if has_start or has_rate or has_stop or someone:
        return "data"
    has_money = not is_blank(cell("result")) or any(
        column <= len(row) and not is_blank(row[column - 1]) for column in table.months.values()
    )
    recognised = any(not is_blank(cell(name)) for name in columns)
    if has_money and first_text(row, figures):
        return "lump"
    if in_excel_table and recognised:
        # Computed columns alone (a sum of nothing) do not make a row of an Excel table a commitment.
        filled = any(not is_blank(cell(name)) for name in ("cpr", "measure", "supplier") if name in columns)
        return "data" if filled else "blank"
    return "section" if first_text(row, figures) else "blank"


def _labels(table: RoleTable, column: int) -> bool:
    """Whether a column may hold the label of a row that is no citizen: not a supplier's or an adviser's name."""
    names = table.columns
    return column not in (
        names.get("supplier"),
        names.get("adviser"),
        names.get("team"),
        *table.months.values(),
        names.get("result"),
    )


def _is_note(table: RoleTable, row: Sequence[Value], value: str) -> bool:
    at = table.columns.get("note", 0)
    return 0 < at <= len(row) and row[at - 1] is value


def first_text(row: Sequence[Value], figures: set[int]) -> str:
    """The first text of a row that stands in no column of figures."""
    for column, value in enumerate(row, start=1):
        if column not in figures and isinstance(value, str) and not is_blank(value):
            return clean(value)
    return ""
