"""One open Calc document: its cells in blocks, its styles, sheets, names, tables and charts.

Rows and columns count from 1, as in Excel, and a rectangle is (top, left, bottom, right). Formulas and names are
written as Excel writes them.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from .area import Rect, address, areas, around, ask, each_cell, groups, prop, rect_of, rects, size
from .grammar import to_calc, to_excel
from .style import make as make_style

Table = Tuple[str, Rect, bool, bool]
"""(name, rectangle, has a header, has a totals row)"""

# com.sun.star.sheet.CellFlags
_VALUE, _DATE, _TEXT, _FORMULA = 1, 2, 4, 16
CONTENTS = _VALUE | _DATE | _TEXT | _FORMULA
_FORMATS = 32 | 64 | 128
# com.sun.star.sheet.FormulaResult
_ERROR_RESULT = 4
# com.sun.star.util.NumberFormat
_IS_DATE, _IS_LOGICAL = 2, 1024

ERRORS = {
    502: "#VALUE!",
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
_OTHER_ERROR = "#VALUE!"
_PLAIN, _PLAIN_HERE = "Normal", "Default"
_HEAD_ROWS = 60
_OWN_TABLE = "tbl"
_LEAST_OF_ROW = 2
_AT_ONCE = 1_000
# Of a single cell a file of LibreOffice's own names one corner only.
_SEQUENCE = re.compile(r"(?P<sheet>.*\.)(?P<left>\$?[A-Z]{1,3}\$?)\d+(?::(?P<right>\$?[A-Z]{1,3}\$?)\d+)?")


CHANGES = frozenset((
    "add_sheet", "remove_sheet", "rename_sheet", "set_visible", "write", "clear", "set_number_format", "set_link",
    "set_style", "dress", "merge", "set_name", "remove_name", "set_chart_rows", "grow_tables",
    "resize_table", "copy_looks", "make_styles",
))  # fmt: skip
"""What a document can be asked to do that changes it."""


class NoSuchStyle(Exception):
    """The document has no cell style of that name."""


class Document:
    """A document by its UNO model."""

    def __init__(self, model: Any) -> None:
        self.model = model

    # The document as a whole.

    def name(self) -> str:
        """The file's name, or the title before it is saved."""
        path = self.path()
        return path.replace("\\", "/").rpartition("/")[2] if path else str(self.model.Title)

    def path(self) -> str:
        """Where the file lies, as the system writes it; a web address as such; empty before it is saved."""
        import uno

        url = str(self.model.URL)
        return uno.fileUrlToSystemPath(url) if url.startswith("file:") else url

    def sheets(self) -> List[str]:
        return list(self.model.Sheets.ElementNames)

    def sheet(self, name: str) -> Any:
        return self.model.Sheets.getByName(name)

    def cells(self, sheet: str, rect: Rect) -> Any:
        top, left, bottom, right = rect
        return self.sheet(sheet).getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    def _view(self) -> Any:
        """What shows the document's sheets, None when nothing does: a document without a window, a print preview."""
        controller = self.model.CurrentController
        return controller if hasattr(controller, "ActiveSheet") else None

    def activate(self, sheet: str) -> None:
        view = self._view()
        if view is not None:
            view.setActiveSheet(self.sheet(sheet))

    def active_sheet(self) -> str:
        view = self._view()
        return str(view.ActiveSheet.Name) if view is not None else self.sheets()[0]

    def select(self, sheet: str, rect: Rect) -> None:
        view = self._view()
        if view is not None:
            view.select(self.cells(sheet, rect))

    def selection(self) -> Any:
        """(sheet, rectangle) of the selected cells, None when something else is selected."""
        view = self._view()
        chosen = None if view is None else view.Selection
        if chosen is None or not hasattr(chosen, "RangeAddress"):
            return None
        return chosen.Spreadsheet.Name, rect_of(chosen.RangeAddress)

    def add_sheet(self, name: str, position: int) -> None:
        """A new sheet at a position from 0."""
        self.model.Sheets.insertNewByName(name, position)

    def remove_sheet(self, name: str) -> None:
        self.model.Sheets.removeByName(name)

    def rename_sheet(self, name: str, new: str) -> None:
        self.sheet(name).Name = new

    def is_visible(self, sheet: str) -> bool:
        return bool(self.sheet(sheet).IsVisible)

    def set_visible(self, sheet: str, visible: bool) -> None:
        self.sheet(sheet).IsVisible = visible

    def save(self) -> None:
        self.model.store()

    def close(self) -> None:
        self.model.close(True)

    # Standing still while somebody writes.

    def is_automatic(self) -> bool:
        return bool(self.model.isAutomaticCalculationEnabled())

    def set_automatic(self, automatic: bool) -> None:
        if not automatic and self.is_automatic():
            # Calc computes what nobody looks at later, and from now on not at all: what is read would be out of date.
            self.model.calculate()
        self.model.enableAutomaticCalculation(automatic)

    def calculate(self) -> None:
        self.model.calculate()

    def set_still(self, still: bool) -> None:
        """Paint nothing meanwhile; each True needs its False."""
        if still:
            self.model.lockControllers()
            self.model.addActionLock()
        else:
            self.model.removeActionLock()
            self.model.unlockControllers()

    def is_still(self) -> bool:
        return bool(self.model.hasControllersLocked()) and bool(self.model.isActionLocked())

    # Cells.

    def used(self, sheet: str) -> Rect:
        cursor = self.sheet(sheet).createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return 1, 1, end.EndRow + 1, end.EndColumn + 1

    def read(self, sheet: str, rect: Rect) -> Tuple[Any, List[Rect], List[Rect], List[Tuple[int, int, str]], int]:
        """(rows, dates, truths, errors, null date).

        An empty cell is '', an error None. Numbers in the rectangles ``dates`` are days after the null date, which is
        given in days after 30-12-1899, and those in ``truths`` truth values. An error is (row, column, code).
        """
        cells = self.cells(sheet, rect)
        rows = cells.getDataArray()
        dates: List[Rect] = []
        truths: List[Rect] = []
        for area, kind in self._kinds(cells):
            if kind & _IS_DATE:
                dates.append(area)
            elif kind == _IS_LOGICAL:
                truths.append(area)
        errors = []
        if any(None in row for row in rows):
            for area in areas(cells.queryFormulaCells(_ERROR_RESULT)):
                for row, column in each_cell(area):
                    code = self.sheet(sheet).getCellByPosition(column - 1, row - 1).getError()
                    errors.append((row, column, ERRORS.get(code, _OTHER_ERROR)))
        return rows, dates, truths, errors, self.null_date()

    def null_date(self) -> int:
        import datetime as dt

        null = self.model.NullDate
        return (dt.date(null.Year, null.Month, null.Day) - dt.date(1899, 12, 30)).days

    def _kinds(self, cells: Any) -> Iterator[Tuple[Rect, int]]:
        """The rectangles of each number format, and the kind of that format."""
        formats = self.model.NumberFormats
        kinds: Dict[int, int] = {}
        for group in groups(cells):
            key = prop(group, "NumberFormat")
            if key not in kinds:
                kinds[key] = formats.getByKey(key).Type & ~1
            if kinds[key] & (_IS_DATE | _IS_LOGICAL):
                for area in areas(group):
                    yield area, kinds[key]

    def has_formulas(self, sheet: str, rect: Rect) -> Any:
        """True, False, or None when only some of the cells have one."""
        found = sum(map(size, self._formula_areas(sheet, rect)))
        return None if 0 < found < size(rect) else bool(found)

    def has_array(self, sheet: str, rect: Rect) -> bool:
        """Whether the first cell belongs to a formula over several cells."""
        top, left, _, _ = rect
        return bool(self.cells(sheet, (top, left, top, left)).getArrayFormula())

    def _formula_areas(self, sheet: str, rect: Rect) -> List[Rect]:
        return areas(self.cells(sheet, rect).queryContentCells(_FORMULA))

    def formulas(self, sheet: str, rect: Rect) -> List[Tuple[int, int, Tuple[Tuple[str, ...], ...]]]:
        """The formulas of a rectangle as blocks: (row, column, texts that begin with =)."""
        found = []
        for area in self._formula_areas(sheet, rect):
            rows = self.cells(sheet, area).getFormulaArray()
            found.append((area[0], area[1], tuple(tuple(_excel_formula(text) for text in row) for row in rows)))
        return found

    def write(
        self,
        sheet: str,
        row: int,
        column: int,
        rows: Any,
        formulas: Sequence[Tuple[int, int, str]],
        dates: Sequence[Rect],
        truths: Sequence[Rect],
    ) -> None:
        """Write a block: numbers and texts, '' for an empty cell, and then the formulas (row, column, text with =).

        Texts stay texts. A cell of ``dates`` or ``truths`` whose format does not show one is given a format that does.
        """
        rect = (row, column, row + len(rows) - 1, column + len(rows[0]) - 1)
        # LibreOffice takes a comment away with the contents of its cell when it is given a block.
        alone = self._commented(sheet, rect)
        for top, left, bottom, right in around(rect, alone):
            block = tuple(
                tuple(line[left - column : right - column + 1]) for line in rows[top - row : bottom - row + 1]
            )
            self.cells(sheet, (top, left, bottom, right)).setDataArray(block)
        for at in alone:
            self._write_cell(sheet, at, rows[at[0] - row][at[1] - column])
        for top, left, texts in _blocks([each for each in formulas if each[:2] not in alone]):
            area = (top, left, top + len(texts) - 1, left + len(texts[0]) - 1)
            self.cells(sheet, area).setFormulaArray(
                tuple(tuple("=" + to_calc(text[1:]) for text in line) for line in texts)
            )
        for down, across, text in formulas:
            if (down, across) in alone:
                self.sheet(sheet).getCellByPosition(across - 1, down - 1).setFormula("=" + to_calc(text[1:]))
        for shown, wanted in ((dates, _IS_DATE), (truths, _IS_LOGICAL)):
            for area in shown:
                self._show_as(self.cells(sheet, area), wanted)

    def _commented(self, sheet: str, rect: Rect) -> List[Tuple[int, int]]:
        """The cells of a rectangle that have a comment."""
        comments = self.sheet(sheet).Annotations
        places = [ask(ask(comments, "getByIndex", at), "getPosition") for at in range(comments.Count)]
        found = [(place.Row + 1, place.Column + 1) for place in places]
        top, left, bottom, right = rect
        return sorted((row, column) for row, column in found if top <= row <= bottom and left <= column <= right)

    def _write_cell(self, sheet: str, at: Tuple[int, int], value: Any) -> None:
        cell = self.sheet(sheet).getCellByPosition(at[1] - 1, at[0] - 1)
        if value == "":
            cell.clearContents(CONTENTS)
        elif isinstance(value, str):
            cell.setString(value)
        else:
            cell.setValue(value)

    def _show_as(self, cells: Any, wanted: int) -> None:
        formats = self.model.NumberFormats
        for group in groups(cells):
            if not formats.getByKey(group.NumberFormat).Type & wanted:
                group.NumberFormat = formats.getStandardFormat(wanted, self.model.CharLocale)

    def clear(self, sheet: str, rect: Rect, looks: bool) -> None:
        """Empty the cells; with ``looks`` their formats go too."""
        self.cells(sheet, rect).clearContents(CONTENTS | (_FORMATS if looks else 0))

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

    def link(self, sheet: str, row: int, column: int) -> str:
        """Where the link in a cell leads, empty when there is none."""
        fields = self.cells(sheet, (row, column, row, column)).getCellByPosition(0, 0).getTextFields()
        for at in range(fields.Count):
            return str(fields.getByIndex(at).URL)
        return ""

    def set_link(self, sheet: str, row: int, column: int, target: str, text: str) -> None:
        cell = self.sheet(sheet).getCellByPosition(column - 1, row - 1)
        field = self.model.createInstance("com.sun.star.text.TextField.URL")
        field.Representation, field.URL = text, target
        cell.String = ""
        cell.insertTextContent(cell.createTextCursor(), field, False)

    # Looks.

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
        for rect in rects:
            self.cells(sheet, rect).CellStyle = here

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

    # What stands beside the cells.

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

    def resize_table(self, name: str, rect: Rect) -> None:
        """Let a table take up other cells of its sheet."""
        table = self.model.DatabaseRanges.getByName(name)
        area = table.DataArea
        area.StartRow, area.StartColumn, area.EndRow, area.EndColumn = (each - 1 for each in rect)
        table.DataArea = area

    def copy_looks(self, sheet: str, like: Rect, rect: Rect) -> None:
        """Give every row of a rectangle the looks of a row with as many columns, on the same sheet."""
        (row, left, _, right), (top, first, bottom, _) = like, rect
        for style, (_, start, _, end) in list(self._styled(sheet, (row, left, row, right))):
            self.set_style(sheet, [(top, first + start - left, bottom, first + end - left)], style)

    def names(self) -> List[Tuple[str, str]]:
        """The document's names and what they refer to, with ``=``."""
        return [(each.Name, "=" + to_excel(each.Content)) for each in self.model.NamedRanges]

    def set_name(self, name: str, refers_to: str) -> None:
        """Define a name, or let it refer to something else."""
        names = self.model.NamedRanges
        content = to_calc(refers_to[1:] if refers_to.startswith("=") else refers_to)
        known = self._spelled(name)
        if known is not None:
            names.getByName(known).Content = content
        else:
            names.addNewByName(name, content, self.model.Sheets.getByIndex(0).getCellByPosition(0, 0).CellAddress, 0)

    def _spelled(self, name: str) -> Any:
        return next((each for each in self.model.NamedRanges.ElementNames if each.lower() == name.lower()), None)

    def remove_name(self, name: str) -> None:
        self.model.NamedRanges.removeByName(self._spelled(name))

    def charts(self, sheet: str) -> List[str]:
        """The names of the sheet's charts, as they are given in Excel too."""
        return [str(shape.Name) for shape in self._chart_shapes(sheet)]

    def _chart_shapes(self, sheet: str) -> List[Any]:
        page = self.sheet(sheet).DrawPage
        shapes = [page.getByIndex(at) for at in range(page.Count)]
        embedded = [shape for shape in shapes if shape.supportsService("com.sun.star.drawing.OLE2Shape")]
        return [shape for shape in embedded if hasattr(shape.Model, "FirstDiagram")]

    def chart_rows(self, sheet: str, number: int) -> List[str]:
        """The cells a chart (from 0) draws, as LibreOffice writes them: its categories, and each series' values."""
        found = []
        for sequence in self._sequences(sheet, number):
            found.append(str(sequence.Values.SourceRangeRepresentation))
        return found

    def set_chart_rows(self, sheet: str, number: int, first: int, last: int) -> None:
        """Let every series of a chart (from 0), and its categories, run over other rows of the same columns."""
        provider = self._chart(sheet, number).DataProvider
        for sequence in self._sequences(sheet, number):
            found = _SEQUENCE.fullmatch(sequence.Values.SourceRangeRepresentation)
            if found is not None:
                where = f"{found['sheet']}{found['left']}{first}:{found['right'] or found['left']}{last}"
                made = provider.createDataSequenceByRangeRepresentation(where)
                made.Role = sequence.Values.Role
                sequence.setValues(made)

    def _chart(self, sheet: str, number: int) -> Any:
        return self._chart_shapes(sheet)[number].Model

    def _sequences(self, sheet: str, number: int) -> Iterator[Any]:
        """The categories of a chart and its series, each once."""
        for system in self._chart(sheet, number).FirstDiagram.CoordinateSystems:
            for dimension in range(system.Dimension):
                axis = system.getAxisByDimension(dimension, 0)
                categories = None if axis is None else axis.ScaleData.Categories
                if categories is not None and categories.Values is not None:
                    yield categories
            for kind in system.ChartTypes:
                for series in kind.DataSeries:
                    yield from (each for each in series.DataSequences if each.Values is not None)

    # Many things in one call: what the helping macros of the workbook tell and do in Excel.

    def overview(self) -> List[Tuple[Any, ...]]:
        """Facts of every sheet, the tables and the names, as the macro HjaelpOverblik tells them."""
        records: List[Tuple[Any, ...]] = []
        tables = self._tables()
        for position, name in enumerate(self.sheets()):
            _, _, height, width = whole = self.used(name)
            head = (1, 1, min(height, _HEAD_ROWS), width)
            formulas = bool(self._formula_areas(name, whole))
            merged = ",".join(address(rect) for rect in self.merged(name, head))
            # A link goes with the text it stands in, so there are none to take away before writing.
            flags = (formulas, self.is_protected(name), self.is_filtered(name), False)
            records.append(("ark", name, height, width, *(int(flag) for flag in flags), merged))
            for table, rect, headers, totals in tables.get(position, []):
                records.append(("tabel", name, table, address(rect), int(headers), int(totals)))
        records += [("navn", name, refers_to) for name, refers_to in self.names()]
        return records

    def styles(self, wanted: Sequence[Tuple[str, str]]) -> List[Tuple[str, int, int, int, str]]:
        """The styles in some rectangles (sheet, address): (sheet, first row, last row, column, style)."""
        found = []
        for sheet, where in wanted:
            for rect in rects(where):
                for style, (top, left, bottom, right) in self._styled(sheet, rect):
                    found += [(sheet, top, bottom, column, style) for column in range(left, right + 1)]
        return found

    def make_styles(self, looks: Dict[str, Dict[str, Any]]) -> None:
        """Make the styles the document does not have, each with its look in XlsxWriter's words."""
        for name, look in looks.items():
            make_style(self.model, name, look)

    def dress(self, orders: Sequence[Tuple[str, str, str]]) -> int:
        """Give cells their styles, (sheet, address, style) each; how many orders were carried out."""
        for sheet, where, style in orders:
            self.set_style(sheet, rects(where), style)
        return len(orders)


def _excel_formula(text: str) -> str:
    if text.startswith("{="):
        text = text[1:-1]
    return "=" + to_excel(text[1:])


def _blocks(cells: Sequence[Tuple[int, int, str]]) -> Iterator[Tuple[int, int, List[Tuple[str, ...]]]]:
    """Cells with a text each, gathered to rectangles: runs along the rows, joined downwards where they are the same."""
    rows: Dict[int, List[Tuple[int, str]]] = {}
    for row, column, text in cells:
        rows.setdefault(row, []).append((column, text))
    open_: Dict[Tuple[int, int], Tuple[int, List[Tuple[str, ...]]]] = {}
    previous = 0
    for row in sorted(rows):
        runs: Dict[Tuple[int, int], Tuple[str, ...]] = {}
        for run in _runs(sorted(rows[row])):
            runs[run[0][0], run[-1][0]] = tuple(text for _, text in run)
        for span in [each for each in open_ if each not in runs or row != previous + 1]:
            top, block = open_.pop(span)
            yield top, span[0], block
        for span, texts in runs.items():
            open_.setdefault(span, (row, []))[1].append(texts)
        previous = row
    for span, (top, block) in open_.items():
        yield top, span[0], block


def _runs(cells: List[Tuple[int, str]]) -> Iterator[List[Tuple[int, str]]]:
    run: List[Tuple[int, str]] = []
    for cell in cells:
        if run and cell[0] != run[-1][0] + 1:
            yield run
            run = []
        run.append(cell)
    if run:
        yield run
