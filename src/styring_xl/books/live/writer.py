"""A plan written into an open workbook, block by block."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from msgspec.structs import replace

from styring_xl.books.live import native
from styring_xl.books.live.cell import write_cell
from styring_xl.books.live.looks import PLAIN
from styring_xl.books.live.openbook import OpenBook
from styring_xl.books.live.plan import LivePlan
from styring_xl.books.live.rectangle import absolute, by_style, joined, outside, solid, union
from styring_xl.books.live.sparklines import follow_sparklines
from styring_xl.cells.cell import quote_sheet
from styring_xl.cells.formula import range_address
from styring_xl.cells.grid import Ref
from styring_xl.cells.patch import Area, Block, Fold, Growth, Name, NewSheet, Patch
from styring_xl.cells.widening import Widening, widening
from styring_xl.errors import StyringError

_BY_COLUMNS: Final = 2
_ABOVE: Final = 0
"""Excel's word for a group's row that stands above its rows."""
CHARTED: Final = 20
"""Figures behind a chart stand this far to the right or farther, away from what people read."""


class Writer:
    """Writes plans into one open workbook."""

    def __init__(self, open_: OpenBook) -> None:
        self._open = open_
        self._looks: dict[str, dict[str, list[Ref]]] = {}
        """The rectangles that are to have a style, by sheet and style."""
        self._bare: dict[str, list[Ref]] = {}
        """What areas have given up, by sheet: plain before anything else of the sheet is dressed."""
        self._folds: list[tuple[str, Ref, tuple[Fold, ...]]] = []

    def apply(self, plan: LivePlan, progress: Callable[[str], None] = lambda text: None) -> None:
        """Write a plan. When a write fails, what was written is taken back before it raises."""
        done: list[Callable[[], None]] = []
        try:
            for sheet in plan.patch.sheets:
                self._add(sheet, done)
            growths = [each for each in plan.patch.growths if each.new.bottom >= each.old.bottom]
            for growth in growths:
                self._grow(growth, done)
            # Before the cells: if one of them cannot be written, the names say what there is to take back.
            old = [self._place(area, plan.inverse, done) for area in plan.patch.areas]
            for area, before in zip(plan.patch.areas, old, strict=True):
                progress(area.block.sheet)
                self._write_area(area, before)
            for block in plan.patch.blocks:
                progress(block.sheet)
                back = next((b for b in plan.inverse.blocks if (b.sheet, b.ref) == (block.sheet, block.ref)), None)
                if back is not None:
                    done.append(lambda back=back: self._write_block(back))  # type: ignore[misc]
                self._write_block(block)
            for growth in plan.patch.growths:
                if growth not in growths:
                    self._shrink(growth)
            self._dress()
            for name in plan.patch.names:
                self._name(name)
            # Last, as a macro of an earlier edition does not know how, and is then asked nothing more.
            self._fold()
        except BaseException:
            self._looks.clear()
            self._bare.clear()
            self._folds.clear()
            for undo in reversed(done):
                _quietly(undo)
                _quietly(self._dress)
            self._fold()
            raise

    def _add(self, new: NewSheet, done: list[Callable[[], None]]) -> None:
        last = list(self._open.sheets.values())[-1]
        active = self._open.book.sheets.active
        sheet = self._open.book.sheets.add(new.name, after=last)
        done.append(sheet.delete)
        active.activate()
        self._open.sheets[new.name] = sheet

    def _tables(self, growth: Growth) -> Iterator[tuple[Any, Ref]]:
        """The tables whose rows are those that a growth begins with, and where they stand with their headers."""
        old = growth.old
        for table in self._open.sheets[growth.sheet].tables:
            whole = table.range
            height, width = whole.shape
            ref = Ref(whole.row, whole.column, whole.row + height - 1, whole.column + width - 1)
            if (ref.top + 1, ref.bottom) == (old.top, old.bottom) and ref.left <= old.right and old.left <= ref.right:
                yield table, ref

    def _shrink(self, growth: Growth) -> None:
        """A table gives back rows it has got, unless something stands in them."""
        for table, ref in list(self._tables(growth)):
            given_back = self._open.values(growth.sheet, replace(ref, top=growth.new.bottom + 1))
            if all(value is None for row in given_back for value in row):
                table.resize(self._open.range(growth.sheet, replace(ref, bottom=growth.new.bottom)))

    def _grow(self, growth: Growth, done: list[Callable[[], None]]) -> None:
        """A table gets more rows, and those the looks of its last one."""
        old, new = growth.old, growth.new
        try:
            for table, ref in list(self._tables(growth)):
                whole = table.range
                done.append(lambda table=table, whole=whole: table.resize(whole))  # type: ignore[misc]
                table.resize(self._open.range(growth.sheet, replace(ref, bottom=new.bottom)))
            self._open.range(growth.sheet, Ref(old.bottom, new.left, old.bottom, new.right)).copy()
            self._open.range(growth.sheet, Ref(old.bottom + 1, new.left, new.bottom, new.right)).paste("formats")
            self._open.book.app.cut_copy_mode = False
        except NotImplementedError as error:
            raise StyringError(
                "Det regneark, der er åbent, kan ikke få flere rækker i en tabel ad denne vej. Gem og luk det, og brug "
                "kommandoen på den lukkede fil."
            ) from error

    def _place(self, area: Area, inverse: Patch, done: list[Callable[[], None]]) -> Ref | None:
        """Let the name of an area mean where it is to stand; where it stood on its sheet."""
        place = self._open.resolve(area.name)
        old = place[1] if place is not None and place[0] == area.block.sheet else None
        back = next((each for each in inverse.areas if each.name == area.name), None)
        if back is not None:
            done.append(lambda: self._write_area(back, self._place(back, Patch(), [])))
        if old != area.ref:
            self._name(Name(area.name, area.block.sheet, area.ref), known=place is not None)
        return old

    def _write_area(self, area: Area, old: Ref | None) -> None:
        sheet, ref = area.block.sheet, area.ref
        whole = ref if old is None else union(old, ref)
        facts = self._open.overview()
        if facts is None or sheet not in facts.sheets or facts.sheets[sheet].has_links:
            # Before the looks.
            native.delete_links(self._open.range(sheet, whole))
        for part in () if old is None else outside(old, ref):
            self._open.range(sheet, part).clear_contents()
            self._bare.setdefault(sheet, []).append(part)
        self._put(sheet, area.block)
        self._put_styles(area.block)
        if old != ref:
            self._follow(sheet, area.name, old, ref)
        if (wider := widening(old, ref, area.widths)) is not None:
            self._widen(sheet, wider)
        if area.folds is not None:
            self._folds.append((sheet, whole, area.folds))

    def _write_block(self, block: Block) -> None:
        self._put(block.sheet, block)
        self._put_styles(block)

    def _put(self, sheet: str, block: Block) -> None:
        """The contents, in as few rectangles as the cells that must be kept allow."""
        for part in solid(block):
            self._open.range(sheet, part.ref).value = [[write_cell(content) for content in row] for row in part.rows()]

    def _put_styles(self, block: Block) -> None:
        if (styles := block.styles()) is None:
            return
        looks = self._looks.setdefault(block.sheet, {})
        for style, parts in by_style(styles, block.row, block.column).items():
            looks.setdefault(style, []).extend(parts)

    def _dress(self) -> None:
        """Give the cells their styles: all in one call, or style by style where that cannot be.

        Areas share no cells, so all that has one style on a sheet is dressed together.
        """
        looks, bare = self._looks, self._bare
        self._looks, self._bare = {}, {}
        # On a Mac the cells keep the look they have.
        if not native.TELLS_STYLES:
            return
        orders = [
            (sheet, ",".join(range_address(part) for part in several), style)
            for sheet in sorted({*looks, *bare})
            for style, parts in ((PLAIN, bare.get(sheet, [])), *looks.get(sheet, {}).items())
            for several in joined(parts)
        ]
        if orders and not self._open.helper.dress(orders):
            for sheet, where, style in orders:
                self._open.sheets[sheet].range(where).api.Style = style

    def _fold(self) -> None:
        """Fold rows together, each sheet in one call where that can be. Rows that stay open lose nothing, so where the
        program will not, that is all there is to it."""
        orders, self._folds = self._folds, []
        for sheet, ref, folds in orders:
            # AppleScript has no sure way to an outline; on a Mac the rows stay open.
            if sys.platform != "darwin" and not self._open.helper.fold(sheet, ref, folds):
                _quietly(lambda sheet=sheet, ref=ref, folds=folds: self._fold_each(sheet, ref, folds))  # type: ignore[misc]

    def _fold_each(self, sheet: str, ref: Ref, folds: Sequence[Fold]) -> None:
        self._open.sheets[sheet].api.Outline.SummaryRow = _ABOVE
        whole = self._open.range(sheet, ref).api.EntireRow
        if whole.OutlineLevel != 1:
            whole.OutlineLevel = 1
            whole.Hidden = False
        for fold in folds:
            rows = self._open.range(sheet, Ref(fold.first, ref.left, fold.last, ref.left)).api.EntireRow
            rows.OutlineLevel = 2
            if not fold.is_open:
                rows.Hidden = True

    def _name(self, name: Name, *, known: bool = False) -> None:
        ref = name.ref
        text = f"={quote_sheet(name.sheet)}!${absolute(ref.top, ref.left)}:${absolute(ref.bottom, ref.right)}"
        # From here on what it refers to is asked anew, also if setting it fails.
        self._open.forget_name(name.name)
        if known or name.name in self._open.book.names:
            self._open.book.names[name.name].refers_to = text
        else:
            self._open.book.names.add(name.name, text)
        self._open.forget_name(name.name)

    def _follow(self, sheet: str, name: str, old: Ref | None, new: Ref) -> None:
        """A chart that bears an area's name is drawn over its new rows; where none does, sparklines may be."""
        if old is None or new.left < CHARTED:
            return
        charts = self._open.sheets[sheet].charts
        if name in charts:
            # The header stands in the row above the data.
            source = self._open.range(sheet, replace(new, top=new.top - 1))
            if sys.platform == "win32":
                # Left to itself Excel takes rows for series where there are fewer rows than columns.
                charts[name].api[1].SetSourceData(source.api, _BY_COLUMNS)
            else:
                charts[name].set_source_data(source)
        else:
            # An error while sparklines are moved is passed over, so that the figures are written all the same.
            _quietly(lambda: follow_sparklines(self._open.sheets[sheet], old, new))

    def _widen(self, sheet: str, wider: Widening) -> None:
        """Columns that have come are made wide enough, and our own charts and printed columns make room for them."""
        shown = self._open.sheets[sheet]
        for column, width in wider.least.items():
            cells = shown.range((1, column))
            # One that is hidden has no width, and stays so.
            if 0 < (cells.column_width or 0) < width:
                cells.column_width = width
        first, free = (shown.range((1, column)).left for column in (wider.old.right + 1, wider.free))
        for chart in shown.charts:
            place = self._open.resolve(chart.name)
            if place is not None and place[0] == sheet and first <= chart.left + 1 and chart.left < free:
                chart.left = free
        printed = shown.page_setup.print_area
        if printed and (new := wider.printed(printed)) != printed:
            shown.page_setup.print_area = new


def _quietly(undo: Callable[[], None]) -> None:
    try:
        undo()
    except Exception:
        # The first error is the one to tell; one while taking a step back must not take its place.
        return
