"""The same folder of workbooks one after the other, side by side and on a cluster that loses a worker: the same to the
byte. And a run that is killed on the way: every file is the old one or the new one.

    python -m tests.runs.proof [--files 200] [--folder build/proof]

A time stands only in the logs beside the workbooks. Of a line the time, who did it and the attempt's name are not
compared, and of a file whose worker was killed only the last line is: that it was begun twice is in its log.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from styring_xl.cli import app
from tests.command_line import CliRunner
from tests.runs.dask_cluster import DaskCluster, dask_cluster
from tests.runs.departments import TROUBLES, folder_of

_OF_A_TIME = re.compile(r"^\S+ bruger=\S+| kørsel=\S+")


class Run(Struct, frozen=True, dict=True):
    """What a run left: what it said of the files, and everything that lies in the folder."""

    said: list[dict[str, Any]]
    files: Mapping[str, bytes]
    logs: Mapping[str, str]
    seconds: float


def left_in(folder: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """The files of a folder, and of each log its last line without its time."""
    found = {each.name: each.read_bytes() for each in folder.iterdir()}
    logs = {name: found.pop(name).decode().splitlines()[-1] for name in [*found] if name.endswith(".log")}
    return found, {name: _OF_A_TIME.sub("", line) for name, line in logs.items()}


@contextlib.contextmanager
def _fresh(source: Path, folder: Path) -> Iterator[Path]:
    """A copy of the workbooks under the one name that all runs know them by, kept as ``folder`` afterwards."""
    here = source.with_name("afdelinger")
    shutil.copytree(source, here)
    yield here
    here.rename(folder)


def _command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "styring_xl.cli", *map(str, arguments)]


def one_after_the_other(source: Path, folder: Path) -> Run:
    """Each file in a run of its own."""
    started, said = time.monotonic(), []
    with _fresh(source, folder) as here:
        # As a run over the folder takes them: no lock file, and no copy.
        for file in sorted(here.glob("afdeling*.xlsx")):
            said += json.loads(CliRunner().invoke(app, ["refresh", str(file), "--json"]).stdout)["files"]
    return Run(said, *left_in(folder), time.monotonic() - started)


def side_by_side(source: Path, folder: Path, workers: int = 2) -> Run:
    """One run over the folder."""
    started = time.monotonic()
    with _fresh(source, folder) as here:
        done = subprocess.run(_command("refresh", here, "--workers", str(workers), "--json"), capture_output=True)
    return Run(json.loads(done.stdout)["files"], *left_in(folder), time.monotonic() - started)


def on_a_cluster(source: Path, folder: Path, cluster: DaskCluster) -> Run:
    """One run over the folder on two workers with a slow disk, one of which is killed while it saves, and another
    hired."""
    started = time.monotonic()
    victim = cluster.hire("første", preload="tests.runs.slow_disk")
    cluster.hire("anden", preload="tests.runs.slow_disk")
    cluster.wait_for(2)
    with _fresh(source, folder) as here:
        some = len([*here.glob("afdeling*.xlsx")]) // 4
        said = folder.with_suffix(".json")
        with open(said, "wb") as stdout:
            command = _command("refresh", here, "--cluster", cluster.address, "--json")
            process = subprocess.Popen(command, stdout=stdout, stderr=subprocess.DEVNULL)
        _wait_until(lambda: len([*here.glob("*.kopi1.xlsx")]) >= some, process)
        # In the middle of a save, where it does most harm.
        _wait_until(lambda: any(f"proces={victim.pid} ".encode() in lock for lock in _locks(here)), process)
        os.killpg(victim.pid, signal.SIGKILL)
        cluster.hire("tredje")
        process.wait(3600)
    return Run(json.loads(said.read_bytes())["files"], *left_in(folder), time.monotonic() - started)


def _locks(folder: Path) -> Iterator[bytes]:
    for lock in folder.glob(".*.styring-lock"):
        with contextlib.suppress(OSError):
            yield lock.read_bytes()


def _wait_until(is_so: Any, process: subprocess.Popen[bytes]) -> None:
    while not is_so():
        assert process.poll() is None, "the run has ended before it came so far"
        time.sleep(0.001)


def killed_on_the_way(source: Path, folder: Path, *options: str) -> None:
    """A run whose parent is killed when a third of the files are saved; then all of its processes have gone."""
    with _fresh(source, folder) as here:
        third = len([*here.glob("afdeling*.xlsx")]) // 3
        process = subprocess.Popen(
            _command("refresh", here, "--json", *options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _wait_until(lambda: len([*here.glob("*.kopi1.xlsx")]) >= third, process)
        process.kill()
        process.wait()
        quiet, before = 0, -1
        while quiet < 40:
            now = len([*here.iterdir()])
            is_still = now == before and not any(b"AELDRE-PC7" not in lock for lock in _locks(here))
            quiet, before = quiet + 1 if is_still else 0, now
            time.sleep(0.1)


def states(source: Path, done: Path, folder: Path) -> dict[str, str]:
    """Whether each workbook of a folder is the old one, the new one, or something else."""
    found = {}
    for file in sorted(source.glob("afdeling*.xlsx")):
        now = (folder / file.name).read_bytes()
        old, new = file.read_bytes(), (done / file.name).read_bytes()
        found[file.name] = "the same" if old == new == now else "old" if now == old else "new" if now == new else "else"
    return found


def check_same(ours: Run, other: Run) -> None:
    """Raises AssertionError with the name of the first that differs."""
    assert ours.said == other.said
    assert sorted(ours.files) == sorted(other.files)
    differing = [name for name, data in ours.files.items() if other.files[name] != data]
    assert not differing, differing
    assert ours.logs == other.logs


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=Path("build/proof"))
    options = parser.parse_args()
    root: Path = options.folder.resolve()
    shutil.rmtree(root, ignore_errors=True)
    source = root / "nye"
    broken = max(3, options.files // len(TROUBLES))
    folder_of(options.files, source, broken_each=broken, large_each=10)
    alone = one_after_the_other(source, root / "for sig")
    refused = [each["error"] for each in alone.said if "error" in each]
    print(f"{options.files} workbooks, {len(refused)} of them refused in {len(set(refused))} ways", flush=True)
    print(f"one after the other: {alone.seconds:.0f} s, {len(alone.files)} files", flush=True)
    together = side_by_side(source, root / "side om side")
    check_same(alone, together)
    print(f"2 workers: {together.seconds:.0f} s, the same to the byte", flush=True)
    with dask_cluster(root / "klynge") as cluster:
        spread = on_a_cluster(source, root / "på klynge", cluster)
        check_same(alone, spread)
        print(f"Dask, a worker killed while it saved: {spread.seconds:.0f} s, the same to the byte", flush=True)
        for name, more in (("side by side", ("--workers", "2")), ("Dask", ("--cluster", cluster.address))):
            folder = root / f"dræbt {name}"
            killed_on_the_way(source, folder, *more)
            found = [*states(source, root / "for sig", folder).values()]
            told = ", ".join(f"{found.count(state)} {state}" for state in ("old", "new", "the same", "else"))
            print(f"kill -9 of the parent, {name}: {told}", flush=True)
            assert "else" not in found
            assert {"old", "new"} <= set(found)


if __name__ == "__main__":
    main()
