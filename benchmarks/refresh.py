"""A whole refresh against what else a person could run on the same workbook, in the same minutes on the same machine.

    python benchmarks/refresh.py [--cases 20000 --postings 500000] [--quick]

Peers, each in a process of its own so that its peak memory is its own:

* limit: read the parts a refresh reads, parse them with expat and nothing else, deflate once what a refresh writes
* openpyxl: load the workbook and save it, no work done in between
* pandas: read the sheets with pandas/openpyxl, compute the months row by row, write them back with openpyxl

``--quick`` leaves out openpyxl and pandas, which take minutes on the large size.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from peak import peak

HERE = Path(__file__).resolve()


def ours(path: Path, target: Path) -> None:
    sys.argv = ["styring-xl", "refresh", str(path), "-o", str(target), "--json"]
    from styring_xl.cli import main

    try:
        main()
    except SystemExit as end:
        if end.code not in (0, 1):
            raise


def limit(path: Path, target: Path) -> None:
    import zipfile
    import zlib
    from xml.parsers import expat

    touched = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
                data = archive.read(name)
                expat.ParserCreate().Parse(data, True)
                if name.endswith(("sheet3.xml",)):
                    # The months and a sheet of the same size with spend per citizen.
                    for _ in range(2):
                        touched += len(zlib.compress(data, 6))
    target.write_bytes(path.read_bytes()[: touched or 1])


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


PEERS = {"ours": ours, "limit": limit, "openpyxl": openpyxl_alone, "pandas": pandas_script}


def timed(peer: str, path: Path, folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of one peer in a process of its own."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(HERE), "--peer", peer, str(path), str(folder / f"{peer}.xlsm")],
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - start, float(done.stderr.strip().splitlines()[-1])


def import_pandas() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import pandas"], check=True)
    return time.perf_counter() - start


def measure(cases: int, postings: int, peers: list[str], repeat: int) -> dict[str, float]:
    from styring_xl import demo

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "Styringsark.xlsm"
        path.write_bytes(demo.workbook(cases=cases, postings=postings, seed=7))
        print(f"\n{cases} rows and {postings} postings, {path.stat().st_size / 1e6:.1f} MB")
        seconds: dict[str, float] = {}
        for peer in peers:
            runs = [timed(peer, path, folder) for _ in range(repeat if peer in ("ours", "limit") else 1)]
            seconds[peer], memory = min(runs)[0], max(run[1] for run in runs)
            ratio = seconds[peer] / seconds["ours"]
            print(f"  {peer:<10}{seconds[peer]:8.2f} s {memory:8.0f} MB   {ratio:6.2f} × ours")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--postings", type=int, default=500_000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--peer", nargs=3)
    options = parser.parse_args()
    if options.peer:
        peer, path, target = options.peer
        PEERS[peer](Path(path), Path(target))
        print(peak(), file=sys.stderr)
        return
    small = measure(300, 6_000, list(PEERS), 5)
    pandas = min(import_pandas() for _ in range(5))
    print(f"  the whole process is {small['ours'] / pandas:.2f} × python -c 'import pandas' ({pandas:.2f} s)")
    peers = ["ours", "limit"] if options.quick else list(PEERS)
    whole = measure(options.cases, options.postings, peers, 3)
    half = measure(options.cases // 2, options.postings // 2, ["ours"], 3)
    print(f"  twice the input takes {whole['ours'] / half['ours']:.2f} × the time")
    print(f"  ours is {whole['ours'] / whole['limit']:.2f} × the bare limit")


if __name__ == "__main__":
    main()
