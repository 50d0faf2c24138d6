"""*Fund*: how many findings each department's *Kontrol* has, by check."""

from __future__ import annotations

from typing import Final

from styring_xl.cells.patch import Area
from styring_xl.checks.finding import ERROR
from styring_xl.departments.department import TITLES
from styring_xl.departments.place import FINDINGS, FINDINGS_AREA
from styring_xl.departments.sheets.sheet import OverviewSheet, SheetCase
from styring_xl.reports.division import ALL
from styring_xl.reports.report import Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, SheetDesign
from styring_xl.reports.table import Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column
from styring_xl.standard.question import Question

COLUMNS: Final = (
    Column("department", "Afdeling", look.TEXT, 26),
    Column("severity", "Alvor", look.TEXT, 12),
    Column("code", "Kode", look.TEXT, 24),
    Column("title", "Kontrol", look.TEXT, 64),
    Column("count", "Antal", look.WHOLE, 10, summed=True),
)


def draw(case: SheetCase, site: Site) -> tuple[Area, ...]:
    """A group for each department with its checks, fejl first, and the total."""
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    table = Table(rows, COLUMNS)
    table.header()
    heads = []
    for department in case.overview.departments:
        counted = sum(each.count for each in department.findings)
        heads.append(table.group({"department": department.name, "count": float(counted)}, len(department.findings)))
        for each in department.findings:
            table.line(
                {
                    "department": department.name,
                    "severity": each.severity,
                    "code": each.code,
                    "title": TITLES[each.code],
                    "count": float(each.count),
                },
                {"severity": style.ERROR if each.severity == ERROR else style.WARNING},
            )
    total = sum(each.count for department in case.overview.departments for each in department.findings)
    table.total({"department": ALL, "count": float(total)}, heads)
    return (rows.area(FINDINGS_AREA),)


SHEET: Final = OverviewSheet(
    SheetDesign(
        name=FINDINGS,
        area=FINDINGS_AREA,
        title="Fund pr. afdeling",
        question=Question.TRUST,
        note="Antal fund i hver afdelings Kontrol. Dér står cellerne, og hvad der skal gøres.",
        columns=COLUMNS,
        page=Page(repeats=True),
    ),
    draw,
)
