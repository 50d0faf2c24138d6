"""The two days whose citizens *Indsatstrappe* compares: what users type, and what stands in for what they leave out."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from styring_xl.danish import writing
from styring_xl.danish.text import OPEN_END, Unreadable, read_date
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reports import typed
from styring_xl.reports.ladder.columns import AREA, FROM, TO
from styring_xl.reports.report import Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.standard import style


class LadderPeriod(Struct, frozen=True):
    """The two days whose citizens are compared, the cells they are typed in, and what those cells hold instead."""

    first: dt.date
    last: dt.date
    cells: tuple[typed.TypedCell, typed.TypedCell]
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, material: Material, site: Site) -> LadderPeriod:
        """The period typed on the sheet; a day that is not typed or cannot be read is the year's own."""
        names = (FROM, TO)
        begin, end = (typed.beside(material, site, AREA, name) for name in names)
        found: list[dt.date | None] = []
        problems: list[Problem] = []
        for name, cell in zip(names, (begin, end), strict=True):
            try:
                day = read_date(cell.value)
                if day == OPEN_END:
                    raise Unreadable
            except Unreadable:
                day = None
                problems.append(cell.refused(Kind.TYPED_DATE, name))
            found.append(day)
        first, last = found
        if first is not None and last is not None and last < first:
            problems.append(end.refused(Kind.TYPED_PERIOD, TO))
            last = None
        return cls(*_filled(first, last, material.figures.year, material.figures.closed), (begin, end), tuple(problems))

    def write(self, rows: Rows) -> None:
        """Writes the two days, in cells that users fill in, and what they are for."""
        names = (FROM, TO)
        texts = (f"Bevægelserne er fra {spelled(self.first)}", f"til {spelled(self.last)}, begge dage talt med.")
        for name, cell, text in zip(names, self.cells, texts, strict=True):
            rows.add([name, cell.content, text], [style.LABEL, style.INPUT_DATE, style.NOTE])
        rows.blank()


def _filled(first: dt.date | None, last: dt.date | None, year: int, closed: int) -> tuple[dt.date, dt.date]:
    """The period with what nobody has typed: from New Year to the last closed day, or to the end of the year."""
    if last is None:
        ends = dt.date(year, 12, 31)
        if 0 < closed < 12:
            until = dt.date(year, closed + 1, 1) - dt.timedelta(1)
            ends = until if first is None or first <= until else ends
        last = ends if first is None or first <= ends else dt.date(first.year, 12, 31)
    if first is None:
        first = dt.date(year if last.year >= year else last.year, 1, 1)
    return first, last


def spelled(day: dt.date) -> str:
    """The day as the sheet writes it: ``31-12-2026``."""
    return writing.day(day)
