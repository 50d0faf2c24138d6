"""How a patch meets an open workbook: what differs, what is in the way, what takes it back."""

from __future__ import annotations

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
from styring_xl.books.live.rectangle import block_ref, union
from styring_xl.cells.book import Change, Obstacle
from styring_xl.cells.grid import Ref
from styring_xl.cells.patch import Area, Block, Patch
from styring_xl.errors import StyringError


class Planner:
    """Makes plans for one open workbook."""

    def __init__(self, open_: OpenBook, reader: Reader) -> None:
        self._open, self._reader, self._wardrobe = open_, reader, Wardrobe(open_)

    def plan(self, patch: Patch, *, reversible: bool = True) -> LivePlan:
        """What the patch would change here. Writes nothing. Not ``reversible``: the inverse knows no styles of areas.

        Raises StyringError when a sheet that must be written is protected, or filtered so that rows are hidden.
        """
        obstacles: list[Obstacle] = []
        areas: list[Area] = []
        blocks: list[Block] = []
        back: list[Area] = []
        back_blocks: list[Block] = []
        changes: list[Change] = []
        new = {sheet.name for sheet in patch.sheets}
        self._prepare(patch, new, reversible=reversible)
        for area in patch.areas:
            linked = with_links(area)
            if area.block.sheet in new:
                areas.append(linked)
                changes.extend(changes_between(area.block.sheet, {}, written_cells(linked.block)))
                continue
            place = self._open.resolve(area.name)
            old = place[1] if place is not None and place[0] == area.block.sheet else None
            whole = area.ref if old is None else union(old, area.ref)
            before = self._reader.contents(area.block.sheet, whole)
            after = written_cells(linked.block)
            taken = [
                cell
                for cell, content in before.items()
                if cell in area.ref and (old is None or cell not in old) and not contents_same(content, after.get(cell))
            ]
            if taken:
                obstacles.append(Obstacle.of_area(area.block.sheet, area.name, sorted(taken)))
                continue
            inside = {cell: content for cell, content in before.items() if cell in area.ref or (old and cell in old)}
            found = list(changes_between(area.block.sheet, inside, after))
            looks = self._wardrobe.before(area.block.sheet, old, area) if reversible and old is not None else None
            if found or old != area.ref or not dressed(looks, area.block.styles):
                areas.append(linked)
                changes.extend(found)
                if old is not None:
                    back.append(area_of(area.name, area.block.sheet, old, before, looks))
        for block in patch.blocks:
            if block.sheet in new:
                blocks.append(block)
                continue
            before = self._reader.contents(block.sheet, block_ref(block))
            after = written_cells(block)
            found = list(changes_between(block.sheet, {cell: c for cell, c in before.items() if cell in after}, after))
            restyled = self._wardrobe.restyled(block)
            if found or restyled:
                changed = {(change.row, change.column): change for change in found}
                blocks.append(filled(narrowed(block, changed, restyled), before))
                back_blocks.append(filled(narrowed(block, changed, restyled, before=True), before))
                changes.extend(found)
        effective = Patch(patch.sheets, tuple(areas), tuple(blocks), patch.names, patch.growths)
        plan = LivePlan(
            effective, tuple(changes), Patch(areas=tuple(back), blocks=tuple(back_blocks)), tuple(obstacles)
        )
        for sheet in plan.sheets:
            if sheet not in new:
                self._writable(sheet)
        return plan

    def _prepare(self, patch: Patch, new: set[str], *, reversible: bool) -> None:
        """Read what the plan will look at, contents and styles, in as few calls as that takes."""
        refs: dict[str, list[Ref]] = {}
        styled: list[tuple[str, Ref]] = []
        for area in patch.areas:
            sheet = area.block.sheet
            if sheet in new:
                continue
            place = self._open.resolve(area.name)
            old = place[1] if place is not None and place[0] == sheet else None
            refs.setdefault(sheet, []).append(area.ref if old is None else union(old, area.ref))
            if reversible and old is not None and area.block.styles is not None:
                styled.append((sheet, old))
        for block in patch.blocks:
            if block.sheet not in new:
                refs.setdefault(block.sheet, []).append(block_ref(block))
                if block.styles is not None:
                    styled.append((block.sheet, block_ref(block)))
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
