"""The guide as a site that is opened from the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from styring_xl.errors import StyringError


def build(root: Path, folder: Path) -> None:
    """Built into ``folder`` from the repository at ``root``. Raises StyringError when it cannot be."""
    command = [
        sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet",
        "--config-file", str(root / "mkdocs.yml"), "--site-dir", str(folder),
    ]  # fmt: skip
    # The tool tells of its successor on every run.
    environ = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    answer = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if answer.returncode:
        last = answer.stderr.strip().splitlines()[-1:] or [""]
        raise StyringError(f"Vejledningen kunne ikke bygges (pip install -e '.[bundle]'): {last[0]}")
