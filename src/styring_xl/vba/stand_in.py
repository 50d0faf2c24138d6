"""Stand-ins for pywin32, so that xlwings' Windows-only modules load where there is no Windows.

Only for a process of its own: they go into ``sys.modules`` and tell xlwings nothing true about Excel. The builder uses
them to run xlwings' own generator of VBA wrappers, the tests to call the functions as Excel's COM server does.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import sys
import types
from typing import Any
from unittest.mock import MagicMock, patch

_MODULES = (
    "pythoncom",
    "pywintypes",
    "win32api",
    "win32con",
    "win32event",
    "win32gui",
    "win32process",
    "win32timezone",
    "win32com",
    "win32com.client",
    "win32com.client.dynamic",
    "win32com.server",
    "win32com.server.dispatcher",
    "win32com.server.policy",
    "win32com.server.util",
)


class _Dispatch:
    """What a COM object would be."""


def install() -> None:
    """Put the stand-ins in place and let xlwings' decorators be the real ones; before ``styring_udf`` is imported."""
    for name in _MODULES:
        module: Any = types.ModuleType(name)
        module.__path__ = []
        module.__getattr__ = lambda attribute: MagicMock()
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
    types_: Any = sys.modules["pywintypes"]
    types_.TimeType = dt.datetime
    types_.IID = str
    types_.com_error = type("com_error", (Exception,), {})
    com: Any = sys.modules["pythoncom"]
    com.com_error = types_.com_error
    com.CoInitialize = lambda: None
    client: Any = sys.modules["win32com.client"]
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
        setattr(client, name, type(name, (_Dispatch,), {}))
    client.Dispatch = client.DispatchEx = lambda *given, **more: MagicMock()
    import xlwings

    package: Any = xlwings
    loaders = {"windll": MagicMock(), "oledll": MagicMock(), "PyDLL": MagicMock()}
    with patch.multiple(ctypes, create=True, **loaders):
        windows: Any = __import__("xlwings._xlwindows", fromlist=["engine"])
        udfs: Any = __import__("xlwings.udfs", fromlist=["xlfunc"])
    # No process to clean up after: xlwings' own clean-up would look for Excel with a Windows command.
    windows.Apps.cleanup = staticmethod(lambda: None)
    package._xlwindows = windows
    package.engines.add(package.Engine(impl=windows.engine))
    package.engines.active = package.engines["excel"]
    package.func, package.arg, package.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
