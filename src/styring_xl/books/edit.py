"""A patch applied to the parts of a workbook: pure, from one package to another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from styring_xl.books.applied import Changes, Refusal, Refused, SheetChanges
from styring_xl.books.book import Book, Sheet
from styring_xl.books.cell import KEEP, MAX_COLUMN, MAX_ROW, address
from styring_xl.books.chunk import Cells
from styring_xl.books.compare import NORMAL, cells_of, content_of, differences, style_of
from styring_xl.books.content import date_format, normal, same
from styring_xl.books.follow import Move, Moves, follow_in_chart, follow_in_name, follow_in_sheet, follow_in_table
from styring_xl.books.formula import format_range
from styring_xl.books.grid import Grid, Ref
from styring_xl.books.hazard import Hazards
from styring_xl.books.links import read_links, replace_links
from styring_xl.books.markup import RELATIONS, check
from styring_xl.books.package import Package
from styring_xl.books.patch import Area, Block, Link, Patch
from styring_xl.books.plan import RESET_STYLE, Plan
from styring_xl.books.read import Scanned, read_grid
from styring_xl.books.relations import (
    TYPES,
    add_relation,
    add_type,
    content_type,
    drop_relations,
    drop_type,
    relations_part,
    relative_target,
)
from styring_xl.books.sheetxml import SheetXml
from styring_xl.books.sparklines import follow_sparklines
from styring_xl.books.styles import Styles
from styring_xl.books.transplant import add_sheets
from styring_xl.books.workbookxml import ask_for_calculation, parse_names, set_names
from styring_xl.books.writer import styles_at, write_cells
from styring_xl.errors import StyringError

SHOWN = 5
"""So many addresses are named when cells are in the way."""
_UNDATED = frozenset((float, int, str, bool, type(None)))


@dataclass(frozen=True, slots=True)
class Edited:
    """A package after a patch, and what the patch did to it."""

    package: Package
    changes: Changes
    sheets: tuple[str, ...]
    names: tuple[tuple[str, tuple[str, Ref] | None, tuple[str, Ref]], ...]
    refused: tuple[Refusal, ...]


AS_BEFORE = "\0"
"""The style of a cell that is to look as ``Looks`` says, instead of a named one."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How some cells looked in another workbook: its styles, and the style index of each cell by sheet."""

    styles: Styles
    cells: Mapping[str, Mapping[tuple[int, int], int]]


class Template:
    """The template workbook, opened when something of it is needed."""

    def __init__(self, make: Callable[[], bytes] | None) -> None:
        self._make = make

    @cached_property
    def book(self) -> Book | None:
        return None if self._make is None else Book(Package.parse(self._make()))

    @property
    def styles(self) -> Styles | None:
        return None if self.book is None else self.book.styles


class Edit:
    """One patch on its way into one workbook. ``grids`` may hold sheets already read."""

    def __init__(
        self,
        book: Book,
        patch: Patch,
        template: Template,
        grids: Mapping[str, Grid] | None = None,
        looks: Looks | None = None,
    ) -> None:
        self.patch = patch
        self.looks = looks
        self.template = template
        self.original = book
        self.grids: dict[str, Grid] = {name.lower(): grid for name, grid in (grids or {}).items()}
        self.added: tuple[str, ...] = ()
        if patch.sheets:
            source = template.book
            if source is None:
                raise StyringError("Der mangler en skabelon at hente de nye ark fra.")
            package = add_sheets(book, source, patch.sheets)
            self.added = tuple(each.name for each in patch.sheets)
            book = Book(package)
        self.book = book
        self.parts: dict[str, bytes | None] = {}
        self.styles = Styles(book.styles.data)
        self._style_indices: dict[str, int] = {}
        self._xmls: dict[str, SheetXml] = {}
        self._tails: dict[str, bytes] = {}
        self._hazards: dict[str, Hazards] = {}
        self._adopted: dict[int, int] = {}
        self.plans: dict[str, Plan] = {}
        self.counts: dict[str, int] = {}

    def grid(self, sheet: str) -> Grid:
        """A sheet as it stands. When the patch is but single cells, only their columns of it are read."""
        key = sheet.lower()
        if key not in self.grids:
            found = self.book.sheet(sheet)
            columns = self._columns_of(key)
            xml = None
            if columns is not None and found.part not in self._xmls:
                decoder = self.book.decoder
                xml = self.xml(found, lambda cells: decoder.narrowed(cells, columns))
            if xml is None or xml.scanned is None:
                self.grids[key] = self.book.grid(sheet)
            else:
                source = Scanned(xml.scanned, xml.data[xml.rows_node.end :])
                self.grids[key] = read_grid(source, found.name, self.book.decoder, self.book.tables(found))
                xml.scanned = None
        return self.grids[key]

    def _columns_of(self, sheet: str) -> NDArray[np.bool_] | None:
        """The columns that blocks of the patch touch, None when it holds more than blocks."""
        patch = self.patch
        if patch.areas or patch.names or patch.growths or patch.sheets:
            return None
        chosen = np.zeros(MAX_COLUMN + 2, bool)
        for block in patch.blocks:
            if block.sheet.lower() == sheet:
                left = max(block.column, 0)
                chosen[left : left + max(map(len, block.values), default=0)] = True
        return chosen

    def xml(self, sheet: Sheet, take: Callable[[Cells], Cells] | None = None) -> SheetXml:
        if sheet.part not in self._xmls:
            self._xmls[sheet.part] = SheetXml(self.book.package.read(sheet.part), take)
        return self._xmls[sheet.part]

    # What stands in the way.

    def refusals(self) -> list[Refusal]:
        """Areas that would overwrite the user's cells, and single cells that cannot be written."""
        return [*self._area_refusals().values(), *self._block_refusals(self.patch.blocks)]

    def _area_refusals(self) -> dict[str, Refusal]:
        found: dict[str, Refusal] = {}
        for area in self.patch.areas:
            refusal = self._area_refusal(area)
            if refusal is not None:
                found[area.name] = refusal
        return found

    def old_ref(self, name: str, sheet: str) -> Ref | None:
        """Where a name pointed, when it was on this sheet."""
        where = self.book.resolve(name)
        return where[1] if where is not None and where[0].lower() == sheet.lower() else None

    def _area_refusal(self, area: Area) -> Refusal | None:
        block = area.block
        self.book.sheet(block.sheet)
        grid = self.grid(block.sheet)
        old = self.old_ref(area.name, block.sheet)
        taken: list[str] = []
        for row, column, content in cells_of(block):
            if old is not None and (row, column) in old:
                continue
            before = content_of(grid, row, column)
            if before is not None and (content is KEEP or not same(before, normal(content))):
                taken.append(address(row, column))
        if taken:
            shown = ", ".join(taken[:SHOWN]) + (" m.fl." if len(taken) > SHOWN else "")
            text = f"Arket »{block.sheet}« er ikke opdateret: der står noget i {shown}, hvor der er brug for pladsen."
            return Refusal(block.sheet, area.name, tuple(taken[:SHOWN]), text)
        hard = self._block_refusals((block,), area.name)
        return hard[0] if hard else None

    def _block_refusals(self, blocks: Iterable[Block], area: str = "") -> list[Refusal]:
        found: list[Refusal] = []
        for block in blocks:
            sheet = self.book.sheet(block.sheet)
            grid = self.grid(block.sheet)
            top, left = block.row, block.column
            bottom = top + len(block.values) - 1
            right = left + max((len(row) for row in block.values), default=1) - 1
            if top < 1 or left < 1 or bottom > MAX_ROW or right > MAX_COLUMN:
                raise StyringError(f"Der er en celle uden for arket »{block.sheet}«.")
            hazards = self._hazards_of(sheet, grid).within(Ref(top, left, bottom, right))
            if not hazards:
                continue
            for row, new, _ in differences(grid, block):
                for column, content in new.items():
                    reason = next((each.reason for each in hazards if each.stops(row, column)), None)
                    if reason is None or same(content_of(grid, row, column), content):
                        continue
                    place = address(row, column)
                    text = f"Cellen {place} på arket »{block.sheet}« {reason} og kan ikke ændres alene."
                    found.append(Refusal(block.sheet, area, (place,), text))
                    if len(found) >= SHOWN:
                        return found
        return found

    def _hazards_of(self, sheet: Sheet, grid: Grid) -> Hazards:
        if sheet.part not in self._hazards:
            self._hazards[sheet.part] = Hazards.of(grid, self.xml(sheet))
        return self._hazards[sheet.part]

    # What changes.

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
        plan = self.plans.setdefault(key, Plan())
        for row, new, looks in differences(grid, block):
            kept = plan.contents.setdefault(row, new)
            if kept is new:
                self.counts[key] = self.counts.get(key, 0) + len(new)
            else:
                self.counts[key] = self.counts.get(key, 0) + len(new) - len(kept.keys() & new.keys())
                kept.update(new)
            if looks:
                planned = plan.styles.setdefault(row, {})
                for column, style in looks.items():
                    same_as = self.looks is not None and style == AS_BEFORE
                    planned[column] = self._look(key, row, column) if same_as else self.style_index(style)

    def _take_looks(self, block: Block, row: int) -> None:
        """Cells of the block that are not there yet get the looks of those of another row."""
        sheet = self.book.sheet(block.sheet)
        columns = set(range(block.column, block.column + max(map(len, block.values), default=0)))
        found = styles_at(self.xml(sheet), {row: columns})
        looks = {column: style for (_, column), style in found.items()}
        plan = self.plans[self.grid(block.sheet).sheet]
        for number, values in enumerate(block.values, block.row):
            plan.fresh[number] = looks
            # An empty cell among them is to look like its neighbours.
            contents = plan.contents.setdefault(number, {})
            for column, content in enumerate(values, block.column):
                if content is None:
                    contents.setdefault(column, None)

    def _look(self, sheet: str, row: int, column: int) -> int:
        assert self.looks is not None
        index = self.looks.cells[sheet.lower()].get((row, column), 0)
        if index not in self._adopted:
            self._adopted[index] = self.styles.adopt(self.looks.styles, index)
        return self._adopted[index]

    def _wipe(self, grid: Grid, row: int, column: int) -> None:
        plan = self.plans.setdefault(grid.sheet, Plan())
        plan.contents.setdefault(row, {})[column] = None
        plan.styles.setdefault(row, {})[column] = RESET_STYLE
        if content_of(grid, row, column) is not None or style_of(grid, row, column) != NORMAL:
            self.counts[grid.sheet] = self.counts.get(grid.sheet, 0) + 1

    def run(self) -> Edited:
        """Apply the patch. Raises Refused when a cell of a plain block cannot be written without harm."""
        refused = self._area_refusals()
        hard = self._block_refusals(self.patch.blocks)
        if hard:
            raise Refused(hard)
        names: dict[str, tuple[str, Ref]] = {}
        links: dict[str, list[tuple[list[Ref], tuple[Link, ...]]]] = {}
        for area in self.patch.areas:
            if area.name in refused:
                continue
            block = area.block
            grid = self.grid(block.sheet)
            old = self.old_ref(area.name, block.sheet)
            new = area.ref
            names[area.name] = (grid.sheet, new)
            self._put(grid, block)
            if old is not None:
                last = max(len(grid.rows), max((row for row, _ in grid.styles), default=0))
                for row in range(old.top, min(old.bottom, last) + 1):
                    for column in range(old.left, old.right + 1):
                        if (row, column) not in new:
                            self._wipe(grid, row, column)
            if area.links or self._linked(grid.sheet, [new, *([old] if old else [])]):
                links.setdefault(grid.sheet, []).append(([new, *([old] if old else [])], area.links))
        for block in self.patch.blocks:
            grid = self.grid(block.sheet)
            self._put(grid, block)
            if block.like is not None:
                self._take_looks(block, block.like)
        for name in self.patch.names:
            names[name.name] = (self.book.sheet(name.sheet).name, name.ref)
        named = tuple(
            (name, self.book.resolve(name), where) for name, where in names.items() if self.book.resolve(name) != where
        )
        moves = self._moves(named)
        formulas_changed = self._write_sheets(names, links, moves)
        self._follow(moves)
        self._write_workbook(named, moves, formulas_changed)
        self._write_styles()
        changes = Changes(
            [SheetChanges(self.grid(sheet), plan, self.counts.get(sheet, 0)) for sheet, plan in self.plans.items()]
        )
        return Edited(self.book.package.changed_by(self.parts), changes, self.added, named, tuple(refused.values()))

    def _tail(self, sheet: str) -> bytes:
        if sheet not in self._tails:
            self._tails[sheet] = self.book.tail(sheet)
        return self._tails[sheet]

    def _linked(self, sheet: str, refs: list[Ref]) -> bool:
        return any(cell in ref for cell in read_links(self._tail(sheet)) for ref in refs)

    def _moves(self, named: tuple[tuple[str, tuple[str, Ref] | None, tuple[str, Ref]], ...]) -> dict[str, Moves]:
        found: dict[str, list[Move]] = {}
        for _, old, new in named:
            if old is not None and old[0] == new[0] and old[1] != new[1]:
                found.setdefault(new[0], []).append(Move(old[1], new[1]))
        for growth in self.patch.growths:
            found.setdefault(self.book.sheet(growth.sheet).name, []).append(Move(growth.old, growth.new))
        return {sheet: Moves(sheet, tuple(moves)) for sheet, moves in found.items()}

    def _write_sheets(
        self,
        written: Collection[str],
        links: Mapping[str, list[tuple[list[Ref], tuple[Link, ...]]]],
        moves: Mapping[str, Moves],
    ) -> bool:
        """Every sheet that changes; ``written`` are the names of the areas that do."""
        formulas_changed = False
        for name in dict.fromkeys((*self.plans, *links, *moves)):
            sheet = self.book.sheet(name)
            xml = self.xml(sheet)
            extra = replace_links(xml, links[name]) if name in links else []
            for area in self.patch.areas:
                if area.name in written and area.block.sheet.lower() == name.lower():
                    old = self.old_ref(area.name, name) or area.ref
                    extra += follow_sparklines(xml.data, xml.nodes, name, old, area.ref)
            if name in moves:
                drawn = tuple(extra)
                extra += (
                    change
                    for change in follow_in_sheet(xml.data, xml.nodes, moves[name])
                    if not any(each.start <= change.start < each.end for each in drawn)
                )
            plan = self.plans.get(name, Plan())
            self._date_styles(xml, plan)
            data, changed = write_cells(xml, plan, self.book.date1904, extra)
            formulas_changed = formulas_changed or changed
            if data != xml.data:
                self.parts[sheet.part] = data
            self._xmls.pop(sheet.part)
        return formulas_changed

    def _date_styles(self, xml: SheetXml, plan: Plan) -> None:
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

    def _follow(self, moves: Mapping[str, Moves]) -> None:
        """Tables of the sheets that moved, and charts anywhere."""
        package = self.book.package
        for name, move in moves.items():
            for relation in self.book.relations(self.book.sheet(name).part):
                if relation.kind == "table" and relation.part is not None and relation.part in package:
                    old = self.parts.get(relation.part) or check(package.read(relation.part))
                    new = follow_in_table(old, move)
                    if new != old:
                        self.parts[relation.part] = new
        if not moves:
            return
        for part in package.names:
            if part.endswith(".xml") and "chart" in content_type(self.book.types, part).rpartition(".")[2]:
                data = check(package.read(part))
                new = data
                for move in moves.values():
                    new = follow_in_chart(new, move)
                if new != data:
                    self.parts[part] = new

    def _write_workbook(
        self,
        named: tuple[tuple[str, tuple[str, Ref] | None, tuple[str, Ref]], ...],
        moves: Mapping[str, Moves],
        formulas_changed: bool,
    ) -> None:
        book = self.book
        texts: dict[tuple[str, int | None], str] = {}
        for each in parse_names(book.workbook):
            text = each.text
            for move in moves.values():
                text = follow_in_name(each.name, text, move)
            if text != each.text:
                texts[each.name, each.local] = text
        for name, _, (sheet, ref) in named:
            texts = {key: text for key, text in texts.items() if (key[0].lower(), key[1]) != (name.lower(), None)}
            texts[name, None] = format_range(sheet, ref)
        workbook = set_names(book.workbook, texts) if texts else book.workbook
        if any(self.counts.values()) or texts or self.added:
            workbook = ask_for_calculation(workbook)
        if workbook != book.workbook:
            self.parts[book.main] = workbook
        if formulas_changed or self.added:
            self._drop_calc_chain()

    def _drop_calc_chain(self) -> None:
        """An entry for a cell without a formula makes Excel repair the file; Excel builds the chain anew."""
        book = self.book
        gone = [each for each in book.main_relations if each.kind == "calcChain"]
        if not gone:
            return
        relations = relations_part(book.main)
        self.parts[relations] = drop_relations(
            self.parts.get(relations) or book.package.read(relations), {each.id for each in gone}
        )
        types = self.parts.get(TYPES) or book.types
        for each in gone:
            if each.part is not None:
                types = drop_type(types, each.part)
                if each.part in book.package:
                    self.parts[each.part] = None
        self.parts[TYPES] = types

    def _write_styles(self) -> None:
        data = self.styles.render()
        if data is None:
            return
        book = self.book
        part = book.related("styles")
        if part is None:
            folder = book.main.rpartition("/")[0]
            part = f"{folder}/styles.xml".lstrip("/")
            kind = RELATIONS[book.is_strict] + "/styles"
            relations = relations_part(book.main)
            found = book.package.find(relations)
            old = self.parts.get(relations) or (book.package.read(found) if found else None)
            self.parts[relations], _ = add_relation(old, kind, relative_target(book.main, part))
            self.parts[TYPES] = add_type(
                self.parts.get(TYPES) or book.types,
                part,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
            )
        self.parts[part] = data


def overlap(one: Ref, other: Ref) -> bool:
    """True when two rectangles share a cell."""
    return one.top <= other.bottom and other.top <= one.bottom and one.left <= other.right and other.left <= one.right
