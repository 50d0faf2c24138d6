"""The cells of a result sheet that users fill in: found by the label beside them, and written back as they stand."""

from __future__ import annotations

import re

from msgspec import Struct

from styring_xl.cells.cell import Content, Formula, Value
from styring_xl.danish.text import label
from styring_xl.pattern import seldom
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reports.report import Material, Site

ROLE = "resultatark"
Typed = Value | Formula
NumberedLine = tuple[str, str, int]
"""A line of a table with groups: group and measure as labels, and which line of that name in the group, from 0."""


class TypedCell(Struct, frozen=True):
    """A cell as it stands: what it shows, what it holds (a formula stays one), and where it stood, 0 for nowhere."""

    value: Value
    content: Content
    sheet: str
    row: int
    column: int

    def refused(self, kind: Kind, name: str) -> Problem:
        """The problem of a cell that cannot be used."""
        return Problem(kind, name, ROLE, self.sheet, self.row, self.column, self.value)


def beside(material: Material, site: Site, area: str, name: str) -> TypedCell:
    """The cell to the right of the label ``name`` in the area's first column; an empty one when there is none yet."""
    grid = material.snapshot.typed.get(area)
    if grid is not None:
        left = site.corner.left
        for row in range(site.corner.top, len(grid.rows) + 1):
            if label(grid.value(row, left)) == label(name):
                value = grid.value(row, left + 1)
                formula = grid.formulas.get((row, left + 1))
                content: Content = value if formula is None else Formula(formula, value)
                return TypedCell(value, content, grid.sheet, row, left + 1)
    return TypedCell(None, None, site.sheet, 0, 0)


_OWN_ROW = seldom(r"(?<![A-Za-z0-9_.$!:'\]])(\$?[A-Za-z]{1,3})([1-9][0-9]{0,6})(?![A-Za-z0-9_(:.!])")


def moved(content: Typed, before: int, after: int) -> Typed:
    """A typed cell on another row: a formula's single cells of its own row follow, all else stays as it was typed."""
    if not isinstance(content, Formula) or before == after:
        return content

    def follow(match: re.Match[str]) -> str:
        return f"{match[1]}{after}" if int(match[2]) == before else match[0]

    # Texts inside the formula are no cells.
    pieces = re.split(r'("(?:[^"]|"")*")', content.text)
    return Formula("".join(p if p.startswith('"') else _OWN_ROW.sub(follow, p) for p in pieces), content.value)
