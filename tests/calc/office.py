"""A real LibreOffice on a screen of its own, in a profile that is thrown away, and the product's engine connected."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import xlwings

import styring_xl.calc
from styring_xl.calc.build import extension
from styring_xl.calc.engine import caller, connect
from styring_xl.calc.program.channel import Channel
from tests.libreoffice import OFFICE_PYTHON, PROGRAMS
from tests.libreoffice import required as office_required

CELLS = (700, 900)
"""Where there are cells on the screen, whatever sheet is in front."""
DOUBLE_CLICK = 0.8
"""Seconds after which a second click is one of its own."""
CANCEL = ("Annuller", "Annullér")
"""As LibreOffice 7.4 and newer ones have it in Danish."""
PATH = f"{PROGRAMS}:/usr/bin:/bin"
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
    uno = subprocess.run([OFFICE_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0
    missing = [name for name in ("Xvfb", "xdotool", "setxkbmap") if shutil.which(name) is None]
    missing += [] if uno else ["python3-uno"]
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
        self._clicked = (0, 0, 0.0)
        self.display = self._screen()
        # As it is started from a menu: an environment of Python's on the path would mislead LibreOffice's own.
        self.environment = {
            "PATH": PATH,
            "LANG": "C.UTF-8",
            "DISPLAY": self.display,
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "SAL_USE_VCLPLUGIN": "gen",
            "STYRING_XL_PYTHON": str(self._python()),
            **environment,
        }
        self._install()
        self.start()

    def _python(self) -> Path:
        """An interpreter that finds the product where these tests find it."""
        script = self.folder / "python"
        places = os.pathsep.join(path for path in sys.path if path)
        script.write_text(f'#!/bin/sh\nPYTHONPATH="{places}" exec "{sys.executable}" "$@"\n', encoding="utf-8")
        script.chmod(0o755)
        return script

    def _install(self) -> None:
        """Install the extension as a user does; the program that installs refuses root, so root becomes nobody."""
        package = self.folder / "styring-xl.oxt"
        package.write_bytes(extension())
        demoted: dict[str, Any] = {}
        if os.geteuid() == 0:
            for path in (self.folder, self.profile, self.profile / "user", *(self.profile / "user").iterdir()):
                path.chmod(0o777)
            for path in list(self.folder.parents)[:-1]:
                path.chmod(path.stat().st_mode | 0o011)
            demoted = {"user": 65534, "group": 65534, "extra_groups": []}
        subprocess.run(
            [
                "unopkg", "add", "--suppress-license", f"-env:UserInstallation=file://{self.profile}", str(package),
            ],
            env={**self.environment, "DISPLAY": ""}, check=True, capture_output=True, timeout=120, **demoted,
        )  # fmt: skip

    def _screen(self) -> str:
        """An X server that has chosen a free number itself."""
        reading, writing = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1500x1000x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._own.append(server)
        os.close(writing)
        with os.fdopen(reading) as answer:
            display = f":{answer.readline().strip()}"
        # Letters that are not on the keyboard would be typed by changing it under way, which loses some.
        subprocess.run(["setxkbmap", "-display", display, "dk"], check=True, stderr=subprocess.DEVNULL)
        return display

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
        self.channel = self._connected("-m", "program")
        self.channel.call("desk.documents")
        self._user = self._connected(str(Path(__file__).with_name("user.py")))

    def _connected(self, *program: str) -> Channel:
        """A program in LibreOffice's own Python that is connected to the office, and to us."""
        process = subprocess.Popen(
            [OFFICE_PYTHON, *program, self.pipe],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PATH": PATH, "PYTHONPATH": str(Path(styring_xl.calc.__file__).parent)},
            start_new_session=True,
        )
        self._own.append(process)
        assert process.stdout is not None
        assert process.stdin is not None
        return Channel(process.stdout, process.stdin, _nothing)

    def stop(self) -> None:
        for process in reversed(self._own):
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                print("ended before it was stopped", process.args, file=sys.stderr)
            process.wait(20)
        self._own.clear()

    def processes(self) -> list[int]:
        """LibreOffice and the processes it has started."""
        parents = {}
        for place in Path("/proc").iterdir():
            if place.name.isdigit():
                try:
                    parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                except OSError:
                    # It has ended since it was listed.
                    continue
        found = [self.process.pid]
        for each in found:
            found += [child for child, parent in parents.items() if parent == each]
        return found

    def helpers(self) -> list[int]:
        """The processes beside the office in which ``desk`` and ``document`` run for us."""
        return [each.pid for each in self._own if isinstance(each.args, list) and "program" in each.args]

    def open(self, path: Path) -> str:
        """A workbook opened without its macros; the document's id."""
        return str(self.channel.call("desk.open", str(path)))

    def user(self, what: str, *given: Any) -> Any:
        """Let a user do or see something: see ``user.py``."""
        return self._user.call(what, *given)

    def keys(self, *keys: str, pause: float = 0.1) -> None:
        """Press keys, by the names xdotool has for them."""
        for key in keys:
            subprocess.run(["xdotool", "key", "--clearmodifiers", key], env=self.environment, check=True)
            time.sleep(pause)

    def type(self, text: str) -> None:
        """Type a text."""
        subprocess.run(["xdotool", "type", "--delay", "8", text], env=self.environment, check=True)

    def go(self, document: str, sheet: str, cell: str) -> None:
        """To a cell by way of the name box.

        A window that has just come may lose the first keys sent to it: then once more.
        """

        def arrives() -> bool:
            self.front()
            self.keys("ctrl+shift+t", "ctrl+a")
            self.type(f"$'{sheet}'.{cell}")
            self.keys("Return")
            return bool(self._within(10, lambda: self.at(document, sheet, cell)))

        self.until(arrives, f"the cursor is not in {sheet} {cell}")

    def at(self, document: str, sheet: str, cell: str) -> bool:
        """Whether the cursor is in a cell."""
        found = self.user("where", document).lstrip("$").replace("$", "").replace("'", "")
        return bool(found == f"{sheet}.{cell}")

    def click(self, x: int, y: int, *, key: str = "") -> None:
        """Click with the mouse as slowly as a hand does, with a key held down if one is named.

        Twice at one place it waits between, for else the two are a double click, which begins to edit a cell.
        """
        if self._clicked[:2] == (x, y):
            time.sleep(max(0.0, self._clicked[2] + DOUBLE_CLICK - time.monotonic()))
        held = (["keydown", key], ["keyup", key]) if key else ([], [])
        steps = ["mousemove", str(x), str(y), "sleep", "0.15", *held[0], "mousedown", "1", "sleep", "0.15"]
        subprocess.run(["xdotool", *steps, "mouseup", "1", *held[1]], env=self.environment, check=True)
        self._clicked = (x, y, time.monotonic())

    def front(self) -> None:
        """Click among the cells, and wait until keys go there.

        Without a window manager nobody else gives the window back the keyboard after a message or another dialog.
        """

        def has_it() -> bool:
            if not self._focused():
                found = ["xdotool", "search", "--onlyvisible", "--name", "LibreOffice", "windowfocus"]
                subprocess.run(found, env=self.environment, capture_output=True, check=False)
            self.click(*CELLS)
            return bool(self._within(5, lambda: self._focused() and self.user("active")))

        self.until(has_it, "the cells do not get the keyboard")

    def _focused(self) -> bool:
        """Whether the screen sends keys to a window of a program, and not to the empty screen behind."""
        asked = ["xdotool", "getwindowfocus", "getwindowpid"]
        return subprocess.run(asked, env=self.environment, capture_output=True, check=False).returncode == 0

    def click_button(self, document: str, sheet: str, caption: str) -> None:
        """Bring a sheet to the front and click one of its buttons when it has come to rest there."""
        places: list[Any] = [None]

        def rests() -> bool:
            places.append(self.user("buttons", document, sheet).get(caption))
            time.sleep(0.15)
            return places[-1] is not None and places[-1] == places[-2]

        self.until(rests, f"no button {caption} on {sheet}")
        self.front()
        self.click(*places[-1])

    def press(self, document: str, sheet: str, caption: str, *, picture: str = "") -> str:
        """Click a button on a sheet with the mouse; the message that follows, which is closed again."""
        self.click_button(document, sheet, caption)
        return self.message(picture=picture)

    def choose(self, file: Path) -> None:
        """Wait for LibreOffice's own dialog for files, and choose one by its path."""
        found = self.dialog(lambda found: "Åbn" in found[1] and len(found[2]) > 1, "no dialog for files")
        self.click(*found[2][1])
        self.keys("ctrl+a")
        self.type(str(file))
        self._away(found, "Åbn")

    def answer(self, asked: str, text: str) -> None:
        """Wait for a question, type an answer over the one that stands there, and click OK."""
        found = self.dialog(lambda found: found[2] and any(asked in each for each in found[0]), f"nobody asks {asked}")
        self.click(*found[2][0])
        self.keys("ctrl+a")
        self.type(text)
        self._away(found, "OK")

    def fill(self, title: str, *answers: str, picture: str = "") -> None:
        """Wait for a dialog of ours with several questions, type an answer over what stands in each field, click OK."""

        def asks(found: Any) -> bool:
            return len(found[2]) == len(answers) and any(title in each for each in found[0])

        found = self.dialog(asks, f"no dialog asks {title}")
        for place, answer in zip(found[2], answers, strict=True):
            self.click(*place)
            self.keys("ctrl+a")
            self.type(answer)
        if picture:
            self.picture(picture)
        self._away(found, "OK")

    def message(self, *buttons: str, picture: str = "") -> str:
        """Wait for a message, close it with a click on a button of one of these names, and return what it said."""
        names = buttons or ("OK",)
        found = self.dialog(lambda found: found[1].keys() & set(names), f"no message with {' or '.join(names)} came")
        if picture:
            self.picture(picture)
        self._away(found, next(name for name in names if name in found[1]))
        return "\n".join(text for text in found[0] if text)

    def dialog(self, wanted: Callable[[Any], Any], otherwise: str) -> Any:
        """Wait for a dialog; what is in it once it has come to rest, for until it is drawn its parts are elsewhere."""

        def rests() -> Any:
            found = self.user("dialog")
            if found is None or not wanted(found):
                return None
            time.sleep(0.3)
            return found if self.user("dialog") == found else None

        return self.until(rests, otherwise)

    def _away(self, found: Any, button: str) -> None:
        """Click a button of a dialog; where it came after another the first click only brings it to the front."""

        def gone() -> bool:
            self.click(*found[1][button])
            return bool(self._within(2, lambda: self.user("dialog") != found))

        self.until(gone, f"the dialog stays: {found}")

    @staticmethod
    def _within(seconds: float, happens: Callable[[], Any]) -> Any:
        """Ask until something is so, or the time is over; the last answer."""
        end = time.monotonic() + seconds
        while not (answer := happens()) and time.monotonic() < end:
            time.sleep(0.05)
        return answer

    def until(self, happens: Callable[[], Any], otherwise: str, seconds: float = 60) -> Any:
        """Wait until something is so; the answer."""
        answer = self._within(seconds, happens)
        if answer:
            return answer
        self.picture("calc-fejl")
        raise AssertionError(otherwise)

    def picture(self, name: str) -> None:
        """Keep a picture of the screen, where the environment says that pictures are kept."""
        folder = os.environ.get("STYRING_XL_PICTURES")
        if folder:
            from PIL import ImageGrab

            Path(folder).mkdir(parents=True, exist_ok=True)
            ImageGrab.grab(xdisplay=self.display).save(Path(folder) / f"{name}.png", optimize=True)

    def close(self, document: str) -> None:
        self.channel.call("doc.close", document)


@contextmanager
def seen(office: Office, document: str) -> Iterator[xlwings.Book]:
    """A document as the engine sees it, to look at."""
    active = xlwings.engines.active
    yield caller(connect(office.channel), document)
    delattr(xlwings.Book, "_mock_caller")
    xlwings.engines.active = active


def _nothing(name: str, arguments: tuple[Any, ...]) -> Any:
    raise AssertionError(f"the office asks for {name}")
