"""A folder of departments refreshed side by side: the same as one after the other, whatever dies on the way."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from styring_xl.cli import app
from styring_xl.cli.batch import Many, report_each
from styring_xl.runs.crew import Help
from tests.command_line import CliRunner
from tests.runs.departments import folder_of
from tests.runs.tasks import KilledAt, MistakenAt


def refresh_alone(files: list[Path]) -> list[dict[str, Any]]:
    """One after the other, each in a run of its own, here; what is said of each."""
    said = [CliRunner().invoke(app, ["refresh", str(file), "--json"]).stdout for file in files]
    return [entry for text in said for entry in json.loads(text)["files"]]


def same(folder: Path, other: Path) -> bool:
    return all(file.read_bytes() == (other / file.name).read_bytes() for file in folder.glob("*.xlsx"))


def run(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.slow
def test_two_dozen_departments_side_by_side_are_as_one_after_the_other(tmp_path: Path) -> None:
    ours = tmp_path / "afdelinger"
    files = folder_of(24, ours, broken_each=5)
    shutil.copytree(ours, tmp_path / "for sig")
    os.rename(ours, tmp_path / "kopi")
    os.rename(tmp_path / "for sig", ours)
    alone = refresh_alone(files)
    os.rename(ours, tmp_path / "for sig")
    os.rename(tmp_path / "kopi", ours)
    code, report = run("refresh", ours, "--workers", "2")
    assert code == 2
    assert report["files"] == alone
    assert sum("error" in each for each in alone) == 24 // 5
    assert same(ours, tmp_path / "for sig")


@pytest.mark.slow
def test_what_is_printed_is_the_same_too_in_the_order_given(tmp_path: Path) -> None:
    files = folder_of(2, tmp_path, broken_each=2)[::-1]
    alone = [CliRunner().invoke(app, ["check", str(file)]) for file in files]
    together = CliRunner().invoke(app, ["check", *map(str, files)])
    assert together.stdout == "".join(each.stdout for each in alone)
    assert together.stderr == "".join(each.stderr for each in alone)


@pytest.mark.slow
def test_a_process_that_is_killed_is_told_by_its_file_and_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = folder_of(3, tmp_path)
    before = files[1].read_bytes()
    assert report_each(files, KilledAt(files[1].name), True, Many(help=Help(2))) == 2
    said = capsys.readouterr()
    entries = json.loads(said.out)["files"]
    assert [("error" in each) for each in entries] == [False, True, False]
    assert said.err.startswith(f"{files[1]}: Arbejdet med filen blev slået ned")
    assert files[1].read_bytes() == before


@pytest.mark.slow
def test_a_mistake_of_ours_is_told_without_what_it_holds_and_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = folder_of(2, tmp_path)
    assert report_each(files, MistakenAt(files[0].name), True, Many(help=Help(1))) == 2
    said = capsys.readouterr()
    assert f"{files[0]}: Der skete en fejl, som Styring-XL ikke kender (KeyError i tests.runs.tasks, linje" in said.err
    assert "4567" not in said.err + said.out
    assert "totals" in json.loads(said.out)["files"][1]


def started(folder: Path) -> subprocess.Popen[str]:
    """A run over a folder in a group of its own, two files at a time, that has saved its first file."""
    process = subprocess.Popen(
        [sys.executable, "-m", "styring_xl.cli", "refresh", str(folder), "--workers", "2", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while process.poll() is None and not any(folder.glob("*.kopi1.xlsx")):
        time.sleep(0.01)
    return process


def children(process: subprocess.Popen[str]) -> list[str]:
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for the processes")
def test_every_file_is_old_or_new_when_the_run_is_killed_and_no_process_is_left(tmp_path: Path) -> None:
    old = folder_of(12, tmp_path / "før")
    shutil.copytree(tmp_path / "før", tmp_path / "efter")
    refresh_alone([tmp_path / "efter" / file.name for file in old])
    shutil.copytree(tmp_path / "før", tmp_path / "nu")
    process = started(tmp_path / "nu")
    workers = children(process)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    left = time.monotonic() + 60
    while any(Path("/proc", each).exists() for each in workers):
        assert time.monotonic() < left, "a process outlived its run"
        time.sleep(0.05)
    states = [
        [name for name in ("før", "efter") if (tmp_path / name / file.name).read_bytes() == file.read_bytes()]
        for file in sorted((tmp_path / "nu").glob("afdeling???.xlsx"))
    ]
    assert len(states) == 12
    assert all(states), "a file is neither old nor new"
    assert ["før"] in states
    assert ["efter"] in states


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is another thing on Windows")
def test_ctrl_c_finishes_the_files_that_are_begun_and_tells_of_the_others(tmp_path: Path) -> None:
    folder_of(12, tmp_path)
    process = started(tmp_path)
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does, to all of its processes
    said, warned = process.communicate(timeout=60)
    entries = json.loads(said)["files"]
    done, not_begun = [each for each in entries if "totals" in each], [each for each in entries if "error" in each]
    assert (process.returncode, len(entries)) == (2, 12)
    assert done
    assert not_begun
    assert {each["error"] for each in not_begun} == {"Ikke begyndt, fordi kørslen blev afbrudt."}
    assert warned.startswith("Afbrudt: de filer, der er i gang, gøres færdige.")
    assert "Traceback" not in warned
    assert len(list(tmp_path.glob("*.kopi1.xlsx"))) == len(done)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="has no such terminal")
def test_a_terminal_sees_how_far_it_is_and_a_file_gets_what_is_printed(tmp_path: Path) -> None:
    import pty

    files = folder_of(2, tmp_path)
    ours, theirs = pty.openpty()
    with open(tmp_path / "ud.txt", "w+b") as out:
        command = [sys.executable, "-m", "styring_xl.cli", "check", *map(str, files)]
        process = subprocess.Popen(command, stdout=out, stderr=theirs, env={**os.environ, "TERM": "xterm"})
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # which is how a terminal ends
            while piece := os.read(ours, 4096):
                seen += piece
        process.wait()
        os.close(ours)
        out.seek(0)
        said = out.read().decode()
    alone = [CliRunner().invoke(app, ["check", str(file)]).stdout for file in files]
    assert "tid tilbage" in seen.decode()
    assert said == "".join(alone)


def test_one_file_starts_no_process(tmp_path: Path) -> None:
    file = folder_of(1, tmp_path)[0]
    code = (
        "import sys; sys.argv[1:] = ['check', sys.argv[1], '--json']\n"
        "from styring_xl.cli import main\n"
        "try: main()\n"
        "finally: print({'multiprocessing', 'rich.progress'} & {*sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True)
    assert done.stderr.strip().endswith("set()"), done.stderr
