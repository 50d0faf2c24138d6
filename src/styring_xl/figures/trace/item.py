"""What a figure is made of, as plain data: items that each stand in a cell somewhere, and that sum to the figure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells.cell import address


class ItemKind(StrEnum):
    """What an item is, in the words of the sheet *Grundlag*."""

    POSTING = "Postering"
    COMMITMENT = "Bevilling"
    POOL = "Pulje"
    BUDGET = "Budget"
    STATED = "Parametre"
    CELL = "Celle"
    SHARE = "Andel"
    """A part of postings that another row has, and that is therefore taken out again."""
    HISTORY = "Historik"
    """What something was at an earlier time, which only *Historik* knows."""
    TYPED = "Indtastet"
    COMPUTED = "Beregning"


class TraceUnit(StrEnum):
    """What the amounts of a trace count."""

    ORE = "øre"
    NUMBER = "tal"
    """Citizens, full-year persons, percent, a factor: what the cell itself shows."""


class TraceItem(Struct, frozen=True):
    """One thing a figure is made of, and the cell it stands in; ``row`` 0 where it stands in none.

    ``amount`` is øre, or a number as the cell shows it, as ``unit`` says. ``when`` is a day (2026-03-14), a month
    (2026-03), a year (2026) or empty. ``text`` never holds a CPR number.
    """

    kind: ItemKind
    amount: int | float
    sheet: str = ""
    row: int = 0
    column: int = 1
    when: str = ""
    text: str = ""
    unit: TraceUnit = TraceUnit.ORE

    @property
    def cell(self) -> str:
        """Where it stands, such as B7; empty where it stands in no cell."""
        return address(self.row, self.column) if self.row else ""

    def negated(self) -> TraceItem:
        """The same, where it is taken from the figure."""
        return replace(self, amount=-self.amount)


class MadeOf(Struct, frozen=True):
    """What a figure is made of. Where it ``adds``, the items sum to the figure exactly; otherwise they are what it is
    worked out from (a price from kroner and a number), each with the value it has itself, and ``note`` says how."""

    items: tuple[TraceItem, ...]
    adds: bool = True
    note: str = ""
    each: int = 0
    """How many øre one of the cell's number is, where it is shown in millions or thousands; 0 where its look says."""

    @classmethod
    def sum(cls, items: Iterable[TraceItem], note: str = "", each: int = 0) -> MadeOf:
        """Items that add up; those of nothing are left out."""
        return cls(tuple(item for item in items if item.amount), note=note, each=each)

    @classmethod
    def worked_out(cls, items: Iterable[TraceItem], note: str) -> MadeOf:
        """What a figure that is no sum is worked out from."""
        return cls(tuple(items), adds=False, note=note)

    def times(self, factor: int) -> MadeOf:
        """The same with another sign, for a variance that is shown the other way round; ``factor`` is 1 or -1."""
        return self if factor == 1 else replace(self, items=tuple(item.negated() for item in self.items))


NOTHING: Final = MadeOf(())
