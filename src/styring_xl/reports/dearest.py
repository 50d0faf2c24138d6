"""*Dyreste sager*: the citizens whose year costs the most and their part of it all, without naming any of them."""

from __future__ import annotations

from functools import partial
from typing import Final

from styring_xl.cells.cell import Content, Formula, address, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.figures import dearest
from styring_xl.figures.dearest import DearCase
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import sources, spend
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.table import RowKind, Table
from styring_xl.standard import look
from styring_xl.standard.column import Column
from styring_xl.standard.place import HEADER_ROW
from styring_xl.standard.question import Question

AREA: Final = "Styring_DyresteSager"
MOST: Final = 20
_RANK: Final = "Sagens plads på listen: den dyreste er nummer 1."
COLUMNS: Final = (
    Column("rank", "Nr.", look.WHOLE, 6),
    Column("row", "Række på Månedsforbrug", look.LINK, 17),
    Column("measures", "Foranstaltninger", look.WRAPPED, 52),
    Column("lines", "Linjer", look.WHOLE, 8),
    Column("amount", "Forventet regnskab", look.KRONER, 15, summed=True),
    Column("share", "Andel af året", look.PERCENT, 10),
    Column("cumulated", "Andel i alt", look.PERCENT, 10),
    Column("last_year", "Sidste år", look.KRONER, 15, summed=True),
    Column("change", "Ændring", look.KRONER, 15, "{amount}-{last_year}"),
)
_SPEND: Final = {column.name: at for at, column in enumerate(spend.columns())}


def applies(snapshot: Snapshot) -> bool:
    """When there is a commitment."""
    return len(snapshot.disposition.commitments) > 0


def draw(material: Material, site: Site) -> Drawn:
    """The dearest citizens with their part of the year, and all the others together, to the total of Månedsforbrug."""
    figures = material.figures
    found = dearest.of(figures.lines, MOST)
    whole = sum(figures.lines.amount)
    last_year = sum(figures.lines.last_year)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    table = Table(rows, COLUMNS)
    table.header()
    first = table.next_row
    # The dearest, their total, and the others stand above the year's total.
    everything = first + len(found) + 2
    top = material.sites.get(spend.AREA)
    cumulated = 0
    for at, case in enumerate(found):
        cumulated += case.amount
        row = table.next_row
        before = f"{table.ref('cumulated', row - 1)}+" if at else ""
        cells = _case(at, case, top)
        cells["share"] = _share(table, row, everything, case.amount, whole)
        cells["cumulated"] = Formula(f"{before}{table.ref('share', row)}", cumulated / whole if whole else 0.0)
        table.line(cells, made=partial(_made, material.tracer, case, top))
        if top is not None:
            target = _cell(top, case.lines[0], "cpr")
            rows.links.append(Link(row, table.column("row"), target, "Gå til borgerens linje"))
    then = sum(case.last_year for case in found)
    dear: dict[str, Content] = {
        "measures": f"De {len(found)} dyreste i alt" if len(found) > 1 else "Den dyreste",
        "amount": to_kroner(cumulated),
        "last_year": to_kroner(then),
        "change": to_kroner(cumulated - then),
        "share": _share(table, table.next_row, everything, cumulated, whole),
    }
    together = table.total(dear, range(first, table.next_row))
    rest: dict[str, Content] = {"measures": "Alt andet i Månedsforbrug"}
    for name, value in (("amount", whole - cumulated), ("last_year", last_year - then)):
        text = f"{table.ref(name, everything)}-{table.ref(name, together)}"
        rest[name] = Formula(text, to_kroner(value))
    rest["change"] = to_kroner(whole - cumulated - last_year + then)
    rest["share"] = _share(table, table.next_row, everything, whole - cumulated, whole)
    table.line(rest)
    bottom = len(figures.lines)
    total: dict[str, Content] = {"measures": "Månedsforbrug i alt", "change": to_kroner(whole - last_year)}
    for name, spent, value in (("amount", "whole", whole), ("last_year", "last_year", last_year)):
        total[name] = _of(top, (bottom,), spent, value)
    total["share"] = _share(table, table.next_row, everything, whole, whole)
    # It sums no rows of this sheet.
    table.add(RowKind.TOTAL, total)
    rows.blank()
    rows.notes(
        "En sag er alt, hvad én borger koster i året, bogført og forventet, også forbrug uden bevilling. Et klik på "
        "rækken fører til borgerens linje på Månedsforbrug; her er ingen nævnt, så arket kan vises for andre.",
        140,
    )
    sources.lead(rows, material, {spend.AREA: "Alle borgere på {}"})
    return Drawn((rows.area(AREA),), made={AREA: rows.made})


def _made(tracer: Tracer, case: DearCase, top: Site | None, column: str) -> MadeOf | None:
    """What a citizen's line is made of; where Månedsforbrug is there, the formulas say the kroner."""
    lines = [tracer.figures.lines[at] for at in case.lines]
    if column == "rank":
        return MadeOf.worked_out((), _RANK)
    if column == "lines":
        where = [("", 0)] * len(lines) if top is None else [(top.sheet, top.corner.top + 1 + at) for at in case.lines]
        return MadeOf.sum(
            TraceItem(ItemKind.CELL, 1, sheet, row, text=line.measure, unit=TraceUnit.NUMBER)
            for line, (sheet, row) in zip(lines, where, strict=True)
        )
    if top is None and column == "amount":
        return MadeOf.sum(item for line in lines for month in range(1, 13) for item in tracer.spend(line, month).items)
    if top is None and column == "last_year":
        return MadeOf.sum(item for line in lines for item in tracer.last_year(line).items)
    return None


def _case(at: int, case: DearCase, top: Site | None) -> dict[str, Content]:
    """A citizen's line, whose kroner are those of the citizen's lines on Månedsforbrug."""
    return {
        "rank": float(at + 1),
        "row": None if top is None else f"{top.sheet}!{top.corner.top + 1 + case.lines[0]}",
        "measures": " · ".join(case.measures),
        "lines": float(len(case.lines)),
        "amount": _of(top, case.lines, "whole", case.amount),
        "last_year": _of(top, case.lines, "last_year", case.last_year),
        "change": to_kroner(case.amount - case.last_year),
    }


def _of(top: Site | None, lines: tuple[int, ...], name: str, ore: int) -> Content:
    """The sum of a column of Månedsforbrug over some of its lines; the value alone where the workbook has no such
    sheet."""
    value = to_kroner(ore)
    return value if top is None else Formula("+".join(_cell(top, each, name) for each in lines), value)


def _share(table: Table, row: int, whole_row: int, part: int, whole: int) -> Formula:
    """A row's part of the year, 0 where the year is nothing."""
    whole_cell = table.ref("amount", whole_row)
    return Formula(f"IF({whole_cell}=0,0,{table.ref('amount', row)}/{whole_cell})", part / whole if whole else 0.0)


def _cell(top: Site, line: int, name: str) -> str:
    """A cell of Månedsforbrug, by the place of its line."""
    return f"{quote_sheet(top.sheet)}!{address(top.corner.top + 1 + line, top.corner.left + _SPEND[name])}"


SHEET: Final = ResultSheet(
    name="Dyreste sager",
    area=AREA,
    code_name="wsDyresteSager",
    title="De dyreste sager",
    question=Question.CITIZENS,
    note="De 20 borgere, der koster mest i året, og deres andel af det hele. Ingen er nævnt ved navn eller CPR-nr.",
    columns=COLUMNS,
    applies=applies,
    draw=draw,
    header_height=40,
    page=Page(spans=((1, len(COLUMNS)),), frozen=(HEADER_ROW, 1)),
)
