"""Cells written into a large workbook and saved, against what else a person could run, in the same minutes.

    python benchmarks/edit.py [--cases 20000 --postings 500000] [--quick]

The workbook is the demo's: a row of *Disponering* for each case, and the postings beside them. Thirteen cells of each
row (twelve months and the result) get a new figure. The clock runs from the closed file to the saved one, after the
imports; every peer has a process of its own, so that its peak memory is its own. The time that passed and the time the
processors worked are both told: on a busy machine only the second says much.

* ours: ``edit_cells``, addresses and values as a user's script has them
* block: the same cells as one block, as a refresh writes them
* limit: unpack the touched sheet as it is, deflate it as it becomes (made beforehand, outside the clock), once and
  with our compressor, and copy every other entry as it is packed; flushed to the disk as ours. It finds no cell, checks
  nothing, and what it writes is no workbook
* limit zlib: the same with Python's own zlib at its usual level
* wolfxl (in its mode for changes, which keeps macros and is its fastest) and openpyxl: load, set the cells, save

``--quick`` leaves out openpyxl, which takes minutes. Needs ``pip install -e .[bench]``.
"""

from __future__ import annotations

import argparse
import os
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from peak import peak

HERE = Path(__file__).resolve()
SHEET = "Disponering"
PART = "xl/worksheets/sheet3.xml"
FIRST_ROW = 6
FIRST_COLUMN, COLUMNS = 15, 13
REPEAT = 3


def amount(row: int, column: int) -> float:
    """A figure with øre, another one in every cell."""
    return (row * 7_919 + column * 104_729) % 9_000_000 / 100


def ours(path: Path, target: Path, rows: int) -> Callable[[], Any]:
    from openpyxl.utils import get_column_letter

    from styring_xl import edit_cells

    letters = [(column, get_column_letter(column)) for column in range(FIRST_COLUMN, FIRST_COLUMN + COLUMNS)]
    cells = {
        f"{letter}{row}": amount(row, column)
        for row in range(FIRST_ROW, FIRST_ROW + rows)
        for column, letter in letters
    }
    return lambda: edit_cells(path, target, {SHEET: cells})


def block(path: Path, target: Path, rows: int) -> Callable[[], Any]:
    from styring_xl.books.file.filebook import FileBook
    from styring_xl.cells.patch import Block, Patch

    values = tuple(
        tuple(amount(row, column) for column in range(FIRST_COLUMN, FIRST_COLUMN + COLUMNS))
        for row in range(FIRST_ROW, FIRST_ROW + rows)
    )
    patch = Patch(blocks=(Block.of(SHEET, FIRST_ROW, FIRST_COLUMN, values),))
    return lambda: FileBook.open(path).apply(patch, target)


def limit(path: Path, target: Path, rows: int) -> Callable[[], Any]:
    from isal import isal_zlib

    new = _edited(path, target, rows)
    return lambda: _limit(path, target, new, isal_zlib, 2)


def limit_zlib(path: Path, target: Path, rows: int) -> Callable[[], Any]:
    import zlib

    new = _edited(path, target, rows)
    return lambda: _limit(path, target, new, zlib, 6)


def _edited(path: Path, target: Path, rows: int) -> bytes:
    """The touched sheet as it becomes; made in another process, for the peak of this one is told."""
    if not (made := target.with_name("ours.xlsm")).exists():
        command = [sys.executable, str(HERE), "--peer", "ours", str(path), str(made), str(rows)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with zipfile.ZipFile(made) as archive:
        return archive.read(PART)


def _limit(path: Path, target: Path, new: bytes, library: Any, level: int) -> None:
    with zipfile.ZipFile(path) as archive, open(path, "rb") as source, open(target, "wb") as file:
        for info in archive.infolist():
            source.seek(info.header_offset + 26)
            name, extra = struct.unpack("<2H", source.read(4))
            source.seek(name + extra, os.SEEK_CUR)
            packed = source.read(info.compress_size)
            if info.filename == PART:
                assert len(library.decompressobj(-15).decompress(packed)) == info.file_size
                engine = library.compressobj(level, 8, -15)
                packed = engine.compress(new) + engine.flush()
            file.write(packed)
        file.flush()
        os.fsync(file.fileno())


def wolfxl(path: Path, target: Path, rows: int) -> Callable[[], Any]:
    import wolfxl

    return lambda: _cell_by_cell(wolfxl.load_workbook(path, modify=True), target, rows)


def openpyxl(path: Path, target: Path, rows: int) -> Callable[[], Any]:
    import openpyxl

    return lambda: _cell_by_cell(openpyxl.load_workbook(path, keep_vba=True), target, rows)


def _cell_by_cell(book: Any, target: Path, rows: int) -> None:
    sheet = book[SHEET]
    for row in range(FIRST_ROW, FIRST_ROW + rows):
        for column in range(FIRST_COLUMN, FIRST_COLUMN + COLUMNS):
            sheet.cell(row, column).value = amount(row, column)
    book.save(target)


PEERS = {
    "ours": ours,
    "block": block,
    "limit": limit,
    "limit zlib": limit_zlib,
    "wolfxl": wolfxl,
    "openpyxl": openpyxl,
}


def timed(peer: str, path: Path, folder: Path, rows: int) -> tuple[float, float, float]:
    """Seconds, seconds of work and peak megabytes of one peer in a process of its own."""
    target = folder / f"{peer.replace(' ', '-')}.xlsm"
    target.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, str(HERE), "--peer", peer, str(path), str(target), str(rows)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, work, memory = map(float, done.stdout.split()[-3:])
    return seconds, work, memory


def measure(cases: int, postings: int, peers: list[str]) -> dict[str, tuple[float, float]]:
    """The least seconds, and seconds of work, of each peer."""
    from styring_xl import demo
    from styring_xl.books.file.filebook import FileBook

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "Styringsark.xlsm"
        path.write_bytes(demo.workbook(cases=cases, postings=postings, seed=7))
        assert FileBook.open(path)._book.sheet(SHEET).part == PART
        print(f"\n{cases} × {COLUMNS} cells beside {postings} postings, {path.stat().st_size / 1e6:.1f} MB", flush=True)
        best: dict[str, tuple[float, float]] = {}
        print("               passed     worked      peak")
        for peer in peers:
            runs = [timed(peer, path, folder, cases) for _ in range(1 if peer == "openpyxl" else REPEAT)]
            best[peer] = min(run[0] for run in runs), min(run[1] for run in runs)
            memory = max(run[2] for run in runs)
            print(f"  {peer:<12}{best[peer][0]:7.2f} s {best[peer][1]:8.2f} s {memory:6.0f} MB", flush=True)
    return best


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--postings", type=int, default=500_000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--peer", nargs=4)
    options = parser.parse_args()
    if options.peer:
        peer, path, target, rows = options.peer
        work = PEERS[peer](Path(path), Path(target), int(rows))
        before, before_work = time.perf_counter(), time.process_time()
        work()
        print(time.perf_counter() - before, time.process_time() - before_work, peak())
        return
    half = measure(options.cases // 2, options.postings // 2, ["ours", "block"])
    peers = [peer for peer in PEERS if not (options.quick and peer == "openpyxl")]
    whole = measure(options.cases, options.postings, peers)
    for at, of in enumerate(("passed", "worked")):
        print(f"\n  by the time {of}:")
        for name in ("ours", "block"):
            print(f"  {name}: twice the input takes {whole[name][at] / half[name][at]:.2f} × the time", end="")
            for peer in ("limit", "limit zlib"):
                print(f"; {whole[name][at] / whole[peer][at]:.1f} × the {peer}", end="")
            for peer in [each for each in ("wolfxl", "openpyxl") if each in whole]:
                print(f"; {peer} takes {whole[peer][at] / whole[name][at]:.1f} × as long", end="")
            print()


if __name__ == "__main__":
    main()
