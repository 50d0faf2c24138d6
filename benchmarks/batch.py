"""Many workbooks brought up to date at once, against a shell loop and against openpyxl, on the same machine.

    python benchmarks/batch.py [--files 200] [--cases 300 --postings 6000] [--workers 1 2]

Peers, each begun as a command of its own on fresh copies of the same workbooks:

* workers N: `styring-xl refresh FOLDER --workers N`
* shell loop: `styring-xl refresh FILE` once for each file, which pays the start each time
* openpyxl: one process that loads and saves each workbook, no work done in between

Memory is the sum of what all processes of a peer hold at once (resident, so what they share counts for each), looked at
every 50 ms; it is told beside the largest that any single one of them has held.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve()
_DISTINCT = 5
_OPENPYXL = (
    "import sys, openpyxl, pathlib\n"
    "for file in sorted(pathlib.Path(sys.argv[1]).glob('*.xlsm')):\n"
    "    openpyxl.load_workbook(file, keep_vba=True).save(file)\n"
)


@dataclass(frozen=True)
class Measured:
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


def watched(commands: list[list[str]]) -> Measured:
    """Runs commands one after the other."""
    sums, largest = [0.0], [0.0]
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for command in commands:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ended = threading.Event()

        def watch(process: subprocess.Popen[bytes] = process, ended: threading.Event = ended) -> None:
            while not ended.wait(0.05):
                each = resident(process.pid)
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
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(time.perf_counter() - clock, used, max(sums), max(largest))


def made(folder: Path, files: int, cases: int, postings: int) -> None:
    """The workbooks: a few that differ, and copies of them."""
    from styring_xl import demo

    folder.mkdir()
    distinct = [demo.workbook(cases=cases, postings=postings, seed=seed) for seed in range(min(_DISTINCT, files))]
    for number in range(files):
        (folder / f"afdeling{number:04d}.xlsm").write_bytes(distinct[number % len(distinct)])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--postings", type=int, default=6_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--quick", action="store_true", help="leave out the shell loop and openpyxl")
    options = parser.parse_args()
    styring = [sys.executable, "-m", "styring_xl.cli", "refresh"]
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        made(root / "nye", options.files, options.cases, options.postings)
        made(root / "halvt", options.files // 2, options.cases, options.postings)

        def measured(label: str, source: str, peer: str, workers: int = 1) -> Measured:
            folder = root / "nu"
            shutil.copytree(root / source, folder)
            files = sorted(map(str, folder.glob("*.xlsm")))
            found = watched(
                [[*styring, str(folder), "--workers", str(workers)]] if peer == "ours"
                else [[sys.executable, "-c", _OPENPYXL, str(folder)]] if peer == "openpyxl"
                else [[*styring, file] for file in files]
            )  # fmt: skip
            shutil.rmtree(folder)
            print(
                f"  {label:<22}{found.clock:9.1f} s {found.processor:9.1f} s of the processor "
                f"{found.memory:7.0f} MB {found.largest:7.0f} MB",
                flush=True,
            )
            return found

        print(f"{options.files} workbooks of {options.cases} rows and {options.postings} postings")
        ours = {n: measured(f"workers {n}", "nye", "ours", n) for n in options.workers}
        first = ours[options.workers[0]]
        half = measured("half as many", "halvt", "ours", options.workers[0])
        print(f"  twice the files take {first.clock / half.clock:.2f} × the time by the clock,", end="")
        print(f" {first.processor / half.processor:.2f} × the processor's")
        for workers, found in ours.items():
            print(f"  {workers} workers: {first.clock / found.clock:.2f} × as fast, {found.memory:.0f} MB at once")
        if not options.quick:
            for peer in ("shell loop", "openpyxl"):
                other = measured(peer, "nye", peer)
                for workers, found in ours.items():
                    print(
                        f"    {other.clock / found.clock:.2f} × workers {workers} by the clock, "
                        f"{other.processor / found.processor:.2f} × the processor"
                    )


if __name__ == "__main__":
    main()
