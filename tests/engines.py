"""Office programs as third parties: each computes every formula of a workbook anew."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import libreoffice

LIBREOFFICE, GNUMERIC, ONLYOFFICE = "LibreOffice", "Gnumeric", "ONLYOFFICE"

_RESULT = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")
_ONLYOFFICE = """
import sys, docbuilder
builder = docbuilder.CDocBuilder()
builder.OpenFile(sys.argv[1], "")
builder.SaveFile(sys.argv[2], sys.argv[3])
builder.CloseFile()
"""


def without_results(path: Path, target: Path) -> int:
    """The workbook as if no program had computed it; how many formulas have lost their results."""
    removed = 0
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data, count = _RESULT.subn(rb"\1", data)
                removed += count
            new.writestr(name, data)
    return removed


def saved_by(engine: str, path: Path, folder: Path, to: str = "xlsx") -> Path:
    """The workbook opened by an engine and saved as a kind of file; skips the test where the engine is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    if engine == LIBREOFFICE:
        return libreoffice.convert(path, to, folder)
    made = folder / f"{path.stem}.{to}"
    if engine == GNUMERIC:
        _required(engine, shutil.which("ssconvert") is not None)
        command = ["ssconvert", "--recalc", str(path), str(made)]
    else:
        _required(engine, importlib.util.find_spec("docbuilder") is not None)
        # In a process of its own, for a fault in it ends the process.
        command = [sys.executable, "-c", _ONLYOFFICE, str(path), to, str(made)]
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    assert made.exists(), (engine, done.returncode, done.stderr.decode(errors="replace")[-2000:])
    return made


def _required(engine: str, is_there: bool) -> None:
    if not libreoffice.marked:
        pytest.fail("a test that needs an office program is marked with pytest.mark.office")
    if not is_there:
        if os.environ.get("STYRING_XL_REQUIRE_LIBREOFFICE"):
            pytest.fail(f"{engine} is required here and is not installed")
        pytest.skip(f"{engine} is not installed")
