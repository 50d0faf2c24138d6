"""Where the program keeps what it must remember from one press of a button to the next, for this user alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def folder() -> Path:
    """Where the files lie: the place for a program's own state on this system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state"))
    return base / "Styring-XL" / "fortryd"
