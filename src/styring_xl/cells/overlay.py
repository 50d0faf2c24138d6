"""A workbook as it will be once some blocks are written: to compute from what nobody has written yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells.book import HEAD_ROWS, ReadableBook
from styring_xl.cells.cell import Content, Formula, Keep, Value
from styring_xl.cells.column import CellColumns
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block, Growth


class Overlay(Struct, frozen=True):
    """A book that reads as ``book`` does, but for the cells of ``blocks``, which read as they will once written.

    ``growths`` say which tables get the new rows. Columns of many rows (a ledger's) are the book's own.
    """

    book: ReadableBook
    blocks: tuple[Block, ...]
    growths: tuple[Growth, ...] = ()

    @property
    def sheet_names(self) -> Sequence[str]:
        return self.book.sheet_names

    def is_hidden(self, sheet: str) -> bool:
        return self.book.is_hidden(sheet)

    def head(self, sheet: str, rows: int = HEAD_ROWS) -> Grid:
        return self._changed(self.book.head(sheet, rows), rows)

    def grid(self, sheet: str) -> Grid:
        return self._changed(self.book.grid(sheet), None)

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> CellColumns:
        return self.book.columns(sheet, first_row, columns)

    def resolve(self, name: str) -> tuple[str, Ref] | None:
        return self.book.resolve(name)

    def contents(self, block: Block) -> Mapping[tuple[int, int], Content]:
        return self.book.contents(block)

    def _changed(self, grid: Grid, most: int | None) -> Grid:
        """The sheet with the blocks in it, down to row ``most``."""
        blocks = [block for block in self.blocks if block.sheet == grid.sheet]
        if not blocks:
            return grid
        rows: list[list[Value]] = [list(row) for row in grid.rows]
        formulas = dict(grid.formulas)
        for block in blocks:
            for at, line in enumerate(block.rows(), block.row):
                if most is None or at <= most:
                    rows += [[] for _ in range(at - len(rows))]
                    _put(rows[at - 1], formulas, at, block.column, line)
        tables = list(grid.tables)
        for growth in (each for each in self.growths if each.sheet == grid.sheet):
            for at, table in enumerate(tables):
                if table.ref.bottom - table.totals_rows == growth.old.bottom and table.ref.left == growth.old.left:
                    ref = replace(table.ref, bottom=growth.new.bottom + table.totals_rows)
                    tables[at] = replace(table, ref=ref)
        return replace(grid, rows=rows, formulas=formulas, tables=tuple(tables))


def _put(
    cells: list[Value], formulas: dict[tuple[int, int], str], row: int, column: int, line: Sequence[Content]
) -> None:
    """Put a block's contents of one row into ``cells``, and its formulas into ``formulas``; empty cells at the end
    go."""
    cells += [None] * (column - 1 + len(line) - len(cells))
    for at, content in enumerate(line, column):
        if isinstance(content, Keep):
            continue
        formulas.pop((row, at), None)
        if isinstance(content, Formula):
            formulas[row, at] = content.text
            cells[at - 1] = content.value
        else:
            cells[at - 1] = content
    while cells and cells[-1] is None:
        cells.pop()
