"""The cells of one sheet part, chunk by chunk: by the scanner where it knows their shapes, else by expat."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

import numpy as np
from msgspec import Struct

from styring_xl.books.ooxml.markup import TOKEN, check_prolog, children, irregular, root
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.scan.chunk import Cells, merge
from styring_xl.books.ooxml.scan.exact import read_exactly
from styring_xl.books.ooxml.scan.regular import ROOM, RegularRows, WantedCells
from styring_xl.books.ooxml.scan.scanner import Scanner
from styring_xl.books.ooxml.scan.tokens import Irregular
from styring_xl.cells.cell import MAX_COLUMN
from styring_xl.model.arrays import Flags

T = TypeVar("T")

CHUNK: Final = 1 << 21
"""Bytes that are scanned at a time: with fewer the calls of numpy take longer than their work, with more the arrays do
not stay near the processor."""


class _Restart(Exception):
    """Comments or CDATA among the rows: the part cannot be cut into chunks."""


class _Around(Struct, frozen=True):
    """What a sheet's rows stand within: the tag prefix with its colon, all start tags and all end tags; and their
    scanner."""

    prefix: bytes
    opening: bytes
    closing: bytes
    scanner: Scanner


class _Chunk(Struct, frozen=True):
    """Some rows of a sheet as they are written: so many bytes, behind which others may stand."""

    buffer: bytes
    size: int
    around: _Around

    @property
    def text(self) -> bytes:
        """These bytes alone."""
        return self.buffer[: self.size]


class SheetSource:
    """The cells of one sheet part as a stream of chunks; once they are read ``tail`` is what follows the rows, and
    ``outer`` the start tag it stands within, empty where the rows were read by expat."""

    def __init__(
        self,
        package: Package,
        part: str,
        structure: bool = True,
        chunk: int = CHUNK,
        columns: Flags | None = None,
    ) -> None:
        self.package = package
        self.part = part
        self.structure = structure
        self.chunk = chunk
        self.columns = columns
        self.outer = b""
        self.tail = b""

    def collect(self, take: Callable[[Iterator[Cells]], T]) -> T:
        """Give the chunks to a function, which must start from nothing each time it is called."""
        try:
            return take(self._fast())
        except _Restart:
            return take(self._exact())

    def collect_wanted(self, wanted: list[int], take: Callable[[Iterator[Cells | WantedCells]], T]) -> T:
        """The same, for a reader that wants no more than some columns, rising: rows written alike come as records."""
        try:
            return take(self._wanted(RegularRows(wanted)))
        except _Restart:
            return take(self._exact())

    def _exact(self) -> Iterator[Cells]:
        self.outer = b""
        data = self.package.read(self.part)
        yield from read_exactly(iter((data,)))
        outer = root(data)
        for node in children(data, outer.inside, outer.close):
            if node.local == "sheetData":
                self.tail = data[node.end :]

    def _fast(self) -> Iterator[Cells]:
        row = 0
        for chunk in self._cut():
            cells = self._chunk(chunk, row)
            row = int(cells.rows[-1]) if len(cells.rows) else row
            yield cells

    def _wanted(self, regular: RegularRows) -> Iterator[Cells | WantedCells]:
        row = 0
        for chunk in self._cut():
            found: Cells | WantedCells | None = None if chunk.around.prefix else regular.read(chunk.buffer, chunk.size)
            if found is None:
                found = self._chunk(chunk, row)
            row = int(found.rows[-1]) if len(found.rows) else row
            yield found

    def _cut(self) -> Iterator[_Chunk]:
        """The rows in chunks that start at one and end after one."""
        pieces = self.package.chunks(self.part, self.chunk)
        opened = self._opened(pieces)
        if opened is None:
            return
        prefix, opening, closing, buffer = opened
        around = _Around(prefix, opening, closing, Scanner(prefix, self.structure, self.columns))
        end_name = b"</" + prefix + b"sheetData"
        end_tag = re.compile(end_name + rb"\s*>")
        row_tag = re.compile(rb"<" + prefix + rb"row[\s/>]")
        written = re.compile(rb"\S")
        ended = False
        while not ended:
            # To find plain text is many times quicker than to search for a pattern, and a letter than a text.
            letter = buffer.find(b"h")
            found = buffer.find(end_name, max(letter - len(end_name), 0)) if letter >= 0 else -1
            end = end_tag.search(buffer, found) if found >= 0 else None
            if end is not None:
                ended, at, rest = True, end.start(), buffer[end.start() :]
            else:
                at = buffer.rfind(b"<" + prefix + b"row", 0, max(len(buffer) - ROOM, 0))
                piece = next(pieces, b"")
                if not piece:
                    raise irregular()
                if at <= 0 or not row_tag.match(buffer, at):
                    buffer = _twice(buffer, piece, pieces)
                    continue
                rest = buffer[at:] + piece
            if written.search(buffer, 0, at):
                yield _Chunk(buffer, at, around)
            buffer = rest
        self.tail = buffer + b"".join(pieces)
        self.tail = self.tail[self.tail.find(b">") + 1 :]

    def _opened(self, pieces: Iterator[bytes]) -> tuple[bytes, bytes, bytes, bytes] | None:
        """Read to the first row: the tag prefix with its colon, the start and the end tags that rows stand within, and
        what has been read of the rows. None when the sheet has no rows; then ``tail`` is known.

        Raises _Restart where the top holds more than tags, and StyringError when it is no sheet.
        """
        buffer = b""
        start: re.Match[bytes] | None = None
        outer: re.Match[bytes] | None = None
        prefix = b""
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
            return None
        if b"<!" in buffer[: outer.end() + start.start()]:
            raise _Restart
        buffer = buffer[outer.end() + start.end() :]
        if start[0].endswith(b"/>"):
            self.tail = buffer + b"".join(pieces)
            return None
        closing = b"</" + prefix + b"sheetData></" + outer["tag"] + b">"
        self.outer = outer[0]
        return prefix, outer[0] + start[0], closing, buffer

    def _chunk(self, chunk: _Chunk, row: int) -> Cells:
        """The cells of a chunk, ``row`` being the number of the row before it."""
        text, around = chunk.text, chunk.around
        try:
            cells = around.scanner.scan(text)
        except Irregular:
            if b"<!" in text or b"<?" in text:
                raise _Restart from None
            cells = merge(list(read_exactly(iter((around.opening, text, around.closing)), row)))
        _check_width(cells)
        return cells


class Scanned:
    """The cells of a sheet that has been scanned already, and what follows its rows."""

    def __init__(self, cells: Sequence[Cells], tail: bytes) -> None:
        self._cells = cells
        self.tail = tail

    def collect(self, take: Callable[[Iterator[Cells]], T]) -> T:
        """As for ``SheetSource``."""
        return take(iter(self._cells))


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
