"""A Calc document as a book of xlwings', with the names it defines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from xlwings import base_classes

from styring_xl.books.file.ending import is_ods
from styring_xl.calc.calls import Program
from styring_xl.calc.cells import Range
from styring_xl.calc.sheet import CalcSheet, CalcSheets
from styring_xl.cells.formula import parse_range


class NativeBook:
    """What a book has beyond xlwings' own words, under the names of Excel's COM model."""

    def __init__(self, owner: CalcBook) -> None:
        self._owner = owner

    @property
    def FullName(self) -> str:
        """The path or web address; before it is saved the title, which is the document's alone while it is open."""
        return self._owner.fullname or self._owner.name

    @property
    def Saved(self) -> bool:
        """True always: LibreOffice counts a chart that it has only drawn anew as a change, so its answer is no use."""
        return True


class CalcBook(base_classes.Book):
    """One open document, known by the id LibreOffice gives it while it is open."""

    app: Any = None

    def __init__(self, app: Program, document: str) -> None:
        self.app, self.document = app, document
        self.call = app.on(document)

    @property
    def api(self) -> NativeBook:
        return NativeBook(self)

    @cached_property
    def name(self) -> str:
        """As it was when it was first asked for: xlwings compares books by it a dozen times for each block written."""
        return str(self.call("name"))

    @property
    def fullname(self) -> str:
        return str(self.call("path"))

    @cached_property
    def null_date(self) -> int:
        """Day 0 of the document's dates, in days after 30-12-1899."""
        return int(self.call("null_date"))

    @property
    def sheets(self) -> CalcSheets:
        return CalcSheets(self)

    @property
    def names(self) -> CalcNames:
        return CalcNames(self)

    @property
    def selection(self) -> Range | None:
        found = self.call("selection")
        return None if found is None else Range(CalcSheet(self, found[0]), [found[1]])

    def activate(self) -> None:
        self.app.channel.call("window.activate", self.document)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save an OpenDocument spreadsheet where it lies. A workbook of Excel's is refused: see ``program.saving``."""
        if path is not None or password is not None or not is_ods(Path(self.fullname)):
            raise NotImplementedError("only an .ods is saved from LibreOffice, and only where it lies")
        self.call("save")

    def close(self) -> None:
        self.call("close")


class CalcNames(base_classes.Names):
    """The names of the whole document; case does not matter."""

    def __init__(self, book: CalcBook) -> None:
        self._book = book

    @property
    def api(self) -> Any:
        return self._book

    def _all(self) -> list[CalcName]:
        return [CalcName(self._book, name, refers_to) for name, refers_to in self._book.call("names")]

    def snapshot(self) -> list[tuple[str, CalcName]]:
        return [(name.name, name) for name in self._all()]

    def __iter__(self) -> Iterator[CalcName]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _find(self, name: str) -> CalcName | None:
        found = self._book.call("find_name", name)
        return None if found is None else CalcName(self._book, *found)

    def contains(self, name_or_index: Any) -> bool:
        return self._find(name_or_index) is not None

    def __call__(self, name_or_index: Any) -> CalcName:
        found = self._all()[name_or_index - 1] if isinstance(name_or_index, int) else self._find(name_or_index)
        if found is None:
            raise KeyError(name_or_index)
        return found

    def add(self, name: str, refers_to: str) -> CalcName:
        self._book.call("set_name", name, refers_to)
        return CalcName(self._book, name, refers_to)


class CalcName(base_classes.Name):
    """A name and what it referred to when it was asked for."""

    def __init__(self, book: CalcBook, name: str, refers_to: str) -> None:
        self._book, self._name, self._refers_to = book, name, refers_to

    @property
    def api(self) -> Any:
        return self._book

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._book.call("set_name", value, self._refers_to)
        self._book.call("remove_name", self._name)
        self._name = value

    @property
    def refers_to(self) -> str:
        return self._refers_to

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._book.call("set_name", self._name, value)
        self._refers_to = value

    @property
    def refers_to_range(self) -> Range:
        """Raises ValueError when the name does not mean a rectangle of cells."""
        found = parse_range(self._refers_to.removeprefix("="))
        if found is None or found[0] is None:
            raise ValueError(self._refers_to)
        ref = found[1]
        return Range(self._book.sheets(found[0]), [(ref.top, ref.left, ref.bottom, ref.right)])

    def delete(self) -> None:
        self._book.call("remove_name", self._name)
