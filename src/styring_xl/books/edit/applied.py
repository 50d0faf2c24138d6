"""What a patch did to a workbook, or would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import overload

from msgspec import Struct

from styring_xl.books.edit.compare import content_of, style_of
from styring_xl.books.fingerprint import Fingerprint
from styring_xl.books.ooxml.write.band import KEEP_STYLE
from styring_xl.books.ooxml.write.plan import RESET_STYLE, SheetPlan
from styring_xl.cells.book import Change, Obstacle
from styring_xl.cells.cell import Formula, Value
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import NORMAL, Block, Name, Patch
from styring_xl.errors import StyringError

Named = tuple[tuple[str, tuple[str, Ref] | None, tuple[str, Ref]], ...]
"""(name, where it was, where it is) of each defined name that was set, and of those that stayed beside one."""


class SheetChanges(Struct, frozen=True, eq=False):
    """The changed cells of one sheet: the sheet as it was, and what was planned for it."""

    grid: Grid
    plan: SheetPlan
    count: int
    """How many cells hold or look like something else afterwards; an empty cell that is emptied does not count."""

    def cells(self) -> Iterator[tuple[int, int, Value | Formula, Value | Formula]]:
        """(row, column, before, after) by row and column."""
        for row, column, before, after, _ in self.with_styles():
            yield row, column, before, after

    def with_styles(self) -> Iterator[tuple[int, int, Value | Formula, Value | Formula, str | None]]:
        """The same, and the named style a cell had when it has got another one, else None."""
        grid = self.grid
        for row, contents, styles in self.plan.cells():
            for column in sorted(contents):
                after = contents[column]
                before = content_of(grid, row, column)
                style = self._style_before(row, column, styles.get(column, KEEP_STYLE))
                if before is not None or after is not None or style is not None:
                    yield row, column, before, after, style

    def _style_before(self, row: int, column: int, planned: int) -> str | None:
        if planned == KEEP_STYLE:
            return None
        name = style_of(self.grid, row, column)
        return None if planned == RESET_STYLE and name == NORMAL else name


class Changes(Sequence[Change]):
    """All changed cells, sheet by sheet; each is made when it is asked for, as there may be hundreds of thousands."""

    def __init__(self, sheets: Sequence[SheetChanges]) -> None:
        self.sheets = sheets

    def __len__(self) -> int:
        return sum(sheet.count for sheet in self.sheets)

    def __iter__(self) -> Iterator[Change]:
        for sheet in self.sheets:
            for row, column, before, after in sheet.cells():
                yield Change(sheet.grid.sheet, row, column, before, after)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        if isinstance(index, slice):
            return list(self)[index]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(index)
        return next(islice(self, at, None))


class Obstructed(StyringError):
    """A cell cannot be written without harm; nothing was written."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(obstacles[0].text)
        self.obstacles = tuple(obstacles)


class Applied(Struct, frozen=True):
    """What was changed.

    ``obstacles`` are those of the areas that were left as they were. ``inverse`` takes the cells, their named styles
    and the names back to what they were (a sheet that was added stays).
    """

    changes: Changes
    sheets: tuple[str, ...] = ()
    """The names of sheets added."""
    names: Named = ()
    obstacles: tuple[Obstacle, ...] = ()
    path: Path | None = None
    """Where the workbook was saved, None when it was not (a preview)."""
    backup: Path | None = None
    saved: Fingerprint | None = None
    """What tells the bytes that were saved in place from any others."""
    told: tuple[str, ...] = ()
    """What is to be told of the copies beside it, in Danish."""

    @property
    def is_empty(self) -> bool:
        """True when nothing was changed."""
        return not (self.changes or self.sheets or self.names)

    def inverse(self) -> Patch:
        """The patch that takes it back."""
        blocks = tuple(block for sheet in self.changes.sheets for block in _blocks(sheet))
        names = tuple(Name(name, old[0], old[1]) for name, old, _ in self.names if old is not None)
        return Patch(blocks=blocks, names=names)


def _blocks(sheet: SheetChanges) -> Iterator[Block]:
    """One block for each run of changed cells in a row, holding what was there before."""
    run: list[Value | Formula] = []
    styles: list[str | None] = []
    at = (0, 0)

    def block() -> Block:
        return Block.of(sheet.grid.sheet, at[0], at[1] - len(run), (run,), (styles,) if any(styles) else None)

    for row, column, before, _, style in sheet.with_styles():
        if run and at != (row, column):
            yield block()
            run, styles = [], []
        run.append(before)
        styles.append(style)
        at = (row, column + 1)
    if run:
        yield block()
