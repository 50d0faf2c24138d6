"""The records of a delimited file as columns, each with the line it begins on.

The parser is pyarrow's: of the parsers others keep it is the only one that is quicker than an extract of a million rows
needs (about 0,4 s of the processor for 100 MB with every column numbered; Python's ``csv`` with the same numbering 8 s,
duckdb 5 s), and it tells of each row with another number of fields than the rest instead of dropping or padding it.
Those few rows are read by Python's ``csv``, which takes quotes in the same way: a quote within a text that began
without one is a character, a doubled one within quotes is one, and a text in quotes may hold line breaks.

A file without a single quote is cut at its delimiters and line breaks alone, which takes half as long, and is cut with
the quotes' rules after all if that gives another number of records than the file has lines.

What neither of the two says is found here: a quote that is never closed, and one that is closed so late that whole
records have become the text of a field. Both are refused. The lines are counted once more from the bytes alone, and
records, the rests of records of several lines, and what stands above the header must sum to them.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from styring_xl.cells import column as kinds
from styring_xl.cells.column import CellColumn
from styring_xl.errors import StyringError
from styring_xl.imports.dialect import no_text
from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading.ledger.amount import Amounts, parse_bytes

if TYPE_CHECKING:
    import pyarrow


_END: Final = "\x1e"
"""A record of our own added at the end. If the parser does not return it, a quote before it was never closed."""
_BLOCKS: Final = (1 << 20, 16 << 20)
"""Bytes read at a time: what a processor keeps at hand, and as many as a record can have where one is longer."""
_SAMPLE: Final = 100
"""So many records tell how many fields a row usually has."""
_SLICE: Final = 1 << 18
_LF: Final = 10
_BREAK: Final = re.compile(rb"\r\n|\n|\r")


class LineCount(Struct, frozen=True):
    """A file's lines, counted without the parser, and where they went: ``lines`` = ``above`` + ``records`` +
    ``rests``.

    ``above`` are the header and all that stands over it, ``records`` all rows under it (blank ones too), ``rests`` the
    second and later lines of records of several lines.
    """

    lines: int
    above: int
    records: int
    rests: int


class Records(Struct, frozen=True, eq=False):
    """Some columns of a file: ``lines`` (n,) from 1, texts by column, amounts by column.

    ``ragged`` marks rows with more fields than the header, whose columns nobody can be sure of.
    """

    lines: Integers
    texts: dict[int, CellColumn]
    amounts: dict[int, Amounts]
    ragged: Flags
    count: LineCount


def count_lines(data: bytes, begin: int = 0) -> int:
    """How many lines some bytes have from ``begin``, whichever mark ends them; a last one needs none."""
    whole = np.frombuffer(data, np.uint8)[begin:]
    ends = sum(int(np.count_nonzero(whole[at : at + _SLICE] == _LF)) for at in range(0, len(whole), _SLICE))
    if data.find(b"\r", begin) >= 0:
        ends += data.count(b"\r", begin) - data.count(b"\r\n", begin)
    return ends + (len(data) > begin and not data.endswith((b"\n", b"\r")))


def read(
    data: bytes, encoding: str, delimiter: str, above: int, width: int, texts: Sequence[int], amounts: Sequence[int]
) -> Records:
    """The records under the first ``above`` lines; columns from 0 of ``width``.

    Raises StyringError for a quote that is not closed, or that is closed only after records it has swallowed.
    """
    if b"\0" in data:
        raise no_text()
    if encoding not in ("utf-8", "ascii"):
        data = data.decode(encoding).encode()
    begin = 0
    if above:
        last = next(itertools.islice(_BREAK.finditer(data), above - 1, None), None)
        begin = len(data) if last is None else last.end()
    body = memoryview(data)[begin:]
    wanted = sorted({0, *texts, *amounts})
    under = count_lines(data, begin)
    quoted = not body or data.find(b'"', begin) >= 0
    found = _parse(body, delimiter, width, wanted, amounts, quoted)
    if not quoted and under != found.rows:
        found = _parse(body, delimiter, width, wanted, amounts, True)
    rests = np.zeros(found.rows, np.int64)
    whole = found
    if under != found.rows or not found.closed:
        # Some records have several lines: every column may hold the breaks.
        whole = _parse(body, delimiter, width, range(found.wide), (), True)
        rests = whole.breaks()
    first = np.arange(above + 1, above + 1 + found.rows)
    if rests.any():
        first += np.concatenate(([0], np.cumsum(rests)))[: found.rows]
    if not found.closed:
        raise StyringError(_unclosed(int(first[-1]) if len(first) else above + 1))
    swallowed = [*found.merged, *(whole.swallowed().tolist() if rests.any() else ())]
    if swallowed:
        raise StyringError(_unclosed(int(first[min(swallowed)])))
    count = LineCount(above + under, above, found.rows, int(rests.sum()))
    if count.lines != count.above + count.records + count.rests:
        raise StyringError("Filens linjer kan ikke gøres op: der er flere, end der er rækker. Gem udtrækket igen.")
    return Records(
        first,
        {column: found.texts(column) for column in texts},
        {column: found.amounts(column) for column in amounts},
        found.ragged,
        count,
    )


def _unclosed(line: int) -> str:
    return (
        f"Linje {line}: et citationstegn åbner en tekst, der ikke lukkes, hvor feltet slutter, så linjerne efter den "
        "ikke kan læses sikkert. Ret linjen, eller hent udtrækket igen."
    )


def _usual_width(body: memoryview, delimiter: str, width: int) -> int:
    """How many fields most rows have; ``width`` where there are none."""
    head = bytes(body[: 1 << 18]).decode(errors="ignore")
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    sizes: Counter[int] = Counter()
    with contextlib.suppress(csv.Error):
        sizes.update(len(fields) for fields in itertools.islice(reader, _SAMPLE) if len(fields) > 1)
    return sizes.most_common(1)[0][0] if sizes else width


def _parse(
    body: memoryview, delimiter: str, width: int, wanted: Sequence[int], amounts: Collection[int], quoted: bool
) -> _Parsed:
    """The rows of ``body``; of columns only the wanted ones, those of amounts as they stand and others numbered.

    Where it is not ``quoted`` no quote stands anywhere in it, so that each line is a record.
    """
    import pyarrow

    for block in _BLOCKS:
        try:
            return _parsed(body, delimiter, width, wanted, amounts, quoted, block)
        except pyarrow.ArrowInvalid as error:
            failed = error
    raise StyringError(
        "Et felt er længere, end noget felt er, eller rækkerne kan ikke skilles fra hinanden: formentlig mangler "
        "der et citationstegn. Hent udtrækket igen."
    ) from failed


def _parsed(
    body: memoryview,
    delimiter: str,
    width: int,
    wanted: Sequence[int],
    amounts: Collection[int],
    quoted: bool,
    block: int,
) -> _Parsed:
    """As ``_parse``, so many bytes at a time. Raises ArrowInvalid where a record is longer."""
    import pyarrow
    from pyarrow import csv as parser
    from pyarrow.compute import dictionary_encode

    # pyarrow's own memory is new and emptied at each step, which takes as long as half the parsing.
    pool = pyarrow.system_memory_pool()
    wide = _usual_width(body, delimiter, width)
    odd: dict[int, list[str]] = {}
    merged: list[int] = []

    def keep(row: Any) -> str:
        fields = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=delimiter), [])
        odd[row.number - 1] = fields
        if any(_is_merged(text, row.text, delimiter) for text in fields):
            merged.append(row.number - 1)
        return "skip"

    chosen = [column for column in range(wide) if column in wanted or column >= width]
    table = parser.read_csv(
        pyarrow.BufferReader(_ended(body, delimiter, wide) if quoted else body),
        # One thread, for only then does it say which row has too many fields.
        read_options=parser.ReadOptions(
            use_threads=False, block_size=block, column_names=[str(column) for column in range(wide)]
        ),
        parse_options=parser.ParseOptions(
            delimiter=delimiter,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
            invalid_row_handler=keep,
        ),
        convert_options=parser.ConvertOptions(
            column_types={str(column): pyarrow.string() for column in chosen},
            include_columns=[str(column) for column in chosen],
            strings_can_be_null=False,
            # The encoding was found by a look at every byte.
            check_utf8=False,
        ),
        memory_pool=pool,
    )
    rows, ended = table.num_rows + len(odd), True
    if quoted:
        last = odd.get(rows - 1)
        ended = last == [_END] if last is not None else table.column("0")[-1].as_py() == _END
        if ended:
            rows -= 1
            odd.pop(rows, None)
            table = table if last is not None else table.slice(0, table.num_rows - 1)
    columns = dict(zip(chosen, table.columns, strict=True))
    del table
    # Numbered one after the other, so that the texts of one are gone when the next one's are numbered.
    for column in chosen:
        each = columns[column]
        columns[column] = _one(each if column in amounts else dictionary_encode(each, memory_pool=pool), pool)
    return _Parsed(columns, rows, wide, width, delimiter, odd, ended, tuple(merged))


def _ended(body: memoryview, delimiter: str, wide: int) -> bytes:
    """The rows with one of our own after them."""
    end = (_END + delimiter * (wide - 1)).encode()
    return b"".join((body, end if not body or bytes(body[-1:]) in (b"\n", b"\r") else b"\n" + end))


def _is_merged(text: str, line: str, delimiter: str) -> bool:
    """Whether a field's text is two fields of its line: ``"to;"tre"`` opens a quote and closes it at the next one's."""
    if not text.endswith('"'):
        return False
    spots = [at + 1 for at, mark in enumerate(text) if mark == delimiter]
    return any(f'"{text[:at]}"{text[at:]}' in line for at in spots)


class _Parsed(Struct, frozen=True, eq=False):
    """A file's rows as pyarrow gives them, and beside it the ``odd`` ones with another number of fields."""

    columns: Mapping[int, pyarrow.Array]
    rows: int
    wide: int
    width: int
    delimiter: str
    odd: Mapping[int, list[str]]
    closed: bool
    merged: tuple[int, ...]
    """Rows in which a quote that is not closed has made two fields one."""

    @property
    def _plain(self) -> Flags:
        """Which rows are those of the table."""
        plain = np.ones(self.rows, bool)
        plain[list(self.odd)] = False
        return plain

    def _odd_fields(self, column: int) -> list[str]:
        return [fields[column] if column < len(fields) else "" for fields in self.odd.values()]

    def _strings(self, column: int) -> tuple[npt.NDArray[np.int32], list[str]]:
        """The numbers (rows,) of a column's texts as they stand, and the texts."""
        codes = np.zeros(self.rows, np.int32)
        strings: list[str] = []
        if column < self.wide:
            whole = self.columns[column]
            strings = _texts(whole.dictionary)
            # Its own ``to_numpy`` would import pandas first, which takes as long as a third of the file.
            plain = np.frombuffer(whole.indices.buffers()[1], np.int32)[whole.offset : whole.offset + len(whole)]
            if not self.odd:
                return plain, strings
            codes[self._plain] = plain
        elif self.rows > len(self.odd):
            strings = [""]
        if self.odd:
            index = {text: number for number, text in enumerate(strings)}
            codes[list(self.odd)] = [index.setdefault(text, len(index)) for text in self._odd_fields(column)]
            strings = list(index)
        return codes, strings

    def texts(self, column: int) -> CellColumn:
        """A column of texts, without the spaces about them."""
        codes, strings = self._strings(column)
        bare = [*map(str.strip, strings)]
        if bare != strings:
            index = {text: number for number, text in enumerate(dict.fromkeys(bare))}
            codes = np.array([*map(index.__getitem__, bare)], np.int32)[codes]
            strings = [*index]
        what = np.full(self.rows, kinds.TEXT, np.uint8)
        if "" in strings:
            empty = strings.index("")
            what[codes == empty] = kinds.EMPTY
            del strings[empty]
            numbers = np.arange(-1, len(strings), dtype=np.int32)
            codes = np.concatenate((numbers[1 : empty + 1], numbers[:1], numbers[empty + 1 :]))[codes]
        return CellColumn(what, np.zeros(self.rows), codes, strings)

    def amounts(self, column: int) -> Amounts:
        """A column of amounts, straight from the parser's own bytes."""
        chunk, start, end = np.zeros(0, np.uint8), np.zeros(0, np.int64), np.zeros(0, np.int64)
        if column < self.wide:
            whole = self.columns[column]
            _, offsets, content = whole.buffers()
            at = np.frombuffer(offsets, np.int32)[whole.offset : whole.offset + len(whole) + 1].astype(np.int64)
            start, end = at[:-1], at[1:]
            chunk = np.frombuffer(content, np.uint8) if content is not None and content.size else chunk
        elif self.rows > len(self.odd):
            start = end = np.zeros(self.rows - len(self.odd), np.int64)
        if self.odd:
            raw = [text.encode() for text in self._odd_fields(column)]
            stop = len(chunk) + np.cumsum([len(each) for each in raw])
            begin = stop - [len(each) for each in raw]
            chunk = np.concatenate((chunk, np.frombuffer(b"".join(raw), np.uint8)))
            start, end = self._woven(start, begin), self._woven(end, stop)
        chunk = chunk if len(chunk) else np.zeros(1, np.uint8)
        return parse_bytes(chunk, start, end, encoding="utf-8")

    def _woven(self, plain: Integers, odd: Integers) -> Integers:
        result = np.empty(self.rows, np.int64)
        result[self._plain] = plain
        result[list(self.odd)] = odd
        return result

    def breaks(self) -> Integers:
        """How many line breaks stand within each row (rows,)."""
        found = np.zeros(self.rows, np.int64)
        for column in range(self.wide):
            codes, strings = self._strings(column)
            each = np.array([_breaks(text) for text in strings], np.int64)
            if each.any():
                found += each[codes]
        for row, fields in self.odd.items():
            found[row] = sum(_breaks(text) for text in fields)
        return found

    @property
    def ragged(self) -> Flags:
        """Rows with something after the last column of the header, bool (rows,)."""
        found = np.zeros(self.rows, bool)
        for column in range(self.width, self.wide):
            codes, strings = self._strings(column)
            found |= np.array([bool(text.strip()) for text in strings])[codes]
        for row, fields in self.odd.items():
            found[row] = any(text.strip() for text in fields[self.width :])
        return found

    def swallowed(self) -> Integers:
        """Rows of which a field of several lines holds what can only be other records."""
        found = np.zeros(self.rows, bool)
        for column in range(self.wide):
            codes, strings = self._strings(column)
            bad = np.array([self._is_swallow(text, column) for text in strings], bool)
            if bad.any():
                found |= bad[codes]
            odd = np.array([_breaks(text) > 0 and text.count('"') % 2 == 1 for text in strings], bool)
            if column < self.width and odd.any():
                # A quote is left over, and the row has more fields than the header: the next row's stand in it.
                found |= odd[codes] & self.ragged
        for row, fields in self.odd.items():
            found[row] |= any(self._is_swallow(text, column) for column, text in enumerate(fields))
        return np.flatnonzero(found)

    def _is_swallow(self, text: str, column: int) -> bool:
        """Whether the lines of a field are records, whole ones or one that has lost a quote to it."""
        if "\n" not in text and "\r" not in text:
            return False
        if text.endswith('"') and text.count('"') % 2 and self.delimiter in text:
            # The quote that ended it opened a field of a later line, whose own last quote is left: ="610180-0001".
            return True
        first, *between, last = (part.count(self.delimiter) for part in text.replace("\r", "\n").split("\n"))
        full = self.wide - 1
        return any(each >= full for each in between) or last >= max(column, 1) or (column == 0 and first >= full)


def _breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _texts(array: Any) -> list[str]:
    """Some texts of pyarrow's as Python's, by places in one text: one by one they take several times as long."""
    _, offsets, content = array.buffers()
    if content is None:
        return [""] * len(array)
    at = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    whole = memoryview(content)[at[0] : at[-1]]
    text = str(whole, "utf-8")
    at = at - at[0]
    if len(text) < len(whole):
        # Of each byte, how many letters begin before it.
        begins = (np.frombuffer(whole, np.uint8) & 0xC0) != 0x80
        at = np.concatenate(([0], np.cumsum(begins)))[at]
    return [text[start:end] for start, end in itertools.pairwise(at.tolist())]


def _one(column: Any, pool: pyarrow.MemoryPool) -> Any:
    """All chunks of a column as one array."""
    whole = column.combine_chunks(memory_pool=pool)
    return whole.chunk(0) if hasattr(whole, "chunk") else whole
