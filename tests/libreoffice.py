"""LibreOffice as a third party: it recalculates every formula, and prints."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

PROGRAMS = Path(shutil.which("soffice") or "/usr/bin/soffice").parent
"""Where the LibreOffice lies that is tried: the first on the path."""
OFFICE_PYTHON = str(PROGRAMS / "python") if (PROGRAMS / "python.bin").exists() else "/usr/bin/python3"
"""LibreOffice's own Python, which is the system's where a Linux distribution packages it."""
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


marked = False
"""Whether the running test is marked as one that needs LibreOffice."""


def required() -> None:
    """Skips the test on a machine without LibreOffice; fails it where the environment says that there must be one, and
    where the test lacks the marker ``office``."""
    if not marked:
        pytest.fail("a test that needs LibreOffice is marked with pytest.mark.office")
    if shutil.which("soffice") is None:
        if os.environ.get("STYRING_XL_REQUIRE_LIBREOFFICE"):
            pytest.fail("LibreOffice is required here and is not installed")
        pytest.skip("LibreOffice is not installed")


def convert(source: Path, to: str, folder: Path) -> Path:
    """Converts a workbook in a throwaway profile that recalculates everything on loading; returns the new file."""
    required()
    with tempfile.TemporaryDirectory(prefix="lo-profile-") as profile:
        user = Path(profile) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [
                "soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
                "--convert-to", to, "--outdir", str(folder), str(source),
            ],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    made = folder / f"{source.stem}.{to.split(':')[0]}"
    assert made.exists(), "LibreOffice made no file"
    return made
