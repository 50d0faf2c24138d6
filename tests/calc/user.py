"""What a user does by other means than ours; for LibreOffice's own Python: user.py PIPE."""

import os
import sys
import threading
import time

import uno
import unohelper
from com.sun.star.awt import XCallback
from program.channel import Channel


def prop(name, value):
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


class User:
    def __init__(self, pipe):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(600):
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                time.sleep(0.1)
        manager = self.context.ServiceManager
        self.desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)
        self.callback = manager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", self.context)

    def do(self, name, given):
        """Do something on LibreOffice's own main thread, where everything a user does happens.

        There nothing goes away while it is looked at, and no press waits for the main thread while that waits for it.
        """
        turn = Turn(lambda: getattr(self, name)(*given))
        self.callback.addCallback(turn, None)
        turn.over.wait()
        if turn.error is not None:
            raise turn.error
        return turn.answer

    def document(self, identity):
        documents = self.desktop.Components.createEnumeration()
        while documents.hasMoreElements():
            document = documents.nextElement()
            if getattr(document, "RuntimeUID", None) == identity:
                return document
        raise LookupError(identity)

    def protect(self, identity, name):
        self.document(identity).Sheets.getByName(name).protect("")

    def filter(self, identity, name):
        document = self.document(identity)
        sheet = document.Sheets.getByName(name)
        table = next(each for each in document.DatabaseRanges if each.DataArea.Sheet == sheet.RangeAddress.Sheet)
        field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField3")
        value = uno.createUnoStruct("com.sun.star.sheet.FilterFieldValue")
        value.StringValue = "Familiepleje"
        field.Field, field.Operator, field.Values = 2, 2, (value,)
        table.getFilterDescriptor().setFilterFields3((field,))
        table.refresh()

    def open(self, path):
        """Open a workbook with its macros in a window; the document's id."""
        properties = (prop("MacroExecutionMode", 4),)
        document = self.desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, properties)
        return document.RuntimeUID

    def replace(self, identity, path):
        """Open a workbook in the window of another document, as the start centre does; the new document's id."""
        frame = self.document(identity).CurrentController.Frame
        properties = (prop("MacroExecutionMode", 4),)
        return frame.loadComponentFromURL(uno.systemPathToFileUrl(path), "_self", 0, properties).RuntimeUID

    def comment(self, identity, name, addresses):
        """Comment on cells of a sheet."""
        sheet = self.document(identity).Sheets.getByName(name)
        for each in addresses:
            sheet.Annotations.insertNew(sheet.getCellRangeByName(each).CellAddress, "Bemærk " + each)

    def comments(self, identity):
        """All comments: (sheet, row, column) -> text."""
        return {
            (sheet.Name, each.Position.Row, each.Position.Column): each.String
            for sheet in self.document(identity).Sheets
            for each in sheet.Annotations
        }

    def previewing(self, identity):
        """Whether the window shows pages as they are printed, and no sheets."""
        return not hasattr(self.document(identity).CurrentController, "ActiveSheet")

    def modified(self, identity):
        """Whether there is something to save."""
        return self.document(identity).isModified()

    def undoable(self, identity):
        """What Calc's own commands can undo, and what they can do again."""
        manager = self.document(identity).getUndoManager()
        return manager.getAllUndoActionTitles(), manager.getAllRedoActionTitles()

    def copy(self, identity, path):
        """Save a copy as the kind of file its name says; the document stays what it is."""
        properties = (prop("FilterName", FILTERS[os.path.splitext(path)[1]]),)
        self.document(identity).storeToURL(uno.systemPathToFileUrl(path), properties)

    def select(self, identity, name, address):
        """Choose cells of a sheet, or whole rows as ``7:8``."""
        document = self.document(identity)
        controller = document.CurrentController
        controller.setActiveSheet(document.Sheets.getByName(name))
        controller.select(document.Sheets.getByName(name).getCellRangeByName(address))

    def dispatch(self, identity, command, given):
        """Choose a command of LibreOffice's own menus, with the answers its dialog would ask for."""
        frame = self.document(identity).CurrentController.Frame
        helper = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.DispatchHelper", self.context
        )
        answers = tuple(prop(name, value) for name, value in given.items())
        helper.executeDispatch(frame, ".uno:" + command, "", 0, answers)

    def drag(self, identity, name, address):
        """Drag the corner of the first cell down over the others."""
        cells = self.document(identity).Sheets.getByName(name).getCellRangeByName(address)
        cells.fillAuto(uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)

    def wizard(self, prefix):
        """What the function wizard says of the functions whose names begin so.

        Name -> (description, [(argument, help)]).
        """
        found = {}
        manager = self.context.ServiceManager
        functions = manager.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", self.context)
        for at in range(functions.Count):
            said = {each.Name: each.Value for each in functions.getByIndex(at)}
            if said["Name"].startswith(prefix):
                arguments = [(each.Name, each.Description) for each in said["Arguments"]]
                found[said["Name"]] = said["Description"], arguments
        return found

    def buttons(self, identity, name):
        """Where the buttons of a sheet are on the screen once it is in front: caption -> (x, y)."""
        document = self.document(identity)
        controller = document.CurrentController
        controller.setActiveSheet(document.Sheets.getByName(name))
        page = document.Sheets.getByName(name).DrawPage
        found = {}
        for at in range(page.Count):
            shape = page.getByIndex(at)
            if shape.supportsService("com.sun.star.drawing.ControlShape"):
                found[shape.Control.Label] = middle(controller.getControl(shape.Control).AccessibleContext)
        return found

    def dialog(self):
        """The message that is open: its texts, its buttons by their names, and its fields; None when there is none."""
        toolkit = self.context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", self.context)
        for at in range(toolkit.getTopWindowCount()):
            window = toolkit.getTopWindow(at)
            shown = None if window is None else window.AccessibleContext
            if shown is not None and shown.AccessibleRole in DIALOGS:
                parts = list(inside(shown))
                buttons = {part.AccessibleName: middle(part) for part in parts if part.AccessibleRole == BUTTON}
                fields = [middle(part) for part in parts if part.AccessibleRole == FIELD]
                return [part.AccessibleName for part in parts if part.AccessibleRole != BUTTON], buttons, fields
        return None

    def active(self):
        """Whether a window with a document in it has the keyboard."""
        frames = self.desktop.Frames
        return any(frames.getByIndex(at).ContainerWindow.isActive() for at in range(frames.Count))

    def value(self, identity, name, address):
        """What a cell shows."""
        return self.document(identity).Sheets.getByName(name).getCellRangeByName(address).getCellByPosition(0, 0).String

    def where(self, identity):
        """The sheet in front and the cell the cursor is in."""
        selection = self.document(identity).CurrentController.Selection
        return selection.AbsoluteName

    def place(self, identity, name, address):
        """Where the text of a cell begins on the screen once its sheet is in front."""
        document = self.document(identity)
        controller = document.CurrentController
        controller.setActiveSheet(document.Sheets.getByName(name))
        cell = document.Sheets.getByName(name).getCellRangeByName(address).RangeAddress
        window = controller.Frame.ComponentWindow.AccessibleContext
        for part in inside(window):
            if hasattr(part, "getAccessibleCellAt"):
                shown = part.getAccessibleCellAt(cell.StartRow, cell.StartColumn).AccessibleContext
                place, size = shown.LocationOnScreen, shown.Size
                return place.X + INDENT, place.Y + size.Height // 2
        raise LookupError(address)

    def address(self, identity):
        """Where the document is saved."""
        return self.document(identity).URL

    def run(self, identity, event):
        """Press as the menu does, and wait until it is over."""
        self.document(identity).CurrentController.Frame.activate()
        self.context.ServiceManager.createInstanceWithContext("dk.styring_xl.Runner", self.context).trigger(event)

    def tools(self, identity):
        """Where the choices of our toolbar are on the screen: title -> (x, y)."""
        frame = self.document(identity).CurrentController.Frame
        bar = frame.LayoutManager.getElement("private:resource/toolbar/addon_dk.styring_xl.toolbar")
        return {part.AccessibleName: middle(part) for part in inside(bar.RealInterface.AccessibleContext)}

    def menu(self, identity):
        """Where the menus, and the choices of ours once it is open, are on the screen: title -> (x, y)."""
        whole = self.document(identity).CurrentController.Frame.ContainerWindow.AccessibleContext
        bar = next(part for part in inside(whole) if part.AccessibleRole == MENU_BAR)
        menus = [bar.getAccessibleChild(at).AccessibleContext for at in range(bar.AccessibleChildCount)]
        ours = next(each for each in menus if each.AccessibleName == "Styring")
        return {part.AccessibleName: middle(part) for part in [*menus, *inside(ours)]}

    def enter(self, identity, formulas):
        """Enter formulas in the first column of the first sheet; what the cells hold."""
        sheet = self.document(identity).Sheets.getByIndex(0)
        cells = sheet.getCellRangeByPosition(0, 0, 0, len(formulas) - 1)
        cells.setFormulaArray(tuple((text,) for text in formulas))
        return [value for (value,) in cells.getDataArray()]

    def fill(self, identity, formulas, left, height):
        """Enter a row of formulas at the top, from a column (from 1) on, and fill it down."""
        document = self.document(identity)
        cells = document.Sheets.getByIndex(0).getCellRangeByPosition(left - 1, 0, left + len(formulas) - 2, height - 1)
        first = cells.getCellRangeByPosition(0, 0, len(formulas) - 1, 0)
        first.setFormulaArray((tuple(formulas),))
        cells.fillAuto(uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)

    def recalculate(self, identity):
        """Have every formula computed again."""
        self.document(identity).calculateAll()

    def array(self, identity, address, formula):
        """Enter one formula over several cells of the first sheet; what they hold."""
        cells = self.document(identity).Sheets.getByIndex(0).getCellRangeByName(address)
        cells.setArrayFormula(formula)
        return cells.getDataArray()


class Turn(unohelper.Base, XCallback):
    def __init__(self, work):
        self.work, self.over = work, threading.Event()
        self.answer = self.error = None

    def notify(self, data):
        try:
            self.answer = self.work()
        except Exception as error:
            self.error = error
        self.over.set()


FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
INDENT = 25
DIALOGS, BUTTON, FIELD, MENU_BAR = (1, 12), 44, 60, 35
"""Accessible roles: an alert and a dialog; a button; a field to type in; a menu bar."""


def inside(shown):
    for at in range(shown.AccessibleChildCount):
        # A part may go while it is asked for, and some say nothing of themselves.
        child = getattr(shown.getAccessibleChild(at), "AccessibleContext", None)
        if child is not None:
            yield child
            yield from inside(child)


def middle(shown):
    place, size = shown.LocationOnScreen, shown.Size
    return place.X + size.Width // 2, place.Y + size.Height // 2


def main():
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    user = User(sys.argv[1])
    Channel(sys.stdin.buffer, answers, user.do).answer_all()


main()
