"""*Grundlag*: every file, whether it is part of the sums, and what had to be brought to one."""

from __future__ import annotations

from typing import Final

from styring_xl.cells.patch import Area
from styring_xl.departments.place import SOURCES, SOURCES_AREA
from styring_xl.departments.sheets.sheet import OverviewSheet, SheetCase
from styring_xl.model.kroner import to_kroner
from styring_xl.reports.report import Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, SheetDesign
from styring_xl.reports.table import Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column
from styring_xl.standard.question import Question
from styring_xl.standard.words import NO, YES

COLUMNS: Final = (
    Column("department", "Afdeling", look.TEXT, 26),
    Column("file", "Fil", look.TEXT, 30),
    Column("added", "Med", look.TEXT, 8),
    Column("year", "Regnskabsår", look.WHOLE, 12),
    Column("closed", "Realiseret til og med måned", look.WHOLE, 13),
    Column("since", "Sammenlignet med", look.TEXT, 20),
    Column("rows", "Rækker, der ikke kan beregnes", look.WHOLE, 14),
    Column("ore", "Kroner i dem", look.KRONER, 14),
    Column("remark", "Bemærkning", look.WRAPPED, 64),
)


def draw(case: SheetCase, site: Site) -> tuple[Area, ...]:
    """A line for each file: those added, then those that are not."""
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    table = Table(rows, COLUMNS)
    table.header()
    for each in case.overview.departments:
        table.line(
            {
                "department": each.name,
                "file": each.file,
                "added": YES,
                "year": float(each.year),
                "closed": float(each.closed),
                "since": each.since or None,
                "rows": float(each.not_computed),
                "ore": to_kroner(each.not_computed_ore),
                "remark": " ".join(each.remarks) or None,
            }
        )
    for out in case.overview.left_out:
        table.line(
            {
                "department": out.name,
                "file": out.file,
                "added": NO,
                "year": None if out.year is None else float(out.year),
                "closed": None if out.closed is None else float(out.closed),
                "remark": out.why,
            },
            {"added": style.ERROR},
        )
    return (rows.area(SOURCES_AREA),)


SHEET: Final = OverviewSheet(
    SheetDesign(
        name=SOURCES,
        area=SOURCES_AREA,
        title="Grundlag",
        question=Question.TRUST,
        note="De projektmapper, overblikket er regnet af. Kun dem med samme år og samme lukkede måned lægges sammen.",
        columns=COLUMNS,
        header_height=54,
        page=Page(repeats=True),
    ),
    draw,
)
