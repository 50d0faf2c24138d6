"""Cells that cannot be changed alone: hidden under a merged one, part of an array or a data table, a table's edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from styring_xl.books.ooxml.sheetxml import SheetXml
from styring_xl.cells.grid import Grid, Ref


@dataclass(frozen=True, slots=True)
class Hazard:
    """A rectangle that is one thing; ``free`` is the one cell of it that may be written."""

    ref: Ref
    free: tuple[int, int] | None
    reason: str
    """What a cell of it is, in the middle of a Danish sentence."""

    def stops(self, row: int, column: int) -> bool:
        """True when the cell cannot be changed alone."""
        return (row, column) in self.ref and (row, column) != self.free


@dataclass(frozen=True, slots=True)
class Hazards:
    """All of a sheet's."""

    all: Sequence[Hazard]

    @classmethod
    def of(cls, grid: Grid, xml: SheetXml) -> Hazards:
        """Those of a sheet, read and taken apart."""
        found = [Hazard(ref, (ref.top, ref.left), "er skjult i en flettet celle") for ref in grid.merged]
        for table in grid.tables:
            ref = table.ref
            if table.header_rows:
                head = Ref(ref.top, ref.left, ref.top + table.header_rows - 1, ref.right)
                found.append(Hazard(head, None, "er en kolonneoverskrift i en tabel"))
            if table.totals_rows:
                foot = Ref(ref.bottom - table.totals_rows + 1, ref.left, ref.bottom, ref.right)
                found.append(Hazard(foot, None, "er i en tabels totalrække"))
        for ref, kind in xml.formula_areas():
            if kind == "dataTable":
                found.append(Hazard(ref, None, "er en del af en datatabel"))
            elif (ref.top, ref.left) != (ref.bottom, ref.right):
                found.append(Hazard(ref, None, "er en del af en matrixformel"))
        return cls(tuple(found))

    def within(self, ref: Ref) -> list[Hazard]:
        """Those that share a cell with a rectangle."""
        return [
            each
            for each in self.all
            if each.ref.top <= ref.bottom
            and ref.top <= each.ref.bottom
            and each.ref.left <= ref.right
            and ref.left <= each.ref.right
        ]
