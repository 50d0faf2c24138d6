"""Watches over a workbook of Excel's with macros that is open in LibreOffice: saving it there rebuilds its macros."""

from __future__ import annotations

import os
import shutil
import zipfile
import zlib
from typing import Any, Callable, List

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.frame import XDispatch, XDispatchProviderInterceptor
from com.sun.star.lang import XEventListener

from .runner import saved_as
from .window import alert

_SAVE = ".uno:Save"
_CLOSING = (".uno:CloseDoc", ".uno:CloseWin", ".uno:CloseFrame", ".uno:Quit")
_MACROS = (".xlsm", ".xls", ".xltm")
_TITLE = "Styring-XL"
_QUESTION = (
    "»{name}« er en Excel-projektmappe med makroer. Gemmer LibreOffice den, bygges makroerne om, og knapper, "
    "funktioner og tabeller kan gå tabt i Excel.\n\n"
    "Ja: gem i stedet som »{copy}« og arbejd videre i den. Excel-filen bliver, som den er.\n"
    "Nej: gem Excel-filen alligevel. {kept}\n"
    "Annullér: gem ikke. Er der ikke skrevet noget i arket, kan Excel-filen opdateres uden LibreOffice: luk den, og "
    "kør styring-xl refresh på den."
)
_KEPT = "Filen, som den er nu, beholdes som »{backup}«."
_NOT_KEPT = "Filen, som den er nu, er gemt af LibreOffice før, og der beholdes ingen kopi af den."
_MAKER, _OURS, _LONGEST = "docProps/app.xml", b"LibreOffice", 1_000_000

_NOT_SAVED = (
    "»{copy}« kunne ikke gemmes, så intet er gemt, og Excel-filen er, som den var. Brug Filer > Gem som, og vælg en "
    "anden mappe."
)

_LIBRARY = "Styring"
_LIBRARIES = "com.sun.star.script.ApplicationScriptLibraryContainer"


def watch(context: Any, arguments: Any) -> None:
    """Called with every document that gets a window, and before every document is saved."""
    given = {each.Name: each.Value for each in arguments}
    environment = {each.Name: each.Value for each in given.get("Environment", ())}
    model = environment.get("Model")
    if model is None or not model.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        return
    if environment.get("EventName") == "OnSave":
        keep(model)
        return
    if environment.get("EventName") == "OnSaveAsDone":
        saved_as(str(model.RuntimeUID))
        return
    # A macro finds RunPython only in a library that is loaded already.
    context.ServiceManager.createInstanceWithContext(_LIBRARIES, context).loadLibrary(_LIBRARY)
    controller = model.CurrentController
    # A window shows one document after another: it is watched once, however many it has shown.
    if controller is not None and all(each.frame != controller.Frame for each in _watching):
        _watching.append(_Interceptor(controller.Frame))


def is_at_stake(url: str) -> bool:
    """Whether a document's address is a workbook of Excel's with macros."""
    return url.startswith("file:") and url.lower().endswith(_MACROS)


def keep(model: Any) -> None:
    """Copy the file as it is before LibreOffice writes over it; no copy is ever overwritten."""
    if not is_at_stake(model.URL):
        return
    import uno

    path = uno.fileUrlToSystemPath(model.URL)
    backup = _backup(path)
    if backup:
        shutil.copy2(path, backup)


def _backup(path: str) -> str:
    """A free name for a copy of the file; empty when there is nothing to keep: no file, or one LibreOffice wrote."""
    if not os.path.exists(path) or _is_ours(path):
        return ""
    stem, suffix = os.path.splitext(path)
    return _free(f"{stem}.før-LibreOffice", suffix)


def _is_ours(path: str) -> bool:
    """Whether LibreOffice wrote the file; what is not a package of Excel's is kept in any case."""
    try:
        with zipfile.ZipFile(path) as package:
            return package.getinfo(_MAKER).file_size < _LONGEST and _OURS in package.read(_MAKER)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        return False


def _free(stem: str, suffix: str) -> str:
    """A name no file has yet."""
    number, name = 1, stem + suffix
    while os.path.exists(name):
        number += 1
        name = f"{stem} ({number}){suffix}"
    return name


class _Interceptor(unohelper.Base, XDispatchProviderInterceptor, XDispatch, XEventListener):  # type: ignore[misc]
    """Stands before a frame's own command for saving for as long as there is the frame."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame
        self._slave: Any = None
        self._master: Any = None
        self._closing: Any = None
        """The command that closes, while it is carried out."""
        self._has_saved = False
        frame.registerDispatchProviderInterceptor(self)
        frame.addEventListener(self)

    def _url(self) -> str:
        """The address of the document the frame shows now; empty when there is none, or none that can be asked.

        Another may be there than the one that was there at first, and what is raised from here ends LibreOffice.
        """
        try:
            return str(self.frame.getController().getModel().URL)
        except Exception:
            return ""

    # com.sun.star.lang.XEventListener

    def disposing(self, event: Any) -> None:
        if self in _watching:
            _watching.remove(self)

    # com.sun.star.frame.XDispatchProviderInterceptor

    def getSlaveDispatchProvider(self) -> Any:
        return self._slave

    def setSlaveDispatchProvider(self, provider: Any) -> None:
        self._slave = provider

    def getMasterDispatchProvider(self) -> Any:
        return self._master

    def setMasterDispatchProvider(self, provider: Any) -> None:
        self._master = provider

    def queryDispatch(self, url: Any, target: str, flags: int) -> Any:
        if url.Complete in (_SAVE, *_CLOSING) and is_at_stake(self._url()):
            return self
        return None if self._slave is None else self._slave.queryDispatch(url, target, flags)

    def queryDispatches(self, requests: Any) -> Any:
        return tuple(self.queryDispatch(each.FeatureURL, each.FrameName, each.SearchFlags) for each in requests)

    # com.sun.star.frame.XDispatch

    def dispatch(self, url: Any, arguments: Any) -> None:
        import uno

        where = self._url()
        if url.Complete in _CLOSING and is_at_stake(where) and self._closing is None and self._is_modified():
            # Later, for what has called may go with the window.
            self._closing = url
            _later(self.close)
            return
        if url.Complete != _SAVE or not is_at_stake(where):
            self._original(url).dispatch(url, arguments)
            return
        path = uno.fileUrlToSystemPath(where)
        # The workbook as LibreOffice's own kind of file.
        copy = _free(os.path.splitext(path)[0], ".ods")
        backup = _backup(path)
        kept = _KEPT.format(backup=os.path.basename(backup)) if backup else _NOT_KEPT
        shown = _QUESTION.format(name=os.path.basename(path), copy=os.path.basename(copy), kept=kept)
        pressed = alert(self.frame, shown, _TITLE, "yes_no_cancel", "question")
        if pressed == "yes":
            try:
                calc = (_named("FilterName", "calc8"),)
                self.frame.getController().getModel().storeAsURL(uno.systemPathToFileUrl(copy), calc)
                self._has_saved = True
            except Exception:
                # LibreOffice itself says nothing here, and the user would believe that the file was saved.
                alert(self.frame, _NOT_SAVED.format(copy=os.path.basename(copy)), _TITLE, "ok", "critical")
        elif pressed == "no":
            # At once, for whether it was saved is asked when the document is closed.
            self._original(url).dispatch(url, (*arguments, _named("SynchronMode", True)))
            self._has_saved = True

    def close(self) -> None:
        """Close or quit as the user has asked: LibreOffice asks whether to save, and takes our question for a save that
        failed, so after a save it is asked once more."""
        url, self._has_saved = self._closing, False
        try:
            self._original(url).dispatch(url, (_named("SynchronMode", True),))
            if self._has_saved and not self._is_modified():
                self._original(url).dispatch(url, ())
        except Exception:
            # The window is gone, or stays and can be closed by hand; what is raised from here ends LibreOffice.
            return
        finally:
            self._closing = None

    def _is_modified(self) -> bool:
        try:
            return bool(self.frame.getController().getModel().isModified())
        except Exception:
            return False

    def addStatusListener(self, listener: Any, url: Any) -> None:
        original = self._original(url)
        if original is not None:
            original.addStatusListener(listener, url)

    def removeStatusListener(self, listener: Any, url: Any) -> None:
        original = self._original(url)
        if original is not None:
            original.removeStatusListener(listener, url)

    def _original(self, url: Any) -> Any:
        return None if self._slave is None else self._slave.queryDispatch(url, "_self", 0)


def _named(name: str, value: Any) -> Any:
    import uno

    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


class _Later(unohelper.Base, XCallback):  # type: ignore[misc]
    """Does something when LibreOffice calls back."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work

    # com.sun.star.awt.XCallback

    def notify(self, data: Any) -> None:
        self._work()


def _later(work: Callable[[], None]) -> None:
    """Do something on LibreOffice's main thread when what is under way is over."""
    import uno

    context = uno.getComponentContext()
    made = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", context)
    made.addCallback(_Later(work), None)


_watching: List[_Interceptor] = []
"""One for each frame that has shown a spreadsheet."""
