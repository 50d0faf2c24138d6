"""Many workbooks brought up to date at once, against a shell loop and against openpyxl, on the same machine.

    python -m benchmarks.batch [--files 200] [--cases 300 --postings 6000] [--workers 1 2] [--quick]

Peers, each begun as a command of its own on fresh copies of the same workbooks:

* workers N: `styring-xl refresh FOLDER --workers N`
* Dask: the same with `--cluster`, on two workers of one thread each that run already, as on a cluster they do
* shell loop: `styring-xl refresh FILE` once for each file, which pays the start each time
* openpyxl: one process that loads and saves each workbook, no work done in between
* overview: `styring-xl overview FOLDER --workers 1`, which computes every workbook, against pandas that reads the
  sheets of rows, postings and budget of each, with openpyxl and with calamine, and computes nothing

Memory is the sum of what all processes of a peer hold at once (resident, so what they share counts for each), looked at
every 50 ms; it is told beside the largest that any single one of them has held.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from msgspec import Struct

from tests.runs.dask_cluster import dask_cluster

_DISTINCT = 5
_PANDAS = (
    "import sys, pandas, pathlib\n"
    "sheets = ['Disponering', 'Realiseret', 'Budget']\n"
    "for file in sorted(pathlib.Path(sys.argv[1]).glob('*.xlsm')):\n"
    "    pandas.read_excel(file, sheet_name=sheets, header=None, engine=sys.argv[2])\n"
)
_OPENPYXL = (
    "import sys, openpyxl, pathlib\n"
    "for file in sorted(pathlib.Path(sys.argv[1]).glob('*.xlsm')):\n"
    "    openpyxl.load_workbook(file, keep_vba=True).save(file)\n"
)


class Measured(Struct, frozen=True, dict=True):
    """What a peer took: seconds by the clock and of the processor, megabytes of all its processes at once."""

    clock: float
    processor: float
    memory: float
    largest: float


def resident(root: int) -> list[float]:
    """Megabytes of a process and of all it has started; empty where the system does not tell."""
    found, left = [], [root]
    while left:
        process = left.pop()
        try:
            status = Path(f"/proc/{process}/status").read_text().splitlines()
            found.append(int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024)
            for thread in os.listdir(f"/proc/{process}/task"):
                left += map(int, Path(f"/proc/{process}/task/{thread}/children").read_text().split())
        except (OSError, StopIteration):
            continue
    return found


def used_by(processes: list[int]) -> float:
    """Seconds of the processor that some processes have used so far."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def watched(commands: list[list[str]], beside: list[int] | None = None) -> Measured:
    """Runs commands one after the other; ``beside`` are processes that work for them."""
    sums, largest = [0.0], [0.0]
    others = beside or []
    used_before = used_by(others)
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for command in commands:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ended = threading.Event()

        def watch(process: subprocess.Popen[bytes] = process, ended: threading.Event = ended) -> None:
            while not ended.wait(0.05):
                each = [size for root in (process.pid, *others) for size in resident(root)]
                sums.append(sum(each))
                largest.append(max(each, default=0.0))

        thread = threading.Thread(target=watch)
        thread.start()
        code = process.wait()
        ended.set()
        thread.join()
        if code not in (0, 1):
            raise SystemExit(f"{' '.join(command)} ended with {code}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime + used_by(others) - used_before
    return Measured(time.perf_counter() - clock, used, max(sums), max(largest))


def made(folder: Path, files: int, cases: int, postings: int) -> None:
    """The workbooks: a few that differ, and copies of them."""
    from styring_xl import demo

    folder.mkdir()
    distinct = [demo.workbook(cases=cases, postings=postings, seed=seed) for seed in range(min(_DISTINCT, files))]
    for number in range(files):
        (folder / f"afdeling{number:04d}.xlsm").write_bytes(distinct[number % len(distinct)])


def against(other: Measured, ours: dict[str, Measured]) -> None:
    """Prints how much more a peer takes than each of ours."""
    for label, found in ours.items():
        print(
            f"    {other.clock / found.clock:.2f} × {label} by the clock, "
            f"{other.processor / found.processor:.2f} × the processor"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--postings", type=int, default=6_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--quick", action="store_true", help="leave out Dask, the shell loop, openpyxl and pandas")
    options = parser.parse_args()
    program = [sys.executable, "-m", "styring_xl.cli"]
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as ends:
        root = Path(name)
        made(root / "nye", options.files, options.cases, options.postings)
        made(root / "halvt", options.files // 2, options.cases, options.postings)

        folder, beside = root / "nu", list[int]()
        every: dict[str, list[str]] = {
            **{f"workers {n}": ["refresh", str(folder), "--workers", str(n)] for n in options.workers},
            "overview": ["overview", str(folder), "--workers", "1"],
        }
        python = {
            "openpyxl": [_OPENPYXL, str(folder)],
            "pandas, openpyxl": [_PANDAS, str(folder), "openpyxl"],
            "pandas, calamine": [_PANDAS, str(folder), "calamine"],
        }

        def measured(label: str, source: str = "nye") -> Measured:
            shutil.copytree(root / source, folder)
            if label in every:
                commands = [[*program, *every[label]]]
            elif label in python:
                commands = [[sys.executable, "-c", *python[label]]]
            else:
                commands = [[*program, "refresh", str(file)] for file in sorted(folder.glob("*.xlsm"))]
            found = watched(commands, beside if label == "Dask" else None)
            shutil.rmtree(folder)
            told = label if source == "nye" else "half as many"
            print(
                f"  {told:<22}{found.clock:9.1f} s {found.processor:9.1f} s of the processor "
                f"{found.memory:7.0f} MB {found.largest:7.0f} MB",
                flush=True,
            )
            return found

        print(f"{options.files} workbooks of {options.cases} rows and {options.postings} postings")
        ours = {f"workers {n}": measured(f"workers {n}") for n in options.workers}
        first = next(iter(ours.values()))
        half = measured(next(iter(ours)), "halvt")
        print(f"  twice the files take {first.clock / half.clock:.2f} × the time by the clock,", end="")
        print(f" {first.processor / half.processor:.2f} × the processor's")
        if not options.quick:
            cluster = ends.enter_context(dask_cluster(root / "klynge"))
            beside += [cluster.hire(name).pid for name in ("den ene", "den anden")]
            cluster.wait_for(2)
            every["Dask"] = ["refresh", str(folder), "--cluster", cluster.address]
            ours["Dask"] = measured("Dask")
            cluster.end()
        for label, found in ours.items():
            print(f"  {label}: {first.clock / found.clock:.2f} × as fast, {found.memory:.0f} MB at once")
        if not options.quick:
            for peer in ("shell loop", "openpyxl"):
                against(measured(peer), ours)
            overview = {"overview": measured("overview")}
            for peer in ("pandas, openpyxl", "pandas, calamine"):
                against(measured(peer), overview)


if __name__ == "__main__":
    main()
