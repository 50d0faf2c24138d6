"""What stands in the way of a patch: the user's own cells, and cells that cannot be written without harm."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from styring_xl.books.edit.compare import (
    content_of,
    differences,
    differing,
    lowest,
    plain_block,
)
from styring_xl.books.edit.original import Original
from styring_xl.books.ooxml.content import same
from styring_xl.books.ooxml.workbook import WorkbookSheet
from styring_xl.cells.book import Obstacle
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW, Keep
from styring_xl.cells.column_contents import KEPT
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.hazard import Hazards, formula_areas, merged_cells, table_edges
from styring_xl.cells.patch import Area, Block
from styring_xl.errors import StyringError


class Obstacles:
    """What is in the way in one workbook."""

    def __init__(self, original: Original) -> None:
        self._original = original
        self._hazards: dict[str, Hazards] = {}

    def of_areas(self, areas: Iterable[Area]) -> dict[str, Obstacle]:
        """Areas, by name, that would overwrite the user's cells or cells that cannot be written."""
        found: dict[str, Obstacle] = {}
        for area in areas:
            obstacle = self._of_area(area)
            if obstacle is not None:
                found[area.name] = obstacle
        return found

    def _of_area(self, area: Area) -> Obstacle | None:
        block = area.block
        self._original.book.sheet(block.sheet)
        grid = self._original.grid(block.sheet)
        old = self._original.old_ref(area.name, block.sheet)
        taken = self._taken(grid, plain_block(block.part(0, max(lowest(grid) + 1 - block.row, 0))), old)
        if taken:
            return Obstacle.of_area(block.sheet, area.name, taken)
        hard = self.of_blocks((block,), area.name)
        return hard[0] if hard else None

    def _taken(self, grid: Grid, block: Block, old: Ref | None) -> list[tuple[int, int]]:
        """The cells of a block outside the old rectangle that hold something else than they are to."""
        if not block.height:
            return []
        ref = block.ref
        texts = grid.formulas_in(ref)
        found: list[tuple[int, int]] = []
        for number, (column, values) in enumerate(zip(block.columns, grid.columns_in(ref), strict=True), ref.left):
            there = texts.get(number, {})
            if not there and values.count(None) == len(values):
                continue
            filled = np.array([value is not None for value in values])
            filled[[*there]] = True
            if old is not None and old.left <= number <= old.right:
                filled[max(old.top - ref.top, 0) : max(old.bottom + 1 - ref.top, 0)] = False
            if filled.any():
                filled &= differing(column, values, there) | (column.kinds == KEPT)
                found += [(ref.top + at, number) for at in np.flatnonzero(filled).tolist()]
        return sorted(found)

    def of_blocks(self, blocks: Iterable[Block], area: str = "") -> list[Obstacle]:
        """Single cells that cannot be written."""
        found: list[Obstacle] = []
        for block in blocks:
            sheet = self._original.book.sheet(block.sheet)
            grid = self._original.grid(block.sheet)
            ref = block.ref
            if ref.top < 1 or ref.left < 1 or ref.bottom > MAX_ROW or ref.right > MAX_COLUMN:
                raise StyringError(f"Der er en celle uden for arket »{block.sheet}«.")
            stopped = self._hazards_of(sheet, grid).within(ref)
            if not stopped.rows:
                continue
            block = plain_block(block)
            changed = differences(grid, block).changed
            for row in sorted(stopped.rows):
                for at in np.flatnonzero(changed[row - ref.top]).tolist():
                    column = ref.left + at
                    reason = stopped.reason(row, column)
                    content = block.columns[at].at(row - ref.top)
                    if reason is None or isinstance(content, Keep) or same(content_of(grid, row, column), content):
                        continue
                    found.append(Obstacle.of_cell(block.sheet, area, (row, column), reason))
        return found

    def _hazards_of(self, sheet: WorkbookSheet, grid: Grid) -> Hazards:
        if sheet.part not in self._hazards:
            areas = self._original.formula_areas(sheet)
            self._hazards[sheet.part] = Hazards(
                [*merged_cells(grid.merged), *table_edges(grid.tables), *formula_areas(areas)]
            )
        return self._hazards[sheet.part]
