"""What is to be written into one sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from styring_xl.cells.cell import Formula, Value

KEEP_STYLE: Final = -1
"""The cell keeps its style; a new one takes its row's or column's."""
RESET_STYLE: Final = -2
"""The cell takes its row's or column's style, and goes when it holds nothing."""


@dataclass(slots=True)
class SheetPlan:
    """The cells of one sheet to write, by row and column, and the style index of those whose style changes."""

    contents: dict[int, dict[int, Value | Formula]] = field(default_factory=dict)
    styles: dict[int, dict[int, int]] = field(default_factory=dict)
    fresh: dict[int, dict[int, int]] = field(default_factory=dict)
    """Row -> column -> the style index a cell gets that is not there yet."""

    def style(self, row: int, column: int) -> int:
        """The style index planned for a cell, or ``KEEP_STYLE``."""
        found = self.styles.get(row)
        return KEEP_STYLE if found is None else found.get(column, KEEP_STYLE)
