"""From text to a VBA project: the modules in ``macros/``, those of the buttons, xlwings' standalone module and the
functions' wrappers.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

import xlwings

import styring_xl
from styring_xl.vba import buttons

XLWINGS: Final = "xlwings"
DICTIONARY: Final = "Dictionary"
"""The class xlwings' module needs on a Mac; MIT, delivered with xlwings."""
EXCEL_ALONE: Final = frozenset({XLWINGS, DICTIONARY, "xlwings_udfs", "StyringFunktioner", buttons.CALLBACKS})
"""Modules LibreOffice cannot compile, or has no use for; one of them there would silence the buttons as well."""
HELPER: Final = "StyringHjaelp"
CALLER: Final = "libreoffice/RunPython.bas"
"""What stands for xlwings' RunPython in LibreOffice; in the helper's module, so that a project has the same modules."""
_NO_CACHE: Final = bytes.fromhex("CC61FFFF000100")
_NO_COOKIE: Final = 0xFFFF
_BLACK: Final = 1


def version_mark() -> str:
    """What the macros tell Python they were built for: the versions of this product and of xlwings."""
    return f"{styring_xl.__version__}/{xlwings.__version__}"


def sources(macros: Path) -> dict[str, str]:
    """Module name -> source, in the order the project declares them; the document module first.

    Raises ValueError when xlwings' own module is of another version than the package.
    """
    package = Path(xlwings.__file__).parent
    module = (package / "xlwings.bas").read_text(encoding="cp1252")
    if f'XLWINGS_VERSION As String = "{xlwings.__version__}"' not in module:
        raise ValueError("xlwings.bas and the installed xlwings are of different versions")
    found = {"ThisWorkbook": (macros / "ThisWorkbook.cls").read_text(encoding="utf-8")}
    ours = {path.stem: path.read_text(encoding="utf-8") for path in macros.glob("*.bas")}
    ours |= {buttons.MACROS: buttons.macros(macros / buttons.ASKING), buttons.CALLBACKS: buttons.callbacks()}
    for name in sorted(ours):
        found[name] = ours[name].replace(buttons.VERSION_MARK, version_mark())
    found |= _wrappers()
    found[XLWINGS] = module
    found[DICTIONARY] = (package / "addin" / "Dictionary.cls").read_text(encoding="cp1252")
    return {name: _cp1252(name, text) for name, text in found.items()}


@cache
def _wrappers() -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "styring_xl.vba.wrappers"], capture_output=True, check=False, text=True, encoding="utf-8"
    )
    if done.returncode != 0:
        raise RuntimeError(f"the wrappers could not be generated:\n{done.stderr}")
    made: dict[str, str] = json.loads(done.stdout)
    return made


def _cp1252(name: str, text: str) -> str:
    """The text with Windows line ends. Raises ValueError for a character that VBA's code page does not have."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} holds {text[error.start]!r}, which VBA cannot") from error
    return "\r\n".join(text.splitlines()) + "\r\n"


def build(macros: Path, workbook: bytes, *, for_calc: bool = False) -> bytes:
    """The VBA project for a workbook without macros, as ``vbaProject.bin``; the same input gives the same bytes.

    macros: the folder of the sources; workbook: a package whose code names name the document modules; for_calc: leave
    out what LibreOffice cannot compile, and call the extension where Excel calls xlwings.
    """
    from pyopenvba import ExcelFile
    from pyopenvba.vba import VBAModuleKind

    made = sources(macros)
    if for_calc:
        made = {name: source for name, source in made.items() if name not in EXCEL_ALONE} | {"ThisWorkbook": "\r\n"}
        caller = (macros / CALLER).read_text(encoding="utf-8")
        made[HELPER] += _cp1252(CALLER, caller)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsm"
        path.write_bytes(workbook)
        with ExcelFile(path) as file:
            file.add_vba_project()
            project = file.vba_project()
            project.get_module("ThisWorkbook").body = made.pop("ThisWorkbook")
            for name, source in made.items():
                kind = VBAModuleKind.other if name == DICTIONARY else VBAModuleKind.standard
                project.add_module(name, source, kind=kind)
            # The cookies belong to a performance cache, and this project has none.
            for module in project.modules:
                module.cookie = _NO_COOKIE
            project.project_cookie = _NO_COOKIE
            project.dir_structure_dirty = True
            file.save(path)
        with ExcelFile(path) as file:
            return _finished(file.vba_project_bytes())


def _finished(raw: bytes) -> bytes:
    """The project without a performance cache, its directory a valid red-black tree of black entries alone."""
    from pyopenvba.cfb import CFB

    cfb = CFB.from_bytes(raw)
    cfb.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_CACHE)
    directory: list[Any] = cfb._directory
    for entry in directory:
        if len(entry.raw) == 128:
            # Byte 67 is the colour, 100..116 are times that say when it was built.
            entry.raw = (
                bytes(entry.raw[:67]) + bytes([_BLACK]) + bytes(entry.raw[68:100]) + bytes(16) + bytes(entry.raw[116:])
            )
    finished: bytes = cfb.to_bytes()
    return finished
