"""Cells written into a sheet's XML: one pass over the rows that change, every other byte left where it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.cell import Formula, Value, address, column_letters
from styring_xl.books.content import number_text, render
from styring_xl.books.figures import Floats, characters, figure_characters
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
from styring_xl.books.sheetxml import STYLE, Row, SheetXml, Stretch

KEEP_STYLE: Final = -1
"""The cell keeps its style; a new one takes its row's or column's."""
RESET_STYLE: Final = -2
"""The cell takes its row's or column's style, and goes when it holds nothing."""

_DROPPED: Final = frozenset((b"r", b"s", b"t", b"cm", b"vm"))
_ATTRIBUTE: Final = re.compile(rb"""\s+([^\s=/"'<>]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_SPANS: Final = re.compile(rb"""\sspans\s*=\s*["']\s*(\d+):(\d+)\s*["']""")
_FLOAT: Final = {float}
_FEW: Final = 4
"""Rows below this number are written one by one."""

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
        self.overwritten: set[int] = set()

    def write(self) -> tuple[bytes, bool]:
        seen: set[int] = set()
        contents = self.plan.contents
        wanted = {number for number, row in contents.items() if row}
        if wanted:
            for row, have in self.rows(wanted, self._overwrite):
                if row.number in seen:
                    raise irregular()
                seen.add(row.number)
                self._edit_row(row, have, contents[row.number])
            if seen & self.overwritten:
                raise irregular()
            self._add_rows(sorted(wanted - seen - self.overwritten))
            self._dimension()
        data = splice(self.sheet.data, self.changes)
        if self.lost_masters:
            data = self._free_members(data)
        if self.is_odd:
            # The scanner has not vouched for these rows, so what has become of them is read through once more.
            check(data)
        return data, self.formulas_changed

    # Reading what is there.

    def rows(
        self,
        wanted: Container[int],
        overwrite: Callable[[Stretch, list[int]], list[int]] = lambda stretch, rows: rows,
    ) -> Iterator[tuple[Row, _Cells]]:
        """The wanted rows that exist; the numbers and places of all rows are noted on the way.

        ``overwrite`` may deal with some of a stretch's rows (told by their indices) at once; it returns the others.
        """
        sheet = self.sheet
        if not sheet.is_plain:
            yield from self._slow(sheet.rows(), wanted)
            return
        for (start, end), stretch in zip(sheet.bounds, sheet.stretches, strict=True):
            if stretch is None:
                yield from self._slow(sheet.rows(start, end, self.numbers[-1] if self.numbers else 0), wanted)
                continue
            numbers = stretch.rows.tolist()
            self.numbers += numbers
            self.starts += stretch.row_start.tolist()
            for at in overwrite(stretch, [at for at, number in enumerate(numbers) if number in wanted]):
                first, last = stretch.first[at : at + 2].tolist()
                row = Row(
                    numbers[at],
                    int(stretch.row_start[at]),
                    int(stretch.row_inside[at]),
                    int(stretch.row_close[at]),
                    int(stretch.row_end[at]),
                    True,
                )
                cells = _Cells(
                    stretch.column[first:last].tolist(),
                    stretch.cell_start[first:last].tolist(),
                    stretch.cell_end[first:last].tolist(),
                    stretch.style[first:last].tolist(),
                    stretch.special[first:last].tolist(),
                    stretch.in_order,
                )
                yield row, cells

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

    # Figures over plain cells, as most edits are: many rows in one go.

    def _overwrite(self, stretch: Stretch, rows: list[int]) -> list[int]:
        """Write the rows of a stretch that get figures in neighbouring cells which are plain now; return the others."""
        if not rows or not stretch.in_order:
            return rows
        contents, planned = self.plan.contents, self.plan.styles
        numbers = stretch.rows.tolist()
        groups: dict[tuple[int, ...], list[int]] = {}
        for at in rows:
            number = numbers[at]
            if number not in planned:
                groups.setdefault((*contents[number],), []).append(at)
        done: set[int] = set()
        for columns, group in groups.items():
            width = columns[-1] - columns[0] + 1
            if len(group) >= _FEW and columns == (*range(columns[0], columns[0] + width),):
                done |= self._overwrite_group(stretch, columns, group)
        if len(set(map(numbers.__getitem__, done))) < len(done) or self.overwritten & {numbers[at] for at in done}:
            raise irregular()
        self.overwritten |= {numbers[at] for at in done}
        return [at for at in rows if at not in done] if done else rows

    def _overwrite_group(self, stretch: Stretch, columns: tuple[int, ...], group: list[int]) -> set[int]:
        """The same for rows that get something in the same columns: those of them that are written."""
        contents, width = self.plan.contents, len(columns)
        at_rows = np.array(group)
        cell_row = np.repeat(np.arange(len(stretch.rows)), np.diff(stretch.first))
        # The first of the cells in each row, where there is one; then the others must be beside it.
        leading = np.flatnonzero(stretch.column == columns[0])
        place = np.full(len(stretch.rows), -1)
        place[cell_row[leading]] = leading
        first = place[at_rows]
        fits = (first >= 0) & (first + width <= stretch.first[at_rows + 1])
        at_rows, first = at_rows[fits], first[fits]
        index = first[:, None] + np.arange(width)
        plain = (stretch.column[index] == np.array(columns)).all(1) & ~stretch.special[index].any(1)
        plain &= (stretch.cell_end[index[:, :-1]] == stretch.cell_start[index[:, 1:]]).all(1)
        at_rows, index = at_rows[plain], index[plain]
        numbers = stretch.rows[at_rows]
        values = [contents[number].values() for number in numbers.tolist()]
        if set(map(type, chain.from_iterable(values))) != _FLOAT:
            figures = np.array([set(map(type, each)) == _FLOAT for each in values], bool)
            at_rows, index, numbers = at_rows[figures], index[figures], numbers[figures]
            values = [each for each, keep in zip(values, figures.tolist(), strict=True) if keep]
        if not len(at_rows):
            return set()
        flat = np.fromiter(chain.from_iterable(values), np.float64, len(at_rows) * width)
        texts = self._figures(numbers, columns, stretch.style[index], flat)
        starts, ends = stretch.cell_start[index[:, 0]].tolist(), stretch.cell_end[index[:, -1]].tolist()
        data = self.sheet.data
        if data.find(b"spans", stretch.start, stretch.end) >= 0:
            for row_start, inside in zip(
                stretch.row_start[at_rows].tolist(), stretch.row_inside[at_rows].tolist(), strict=True
            ):
                tag = data[row_start:inside]
                new_tag = _with_spans(tag, columns)
                if new_tag != tag:
                    self.changes.append(Splice(row_start, inside, new_tag))
        self.changes += map(Splice, starts, ends, texts)
        self._reach(int(numbers.min()), columns[0], columns[-1])
        self._reach(int(numbers.max()), columns[0], columns[-1])
        return set(at_rows.tolist())

    def _figures(
        self, numbers: NDArray[np.int32], columns: tuple[int, ...], styles: NDArray[np.int32], values: Floats
    ) -> list[bytes]:
        """The cells of each row as text, from a value and a style index for each: columns of characters side by side,
        from which those that are not used are taken out."""
        looks, which = np.unique(styles, return_inverse=True)
        middles = [(f'" s="{look}"' if look else '"') + self.value for look in looks.tolist()]
        heads = characters([f"{self.head}{_letters(column)}" for column in columns])
        close = characters([self.value_end])
        rows = characters([str(number) for number in numbers.tolist()])
        figures = figure_characters(values)
        shape = (len(numbers), len(columns))
        pieces = [
            np.broadcast_to(heads, (*shape, heads.shape[1])),
            np.broadcast_to(rows[:, None, :], (*shape, rows.shape[1])),
            characters(middles)[which.reshape(shape)],
            figures.reshape(*shape, figures.shape[1]),
            np.broadcast_to(close, (*shape, close.shape[1])),
        ]
        # A character no XML may hold marks where one row ends.
        ends = np.zeros((*shape, 1), np.uint8)
        ends[:, -1] = 1
        text = np.concatenate((*pieces, ends), axis=2).tobytes().translate(None, b"\0")
        return text.split(b"\1")[:-1]

    # Rows that exist.

    def _edit_row(self, row: Row, have: _Cells, new: Mapping[int, Value | Formula]) -> None:
        number = row.number
        row_styles = self.plan.styles.get(number, {})
        columns, starts, ends = have.columns, have.starts, have.ends
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
