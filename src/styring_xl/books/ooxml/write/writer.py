"""Cells written into a sheet's XML: one pass over the rows that change, every other byte left where it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from styring_xl.books.ooxml.content import number_text, render
from styring_xl.books.ooxml.markup import (
    Splice,
    Spliced,
    attributes,
    check,
    children,
    insert_child,
    irregular,
    plain_text,
)
from styring_xl.books.ooxml.sheetxml import Row, SheetXml
from styring_xl.books.ooxml.write.band import KEEP_STYLE
from styring_xl.books.ooxml.write.band_writer import BandWriter
from styring_xl.books.ooxml.write.dimension import Reach
from styring_xl.books.ooxml.write.overwriting import Overwriter
from styring_xl.books.ooxml.write.plan import RESET_STYLE, SheetPlan
from styring_xl.books.ooxml.write.rows import RowCells, RowSource, with_spans
from styring_xl.books.ooxml.write.shared_formulas import free_members
from styring_xl.cells.cell import MAX_ROW, Formula, Value, address, column_letters

_DROPPED: Final = frozenset((b"r", b"s", b"t", b"cm", b"vm"))
_ATTRIBUTE: Final = re.compile(rb"""\s+([^\s=/"'<>]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_letters = lru_cache(maxsize=20_000)(column_letters)


def write_cells(sheet: SheetXml, plan: SheetPlan, date1904: bool, extra: Sequence[Splice] = ()) -> tuple[Spliced, bool]:
    """What becomes of the part where the cells are written, and whether a formula came or went.

    ``extra`` changes something outside the rows at the same time.
    """
    return _SheetWriter(sheet, plan, date1904, extra).write()


def styles_at(
    sheet: SheetXml, cells: Mapping[int, set[int]], fresh: Mapping[int, Mapping[int, int]] | None = None
) -> dict[tuple[int, int], int]:
    """The style index of some cells, by row and columns; what a cell would get where there is none yet (as ``fresh``
    says, else as its row or column)."""
    writer = _SheetWriter(sheet, SheetPlan(), False)
    found: dict[tuple[int, int], int] = {}
    left = {row: set(columns) for row, columns in cells.items()}
    base = dict.fromkeys(cells, -1)
    for row, have in writer.rows.read(left):
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


class _SheetWriter:
    def __init__(self, sheet: SheetXml, plan: SheetPlan, date1904: bool, extra: Sequence[Splice] = ()) -> None:
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
        self.reach = Reach()
        self.rows = RowSource(sheet)

    def write(self) -> tuple[Spliced, bool]:
        seen: set[int] = set()
        self._meet_bands()
        contents = self.plan.contents
        wanted = self.plan.rows
        if wanted or self.plan.bands:
            many = Overwriter(self.sheet, self.plan, self.reach)
            for row, have in self.rows.read(wanted, many.write):
                if row.number in seen:
                    raise irregular()
                seen.add(row.number)
                self._edit_row(row, have, contents[row.number])
            if seen & many.rows:
                raise irregular()
            many.finish()
            self.changes += many.changes
            self._add_rows(sorted(wanted - seen - many.rows))
            self.changes += self.reach.dimension(self.sheet)
        part = Spliced.of(self.sheet.data, self.changes)
        if self.lost_masters:
            part = Spliced(free_members(part.whole(), self.lost_masters), ())
        if self.rows.is_odd:
            # The scanner has not vouched for these rows, so what has become of them is read through once more.
            check(part.whole())
        return part, self.formulas_changed

    def _meet_bands(self) -> None:
        """Have as single cells what a band holds of rows that exist, though nothing stands in them."""
        plan = self.plan
        if not self.sheet.is_plain or None in self.sheet.stretches:
            plan.take_apart(1, MAX_ROW)
        if not plan.bands:
            return
        top = min(band.top for band in plan.bands)
        plan.take_apart_each(
            number
            for stretch in self.sheet.stretches
            if stretch is not None
            for number in np.sort(stretch.rows[stretch.rows >= top]).tolist()
        )

    # Rows that exist.

    def _edit_row(self, row: Row, have: RowCells, new: Mapping[int, Value | Formula]) -> None:
        number = row.number
        row_styles = self.plan.styles.get(number, {})
        columns, starts, ends = have.columns, have.starts, have.ends
        if not have.in_order and len(set(columns)) < len(columns):
            raise irregular()  # two cells with one address
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
            # One piece replaces all cells of its own that stand side by side.
            out += self._named_cells(row, {each for start, end, _ in out for each in starts if start <= each < end})
        if written:
            self.reach.add(number, written[0], written[-1])
        tag = self.sheet.data[row.start : row.inside]
        new_tag = with_spans(tag, written)
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
        self, row: int, column: int, content: Value | Formula, style: int, have: RowCells, at: int, base: int | None
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
            # An extension (``extLst``) is not part of the value.
            for node in children(body):
                if node.local == "extLst":
                    extension = body[node.start : node.end]
        return self._element(row, column, content, style, others.decode(), extension.decode())

    def _element(
        self, row: int, column: int, content: Value | Formula, style: int, others: str = "", extension: str = ""
    ) -> str:
        head = f"{self.head}{_letters(column)}{row}" + (f'" s="{style}"' if style else '"')
        if (
            type(content) is float and not others and not extension
        ):  # most cells are plain numbers: the shortest way for them
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
        if not missing and not self.plan.bands:
            return
        sheet, numbers = self.sheet, self.rows.numbers
        ordered = all(a < b for a, b in pairwise(numbers))
        fresh: dict[int, list[tuple[int, bytes]]] = {}

        def add(number: int, element: bytes) -> None:
            at = bisect_left(numbers, number) if ordered else _first_after(numbers, number)
            fresh.setdefault(at, []).append((number, element))

        for number in missing:
            new = self.plan.contents[number]
            cells = {
                column: self._new_cell(number, column, new[column], self.plan.style(number, column), -1)
                for column in sorted(new)
            }
            written = [column for column, text in cells.items() if text]
            if not written:
                continue
            self.reach.add(number, written[0], written[-1])
            content = "".join(cells.values()).encode()
            add(number, b'<%brow r="%d">' % (self.prefix, number) + content + b"</" + self.prefix + b"row>")
        if self.plan.bands:
            writer = BandWriter(
                self.text_prefix, lambda column: self.default_style(column, -1), self.reach, self.date1904
            )
            # A row that stands between two of a band parts it.
            between = sorted({*numbers, *missing})
            for band in self.plan.bands:
                self.formulas_changed = self.formulas_changed or band.has_formulas
                first = band.top
                for last in (*between[bisect_left(between, first) : bisect_left(between, band.bottom)], band.bottom):
                    for number, element in writer.rows(band.part(first, last)):
                        add(number, element)
                    first = last + 1
        if not fresh:
            return
        node = sheet.rows_node
        for at, elements in fresh.items():
            contents = [element for _, element in sorted(elements)]
            if at < len(numbers) or not node.is_empty:
                # They are large where a table is, and are put together when they are packed.
                place = self.rows.starts[at] if at < len(numbers) else node.close
                self.changes += [Splice(place, place, content) for content in contents]
            else:
                self.changes.append(insert_child(sheet.data, node, node.close, b"".join(contents)))
        if not self.rows.all_explicit:
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


def _first_after(numbers: Sequence[int], number: int) -> int:
    """The index of the first number above another, in a list in no order."""
    return next((at for at, each in enumerate(numbers) if each > number), len(numbers))
