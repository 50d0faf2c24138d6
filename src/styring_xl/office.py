"""LibreOffice as a tool that turns a workbook into a PDF, where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from styring_xl.errors import StyringError

_NAMES: Final = ("soffice", "libreoffice")
_PLACES: Final = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SECONDS: Final = 180
"""Seconds after which the program is taken to hang and is ended; no workbook takes so long."""


def find() -> Path | None:
    """The program, None where it is not installed."""
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return next((Path(place) for place in _PLACES if Path(place).is_file()), None)


def to_pdf(program: Path, files: list[Path], folder: Path) -> None:
    """Writes a PDF of each file into the folder, with a profile of its own there that is removed again.

    Raises StyringError when the program takes too long or a PDF is missing; a file is named, nothing of what is in it.
    """
    profile = Path(tempfile.mkdtemp(prefix=".styring-profil-", dir=folder))
    command = [
        str(program), f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--norestore",
        "--nolockcheck", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files),
    ]  # fmt: skip
    quiet = subprocess.DEVNULL
    try:
        # A group of its own, so that what it starts can be ended with it.
        with subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=os.name == "posix"
        ) as running:
            try:
                running.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                end(running)
                raise StyringError("LibreOffice svarede ikke; der er ikke lavet PDF. Luk det, og prøv igen.") from None
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    missing = [file.name for file in files if not (folder / f"{file.stem}.pdf").is_file()]
    if missing:
        raise StyringError(f"LibreOffice kunne ikke lave PDF af {missing[0]}. Luk LibreOffice, og prøv igen.")


def end(running: subprocess.Popen[bytes]) -> None:
    """Ends a program that was started in a group of its own, and what it has started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(running.pid)], capture_output=True, check=False)
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(running.pid, signal.SIGKILL)
