"""The guide as it lies on this computer, and how it is opened."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path


def front_page(environment: Path | None = None) -> Path | None:
    """The first page of the guide, which an offline folder puts into the environment; None where there is none.

    ``environment`` is the one this runs in, if not stated.
    """
    page = (environment or Path(sys.prefix)) / "vejledning" / "index.html"
    return page if page.is_file() else None


def open_page(page: Path) -> bool:
    """Show a page in the browser that the computer has chosen for pages; whether there was one to ask.

    The page is a file: no connection is opened. Where there is no screen, a browser would write where we do.
    """
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        return False
    try:
        return webbrowser.open(page.resolve().as_uri())
    except (OSError, webbrowser.Error):
        return False
