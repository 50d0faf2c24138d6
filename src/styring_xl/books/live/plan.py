"""What a patch would change in an open workbook, and what takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.books.live.cell import LONGEST_LITERAL, Cells, contents_same, link_formula
from styring_xl.books.live.looks import Looks
from styring_xl.books.live.rectangle import solid
from styring_xl.books.ooxml.content import normal
from styring_xl.cells.book import Change, Obstacle
from styring_xl.cells.cell import KEEP, Content
from styring_xl.cells.column_contents import KEPT, OTHER, ColumnContents
from styring_xl.cells.grid import Ref
from styring_xl.cells.patch import Area, Block, Patch

_SCATTERED: Final = 8
"""Up to so many rectangles of a block are written one by one."""


class LivePlan(Struct, frozen=True):
    """What is left of a patch when all that stands already is taken out."""

    patch: Patch
    changes: tuple[Change, ...]
    inverse: Patch
    obstacles: tuple[Obstacle, ...]

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to write."""
        return self.patch.is_empty

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets that are written, in the order of the patch."""
        touched = (*(a.block.sheet for a in self.patch.areas), *(b.sheet for b in self.patch.blocks))
        return tuple(dict.fromkeys(touched))


def written_cells(block: Block) -> Cells:
    """The cells a block writes; an empty cell is one it empties."""
    rows = zip(*map(_written, block.columns), strict=True)
    return {
        (down, across): content
        for down, row in enumerate(rows, block.row)
        for across, content in enumerate(row, block.column)
        if content is not KEEP
    }


def _written(column: ColumnContents) -> list[Content]:
    """The cells of a column as a cell holds them; only formulas and odd values are not so already."""
    cells = column.cells()
    odd = column.has_formula | (column.kinds == OTHER)
    for at in np.flatnonzero(odd & (column.kinds != KEPT)).tolist():
        cells[at] = normal(cells[at])
    return cells


def changes_between(sheet: str, before: Mapping[tuple[int, int], Content], after: Cells) -> Iterator[Change]:
    """A change for each cell that does not hold the same before and after, in the order of the sheet."""
    stands = before.get
    changed = [cell for cell, content in after.items() if not contents_same(stands(cell), content)]
    changed += [cell for cell, content in before.items() if cell not in after and not contents_same(content, None)]
    for cell in sorted(changed):
        yield Change(sheet, *cell, before.get(cell), after.get(cell))  # type: ignore[arg-type]


def with_links(area: Area) -> Area:
    """The area with each link as a HYPERLINK formula around what its cell shows."""
    if not area.links:
        return area
    rows = [list(row) for row in area.block.rows()]
    for link in area.links:
        down, across = link.row - area.block.row, link.column - area.block.column
        shown = rows[down][across]
        told = shown if isinstance(shown, (str, int, float)) else link.target
        if max(len(str(told)), len(link.target) + 1) <= LONGEST_LITERAL:  # else the text stands there without a link
            rows[down][across] = link_formula(link, told)
    columns = tuple(map(ColumnContents.of, zip(*rows, strict=True)))
    return replace(area, block=replace(area.block, columns=columns), links=())


def area_of(name: str, sheet: str, ref: Ref, cells: Mapping[tuple[int, int], Content], looks: Looks | None) -> Area:
    """An area that holds what stands in a rectangle, and the looks given for it; none of its rows is folded."""
    values = tuple(
        tuple(cells.get((row, column)) for column in range(ref.left, ref.right + 1))
        for row in range(ref.top, ref.bottom + 1)
    )
    return Area(name, Block.of(sheet, ref.top, ref.left, values, looks))


def narrowed(
    block: Block,
    changed: Mapping[tuple[int, int], Change],
    restyled: Mapping[tuple[int, int], tuple[str, str]],
    *,
    before: bool = False,
) -> Block:
    """The part of a block that changes, as it is to be or as it was; cells and styles that stay are kept."""
    touched = {*changed, *restyled}
    rows = range(min(row for row, _ in touched), max(row for row, _ in touched) + 1)
    columns = range(min(column for _, column in touched), max(column for _, column in touched) + 1)
    values = tuple(tuple(_side(changed.get((row, column)), before) for column in columns) for row in rows)
    styles = None
    if restyled:
        none = (None, None)
        styles = tuple(tuple(restyled.get((r, c), none)[0 if before else 1] for c in columns) for r in rows)
    return Block.of(block.sheet, rows[0], columns[0], values, styles)


def _side(change: Change | None, before: bool) -> Content:
    if change is None:
        return KEEP
    return change.before if before else change.after


def filled(block: Block, before: Mapping[tuple[int, int], Content]) -> Block:
    """The same block in fewer rectangles: cells to keep that hold a plain number or nothing are written as they are.

    A cell with a text or a formula is never rewritten, as a program might change what it is given.
    """
    if sum(1 for _ in solid(block)) <= _SCATTERED:
        return block
    columns = []
    for number, column in enumerate(block.columns, block.column):
        cells = column.cells()
        for at in np.flatnonzero(column.kinds == KEPT).tolist():
            stands = before.get((block.row + at, number))
            if type(stands) in (int, float, type(None)):
                cells[at] = stands
        columns.append(ColumnContents.of(cells))
    return replace(block, columns=tuple(columns))
