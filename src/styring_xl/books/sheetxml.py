"""One sheet's XML, edited in place: only the cells meant to change do, every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from styring_xl.books.cell import Formula, Value, address, column_number
from styring_xl.books.content import render
from styring_xl.books.formula import format_range, moved, parse_range
from styring_xl.books.grid import Ref
from styring_xl.books.markup import (
    IN_TAG,
    Node,
    Splice,
    attributes,
    check,
    children,
    escape,
    insert_child,
    irregular,
    plain_text,
    root,
    set_attribute,
    splice,
    text_of,
    within,
)
from styring_xl.books.workbookxml import is_true

KEEP_STYLE: Final = -1
"""The cell keeps its style; a new one takes its row's or column's."""
RESET_STYLE: Final = -2
"""The cell takes its row's or column's style, and goes when it holds nothing."""

Cell = tuple[Value | Formula, int]
"""Content and style index (or one of the two above)."""

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
_ADDRESS: Final = re.compile(rb"""(?<=\s)r\s*=\s*["']\s*([A-Za-z]{1,3})[0-9]+\s*["']""")
_NUMBER: Final = re.compile(rb"""(?<=\s)r\s*=\s*["']\s*([0-9]+)\s*["']""")
_STYLE: Final = re.compile(rb"""(?<=\s)s\s*=\s*["']\s*([0-9]+)\s*["']""")
_DROPPED: Final = frozenset((b"r", b"s", b"t", b"cm", b"vm"))
_ATTRIBUTE: Final = re.compile(rb"""\s+([^\s=/"'<>]+)\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True)
class Row:
    """A row element by its positions; ``explicit`` when it says its own number."""

    number: int
    start: int
    inside: int
    close: int
    end: int
    explicit: bool


@lru_cache(maxsize=20_000)
def _column_of(letters: bytes) -> int:
    return column_number(letters.decode())


class SheetXml:
    """A worksheet part, ready to be edited. Raises StyringError when it is not well-formed."""

    def __init__(self, data: bytes) -> None:
        self.data = check(data)
        self.prefix = root(data).prefix
        # Inside comments and CDATA a tag is no tag; then every element is found by the tokenizer instead.
        self.is_plain = b"<!" not in data and data.find(b"<?", 5) < 0
        skip = self.prefix + b"sheetData" if self.is_plain else b""
        self.outer = root(data)
        self.nodes = list(children(data, self.outer.inside, self.outer.close, skip))
        found = next((node for node in self.nodes if node.local == "sheetData" and node.prefix == self.prefix), None)
        if found is None:
            raise irregular()
        self.rows_node: Node = found
        prefix = self.prefix
        self._row = re.compile(rb"<" + prefix + rb"row(?=[\s/>])(" + IN_TAG + rb")>")
        self._cell = re.compile(
            rb"<" + prefix + rb"c(?=[\s/>])(?P<rest>" + IN_TAG + rb")(?:(?<=/)>|>(?P<body>.*?)</" + prefix + rb"c\s*>)",
            re.DOTALL,
        )
        self._formula = re.compile(
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

    def rows(self) -> Iterator[Row]:
        """The rows in the order of the file."""
        data, node = self.data, self.rows_node
        number = 0
        if self.is_plain:
            closing = b"</" + self.prefix + b"row"
            at = node.inside
            while match := self._row.search(data, at, node.close):
                rest = match[1]
                found = _NUMBER.search(b" " + rest)
                number = int(found[1]) if found else number + 1
                if rest.endswith(b"/"):
                    at = match.end()
                    yield Row(number, match.start(), at, at, at, found is not None)
                    continue
                close = data.find(closing, match.end(), node.close)
                if close < 0:
                    raise irregular()
                at = data.index(b">", close) + 1
                yield Row(number, match.start(), match.end(), close, at, found is not None)
            return
        for each in within(data, node, "row"):
            given = each.attributes.get("r", "").strip()
            number = int(given) if given.isdigit() else number + 1
            yield Row(number, each.start, each.inside, each.close, each.end, bool(given))

    def cells(self, row: Row) -> Iterator[tuple[int, int, int, bytes, bytes, bool]]:
        """(column, start, end, attributes, content, explicit) of a row's cells."""
        column = 0
        if self.is_plain:
            for match in self._cell.finditer(self.data, row.inside, row.close):
                rest = match["rest"]
                found = _ADDRESS.search(rest)
                column = _column_of(found[1]) if found else column + 1
                yield column, match.start(), match.end(), rest.rstrip(b"/"), match["body"] or b"", found is not None
            return
        for node in children(self.data, row.inside, row.close):
            if node.local == "c":
                found = _ADDRESS.search(node.rest)
                column = _column_of(found[1]) if found else column + 1
                body = self.data[node.inside : node.close]
                yield column, node.start, node.end, node.rest, body, found is not None

    def formula_areas(self) -> list[tuple[Ref, str]]:
        """The rectangles of array formulas (spilling ones too) and data tables, with the kind of each."""
        found = []
        node = self.rows_node
        for match in self._formula.finditer(self.data, node.inside, node.close):
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
            try:
                found.append((int(values["min"]), int(values["max"]), int(values.get("style", "0"))))
            except (KeyError, ValueError):
                continue
        return [each for each in found if each[2]]

    def styles_at(self, wanted: Mapping[int, Collection[int]]) -> dict[tuple[int, int], int]:
        """The style index of some cells, by row and columns; what a cell would get where there is none yet."""
        writer = _Writer(self, False)
        found: dict[tuple[int, int], int] = {}
        missing = {row: set(columns) for row, columns in wanted.items()}
        base = dict.fromkeys(wanted, -1)
        for row in self.rows():
            if row.number not in missing:
                continue
            base[row.number] = writer.row_style(self.data[row.start : row.inside])
            for column, _, _, rest, _, _ in self.cells(row):
                if column in missing[row.number]:
                    missing[row.number].discard(column)
                    style = _STYLE.search(rest)
                    found[row.number, column] = int(style[1]) if style else 0
        for number, columns in missing.items():
            for column in columns:
                found[number, column] = writer.default_style(column, base[number])
        return found

    def write(
        self, cells: Mapping[int, Mapping[int, Cell]], date1904: bool, extra: Sequence[Splice] = ()
    ) -> tuple[bytes, bool]:
        """The part with cells written, by row and column, and whether a formula came or went.

        ``extra`` changes something outside the rows at the same time.
        """
        return _Writer(self, date1904, extra).write(cells)


class _Writer:
    """One pass over the rows that change."""

    def __init__(self, sheet: SheetXml, date1904: bool, extra: Sequence[Splice] = ()) -> None:
        self.sheet = sheet
        self.date1904 = date1904
        self.prefix = sheet.prefix
        self.changes: list[Splice] = list(extra)
        self.formulas_changed = False
        self.lost_masters: dict[bytes, tuple[int, int, str]] = {}
        self.columns = sheet.column_styles()
        self.right = self.bottom = 0
        self.left, self.top = 1 << 30, 1 << 30

    def write(self, cells: Mapping[int, Mapping[int, Cell]]) -> tuple[bytes, bool]:
        sheet = self.sheet
        rows = list(sheet.rows())
        wanted = {number: row for number, row in cells.items() if row}
        seen: set[int] = set()
        for row in rows:
            if row.number in wanted:
                if row.number in seen:
                    raise irregular()
                seen.add(row.number)
                self._edit_row(row, wanted[row.number])
        self._add_rows(rows, {number: row for number, row in wanted.items() if number not in seen})
        self._dimension()
        data = splice(sheet.data, self.changes)
        if self.lost_masters:
            data = self._free_members(data)
        return data, self.formulas_changed

    def _edit_row(self, row: Row, new: Mapping[int, Cell]) -> None:
        data = self.sheet.data
        pending = sorted(new)
        next_ = 0
        written: list[int] = []
        out: list[tuple[int, int, bytes]] = []
        tag = data[row.start : row.inside]
        base: int | None = None
        implicit = False
        for column, start, end, rest, body, explicit in self.sheet.cells(row):
            implicit = implicit or not explicit
            while next_ < len(pending) and pending[next_] < column:
                base = self.row_style(tag) if base is None else base
                fresh = self._new_cell(row.number, pending[next_], new[pending[next_]], base)
                if fresh:
                    out.append((start, start, fresh))
                    written.append(pending[next_])
                next_ += 1
            if next_ < len(pending) and pending[next_] == column:
                base = self.row_style(tag) if base is None else base
                replaced = self._old_cell(row.number, column, new[column], rest, body, base)
                next_ += 1
                out.append((start, end, replaced))
                if replaced:
                    written.append(column)
        rest_cells = b""
        for column in pending[next_:]:
            base = self.row_style(tag) if base is None else base
            fresh = self._new_cell(row.number, column, new[column], base)
            if fresh:
                rest_cells += fresh
                written.append(column)
        if not out and not rest_cells:
            return
        if implicit:
            out += self._name_cells(row, {start for start, end, _ in out if end > start})
        if written:
            self._reach(row.number, min(written), max(written))
        new_tag = self._spans(tag, written)
        if row.close == row.end:  # <row .../>
            opened = new_tag[:-2].rstrip() + b">" + rest_cells + b"</" + self.prefix + b"row>"
            self.changes.append(Splice(row.start, row.end, opened if rest_cells else tag))
            return
        if new_tag != tag:
            self.changes.append(Splice(row.start, row.inside, new_tag))
        self.changes.extend(Splice(*each) for each in out)
        if rest_cells:
            self.changes.append(Splice(row.close, row.close, rest_cells))

    def _name_cells(self, row: Row, replaced: set[int]) -> list[tuple[int, int, bytes]]:
        """Give every cell of a row its address: a new neighbour would otherwise move those without one."""
        named = []
        at = len(self.prefix) + 2
        for column, start, _, _, _, explicit in self.sheet.cells(row):
            if not explicit and start not in replaced:
                text = b' r="' + address(row.number, column).encode() + b'"'
                named.append((start + at, start + at, text))
        return named

    def _spans(self, tag: bytes, written: list[int]) -> bytes:
        values = attributes(tag)
        spans = values.get("spans")
        if spans is None or not written:
            return tag
        match = re.fullmatch(r"\s*(\d+):(\d+)\s*", spans)
        if match is None:
            return set_attribute(tag, "spans", None)
        first, last = int(match[1]), int(match[2])
        if first <= min(written) and max(written) <= last:
            return tag
        return set_attribute(tag, "spans", f"{min(first, *written)}:{max(last, *written)}")

    def row_style(self, tag: bytes) -> int:
        """The style of a row, -1 when it has none of its own."""
        values = attributes(tag)
        style = values.get("s", "")
        return int(style) if style.isdigit() and is_true(values.get("customFormat")) else -1

    def default_style(self, column: int, row_style: int) -> int:
        if row_style >= 0:
            return row_style
        return next((style for first, last, style in self.columns if first <= column <= last), 0)

    def _new_cell(self, row: int, column: int, cell: Cell, row_style: int) -> bytes:
        content, style = cell
        default = self.default_style(column, row_style)
        if style < 0:
            style = default
        if content is None and style == default:
            return b""
        return self._element(row, column, content, style, b"")

    def _old_cell(self, row: int, column: int, cell: Cell, rest: bytes, body: bytes, row_style: int) -> bytes:
        content, style = cell
        if b"<" + self.prefix + b"f" in body:
            self._forget_formula(row, column, body)
        if style == RESET_STYLE:
            style = self.default_style(column, row_style)
            if content is None and style == self.default_style(column, -1) and row_style < 0:
                return b""
        elif style == KEEP_STYLE:
            found = _STYLE.search(rest)
            style = int(found[1]) if found else 0
        others = b""
        for match in _ATTRIBUTE.finditer(rest):
            if match[1] not in _DROPPED:
                others += match[0]
        extension = b""
        if b"extLst" in body:
            # What a later Excel hangs on the cell is not part of its value.
            for node in children(body):
                if node.local == "extLst":
                    extension = body[node.start : node.end]
        return self._element(row, column, content, style, others, extension)

    def _element(
        self, row: int, column: int, content: Value | Formula, style: int, others: bytes, extension: bytes = b""
    ) -> bytes:
        prefix = self.prefix
        type_, inside = render(prefix, content, self.date1904)
        if isinstance(content, Formula):
            self.formulas_changed = True
        head = b'<%bc r="%b"' % (prefix, address(row, column).encode())
        if style:
            head += b' s="%d"' % style
        head += others + type_
        if not inside and not extension:
            return head + b"/>"
        return head + b">" + inside + extension + b"</" + prefix + b"c>"

    def _forget_formula(self, row: int, column: int, body: bytes) -> None:
        match = self.sheet._formula.search(body)
        if match is None:
            return
        self.formulas_changed = True
        values = attributes(match["rest"])
        text = plain_text(match["text"] or b"")
        if values.get("t") == "shared" and text:
            self.lost_masters[values.get("si", "").encode()] = (row, column, text)

    def _add_rows(self, rows: list[Row], new: Mapping[int, Mapping[int, Cell]]) -> None:
        sheet = self.sheet
        fresh: dict[int, list[bytes]] = {}
        numbers = [row.number for row in rows]
        at = 0
        ordered = all(a < b for a, b in pairwise(numbers))
        added = False
        for number in sorted(new):
            content = b""
            columns = sorted(new[number])
            written = []
            for column in columns:
                cell = self._new_cell(number, column, new[number][column], -1)
                if cell:
                    content += cell
                    written.append(column)
            if not content:
                continue
            added = True
            self._reach(number, min(written), max(written))
            if ordered:
                while at < len(rows) and numbers[at] < number:
                    at += 1
            else:
                at = next((index for index, each in enumerate(numbers) if each > number), len(rows))
            element = b'<%brow r="%d">' % (self.prefix, number) + content + b"</" + self.prefix + b"row>"
            fresh.setdefault(at, []).append(element)
        if not added:
            return
        node = sheet.rows_node
        for index, elements in fresh.items():
            content = b"".join(elements)
            if index < len(rows):
                self.changes.append(Splice(rows[index].start, rows[index].start, content))
            else:
                end = rows[-1].end if rows else node.close
                self.changes.append(insert_child(sheet.data, node, end, content))
        if not all(row.explicit for row in rows):
            self._number_rows(rows)

    def _number_rows(self, rows: list[Row]) -> None:
        """Give every row its number: a new row would otherwise move those without one."""
        replaced = {change.start: at for at, change in enumerate(self.changes) if change.end > change.start}
        width = len(self.prefix) + 4
        for row in rows:
            if row.explicit:
                continue
            text = b' r="%d"' % row.number
            if row.start in replaced:
                old = self.changes[replaced[row.start]]
                content = old.content[:width] + text + old.content[width:]
                self.changes[replaced[row.start]] = Splice(old.start, old.end, content)
            else:
                self.changes.append(Splice(row.start + width, row.start + width, text))

    def _reach(self, row: int, first: int, last: int) -> None:
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, first), max(self.right, last)

    def _dimension(self) -> None:
        node = self.sheet.node("dimension")
        if node is None or not self.bottom:
            return
        found = parse_range(node.attributes.get("ref", ""))
        if found is None:
            return
        old = found[1]
        new = Ref(
            min(old.top, self.top), min(old.left, self.left), max(old.bottom, self.bottom), max(old.right, self.right)
        )
        if new != old:
            tag = set_attribute(self.sheet.data[node.start : node.inside], "ref", format_range(None, new, False))
            self.changes.append(Splice(node.start, node.inside, tag))

    def _free_members(self, data: bytes) -> bytes:
        """Give the members of shared formulas whose master was overwritten a formula of their own."""
        sheet = SheetXml(data)
        groups = dict(self.lost_masters)
        changes = []
        for row in sheet.rows():
            if data.find(b"si", row.inside, row.close) < 0:
                continue
            for column, start, end, _, body, _ in sheet.cells(row):
                if b"si" not in body:
                    continue
                match = sheet._formula.search(body)
                if match is None:
                    continue
                values = attributes(match["rest"])
                group = values.get("si", "").encode()
                if values.get("t") != "shared" or group not in groups:
                    continue
                if text_of(match["text"] or b""):
                    del groups[group]  # the group's number is used again by another master
                    continue
                top, left, text = groups[group]
                tag = b"<" + self.prefix + b"f" + match["rest"].rstrip(b"/") + b">"
                for name in ("t", "si", "ref"):
                    tag = set_attribute(tag, name, None)
                translated = escape(moved(text, row.number - top, column - left))
                inside = translated + b"</" + self.prefix + b"f>"
                at = data.index(body, start, end)
                changes.append(Splice(at + match.start(), at + match.end(), tag + inside))
        return splice(data, changes)
