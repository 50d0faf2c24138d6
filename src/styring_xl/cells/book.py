"""A workbook as everything above the adapters knows it, whichever program holds it: read, planned for and changed.

``books.file.filebook.FileBook`` and ``books.live.LiveBook`` are such books.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol, TypeVar

from msgspec import Struct

from styring_xl.cells.cell import Content, Formula, Value, address
from styring_xl.cells.column import CellColumns
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block, Patch

HEAD_ROWS: Final = 60
"""So many rows at the top of a sheet are its head: what it is, is said there."""
NAMED_CELLS: Final = 5
"""So many cells are named when cells are in the way."""


class Change(Struct, frozen=True):
    """One cell: what it holds and what it is to hold."""

    sheet: str
    row: int
    column: int
    before: Value | Formula
    after: Value | Formula

    @property
    def address(self) -> str:
        """Where it is, such as B7."""
        return address(self.row, self.column)


class Obstacle(Struct, frozen=True):
    """Something that stands in the way of a patch: writing there would harm the user's own work."""

    sheet: str
    area: str
    """The name of the area that cannot be written, empty for a single cell."""
    cells: tuple[tuple[int, int], ...]
    """(row, column) of the cells in the way, the first few of them."""
    text: str
    """One Danish sentence."""

    @classmethod
    def of_area(cls, sheet: str, area: str, taken: Sequence[tuple[int, int]]) -> Obstacle:
        """An area whose room the user's own cells take."""
        shown = ", ".join(address(*cell) for cell in taken[:NAMED_CELLS])
        more = " m.fl." if len(taken) > NAMED_CELLS else ""
        text = f"Arket »{sheet}« er ikke opdateret: der står noget i {shown}{more}, hvor der er brug for pladsen."
        return cls(sheet, area, tuple(taken[:NAMED_CELLS]), text)

    @classmethod
    def of_cell(cls, sheet: str, area: str, cell: tuple[int, int], reason: str) -> Obstacle:
        """A cell that cannot be changed alone; ``reason`` says what it is part of, in the middle of a sentence."""
        if area:
            text = f"Arket »{sheet}« er ikke opdateret: {address(*cell)} {reason} og kan ikke ændres alene."
        else:
            text = f"Cellen {address(*cell)} på arket »{sheet}« {reason} og kan ikke ændres alene."
        return cls(sheet, area, (cell,), text)


class Plan(Protocol):
    """What is left of a patch for one book, when all that is there already is taken out."""

    @property
    def patch(self) -> Patch:
        """What is to be written: the cells that differ from what stands."""
        ...

    @property
    def obstacles(self) -> Sequence[Obstacle]:
        """What the patch asks for that would harm the user's own work."""
        ...

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to write."""
        ...


class SheetTops(Protocol):
    """The tops of a workbook's sheets: what it takes to see what each sheet is."""

    @property
    def sheet_names(self) -> Sequence[str]:
        """The names of the sheets with cells, in tab order."""
        ...

    def is_hidden(self, sheet: str) -> bool:
        """Whether a user does not see the sheet."""
        ...

    def head(self, sheet: str, rows: int = HEAD_ROWS) -> Grid:
        """The first rows of a sheet, without reading the rest of it."""
        ...


class ReadableBook(SheetTops, Protocol):
    """A workbook that is only read."""

    def grid(self, sheet: str) -> Grid:
        """All of a sheet."""
        ...

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> CellColumns:
        """Some columns of a sheet, of however many rows, as arrays."""
        ...

    def resolve(self, name: str) -> tuple[str, Ref] | None:
        """The sheet and rectangle a defined name refers to, None when there is none or it is something else."""
        ...

    def contents(self, block: Block) -> Mapping[tuple[int, int], Content]:
        """What stands where a block would be written; empty cells are left out."""
        ...


PlanT = TypeVar("PlanT", bound=Plan)


class Book(ReadableBook, Protocol[PlanT]):
    """A workbook that can be changed: a patch is planned, and the plan is applied."""

    def plan(self, patch: Patch) -> PlanT:
        """What the patch would change here, and what stands in its way. Writes nothing."""
        ...

    def apply(self, plan: PlanT) -> object:
        """Write a plan this book has made, all of it or nothing. Raises StyringError when it cannot be written."""
        ...
