"""Cells that cannot be changed alone: hidden under a merged one, part of an array or a data table, a table's edge.

A hazard is there whatever is written; it becomes an ``Obstacle`` of the patch that asks for one of its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from styring_xl.cells.grid import ExcelTable, Ref


class Hazard(Struct, frozen=True):
    """A rectangle that is one thing; ``free`` is the one cell of it that may be written."""

    ref: Ref
    free: tuple[int, int] | None
    reason: str
    """What a cell of it is, in the middle of a Danish sentence."""

    def stops(self, row: int, column: int) -> bool:
        """True when the cell cannot be changed alone."""
        return (row, column) in self.ref and (row, column) != self.free


class Hazards(Struct, frozen=True):
    """All the hazards of a sheet."""

    all: Sequence[Hazard]

    def within(self, ref: Ref) -> Stopped:
        """The hazards that share a cell with a rectangle, by row."""
        rows: dict[int, list[Hazard]] = {}
        for each in self.all:
            if each.ref.left <= ref.right and ref.left <= each.ref.right:
                for row in range(max(each.ref.top, ref.top), min(each.ref.bottom, ref.bottom) + 1):
                    rows.setdefault(row, []).append(each)
        return Stopped(rows)


class Stopped(Struct, frozen=True):
    """The hazards of a rectangle by row, as a sheet may have thousands but a row has few."""

    rows: Mapping[int, Sequence[Hazard]]

    def reason(self, row: int, column: int) -> str | None:
        """Why a cell cannot be changed alone, None when it can."""
        return next((each.reason for each in self.rows.get(row, ()) if each.stops(row, column)), None)


def merged_cells(refs: Iterable[Ref]) -> Iterator[Hazard]:
    """The hazards of merged cells: all but the first of each cannot be written."""
    for ref in refs:
        yield Hazard(ref, (ref.top, ref.left), "er skjult i en flettet celle")


def table_edges(tables: Iterable[ExcelTable]) -> Iterator[Hazard]:
    """The hazards of Excel tables: their headers and total rows."""
    for table in tables:
        ref = table.ref
        if table.header_rows:
            head = Ref(ref.top, ref.left, ref.top + table.header_rows - 1, ref.right)
            yield Hazard(head, None, "er en kolonneoverskrift i en tabel")
        if table.totals_rows:
            foot = Ref(ref.bottom - table.totals_rows + 1, ref.left, ref.bottom, ref.right)
            yield Hazard(foot, None, "er i en tabels totalrække")


def formula_areas(areas: Iterable[tuple[Ref, str]]) -> Iterator[Hazard]:
    """The hazards of formulas over several cells; ``areas`` are their rectangles and ``t`` in the file format."""
    for ref, kind in areas:
        if kind == "dataTable":
            yield Hazard(ref, None, "er en del af en datatabel")
        elif (ref.top, ref.left) != (ref.bottom, ref.right):
            yield Hazard(ref, None, "er en del af en matrixformel")
