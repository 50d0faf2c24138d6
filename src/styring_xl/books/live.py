"""A workbook that is open in a spreadsheet program, through xlwings: read in blocks, changed in blocks.

Everything goes through ``xlwings``' own objects, so one adapter serves every engine. What xlwings has no word for goes
through the native object behind a range or sheet, by the names Excel's COM model has: ``Style``, ``ProtectContents``,
``FilterMode``, ``HasFormula``, ``Hyperlinks``. An engine of our own offers the same names. What would take many small
calls (sizes, tables, names, styles) the workbook's own macros answer in one, when it has them: see ``helper``.

Text that a program would take for something else (a number, a date, a formula) is written with a leading apostrophe,
as a person would type it.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import numpy as np

from styring_xl.books import column as kinds
from styring_xl.books.cell import KEEP, MAX_COLUMN, CellError, Content, Formula, Value, address, quote_sheet
from styring_xl.books.column import Column, Columns
from styring_xl.books.content import normal, same
from styring_xl.books.formula import parse_range
from styring_xl.books.grid import Grid, Ref, Table
from styring_xl.books.helper import Helper, Overview, Pieces
from styring_xl.books.helper import range_address as _a1
from styring_xl.books.patch import Area, Block, Link, Name, NewSheet, Patch
from styring_xl.errors import StyringError

HEAD_ROWS: Final = 60
_WHOLE: Final = 50_000
"""A sheet with no more cells than this is read once; of a larger one only what is asked for."""
_SCATTERED: Final = 8
"""Up to so many rectangles of a block are written one by one."""
_QUESTIONS: Final = 150
_MONTHS: Final = 12
_SPARE: Final = 5_000
"""So many cells nobody asked for are read along, if that saves a call."""
_ADDRESS: Final = 240
"""Excel takes addresses of up to 255 characters."""
_ERRORS: Final = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})
_PLAIN: Final = "Normal"
# Letters without digits are text to every program; TRUE and FALSE, in the languages a workbook may be open in, are not.
_SURELY_TEXT: Final = re.compile(r"[^\W\d_][^\d]*")
_WORDS: Final = frozenset({"true", "false", "sand", "falsk", "sandt", "falskt"})
_EPOCH: Final = dt.datetime(1899, 12, 30)
_LINK: Final = re.compile(r'HYPERLINK\("#(?P<target>(?:[^"]|"")*)","(?P<text>(?:[^"]|"")*)"\)')

Cells = dict[tuple[int, int], Content]
Looks = tuple[tuple[str | None, ...], ...]
"""The named style of each cell of a rectangle, None where it does not matter."""


def read_cell(value: Any) -> Value:
    """A value as xlwings reads it, as a cell's value: whole numbers int, midnights dates, error texts errors."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, str):
        return CellError(value) if value in _ERRORS else value
    if isinstance(value, dt.datetime):
        naive = value.replace(tzinfo=None)
        return naive.date() if naive.time() == dt.time() else naive
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, (int, dt.date, dt.time)) else str(value)


def write_cell(content: Content) -> Any:
    """A content as xlwings writes it."""
    if isinstance(content, Formula):
        return f"={content.text}"
    if isinstance(content, str):
        text = content.removesuffix("\x00")
        return text if _SURELY_TEXT.fullmatch(text) and text.casefold() not in _WORDS else f"'{text}"
    if isinstance(content, CellError):
        return content.code
    if isinstance(content, dt.date) and not isinstance(content, dt.datetime):
        return dt.datetime(content.year, content.month, content.day)
    return content


def link_formula(link: Link, text: str) -> Formula:
    """A cell that shows ``text`` and leads to the link's target: a formula, because links are made one by one."""
    target, shown = (part.replace('"', '""') for part in (f"#{link.target}", text))
    return Formula(f'HYPERLINK("{target}","{shown}")', text)


class _Styles(Mapping[tuple[int, int], str]):
    """The named styles of a sheet's cells, asked for a column at a time, from the first row somebody asks about.

    A column is first held to be like the one before it, which a question a style confirms. A column of many different
    styles takes many questions. After ``_QUESTIONS`` of them the rest counts as unknown, like a cell of style Normal:
    only looks are at stake, and the user waits.
    """

    def __init__(
        self, ask: Callable[[Sequence[Ref]], str | None], told: Callable[[Ref], Pieces | None], sheet: str, height: int
    ) -> None:
        self._ask, self._sheet, self._height, self._left = ask, sheet, height, _QUESTIONS
        self._told: Callable[[Ref], Pieces | None] | None = told
        self._pieces: Pieces | None = None
        self._known: dict[int, list[tuple[Ref, str]]] = {}
        self._from: dict[int, int] = {}
        self._latest = 0

    def __getitem__(self, cell: tuple[int, int]) -> str:
        row, column = cell
        if sys.platform == "darwin":
            raise KeyError(cell)
        here = Ref(row, column, row, column)
        if self._told is not None and (self._pieces is None or not self._pieces.covers(self._sheet, here)):
            # Who asks for a month's cell will ask for the year's.
            right = min(column + _MONTHS - 1, MAX_COLUMN)
            self._pieces = self._told(Ref(row, column, max(row, self._height), right))
            if self._pieces is None:
                self._told = None
        if self._pieces is not None:
            style = self._pieces.style(self._sheet, row, column)
            if style is None or style == _PLAIN:
                raise KeyError(cell)
            return style
        first = self._from.get(column, self._height + 1)
        if row < first and row <= self._height:
            pieces = self._like_latest(Ref(row, column, first - 1, column)) or self._halved(
                Ref(row, column, first - 1, column)
            )
            self._from[column] = row
            self._known[column] = sorted([*pieces, *self._known.get(column, [])], key=lambda each: each[0].top)
            self._latest = column
        pieces = self._known.get(column, [])
        at = bisect_right(pieces, row, key=lambda each: each[0].top) - 1
        if at < 0 or row > pieces[at][0].bottom or pieces[at][1] == _PLAIN:
            raise KeyError(cell)
        return pieces[at][1]

    def _question(self, refs: Sequence[Ref]) -> str | None:
        self._left -= 1
        return self._ask(refs)

    def _like_latest(self, part: Ref) -> list[tuple[Ref, str]]:
        """The pieces of the latest column moved to this one, when they are the same; else nothing."""
        latest = self._known.get(self._latest, [])
        if self._from.get(self._latest) != part.top or part.bottom != self._height or len(latest) < 2:
            return []
        moved = [(replace(ref, left=part.left, right=part.left), style) for ref, style in latest]
        for style in dict.fromkeys(style for _, style in moved):
            for several in _joined(ref for ref, each in moved if each == style):
                if self._left <= 0 or self._question(several) != style:
                    return []
        return moved

    def _halved(self, part: Ref) -> list[tuple[Ref, str]]:
        found, waiting = [], [part]
        while waiting and self._left > 0:
            piece = waiting.pop()
            style = self._question([piece])
            if style is not None or piece.top == piece.bottom:
                found.append((piece, style or _PLAIN))
            else:
                waiting += _halves(piece)
        return found

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for sheet, first, last, column, style in [] if self._pieces is None else self._pieces.cells():
            if sheet == self._sheet and style != _PLAIN:
                yield from ((row, column) for row in range(first, last + 1))
        yield from (
            (row, column)
            for column, pieces in self._known.items()
            for ref, style in pieces
            if style != _PLAIN
            for row in range(ref.top, ref.bottom + 1)
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Blocked:
    """An area that cannot grow, because the user's own cell stands there."""

    area: str
    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: what it holds and what it is to hold."""

    sheet: str
    row: int
    column: int
    before: Value | Formula
    after: Value | Formula


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left of a patch when all that stands already is taken out."""

    patch: Patch
    changes: tuple[Change, ...]
    inverse: Patch
    blocked: tuple[Blocked, ...]

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to write."""
        return self.patch.is_empty

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets that are written, in the order of the patch."""
        touched = (*(a.block.sheet for a in self.patch.areas), *(b.sheet for b in self.patch.blocks))
        return tuple(dict.fromkeys(touched))


class LiveBook:
    """One open workbook, read as it stands when it is asked; nothing is written before ``apply``."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._sheets: dict[str, Any] = {sheet.name: sheet for sheet in book.sheets}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._heads: dict[str, Grid] = {}
        self._grids: dict[str, Grid] = {}
        self._blocks: dict[tuple[str, Ref], Cells] = {}
        self._names: dict[str, tuple[str, Ref] | None] = {}
        self._merges: dict[str, tuple[Ref, ...]] = {}
        self._windows: dict[str, tuple[Ref, list[list[Any]], dict[tuple[int, int], str]]] = {}
        self._helper = Helper(book)
        self._facts: Overview | None = None
        self._pieces = Pieces()
        self._orders: list[tuple[str, str, str]] = []

    # Reading: the protocol ``snapshot.Book``.

    @property
    def sheet_names(self) -> Sequence[str]:
        return tuple(self._sheets)

    def head(self, sheet: str, rows: int = HEAD_ROWS) -> Grid:
        if sheet not in self._heads:
            height, width = self._size(sheet)
            if height * width <= _WHOLE:
                self._heads[sheet] = self._read(sheet, height, formulas=False)
            else:
                self._heads[sheet] = self._read(sheet, min(rows, height), formulas=False)
        grid = self._heads[sheet]
        return replace(grid, rows=grid.rows[:rows])

    def grid(self, sheet: str) -> Grid:
        if sheet not in self._grids:
            height, width = self._size(sheet)
            if height * width <= _WHOLE:
                self.head(sheet)
                grid = self._heads[sheet]
                self._grids[sheet] = replace(grid, formulas=self._formulas(sheet, grid.rows))
            else:
                self._grids[sheet] = self._read(sheet, height, formulas=True)
        return self._grids[sheet]

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> Columns:
        height, _ = self._size(sheet)
        wanted = sorted(set(columns))
        values: dict[int, list[Any]] = {}
        if height >= first_row:
            for left, right in _runs(wanted):
                block = self._values(sheet, Ref(first_row, left, height, right))
                for at, number in enumerate(range(left, right + 1)):
                    values[number] = [row[at] for row in block]
        made = {number: _column(values.get(number, [])) for number in wanted}
        size = max(height - first_row + 1, 0)
        used = np.zeros(size, dtype=bool)
        for each in made.values():
            used |= each.kinds != kinds.EMPTY
        rows = np.flatnonzero(used)
        return Columns(
            (rows + first_row).astype(np.int32),
            {n: Column(c.kinds[rows], c.numbers[rows], c.codes[rows], c.strings) for n, c in made.items()},
        )

    def resolve(self, name: str) -> tuple[str, Ref] | None:
        key = name.casefold()
        if key not in self._names:
            text = self._refers_to(name)
            found = None if text is None else parse_range(text.removeprefix("="))
            sheet = None if found is None or found[0] is None else self._spelled(found[0])
            self._names[key] = None if found is None or sheet is None else (sheet, found[1])
        return self._names[key]

    def _refers_to(self, name: str) -> str | None:
        facts = self._overview()
        if facts is not None and name.casefold() in facts.names:
            return facts.names[name.casefold()]
        return str(self.book.names[name].refers_to) if name in self.book.names else None

    def _overview(self) -> Overview | None:
        """Facts about all sheets, asked for once; None when this workbook cannot tell them in one call."""
        if self._facts is None:
            self._facts = self._helper.overview()
        return self._facts

    def _spelled(self, sheet: str) -> str | None:
        return next((name for name in self._sheets if name.casefold() == sheet.casefold()), None)

    def _size(self, sheet: str) -> tuple[int, int]:
        facts = self._overview()
        if facts is not None and sheet in facts.sheets:
            return facts.sheets[sheet].height, facts.sheets[sheet].width
        if sheet not in self._sizes:
            last = self._sheets[sheet].used_range.last_cell
            self._sizes[sheet] = (last.row, last.column)
        return self._sizes[sheet]

    def _range(self, sheet: str, ref: Ref) -> Any:
        return self._sheets[sheet].range((ref.top, ref.left), (ref.bottom, ref.right))

    def _values(self, sheet: str, ref: Ref) -> list[list[Any]]:
        values: list[list[Any]] = self._range(sheet, ref).options(ndim=2, err_to_str=True).value
        return values

    def _read(self, sheet: str, height: int, *, formulas: bool) -> Grid:
        _, width = self._size(sheet)
        rows = [_trimmed([read_cell(v) for v in row]) for row in self._values(sheet, Ref(1, 1, height, width))]
        while rows and not rows[-1]:
            rows.pop()
        return Grid(
            sheet=sheet,
            rows=rows,
            formulas=self._formulas(sheet, rows) if formulas else {},
            merged=self._merged_once(sheet, Ref(1, 1, min(HEAD_ROWS, height), width)),
            tables=tuple(self._tables(sheet)),
            protected=self._protected(sheet),
            styles=_Styles(
                lambda refs: self._style(sheet, refs), lambda ref: self._told([(sheet, ref)]), sheet, height
            ),
        )

    def _protected(self, sheet: str) -> bool:
        facts = self._overview()
        if facts is not None and sheet in facts.sheets:
            return facts.sheets[sheet].protected
        return _flag(self._sheets[sheet].api, "ProtectContents", "protect_contents")

    def _filtered(self, sheet: str) -> bool:
        facts = self._overview()
        if facts is not None and sheet in facts.sheets:
            return facts.sheets[sheet].filtered
        return _flag(self._sheets[sheet].api, "FilterMode", "filter_mode")

    def _told(self, wanted: Sequence[tuple[str, Ref]]) -> Pieces | None:
        """The styles in some rectangles as the workbook's macros tell them, None when they do not."""
        missing = [each for each in wanted if not self._pieces.covers(*each)]
        if missing:
            found = self._helper.styles(missing)
            if found is None:
                return None
            self._pieces.add(missing, found)
        return self._pieces

    def _formulas(self, sheet: str, rows: Sequence[Sequence[Value]]) -> dict[tuple[int, int], str]:
        width = max((len(row) for row in rows), default=0)
        return {} if not width else self._formulas_in(sheet, Ref(1, 1, len(rows), width))

    def _formulas_in(self, sheet: str, ref: Ref) -> dict[tuple[int, int], str]:
        facts = self._overview()
        known = facts is not None and sheet in facts.sheets
        if known and not facts.sheets[sheet].has_formulas:  # type: ignore[union-attr]
            return {}
        whole = self._range(sheet, ref)
        few = known and (ref.bottom - ref.top + 1) * (ref.right - ref.left + 1) <= _WHOLE
        if not few and getattr(whole.api, "HasFormula", None) is False:
            return {}
        return {
            (row, column): text[1:]
            for row, cells in enumerate(_rectangle(whole.formula), ref.top)
            for column, text in enumerate(cells, ref.left)
            if isinstance(text, str) and text.startswith("=") and len(text) > 1
        }

    def _tables(self, sheet: str) -> Iterator[Table]:
        facts = self._overview()
        if facts is not None and sheet in facts.sheets:
            yield from facts.sheets[sheet].tables
            return
        for table in self._sheets[sheet].tables:
            place = table.range
            height, width = place.shape
            ref = Ref(place.row, place.column, place.row + height - 1, place.column + width - 1)
            yield Table(table.name, ref, int(bool(table.show_headers)), int(bool(table.show_totals)))

    def _merged_once(self, sheet: str, ref: Ref) -> tuple[Ref, ...]:
        facts = self._overview()
        if facts is not None and sheet in facts.sheets:
            return facts.sheets[sheet].merged
        if sheet not in self._merges:
            self._merges[sheet] = tuple(self._merged(sheet, ref))
        return self._merges[sheet]

    def _merged(self, sheet: str, ref: Ref) -> Iterator[Ref]:
        """Merged cells by halving: most rectangles hold none, and one call says so."""
        found: set[Ref] = set()
        waiting = [ref]
        while waiting:
            part = waiting.pop()
            if any((part.top, part.left) in r and (part.bottom, part.right) in r for r in found):
                continue
            cells = self._range(sheet, part)
            if cells.merge_cells is False:
                continue
            if part.top == part.bottom and part.left == part.right:
                area = cells.merge_area
                down, across = area.shape
                found.add(Ref(area.row, area.column, area.row + down - 1, area.column + across - 1))
            else:
                waiting += _halves(part)
        yield from sorted(found, key=lambda r: (r.top, r.left))

    def _contents(self, sheet: str, ref: Ref) -> Cells:
        """What stands in a rectangle; empty cells are left out."""
        key = (sheet, ref)
        if key not in self._blocks:
            height, width = self._size(sheet)
            inside = Ref(ref.top, ref.left, min(ref.bottom, height), min(ref.right, width))
            cells: Cells = {}
            if inside.bottom >= inside.top and inside.right >= inside.left:
                grid = self._grids.get(sheet)
                if grid is not None:
                    for row in range(inside.top, min(inside.bottom, len(grid.rows)) + 1):
                        line = grid.rows[row - 1]
                        for column in range(inside.left, min(inside.right, len(line)) + 1):
                            if line[column - 1] is not None or (row, column) in grid.formulas:
                                text = grid.formulas.get((row, column))
                                value = line[column - 1]
                                cells[row, column] = value if text is None else Formula(text, value)
                else:
                    values, formulas = self._window(sheet, inside)
                    for row, line in enumerate(values, inside.top):
                        for column, raw in enumerate(line, inside.left):
                            text = formulas.get((row, column))
                            if raw is not None or text is not None:
                                value = read_cell(raw)
                                cells[row, column] = value if text is None else Formula(text, value)
            self._blocks[key] = cells
        return self._blocks[key]

    def _window(self, sheet: str, ref: Ref) -> tuple[list[list[Any]], dict[tuple[int, int], str]]:
        """The values of a rectangle and the formulas there, from what was read around it if it was."""
        if sheet in self._windows:
            around, values, formulas = self._windows[sheet]
            if (ref.top, ref.left) in around and (ref.bottom, ref.right) in around:
                rows = values[ref.top - around.top : ref.bottom - around.top + 1]
                return [row[ref.left - around.left : ref.right - around.left + 1] for row in rows], formulas
        return self._values(sheet, ref), self._formulas_in(sheet, ref)

    def _look_around(self, refs: Mapping[str, Sequence[Ref]]) -> None:
        """Read what several rectangles of a sheet stand in at once, where that is little more than they hold."""
        for sheet, parts in refs.items():
            height, width = self._size(sheet)
            clipped = [replace(ref, bottom=min(ref.bottom, height), right=min(ref.right, width)) for ref in parts]
            inside = [ref for ref in clipped if ref.bottom >= ref.top and ref.right >= ref.left]
            if sheet in self._grids or len(inside) < 2:
                continue
            whole = inside[0]
            for ref in inside:
                whole = _union(whole, ref)
            if _cells_of(whole) <= sum(map(_cells_of, inside)) + _SPARE and sheet not in self._windows:
                self._windows[sheet] = (whole, *self._window(sheet, whole))

    def contents(self, block: Block) -> Mapping[tuple[int, int], Content]:
        """What stands now where a block would be written; empty cells are left out."""
        return self._contents(block.sheet, _ref(block))

    # Planning: what differs, what is in the way, what takes it back.

    def plan(self, patch: Patch, *, reversible: bool = True) -> Plan:
        """What the patch would change here. Writes nothing. Not ``reversible``: the inverse knows no styles of areas.

        Raises StyringError when a sheet that must be written is protected, or filtered so that rows are hidden.
        """
        blocked: list[Blocked] = []
        areas: list[Area] = []
        blocks: list[Block] = []
        back: list[Area] = []
        back_blocks: list[Block] = []
        changes: list[Change] = []
        new = {sheet.name for sheet in patch.sheets}
        self._prepare(patch, new, reversible=reversible)
        for area in patch.areas:
            linked = _with_links(area)
            if area.block.sheet in new:
                areas.append(linked)
                changes.extend(_changes(area.block.sheet, {}, _cells(linked.block)))
                continue
            place = self.resolve(area.name)
            old = place[1] if place is not None and place[0] == area.block.sheet else None
            whole = area.ref if old is None else _union(old, area.ref)
            before = self._contents(area.block.sheet, whole)
            after = _cells(linked.block)
            taken = [
                cell
                for cell, content in before.items()
                if cell in area.ref and (old is None or cell not in old) and not contents_same(content, after.get(cell))
            ]
            if taken:
                row, column = min(taken)
                blocked.append(Blocked(area.name, area.block.sheet, row, column))
                continue
            inside = {cell: content for cell, content in before.items() if cell in area.ref or (old and cell in old)}
            found = list(_changes(area.block.sheet, inside, after))
            looks = self._old_looks(area.block.sheet, old, area) if reversible and old is not None else None
            if found or old != area.ref or not _dressed(looks, area.block.styles):
                areas.append(linked)
                changes.extend(found)
                if old is not None:
                    back.append(_area(area.name, area.block.sheet, old, before, looks))
        for block in patch.blocks:
            if block.sheet in new:
                blocks.append(block)
                continue
            before = self._contents(block.sheet, _ref(block))
            after = _cells(block)
            found = list(_changes(block.sheet, {cell: c for cell, c in before.items() if cell in after}, after))
            restyled = self._restyled(block)
            if found or restyled:
                changed = {(change.row, change.column): change for change in found}
                blocks.append(_filled(_narrowed(block, changed, restyled), before))
                back_blocks.append(_filled(_narrowed(block, changed, restyled, before=True), before))
                changes.extend(found)
        effective = Patch(patch.sheets, tuple(areas), tuple(blocks), patch.names)
        plan = Plan(effective, tuple(changes), Patch(areas=tuple(back), blocks=tuple(back_blocks)), tuple(blocked))
        for sheet in plan.sheets:
            if sheet not in new:
                self._writable(sheet)
        return plan

    def _prepare(self, patch: Patch, new: set[str], *, reversible: bool) -> None:
        """Read what the plan will look at, contents and styles, in as few calls as that takes."""
        refs: dict[str, list[Ref]] = {}
        dressed: list[tuple[str, Ref]] = []
        for area in patch.areas:
            sheet = area.block.sheet
            if sheet in new:
                continue
            place = self.resolve(area.name)
            old = place[1] if place is not None and place[0] == sheet else None
            refs.setdefault(sheet, []).append(area.ref if old is None else _union(old, area.ref))
            if reversible and old is not None and area.block.styles is not None:
                dressed.append((sheet, old))
        for block in patch.blocks:
            if block.sheet not in new:
                refs.setdefault(block.sheet, []).append(_ref(block))
                if block.styles is not None:
                    dressed.append((block.sheet, _ref(block)))
        self._look_around(refs)
        if dressed:
            self._told(dressed)

    def _writable(self, sheet: str) -> None:
        if self._protected(sheet):
            raise StyringError(
                f"Arket »{sheet}« er beskyttet, så intet er ændret. Fjern beskyttelsen (Gennemse > Fjern "
                "arkbeskyttelse), og prøv igen."
            )
        if self._filtered(sheet):
            raise StyringError(
                f"Arket »{sheet}« er filtreret, så nogle rækker er skjult, og intet er ændret. Ryd filteret "
                "(Data > Ryd), og prøv igen."
            )

    def _old_looks(self, sheet: str, old: Ref, area: Area) -> Looks | None:
        """The named styles of an area's old rectangle, guessed from those of its new one."""
        guess = area.block.styles
        if guess is None:
            return None
        height, width = old.bottom - old.top + 1, old.right - old.left + 1
        rows = [guess[min(at, max(len(guess) - 2, 0))] for at in range(height)]
        rows[-1] = guess[-1] if height > 1 else guess[0]
        guesses = [[*(style or _PLAIN for style in row[:width]), *([_PLAIN] * (width - len(row)))] for row in rows]
        return self._looks(sheet, old.top, old.left, guesses)

    def _restyled(self, block: Block) -> dict[tuple[int, int], tuple[str, str]]:
        """Cells of a block whose named style is to change: the style they have, and the one they get."""
        if block.styles is None:
            return {}
        looks = self._looks(block.sheet, block.row, block.column, block.styles)
        if looks is None:
            return {}
        return {
            (block.row + down, block.column + across): (has, wanted)
            for down, (old, new) in enumerate(zip(looks, block.styles, strict=True))
            for across, (has, wanted) in enumerate(zip(old, new, strict=True))
            if wanted is not None and has is not None and has != wanted
        }

    def _looks(self, sheet: str, top: int, left: int, guess: Sequence[Sequence[str | None]]) -> Looks | None:
        """The named styles of a rectangle, None where the guess is; a right guess costs one question a style.

        None on a Mac, where nobody can ask, and where the cells are so mixed that asking takes too long.
        """
        if sys.platform == "darwin":
            return None
        looks = [list(row) for row in guess]
        whole = Ref(top, left, top + len(guess) - 1, left + len(guess[0]) - 1)
        told = self._told([(sheet, whole)])
        if told is not None:
            columns = [told.column(sheet, at, whole.top, whole.bottom) for at in range(left, whole.right + 1)]
            # Nothing is said of cells nobody asks about; of the others the guess stands where nobody knows.
            return tuple(
                tuple(None if style is None else has or style for style, has in zip(row, found, strict=True))
                for row, found in zip(guess, zip(*columns, strict=True), strict=True)
            )

        def note(part: Ref, style: str) -> None:
            for row in range(part.top, part.bottom + 1):
                for column in range(part.left, part.right + 1):
                    looks[row - top][column - left] = style

        left_over = _QUESTIONS
        for style, parts in _by_style(guess, top, left).items():
            for several in _joined(parts):
                found = self._style(sheet, several)
                if found == style:
                    continue
                waiting = []
                for part in several:
                    if found is None:
                        waiting.append(part)
                    else:
                        note(part, found)
                while waiting:
                    part = waiting.pop()
                    left_over -= 1
                    if left_over < 0:
                        # So mixed that the answer is not worth the user's time.
                        return None
                    each = self._style(sheet, [part])
                    if each is not None or (part.top == part.bottom and part.left == part.right):
                        note(part, each or _PLAIN)
                    else:
                        waiting += _halves(part)
        return tuple(tuple(row) for row in looks)

    def _style(self, sheet: str, refs: Sequence[Ref]) -> str | None:
        """The named style that all these cells have, None when they have not all the same."""
        where = ",".join(_a1(ref) for ref in refs)
        style = self._sheets[sheet].range(where).api.Style
        return None if style is None else str(getattr(style, "Name", style))

    # Writing.

    def apply(self, plan: Plan, progress: Callable[[str], None] = lambda text: None) -> None:
        """Write a plan made by this object. When a write fails, what was written is taken back before it raises."""
        done: list[Callable[[], None]] = []
        try:
            for sheet in plan.patch.sheets:
                self._add(sheet, done)
            for area in plan.patch.areas:
                progress(area.block.sheet)
                self._write_area(area, plan.inverse, done)
            for block in plan.patch.blocks:
                progress(block.sheet)
                back = next((b for b in plan.inverse.blocks if (b.sheet, _ref(b)) == (block.sheet, _ref(block))), None)
                if back is not None:
                    done.append(lambda back=back: self._write_block(back))  # type: ignore[misc]
                self._write_block(block)
            self._dress()
            for name in plan.patch.names:
                self._name(name)
        except BaseException:
            self._orders.clear()
            for undo in reversed(done):
                _quietly(undo)
                _quietly(self._dress)
            raise
        finally:
            self._facts, self._pieces = None, Pieces()
            for cache in (
                self._sizes,
                self._heads,
                self._grids,
                self._blocks,
                self._names,
                self._windows,
                self._merges,
            ):
                cache.clear()

    def _add(self, new: NewSheet, done: list[Callable[[], None]]) -> None:
        last = list(self._sheets.values())[-1]
        active = self.book.sheets.active
        sheet = self.book.sheets.add(new.name, after=last)
        done.append(sheet.delete)
        active.activate()
        self._sheets[new.name] = sheet

    def _write_area(self, area: Area, inverse: Patch, done: list[Callable[[], None]]) -> None:
        sheet, ref = area.block.sheet, area.ref
        place = self.resolve(area.name)
        old = place[1] if place is not None and place[0] == sheet else None
        back = next((each for each in inverse.areas if each.name == area.name), None)
        if back is not None:
            done.append(lambda: self._write_area(back, Patch(), []))
        whole = ref if old is None else _union(old, ref)
        facts = self._overview()
        if facts is None or sheet not in facts.sheets or facts.sheets[sheet].has_links:
            links: Any = getattr(self._range(sheet, whole).api, "Hyperlinks", None)
            if links is not None and links.Count:
                # Excel takes the look of a cell away with its link, so this comes before the looks.
                links.Delete()
        if old != ref:
            # Before the cells: if one of them cannot be written, the name says what there is to take back.
            self._name(Name(area.name, sheet, ref), known=place is not None)
        for part in () if old is None else _outside(old, ref):
            self._range(sheet, part).clear_contents()
            self._put_style(sheet, _a1(part), _PLAIN)
        self._put(sheet, area.block)
        self._put_styles(area.block)
        if old != ref:
            self._follow(sheet, old, ref)

    def _write_block(self, block: Block) -> None:
        self._put(block.sheet, block)
        self._put_styles(block)

    def _put(self, sheet: str, block: Block) -> None:
        """The contents, in as few rectangles as the cells that must be kept allow."""
        for part in _solid(block):
            height, width = len(part.values), len(part.values[0])
            ref = Ref(part.row, part.column, part.row + height - 1, part.column + width - 1)
            self._range(sheet, ref).value = [[write_cell(content) for content in row] for row in part.values]

    def _put_styles(self, block: Block) -> None:
        if block.styles is None:
            return
        for style, parts in _by_style(block.styles, block.row, block.column).items():
            for several in _joined(parts):
                self._put_style(block.sheet, ",".join(_a1(part) for part in several), style)

    def _put_style(self, sheet: str, where: str, style: str) -> None:
        # AppleScript has no sure way to a named style; on a Mac the cells keep the look they have.
        if sys.platform != "darwin":
            self._orders.append((sheet, where, style))

    def _dress(self) -> None:
        """Give the cells their styles: all in one call, or style by style where that cannot be."""
        orders, self._orders = self._orders, []
        if orders and not self._helper.dress(orders):
            for sheet, where, style in orders:
                self._sheets[sheet].range(where).api.Style = style

    def _name(self, name: Name, *, known: bool = False) -> None:
        ref = name.ref
        text = f"={quote_sheet(name.sheet)}!${_absolute(ref.top, ref.left)}:${_absolute(ref.bottom, ref.right)}"
        if self._facts is not None:
            # From here on what it refers to is asked anew, also if setting it fails.
            self._facts.names.pop(name.name.casefold(), None)
        if known or name.name in self.book.names:
            self.book.names[name.name].refers_to = text
        else:
            self.book.names.add(name.name, text)
        self._names.pop(name.name.casefold(), None)

    def _follow(self, sheet: str, old: Ref | None, new: Ref) -> None:
        """A chart drawn over exactly an area's old rows is drawn over its new ones."""
        if old is None or new.left < CHARTED:
            return
        charts = self._sheets[sheet].charts
        if len(charts) == 1:
            # The header stands in the row above the data.
            charts[0].set_source_data(self._range(sheet, replace(new, top=new.top - 1)))


CHARTED: Final = 20
"""Figures behind a chart stand this far to the right or farther, away from what people read."""


def _dressed(looks: Looks | None, wanted: Looks | None) -> bool:
    """Whether cells have the styles they are to have, as far as anybody can tell."""
    if looks is None or wanted is None:
        return True
    return all(
        style is None or has == style
        for old, new in zip(looks, wanted, strict=True)
        for has, style in zip(old, new, strict=True)
    )


def _halves(part: Ref) -> list[Ref]:
    """A rectangle of more than one cell in two, across its longer side."""
    height, width = part.bottom - part.top + 1, part.right - part.left + 1
    if height >= width:
        middle = part.top + height // 2
        return [replace(part, top=middle), replace(part, bottom=middle - 1)]
    middle = part.left + width // 2
    return [replace(part, left=middle), replace(part, right=middle - 1)]


def _quietly(undo: Callable[[], None]) -> None:
    try:
        undo()
    except Exception:
        # The first failure is the one to tell; a step that cannot be taken back must not hide it.
        return


def _flag(native: Any, windows: str, mac: str) -> bool:
    if sys.platform == "darwin":
        return bool(getattr(native, mac).get())
    flag: Any = getattr(native, windows, None)
    return bool(flag)


def _rectangle(value: Any) -> Sequence[Sequence[Any]]:
    if not isinstance(value, (tuple, list)):
        return ((value,),)
    return value if value and isinstance(value[0], (tuple, list)) else (value,)


def _trimmed(row: list[Value]) -> list[Value]:
    while row and row[-1] is None:
        row.pop()
    return row


def _runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = previous = None
    for column in columns:
        if start is None or previous is None:
            start = column
        elif column != previous + 1:
            yield start, previous
            start = column
        previous = column
    if start is not None and previous is not None:
        yield start, previous


def _column(values: Sequence[Any]) -> Column:
    size = len(values)
    kind, numbers, codes = np.zeros(size, np.uint8), np.zeros(size), np.full(size, -1, np.int32)
    strings: dict[str, int] = {}
    for at, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, bool):
            kind[at], numbers[at] = kinds.BOOL, float(value)
        elif isinstance(value, (int, float, Decimal)):
            kind[at], numbers[at] = kinds.NUMBER, float(value)
        elif isinstance(value, dt.datetime):
            kind[at] = kinds.DATE
            numbers[at] = (value.replace(tzinfo=None) - _EPOCH).total_seconds() / 86_400
        else:
            text = str(value)
            kind[at] = kinds.ERROR if text in _ERRORS else kinds.TEXT
            codes[at] = strings.setdefault(text, len(strings))
    return Column(kind, numbers, codes, list(strings))


def _ref(block: Block) -> Ref:
    return Ref(block.row, block.column, block.row + len(block.values) - 1, block.column + len(block.values[0]) - 1)


def _cells_of(ref: Ref) -> int:
    return (ref.bottom - ref.top + 1) * (ref.right - ref.left + 1)


def _union(one: Ref, other: Ref) -> Ref:
    return Ref(
        min(one.top, other.top),
        min(one.left, other.left),
        max(one.bottom, other.bottom),
        max(one.right, other.right),
    )


def _outside(old: Ref, new: Ref) -> Iterator[Ref]:
    """The parts of the old rectangle that the new one does not cover."""
    top, bottom = max(old.top, new.top), min(old.bottom, new.bottom)
    left, right = max(old.left, new.left), min(old.right, new.right)
    if top > bottom or left > right:
        yield old
        return
    if old.top < top:
        yield replace(old, bottom=top - 1)
    if bottom < old.bottom:
        yield replace(old, top=bottom + 1)
    if old.left < left:
        yield Ref(top, old.left, bottom, left - 1)
    if right < old.right:
        yield Ref(top, right + 1, bottom, old.right)


def _cells(block: Block) -> Cells:
    """The cells a block writes; an empty cell is one it empties."""
    return {
        (block.row + down, block.column + across): normal(content)
        for down, row in enumerate(block.values)
        for across, content in enumerate(row)
        if content is not KEEP
    }


def contents_same(one: Content | None, other: Content | None) -> bool:
    """Whether two contents are the same to a reader; a formula's result is the program's business, not ours."""
    kind = type(one)
    if kind is type(other) and (kind is float or kind is int or kind is str):
        return one == other
    if isinstance(one, Formula) and isinstance(other, Formula):
        return one.text.replace(" ", "") == other.text.replace(" ", "")
    if isinstance(one, float) and isinstance(other, (int, float)) and not isinstance(other, bool):
        return one == other
    if one is KEEP or other is KEEP:
        return one is other
    return same(one, other)


def _changes(sheet: str, before: Mapping[tuple[int, int], Content], after: Cells) -> Iterator[Change]:
    for row, column in sorted({*before, *after}):
        old, new = before.get((row, column)), after.get((row, column))
        if not contents_same(old, new):
            yield Change(sheet, row, column, old, new)  # type: ignore[arg-type]


def _with_links(area: Area) -> Area:
    if not area.links:
        return area
    rows = [list(row) for row in area.block.values]
    for link in area.links:
        down, across = link.row - area.block.row, link.column - area.block.column
        text = rows[down][across]
        rows[down][across] = link_formula(link, text if isinstance(text, str) else link.target)
    return Area(area.name, replace(area.block, values=tuple(map(tuple, rows))))


def link_target(formula: Formula) -> tuple[str, str] | None:
    """(target, text) of a cell made by ``link_formula``, None for any other formula."""
    match = _LINK.fullmatch(formula.text)
    return None if match is None else (match["target"].replace('""', '"'), match["text"].replace('""', '"'))


def _area(name: str, sheet: str, ref: Ref, cells: Mapping[tuple[int, int], Content], looks: Looks | None) -> Area:
    values = tuple(
        tuple(cells.get((row, column)) for column in range(ref.left, ref.right + 1))
        for row in range(ref.top, ref.bottom + 1)
    )
    return Area(name, Block(sheet, ref.top, ref.left, values, looks))


def _narrowed(
    block: Block,
    changed: Mapping[tuple[int, int], Change],
    restyled: Mapping[tuple[int, int], tuple[str, str]],
    *,
    before: bool = False,
) -> Block:
    """The part of a block that changes, as it is to be or as it was; cells and styles that stay are kept."""
    touched = {*changed, *restyled}
    rows = range(min(row for row, _ in touched), max(row for row, _ in touched) + 1)
    columns = range(min(column for _, column in touched), max(column for _, column in touched) + 1)
    values = tuple(tuple(_side(changed.get((row, column)), before) for column in columns) for row in rows)
    styles = None
    if restyled:
        none = (None, None)
        styles = tuple(tuple(restyled.get((r, c), none)[0 if before else 1] for c in columns) for r in rows)
    return Block(block.sheet, rows[0], columns[0], values, styles)


def _side(change: Change | None, before: bool) -> Content:
    if change is None:
        return KEEP
    return change.before if before else change.after


def _solid(block: Block) -> Iterator[Block]:
    """The cells of a block that are written, as few rectangles as rows with the same written columns make."""
    open_: dict[tuple[int, int], int] = {}
    height = len(block.values)
    for down in range(height + 1):
        spans: set[tuple[int, int]] = set()
        if down < height:
            row = block.values[down]
            spans = set(_runs([at for at, content in enumerate(row) if content is not KEEP]))
        for span in [each for each in open_ if each not in spans]:
            start = open_.pop(span)
            values = tuple(row[span[0] : span[1] + 1] for row in block.values[start:down])
            yield Block(block.sheet, block.row + start, block.column + span[0], values)
        for span in spans:
            open_.setdefault(span, down)


def _filled(block: Block, before: Mapping[tuple[int, int], Content]) -> Block:
    """The same block in fewer rectangles: cells to keep that hold a plain number or nothing are written as they are.

    A cell with a text or a formula is never rewritten, for nobody can say that it would come back the same.
    """
    if sum(1 for _ in _solid(block)) <= _SCATTERED:
        return block
    return replace(
        block,
        values=tuple(
            tuple(
                before.get((row, column))
                if content is KEEP and type(before.get((row, column))) in (int, float, type(None))
                else content
                for column, content in enumerate(line, block.column)
            )
            for row, line in enumerate(block.values, block.row)
        ),
    )


def _by_style(styles: Sequence[Sequence[str | None]], top: int, left: int) -> dict[str, list[Ref]]:
    """The rectangles of each style: runs along the rows, joined downwards where they are the same."""
    found: dict[str, list[Ref]] = {}
    open_: dict[tuple[int, int, str], int] = {}
    for down in range(len(styles) + 1):
        spans: set[tuple[int, int, str]] = set()
        if down < len(styles):
            row = styles[down]
            at = 0
            while at < len(row):
                style, end = row[at], at
                while end + 1 < len(row) and row[end + 1] == style:
                    end += 1
                if style is not None:
                    spans.add((at, end, style))
                at = end + 1
        for span in [each for each in open_ if each not in spans]:
            start = open_.pop(span)
            found.setdefault(span[2], []).append(Ref(top + start, left + span[0], top + down - 1, left + span[1]))
        for span in spans:
            open_.setdefault(span, down)
    return found


def _joined(parts: Iterable[Ref]) -> Iterator[list[Ref]]:
    """Rectangles gathered so that their addresses fit in one call."""
    several: list[Ref] = []
    length = 0
    for part in parts:
        size = len(_a1(part)) + 1
        if several and length + size > _ADDRESS:
            yield several
            several, length = [], 0
        several.append(part)
        length += size
    if several:
        yield several


def _absolute(row: int, column: int) -> str:
    return re.sub(r"(?<=[A-Z])(?=\d)", "$", address(row, column))
