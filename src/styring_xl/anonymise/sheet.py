"""One sheet written anew: its cells with stand-ins, and of all else only what is known to hold no words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np
from msgspec import Struct, field

from styring_xl.books.ooxml.content import number_text
from styring_xl.books.ooxml.markup import attributes, children, escape, root, within
from styring_xl.books.ooxml.scan.chunk import BOOL, ERROR, ISO, NUMBER, SHARED, TEXT, Cells
from styring_xl.books.ooxml.scan.facts import tail_facts
from styring_xl.books.ooxml.scan.source import SheetSource
from styring_xl.books.ooxml.strings import escape_text, unescape_text
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.cells.cell import address
from styring_xl.cells.dates import from_serial
from styring_xl.cells.formula import moved, range_address
from styring_xl.danish.text import Unreadable, read_date

_PLAIN: Final = re.compile(r"[A-Za-z0-9.$:]{0,24}")
_ERRORS: Final = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"))
_HEAD: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
)


class Masking(Struct):
    """What is done with the cells of one column: ``text`` of a text, ``number`` of a number, None to keep it."""

    text: Callable[[str], str]
    number: Callable[[float], float | None]
    counted: bool = False
    """True when its numbers are replaced by 1, 2, 3 …: voucher and case numbers."""


class SheetMasking(Struct):
    """What is done with a sheet: from a row on, by column, and otherwise by default."""

    default: Masking
    columns: Mapping[int, Masking] = field(default_factory=dict)
    first_row: int = 1
    moves: Mapping[int, int] = field(default_factory=dict)
    """Row -> the days its dates are moved, for rows about a citizen."""
    by_month: bool = False
    """Whether the dates of other rows are the first of their month."""

    def day(self, row: int, serial: float, date1904: bool) -> float:
        """A date's serial number as it is written; one in year 9999 is no date but an open end."""
        day = from_serial(serial, date1904)
        if not isinstance(day, dt.date) or day.year == 9999 or row < self.first_row:
            return serial
        if row in self.moves:
            return max(serial + self.moves[row], 1)
        return serial - day.day + 1 if self.by_month else serial

    def written_day(self, row: int, text: str) -> str:
        """The same of a text; one that is no date stays."""
        if not (self.by_month or row in self.moves) or row < self.first_row:
            return text
        try:
            day = read_date(text)
        except Unreadable:
            return text
        if day is None or day.year == 9999:
            return text
        moved = day + dt.timedelta(self.moves[row]) if row in self.moves else day.replace(day=1)
        return f"{moved:%d-%m-%Y}"

    def of(self, row: int, column: int) -> Masking:
        """How the contents of a cell are masked."""
        return self.columns.get(column, self.default) if row >= self.first_row else self.default


def cells_of(book: Workbook, sheet: WorkbookSheet) -> Iterator[Cells]:
    """The cells of a sheet, chunk by chunk; all at once where the part cannot be cut."""
    return iter(SheetSource(book.package, sheet.part).collect(lambda chunks: list(chunks)))


def write(
    book: Workbook,
    sheet: WorkbookSheet,
    plan: SheetMasking,
    keeps: Callable[[str], bool],
    tables: int,
) -> bytes:
    """The sheet's new part. ``keeps`` says whether a formula may stay; ``tables`` is how many tables it has."""
    source = SheetSource(book.package, sheet.part)
    pieces = [_HEAD, *_top(book.package.read(sheet.part)), b"<sheetData>"]
    batches = source.collect(lambda chunks: list(chunks))
    masters: dict[str, tuple[int, int, str]] = {}
    rows: dict[int, list[tuple[int, str]]] = {}
    hidden: set[int] = set()
    counted: dict[int, int] = {}
    for cells in batches:
        hidden.update(cells.hidden)
        _cells(book, cells, plan, keeps, masters, rows, counted)
    for number in sorted(rows.keys() | hidden):
        mark = ' hidden="1"' if number in hidden else ""
        inside = "".join(text for _, text in sorted(rows.get(number, ())))
        pieces.append(f'<row r="{number}"{mark}>{inside}</row>'.encode())
    pieces.append(b"</sheetData>")
    merged, _ = tail_facts(source.tail)
    if merged:
        refs = "".join(f'<mergeCell ref="{range_address(ref)}"/>' for ref in merged)
        pieces.append(f'<mergeCells count="{len(merged)}">{refs}</mergeCells>'.encode())
    pieces.append(b'<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>')
    if tables:
        parts = "".join(f'<tablePart r:id="rId{n}"/>' for n in range(1, tables + 1))
        pieces.append(f'<tableParts count="{tables}">{parts}</tableParts>'.encode())
    pieces.append(b"</worksheet>")
    return b"".join(pieces)


def _top(data: bytes) -> list[bytes]:
    """Frozen panes and column widths."""
    outer = root(data)
    views = cols = b""
    skip = outer.prefix + b"sheetData" if b"<!" not in data else b""
    for node in children(data, outer.inside, outer.close, skip):
        if node.local == "sheetData":
            break
        if node.local == "sheetViews":
            for view in within(data, node, "sheetView"):
                lines = ' showGridLines="0"' if view.attributes.get("showGridLines") in ("0", "false") else ""
                pane = next((each.rest for each in within(data, view, "pane")), None)
                inside = "" if pane is None else f"<pane{_kept(pane, _PANE)}/>"
                views = f'<sheetViews><sheetView{lines} workbookViewId="0">{inside}</sheetView></sheetViews>'.encode()
                break
        elif node.local == "cols":
            each_col = "".join(f"<col{_kept(each.rest, _COL)}/>" for each in within(data, node, "col"))
            cols = f"<cols>{each_col}</cols>".encode() if each_col else b""
    return [views, cols]


_PANE: Final = ("xSplit", "ySplit", "topLeftCell", "activePane", "state")
_COL: Final = ("min", "max", "width", "style", "hidden", "customWidth")


def _kept(rest: bytes, names: tuple[str, ...]) -> str:
    values = attributes(rest)
    return "".join(f' {n}="{values[n]}"' for n in names if n in values and _PLAIN.fullmatch(values[n]))


def _cells(
    book: Workbook,
    cells: Cells,
    plan: SheetMasking,
    keeps: Callable[[str], bool],
    masters: dict[str, tuple[int, int, str]],
    rows: dict[int, list[tuple[int, str]]],
    counted: dict[int, int],
) -> None:
    formulas = _formulas(cells, masters)
    strings = book.strings
    dates = np.append(book.styles.dates, False)
    is_date = dates[np.minimum(cells.style, len(dates) - 1)]
    columns = zip(
        cells.row.tolist(), cells.column.tolist(), cells.style.tolist(), cells.kind.tolist(), cells.number.tolist(),
        cells.code.tolist(), is_date.tolist(), strict=True,
    )  # fmt: skip
    for at, (row, column, look, kind, number, code, date) in enumerate(columns):
        start = f'<c r="{address(row, column)}"' + (f' s="{look}"' if look else "")
        place = plan.of(row, column)
        formula = formulas.get(at)
        kept = formula if formula is not None and keeps(formula) else None
        if kind in (SHARED, TEXT, ISO):
            raw = plan.written_day(row, strings[code] if kind == SHARED else cells.texts[code])
            inside = _text_cell(kind, raw, place, kept is not None)
        elif kind == NUMBER:
            # A number too large for a date is none, however it is formatted.
            masked = (
                plan.day(row, number, book.date1904)
                if date and number < 10**7
                else _number(number, place, column, counted)
            )
            inside = "", f"<v>{number_text(masked)}</v>"
        elif kind == BOOL:
            inside = ' t="b"', f"<v>{int(number)}</v>"
        elif kind == ERROR:
            said = cells.texts[code]
            inside = ' t="e"', f"<v>{said if said in _ERRORS else '#VALUE!'}</v>"
        else:
            inside = "", ""
        form, value = inside
        if kept is not None:
            value = f"<f>{escape(kept)}</f>{value}"
        cell = f"{start}{form}>{value}</c>" if value else f"{start}{form}/>"
        rows.setdefault(row, []).append((column, cell))


def _formulas(cells: Cells, masters: dict[str, tuple[int, int, str]]) -> dict[int, str]:
    """The text of each cell's formula, by the cell's place in the chunk; ``masters`` are the shared ones met so far."""
    formulas: dict[int, str] = {}
    for at, formula in cells.formulas:
        row, column = int(cells.row[at]), int(cells.column[at])
        kind = formula.attributes.get("t")
        if kind == "shared":
            group = formula.attributes.get("si", "")
            if formula.text:
                masters[group] = (row, column, formula.text)
            if group in masters:
                top, left, master = masters[group]
                formulas[at] = moved(master, row - top, column - left)
        elif kind is None and formula.text:
            formulas[at] = formula.text
    return formulas


def _number(number: float, place: Masking, column: int, counted: dict[int, int]) -> float:
    """What stands for a number: the next of its column, or what its masking makes of it."""
    if place.counted:
        counted[column] = counted.get(column, 0) + 1
        return float(counted[column])
    changed = place.number(number)
    return number if changed is None else changed


def _text_cell(kind: int, raw: str, place: Masking, has_formula: bool) -> tuple[str, str]:
    """The type and the content of a text's cell with what stands for it; a date in ISO's form stays."""
    if kind == ISO and re.fullmatch(r"[\d:TZ.\-]{1,30}", raw):
        return ' t="d"', f"<v>{raw}</v>"
    text = place.text(raw if kind == SHARED else unescape_text(raw))
    if kind == ISO and text == raw:
        return ' t="d"', f"<v>{text}</v>"
    if not text:
        return "", ""
    content = escape(escape_text(text))
    if has_formula:
        return ' t="str"', f"<v>{content}</v>"
    return ' t="inlineStr"', f'<is><t xml:space="preserve">{content}</t></is>'
