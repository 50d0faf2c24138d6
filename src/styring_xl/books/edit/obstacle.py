"""What stands in the way of a patch: the user's own cells, and cells that cannot be written without harm."""

from __future__ import annotations

from collections.abc import Iterable

from styring_xl.books.edit.compare import content_of, differences, in_row, lowest
from styring_xl.books.edit.original import Original
from styring_xl.books.ooxml.content import normal, same
from styring_xl.books.ooxml.workbook import WorkbookSheet
from styring_xl.cells.book import Obstacle
from styring_xl.cells.cell import KEEP, MAX_COLUMN, MAX_ROW
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
        taken: list[tuple[int, int]] = []
        last = lowest(grid)
        for row, values in enumerate(block.values[: max(last + 1 - block.row, 0)], block.row):
            if _is_empty(grid, row, block.column, len(values)):
                continue
            for column, content in enumerate(values, block.column):
                if old is not None and (row, column) in old:
                    continue
                before = content_of(grid, row, column)
                if before is not None and (content is KEEP or not same(before, normal(content))):
                    taken.append((row, column))
        if taken:
            return Obstacle.of_area(block.sheet, area.name, taken)
        hard = self.of_blocks((block,), area.name)
        return hard[0] if hard else None

    def of_blocks(self, blocks: Iterable[Block], area: str = "") -> list[Obstacle]:
        """Single cells that cannot be written."""
        found: list[Obstacle] = []
        for block in blocks:
            sheet = self._original.book.sheet(block.sheet)
            grid = self._original.grid(block.sheet)
            top, left = block.row, block.column
            bottom = top + len(block.values) - 1
            right = left + max(map(len, block.values), default=1) - 1
            if top < 1 or left < 1 or bottom > MAX_ROW or right > MAX_COLUMN:
                raise StyringError(f"Der er en celle uden for arket »{block.sheet}«.")
            stopped = self._hazards_of(sheet, grid).within(Ref(top, left, bottom, right))
            if not stopped.rows:
                continue
            for row, new, _ in differences(grid, block):
                if row not in stopped.rows:
                    continue
                for column, content in new.items():
                    reason = stopped.reason(row, column)
                    if reason is None or same(content_of(grid, row, column), content):
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


def _is_empty(grid: Grid, row: int, first: int, count: int) -> bool:
    """Whether so many cells of a row from one column on hold nothing: most of what a larger area needs is so."""
    there = grid.rows[row - 1][first - 1 : first - 1 + count] if 1 <= row <= len(grid.rows) else ()
    return all(value is None for value in there) and not (grid.formulas and in_row(grid.formulas, row, first, count))
