"""The way back from a press: what it wrote is taken back, and what the user has written since stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from styring_xl.books.live import LiveBook
    from styring_xl.buttons.undo import Pressed
    from styring_xl.cells.patch import Patch


def sheets_of(patch: Patch) -> set[str]:
    """The sheets a patch writes on."""
    return {area.block.sheet for area in patch.areas} | {block.sheet for block in patch.blocks}


def unless_changed(live: LiveBook, pressed: Pressed) -> tuple[Patch, int]:
    """The inverse without cells that no longer hold what the press wrote, and how many those are."""
    from styring_xl.books.live import contents_same
    from styring_xl.cells.cell import KEEP
    from styring_xl.cells.column_contents import ColumnContents
    from styring_xl.cells.patch import Block, Patch

    kept = 0
    blocks: list[Block] = []
    written = {(b.sheet, b.row, b.column): b for b in pressed.written.blocks}
    for block in pressed.inverse.blocks:
        after = written[block.sheet, block.row, block.column]
        now = live.contents(block)
        columns = []
        for number, (column, written_column) in enumerate(zip(block.columns, after.columns, strict=True), block.column):
            cells = []
            for row, (content, wrote) in enumerate(zip(column.cells(), written_column.cells(), strict=True), block.row):
                stands = now.get((row, number))
                changed = content is not KEEP and wrote is not KEEP and not contents_same(stands, wrote)
                kept += changed
                cells.append(KEEP if changed else content)
            columns.append(ColumnContents.of(cells))
        blocks.append(Block(block.sheet, block.row, block.column, tuple(columns), block.looks))
    back = pressed.inverse
    return Patch(areas=back.areas, blocks=tuple(blocks), names=back.names, growths=back.growths), kept
