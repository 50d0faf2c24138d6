"""Cells of a Calc document as a range of xlwings'."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from xlwings import base_classes

from styring_xl.calc.calls import CellHolder
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW, address, column_letters, quote_sheet
from styring_xl.cells.formula import parse_range

Rect = tuple[int, int, int, int]
"""(top, left, bottom, right), from 1."""
POINTS: Final = 72 / 2540
"""Points in a hundredth of a millimetre."""

_EPOCH: Final = dt.datetime(1899, 12, 30)
_ERRORS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


class ErrorText(str):
    """The code of an error value, which is no text that somebody typed."""

    __slots__ = ()


class NativeRange:
    """What a range has beyond xlwings' own words, under the names of Excel's COM model."""

    def __init__(self, owner: Range) -> None:
        self._owner = owner

    @property
    def Style(self) -> str | None:
        """The named style of all the cells, None when they have several."""
        found = self._owner.call("style", self._owner.sheet.name, self._owner.rects)
        return None if found is None else str(found)

    @Style.setter
    def Style(self, name: str) -> None:
        self._owner.call("set_style", self._owner.sheet.name, self._owner.rects, name)

    @property
    def Formula(self) -> Any:
        """The formulas of the cells, an empty text where there is none: what is typed there need not be read along."""
        shown = [[""] * self._owner.shape[1] for _ in range(self._owner.shape[0])]
        return self._owner.with_formulas(shown)

    @property
    def HasFormula(self) -> bool | None:
        """True, False, or None when only some of the cells have one."""
        answer: bool | None = self._owner.call("has_formulas", self._owner.sheet.name, self._owner.rect)
        return answer


class Range(base_classes.Range):
    """One rectangle of cells, or several where only their looks are at stake."""

    def __init__(self, sheet: CellHolder, rects: list[Rect]) -> None:
        self._sheet, self.rects = sheet, rects
        self.options: Any = {}
        self.call = sheet.call

    @property
    def rect(self) -> Rect:
        return self.rects[0]

    @property
    def sheet(self) -> CellHolder:
        return self._sheet

    @property
    def api(self) -> NativeRange:
        return NativeRange(self)

    @property
    def row(self) -> int:
        return self.rect[0]

    @property
    def column(self) -> int:
        return self.rect[1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self.rect
        return bottom - top + 1, right - left + 1

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return (self.sheet.name, self.row, self.column, *self.shape)

    def __len__(self) -> int:
        height, width = self.shape
        return height * width

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """A cell by its place in the range: (row, column), or its number along the rows."""
        width = self.shape[1]
        down, across = divmod(arg1 - 1, width) if arg2 is None else (arg1 - 1, arg2 - 1)
        row, column = self.row + down, self.column + across
        return Range(self.sheet, [(row, column, row, column)])

    # What the cells hold.

    @property
    def raw_value(self) -> Any:
        """Numbers, texts, truth values and points in time; an empty cell is None, an error an ErrorText."""
        rows, dates, truths, errors, null_date = self.call("read", self.sheet.name, self.rect)
        if dates or truths or errors:
            rows = [list(row) for row in rows]
            zero = _EPOCH + dt.timedelta(days=null_date)
            for area in dates:
                for down, across in self._inside(area):
                    value = rows[down][across]
                    if type(value) is float:
                        rows[down][across] = _moment(zero, value)
            for area in truths:
                for down, across in self._inside(area):
                    if rows[down][across] in (0.0, 1.0):
                        rows[down][across] = bool(rows[down][across])
            for row, column, code in errors:
                rows[row - self.row][column - self.column] = ErrorText(code)
        if len(rows) == len(rows[0]) == 1:
            return None if rows[0][0] == "" else rows[0][0]
        return rows

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        height, width = self.shape
        if not isinstance(value, (list, tuple)):
            value = [[value] * width] * height
        elif value and not isinstance(value[0], (list, tuple)):
            value = [value]
        self._write(value)

    def _inside(self, area: Rect) -> list[tuple[int, int]]:
        """The places of some of the cells, from 0."""
        top, left, bottom, right = area
        return [
            (row - self.row, column - self.column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]

    def _write(self, rows: Any) -> None:
        """Write as a program writes in Excel: ``=`` begins a formula, an apostrophe a text, other texts are texts."""
        written: list[list[Any]] = []
        formulas: list[tuple[int, int, str]] = []
        dates: list[tuple[int, int]] = []
        truths: list[tuple[int, int]] = []
        for row, line in enumerate(rows, self.row):
            cells: list[Any] = []
            for column, value in enumerate(line, self.column):
                if type(value) is float:
                    cells.append(value)
                elif value is None:
                    cells.append("")
                elif isinstance(value, str):
                    if value.startswith("=") and len(value) > 1:
                        formulas.append((row, column, value))
                        cells.append("")
                    elif value in _ERRORS:
                        formulas.append((row, column, f"={value}"))
                        cells.append("")
                    else:
                        cells.append(value.removeprefix("'"))
                elif isinstance(value, bool):
                    truths.append((row, column))
                    cells.append(float(value))
                elif isinstance(value, (dt.date, dt.time)):
                    dates.append((row, column))
                    cells.append(self._serial(value))
                else:
                    cells.append(float(value))
            written.append(cells)
        looks = (_downwards(dates), _downwards(truths))
        self.call("write", self.sheet.name, self.row, self.column, written, formulas, *looks)

    def _serial(self, value: dt.date | dt.time) -> float:
        zero = _EPOCH + dt.timedelta(days=self.sheet.book.null_date)
        if isinstance(value, dt.time):
            moment = dt.datetime.combine(zero, value)
        elif isinstance(value, dt.datetime):
            moment = value.replace(tzinfo=None)
        else:
            moment = dt.datetime(value.year, value.month, value.day)
        return (moment - zero) / dt.timedelta(days=1)

    @property
    def formula(self) -> Any:
        """The formulas of the cells, and what is typed in those that have none."""
        values = self.raw_value
        rows = [list(row) for row in values] if isinstance(values, (list, tuple)) else [[values]]
        return self.with_formulas([["" if value is None else value for value in row] for row in rows])

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    formula2 = formula

    def with_formulas(self, shown: list[list[Any]]) -> Any:
        """What the cells show with the formulas in its place; of a single cell its own."""
        top, left, _, _ = self.rect
        for row, column, block in self.call("formulas", self.sheet.name, self.rect):
            for down, texts in enumerate(block, row - top):
                shown[down][column - left : column - left + len(texts)] = texts
        return shown[0][0] if len(shown) == len(shown[0]) == 1 else tuple(map(tuple, shown))

    @property
    def has_array(self) -> bool:
        return bool(self.call("has_array", self.sheet.name, self.rect))

    def clear_contents(self) -> None:
        for rect in self.rects:
            self.call("clear", self.sheet.name, rect, False)

    def clear(self) -> None:
        for rect in self.rects:
            self.call("clear", self.sheet.name, rect, True)

    # How they look.

    @property
    def number_format(self) -> str | None:
        answer: str | None = self.call("number_format", self.sheet.name, self.rect)
        return answer

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.call("set_number_format", self.sheet.name, self.rect, value)

    @property
    def column_width(self) -> float:
        """Of the first column, 0 for one that is hidden."""
        return max(0.0, (int(self.call("column_width", self.sheet.name, self.rect)) * 96 / 2540 - 5) / 7)

    @column_width.setter
    def column_width(self, value: float) -> None:
        """In characters, as Excel counts them: seven points of a screen of 96 to the inch, and five around them."""
        self.call("set_column_width", self.sheet.name, self.rect, round((value * 7 + 5) * 2540 / 96))

    @property
    def left(self) -> float:
        return float(self.call("column_left", self.sheet.name, self.rect)) * POINTS

    @property
    def hyperlink(self) -> str:
        return str(self.call("link", self.sheet.name, self.row, self.column))

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        self.call("set_link", self.sheet.name, self.row, self.column, address, text_to_display or address)

    @property
    def merge_cells(self) -> bool | None:
        """True, False, or None when only some of the cells are merged."""
        if len(self) == 1:
            return bool(self.merge_area.rect != self.rect)
        found = self.call("merged", self.sheet.name, self.rect)
        return False if not found else True if self.rect in found else None

    @property
    def merge_area(self) -> Range:
        return Range(self.sheet, [self.call("merge_area", self.sheet.name, self.row, self.column)])

    def merge(self, across: bool) -> None:
        top, left, bottom, right = self.rect
        parts = [(row, left, row, right) for row in range(top, bottom + 1)] if across else [self.rect]
        for part in parts:
            self.call("merge", self.sheet.name, part, True)

    def unmerge(self) -> None:
        self.call("merge", self.sheet.name, self.rect, False)

    def copy(self, destination: Any = None) -> None:
        """Remember a row whose looks others are to have; what the user has copied stays on the clipboard."""
        if destination is not None:
            raise NotImplementedError("only looks are copied")
        self.sheet.book.app.copied = self

    def paste(self, paste: Any = None, operation: Any = None, skip_blanks: Any = False, transpose: Any = False) -> None:
        """Give every row the looks of the one that was copied on this sheet."""
        like = self.sheet.book.app.copied
        if paste != "formats" or like is None or like.sheet.name != self.sheet.name:
            raise NotImplementedError(paste)
        self.call("copy_looks", self.sheet.name, like.rect, self.rect)

    # Where they are.

    def select(self) -> None:
        self.call("select", self.sheet.name, self.rect)

    def end(self, direction: str) -> Range:
        """The last cell before the first empty one, as Ctrl+arrow finds it from a cell that holds something."""
        down, across = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}[direction]
        _, _, bottom, right = self.sheet.used_range.rect
        row, column = self.row, self.column
        edge = {
            "down": (row, column, max(bottom, row), column),
            "up": (1, column, row, column),
            "right": (row, column, row, max(right, column)),
            "left": (row, 1, row, column),
        }[direction]
        values = Range(self.sheet, [edge]).raw_value
        rows = values if isinstance(values, (list, tuple)) else [[values]]
        line = [value not in (None, "") for each in rows for value in each]
        if down + across < 0:
            line.reverse()
        held = line[:2] == [True, True]
        steps = next((at for at in range(1, len(line)) if line[at] != held), None)
        if steps is None:
            # Nothing more that way: the last that holds something, or the edge of the sheet.
            if held:
                steps = len(line) - 1
            else:
                limit = {"down": MAX_ROW - row, "up": row - 1, "right": MAX_COLUMN - column, "left": column - 1}
                steps = limit[direction]
        elif held:
            steps -= 1
        row, column = row + down * steps, column + across * steps
        return Range(self.sheet, [(row, column, row, column)])

    @property
    def current_region(self) -> Range:
        """The cells around that hold something without an empty row or column between."""
        grid = self.sheet.used_range.raw_value
        rows = grid if isinstance(grid, (list, tuple)) else [[grid]]

        def holds(top: int, left: int, bottom: int, right: int) -> bool:
            return any(
                value not in (None, "") for row in rows[top - 1 : bottom] for value in row[max(left - 1, 0) : right]
            )

        top, left, bottom, right = self.rect
        while True:
            before = (top, left, bottom, right)
            if top > 1 and holds(top - 1, left - 1, top - 1, right + 1):
                top -= 1
            if holds(bottom + 1, left - 1, bottom + 1, right + 1):
                bottom += 1
            if left > 1 and holds(max(top - 1, 1), left - 1, bottom + 1, left - 1):
                left -= 1
            if holds(max(top - 1, 1), right + 1, bottom + 1, right + 1):
                right += 1
            if before == (top, left, bottom, right):
                return Range(self.sheet, [before])

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        def cell(row: int, column: int) -> str:
            across = "$" if col_absolute else ""
            down = "$" if row_absolute else ""
            return f"{across}{column_letters(column)}{down}{row}"

        top, left, bottom, right = self.rect
        text = cell(top, left) if len(self) == 1 else f"{cell(top, left)}:{cell(bottom, right)}"
        return f"'[{self.sheet.book.name}]{self.sheet.name}'!{text}" if external else text

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    @property
    def name(self) -> Any:
        """The name that means exactly these cells, None when there is none."""
        wanted = (self.sheet.name.casefold(), self.rect)
        for each in self.sheet.book.names:
            found = parse_range(each.refers_to.removeprefix("="))
            if found is not None and found[0] is not None:
                ref = found[1]
                if (found[0].casefold(), (ref.top, ref.left, ref.bottom, ref.right)) == wanted:
                    return each
        return None

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"={quote_sheet(self.sheet.name)}!{self.address}")

    @property
    def table(self) -> Any:
        """The table these cells begin in, None when there is none."""
        for table in self.sheet.tables:
            top, left, bottom, right = table.range.rect
            if top <= self.row <= bottom and left <= self.column <= right:
                return table
        return None


def _moment(zero: dt.datetime, days: float) -> Any:
    """Days after the null date as a point in time to the millisecond; the number where there is none."""
    try:
        return zero + dt.timedelta(milliseconds=round(days * 86_400_000))
    except OverflowError:
        return days


def _downwards(cells: list[tuple[int, int]]) -> list[Rect]:
    """Cells as rectangles of one column, as high as they reach without a gap."""
    found: list[Rect] = []
    for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if found and found[-1][3] == column and found[-1][2] == row - 1:
            found[-1] = (found[-1][0], column, row, column)
        else:
            found.append((row, column, row, column))
    return found


def rects_of(text: str) -> list[Rect]:
    """``A1:B2,C3`` as rectangles. Raises ValueError for anything else."""
    found = []
    for part in text.split(","):
        place = parse_range(part)
        if place is None:
            raise ValueError(text)
        ref = place[1]
        found.append((ref.top, ref.left, ref.bottom, ref.right))
    return found


__all__ = ["ErrorText", "NativeRange", "Range", "Rect", "address", "rects_of"]
