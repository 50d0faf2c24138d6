"""Where the lists stand in a workbook: the standard workbook's own tables, and tables of the user's that are one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from styring_xl.cells.book import HEAD_ROWS
from styring_xl.cells.grid import ExcelTable, Grid
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.reading import list_columns
from styring_xl.reading.list_columns import ListColumns
from styring_xl.reading.list_row import ROLE
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard import lists as standard_lists
from styring_xl.standard.listing import ListTable


class ListSpot(Struct, frozen=True):
    """Where a list stands: its sheet, its header's row, its columns, and its Excel table, empty for a plain range."""

    sheet: str
    listing: ListTable
    header: int
    columns: Mapping[str, int]
    headers: Mapping[str, str]
    """The header's text as it stands, by the name of the column."""
    table: str = ""
    beside: Mapping[int, Mapping[str, int | str]] = field(default_factory=dict)
    """The columns of a value that has one for each year, and what the header of each says: see ``ListColumns``."""

    @property
    def is_standard(self) -> bool:
        """Whether it is the standard workbook's own table."""
        return self.table.casefold() == self.listing.name.casefold()


def recognised(head: Grid) -> Iterator[ListSpot]:
    """The lists of a sheet by its first rows: each Excel table may be one, else the sheet's first fitting row."""
    by_name = {each.name.casefold(): each for each in standard_lists.TABLES}
    for table in head.tables:
        named = by_name.get(table.name.casefold())
        texts = _headers(head, table)
        for listing in (named,) if named is not None else standard_lists.TABLES:
            columns = list_columns.match(listing, texts)
            if columns is not None and (
                named or columns.says(listing, head.sheet, table.name, *_above(head, table)) or columns.tells(listing)
            ):
                yield spot_of(head, listing, table.ref.top, columns, table.name)
                break
    if head.tables:
        return
    for row in range(1, min(len(head.rows), HEAD_ROWS) + 1):
        texts = list_columns.headers(dict(enumerate(head.rows[row - 1], 1)))
        if len(texts) < 2:
            continue
        titles = [clean(value) for above in head.rows[: row - 1] for value in above[:3] if isinstance(value, str)]
        for listing in standard_lists.TABLES:
            columns = list_columns.match(listing, texts)
            if columns is not None and (columns.says(listing, head.sheet, *titles) or columns.tells(listing)):
                yield spot_of(head, listing, row, columns)
                return


def without_a_column(head: Grid) -> Iterator[Problem]:
    """A problem for each of the standard workbook's own tables that lacks a column every row needs: it is not read."""
    by_name = {each.name.casefold(): each for each in standard_lists.TABLES}
    for table in head.tables:
        listing = by_name.get(table.name.casefold())
        texts = _headers(head, table)
        filled = any(not is_blank(head.value(table.ref.top + 1, column)) for column in texts)
        if listing is None or not filled or list_columns.match(listing, texts) is not None:
            continue
        known = set(texts.values())
        for each in listing.fields:
            if each.needed and not known & {label(text) for text in (each.header, *each.also)}:
                detail = f"Listen mangler kolonnen »{each.header}«, så den er ikke læst."
                where = table.ref.top, table.ref.left
                yield Problem(Kind.LIST_UNKNOWN, each.header, ROLE, head.sheet, *where, listing.title, detail=detail)


def spot_of(head: Grid, listing: ListTable, row: int, columns: ListColumns, table: str = "") -> ListSpot:
    """The spot of a list whose header is in a row of the grid and has these columns."""
    headers = {name: clean(head.value(row, column)) for name, column in columns.found.items()}
    return ListSpot(head.sheet, listing, row, columns.found, headers, table, columns.beside)


def _headers(head: Grid, table: ExcelTable) -> dict[int, str]:
    """Column -> the label of its header in an Excel table."""
    columns = range(table.ref.left, table.ref.right + 1)
    return {column: label(head.value(table.ref.top, column)) for column in columns}


def _above(head: Grid, table: ExcelTable) -> list[str]:
    """The texts right above an Excel table, where its title stands, and perhaps a note under that."""
    rows = range(max(table.ref.top - 3, 1), table.ref.top)
    return [clean(text) for row in rows if isinstance(text := head.value(row, table.ref.left), str)]
