"""The guide as it lies on this computer, and how it is opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def front_page(environment: Path | None = None) -> Path | None:
    """The first page of the guide, which an offline folder puts into the environment; None where there is none.

    ``environment`` is the one this runs in, if not stated.
    """
    page = (environment or Path(sys.prefix)) / "vejledning" / "index.html"
    return page if page.is_file() else None


def open_page(page: Path) -> bool:
    """Show a page in the program that the computer has chosen for pages; whether there was one to ask.

    The page is a file: no connection is opened.
    """
    try:
        if sys.platform == "win32":
            os.startfile(page)
        elif sys.platform == "darwin":
            _start("open", page)
        elif not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
            return False
        else:
            _start("xdg-open", page)
    except OSError:
        return False
    return True


def _start(program: str, page: Path) -> None:
    """Start a program that lives on by itself and writes nothing where we do. Raises OSError where it is missing."""
    quiet = subprocess.DEVNULL
    subprocess.Popen([program, page], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
