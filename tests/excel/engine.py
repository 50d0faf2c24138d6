"""A spreadsheet program in memory, behind xlwings' own API: an engine that notes every call and can die at any of them.

It behaves as Excel does where the product depends on it: what is typed as text may become something else, a style asked
of several cells is nothing when they differ, and a block is one call however large.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import xlwings as xw
from msgspec import Struct, field
from msgspec.structs import replace
from openpyxl.utils.cell import get_column_letter, range_boundaries
from xlwings import base_classes

from tests.excel.sparklines import Located, Small, SparklineGroups, bounds_of, in_file

Cell = tuple[int, int]


class Died(Exception):
    """The program did not answer; the text holds what no message may repeat."""


class Log(Struct, dict=True):
    """Every call, in order; ``fail_at`` is the number of the call that dies."""

    calls: list[str] = field(default_factory=list)
    fail_at: int | None = None

    def __call__(self, name: str) -> None:
        self.calls.append(name)
        if self.fail_at is not None and len(self.calls) == self.fail_at:
            raise Died("610101-1234 1.234.567,89")

    def count(self, *names: str) -> int:
        return sum(self.calls.count(name) for name in names)


class SheetData(Struct, dict=True):
    name: str
    cells: dict[Cell, Any] = field(default_factory=dict)
    formulas: dict[Cell, str] = field(default_factory=dict)
    styles: dict[Cell, str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    tables: list[tuple[str, tuple[int, int, int, int]]] = field(default_factory=list)
    charts: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    """Name -> the cells it is drawn from, once anybody has set them."""
    anchors: dict[str, int] = field(default_factory=dict)
    """Name of a chart -> the column it begins in."""
    widths: dict[int, float] = field(default_factory=dict)
    """Column -> its width in characters, where it is not the program's own."""
    outline: dict[int, bool] = field(default_factory=dict)
    """The rows that are grouped -> whether they are hidden."""
    small: list[Small] = field(default_factory=list)
    """The groups of sparklines."""
    print_area: str | None = None
    links: int = 0
    protected: bool = False
    filtered: bool = False
    visible: int = -1
    """As Excel for Windows has it: -1 shown, 0 hidden, 2 very hidden."""

    def copy(self) -> SheetData:
        """The same sheet, to be written in. What stands in cells never changes, so only the containers are new."""
        containers = (
            "cells", "formulas", "styles", "merged", "tables", "charts", "anchors", "widths", "outline", "small"
        )  # fmt: skip
        return replace(self, **{name: getattr(self, name).copy() for name in containers})

    def left(self, column: int) -> float:
        """How far a column is from the left edge, in points."""
        return sum(self.widths.get(each, 8.43) * 5.25 + 3.75 for each in range(1, column))

    def extent(self) -> tuple[int, int]:
        """The last row and the last column that hold anything."""
        used = [cell for cell, value in self.cells.items() if value is not None] + list(self.formulas)
        return max((row for row, _ in used), default=1), max((column for _, column in used), default=1)


NUMBER = re.compile(r"\s*[-+(]?\s*(kr\.?)?\s*[\d.,]*\d[\d.,]*\s*[%)]?\s*", re.IGNORECASE)
DATE = re.compile(r"\d{1,4}[-/. ]\d{1,4}([-/. ]\d{1,4})?|[a-zæøå]{3,9}[-. ]?\d{1,4}", re.IGNORECASE)


def typed(value: Any) -> tuple[Any, str | None]:
    """(value, formula) of what a person, or a program, types into a cell."""
    if value is None or value == "":
        return None, None
    if isinstance(value, str):
        if value.startswith("'"):
            return value[1:] or None, None
        if value.startswith("="):
            shown = re.fullmatch(r'=HYPERLINK\("(?:[^"]|"")*","((?:[^"]|"")*)"\)', value)
            return (shown[1].replace('""', '"') if shown else None), value[1:]
        if NUMBER.fullmatch(value) or DATE.fullmatch(value) or value.lower() in ("true", "false", "sand", "falsk"):
            return f"<{value} became a number, a date or a truth value>", None
        if value[0] in "+-@":
            return "<a text became a formula>", None
    return value, None


class Engine:
    name = "memory"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        return "" if x is None else x

    @staticmethod
    def clean_value_data(data: Any, dates: Any, empty: Any, numbers: Any, err_to_str: bool) -> Any:
        return [[empty if v in (None, "") else v for v in row] for row in data]


class Apps(base_classes.Apps):
    def __init__(self) -> None:
        self.running: list[App] = []

    def __iter__(self) -> Iterator[App]:
        return iter(self.running)

    def __len__(self) -> int:
        return len(self.running)

    def keys(self) -> list[int]:
        return [app.pid for app in self.running]

    def __getitem__(self, pid: int) -> Any:
        return next(app for app in self.running if app.pid == pid)


ENGINE = Engine()


def setting(name: str, start: Any) -> property:
    def get(self: Any) -> Any:
        self.log(f"get {name}")
        return self.state.get(name, start)

    def set_(self: Any, value: Any) -> None:
        self.log(f"set {name}")
        self.state[name] = value

    return property(get, set_)


class App(base_classes.App):
    pid = 4711
    engine = ENGINE

    def __init__(self, log: Log) -> None:
        self.log = log
        self.state: dict[str, Any] = {}
        self.alerts: list[str] = []
        self.status: list[Any] = []
        self.open: list[Book] = []
        ENGINE.apps.running = [self]

    screen_updating = setting("screen_updating", True)
    enable_events = setting("enable_events", True)
    calculation = setting("calculation", "automatic")
    status_bar = setting("status_bar", False)

    cut_copy_mode = setting("cut_copy_mode", False)

    @property
    def api(self) -> Any:
        return self

    def activate(self, steal_focus: bool = False) -> None:
        self.log("activate app")

    def run(self, macro: str, given: list[Any]) -> Any:
        """The helping macros of a workbook that has them, by what they promise; one call whatever they do inside."""
        self.log("macro")
        book, _, name = macro.rpartition("!")
        found = next(each for each in self.open if f"'{each.name}'" == book)
        if not found.helps:
            raise OSError("Cannot run the macro")
        return getattr(Helping(found), name.removeprefix("StyringHjaelp."))(*given)

    @property
    def selection(self) -> Any:
        self.log("selection")
        book = self.open[-1]
        return None if book.selected is None else Sheet(book, book.data[book.active]).range(book.selected)

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> str:
        self.alerts.append(prompt)
        return "ok"


class Book(base_classes.Book):
    app: Any = None

    def __init__(self, app: App, name: str) -> None:
        self.app, self.log, self._name = app, app.log, name
        self.data: list[SheetData] = []
        self.named: dict[str, str] = {}
        self.active = 0
        self.helps = True
        self.folder = ""
        """Where its file lies, empty for a workbook that nobody has saved."""
        self.is_saved = True
        self.chosen: list[str] = []
        self.selected: str | None = "A1"
        """The address of what is selected on the active sheet, None for a chart."""
        """Files picked in the program's dialog."""
        app.open.append(self)

    @property
    def api(self) -> Any:
        return SimpleNamespace(FullName=os.path.join(self.folder, self._name), Saved=self.is_saved)

    @property
    def name(self) -> str:
        return self._name

    @property
    def fullname(self) -> str:
        raise OSError("no local path")

    @property
    def sheets(self) -> Any:
        return Sheets(self)

    @property
    def names(self) -> Any:
        return Names(self)

    def activate(self) -> None:
        self.log("activate book")


class Helping:
    """What the macros in ``macros/StyringHjaelp.bas`` answer."""

    def __init__(self, book: Book) -> None:
        self.sheets = {data.name: data for data in book.data}
        self.named = book.named
        self.chosen = book.chosen

    def HjaelpValgteFiler(self) -> str:
        return "".join(f"{each}\x1f" for each in self.chosen)

    def HjaelpOverblik(self) -> str:
        records: list[tuple[Any, ...]] = []
        for data in self.sheets.values():
            flags = (bool(data.formulas), data.protected, data.filtered, bool(data.links))
            merged = ",".join(area(each) for each in data.merged)
            records.append(("ark", data.name, *data.extent(), *map(int, flags), merged))
            records += [("tabel", data.name, name, area(bounds), 1, 0) for name, bounds in data.tables]
        records += [("navn", *each) for each in self.named.items()]
        return "".join("\x1f".join(map(str, record)) + "\x1e" for record in records)

    def HjaelpStile(self, fields: list[str]) -> str:
        found = []
        for sheet, where in zip(fields[::2], fields[1::2], strict=True):
            assert len(where) < 256
            top, left, bottom, right = Sheet._bounds(where)
            styles = self.sheets[sheet].styles
            for column in range(left, right + 1):
                start = top
                for row in range(top, bottom + 1):
                    style = styles.get((row, column), "Normal")
                    if row == bottom or styles.get((row + 1, column), "Normal") != style:
                        found.append(f"{sheet}\x1f{start}\x1f{row}\x1f{column}\x1f{style}\x1e")
                        start = row + 1
        return "".join(found)

    def HjaelpUdseende(self, orders: list[str]) -> str:
        for sheet, where, style in zip(orders[::3], orders[1::3], orders[2::3], strict=True):
            assert len(where) < 256
            for part in where.split(","):
                top, left, bottom, right = Sheet._bounds(part)
                for row in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        self.sheets[sheet].styles[row, column] = style
        return str(len(orders) // 3)

    def HjaelpFold(self, sheet: str, top: int, bottom: int, told: str) -> str:
        outline = self.sheets[sheet].outline
        for row in range(top, bottom + 1):
            outline.pop(row, None)
        groups = [tuple(map(int, each.split(":"))) for each in told.split(";") if each]
        for first, last, hidden in groups:
            outline.update(dict.fromkeys(range(first, last + 1), bool(hidden)))
        return str(len(groups))


def area(bounds: tuple[int, int, int, int]) -> str:
    top, left, bottom, right = bounds
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, data) for data in self.book.data])

    def __len__(self) -> int:
        return len(self.book.data)

    def __call__(self, key: Any) -> Any:
        if isinstance(key, int):
            return Sheet(self.book, self.book.data[key - 1])
        return Sheet(self.book, next(d for d in self.book.data if d.name.lower() == key.lower()))

    @property
    def active(self) -> Any:
        return Sheet(self.book, self.book.data[self.book.active])

    def add(self, before: Any = None, after: Any = None, name: str = "") -> Any:
        self.book.log("add sheet")
        data = SheetData(name)
        self.book.data.append(data)
        self.book.active = len(self.book.data) - 1
        return Sheet(self.book, data)


class Names(base_classes.Names):
    def __init__(self, book: Book) -> None:
        self.book = book

    def _find(self, name: str) -> str:
        """The name as it is written in the book, empty when there is none."""
        return next((each for each in self.book.named if each.lower() == name.lower()), "")

    def contains(self, name: str) -> bool:
        self.book.log("has name")
        return self._find(name) != ""

    def __call__(self, name: str) -> Any:
        return Name(self.book, self._find(name))

    def add(self, name: str, refers_to: str) -> Any:
        self.book.log("add name")
        self.book.named[name] = refers_to
        return Name(self.book, name)


class Name(base_classes.Name):
    def __init__(self, book: Book, name: str) -> None:
        self.book, self._name = book, name

    @property
    def refers_to(self) -> str:
        self.book.log("get name")
        return self.book.named[self._name]

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.book.log("set name")
        self.book.named[self._name] = value


class Native:
    """What xlwings calls api, by the names Excel's COM model has."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner
        self.log, self.data = owner.log, owner.data

    @property
    def Style(self) -> Any:
        self.log("get style")
        found = {self.data.styles.get(cell, "Normal") for cell in self.owner.each()}
        return SimpleNamespace(Name=found.pop()) if len(found) == 1 else None

    @Style.setter
    def Style(self, name: str) -> None:
        self.log("set style")
        for cell in self.owner.each():
            self.data.styles[cell] = name

    @property
    def EntireRow(self) -> NativeRows:
        self.log("rows")
        top, _, bottom, _ = self.owner.bounds[0]
        return NativeRows(self.data, range(top, bottom + 1))

    @property
    def Formula(self) -> Any:
        return self.owner.formula

    @property
    def HasFormula(self) -> bool | None:
        self.log("has formula")
        found = {cell in self.data.formulas for cell in self.owner.each()} if self.data.formulas else {False}
        return found.pop() if len(found) == 1 else None

    @property
    def Hyperlinks(self) -> Any:
        self.log("links")

        def delete() -> None:
            self.log("delete links")
            self.data.links = 0
            for cell in self.owner.each():
                self.data.styles.pop(cell, None)

        return SimpleNamespace(Count=self.data.links, Delete=delete)


class NativeRows:
    """Whole rows, of which only how they are folded is asked."""

    def __init__(self, data: SheetData, rows: range) -> None:
        self.data, self.rows = data, rows

    @property
    def OutlineLevel(self) -> int | None:
        found = {1 + (row in self.data.outline) for row in self.rows}
        return found.pop() if len(found) == 1 else None

    @OutlineLevel.setter
    def OutlineLevel(self, level: int) -> None:
        for row in self.rows:
            if level == 1:
                self.data.outline.pop(row, None)
            else:
                self.data.outline[row] = False

    Hidden = property(None, lambda self, hidden: self._hide(hidden))

    def _hide(self, hidden: bool) -> None:
        for row in self.rows:
            if row in self.data.outline:
                self.data.outline[row] = hidden


class NativeSheet:
    def __init__(self, data: SheetData, log: Log) -> None:
        self.data, self.log = data, log

    @property
    def ProtectContents(self) -> bool:
        self.log("get flag")
        return self.data.protected

    @property
    def FilterMode(self) -> bool:
        self.log("get flag")
        return self.data.filtered

    @property
    def Outline(self) -> SimpleNamespace:
        return SimpleNamespace()

    @property
    def Cells(self) -> SimpleNamespace:
        return SimpleNamespace(SparklineGroups=SparklineGroups(self.data.small, (1, 1, 1_048_576, 16_384), self.log))

    def Range(self, where: str) -> Located:
        self.log("range")
        return Located(bounds_of(where))


class Sheet(base_classes.Sheet):
    def __init__(self, book: Book, data: SheetData) -> None:
        self._book, self.data, self.log = book, data, book.log

    @property
    def api(self) -> Any:
        return NativeSheet(self.data, self.log)

    @property  # type: ignore[misc]  # nobody gives a sheet another name
    def name(self) -> str:
        return self.data.name

    @property
    def book(self) -> Any:
        return self._book

    @property
    def index(self) -> int:
        return self._book.data.index(self.data) + 1

    @property  # type: ignore[misc]  # nobody shows or hides a sheet
    def visible(self) -> int:
        self.log("get flag")
        return self.data.visible

    def activate(self) -> None:
        self.log("activate")
        self._book.active = self._book.data.index(self.data)

    def delete(self) -> None:
        self._book.data.remove(self.data)
        self._book.active = 0

    def clear_contents(self) -> None:
        self.log("clear")
        self.data.cells.clear()
        self.data.formulas.clear()

    def range(self, one: Any, two: Any = None) -> Any:
        if isinstance(one, str):
            return Range(self, [self._bounds(part) for part in one.split(",")])
        first = self.range_start(one)
        last = self.range_start(two) if two is not None else first
        return Range(self, [(*first, *last)])

    @staticmethod
    def _bounds(text: str) -> tuple[int, int, int, int]:
        left, top, right, bottom = (int(each or 0) for each in range_boundaries(text))
        return top, left, bottom, right

    @staticmethod
    def range_start(given: Any) -> tuple[int, int]:
        return given if isinstance(given, tuple) else given.bounds[0][:2]

    @property
    def used_range(self) -> Any:
        self.log("used range")
        return Range(self, [(1, 1, *self.data.extent())])

    @property
    def tables(self) -> Any:
        self.log("tables")
        return Tables(self)

    @property
    def charts(self) -> Any:
        return Charts(self)

    @property
    def page_setup(self) -> Any:
        return PageSetup(self)


class Tables(base_classes.Tables):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def __iter__(self) -> Iterator[Table]:
        return iter([Table(self.sheet, name, bounds) for name, bounds in self.sheet.data.tables])

    def __len__(self) -> int:
        return len(self.sheet.data.tables)


class Table(base_classes.Table):
    name, show_headers, show_totals = "", True, False

    def __init__(self, sheet: Sheet, name: str, bounds: tuple[int, int, int, int]) -> None:
        self.sheet, self.name, self.bounds = sheet, name, bounds

    @property
    def range(self) -> Any:
        return Range(self.sheet, [self.bounds])

    def resize(self, range: Any) -> None:
        self.sheet.log("resize table")
        tables = self.sheet.data.tables
        at = next(number for number, (name, _) in enumerate(tables) if name == self.name)
        tables[at] = (self.name, range.impl.bounds[0])


class Charts(base_classes.Charts):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def __len__(self) -> int:
        return len(self.sheet.data.charts)

    def __contains__(self, key: object) -> bool:
        return key in self.sheet.data.charts

    def __iter__(self) -> Iterator[Chart]:
        return iter([Chart(self.sheet, key) for key in self.sheet.data.charts])

    def __call__(self, key: str) -> Any:
        return Chart(self.sheet, key)


class PageSetup(base_classes.PageSetup):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def print_area(self) -> Any:
        return self.sheet.data.print_area

    @print_area.setter
    def print_area(self, value: Any) -> None:
        self.sheet.log("print area")
        self.sheet.data.print_area = value


class Chart(base_classes.Chart):
    def __init__(self, sheet: Sheet, key: str) -> None:
        self.sheet, self.key = sheet, key

    @property
    def name(self) -> str:
        return self.key

    @name.setter
    def name(self, value: str) -> None:
        raise NotImplementedError

    @property
    def left(self) -> float:
        return self.sheet.data.left(self.sheet.data.anchors[self.key])

    @left.setter
    def left(self, value: float) -> None:
        self.sheet.log("move chart")
        data = self.sheet.data
        data.anchors[self.key] = next(column for column in range(1, 200) if data.left(column) == value)

    def set_source_data(self, source: Any, plot_by: Any = None) -> None:
        self.sheet.log("chart")
        self.sheet.data.charts[self.key] = source.bounds[0]


class Range(base_classes.Range):
    def __init__(self, sheet: Sheet, bounds: list[tuple[int, int, int, int]]) -> None:
        self._sheet, self.bounds = sheet, bounds
        self.log, self.data = sheet.log, sheet.data

    @property
    def left(self) -> float:
        return self.data.left(self.bounds[0][1])

    @property
    def column_width(self) -> float:
        self.log("get width")
        return self.data.widths.get(self.bounds[0][1], 8.43)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.log("set width")
        self.data.widths[self.bounds[0][1]] = value

    def each(self) -> Iterator[tuple[int, int]]:
        for top, left, bottom, right in self.bounds:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    yield row, column

    @property
    def sheet(self) -> Any:
        return self._sheet

    @property
    def api(self) -> Any:
        return Native(self)

    @property
    def row(self) -> int:
        return self.bounds[0][0]

    @property
    def column(self) -> int:
        return self.bounds[0][1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self.bounds[0]
        return bottom - top + 1, right - left + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def select(self) -> None:
        self.log("select")
        self._sheet.book.selected = area(self.bounds[0])

    def __call__(self, row: int, column: int | None = None) -> Any:
        at = (self.row + row - 1, self.column + (column or 1) - 1)
        return Range(self._sheet, [(*at, *at)])

    def _block(self, source: dict[Cell, Any]) -> Any:
        top, left, bottom, right = self.bounds[0]
        rows = tuple(tuple(source.get((r, c)) for c in range(left, right + 1)) for r in range(top, bottom + 1))
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows

    @property
    def raw_value(self) -> Any:
        self.log("read")
        return self._block(self.data.cells)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.log("write")
        rows = value if isinstance(value, (list, tuple)) else [[value]]
        for down, row in enumerate(rows):
            for across, each in enumerate(row):
                cell = (self.row + down, self.column + across)
                content, formula = typed(each)
                self.data.cells[cell] = content
                self.data.formulas.pop(cell, None)
                if formula is not None:
                    self.data.formulas[cell] = formula

    @property  # type: ignore[misc]  # formulas are written as values are
    def formula(self) -> Any:
        self.log("read formulas")
        texts = {cell: f"={text}" for cell, text in self.data.formulas.items()}
        return self._block(texts)

    def copy(self, destination: Any = None) -> None:
        self.log("copy")
        self.sheet.book.app.clipboard = self

    def paste(self, paste: Any = None, operation: Any = None, skip_blanks: Any = None, transpose: Any = None) -> None:
        self.log("paste")
        assert paste == "formats"
        source = self.sheet.book.app.clipboard
        for row, column in self.each():
            style = self.data.styles.get((source.row, source.column + column - self.column))
            if style is not None:
                self.data.styles[row, column] = style

    def clear_contents(self) -> None:
        self.log("clear")
        for cell in self.each():
            self.data.cells.pop(cell, None)
            self.data.formulas.pop(cell, None)

    @property
    def merge_cells(self) -> bool | None:
        self.log("merged")
        found = {any(t <= r <= b and le <= c <= ri for t, le, b, ri in self.data.merged) for r, c in self.each()}
        return found.pop() if len(found) == 1 else None

    @property
    def merge_area(self) -> Any:
        return Range(
            self._sheet, [next(m for m in self.data.merged if m[0] <= self.row <= m[2] and m[1] <= self.column <= m[3])]
        )


def anchored(package: bytes, number: int) -> dict[str, int]:
    """The names of a sheet's charts, which openpyxl does not read, and the column each begins in."""
    with zipfile.ZipFile(BytesIO(package)) as parts:
        relations = f"xl/worksheets/_rels/sheet{number}.xml.rels"
        text = parts.read(relations).decode() if relations in parts.namelist() else ""
        drawing = re.search(r"drawings/drawing\d+[.]xml", text)
        inside = parts.read(f"xl/{drawing[0]}").decode() if drawing else ""
    pattern = r'<xdr:from><xdr:col>(\d+)<(?:(?!<xdr:from>).)*?<xdr:graphicFrame.*?<xdr:cNvPr [^>]*?name="([^"]*)"'
    return {name: int(column) + 1 for column, name in re.findall(pattern, inside, re.DOTALL)}


def printed(package: bytes, number: int) -> str | None:
    """What of a sheet is printed, which openpyxl does not read where it is whole columns."""
    with zipfile.ZipFile(BytesIO(package)) as parts:
        text = parts.read("xl/workbook.xml").decode()
    pattern = rf'name="_xlnm.Print_Area" localSheetId="{number - 1}"[^>]*>([^<]*)<'
    found = re.search(pattern, text)
    return None if found is None else re.sub(r"[^!,]*!", "", found[1])


@cache
def read_package(package: bytes) -> tuple[tuple[SheetData, ...], dict[str, str]]:
    """The sheets and the names of a workbook's file, as openpyxl reads them."""
    values = openpyxl.load_workbook(BytesIO(package), data_only=True)
    written = openpyxl.load_workbook(BytesIO(package))
    sheets = []
    for number, sheet in enumerate(written.worksheets, 1):
        data = SheetData(sheet.title)
        results = values[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                at = (cell.row or 0, cell.column or 0)
                if cell.data_type == "f":
                    data.formulas[at] = str(cell.value)[1:]
                value: Any = results.cell(*at).value
                if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
                    value = dt.datetime.combine(value, dt.time())
                if value is not None:
                    data.cells[at] = float(value) if type(value) is int else value
                if cell.has_style and cell.style != "Normal":
                    data.styles[at] = cell.style
                data.links += cell.hyperlink is not None
        data.merged = [(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges]
        data.tables = [(t.name, Sheet._bounds(t.ref)) for t in sheet.tables.values()]
        data.anchors = anchored(package, number)
        data.charts = dict.fromkeys(data.anchors, (0, 0, 0, 0))
        data.small = in_file(package, number)
        data.print_area = printed(package, number)
        for each in sheet.column_dimensions.values():
            data.widths |= dict.fromkeys(range(each.min or 1, (each.max or 0) + 1), each.width - 5 / 7)
        data.outline = {at: bool(each.hidden) for at, each in sheet.row_dimensions.items() if each.outlineLevel}
        data.protected = bool(sheet.protection.sheet)
        data.visible = {"visible": -1, "hidden": 0, "veryHidden": 2}[sheet.sheet_state]
        sheets.append(data)
    return tuple(sheets), {name: f"={defined.attr_text}" for name, defined in written.defined_names.items()}


def open_book(package: bytes, name: str = "Styringsark.xlsm", *, helps: bool = True) -> tuple[xw.Book, Book]:
    """A workbook open in the engine: as xlwings shows it, and as it is inside. Not ``helps``: its macros do not run."""
    return _opened(*read_package(package), name, helps)


def open_again(book: Book, *, helps: bool = True) -> Book:
    """Another workbook that holds what this one holds now, as if it had been saved, closed and opened."""
    return _opened(book.data, book.named, book.name, helps)[1]


def _opened(sheets: Sequence[SheetData], named: dict[str, str], name: str, helps: bool) -> tuple[xw.Book, Book]:
    book = Book(App(Log()), name)
    book.helps = helps
    book.data, book.named = [sheet.copy() for sheet in sheets], dict(named)
    if "memory" not in [engine.name for engine in xw.engines]:
        xw.engines.add(xw.Engine(impl=ENGINE))
    xw.engines.active = xw.engines["memory"]  # type: ignore[assignment]
    shown = xw.Book(impl=book)
    shown.set_mock_caller()
    return shown, book
