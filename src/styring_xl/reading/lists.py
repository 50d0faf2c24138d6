"""The lists that users keep beside the disposition: contracts, goals, scores, agreements.

A list is the standard workbook's own table, found by its name, or a table of the user's own that is called what the
list is about, or that has the columns nothing else has. Columns may stand in any order among others. A row that cannot
be used is left out and is a problem that names its cell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from styring_xl.cells.book import HEAD_ROWS, ReadableBook
from styring_xl.cells.cell import CellError, Value
from styring_xl.cells.grid import ExcelTable, Grid
from styring_xl.danish.citizen import citizen, is_lost
from styring_xl.danish.part import read_change, read_part
from styring_xl.danish.text import (
    Unreadable,
    clean,
    is_blank,
    is_percent,
    label,
    read_amount,
    read_date,
    read_number,
    read_start,
    read_stop,
)  # fmt: skip
from styring_xl.danish.units import read_unit
from styring_xl.reading import list_columns
from styring_xl.reading.list_columns import ListColumns
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard import lists as standard_lists
from styring_xl.standard.listing import Holds, ListField, ListTable

ROLE: Final = "liste"
_TOTALS: Final = frozenset(
    ("i alt", "ialt", "i alt kr", "total", "hovedtotal", "subtotal", "sum", "mellemsum", "samlet", "samlet i alt")
)
"""What the first cell of a sum's row holds and nothing else: »Total Omsorg ApS« is a supplier."""
Read = str | int | dt.date | Fraction | None
"""What a cell was read as: text, øre or a whole number, a day, a part or number as an exact fraction."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list: where it stands, and what its cells hold by the names of the list's columns."""

    sheet: str
    row: int
    columns: Mapping[str, int]
    cells: Mapping[str, Read]

    def text(self, name: str) -> str:
        """A text, a citizen or a word; empty where the cell is."""
        value = self.cells.get(name)
        return value if isinstance(value, str) else ""

    def whole(self, name: str) -> int | None:
        """Øre of an amount, a whole number, or the code of a rate unit."""
        value = self.cells.get(name)
        return value if isinstance(value, int) else None

    def date(self, name: str) -> dt.date | None:
        """A day."""
        value = self.cells.get(name)
        return value if isinstance(value, dt.date) else None

    def number(self, name: str) -> Fraction | None:
        """A part of a whole or a number, exactly as typed."""
        value = self.cells.get(name)
        return value if isinstance(value, Fraction) else None

    def problem(self, kind: Kind, listing: ListTable, name: str, value: Value = None, detail: str = "") -> Problem:
        """What is wrong with one of its cells; ``value`` is what is shown of it."""
        shown = self.cells.get(name) if value is None else value
        known: Value = shown if isinstance(shown, (str, int, dt.date)) else None
        return Problem(
            kind,
            listing.field(name).header,
            ROLE,
            self.sheet,
            self.row,
            self.columns.get(name, 1),
            known,
            detail=detail,
        )


@dataclass(frozen=True, slots=True)
class ListSpot:
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


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists of a workbook: their rows by the name of the list's table, where they stand, what could not be read."""

    rows: Mapping[str, tuple[ListRow, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    spots: tuple[ListSpot, ...] = ()

    def of(self, listing: ListTable) -> tuple[ListRow, ...]:
        """The rows of a list in the order they stand."""
        return self.rows.get(listing.name, ())


NO_LISTS: Final = Lists()


def read(book: ReadableBook, ignore: Iterable[str]) -> Lists:
    """Reads the lists of every sheet but those in ``ignore``, which have another role."""
    ignored = set(ignore)
    rows: dict[str, list[ListRow]] = {}
    problems: list[Problem] = []
    spots: list[ListSpot] = []
    for sheet in book.sheet_names:
        if sheet in ignored:
            continue
        head = book.head(sheet)
        problems += _without_a_column(head)
        found = list(_recognised(head))
        grid = book.grid(sheet) if found else head
        for spot in found:
            reader = _ListReader(grid, spot)
            rows.setdefault(spot.listing.name, []).extend(reader.rows())
            problems += reader.problems
        spots += found
    return Lists({name: tuple(each) for name, each in rows.items()}, tuple(problems), tuple(spots))


def of_grid(grid: Grid, listing: ListTable) -> tuple[tuple[ListRow, ...], tuple[Problem, ...]] | None:
    """The rows of a grid that is known to be a list, and what cannot be read; None without the columns it needs."""
    for row in range(1, min(len(grid.rows), HEAD_ROWS) + 1):
        columns = list_columns.match(listing, list_columns.headers(dict(enumerate(grid.rows[row - 1], 1))))
        if columns is not None:
            reader = _ListReader(grid, _spot(grid, listing, row, columns))
            return tuple(reader.rows()), tuple(reader.problems)
    return None


def _without_a_column(head: Grid) -> Iterator[Problem]:
    """The lists by name that have lost a column that each row needs, and so cannot be read."""
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


def _headers(head: Grid, table: ExcelTable) -> dict[int, str]:
    """Column -> the label of its header in an Excel table."""
    columns = range(table.ref.left, table.ref.right + 1)
    return {column: label(head.value(table.ref.top, column)) for column in columns}


def _recognised(head: Grid) -> Iterator[ListSpot]:
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
                yield _spot(head, listing, table.ref.top, columns, table.name)
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
                yield _spot(head, listing, row, columns)
                return


def _spot(head: Grid, listing: ListTable, row: int, columns: ListColumns, table: str = "") -> ListSpot:
    headers = {name: clean(head.value(row, column)) for name, column in columns.found.items()}
    return ListSpot(head.sheet, listing, row, columns.found, headers, table, columns.beside)


def _above(head: Grid, table: ExcelTable) -> list[str]:
    """The texts right above an Excel table, where its title stands, and perhaps a note under that."""
    rows = range(max(table.ref.top - 3, 1), table.ref.top)
    return [clean(text) for row in rows if isinstance(text := head.value(row, table.ref.left), str)]


class _ListReader:
    def __init__(self, grid: Grid, spot: ListSpot) -> None:
        self.grid = grid
        self.listing = spot.listing
        self.spot = spot
        self.problems: list[Problem] = []

    def rows(self) -> list[ListRow]:
        return [row for number in self._numbers() for row in self._rows(number)]

    def _rows(self, number: int) -> Iterator[ListRow]:
        """What a sheet row holds: one row of the list, or one for each year that stands beside the others."""
        if not self.spot.beside:
            row = self._row(number, self.spot.columns, {})
            if row is not None:
                yield row
            return
        for column, said in self.spot.beside.items():
            value = self.grid.value(number, column)
            if not is_blank(value) or self._lacks_its_result(number, column):
                row = self._row(number, {**self.spot.columns, self.listing.across: column}, said)
                if row is not None:
                    yield row

    def _numbers(self) -> range:
        """The sheet rows of the list: the Excel table's and those that stand right under it, else to the last one."""
        first, last = self.spot.header + 1, len(self.grid.rows)
        table = next((each for each in self.grid.tables if each.name == self.spot.table), None)
        if table is not None:
            last = table.ref.bottom - table.totals_rows
            if not table.totals_rows:
                while self._follows(last + 1):
                    last += 1
        return range(first, last + 1)

    def _follows(self, row: int) -> bool:
        columns = self.spot.columns
        needed = [columns[each.name] for each in self.listing.fields if each.needed and each.name in columns]
        inside = any((row, column) in each.ref for each in self.grid.tables for column in needed)
        return bool(needed) and not inside and all(not is_blank(self.grid.value(row, column)) for column in needed)

    def _row(self, number: int, columns: Mapping[str, int], said: Mapping[str, int | str]) -> ListRow | None:
        """A row by its columns, and what a header says of it; None where it holds nothing or cannot be used."""
        values = {name: self.grid.value(number, column) for name, column in columns.items()}
        unknown = any(self._lacks_its_result(number, column) for column in columns.values())
        if not unknown and all(is_blank(value) for value in values.values()):
            return None
        filled = [value for value in values.values() if not is_blank(value)]
        if filled and (self._is_heading(values, columns) or label(filled[0]) in _TOTALS):
            return None
        cells: dict[str, Read] = dict(said)
        for each in self.listing.fields:
            value = values.get(each.name)
            if each.name in said:
                continue
            if is_blank(value):
                lacks = self._lacks_its_result(number, columns.get(each.name, 0))
                if lacks or each.needed:
                    self._refuse(Kind.LIST_VALUE if lacks else Kind.LIST_MISSING, each, number, columns, value)
                    return None
                continue
            try:
                cells[each.name] = _read(each, value)
            except Unreadable:
                kind = Kind.LIST_WORD if each.words else Kind.LIST_VALUE
                self._refuse(kind, each, number, columns, value)
                return None
        return ListRow(self.grid.sheet, number, columns, cells)

    def _lacks_its_result(self, row: int, column: int) -> bool:
        """Whether a cell is a formula whose result nobody has stored, which is not the same as an empty cell."""
        return (row, column) in self.grid.formulas and self.grid.value(row, column) is None

    def _is_heading(self, values: Mapping[str, Value], columns: Mapping[str, int]) -> bool:
        """A row of one text among rows of several cells is a heading; so is the header once more."""
        filled = [(name, value) for name, value in values.items() if not is_blank(value)]
        again = all(label(value) == label(self.grid.value(self.spot.header, columns[name])) for name, value in filled)
        needed = sum(each.needed for each in self.listing.fields)
        alone = not self.spot.table and len(filled) == 1 < needed and isinstance(filled[0][1], str)
        return again or alone

    def _refuse(self, kind: Kind, column: ListField, row: int, columns: Mapping[str, int], value: Value) -> None:
        detail = ", ".join(column.words) if kind == Kind.LIST_WORD else column.holds.value
        where = columns.get(column.name, 1)
        self.problems.append(Problem(kind, column.header, ROLE, self.grid.sheet, row, where, value, detail=detail))


def _read(column: ListField, value: Value) -> Read:
    """A cell by what its column holds. Raises Unreadable."""
    if isinstance(value, (CellError, bool)):
        raise Unreadable
    if column.words:
        known = {label(word): word for word in column.words}
        if label(value) not in known:
            raise Unreadable
        return known[label(value)]
    match column.holds:
        case Holds.CITIZEN:
            if is_lost(value):
                raise Unreadable
            return citizen(value)
        case Holds.DATE:
            return {"stop": read_stop, "start": read_start}.get(column.name, read_date)(value)
        case Holds.KRONER:
            return read_amount(value)
        case Holds.UNIT:
            return read_unit(value)
        case Holds.PART:
            return read_part(value)
        case Holds.CHANGE:
            return read_change(value)
        case Holds.NUMBER:
            if is_percent(value):
                return read_part(value)
            number = read_number(value)
            return None if number is None else Fraction(number)
        case Holds.WHOLE:
            number = read_number(value)
            if number is None or number != int(number):
                raise Unreadable
            return int(number)
    return clean(value)
