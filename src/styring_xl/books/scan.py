"""The cells of a sheet's XML as arrays: a vectorised scanner for the shapes every writer uses, expat for the rest.

The fast path proves each chunk regular before it believes it: every tag must be accounted for by a known pattern,
or the chunk goes to the exact path. Nothing is skipped or guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.digits import LOW, number_or_text, parse_numbers
from styring_xl.books.markup import attributes, irregular, is_content, text_of

EMPTY: Final = 0
NUMBER: Final = 1
SHARED: Final = 2
"""Text by its index among the shared strings."""
TEXT: Final = 3
BOOL: Final = 4
ERROR: Final = 5
ISO: Final = 6
"""A date written as text."""

_TYPES: Final = {"n": NUMBER, "s": SHARED, "str": TEXT, "inlineStr": TEXT, "b": BOOL, "e": ERROR, "d": ISO}

Ints = NDArray[np.int64]


class Irregular(Exception):
    """The chunk holds a shape the fast path does not know; nothing is wrong with it."""


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A formula as it stands: its text and the attributes of its element (shared group, array reference)."""

    text: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one chunk, one array element a cell, in the order of the file.

    ``number`` holds numbers and bools; ``code`` the shared string's index for SHARED, the index in ``texts`` for
    TEXT, ERROR and ISO, else -1.
    """

    row: Ints
    column: Ints
    style: Ints
    kind: NDArray[np.uint8]
    number: NDArray[np.float64]
    code: Ints
    texts: list[str]
    formulas: list[tuple[int, FormulaCell]]
    """(index of the cell, formula)"""
    rows: Ints
    """The numbers of all rows of the chunk, those without cells too."""
    hidden: list[int]


_BLANK: Final = FormulaCell("", {})


def empty_cells() -> Cells:
    """No cells at all."""
    none = np.zeros(0, np.int64)
    return Cells(none, none, none, np.zeros(0, np.uint8), np.zeros(0), none, [], [], none, [])


# Kinds of tags, as the scanner names them.
_OTHER, _C, _V, _F, _T, _IS, _ROW = range(7)
_CLOSE: Final = 8
_END: Final = 255
_C_, _V_, _F_, _T_, _IS_, _ROW_ = (kind + _CLOSE for kind in (_C, _V, _F, _T, _IS, _ROW))


def _lookup() -> NDArray[np.uint8]:
    table = np.zeros(65536, np.uint8)
    for letter, kind in (("c", _C), ("v", _V), ("f", _F), ("t", _T)):
        for after in " >/\t\r\n":
            table[ord(letter) | ord(after) << 8] = kind
    table[ord("i") | ord("s") << 8] = _IS
    table[ord("r") | ord("o") << 8] = _ROW
    return table


_LOOKUP: Final = _lookup()
_ATTRIBUTES: Final = re.compile(rb"""(?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*\s*/?""", re.ASCII)
_NAME: Final = re.compile(rb"""\s([A-Za-z_][\w.:-]*)\s*=\s*(?:"[^"]*"|'[^']*')""", re.ASCII)
_ZEROS: Final = np.uint64(0x3030303030303030)
_HIGH: Final = np.uint64(0xF0F0F0F0F0F0F0F0)
_SIXES: Final = np.uint64(0x0606060606060606)
_POWERS: Final = np.array([10, 100, 1000, 10**4, 10**5, 10**6], np.int64)


def _truth(size: int, *kinds: int) -> NDArray[np.bool_]:
    table = np.zeros(size, bool)
    table[list(kinds)] = True
    return table


_ENDS_BARE: Final = _truth(256, _C, _ROW_, _ROW, _END)
"""What may follow a cell that is written ``<c/>``."""
_NUMERIC_TYPE: Final = _truth(8, NUMBER, SHARED, BOOL)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A chunk taken apart: where its tags are, which of them are rows and cells, and what shape each cell has."""

    chunk: bytes
    bytes_: NDArray[np.uint8]
    words: NDArray[np.uint64]
    start: Ints
    """Where each tag starts (its ``<``) and ends (its ``>``)."""
    stop: Ints
    at_rows: Ints
    """The tags that open a row, the rows' numbers, and which rows are written ``<row/>``."""
    rows: Ints
    row_closed: NDArray[np.bool_]
    row_ends: Ints
    cells: Ints
    """The tags that open a cell, the number of tags each has, and what its attributes say."""
    length: Ints
    per_row: Ints
    column: Ints
    style: Ints
    type_: NDArray[np.uint8]
    special: NDArray[np.bool_]
    """Cells with attributes beyond address, style and type."""
    value: NDArray[np.bool_]
    formula: NDArray[np.bool_]
    member: NDArray[np.bool_]
    inline: NDArray[np.bool_]
    odd: NDArray[np.bool_]
    strict: bool
    """Whether the cells' start tags are proven to be XML."""

    @property
    def row(self) -> Ints:
        """The row number of each cell."""
        return np.repeat(self.rows, self.per_row)


class Scanner:
    """Scans the chunks of one sheet.

    ``prefix`` is the tag prefix with its colon; ``structure`` asks for formulas and hidden rows too; ``columns`` (a
    truth value by column number) limits what is read, cells of other columns come back as empty.
    """

    def __init__(self, prefix: bytes, structure: bool = True, columns: NDArray[np.bool_] | None = None) -> None:
        self.prefix = prefix
        self.structure = structure
        self.columns = columns
        self._tails: dict[bytes, tuple[int, int, bool, bool]] = {}
        self._row_tails: set[bytes] = set()
        self._formula_tags: dict[bytes, dict[str, str]] = {}
        self._cell = re.compile(
            rb"<" + prefix + rb"(?P<name>v|f|t|rPh)(?P<rest>\s[^>]*?)?\s*"
            rb"(?:/>|>(?P<body>.*?)</" + prefix + rb"(?P=name)\s*>)",
            re.DOTALL,
        )

    def tokens(self, chunk: bytes) -> Tokens | None:
        """Take a chunk apart that starts at a row and ends after one; None when there is no tag in it.

        Raises Irregular when it holds anything this scanner cannot account for.
        """
        size = len(chunk)
        padded = chunk + b"\0" * 40
        bytes_ = np.frombuffer(padded, np.uint8)
        words: NDArray[np.uint64] = np.ndarray((size + 32,), "<u8", padded, 0, (1,))
        pairs: NDArray[np.uint16] = np.ndarray((size + 32,), "<u2", padded, 0, (1,))
        width = len(self.prefix)

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
        kind = _LOOKUP[pairs[start + (1 + width) + closes]]
        kind += closes.view(np.uint8) * np.uint8(_CLOSE)
        for offset, byte in enumerate(self.prefix):
            if (bytes_[start + (1 + offset) + closes] != byte).any():
                raise Irregular
        kinds = np.concatenate((kind, np.full(8, _END, np.uint8)))

        at_rows = np.flatnonzero(kind == _ROW)
        cells = np.flatnonzero(kind == _C)
        row_ends = np.flatnonzero(kind == _ROW_)
        row_closed = bytes_[stop[at_rows] - 1] == 47
        rows = self._rows(chunk, words, start[at_rows], stop[at_rows], width)
        per_row = np.diff(np.searchsorted(cells, np.append(at_rows, len(kind))))
        if len(cells) and (not len(at_rows) or cells[0] < at_rows[0]):
            raise Irregular
        row = np.repeat(rows, per_row)

        # Which pattern each cell follows, told by the kinds of the tags after its own.
        one, two, three, four, five = (kinds[cells + step] for step in range(1, 6))
        gap = stop[cells]
        single = bytes_[gap - 1] == 47
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
        length = value * 3 + 1
        length[pair] = 2
        length[formula | inline] = 6
        length[member] = 5
        odd = ~(bare | pair | value | formula | member | inline)
        if odd.any():
            ends = np.flatnonzero(kind == _C_)
            which = np.searchsorted(ends, cells[odd])
            if (which >= len(ends)).any():
                raise Irregular
            length[odd] = ends[which] - cells[odd] + 1
        # Each tag belongs to a cell or is a row's; anything else is a shape this path does not know.
        if int(length.sum()) + len(at_rows) + len(row_ends) != len(kind):
            raise Irregular
        if len(row_ends) != len(at_rows) - int(np.count_nonzero(row_closed)):
            raise Irregular
        # Each row ends before the next begins, and its cells stand before its end.
        ends_of_rows = at_rows.copy()
        ends_of_rows[~row_closed] = row_ends
        if (ends_of_rows < at_rows).any() or (at_rows[1:] <= ends_of_rows[:-1]).any():
            raise Irregular
        if (np.repeat(ends_of_rows, per_row) < cells).any():
            raise Irregular
        # A tag that closes itself where a pattern expects a pair breaks the pattern, but for these.
        slashed = bytes_[stop[np.minimum(cells + 1, len(stop) - 1)] - 1] == 47
        if (slashed & (value | formula)).any() or (~slashed & member).any():
            raise Irregular
        third = bytes_[stop[np.minimum(cells + 2, len(stop) - 1)] - 1] == 47
        if (third & (member | inline)).any():
            raise Irregular
        if formula.any() and (bytes_[stop[cells[formula] + 3] - 1] == 47).any():
            raise Irregular

        column, tail, addressed = self._columns(bytes_, words, start[cells], row, width)
        style, type_, special, strict = self._styles(padded, words, tail, gap - single)
        return Tokens(
            chunk,
            bytes_,
            words,
            start,
            stop,
            at_rows,
            rows,
            row_closed,
            row_ends,
            cells,
            length,
            per_row,
            column,
            style,
            type_,
            special,
            value,
            formula,
            member,
            inline,
            odd,
            strict and addressed,
        )

    def is_content(self, found: Tokens) -> bool:
        """Whether a chunk is well-formed, as the content of an element: proven here for the shapes most writers use,
        else read through by expat."""
        return self._is_proven(found) or is_content(found.chunk)

    def _is_proven(self, found: Tokens) -> bool:
        # ``tokens`` has accounted for every tag and its place; what is left is how the tags are spelt, the characters
        # and the references.
        chunk, bytes_, start, stop = found.chunk, found.bytes_, found.start, found.stop
        size, width = len(chunk), len(self.prefix)
        if not found.strict or found.odd.any() or b"&" in chunk:
            return False
        if np.count_nonzero(bytes_[:size] < 32) != sum(map(chunk.count, (b"\n", b"\r", b"\t"))):
            return False
        if not chunk.isascii():
            try:
                chunk.decode()
            except UnicodeDecodeError:
                return False
            if b"\xef\xbf" in chunk:  # the two characters above all others, which XML does not have
                return False
        length = stop - start
        if found.formula.any() or found.member.any() or found.inline.any():
            # All tags but those of rows and cells are to be as short as can be, or short enough to look at.
            plain = self._plain_tags(found, length)
        else:
            values = found.cells[found.value]
            plain = bool(
                (length[values + 1] == 2 + width).all()
                and (length[values + 2] == 3 + width).all()
                and (length[values + 3] == 3 + width).all()
            )
            pairs = found.cells[(found.length == 2)]
            plain = plain and bool((length[pairs + 1] == 3 + width).all())
        return plain and self._are_rows(found, length)

    def _plain_tags(self, found: Tokens, length: Ints) -> bool:
        """Whether every tag inside the cells is ``<v>``, ``</v>`` and the like, or has attributes that are XML."""
        chunk, start, stop, width = found.chunk, found.start, found.stop, len(self.prefix)
        rest = np.ones(len(start), bool)
        rest[found.at_rows] = rest[found.row_ends] = rest[found.cells] = False
        tags = np.flatnonzero(rest)
        closes = found.bytes_[start[tags] + 1] == 47
        two = found.bytes_[start[tags] + 1 + width + closes] == 105  # <is>
        spelt = length[tags] == 2 + width + closes + two
        if (closes & ~spelt).any():
            return False
        # An element that closes itself stands only where a member of a shared formula is expected.
        if (found.bytes_[stop[found.cells[found.inline] + 1] - 1] == 47).any():
            return False
        spans = zip(start[tags[~spelt]].tolist(), stop[tags[~spelt]].tolist(), strict=True)
        return all(map(_are_attributes, {chunk[a + width + 2 : b] for a, b in spans}))

    def _are_rows(self, found: Tokens, length: Ints) -> bool:
        """Whether the start and end tags of rows are XML."""
        chunk, words, start, stop = found.chunk, found.words, found.start, found.stop
        width = len(self.prefix)
        ends = found.row_ends
        closing = int.from_bytes(b"row>", "little")
        if ((words[start[ends] + 2 + width] & LOW[4]) != np.uint64(closing)).any():
            return False
        opens = start[found.at_rows] + 4 + width
        if ((words[opens - 3] & LOW[3]) != np.uint64(int.from_bytes(b"row", "little"))).any():
            return False
        # The attributes after the number are few: they are looked up.
        head = opens + 4 + np.searchsorted(_POWERS, found.rows, side="right") + 1
        numbered = ((words[opens] & LOW[4]) == np.uint64(int.from_bytes(b' r="', "little"))) & (
            found.bytes_[head] == 34
        )
        begin = np.where(numbered, head + 1, opens)
        spans = zip(begin.tolist(), stop[found.at_rows].tolist(), numbered.tolist(), strict=True)
        tails = {(b' r="1"' if said else b"") + chunk[a:b] for a, b, said in spans}
        if not all(map(_are_attributes, tails - self._row_tails)):
            return False
        self._row_tails |= tails
        return True

    def scan(self, chunk: bytes) -> Cells:
        """The cells of a chunk. Raises Irregular when it holds anything this scanner cannot account for."""
        found = self.tokens(chunk)
        return empty_cells() if found is None else self.cells(found)

    def cells(self, found: Tokens) -> Cells:
        """The cells of a chunk that has been taken apart."""
        chunk = found.chunk
        start, stop, cells, type_ = found.start, found.stop, found.cells, found.type_
        inline, odd = found.inline, found.odd
        has_value = found.value | found.formula | found.member
        if self.columns is not None:
            chosen = self.columns[found.column]
            inline, odd, has_value = inline & chosen, odd & chosen, has_value & chosen
        count = len(cells)
        result_kind = np.zeros(count, np.uint8)
        number = np.zeros(count)
        code = np.full(count, -1, np.int64)
        texts: list[str] = []

        holder = cells + 1 + found.formula * 2 + found.member + inline
        v_from = stop[np.minimum(holder, len(stop) - 1)] + 1
        v_to = start[np.minimum(holder + 1, len(start) - 1)]
        filled = (has_value | inline) & (v_to > v_from)

        numeric = np.flatnonzero(filled & ~inline & _NUMERIC_TYPE[type_])
        parsed, bad = parse_numbers(chunk, found.bytes_, found.words, v_from[numeric], v_to[numeric])
        number[numeric] = parsed
        result_kind[numeric] = type_[numeric]
        for position, content in bad:
            cell = int(numeric[position])
            if type_[cell] != NUMBER:
                raise irregular()
            result_kind[cell] = TEXT
            code[cell] = len(texts)
            texts.append(content)
        shared = result_kind == SHARED
        if shared.any():
            code[shared] = number[shared].astype(np.int64)
            number[shared] = 0.0

        textual = np.flatnonzero(filled & (inline | ~_NUMERIC_TYPE[type_]))
        if len(textual):
            seen: dict[bytes, int] = {}
            base = len(texts)
            spans = zip(v_from[textual].tolist(), v_to[textual].tolist(), strict=True)
            codes = [seen.setdefault(chunk[a:b], len(seen)) for a, b in spans]
            texts.extend(map(text_of, seen))
            code[textual] = np.array(codes, np.int64) + base
            result_kind[textual] = np.where(inline[textual], TEXT, type_[textual])
        empty_text = np.flatnonzero(~filled & (inline | (has_value & (type_ == TEXT))))
        if len(empty_text):
            code[empty_text] = len(texts)
            texts.append("")
            result_kind[empty_text] = TEXT

        formulas = self._formulas(found) if self.structure else []
        for cell in np.flatnonzero(odd).tolist():
            first = int(cells[cell])
            body = chunk[int(stop[first]) + 1 : int(start[first + int(found.length[cell]) - 1])]
            held, formula = self._odd(body, int(type_[cell]))
            if formula is not None and self.structure:
                formulas.append((cell, formula))
            if isinstance(held, str):
                result_kind[cell] = int(type_[cell]) if type_[cell] in (ERROR, ISO) else TEXT
                code[cell] = len(texts)
                texts.append(held)
            elif held is not None:
                result_kind[cell] = type_[cell]
                if type_[cell] == SHARED:
                    code[cell] = int(held)
                else:
                    number[cell] = held
        # A shared formula's master must be met before its members.
        formulas.sort(key=lambda each: each[0])
        hidden = self._hidden(found) if self.structure else []
        row = found.row
        return Cells(row, found.column, found.style, result_kind, number, code, texts, formulas, found.rows, hidden)

    def _hidden(self, found: Tokens) -> list[int]:
        if b"hidden" not in found.chunk:
            return []
        hidden: list[int] = []
        starts, stops = found.start[found.at_rows].tolist(), found.stop[found.at_rows].tolist()
        for number, a, b in zip(found.rows.tolist(), starts, stops, strict=True):
            tag = found.chunk[a:b]
            if b"hidden" in tag and attributes(tag).get("hidden") in ("1", "true"):
                hidden.append(number)
        return hidden

    def _rows(self, chunk: bytes, words: NDArray[np.uint64], start: Ints, stop: Ints, width: int) -> Ints:
        """The numbers the rows say they have."""
        regular = (words[start + 1 + width] & LOW[7]) == np.uint64(int.from_bytes(b'row r="', "little"))
        digits = words[start + 8 + width]
        numbers = np.zeros(len(start), np.int64)
        more = regular
        for step in range(8):
            byte = (digits >> np.uint64(8 * step)).astype(np.uint8)
            is_digit = more & (byte >= 48) & (byte <= 57)
            if (more & ~is_digit & (byte != 34)).any():
                raise Irregular
            more = is_digit
            if not more.any():
                break
            numbers = np.where(is_digit, numbers * 10 + byte - 48, numbers)
        if more.any():
            raise Irregular
        for at in np.flatnonzero(~regular).tolist():
            found = attributes(chunk[start[at] : stop[at]]).get("r", "")
            if not found.isdigit():
                raise Irregular
            numbers[at] = int(found)
        if len(numbers) and (int(numbers.min()) < 1 or int(numbers.max()) > 1_048_576):
            raise Irregular
        return numbers

    def _columns(
        self, bytes_: NDArray[np.uint8], words: NDArray[np.uint64], start: Ints, row: Ints, width: int
    ) -> tuple[Ints, Ints, bool]:
        """Column numbers, where in the tag the attributes after ``r="A1"`` begin, and whether nothing but digits
        follows the letters."""
        head = words[start + 1 + width]
        expected = np.uint64(int.from_bytes(b'c r="', "little"))
        if ((head & LOW[5]) != expected).any():
            raise Irregular
        first, second, third = ((head >> np.uint64(8 * at)).astype(np.uint8).astype(np.int64) for at in (5, 6, 7))
        two = second >= 65
        three = two & (third >= 65)
        if (first < 65).any() or (np.maximum(np.maximum(first, second), third) > 90).any():
            raise Irregular
        column = first - 64
        column = np.where(two, column * 26 + second - 64, column)
        column = np.where(three, column * 26 + third - 64, column)
        letters_and_digits = 1 + two + three + np.searchsorted(_POWERS, row, side="right") + 1
        quote = start + 6 + width + letters_and_digits
        if (bytes_[quote] != 34).any() or (bytes_[quote - 1] > 57).any() or (column > 16384).any():
            raise Irregular
        low = LOW[8 - (letters_and_digits - 1 - two - three)]
        word = (words[quote - 8] & ~low) | (_ZEROS & low)
        digits = ((word & _HIGH) == _ZEROS) & (((word + _SIXES) & _HIGH) == _ZEROS)
        return column, quote + 1, bool(digits.all())

    def _styles(
        self, padded: bytes, words: NDArray[np.uint64], start: Ints, stop: Ints
    ) -> tuple[Ints, NDArray[np.uint8], NDArray[np.bool_], bool]:
        """Style index and kind of each cell, whether there is more to it than these, and whether all is XML.

        They come from the attributes after the address, of which there are few distinct ones: they are looked up.
        """
        length = stop - start
        if not len(length):
            return length, np.zeros(0, np.uint8), np.zeros(0, bool), True
        if int(length.max()) > 32 or int(length.min()) < 0:
            raise Irregular
        key = length.astype(np.uint64)
        parts = []
        for step in range(4):
            if step and int(length.max()) <= 8 * step:
                break
            part = words[start + 8 * step] & LOW[np.clip(length - 8 * step, 0, 8)]
            parts.append(part)
            key = (key ^ part) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
        distinct, sample = np.unique(key, return_index=True)
        which = np.searchsorted(distinct, key)
        for part in parts:
            if (part != part[sample][which]).any():
                raise Irregular
        styles = np.zeros(len(distinct), np.int64)
        kinds = np.zeros(len(distinct), np.uint8)
        special = np.zeros(len(distinct), bool)
        strict = True
        for at, cell in enumerate(sample.tolist()):
            styles[at], kinds[at], special[at], is_xml = self._tail(padded[start[cell] : stop[cell]])
            strict = strict and is_xml
        return styles[which], kinds[which], special[which], strict

    def _tail(self, tail: bytes) -> tuple[int, int, bool, bool]:
        found = self._tails.get(tail)
        if found is None:
            values = attributes(tail)
            style, kind = style_and_kind(values)
            is_xml = not tail.endswith(b"/") and _are_attributes(b' r="A1"' + tail)
            found = self._tails[tail] = style, kind, not values.keys() <= {"s", "t"}, is_xml
        return found

    def _formulas(self, tokens: Tokens) -> list[tuple[int, FormulaCell]]:
        chunk, start, stop, formula = tokens.chunk, tokens.start, tokens.stop, tokens.formula
        found: list[tuple[int, FormulaCell]] = []
        which = np.flatnonzero(formula | tokens.member)
        at = tokens.cells[which] + 1
        plain = len(self.prefix) + 3
        blanks: dict[bytes, FormulaCell] = {}
        for cell, a, b, has_text, end in zip(
            which.tolist(),
            start[at].tolist(),
            (stop[at] + 1).tolist(),
            formula[which].tolist(),
            start[at + 1].tolist(),
            strict=True,
        ):
            tag = chunk[a:b]
            values = _BLANK.attributes
            if b - a != plain:
                if tag not in self._formula_tags:
                    self._formula_tags[tag] = attributes(tag)
                values = self._formula_tags[tag]
            if has_text:
                found.append((cell, FormulaCell(text_of(chunk[b:end]), values)))
            else:
                if tag not in blanks:
                    blanks[tag] = FormulaCell("", values)
                found.append((cell, blanks[tag]))
        return found

    def _odd(self, body: bytes, kind: int) -> tuple[float | str | None, FormulaCell | None]:
        """The content of a cell with a shape of its own (rich text, an empty value, an extension)."""
        formula: FormulaCell | None = None
        value: str | None = None
        pieces: list[str] = []
        at = 0
        while match := self._cell.search(body, at):
            at = match.end()
            text = text_of(match["body"] or b"")
            if match["name"] == b"v":
                value = text
            elif match["name"] == b"f":
                formula = FormulaCell(text, attributes(match["rest"] or b""))
            elif match["name"] == b"t":  # not the phonetic reading above it
                pieces.append(text)
        if value is None and pieces:
            return "".join(pieces), formula
        return typed(value, kind), formula


def _are_attributes(rest: bytes) -> bool:
    """Whether what follows the name in a start tag is XML; False where that takes more than a look."""
    if _ATTRIBUTES.fullmatch(rest) is None:
        return False
    names = _NAME.findall(rest)
    return len(names) == len(set(names))


def style_and_kind(values: dict[str, str]) -> tuple[int, int]:
    """The style index and the kind of value a cell's attributes announce."""
    style = values.get("s", "0").strip()
    kind = _TYPES.get(values.get("t", "n"))
    if kind is None or not style.isdigit():
        raise irregular()
    return int(style), kind


def typed(value: str | None, kind: int) -> float | str | None:
    """The content of a cell by its kind; the index for a shared string."""
    if value is None:
        return None
    if kind in (TEXT, ERROR, ISO):
        return value if value or kind == TEXT else None
    if not value.strip():
        return None
    if kind == BOOL and value.strip() in ("true", "false"):
        return float(value.strip() == "true")
    result = number_or_text(value)
    if isinstance(result, str) and kind != NUMBER:
        raise irregular()
    return result
