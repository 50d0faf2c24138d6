"""The sheets of a Calc document, and rectangles of their cells."""

from __future__ import annotations

from typing import Any, Dict, List

from .area import Rect, areas, ask, prop


class Sheets:
    """A document's sheets, by its UNO model.

    Rows and columns count from 1, and a rectangle is (top, left, bottom, right).
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self._known: Dict[str, Any] = {}

    def sheets(self) -> List[str]:
        return list(self.model.Sheets.ElementNames)

    def sheet(self, name: str) -> Any:
        # Asked for thousands of times in a press, and each time is several calls where LibreOffice is another program.
        if name not in self._known:
            self._known[name] = self.model.Sheets.getByName(name)
        return self._known[name]

    def forget_sheets(self) -> None:
        """Ask for every sheet anew: one has come, gone or got another name."""
        self._known.clear()

    def cells(self, sheet: str, rect: Rect) -> Any:
        top, left, bottom, right = rect
        return self.sheet(sheet).getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    def used(self, sheet: str) -> Rect:
        cursor = self.sheet(sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return 1, 1, end.EndRow + 1, end.EndColumn + 1

    def is_protected(self, sheet: str) -> bool:
        return bool(self.sheet(sheet).isProtected())

    def is_filtered(self, sheet: str) -> bool:
        """Whether a filter hides rows of the sheet."""
        rows = self.sheet(sheet).Rows
        last = self.used(sheet)[2]
        hidden = 1
        seen = sorted((top, bottom) for top, _, bottom, _ in areas(self.sheet(sheet).queryVisibleCells()))
        for top, bottom in [*seen, (last + 1, last + 1)]:
            # Rows somebody has hidden by hand may stand among those a filter hides.
            gap = range(hidden, min(top, last + 1))
            if any(prop(ask(rows, "getByIndex", row - 1), "IsFiltered") for row in gap):
                return True
            hidden = max(hidden, bottom + 1)
        return False
