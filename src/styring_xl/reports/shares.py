"""*Fordelingsnøgle*: what each sector pays before and after the agreed shares, and what to move in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.danish import writing
from styring_xl.danish.citizen import spelled
from styring_xl.danish.text import Unreadable, is_blank
from styring_xl.figures import sectors, shares
from styring_xl.figures.shares import Key, Payer, PayerShare, Reposting, Shares
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.sector_tracer import SectorTracer
from styring_xl.model.arrays import Integers
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.settings import read_closed
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import made, sources, spend, typed
from styring_xl.reports.beside import FIGURES_COLUMN, Chart, Picture
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Labelled, Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column, Columns
from styring_xl.standard.lists.shares import SHARES
from styring_xl.standard.question import Question

AREA: Final = "Styring_Fordelingsnoegle"
MOVED: Final = "Omposteret til og med"
"""The label of the cell in which users say what has been booked already."""
_MONEY: Final = (
    Column("booked_before", "Bogført før", look.KRONER, 15, summed=True),
    Column("booked_after", "Bogført efter", look.KRONER, 15, summed=True),
    Column("move", "Forskel", look.KRONER, 15, "{booked_after}-{booked_before}"),
    Column("expected_before", "Forventet før", look.KRONER, 15, summed=True),
    Column("expected_after", "Forventet efter", look.KRONER, 15, summed=True),
)
COLUMNS: Final[Columns] = (
    Column("payer", "Bevilling og sektor", look.TEXT, 34),
    Column("cpr", "CPR-nr.", look.TEXT, 14),
    Column("account", "Konto", look.TEXT, 14),
    Column("share", "Andel", look.PERCENT, 11),
    *_MONEY,
    Column("approved", "Godkendt af", look.TEXT, 22),
    Column("date", "Dato", look.DATE, 12),
)
BY_SECTOR: Final[Columns] = (
    Column("payer", "Sektor", look.TEXT),
    Column("cpr"),
    Column("account"),
    Column("share", "Andel efter", look.PERCENT),
    *_MONEY,
)
REPOSTINGS: Final[Columns] = (
    Column("payer", "Sektor", look.TEXT),
    Column("cpr", "CPR-nr.", look.TEXT),
    Column("account", "Konto", look.TEXT),
    Column("month", "Måned", look.TEXT),
    Column("amount", "Beløb", look.DECIMAL, summed=True),
    Column("text", "Tekst", look.UNFRAMED),
)
SECTOR_SECTION: Final = "Hele kommunen pr. sektor, før og efter nøglerne"
REPOSTING_SECTION: Final = "Omposteringer, der bringer finans i overensstemmelse"
_NOT_APPROVED: Final = "ikke godkendt"
WHOLE_SHARE: Final = "Hele kommunen: sektorernes andele er 100 % tilsammen."
STATED_SHARE: Final = "Andelene, som de står i listen Fordelingsnøgle; de er 100 % tilsammen."
_BEFORE_AFTER: Final = ("booked_before", "booked_after", "expected_before", "expected_after")
_CHART_LEFT: Final = len(COLUMNS) + 2
CHART: Final = Chart(
    "Styring_Diagram_Fordelingsnoegle",
    ("Sektor", "Før nøglerne", "Efter nøglerne"),
    Picture(
        "Forventet regnskab pr. sektor før og efter nøglerne, mio. kr.",
        "Søjlediagram: hver sektors forventede regnskab før og efter fordelingsnøglerne",
        level=True,
    ),
    at=(standard.FIRST_ROW, _CHART_LEFT),
)


def applies(snapshot: Snapshot) -> bool:
    """When a share stands in the list."""
    return bool(snapshot.lists.of(SHARES))


def draw(material: Material, site: Site) -> Drawn:
    """What has been booked already, the keys with their payers, all sectors, and the repostings that are left."""
    figures = material.figures
    sector = material.sectors
    found = shares.of(material.snapshot, figures, sector)
    through, cell, problems = moved_through(material, site)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    month = standard.MONTH_NAMES[through - 1]
    said = f"De er bogført til og med {month}." if through else "Ingen er bogført endnu."
    rows.add(
        [MOVED, cell.content, None, f"{said} Skriv måneden, når omposteringerne er bogført."],
        [style.LABEL, style.INPUT_WHOLE, None, style.NOTE],
    )
    rows.blank()
    tracer = SectorTracer(material.tracer, sector)
    places = _keys(rows, found, tracer)
    charted = _sectors(rows, found, sector, tracer, places)
    _repostings(rows, found.repostings(through + 1, figures.closed), tracer)
    rows.blank()
    rows.note(
        "Hver måned er delt for sig efter største rest, så parterne er beløbet til øren. Før er sektoren bevillingens "
        "eller foranstaltningens, efter er nøglens."
    )
    rows.note(
        "En nøgle, hvis andele ikke giver 100 %, fordeles ikke og står i Kontrol. Omposteringerne kan gemmes som CSV "
        "med styring-xl repostings."
    )
    sources.lead(rows, material, {spend.AREA: "Hele kommunen som på {}"})
    return Drawn((rows.area(AREA), CHART.area(site, charted)), (*found.problems, *problems), {AREA: rows.made})


def moved_through(material: Material, site: Site) -> tuple[int, typed.TypedCell, tuple[Problem, ...]]:
    """The month (0..12) through which the user has booked the repostings, and the cell that says it."""
    cell = typed.beside(material, site, AREA, MOVED)
    if is_blank(cell.value):
        return 0, cell, ()
    try:
        return min(read_closed(cell.value), material.figures.closed), cell, ()
    except Unreadable:
        return 0, cell, (cell.refused(Kind.TYPED_MONTH, MOVED),)


def name_of(key: Key) -> str:
    """What a key is called: its row's number and its measure."""
    return f"{key.name} · {key.measure}" if key.name else key.measure


def _keys(rows: Rows, found: Shares, tracer: SectorTracer) -> range:
    """The keys with a line for each payer. Returns the sheet rows of both."""
    closed = tracer.tracer.figures.closed
    table = Table(rows, COLUMNS)
    table.header()
    first = table.next_row
    heads: list[int] = []
    whole = np.zeros(12, np.int64)
    for key in found.keys:
        moves = key.moves()
        lines = [_payer(key, payer, move, closed) for payer, move in moves.items()]
        sums = _before_after(key.months, key.months, closed)
        heads.append(
            table.group(
                {"payer": name_of(key), "cpr": spelled(key.cpr) or None, "share": 1.0, **sums},
                len(lines),
                made=partial(_whole_key, key),
            )
        )
        for line, payer in zip(lines, moves, strict=True):
            table.line(line, made=partial(_payer_made, key, payer, tracer))
        whole += key.months
    table.total({"payer": "Fordelt i alt", **_before_after(whole, whole, closed)}, heads)
    return range(first, table.next_row - 1)


def _payer(key: Key, payer: Payer, move: Integers, closed: int) -> dict[str, Content]:
    before = key.before.get(payer, 0 * move)
    mine = [part for part in key.parts if _is(part.payer, payer)]
    approved = ", ".join(dict.fromkeys(part.approved for part in mine if part.approved))
    dates = [part.date for part in mine if part.date is not None]
    return {
        "payer": payer.sector,
        "account": payer.account or None,
        "share": float(sum(part.share for part in mine)) if mine else None,
        **_before_after(before, before + move, closed),
        "approved": (approved or _NOT_APPROVED) if mine else None,
        "date": max(dates) if dates else None,
    }


def _payer_made(key: Key, payer: Payer, tracer: SectorTracer, column: str) -> MadeOf | None:
    """A payer's line: what it has today, and its share of each month."""
    if column == "share":
        return _stated_shares([part for part in key.parts if _is(part.payer, payer)])
    months = {"booked": tracer.closed, "expected": tracer.rest}.get(column.partition("_")[0])
    if months is None or column not in _BEFORE_AFTER:
        return None
    if column.endswith("_before"):
        return MadeOf.sum(_today(key, payer, tracer, months))
    return MadeOf.sum(_agreed(key, payer, months, tracer.tracer.figures.year))


def _whole_key(key: Key, column: str) -> MadeOf | None:
    """All of a key: its shares; the kroner are sums of the payers' lines."""
    return _stated_shares(key.parts) if column == "share" else None


def _stated_shares(parts: Sequence[PayerShare]) -> MadeOf:
    shares = (made.listed(part.row, "share", float(part.share), part.payer.sector) for part in parts)
    return MadeOf.worked_out(shares, STATED_SHARE) if parts else MadeOf(())


def _today(key: Key, payer: Payer, tracer: SectorTracer, months: Sequence[int]) -> Iterator[TraceItem]:
    """What a payer has today of a key in some months."""
    yield from tracer.tracer.commitments(key.rows_of.get(payer, ()), months)
    line = tracer.line_of(*key.loose[payer]) if payer in key.loose else None
    if line is not None:
        yield from tracer.tracer.loose([line], months)


def _agreed(key: Key, payer: Payer, months: Sequence[int], year: int) -> Iterator[TraceItem]:
    """What a payer shall have of a key in some months by the agreed shares."""
    whole = key.months
    for part in key.parts:
        if key.payer_of(part) != payer:
            continue
        for month in months:
            percent = writing.decimals(float(part.share) * 100, 2)
            text = f"{percent} % af {writing.kroner(int(whole[month - 1]))} kr."
            yield TraceItem(
                ItemKind.COMPUTED, int(part.months[month - 1]), part.row.sheet, part.row.row,
                part.row.columns.get("share", 1), f"{year:04d}-{month:02d}", text,
            )  # fmt: skip


def _is(stated: Payer, payer: Payer) -> bool:
    return stated == payer or (not stated.account and stated.sector == payer.sector)


def _before_after(before: Integers, after: Integers, closed: int) -> dict[str, Content]:
    booked, moved = int(before[:closed].sum()), int(after[:closed].sum())
    return {
        "booked_before": to_kroner(booked),
        "booked_after": to_kroner(moved),
        "move": to_kroner(moved - booked),
        "expected_before": to_kroner(int(before[closed:].sum())),
        "expected_after": to_kroner(int(after[closed:].sum())),
    }


def _sectors(
    rows: Rows, found: Shares, known: sectors.Sectors, tracer: SectorTracer, places: range
) -> list[list[Content]]:
    """All that the municipality spends by sector; after is before and the sums of the keys above. Returns the chart's
    figures: sector, the year before and the year after."""
    moves = _moves(found, tracer.tracer.figures.closed)
    rows.blank()
    rows.section(SECTOR_SECTION, len(BY_SECTOR))
    above, table = Table(rows, COLUMNS), Table(rows, BY_SECTOR)
    table.header()
    first = table.next_row
    last = first + len(moves)
    total = f"{table.ref('booked_after', last)}+{table.ref('expected_after', last)}"
    everything = sum(booked + expected for booked, expected in found.before.values())
    charted: list[list[Content]] = []
    parts: dict[str, float] = {}
    for name in known.in_order(moves):
        row = table.next_row
        booked, expected = found.before.get(name, (0, 0))
        more, later = moves[name]
        after = booked + expected + more + later
        parts[name] = after / everything if everything else 0.0
        own = f"{table.ref('booked_after', row)}+{table.ref('expected_after', row)}"
        booked_after = _moved(above, table, row, places, "booked_before", "booked_after")
        expected_after = _moved(above, table, row, places, "expected_before", "expected_after")
        table.line(
            {
                "payer": name,
                "share": Formula(f"IF({total}=0,0,({own})/({total}))", parts[name]),
                "booked_before": to_kroner(booked),
                "booked_after": Formula(booked_after, to_kroner(booked + more)),
                "move": to_kroner(more),
                "expected_before": to_kroner(expected),
                "expected_after": Formula(expected_after, to_kroner(expected + later)),
            },
            made=partial(_sector_made, tracer, name),
        )
        before = f"{table.ref('booked_before', row)}+{table.ref('expected_before', row)}"
        charted.append(
            [
                Formula(table.ref("payer", row), name),
                Formula(before, to_kroner(booked + expected)),
                Formula(own, to_kroner(after)),
            ]
        )
    closed_whole = to_kroner(sum(each for each, _ in found.before.values()))
    rest = to_kroner(sum(each for _, each in found.before.values()))
    sums: dict[str, Content] = {
        **dict.fromkeys(("booked_before", "booked_after"), closed_whole),
        **dict.fromkeys(("expected_before", "expected_after"), rest),
    }
    share = 1.0 if everything else 0.0
    above_total = range(first, table.next_row)
    of_parts = partial(
        _whole_made, rows.sheet, table.column("share"), dict(zip(above_total, parts.items(), strict=True))
    )
    table.total({"payer": "I alt", "share": share, "move": 0.0, **sums}, above_total, made=of_parts)
    return charted


def _whole_made(sheet: str, at: int, parts: Mapping[int, tuple[str, float]], column: str) -> MadeOf | None:
    """The shares that the whole is made of: by row the sector and its share."""
    if column != "share":
        return None
    items = (
        TraceItem(ItemKind.CELL, part, sheet, row, at, text=name, unit=TraceUnit.NUMBER)
        for row, (name, part) in parts.items()
    )
    return MadeOf.worked_out(items, WHOLE_SHARE)


def _moves(found: Shares, closed: int) -> dict[str, tuple[int, int]]:
    """What the keys move to each sector, øre: in the closed months and in the rest of the year."""
    moves: dict[str, tuple[int, int]] = dict.fromkeys(found.before, (0, 0))
    for key in found.keys:
        for payer, months in key.moves().items():
            booked, later = moves.get(payer.sector, (0, 0))
            moves[payer.sector] = (booked + int(months[:closed].sum()), later + int(months[closed:].sum()))
    return moves


def _moved(above: Table, table: Table, row: int, places: range, before: str, after: str) -> str:
    """The formula of a sector's amount after the keys: before, and what the rows ``places`` of the keys move to it."""
    own = table.ref(before, row)
    if not places:
        return own
    names, cell = above.down("payer", places), table.ref("payer", row)
    more, less = (f"SUMIF({names},{cell},{above.down(each, places)})" for each in (after, before))
    return f"{own}+{more}-{less}"


def _sector_made(tracer: SectorTracer, name: str, column: str) -> MadeOf | None:
    """All that a sector has today; the rest of the line is formulas, but for what the keys above move."""
    if column == "booked_before":
        return tracer.sector(name, tracer.closed, pools=False)
    return tracer.sector(name, tracer.rest, pools=True) if column == "expected_before" else None


def _repostings(rows: Rows, lines: Sequence[Reposting], tracer: SectorTracer) -> None:
    """What is left to book, a line for each payer and month, summing to nothing."""
    rows.blank()
    rows.section(REPOSTING_SECTION, len(BY_SECTOR))
    table = Table(rows, REPOSTINGS)
    table.header()
    first = table.next_row
    for line in lines:
        table.line(
            {
                "payer": line.payer.sector,
                "cpr": spelled(line.key.cpr) or None,
                "account": line.payer.account or None,
                "month": standard.MONTH_NAMES[line.month - 1],
                "amount": to_kroner(line.amount),
                "text": f"Fordelingsnøgle, {name_of(line.key)}",
            },
            made=partial(_reposting_made, line, tracer),
        )
    table.total({"payer": "I alt", "amount": 0.0}, range(first, table.next_row))


def _reposting_made(line: Reposting, tracer: SectorTracer, column: str) -> MadeOf | None:
    """What a payer shall have in a month, less what it has today."""
    if column != "amount":
        return None
    after = _agreed(line.key, line.payer, [line.month], tracer.tracer.figures.year)
    before = _today(line.key, line.payer, tracer, [line.month])
    return MadeOf.sum([*after, *(item.negated() for item in before)])


SHEET: Final = ResultSheet(
    name="Fordelingsnøgle",
    area=AREA,
    code_name="",
    title="Fordelingsnøgler: hvem betaler hvor meget?",
    question=Question.SECTORS,
    note="Bevillinger, som flere sektorer har aftalt at dele. Skriv nøglerne i listen Fordelingsnøgle; nederst står de "
    "omposteringer, der bringer finans i overensstemmelse.",
    columns=COLUMNS,
    applies=applies,
    draw=draw,
    # Below the month that is typed and an empty row.
    header_row=standard.AREA_ROW + 2,
    is_common=False,
    lists=(SHARES,),
    margin=(3,),
    above=(Labelled(MOVED, style.INPUT_WHOLE),),
    beside=(CHART,),
    page=Page(spans=((1, len(COLUMNS)), (_CHART_LEFT, FIGURES_COLUMN - 1)), frozen=(standard.AREA_ROW, 1)),
    is_typed=True,
)
