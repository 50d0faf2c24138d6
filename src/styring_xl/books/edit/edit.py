"""A patch applied to the parts of a workbook: pure, from one package to another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from itertools import chain

import numpy as np
from msgspec import Struct

from styring_xl.books.edit.applied import Changes, Named, Obstructed, SheetChanges
from styring_xl.books.edit.compare import (
    Differences,
    content_of,
    differences,
    last_row,
    lowest,
    plain_block,
    plain_name,
    style_of,
)
from styring_xl.books.edit.obstacle import Obstacles
from styring_xl.books.edit.original import Original
from styring_xl.books.edit.parts import NewParts
from styring_xl.books.ooxml.content import date_format
from styring_xl.books.ooxml.links import read_links, replace_links
from styring_xl.books.ooxml.markup import Spliced, check
from styring_xl.books.ooxml.move.follow import Move, Moves, follow_in_sheet
from styring_xl.books.ooxml.move.sparklines import follow_sparklines
from styring_xl.books.ooxml.move.transplant import add_sheets
from styring_xl.books.ooxml.move.widen import anchors, drawings, moved_charts, widened_columns
from styring_xl.books.ooxml.package import Package
from styring_xl.books.ooxml.sheetxml import SheetXml
from styring_xl.books.ooxml.styles import Styles
from styring_xl.books.ooxml.workbook import Workbook
from styring_xl.books.ooxml.workbookxml import parse_names
from styring_xl.books.ooxml.write.band import FEWEST, KEEP_STYLE, RowBand, is_plain
from styring_xl.books.ooxml.write.folds import with_folds
from styring_xl.books.ooxml.write.plan import RESET_STYLE, FigureCells, SheetPlan
from styring_xl.books.ooxml.write.writer import styles_at, write_cells
from styring_xl.cells.book import Obstacle
from styring_xl.cells.cell import Formula, Keep, Value
from styring_xl.cells.column_contents import EMPTY, FIGURE
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import NORMAL, Block, Link, Patch, RowLooks
from styring_xl.cells.widening import Widening, widening
from styring_xl.errors import StyringError
from styring_xl.model.arrays import Flags
from styring_xl.model.numbering import numbered

_UNDATED = frozenset((float, int, str, bool, type(None)))


class Edited(Struct, frozen=True):
    """A package after a patch, and what the patch did to it."""

    package: Package
    changes: Changes
    sheets: tuple[str, ...]
    names: Named
    obstacles: tuple[Obstacle, ...]


def _rows(new: Ref, old: Ref | None) -> range:
    """The rows from the first to the last of two rectangles."""
    places = (new,) if old is None else (new, old)
    return range(min(each.top for each in places), max(each.bottom for each in places) + 1)


def _take_looks(block: Block, plan: SheetPlan, looks: dict[int, int]) -> None:
    """Cells of the block that are not there yet get these looks, by column."""
    empty = [(column.kinds == EMPTY) & ~column.has_formula for column in block.columns]
    for down, number in enumerate(range(block.row, block.row + block.height)):
        plan.fresh[number] = looks
        # An empty cell among them is to look like its neighbours.
        contents = plan.contents.setdefault(number, {})
        for column, cells in enumerate(empty, block.column):
            if cells[down]:
                contents.setdefault(column, None)


AS_BEFORE = "\0"
"""The style of a cell that is to look as ``Looks`` says, instead of a named one."""


def _are_figures(block: Block) -> Flags:
    """Which cells of a block get a figure or nothing, row by row."""
    return np.array(
        [((column.kinds == FIGURE) | (column.kinds == EMPTY)) & ~column.has_formula for column in block.columns]
    ).T


class OldLooks(Struct, frozen=True):
    """How some cells looked in another workbook: its styles, and the style index of each cell by sheet."""

    styles: Styles
    cells: Mapping[str, Mapping[tuple[int, int], int]]


class Template:
    """The template workbook, opened when something of it is needed."""

    def __init__(self, make: Callable[[], bytes] | None) -> None:
        self._make = make

    @cached_property
    def book(self) -> Workbook | None:
        """The workbook that sheets and styles are taken from, made when first asked for; None where there is none."""
        return None if self._make is None else Workbook(Package.parse(self._make()))

    @property
    def styles(self) -> Styles | None:
        """Its styles."""
        return None if self.book is None else self.book.styles


class Edit:
    """One patch on its way into one workbook. ``grids`` may hold sheets already read."""

    def __init__(
        self,
        book: Workbook,
        patch: Patch,
        template: Template,
        grids: Mapping[str, Grid] | None = None,
        looks: OldLooks | None = None,
    ) -> None:
        self.patch = patch
        self.looks = looks
        self.template = template
        self.added: tuple[str, ...] = ()
        if patch.sheets:
            source = template.book
            if source is None:
                raise StyringError("Der mangler en skabelon at hente de nye ark fra.")
            package = add_sheets(book, source, patch.sheets)
            self.added = tuple(each.name for each in patch.sheets)
            book = Workbook(package)
        self.book = book
        self.original = Original(book, patch, grids)
        self._finder = Obstacles(self.original)
        self.parts = NewParts(book)
        self.styles = Styles(book.styles.data)
        self._style_indices: dict[str, int] = {}
        self._adopted: dict[int, int] = {}
        self.plans: dict[str, SheetPlan] = {}
        self.counts: dict[str, int] = {}
        self.widenings: dict[str, Widening] = {}

    def style_index(self, name: str) -> int:
        """The style index of a named cell style, taken from the template when the workbook lacks it."""
        key = name.lower()
        if key not in self._style_indices:
            index = self.styles.named(name)
            if index is None:
                index = self.styles.named(name, self.template.styles)
            if index is None:
                raise StyringError(f"Celletypografien »{name}« findes ikke.")
            self._style_indices[key] = index
        return self._style_indices[key]

    def _put(self, grid: Grid, block: Block) -> None:
        key = grid.sheet
        plan = self.plans.setdefault(key, SheetPlan())
        block = plain_block(block)
        plan.take_apart(block.row, block.row + block.height - 1)
        fresh = self._looks_like(block)
        free = self._free_from(grid, block, plan)
        self._put_rows(grid, block if free is None else block.part(0, free), plan, fresh)
        if free is not None:
            below = block.part(free, block.height)
            band = self._band(below, fresh)
            # A day that nothing shows as one gets a look of its own, cell by cell.
            if all(look != KEEP_STYLE and self.styles.is_date(look) for look in band.looks_of_days()):
                plan.bands.append(band)
                self.counts[key] = self.counts.get(key, 0) + band.count()
            else:
                self._put_rows(grid, below, plan, fresh)

    def _put_rows(self, grid: Grid, block: Block, plan: SheetPlan, fresh: dict[int, int]) -> None:
        """Plan the cells of a block that change: those of rows that get nothing but figures by the column."""
        found = differences(grid, block)
        changed = found.changed
        rows = np.any(changed, axis=1)
        if block.like is None and self.looks is None and rows.sum() >= FEWEST:
            by_figures = rows & ~(changed & ~_are_figures(block)).any(axis=1)
            by_figures[[number - block.row for number in plan.contents if 0 <= number - block.row < len(rows)]] = False
            if by_figures.sum() >= FEWEST:
                plan.figures.append(self._figures(block, found, by_figures))
                self.counts[grid.sheet] = self.counts.get(grid.sheet, 0) + int(changed[by_figures].sum())
                rows &= ~by_figures
        cells: dict[int, dict[int, Value | Formula]] = {}
        left = changed & rows[:, None]
        for column, contents in enumerate(block.columns):
            some = left[:, column].nonzero()[0]
            if not len(some):
                continue
            taken = contents if len(some) == len(contents) else contents.take(some)
            for down, content in zip(some.tolist(), taken.cells(), strict=True):
                assert not isinstance(content, Keep)
                cells.setdefault(down, {})[block.column + column] = content
        for down in sorted(cells):
            self._put_cells(grid, block, down, cells[down], found.restyled[down])
        if block.like is not None:
            _take_looks(block, plan, fresh)

    def _put_cells(self, grid: Grid, block: Block, down: int, new: dict[int, Value | Formula], restyled: Flags) -> None:
        key, row = grid.sheet, block.row + down
        plan = self.plans[key]
        kept = plan.contents.setdefault(row, new)
        self.counts[key] = self.counts.get(key, 0) + len(new) - (0 if kept is new else len(kept.keys() & new.keys()))
        kept.update(new)
        if block.looks is None or not restyled.any():
            return
        planned = plan.styles.setdefault(row, {})
        looks = block.looks.kinds[block.looks.kind[down]]
        for at in np.flatnonzero(restyled).tolist():
            column, style = block.column + at, looks[at]
            assert style is not None
            same_as = self.looks is not None and style == AS_BEFORE
            planned[column] = self._look(key, row, column) if same_as else self.style_index(style)

    def _figures(self, block: Block, found: Differences, rows: Flags) -> FigureCells:
        """The cells that change in some rows of a block, which get figures or nothing."""
        down, across = np.nonzero(found.changed & rows[:, None])
        numbers = np.array([column.numbers for column in block.columns]).T
        empty = np.array([column.kinds == EMPTY for column in block.columns]).T
        styles = np.full(len(down), KEEP_STYLE, np.int32)
        restyled = found.restyled[down, across]
        if block.looks is not None and restyled.any():
            width = len(block.columns)
            found_looks, (at,) = numbered(block.looks.kind[down[restyled]] * width + across[restyled])
            named = [block.looks.kinds[each // width][each % width] or NORMAL for each in found_looks.tolist()]
            styles[restyled] = np.array([self.style_index(name) for name in named])[at]
        values = np.where(empty, np.nan, numbers)[down, across]
        places = (block.row + down).astype(np.int32), (block.column + across).astype(np.int32)
        return FigureCells(*places, values, styles)

    def _free_from(self, grid: Grid, block: Block, plan: SheetPlan) -> int | None:
        """From which of its rows on a large block is below all that stands there or is planned, None when it is not."""
        if block.height < FEWEST or self.looks is not None:
            return None
        planned = max((*plan.contents, *(int(each.rows[-1]) for each in plan.figures)), default=0)
        at = max(lowest(grid), planned, block.row - 1) + 1 - block.row
        if block.height - at < FEWEST:
            return None
        return at if all(map(is_plain, block.part(at, block.height).columns)) else None

    def _band(self, block: Block, fresh: dict[int, int]) -> RowBand:
        looks = block.looks or RowLooks.of([(None,) * len(block.columns)] * block.height)
        return RowBand(
            block.row, block.column, block.columns, tuple(map(self._looks_of, looks.kinds)), looks.kind, fresh
        )

    def _looks_of(self, styles: tuple[str | None, ...]) -> tuple[int, ...]:
        """The style indices of a row where nothing stands yet, which looks like any other."""
        return tuple(
            KEEP_STYLE if style is None or plain_name(style) == plain_name(NORMAL) else self.style_index(style)
            for style in styles
        )

    def _looks_like(self, block: Block) -> dict[int, int]:
        """By column, the style indices of the row that new cells of the block are to look like; of none, nothing."""
        if block.like is None:
            return {}
        sheet = self.book.sheet(block.sheet)
        columns = set(range(block.column, block.column + len(block.columns)))
        found = styles_at(self.original.xml(sheet), {block.like: columns})
        return {column: style for (_, column), style in found.items()}

    def _look(self, sheet: str, row: int, column: int) -> int:
        assert self.looks is not None
        index = self.looks.cells[sheet.lower()].get((row, column), 0)
        if index not in self._adopted:
            self._adopted[index] = self.styles.adopt(self.looks.styles, index)
        return self._adopted[index]

    def _wipe_rest(self, grid: Grid, old: Ref, new: Ref) -> None:
        """Empty what stands in the old rectangle and outside the new one."""
        last = max(len(grid.rows), last_row(grid.styles))
        columns = range(old.left, old.right + 1)
        beside = [column for column in columns if not new.left <= column <= new.right]
        if beside:
            self.plans[grid.sheet].take_apart(old.top, old.bottom)
        for row in range(old.top, min(old.bottom, last) + 1):
            for column in beside if new.top <= row <= new.bottom else columns:
                self._wipe(grid, row, column)

    def _wipe(self, grid: Grid, row: int, column: int) -> None:
        plan = self.plans.setdefault(grid.sheet, SheetPlan())
        plan.contents.setdefault(row, {})[column] = None
        plan.styles.setdefault(row, {})[column] = RESET_STYLE
        if content_of(grid, row, column) is not None or style_of(grid, row, column) != NORMAL:
            self.counts[grid.sheet] = self.counts.get(grid.sheet, 0) + 1

    def run(self) -> Edited:
        """Apply the patch. Raises Obstructed when a cell of a plain block cannot be written without harm."""
        left = self._finder.of_areas(self.patch.areas)
        hard = self._finder.of_blocks(self.patch.blocks)
        if hard:
            raise Obstructed(hard)
        names: dict[str, tuple[str, Ref]] = {}
        links: dict[str, list[tuple[list[Ref], tuple[Link, ...]]]] = {}
        for area in self.patch.areas:
            if area.name in left:
                continue
            block = area.block
            grid = self.original.grid(block.sheet)
            old = self.original.old_ref(area.name, block.sheet)
            new = area.ref
            names[area.name] = (grid.sheet, new)
            self._put(grid, block)
            if (wider := widening(old, new, area.widths)) is not None:
                self.widenings[grid.sheet] = wider
            if old is not None:
                self._wipe_rest(grid, old, new)
            if area.links or self._linked(grid.sheet, [new, *([old] if old else [])]):
                links.setdefault(grid.sheet, []).append(([new, *([old] if old else [])], area.links))
        for block in self.patch.blocks:
            grid = self.original.grid(block.sheet)
            self._put(grid, block)
        for name in self.patch.names:
            names[name.name] = (self.book.sheet(name.sheet).name, name.ref)
        placed = [(name, self.book.resolve(name), where) for name, where in names.items()]
        moving = {where[0] for _, old, where in placed if old != where}
        # What stays beside something that moves is named too, so that it is not taken along, nor back by an undo.
        named = tuple(each for each in placed if each[2][0] in moving)
        moves = self._moves(named)
        formulas_changed = self._write_sheets(names, links, moves)
        self.parts.follow(moves)
        self._move_charts()
        self.parts.write_names(named, moves, self.widenings, changed=any(self.counts.values()) or bool(self.added))
        if formulas_changed or self.added:
            self.parts.drop_calc_chain()
        self.parts.write_styles(self.styles)
        changes = Changes(
            [
                SheetChanges(self.original.grid(sheet), plan, self.counts.get(sheet, 0))
                for sheet, plan in self.plans.items()
            ]
        )
        return Edited(self.book.package.changed_by(self.parts.all), changes, self.added, named, tuple(left.values()))

    def _move_charts(self) -> None:
        """Our own charts on sheets with more columns are not to stand over them; what the user has drawn stays."""
        for area in self.patch.areas:
            sheet = self.book.sheet(area.block.sheet).name
            if not area.widths or sheet not in self.widenings:
                continue
            ours = {each.name for each in parse_names(self.book.workbook) if self.original.old_ref(each.name, sheet)}
            for part in drawings(self.book, sheet):
                data = check(self.book.package.read(part))
                new = moved_charts(data, self.widenings[sheet], ours, self._template_anchors(area.name))
                if new != data:
                    self.parts.new[part] = new

    def _template_anchors(self, area: str) -> dict[str, bytes]:
        """Where the template has what is drawn on the sheet of an area, by name."""
        source = self.template.book
        place = None if source is None else source.resolve(area)
        if source is None or place is None:
            return {}
        parts = [check(source.package.read(part)) for part in drawings(source, place[0])]
        return {name: anchor for part in parts for name, anchor in anchors(part).items()}

    def _linked(self, sheet: str, refs: list[Ref]) -> bool:
        return any(cell in ref for cell in read_links(self.original.tail(sheet)) for ref in refs)

    def _moves(self, named: Named) -> dict[str, Moves]:
        """The sheets on which anything moves, with what stays there."""
        found: dict[str, list[Move]] = {}
        for _, old, new in named:
            if old is not None and old[0] == new[0]:
                found.setdefault(new[0], []).append(Move(old[1], new[1]))
        for growth in self.patch.growths:
            found.setdefault(self.book.sheet(growth.sheet).name, []).append(Move(growth.old, growth.new))
        return {
            sheet: Moves(sheet, tuple(moves))
            for sheet, moves in found.items()
            if any(move.old != move.new for move in moves)
        }

    def _write_sheets(
        self,
        written: Collection[str],
        links: Mapping[str, list[tuple[list[Ref], tuple[Link, ...]]]],
        moves: Mapping[str, Moves],
    ) -> bool:
        """Every sheet that changes; ``written`` are the names of the areas that do."""
        names = dict.fromkeys((*self.plans, *links, *moves))
        changed = [self._write_sheet(name, written, links.get(name), moves) for name in names]
        return any(changed)

    def _write_sheet(
        self,
        name: str,
        written: Collection[str],
        links: list[tuple[list[Ref], tuple[Link, ...]]] | None,
        moves: Mapping[str, Moves],
    ) -> bool:
        """One of them; whether a formula came or went. Nothing of its part is left when it has been packed."""
        sheet = self.book.sheet(name)
        xml = self.original.xml(sheet)
        extra = [] if links is None else replace_links(xml, links)
        for area in self.patch.areas:
            if area.name in written and area.block.sheet.lower() == name.lower():
                old = self.original.old_ref(area.name, name) or area.ref
                extra += follow_sparklines(xml.data, xml.nodes, name, old, area.ref)
        if name in self.widenings:
            extra += widened_columns(xml, self.widenings[name].least)
        if name in moves:
            drawn = tuple(extra)
            extra += (
                change
                for change in follow_in_sheet(xml.data, xml.nodes, moves[name])
                if not any(each.start <= change.start < each.end for each in drawn)
            )
        plan = self.plans.get(name, SheetPlan())
        self._date_styles(xml, plan)
        part, formulas_changed = write_cells(xml, plan, self.book.date1904, extra)
        if self.counts.get(name) or name in moves:
            part = self._fold(name, part, written)
        is_same = part.comes_to(xml.data)
        self.original.release(sheet)
        del xml
        if not is_same:
            self.parts.put_sheet(sheet.part, part.pieces())
        return formulas_changed

    def _fold(self, sheet: str, part: Spliced, written: Collection[str]) -> Spliced:
        """The sheet with the rows of its areas folded as they say; an undo leaves none that it moved folded."""
        for area in self.patch.areas:
            if area.folds is not None and area.name in written and area.block.sheet.lower() == sheet.lower():
                old = self.original.old_ref(area.name, sheet)
                taken = self._others_rows(sheet, area.ref, old)
                folds = [fold.beside(taken) for fold in area.folds]
                part = with_folds(part.whole(), _rows(area.ref, old), folds)
        for name in self.patch.names:
            old = self.original.old_ref(name.name, sheet)
            if self.looks is not None and old is not None and name.sheet.lower() == sheet.lower():
                part = with_folds(part.whole(), _rows(name.ref, old), ())
        return part

    def _others_rows(self, sheet: str, new: Ref, old: Ref | None) -> set[int]:
        """The rows of an area with something of the user's beside it."""
        grid = self.original.grid(sheet)
        left, right = new.left, max(new.right, 0 if old is None else old.right)
        taken = set()
        for number in _rows(new, old):
            cells = grid.rows[number - 1] if number <= len(grid.rows) else ()
            if any(value is not None for value in (*cells[: left - 1], *cells[right:])):
                taken.add(number)
        return taken | {row for row, column in grid.formulas if not left <= column <= right}

    def _date_styles(self, xml: SheetXml, plan: SheetPlan) -> None:
        """Give cells that get a date, but whose style shows plain numbers, a style that shows dates."""
        wanted: dict[int, set[int]] = {}
        if _UNDATED.issuperset(map(type, chain.from_iterable(map(dict.values, plan.contents.values())))):
            return
        for row, cells in plan.contents.items():
            columns = {
                column
                for column, content in cells.items()
                if type(content) not in _UNDATED and date_format(content) is not None
            }
            if columns:
                wanted[row] = columns
        if not wanted:
            return
        current = styles_at(xml, wanted, plan.fresh)
        for row, columns in wanted.items():
            for column in columns:
                number = date_format(plan.contents[row][column])
                assert number is not None
                style = plan.style(row, column)
                index = current[row, column] if style < 0 else style
                if not self.styles.is_date(index):
                    plan.styles.setdefault(row, {})[column] = self.styles.with_format(index, number)
