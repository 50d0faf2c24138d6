"""The Python that has ``styring_xl``: where it is, and one of its processes for as long as it answers."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any, Iterator, List, Optional

from .channel import Channel, Gone, Serve

PYTHON = "STYRING_XL_PYTHON"
"""The environment variable that names the interpreter; when it is set nothing else is tried."""
_MODULE = "styring_xl.calc.worker"
# LibreOffice sets these for its own Python; in another one they would point to wrong modules.
_NOT_THEIRS = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONEXECUTABLE")


class Missing(Exception):
    """No Python here has the product. The text is for the user, in Danish."""


def note() -> str:
    """The file in which a user may name the interpreter."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or os.path.expanduser("~")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(base, "Styring-XL", "python.txt")


def _candidates() -> Iterator[str]:
    stated = os.environ.get(PYTHON)
    if stated:
        yield stated
        return
    try:
        with open(note(), encoding="utf-8") as file:
            yield file.read().strip()
    except OSError:
        pass
    windows = sys.platform == "win32"
    inside = os.path.join("Scripts", "python.exe") if windows else os.path.join("bin", "python")
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        # A program of the environment lies beside its interpreter; a link to it is followed.
        command = os.path.join(folder, "styring-xl.exe" if windows else "styring-xl")
        if os.path.exists(command):
            yield os.path.join(os.path.dirname(os.path.realpath(command)), os.path.basename(inside))
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    homes = [
        os.path.join(data, "pipx", "venvs"),
        os.path.expanduser("~/.local/pipx/venvs"),
        os.path.join(data, "uv", "tools"),
    ]
    if windows:
        local = os.environ.get("LOCALAPPDATA", "")
        homes = [os.path.expanduser("~/pipx/venvs"), os.path.join(local, "pipx", "pipx", "venvs")]
        homes.append(os.path.join(os.environ.get("APPDATA", ""), "uv", "tools"))
    for home in homes:
        yield os.path.join(home, "styring-xl", inside)


def _explained(tried: List[str]) -> str:
    asked = os.environ.get(PYTHON)
    if asked:
        return (
            f"Styring-XL kan ikke starte den Python, som {PYTHON} peger på ({asked}). Ret stien, eller fjern "
            "variablen, og start LibreOffice igen."
        )
    found = f" Fundet, men uden Styring-XL: {', '.join(tried)}." if tried else ""
    return (
        "Styring-XL mangler sin Python-del, så intet er ændret.\n\nDobbeltklik på Installer i mappen med Styring-XL, "
        "og start LibreOffice igen. Har du ikke mappen, så bed it-afdelingen om den (af kildekoden: pipx install .). "
        f"Ligger Styring-XL et andet sted, så skriv stien til dens python i filen {note()}.{found}"
    )


class Worker:
    """One process of the product's, started when it is first needed and again when it has ended."""

    def __init__(self, work: str, serve: Serve) -> None:
        self._work, self._serve = work, serve
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._channel: Optional[Channel] = None

    def call(self, name: str, *arguments: Any) -> Any:
        """Raises Missing when there is no environment, Gone when the process ends before it answers."""
        if self._channel is None or self._process is None or self._process.poll() is not None:
            self._start()
        assert self._channel is not None
        try:
            return self._channel.call(name, *arguments)
        except Gone:
            self.stop()
            raise

    def _start(self) -> None:
        self.stop()
        tried = []
        for python in _candidates():
            if not os.path.exists(python):
                continue
            try:
                self._launch(python)
                return
            except (OSError, Gone):
                self.stop()
                tried.append(python)
        raise Missing(_explained(tried))

    def _launch(self, python: str) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in _NOT_THEIRS}
        self._process = subprocess.Popen(
            [python, "-P", "-m", _MODULE, self._work],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=os.path.expanduser("~"),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        answers: Any = self._process.stdout
        questions: Any = self._process.stdin
        self._channel = Channel(answers, questions, self._serve)
        self._channel.call("ready")

    def kill(self) -> None:
        """End the process, if there is one, whatever it does; who waits for it is told that it is gone."""
        process = self._process
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        # What could not be sent to a process that has ended is lost with it.
                        continue
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = self._channel = None
