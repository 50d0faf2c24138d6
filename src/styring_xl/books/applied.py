"""What a patch did to a workbook, or would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from styring_xl.books.cell import Content, Formula, Value, address
from styring_xl.books.grid import Ref
from styring_xl.books.patch import Block, Name, Patch
from styring_xl.errors import StyringError


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: what it held and what it holds."""

    sheet: str
    address: str
    before: Value | Formula
    after: Value | Formula


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell as the editor notes it; the style names are None where the style is not changed."""

    row: int
    column: int
    before: Value | Formula
    after: Value | Formula
    style_before: str | None = None
    style_after: str | None = None


class Changes(Sequence[Change]):
    """All changed cells, sheet by sheet; made when looked at, for there may be hundreds of thousands."""

    def __init__(self, sheets: Sequence[tuple[str, Sequence[CellChange]]]) -> None:
        self.sheets = sheets

    def __len__(self) -> int:
        return sum(len(cells) for _, cells in self.sheets)

    def __iter__(self) -> Iterator[Change]:
        for sheet, cells in self.sheets:
            for each in cells:
                yield Change(sheet, address(each.row, each.column), each.before, each.after)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        if isinstance(index, slice):
            return list(self)[index]
        at = index + len(self) if index < 0 else index
        for sheet, cells in self.sheets:
            if 0 <= at < len(cells):
                each = cells[at]
                return Change(sheet, address(each.row, each.column), each.before, each.after)
            at -= len(cells)
        raise IndexError(index)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something the patch asked for that was not done, because it would have harmed the user's own work."""

    sheet: str
    area: str
    """The area's name, empty for a single cell."""
    cells: tuple[str, ...]
    """The addresses in the way, the first few of them."""
    text: str
    """One Danish sentence."""


class Refused(StyringError):
    """A cell or an area cannot be written without harm; nothing was written."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(refusals[0].text)
        self.refusals = tuple(refusals)


@dataclass(frozen=True, slots=True)
class Applied:
    """What was changed.

    ``refused`` lists areas that were left as they were. ``inverse`` takes the cells, their named styles and the
    names back to what they were (a sheet that was added stays).
    """

    changes: Changes
    sheets: tuple[str, ...] = ()
    """The names of sheets added."""
    names: tuple[tuple[str, tuple[str, Ref] | None, tuple[str, Ref]], ...] = ()
    """(name, where it was, where it is) of each defined name that was set."""
    refused: tuple[Refusal, ...] = ()
    path: Path | None = None
    """Where the workbook was saved, None when it was not (a preview)."""
    backup: Path | None = None

    @property
    def is_empty(self) -> bool:
        """True when nothing was changed."""
        return not (self.changes or self.sheets or self.names)

    def inverse(self) -> Patch:
        """The patch that takes it back."""
        blocks: list[Block] = []
        for sheet, cells in self.changes.sheets:
            blocks.extend(_blocks(sheet, cells))
        names = tuple(Name(name, old[0], old[1]) for name, old, _ in self.names if old is not None)
        return Patch(blocks=tuple(blocks), names=names)


def _blocks(sheet: str, cells: Sequence[CellChange]) -> Iterator[Block]:
    """One block for each run of changed cells in a row."""
    run: list[CellChange] = []

    def block() -> Block:
        values: tuple[Content, ...] = tuple(each.before for each in run)
        styles = tuple(each.style_before for each in run)
        first = run[0]
        return Block(sheet, first.row, first.column, (values,), (styles,) if any(styles) else None)

    for each in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if run and (run[-1].row, run[-1].column + 1) != (each.row, each.column):
            yield block()
            run = []
        run.append(each)
    if run:
        yield block()
