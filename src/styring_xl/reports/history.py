"""*Historik*: a row for each closing and revision. Written when one is made or taken back, and never by a refresh."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.history.entry import HistoryEntry
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows
from styring_xl.reports.sheet import Page, ResultSheet
from styring_xl.reports.table import Table
from styring_xl.standard import style
from styring_xl.standard.column import styles
from styring_xl.standard.history import COLUMNS
from styring_xl.standard.question import Question

KEPT: Final = "Tallet blev gemt, da måneden blev lukket eller revisionen gemt, og regnes ikke om."
AREA: Final = standard.HISTORY_AREA
_READABLE: Final = COLUMNS[:-1]
"""What people read; the data right of it fill as many cells as they need."""


def applies(snapshot: Snapshot) -> bool:
    """When a month has been closed, a revision kept, or is about to be."""
    return bool(snapshot.history.entries) or snapshot.record is not None


def draw(material: Material, site: Site) -> Drawn:
    """All rows, when a closing is made or taken back; otherwise nothing: what was typed over stays to be seen."""
    if material.snapshot.record is None:
        return Drawn(())
    entries = material.history.entries
    readable = len(_READABLE)
    data = max((max(len(entry.cells), len(entry.raw) - readable) for entry in entries), default=1)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, readable + data)
    table = Table(rows, COLUMNS)
    table.header()
    for entry in entries:
        cells: tuple[Content, ...] = entry.raw or (*_readable(entry, table), *entry.cells)
        rows.add(cells, (*styles(_READABLE), *[style.CHART_TEXT] * (len(cells) - readable)))
    if not entries:
        rows.blank()
    return Drawn((rows.area(AREA),))


def _readable(entry: HistoryEntry, table: Table) -> list[Content]:
    difference: Content = None
    if entry.ledger is not None:
        row = table.next_row
        text = f"{table.ref('ledger', row)}-{table.ref('realised', row)}"
        difference = Formula(text, to_kroner(entry.ledger - entry.realised))
    return [
        entry.name, entry.kind, entry.year, entry.date, entry.closed, to_kroner(entry.result),
        to_kroner(entry.realised), None if entry.ledger is None else to_kroner(entry.ledger), difference,
        entry.balance or None, entry.note or None, entry.before, entry.rows, entry.settings, entry.check,
    ]  # fmt: skip


SHEET: Final = ResultSheet(
    name=standard.HISTORY,
    area=AREA,
    code_name="wsHistorik",
    title="Historik: lukkede måneder og budgetrevisioner",
    question=Question.TRUST,
    note="En række pr. lukning. Skriv kun i Note: en række, der er rettet i, kan ikke forklares mere. "
    "Genåbn måned åbner den seneste igen.",
    # Not the usual text, which says that a refresh fills the sheet: a refresh writes nothing here.
    status="Intet er lukket endnu. Rækkerne kommer, når en måned lukkes, eller en revision gemmes.",
    columns=COLUMNS,
    applies=applies,
    draw=draw,
    header_height=54,
    # What Forklaring computes from stands right of what is printed.
    page=Page(spans=((1, len(_READABLE)),), repeats=True),
    is_typed=True,
    undivided=KEPT,
)
