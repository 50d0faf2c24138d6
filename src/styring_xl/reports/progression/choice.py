"""Which citizen and which two dates the line chart of *Progression* shows: those in the yellow cells.

The citizen is chosen by a row number, which is another citizen's once rows have been inserted above, or sorted. So
the cell beside refers to the citizen's row by a formula, which the office program moves along: a number that stands as
it stood when the formula was written still means that citizen, and is written anew.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl.cells.cell import Content, Formula, address, quote_sheet
from styring_xl.danish.text import Unreadable, is_blank, read_date, read_number
from styring_xl.figures.progression import CitizenParameters, Progression
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reports import typed
from styring_xl.reports.progression.columns import AREA, CITIZEN, FIRST, SECOND
from styring_xl.reports.report import Material, Site
from styring_xl.reports.typed import TypedCell

_ANCHOR: Final = re.compile(r"""IF\(\$?[A-Z]+\$?\d+=(\d+),"[^"]*"&ROW\((?:[^"]*!)?\$?[A-Z]+\$?(\d+)\),""")


class ChartChoice(Struct):
    """The citizen and the dates to show, None where there is none, and the yellow cells as they stand."""

    cells: tuple[TypedCell, TypedCell, TypedCell]
    citizen: CitizenParameters | None = None
    first: dt.date | None = None
    second: dt.date | None = None
    problems: list[Problem] = field(default_factory=list)

    def said(self, cell: str) -> Content:
        """Which row is shown, to stand beside the yellow ``cell`` of the citizen."""
        if self.citizen is None:
            return "Ingen borger i listen har parametre."
        place, shown = self.citizen.place, f"Viser række {self.citizen.place.row}"
        if _number(self.cells[0]) != place.row:
            return shown
        target = f"{quote_sheet(place.sheet)}!{address(place.row, place.columns.get('cpr', 1))}"
        return Formula(f'IF({cell}={place.row},"Viser række "&ROW({target}),"Tryk Opdater prognose")', shown)


def choose(material: Material, site: Site, found: Progression) -> ChartChoice:
    """What has been typed, else the list's first citizen with parameters and the first and latest of the dates."""
    citizen, first, second = (typed.beside(material, site, AREA, name) for name in (CITIZEN, FIRST, SECOND))
    rows = {each.place.row: each for each in found.citizens}
    chosen = next(iter(rows.values()), None)
    number = _number(citizen)
    moved = _moved(material, citizen, number)
    if moved is not None and moved in rows and moved != number:
        number = moved
        citizen = replace(citizen, value=moved, content=float(moved))
    choice = ChartChoice((citizen, first, second))
    if not is_blank(citizen.value):
        if number in rows:
            chosen = rows[number]
        else:
            choice.problems.append(citizen.refused(Kind.TYPED_CHOICE, CITIZEN))
    choice.citizen = chosen
    dates = chosen.dates if chosen is not None else []
    choice.first = _date(first, FIRST, dates, dates[0] if dates else None, choice)
    choice.second = _date(second, SECOND, dates, dates[-1] if dates else None, choice)
    return choice


def _moved(material: Material, cell: TypedCell, number: int) -> int | None:
    """Where the row of that number is now; None when the number has been typed since the last press."""
    grid = material.snapshot.typed.get(AREA)
    if grid is None or isinstance(cell.content, Formula):
        return None
    found = _ANCHOR.match(grid.formulas.get((cell.row, cell.column + 1), ""))
    return int(found[2]) if found is not None and int(found[1]) == number else None


def _number(cell: TypedCell) -> int:
    try:
        number = read_number(cell.value)
    except Unreadable:
        return 0
    return int(number) if number is not None and number == int(number) else 0


def _date(
    cell: TypedCell, name: str, dates: list[dt.date], otherwise: dt.date | None, choice: ChartChoice
) -> dt.date | None:
    if is_blank(cell.value):
        return otherwise
    try:
        date = read_date(cell.value)
    except Unreadable:
        choice.problems.append(cell.refused(Kind.TYPED_DATE, name))
        return otherwise
    if date not in dates:
        choice.problems.append(cell.refused(Kind.TYPED_CHOICE, name))
        return otherwise
    return date
