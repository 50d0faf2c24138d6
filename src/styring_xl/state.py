"""The program's place among this user's own files: what it must remember from one press to the next, and folders to
work in."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

WORK: Final = "arbejde-"
"""What the names of folders to work in begin with."""
KNOWN: Final = "kendt"
"""The name of the folder beside that of presses, where it is kept which workbooks are up to date."""


def folder() -> Path:
    """Where the files of presses lie."""
    return _own() / "fortryd"


def known_folder() -> Path:
    """Where the outcomes of workbooks that are up to date lie."""
    return _own() / KNOWN


def private_folder() -> Path:
    """A new folder for a program that must have a workbook as a file. Only this user may look into it, and it lies
    among the user's own files: a temp folder is shared, and is no place for a citizen's number.

    Raises OSError where it cannot be made.
    """
    own = _own()
    own.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Path(tempfile.mkdtemp(prefix=WORK, dir=own))


def _own() -> Path:
    """The place for a program's own state on this system."""
    if sys.platform == "win32":
        base = _stated("LOCALAPPDATA", "AppData", "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = _stated("XDG_STATE_HOME", ".local", "state")
    return base / "Styring-XL"


def _stated(setting: str, *usual: str) -> Path:
    """The folder that a setting of the system names, or else the usual one of this user's.

    A setting that is empty, or names a folder from where one stands, names none: what is kept for the user would lie
    beside the workbooks.
    """
    stated = os.environ.get(setting, "")
    return Path(stated) if os.path.isabs(stated) else Path.home().joinpath(*usual)
