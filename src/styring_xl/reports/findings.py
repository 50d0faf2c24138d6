"""*Kontrol*: the findings, each one click from its cell, under a summary of what could not be computed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import takewhile
from typing import Final

import numpy as np
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.cell import Content, Value, quote_sheet
from styring_xl.cells.patch import Fold, Link
from styring_xl.checks import RULES, Verdict
from styring_xl.checks.acceptance import Accepted, Note
from styring_xl.checks.finding import ERROR, FIRST_THESE, WARNING, Check, Finding, Stake
from styring_xl.checks.kind_group import KindGroup, grouped
from styring_xl.danish.text import is_blank, label
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports import account, made
from styring_xl.reports.report import Drawn, Material, Site, Told
from styring_xl.reports.rows import Made, MadeRow, Rows
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

_REMEDY: Final = "Hvad skal du gøre"
_WRAPPED: Final = Look(style.COMPUTED_WRAPPED, style.GROUP_WRAPPED, style.TOTAL_TEXT, style.HEADER)
COLUMNS: Final = (
    Column("count", "Antal", look.WHOLE, 8),
    Column("severity", "Alvor", look.TEXT, 11),
    Column("code", "Kode", look.TEXT, 22),
    Column("ore", "Kroner på spil", look.KRONER, 16, summed=True),
    Column("sheet", "Ark", look.TEXT, 16),
    Column("cell", "Celle", look.LINK, 10),
    Column("value", "Værdi", look.WRAPPED, 24),
    Column("what", "Hvad er galt", _WRAPPED, 62),
    Column("remedy", _REMEDY, _WRAPPED, 62),
    Column("note", standard.ACCEPTED, look.TYPED_TEXT, 30),
    Column("mark", MARK, look.UNFRAMED, 18),
)
_TOLD: Final = tuple(
    column for column in COLUMNS if column.name in ("severity", "code", "sheet", "cell", "value", "what")
)
"""What is kept of a finding whose note outlives it."""
_ALL_OF: Final = "alle af slagsen"
"""The mark of a group's line: a note there is one for each finding under it."""
_SEVERAL: Final = "flere ark"
SUMMARY: Final = ("Fejl", "Advarsler", "Rækker ikke beregnet", "Kroner ikke beregnet")
_SEVERITIES: Final = (ERROR, WARNING)
_REFUSED: Final = "Posteringer, der ikke kunne regnes med; de står på listen nedenfor"
_COUNTED: Final = "Så mange fund er der af slagsen; de står under linjen."
_ONE: Final = "Et fund for sig."
_STAKE: Final = "Kroner på spil er {}."
_OPENS: Final = "Hver slags er én linje; + i margenen åbner den."
_SUMMARY_COLUMN: Final = 4
"""Their figures stand in this column, from 1."""
_AT_STAKE: Final = (
    "Det beløb, rækkerne viser; ellers taksten for et helt år. Posteringer: det beløb, der ikke er regnet med."
)
_GONE: Final = "Fundet er der ikke mere, eller cellen er ændret. Slet noten, når den ikke skal bruges."
_HOLDS: Final = "Accepteret. Slet noten, så kommer fundet igen."


def notes(snapshot: Snapshot) -> tuple[Note, ...]:
    """Every note that stands in the sheet, by the finding it stands beside; one beside a group is that of each of the
    group's findings that has none of its own."""
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
    mark, remedy = at.get(label(MARK)), at.get(label(_REMEDY))

    def note(row: int, text: Value) -> Note:
        known = None if mark is None else grid.value(row, mark)
        shown = tuple(None if each is None else grid.value(row, each) for each in told)
        return Note(known if isinstance(known, str) else "", text, shown)

    rows = [note(row, grid.value(row, column)) for row in range(top + 1, ref.bottom + 1)]
    counts = [remedy is not None and grid.value(row, remedy) == FIRST_THESE for row in range(top + 1, ref.bottom + 1)]
    found = [each for each in rows if each.mark != _ALL_OF and not is_blank(each.text) and label(each.text) != wanted]
    heads_alone: list[Note] = []
    for place, head in enumerate(rows):
        if head.mark == _ALL_OF and not is_blank(head.text):
            lines = takewhile(
                lambda pair: pair[0].mark not in ("", _ALL_OF), zip(rows[place + 1 :], counts[place + 1 :], strict=True)
            )
            silent = [line for line, is_count in lines if is_blank(line.text) and not is_count]
            found += [replace(line, text=head.text) for line in silent]
            # Where each of its findings has words of its own, these are kept all the same.
            heads_alone += [] if silent else [head]
    # They stand below the others, so that the sheet is read in the order in which it is written.
    return (*found, *heads_alone)


def applies(snapshot: Snapshot) -> bool:
    """Always."""
    return True


def draw(material: Material, site: Site) -> Drawn:
    """The summary, a line per kind of finding over its findings, and under them what users have accepted, as one
    regenerated area; the findings of a kind, and what is accepted, are folded together."""
    told = material.told
    assert told is not None
    outcome = told.verdict
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(COLUMNS), folds=[])
    placed: list[tuple[int, Finding]] = []
    counts = [float(sum(each.severity == severity for each in outcome.open)) for severity in _SEVERITIES]
    figures = (*counts, float(told.rows), to_kroner(told.ore))
    beside = [*account.lines(material.snapshot, material.figures, told.ore)[: len(SUMMARY) - 1]]
    beside += [""] * (len(SUMMARY) - 1 - len(beside)) + [_AT_STAKE]
    for number, (text, figure, note) in enumerate(zip(SUMMARY, figures, beside, strict=True)):
        summed = partial(_summed, material, told, rows, placed, number)
        rows.made[rows.next_row] = MadeRow({text: _SUMMARY_COLUMN - 1}, summed)
        between: list[None] = [None] * (_SUMMARY_COLUMN - 2)
        look_of_note = style.NOTE if note == _AT_STAKE else style.STATUS
        rows.add(
            [text, *between, figure, *([None, note] if note else [])],
            [style.LABEL, *between, style.COMPUTED, *([None, look_of_note] if note else [])],
        )
    groups = grouped(RULES, outcome.open)
    silent = _silent(outcome, any(len(group.findings) > 1 for group in groups))
    rows.add([silent or None], [style.NOTE if silent else None])
    table = Table(rows, COLUMNS)
    table.header()
    for group in groups:
        if len(group.findings) > 1:
            _add_head(table, group)
        first = rows.next_row
        for finding, place in zip(group.findings, group.places, strict=True):
            row = _add(table, 1.0, finding, finding.remedy, None, outcome.marks[place], group.rule)
            placed.append((row, finding))
        if len(group.findings) > 1:
            _fold(rows, first)
    if not outcome.open:
        table.line({"what": "Der er ingen fund."}, {column.name: style.COMPUTED_WRAPPED for column in COLUMNS})
    if outcome.accepted:
        rows.blank()
        rows.section(standard.ACCEPTED_SECTION, len(COLUMNS))
        first = rows.next_row
        for each in outcome.accepted:
            _add_accepted(table, each)
        _fold(rows, first)
    return Drawn((rows.area(AREA),), made={AREA: rows.made})


def _fold(rows: Rows, first: int) -> None:
    """The rows from ``first`` on are folded together under the one above them."""
    assert rows.folds is not None
    rows.folds.append(Fold(first, rows.next_row - 1))


def _summed(
    material: Material, told: Told, rows: Rows, placed: Sequence[tuple[int, Finding]], number: int, column: str
) -> MadeOf:
    """A figure of the summary: the findings below, or the rows and postings that are left out."""
    if number < len(_SEVERITIES):
        mine = [(row, each) for row, each in placed if each.severity == _SEVERITIES[number]]
        return made.cells(rows.sheet, ((row, rows.left, each.what) for row, each in mine))
    tracer, ledger = material.tracer, material.snapshot.ledger
    if number == len(_SEVERITIES):
        out = np.flatnonzero(~tracer.rows.computable).tolist()
        postings = TraceItem(ItemKind.COMPUTED, ledger.refused, text=_REFUSED, unit=TraceUnit.NUMBER)
        return MadeOf.sum([*(tracer.counted(row, 1) for row in out), postings])
    items = [tracer.one(row, ore) for row, ore in told.lost.items()]
    return MadeOf.sum([*items, TraceItem(ItemKind.COMPUTED, abs(ledger.refused_amount), text=_REFUSED)])


def _said_of(counted: str, rule: Check | None) -> Made:
    """What a line's figures are, as a sentence: they are no sums of anything."""
    stake = _STAKE.format(Stake.NONE.value if rule is None else rule.STAKE.value)
    said = {"count": counted, "ore": stake}
    return lambda column: MadeOf.worked_out((), said[column]) if column in said else None


def _silent(outcome: Verdict, folds: bool) -> str:
    """The line that says what is not shown: findings folded together, warnings switched off, findings accepted."""
    said = [_OPENS] if folds else []
    if outcome.off:
        said.append(f"Slået fra i {standard.SETUP}: {', '.join(outcome.off)}.")
    count = sum(each.finding is not None for each in outcome.accepted)
    if count:
        said.append(f"{count} fund er accepteret og står nederst, foldet sammen.")
    return " ".join(said)


def _add_head(table: Table, group: KindGroup) -> None:
    """The line of a kind with several findings."""
    rule = group.rule
    table.group(
        {
            "count": float(group.count),
            "severity": rule.SEVERITY,
            "code": rule.CODE,
            "ore": _kroner(group.ore),
            "sheet": group.sheets[0] if len(group.sheets) == 1 else _SEVERAL,
            "what": f"{rule.TITLE.rstrip('.')}.",
            "remedy": rule.ABOUT.remedy,
            "mark": _ALL_OF,
        },
        len(group.findings),
        styles={"severity": _severity(rule.SEVERITY), "note": style.INPUT_TEXT},
        made=_said_of(_COUNTED, None),
    )


def _add(
    table: Table, count: float | None, finding: Finding, remedy: str, note: Content, mark: str, rule: Check | None
) -> int:
    row = table.line(
        {
            "count": float(finding.rows) if finding.is_rest else count,
            "severity": finding.severity,
            "code": finding.code,
            "ore": _kroner(finding.ore),
            "sheet": finding.sheet,
            "cell": finding.cell or finding.sheet,
            "value": finding.value or None,
            "what": finding.what,
            "remedy": remedy,
            "note": note,
            "mark": mark,
        },
        made=_said_of(_ONE, rule),
        styles={"severity": _severity(finding.severity)},
    )
    target = f"{quote_sheet(finding.sheet)}!{finding.cell or 'A1'}"
    table.rows.links.append(Link(row, table.column("cell"), target, "Gå til cellen"))
    return row


def _severity(severity: str) -> str:
    return style.ERROR if severity == ERROR else style.WARNING


def _kroner(ore: int | None) -> float | None:
    return None if ore is None else to_kroner(ore)


def _add_accepted(table: Table, accepted: Accepted) -> None:
    note, finding = accepted.note, accepted.finding
    if finding is not None:
        rule = next((each for each in RULES if finding.code == each.CODE), None)
        _add(table, None, finding, _HOLDS, note.text, note.mark, rule)
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
    "Klik på cellen for at komme til den. En note ud for et fund, eller for en hel slags, accepterer det.",
    former_notes=(
        "En fejl betyder, at rækken ikke er regnet med. En advarsel betyder, at den er, men bør ses efter. "
        "Klik på cellen for at komme til den. En note ud for et fund accepterer det.",
    ),
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
