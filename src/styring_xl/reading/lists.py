"""The lists that users keep beside the disposition: contracts, goals, scores, agreements.

A list is the standard workbook's own table, found by its name, or a table of the user's own that is called what the
list is about, or that has the columns nothing else has. Columns may stand in any order among others. A row that cannot
be used is left out and is a problem that names its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct, field

from styring_xl.cells.book import HEAD_ROWS, ReadableBook
from styring_xl.cells.grid import Grid
from styring_xl.reading import list_columns
from styring_xl.reading.list_reader import ListReader
from styring_xl.reading.list_row import ListRow
from styring_xl.reading.list_spot import ListSpot, recognised, spot_of, without_a_column
from styring_xl.reading.problem import Problem
from styring_xl.standard.listing import ListTable


class Lists(Struct, frozen=True):
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
        problems += without_a_column(head)
        found = list(recognised(head))
        grid = book.grid(sheet) if found else head
        for spot in found:
            reader = ListReader(grid, spot)
            rows.setdefault(spot.listing.name, []).extend(reader.rows())
            problems += reader.problems
        spots += found
    return Lists({name: tuple(each) for name, each in rows.items()}, tuple(problems), tuple(spots))


def of_grid(grid: Grid, listing: ListTable) -> tuple[tuple[ListRow, ...], tuple[Problem, ...]] | None:
    """The rows of a grid that is known to be a list, and what cannot be read; None without the columns it needs."""
    for row in range(1, min(len(grid.rows), HEAD_ROWS) + 1):
        columns = list_columns.match(listing, list_columns.headers(dict(enumerate(grid.rows[row - 1], 1))))
        if columns is not None:
            reader = ListReader(grid, spot_of(grid, listing, row, columns))
            return tuple(reader.rows()), tuple(reader.problems)
    return None
