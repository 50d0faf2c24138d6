"""Several disposition sheets read as one disposition, where no bevilling stands on two of them."""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from styring_xl.cells.book import ReadableBook
from styring_xl.danish.citizen import citizen
from styring_xl.danish.text import clean, is_blank
from styring_xl.pattern import seldom
from styring_xl.reading import header
from styring_xl.reading.layout import Layout, named
from styring_xl.reading.ledger_sheets import alike, of_year
from styring_xl.reading.role_table import RoleTable

_NO_PART: Final = seldom(
    r"kopi|copy|\bgl\b|gammel|gamle|\bold\b|arkiv|backup|eksempel|skabelon|\btest|udkast|kladde|afslag|afvist|annuller"
    r"|slettet|\bvente|ansøg|ønske|mulige|ideer",
    re.IGNORECASE,
)
"""Names of sheets whose rows are not this year's bevillinger beside the others."""
_WHOLE: Final = 2
"""What ``named`` says of a sheet that has the disposition's own name."""


def joined(book: ReadableBook, layout: Layout, year: int | None) -> Layout:
    """The layout, the sheets that have the disposition's columns and none of its bevillinger read with it.

    A sheet that is called the disposition is all of it. Sheets of another year, copies and drafts by their name, hidden
    ones, and those that name a citizen's measure from the same day as another sheet stay passed over, and are told.
    """
    found = layout.of(header.DISPOSITION)
    parts = [
        table
        for table in layout.passed_over
        if len(found) == 1 and alike(table, found[0]) and of_year(table, year) and not _NO_PART.search(table.sheet)
    ]
    parts = [table for table in parts if not book.is_hidden(table.sheet)]
    if not parts or _NO_PART.search(found[0].sheet) or named(header.DISPOSITION, found[0].sheet) == _WHOLE:
        return layout
    taken = [found[0]]
    seen = _rows(book, found[0])
    for table in parts:
        rows = _rows(book, table)
        if rows and not rows & seen:
            taken.append(table)
            seen |= rows
    names = list(book.sheet_names)
    taken.sort(key=lambda table: names.index(table.sheet))
    others = [table for table in layout.tables if table.role != header.DISPOSITION]
    return replace(
        layout,
        tables=(*taken, *others),
        passed_over=tuple(table for table in layout.passed_over if table not in taken),
    )


def _rows(book: ReadableBook, table: RoleTable) -> set[tuple[str, ...]]:
    """The citizen, the measure and the start of each row that names a citizen, as texts."""
    at = [table.columns[name] for name in ("cpr", "measure", "start") if name in table.columns]
    if "cpr" not in table.columns:
        return set()
    columns = book.columns(table.sheet, table.first_row, at)
    cells = [columns[column].values() for column in at]
    return {
        (citizen(row[0]), *(clean(value) for value in row[1:]))
        for row in zip(*cells, strict=True)
        if not is_blank(row[0]) and not is_blank(row[-1])
    }
