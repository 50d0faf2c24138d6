"""Bringing a million postings in, against what else a person could run on the same file, in the same minutes.

    python benchmarks/imports.py [--rows 1000000] [--write 200000]

Each peer runs in a process of its own, so that its peak memory is its own. Time is the processor's, all threads
together: machines that run benchmarks seldom do nothing else.

* read: our whole reading of the extract: dialect found, every field parsed to øre, days and texts, refused rows known
* merge: the same, and compared with as many postings that stand there already (a repeated import)
* pandas: ``pandas.read_csv`` told the dialect beforehand, and one ``groupby`` of citizen, account and month
* duckdb: ``read_csv`` told the dialect beforehand, and the same grouping in SQL
* import: ``styring-xl import`` of ``--write`` rows into an empty standard workbook, saved
* limit: the extract parsed by pyarrow, and all parts of the workbook that ``import`` made packed once by zlib

``limits`` in the table are times of pandas, for import times of its limit.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
from pathlib import Path

import history
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
    # As the command line does: plain values hold no cycles.
    gc.disable()
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
    from styring_xl.imports import job

    job.import_postings([path], path.with_suffix(".xlsx"))


def limit(path: Path) -> None:
    """The least that saving the rows of an extract takes: parse it, and pack the sheet and texts that were written."""
    import zipfile
    import zlib

    import pyarrow.csv

    pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(delimiter=";"))
    with zipfile.ZipFile(path.with_suffix(".xlsx")) as made:
        for name in made.namelist():
            zlib.compress(made.read(name), 6)


PEERS = {"read": read, "merge": merge, "pandas": pandas, "duckdb": duckdb, "import": whole_import, "limit": limit}


def timed(peer: str, path: Path) -> tuple[float, float]:
    """Processor seconds and peak megabytes of one peer in a process of its own."""
    seconds, told = history.used([sys.executable, str(HERE), "--peer", peer, str(path)])
    return seconds, float(told.strip().splitlines()[-1])


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
    from styring_xl import workbook

    with tempfile.TemporaryDirectory() as name:
        sizes = {"half": options.rows // 2, "whole": options.rows, "written": options.write}
        paths = {size: Path(name) / f"{size}.csv" for size in sizes}
        for size, rows in sizes.items():
            make(paths[size], rows)
        print(f"{options.rows} postings, {paths['whole'].stat().st_size / 1e6:.0f} MB")
        turns = [(peer, "whole") for peer in ("read", "pandas", "duckdb", "merge")]
        turns += [("read", "half"), ("import", "written"), ("limit", "written")]
        best: dict[tuple[str, str], tuple[float, float]] = {}
        # Taking turns, so that what else the machine does falls on all alike.
        empty = workbook.new(2026, macro_enabled=False)
        for _ in range(options.repeat):
            for peer, size in turns:
                if peer == "import":
                    paths[size].with_suffix(".xlsx").write_bytes(empty)
                best[peer, size] = min(best.get((peer, size), (1e9, 0.0)), timed(peer, paths[size]))
        lines = []
        for (peer, size), (seconds, memory) in best.items():
            least = best["limit", "written"] if size == "written" else best["pandas", "whole"]
            growth = f"{seconds / best['read', 'half'][0]:.2f}" if (peer, size) == ("read", "whole") else ""
            shown = None if size == "half" else least[0]
            lines.append(history.line(0, sizes[size], f"import: {peer}", seconds, shown, memory, growth))
        history.keep(lines)


if __name__ == "__main__":
    main()
