"""How a patch meets an open workbook: what differs, what is in the way, what takes it back."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl.books.live.cell import contents_same
from styring_xl.books.live.looks import Wardrobe, dressed
from styring_xl.books.live.openbook import OpenBook
from styring_xl.books.live.plan import (
    LivePlan,
    area_of,
    changes_between,
    filled,
    narrowed,
    with_links,
    written_cells,
)
from styring_xl.books.live.reader import Reader
from styring_xl.books.live.rectangle import union
from styring_xl.cells.book import Change, Obstacle
from styring_xl.cells.grid import Ref
from styring_xl.cells.hazard import Hazards, merged_cells, table_edges
from styring_xl.cells.patch import Area, Block, Growth, Patch
from styring_xl.errors import StyringError


class _PlanDraft(Struct):
    """A plan in the making: what to write, what to take back, and what differs."""

    areas: list[Area] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    back: list[Area] = field(default_factory=list)
    back_blocks: list[Block] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)

    def plan(self, patch: Patch) -> LivePlan:
        """What is left of the patch."""
        left = Patch(patch.sheets, tuple(self.areas), tuple(self.blocks), patch.names, patch.growths)
        shrunk = tuple(Growth(each.sheet, each.new, each.old) for each in patch.growths)
        inverse = Patch(areas=tuple(self.back), blocks=tuple(self.back_blocks), growths=shrunk)
        return LivePlan(left, tuple(self.changes), inverse, tuple(self.obstacles))


class Planner:
    """Makes plans for one open workbook."""

    def __init__(self, open_: OpenBook, reader: Reader) -> None:
        self._open, self._reader, self._wardrobe = open_, reader, Wardrobe(open_)

    def plan(self, patch: Patch, *, reversible: bool = True) -> LivePlan:
        """What the patch would change here. Writes nothing. Not ``reversible``: the inverse knows no styles of areas.

        Raises StyringError when a sheet that must be written is protected, or filtered so that rows are hidden.
        """
        new = {sheet.name for sheet in patch.sheets}
        self._prepare(patch, new, reversible=reversible)
        draft = _PlanDraft()
        for area in patch.areas:
            if area.block.sheet in new:
                self._new_area(draft, area)
            else:
                self._area(draft, area, reversible=reversible)
        for block in patch.blocks:
            if block.sheet in new:
                draft.blocks.append(block)
            else:
                self._block(draft, block)
        plan = draft.plan(patch)
        for sheet in plan.sheets:
            if sheet not in new:
                self._writable(sheet)
        return plan

    def _new_area(self, draft: _PlanDraft, area: Area) -> None:
        """An area of a sheet that is added: all of it is written."""
        linked = with_links(area)
        draft.areas.append(linked)
        draft.changes.extend(changes_between(area.block.sheet, {}, written_cells(linked.block)))

    def _area(self, draft: _PlanDraft, area: Area, *, reversible: bool) -> None:
        """An area is written whole when anything of it differs, and not at all when cells of the user's are in it."""
        sheet, linked, old, ref = area.block.sheet, with_links(area), self._old(area), area.ref
        before = self._reader.contents(sheet, ref if old is None else union(old, ref))
        after = written_cells(linked.block)
        # Most often it is as large as it was: then all that stands in it is its own.
        taken = (
            []
            if old == ref
            else [
                cell
                for cell, content in before.items()
                if cell in ref and (old is None or cell not in old) and not contents_same(content, after.get(cell))
            ]
        )
        if taken:
            draft.obstacles.append(Obstacle.of_area(sheet, area.name, sorted(taken)))
            return
        inside = (
            before
            if old == ref
            else {cell: content for cell, content in before.items() if cell in ref or (old and cell in old)}
        )
        found = list(changes_between(sheet, inside, after))
        looks = self._wardrobe.before(sheet, old, area) if reversible and old is not None else None
        cannot = self._cannot(sheet, found, self._open.known_merges(sheet))
        if cannot:
            (row, column), reason = next(iter(cannot.items()))
            draft.obstacles.append(Obstacle.of_cell(sheet, area.name, (row, column), reason))
            return
        stands = old == ref and dressed(looks, area.block.styles())
        if found or not stands:
            if stands and looks is not None and self._open.keeps_looks(sheet):
                linked = replace(linked, block=replace(linked.block, looks=None))
            draft.areas.append(self._folded(linked, old))
            draft.changes.extend(found)
            if old is not None:
                back = area_of(area.name, sheet, old, before, looks)
                # How the rows were folded is not asked for; open, they show all they hold.
                draft.back.append(back if area.folds is None else replace(back, folds=()))

    def _folded(self, area: Area, old: Ref | None) -> Area:
        """The area, in which no rows are folded away that something of the user's stands beside."""
        if not area.folds:
            return area
        ref, (_, width) = area.ref, self._open.size(area.block.sheet)
        right = max(ref.right, 0 if old is None else old.right)
        sides = [replace(ref, left=1, right=ref.left - 1), replace(ref, left=right + 1, right=width)]
        taken = {
            row for side in sides if side.left <= side.right for row, _ in self._reader.contents(area.block.sheet, side)
        }
        return replace(area, folds=tuple(fold.beside(taken) for fold in area.folds))

    def _block(self, draft: _PlanDraft, block: Block) -> None:
        """Of a block only the cells that differ are written, in as few rectangles as that takes.

        Cells that cannot be changed alone are left out.
        """
        before = self._reader.contents(block.sheet, block.ref)
        after = written_cells(block)
        found = list(changes_between(block.sheet, {cell: c for cell, c in before.items() if cell in after}, after))
        # Cells hidden under a merged one are empty, so merged cells matter only where empty cells are to be filled.
        empty = [change for change in found if change.before is None]
        merged = self._open.merged_in(block.sheet, _around(empty)) if empty else ()
        cannot = self._cannot(block.sheet, found, merged)
        draft.obstacles.extend(Obstacle.of_cell(block.sheet, "", cell, reason) for cell, reason in cannot.items())
        found = [change for change in found if (change.row, change.column) not in cannot]
        restyled = self._wardrobe.restyled(block)
        if found or restyled:
            changed = {(change.row, change.column): change for change in found}
            draft.blocks.append(filled(narrowed(block, changed, restyled), before))
            draft.back_blocks.append(filled(narrowed(block, changed, restyled, before=True), before))
            draft.changes.extend(found)

    def _cannot(self, sheet: str, changes: Sequence[Change], merged: Sequence[Ref]) -> dict[tuple[int, int], str]:
        """The cells among some changes of a sheet that cannot be changed alone, and why.

        A formula over several cells is not among them: a program shows it in each, and formulas are never changed.
        """
        if not changes:
            return {}
        hazards = Hazards([*merged_cells(merged), *table_edges(self._open.known_tables(sheet))])
        stopped = hazards.within(_around(changes))
        reasons = {(each.row, each.column): stopped.reason(each.row, each.column) for each in changes}
        return {cell: reason for cell, reason in reasons.items() if reason is not None}

    def _old(self, area: Area) -> Ref | None:
        """Where an area stood, when it was on this sheet."""
        place = self._open.resolve(area.name)
        return place[1] if place is not None and place[0] == area.block.sheet else None

    def _prepare(self, patch: Patch, new: set[str], *, reversible: bool) -> None:
        """Read what the plan will look at, contents and styles, in as few calls as that takes."""
        refs: dict[str, list[Ref]] = {}
        styled: list[tuple[str, Ref]] = []
        for area in patch.areas:
            sheet = area.block.sheet
            if sheet in new:
                continue
            old = self._old(area)
            refs.setdefault(sheet, []).append(area.ref if old is None else union(old, area.ref))
            if reversible and old is not None and area.block.looks is not None:
                styled.append((sheet, old))
        for block in patch.blocks:
            if block.sheet not in new:
                refs.setdefault(block.sheet, []).append(block.ref)
                if block.looks is not None:
                    styled.append((block.sheet, block.ref))
        self._reader.look_around(refs)
        if styled:
            self._open.told(styled)

    def _writable(self, sheet: str) -> None:
        if self._open.protected(sheet):
            raise StyringError(
                f"Arket »{sheet}« er beskyttet, så intet er ændret. Fjern beskyttelsen (Gennemse > Fjern "
                "arkbeskyttelse), og prøv igen."
            )
        if self._open.filtered(sheet):
            raise StyringError(
                f"Arket »{sheet}« er filtreret, så nogle rækker er skjult, og intet er ændret. Ryd filteret "
                "(Data > Ryd), og prøv igen."
            )


def _around(changes: Sequence[Change]) -> Ref:
    """The smallest rectangle with all the changed cells."""
    rows, columns = [change.row for change in changes], [change.column for change in changes]
    return Ref(min(rows), min(columns), max(rows), max(columns))
