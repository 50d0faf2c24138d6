"""What stands right of a result sheet's printed columns: the figures of its charts, lists, and sparklines' figures.

Each is a rectangle of its own under a defined name. A chart is a native one over exactly the rows of its name, so that
it follows when a refresh writes more or fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from msgspec import Struct

from styring_xl.cells.cell import Content, Formula, Value
from styring_xl.cells.patch import Area
from styring_xl.reports.report import Corner, Site
from styring_xl.reports.rows import Rows
from styring_xl.standard import style
from styring_xl.standard.column import Columns
from styring_xl.standard.place import FIRST_ROW, HEADER_ROW

FIGURES_COLUMN: Final = 26
"""Column Z, far right of most tables: where the figures of the first chart stand."""

MILLIONS: Final = "#,##0.0,,"
"""Two commas of scale: 56943926 is shown as 56,9."""
THOUSANDS: Final = "#,##0,"
WHOLE: Final = "#,##0"
TENTHS: Final = "#,##0.0"


class Picture(Struct, frozen=True):
    """How a chart is drawn. ``kind`` is column, bar, line or radar, ``subtype`` stacked or nothing.

    ``lines`` are the series (from 0) drawn as lines over the columns; ``hidden`` those without a fill, which lift the
    others. ``left`` is the title of the values' axis.
    """

    title: str
    description: str
    kind: str = "column"
    subtype: str = ""
    number: str = MILLIONS
    width: int = 764
    height: int = 400
    lines: tuple[int, ...] = ()
    right: str = ""
    """The title of an axis to the right that the lines have for themselves; empty when all share one."""
    right_number: str = WHOLE
    left: str = ""
    level: bool = False
    """True writes short categories level instead of slanted."""
    hidden: tuple[int, ...] = ()
    fills: tuple[int, ...] = ()
    """Which fill each series has, where two of them are of one kind; the second of a kind is not in the legend."""
    legend: bool = True
    most: float = 0
    """Where the value axis ends; 0 is the program's own choice."""
    from_zero: bool = False
    """True begins the value axis at 0, whatever the program would choose."""


class Chart(Struct, frozen=True):
    """A chart and the figures it is drawn from, which begin in ``column``.

    The first column holds the categories, the others a series each. ``at`` is the (row, column) of the picture's
    corner. The chart's own name is the defined ``name`` of its figures.
    """

    name: str
    headers: tuple[str, ...]
    picture: Picture
    at: tuple[int, int]
    column: int = FIGURES_COLUMN

    @property
    def corner(self) -> Corner:
        """Where the figures begin in the template."""
        return Corner(FIRST_ROW, self.column)

    def area(self, site: Site, rows: Sequence[Sequence[Content]]) -> Area:
        """The figures, a row for each category; one empty row where there is nothing to draw."""
        corner, width = site.beside[self.name], len(self.headers)
        written = Rows(site.sheet, corner.top, corner.left, width)
        for row in rows or [[None] * width]:
            written.add(row, [style.CHART_TEXT, *[style.CHART] * (width - 1)])
        return written.area(self.name)


class SideList(Struct, frozen=True):
    """A list under a header of its own. ``first`` is the row that stands there before the first refresh.

    ``named_header`` says that the defined name holds the header too, which a refresh then writes with the rows.
    """

    name: str
    columns: Columns
    column: int
    first: tuple[Value, ...] = ()
    named_header: bool = False

    @property
    def corner(self) -> Corner:
        """Where the named rectangle begins in the template."""
        return Corner(HEADER_ROW if self.named_header else FIRST_ROW, self.column)

    def rows(self, site: Site) -> Rows:
        """The rectangle before any row is written."""
        corner = site.beside[self.name]
        return Rows(site.sheet, corner.top, corner.left, len(self.columns))


class Sparklines(Struct, frozen=True):
    """Small columns in the cells of the column ``at``, each drawn from the figures on its own row.

    The figures are parts of the row's largest number, so that one axis holds for all rows whatever their numbers
    become: it ends at ``MOST``, and the tallest column leaves that air below the row above. LibreOffice 7.4 draws a
    column as high as its cell, over any border of it, and prints no small line at all.

    They stand on more rows than most need: on the way through a program that cannot add any, they are there already.
    """

    MOST: ClassVar[float] = 1.25

    name: str
    header: str
    column: int
    width: int
    at: int
    height: int = 120
    top: int = FIRST_ROW

    @property
    def corner(self) -> Corner:
        """Where the figures begin in the template."""
        return Corner(self.top, self.column)

    def add(self, rows: Rows, points: Sequence[tuple[str, float | None]], over: str) -> None:
        """A row drawn from ``points``, each the address of a cell and its number, None where nobody knows it; ``over``
        is a range that holds them and no other number. Where fewer than two are known nothing is drawn.

        The 0 in front makes the columns as high as their numbers; without it the smallest would have no height.
        """
        known = [number for _, number in points if number is not None]
        if len(known) < 2:
            rows.blank()
            return
        largest = max(map(abs, known))
        cells: list[Content] = [0]
        for cell, number in points:
            share = f"IF(N({cell})=0,0,{cell}/MAX({over},-MIN({over})))"
            cells.append(None if number is None else Formula(share, number / largest if number else 0))
        rows.add(cells, [style.CHART_SHARE] * self.width)


Beside = Chart | SideList | Sparklines
