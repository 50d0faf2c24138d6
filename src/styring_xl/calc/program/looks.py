"""How the cells of a Calc document look: number formats, named styles, merged cells."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from .area import Rect, address, areas, ask, groups, prop, rect_of, rects
from .sheets import Sheets
from .style import make as make_style

_LEVELS = 7
"""An outline has no more levels."""
_PLAIN, _PLAIN_HERE = "Normal", "Default"


class NoSuchStyle(Exception):
    """The document has no cell style of that name."""


class Looks(Sheets):
    """How cells look."""

    def number_format(self, sheet: str, rect: Rect) -> Any:
        """The format's code as Excel writes it, None when the cells have several."""
        keys = {prop(group, "NumberFormat") for group in groups(self.cells(sheet, rect))}
        if len(keys) != 1:
            return None
        return str(self.model.NumberFormats.getByKey(keys.pop()).FormatString)

    def set_number_format(self, sheet: str, rect: Rect, code: str) -> None:
        import uno

        english = uno.createUnoStruct("com.sun.star.lang.Locale")
        english.Language, english.Country = "en", "US"
        formats = self.model.NumberFormats
        key = formats.queryKey(code, english, False)
        self.cells(sheet, rect).NumberFormat = key if key >= 0 else formats.addNew(code, english)

    def style(self, sheet: str, rects: Sequence[Rect]) -> Any:
        """The named style that all the cells have, None when they have not all the same."""
        found = {name for rect in rects for name, _ in self._styled(sheet, rect)}
        return found.pop() if len(found) == 1 else None

    def _styled(self, sheet: str, rect: Rect) -> Iterator[Tuple[str, Rect]]:
        for group in groups(self.cells(sheet, rect)):
            # Cells nobody has touched may have no style to name.
            name = prop(group, "CellStyle") or _PLAIN_HERE
            for area in areas(group):
                yield (_PLAIN if name == _PLAIN_HERE else name), area

    def set_style(self, sheet: str, rects: Sequence[Rect], name: str) -> None:
        """Raises NoSuchStyle; LibreOffice itself would silently take the plain style."""
        here = _PLAIN_HERE if name == _PLAIN else name
        if not self.model.StyleFamilies.getByName("CellStyles").hasByName(here):
            raise NoSuchStyle(name)
        if len(rects) > 1:
            self._make_columns(sheet, rects, here)
        self._all_cells(sheet, rects).CellStyle = here

    def _make_columns(self, sheet: str, rects: Sequence[Rect], style: str) -> None:
        """Give the rectangle that goes farthest to the right its style: several at once get none in columns that
        LibreOffice has not made yet, as on a new sheet."""
        self.cells(sheet, max(rects, key=lambda rect: rect[3])).CellStyle = style

    def _all_cells(self, sheet: str, rects: Sequence[Rect]) -> Any:
        """Several rectangles of a sheet as one, as each of them alone costs several calls."""
        if len(rects) == 1:
            return self.cells(sheet, rects[0])
        import uno

        at = self.sheet(sheet).RangeAddress.Sheet
        addresses = []
        for top, left, bottom, right in rects:
            made = uno.createUnoStruct("com.sun.star.table.CellRangeAddress")
            made.Sheet, made.StartRow, made.StartColumn, made.EndRow, made.EndColumn = (
                at, top - 1, left - 1, bottom - 1, right - 1,
            )  # fmt: skip
            addresses.append(made)
        several = self.model.createInstance("com.sun.star.sheet.SheetCellRanges")
        several.addRangeAddresses(tuple(addresses), False)
        return several

    def set_column_width(self, sheet: str, rect: Rect, width: int) -> None:
        """Give every column of a rectangle a width in hundredths of a millimetre."""
        self.cells(sheet, rect).Columns.Width = width

    def column_width(self, sheet: str, rect: Rect) -> int:
        """The width of the first column of a rectangle in hundredths of a millimetre, 0 for a hidden one."""
        column = self.cells(sheet, rect).Columns.getByIndex(0)
        return int(column.Width) if column.IsVisible else 0

    def column_left(self, sheet: str, rect: Rect) -> int:
        """How far a rectangle is from the left edge of the sheet, in hundredths of a millimetre."""
        return int(self.cells(sheet, rect).Position.X)

    def print_area(self, sheet: str) -> str:
        """The rectangles that are printed, as A1:B2,C3:D4; empty where all is."""
        return ",".join(address(rect_of(each)) for each in self.sheet(sheet).getPrintAreas())

    def set_print_area(self, sheet: str, where: str) -> None:
        """Print these rectangles alone, all for none."""
        parts = rects(where) if where else []
        self.sheet(sheet).setPrintAreas(tuple(self.cells(sheet, rect).RangeAddress for rect in parts))

    def copy_looks(self, sheet: str, like: Rect, rect: Rect) -> None:
        """Give every row of a rectangle the looks of a row with as many columns, on the same sheet."""
        (row, left, _, right), (top, first, bottom, _) = like, rect
        for style, (_, start, _, end) in list(self._styled(sheet, (row, left, row, right))):
            self.set_style(sheet, [(top, first + start - left, bottom, first + end - left)], style)

    def merged(self, sheet: str, rect: Rect) -> List[Rect]:
        """The merged cells that begin in a rectangle."""
        found = []
        whole = self.sheet(sheet)
        waiting = [rect]
        while waiting:
            part = waiting.pop()
            top, left, bottom, right = part
            cells = ask(whole, "getCellRangeByPosition", left - 1, top - 1, right - 1, bottom - 1)
            if not ask(cells, "getIsMerged"):
                continue
            if (top, left) == (bottom, right):
                found.append(self.merge_area(sheet, top, left))
            elif bottom > top:
                middle = (top + bottom) // 2
                waiting += [(top, left, middle, right), (middle + 1, left, bottom, right)]
            else:
                middle = (left + right) // 2
                waiting += [(top, left, bottom, middle), (top, middle + 1, bottom, right)]
        return sorted(found)

    def merge_area(self, sheet: str, row: int, column: int) -> Rect:
        cursor = self.sheet(sheet).createCursorByRange(self.cells(sheet, (row, column, row, column)))
        cursor.collapseToMergedArea()
        return rect_of(cursor.RangeAddress)

    def merge(self, sheet: str, rect: Rect, merge: bool) -> None:
        self.cells(sheet, rect).merge(merge)

    def styles(self, wanted: Sequence[Tuple[str, str]]) -> List[Tuple[str, int, int, int, str]]:
        """The styles in some rectangles (sheet, address): (sheet, first row, last row, column, style)."""
        found = []
        for sheet, where in wanted:
            for rect in rects(where):
                for style, (top, left, bottom, right) in self._styled(sheet, rect):
                    found += [(sheet, top, bottom, column, style) for column in range(left, right + 1)]
        return found

    def fold(self, sheet: str, top: int, bottom: int, folds: Sequence[Tuple[int, int, int]]) -> int:
        """Of some rows let those of the folds (first, last, whether closed) be grouped, and no others; how many
        there are."""
        from com.sun.star.table.TableOrientation import ROWS

        outline = self.sheet(sheet)
        whole = self.cells(sheet, (top, 1, bottom, 1)).RangeAddress
        # What is taken out of a closed group would stay hidden, and with nothing to open it by.
        outline.showDetail(whole)
        for _ in range(_LEVELS):
            outline.ungroup(whole, ROWS)
        for first, last, closed in folds:
            rows = self.cells(sheet, (first, 1, last, 1)).RangeAddress
            outline.group(rows, ROWS)
            if closed:
                outline.hideDetail(rows)
        return len(folds)

    def make_styles(self, looks: Dict[str, Dict[str, Any]]) -> None:
        """Make the styles the document does not have, each with its look in XlsxWriter's words."""
        for name, look in looks.items():
            make_style(self.model, name, look)

    def dress(self, orders: Sequence[Tuple[str, str, str]]) -> int:
        """Give cells their styles, (sheet, address, style) each; how many orders were carried out. Raises NoSuchStyle.

        What follows each other of one style on one sheet is one call to LibreOffice.
        """
        known = set(self.model.StyleFamilies.getByName("CellStyles").ElementNames)
        for sheet, of_sheet in groupby(orders, lambda order: order[0]):
            dressed = []
            for style, several in groupby(of_sheet, lambda order: order[2]):
                here = _PLAIN_HERE if style == _PLAIN else style
                if here not in known:
                    raise NoSuchStyle(style)
                dressed.append((here, [rect for _, where, _ in several for rect in rects(where)]))
            farthest, widest = max(dressed, key=lambda each: max(rect[3] for rect in each[1]))
            self._make_columns(sheet, widest, farthest)
            for here, where in dressed:
                self._all_cells(sheet, where).CellStyle = here
        return len(orders)
