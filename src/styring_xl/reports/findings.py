"""*Kontrol*: the findings, each one click from its cell, under a summary of what could not be computed."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from styring_xl import standard
from styring_xl.cells.cell import Content, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.checks import Verdict
from styring_xl.checks.acceptance import Accepted, Note
from styring_xl.checks.finding import ERROR, WARNING, Finding
from styring_xl.danish.text import is_blank, label
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import account, made
from styring_xl.reports.report import Drawn, Material, Site, Told
from styring_xl.reports.rows import MadeRow, Rows
from styring_xl.reports.sheet import Labelled, Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.standard import look, style
from styring_xl.standard.column import Column
from styring_xl.standard.look import Look
from styring_xl.standard.question import Question

AREA: Final = standard.FINDINGS_AREA
HEADER_ROW: Final = 10
"""Below the summary and a line that says what is not shown."""
MARK: Final = "Kendetegn"
"""What a finding is known by from one refresh to the next, wherever its row has gone."""

_NUMBER: Final = Look(style.COMPUTED_WHOLE, style.GROUP_WHOLE, style.TOTAL_WHOLE, style.HEADER)
_MARK: Final = Look(style.NOTE, style.NOTE, style.NOTE, style.HEADER)
COLUMNS: Final = (
    Column("number", "Nr.", _NUMBER, 6),
    Column("severity", "Alvor", look.TEXT, 11),
    Column("code", "Kode", look.TEXT, 20),
    Column("sheet", "Ark", look.TEXT, 16),
    Column("cell", "Celle", look.LINK, 10),
    Column("value", "Værdi", look.WRAPPED, 24),
    Column("what", "Hvad er galt", look.WRAPPED, 62),
    Column("remedy", "Hvad skal du gøre", look.WRAPPED, 62),
    Column("note", standard.ACCEPTED, look.TYPED_TEXT, 30),
    Column("mark", MARK, _MARK, 18),
)
_TOLD: Final = COLUMNS[1:7]
"""Of a finding: from alvor to what is wrong."""
SUMMARY: Final = ("Fejl", "Advarsler", "Rækker ikke beregnet", "Kroner ikke beregnet")
_SEVERITIES: Final = (ERROR, WARNING)
_REFUSED: Final = "Posteringer, der ikke kunne regnes med; de står på listen nedenfor"
_PLACE: Final = "Fundets plads på listen."
_SUMMARY_COLUMN: Final = 4
"""Their figures stand in this column, from 1."""
_AT_STAKE: Final = (
    "Det beløb, rækkerne viser; ellers taksten for et helt år. Posteringer: det beløb, der ikke er regnet med."
)
_GONE: Final = "Fundet er der ikke mere, eller cellen er ændret. Slet noten, når den ikke skal bruges."
_HOLDS: Final = "Accepteret. Slet noten, så kommer fundet igen."


def notes(snapshot: Snapshot) -> tuple[Note, ...]:
    """Every note that stands in the sheet, by the finding it stands beside."""
    grid = snapshot.typed.get(standard.FINDINGS_AREA)
    if grid is None:
        return ()
    ref = snapshot.areas[standard.FINDINGS_AREA][1]
    wanted = label(standard.ACCEPTED)
    columns = range(ref.left, ref.right + 1)
    heads = [(r, c) for r in range(ref.top, ref.bottom + 1) for c in columns if label(grid.value(r, c)) == wanted]
    if not heads:
        return ()
    top, column = heads[0]
    at = {label(grid.value(top, each)): each for each in columns}
    told = [at.get(label(column.header)) for column in _TOLD]
    mark = at.get(label(MARK))
    found = []
    for row in range(top + 1, ref.bottom + 1):
        text = grid.value(row, column)
        if is_blank(text) or label(text) == wanted:
            continue
        known = grid.value(row, mark) if mark is not None else None
        found.append(
            Note(
                known if isinstance(known, str) else "",
                text,
                tuple(None if each is None else grid.value(row, each) for each in told),
            )
        )
    return tuple(found)


def applies(snapshot: Snapshot) -> bool:
    """Always."""
    return True


def draw(material: Material, site: Site) -> Drawn:
    """The summary, a row per finding, and under them what users have accepted, as one regenerated area."""
    told = material.told
    assert told is not None
    outcome = told.verdict
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS))
    counts = [float(sum(each.severity == severity for each in outcome.open)) for severity in _SEVERITIES]
    figures = (*counts, float(told.rows), to_kroner(told.ore))
    beside = [*account.lines(material.snapshot, material.figures, told.ore)[: len(SUMMARY) - 1]]
    beside += [""] * (len(SUMMARY) - 1 - len(beside)) + [_AT_STAKE]
    for number, (text, figure, note) in enumerate(zip(SUMMARY, figures, beside, strict=True)):
        rows.made[rows.next_row] = MadeRow({text: _SUMMARY_COLUMN - 1}, partial(_summed, material, told, rows, number))
        between: list[None] = [None] * (_SUMMARY_COLUMN - 2)
        look_of_note = style.NOTE if note == _AT_STAKE else style.STATUS
        rows.add(
            [text, *between, figure, *([None, note] if note else [])],
            [style.LABEL, *between, style.COMPUTED, *([None, look_of_note] if note else [])],
        )
    silent = _silent(outcome)
    rows.add([silent or None], [style.NOTE if silent else None])
    table = Table(rows, COLUMNS)
    table.header()
    for number, (finding, mark) in enumerate(zip(outcome.open, outcome.marks, strict=True), start=1):
        _add(table, float(number), finding, finding.remedy, None, mark)
    if not outcome.open:
        table.line({"what": "Der er ingen fund."}, {column.name: style.COMPUTED_WRAPPED for column in COLUMNS})
    if outcome.accepted:
        rows.blank()
        rows.section(standard.ACCEPTED_SECTION, len(COLUMNS))
        for each in outcome.accepted:
            _add_accepted(table, each)
    return Drawn((rows.area(AREA),), made={AREA: rows.made})


def _summed(material: Material, told: Told, rows: Rows, number: int, column: str) -> MadeOf:
    """A figure of the summary: the findings below, or the rows and postings that are left out."""
    if number < len(_SEVERITIES):
        first = rows.top + len(SUMMARY) + 2
        open_ones = enumerate(told.verdict.open, first)
        return made.cells(
            rows.sheet,
            ((row, rows.left, each.what) for row, each in open_ones if each.severity == _SEVERITIES[number]),
        )
    tracer, ledger = material.tracer, material.snapshot.ledger
    if number == len(_SEVERITIES):
        out = np.flatnonzero(~tracer.rows.computable).tolist()
        postings = TraceItem(ItemKind.COMPUTED, ledger.refused, text=_REFUSED, unit=TraceUnit.NUMBER)
        return MadeOf.sum([*(tracer.counted(row, 1) for row in out), postings])
    items = [tracer.one(row, ore) for row, ore in told.lost.items()]
    return MadeOf.sum([*items, TraceItem(ItemKind.COMPUTED, abs(ledger.refused_amount), text=_REFUSED)])


def _numbered(column: str) -> MadeOf | None:
    return MadeOf.worked_out((), _PLACE) if column == "number" else None


def _silent(outcome: Verdict) -> str:
    """The line that says what is not shown: warnings switched off, findings accepted."""
    said = []
    if outcome.off:
        said.append(f"Slået fra i {standard.SETUP}: {', '.join(outcome.off)}.")
    count = sum(each.finding is not None for each in outcome.accepted)
    if count:
        said.append(f"{count} fund er accepteret og står nederst.")
    return " ".join(said)


def _add(table: Table, number: float | None, finding: Finding, remedy: str, note: Content, mark: str) -> None:
    row = table.line(
        {
            "number": number,
            "severity": finding.severity,
            "code": finding.code,
            "sheet": finding.sheet,
            "cell": finding.cell or finding.sheet,
            "value": finding.value or None,
            "what": finding.what,
            "remedy": remedy,
            "note": note,
            "mark": mark,
        },
        made=_numbered,
        styles={"severity": style.ERROR if finding.severity == ERROR else style.WARNING},
    )
    target = f"{quote_sheet(finding.sheet)}!{finding.cell or 'A1'}"
    table.rows.links.append(Link(row, table.column("cell"), target, "Gå til cellen"))


def _add_accepted(table: Table, accepted: Accepted) -> None:
    note = accepted.note
    if accepted.finding is not None:
        _add(table, None, accepted.finding, _HOLDS, note.text, note.mark)
        return
    told: dict[str, Content] = {column.name: value for column, value in zip(_TOLD, note.told, strict=True)}
    # The finding is gone, so there is no cell to lead to.
    told["cell"] = None
    table.line({**told, "remedy": _GONE, "note": note.text, "mark": note.mark or None}, {"cell": style.COMPUTED_TEXT})


SHEET: Final = ResultSheet(
    name=standard.FINDINGS,
    area=AREA,
    code_name="wsKontrol",
    title="Kontrol",
    question=Question.TRUST,
    note="En fejl betyder, at rækken ikke er regnet med. En advarsel betyder, at den er, men bør ses efter. "
    "Klik på cellen for at komme til den. En note ud for et fund accepterer det.",
    columns=COLUMNS,
    applies=applies,
    draw=draw,
    header_row=HEADER_ROW,
    # Two lines for every finding.
    row_height=27,
    above=tuple(Labelled(text, style.COMPUTED, _SUMMARY_COLUMN) for text in SUMMARY),
    page=Page(frozen=(HEADER_ROW, 0), repeats=True),
    is_typed=True,
    tells=True,
)
