"""*Omfordeling*: old solutions against new ones by sector, and the transfers between the budgets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from styring_xl.cells.cell import Content, Formula
from styring_xl.danish.citizen import spelled
from styring_xl.figures import solutions
from styring_xl.figures.sectors import Sectors
from styring_xl.figures.solutions import SolutionLine, Solutions
from styring_xl.figures.trace.item import MadeOf, TraceUnit
from styring_xl.figures.trace.sector_tracer import SectorTracer
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import made, sources, spend
from styring_xl.reports.beside import FIGURES_COLUMN, Chart, Picture
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.standard import look
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.lists.solutions import SOLUTIONS
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question

AREA: Final = "Styring_Omfordeling"
_MONEY: Final = (
    Column("old", "Gammel løsning", look.KRONER, 18, summed=True),
    Column("new", "Ny løsning", look.KRONER, 18, summed=True),
    Column("move", "Ny − gammel", look.KRONER, 18, "{new}-{old}"),
)
COLUMNS: Final[Columns] = (
    Column("name", "Omlægning og sektor", look.TEXT, 38),
    Column("cpr", "CPR-nr.", look.TEXT, 14),
    *_MONEY,
    Column("source", "Gammel og ny er", look.TEXT, 30),
)
TRANSFERS: Final[Columns] = (
    Column("name", "Budget", look.TEXT),
    Column("cpr"),
    *_MONEY[:2],
    Column("move", "Flyttes", look.KRONER, summed=True),
)
TRANSFER_SECTION: Final = "Overførsler mellem budgetterne (plus: budgettet hæves)"
_OWN: Final = "Eget budget: "
_CHART_LEFT: Final = len(COLUMNS) + 2
CHART: Final = Chart(
    "Styring_Diagram_Omfordeling",
    ("Sektor", "Gammel løsning", "Ny løsning"),
    Picture(
        "Gammel og ny løsning pr. sektor, 1.000 kr.",
        "Søjlediagram: hver sektors udgift til den gamle og den nye løsning",
        number="#,##0,",
        level=True,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
)


def applies(snapshot: Snapshot) -> bool:
    """When a solution stands in the list."""
    return bool(snapshot.lists.of(SOLUTIONS))


def draw(material: Material, site: Site) -> Drawn:
    """The solutions with their sectors, and the transfers, which sum to nothing with the programme's own budgets."""
    sector = material.sectors
    found = solutions.of(material.snapshot, material.figures, sector)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    places, heads = _solutions(rows, found, SectorTracer(material.tracer, sector))
    charted = _transfers(rows, found, sector, places, heads)
    rows.blank()
    rows.note(
        "Hver sektors budget flyttes med ny − gammel løsning, og omlægningens eget budget det modsatte: summen er 0."
    )
    rows.note("Et beløb fra Månedsforbrug er borgerens i sektoren: sidste års forbrug og årets forventede regnskab.")
    sources.lead(rows, material, {spend.AREA: "Borgernes beløb som på {}"})
    return Drawn((rows.area(AREA), CHART.area(site, charted)), found.problems, {AREA: rows.made})


def _values(lines: Sequence[SolutionLine]) -> dict[str, Content]:
    old, new = sum(line.old for line in lines), sum(line.new for line in lines)
    return {"old": to_kroner(old), "new": to_kroner(new), "move": to_kroner(new - old)}


def _source(line: SolutionLine) -> str:
    words = {True: "indtastet", False: "fra Månedsforbrug"}
    old, new = words[line.old_typed], words[line.new_typed]
    return old if old == new else f"{old} og {new}"


def _solutions(rows: Rows, found: Solutions, tracer: SectorTracer) -> tuple[range, dict[str, int]]:
    """The table of solutions. Returns the sheet rows below its header, and that of each solution."""
    table = Table(rows, COLUMNS)
    table.header()
    first = table.next_row
    heads: dict[str, int] = {}
    for name, lines in found.by_name.items():
        heads[name] = table.group({"name": name, **_values(lines)}, len(lines))
        for line in lines:
            cpr = spelled(line.cpr) or None
            cells = {"name": line.sector, "cpr": cpr, **_values([line]), "source": _source(line)}
            table.line(cells, made=partial(_made, tracer, line))
    table.total({"name": "I alt", **_values(found.lines)}, list(heads.values()))
    return range(first, table.next_row - 1), heads


def _made(tracer: SectorTracer, line: SolutionLine, column: str) -> MadeOf | None:
    """The old and the new solution: as typed, else what the citizen has in the sector."""
    if (column == "old" and line.old_typed) or (column == "new" and line.new_typed):
        amount = line.old if column == "old" else line.new
        return MadeOf.sum([made.listed(line.row, column, amount, line.sector, TraceUnit.ORE)])
    if column == "old":
        return tracer.last_year(line.cpr, line.sector)
    return MadeOf.sum(tracer.spent(line.cpr, line.sector, range(1, 13))) if column == "new" else None


def _transfers(
    rows: Rows, found: Solutions, known: Sectors, places: range, heads: dict[str, int]
) -> list[list[Content]]:
    """A row for each sector's budget and for each solution's own. Returns the chart's figures."""
    rows.blank()
    rows.section(TRANSFER_SECTION, len(TRANSFERS))
    above, table = Table(rows, COLUMNS), Table(rows, TRANSFERS)
    table.header()
    first = table.next_row
    charted: list[list[Content]] = []
    for name in known.in_order(line.sector for line in found.lines):
        row = table.next_row
        mine = [line for line in found.lines if line.sector == name]
        sums = {"old": to_kroner(sum(line.old for line in mine)), "new": to_kroner(sum(line.new for line in mine))}
        cells: dict[str, Content] = {
            column: Formula(
                f"SUMIF({above.down('name', places)},{table.ref('name', row)},{above.down(column, places)})", ore
            )
            for column, ore in sums.items()
        }
        move = Formula(f"{table.ref('new', row)}-{table.ref('old', row)}", to_kroner(sum(line.move for line in mine)))
        table.line({"name": name, **cells, "move": move})
        charted.append(
            [Formula(table.ref("name", row), name), *(Formula(table.ref(each, row), ore) for each, ore in sums.items())]
        )
    for name, lines in found.by_name.items():
        back = Formula(f"-{above.ref('move', heads[name])}", to_kroner(-sum(line.move for line in lines)))
        table.line({"name": f"{_OWN}{name}", "move": back})
    table.total({"name": "I alt", **_values(found.lines), "move": 0.0}, range(first, table.next_row))
    return charted


SHEET: Final = ResultSheet(
    name="Omfordeling",
    area=AREA,
    code_name="",
    title="Omfordeling: hvad flyttes mellem budgetterne?",
    question=Question.SECTORS,
    note="Den gamle løsning mod den nye, sektor for sektor. Skriv dem i listen Omfordeling; med CPR-nr. kan beløbene "
    "regnes af Månedsforbrug.",
    columns=COLUMNS,
    applies=applies,
    draw=draw,
    is_common=False,
    lists=(SOLUTIONS,),
    margin=(3,),
    beside=(CHART,),
    page=Page(spans=((1, len(COLUMNS)), (_CHART_LEFT, FIGURES_COLUMN - 1))),
)
