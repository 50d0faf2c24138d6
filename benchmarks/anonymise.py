"""A copy that is safe to send, of the demonstration as a refresh has left it, against the least that it could take.

    python benchmarks/anonymise.py [--cases 20000 --postings 500000] [--runs 3]

* ours: ``styring-xl anonymise``: read, masked, refreshed anew, written, and every part of it searched
* limit: every part of the original unpacked and parsed with expat, every part of the copy packed once by zlib

Each runs in a process of its own, by turns; the table goes to ``benchmarks/history.csv``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import history
from peak import peak

HERE = Path(__file__).resolve()


def ours(path: Path, target: Path) -> None:
    from styring_xl.anonymise import anonymise

    target.unlink(missing_ok=True)
    anonymise(path, target)


def limit(path: Path, target: Path) -> None:
    import zipfile
    import zlib
    from xml.parsers import expat

    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target) as made:
        for name in archive.namelist():
            if name.endswith(".xml"):
                with archive.open(name) as part:
                    expat.ParserCreate().ParseFile(part)
        for name in made.namelist():
            zlib.compress(made.read(name), 6)


PEERS = {"ours": ours, "limit": limit}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--postings", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", nargs=3)
    options = parser.parse_args()
    if options.peer:
        peer, path, target = options.peer
        PEERS[peer](Path(path), Path(target))
        print(peak(), file=sys.stderr)
        return
    from styring_xl import demo

    with tempfile.TemporaryDirectory() as name:
        path, target = Path(name) / "Styringsark.xlsx", Path(name) / "Kopi.xlsx"
        path.write_bytes(demo.workbook(cases=options.cases, postings=options.postings, seed=7, macro_enabled=False))
        # It ends with 1 where it has found mistakes, of which the demonstration has some.
        subprocess.run([sys.executable, "-m", "styring_xl.cli", "refresh", str(path)], capture_output=True, check=False)
        best: dict[str, tuple[float, float]] = {}
        for _ in range(options.runs):
            for peer in PEERS:
                seconds, told = history.used([sys.executable, str(HERE), "--peer", peer, str(path), str(target)])
                found = seconds, float(told.strip().splitlines()[-1])
                best[peer] = min(best.get(peer, found), found)
        history.keep(
            [
                history.line(
                    options.cases, options.postings, f"anonymise: {peer}", seconds, best["limit"][0], megabytes
                )
                for peer, (seconds, megabytes) in best.items()
            ]
        )


if __name__ == "__main__":
    main()
