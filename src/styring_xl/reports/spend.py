"""*Månedsforbrug*: a row per citizen and measure, twelve months, and totals that foot."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.column_contents import ColumnContents
from styring_xl.danish.citizen import spelled
from styring_xl.figures.spend_lines import CITIZEN, EARLIER, NO_PERSON, POOL, UNPLACED, SpendLines
from styring_xl.figures.trace.item import MadeOf
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.month_columns import MONTH_NAMES, month_columns
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.question import Question

AREA: Final = "Styring_Maanedsforbrug"
LABELS: Final = {
    UNPLACED: "Udisponeret forbrug",
    NO_PERSON: "Ikke personhenførbart",
    POOL: "Pulje",
    EARLIER: "Kun sidste år",
}


def columns(closed: int = 0) -> Columns:
    """The columns in a year with so many closed months."""
    return (
        Column("cpr", "CPR-nr.", look.TEXT, 13),
        Column("measure", "Foranstaltning", look.TEXT, 42),
        Column("supplier", "Leverandør", look.TEXT, 27),
        *month_columns(closed, 11),
        Column("whole", "I alt", look.KRONER, 13, summed=True),
        Column("last_year", "Sidste år", look.KRONER, 13, summed=True),
    )


def applies(snapshot: Snapshot) -> bool:
    """Always."""
    return True


def draw(material: Material, site: Site) -> Drawn:
    """The whole sheet from its header row down. Amounts are kroner of whole øre."""
    figures = material.figures
    shown = columns(figures.closed)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(shown))
    table = Table(rows, shown)
    table.header()
    first = table.next_row
    lines, tracer = figures.lines, material.tracer
    months = to_kroner(lines.months)
    summed = np.array([kind not in (POOL, EARLIER) for kind in lines.kind], bool)
    sums = table.formulas(f"SUM({{{MONTH_NAMES[0]}}}:{{{MONTH_NAMES[-1]}}})", range(first, first + len(lines)))
    table.lines(
        {
            "cpr": ColumnContents.of_texts([*map(spelled, lines.cpr)]),
            "measure": ColumnContents.of_texts(lines.measure),
            "supplier": ColumnContents.of_texts([*map(_supplier, lines.kind, lines.supplier)]),
            **{
                name: ColumnContents.of_numbers(each, each == 0)
                for name, each in zip(MONTH_NAMES, months.T, strict=True)
            },
            "whole": ColumnContents.of([*map(to_kroner, lines.amount)]).worked_out(sums, summed),
            "last_year": ColumnContents.of([*map(to_kroner, lines.last_year)]),
        },
        partial(partial, _made, tracer, lines),
    )
    of_month = lines.months.sum(axis=0).tolist()
    table.total(
        {
            "cpr": "I alt",
            **{name: to_kroner(each) for name, each in zip(MONTH_NAMES, of_month, strict=True)},
            "whole": to_kroner(sum(lines.amount)),
            "last_year": to_kroner(sum(lines.last_year)),
        },
        range(first, table.next_row),
    )
    return Drawn((rows.area(AREA),), made={AREA: rows.made})


def _supplier(kind: str, supplier: str) -> str:
    return supplier if kind == CITIZEN else LABELS[kind]


def _made(tracer: Tracer, lines: SpendLines, at: int, column: str) -> MadeOf | None:
    """What a cell of a line is made of; the sum of the months is their formula's to tell."""
    line = lines[at]
    if column in MONTH_NAMES:
        return tracer.spend(line, MONTH_NAMES.index(column) + 1)
    if column == "last_year":
        return tracer.last_year(line)
    if column == "whole" and line.kind in (POOL, EARLIER):
        return tracer.pool(line)
    return None


SHEET: Final = ResultSheet(
    name=standard.SPEND,
    area=AREA,
    code_name="wsMaanedsforbrug",
    title="Månedsforbrug pr. borger",
    question=Question.CITIZENS,
    note="Gråblå måneder er bogført forbrug, hvide er forventet. Summen er årets forventede regnskab; "
    "forbrug uden bevilling eller CPR-nr. står nederst.",
    columns=columns(),
    applies=applies,
    draw=draw,
    page=Page(frozen=(standard.HEADER_ROW, 3), repeats=True),
)
