"""One sheet's XML taken apart: its parts in order, its rows and cells by position."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.books.ooxml.markup import (
    IN_TAG,
    Node,
    attributes,
    check,
    check_prolog,
    children,
    irregular,
    root,
    within,
)
from styring_xl.books.ooxml.scan.chunk import Cells
from styring_xl.books.ooxml.scan.proof import Proof
from styring_xl.books.ooxml.scan.scanner import Scanner
from styring_xl.books.ooxml.scan.tokens import Irregular, Tokenizer, Tokens
from styring_xl.books.ooxml.whole import needed, whole, whole_or
from styring_xl.books.ooxml.workbookxml import is_true
from styring_xl.cells.cell import MAX_COLUMN, MAX_ROW, column_number
from styring_xl.cells.formula import parse_range
from styring_xl.cells.grid import Ref
from styring_xl.model.arrays import Flags

# The order the schema demands of a worksheet's children.
ORDER: Final = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_CHUNK: Final = 1 << 19
ADDRESS: Final = re.compile(rb"""(?<=\s)r\s*=\s*["']\s*([A-Za-z]{1,3})[0-9]+\s*["']""")
NUMBER: Final = re.compile(rb"""(?<=\s)r\s*=\s*["']\s*([0-9]+)\s*["']""")
SAYS_WHERE: Final = re.compile(rb"(?<=\s)r\s*=")
STYLE: Final = re.compile(rb"""(?<=\s)s\s*=\s*["']\s*([0-9]+)\s*["']""")


class Row(Struct, frozen=True):
    """A row element by its positions; ``explicit`` when it says its own number."""

    number: int
    start: int
    inside: int
    close: int
    end: int
    explicit: bool


def _stretch(found: Tokens, at: int, end: int) -> Stretch:
    start, stop, row_closed = found.start + at, found.stop + (at + 1), found.row_closed
    inside = stop[found.at_rows]
    close, row_end = inside.copy(), inside.copy()
    close[~row_closed], row_end[~row_closed] = start[found.row_ends], stop[found.row_ends]
    row, column = found.row, found.column
    narrow = np.int32
    return Stretch(
        at,
        end,
        found.rows.astype(narrow),
        start[found.at_rows].astype(narrow),
        inside.astype(narrow),
        close.astype(narrow),
        row_end.astype(narrow),
        np.append(0, np.cumsum(found.per_row)).astype(narrow),
        column.astype(narrow),
        start[found.cells].astype(narrow),
        stop[found.cells + found.length - 1].astype(narrow),
        found.style.astype(narrow),
        found.special | found.formula | found.member | found.odd,
        not bool(((row[1:] == row[:-1]) & (column[1:] <= column[:-1])).any()),
    )


@lru_cache(maxsize=20_000)
def _column_of(letters: bytes) -> int:
    return column_number(letters.decode())


class Stretch(Struct, frozen=True):
    """Some rows of a sheet, one after the other, and their cells by position, one array element a row or a cell."""

    start: int
    end: int
    rows: NDArray[np.int32]
    """The numbers of the rows, and where they and their content start and end."""
    row_start: NDArray[np.int32]
    row_inside: NDArray[np.int32]
    row_close: NDArray[np.int32]
    row_end: NDArray[np.int32]
    first: NDArray[np.int32]
    """Where each row's cells begin among the cells, and (one more) where the last one's end."""
    column: NDArray[np.int32]
    cell_start: NDArray[np.int32]
    cell_end: NDArray[np.int32]
    style: NDArray[np.int32]
    special: Flags
    """Cells that are more than a plain value, its style and its type."""
    in_order: bool


class SheetParts:
    """A worksheet part that is known to be well-formed, by its elements: those of the sheet, and its rows and cells."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        check_prolog(data)
        self.prefix = root(data).prefix
        # Inside comments and CDATA a tag is no tag; then every element is found by the tokenizer instead.
        # A single character is found many times faster than two.
        declared = max(data.find(b"?>", 0, 200) + 2, 5)
        asides = b"!" in data and b"<!" in data
        self.is_plain = not asides and (data.find(b"?", declared) < 0 or data.find(b"<?", 5) < 0)
        skip = self.prefix + b"sheetData" if self.is_plain else b""
        self.outer = root(data)
        self.nodes = list(children(data, self.outer.inside, self.outer.close, skip))
        found = next((node for node in self.nodes if node.local == "sheetData" and node.prefix == self.prefix), None)
        if found is None:
            raise irregular()
        self.rows_node: Node = found
        prefix = self.prefix
        self.row_pattern = re.compile(rb"<" + prefix + rb"row(?=[\s/>])(" + IN_TAG + rb")>")
        self.cell_pattern = re.compile(
            rb"<" + prefix + rb"c(?=[\s/>])(?P<rest>" + IN_TAG + rb")(?:(?<=/)>|>(?P<body>.*?)</" + prefix + rb"c\s*>)",
            re.DOTALL,
        )
        self.formula_pattern = re.compile(
            rb"<" + prefix + rb"f(?=[\s/>])(?P<rest>" + IN_TAG + rb")(?:(?<=/)>|>(?P<text>.*?)</" + prefix + rb"f\s*>)",
            re.DOTALL,
        )

    def node(self, name: str) -> Node | None:
        """The sheet's first child of a name."""
        return next((node for node in self.nodes if node.local == name), None)

    def insertion_point(self, name: str) -> int:
        """Where the schema wants a new child of the sheet."""
        rank = ORDER.index(name)
        at = self.outer.inside
        for node in self.nodes:
            known = node.local in ORDER and ORDER.index(node.local) <= rank
            # Controls and embedded objects are wrapped in an element that any name may follow.
            wrapped = node.local == "AlternateContent" and rank > ORDER.index("drawing")
            if known or wrapped:
                at = node.end
        return at

    def rows(self, start: int | None = None, end: int | None = None, number: int = 0) -> Iterator[Row]:
        """The rows in the order of the file: all, or those in a stretch of it, ``number`` being that before."""
        data, node = self.data, self.rows_node
        if self.is_plain:
            closing = re.compile(b"</" + self.prefix + rb"row\s*>")
            at = node.inside if start is None else start
            stop = node.close if end is None else end
            while match := self.row_pattern.search(data, at, stop):
                rest = match[1]
                found = NUMBER.search(b" " + rest)
                if found is None and SAYS_WHERE.search(b" " + rest):
                    raise irregular()
                number = needed(found[1], MAX_ROW) if found else number + 1
                if rest.endswith(b"/"):
                    at = match.end()
                    yield Row(number, match.start(), at, at, at, found is not None)
                    continue
                close = closing.search(data, match.end(), stop)
                if close is None or self.row_pattern.search(data, match.end(), close.start()):
                    raise irregular()
                at = close.end()
                yield Row(number, match.start(), match.end(), close.start(), at, found is not None)
            return
        for each in within(data, node, "row"):
            given = each.attributes.get("r", "").strip()
            number = needed(given, MAX_ROW) if given else number + 1
            yield Row(number, each.start, each.inside, each.close, each.end, bool(given))

    def cells(self, row: Row) -> Iterator[tuple[int, int, int, bytes, bool]]:
        """(column, start, end, attributes, whether it says its own address) of a row's cells."""
        column = 0
        spans: Iterator[tuple[int, int, bytes]]
        if self.is_plain:
            spans = self._plain_cells(row)
        else:
            nodes = children(self.data, row.inside, row.close)
            spans = ((node.start, node.end, node.rest) for node in nodes if node.local == "c")
        for start, end, rest in spans:
            place = ADDRESS.search(rest)
            if place is None and SAYS_WHERE.search(rest):
                raise irregular()
            column = _column_of(place[1]) if place else column + 1
            yield column, start, end, rest, place is not None

    def _plain_cells(self, row: Row) -> Iterator[tuple[int, int, bytes]]:
        for match in self.cell_pattern.finditer(self.data, row.inside, row.close):
            # A cell within a cell: what ends first is not what began first.
            if match["body"] and self.cell_pattern.search(match["body"] + b"</" + self.prefix + b"c>"):
                raise irregular()
            yield match.start(), match.end(), match["rest"]

    def formula_areas(self) -> list[tuple[Ref, str]]:
        """The rectangles of array formulas (spilling ones too) and data tables, with the kind of each."""
        found = []
        node = self.rows_node
        for match in self.formula_pattern.finditer(self.data, node.inside, node.close):
            rest = match["rest"]
            if b"ref" not in rest:
                continue
            values = attributes(rest)
            kind = values.get("t", "")
            if kind in ("array", "dataTable") and (area := parse_range(values.get("ref", ""))):
                found.append((area[1], kind))
        return found

    def column_styles(self) -> list[tuple[int, int, int]]:
        """(first, last, style index) of the columns that have a style."""
        found = []
        for node in within(self.data, self.node("cols"), "col"):
            values = node.attributes
            first, last = whole(values.get("min"), MAX_COLUMN), whole(values.get("max"), MAX_COLUMN)
            style = whole(values.get("style"))
            if first is not None and last is not None and style:
                found.append((first, last, style))
        return found

    def row_style(self, row: Row) -> int:
        """The style index of a row, -1 when it has none of its own."""
        values = attributes(self.data[row.start : row.inside])
        return whole_or(values.get("s"), -1) if is_true(values.get("customFormat")) else -1

    def cell_parts(self, start: int, end: int) -> tuple[bytes, bytes]:
        """The attributes and the content of the cell element between two positions."""
        if self.is_plain:
            match = self.cell_pattern.match(self.data, start, end)
            if match is None:
                raise irregular()
            return match["rest"].rstrip(b"/"), match["body"] or b""
        node = next(children(self.data, start, end))
        return node.rest, self.data[node.inside : node.close]


class SheetXml(SheetParts):
    """A worksheet part, ready to be edited. Raises StyringError when it is not well-formed.

    The rows are scanned once: ``stretches`` says where they are, None standing for rows of a shape the scanner does
    not know (from where to where, in ``bounds``). What ``take`` gives of the cells of each stretch is ``scanned``; None
    where nobody asks, or where some rows are of such a shape.
    """

    def __init__(self, data: bytes, take: Callable[[Cells], Cells] | None = None) -> None:
        super().__init__(data)
        self.bounds: list[tuple[int, int]] = []
        self.stretches: list[Stretch | None] = []
        self.scanned: list[Cells] | None = None
        if self.is_plain:
            self._scan(take)
        else:
            check(data)

    def _scan(self, take: Callable[[Cells], Cells] | None) -> None:
        """Take the rows apart, and see that all of the part is well-formed: the rows by the scanner, which proves it
        or has expat read them, and the rest by expat."""
        data, node = self.data, self.rows_node
        opening = data[self.outer.start : self.outer.inside] + data[node.start : node.inside]
        closing = b"</" + node.tag + b"></" + self.outer.tag + b">"
        tokenizer, proof, scanner = Tokenizer(self.prefix), Proof(self.prefix, opening, closing), Scanner(self.prefix)
        cells: list[Cells] | None = []
        well_formed = True
        for start, end in self._cuts():
            chunk = data[start:end]
            self.bounds.append((start, end))
            try:
                tokens = tokenizer.tokens(chunk)
            except Irregular:
                self.stretches.append(None)
                cells = None  # they are to be read in another way
                well_formed = well_formed and proof.is_read(chunk)
                continue
            if tokens is None:
                self.bounds.pop()
                well_formed = well_formed and proof.is_read(chunk)
                continue
            well_formed = well_formed and proof.is_content(tokens)
            self.stretches.append(_stretch(tokens, start, end))
            if take is not None and cells is not None:
                cells.append(take(scanner.cells(tokens)))
        if well_formed:
            check(data[: node.inside] + data[node.close :])
        else:
            check(data)
        self.scanned = None if take is None else cells

    def _cuts(self) -> Iterator[tuple[int, int]]:
        """The rows in pieces of a size that suits the processor, cut between two of them."""
        data = self.data
        tag = b"<" + self.prefix + b"row"
        opening = re.compile(tag + rb"[\s/>]")
        at, end = self.rows_node.inside, self.rows_node.close
        while at < end:
            stop = end
            if at + _CHUNK < end:
                stop = data.rfind(tag, at + 1, at + _CHUNK)
                if stop < 0 or not opening.match(data, stop):
                    further = opening.search(data, at + _CHUNK, end)
                    stop = further.start() if further else end
            yield at, stop
            at = stop
