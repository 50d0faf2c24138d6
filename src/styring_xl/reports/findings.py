"""*Kontrol*: the findings, each one click from its cell, under a summary of what could not be computed."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, quote_sheet
from styring_xl.cells.patch import Area, Link
from styring_xl.checks import Verdict
from styring_xl.checks.acceptance import Accepted, Note
from styring_xl.checks.finding import ERROR, WARNING, Finding
from styring_xl.danish.text import is_blank, label
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.report import Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.standard import style

_CELL: Final = 4
_AT_STAKE: Final = (
    "Det beløb, rækkerne viser; ellers taksten for et helt år. Posteringer: det beløb, der ikke er regnet med."
)


_GONE: Final = "Fundet er der ikke mere, eller cellen er ændret. Slet noten, når den ikke skal bruges."
_HOLDS: Final = "Accepteret. Slet noten, så kommer fundet igen."
_TOLD: Final = slice(1, 7)
"""Of a row: from alvor to what is wrong."""


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
    told = [at.get(label(name)) for name in standard.FINDINGS_COLUMNS[_TOLD]]
    mark = at.get(label(standard.MARK))
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


def area(outcome: Verdict, rows_not_computed: int, ore_not_computed: int, site: Site) -> Area:
    """The summary, a row per finding, and under them what users have accepted, as one regenerated area."""
    findings = outcome.open
    rows = Rows(site.sheet, site.corner.top, site.corner.left, len(standard.FINDINGS_COLUMNS))
    figures = (
        float(sum(f.severity == ERROR for f in findings)),
        float(sum(f.severity == WARNING for f in findings)),
        float(rows_not_computed),
        kroner(ore_not_computed),
    )
    for text, figure in zip(standard.FINDINGS_SUMMARY, figures, strict=True):
        cells: list[Content] = [None] * standard.FINDINGS_SUMMARY_COLUMN
        looks: list[str | None] = [None] * standard.FINDINGS_SUMMARY_COLUMN
        cells[0], looks[0] = text, style.LABEL
        cells[-1], looks[-1] = figure, style.COMPUTED
        if text == standard.FINDINGS_SUMMARY[-1]:
            cells.append(_AT_STAKE)
            looks.append(style.NOTE)
        rows.add(cells, looks)
    silent = _silent(outcome)
    rows.add([silent or None], [style.NOTE if silent else None])
    rows.add(standard.FINDINGS_COLUMNS, [style.HEADER] * len(standard.FINDINGS_COLUMNS))
    for number, (finding, mark) in enumerate(zip(findings, outcome.marks, strict=True), start=1):
        _add(rows, float(number), finding, finding.remedy, None, mark)
    if not findings:
        width = len(standard.FINDINGS_COLUMNS)
        rows.add([None, None, None, None, None, None, "Der er ingen fund."], [style.COMPUTED_WRAPPED] * width)
    if outcome.accepted:
        rows.add([], [])
        width = len(standard.FINDINGS_COLUMNS)
        rows.add([standard.ACCEPTED_SECTION, *[None] * (width - 1)], [style.SECTION] * width)
        for each in outcome.accepted:
            _add_accepted(rows, each)
    return rows.area(standard.FINDINGS_AREA)


def _silent(outcome: Verdict) -> str:
    """The line that says what is not shown: warnings switched off, findings accepted."""
    said = []
    if outcome.off:
        said.append(f"Slået fra i {standard.SETUP}: {', '.join(outcome.off)}.")
    count = sum(each.finding is not None for each in outcome.accepted)
    if count:
        said.append(f"{count} fund er accepteret og står nederst.")
    return " ".join(said)


def _add(rows: Rows, number: float | None, finding: Finding, remedy: str, note: Content, mark: str) -> None:
    row = rows.add(
        [
            number,
            finding.severity,
            finding.code,
            finding.sheet,
            finding.cell or finding.sheet,
            finding.value or None,
            finding.what,
            remedy,
            note,
            mark,
        ],
        [
            style.COMPUTED_WHOLE,
            style.ERROR if finding.severity == ERROR else style.WARNING,
            *[style.COMPUTED_TEXT] * 2,
            style.LINK,
            *[style.COMPUTED_WRAPPED] * 3,
            style.INPUT_TEXT,
            style.NOTE,
        ],
    )
    target = f"{quote_sheet(finding.sheet)}!{finding.cell or 'A1'}"
    rows.links.append(Link(row, rows.left + _CELL, target, "Gå til cellen"))


def _add_accepted(rows: Rows, accepted: Accepted) -> None:
    note = accepted.note
    if accepted.finding is not None:
        _add(rows, None, accepted.finding, _HOLDS, note.text, note.mark)
        return
    told: list[Content] = [*note.told]
    # Where the finding was is no longer where anything is.
    told[_CELL - 1] = None
    rows.add(
        [None, *told, _GONE, note.text, note.mark or None],
        [style.COMPUTED_WHOLE, *[style.COMPUTED_TEXT] * 4, *[style.COMPUTED_WRAPPED] * 3, style.INPUT_TEXT, style.NOTE],
    )
