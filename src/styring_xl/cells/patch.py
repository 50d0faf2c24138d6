"""A change to a workbook as plain data: what to write where, before anyone writes it.

A patch says what the cells shall be, never how a program is told; files, Excel and LibreOffice apply the same one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells.cell import Content
from styring_xl.cells.grid import Ref

NORMAL: Final = "Normal"
"""The cell style every workbook has, in the file format's own words whatever the program's language."""


class Block(Struct, frozen=True):
    """A rectangle of cells to write, top left at (row, column), both from 1.

    ``styles`` names a cell style per cell; None (for a cell or the whole block) keeps the style the cell has. ``like``
    is a row of the sheet whose looks, column by column, the cells take that are not there yet.
    """

    sheet: str
    row: int
    column: int
    values: tuple[tuple[Content, ...], ...]
    styles: tuple[tuple[str | None, ...], ...] | None = None
    like: int | None = None


class Link(Struct, frozen=True):
    """A click on the cell goes to ``target``, e.g. ``'Disponering'!B7``."""

    row: int
    column: int
    target: str
    tip: str = ""


class Fold(Struct, frozen=True):
    """Rows ``first`` to ``last`` of a sheet, from 1, that stand folded together under the row above them."""

    first: int
    last: int
    is_open: bool = False
    """True for rows that are grouped, and shown."""

    def beside(self, rows: Collection[int]) -> Fold:
        """The same, open where something of the user's stands beside it: in one of the ``rows``."""
        return replace(self, is_open=any(self.first <= row <= self.last for row in rows))


class Area(Struct, frozen=True):
    """A rectangle of a result sheet that is regenerated as a whole and may get more or fewer rows than last time.

    ``name`` is a workbook-level defined name that marks the rectangle between refreshes: cells of the old rectangle
    outside the new one are emptied, cells outside both are the user's and are never written. ``links`` replace all
    hyperlinks inside the rectangle. ``widths`` are those, in characters, of its columns and the ones right of it: where
    it has got more columns than last time, they are made at least so wide, and charts of ours make room.

    ``folds`` are the rows to fold together when the area is written, and no others of its old and new rows are; None
    leaves the sheet's outline alone. Rows with anything of the user's beside the area are grouped but stay open, for
    nothing of theirs is hidden.
    """

    name: str
    block: Block
    links: tuple[Link, ...] = ()
    widths: tuple[float, ...] = ()
    folds: tuple[Fold, ...] | None = None

    @property
    def ref(self) -> Ref:
        """The rectangle of the sheet that the area takes."""
        rows, columns = len(self.block.values), len(self.block.values[0])
        return Ref(self.block.row, self.block.column, self.block.row + rows - 1, self.block.column + columns - 1)


class Name(Struct, frozen=True):
    """A workbook-level defined name over one rectangle of a sheet.

    When a name moves, everything that spanned exactly its old rows (table, filter, print area, conditional format,
    validation, chart series) follows to the new rows.
    """

    name: str
    sheet: str
    ref: Ref


class Growth(Struct, frozen=True):
    """Rows that get more: what spanned exactly the old data rows (as for ``Name``) spans the new ones."""

    sheet: str
    old: Ref
    new: Ref


class NewSheet(Struct, frozen=True):
    """A sheet to add from the template workbook, last in the tab order, with its styles, charts, names and tables."""

    name: str
    template: str
    """The sheet's name in the template workbook."""


class Patch(Struct, frozen=True):
    """All that one run changes in one workbook."""

    sheets: tuple[NewSheet, ...] = ()
    areas: tuple[Area, ...] = ()
    blocks: tuple[Block, ...] = ()
    names: tuple[Name, ...] = ()
    growths: tuple[Growth, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when applying it would change nothing."""
        return not (self.sheets or self.areas or self.blocks or self.names or self.growths)
