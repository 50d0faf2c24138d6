"""Opens a workbook in LibreOffice, prints its Basic modules and what its buttons call; for LibreOffice's own Python."""

import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(200):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not answer")


def main():
    path, profile = sys.argv[1:3]
    pipe = "styring" + profile.replace("/", "")[-40:]
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp;",
        ]
    )
    try:
        context = connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        # 0 = never run macros: they are listed, not run.
        options = (prop("Hidden", True), prop("MacroExecutionMode", 0))
        book = desktop.loadComponentFromURL(f"file://{path}", "_blank", 0, options)
        library = book.BasicLibraries.getByName("VBAProject")
        for name in library.ElementNames:
            print("module", name, len(library.getByName(name)))
        for sheet in book.Sheets:
            page = sheet.DrawPage
            for at in range(page.Count):
                shape = page.getByIndex(at)
                if not shape.supportsService("com.sun.star.drawing.ControlShape"):
                    continue
                control = shape.Control
                form = control.Parent
                place = next(i for i in range(form.Count) if form.getByIndex(i) == control)
                events = form.getScriptEvents(place)
                script = " ".join(event.ScriptCode for event in events)
                box = (shape.Position.X, shape.Position.Y, shape.Size.Width, shape.Size.Height)
                print("button", sheet.Name, control.Label, script, *box, sep="\t")
        book.close(True)
        try:
            desktop.terminate()
        except Exception as error:
            print(error, file=sys.stderr)
    finally:
        try:
            office.wait(15)
        except subprocess.TimeoutExpired:
            office.kill()


if __name__ == "__main__":
    main()
