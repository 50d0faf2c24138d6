"""The start scripts: which Python they find, what they hand on, and what they say when there is none."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from blinter import lint_batch_file

from styring_xl.bundle import folder
from styring_xl.bundle.target import TARGETS

WINDOWS, LINUX = TARGETS["win_amd64"], TARGETS["linux_x86_64"]


def _script(path: Path, name: str, words: str = "") -> Path:
    """A folder with a start script and a program that nobody runs for real."""
    (path / "program").mkdir(parents=True, exist_ok=True)
    (path / "program" / "installation.py").touch()
    script = path / name
    folder._script(script, WINDOWS if name.endswith(".cmd") else LINUX, words)
    return script


def _python(path: Path, fits: bool) -> Path:
    """A program that says whether the folder is for it, and writes down what else it is told."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'#!/bin/sh\ncase "$*" in *--passer) exit {0 if fits else 1};; esac\n'
        f'for each; do printf "%s\\n" "$each"; done > "{path.parent}/told"\nexit 1\n'
    )
    path.chmod(0o755)
    return path


def _run(script: Path, path: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    path.mkdir(parents=True, exist_ok=True)
    for tool in ("dirname", "sh"):
        if not (path / tool).exists():
            (path / tool).symlink_to(shutil.which(tool) or tool)
    given = {"PATH": str(path), "HOME": str(path), **environ}
    return subprocess.run(["/bin/sh", script, *words], env=given, text=True, capture_output=True, input="")


@pytest.mark.skipif(os.name != "posix", reason="a script of sh")
def test_the_first_python_that_fits_is_used_and_told_everything(tmp_path: Path) -> None:
    script = _script(tmp_path / "mappe med å", "installer.sh")
    path = tmp_path / "bin"
    _python(path / "python3.13", fits=False)
    _python(tmp_path / "home" / ".pyenv" / "versions" / "3.12.9" / "bin" / "python", fits=True)
    done = _run(script, path, "--stille", "--mappe", "/et sted", HOME=str(tmp_path / "home"))
    told = (tmp_path / "home" / ".pyenv" / "versions" / "3.12.9" / "bin" / "told").read_text().splitlines()
    assert told == ["-I", "-X", "utf8", "program/installation.py", "--stille", "--mappe", "/et sted"]
    assert done.returncode == 1
    given = _python(tmp_path / "min python" / "python", fits=True)
    _run(script, path, str(given))
    assert (given.parent / "told").read_text().splitlines()[-1] == str(given)


@pytest.mark.skipif(os.name != "posix", reason="a script of sh")
def test_without_a_python_it_says_what_to_ask_for(tmp_path: Path) -> None:
    done = _run(_script(tmp_path / "mappe", "installer.sh"), tmp_path / "bin")
    assert done.returncode == 2
    assert "Bed it-afdelingen om Python 3.11, 3.12 eller 3.13 i 64-bit" in done.stdout
    (tmp_path / "mappe" / "program" / "installation.py").unlink()
    assert "ikke hel" in _run(tmp_path / "mappe" / "installer.sh", tmp_path / "bin").stdout


def test_the_windows_scripts_have_nothing_cmd_cannot_read(tmp_path: Path) -> None:
    for words in ("", "--fjern "):
        script = _script(tmp_path, "Installer.cmd", words)
        data = script.read_bytes()
        # cmd reads a label wrongly where lines end otherwise, and a mark of order as a command.
        assert data.count(b"\n") == data.count(b"\r\n")
        assert data.startswith(b"@echo off")
        assert [issue for issue in lint_batch_file(str(script)) if issue.rule.severity.value == "Error"] == []
        assert f'installation.py" {words}%*'.encode() in data


def _stub(path: Path, answer: Path) -> None:
    """A Windows program that asks a batch file what to answer: the launcher pip makes commands of."""
    import pip._vendor.distlib as launchers

    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("__main__.py", "")
    launcher = (Path(launchers.__file__).parent / "t64.exe").read_bytes()
    target = "Z:" + str(answer).replace("/", "\\")
    path.write_bytes(launcher + rf"#!C:\windows\system32\cmd.exe /c {target}".encode() + b"\r\n" + inside.getvalue())


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("wine"), reason="cmd runs on Windows, and in wine")
def test_cmd_asks_the_py_launcher_for_each_edition_and_hands_on_what_it_was_told(tmp_path: Path) -> None:
    script = _script(tmp_path / "mappe", "Installer.cmd")
    log, answer = tmp_path / "log.txt", tmp_path / "svar.bat"
    answer.write_bytes(
        b"@echo off\r\necho %* >> Z:"
        + str(log).replace("/", "\\").encode()
        + b'\r\nif "%2"=="-3.12" exit 0\r\nexit 1\r\n'
    )
    (tmp_path / "sti").mkdir()
    _stub(tmp_path / "sti" / "py.exe", answer)
    environ = {
        **os.environ, "WINEPREFIX": str(tmp_path / "wine"), "WINEDEBUG": "-all", "DISPLAY": "",
        "WINEPATH": "Z:" + str(tmp_path / "sti").replace("/", "\\"),
    }  # fmt: skip
    command = ["wine", "cmd", "/c", "Z:" + str(script).replace("/", "\\")]
    done = subprocess.run(
        [*command, "--stille", "--mappe", r"C:\a b"], env=environ, input=b"", capture_output=True, timeout=300
    )
    told = [line.partition('py.exe" ')[2].strip() for line in log.read_text().splitlines()]
    assert told == [
        r'-3.13 -I "program\installation.py" --passer',
        r'-3.12 -I "program\installation.py" --passer',
        r'-3.12 -I -X utf8 "program\installation.py" --stille --mappe "C:\a b"',
    ]
    assert done.returncode == 0
    environ["WINEPATH"] = ""
    done = subprocess.run([*command, "--stille"], env=environ, input=b"", capture_output=True, timeout=300)
    assert done.returncode == 2
    assert "Bed it-afdelingen om Python" in done.stdout.decode("utf-8", "replace")
