"""What stands in a workbook's cells once it is refreshed, and what the figures in them count."""

from __future__ import annotations

import datetime as dt
from typing import Final

from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import CellError, Content, Formula, Keep
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block
from styring_xl.danish.citizen import CPR_WITHIN
from styring_xl.danish.text import Unreadable, read_amount
from styring_xl.figures.trace.item import TraceUnit
from styring_xl.reading.role_table import RoleTable
from styring_xl.refresh import Refreshed
from styring_xl.standard import style

_KRONER: Final = frozenset((style.COMPUTED, style.GROUP, style.TOTAL, style.BOOKED, style.INPUT, style.INPUT_EXACT))
"""The styles of cells with kroner."""
_AMOUNTS: Final = ("rate", "result", "full", "original", "changes", "revised", "price", "amount", "amount_ore", "debit",
                   "credit")  # fmt: skip
"""The fields of amounts, in the disposition, the ledger and the budget."""


class ComputedCells:
    """The cells of one workbook: as they are in ``book``, and over them what a refresh writes."""

    def __init__(self, book: ReadableBook, refreshed: Refreshed) -> None:
        self.book = book
        self.snapshot = refreshed.snapshot
        self._grids: dict[str, Grid] = dict(self.snapshot.grids)
        patch = refreshed.patch
        self.blocks: dict[str, list[Block]] = {}
        """Sheet -> what is written on it."""
        for block in (*(area.block for area in patch.areas), *patch.blocks):
            self.blocks.setdefault(block.sheet, []).append(block)

    def content(self, sheet: str, row: int, column: int) -> tuple[Content, bool]:
        """What the cell holds once the workbook is refreshed, and whether it is the product that writes it."""
        for block in reversed(self.blocks.get(sheet, ())):
            down, across = row - block.row, column - block.column
            if 0 <= down < block.height and 0 <= across < len(block.columns):
                content = block.columns[across].at(down)
                if not isinstance(content, Keep):
                    return content, True
        return self.stands(sheet, row, column), False

    def stands(self, sheet: str, row: int, column: int) -> Content:
        """What the cell holds now."""
        grid = self._grid(sheet)
        if grid is None:
            return None
        value = grid.value(row, column)
        text = grid.formulas.get((row, column))
        return value if text is None else Formula(text, value)

    def unit(self, sheet: str, row: int, column: int) -> tuple[TraceUnit, int]:
        """What a cell's figure counts, and how many øre one of it is (0 for a number)."""
        table = self.table(sheet, row)
        if table is not None:
            amounts = {table.columns.get(name) for name in _AMOUNTS} | set(table.months.values())
            return (TraceUnit.ORE, table.ore_each(column)) if column in amounts else (TraceUnit.NUMBER, 0)
        look = self.style(sheet, row, column)
        if look is not None:
            return (TraceUnit.ORE, 100) if look in _KRONER else (TraceUnit.NUMBER, 0)
        grid = self._grid(sheet)
        own = grid.styles.get((row, column)) if grid is not None else None
        return (TraceUnit.ORE, 100) if own in _KRONER else (TraceUnit.NUMBER, 0)

    def style(self, sheet: str, row: int, column: int) -> str | None:
        """The named style that a refresh gives the cell, None where it gives none."""
        for block in reversed(self.blocks.get(sheet, ())):
            down, across = row - block.row, column - block.column
            if block.looks is not None and 0 <= down < block.height and 0 <= across < len(block.columns):
                return block.looks.kinds[int(block.looks.kind[down])][across]
        return None

    def table(self, sheet: str, row: int) -> RoleTable | None:
        """The table of disposition, postings or budget that a row stands in."""
        for table in self.snapshot.layout.tables:
            last = min(each for each in (table.last_row, table.end, 1 << 30) if each is not None)
            if table.sheet == sheet and table.first_row <= row <= last:
                return table
        return None

    @staticmethod
    def number(value: Content, each: int) -> int | float | None:
        """A cell's figure in øre where one of it is ``each`` øre, as it stands where that is 0; None for any other."""
        if isinstance(value, bool) or value is None or isinstance(value, (CellError, dt.date, dt.time, Keep, Formula)):
            return None
        if isinstance(value, str):
            if not each:
                return None
            try:
                ore = read_amount(value)
            except Unreadable:
                return None
            return None if ore is None else ore * each // 100
        return round(value * each) if each else value

    def row_name(self, sheet: str, row: int, column: int) -> str:
        """What a cell's row is called: the first text left of it that is no CPR number."""
        return next((text for at in range(1, column) if (text := self._text(sheet, row, at))), "")

    def column_name(self, sheet: str, row: int, column: int) -> str:
        """What a cell's column is called: the nearest text above it."""
        return next((text for at in range(row - 1, 0, -1) if (text := self._text(sheet, at, column))), "")

    def _text(self, sheet: str, row: int, column: int) -> str:
        content, _ = self.content(sheet, row, column)
        value = content.value if isinstance(content, Formula) else content
        return value.strip() if isinstance(value, str) and not CPR_WITHIN.search(value) else ""

    def spelled(self, sheet: str) -> str:
        """A sheet as the workbook spells it, whatever a formula does."""
        names = (*self.book.sheet_names, *self.blocks)
        return next((name for name in names if name.casefold() == sheet.casefold()), sheet)

    def _grid(self, sheet: str) -> Grid | None:
        if sheet not in self._grids:
            name = next((each for each in self.book.sheet_names if each.casefold() == sheet.casefold()), None)
            if name is None:
                return None
            self._grids[sheet] = self.book.grid(name)
        return self._grids[sheet]

    def height(self, sheet: str) -> int:
        """The last row that holds anything, or may."""
        grid = self._grid(sheet)
        bottoms = (block.row + block.height - 1 for block in self.blocks.get(sheet, ()))
        return max((0 if grid is None else len(grid.rows), *bottoms))
