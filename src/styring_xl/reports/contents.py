"""What *Start* lists below the month's routine: the result sheets that are there, by the question each answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from styring_xl.cells.cell import quote_sheet
from styring_xl.cells.patch import Area, Link
from styring_xl.reports.report import Corner
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import ResultSheet
from styring_xl.standard import style
from styring_xl.standard.question import Question

AREA: Final = "Styring_Indhold"
WIDTH: Final = 3
TITLE: Final = "Find svaret"


def area(sheet: str, corner: Corner, there: Sequence[tuple[str, ResultSheet]]) -> Area:
    """The rectangle on ``sheet``: a heading for each question, and under it its sheets by their names here."""
    rows = Rows(sheet, corner.top, corner.left, WIDTH)
    rows.section(TITLE, WIDTH)
    for question in Question:
        mine = [(name, each) for name, each in there if each.question == question]
        if mine:
            rows.add((None, str(question)), (style.GROUP_TEXT,) * WIDTH)
        for name, each in mine:
            row = rows.add((None, each.title, name), (style.COMPUTED_TEXT, style.COMPUTED_TEXT, style.LINK))
            column = corner.left + WIDTH - 1
            rows.links.append(Link(row, column, f"{quote_sheet(name)}!A1", f"Gå til {name}"))
    return rows.area(AREA)
