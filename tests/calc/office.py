"""A real LibreOffice on a screen of its own, in a profile that is thrown away, and the product's engine connected."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import styring_xl.calc
from styring_xl.calc.program.channel import Channel
from tests.libreoffice import required as office_required

SYSTEM_PYTHON = "/usr/bin/python3"
"""LibreOffice's own Python where a Linux distribution packages it."""
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value>
</prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>7.4</value>
</prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="UILocale" oor:op="fuse"><value>da</value>
</prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooLocale" oor:op="fuse"><value>da</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>da-DK</value>
</prop></item>
</oor:items>"""


def required() -> None:
    """Skips where the programs are missing; fails where the environment says that they must be there."""
    office_required()
    uno = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0
    missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None] + ([] if uno else ["python3-uno"])
    if missing:
        text = f"{', '.join(missing)} not installed"
        if os.environ.get("STYRING_XL_REQUIRE_LIBREOFFICE"):
            pytest.fail(text)
        pytest.skip(text)


class Office:
    """LibreOffice and its screen; everything it starts ends with it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.profile = folder / "profile"
        (self.profile / "user").mkdir(parents=True)
        (self.profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        self.pipe = f"styring{os.getpid()}{folder.name}"
        self._own: list[subprocess.Popen[bytes]] = []
        self.display = self._screen()
        self.environment = {
            **os.environ,
            "DISPLAY": self.display,
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "SAL_USE_VCLPLUGIN": "gen",
            **environment,
        }
        self.start()

    def _screen(self) -> str:
        """An X server that has chosen a free number itself."""
        reading, writing = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1500x1000x24", "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._own.append(server)
        os.close(writing)
        with os.fdopen(reading) as answer:
            return f":{answer.readline().strip()}"

    def start(self) -> None:
        """Start LibreOffice and connect to it."""
        self.process = subprocess.Popen(
            [
                "soffice", f"-env:UserInstallation=file://{self.profile}", "--norestore", "--nologo", "--nodefault",
                "--nofirststartwizard", f"--accept=pipe,name={self.pipe};urp;",
            ],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self._own.append(self.process)
        self.desk = subprocess.Popen(
            [SYSTEM_PYTHON, "-m", "program", self.pipe],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(styring_xl.calc.__file__).parent)},
        )
        self._own.append(self.desk)
        assert self.desk.stdout is not None
        assert self.desk.stdin is not None
        self.channel = Channel(self.desk.stdout, self.desk.stdin, _nothing)
        self.channel.call("desk.documents")

    def stop(self) -> None:
        for process in reversed(self._own):
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            if process is self.desk:
                process.wait(20)
                continue
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                print("ended before it was stopped", process.args, file=sys.stderr)
            process.wait(20)
        self._own.clear()

    def open(self, path: Path) -> str:
        """A workbook opened without its macros; the document's id."""
        return str(self.channel.call("desk.open", str(path)))

    def user(self, what: str, document: str, sheet: str) -> None:
        """Let a user do something we have no word for: see ``user.py``."""
        script = str(Path(__file__).with_name("user.py"))
        subprocess.run([SYSTEM_PYTHON, script, self.pipe, what, document, sheet], check=True, timeout=60)

    def close(self, document: str) -> None:
        self.channel.call("doc.close", document)


def _nothing(name: str, arguments: tuple[Any, ...]) -> Any:
    raise AssertionError(f"the office asks for {name}")
