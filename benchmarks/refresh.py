"""A whole refresh against what else a person could run on the same workbook, in the same minutes on the same machine.

    python benchmarks/refresh.py [--cases 20000 --postings 500000] [--runs 3] [--quick]

Prints one table, and adds it to ``benchmarks/history.csv``: processor time, user and system, the least of the runs; how
many bare limits that is; peak memory; and how much longer it takes than half as much (``growth``; two is linear). On a
machine that others use compare lines of one run alone. Peers, each in a process of its own:

* ours: ``styring-xl refresh`` of the demo, to a new file
* second: a refresh in place right after one that has written, when there is nothing to change
* again: the one after that, and every other until somebody changes the file
* elsewhere: a refresh of what ours has made where nothing is known of it, such as on another machine
* limit: unpack and parse with expat what a refresh reads, and pack once with zlib what it has written
* openpyxl: load the workbook and save it, no work done in between
* pandas: read the sheets with pandas/openpyxl, compute the months row by row, write them back with openpyxl

``--quick`` leaves out openpyxl and pandas, which take minutes. ``benchmarks/counted.py`` counts what a
refresh costs in calls and bytes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import history
from peak import peak

HERE = Path(__file__).resolve()


def ours(path: Path, target: Path) -> None:
    cli("refresh", str(path), "-o", str(target), "--json")


def cli(*words: str) -> None:
    sys.argv = ["styring-xl", *words]
    from styring_xl.cli import main

    try:
        main()
    except SystemExit as end:
        if end.code not in (0, 1):
            raise


def again(path: Path, target: Path) -> None:
    """A refresh of ``target`` in place."""
    cli("refresh", str(target), "--json")


def elsewhere(path: Path, target: Path) -> None:
    """A refresh of what ours has made, when there is nothing to change."""
    ours(target.with_name("ours.xlsm"), target)


def limit(path: Path, target: Path) -> None:
    """All sheets and texts unpacked and parsed piece by piece; what ours has written packed once, as zlib does it."""
    import zipfile
    import zlib
    from xml.parsers import expat

    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target.with_name("ours.xlsm")) as made:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
                with archive.open(name) as part:
                    expat.ParserCreate().ParseFile(part)
        before = {each.filename: each.CRC for each in archive.infolist()}
        with target.open("wb") as out:
            for each in made.infolist():
                if before.get(each.filename) != each.CRC:
                    out.write(zlib.compress(made.read(each.filename), 6))


def openpyxl_alone(path: Path, target: Path) -> None:
    import openpyxl

    openpyxl.load_workbook(path, keep_vba=True).save(target)


def pandas_script(path: Path, target: Path) -> None:
    import calendar

    import openpyxl
    import pandas as pd

    rows = pd.read_excel(path, sheet_name="Disponering", header=4)
    ledger = pd.read_excel(path, sheet_name="Realiseret", header=4)
    ledger["Måned"] = pd.to_datetime(ledger["Bogføringsdato"], errors="coerce", dayfirst=True).dt.month
    ledger["Beløb"] = pd.to_numeric(ledger["Beløb"], errors="coerce")
    booked = ledger.groupby(["CPR-nr.", "Foranstaltning", "Måned"])["Beløb"].sum().to_dict()
    book = openpyxl.load_workbook(path, keep_vba=True)
    sheet = book["Disponering"]
    for number, row in enumerate(rows.itertuples(index=False), start=6):
        start = pd.to_datetime(row[9], errors="coerce", dayfirst=True)
        stop = pd.to_datetime(row[10], errors="coerce", dayfirst=True)
        if pd.isna(start) or not isinstance(row[6], (int, float)):
            continue
        total = 0.0
        for month in range(1, 13):
            days = calendar.monthrange(2026, month)[1]
            first, last = pd.Timestamp(2026, month, 1), pd.Timestamp(2026, month, days)
            if month <= 6:
                amount = booked.get((row[1], row[2], month), 0.0)
            else:
                end = last if pd.isna(stop) else min(stop, last)
                active = max(0, (end - max(start, first)).days + 1)
                amount = round(row[6] * active / days, 2)
            sheet.cell(number, 14 + month, amount)
            total += amount if isinstance(amount, (int, float)) else 0.0
        sheet.cell(number, 27, total)
    book.save(target)


PEERS = {
    "ours": ours,
    "second": again,
    "again": again,
    "elsewhere": elsewhere,
    "limit": limit,
    "openpyxl": openpyxl_alone,
    "pandas": pandas_script,
}

BEFORE = {"second": 1, "again": 2}
"""How many refreshes of the same file come before the one that is measured."""


def measure(cases: int, postings: int, peers: list[str], repeat: int) -> dict[str, tuple[float, float]]:
    """Processor seconds (the least of the runs) and megabytes (the most) by peer, the peers by turns."""
    from styring_xl import demo

    runs: dict[str, list[tuple[float, float]]] = {peer: [] for peer in peers}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # What is known to be up to date is known for this measurement alone.
        os.environ["XDG_STATE_HOME"] = str(folder / "state")
        path = folder / "Styringsark.xlsm"
        path.write_bytes(demo.workbook(cases=cases, postings=postings, seed=7))
        for turn in range(repeat):
            for peer in peers:
                if turn == 0 or peer not in ("openpyxl", "pandas"):
                    target = folder / f"{peer}.xlsm"
                    if peer not in BEFORE:
                        target.unlink(missing_ok=True)
                    elif turn == 0 or peer == "second":
                        shutil.copy(path, target)
                        for _ in range(BEFORE[peer]):
                            history.used([sys.executable, str(HERE), "--peer", peer, str(path), str(target)])
                    arguments = [sys.executable, str(HERE), "--peer", peer, str(path), str(target)]
                    seconds, told = history.used(arguments)
                    runs[peer].append((seconds, float(told.strip().splitlines()[-1])))
    return {peer: (min(each)[0], max(run[1] for run in each)) for peer, each in runs.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--postings", type=int, default=500_000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", nargs=3)
    options = parser.parse_args()
    if options.peer:
        peer, path, target = options.peer
        PEERS[peer](Path(path), Path(target))
        print(peak(), file=sys.stderr)
        return
    quick = ["ours", "second", "again", "elsewhere", "limit"]
    peers = quick if options.quick else list(PEERS)
    sizes = (
        ((300, 6_000), peers),
        ((options.cases // 2, options.postings // 2), quick),
        ((options.cases, options.postings), peers),
    )
    lines = []
    half: dict[str, tuple[float, float]] = {}
    for (cases, postings), asked in sizes:
        found = measure(cases, postings, asked, options.runs)
        for peer, (seconds, megabytes) in found.items():
            growth = f"{seconds / half[peer][0]:.2f}" if cases == options.cases and peer in half else ""
            lines.append(history.line(cases, postings, peer, seconds, found["limit"][0], megabytes, growth))
        half = found
    importing = min(history.used([sys.executable, "-c", "import pandas"])[0] for _ in range(options.runs))
    lines.append(history.line(0, 0, "import pandas", importing, None, None))
    history.keep(lines)


if __name__ == "__main__":
    main()
