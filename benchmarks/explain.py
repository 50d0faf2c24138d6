"""What it takes to follow a figure to what it is made of: the first time, and in a process that knows the workbook.

    python benchmarks/explain.py [--cases 20000 --postings 500000]

*Vis grundlag* reads and computes the workbook once for the figure one begins with; each step further down, and each
other figure asked for by ``styring-xl explain`` in the same call, is what the warm lines tell. All times are the
processor's, so that what else the machine does is not counted.
"""

from __future__ import annotations

import argparse
import gc
import time

from peak import peak

from styring_xl import demo, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Formula
from styring_xl.explain import Explanations
from styring_xl.refresh import refresh
from styring_xl.reports import read


def seconds(found: Explanations, sheet: str, cell: tuple[int, int]) -> float:
    begin = time.process_time()
    found.of(sheet, *cell)
    return time.process_time() - begin


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--cases", type=int, default=20_000)
    given.add_argument("--postings", type=int, default=500_000)
    asked = given.parse_args()
    package = workbook.build(demo.make(cases=asked.cases, postings=asked.postings, seed=7))
    gc.disable()
    begin = time.process_time()
    book = FileBook.from_bytes(package)
    snapshot = read(book)
    print(f"read the workbook             {time.process_time() - begin:6.2f} s")
    begin = time.process_time()
    refreshed = refresh(snapshot, is_written=False, is_explained=True)
    print(f"compute it                    {time.process_time() - begin:6.2f} s")
    found = Explanations(book, refreshed)
    for sheet in (
        "Månedsforbrug", "Afvigelse", "Cockpit", "Til- og afgang", "Indsatstrappe", "Statsrefusion", "Budgetforslag",
        "Leverandører", "Tværgående", "Fordelingsnøgle", "Mål", "Notat", "Disponering",
    ):  # fmt: skip
        blocks = [*(area.block for area in refreshed.patch.areas), *refreshed.patch.blocks]
        block = next((each for each in blocks if each.sheet == sheet), None)
        if block is None:
            continue
        cells = [
            (block.row + down, block.column + across)
            for down, line in enumerate(block.rows())
            for across, content in enumerate(line)
            if isinstance(content.value if isinstance(content, Formula) else content, float)
        ]
        some = cells[:: max(1, len(cells) // 60)]
        first = seconds(found, sheet, some[0])
        each = sorted(seconds(found, sheet, at) for at in (*some, cells[-1]))
        print(f"{sheet:<20} first {first:6.3f} s, median {each[len(each) // 2]:6.3f} s, slowest {each[-1]:6.3f} s")
    print(f"peak memory {peak():.0f} MB")


if __name__ == "__main__":
    main()
