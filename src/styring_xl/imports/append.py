"""Rows put under those a table has, in its own columns and looks; its filter, validations and names follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct

from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import MAX_ROW, Content, Formula, column_letters
from styring_xl.cells.column_contents import EMPTY, ColumnContents
from styring_xl.cells.formula import moved
from styring_xl.cells.grid import ExcelTable, Grid, Ref
from styring_xl.cells.patch import Block, Growth
from styring_xl.danish.text import is_blank, is_total
from styring_xl.errors import StyringError
from styring_xl.imports.formula_result import results
from styring_xl.model.arrays import Integers
from styring_xl.reading.role_table import RoleTable


class Room(Struct, frozen=True):
    """Where a table's next rows go. ``bottom`` is the last row of the table as it is, ``start`` the next free one."""

    sheet: str
    top: int
    """The first data row."""
    left: int
    right: int
    start: int
    bottom: int
    like: int
    has_totals: bool
    below: int | None
    """A row under the table that holds something in its columns."""

    @property
    def capacity(self) -> int:
        """How many rows the sheet has left."""
        return MAX_ROW - self.start + 1


def extent(table: RoleTable, head: Grid) -> tuple[int, int, ExcelTable | None]:
    """The first and last column of a table, and the Excel table it is, None for a plain range."""
    for each in head.tables:
        ref = each.ref
        if ref.top == table.header_bottom and any(ref.left <= at <= ref.right for at in table.columns.values()):
            return ref.left, ref.right, each
    return min(table.headers), max(table.headers), None


def room(table: RoleTable, head: Grid, used: Integers) -> Room:
    """Where to go on in a table; ``used`` are the rows under its header that hold anything in its columns."""
    left, right, excel = extent(table, head)
    top = table.first_row
    below: int | None = None
    if excel is None:
        last = int(used.max(initial=table.header_bottom))
        bottom, has_totals = last, False
    else:
        bottom, has_totals = excel.ref.bottom - excel.totals_rows, excel.totals_rows > 0
        inside = used[used <= bottom]
        last = int(inside.max(initial=table.header_bottom))
        under = used[used > excel.ref.bottom]
        below = int(under.min()) if len(under) else None
    like = max(last, min(top, bottom))
    return Room(table.sheet, top, left, right, last + 1, max(bottom, table.header_bottom), like, has_totals, below)


def under(
    book: ReadableBook,
    table: RoleTable,
    grid: Grid,
    rows: str = "bevillingerne",
    by_hand: str = "sæt de nye rækker ind med hånden efter listen",
) -> Room:
    """Where a disposition's or a budget's next rows go.

    Raises StyringError when a sum stands last, which they would fall out of: it is told of ``rows``, and what the user
    can do ``by_hand`` instead.
    """
    head = book.head(table.sheet)
    left, right, excel = extent(table, head)
    used = [
        row
        for row in range(table.first_row, len(grid.rows) + 1)
        if any(not is_blank(grid.value(row, column)) for column in range(left, right + 1))
    ]
    last = used[-1] if used else table.header_bottom
    if excel is None and any(is_total(grid.value(last, column)) for column in range(left, right + 1)):
        raise StyringError(
            f"Under {rows} på arket »{table.sheet}« står en sum i række {last}. Flyt den op over overskriften, eller "
            f"{by_hand}."
        )
    if excel is not None:
        # A table of ours may hold nothing but formulas in rows nobody has filled in.
        bottom = excel.ref.bottom - excel.totals_rows
        typed = [each for each in table.columns.values() if (table.first_row, each) not in grid.formulas]
        used = [row for row in used if row > bottom or any(not is_blank(grid.value(row, column)) for column in typed)]
    return room(table, head, np.array(used, np.int64))


def append(
    book: ReadableBook, place: Room, columns: Mapping[int, Sequence[Content]], count: int
) -> tuple[tuple[Block, ...], tuple[Growth, ...]]:
    """The block and the growth that put ``count`` rows under a table; ``columns`` (1-based) hold their cells.

    Columns left out get the formula of the row above, if it has one, with its result as far as it is known.
    Raises StyringError when something is in the way.
    """
    if not count:
        return (), ()
    last = place.start + count - 1
    if last > MAX_ROW:
        raise StyringError(
            f"Arket »{place.sheet}« har ikke plads til {count} rækker mere. Flyt gamle rækker til en "
            "projektmappe for sig, og prøv igen."
        )
    if last > place.bottom and place.has_totals:
        raise StyringError(
            f"Tabellen på arket »{place.sheet}« har en totalrække, som nye rækker ikke kan sættes ind over. "
            "Slå den fra (Tabeldesign > Totalrække), og prøv igen."
        )
    if place.below is not None and place.below <= last:
        raise StyringError(
            f"Under tabellen på arket »{place.sheet}« står der noget i række {place.below}, hvor der er brug for "
            "pladsen. Flyt det, og prøv igen."
        )
    width = place.right - place.left + 1
    empty: tuple[Content, ...] = (None,) * count
    cells: list[Sequence[Content]] = [columns.get(at, empty) for at in range(place.left, place.right + 1)]
    outside = columns.keys() - set(range(place.left, place.right + 1))
    if outside:
        raise ValueError(f"column {column_letters(min(outside))} lies outside the table")
    if place.start > place.top:
        above = Block.of(place.sheet, place.start - 1, place.left, ((None,) * width,))
        for (row, column), content in book.contents(above).items():
            if column not in columns and isinstance(content, Formula):
                text = content.text
                standing = Block.of(place.sheet, place.top, place.left, ((None,) * width,) * (row - place.top + 1))
                cells[column - place.left] = [
                    Formula(moved(text, down, 0), result)
                    for down, result in enumerate(results(book, standing, column, text, columns, count), 1)
                ]
    block = Block(place.sheet, place.start, place.left, tuple(map(ColumnContents.of, cells)), like=place.like)
    old = Ref(place.top, place.left, max(place.bottom, place.top), place.right)
    new = Ref(place.top, place.left, max(last, old.bottom), place.right)
    return (block,), ((Growth(place.sheet, old, new),) if new != old and place.bottom >= place.top else ())


def without_result(blocks: Iterable[Block]) -> dict[int, int]:
    """Column -> how many of its new formulas have a result nobody knows yet."""
    found: dict[int, int] = {}
    for block in blocks:
        for number, column in enumerate(block.columns, block.column):
            count = int((column.has_formula & (column.kinds == EMPTY)).sum())
            if count:
                found[number] = found.get(number, 0) + count
    return found
