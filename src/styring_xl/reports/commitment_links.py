"""The way from the lines of a list to the commitments that they are about."""

from __future__ import annotations

from collections.abc import Sequence

from styring_xl.cells.cell import column_letters, quote_sheet
from styring_xl.cells.patch import Link
from styring_xl.reading import header
from styring_xl.reading.snapshot import Snapshot

_TIP = "Gå til bevillingen"


def down(snapshot: Snapshot, commitments: Sequence[int], at: tuple[int, int]) -> list[Link]:
    """Links in the cells from ``at`` (sheet row and column) down, one for each of some commitments by its place in the
    disposition: to its CPR number, or where there is none to where it begins."""
    places = snapshot.disposition.commitments.places
    targets: dict[str, tuple[str, str]] = {}
    for table in snapshot.layout.of(header.DISPOSITION):
        column = column_letters(table.columns.get("cpr", table.columns.get("start", 1)))
        targets.setdefault(table.sheet, (quote_sheet(table.sheet), column))
    top, left = at
    found = []
    for row, place in enumerate([places[each] for each in commitments], top):
        sheet, column = targets[place.sheet]
        found.append(Link(row, left, f"{sheet}!{column}{place.row}", _TIP))
    return found
