"""Which citizen and which two dates the line chart of *Progression* shows: those in the yellow cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from styring_xl.danish.text import Unreadable, is_blank, read_date, read_number
from styring_xl.figures.progression import CitizenParameters, Progression
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reports import typed
from styring_xl.reports.progression.columns import AREA, CITIZEN, FIRST, SECOND
from styring_xl.reports.report import Material, Site
from styring_xl.reports.typed import TypedCell


@dataclass(slots=True)
class ChartChoice:
    """The citizen and the dates to show, None where there is none, and the yellow cells as they stand."""

    cells: tuple[TypedCell, TypedCell, TypedCell]
    citizen: CitizenParameters | None = None
    first: dt.date | None = None
    second: dt.date | None = None
    problems: list[Problem] = field(default_factory=list)


def choose(material: Material, site: Site, found: Progression) -> ChartChoice:
    """What has been typed, else the list's first citizen with parameters and the first and latest of the dates."""
    citizen, first, second = (typed.beside(material, site, AREA, name) for name in (CITIZEN, FIRST, SECOND))
    choice = ChartChoice((citizen, first, second))
    rows = {each.row: each for each in found.citizens}
    chosen = next(iter(rows.values()), None)
    if not is_blank(citizen.value):
        number = _number(citizen)
        if number in rows:
            chosen = rows[number]
        else:
            choice.problems.append(citizen.refused(Kind.TYPED_CHOICE, CITIZEN))
    choice.citizen = chosen
    dates = chosen.dates if chosen is not None else []
    choice.first = _date(first, FIRST, dates, dates[0] if dates else None, choice)
    choice.second = _date(second, SECOND, dates, dates[-1] if dates else None, choice)
    return choice


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
