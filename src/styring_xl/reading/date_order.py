"""The order of day and month in the dates of several sheets that are read as one.

A sheet with few rows may have no day above 12, while the others show that the dates are written »3/25/2026«.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from styring_xl.cells.book import ReadableBook
from styring_xl.reading.column_style import DateStyle, dates_of
from styring_xl.reading.role_table import RoleTable

_FIELDS: Final = ("start", "stop", "expected_stop", "date", "service_from", "service_to")


def of(book: ReadableBook, tables: Sequence[RoleTable]) -> Mapping[str, DateStyle]:
    """The order by the mark between the parts, where the first rows of one role's sheets agree; of one sheet nothing,
    for its columns show it themselves."""
    if len(tables) < 2:
        return {}
    texts = (
        value
        for table in tables
        for row in book.head(table.sheet).rows[table.header_bottom :]
        for column in (table.columns[name] for name in _FIELDS if name in table.columns)
        if column <= len(row) and isinstance(value := row[column - 1], str)
    )
    return {mark: order for mark, order in dates_of(texts).items() if order != DateStyle.MIXED}
