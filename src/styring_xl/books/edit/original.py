"""A workbook as it stands before a patch: each sheet is read once, and no more of it than the patch needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from styring_xl.books.ooxml.scan.chunk import Cells
from styring_xl.books.ooxml.scan.grid import read_grid
from styring_xl.books.ooxml.scan.source import Scanned
from styring_xl.books.ooxml.sheetxml import SheetXml
from styring_xl.books.ooxml.workbook import Workbook, WorkbookSheet
from styring_xl.cells.cell import MAX_COLUMN
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Patch
from styring_xl.model.arrays import Flags


class Original:
    """A workbook before a patch. ``grids`` may hold sheets already read."""

    def __init__(self, book: Workbook, patch: Patch, grids: Mapping[str, Grid] | None = None) -> None:
        self.book = book
        self._patch = patch
        self._grids: dict[str, Grid] = {name.lower(): grid for name, grid in (grids or {}).items()}
        self._xmls: dict[str, SheetXml] = {}
        self._tails: dict[str, bytes] = {}

    def grid(self, sheet: str) -> Grid:
        """A sheet as it stands. When the patch is but single cells, only their columns of it are read."""
        key = sheet.lower()
        if key not in self._grids:
            found = self.book.sheet(sheet)
            columns = self._columns_of(key)
            xml = None
            if columns is not None and found.part not in self._xmls:
                decoder = self.book.decoder
                xml = self.xml(found, lambda cells: decoder.narrowed(cells, columns))
            if xml is None or xml.scanned is None:
                self._grids[key] = self.book.grid(sheet)
            else:
                source = Scanned(xml.scanned, xml.data[xml.rows_node.end :])
                self._grids[key] = read_grid(source, found.name, self.book.decoder, self.book.tables(found))
                xml.scanned = None
        return self._grids[key]

    def _columns_of(self, sheet: str) -> Flags | None:
        """The columns that blocks of the patch touch, None when it holds more than blocks."""
        patch = self._patch
        if patch.areas or patch.names or patch.growths or patch.sheets:
            return None
        chosen = np.zeros(MAX_COLUMN + 2, bool)
        for block in patch.blocks:
            if block.sheet.lower() == sheet:
                left = max(block.column, 0)
                chosen[left : left + len(block.columns)] = True
        return chosen

    def xml(self, sheet: WorkbookSheet, take: Callable[[Cells], Cells] | None = None) -> SheetXml:
        """A sheet's part; ``take`` says which of its cells to keep while it is scanned."""
        if sheet.part not in self._xmls:
            self._xmls[sheet.part] = SheetXml(self.book.package.read(sheet.part), take)
        return self._xmls[sheet.part]

    def formula_areas(self, sheet: WorkbookSheet) -> list[tuple[Ref, str]]:
        """The rectangles of array formulas and data tables on a sheet, with the kind of each."""
        if sheet.part not in self._xmls and not self.book.names_formula_areas(sheet):
            return []
        return self.xml(sheet).formula_areas()

    def release(self, sheet: WorkbookSheet) -> None:
        """Forget the part of a sheet that is not looked at again: it may be large."""
        self._xmls.pop(sheet.part)

    def tail(self, sheet: str) -> bytes:
        """What follows the cells in a sheet's part."""
        if sheet not in self._tails:
            self._tails[sheet] = self.book.tail(sheet)
        return self._tails[sheet]

    def old_ref(self, name: str, sheet: str) -> Ref | None:
        """Where a name pointed, when it was on this sheet."""
        where = self.book.resolve(name)
        return where[1] if where is not None and where[0].lower() == sheet.lower() else None
