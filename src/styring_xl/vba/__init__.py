"""The macros of the workbook: a VBA project, built from ``macros/``, and a ribbon, put into a finished package.

Building the project needs the repository and its build tools (``python -m styring_xl.vba``); putting both in needs
nothing but this package, so a new workbook can be made anywhere.
"""

from __future__ import annotations

import zipfile
from importlib.resources import files
from io import BytesIO
from typing import Final

from styring_xl.vba import ribbon

PROJECT_PART: Final = "xl/vbaProject.bin"
RIBBON_PART: Final = "customUI/customUI14.xml"
_PROJECT_TYPE: Final = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_RIBBON_TYPE: Final = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_BIN: Final = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'


def project(*, for_calc: bool = False) -> bytes:
    """The VBA project as the file ``vbaProject.bin``; ``for_calc`` without what LibreOffice cannot compile."""
    return (files(__name__) / ("project_calc.bin" if for_calc else "project.bin")).read_bytes()


def add_macros(package: bytes) -> bytes:
    """The package of a macro-enabled workbook with the VBA project and the ribbon added; same input, same bytes.

    The package must have the content type of a .xlsm, code names that match the project's document modules, and no
    macros yet. Raises ValueError when it has macros or parts to hang them on are missing.
    """
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        if PROJECT_PART in source.namelist():
            raise ValueError("the package has macros already")
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "[Content_Types].xml":
                data = _after(data, b"<Default ", _BIN, before=True)
            elif entry.filename == "_rels/.rels":
                data = _after(
                    data, b"</Relationships>", _relationship("rIdStyringRibbon", _RIBBON_TYPE, RIBBON_PART), before=True
                )
            elif entry.filename == "xl/_rels/workbook.xml.rels":
                data = _after(
                    data,
                    b"</Relationships>",
                    _relationship("rIdStyringVba", _PROJECT_TYPE, "vbaProject.bin"),
                    before=True,
                )
            target.writestr(entry, data)
        for name, data in ((PROJECT_PART, project()), (RIBBON_PART, ribbon.ribbon())):
            target.writestr(_entry(name), data)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _relationship(identity: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"/>'


def _after(data: bytes, mark: bytes, text: str, *, before: bool) -> bytes:
    at = data.find(mark)
    if at < 0:
        raise ValueError("the package lacks a part the macros hang on")
    at += 0 if before else len(mark)
    return data[:at] + text.encode() + data[at:]
