"""Findings a user has accepted with a note: they are not shown until the cell changes, and no note is lost.

A finding is known by what it is about, not by where it stands: rule, sheet, row by its content, column, and what the
cell holds. So rows may be inserted and moved, and a changed cell brings its finding back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Value
from styring_xl.checks import unclear_sum
from styring_xl.checks.finding import Evidence, Finding, shown
from styring_xl.reading import header

_PLACE: Final = re.compile(r"række \d+")
_OF_ROW: Final = {
    header.DISPOSITION: ("id", "cpr", "measure", "supplier", "start", "stop"),
    header.BUDGET: ("group", "measure"),
}
"""The fields a row is known by. Its amounts are not among them: they may change without a finding in another cell
coming back."""


class Note(Struct, frozen=True):
    """A note as it stands in *Kontrol*, and what the row told about its finding."""

    mark: str
    text: Value
    told: tuple[Value, ...]
    """The row's cells from alvor to what was wrong; empty cells where no finding stands."""


class Accepted(Struct, frozen=True):
    """A note and the finding it accepts, None when there is no such finding any more."""

    note: Note
    finding: Finding | None


class Acceptance:
    """The notes of one workbook, matched with its findings one by one: two alike need two notes."""

    def __init__(self, case: Evidence, notes: Sequence[Note]) -> None:
        self._case = case
        self._notes = list(notes)
        self._found: list[Finding | None] = [None] * len(self._notes)
        self._waiting: dict[str, list[int]] = {}
        for at, note in enumerate(self._notes):
            if note.mark:
                self._waiting.setdefault(note.mark, []).append(at)
        self._tables = {table.sheet: table for table in case.layout.tables if table.role in _OF_ROW}

    def takes(self, finding: Finding) -> bool:
        """True when a note accepts the finding."""
        if not self._waiting:
            return False
        waiting = self._waiting.get(self.mark(finding))
        if not waiting:
            return False
        self._found[waiting.pop(0)] = finding
        return True

    def accepted(self) -> tuple[Accepted, ...]:
        """Every note, in the order it stood."""
        return tuple(Accepted(note, found) for note, found in zip(self._notes, self._found, strict=True))

    def mark(self, finding: Finding) -> str:
        """What the finding is known by: sixteen characters."""
        parts = [finding.code, finding.sheet, _PLACE.sub("række", finding.what), *self._about(finding)]
        return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()

    def _about(self, finding: Finding) -> list[str]:
        table = self._tables.get(finding.sheet)
        grid = self._case.grids.get(finding.sheet)
        if table is not None and grid is not None and finding.row:
            cells = [table.columns[name] for name in _OF_ROW[table.role] if name in table.columns]
            row = [shown(grid.value(finding.row, column)) for column in cells]
            # A sum is written by the refresh that tells of it, and is known by what it will hold.
            is_sum = finding.code == unclear_sum.CODE
            held = finding.value if is_sum else shown(grid.value(finding.row, finding.column))
            return [*row, table.headers.get(finding.column, ""), held]
        for own in self._case.own:
            if own.sheet == finding.sheet and finding.row in own.rows:
                head = own.heads[own.columns.index(finding.column)] if finding.column in own.columns else ""
                return [own.labels[own.rows.index(finding.row)], head, finding.value]
        return [finding.value]
