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

from styring_xl.books.markup import attributes, irregular, text_of

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
_POWERS: Final = np.array([10, 100, 1000, 10**4, 10**5, 10**6], np.int64)
_ONES: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_NUMERIC: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def _masks() -> NDArray[np.uint64]:
    """The lowest n bytes set, for n from 0 to 8."""
    return np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)


_LOW: Final = _masks()
_TENS: Final = np.array([float(10**power) for power in range(19)])


def number_or_text(text: str) -> float | str:
    """A cell's number; what is no number stays text, so it is never lost."""
    bare = text.strip()
    return float(bare) if _NUMERIC.fullmatch(bare) else text


class Scanner:
    """Scans the chunks of one sheet. ``prefix`` is the tag prefix with its colon; formulas are read when asked for."""

    def __init__(self, prefix: bytes, formulas: bool = True) -> None:
        self.prefix = prefix
        self.formulas = formulas
        self._tails: dict[bytes, tuple[int, int]] = {}
        self._formula_tags: dict[bytes, dict[str, str]] = {}
        self._cell = re.compile(
            rb"<" + prefix + rb"(?P<name>v|f|t|rPh)(?P<rest>\s[^>]*?)?\s*"
            rb"(?:/>|>(?P<body>.*?)</" + prefix + rb"(?P=name)\s*>)",
            re.DOTALL,
        )

    def scan(self, chunk: bytes) -> Cells:
        """The cells of a chunk that starts at a row and ends after one. Raises Irregular when it cannot be sure."""
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
            return empty_cells()
        closes = bytes_[start + 1] == 47
        name = start + 1 + closes + width
        kind = _LOOKUP[pairs[name]] + np.where(closes, _CLOSE, 0).astype(np.uint8)
        if width:
            for offset, byte in enumerate(self.prefix):
                if (bytes_[start + 1 + closes + offset] != byte).any():
                    raise Irregular
        kinds = np.concatenate((kind, np.full(8, _END, np.uint8)))

        at_rows = np.flatnonzero(kind == _ROW)
        cells = np.flatnonzero(kind == _C)
        rows, hidden, row_closed = self._rows(chunk, bytes_, words, start[at_rows], stop[at_rows], width)
        per_row = np.searchsorted(cells, np.append(at_rows[1:], len(kind))) - np.searchsorted(cells, at_rows)
        if len(cells) and (not len(at_rows) or cells[0] < at_rows[0]):
            raise Irregular
        row = np.repeat(rows, per_row)

        # Where the patterns are.
        after = [kinds[cells + step] for step in range(1, 7)]
        gap = stop[cells]
        single = bytes_[gap - 1] == 47
        bare = single & np.isin(after[0], (_C, _ROW_, _ROW, _END))
        pair = ~single & (after[0] == _C_)
        value = ~single & (after[0] == _V) & (after[1] == _V_) & (after[2] == _C_)
        formula = (
            ~single & (after[0] == _F) & (after[1] == _F_) & (after[2] == _V) & (after[3] == _V_) & (after[4] == _C_)
        )
        member = ~single & (after[0] == _F) & (after[1] == _V) & (after[2] == _V_) & (after[3] == _C_)
        inline = (
            ~single & (after[0] == _IS) & (after[1] == _T) & (after[2] == _T_) & (after[3] == _IS_) & (after[4] == _C_)
        )
        length = np.ones(len(cells), np.int64)
        length[pair] = 2
        length[value] = 4
        length[formula] = 6
        length[member] = 5
        length[inline] = 6
        odd = ~(bare | pair | value | formula | member | inline)
        if odd.any():
            ends = np.flatnonzero(kind == _C_)
            which = np.searchsorted(ends, cells[odd])
            if (which >= len(ends)).any():
                raise Irregular
            length[odd] = ends[which] - cells[odd] + 1
        # Each tag belongs to a cell or is a row's; anything else is a shape this path does not know.
        if int(length.sum()) + len(at_rows) + int(np.count_nonzero(kind == _ROW_)) != len(kind):
            raise Irregular
        if int(np.count_nonzero(kind == _ROW_)) != len(at_rows) - int(np.count_nonzero(row_closed)):
            raise Irregular
        # A self-closed tag where a pattern expects an open one (and the other way round) breaks the pairing above,
        # except for these two.
        holder = cells + np.where(formula, 2, np.where(member, 1, 0)) + 1
        has_value = value | formula | member
        if (bytes_[stop[holder[has_value]] - 1] == 47).any():
            raise Irregular
        if (bytes_[stop[cells[member] + 1] - 1] != 47).any() or (bytes_[stop[cells[formula] + 1] - 1] == 47).any():
            raise Irregular
        if (bytes_[stop[cells[inline] + 2] - 1] == 47).any():
            raise Irregular

        column, tail = self._columns(bytes_, words, start[cells], row, width)
        style, type_ = self._styles(padded, words, tail, gap - single)

        count = len(cells)
        result_kind = np.zeros(count, np.uint8)
        number = np.zeros(count)
        code = np.full(count, -1, np.int64)
        texts: list[str] = []
        formulas: list[tuple[int, FormulaCell]] = []

        v_from = np.zeros(count, np.int64)
        v_to = np.zeros(count, np.int64)
        v_from[has_value] = stop[holder[has_value]] + 1
        v_to[has_value] = start[holder[has_value] + 1]
        v_from[inline] = stop[cells[inline] + 2] + 1
        v_to[inline] = start[cells[inline] + 3]
        filled = has_value & (v_to > v_from)

        numeric = np.flatnonzero(filled & np.isin(type_, (NUMBER, SHARED, BOOL)))
        parsed, bad = parse_numbers(chunk, bytes_, words, v_from[numeric], v_to[numeric])
        number[numeric] = parsed
        result_kind[numeric] = type_[numeric]
        for position, content in bad:
            cell = int(numeric[position])
            if type_[cell] != NUMBER:
                raise irregular()
            result_kind[cell] = TEXT
            code[cell] = len(texts)
            texts.append(content)
        shared = np.flatnonzero(result_kind == SHARED)
        code[shared] = number[shared].astype(np.int64)
        number[shared] = 0.0

        textual = np.flatnonzero((filled & np.isin(type_, (TEXT, ERROR, ISO))) | (inline & (v_to > v_from)))
        if len(textual):
            spans = zip(v_from[textual].tolist(), v_to[textual].tolist(), strict=True)
            seen: dict[bytes, int] = {}
            base = len(texts)
            codes = [seen.setdefault(chunk[a:b], len(seen)) for a, b in spans]
            texts.extend(map(text_of, seen))
            code[textual] = np.array(codes, np.int64) + base
            result_kind[textual] = np.where(inline[textual], TEXT, type_[textual])
        empty_text = np.flatnonzero((has_value & ~filled & (type_ == TEXT)) | (inline & (v_to == v_from)))
        if len(empty_text):
            code[empty_text] = len(texts)
            texts.append("")
            result_kind[empty_text] = TEXT

        if self.formulas:
            formulas = self._formulas(chunk, cells, start, stop, formula, member)
        for cell in np.flatnonzero(odd).tolist():
            first = int(cells[cell])
            body = chunk[int(stop[first]) + 1 : int(start[first + int(length[cell]) - 1])]
            held, found = self._odd(body, int(type_[cell]))
            if found is not None and self.formulas:
                formulas.append((cell, found))
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
        return Cells(row, column, style, result_kind, number, code, texts, formulas, rows, hidden)

    def _rows(
        self,
        chunk: bytes,
        bytes_: NDArray[np.uint8],
        words: NDArray[np.uint64],
        start: Ints,
        stop: Ints,
        width: int,
    ) -> tuple[Ints, list[int], NDArray[np.bool_]]:
        closed = bytes_[stop - 1] == 47
        head = words[start + 1 + width]
        expected = np.uint64(int.from_bytes(b'row r="', "little"))
        digits = words[start + 8 + width]
        numbers = np.zeros(len(start), np.int64)
        open_ = (head & _LOW[7]) == expected
        for step in range(8):
            byte = (digits >> np.uint64(8 * step)).astype(np.uint8)
            is_digit = open_ & (byte >= 48) & (byte <= 57)
            numbers[is_digit] = numbers[is_digit] * 10 + (byte[is_digit].astype(np.int64) - 48)
            if (open_ & ~is_digit & (byte != 34)).any():
                raise Irregular
            open_ = is_digit
        if open_.any():
            raise Irregular
        slow = np.flatnonzero((head & _LOW[7]) != expected)
        for at in slow.tolist():
            found = attributes(chunk[start[at] : stop[at]]).get("r", "")
            if not found.isdigit():
                raise Irregular
            numbers[at] = int(found)
        if len(numbers) and (int(numbers.min()) < 1 or int(numbers.max()) > 1_048_576):
            raise Irregular
        hidden: list[int] = []
        if b"hidden" in chunk:
            for number, a, b in zip(numbers.tolist(), start.tolist(), stop.tolist(), strict=True):
                tag = chunk[a:b]
                if b"hidden" in tag and attributes(tag).get("hidden") in ("1", "true"):
                    hidden.append(number)
        return numbers, hidden, closed

    def _columns(
        self, bytes_: NDArray[np.uint8], words: NDArray[np.uint64], start: Ints, row: Ints, width: int
    ) -> tuple[Ints, Ints]:
        """Column numbers, and where in the tag the attributes after ``r="A1"`` begin."""
        head = words[start + 1 + width]
        expected = np.uint64(int.from_bytes(b'c r="', "little"))
        if ((head & _LOW[5]) != expected).any():
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
        return column, quote + 1

    def _styles(
        self, padded: bytes, words: NDArray[np.uint64], start: Ints, stop: Ints
    ) -> tuple[Ints, NDArray[np.uint8]]:
        """Style index and kind of each cell, from the attributes after the address; few distinct, so looked up."""
        length = stop - start
        if not len(length):
            return length, np.zeros(0, np.uint8)
        if int(length.max()) > 32 or int(length.min()) < 0:
            raise Irregular
        key = length.astype(np.uint64)
        parts = []
        for step in range(4):
            if step and int(length.max()) <= 8 * step:
                break
            part = words[start + 8 * step] & _LOW[np.clip(length - 8 * step, 0, 8)]
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
        for at, cell in enumerate(sample.tolist()):
            styles[at], kinds[at] = self._tail(padded[start[cell] : stop[cell]])
        return styles[which], kinds[which]

    def _tail(self, tail: bytes) -> tuple[int, int]:
        found = self._tails.get(tail)
        if found is None:
            found = self._tails[tail] = style_and_kind(attributes(tail))
        return found

    def _formulas(
        self,
        chunk: bytes,
        cells: Ints,
        start: Ints,
        stop: Ints,
        formula: NDArray[np.bool_],
        member: NDArray[np.bool_],
    ) -> list[tuple[int, FormulaCell]]:
        found: list[tuple[int, FormulaCell]] = []
        which = np.flatnonzero(formula | member)
        at = cells[which] + 1
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


def parse_numbers(
    chunk: bytes, bytes_: NDArray[np.uint8], words: NDArray[np.uint64], start: Ints, stop: Ints
) -> tuple[NDArray[np.float64], list[tuple[int, str]]]:
    """The numbers between positions, correctly rounded, and (index, text) of those that are none."""
    length = stop - start
    result = np.zeros(len(start))
    # Up to eight digits: one word, parsed in place.
    short = np.clip(length, 0, 8)
    zeros = np.uint64(0x3030303030303030)
    keep = _ONES ^ _LOW[8 - short]
    word = (words[stop - 8] & keep) | (zeros & ~keep)
    high = np.uint64(0xF0F0F0F0F0F0F0F0)
    digits = ((word & high) == zeros) & (((word + np.uint64(0x0606060606060606)) & high) == zeros) & (length <= 8)
    value = word - zeros
    value = value * np.uint64(10) + (value >> np.uint64(8))
    pair = np.uint64(0x000000FF000000FF)
    value = (
        (value & pair) * np.uint64(0x000F424000000064)
        + ((value >> np.uint64(16)) & pair) * np.uint64(0x0000271000000001)
    ) >> np.uint64(32)
    result[digits] = value[digits].astype(np.float64)
    rest = np.flatnonzero(~digits)
    if not len(rest):
        return result, []
    # Plain decimals of at most fifteen digits: exact integer divided by an exact power of ten.
    begin, many = start[rest], length[rest]
    longest = int(min(many.max(), 17))
    mantissa = np.zeros(len(rest), np.int64)
    seen = np.zeros(len(rest), np.int64)
    decimals = np.zeros(len(rest), np.int64)
    dotted = np.zeros(len(rest), bool)
    negative = bytes_[begin] == 45
    good = many <= 17
    for step in range(longest):
        byte = bytes_[begin + step].astype(np.int64)
        inside = step < many
        digit = (byte >= 48) & (byte <= 57) & inside
        dot = (byte == 46) & inside & ~dotted
        good &= ~inside | digit | dot | (negative & (step == 0))
        mantissa = np.where(digit, mantissa * 10 + (byte - 48), mantissa)
        seen += digit
        decimals += digit & dotted
        dotted |= dot
    good &= (seen > 0) & (seen <= 15) & ~(dotted & (decimals == 0))
    values = mantissa / _TENS[decimals]
    result[rest] = np.where(negative, -values, values)
    bad: list[tuple[int, str]] = []
    for at in rest[~good].tolist():
        text = text_of(chunk[start[at] : stop[at]])
        number = number_or_text(text)
        if isinstance(number, str):
            if text.strip() in ("true", "false"):
                result[at] = float(text.strip() == "true")
            else:
                bad.append((at, number))
        else:
            result[at] = number
    return result, bad
