"""What the simulation costs a press, and what AUTO's test of it on earlier years costs besides.

    python benchmarks/model.py [--cases 150,1000,4000]

A demonstration workbook of each size is read once; then the year is simulated without and with the earlier years
(``figures/uncertainty``). Printed: citizens, paths, earlier years tried, and seconds of CPU for each of the two. What a
press may take is ``MOST`` seconds: the number of paths and of years is chosen by size so that it does.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from styring_xl import demo
from styring_xl.books.file.filebook import FileBook
from styring_xl.figures.compute import compute
from styring_xl.figures.uncertainty import compute as simulation
from styring_xl.reports import read

MOST = 2.0


def timed(cases: int) -> bool:
    """Print the line of one size; True when both are within ``MOST``."""
    snapshot = read(FileBook.from_bytes(demo.workbook(cases, macro_enabled=False)))
    figures = compute(
        snapshot.disposition, snapshot.ledger, snapshot.budget, year=snapshot.year, closed=snapshot.closed
    )
    rows = snapshot.disposition.commitments
    spent = []
    for tested in (False, True):
        # The first of all imports the model.
        simulation.compute(rows, snapshot.ledger, figures, tested=tested)
        begun = time.process_time()
        found = simulation.compute(rows, snapshot.ledger, figures, tested=tested)
        spent.append(time.process_time() - begun)
    print(f"{cases:8d}{found.paths:8d}{len(found.earlier):8d}{spent[0]:10.2f}{spent[1]:10.2f}", flush=True)
    return max(spent) < MOST


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", default="150,1000,4000")
    print(f"{'cases':>8}{'paths':>8}{'years':>8}{'alone':>10}{'tested':>10}")
    within = [timed(int(text)) for text in parser.parse_args().cases.split(",")]
    return 0 if all(within) else 1


if __name__ == "__main__":
    sys.exit(main())
