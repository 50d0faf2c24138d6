"""A LibreOffice of our own: no window, a profile that is thrown away, and nothing of it left when we end.

It is started when a workbook of its kind is first opened and serves all of a process's workbooks after that. It
is driven from its own Python, as UNO is only there; ``program`` runs in it and talks with us over a pair of pipes.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, Never

from styring_xl import office
from styring_xl.calc.engine import App, connect
from styring_xl.calc.program.channel import Channel, Gone
from styring_xl.errors import StyringError
from styring_xl.state import private_folder

MISSING: Final = (
    "LibreOffice er ikke installeret på denne maskine, og uden det kan en .ods ikke opdateres. Installér LibreOffice "
    "(libreoffice-calc), eller gem projektmappen som .xlsx."
)
_NO_PYTHON: Final = (
    "LibreOffice mangler sin Python-del, og uden den kan en .ods ikke opdateres. Installér den (python3-uno på Linux)."
)
_NO_ANSWER: Final = "LibreOffice svarede ikke, så intet er skrevet. Prøv igen."
_NO_FOLDER: Final = (
    "Der kan ikke laves en mappe til LibreOffice i jeres egen profil, så intet er skrevet. Se, om disken er fuld."
)
SECONDS: Final = 600
"""Longer than the largest workbook takes; a program that hangs is ended then."""
_PACKAGE: Final = Path(__file__).parent
_QUIET: Final = subprocess.DEVNULL
# What is set for a Python of ours would lead LibreOffice's astray.
_OURS: Final = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONEXECUTABLE", "VIRTUAL_ENV", "DISPLAY")
_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Save/Document"><prop oor:name="AutoSave" oor:op="fuse">
<value>false</value></prop><prop oor:name="CreateBackup" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Recovery/AutoSave"><prop oor:name="Enabled" oor:op="fuse"><value>false</value>
</prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>da-DK</value>
</prop></item>
</oor:items>
"""
"""No macro runs, no link and no picture is fetched, and nothing of a workbook is kept beside it. A workbook of Excel's,
from which an .ods is made, is computed when it is opened, as it is in Excel."""


class Session:
    """The running program, and the private folder that holds its profile and the copies it works on."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Start it. Raises StyringError where it is not installed or does not start."""
        program = office.find()
        if program is None:
            raise StyringError(MISSING)
        python = _python_of(program)
        self._seconds = seconds
        # The files in it bear no names of the user's.
        try:
            self.folder = private_folder()
        except OSError as error:
            raise StyringError(_NO_FOLDER) from error
        self._running: list[subprocess.Popen[bytes]] = []
        try:
            self.app = self._started(program, python)
        except BaseException:
            self.end()
            raise

    def _started(self, program: Path, python: Path) -> App:
        user = self.folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if name not in _OURS}
        pipe = f"styring{secrets.token_hex(8)}"
        self._start(
            [
                str(program), f"-env:UserInstallation={user.parent.as_uri()}", "--headless", "--norestore", "--nologo",
                "--nodefault", "--nofirststartwizard", f"--accept=pipe,name={pipe};urp;",
            ],
            {**environment, "SAL_USE_VCLPLUGIN": "svp"},
        )  # fmt: skip
        beside = self._start([str(python), "-B", "-m", "program", pipe, str(self.folder)], environment, talks=True)
        channel = Channel(_pipe(beside.stdout), _pipe(beside.stdin), _nothing)
        with self.watched():
            channel.call("desk.documents")
        return connect(channel)

    def _start(
        self, command: list[str], environment: dict[str, str], *, talks: bool = False
    ) -> subprocess.Popen[bytes]:
        """Start a program in a group of its own, so that what it starts can be ended with it."""
        ways = subprocess.PIPE if talks else _QUIET
        running = subprocess.Popen(
            command, stdin=ways, stdout=ways, stderr=_QUIET, env=environment, cwd=_PACKAGE if talks else self.folder,
            start_new_session=os.name == "posix",
        )  # fmt: skip
        self._running.append(running)
        return running

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Something that LibreOffice is asked for inside: if it takes too long or dies, it is ended and StyringError
        raised."""
        clock = threading.Timer(self._seconds, self._give_up)
        clock.daemon = True
        clock.start()
        try:
            yield
        except Gone as error:
            self.end()
            raise StyringError(_NO_ANSWER) from error
        finally:
            clock.cancel()

    def _give_up(self) -> None:
        for running in self._running:
            office.end(running)

    @property
    def is_alive(self) -> bool:
        """Whether both programs are still there."""
        return len(self._running) > 1 and all(running.poll() is None for running in self._running)

    def end(self) -> None:
        """End the program with all it has started, and remove its folder."""
        for running in reversed(self._running):
            for pipe in (running.stdin, running.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            office.end(running)
            running.wait()
        self._running.clear()
        shutil.rmtree(self.folder, ignore_errors=True)


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    assert end is not None
    return end


def _nothing(name: str, arguments: tuple[Any, ...]) -> Never:
    raise LookupError(name)


def _python_of(program: Path) -> Path:
    """The Python that knows LibreOffice's UNO. Raises StyringError when there is none."""
    inside = program.resolve().parent
    places = (
        inside / "python.exe",
        inside / "python",
        inside.parent / "Resources" / "python",
        Path("/usr/bin/python3"),
    )
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    for place in places:
        if not place.is_file():
            continue
        asked = [str(place), "-c", "import uno"]
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            if subprocess.run(asked, env=environment, capture_output=True, check=False, timeout=60).returncode == 0:
                return place
    raise StyringError(_NO_PYTHON)


_current: list[Session] = []
"""The session of this process, if it has been needed."""


def session() -> Session:
    """The LibreOffice of this process, started if it is not there. Raises StyringError when it cannot be."""
    if _current and not _current[0].is_alive:
        end()
    if not _current:
        _current.append(Session())
    return _current[0]


@atexit.register
def end() -> None:
    """End the LibreOffice of this process."""
    while _current:
        _current.pop().end()
