"""A change to a workbook as plain data: what to write where, before anyone writes it.

A patch says what the cells shall be, never how a program is told; files, Excel and LibreOffice apply the same one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells.cell import Content
from styring_xl.cells.column_contents import ColumnContents
from styring_xl.cells.grid import Ref
from styring_xl.model.arrays import Integers

NORMAL: Final = "Normal"
"""The cell style every workbook has, in the file format's own words whatever the program's language."""


class RowLooks(Struct, frozen=True, eq=False):
    """The named cell styles of a block: of its ``kinds`` of rows, a style per column, and the ``kind`` of each row.

    None keeps the style that a cell has.
    """

    kinds: tuple[tuple[str | None, ...], ...]
    kind: Integers

    @staticmethod
    def of(rows: Iterable[Sequence[str | None]]) -> RowLooks:
        """The styles cell by cell."""
        known: dict[tuple[str | None, ...], int] = {}
        kind = [known.setdefault(tuple(looks), len(known)) for looks in rows]
        return RowLooks(tuple(known), np.array(kind, np.int64))

    @staticmethod
    def of_kinds(kinds: Sequence[tuple[str | None, ...]], kind: Integers) -> RowLooks:
        """The ``kinds`` of rows as they may be, in the order of the first row that is of each; some may be of none."""
        used, first, places = np.unique(kind, return_index=True, return_inverse=True)
        order = np.argsort(first)
        return RowLooks(tuple(kinds[code] for code in used[order].tolist()), np.argsort(order)[places])

    @staticmethod
    def of_codes(codes: Integers, styles: Sequence[str | None]) -> RowLooks:
        """The styles cell by cell, by their places among ``styles``, (n, columns)."""
        # Numbers are sorted, and not rows: that takes ten times as long.
        kind = np.zeros(len(codes), np.int64)
        for column in codes.T:
            kind = np.unique(kind * len(styles) + column, return_inverse=True)[1]
        first = np.unique(kind, return_index=True)[1]
        return RowLooks(tuple(tuple(styles[code] for code in row) for row in codes[first].tolist()), kind)

    @staticmethod
    def joined(parts: Sequence[RowLooks]) -> RowLooks:
        """Those of several blocks below each other."""
        known: dict[tuple[str | None, ...], int] = {}
        kind = [np.array([known.setdefault(each, len(known)) for each in part.kinds])[part.kind] for part in parts]
        return RowLooks(tuple(known), np.concatenate(kind))

    def rows(self) -> tuple[tuple[str | None, ...], ...]:
        """The styles of each row."""
        return tuple(self.kinds[kind] for kind in self.kind.tolist())

    def part(self, first: int, end: int) -> RowLooks:
        """The same of some rows, by their places from 0."""
        return RowLooks(self.kinds, self.kind[first:end])


class Block(Struct, frozen=True, eq=False):
    """A rectangle of cells to write, top left at (row, column), both from 1: ``columns`` side by side, equally long.

    ``looks`` are its cells' named styles; without them each keeps the style it has. ``like`` is a row of the sheet
    whose looks, column by column, the cells take that are not there yet.
    """

    sheet: str
    row: int
    column: int
    columns: tuple[ColumnContents, ...]
    looks: RowLooks | None = None
    like: int | None = None

    @staticmethod
    def of(
        sheet: str,
        row: int,
        column: int,
        rows: Sequence[Sequence[Content]],
        styles: Iterable[Sequence[str | None]] | None = None,
        like: int | None = None,
    ) -> Block:
        """A block told row by row, all equally long; ``styles`` as the rows, or None."""
        columns = tuple(map(ColumnContents.of, zip(*rows, strict=True)))
        return Block(sheet, row, column, columns, None if styles is None else RowLooks.of(styles), like)

    @staticmethod
    def joined(blocks: Sequence[Block]) -> Block:
        """Blocks that stand below each other and are equally wide, as one; all of them have looks."""
        columns = tuple(map(ColumnContents.joined, zip(*(block.columns for block in blocks), strict=True)))
        looks = RowLooks.joined([block.looks for block in blocks if block.looks is not None])
        return replace(blocks[0], columns=columns, looks=looks)

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.columns[0]) if self.columns else 0

    @property
    def ref(self) -> Ref:
        """The rectangle of the sheet that it takes."""
        return Ref(self.row, self.column, self.row + self.height - 1, self.column + len(self.columns) - 1)

    def rows(self) -> tuple[tuple[Content, ...], ...]:
        """The contents row by row."""
        return tuple(zip(*(column.cells() for column in self.columns), strict=True))

    def styles(self) -> tuple[tuple[str | None, ...], ...] | None:
        """The named styles row by row, None where all are kept."""
        return None if self.looks is None else self.looks.rows()

    def part(self, first: int, end: int) -> Block:
        """Some of its rows, by their places from 0."""
        columns = tuple(column.take(slice(first, end)) for column in self.columns)
        looks = None if self.looks is None else self.looks.part(first, end)
        return replace(self, row=self.row + first, columns=columns, looks=looks)


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
        return self.block.ref


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
