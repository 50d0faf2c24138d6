"""*Tværgående*: what the citizens and families of a programme cost in each sector, and against their baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Content, Formula
from styring_xl.danish.citizen import spelled
from styring_xl.figures import programme, sectors
from styring_xl.figures.programme import Baseline, Member, Programme, SectorSpend
from styring_xl.figures.sectors import Sectors
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
from styring_xl.standard.lists.programme import PROGRAMME
from styring_xl.standard.place import FIRST_ROW
from styring_xl.standard.question import Question

AREA: Final = "Styring_Tvaergaaende"
_FIGURES: Final = (
    Column("realised", "Realiseret", look.KRONER, 15, summed=True),
    Column("expected", "Resten af året", look.KRONER, 16, summed=True),
    Column("result", "Forventet regnskab", look.KRONER, 20, "{realised}+{expected}"),
    Column("last_year", "Sidste år", look.KRONER, 15, summed=True),
    Column("change", "Ændring", look.KRONER, 15, "{result}-{last_year}"),
    Column("share", "Andel", look.PERCENT, 15, "IF({total.result}=0,0,{result}/{total.result})"),
)
COLUMNS: Final[Columns] = (
    Column("family", "Familie", look.TEXT, 24),
    Column("cpr", "CPR-nr.", look.TEXT, 14),
    Column("sector", "Sektor", look.TEXT, 26),
    *_FIGURES,
)
BY_SECTOR: Final[Columns] = (
    Column("sector", "Sektor", look.TEXT),
    Column("empty"),
    Column("citizens", "Borgere", look.WHOLE),
    *_FIGURES,
)
BASELINE: Final[Columns] = (
    Column("family", "Familie", look.TEXT),
    Column("cpr", "CPR-nr.", look.TEXT),
    Column("source", "Baseline er", look.TEXT),
    Column("start", "Med fra", look.DATE),
    Column("months", "Måneder siden", look.WHOLE),
    Column("amount", "Baseline, 12 mdr.", look.KRONER, summed=True),
    Column("same", "Baseline siden", look.KRONER, 0, "ROUND({amount}*{months}/12,2)", summed=True),
    Column("since", "Forbrug siden", look.KRONER, summed=True),
    Column("difference", "Forskel", look.KRONER, 0, "{since}-{same}", summed=True),
)
SECTOR_SECTION: Final = "Pr. sektor"
BASELINE_SECTION: Final = "Mod baseline"
_TYPED: Final = "indtastet"
_BOOKED: Final = "fra finans"
_UNKNOWN: Final = "ikke kendt: finans mangler"
_NO_START: Final = "ikke kendt: Fra mangler"
_SINCE: Final = "Måneder fra den, borgeren kom med i, til og med den lukkede måned, højst til Til."
BASELINE_TYPED: Final = "Baseline i listen Tværgående borgere"
_CHART_LEFT: Final = len(COLUMNS) + 2
CHART: Final = Chart(
    "Styring_Diagram_Tvaergaaende",
    ("Sektor", "Forventet regnskab", "Sidste år"),
    Picture(
        "Programmets borgere pr. sektor, mio. kr.",
        "Søjlediagram: forventet regnskab og sidste års forbrug i hver sektor",
        level=True,
    ),
    at=(FIRST_ROW, _CHART_LEFT),
)


class _Sums(Struct, frozen=True):
    """Øre of several lines."""

    realised: int
    expected: int
    last_year: int

    @property
    def result(self) -> int:
        return self.realised + self.expected


def _summed(lines: Iterable[SectorSpend]) -> _Sums:
    spent = list(lines)
    return _Sums(
        sum(each.realised for each in spent),
        sum(each.expected for each in spent),
        sum(each.last_year for each in spent),
    )


def applies(snapshot: Snapshot) -> bool:
    """When a citizen stands in the list."""
    return bool(snapshot.lists.of(PROGRAMME))


def draw(material: Material, site: Site) -> Drawn:
    """The families with a line for each citizen's sector, the sectors, and the citizens against their baseline."""
    sector = material.sectors
    found = programme.of(material.snapshot, material.figures, sector)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    tracer = SectorTracer(material.tracer, sector)
    lines, whole = _families(rows, found, tracer)
    charted = _sectors(rows, found, sector, lines, whole)
    _baselines(rows, found, tracer)
    rows.blank()
    rows.note(
        "Hver linje er borgerens del af Månedsforbrug, også forbrug uden bevilling. Sektoren er bevillingens egen, "
        "ellers foranstaltningens."
    )
    rows.note(
        "Baseline er de 12 måneder før den måned, borgeren kom med; Baseline siden er så mange tolvtedele, som der er "
        "gået måneder. Forbrug siden er bogført til og med den lukkede måned, højst til Til."
    )
    sources.lead(rows, material, {spend.AREA: "Beløbene som på {}"})
    return Drawn((rows.area(AREA), CHART.area(site, charted)), found.problems, {AREA: rows.made})


class _FamilyRows(Struct, frozen=True):
    """The sheet rows of the table of families, and in which of them each citizen's sectors stand."""

    places: range
    of_sector: Mapping[str, Sequence[int]]
    of_citizen: Sequence[int]


def _families(rows: Rows, found: Programme, tracer: SectorTracer) -> tuple[_FamilyRows, _Sums]:
    """The table of families. Returns where its lines stand, and the total."""
    lines = sum(1 + sum(max(len(each.spend), 1) for each in members) for members in found.families.values())
    first = rows.next_row + 1
    table = Table(rows, COLUMNS, first + lines)
    whole = _summed(line for member in found.members for line in member.spend)
    table.header()
    heads: list[int] = []
    of_sector: dict[str, list[int]] = {}
    of_citizen: dict[str, int] = {}
    for family, members in found.families.items():
        mine = [(member, line) for member in members for line in member.spend or (SectorSpend(sectors.NO_SECTOR),)]
        values = _values(_summed(line for _, line in mine), whole)
        heads.append(table.group({"family": family, **values}, len(mine)))
        for member, line in mine:
            values = _values(_summed([line]), whole)
            row = table.line(
                {"family": None, "cpr": spelled(member.cpr), "sector": line.sector, **values},
                made=partial(_spent, tracer, member, line.sector),
            )
            if member.spend:
                of_sector.setdefault(line.sector, []).append(row)
                of_citizen.setdefault(member.cpr, row)
    table.total({"family": "I alt", **_values(whole, whole)}, heads)
    return _FamilyRows(range(first, first + lines), of_sector, [*of_citizen.values()]), whole


def _spent(tracer: SectorTracer, member: Member, sector: str, column: str) -> MadeOf | None:
    """What a citizen has in a sector, as *Månedsforbrug* has it."""
    if column == "realised":
        return MadeOf.sum(tracer.spent(member.cpr, sector, tracer.closed))
    if column == "expected":
        return MadeOf.sum(tracer.spent(member.cpr, sector, tracer.rest))
    return tracer.last_year(member.cpr, sector) if column == "last_year" else None


def _values(sums: _Sums, whole: _Sums) -> dict[str, Content]:
    return {
        "realised": to_kroner(sums.realised),
        "expected": to_kroner(sums.expected),
        "result": to_kroner(sums.result),
        "last_year": to_kroner(sums.last_year),
        "change": to_kroner(sums.result - sums.last_year),
        "share": sums.result / whole.result if whole.result else 0.0,
    }


def _sectors(rows: Rows, found: Programme, known: Sectors, lines: _FamilyRows, whole: _Sums) -> list[list[Content]]:
    """The table of sectors, whose kroner are sums of the lines above. Returns the chart's figures."""
    places = lines.places
    by_sector: dict[str, list[SectorSpend]] = {}
    for member in found.members:
        for line in member.spend:
            by_sector.setdefault(line.sector, []).append(line)
    rows.blank()
    rows.section(SECTOR_SECTION, len(BY_SECTOR))
    above = Table(rows, COLUMNS)
    first = rows.next_row + 1
    table = Table(rows, BY_SECTOR, first + len(by_sector))
    table.header()
    charted: list[list[Content]] = []
    for name in known.in_order(by_sector):
        row = table.next_row
        sums = _summed(by_sector[name])
        values = _values(sums, whole)
        amounts = {"realised": sums.realised, "expected": sums.expected, "last_year": sums.last_year}
        for column, ore in amounts.items():
            text = f"SUMIF({above.down('sector', places)},{table.ref('sector', row)},{above.down(column, places)})"
            values[column] = Formula(text, to_kroner(ore))
        told = partial(_counted, rows.sheet, above.column("cpr"), lines.of_sector[name])
        table.line({"sector": name, "citizens": float(len(by_sector[name])), **values}, made=told)
        charted.append(
            [
                Formula(table.ref("sector", row), name),
                Formula(table.ref("result", row), to_kroner(sums.result)),
                Formula(table.ref("last_year", row), to_kroner(sums.last_year)),
            ]
        )
    everyone = float(len(lines.of_citizen))
    table.total(
        {"sector": "I alt", "citizens": everyone, **_values(whole, whole)},
        range(first, table.next_row),
        made=partial(_counted, rows.sheet, above.column("cpr"), lines.of_citizen),
    )
    return charted


def _counted(sheet: str, at: int, rows: Sequence[int], column: str) -> MadeOf | None:
    """The citizens of a sector, each by the row above; the kroner are formulas."""
    return made.cells(sheet, ((row, at, "Borgerens linje ovenfor") for row in rows)) if column == "citizens" else None


def _baselines(rows: Rows, found: Programme, tracer: SectorTracer) -> None:
    """The table of citizens against their baseline; one whose months the ledger does not hold has no figures."""
    rows.blank()
    rows.section(BASELINE_SECTION, len(BASELINE))
    table = Table(rows, BASELINE)
    table.header()
    first = table.next_row
    members = [member for members in found.families.values() for member in members]
    compared: list[tuple[int, int, int]] = []
    for member in members:
        values, parts = _against(member)
        table.line(values, made=partial(_compared, tracer, member))
        compared += parts
    amount, same, since = (sum(each) for each in zip(*compared, strict=True)) if compared else (0, 0, 0)
    sums = {"amount": amount, "same": same, "since": since, "difference": since - same}
    total: dict[str, Content] = {name: to_kroner(ore) for name, ore in sums.items()}
    table.total({"family": "I alt", **total}, range(first, table.next_row))


def _compared(tracer: SectorTracer, member: Member, column: str) -> MadeOf | None:
    """A citizen's baseline, the months since and what they have cost."""
    found = member.baseline
    if found is None:
        return None
    if column == "months":
        months = float(found.months)
        return MadeOf.worked_out([made.listed(member.row, "start", months, "Fra", TraceUnit.NUMBER)], _SINCE)
    if column == "amount" and found.typed and found.amount is not None:
        return MadeOf.sum([made.listed(member.row, "baseline", found.amount, BASELINE_TYPED, TraceUnit.ORE)])
    if column == "amount":
        return tracer.over(member.cpr, range(found.first - 12, found.first))
    return tracer.over(member.cpr, range(found.first, found.first + found.months)) if column == "since" else None


def _against(member: Member) -> tuple[dict[str, Content], Sequence[tuple[int, int, int]]]:
    """A citizen's line, and baseline, its part and the spend since in øre where they are known."""
    said: dict[str, Content] = {"family": member.family, "cpr": spelled(member.cpr), "source": _NO_START}
    found: Baseline | None = member.baseline
    if found is None:
        return said, ()
    said |= {"start": member.start, "months": float(found.months), "source": _UNKNOWN}
    same = found.share
    if found.amount is None or same is None or found.since is None:
        return said, ()
    figures = {"amount": found.amount, "same": same, "since": found.since, "difference": found.since - same}
    source = _TYPED if found.typed else _BOOKED
    return said | {"source": source, **{name: to_kroner(ore) for name, ore in figures.items()}}, [
        (found.amount, same, found.since)
    ]


SHEET: Final = ResultSheet(
    name="Tværgående",
    area=AREA,
    code_name="",
    title="Tværgående indsats: hvad koster borgerne i hver sektor?",
    question=Question.SECTORS,
    note="Programmets borgere og familier. Skriv dem i listen Tværgående borgere; en foranstaltnings sektor står i "
    "listen Foranstaltningers egenskaber.",
    columns=COLUMNS,
    applies=applies,
    draw=draw,
    is_common=False,
    lists=(PROGRAMME,),
    margin=(3,),
    beside=(CHART,),
    page=Page(spans=((1, len(COLUMNS)), (_CHART_LEFT, FIGURES_COLUMN - 1))),
)
