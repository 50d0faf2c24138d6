"""What one cell is made of, as the doors show it."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from styring_xl.cells.cell import address
from styring_xl.figures.trace.item import TraceItem, TraceUnit

_JSON: Final = {TraceUnit.ORE: "amount", TraceUnit.NUMBER: "number"}


class Trace(Struct, frozen=True):
    """What one cell is made of. ``value`` is in ``unit``, None where the cell holds no number.

    Where it ``adds``, the items are in the same unit and sum to the value exactly; otherwise they are what it is worked
    out from, each in its own. ``notes`` are sentences in Danish about it.
    """

    sheet: str
    row: int
    column: int
    value: int | float | None
    unit: TraceUnit
    items: tuple[TraceItem, ...]
    adds: bool
    notes: tuple[str, ...]

    @property
    def cell(self) -> str:
        """Where the figure stands, such as E12."""
        return address(self.row, self.column)

    def to_json(self) -> dict[str, Any]:
        """Plain data: amounts in øre, and ``number`` in their place where the figure is none of kroner."""
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "unit": self.unit.value,
            _JSON[self.unit]: self.value,
            "adds": self.adds,
            "notes": list(self.notes),
            "items": [
                {
                    "kind": item.kind.value,
                    "sheet": item.sheet,
                    "cell": item.cell,
                    "when": item.when,
                    "text": item.text,
                    _JSON[item.unit]: item.amount,
                }
                for item in self.items
            ],
        }
