"""LibreOffice as the other program sees it: which documents are open, and what is asked of one of them."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any, Dict, List, Optional, Set, Tuple

from .document import CHANGES, Document
from .window import Window, alert

_EXTRACTS = "Udtræk"
_GROWN = "Styring-XL: nye rækker i tabellen"
_OF_NAMES = frozenset(("set_name", "find_name"))
"""What can be asked while names are being set."""


class Closed(Exception):
    """The document was closed meanwhile."""


class Desk:
    """Answers the calls of the engine. A document is named by an id that holds for as long as it is open.

    Where the office is ``ours`` alone, nobody else changes a document between two calls.
    """

    def __init__(self, context: Any, ours: bool = False) -> None:
        self._context, self._ours = context, ours
        self._documents: Dict[str, Document] = {}
        manager = context.ServiceManager
        self._desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._windows: Dict[str, Window] = {}
        self._changed: Set[str] = set()
        self._models: Dict[str, Any] = {}

    def serve(self, name: str, arguments: Tuple[Any, ...]) -> Any:
        """What the other program asks for: ``desk.x`` of this object, ``doc.x`` or ``window.x`` of a document."""
        whose, _, what = name.partition(".")
        if what.startswith("_"):
            raise AttributeError(name)
        if whose == "press":
            # Of use where there is one that somebody could stop.
            return None
        if whose == "desk":
            return getattr(self, what)(*arguments)
        try:
            model = self._model(arguments[0])
            if is_change(name):
                self._note_change(arguments[0], model)
            if what == "import_sheet":
                # The other document is named by its id too.
                arguments = (arguments[0], self._model(arguments[1]), *arguments[2:])
            if whose != "doc":
                return getattr(self._window(arguments[0], model), what)(*arguments[1:])
            return self._asked(arguments[0], model, what, arguments[1:])
        except Exception as error:
            if not self._is_open(arguments[0]):
                self._windows.pop(arguments[0], None)
                self._documents.pop(arguments[0], None)
                raise Closed from error
            raise

    def _asked(self, identity: str, model: Any, what: str, arguments: Tuple[Any, ...]) -> Any:
        """What a document answers. Names that are set one after the other are taken in together."""
        document = self._document(identity, model)
        if what not in _OF_NAMES:
            document.release_names()
        try:
            return getattr(document, what)(*arguments)
        finally:
            if identity not in self._documents:
                document.release_names()

    def documents(self) -> List[str]:
        """The ids of the open spreadsheets."""
        return [document.RuntimeUID for document in self._spreadsheets()]

    def active(self) -> Optional[str]:
        """The id of the spreadsheet in front, if that is one."""
        front = self._desktop.getCurrentComponent()
        return str(front.RuntimeUID) if front is not None and _is_spreadsheet(front) else None

    def front_frame(self) -> Any:
        """The frame in front, None when there is no window."""
        return self._desktop.getCurrentFrame()

    def chosen_files(self) -> List[str]:
        """The files the user chooses in LibreOffice's own dialog, as the system writes their paths; none if none."""
        import uno

        manager = self._context.ServiceManager
        dialog = manager.createInstanceWithContext("com.sun.star.ui.dialogs.FilePicker", self._context)
        dialog.setTitle("Hent posteringer")
        dialog.setMultiSelectionMode(True)
        dialog.appendFilter(_EXTRACTS, "*.csv;*.txt;*.xlsx;*.xlsm")
        dialog.setCurrentFilter(_EXTRACTS)
        if not dialog.execute():
            return []
        return [uno.fileUrlToSystemPath(each) for each in dialog.getSelectedFiles()]

    def known_by(self, identity: str) -> str:
        """What the product knows a document by: its path, or its name before it is saved."""
        document = Document(self._model(identity))
        return document.path() or document.name()

    def is_read_only(self, identity: str) -> bool:
        return bool(self._model(identity).isReadonly())

    def state(self, identity: str) -> bool:
        """What a press may leave behind if it is cut short, for ``restore``; until then LibreOffice's undo rests."""
        model = self._model(identity)
        self._changed.discard(identity)
        undo = model.getUndoManager()
        # A press is served on the program's own main thread, so until it is over nobody else changes the document.
        self._documents[identity] = document = Document(model)
        # As one step, by which a press that is stopped is taken back; if there is nothing to do there is none.
        undo.enterUndoContext(_GROWN)
        try:
            grown = document.grow_tables()
        finally:
            undo.leaveUndoContext()
        if grown:
            self._changed.add(identity)
        automatic = bool(model.isAutomaticCalculationEnabled())
        undo.lock()
        return automatic

    def _note_change(self, identity: str, model: Any) -> None:
        """A document is about to be changed. Nobody takes back what a press writes by the program's own undo, so the
        cells are not first copied for it, which took a fifth of the writing."""
        if identity in self._documents and model.IsUndoEnabled:
            model.IsUndoEnabled = False
        self._changed.add(identity)

    def restore(self, identity: str, automatic: bool, stopped: bool = False) -> None:
        """Put back what a press has left behind; ``stopped``: it has written nothing. Raises Closed.

        LibreOffice remembers looks but not values that a program writes in blocks, and what it remembers of the time
        before could put old formulas back among the new ones. So a press that has written empties its undo, as a macro
        does in Excel.
        """
        pressed = self._documents.get(identity) if self._ours else self._documents.pop(identity, None)
        model = self._model(identity)
        # First of all: whatever else fails, the user can take back what is typed from now on.
        undo = model.getUndoManager()
        undo.unlock()
        if not model.IsUndoEnabled:
            model.IsUndoEnabled = True
        if identity in self._changed and not stopped:
            undo.clear()
        if pressed is not None:
            pressed.release_names()
        document = Document(model)
        while document.is_still():
            document.set_still(False)
        if identity in self._changed and stopped and not document.take_back(_GROWN):
            undo.clear()
        if document.is_automatic() != automatic:
            document.set_automatic(automatic)
        self._window(identity, model).set_status(None)

    def alert(self, identity: str, text: str, title: str, buttons: str, mode: str) -> str:
        """Show a message over a document, or over whatever is in front when that is closed; what the user pressed."""
        try:
            frame = self._window(identity, self._model(identity)).frame()
        except Closed:
            frame = self._desktop.getCurrentFrame()
        return alert(frame, text, title, buttons, mode)

    def new(self) -> str:
        """A new spreadsheet; its id."""
        return str(self._desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ()).RuntimeUID)

    def open(self, path: str, hidden: bool = False) -> str:
        """A workbook opened without running its macros; its id."""
        import uno

        properties = []
        # What a hidden workbook links to is not fetched: nobody is there to be asked.
        given = [("Hidden", hidden), ("MacroExecutionMode", 0), *([("UpdateDocMode", 0)] if hidden else [])]
        for name, value in given:
            made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
            made.Name, made.Value = name, value
            properties.append(made)
        url = uno.systemPathToFileUrl(path)
        document = self._desktop.loadComponentFromURL(url, "_blank", 0, tuple(properties))
        if document is None:
            raise OSError(path)
        return str(document.RuntimeUID)

    def save_as_ods(self, identity: str, path: str) -> None:
        """Save a workbook as LibreOffice's own kind of file."""
        import uno

        made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        made.Name, made.Value = "FilterName", "calc8"
        model = self._model(identity)
        self._document(identity, model).release_names()
        model.storeAsURL(uno.systemPathToFileUrl(path), (made,))

    def end(self) -> None:
        """End the office. It answers no more, and perhaps not even this."""
        with contextlib.suppress(Exception):
            self._desktop.terminate()

    def about(self) -> Tuple[str, str, int]:
        """(version, where the program lies, process)."""
        import uno

        manager = self._context.ServiceManager
        provider = manager.createInstanceWithContext("com.sun.star.configuration.ConfigurationProvider", self._context)
        made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        made.Name, made.Value = "nodepath", "/org.openoffice.Setup/Product"
        product = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (made,))
        return str(product.ooSetupVersionAboutBox), os.path.dirname(sys.executable), os.getpid()

    def _spreadsheets(self) -> List[Any]:
        found = []
        components = self._desktop.Components.createEnumeration()
        while components.hasMoreElements():
            each = components.nextElement()
            if _is_spreadsheet(each):
                found.append(each)
        return found

    def _document(self, identity: str, model: Any) -> Document:
        if identity in self._documents:
            return self._documents[identity]
        document = Document(model)
        if self._ours:
            self._documents[identity] = document
        return document

    def _model(self, identity: str) -> Any:
        if not self._is_open(identity):
            self._models = {str(each.RuntimeUID): each for each in self._spreadsheets()}
        if identity not in self._models:
            raise Closed
        return self._models[identity]

    def _is_open(self, identity: str) -> bool:
        """Whether a document is known and still answers."""
        try:
            return bool(self._models[identity].RuntimeUID == identity)
        except Exception:
            return False

    def _window(self, identity: str, model: Any) -> Window:
        if identity not in self._windows:
            self._windows[identity] = Window(self._context, model)
        return self._windows[identity]


def is_change(name: str) -> bool:
    """Whether what is asked for changes a document."""
    whose, _, what = name.partition(".")
    return whose == "doc" and what in CHANGES


def _is_spreadsheet(component: Any) -> bool:
    return hasattr(component, "supportsService") and component.supportsService("com.sun.star.sheet.SpreadsheetDocument")
