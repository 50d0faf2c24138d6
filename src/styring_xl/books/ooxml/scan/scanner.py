"""The cells of a sheet's XML read into arrays, many at a time."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from styring_xl.books.ooxml.markup import attributes, irregular, text_of
from styring_xl.books.ooxml.scan.chunk import (
    BOOL,
    EMPTY,
    ERROR,
    ISO,
    NUMBER,
    SHARED,
    TEXT,
    TOO_MANY,
    Cells,
    FormulaCell,
    empty_cells,
    typed,
)
from styring_xl.books.ooxml.scan.digits import parse_numbers
from styring_xl.books.ooxml.scan.tokens import Tokenizer, Tokens
from styring_xl.model.arrays import Flags, Floats, Integers

_SHORTEST_HIDDEN: Final = len(b'<row r="1" hidden="1"')
_BLANK: Final = FormulaCell("", {})
_NUMERIC_TYPE: Final = np.isin(np.arange(8), (NUMBER, SHARED, BOOL))


def shared_codes(numbers: Floats) -> Integers:
    """The numbers of shared texts; one too large to be an index is told like one that is not in the table."""
    return np.where(np.abs(numbers) < TOO_MANY, numbers, -1).astype(np.int64)


class _Held:
    """What n cells of a chunk hold, filled in as they are read: see ``Cells``."""

    def __init__(self, n: int) -> None:
        self.kind = np.zeros(n, np.uint8)
        self.number = np.zeros(n)
        self.code = np.full(n, -1, np.int64)
        self.texts: list[str] = []

    def put_text(self, cells: int | Integers, text: str, kind: int = TEXT) -> None:
        """Says of a cell, or of several, that it holds a text."""
        self.kind[cells] = kind
        self.code[cells] = len(self.texts)
        self.texts.append(text)


class Scanner:
    """Scans the chunks of one sheet.

    ``prefix`` is the tag prefix with its colon; ``structure`` asks for formulas and hidden rows too, else only
    formulas without a result come; ``columns`` (a truth value by column number) limits what is read, cells of other
    columns come back as empty.
    """

    def __init__(self, prefix: bytes, structure: bool = True, columns: Flags | None = None) -> None:
        self.prefix = prefix
        self.structure = structure
        self.columns = columns
        self._tokenizer = Tokenizer(prefix)
        self._formula_tags: dict[bytes, dict[str, str]] = {}
        self._cell = re.compile(
            rb"<" + prefix + rb"(?P<name>v|f|t|rPh)(?P<rest>\s[^>]*?)?\s*"
            rb"(?:/>|>(?P<body>.*?)</" + prefix + rb"(?P=name)\s*>)",
            re.DOTALL,
        )

    def scan(self, chunk: bytes) -> Cells:
        """The cells of a chunk. Raises Irregular when it holds anything this scanner cannot account for."""
        found = self._tokenizer.tokens(chunk)
        return empty_cells() if found is None else self.cells(found)

    def cells(self, found: Tokens) -> Cells:
        """The cells of a chunk that has been taken apart."""
        inline, odd = found.inline, found.odd
        has_value = found.value | found.formula | found.member
        if self.columns is not None:
            chosen = self.columns[found.column]
            inline, odd, has_value = inline & chosen, odd & chosen, has_value & chosen
        held = _Held(len(found.cells))
        self._values(found, held, has_value, inline)
        formulas = self._formulas(found) if self.structure else self._bare(found, has_value & (held.kind == 0))
        formulas += self._odd_cells(found, held, odd)
        # A shared formula's master must be met before its members.
        formulas.sort(key=lambda each: each[0])
        hidden = self._hidden(found) if self.structure else []
        return Cells(
            found.row,
            found.column,
            found.style,
            held.kind,
            held.number,
            held.code,
            held.texts,
            formulas,
            found.rows,
            hidden,
        )

    def _values(self, found: Tokens, held: _Held, has_value: Flags, inline: Flags) -> None:
        """What stands in the cells whose value is where it is in nearly every cell."""
        chunk, start, stop, type_ = found.chunk, found.start, found.stop, found.type_
        holder = found.cells + 1 + found.formula * 2 + found.member + inline
        v_from = stop[np.minimum(holder, len(stop) - 1)] + 1
        v_to = start[np.minimum(holder + 1, len(start) - 1)]
        filled = (has_value | inline) & (v_to > v_from)

        numeric = np.flatnonzero(filled & ~inline & _NUMERIC_TYPE[type_])
        begin, end = v_from[numeric], v_to[numeric]
        parsed, bad = parse_numbers(chunk, found.bytes_, found.words, begin, end, found.words[begin])
        held.number[numeric] = parsed
        held.kind[numeric] = type_[numeric]
        for position, content in bad:
            cell = int(numeric[position])
            value = typed(content, int(type_[cell]))
            if isinstance(value, str):
                held.put_text(cell, value)
            elif value is None:
                held.kind[cell] = EMPTY
            else:
                held.number[cell] = value
        shared = held.kind == SHARED
        if shared.any():
            held.code[shared] = shared_codes(held.number[shared])
            held.number[shared] = 0.0

        textual = np.flatnonzero(filled & (inline | ~_NUMERIC_TYPE[type_]))
        if len(textual):
            seen: dict[bytes, int] = {}
            base = len(held.texts)
            spans = zip(v_from[textual].tolist(), v_to[textual].tolist(), strict=True)
            codes = [seen.setdefault(chunk[a:b], len(seen)) for a, b in spans]
            held.texts.extend(map(text_of, seen))
            held.code[textual] = np.array(codes, np.int64) + base
            held.kind[textual] = np.where(inline[textual], TEXT, type_[textual])
        empty_text = np.flatnonzero(~filled & (inline | (has_value & (type_ == TEXT))))
        if len(empty_text):
            held.put_text(empty_text, "")

    def _odd_cells(self, found: Tokens, held: _Held, odd: Flags) -> list[tuple[int, FormulaCell]]:
        """What stands in the cells that are written in an unusual way, read one by one; their formulas."""
        formulas: list[tuple[int, FormulaCell]] = []
        for cell in np.flatnonzero(odd).tolist():
            first, type_ = int(found.cells[cell]), int(found.type_[cell])
            body = found.chunk[int(found.stop[first]) + 1 : int(found.start[first + int(found.length[cell]) - 1])]
            value, formula = self._odd(body, type_)
            if formula is not None and (self.structure or value is None):
                formulas.append((cell, formula))
            if isinstance(value, str):
                held.put_text(cell, value, type_ if type_ in (ERROR, ISO) else TEXT)
            elif value is not None:
                held.kind[cell] = type_
                if type_ == SHARED:
                    held.code[cell] = int(value)
                else:
                    held.number[cell] = value
        return formulas

    def _bare(self, found: Tokens, empty: Flags) -> list[tuple[int, FormulaCell]]:
        """The cells whose formula has an empty result, without its text."""
        return [(cell, _BLANK) for cell in np.flatnonzero((found.formula | found.member) & empty).tolist()]

    def _hidden(self, found: Tokens) -> list[int]:
        starts, stops = found.start[found.at_rows], found.stop[found.at_rows]
        # In short tags there is no room for it, and the chunk need not be searched.
        if not len(starts) or int((stops - starts).max()) < _SHORTEST_HIDDEN or b"hidden" not in found.chunk:
            return []
        hidden: list[int] = []
        for number, a, b in zip(found.rows.tolist(), starts.tolist(), stops.tolist(), strict=True):
            tag = found.chunk[a:b]
            if b"hidden" in tag and attributes(tag).get("hidden") in ("1", "true"):
                hidden.append(number)
        return hidden

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
            if match["name"] != b"rPh" and b"<" in (match["body"] or b""):
                raise irregular()  # an element inside a value, a formula or a text, which is neither
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
