"""A sheet read: as a grid of plain values, or a few columns of it as arrays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.ooxml.markup import TOKEN, attributes, check_prolog, children, irregular, root, within
from styring_xl.books.ooxml.package import Package, damaged
from styring_xl.books.ooxml.scan.chunk import BOOL, EMPTY, ERROR, ISO, NUMBER, SHARED, TEXT, Cells, FormulaCell, merge
from styring_xl.books.ooxml.scan.exact import read_exactly
from styring_xl.books.ooxml.scan.scanner import Scanner
from styring_xl.books.ooxml.scan.tokens import Irregular
from styring_xl.books.ooxml.sparse import COLUMNS, CellMap, SparseRow
from styring_xl.books.ooxml.strings import unescape_text
from styring_xl.books.ooxml.styles import Styles
from styring_xl.books.ooxml.whole import whole_or
from styring_xl.books.ooxml.workbookxml import is_true
from styring_xl.cells import column as kinds
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW, CellError, Value
from styring_xl.cells.column import CellColumn, CellColumns, objects, whole_numbers
from styring_xl.cells.dates import from_iso, from_serial, to_serial
from styring_xl.cells.formula import moved, parse_range
from styring_xl.cells.grid import ExcelTable, Grid, Ref
from styring_xl.model.arrays import Flags, Integers

T = TypeVar("T")
_SPARSE = 256


class _Restart(Exception):
    """Comments or CDATA among the rows: the part cannot be cut into chunks."""


class SheetSource:
    """The cells of one sheet part as a stream of chunks; ``tail`` is what follows the rows, once they are read."""

    def __init__(
        self,
        package: Package,
        part: str,
        structure: bool = True,
        chunk: int = 1 << 19,
        columns: Flags | None = None,
    ) -> None:
        self.package = package
        self.part = part
        self.structure = structure
        self.chunk = chunk
        self.columns = columns
        self.tail = b""

    def collect(self, take: Callable[[Iterator[Cells]], T]) -> T:
        """Give the chunks to a function, which must start from nothing each time it is called."""
        try:
            return take(self._fast())
        except _Restart:
            return take(self._exact())

    def _exact(self) -> Iterator[Cells]:
        data = self.package.read(self.part)
        yield from read_exactly(iter((data,)))
        outer = root(data)
        for node in children(data, outer.inside, outer.close):
            if node.local == "sheetData":
                self.tail = data[node.end :]

    def _fast(self) -> Iterator[Cells]:
        pieces = self.package.chunks(self.part, self.chunk)
        buffer = b""
        start: re.Match[bytes] | None = None
        outer: re.Match[bytes] | None = None
        for piece in pieces:
            buffer = _twice(buffer, piece, pieces)
            outer = outer or next((token for token in TOKEN.finditer(buffer) if token["tag"]), None)
            if outer is not None:
                head, colon, _ = outer["tag"].rpartition(b":")
                prefix = head + colon
                start = re.search(rb"<" + prefix + rb"sheetData(?:\s[^>]*)?>", buffer[outer.end() :])
                if start is not None:
                    break
        if outer is None:
            check_prolog(buffer)
            raise irregular()
        check_prolog(buffer)
        if start is None:
            if b"sheetData" in buffer:
                raise _Restart
            self.tail = buffer[outer.end() :]
            return
        top = buffer[: outer.end() + start.start()]
        if b"<!" in top:
            raise _Restart
        buffer = buffer[outer.end() + start.end() :]
        if start[0].endswith(b"/>"):
            self.tail = buffer + b"".join(pieces)
            return
        scanner = Scanner(prefix, self.structure, self.columns)
        opening = outer[0] + start[0]
        closing = b"</" + prefix + b"sheetData></" + outer["tag"] + b">"
        end_tag = re.compile(b"</" + prefix + rb"sheetData\s*>")
        row_tag = re.compile(rb"<" + prefix + rb"row[\s/>]")
        row = 0
        ended = False
        while not ended:
            end = end_tag.search(buffer)
            if end is not None:
                ended, chunk, buffer = True, buffer[: end.start()], buffer[end.start() :]
            else:
                at = buffer.rfind(b"<" + prefix + b"row")
                piece = next(pieces, b"")
                if not piece:
                    raise irregular()
                if at <= 0 or not row_tag.match(buffer, at):
                    buffer = _twice(buffer, piece, pieces)
                    continue
                chunk, buffer = buffer[:at], buffer[at:] + piece
            if chunk.strip():
                cells = self._chunk(scanner, chunk, opening, closing, row)
                if len(cells.rows):
                    row = int(cells.rows[-1])
                _check_width(cells)
                yield cells
        self.tail = buffer + b"".join(pieces)
        self.tail = self.tail[self.tail.find(b">") + 1 :]

    def _chunk(self, scanner: Scanner, chunk: bytes, opening: bytes, closing: bytes, row: int) -> Cells:
        try:
            return scanner.scan(chunk)
        except Irregular:
            if b"<!" in chunk or b"<?" in chunk:
                raise _Restart from None
        return merge(list(read_exactly(iter((opening, chunk, closing)), row)))


def _check_width(cells: Cells) -> None:
    """Refuse a row with more cells than a sheet has columns."""
    if len(cells.row) > MAX_COLUMN:
        ends = np.flatnonzero(np.append(cells.row[1:] != cells.row[:-1], True))
        if int(np.diff(ends, prepend=-1).max()) > MAX_COLUMN:
            raise irregular()


def _twice(buffer: bytes, piece: bytes, pieces: Iterator[bytes]) -> bytes:
    """The buffer grown to at least twice its size, so that a row without end is not searched again and again."""
    parts, size = [buffer, piece], len(piece)
    while size < len(buffer):
        piece = next(pieces, b"")
        if not piece:
            break
        parts.append(piece)
        size += len(piece)
    return b"".join(parts)


class Scanned:
    """The cells of a sheet that has been scanned already, and what follows its rows."""

    def __init__(self, cells: Sequence[Cells], tail: bytes) -> None:
        self._cells = cells
        self.tail = tail

    def collect(self, take: Callable[[Iterator[Cells]], T]) -> T:
        """As for ``SheetSource``."""
        return take(iter(self._cells))


class Decoder:
    """Turns scanned cells into values: needs the shared strings, the styles and the date system."""

    def __init__(self, strings: Sequence[str], styles: Styles, date1904: bool) -> None:
        self.strings = strings
        self.date1904 = date1904
        self._table = objects(strings) if len(strings) < 1000 else np.array([*strings, None], object)[:-1]
        self.dates = np.array([*styles.dates, False], bool)
        self.style_names = styles.names
        self.named = np.array([*(name is not None for name in styles.names), False], bool)
        self._serials: dict[float, Value] = {}

    def is_date(self, cells: Cells) -> Flags:
        """Which cells are numbers shown as dates."""
        style = np.minimum(cells.style, len(self.dates) - 1)
        result: Flags = (cells.kind == NUMBER) & self.dates[style]
        return result

    def check_codes(self, cells: Cells) -> None:
        """Refuse an index no shared string has."""
        shared = cells.code[cells.kind == SHARED]
        if len(shared) and (int(shared.max()) >= len(self.strings) or int(shared.min()) < 0):
            raise damaged()

    def narrowed(self, cells: Cells, columns: Flags) -> Cells:
        """The same cells, those of other columns (``columns`` is a truth value by number) seen to be sound and then
        left empty and without a style."""
        self.check_codes(cells)
        chosen = columns[cells.column]
        return replace(
            cells,
            kind=np.where(chosen, cells.kind, EMPTY).astype(np.uint8),
            style=np.where(chosen, cells.style, len(self.named)),
        )

    def values(self, cells: Cells) -> NDArray[np.object_]:
        """A Python value for each cell, None for an empty one."""
        result = np.full(len(cells.row), None, object)
        dates = self.is_date(cells)
        plain = (cells.kind == NUMBER) & ~dates
        result[plain] = whole_numbers(cells.number[plain])
        if dates.any():
            known = self._serials
            serials = cells.number[dates].tolist()
            for serial in set(serials).difference(known):
                known[serial] = from_serial(serial, self.date1904)
            result[dates] = objects([known[serial] for serial in serials])
        self.check_codes(cells)
        shared = cells.kind == SHARED
        if shared.any():
            result[shared] = self._table[cells.code[shared]]
        truth = cells.kind == BOOL
        if truth.any():
            result[truth] = objects([bool(value) for value in cells.number[truth].tolist()])
        if cells.texts:
            for kind, make in ((TEXT, unescape_text), (ERROR, CellError), (ISO, from_iso)):
                which = cells.kind == kind
                if which.any():
                    table = objects([make(text) for text in cells.texts])
                    result[which] = table[cells.code[which]]
        return result


class _Formulas:
    """The formulas of a sheet, gathered chunk by chunk; a member of a shared one is told by its master."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._found: list[FormulaCell | tuple[int, int, str]] = []
        self._masters: dict[str, tuple[int, int, str]] = {}

    def add(self, cells: Cells) -> None:
        if not cells.formulas:
            return
        rows, columns = cells.row.tolist(), cells.column.tolist()
        for at, formula in cells.formulas:
            row, column = rows[at], columns[at]
            self._keys.append(row * COLUMNS + column - 1)
            group = formula.attributes.get("si") if formula.attributes.get("t") == "shared" else None
            if group is not None and formula.text:
                self._masters[group] = (row, column, formula.text)
            if group is None or formula.text:
                self._found.append(formula)
            else:
                self._found.append(self._masters.get(group, (row, column, "")))

    def by_cell(self) -> CellMap[str]:
        """The text of each formula, a shared one's moved to its cell."""
        keys = np.array(self._keys, np.int64)
        order = np.argsort(keys, kind="stable")
        formulas = self._found

        def text(at: int, row: int, column: int) -> str:
            found = formulas[int(order[at])]
            if isinstance(found, FormulaCell):
                return found.text
            top, left, master = found
            return moved(master, row - top, column - left)

        return CellMap(keys[order], text)


class _Styles:
    """The named styles of a sheet's cells, gathered chunk by chunk."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._keys: list[Integers] = []
        self._codes: list[NDArray[np.int32]] = []

    def add(self, cells: Cells) -> None:
        code = np.minimum(cells.style, len(self._decoder.named) - 1)
        named = self._decoder.named[code]
        if named.any():
            self._keys.append(cells.row[named] * COLUMNS + cells.column[named] - 1)
            self._codes.append(code[named].astype(np.int32))

    def by_cell(self) -> CellMap[str]:
        """The name of each cell's style, where it has one."""
        keys = np.concatenate(self._keys) if self._keys else np.zeros(0, np.int64)
        codes = np.concatenate(self._codes) if self._codes else np.zeros(0, np.int32)
        if len(keys) > 1 and (keys[1:] < keys[:-1]).any():
            sort = np.argsort(keys, kind="stable")
            keys, codes = keys[sort], codes[sort]
        labels = self._decoder.style_names

        def style_name(at: int, row: int, column: int) -> str:
            name = labels[int(codes[at])]
            assert name is not None
            return name

        return CellMap(keys, style_name)


def read_grid(
    source: SheetSource | Scanned,
    sheet: str,
    decoder: Decoder,
    tables: tuple[ExcelTable, ...],
    limit: int | None = None,
) -> Grid:
    """A sheet as a grid; with a limit only its first rows, and then without merged cells and protection."""

    def take(chunks: Iterator[Cells]) -> Grid:
        rows: list[Sequence[Value]] = []
        formulas, styles = _Formulas(), _Styles(decoder)
        hidden: set[int] = set()
        for cells in chunks:
            _put_rows(rows, cells, decoder.values(cells))
            styles.add(cells)
            formulas.add(cells)
            hidden.update(cells.hidden)
            if limit is not None and len(rows) >= limit:
                break
        if limit is not None:
            del rows[limit:]
        while rows and not rows[-1]:
            rows.pop()
        merged, protected = tail_facts(source.tail) if limit is None else ((), False)
        return Grid(
            sheet=sheet,
            rows=rows,
            formulas=formulas.by_cell(),
            merged=merged,
            tables=tables,
            styles=styles.by_cell(),
            protected=protected,
            hidden=frozenset(hidden),
        )

    return source.collect(take)


def tail_facts(tail: bytes) -> tuple[tuple[Ref, ...], bool]:
    """Merged rectangles and whether the sheet is protected, from what follows the rows."""
    merged: list[Ref] = []
    protected = False
    for node in children(tail, 0, max(tail.rfind(b"</"), 0)):
        if node.local == "mergeCells":
            for each in within(tail, node):
                found = parse_range(each.attributes.get("ref", ""))
                if found is not None:
                    merged.append(found[1])
        elif node.local == "sheetProtection":
            protected = is_true(node.attributes.get("sheet"))
    return tuple(merged), protected


def _put_rows(rows: list[Sequence[Value]], cells: Cells, values: NDArray[np.object_]) -> None:
    """Place a chunk's values into the rows of the grid."""
    if not len(cells.row):
        return
    filled = cells.kind != 0
    row, column, kept = cells.row[filled], cells.column[filled], values[filled]
    if not len(row):
        return
    if (row[1:] < row[:-1]).any():
        order = np.argsort(row, kind="stable")
        row, column, kept = row[order], column[order], kept[order]
    first = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
    numbers = row[first]
    count = np.diff(np.append(first, len(row)))
    width = np.maximum.reduceat(column, first)
    # A row with few cells far to the right is kept as a dict, or a small file could fill the memory.
    sparse = width > 8 * count + _SPARSE
    width = np.where(sparse, 0, width)
    offset = np.cumsum(width) - width
    flat = np.full(int(width.sum()), None, object)
    dense = ~np.repeat(sparse, count)
    flat[(np.repeat(offset, count) + column - 1)[dense]] = kept[dense]
    plain = flat.tolist()
    last = int(numbers[-1])
    if len(rows) < last:
        rows.extend([()] * (last - len(rows)))
    for number, start, many, a, w, is_sparse in zip(
        numbers.tolist(), first.tolist(), count.tolist(), offset.tolist(), width.tolist(), sparse.tolist(), strict=True
    ):
        new: Sequence[Value]
        if is_sparse:
            at = (column[start : start + many] - 1).tolist()
            new = SparseRow(dict(zip(at, kept[start : start + many].tolist(), strict=True)), max(at) + 1)
        else:
            new = plain[a : a + w]
        old = rows[number - 1]
        if old:  # a row given twice
            both = {at: value for each in (old, new) for at, value in enumerate(each) if value is not None}
            new = SparseRow(both, max(both) + 1)
        rows[number - 1] = new


def read_columns(source: SheetSource, decoder: Decoder, first_row: int, columns: Sequence[int]) -> CellColumns:
    """Some columns of a sheet from a row on, as arrays."""
    wanted = sorted(set(columns))
    chosen = np.zeros(COLUMNS + 2, bool)
    chosen[wanted] = True
    source.columns = chosen
    base = len(decoder.strings)

    def take(chunks: Iterator[Cells]) -> CellColumns:
        extra: dict[str, int] = {}
        row_parts: list[NDArray[np.int32]] = []
        parts: dict[int, list[tuple[Any, Any, Any, Any]]] = {number: [] for number in wanted}
        before = 0
        bare: dict[int, list[int]] = {}
        for cells in chunks:
            for at, _ in cells.formulas:
                at_row, at_column = int(cells.row[at]), int(cells.column[at])
                if cells.kind[at] == 0 and chosen[at_column] and at_row >= first_row:
                    bare.setdefault(at_column, []).append(at_row)
            keep = chosen[cells.column] & (cells.row >= first_row) & (cells.kind != 0)
            if not keep.any():
                continue
            decoder.check_codes(cells)
            row = cells.row[keep]
            first = np.append(True, row[1:] != row[:-1])
            row_parts.append(row[first].astype(np.int32))
            place = np.cumsum(first) - 1 + before
            before = int(place[-1]) + 1
            kind = _KIND[cells.kind[keep]]
            kind[decoder.is_date(cells)[keep]] = kinds.DATE
            number, code = cells.number[keep], cells.code[keep].astype(np.int32)
            if cells.texts:
                iso = cells.kind[keep] == ISO
                for at in np.flatnonzero(iso).tolist():
                    value = from_iso(cells.texts[int(code[at])])
                    serial = None if isinstance(value, str) else to_serial(value, decoder.date1904)
                    if serial is None:
                        kind[at] = kinds.TEXT
                    else:
                        kind[at], number[at], code[at] = kinds.DATE, serial, -1
                table = np.array(
                    [extra.setdefault(unescape_text(text), base + len(extra)) for text in cells.texts], np.int32
                )
                own = np.isin(cells.kind[keep], (TEXT, ERROR, ISO)) & (code >= 0)
                code[own] = table[code[own]]
            column = cells.column[keep]
            for each in wanted:
                which = column == each
                parts[each].append((place[which], kind[which], number[which], code[which]))
        rows = np.concatenate(row_parts) if row_parts else np.zeros(0, np.int32)
        added = list(extra)
        made = {each: _column(parts.pop(each), len(rows), decoder, added) for each in wanted}
        return CellColumns(rows, made, {column: tuple(found) for column, found in bare.items()})

    return source.collect(take)


_KIND = np.zeros(8, np.uint8)
for _from, _to in (
    (NUMBER, kinds.NUMBER),
    (SHARED, kinds.TEXT),
    (TEXT, kinds.TEXT),
    (BOOL, kinds.BOOL),
    (ERROR, kinds.ERROR),
    (ISO, kinds.TEXT),
):
    _KIND[_from] = _to


def _column(parts: list[tuple[Any, Any, Any, Any]], count: int, decoder: Decoder, added: list[str]) -> CellColumn:
    kind = np.zeros(count, np.uint8)
    number = np.zeros(count)
    code = np.full(count, -1, np.int32)
    for place, some_kinds, some_numbers, some_codes in parts:
        kind[place], number[place], code[place] = some_kinds, some_numbers, some_codes
    base = len(decoder.strings)
    used = np.zeros(base + len(added) + 1, bool)
    used[code] = True
    used[-1] = False
    strings: dict[str, int] = {}
    table = np.full(len(used), -1, np.int32)
    for at in np.flatnonzero(used).tolist():
        text = decoder.strings[at] if at < base else added[at - base]
        table[at] = strings.setdefault(text, len(strings))
    return CellColumn(
        kind, number, np.where(code >= 0, table[code], -1).astype(np.int32), list(strings), decoder.date1904
    )


def parse_table(data: bytes) -> ExcelTable | None:
    """A table part's name and place."""
    values = attributes(root(data).rest)
    found = parse_range(values.get("ref", ""))
    if found is None:
        return None
    return ExcelTable(
        values.get("displayName") or values.get("name", ""),
        found[1],
        whole_or(values.get("headerRowCount"), 1, MAX_ROW),
        whole_or(values.get("totalsRowCount"), 0, MAX_ROW),
    )
