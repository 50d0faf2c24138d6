"""A refresh in memory: a table in, what the sheets would hold out, in a tenth of the time a file takes.

For stories about figures and findings. What only a file has (its styles and parts, cells that cannot be written, the
exit code, what is printed) is told by a file, refreshed by ``workbooks.refreshed`` or by the command line;
``test_refreshed`` holds the three together.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import KEEP, CellError, Content, Formula, parse_address
from styring_xl.refresh import Refreshed, refresh
from styring_xl.reports import read


class Told(Struct, frozen=True, dict=True):
    """What a refresh has to say of a workbook that nobody has saved."""

    book: FileBook
    refreshed: Refreshed

    @property
    def findings(self) -> list[tuple[str, str, str]]:
        """(code, sheet, cell) of every finding on *Kontrol*, by rule; of a whole sheet, its name for a cell."""
        return [(each.code, each.sheet, each.cell or each.sheet) for each in self.refreshed.findings]

    def contents(self, sheet: str) -> list[list[Content]]:
        """The sheet's rows from row 1 as they would be; of a sheet that is added, what a refresh writes in it."""
        there = self.book.grid(sheet) if sheet in self.book.sheet_names else None
        rows: list[list[Content]] = [] if there is None else [list(row) for row in there.rows]
        patch = self.refreshed.patch
        for block in (*patch.blocks, *(area.block for area in patch.areas)):
            if block.sheet == sheet:
                for row, line in enumerate(block.rows(), block.row):
                    rows += [[] for _ in range(row - len(rows))]
                    cells = rows[row - 1]
                    cells += [None] * (block.column - 1 + len(line) - len(cells))
                    for column, content in enumerate(line, block.column - 1):
                        if content is not KEEP:
                            cells[column] = content
        width = max(map(len, rows), default=0)
        return [row + [None] * (width - len(row)) for row in rows]

    def values(self, sheet: str) -> list[list[Any]]:
        """As ``contents``, with a formula's result in its place, and an error as its text."""
        return [[_value(cell) for cell in row] for row in self.contents(sheet)]

    def cell(self, sheet: str, address: str) -> Any:
        """One value."""
        row, column = parse_address(address)
        return self.values(sheet)[row - 1][column - 1]


def _value(content: Content) -> Any:
    value = content.value if isinstance(content, Formula) else content
    return value.code if isinstance(value, CellError) else value


def refreshed(package: bytes, *, year: int | None = None, closed: int | None = None) -> Told:
    """What a refresh says of a workbook's bytes; ``year`` and ``closed`` (0..12) override what it states."""
    book = FileBook.from_bytes(package)
    return Told(book, refresh(read(book, year=year, closed=closed), is_explained=True))
