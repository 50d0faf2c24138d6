"""Some columns of a sheet, of however many rows, read as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.ooxml.scan.chunk import BOOL, ERROR, ISO, NUMBER, SHARED, TEXT, Cells
from styring_xl.books.ooxml.scan.decoder import Decoder
from styring_xl.books.ooxml.scan.regular import WantedCells
from styring_xl.books.ooxml.scan.source import SheetSource
from styring_xl.books.ooxml.sparse import COLUMNS
from styring_xl.books.ooxml.strings import unescape_text
from styring_xl.cells import column as kinds
from styring_xl.cells.column import CellColumn, CellColumns
from styring_xl.cells.dates import from_iso, to_serial
from styring_xl.model.arrays import Flags, Floats, Integers

_Piece = tuple[NDArray[np.uint8], Floats, NDArray[np.int32]]
"""A chunk's cells of a column, one array element a row: kinds, numbers and codes."""

_NO_KIND, _NO_NUMBER, _NO_CODE = np.uint8(kinds.EMPTY), np.float64(0), np.int32(-1)
AnyT = TypeVar("AnyT", np.uint8, np.float64, np.int32)

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


def read_columns(source: SheetSource, decoder: Decoder, first_row: int, columns: Sequence[int]) -> CellColumns:
    """Some columns of a sheet (numbers from 1) from a row on, as arrays."""
    wanted = sorted(set(columns))
    chosen = np.zeros(COLUMNS + 2, bool)
    chosen[wanted] = True
    source.columns = chosen

    def take(chunks: Iterator[Cells | WantedCells]) -> CellColumns:
        gathered = _Gathered(decoder, first_row, wanted, chosen)
        for each in chunks:
            if isinstance(each, WantedCells):
                gathered.add_wanted(each)
            else:
                gathered.add(each)
        return gathered.columns()

    return source.collect_wanted(wanted, take)


class _Gathered:
    """The wanted cells of the chunks met so far.

    ``parts`` has for each column its pieces, chunk by chunk. A code is the index of a shared string, or past them
    (``base``) of a text that stands in the cell itself (``extra``).
    """

    def __init__(self, decoder: Decoder, first_row: int, wanted: Sequence[int], chosen: Flags) -> None:
        self._decoder = decoder
        self._first_row = first_row
        self._chosen = chosen
        self._base = len(decoder.strings)
        self._extra: dict[str, int] = {}
        self._rows: list[NDArray[np.int32]] = []
        self._bare: dict[int, list[int]] = {}
        self._parts: dict[int, list[_Piece]] = {number: [] for number in wanted}

    def add(self, cells: Cells) -> None:
        """Take the wanted cells of one more chunk."""
        for at, _ in cells.formulas:
            row, column = int(cells.row[at]), int(cells.column[at])
            if cells.kind[at] == 0 and self._chosen[column] and row >= self._first_row:
                self._bare.setdefault(column, []).append(row)
        keep = self._chosen[cells.column] & (cells.row >= self._first_row) & (cells.kind != 0)
        if not keep.any():
            return
        self._decoder.check_codes(cells)
        rows = cells.row[keep]
        first = np.append(True, rows[1:] != rows[:-1])
        self._rows.append(rows[first].astype(np.int32))
        place = np.cumsum(first) - 1
        count = int(place[-1]) + 1
        kind, number, code = self._contents(cells, keep)
        # Sorted by column, each column's cells are a slice.
        columns = cells.column[keep].astype(np.int16)
        order = np.argsort(columns, kind="stable")
        columns, place, kind, number, code = columns[order], place[order], kind[order], number[order], code[order]
        for each, pieces in self._parts.items():
            own = slice(*np.searchsorted(columns, (each, each + 1)).tolist())
            there = place[own]
            pieces.append(
                (
                    _dense(count, there, kind[own], _NO_KIND),
                    _dense(count, there, number[own], _NO_NUMBER),
                    _dense(count, there, code[own], _NO_CODE),
                )
            )

    def add_wanted(self, found: WantedCells) -> None:
        """Take the wanted columns of rows that are written alike."""
        used = (found.rows >= self._first_row) & found.look.any(axis=0)
        if not used.any():
            return
        every = slice(None) if used.all() else used
        self._rows.append(found.rows[every].astype(np.int32))
        is_shared, made = found.kinds == SHARED, _KIND[found.kinds]
        made[(found.kinds == NUMBER) & self._decoder.are_dates(found.styles)] = kinds.DATE
        for pieces, looks, numbers in zip(self._parts.values(), found.look, found.number, strict=True):
            look, number = looks[every], numbers[every]
            kind, code = made[look], np.broadcast_to(_NO_CODE, len(look))
            shared = is_shared[look]
            if shared.all():
                code, number = self._codes(number), np.broadcast_to(_NO_NUMBER, len(look))
            elif shared.any():
                code = np.full(len(look), _NO_CODE)
                code[shared] = self._codes(number[shared])
                number[shared] = _NO_NUMBER
            pieces.append((_thin(kind, _NO_KIND), _thin(number, _NO_NUMBER), code))

    def _codes(self, numbers: Floats) -> NDArray[np.int32]:
        """The numbers of shared texts. Raises StyringError where there is no such text."""
        with np.errstate(invalid="ignore"):
            # What is too large for it is not among them either.
            codes = numbers.astype(np.int64)
        self._decoder.check_shared(codes)
        return codes.astype(np.int32)

    def _contents(self, cells: Cells, keep: Flags) -> tuple[NDArray[np.uint8], Floats, NDArray[np.int32]]:
        """The kind, the number and the code of the cells to keep, as ``CellColumn`` has them."""
        kind = _KIND[cells.kind[keep]]
        kind[self._decoder.is_date(cells)[keep]] = kinds.DATE
        number, code = cells.number[keep], cells.code[keep].astype(np.int32)
        if cells.texts:
            for at in np.flatnonzero(cells.kind[keep] == ISO).tolist():
                value = from_iso(cells.texts[int(code[at])])
                serial = None if isinstance(value, str) else to_serial(value, self._decoder.date1904)
                if serial is None:
                    kind[at] = kinds.TEXT
                else:
                    kind[at], number[at], code[at] = kinds.DATE, serial, -1
            extra, base = self._extra, self._base
            table = np.array(
                [extra.setdefault(unescape_text(text), base + len(extra)) for text in cells.texts], np.int32
            )
            own = np.isin(cells.kind[keep], (TEXT, ERROR, ISO)) & (code >= 0)
            code[own] = table[code[own]]
        return kind, number, code

    def columns(self) -> CellColumns:
        """All that was taken, as columns."""
        rows = np.concatenate(self._rows) if self._rows else np.zeros(0, np.int32)
        added = list(self._extra)
        made = {each: _column(self._parts.pop(each), self._decoder, added) for each in list(self._parts)}
        if (rows[1:] <= rows[:-1]).any():
            rows, made = _once_each(rows, made)
        return CellColumns(rows, made, {column: tuple(found) for column, found in self._bare.items()})


def _once_each(
    rows: NDArray[np.int32], columns: dict[int, CellColumn]
) -> tuple[NDArray[np.int32], dict[int, CellColumn]]:
    """The rows in their order, each once: of cells that are given several times the last counts, as in a grid."""
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    made = {}
    for number, column in columns.items():
        held = np.where(column.kinds[order] != kinds.EMPTY, np.arange(len(order)), -1)
        last = np.maximum.reduceat(held, first)
        made[number] = column.take(order[np.where(last < 0, first, last)])
    return ordered[first], made


def _thin(values: NDArray[AnyT], nothing: AnyT) -> NDArray[AnyT]:
    """The values, which take no room where none of them is anything.

    Most columns hold numbers alone or texts alone, so half of what would be kept of them is nothing.
    """
    return np.broadcast_to(nothing, len(values)) if (values == nothing).all() else values


def _dense(count: int, place: Integers, values: NDArray[AnyT], nothing: AnyT) -> NDArray[AnyT]:
    """So many values, those given at their places and nothing elsewhere; nothing but nothing takes no room."""
    if (values == nothing).all():
        return np.broadcast_to(nothing, count)
    dense = np.full(count, nothing)
    dense[place] = values
    return dense


def _joined(pieces: list[NDArray[AnyT]], nothing: AnyT) -> NDArray[AnyT]:
    """Pieces as one array, which takes no room either where none of them does."""
    if all(piece.strides == (0,) for piece in pieces):
        return np.broadcast_to(nothing, sum(map(len, pieces)))
    return np.concatenate(pieces)


def _column(parts: list[_Piece], decoder: Decoder, added: list[str]) -> CellColumn:
    kind = _joined([piece[0] for piece in parts], _NO_KIND)
    number = _joined([piece[1] for piece in parts], _NO_NUMBER)
    code = _joined([piece[2] for piece in parts], _NO_CODE)
    if code.strides == (0,):
        return CellColumn(kind, number, code, [], decoder.date1904)
    base = len(decoder.strings)
    used = np.zeros(base + len(added) + 1, bool)
    used[code] = True
    used[-1] = False
    strings: dict[str, int] = {}
    table = np.full(len(used), -1, np.int32)
    for at in np.flatnonzero(used).tolist():
        text = decoder.strings[at] if at < base else added[at - base]
        table[at] = strings.setdefault(text, len(strings))
    # No text, -1, is told by the last.
    return CellColumn(kind, number, table[code], list(strings), decoder.date1904)
