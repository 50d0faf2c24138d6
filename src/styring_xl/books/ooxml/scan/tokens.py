"""A chunk of a sheet's XML taken apart: a vectorised tokenizer for the shapes every writer uses.

Every tag of a chunk must fit a known pattern; otherwise ``Irregular`` is raised, and expat reads the chunk (``exact``).
So nothing is skipped or guessed.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.books.ooxml.markup import attributes
from styring_xl.books.ooxml.scan.chunk import style_and_kind
from styring_xl.books.ooxml.scan.digits import LOW, digit_counts, leading_numbers
from styring_xl.books.ooxml.whole import whole
from styring_xl.cells.cell import MAX_ROW
from styring_xl.model.arrays import Flags, Integers


class Irregular(Exception):
    """The chunk holds a shape that this module does not know. It may be good XML all the same."""


# Kinds of tags, as the scanner names them.
_OTHER, _C, _V, _F, _T, _IS, _ROW = range(7)
_CLOSE: Final = 8
_END: Final = 255
_C_, _V_, _F_, _T_, _IS_, _ROW_ = (kind + _CLOSE for kind in (_C, _V, _F, _T, _IS, _ROW))


def _lookup() -> NDArray[np.uint8]:
    """The kind of a tag by the first two characters of its name; of the longer names the rest is still to be seen."""
    table = np.zeros(65536, np.uint8)
    for letter, kind in (("c", _C), ("v", _V), ("f", _F), ("t", _T)):
        for after in " >/\t\r\n":
            table[ord(letter) | ord(after) << 8] = kind
    table[ord("i") | ord("s") << 8] = _IS
    table[ord("r") | ord("o") << 8] = _ROW
    return table


_LOOKUP: Final = _lookup()
_ROW_NAME: Final = np.uint64(int.from_bytes(b"row", "little"))
_ZEROS: Final = np.uint64(0x3030303030303030)
_LOWS: Final = LOW[np.clip(np.arange(33) - 8 * np.arange(4)[:, None], 0, 8)]
"""Masks of the words of eight that a text of up to 32 bytes consists of, by word and length."""
_HIGH: Final = np.uint64(0xF0F0F0F0F0F0F0F0)
_SIXES: Final = np.uint64(0x0606060606060606)


def _truth(size: int, *kinds: int) -> Flags:
    table = np.zeros(size, bool)
    table[list(kinds)] = True
    return table


_ENDS_NAME: Final = _truth(256, *b" \t\r\n/>")
"""What may follow the name of an element."""
_ENDS_BARE: Final = _truth(256, _C, _ROW_, _ROW, _END)
"""What may follow a cell that is written ``<c/>``."""
_HOLDS_CELLS: Final = _truth(256, _C, _ROW, _ROW_)


class Tokens(Struct, frozen=True):
    """A chunk taken apart: where its tags are, which of them are rows and cells, and what shape each cell has."""

    chunk: bytes
    bytes_: NDArray[np.uint8]
    words: NDArray[np.uint64]
    start: Integers
    """Where each tag starts (its ``<``) and ends (its ``>``)."""
    stop: Integers
    at_rows: Integers
    """The tags that open a row, the rows' numbers, and which rows are written ``<row/>``."""
    rows: Integers
    row_closed: Flags
    row_ends: Integers
    cells: Integers
    """The tags that open a cell, the number of tags each has, and what its attributes say."""
    length: Integers
    per_row: Integers
    column: Integers
    style: Integers
    type_: NDArray[np.uint8]
    special: Flags
    """Cells with attributes beyond address, style and type."""
    value: Flags
    formula: Flags
    member: Flags
    inline: Flags
    odd: Flags
    tail: Integers
    """Where in the start tags of cells their addresses have ended."""
    tails: tuple[bytes, ...]
    """What stands there, each text once."""

    @property
    def row(self) -> Integers:
        """The row number of each cell."""
        return np.repeat(self.rows, self.per_row)

    @property
    def addressed(self) -> bool:
        """Whether the addresses are nothing but letters and digits."""
        low = LOW[8 - np.repeat(digit_counts(self.rows), self.per_row)]
        word = (self.words[self.tail - 9] & ~low) | (_ZEROS & low)
        digits = ((word & _HIGH) == _ZEROS) & (((word + _SIXES) & _HIGH) == _ZEROS)
        return bool(digits.all())


class _Tags(Struct, frozen=True):
    """A chunk's tags: where each starts and stops, and its kind; and the chunk as bytes and as words of eight."""

    padded: bytes
    bytes_: NDArray[np.uint8]
    words: NDArray[np.uint64]
    start: Integers
    stop: Integers
    kind: NDArray[np.uint8]


class _Shapes(Struct, frozen=True):
    """Which pattern each cell follows, and how many tags it has."""

    single: Flags
    """Cells written ``<c/>``."""
    value: Flags
    formula: Flags
    member: Flags
    inline: Flags
    odd: Flags
    length: Integers


class _KnownTails(Struct, frozen=True):
    """The tails met lately, by a key that is sorted: the words each consists of and what it says."""

    keys: NDArray[np.uint64]
    parts: list[NDArray[np.uint64]]
    styles: Integers
    kinds: NDArray[np.uint8]
    special: Flags
    tails: tuple[bytes, ...]


_NO_TAILS: Final = _KnownTails(
    np.zeros(0, np.uint64), [], np.zeros(0, np.int64), np.zeros(0, np.uint8), np.zeros(0, bool), ()
)


class Tokenizer:
    """Takes the chunks of one sheet apart; ``prefix`` is the tag prefix with its colon."""

    def __init__(self, prefix: bytes) -> None:
        self.prefix = prefix
        self._tails: dict[bytes, tuple[int, int, bool]] = {}
        self._known = _NO_TAILS

    def tokens(self, chunk: bytes) -> Tokens | None:
        """Take a chunk apart that starts at a row and ends after one; None when there is no tag in it.

        Raises Irregular when it holds anything this scanner cannot account for.
        """
        tags = self._tags(chunk)
        if tags is None:
            return None
        kind, start, stop = tags.kind, tags.start, tags.stop
        width = len(self.prefix)
        at_rows = np.flatnonzero(kind == _ROW)
        cells = np.flatnonzero(kind == _C)
        row_ends = np.flatnonzero(kind == _ROW_)
        if not (
            _are_called_row(tags.words, start[at_rows] + (1 + width))
            and _are_called_row(tags.words, start[row_ends] + (2 + width))
        ):
            raise Irregular
        row_closed = tags.bytes_[stop[at_rows] - 1] == 47
        rows = self._rows(chunk, tags.words, start[at_rows], stop[at_rows], width)
        per_row = np.diff(np.searchsorted(cells, np.append(at_rows, len(kind))))
        if len(cells) and (not len(at_rows) or cells[0] < at_rows[0]):
            raise Irregular
        shapes = self._shapes(tags, cells)
        # Each tag belongs to a cell or is a row's; anything else is a shape this path does not know.
        if int(shapes.length.sum()) + len(at_rows) + len(row_ends) != len(kind):
            raise Irregular
        _check_rows(at_rows, row_ends, row_closed, cells, per_row)
        _check_slashes(tags, cells, shapes)
        column, tail = self._columns(
            tags.bytes_, tags.words, start[cells], np.repeat(digit_counts(rows), per_row), width
        )
        style, type_, special, tails = self._styles(tags.padded, tags.words, tail, stop[cells] - shapes.single)
        return Tokens(
            chunk=chunk,
            bytes_=tags.bytes_,
            words=tags.words,
            start=start,
            stop=stop,
            at_rows=at_rows,
            rows=rows,
            row_closed=row_closed,
            row_ends=row_ends,
            cells=cells,
            length=shapes.length,
            per_row=per_row,
            column=column,
            style=style,
            type_=type_,
            special=special,
            value=shapes.value,
            formula=shapes.formula,
            member=shapes.member,
            inline=shapes.inline,
            odd=shapes.odd,
            tail=tail,
            tails=tails,
        )

    def _tags(self, chunk: bytes) -> _Tags | None:
        """Where a chunk's tags are and what kinds they are of; None when there is none."""
        size = len(chunk)
        padded = chunk + b"\0" * 40
        bytes_ = np.frombuffer(padded, np.uint8)
        words: NDArray[np.uint64] = np.ndarray((size + 32,), "<u8", padded, 0, (1,))
        pairs: NDArray[np.uint16] = np.ndarray((size + 32,), "<u2", padded, 0, (1,))
        start = np.flatnonzero(bytes_[:size] == 60)
        stop = np.flatnonzero(bytes_[:size] == 62)
        if len(start) != len(stop) or (stop < start).any() or (stop[:-1] > start[1:]).any():
            raise Irregular
        if not len(start):
            return None
        head = bytes_[start + 1]
        if ((head == 33) | (head == 63)).any():  # a comment, CDATA or an instruction
            raise Irregular
        closes = head == 47
        kind = _LOOKUP[pairs[start + (1 + len(self.prefix)) + closes]]
        kind += closes.view(np.uint8) * np.uint8(_CLOSE)
        for offset, byte in enumerate(self.prefix):
            if (bytes_[start + (1 + offset) + closes] != byte).any():
                raise Irregular
        return _Tags(padded=padded, bytes_=bytes_, words=words, start=start, stop=stop, kind=kind)

    def _shapes(self, tags: _Tags, cells: Integers) -> _Shapes:
        """Which pattern each cell follows, told by the kinds of the tags after its own."""
        kind, bytes_, start = tags.kind, tags.bytes_, tags.start
        kinds = np.concatenate((kind, np.full(8, _END, np.uint8)))
        one, two, three, four, five = (kinds[cells + step] for step in range(1, 6))
        single = bytes_[tags.stop[cells] - 1] == 47
        open_ = ~single
        bare = single & _ENDS_BARE[one]
        pair = open_ & (one == _C_)
        value = open_ & (one == _V) & (two == _V_) & (three == _C_)
        with_formula = open_ & (one == _F)
        if with_formula.any():
            formula = with_formula & (two == _F_) & (three == _V) & (four == _V_) & (five == _C_)
            member = with_formula & (two == _V) & (three == _V_) & (four == _C_)
        else:
            formula = member = with_formula
        inline = open_ & (one == _IS) & (two == _T) & (three == _T_) & (four == _IS_) & (five == _C_)
        if inline.any():
            width = len(self.prefix)
            after_open, after_close = start[cells[inline] + 1] + (3 + width), start[cells[inline] + 4] + (4 + width)
            if not (_ENDS_NAME[bytes_[after_open]] & _ENDS_NAME[bytes_[after_close]]).all():
                raise Irregular
        length = value * 3 + 1
        length[pair] = 2
        length[formula | inline] = 6
        length[member] = 5
        odd = ~(bare | pair | value | formula | member | inline)
        if odd.any():
            length[odd] = _odd_lengths(kind, cells[odd])
        return _Shapes(
            single=single, value=value, formula=formula, member=member, inline=inline, odd=odd, length=length
        )

    def _rows(self, chunk: bytes, words: NDArray[np.uint64], start: Integers, stop: Integers, width: int) -> Integers:
        """The numbers the rows say they have."""
        regular = (words[start + 1 + width] & LOW[7]) == np.uint64(int.from_bytes(b'row r="', "little"))
        digits = words[start + 8 + width]
        numbers, counts = leading_numbers(digits)
        # Up to seven digits and then the quote.
        after = (digits >> (np.minimum(counts, 7) * 8).astype(np.uint64)).astype(np.uint8)
        if (regular & ((counts == 8) | (after != 34))).any():
            raise Irregular
        for at in np.flatnonzero(~regular).tolist():
            found = whole(attributes(chunk[start[at] : stop[at]]).get("r"), MAX_ROW)
            if found is None:
                raise Irregular
            numbers[at] = found
        if len(numbers) and (int(numbers.min()) < 1 or int(numbers.max()) > MAX_ROW):
            raise Irregular
        return numbers

    def _columns(
        self, bytes_: NDArray[np.uint8], words: NDArray[np.uint64], start: Integers, digits_of_row: Integers, width: int
    ) -> tuple[Integers, Integers]:
        """Column numbers, and where in the tag the attributes after ``r="A1"`` begin. ``digits_of_row``: how many
        digits the number of each cell's row has."""
        head = words[start + 1 + width]
        expected = np.uint64(int.from_bytes(b'c r="', "little"))
        if ((head & LOW[5]) != expected).any():
            raise Irregular
        letters = head.view(np.uint8).reshape(-1, 8)
        first, second, third = letters[:, 5], letters[:, 6], letters[:, 7]
        two = second >= 65
        three = two & (third >= 65)
        if (first < 65).any() or (np.maximum(np.maximum(first, second), third) > 90).any():
            raise Irregular
        column = first.astype(np.int64) - 64
        quote = start + digits_of_row
        quote += 7 + width
        if two.any():
            column[two] = column[two] * 26 + second[two] - 64
            column[three] = column[three] * 26 + third[three] - 64
            quote += two
            quote += three
        if (bytes_[quote] != 34).any() or (bytes_[quote - 1] > 57).any() or (column > 16384).any():
            raise Irregular
        return column, quote + 1

    def _styles(
        self, padded: bytes, words: NDArray[np.uint64], start: Integers, stop: Integers
    ) -> tuple[Integers, NDArray[np.uint8], Flags, tuple[bytes, ...]]:
        """Style index and kind of each cell, whether there is more to it than these, and where they come from.

        They come from the attributes after the address, of which there are few distinct ones: they are looked up.
        """
        length = stop - start
        if not len(length):
            return length, np.zeros(0, np.uint8), np.zeros(0, bool), ()
        if int(length.max()) > 32 or int(length.min()) < 0:
            raise Irregular
        key = length.astype(np.uint64)
        parts = []
        for step in range(4):
            if step and int(length.max()) <= 8 * step:
                break
            part = words[start + 8 * step] & _LOWS[step][length]
            parts.append(part)
            key = (key ^ part) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
        known = self._known
        which = np.searchsorted(known.keys, key)
        if len(parts) != len(known.parts) or (known.keys[np.minimum(which, len(known.keys) - 1)] != key).any():
            known = self._known = self._known_with(padded, start, length, key, parts)
            which = np.searchsorted(known.keys, key)
        for at, part in enumerate(parts):
            if (part != known.parts[at][which]).any():
                raise Irregular
        return known.styles[which], known.kinds[which], known.special[which], known.tails

    def _known_with(
        self, padded: bytes, start: Integers, length: Integers, key: NDArray[np.uint64], parts: list[NDArray[np.uint64]]
    ) -> _KnownTails:
        """What is known of a chunk's tails, found from the first cell that has each."""
        keys, sample = np.unique(key, return_index=True)
        tails = tuple(
            padded[at : at + size] for at, size in zip(start[sample].tolist(), length[sample].tolist(), strict=True)
        )
        told = [self._tail(tail) for tail in tails]
        return _KnownTails(
            keys,
            [part[sample] for part in parts],
            np.array([each[0] for each in told], np.int64),
            np.array([each[1] for each in told], np.uint8),
            np.array([each[2] for each in told], bool),
            tails,
        )

    def _tail(self, tail: bytes) -> tuple[int, int, bool]:
        found = self._tails.get(tail)
        if found is None:
            values = attributes(tail)
            found = self._tails[tail] = *style_and_kind(values), not values.keys() <= {"s", "t"}
        return found


def _are_called_row(words: NDArray[np.uint64], at: Integers) -> bool:
    """Whether the names that begin at these places are ``row`` and go no further."""
    word = words[at]
    return bool(((word & LOW[3]) == _ROW_NAME).all() and _ENDS_NAME[(word >> np.uint64(24)).astype(np.uint8)].all())


def _odd_lengths(kind: NDArray[np.uint8], cells: Integers) -> Integers:
    """How many tags cells of no known pattern have; they may hold anything but rows and other cells."""
    ends = np.flatnonzero(kind == _C_)
    which = np.searchsorted(ends, cells)
    if (which >= len(ends)).any():
        raise Irregular
    outer = np.cumsum(_HOLDS_CELLS[kind])
    if (outer[ends[which]] > outer[cells]).any():
        raise Irregular
    length: Integers = ends[which] - cells + 1
    return length


def _check_rows(at_rows: Integers, row_ends: Integers, row_closed: Flags, cells: Integers, per_row: Integers) -> None:
    """Each row ends before the next begins, and its cells stand before its end. Raises Irregular."""
    if len(row_ends) != len(at_rows) - int(np.count_nonzero(row_closed)):
        raise Irregular
    ends = at_rows.copy()
    ends[~row_closed] = row_ends
    if (ends < at_rows).any() or (at_rows[1:] <= ends[:-1]).any():
        raise Irregular
    if (np.repeat(ends, per_row) < cells).any():
        raise Irregular


def _check_slashes(tags: _Tags, cells: Integers, shapes: _Shapes) -> None:
    """A tag that closes itself where a pattern expects a pair breaks the pattern, but for some. Raises Irregular."""
    bytes_, stop, last = tags.bytes_, tags.stop, len(tags.stop) - 1
    slashed = bytes_[stop[np.minimum(cells + 1, last)] - 1] == 47
    if (slashed & (shapes.value | shapes.formula)).any() or (~slashed & shapes.member).any():
        raise Irregular
    third = bytes_[stop[np.minimum(cells + 2, last)] - 1] == 47
    if (third & (shapes.member | shapes.inline)).any():
        raise Irregular
    formula = shapes.formula
    if formula.any() and (bytes_[stop[cells[formula] + 3] - 1] == 47).any():
        raise Irregular
