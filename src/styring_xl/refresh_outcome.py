"""What a refresh came to, as plain data that can be told again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace


class WrittenFrom(Struct, frozen=True):
    """What a refresh has written its sheets from: the ``imprint`` of what the workbook said, and the result sheets that
    had something to tell, by their rectangles."""

    imprint: str
    told_by: tuple[str, ...]


class RefreshOutcome(Struct, frozen=True):
    """What a refresh found, whatever it changed. Amounts in øre, ``closed`` is a month 0..12.

    ``reading``, ``totals`` and ``findings`` are as in JSON: without the contents of cells, so that they may be kept.
    """

    year: int
    closed: int
    totals: Mapping[str, int]
    rows: int
    not_computed: int
    not_computed_ore: int
    reading: Sequence[Mapping[str, Any]]
    lines: Sequence[str]
    """The account of reading, in a line for each role."""
    findings: Mapping[str, Sequence[Mapping[str, Any]]]
    errors: int
    """How many findings are of severity fejl."""
    warnings: int

    @property
    def has_errors(self) -> bool:
        """True when a finding of severity fejl says that something could not be computed."""
        return self.errors > 0

    def is_as(self, other: RefreshOutcome) -> bool:
        """Whether another came to the same figures and findings, and says the same of the rows on *Kontrol*; only
        ``reading`` tells what the months held before."""
        mine, theirs = (msgspec.json.encode(replace(each, reading=())) for each in (self, other))
        return mine == theirs

    def to_json(
        self, file: Path, target: Path, *, saved: bool, backup: Path | None = None, cells: int, sheets: Sequence[str]
    ) -> dict[str, Any]:
        """What a report says of a refresh of ``file`` that has written ``cells`` and added ``sheets``."""
        return {
            "file": str(file),
            "target": str(target),
            "saved": saved,
            "backup": None if backup is None else str(backup),
            "year": self.year,
            "closed_month": self.closed,
            "totals": self.totals,
            "rows": {
                "read": self.rows,
                "computed": self.rows - self.not_computed,
                "not_computed": self.not_computed,
                "not_computed_amount": self.not_computed_ore,
            },
            "reading": self.reading,
            "findings": self.findings,
            "cells_changed": cells,
            "sheets_added": list(sheets),
        }
