"""What the cells of a Calc document hold, in blocks: values, formulas as Excel writes them, and links."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from .area import Rect, areas, around, ask, each_cell, groups, prop, size
from .grammar import to_calc, to_excel
from .sheets import Sheets

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


class Contents(Sheets):
    """What cells hold."""

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
