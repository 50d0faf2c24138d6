"""Rows written alike, read many at a time: how one is written is learnt, and the others are held against it.

The tokenizer asks of every tag what it is. In a ledger of half a million rows nearly all are written alike, and then it
is enough to see that they are: from one value to the next stand the same bytes, but for the row's own number. What
is written in no way that is known is left to the tokenizer, so that nothing is skipped or guessed.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.books.ooxml.scan.chunk import EMPTY, NUMBER, SHARED
from styring_xl.books.ooxml.scan.digits import Words, bytes_before, leading_numbers, parse_numbers
from styring_xl.books.ooxml.scan.tokens import Irregular, Tokenizer, Tokens
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW
from styring_xl.model.arrays import Flags, Floats, Integers

_ROW: Final = b'<row r="'
_ROW_WORD: Final = np.uint64(int.from_bytes(_ROW, "little"))
_NUMBERED: Final = re.compile(rb'<(?:row|c) r="[A-Z]*(?P<number>[0-9]+)"[^<>]*>')
_PLAIN: Final = frozenset((b"<v>", b"</v>", b"</c>", b"</row>"))
_START: Final = 0
_END: Final = MAX_COLUMN + 1
_LONGEST: Final = 4_000
"""Bytes that may stand between two values."""
ROOM: Final = _LONGEST + 40
"""Bytes behind a chunk that are looked at together with it."""
_MOST: Final = 16
"""From so many rows of a chunk it is learnt how they are written; where more are needed the tokenizer is quicker."""
_LOOKS: Final = 256
_MISSES: Final = 4
"""After so many chunks that could not be read here no more are tried."""


class WantedCells(Struct, frozen=True):
    """The wanted cells of n rows: ``rows`` (n,); by column (w, n) numbers and looks, of which ``kinds`` (see ``chunk``)
    and ``styles`` tell.

    A SHARED cell's number is its index, an EMPTY one's 0. Rows that hold none of the columns are there too.
    """

    rows: Integers
    number: list[Floats]
    look: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    styles: NDArray[np.int32]


class _Stripe(Struct, frozen=True):
    """A chunk of ``size`` bytes, and what stands behind them; and its rows (n,): where they begin and end, their
    numbers, and how many digits these have."""

    text: bytes
    size: int
    bytes_: NDArray[np.uint8]
    words: Words
    begin: Integers
    end: Integers
    rows: Integers
    digits: Integers

    def spans(self, width: int) -> NDArray[np.void]:
        """So many bytes from each place on."""
        return np.ndarray((self.size + 1,), f"V{width}", self.bytes_, 0, (1,))


class _Mould:
    """What is to stand in ``count`` rows whose numbers have so many digits; the numbers are put in for each use."""

    def __init__(self, parts: tuple[bytes, ...], digits: int, count: int) -> None:
        text = bytes(digits).join(parts)
        self.digits, self.count = digits, count
        self._width = len(text)
        self._text = np.frombuffer(text * count, np.uint8).copy()
        places = (np.cumsum([len(each) + digits for each in parts[:-1]]) - digits).tolist()
        self._numbers = [np.ndarray((count,), f"V{digits}", self._text, at, (len(text),)) for at in places]

    def fits(self, chunk: _Stripe, at: Integers, numbers: NDArray[np.void]) -> Flags | None:
        """In which rows it stands from these places on; None when it does in all."""
        count = len(at)
        for each in self._numbers:
            each[:count] = numbers
        same = chunk.spans(self._width)[at].view(np.uint8) == self._text[: count * self._width]
        return None if same.all() else same.reshape(count, -1).all(axis=1)


class _Step:
    """What stands from a row's start, or the end of a value, to the next value or the next row: ``parts`` with the
    row's own number between each two. ``to`` is the value's column, and ``look`` its look."""

    def __init__(self, parts: tuple[bytes, ...], to: int, look: int) -> None:
        self.parts, self.to, self.look = parts, to, look
        self.met = 0
        """In how many rows it was found."""
        self._mould: _Mould | None = None

    def width(self, digits: int) -> int:
        """How many bytes it is of in rows whose numbers have so many digits."""
        return sum(map(len, self.parts)) + digits * (len(self.parts) - 1)

    def mould(self, digits: int, count: int) -> _Mould:
        """Its bytes in so many rows or more."""
        found = self._mould
        if found is None or found.digits != digits or found.count < count:
            found = self._mould = _Mould(self.parts, digits, count + count // 8)
        return found


class _Waiting(Struct, frozen=True):
    """Some rows of a chunk that have been read to the same column: which they are, where in the chunk that is, and
    their numbers as they are written."""

    rows: Integers
    at: Integers
    numbers: NDArray[np.void]

    def some(self, which: Flags) -> _Waiting:
        """Some of them."""
        return _Waiting(self.rows[which], self.at[which], self.numbers[which])

    @staticmethod
    def joined(parts: list[_Waiting]) -> _Waiting:
        """All of several."""
        if len(parts) == 1:
            return parts[0]
        return _Waiting(
            np.concatenate([each.rows for each in parts]),
            np.concatenate([each.at for each in parts]),
            np.concatenate([each.numbers for each in parts]),
        )


class _Values(Struct, frozen=True):
    """Values of a column's in some rows: where they begin and end, and the words they begin with."""

    place: int
    rows: Integers
    begin: Integers
    end: Integers
    first: Words


class RegularRows:
    """Reads chunks of one sheet's rows, remembering how they are written; ``wanted`` are the columns to read, rising.

    All rows of a chunk are read at once from column to column. Those that miss a cell wait at the next they have.
    """

    def __init__(self, wanted: list[int]) -> None:
        self._place = {column: at for at, column in enumerate(wanted)}
        self._tokenizer = Tokenizer(b"")
        self._steps: dict[int, list[_Step]] = {}
        """What may follow a column's value or the row's start, the most frequent first."""
        self._looks: dict[tuple[int, int], int] = {(EMPTY, 0): 0}
        self._learnt = 0
        self._misses = 0

    def read(self, text: bytes, size: int) -> WantedCells | None:
        """The wanted cells of a chunk that starts at a row and ends after one; None where it is for the tokenizer.

        ``text`` may go on after it, ``size`` bytes long: what it is read with (``ROOM``) needs no copy then.
        """
        if self._misses >= _MISSES:
            return None
        try:
            return self._read(text, size)
        except Irregular:
            self._misses += 1
            return None

    def _read(self, text: bytes, size: int) -> WantedCells:
        chunk = _taken(text, size)
        self._learnt = 0
        look = np.zeros((len(self._place), len(chunk.rows)), np.uint8)
        values: list[_Values] = []
        for digits in np.flatnonzero(np.bincount(chunk.digits)).tolist():
            values += self._followed(chunk, digits, look)
        for steps in self._steps.values():
            steps.sort(key=lambda step: -step.met)
        kinds, styles = zip(*self._looks, strict=True)
        number = _numbers(chunk, values, len(self._place))
        return WantedCells(chunk.rows, number, look, np.array(kinds, np.uint8), np.array(styles, np.int32))

    def _followed(self, chunk: _Stripe, digits: int, look: NDArray[np.uint8]) -> list[_Values]:
        """The wanted values of the rows whose numbers have so many digits; their looks are put into ``look``."""
        rows = np.flatnonzero(chunk.digits == digits)
        begin = chunk.begin[rows]
        waiting = {_START: [_Waiting(rows, begin, chunk.spans(digits)[begin + len(_ROW)])]}
        values: list[_Values] = []
        while waiting:
            column = min(waiting)
            left: _Waiting | None = _Waiting.joined(waiting.pop(column))
            steps, tried = self._steps.setdefault(column, []), 0
            while left is not None:
                if tried == len(steps):
                    self._learn(chunk, int(left.rows[0]))
                if tried == len(steps):
                    raise Irregular
                step = steps[tried]
                tried += 1
                mine, left = _parted(chunk, step, digits, left)
                if step.to == _END or not len(mine.rows):
                    continue
                first, end = _value(chunk.words, mine.at)
                waiting.setdefault(step.to, []).append(_Waiting(mine.rows, end, mine.numbers))
                place = self._place.get(step.to)
                if place is not None:
                    look[place, mine.rows] = step.look
                    values.append(_Values(place, mine.rows, mine.at, end, first))
        return values

    def _learn(self, chunk: _Stripe, row: int) -> None:
        """How a row is written. Raises Irregular when it holds more than plain cells with numbers and shared texts."""
        self._learnt += 1
        tokens = self._tokenizer.tokens(chunk.text[int(chunk.begin[row]) : int(chunk.end[row])])
        if tokens is None or not len(tokens.cells) or (tokens.formula | tokens.member | tokens.inline).any():
            raise Irregular
        if tokens.odd.any() or (np.diff(tokens.column) < 1).any() or self._learnt > _MOST:
            raise Irregular
        column = _START
        for parts, cell in _stretches(tokens):
            to, look = _END, 0
            if cell is not None:
                to = int(tokens.column[cell])
                if to in self._place:
                    look = self._look(int(tokens.type_[cell]), int(tokens.style[cell]))
            known = self._steps.setdefault(column, [])
            if all(each.parts != parts for each in known):
                known.append(_Step(parts, to, look))
            column = to

    def _look(self, kind: int, style: int) -> int:
        """The number of a wanted cell's look. Raises Irregular where it holds neither a number nor a shared text."""
        found = self._looks.setdefault((kind, style), len(self._looks))
        if kind not in (NUMBER, SHARED) or found >= _LOOKS:
            raise Irregular
        return found


def _taken(text: bytes, size: int) -> _Stripe:
    """A chunk's rows. Raises Irregular when it does not begin with a row, or one that begins like a row has no plain
    number; what begins otherwise is part of the row before."""
    if len(text) < size + ROOM:
        # What runs out of the chunk finds no value and nothing that it knows.
        text = text[:size] + b"<" * ROOM
    bytes_ = np.frombuffer(text, np.uint8)
    words: Words = np.ndarray((len(text) - 8,), "<u8", text, 0, (1,))
    begin = _last_of_words(bytes_[: size + -size % 8], ord("w")) - _ROW.index(b"w")
    begin = begin[(words[begin] == _ROW_WORD) & (begin < size)]
    if not len(begin) or begin[0] != 0:
        raise Irregular
    first = words[begin + len(_ROW)]
    rows, digits = leading_numbers(first)
    if int(digits.min()) < 1 or int(rows.max()) > MAX_ROW or (first.astype(np.uint8) == ord("0")).any():
        raise Irregular
    # A row given twice is put together by the tokenizer's readers.
    if (rows[1:] == rows[:-1]).any():
        raise Irregular
    return _Stripe(text, size, bytes_, words, begin, np.append(begin[1:], size), rows, digits)


def _last_of_words(bytes_: NDArray[np.uint8], byte: int) -> Integers:
    """Where a byte stands last in each word of eight: of a row's ``<row r="`` it finds the w, as none can follow so
    soon. To look through words is twice as quick as through bytes."""
    found: Words = (bytes_ == byte).view(np.uint64)
    at = np.flatnonzero(found != 0)
    return at * 8 + (7 - bytes_before(found[at].byteswap(), 1).astype(np.int64))


def _parted(chunk: _Stripe, step: _Step, digits: int, left: _Waiting) -> tuple[_Waiting, _Waiting | None]:
    """The rows that go on so, which then are read so far, and the others."""
    width = step.width(digits)
    if width * len(left.rows) > chunk.size:
        # So much is not looked at in rows that are too short for it.
        has_room = chunk.end[left.rows] - left.at >= width
        mine, others = left.some(has_room), left.some(~has_room)
        if len(mine.rows):
            mine, rest = _parted(chunk, step, digits, mine)
            others = others if rest is None else _Waiting.joined([others, rest])
        return mine, others
    mould = step.mould(digits, len(left.rows))
    fits, after = mould.fits(chunk, left.at, left.numbers), left.at + width
    if step.to == _END:
        last = after == chunk.end[left.rows]
        fits = last if fits is None else fits & last
    mine = _Waiting(left.rows, after, left.numbers)
    if fits is None or fits.all():
        step.met += len(after)
        return mine, None
    mine = mine.some(fits)
    step.met += len(mine.rows)
    return mine, left.some(~fits)


def _value(words: Words, begin: Integers) -> tuple[Words, Integers]:
    """The words that values begin with, and where they end: at the next tag."""
    first = words[begin]
    before = bytes_before(first, ord("<"))
    end: Integers = begin + before
    on = np.flatnonzero(before == 8)
    while len(on):
        before = bytes_before(words[end[on]], ord("<"))
        end[on] += before
        on = on[before == 8]
    return first, end


def _numbers(chunk: _Stripe, values: list[_Values], columns: int) -> list[Floats]:
    """The values by column and row (w, n). Raises Irregular where one is no number."""
    result = [np.zeros(len(chunk.rows)) for _ in range(columns)]
    if values:
        begin, end = np.concatenate([each.begin for each in values]), np.concatenate([each.end for each in values])
        first = np.concatenate([each.first for each in values])
        numbers, others = parse_numbers(chunk.text, chunk.bytes_, chunk.words, begin, end, first)
        if others or (begin == end).any():
            raise Irregular
        at = 0
        for each in values:
            result[each.place][each.rows] = numbers[at : at + len(each.rows)]
            at += len(each.rows)
    return result


def _stretches(tokens: Tokens) -> list[tuple[tuple[bytes, ...], int | None]]:
    """What stands between the values of a chunk that is one row, and the cells of these, None after the last.

    Raises Irregular where a tag is odd.
    """
    number = b"%d" % int(tokens.rows[0])
    cell_of = {int(tag): cell for cell, tag in enumerate(tokens.cells.tolist())}
    found: list[tuple[tuple[bytes, ...], int | None]] = []
    parts, cell, ended = [b""], -1, 0
    for at, (a, b) in enumerate(zip(tokens.start.tolist(), (tokens.stop + 1).tolist(), strict=True)):
        text = tokens.chunk[a:b]
        # What stands between two tags is a value, or means nothing.
        parts[-1] += tokens.chunk[ended:a]
        ended = b
        told = _NUMBERED.fullmatch(text)
        cell = cell_of.get(at, cell)
        if told is not None:
            if told["number"] != number:
                raise Irregular
            parts[-1] += text[: told.start("number")]
            parts.append(text[told.end("number") :])
            continue
        if text not in _PLAIN:
            raise Irregular
        parts[-1] += text
        if text == b"<v>":
            found.append((tuple(parts), cell))
            parts, ended = [b""], int(tokens.start[at + 1])
    parts[-1] += tokens.chunk[ended:]
    found.append((tuple(parts), None))
    if max(_most(parts) for parts, _ in found) > _LONGEST:
        raise Irregular
    return found


def _most(parts: tuple[bytes, ...]) -> int:
    """How many bytes a stretch may take."""
    return sum(map(len, parts)) + len(str(MAX_ROW)) * (len(parts) - 1)
