"""A row of a list that users keep, such as a contract or a goal: what its cells were read as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Value
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.listing import ListTable

ROLE: Final = "liste"
ListValue = str | int | dt.date | Fraction | None
"""What a cell was read as: text, øre or a whole number, a day, a part or number as an exact fraction."""


class ListRow(Struct, frozen=True):
    """A row of a list: where it stands, and what its cells hold by the names of the list's columns."""

    sheet: str
    row: int
    columns: Mapping[str, int]
    cells: Mapping[str, ListValue]

    def text(self, name: str) -> str:
        """A text, a citizen or a word; empty where the cell is."""
        value = self.cells.get(name)
        return value if isinstance(value, str) else ""

    def whole(self, name: str) -> int | None:
        """Øre of an amount, a whole number, or the code of a rate unit."""
        value = self.cells.get(name)
        return value if isinstance(value, int) else None

    def date(self, name: str) -> dt.date | None:
        """A day."""
        value = self.cells.get(name)
        return value if isinstance(value, dt.date) else None

    def number(self, name: str) -> Fraction | None:
        """A part of a whole or a number, exactly as typed."""
        value = self.cells.get(name)
        return value if isinstance(value, Fraction) else None

    def problem(self, kind: Kind, listing: ListTable, name: str, value: Value = None, detail: str = "") -> Problem:
        """What is wrong with one of its cells; ``value`` is what is shown of it."""
        shown = self.cells.get(name) if value is None else value
        known: Value = shown if isinstance(shown, (str, int, dt.date)) else None
        return Problem(
            kind,
            listing.field(name).header,
            ROLE,
            self.sheet,
            self.row,
            self.columns.get(name, 1),
            known,
            detail=detail,
        )
