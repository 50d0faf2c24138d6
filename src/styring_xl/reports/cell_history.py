"""*Hvem ændrede?*: the sheet that shows what a cell of the disposition held at each closing and revision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl.cells.cell import Content
from styring_xl.cells.patch import Area, Link
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column

AREA: Final = "Styring_Cellehistorie"
NAME: Final = "Hvem ændrede"
CELL_ROW: Final = 2
"""The row that leads to the cell, in the second column."""
_TOP: Final = 1
_LONGEST: Final = 110

COLUMNS: Final = (
    Column("time", "Tidspunkt", look.TEXT, 26),
    Column("kind", "Art", look.TEXT, 18),
    Column("date", "Dato", look.TEXT, 13),
    Column("who", "Lukket af", look.TEXT, 18),
    Column("value", "Værdi", look.TEXT, 34),
    Column("changed", "Ændret siden sidst", look.TEXT, 18),
)
WIDTH: Final = len(COLUMNS)


def draw(
    cell: str, target: str, header: str, now: str, lines: Sequence[tuple[str, ...]], notes: Sequence[str], sheet: str
) -> Area:
    """The sheet's contents. ``cell`` is what is asked of, ``target`` the same as a link spells it, ``now`` what it
    holds; ``lines`` are the texts of each time, the oldest first."""
    rows = Rows(sheet, _TOP, 1, WIDTH)
    rows.add(["Hvem ændrede?"], [style.TITLE])
    row = rows.add(["Cellen", cell, header], [style.LABEL, style.LINK, style.STATUS])
    rows.links.append(Link(row, 2, target, "Gå til cellen"))
    rows.add(["Nu", now], [style.LABEL, style.COMPUTED_TEXT])
    for note in notes:
        rows.notes(note, _LONGEST)
    rows.notes(
        "Historik gemmer, hvad der stod, da en måned blev lukket eller en revision gemt, og hvem der gjorde det; ikke "
        "hvem der skrev i cellen. Vælg en række, og tryk Hent værdi tilbage: så står værdien i cellen igen.",
        _LONGEST,
    )
    rows.blank()
    table = Table(rows, COLUMNS)
    table.header()
    for line in lines:
        cells: dict[str, Content] = {column.name: text or None for column, text in zip(COLUMNS, line, strict=True)}
        table.line(cells)
    return rows.area(AREA)
