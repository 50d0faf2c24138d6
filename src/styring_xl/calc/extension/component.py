"""What LibreOffice finds of Styring-XL: the functions, the buttons' runner and the guard over saving."""

import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJob, XJobExecutor
from dk.styring import XFunctions
from styring_calc import functions, guard, runner


class Functions(unohelper.Base, XFunctions, XServiceInfo):
    """The custom functions; each of them is added below."""

    def __init__(self, context):
        pass

    def getImplementationName(self):
        return "dk.styring_xl.Functions"

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return ("com.sun.star.sheet.AddIn",)


for _method, _name in functions.NAMES.items():
    setattr(Functions, _method, functions.method(_name))


class Runner(unohelper.Base, XJobExecutor):
    """A button's work, from the menu or from a macro's RunPython."""

    def __init__(self, context):
        self._context = context

    def trigger(self, event):
        runner.trigger(self._context, event)


class Guard(unohelper.Base, XJob):
    """Watches over a document that was just opened in a window."""

    def __init__(self, context):
        self._context = context

    def execute(self, arguments):
        guard.watch(self._context, arguments)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Functions, "dk.styring_xl.Functions", ("com.sun.star.sheet.AddIn",))
g_ImplementationHelper.addImplementation(Runner, "dk.styring_xl.Runner", ("dk.styring_xl.Runner",))
g_ImplementationHelper.addImplementation(Guard, "dk.styring_xl.Guard", ("dk.styring_xl.Guard",))
