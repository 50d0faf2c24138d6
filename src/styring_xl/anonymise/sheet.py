"""One sheet written anew: its cells with stand-ins, and of all else only what is known to hold no words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from styring_xl.anonymise.numbers import may_be_citizens
from styring_xl.anonymise.validations import validations
from styring_xl.books.ooxml.content import number_text
from styring_xl.books.ooxml.markup import attributes, children, escape, root, within
from styring_xl.books.ooxml.scan.chunk import BOOL, EMPTY, ERROR, ISO, NUMBER, SHARED, TEXT, Cells
from styring_xl.books.ooxml.scan.facts import tail_facts
from styring_xl.books.ooxml.scan.source import SheetSource
from styring_xl.books.ooxml.sparse import COLUMNS
from styring_xl.books.ooxml.strings import escape_text, unescape_text
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.books.ooxml.write.figures import figure_texts
from styring_xl.cells.cell import column_letters
from styring_xl.cells.column import objects
from styring_xl.cells.dates import from_serial
from styring_xl.cells.formula import moved, range_address
from styring_xl.cells.grid import Ref
from styring_xl.danish.text import Unreadable, read_date
from styring_xl.model.arrays import Flags, Floats, Integers

_PLAIN: Final = re.compile(
    r"\d{1,8}(?:\.\d{1,20})?|[A-Z]{1,3}\d{1,7}|true|false|(?:top|bottom)(?:Left|Right)|frozen|frozenSplit|split"
)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z?)?|\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?")
"""A day, a moment or a time in ISO's form."""
_ERRORS: Final = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"))
_NO_DATE: Final = 10**7
"""No date's serial number is as large."""
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
    citizens_only: bool = False
    """True when of its numbers only those in the form of a CPR number may be replaced."""
    days: bool = False
    """True when its dates are replaced as its numbers are: a birthday where a citizen should stand."""
    reckons: bool = False
    """True when its figures are days and counts, which no factor changes: what reckons them may stay."""
    blank: bool = False
    """True when nothing of its cells is written: no text, number, date or formula."""


class SheetMasking(Struct):
    """What is done with a sheet: in some rectangles, the last of those a cell is in; from a row on, by column; and
    otherwise by default."""

    default: Masking
    columns: Mapping[int, Masking] = field(default_factory=dict)
    first_row: int = 1
    moves: Mapping[int, int] = field(default_factory=dict)
    """Row -> the days its dates are moved, for rows about a citizen."""
    by_month: bool = False
    """Whether the dates of other rows are the first of their month."""
    areas: Sequence[tuple[Ref, Masking]] = ()

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
        for ref, masking in reversed(self.areas):
            if (row, column) in ref:
                return masking
        return self.columns.get(column, self.default) if row >= self.first_row else self.default


def cells_of(book: Workbook, sheet: WorkbookSheet) -> Iterator[Cells]:
    """The cells of a sheet, chunk by chunk; all at once where the part cannot be cut."""
    return iter(SheetSource(book.package, sheet.part).collect(lambda chunks: list(chunks)))


def in_any(cells: Cells, refs: Sequence[Ref]) -> Flags:
    """Which cells are in one of some rectangles, (n,)."""
    found: Flags = np.zeros(len(cells.row), bool)
    for ref in refs:
        rows = (cells.row >= ref.top) & (cells.row <= ref.bottom)
        found |= rows & (cells.column >= ref.left) & (cells.column <= ref.right)
    return found


def write(
    book: Workbook,
    sheet: WorkbookSheet,
    plan: SheetMasking,
    keeps: Callable[[str, bool], bool],
    tables: int,
    listed: Callable[[str], str | None],
    bound: Callable[[float], float],
) -> bytes:
    """The sheet's new part. ``keeps`` says whether a formula may stay, also where it is needed for it has no result and
    gives no amount; ``tables`` is how many tables it has;
    ``listed`` says what a list of its is chosen from in the copy, ``bound`` what stands for a figure that others are
    held against."""
    source = SheetSource(book.package, sheet.part)
    pieces = [_HEAD, *_top(book.package.read(sheet.part)), b"<sheetData>"]
    batches = source.collect(lambda chunks: list(chunks))
    pieces.append("".join(_rows(batches, _Writer(book, plan, keeps))).encode())
    pieces.append(b"</sheetData>")
    merged, _ = tail_facts(source.tail)
    if merged:
        refs = "".join(f'<mergeCell ref="{range_address(ref)}"/>' for ref in merged)
        pieces.append(f'<mergeCells count="{len(merged)}">{refs}</mergeCells>'.encode())
    pieces.append(validations(source.tail, listed, bound))
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


def _rows(batches: Sequence[Cells], writer: _Writer) -> Iterator[str]:
    """The row elements, in the order of their numbers; a hidden row without cells is one too."""
    hidden = {number for cells in batches for number in cells.hidden}
    row = np.concatenate([np.zeros(0, np.int64), *(cells.row for cells in batches)])
    column = np.concatenate([np.zeros(0, np.int64), *(cells.column for cells in batches)])
    texts = [text for cells in batches for text in writer.cells(cells)]
    place = row * (COLUMNS + 1) + column
    if (place[1:] < place[:-1]).any():
        order = np.argsort(place, kind="stable")
        row, texts = row[order], [texts[at] for at in order.tolist()]
    starts = np.flatnonzero(np.append(True, row[1:] != row[:-1])) if len(row) else row
    numbers = row[starts].tolist()
    bare = iter(sorted(hidden.difference(numbers)))
    waiting = next(bare, None)
    ends = np.append(starts[1:], len(row))[: len(starts)]
    for number, first, last in zip(numbers, starts.tolist(), ends.tolist(), strict=True):
        while waiting is not None and waiting < number:
            yield f'<row r="{waiting}" hidden="1"></row>'
            waiting = next(bare, None)
        yield f'<row r="{number}" hidden="1">' if number in hidden else f'<row r="{number}">'
        yield from texts[first:last]
        yield "</row>"
    while waiting is not None:
        yield f'<row r="{waiting}" hidden="1"></row>'
        waiting = next(bare, None)


class _Writer:
    """Writes the cells of one sheet, chunk by chunk: what many of them hold is masked once, where it is first met."""

    def __init__(self, book: Workbook, plan: SheetMasking, keeps: Callable[[str, bool], bool]) -> None:
        self.book, self.plan, self.keeps = book, plan, keeps
        self._maskings = [plan.default, *plan.columns.values(), *(masking for _, masking in plan.areas)]
        self._masks_days = np.array([each.days for each in self._maskings], bool)
        self._is_blank = np.array([each.blank for each in self._maskings], bool)
        self._of_column = np.zeros(COLUMNS + 2, np.int64)
        self._of_column[[*plan.columns]] = np.arange(1, len(plan.columns) + 1)
        self._masters: dict[str, tuple[int, int, str]] = {}
        self._counted: dict[int, int] = {}
        self._moves = plan.by_month or bool(plan.moves)

    def cells(self, cells: Cells) -> list[str]:
        """The element of each cell."""
        if not len(cells.row):
            return []
        formulas = _formulas(cells, self._masters)
        dates = np.append(self.book.styles.dates, False)
        is_date = dates[np.minimum(cells.style, len(dates) - 1)] & (cells.number < _NO_DATE)
        place = self._places(cells)
        is_date &= ~self._masks_days[place]
        single = (cells.kind == BOOL) | (cells.kind == ERROR) | (cells.kind == ISO)
        single[[*formulas]] = True
        if self._moves:
            single |= is_date | (cells.kind == SHARED) | (cells.kind == TEXT)
        texts = _different(
            np.flatnonzero(((cells.kind == SHARED) | (cells.kind == TEXT)) & ~single),
            (place * 2 + (cells.kind == SHARED)) * (int(cells.code.max()) + 2) + cells.code,
        )
        value = cells.number.copy()
        numbers = (cells.kind == NUMBER) & ~single & ~self._is_blank[place]
        figures = [
            (masking, _different(np.flatnonzero(asked), value))
            for masking, asked in self._asked(cells, numbers & ~is_date, place, value)
        ]
        ends = np.full(len(cells.row), "/>", object)
        # Stand-ins are numbered as they are met, so all that asks for one is asked in the order of the cells.
        of_texts = [""] * len(texts.first)
        of_figures = [value[each.first] for _, each in figures]
        order = [(start, -1, at) for at, start in enumerate(texts.first.tolist())]
        order += [(start, -2, 0) for start in np.flatnonzero(single).tolist()]
        order += [
            (start, of, at) for of, (_, each) in enumerate(figures) for at, start in enumerate(each.first.tolist())
        ]
        for start, of, at in sorted(order):
            if of == -1:
                of_texts[at] = self._text(cells, start, self._maskings[place[start]])
            elif of == -2:
                ends[start] = self._single(cells, start, bool(is_date[start]), formulas.get(start))
            else:
                changed = figures[of][0].number(float(value[start]))
                if changed is not None:
                    of_figures[of][at] = changed
        ends[texts.places] = objects(of_texts)[texts.which]
        for (_, each), changed_to in zip(figures, of_figures, strict=True):
            value[each.places] = changed_to[each.which]
        ends[numbers] = objects([f"><v>{text}</v></c>" for text in figure_texts(value[numbers])])
        return self._elements(cells, ends.tolist())

    def _places(self, cells: Cells) -> Integers:
        """Which masking each cell has, int64 (n,)."""
        place = np.where(cells.row >= self.plan.first_row, self._of_column[cells.column], 0)
        for at, (ref, _) in enumerate(self.plan.areas, len(self.plan.columns) + 1):
            rows = (cells.row >= ref.top) & (cells.row <= ref.bottom)
            place[rows & (cells.column >= ref.left) & (cells.column <= ref.right)] = at
        return place

    def _text(self, cells: Cells, at: int, masking: Masking) -> str:
        """How the cell of a text ends."""
        code, kind = int(cells.code[at]), int(cells.kind[at])
        raw = self.book.strings[code] if kind == SHARED else cells.texts[code]
        return _end(*_text_cell(kind, raw, masking, has_formula=False))

    def _asked(self, cells: Cells, among: Flags, place: Integers, value: Floats) -> Iterator[tuple[Masking, Flags]]:
        """Of each masking the numbers that something may stand for; those that are counted are so at once."""
        for number, masking in enumerate(self._maskings):
            own = among & (place == number)
            if masking.counted:
                for column in np.unique(cells.column[own]).tolist():
                    mine = own & (cells.column == column)
                    begin = self._counted.get(column, 0)
                    self._counted[column] = begin + int(mine.sum())
                    value[mine] = np.arange(begin + 1, self._counted[column] + 1)
            else:
                yield masking, own & may_be_citizens(value) if masking.citizens_only else own

    def _single(self, cells: Cells, at: int, is_date: bool, formula: str | None) -> str:
        """A cell by itself: one with a formula, of a rare kind, or with a day that is moved."""
        row, column, kind, number = int(cells.row[at]), int(cells.column[at]), int(cells.kind[at]), cells.number[at]
        code, plan, book = int(cells.code[at]), self.plan, self.book
        place = plan.of(row, column)
        if place.blank:
            return _end("", "")
        is_needed = place.reckons and kind == EMPTY
        kept = formula if formula is not None and self.keeps(formula, is_needed) else None
        if kind in (SHARED, TEXT, ISO):
            raw = plan.written_day(row, book.strings[code] if kind == SHARED else cells.texts[code])
            form, value = _text_cell(kind, raw, place, kept is not None)
        elif kind == NUMBER:
            # A number too large for a date is none, however it is formatted.
            plain = float(number)
            masked = plan.day(row, plain, book.date1904) if is_date else _number(plain, place, column, self._counted)
            form, value = "", f"<v>{number_text(masked)}</v>"
        elif kind == BOOL:
            form, value = ' t="b"', f"<v>{int(number != 0)}</v>"
        elif kind == ERROR:
            said = cells.texts[code]
            form, value = ' t="e"', f"<v>{said if said in _ERRORS else '#VALUE!'}</v>"
        else:
            form, value = "", ""
        if kept is not None:
            value = f"<f>{escape(kept)}</f>{value}"
        return _end(form, value)

    def _elements(self, cells: Cells, ends: list[str]) -> list[str]:
        """The elements of cells that end so."""
        columns = np.unique(cells.column)
        heads = objects([f'<c r="{column_letters(column)}' for column in columns.tolist()])
        rows = np.unique(cells.row)
        numbers = objects([str(row) for row in rows.tolist()])
        looks = np.unique(cells.style)
        styles = objects([f'" s="{look}"' if look else '"' for look in looks.tolist()])
        parts = zip(
            heads[np.searchsorted(columns, cells.column)].tolist(),
            numbers[np.searchsorted(rows, cells.row)].tolist(),
            styles[np.searchsorted(looks, cells.style)].tolist(),
            ends,
            strict=True,
        )
        return [f"{head}{number}{style}{end}" for head, number, style, end in parts]


class _Different(Struct, frozen=True, eq=False):
    """Some cells of a chunk by what they hold: where they are (n,), which of the different contents each has (n,), and
    where each of those is met first."""

    places: Integers
    which: Integers
    first: Integers


def _different(places: Integers, contents: NDArray[Any]) -> _Different:
    _, first, which = np.unique(contents[places], return_index=True, return_inverse=True)
    return _Different(places, which.astype(np.int64), places[first])


def _end(form: str, value: str) -> str:
    """What follows a cell's address and style, to its end."""
    return f"{form}>{value}</c>" if value else f"{form}/>"


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
    if kind == ISO and place.days:
        return "", ""
    if kind == ISO and _DAY.fullmatch(raw):
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
