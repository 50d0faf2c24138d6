"""One open Calc document: its cells in blocks, its styles, sheets, names, tables and charts.

Rows and columns count from 1, as in Excel, and a rectangle is (top, left, bottom, right). Formulas and names are
written as Excel writes them.
"""

from __future__ import annotations

from typing import Any, List, Tuple

from .area import Rect, address, rect_of
from .charts import Charts
from .names import Names
from .tables import Tables

_HEAD_ROWS = 60

CHANGES = frozenset((
    "add_sheet", "remove_sheet", "rename_sheet", "set_visible", "write", "clear", "set_number_format", "set_link",
    "set_style", "dress", "fold", "merge", "set_name", "remove_name", "set_chart_rows", "grow_tables",
    "resize_table", "copy_looks", "fill_sparklines", "make_styles", "import_sheet",
))  # fmt: skip
"""What a document can be asked to do that changes it."""


class Document(Tables, Names, Charts):
    """A document by its UNO model."""

    def name(self) -> str:
        """The file's name, or the title before it is saved."""
        path = self.path()
        return path.replace("\\", "/").rpartition("/")[2] if path else str(self.model.Title)

    def path(self) -> str:
        """Where the file lies, as the system writes it; a web address as such; empty before it is saved."""
        import uno

        url = str(self.model.URL)
        return uno.fileUrlToSystemPath(url) if url.startswith("file:") else url

    def _view(self) -> Any:
        """What shows the document's sheets, None when nothing does: a document without a window, a print preview."""
        controller = self.model.CurrentController
        return controller if hasattr(controller, "ActiveSheet") else None

    def activate(self, sheet: str) -> None:
        view = self._view()
        if view is not None:
            view.setActiveSheet(self.sheet(sheet))

    def active_sheet(self) -> str:
        view = self._view()
        return str(view.ActiveSheet.Name) if view is not None else self.sheets()[0]

    def select(self, sheet: str, rect: Rect) -> None:
        view = self._view()
        if view is not None:
            view.select(self.cells(sheet, rect))

    def selection(self) -> Any:
        """(sheet, rectangle) of the selected cells, None when something else is selected."""
        view = self._view()
        chosen = None if view is None else view.Selection
        if chosen is None or not hasattr(chosen, "RangeAddress"):
            return None
        return chosen.Spreadsheet.Name, rect_of(chosen.RangeAddress)

    def take_back(self, title: str) -> bool:
        """Undo the latest step if it bears a title, and let the user's own steps, sheet and selection be as they were;
        whether it could be done."""
        undo, view = self.model.getUndoManager(), self._view()
        try:
            if undo.getCurrentUndoActionTitle() != title:
                return False
            front = None if view is None else (view.ActiveSheet, view.Selection)
            undo.undo()
            undo.clearRedo()
            if front is not None:
                view.setActiveSheet(front[0])
                view.select(front[1])
        except Exception:
            return False
        return True

    def add_sheet(self, name: str, position: int) -> None:
        """A new sheet at a position from 0."""
        self.model.Sheets.insertNewByName(name, position)
        self.forget_sheets()

    def import_sheet(self, source: Any, sheet: str, name: str) -> None:
        """Take a sheet of another open document in, last and under a name, with its looks, charts, tables and the
        names that mean cells of it. A table or a name that is here already stays as it is."""
        sheets = self.model.Sheets
        at = sheets.importSheet(source, sheet, sheets.Count)
        sheets.getByIndex(at).Name = name
        self.forget_sheets()
        other = Document(source)
        for table, rect, headers, totals in other.tables(sheet):
            self.add_table(name, table, rect, headers, totals)
        frozen = other.frozen(sheet)
        if frozen is not None:
            self.freeze(name, *frozen)

    def frozen(self, sheet: str) -> Any:
        """(columns, rows) that stand still when the sheet is scrolled, None when nothing shows it."""
        view = self._view()
        if view is None:
            return None
        front = view.ActiveSheet
        view.setActiveSheet(self.sheet(sheet))
        found = (view.SplitColumn, view.SplitRow) if view.hasFrozenPanes() else (0, 0)
        view.setActiveSheet(front)
        return found

    def freeze(self, sheet: str, columns: int, rows: int) -> None:
        """Let so many columns and rows stand still when the sheet is scrolled."""
        view = self._view()
        if view is not None:
            front = view.ActiveSheet
            view.setActiveSheet(self.sheet(sheet))
            view.freezeAtPosition(columns, rows)
            view.setActiveSheet(front)

    def remove_sheet(self, name: str) -> None:
        self.model.Sheets.removeByName(name)
        self.forget_sheets()

    def rename_sheet(self, name: str, new: str) -> None:
        self.sheet(name).Name = new
        self.forget_sheets()

    def is_visible(self, sheet: str) -> bool:
        return bool(self.sheet(sheet).IsVisible)

    def set_visible(self, sheet: str, visible: bool) -> None:
        self.sheet(sheet).IsVisible = visible

    def save(self) -> None:
        self.model.store()

    def close(self) -> None:
        self.model.close(True)

    def is_automatic(self) -> bool:
        return bool(self.model.isAutomaticCalculationEnabled())

    def set_automatic(self, automatic: bool) -> None:
        if not automatic and self.is_automatic():
            # Calc puts off the cells that are not in view, and from now on computes none: what is read would be old.
            self.model.calculate()
        self.model.enableAutomaticCalculation(automatic)

    def calculate(self) -> None:
        self.model.calculate()

    def set_still(self, still: bool) -> None:
        """Paint nothing meanwhile; each True needs its False."""
        if still:
            self.model.lockControllers()
            self.model.addActionLock()
        else:
            self.model.removeActionLock()
            self.model.unlockControllers()

    def is_still(self) -> bool:
        return bool(self.model.hasControllersLocked()) and bool(self.model.isActionLocked())

    def overview(self) -> List[Tuple[Any, ...]]:
        """Facts of every sheet, the tables and the names, as the macro HjaelpOverblik tells them."""
        records: List[Tuple[Any, ...]] = []
        tables = self._tables()
        for position, name in enumerate(self.sheets()):
            _, _, height, width = whole = self.used(name)
            head = (1, 1, min(height, _HEAD_ROWS), width)
            formulas = bool(self._formula_areas(name, whole))
            merged = ",".join(address(rect) for rect in self.merged(name, head))
            # A link goes with the text it stands in, so there are none to take away before writing.
            flags = (formulas, self.is_protected(name), self.is_filtered(name), False)
            records.append(("ark", name, height, width, *(int(flag) for flag in flags), merged))
            for table, rect, headers, totals in tables.get(position, []):
                records.append(("tabel", name, table, address(rect), int(headers), int(totals)))
        records += [("navn", name, refers_to) for name, refers_to in self.names()]
        return records
