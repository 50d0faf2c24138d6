"""The cells of an open workbook, read in blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec.structs import replace

from styring_xl.books.live.cell import Cells, column_of, read_cell
from styring_xl.books.live.looks import ColumnStyles
from styring_xl.books.live.openbook import WHOLE, OpenBook
from styring_xl.books.live.rectangle import runs, size_of, union
from styring_xl.cells import column as kinds
from styring_xl.cells.book import HEAD_ROWS
from styring_xl.cells.cell import Formula, Value
from styring_xl.cells.column import CellColumn, CellColumns
from styring_xl.cells.grid import Grid, Ref

_SPARE: Final = 5_000
"""So many cells nobody asked for are read along, if that saves a call."""


class Reader:
    """An open workbook's cells as it stands when asked."""

    def __init__(self, open_: OpenBook) -> None:
        self._open = open_
        self._heads: dict[str, Grid] = {}
        self._head_rows: dict[str, int] = {}
        self._grids: dict[str, Grid] = {}
        self._blocks: dict[tuple[str, Ref], Cells] = {}
        self._windows: dict[str, tuple[Ref, list[list[Any]], dict[tuple[int, int], str]]] = {}

    def forget(self) -> None:
        """Read everything anew from here on."""
        for cache in (self._heads, self._head_rows, self._grids, self._blocks, self._windows):
            cache.clear()

    def head(self, sheet: str, rows: int = HEAD_ROWS) -> Grid:
        """The top rows of a sheet, without formulas."""
        height, width = self._open.size(sheet)
        wanted = height if height * width <= WHOLE else min(rows, height)
        if self._head_rows.get(sheet, -1) < wanted:
            self._heads[sheet] = self._read(sheet, wanted, formulas=False)
            self._head_rows[sheet] = wanted
        grid = self._heads[sheet]
        return replace(grid, rows=grid.rows[:rows])

    def grid(self, sheet: str) -> Grid:
        """A whole sheet with its formulas."""
        if sheet not in self._grids:
            height, width = self._open.size(sheet)
            if height * width <= WHOLE:
                self.head(sheet)
                grid = self._heads[sheet]
                self._grids[sheet] = replace(grid, formulas=self._formulas(sheet, grid.rows))
            else:
                self._grids[sheet] = self._read(sheet, height, formulas=True)
        return self._grids[sheet]

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> CellColumns:
        """Some columns of a sheet from a row down, without the rows where all of them are empty."""
        height, _ = self._open.size(sheet)
        wanted = sorted(set(columns))
        values: dict[int, list[Any]] = {}
        if height >= first_row:
            for left, right in runs(wanted):
                block = self._open.values(sheet, Ref(first_row, left, height, right))
                for at, number in enumerate(range(left, right + 1)):
                    values[number] = [row[at] for row in block]
        made = {number: column_of(values.get(number, [])) for number in wanted}
        size = max(height - first_row + 1, 0)
        used = np.zeros(size, dtype=bool)
        for each in made.values():
            used |= each.kinds != kinds.EMPTY
        rows = np.flatnonzero(used)
        return CellColumns(
            (rows + first_row).astype(np.int32),
            {n: CellColumn(c.kinds[rows], c.numbers[rows], c.codes[rows], c.strings) for n, c in made.items()},
        )

    def _read(self, sheet: str, height: int, *, formulas: bool) -> Grid:
        _, width = self._open.size(sheet)
        rows = [_trimmed([read_cell(v) for v in row]) for row in self._open.values(sheet, Ref(1, 1, height, width))]
        while rows and not rows[-1]:
            rows.pop()
        return Grid(
            sheet=sheet,
            rows=rows,
            formulas=self._formulas(sheet, rows) if formulas else {},
            merged=self._open.merged(sheet, Ref(1, 1, min(HEAD_ROWS, height), width)),
            tables=self._open.tables(sheet),
            protected=self._open.protected(sheet),
            styles=ColumnStyles(
                lambda refs: self._open.style(sheet, refs), lambda ref: self._open.told([(sheet, ref)]), sheet, height
            ),
        )

    def _formulas(self, sheet: str, rows: Sequence[Sequence[Value]]) -> dict[tuple[int, int], str]:
        width = max((len(row) for row in rows), default=0)
        return {} if not width else self._open.formulas(sheet, Ref(1, 1, len(rows), width))

    def contents(self, sheet: str, ref: Ref) -> Cells:
        """What stands in a rectangle; empty cells are left out."""
        key = (sheet, ref)
        if key not in self._blocks:
            height, width = self._open.size(sheet)
            inside = Ref(ref.top, ref.left, min(ref.bottom, height), min(ref.right, width))
            cells: Cells = {}
            if inside.bottom >= inside.top and inside.right >= inside.left:
                if self._is_read_whole(sheet):
                    grid = self.grid(sheet)
                    formula_of = grid.formulas.get
                    for row, line in enumerate(grid.rows[inside.top - 1 : inside.bottom], inside.top):
                        width = len(line)
                        for column in range(inside.left, inside.right + 1):
                            # A formula may stand right of the row's last value.
                            text, value = formula_of((row, column)), line[column - 1] if column <= width else None
                            if value is not None or text is not None:
                                cells[row, column] = value if text is None else Formula(text, value)
                else:
                    values, formulas = self._window(sheet, inside)
                    for row, line in enumerate(values, inside.top):
                        for column, raw in enumerate(line, inside.left):
                            text = formulas.get((row, column))
                            if raw is not None or text is not None:
                                value = read_cell(raw)
                                cells[row, column] = value if text is None else Formula(text, value)
            self._blocks[key] = cells
        return self._blocks[key]

    def _is_read_whole(self, sheet: str) -> bool:
        """Whether the values of all its cells are known: then its formulas alone are left to be read."""
        return sheet in self._grids or self._head_rows.get(sheet) == self._open.size(sheet)[0]

    def _window(self, sheet: str, ref: Ref) -> tuple[list[list[Any]], dict[tuple[int, int], str]]:
        """The values of a rectangle and the formulas there, from what was read around it if it was."""
        if sheet in self._windows:
            around, values, formulas = self._windows[sheet]
            if (ref.top, ref.left) in around and (ref.bottom, ref.right) in around:
                rows = values[ref.top - around.top : ref.bottom - around.top + 1]
                return [row[ref.left - around.left : ref.right - around.left + 1] for row in rows], formulas
        return self._open.values(sheet, ref), self._open.formulas(sheet, ref)

    def look_around(self, refs: Mapping[str, Sequence[Ref]]) -> None:
        """Read what several rectangles of a sheet stand in at once, where that is little more than they hold."""
        for sheet, parts in refs.items():
            height, width = self._open.size(sheet)
            clipped = [replace(ref, bottom=min(ref.bottom, height), right=min(ref.right, width)) for ref in parts]
            inside = [ref for ref in clipped if ref.bottom >= ref.top and ref.right >= ref.left]
            if self._is_read_whole(sheet) or len(inside) < 2:
                continue
            whole = inside[0]
            for ref in inside:
                whole = union(whole, ref)
            if size_of(whole) <= sum(map(size_of, inside)) + _SPARE and sheet not in self._windows:
                self._windows[sheet] = (whole, *self._window(sheet, whole))


def _trimmed(row: list[Value]) -> list[Value]:
    while row and row[-1] is None:
        row.pop()
    return row
