"""Rows written alike, read many at a time: what one looks like is learnt, and the others are held against it.

The tokenizer asks of every tag what it is. In a ledger of half a million rows nearly all look like one of a few, and
then it is enough to see that they do: the same bytes from value to value, but for the row's own number. What looks
like none of them is left to the tokenizer, so that nothing is skipped or guessed.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.books.ooxml.scan.chunk import NUMBER, SHARED
from styring_xl.books.ooxml.scan.digits import LOW, digit_counts, leading_numbers, parse_numbers
from styring_xl.books.ooxml.scan.tokens import Irregular, Tokenizer, Tokens
from styring_xl.cells.cell import MAX_ROW
from styring_xl.model.arrays import Floats, Integers

_ROW: Final = b'<row r="'
_ROW_WORD: Final = np.uint64(int.from_bytes(_ROW, "little"))
_NUMBERED: Final = re.compile(rb'<(?:row|c) r="[A-Z]*(?P<number>[0-9]+)"[^<>]*>')
_PLAIN: Final = frozenset((b"<v>", b"</v>", b"</c>", b"</row>"))
_LONGEST: Final = 4_000
"""Bytes that may stand between two values."""
_MOST: Final = 16
"""So many shapes are learnt from a chunk; where there are more the tokenizer is quicker."""
_MISSES: Final = 4
"""After so many chunks that could not be read here no more are tried."""


class WantedCells(Struct, frozen=True):
    """The wanted cells of n rows: ``rows`` (n,), and kinds (see ``chunk``), styles and numbers by column (w, n).

    A SHARED cell's number is its index, an EMPTY one's 0. Rows that hold none of the columns are there too.
    """

    rows: Integers
    kind: NDArray[np.uint8]
    style: NDArray[np.int32]
    number: Floats


class _Literal(Struct, frozen=True):
    """Bytes that stand the same in all rows, as words: where each begins, the word, and which of its bits count."""

    length: int
    words: tuple[tuple[int, np.uint64, np.uint64 | None], ...]


class _Stretch(Struct, frozen=True):
    """What stands from a tag (the row's first, or the end of a value) to the next value, or to the row's end: literals
    with the row's number between each two.

    ``tag`` counts from the row's first. ``column`` is the place of the value that follows, -1 where none is wanted.
    """

    tag: int
    literals: tuple[_Literal, ...]
    column: int
    kind: int
    style: int


class _Shape(Struct, frozen=True):
    """What a row looks like: how many tags it has and its stretches."""

    tags: int
    stretches: tuple[_Stretch, ...]


class _Stripe(Struct, frozen=True):
    """A chunk's bytes, where its tags start (s,); and its rows (n,): the tags that open them, how many tags each has,
    its number, the digits of that, and the number as the word that ends with it."""

    text: bytes
    bytes_: NDArray[np.uint8]
    words: NDArray[np.uint64]
    start: Integers
    opens: Integers
    tags: Integers
    rows: Integers
    digits: Integers
    number: NDArray[np.uint64]


class RegularRows:
    """Reads chunks of one sheet's rows, remembering the shapes met; ``wanted`` are the columns to read, rising."""

    def __init__(self, wanted: list[int]) -> None:
        self._place = {column: at for at, column in enumerate(wanted)}
        self._tokenizer = Tokenizer(b"")
        self._shapes: list[_Shape] = []
        self._misses = 0

    def read(self, text: bytes) -> WantedCells | None:
        """The wanted cells of a chunk that starts at a row and ends after one; None where it is for the tokenizer."""
        if self._misses >= _MISSES:
            return None
        try:
            return self._read(text)
        except Irregular:
            self._misses += 1
            return None

    def _read(self, text: bytes) -> WantedCells:
        chunk = _taken(text)
        size = len(self._place), len(chunk.rows)
        found = WantedCells(chunk.rows, np.zeros(size, np.uint8), np.zeros(size, np.int32), np.zeros(size))
        left = np.arange(len(chunk.rows))
        for shape in self._shapes:
            left = _put(shape, chunk, left, found)
            if not len(left):
                return found
        for _ in range(_MOST):
            learnt, others = self._learnt(chunk, int(left[0])), left[1:]
            left = _put(learnt, chunk, left, found)
            if len(left) > len(others):
                raise Irregular
            self._shapes.append(learnt)
            if not len(left):
                return found
        raise Irregular

    def _learnt(self, chunk: _Stripe, row: int) -> _Shape:
        """What a row looks like. Raises Irregular when it holds more than plain cells with numbers and shared texts."""
        first = int(chunk.opens[row])
        after = first + int(chunk.tags[row])
        begin = int(chunk.start[first])
        end = int(chunk.start[after]) if after < len(chunk.start) else len(chunk.text)
        tokens = self._tokenizer.tokens(chunk.text[begin:end])
        if tokens is None or not len(tokens.cells) or (tokens.formula | tokens.member | tokens.inline).any():
            raise Irregular
        if tokens.odd.any() or len({*tokens.column.tolist()}) != len(tokens.column):
            raise Irregular
        return _shape(tokens, self._place)


def _taken(text: bytes) -> _Stripe:
    """A chunk's tags and rows. Raises Irregular when it does not begin with a row or a row has no plain number."""
    size = len(text)
    padded = text + b"\0" * (_LONGEST + 40)
    bytes_ = np.frombuffer(padded, np.uint8)
    words: NDArray[np.uint64] = np.ndarray((size + _LONGEST + 32,), "<u8", padded, 0, (1,))
    start = np.flatnonzero(bytes_[:size] == ord("<"))
    if not len(start) or start[0] != 0:
        raise Irregular
    opens = np.flatnonzero(bytes_[1:][start] == ord("r"))
    at = start[opens]
    if not len(opens) or opens[0] != 0 or (words[at] != _ROW_WORD).any():
        raise Irregular
    rows, digits = leading_numbers(words[at + len(_ROW)])
    if int(rows.min()) < 1 or int(rows.max()) > MAX_ROW or (digits != digit_counts(rows)).any():
        raise Irregular
    # A row given twice is put together by the tokenizer's readers.
    if (rows[1:] == rows[:-1]).any():
        raise Irregular
    number = words[at + digits] & ~LOW[8 - digits]
    return _Stripe(text, bytes_, words, start, opens, np.diff(opens, append=len(start)), rows, digits, number)


def _put(shape: _Shape, chunk: _Stripe, rows: Integers, found: WantedCells) -> Integers:
    """Reads the values of those rows that look like a shape, and gives the others. Raises Irregular where one of them
    is no number."""
    fits = chunk.tags[rows] == shape.tags
    mine = rows[fits]
    if not len(mine):
        return rows
    first, digits, own = chunk.opens[mine], chunk.digits[mine], chunk.number[mine]
    last = ~LOW[8 - digits]
    alike = np.ones(len(mine), bool)
    begins: list[Integers] = []
    ends: list[Integers] = []
    for stretch in shape.stretches:
        at = chunk.start[first + stretch.tag]
        if len(ends) < len(begins):
            ends.append(at)
        for step, literal in enumerate(stretch.literals):
            if step:
                at = at + digits
                alike &= (chunk.words[at - 8] & last) == own
            for offset, word, mask in literal.words:
                seen = chunk.words[offset:][at]
                alike &= (seen if mask is None else seen & mask) == word
            at = at + literal.length
        if stretch.column >= 0:
            begins.append(at)
        if not alike.any():
            return rows
    if not alike.all():
        mine, begins, ends = mine[alike], [each[alike] for each in begins], [each[alike] for each in ends]
    wanted = [each for each in shape.stretches if each.column >= 0]
    if wanted:
        begin, end = np.concatenate(begins), np.concatenate(ends)
        numbers, others = parse_numbers(chunk.text, chunk.bytes_, chunk.words, begin, end)
        if others or (begin == end).any():
            raise Irregular
        for stretch, column in zip(wanted, numbers.reshape(len(wanted), -1), strict=True):
            found.kind[stretch.column, mine] = stretch.kind
            found.style[stretch.column, mine] = stretch.style
            found.number[stretch.column, mine] = column
    fits[fits] = alike
    left: Integers = rows[~fits]
    return left


def _shape(tokens: Tokens, place: dict[int, int]) -> _Shape:
    """The shape of a chunk that is one row; ``place`` tells where the wanted columns go.

    Raises Irregular where a tag is odd.
    """
    number = b"%d" % int(tokens.rows[0])
    cell_of = {int(tag): cell for cell, tag in enumerate(tokens.cells.tolist())}
    stretches: list[_Stretch] = []
    first, literals, cell = 0, [b""], -1
    for at, (a, b) in enumerate(zip(tokens.start.tolist(), tokens.stop.tolist(), strict=True)):
        text = tokens.chunk[a : b + 1]
        told = _NUMBERED.fullmatch(text)
        cell = cell_of.get(at, cell)
        if told is not None:
            if told["number"] != number:
                raise Irregular
            literals[-1] += text[: told.start("number")]
            literals.append(text[told.end("number") :])
            continue
        if text not in _PLAIN:
            raise Irregular
        literals[-1] += text
        if text == b"<v>":
            column, kind = place.get(int(tokens.column[cell]), -1), int(tokens.type_[cell])
            if column >= 0 and kind not in (NUMBER, SHARED):
                raise Irregular
            stretches.append(_stretch(first, literals, column, kind, int(tokens.style[cell])))
            first, literals = at + 1, [b""]
    stretches.append(_stretch(first, literals, -1, 0, 0))
    if max(map(_most, stretches)) > _LONGEST:
        raise Irregular
    return _Shape(len(tokens.start), tuple(stretches))


def _stretch(tag: int, literals: list[bytes], column: int, kind: int, style: int) -> _Stretch:
    return _Stretch(tag, tuple(map(_literal, literals)), column, kind, style)


def _most(stretch: _Stretch) -> int:
    """How many bytes a stretch may take."""
    return sum(each.length for each in stretch.literals) + len(str(MAX_ROW)) * len(stretch.literals)


def _literal(text: bytes) -> _Literal:
    """A literal's words: the last may lie over the one before, so that of most all bits count."""
    if len(text) < 8:
        return _Literal(len(text), ((0, _word(text), LOW[len(text)]),))
    begins = [*range(0, len(text) - 8, 8), len(text) - 8]
    return _Literal(len(text), tuple((at, _word(text[at : at + 8]), None) for at in begins))


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text, "little"))
