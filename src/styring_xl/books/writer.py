"""Cells written into a sheet's XML: one pass over the rows that change, every other byte left where it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from styring_xl.books.cell import Formula, Value, address, column_letters
from styring_xl.books.content import number_text, render
from styring_xl.books.formula import format_range, moved, parse_range
from styring_xl.books.grid import Ref
from styring_xl.books.markup import (
    Splice,
    attributes,
    check,
    children,
    escaped,
    insert_child,
    irregular,
    plain_text,
    set_attribute,
    splice,
)
from styring_xl.books.scan import Irregular, Scanner
from styring_xl.books.sheetxml import STYLE, Row, SheetXml

KEEP_STYLE: Final = -1
"""The cell keeps its style; a new one takes its row's or column's."""
RESET_STYLE: Final = -2
"""The cell takes its row's or column's style, and goes when it holds nothing."""

_DROPPED: Final = frozenset((b"r", b"s", b"t", b"cm", b"vm"))
_ATTRIBUTE: Final = re.compile(rb"""\s+([^\s=/"'<>]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_SPANS: Final = re.compile(rb"""\sspans\s*=\s*["']\s*(\d+):(\d+)\s*["']""")
_CHUNK: Final = 1 << 19
_FLOAT: Final = {float}

_letters = lru_cache(maxsize=20_000)(column_letters)


@dataclass(slots=True)
class Plan:
    """The cells of one sheet to write, by row and column, and the style index of those whose style changes."""

    contents: dict[int, dict[int, Value | Formula]] = field(default_factory=dict)
    styles: dict[int, dict[int, int]] = field(default_factory=dict)
    fresh: dict[int, dict[int, int]] = field(default_factory=dict)
    """Row -> column -> the style index a cell gets that is not there yet."""

    def style(self, row: int, column: int) -> int:
        """The style index planned for a cell, or ``KEEP_STYLE``."""
        found = self.styles.get(row)
        return KEEP_STYLE if found is None else found.get(column, KEEP_STYLE)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells a row has: columns, positions, style indices, and which are more than a plain value."""

    columns: list[int]
    starts: list[int]
    ends: list[int]
    styles: list[int]
    special: list[bool]
    in_order: bool = True
    implicit: bool = False


def write_cells(sheet: SheetXml, plan: Plan, date1904: bool, extra: Sequence[Splice] = ()) -> tuple[bytes, bool]:
    """The part with the cells written, and whether a formula came or went.

    ``extra`` changes something outside the rows at the same time.
    """
    return _Writer(sheet, plan, date1904, extra).write()


def styles_at(
    sheet: SheetXml, cells: Mapping[int, set[int]], fresh: Mapping[int, Mapping[int, int]] | None = None
) -> dict[tuple[int, int], int]:
    """The style index of some cells, by row and columns; what a cell would get where there is none yet (as ``fresh``
    says, else as its row or column)."""
    writer = _Writer(sheet, Plan(), False)
    found: dict[tuple[int, int], int] = {}
    left = {row: set(columns) for row, columns in cells.items()}
    base = dict.fromkeys(cells, -1)
    for row, have in writer.rows(left):
        base[row.number] = sheet.row_style(row)
        for column, style in zip(have.columns, have.styles, strict=True):
            if column in left[row.number]:
                left[row.number].discard(column)
                found[row.number, column] = style
    for number, columns in left.items():
        looks = fresh.get(number, {}) if fresh else {}
        for column in columns:
            found[number, column] = looks.get(column, writer.default_style(column, base[number]))
    return found


class _Writer:
    def __init__(self, sheet: SheetXml, plan: Plan, date1904: bool, extra: Sequence[Splice] = ()) -> None:
        self.sheet = sheet
        self.plan = plan
        self.date1904 = date1904
        self.prefix = sheet.prefix
        self.text_prefix = prefix = sheet.prefix.decode()
        self.head, self.end = f'<{prefix}c r="', f"</{prefix}c>"
        self.value, self.value_end = f"><{prefix}v>", f"</{prefix}v></{prefix}c>"
        self.changes: list[Splice] = list(extra)
        self.formulas_changed = False
        self.lost_masters: dict[bytes, tuple[int, int, str]] = {}
        self.columns = sheet.column_styles()
        self.right = self.bottom = 0
        self.left, self.top = 1 << 30, 1 << 30
        self.numbers: list[int] = []
        self.starts: list[int] = []
        self.all_explicit = True
        self.is_odd = False
        self._wrappings: dict[tuple[tuple[int, ...], tuple[int, ...]], list[tuple[str, str]]] = {}

    def write(self) -> tuple[bytes, bool]:
        seen: set[int] = set()
        wanted = {number for number, row in self.plan.contents.items() if row}
        if wanted:
            for row, have in self.rows(wanted):
                if row.number in seen:
                    raise irregular()
                seen.add(row.number)
                self._edit_row(row, have, self.plan.contents[row.number])
            self._add_rows(sorted(wanted - seen))
            self._dimension()
        data = splice(self.sheet.data, self.changes)
        if self.lost_masters:
            data = self._free_members(data)
        if self.is_odd:
            # The scanner has not vouched for these rows, so what has become of them is read through once more.
            check(data)
        return data, self.formulas_changed

    # Reading what is there.

    def rows(self, wanted: Container[int]) -> Iterator[tuple[Row, _Cells]]:
        """The wanted rows that exist; the numbers and places of all rows are noted on the way."""
        sheet, data = self.sheet, self.sheet.data
        if not sheet.is_plain:
            yield from self._slow(sheet.rows(), wanted)
            return
        scanner = Scanner(sheet.prefix, False)
        tag = b"<" + sheet.prefix + b"row"
        opening = re.compile(tag + rb"[\s/>]")
        at, end = sheet.rows_node.inside, sheet.rows_node.close
        while at < end:
            stop = end
            if at + _CHUNK < end:
                stop = data.rfind(tag, at + 1, at + _CHUNK)
                if stop < 0 or not opening.match(data, stop):
                    further = opening.search(data, at + _CHUNK, end)
                    stop = further.start() if further else end
            try:
                yield from self._fast(scanner, at, stop, wanted)
            except Irregular:
                number = self.numbers[-1] if self.numbers else 0
                yield from self._slow(sheet.rows(at, stop, number), wanted)
            at = stop

    def _slow(self, rows: Iterator[Row], wanted: Container[int]) -> Iterator[tuple[Row, _Cells]]:
        self.is_odd = True
        for row in rows:
            self.numbers.append(row.number)
            self.starts.append(row.start)
            self.all_explicit = self.all_explicit and row.explicit
            if row.number not in wanted:
                continue
            found = list(self.sheet.cells(row))
            styles = [STYLE.search(rest) for _, _, _, rest, _ in found]
            cells = _Cells(
                [each[0] for each in found],
                [each[1] for each in found],
                [each[2] for each in found],
                [int(style[1]) if style else 0 for style in styles],
                [True] * len(found),
                all(a[0] < b[0] for a, b in pairwise(found)),
                not all(each[4] for each in found),
            )
            yield row, cells

    def _fast(self, scanner: Scanner, at: int, stop: int, wanted: Container[int]) -> Iterator[tuple[Row, _Cells]]:
        found = scanner.tokens(self.sheet.data[at:stop])
        if found is None:
            return
        numbers = found.rows.tolist()
        starts = (found.start[found.at_rows] + at).tolist()
        self.numbers += numbers
        self.starts += starts
        if not any(number in wanted for number in numbers):
            return
        insides = (found.stop[found.at_rows] + at + 1).tolist()
        closes = iter((found.start[found.row_ends] + at).tolist())
        ends = iter((found.stop[found.row_ends] + at + 1).tolist())
        columns = found.column.tolist()
        cell_starts = (found.start[found.cells] + at).tolist()
        cell_ends = (found.stop[found.cells + found.length - 1] + at + 1).tolist()
        styles = found.style.tolist()
        # The order of the cells in their rows, told for the chunk at once.
        row, column = found.row, found.column
        in_order = not ((row[1:] == row[:-1]) & (column[1:] <= column[:-1])).any()
        special = (found.special | found.formula | found.member | found.odd).tolist()
        last = 0
        for number, start, inside, is_closed, count in zip(
            numbers, starts, insides, found.row_closed.tolist(), found.per_row.tolist(), strict=True
        ):
            close = inside if is_closed else next(closes)
            end = inside if is_closed else next(ends)
            first, last = last, last + count
            if number in wanted:
                cells = _Cells(
                    columns[first:last],
                    cell_starts[first:last],
                    cell_ends[first:last],
                    styles[first:last],
                    special[first:last],
                    in_order,
                )
                yield Row(number, start, inside, close, end, True), cells

    # Rows that exist.

    def _edit_row(self, row: Row, have: _Cells, new: Mapping[int, Value | Formula]) -> None:
        number = row.number
        row_styles = self.plan.styles.get(number, {})
        columns, starts, ends = have.columns, have.starts, have.ends
        if not row_styles and have.in_order and not have.implicit and self._overwrite(row, have, new):
            return
        base: int | None = None
        out: list[tuple[int, int, bytes]] = []
        run: list[str] = []  # replaces what stands from run_start to run_end
        run_start = run_end = -1
        written: list[int] = []
        at = 0
        for column in sorted(new):
            content = new[column]
            style = row_styles.get(column, KEEP_STYLE) if row_styles else KEEP_STYLE
            if at >= len(columns) or columns[at] != column:
                if have.in_order:
                    at = bisect_left(columns, column, at)
                else:
                    at = columns.index(column) if column in columns else _first_after(columns, column)
            exists = at < len(columns) and columns[at] == column
            if exists and not have.special[at] and style != RESET_STYLE:
                text = self._element(number, column, content, have.styles[at] if style < 0 else style)
            else:
                if base is None and (style == RESET_STYLE or not exists):
                    base = self.sheet.row_style(row)
                if exists:
                    text = self._special(number, column, content, style, have, at, base)
                else:
                    text = self._new_cell(number, column, content, style, -1 if base is None else base)
            if text:
                written.append(column)
            start = starts[at] if at < len(starts) else row.close
            if run_start < 0 or start != run_end:
                if run_start >= 0:
                    out.append((run_start, run_end, "".join(run).encode()))
                run, run_start = [], start
            run.append(text)
            run_end = start
            if exists:
                run_end = ends[at]
                at += 1
        if run_start >= 0:
            out.append((run_start, run_end, "".join(run).encode()))
        out = [each for each in out if each[2] or each[1] > each[0]]
        if not out:
            return
        if have.implicit:
            out += self._named_cells(row, {start for start, end, _ in out if end > start})
        if written:
            self._reach(number, written[0], written[-1])
        tag = self.sheet.data[row.start : row.inside]
        new_tag = _with_spans(tag, written)
        if row.close == row.end:  # <row .../>
            opened = new_tag[:-2].rstrip() + b">" + out[0][2] + b"</" + self.prefix + b"row>"
            self.changes.append(Splice(row.start, row.end, opened))
            return
        if new_tag != tag:
            self.changes.append(Splice(row.start, row.inside, new_tag))
        self.changes.extend(Splice(*each) for each in out)

    def _overwrite(self, row: Row, have: _Cells, new: Mapping[int, Value | Formula]) -> bool:
        """Figures over plain neighbours in one go, as most edits are; False, with nothing done, for all else."""
        columns = [*new]
        at = bisect_left(have.columns, columns[0])
        end = at + len(columns)
        if have.columns[at:end] != columns or True in have.special[at:end] or set(map(type, new.values())) != _FLOAT:
            return False
        number = row.number
        wrapping, close = self._wrapping(tuple(columns), tuple(have.styles[at:end])), self.value_end
        text = "".join(
            [
                f"{start}{number}{middle}{number_text(value) if value.is_integer() else repr(value)}{close}"  # type: ignore
                for (start, middle), value in zip(wrapping, new.values(), strict=True)
            ]
        )
        ends, starts = have.ends[at:end], have.starts[at + 1 : end]
        if ends[:-1] != starts:
            return False
        self._reach(number, columns[0], columns[-1])
        tag = self.sheet.data[row.start : row.inside]
        new_tag = _with_spans(tag, (columns[0], columns[-1]))
        if new_tag != tag:
            self.changes.append(Splice(row.start, row.inside, new_tag))
        self.changes.append(Splice(have.starts[at], ends[-1], text.encode()))
        return True

    def _wrapping(self, columns: tuple[int, ...], styles: tuple[int, ...]) -> list[tuple[str, str]]:
        """What stands before and after the row number in the cells of some columns and styles."""
        key = columns, styles
        if key not in self._wrappings:
            self._wrappings[key] = [
                (f"{self.head}{_letters(column)}", (f'" s="{style}"' if style else '"') + self.value)
                for column, style in zip(columns, styles, strict=True)
            ]
        return self._wrappings[key]

    def _named_cells(self, row: Row, replaced: set[int]) -> list[tuple[int, int, bytes]]:
        """Give every cell of a row its address: a new neighbour would otherwise move those without one."""
        at = len(self.prefix) + 2
        return [
            (start + at, start + at, b' r="' + address(row.number, column).encode() + b'"')
            for column, start, _, _, explicit in self.sheet.cells(row)
            if not explicit and start not in replaced
        ]

    def default_style(self, column: int, row_style: int) -> int:
        """The style index of a cell that is not there."""
        if row_style >= 0:
            return row_style
        return next((style for first, last, style in self.columns if first <= column <= last), 0)

    def _new_cell(self, row: int, column: int, content: Value | Formula, style: int, row_style: int) -> str:
        default = self.default_style(column, row_style)
        if style < 0:
            looks = self.plan.fresh.get(row)
            style = default if looks is None else looks.get(column, default)
        if content is None and style == default:
            return ""
        return self._element(row, column, content, style)

    def _special(
        self, row: int, column: int, content: Value | Formula, style: int, have: _Cells, at: int, base: int | None
    ) -> str:
        """What replaces a cell that is more than a plain value, or is to go."""
        rest, body = self.sheet.cell_parts(have.starts[at], have.ends[at])
        if b"<" + self.prefix + b"f" in body:
            self._forget_formula(row, column, body)
        if style == RESET_STYLE:
            row_style = -1 if base is None else base
            if content is None and row_style < 0:
                return ""
            style = self.default_style(column, row_style)
        elif style == KEEP_STYLE:
            style = have.styles[at]
        others = b"".join(match[0] for match in _ATTRIBUTE.finditer(rest) if match[1] not in _DROPPED)
        extension = b""
        if b"extLst" in body:
            # What a later Excel hangs on the cell is not part of its value.
            for node in children(body):
                if node.local == "extLst":
                    extension = body[node.start : node.end]
        return self._element(row, column, content, style, others.decode(), extension.decode())

    def _element(
        self, row: int, column: int, content: Value | Formula, style: int, others: str = "", extension: str = ""
    ) -> str:
        head = f"{self.head}{_letters(column)}{row}" + (f'" s="{style}"' if style else '"')
        if type(content) is float and not others and not extension:  # the many are made short work of
            return f"{head}{self.value}{number_text(content)}{self.value_end}"
        type_, inside = render(self.text_prefix, content, self.date1904)
        if type(content) is Formula:
            self.formulas_changed = True
        if not inside and not extension:
            return f"{head}{others}{type_}/>"
        return f"{head}{others}{type_}>{inside}{extension}{self.end}"

    def _forget_formula(self, row: int, column: int, body: bytes) -> None:
        match = self.sheet.formula_pattern.search(body)
        if match is None:
            return
        self.formulas_changed = True
        values = attributes(match["rest"])
        text = plain_text(match["text"] or b"")
        if values.get("t") == "shared" and text:
            self.lost_masters[values.get("si", "").encode()] = (row, column, text)

    # Rows that do not.

    def _add_rows(self, missing: Sequence[int]) -> None:
        sheet, numbers = self.sheet, self.numbers
        ordered = all(a < b for a, b in pairwise(numbers))
        fresh: dict[int, list[bytes]] = {}
        for number in missing:
            new = self.plan.contents[number]
            cells = {
                column: self._new_cell(number, column, new[column], self.plan.style(number, column), -1)
                for column in sorted(new)
            }
            written = [column for column, text in cells.items() if text]
            if not written:
                continue
            self._reach(number, written[0], written[-1])
            at = bisect_left(numbers, number) if ordered else _first_after(numbers, number)
            content = "".join(cells.values()).encode()
            element = b'<%brow r="%d">' % (self.prefix, number) + content + b"</" + self.prefix + b"row>"
            fresh.setdefault(at, []).append(element)
        if not fresh:
            return
        node = sheet.rows_node
        for at, elements in fresh.items():
            content = b"".join(elements)
            if at < len(numbers):
                self.changes.append(Splice(self.starts[at], self.starts[at], content))
            else:
                self.changes.append(insert_child(sheet.data, node, node.close, content))
        if not self.all_explicit:
            self._number_rows()

    def _number_rows(self) -> None:
        """Give every row its number: a new row would otherwise move those without one."""
        replaced = {change.start: at for at, change in enumerate(self.changes) if change.end > change.start}
        width = len(self.prefix) + 4
        for row in self.sheet.rows():
            if row.explicit:
                continue
            text = b' r="%d"' % row.number
            if row.start in replaced:
                old = self.changes[replaced[row.start]]
                content = old.content[:width] + text + old.content[width:]
                self.changes[replaced[row.start]] = Splice(old.start, old.end, content)
            else:
                self.changes.append(Splice(row.start + width, row.start + width, text))

    # What else knows of the cells.

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
            for column, start, end, _, _ in sheet.cells(row):
                match = sheet.formula_pattern.search(data, start, end)
                if match is None or b"si" not in match["rest"]:
                    continue
                values = attributes(match["rest"])
                group = values.get("si", "").encode()
                if values.get("t") != "shared" or group not in groups:
                    continue
                if match["text"]:
                    del groups[group]  # the group's number is used again by another master
                    continue
                top, left, text = groups[group]
                tag = b"<" + self.prefix + b"f" + match["rest"].rstrip(b"/") + b">"
                for name in ("t", "si", "ref"):
                    tag = set_attribute(tag, name, None)
                translated = escaped(moved(text, row.number - top, column - left))
                content = tag + translated + b"</" + self.prefix + b"f>"
                changes.append(Splice(match.start(), match.end(), content))
        return splice(data, changes)


def _first_after(numbers: Sequence[int], number: int) -> int:
    """The index of the first number above another, in a list in no order."""
    return next((at for at, each in enumerate(numbers) if each > number), len(numbers))


def _with_spans(tag: bytes, written: Sequence[int]) -> bytes:
    """The row's start tag, whose hint about the columns in use is kept true."""
    if b"spans" not in tag or not written:
        return tag
    match = _SPANS.search(tag)
    if match is None:
        return set_attribute(tag, "spans", None)
    first, last = int(match[1]), int(match[2])
    if first <= written[0] and written[-1] <= last:
        return tag
    return set_attribute(tag, "spans", f"{min(first, written[0])}:{max(last, written[-1])}")
