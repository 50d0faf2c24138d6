"""A sheet while it is being laid out: columns and lines that know what they stand for, before they have an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct, field

MONTH_KEYS = tuple(f"m{month}" for month in range(1, 13))
RESULT = "result"


class Column(Struct, eq=False, dict=True):
    """A column: ``key`` says what its cells are, ``header`` what people call it."""

    key: str
    header: Any
    hidden: bool = False
    band: str = ""
    """A heading over this and its neighbours."""


class Line(Struct, eq=False, dict=True):
    """A row of a table.

    ``kind``: ``row`` (one of the truth, number ``index``), ``head``, ``sum`` (of the rows ``of``, to be brought
    up to date), ``either`` (such a sum that may also be left as it is), ``total`` (a sum of a budget), ``pool``,
    ``blank``, or ``own``: the users' own, that nobody may touch.
    """

    kind: str
    cells: dict[str, Any] = field(default_factory=dict)
    index: int = -1
    of: list[Line] = field(default_factory=list)
    hidden: bool = False
    trouble: bool = False
    """A finding on this row names a trouble of the layout."""


class Formula(Struct, frozen=True, eq=False, dict=True):
    """A formula with the result the last program left.

    ``text`` may hold {r} for its own row and {key} for the letters of the column with that key.

    ``of``: the lines a sum covers, written in place of {of}; they need not stand together.
    """

    text: str
    value: Any
    of: tuple[Line, ...] = ()
    key: str = ""


class Page(Struct, eq=False, dict=True):
    """A sheet: rows above the table, the table, rows below it, and blocks beside it."""

    name: str
    columns: list[Column] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    above: list[list[Any]] = field(default_factory=list)
    below: list[list[Any]] = field(default_factory=list)
    beside: list[list[Any]] = field(default_factory=list)
    """Rows of a block to the right of the table, from the header's row on."""
    left: int = 0
    """Empty columns before the table."""
    merges: list[tuple[Line, Line, str]] = field(default_factory=list)
    wide_lines: list[tuple[Line, str, str]] = field(default_factory=list)
    """Rows whose cells are merged from one column's to another's."""
    wide_above: list[tuple[int, int]] = field(default_factory=list)
    """Rows above the table (from 1), each with the number of cells that are merged in it."""
    wide_headers: list[tuple[str, str]] = field(default_factory=list)
    """Header cells merged from one column's to another's."""
    hidden_sheet: bool = False
    table: str = ""
    """The name of an Excel table around header and lines."""

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)

    def has(self, key: str) -> bool:
        return self.column(key) is not None

    def insert_after(self, key: str, column: Column) -> None:
        at = next(i for i, each in enumerate(self.columns) if each.key == key)
        self.columns.insert(at + 1, column)

    def rows(self) -> list[Line]:
        return [line for line in self.lines if line.kind == "row"]


class Sheet(Struct, dict=True):
    """A page with addresses: cells by (row, column), both from 1."""

    name: str
    cells: dict[tuple[int, int], Any]
    merges: list[tuple[int, int, int, int]]
    hidden: list[int]
    rows: dict[int, int]
    """id of a line -> its row."""
    columns: dict[str, int]
    header: int
    table: tuple[str, int, int, int, int] | None = None
    hidden_sheet: bool = False
    hidden_rows: tuple[int, ...] = ()
    blocks: tuple[tuple[int, int, int, int], ...] = ()
    """The areas of tables beside and below the main one."""


def letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_number(text: str) -> int:
    number = 0
    for letter in text:
        number = 26 * number + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    return f"{letters(column)}{row}"


def place(page: Page) -> Sheet:
    """Gives every column and line its address and writes out the formulas."""
    cells: dict[tuple[int, int], Any] = {}
    merges: list[tuple[int, int, int, int]] = []
    row = 0
    for line in page.above:
        row += 1
        _put(cells, row, 1, line)
    at = {column.key: page.left + number for number, column in enumerate(page.columns, start=1)}
    bands = [column.band for column in page.columns]
    if any(bands):
        row += 1
        start = 0
        while start < len(bands):
            end = start
            while end + 1 < len(bands) and bands[end + 1] == bands[start] and bands[start]:
                end += 1
            if bands[start]:
                cells[row, page.left + start + 1] = bands[start]
                if end > start:
                    merges.append((row, page.left + start + 1, row, page.left + end + 1))
            start = end + 1
    header = row + 1 if page.columns else row
    row = header
    for column in page.columns:
        cells[row, at[column.key]] = column.header
    for first, last in page.wide_headers:
        merges.append((row, at[first], row, at[last]))
    rows: dict[int, int] = {}
    for each in page.lines:
        row += 1
        rows[id(each)] = row
    for each in page.lines:
        for key, value in each.cells.items():
            if key in at:
                cells[rows[id(each)], at[key]] = _resolved(value, rows[id(each)], at, rows)
    for first_line, last_line, key in page.merges:
        if key not in at:
            continue  # A later feature took the column away.
        merges.append((rows[id(first_line)], at[key], rows[id(last_line)], at[key]))
    merges += [
        (rows[id(line)], at[first], rows[id(line)], at[last])
        for line, first, last in page.wide_lines
        if id(line) in rows
    ]
    merges += [(number, 1, number, width) for number, width in page.wide_above]
    blocks = []
    if page.below:
        blocks.append((row + 1, 1, row + len(page.below), 999))
    for line in page.below:
        row += 1
        _put(cells, row, page.left + 1, line)
    width = max([column for _, column in cells], default=0)
    for number, line in enumerate(page.beside):
        _put(cells, max(header, 1) + number, width + 3, line)
    if page.beside:
        blocks.append((header, width + 3, header + len(page.beside), 999))
    table = None
    if page.table:
        table = (page.table, header, page.left + 1, header + len(page.lines), page.left + len(page.columns))
    return Sheet(
        name=page.name,
        cells={place: value for place, value in cells.items() if value is not None},
        merges=merges,
        hidden=[at[column.key] for column in page.columns if column.hidden],
        rows=rows,
        columns=at,
        header=header,
        table=table,
        hidden_sheet=page.hidden_sheet,
        hidden_rows=tuple(rows[id(each)] for each in page.lines if each.hidden),
        blocks=tuple(blocks),
    )


def _put(cells: dict[tuple[int, int], Any], row: int, left: int, values: Sequence[Any]) -> None:
    for number, value in enumerate(values):
        if value is not None:
            cells[row, left + number] = _resolved(value, row, {}, {})


def _resolved(value: Any, row: int, at: dict[str, int], rows: dict[int, int]) -> Any:
    """A formula with addresses in place of names; anything else as it is."""
    if not isinstance(value, Formula):
        return value
    names = {key: letters(column) for key, column in at.items()}
    of = _areas(sorted(rows[id(line)] for line in value.of), names.get(value.key, "A")) if value.of else ""
    return Formula(value.text.format(r=row, of=of, **names), value.value)


def _areas(numbers: Iterable[int], column: str) -> str:
    """3,4,5,8 -> C3:C5,C8."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{column}{a}:{column}{b}" if a != b else f"{column}{a}" for a, b in runs)


def plain(value: Any) -> Any:
    """What a program that reads the file sees of a cell."""
    if isinstance(value, Formula):
        return value.value
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value
    return value
