"""The workbook's own macros as a helper: many questions about an open workbook answered in one call.

A call from one program to another costs milliseconds, one inside the program microseconds. The macros of the module
``StyringHjaelp`` therefore tell and set many things at once. In a workbook without them, or a program that cannot run
them, every answer here is None, and one thing is asked at a time instead.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct, field

from styring_xl.books.live.native import ON_A_MAC
from styring_xl.cells.formula import parse_range, range_address
from styring_xl.cells.grid import ExcelTable, Ref
from styring_xl.cells.patch import Fold

_MODULE: Final = "StyringHjaelp"
_FIELD, _RECORD = "\x1f", "\x1e"


class SheetFacts(Struct):
    """What a sheet is, before any of its cells is read."""

    height: int
    width: int
    has_formulas: bool
    protected: bool
    filtered: bool
    has_links: bool
    merged: tuple[Ref, ...]
    """Of the top rows alone."""
    tables: list[ExcelTable] = field(default_factory=list)


class Overview(Struct, frozen=True):
    """Every sheet's facts, and what the workbook's names (in lower case) refer to."""

    sheets: dict[str, SheetFacts]
    names: dict[str, str]


class Pieces:
    """The named styles of some rectangles: pieces of columns, and which rectangles they were asked for."""

    def __init__(self) -> None:
        self._asked: list[tuple[str, Ref]] = []
        self._columns: dict[tuple[str, int], list[tuple[int, int, str]]] = {}

    def covers(self, sheet: str, ref: Ref) -> bool:
        """Whether the whole rectangle was asked about at once."""
        return any(
            name == sheet and (ref.top, ref.left) in each and (ref.bottom, ref.right) in each
            for name, each in self._asked
        )

    def add(self, asked: Sequence[tuple[str, Ref]], found: Sequence[tuple[str, int, int, int, str]]) -> None:
        """Note what was answered: (sheet, first row, last row, column, style)."""
        self._asked += asked
        for sheet, first, last, column, style in found:
            insort(self._columns.setdefault((sheet, column), []), (first, last, style))

    def style(self, sheet: str, row: int, column: int) -> str | None:
        """The style of one cell, None where nobody knows."""
        pieces = self._columns.get((sheet, column), [])
        at = bisect_right(pieces, row, key=lambda piece: piece[0]) - 1
        return pieces[at][2] if at >= 0 and row <= pieces[at][1] else None

    def column(self, sheet: str, column: int, top: int, bottom: int) -> list[str | None]:
        """The styles of a column from one row to another."""
        styles: list[str | None] = [None] * (bottom - top + 1)
        for first, last, style in self._columns.get((sheet, column), []):
            first, last = max(first, top), min(last, bottom)
            if first <= last:
                styles[first - top : last - top + 1] = [style] * (last - first + 1)
        return styles

    def cells(self) -> list[tuple[str, int, int, int, str]]:
        """All pieces: (sheet, first row, last row, column, style)."""
        return [
            (sheet, first, last, column, style)
            for (sheet, column), pieces in self._columns.items()
            for first, last, style in pieces
        ]


class Helper:
    """The helping macros of one open workbook, for as long as they answer."""

    def __init__(self, book: Any) -> None:
        self._book = book
        # AppleScript passes no lists to a macro.
        self._answers = not ON_A_MAC

    def overview(self) -> Overview | None:
        """Facts about every sheet, and the names."""
        answer = self._run("HjaelpOverblik")
        if answer is None:
            return None
        sheets: dict[str, SheetFacts] = {}
        names: dict[str, str] = {}
        for record in answer.split(_RECORD):
            match record.split(_FIELD):
                case ["ark", name, height, width, formulas, protected, filtered, links, merged]:
                    sheets[name] = SheetFacts(
                        height=int(height),
                        width=int(width),
                        has_formulas=formulas == "1",
                        protected=protected == "1",
                        filtered=filtered == "1",
                        has_links=links == "1",
                        merged=tuple(_refs(merged)),
                    )
                case ["tabel", sheet, name, where, headers, totals]:
                    sheets[sheet].tables += [ExcelTable(name, ref, int(headers), int(totals)) for ref in _refs(where)]
                case ["navn", name, refers_to]:
                    names[name.casefold()] = refers_to
        return Overview(sheets, names)

    def styles(self, wanted: Sequence[tuple[str, Ref]]) -> list[tuple[str, int, int, int, str]] | None:
        """The named styles in some rectangles: (sheet, first row, last row, column, style) of pieces of columns.

        Of cells in very mixed order only some may be among them.
        """
        answer = self._run("HjaelpStile", [each for sheet, ref in wanted for each in (sheet, range_address(ref))])
        if answer is None:
            return None
        found = []
        for record in answer.split(_RECORD):
            if record:
                sheet, first, last, column, style = record.split(_FIELD)
                found.append((sheet, int(first), int(last), int(column), style))
        return found

    def dress(self, orders: Sequence[tuple[str, str, str]]) -> bool:
        """Give cells their styles, (sheet, address, style) each; False when not all of it was done."""
        return self._run("HjaelpUdseende", [each for order in orders for each in order]) == str(len(orders))

    def fold(self, sheet: str, ref: Ref, folds: Sequence[Fold]) -> bool:
        """Of the rows of a rectangle let those of the folds be grouped, and no others; False when it was not done."""
        told = ";".join(f"{fold.first}:{fold.last}:{int(not fold.is_open)}" for fold in folds)
        return self._run("HjaelpFold", sheet, ref.top, ref.bottom, told) == str(len(folds))

    def chosen_files(self) -> list[str]:
        """The files the user has chosen in the program's own dialog; none where there is no such macro or dialog."""
        try:
            answer = self._book.macro(f"{_MODULE}.HjaelpValgteFiler")()
        except Exception:
            return []
        return [each for each in str(answer or "").split(_FIELD) if each]

    def _run(self, name: str, *given: Any) -> str | None:
        """The text a macro answers; None, now and ever after, when it has none."""
        if not self._answers:
            return None
        try:
            answer = self._book.macro(f"{_MODULE}.{name}")(*given)
        except Exception:
            # No such macro here. Asking one by one tells what is wrong, if anything is.
            answer = None
        self._answers = isinstance(answer, str) and answer != ""
        return answer if self._answers else None


def _refs(text: str) -> tuple[Ref, ...]:
    found = (parse_range(each) for each in text.split(",") if each)
    return tuple(each[1] for each in found if each is not None)
