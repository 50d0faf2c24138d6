"""*Månedsforbrug*: a row per citizen and measure, twelve months, and totals that foot."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.danish.citizen import spelled
from styring_xl.figures.spend_lines import CITIZEN, EARLIER, NO_PERSON, POOL, UNPLACED, SpendLine
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
    whole = last_year = 0
    tracer = material.tracer
    ore = np.array([line.months for line in figures.lines], np.int64).reshape(-1, 12)
    for line, shown_months in zip(figures.lines, (ore / 100).tolist(), strict=True):
        amount: Content = to_kroner(line.amount)
        if line.kind not in (POOL, EARLIER):
            span = table.span(MONTH_NAMES[0], MONTH_NAMES[-1], table.next_row)
            amount = Formula(f"SUM({span})", to_kroner(line.amount))
        table.line(
            {
                "cpr": spelled(line.cpr) or None,
                "measure": line.measure or None,
                "supplier": (line.supplier if line.kind == CITIZEN else LABELS[line.kind]) or None,
                **{name: each or None for name, each in zip(MONTH_NAMES, shown_months, strict=True)},
                "whole": amount,
                "last_year": to_kroner(line.last_year),
            },
            made=partial(_made, tracer, line),
        )
        whole += line.amount
        last_year += line.last_year
    table.total(
        {
            "cpr": "I alt",
            **{name: to_kroner(each) for name, each in zip(MONTH_NAMES, ore.sum(axis=0).tolist(), strict=True)},
            "whole": to_kroner(whole),
            "last_year": to_kroner(last_year),
        },
        range(first, table.next_row),
    )
    return Drawn((rows.area(AREA),), made={AREA: rows.made})


def _made(tracer: Tracer, line: SpendLine, column: str) -> MadeOf | None:
    """What a cell of a line is made of; the sum of the months is their formula's to tell."""
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
