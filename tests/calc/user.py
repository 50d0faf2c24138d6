"""What a user does by other means than ours; for LibreOffice's own Python: user.py PIPE."""

import os
import sys
import time

import uno
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
        self.desktop = self.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)

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
                shown = controller.getControl(shape.Control).AccessibleContext
                place, size = shown.LocationOnScreen, shown.Size
                found[shape.Control.Label] = (place.X + size.Width // 2, place.Y + size.Height // 2)
        return found

    def dialog(self):
        """The message that is open, its texts and where its buttons are, None when there is none."""
        toolkit = self.context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", self.context)
        for at in range(toolkit.getTopWindowCount()):
            window = toolkit.getTopWindow(at)
            shown = None if window is None else window.AccessibleContext
            if shown is not None and shown.AccessibleRole in DIALOGS:
                parts = list(inside(shown))
                buttons = {}
                for part in parts:
                    if part.AccessibleRole == BUTTON:
                        place, size = part.LocationOnScreen, part.Size
                        buttons[part.AccessibleName] = (place.X + size.Width // 2, place.Y + size.Height // 2)
                return [part.AccessibleName for part in parts if part.AccessibleRole != BUTTON], buttons
        return None

    def value(self, identity, name, address):
        """What a cell shows."""
        return self.document(identity).Sheets.getByName(name).getCellRangeByName(address).getCellByPosition(0, 0).String

    def go(self, identity, name, address):
        """Put the cursor in a cell."""
        document = self.document(identity)
        controller = document.CurrentController
        controller.setActiveSheet(document.Sheets.getByName(name))
        controller.select(document.Sheets.getByName(name).getCellRangeByName(address))
        controller.Frame.ContainerWindow.setFocus()

    def where(self, identity):
        """The sheet in front and the cell the cursor is in."""
        selection = self.document(identity).CurrentController.Selection
        return selection.AbsoluteName

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
        found = {}
        for part in inside(bar.RealInterface.AccessibleContext):
            place, size = part.LocationOnScreen, part.Size
            found[part.AccessibleName] = (place.X + size.Width // 2, place.Y + size.Height // 2)
        return found

    def enter(self, identity, formulas):
        """Enter formulas in the first column of the first sheet; what the cells hold."""
        sheet = self.document(identity).Sheets.getByIndex(0)
        cells = sheet.getCellRangeByPosition(0, 0, 0, len(formulas) - 1)
        cells.setFormulaArray(tuple((text,) for text in formulas))
        return [value for (value,) in cells.getDataArray()]

    def array(self, identity, address, formula):
        """Enter one formula over several cells of the first sheet; what they hold."""
        cells = self.document(identity).Sheets.getByIndex(0).getCellRangeByName(address)
        cells.setArrayFormula(formula)
        return cells.getDataArray()


DIALOGS, BUTTON = (1, 12), 44
"""Accessible roles: an alert and a dialog; a button."""


def inside(shown):
    for at in range(shown.AccessibleChildCount):
        child = shown.getAccessibleChild(at).AccessibleContext
        yield child
        yield from inside(child)


def main():
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    user = User(sys.argv[1])
    Channel(sys.stdin.buffer, answers, lambda name, given: getattr(user, name)(*given)).answer_all()


main()
