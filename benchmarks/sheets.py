"""What all the result sheets cost: a whole refresh with every one, against one with the main job's three alone.

    python benchmarks/sheets.py [--cases 20000 --postings 500000] [--runs 5] [--snapshots 3]

Both refresh the same standard workbook, from file to file, each run a process of its own and the two by turns. In the
second every result sheet but Månedsforbrug, Afvigelse and Kontrol is declined in Opsætning and its areas are unnamed.
Processor time, user and system, the least of the runs. ``--snapshots`` are the budget revisions that Historik holds
and Forklaring starts from.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from styring_xl import demo, standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.patch import Block, Patch
from styring_xl.reports import SHEETS

MAIN = (standard.SPEND, standard.VARIANCE, standard.FINDINGS)


def declined(data: bytes) -> bytes:
    """The workbook without any other result sheets: those that it has are nobody's any more."""
    others = [result for result in SHEETS if result.name not in MAIN]
    book = FileBook.from_bytes(data)
    grid = book.grid(standard.SETUP)
    header, refuse = standard.SHEETS_COLUMNS[0], standard.NO
    at = {
        value: (row, column)
        for row, cells in enumerate(grid.rows, 1)
        for column, value in enumerate(cells, 1)
        if isinstance(value, str)
    }
    top, left = at[header]
    names = [grid.value(row, left) for row in range(top + 1, top + 1 + len(SHEETS))]
    blocks = [
        Block.of(standard.SETUP, top + 1 + number, left + 1, ((refuse,),))
        for number, name in enumerate(names)
        if name in [result.name for result in others]
    ]
    if len(blocks) != len(others):
        raise RuntimeError("Opsætning does not list every result sheet")
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(book.edit(Patch(blocks=tuple(blocks))).bytes())) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/workbook.xml":
                for result in others:
                    for area in result.names:
                        part = re.sub(rb'<definedName name="%s"[^>]*>[^<]*</definedName>' % area.encode(), b"", part)
            target.writestr(name, part)
    return out.getvalue()


def styring_xl(*arguments: str) -> None:
    code = "from styring_xl.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())


def processor_time(path: Path) -> float:
    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = spent()
    styring_xl("refresh", str(path), "-o", str(path.with_name("ud.xlsx")), "--json")
    return spent() - before


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--postings", type=int, default=500_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--snapshots", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        whole, main_job = Path(name) / "alle.xlsx", Path(name) / "tre.xlsx"
        whole.write_bytes(demo.workbook(options.cases, options.postings, seed=7, macro_enabled=False))
        for number in range(1, options.snapshots + 1):
            styring_xl("snapshot", str(whole), "--label", f"BO{number}")
        main_job.write_bytes(declined(whole.read_bytes()))
        seconds: dict[Path, list[float]] = {whole: [], main_job: []}
        for _ in range(options.runs):
            for path, runs in seconds.items():
                runs.append(processor_time(path))
        for path in (main_job, whole):
            print(f"{path.stem:<6}{min(seconds[path]):7.2f} s processor time (runs: {sorted(seconds[path])})")
        print(f"all sheets together: {min(seconds[whole]) / min(seconds[main_job]):.2f} × the main job alone")


if __name__ == "__main__":
    main()
