"""A sheet of a Calc document, with the tables and charts that stand on it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from xlwings import base_classes

from styring_xl.calc.calls import SheetHolder
from styring_xl.calc.cells import POINTS, Range, Rect, rects_of
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW


class NativeSheet:
    """What a sheet has beyond xlwings' own words, under the names of Excel's COM model."""

    def __init__(self, owner: CalcSheet) -> None:
        self._owner = owner

    @property
    def ProtectContents(self) -> bool:
        return bool(self._owner.call("is_protected", self._owner.name))

    @property
    def FilterMode(self) -> bool:
        """Whether a filter hides rows."""
        return bool(self._owner.call("is_filtered", self._owner.name))

    def FillSparklines(self, rect: Rect, last: int) -> None:
        """Give the rows of a rectangle after ``last`` sparklines as its rows have them; Excel has groups for that."""
        self._owner.call("fill_sparklines", self._owner.name, rect, last)


class CalcSheets(base_classes.Sheets):
    """The sheets in the order of their tabs."""

    def __init__(self, book: SheetHolder) -> None:
        self._book = book

    @property
    def api(self) -> Any:
        return self._book

    def _names(self) -> list[str]:
        return list(self._book.call("sheets"))

    def __iter__(self) -> Iterator[CalcSheet]:
        return iter([CalcSheet(self._book, name) for name in self._names()])

    def __len__(self) -> int:
        return len(self._names())

    def __call__(self, name_or_index: Any) -> CalcSheet:
        names = self._names()
        if isinstance(name_or_index, int):
            return CalcSheet(self._book, names[name_or_index - 1])
        wanted = name_or_index.casefold()
        found = next((name for name in names if name.casefold() == wanted), None)
        if found is None:
            raise KeyError(name_or_index)
        return CalcSheet(self._book, found)

    @property
    def active(self) -> CalcSheet:
        return CalcSheet(self._book, self._book.call("active_sheet"))

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> CalcSheet:
        names = self._names()
        if name is None:
            number = 1
            while f"Ark{number}" in names:
                number += 1
            name = f"Ark{number}"
        if before is not None:
            position = names.index(before.name)
        elif after is not None:
            position = names.index(after.name) + 1
        else:
            position = names.index(self.active.name)
        self._book.call("add_sheet", name, position)
        made = CalcSheet(self._book, name)
        made.activate()
        return made


class CalcSheet(base_classes.Sheet):
    """One sheet, known by its name."""

    def __init__(self, book: SheetHolder, name: str) -> None:
        self._book, self._name = book, name
        self.call = book.call

    @property
    def api(self) -> NativeSheet:
        return NativeSheet(self)

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.call("rename_sheet", self._name, value)
        self._name = value

    @property
    def book(self) -> SheetHolder:
        return self._book

    @property
    def index(self) -> int:
        return int(self.call("sheets").index(self._name)) + 1

    @property
    def visible(self) -> bool:
        return bool(self.call("is_visible", self._name))

    @visible.setter
    def visible(self, value: bool) -> None:
        self.call("set_visible", self._name, value)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Cells by address or name; by two corners, each (row, column) or a range; or (row, column, height, width)."""
        if isinstance(arg1, tuple) and len(arg1) == 4:
            row, column, height, width = arg1
            if not height or not width:
                raise ValueError("a range has at least one cell")
            return Range(self, [(row, column, row + height - 1, column + width - 1)])
        first = self._corner(arg1)
        if arg2 is None:
            return Range(self, first)
        tops, lefts, bottoms, rights = zip(*first, *self._corner(arg2), strict=True)
        return Range(self, [(min(tops), min(lefts), max(bottoms), max(rights))])

    def _corner(self, given: Any) -> list[Rect]:
        if isinstance(given, tuple):
            row, column = given
            if row < 1 or column < 1:
                raise IndexError("rows and columns count from 1")
            return [(row, column, row, column)]
        if isinstance(given, str):
            try:
                return rects_of(given)
            except ValueError:
                named: Range = self._book.names(given).refers_to_range
                return named.rects
        impl: Range = getattr(given, "impl", given)
        return impl.rects

    @property
    def cells(self) -> Range:
        return Range(self, [(1, 1, MAX_ROW, MAX_COLUMN)])

    @property
    def used_range(self) -> Range:
        return Range(self, [self.call("used", self._name)])

    @property
    def names(self) -> Any:
        return self._book.names

    def activate(self) -> None:
        self.call("activate", self._name)

    select = activate

    def delete(self) -> None:
        self.call("remove_sheet", self._name)

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def clear(self) -> None:
        self.used_range.clear()

    @property
    def tables(self) -> CalcTables:
        return CalcTables(self)

    @property
    def charts(self) -> CalcCharts:
        return CalcCharts(self)

    @property
    def page_setup(self) -> CalcPageSetup:
        return CalcPageSetup(self)


class CalcPageSetup(base_classes.PageSetup):
    """What of a sheet is printed."""

    def __init__(self, sheet: CalcSheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> NativeSheet:
        return self._sheet.api

    @property
    def print_area(self) -> str:
        """Rectangles with commas between, empty where all is printed."""
        return str(self._sheet.call("print_area", self._sheet.name))

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        self._sheet.call("set_print_area", self._sheet.name, value or "")


class CalcTables(base_classes.Tables):
    """The sheet's tables, which Calc calls database ranges."""

    def __init__(self, sheet: CalcSheet) -> None:
        self._sheet = sheet

    @property
    def parent(self) -> CalcSheet:
        return self._sheet

    def __iter__(self) -> Iterator[CalcTable]:
        return iter([CalcTable(self._sheet, *each) for each in self._sheet.call("tables", self._sheet.name)])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, key: Any) -> bool:
        return any(table.name == key for table in self)

    def __call__(self, key: Any) -> CalcTable:
        tables = list(self)
        if isinstance(key, int):
            return tables[key - 1]
        found = next((table for table in tables if table.name == key), None)
        if found is None:
            raise KeyError(key)
        return found


class CalcTable(base_classes.Table):
    """One table as it was when it was asked for."""

    name: str = ""
    show_headers: bool = False
    show_totals: bool = False

    def __init__(self, sheet: CalcSheet, name: str, rect: Rect, headers: bool, totals: bool) -> None:
        self._sheet, self._rect = sheet, rect
        self.name, self.show_headers, self.show_totals = name, headers, totals

    @property
    def parent(self) -> CalcSheet:
        return self._sheet

    @property
    def range(self) -> Range:
        return Range(self._sheet, [self._rect])

    def resize(self, range: Any) -> None:
        """Take up other cells of the sheet."""
        self._rect = range.impl.rect
        self._sheet.call("resize_table", self.name, self._rect)

    @property
    def header_row_range(self) -> Range | None:
        top, left, _, right = self._rect
        return Range(self._sheet, [(top, left, top, right)]) if self.show_headers else None

    @property
    def data_body_range(self) -> Range | None:
        top, left, bottom, right = self._rect
        top, bottom = top + self.show_headers, bottom - self.show_totals
        return Range(self._sheet, [(top, left, bottom, right)]) if top <= bottom else None


class CalcCharts(base_classes.Charts):
    """The sheet's charts as they were when one was first asked for, by name or number."""

    def __init__(self, sheet: CalcSheet) -> None:
        self._sheet = sheet

    @property
    def parent(self) -> CalcSheet:
        return self._sheet

    @cached_property
    def _names(self) -> list[str]:
        return list(self._sheet.call("charts", self._sheet.name))

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[CalcChart]:
        return iter([CalcChart(self._sheet, number, name) for number, name in enumerate(self._names)])

    def __contains__(self, key: Any) -> bool:
        return key in self._names

    def __call__(self, key: Any) -> CalcChart:
        """Raises KeyError for a chart that is not there."""
        charts = list(self)
        if isinstance(key, int):
            return charts[key - 1]
        found = next((chart for chart in charts if chart.name == key), None)
        if found is None:
            raise KeyError(key)
        return found


class CalcChart(base_classes.Chart):
    """One chart."""

    name: str = ""

    def __init__(self, sheet: CalcSheet, number: int, name: str) -> None:
        self._sheet, self._number, self.name = sheet, number, name

    @property
    def parent(self) -> CalcSheet:
        return self._sheet

    @property
    def left(self) -> float:
        return float(self._sheet.call("chart_left", self._sheet.name, self._number)) * POINTS

    @left.setter
    def left(self, value: float) -> None:
        self._sheet.call("set_chart_left", self._sheet.name, self._number, round(value / POINTS))

    def set_source_data(self, source: Range, plot_by: Any = None) -> None:
        """Draw over other rows of the columns it is drawn over already; the first row of the source is its header."""
        top, _, bottom, _ = source.rect
        self._sheet.call("set_chart_rows", self._sheet.name, self._number, top + 1, bottom)
