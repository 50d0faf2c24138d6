"""*Historik*: a row for each closing and revision. Written when one is made or taken back, and never by a refresh."""

from __future__ import annotations

from typing import Final

from styring_xl import standard
from styring_xl.cells.cell import Content, Formula
from styring_xl.reading.history.history import HistoryEntry
from styring_xl.reading.snapshot import Snapshot
from styring_xl.reports.report import Drawn, Material, Site
from styring_xl.reports.rows import Rows, kroner
from styring_xl.standard import style

AREA: Final = standard.HISTORY_AREA
_TEXT, _WHOLE, _KR = style.COMPUTED_TEXT, style.COMPUTED_WHOLE, style.COMPUTED
_LOOKS: Final = (
    _TEXT, _TEXT, _WHOLE, _TEXT, _WHOLE, _KR, _KR, _KR, _KR, _TEXT, _TEXT, _WHOLE, _WHOLE, _TEXT, _TEXT,
)  # fmt: skip
_NUMBERS: Final = frozenset(at for at, look in enumerate(_LOOKS) if look is not _TEXT)
_DATA: Final = len(_LOOKS)
_LEDGER, _REALISED, _DIFFERENCE = (
    standard.HISTORY_COLUMNS.index(name) for name in ("Økonomisystemet", "Realiseret", "Difference")
)


def applies(snapshot: Snapshot) -> bool:
    """When a month has been closed, a revision kept, or is about to be."""
    return bool(snapshot.history.entries) or snapshot.record is not None


def draw(material: Material, site: Site) -> Drawn:
    """All rows, when a closing is made or taken back; otherwise nothing: what was typed over stays to be seen."""
    if material.snapshot.record is None:
        return Drawn(())
    entries = material.history.entries
    width = _DATA + max((max(len(entry.cells), len(entry.raw) - _DATA) for entry in entries), default=1)
    rows = Rows(site.sheet, site.corner.top, site.corner.left, width)
    looks = [style.HEADER_NUMBER if at in _NUMBERS else style.HEADER for at in range(_DATA + 1)]
    rows.add(standard.HISTORY_COLUMNS, looks)
    for entry in entries:
        row = rows.next_row
        cells: tuple[Content, ...] = entry.raw or (*_readable(entry, rows, row), *entry.cells)
        rows.add(cells, (*_LOOKS, *[style.CHART_TEXT] * (len(cells) - _DATA)))
    if not entries:
        rows.add((), ())
    return Drawn((rows.area(AREA),))


def _readable(entry: HistoryEntry, rows: Rows, row: int) -> list[Content]:
    difference: Content = None
    if entry.ledger is not None:
        text = f"{rows.cell(row, _LEDGER)}-{rows.cell(row, _REALISED)}"
        difference = Formula(text, kroner(entry.ledger - entry.realised))
    return [
        entry.name, entry.kind, entry.year, entry.date, entry.closed, kroner(entry.result), kroner(entry.realised),
        None if entry.ledger is None else kroner(entry.ledger), difference, entry.balance or None, entry.note or None,
        entry.before, entry.rows, entry.settings, entry.check,
    ]  # fmt: skip
