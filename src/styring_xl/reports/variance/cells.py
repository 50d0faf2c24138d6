"""Where the figures of *Afvigelse* stand, for the sheets that fetch them by formula and lead to their lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import address, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.danish.text import label
from styring_xl.figures.segment import Segment
from styring_xl.figures.variance_lines import VarianceGroup, VarianceLine
from styring_xl.reports.report import Material, Site
from styring_xl.reports.sheet import Heading
from styring_xl.reports.variance.columns import columns

AREA: Final = "Styring_Afvigelse"
VarianceRow = VarianceLine | VarianceGroup | Segment
"""What has a row of its own."""
_AT: Final = {column.name: at for at, column in enumerate(columns(Heading()))}


def shown(segments: Sequence[Segment]) -> list[Segment]:
    """The segments that stand on the sheet: one that only earlier years know has no line there."""
    return [segment for segment in segments if segment.groups]


def line_rows(segments: Sequence[Segment], top: int) -> dict[VarianceRow, int]:
    """The sheet row of each line, group and segment's total in a table whose header stands in row ``top``."""
    places: dict[VarianceRow, int] = {}
    row = top
    for at, segment in enumerate(shown(segments)):
        if segment.name:
            # Its heading, and an empty row above all but the first.
            row += 2 if at else 1
        for group in segment.groups:
            places[group] = row + 1
            for at, line in enumerate(group.lines, row + 2):
                places[line] = at
            row += 1 + len(group.lines)
        if segment.name:
            row += 1
            places[segment] = row
    return places


class VarianceCells(Struct, frozen=True):
    """The cells of *Afvigelse* in a workbook that has the sheet."""

    site: Site
    rows: Mapping[VarianceRow, int]

    @classmethod
    def of(cls, material: Material) -> VarianceCells | None:
        """None where the workbook has no such sheet."""
        site = material.sites.get(AREA)
        return None if site is None else cls(site, line_rows(material.figures.segments, site.corner.top))

    @property
    def sheet(self) -> str:
        """What the sheet is called."""
        return self.site.sheet

    def ref(self, name: str, line: VarianceLine) -> str:
        """The cell of a line in column ``name``, as a formula on another sheet spells it."""
        return f"{quote_sheet(self.sheet)}!{address(self.rows[line], self.site.corner.left + _AT[name])}"

    def expected(self, line: VarianceLine) -> str | None:
        """The cells that hold the expected result of a line of the whole, as a sum; None where none of them does.

        On a sheet that is divided these are the lines of its measure in each segment.
        """
        if line in self.rows:
            return self.ref("expected", line)
        mine = [each for each in self.rows if isinstance(each, VarianceLine) and _are_one(each, line)]
        if not mine or sum(each.expected for each in mine) != line.expected:
            return None
        return "+".join(self.ref("expected", each) for each in mine if each.expected) or None

    def link(self, row: int, column: int, line: VarianceLine) -> Link:
        """From the cell (row, column) of another sheet to the line; where the sheet is divided and the line is the
        whole's, to its measure's line in the first part that has one, else to the top of the sheet."""
        if line in self.rows:
            return Link(row, column, self.ref("measure", line), "Gå til linjen")
        mine = [each for each in self.rows if isinstance(each, VarianceLine) and _are_one(each, line)]
        corner = self.site.corner
        top = f"{quote_sheet(self.sheet)}!{address(corner.top, corner.left)}"
        return Link(row, column, self.ref("measure", mine[0]) if mine else top, "Gå til linjen")


def _are_one(one: VarianceLine, other: VarianceLine) -> bool:
    """Whether two lines are the same measure's in two parts."""
    return one.kept_for == other.kept_for and label(one.measure) == label(other.measure)
