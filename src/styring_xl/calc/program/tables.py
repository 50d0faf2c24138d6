"""The tables of a Calc document, which grow as they do in Excel."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

from .area import Rect, rect_of
from .contents import Contents
from .looks import Looks

Table = Tuple[str, Rect, bool, bool]
"""(name, rectangle, has a header, has a totals row)"""
_OWN_TABLE = "tbl"
_LEAST_OF_ROW = 2
_AT_ONCE = 1_000


class Tables(Contents, Looks):
    """A document's tables."""

    def _database_ranges(self) -> List[Any]:
        ranges = self.model.DatabaseRanges
        return [ranges.getByIndex(at) for at in range(ranges.Count)]

    def tables(self, sheet: str) -> List[Table]:
        """The tables of a sheet."""
        return self._tables().get(self.sheets().index(sheet), [])

    def _tables(self) -> Dict[int, List[Table]]:
        """The tables by the position of their sheet."""
        found: Dict[int, List[Table]] = {}
        for each in self._database_ranges():
            area = each.DataArea
            table = (each.Name, rect_of(area), bool(each.ContainsHeader), bool(each.TotalsRow))
            found.setdefault(area.Sheet, []).append(table)
        return found

    def grow_tables(self) -> bool:
        """Take the rows typed straight under a table of the product's own into it, with the looks of the row above.

        Excel does so while they are typed; Calc does not. A sum or a note under a table is not a row of it. Whether
        anything was taken in.
        """
        grown = [self._grow(each) for each in self._database_ranges() if each.Name.startswith(_OWN_TABLE)]
        return any(grown)

    def _grow(self, table: Any) -> bool:
        area = table.DataArea
        sheet = self.model.Sheets.getByIndex(area.Sheet)
        _, left, end, right = rect_of(area)
        bottom = self.used(sheet.Name)[2]
        if table.TotalsRow or sheet.isProtected() or bottom <= end:
            return False
        last = self._last_typed(sheet.Name, (end + 1, left, bottom, right))
        sums = self._formula_areas(sheet.Name, (end + 1, left, bottom, right))
        last = min([last, *(top - 1 for top, _, _, _ in sums)])
        if last == end:
            return False
        self.copy_looks(sheet.Name, (end, left, end, right), (end + 1, left, last, right))
        self._stretch_names(area, last - end)
        area.EndRow = last - 1
        table.DataArea = area
        return True

    def _stretch_names(self, table: Any, rows: int) -> None:
        """Let the names of a table's columns take in its new rows.

        In Excel such a name is written by the column's own name; an .ods keeps plain cells in its place.
        """
        for each in self.model.NamedRanges:
            cells = None if "[" in each.Content else each.getReferredCells()
            if cells is None:
                continue
            area = cells.RangeAddress
            columns = table.StartColumn <= area.StartColumn and area.EndColumn <= table.EndColumn
            whole = (area.Sheet, area.StartRow, area.EndRow) == (table.Sheet, table.StartRow + 1, table.EndRow)
            if whole and columns:
                bottom = area.EndRow + rows
                more = cells.Spreadsheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, bottom)
                each.Content = more.AbsoluteName

    def _last_typed(self, sheet: str, below: Rect) -> int:
        """The last of the rows that are typed without a gap from the top of a rectangle on; the row above if none is.

        A note at the very bottom of the sheet makes the rectangle a million rows high, so it is read bit by bit.
        """
        top, left, bottom, right = below
        for first in range(top, bottom + 1, _AT_ONCE):
            some = (first, left, min(first + _AT_ONCE - 1, bottom), right)
            for row, cells in enumerate(self.cells(sheet, some).getDataArray(), first):
                if sum(value != "" for value in cells) < _LEAST_OF_ROW:
                    return row - 1
        return bottom

    def add_table(self, sheet: str, name: str, rect: Rect, headers: bool, totals: bool) -> None:
        """Make a table of some cells, unless there is one of that name."""
        ranges = self.model.DatabaseRanges
        if not ranges.hasByName(name):
            ranges.addNewByName(name, self.cells(sheet, rect).RangeAddress)
            made = ranges.getByName(name)
            made.ContainsHeader, made.TotalsRow = headers, totals

    def resize_table(self, name: str, rect: Rect) -> None:
        """Let a table take up other cells of its sheet."""
        table = self.model.DatabaseRanges.getByName(name)
        area = table.DataArea
        area.StartRow, area.StartColumn, area.EndRow, area.EndColumn = (each - 1 for each in rect)
        table.DataArea = area
