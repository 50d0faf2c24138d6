"""Where the guide lies on this computer."""

from __future__ import annotations

import sys
from pathlib import Path


def front_page(environment: Path | None = None) -> Path | None:
    """The first page of the guide, which an offline folder puts into the environment; None where there is none.

    ``environment`` is the one this runs in, if not stated.
    """
    page = (environment or Path(sys.prefix)) / "vejledning" / "index.html"
    return page if page.is_file() else None
