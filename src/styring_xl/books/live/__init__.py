"""A workbook that is open in a spreadsheet program, through xlwings: read in blocks, changed in blocks.

Everything goes through ``xlwings``' own objects, so one adapter serves every engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from styring_xl.books.live.cell import contents_same, link_formula, link_target, read_cell, write_cell
from styring_xl.books.live.openbook import OpenBook
from styring_xl.books.live.plan import LivePlan
from styring_xl.books.live.planner import Planner
from styring_xl.books.live.reader import Reader
from styring_xl.books.live.writer import Writer
from styring_xl.cells.book import HEAD_ROWS, Book
from styring_xl.cells.cell import Content
from styring_xl.cells.column import CellColumns
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block, Patch

__all__ = [
    "LiveBook",
    "LivePlan",
    "contents_same",
    "link_formula",
    "link_target",
    "read_cell",
    "write_cell",
]


class LiveBook:
    """One open workbook, read as it stands when it is asked; nothing is written before ``apply``."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._open = OpenBook(book)
        self._reader = Reader(self._open)
        self._planner = Planner(self._open, self._reader)
        self._writer = Writer(self._open)

    @property
    def sheet_names(self) -> Sequence[str]:
        return tuple(self._open.sheets)

    def is_hidden(self, sheet: str) -> bool:
        """Whether a user does not see the sheet."""
        return self._open.hidden(sheet)

    def head(self, sheet: str, rows: int = HEAD_ROWS) -> Grid:
        return self._reader.head(sheet, rows)

    def grid(self, sheet: str) -> Grid:
        return self._reader.grid(sheet)

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> CellColumns:
        return self._reader.columns(sheet, first_row, columns)

    def resolve(self, name: str) -> tuple[str, Ref] | None:
        return self._open.resolve(name)

    def chosen_files(self) -> list[str]:
        """The files the user has just chosen in the program's own dialog."""
        return self._open.helper.chosen_files()

    def contents(self, block: Block) -> Mapping[tuple[int, int], Content]:
        """What stands now where a block would be written; empty cells are left out."""
        return self._reader.contents(block.sheet, block.ref)

    def plan(self, patch: Patch, *, reversible: bool = True) -> LivePlan:
        """What the patch would change here. Writes nothing. Not ``reversible``: the inverse knows no styles of areas.

        Raises StyringError when a sheet that must be written is protected, or filtered so that rows are hidden.
        """
        return self._planner.plan(patch, reversible=reversible)

    def apply(self, plan: LivePlan, progress: Callable[[str], None] = lambda text: None) -> None:
        """Write a plan made by this object. When a write fails, what was written is taken back before it raises."""
        try:
            self._writer.apply(plan, progress)
        finally:
            self._open.forget()
            self._reader.forget()


if TYPE_CHECKING:

    def _is_a_book(book: LiveBook) -> Book[LivePlan]:
        return book
