"""The workbook as LibreOffice can use it: the same package, its macros without the modules that are Excel's alone."""

from __future__ import annotations

import zipfile
from io import BytesIO

from styring_xl import vba


def for_calc(package: bytes) -> bytes:
    """A macro-enabled workbook of ours with macros that run in Calc. Raises KeyError when it has no macros."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        source.getinfo(vba.PROJECT_PART)
        for entry in source.infolist():
            own = entry.filename == vba.PROJECT_PART
            target.writestr(entry, vba.project(for_calc=True) if own else source.read(entry))
    return out.getvalue()
