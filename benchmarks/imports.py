"""Bringing a million postings in, against what else a person could run on the same file, in the same minutes.

    python benchmarks/imports.py [--rows 1000000] [--write 200000]

Each peer runs in a process of its own, so that its peak memory is its own. Time is the processor's, all threads
together: machines that run benchmarks seldom do nothing else.

* read: our whole reading of the extract: dialect found, every field parsed to øre, days and texts, refused rows known
* merge: the same, and compared with as many postings that stand there already (a repeated import)
* pandas: ``pandas.read_csv`` told the dialect beforehand, and one ``groupby`` of citizen, account and month
* duckdb: ``read_csv`` told the dialect beforehand, and the same grouping in SQL
* import: ``styring-xl import`` of ``--write`` rows into an empty standard workbook, saved
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from peak import peak

HERE = Path(__file__).resolve()


def make(path: Path, rows: int) -> None:
    """An extract as a ledger writes it: cp1252 letters in UTF-8, Danish dates and amounts, replacement CPR numbers."""
    import numpy as np

    rng = np.random.default_rng(1)
    day = rng.integers(0, 181, rows)
    dates = [
        f"{d[8:]}-{d[5:7]}-{d[:4]}"
        for d in np.datetime_as_string(np.arange("2026-01-01", "2026-07-01", dtype="datetime64[D]"))
    ]
    citizens = [
        f"{a:02d}{b:02d}{c:02d}-{d:04d}"
        for a, b, c, d in zip(
            rng.integers(61, 89, 20_000),
            rng.integers(1, 13, 20_000),
            rng.integers(0, 99, 20_000),
            rng.integers(0, 9999, 20_000),
            strict=True,
        )
    ]
    who, ore = rng.integers(0, 20_000, rows), rng.integers(-200_000, 9_000_000, rows)
    account, supplier = rng.integers(0, 40, rows), rng.integers(0, 400, rows)
    with path.open("w", encoding="utf-8") as out:
        out.write("Kontonummer;Bogføringsdato;Beløb;Bilagsnr.;Linjenr.;Posteringstekst;CPR-nr.;Leverandør\n")
        for i in range(rows):
            kroner, cents = divmod(abs(int(ore[i])), 100)
            amount = f"{'-' if ore[i] < 0 else ''}{kroner:,}".replace(",", ".") + f",{cents:02d}"
            date = dates[day[i]]
            out.write(
                f"5282010{account[i]:02d};{date};{amount};{4_100_000 + i // 3};{i % 3 + 1};"
                f"Familiepleje, md {date[3:5]} ref {who[i]};{citizens[who[i]]};Leverandør {supplier[i]}\n"
            )


def read(path: Path) -> None:
    from styring_xl.imports import posting
    from styring_xl.imports.columns import Stated
    from styring_xl.imports.extract import Options
    from styring_xl.imports.extract import read as read_extract

    found = posting.read(read_extract(path, Options(), Stated()), 0, Options(), posting.Pools(), 2026)
    assert len(found.refused) == 0
    assert found.postings.total


def merge(path: Path) -> None:
    from styring_xl.imports import posting
    from styring_xl.imports.columns import Stated
    from styring_xl.imports.extract import Options
    from styring_xl.imports.extract import read as read_extract
    from styring_xl.imports.merge import merge as compare

    pools = posting.Pools()
    found = posting.read(read_extract(path, Options(), Stated()), 0, Options(), pools, 2026)
    assert len(compare(found.postings, found.postings, found.fields, found.fields, pools).new) == 0


def pandas(path: Path) -> None:
    import pandas as pd

    rows = pd.read_csv(path, sep=";", decimal=",", thousands=".")
    rows["month"] = pd.to_datetime(rows["Bogføringsdato"], format="%d-%m-%Y").dt.month
    assert len(rows.groupby(["CPR-nr.", "Kontonummer", "month"])["Beløb"].sum())


def duckdb(path: Path) -> None:
    import duckdb as db

    found = db.sql(
        f"""select "CPR-nr.", Kontonummer, month("Bogføringsdato"),
                   sum(cast(replace(replace("Beløb", '.', ''), ',', '.') as decimal(18, 2)))
            from read_csv('{path}', delim=';', header=true, dateformat='%d-%m-%Y',
                          types={{'Beløb': 'VARCHAR', 'Bogføringsdato': 'DATE'}})
            group by all"""
    ).fetchall()
    assert found


def whole_import(path: Path) -> None:
    from styring_xl import workbook
    from styring_xl.imports import job

    into = path.with_suffix(".xlsx")
    into.write_bytes(workbook.new(2026, macro_enabled=False))
    job.import_postings([path], into)


PEERS = {"read": read, "merge": merge, "pandas": pandas, "duckdb": duckdb, "import": whole_import}


def timed(peer: str, path: Path) -> tuple[float, float]:
    """Processor seconds and peak megabytes of one peer in a process of its own."""
    start = os.times()
    done = subprocess.run(
        [sys.executable, str(HERE), "--peer", peer, str(path)], check=True, capture_output=True, text=True
    )
    end = os.times()
    seconds = end.children_user + end.children_system - start.children_user - start.children_system
    return seconds, float(done.stderr.strip().splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--write", type=int, default=200_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peer", nargs=2)
    options = parser.parse_args()
    if options.peer:
        peer, path = options.peer
        PEERS[peer](Path(path))
        print(peak(), file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as name:
        sizes = {"half": options.rows // 2, "whole": options.rows, "written": options.write}
        paths = {size: Path(name) / f"{size}.csv" for size in sizes}
        for size, rows in sizes.items():
            make(paths[size], rows)
        print(f"{options.rows} postings, {paths['whole'].stat().st_size / 1e6:.0f} MB")
        best: dict[str, tuple[float, float]] = {}
        # Taking turns, so that what else the machine does falls on all alike.
        for _ in range(options.repeat):
            for peer in ("read", "pandas", "duckdb", "merge"):
                best[peer] = min(best.get(peer, (1e9, 0.0)), timed(peer, paths["whole"]))
        for peer, (seconds, memory) in best.items():
            print(
                f"  {peer:<8}{seconds:7.2f} s {memory:6.0f} MB   reading takes {best['read'][0] / seconds:5.2f} × "
                f"its time, {best['read'][1] / memory:5.2f} × its memory"
            )
        half = min(timed("read", paths["half"])[0] for _ in range(options.repeat))
        print(f"  twice the rows take {best['read'][0] / half:.2f} × the time")
        seconds, memory = timed("import", paths["written"])
        print(f"  import of {options.write} into a workbook, saved: {seconds:.1f} s, {memory:.0f} MB")


if __name__ == "__main__":
    main()
