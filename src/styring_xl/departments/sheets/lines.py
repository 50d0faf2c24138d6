"""*Afdelinger*: every measure of every department, the sums that the other sheets fetch, and yellow comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Content, Value, address
from styring_xl.cells.patch import Area
from styring_xl.departments import comments
from styring_xl.departments.department import Department, DepartmentLine
from styring_xl.departments.overview import JointOverview
from styring_xl.departments.place import LINES, LINES_AREA
from styring_xl.departments.sheets.sheet import OverviewSheet, SheetCase, on
from styring_xl.model.kroner import round_div, to_kroner
from styring_xl.reports.division import ALL
from styring_xl.reports.report import Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Heading, Page, SheetDesign
from styring_xl.reports.table import Table
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.question import Question
from styring_xl.standard.sign import Sign

PRICE: Final = "ROUND(({expected}-{pool})/{persons},0)"
"""Kroner per full-year person; a pulje is not the price of anybody."""


def columns(heading: Heading) -> Columns:
    """The columns; the header of the variance says which way it goes."""
    sign = heading.sign
    return (
        Column("department", "Afdeling", look.TEXT, 24),
        Column("measure", "Foranstaltning", look.TEXT, 34),
        Column("budget", "Korrigeret budget (a)", look.KRONER, 13, summed=True),
        Column("expected", "Forventet regnskab (b)", look.KRONER, 13, summed=True),
        Column("pool", "Heraf pulje", look.KRONER, 12, summed=True),
        Column(
            "variance",
            f"Afvigelse ({sign.difference('a', 'b', '−')})",
            look.KRONER,
            13,
            sign.difference("{budget}", "{expected}"),
        ),
        Column("word", "Mindre-/merforbrug", look.TEXT, 14, sign.word_formula("{variance}")),
        Column("budgeted", "Budgetteret antal", look.COUNT, 12, summed=True),
        Column("persons", "Helårspersoner", look.COUNT, 14, summed=True),
        Column("price", "Pr. helårsperson", look.KRONER, 15, PRICE),
        Column("before", "Forventet sidst", look.KRONER, 13, summed=True),
        Column("change", "Ændring siden sidst", look.KRONER, 13, "{expected}-{before}", summed=True),
        comments.column(30),
    )


_AT: Final = {column.name: at for at, column in enumerate(columns(Heading()))}


class LinePlaces(Struct, frozen=True):
    """The sheet rows: of each department (by its place), of each of its lines, and of the total."""

    site: Site
    departments: Sequence[int]
    lines: Mapping[DepartmentLine, int]
    total: int

    @classmethod
    def of(cls, overview: JointOverview, site: Site) -> LinePlaces:
        """Where the lines of an overview stand on the sheet."""
        row = site.corner.top + 1
        heads: list[int] = []
        places: dict[DepartmentLine, int] = {}
        for department in overview.departments:
            heads.append(row)
            for at, line in enumerate(department.lines, row + 1):
                places[line] = at
            row += 1 + len(department.lines)
        return cls(site, heads, places, row)

    def ref(self, name: str, row: int) -> str:
        """A cell of the sheet, for a formula on another."""
        return on(self.site, address(row, self.site.corner.left + _AT[name]))


def draw(case: SheetCase, site: Site) -> tuple[Area, ...]:
    """A group for each department with its measures, and the total."""
    overview = case.overview
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(_AT))
    table = Table(rows, columns(Heading(overview.year, overview.sign)))
    table.header()
    heads = [_department(table, department, overview.sign, case.comments) for department in overview.departments]
    everything = [line for each in overview.departments for line in each.lines]
    total = sums(ALL, everything, overview.sign, is_compared=any(each.since for each in overview.departments))
    if any(each.since for each in overview.departments):
        total["change"] = to_kroner(sum(line.expected - line.before for line in everything if line.before is not None))
    table.total({**total, comments.COMMENT: case.comments.take(ALL, "")}, heads)
    case.comments.write_left(rows, table)
    return (rows.area(LINES_AREA),)


def _department(table: Table, department: Department, sign: Sign, typed: comments.Comments) -> int:
    """A department's row, with its lines below; returns its sheet row."""
    name = department.name
    values = sums(name, department.lines, sign, is_compared=bool(department.since))
    head = table.group({**values, comments.COMMENT: typed.take(name, "")}, len(department.lines))
    for line in department.lines:
        table.line({**_line(name, line, sign), comments.COMMENT: typed.take(name, line.measure)})
    return head


def _line(department: str, line: DepartmentLine, sign: Sign) -> dict[str, Content]:
    variance = shown(sign, line.budget - line.expected)
    return {
        "department": department,
        "measure": line.measure,
        "budget": to_kroner(line.budget),
        "expected": to_kroner(line.expected),
        "pool": to_kroner(line.pool) if line.pool else None,
        "variance": variance,
        "word": sign.word(variance),
        "budgeted": None if line.budgeted is None else line.budgeted / 10_000,
        "persons": None if line.persons is None else line.persons / 10,
        "price": price(line.expected - line.pool, line.persons),
        "before": None if line.before is None else to_kroner(line.before),
        "change": None if line.before is None else to_kroner(line.expected - line.before),
    }


def price(ore: int, persons: int | None) -> float | None:
    """Whole kroner per full-year person (``persons`` tenths), None without any; rounded once, from the øre."""
    return to_kroner(round_div(ore, persons * 10) * 100) if persons else None


def shown(sign: Sign, ore: int) -> float:
    """A variance in kroner with its sign; 0 has none."""
    return to_kroner(sign.factor * ore) or 0.0


def sums(name: str, lines: Sequence[DepartmentLine], sign: Sign, *, is_compared: bool) -> dict[str, Value]:
    """What some lines come to, in the sheet's columns."""
    budget, expected = sum(line.budget for line in lines), sum(line.expected for line in lines)
    variance = shown(sign, budget - expected)
    before = sum(line.before or 0 for line in lines)
    return {
        "department": name,
        "budget": to_kroner(budget),
        "expected": to_kroner(expected),
        "pool": to_kroner(sum(line.pool for line in lines)),
        "variance": variance,
        "word": sign.word(variance),
        "budgeted": sum(line.budgeted or 0 for line in lines) / 10_000,
        "persons": sum(line.persons or 0 for line in lines) / 10,
        "before": to_kroner(before) if is_compared else None,
        "change": to_kroner(expected - before) if is_compared else None,
    }


SHEET: Final = OverviewSheet(
    SheetDesign(
        name=LINES,
        area=LINES_AREA,
        title="Afdelingernes foranstaltninger",
        question=Question.COST,
        note="Hver afdelings sum er forventet regnskab i dens egen projektmappe. Skriv kommentarer i de gule felter; "
        "de følger deres linje.",
        columns=columns,
        header_height=54,
        page=Page(frozen=(5, 2), repeats=True),
    ),
    draw,
    keys=("department", "measure"),
)
