"""How near the forecast comes on municipalities whose year-end is known, and how honest its interval is.

    python benchmarks/worlds.py [--worlds 100] [--first 0] [--paths 500] [--family like|unlike] [--without rows,booked]

Two families (``tests/worlds``): *like* holds what the model assumes, *unlike* breaks it: trends, steps, siblings who
arrive together, seasons, prices negotiated again, rows registered three months late, moves between measures, slow
suppliers, few citizens, stops that are dragged. Each world is asked after 0, 2, 4, 6, 8 and 10 closed months for the
year's result. Printed per number of closed months: the mean absolute error and the mean error (bias) of P50 in % of the
result; the same error of *Forventet regnskab* and of 12M; how often P10-P90 held the total and the results of measures
above 5 % of it; CRPS (scoringrules), in % of the result, beside what a single method's point forecast has.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from scoringrules import crps_ensemble

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from styring_xl import forecast
from tests.worlds.like import like
from tests.worlds.municipality import Municipality
from tests.worlds.unlike import unlike

FAMILIES = {"like": like, "unlike": unlike}
CLOSED = (0, 2, 4, 6, 8, 10)
LARGE = 0.05
HEADINGS = ("MAE", "bias", "FR", "12M", "cover", "large", "width", "CRPS")


def ask(world: Municipality, closed: int, paths: int, without: tuple[str, ...] = ()) -> list[float]:
    """One question's figures, in the order of ``HEADINGS``; errors in % of the result, hits 0 or 1, NaN = none."""
    rows, ledger = world.rows(closed), world.ledger(closed)
    if "rows" in without:
        rows = rows.iloc[:0]
    if "booked" in without:
        ledger, rows = ledger.drop(columns="booked"), rows.drop(columns="registered")
    found = forecast(rows, ledger, year=world.year, closed=closed, paths=paths)
    truth = world.truth()
    result = sum(truth.values())
    low, middle, high = np.quantile(found.total, [0.1, 0.5, 0.9])
    lows, highs = np.quantile(found.draws, [0.1, 0.9], axis=0)
    hits = [
        lows[at] <= truth[name] <= highs[at] for at, name in enumerate(found.measures) if truth[name] > LARGE * result
    ]
    off = 100 * (middle / result - 1)
    return [
        abs(off),
        off,
        100 * abs(sum(world.expected(closed).values()) / result - 1),
        100 * abs(sum(world.last_twelve(closed).values()) / result - 1),
        100.0 * (low <= result <= high),
        100 * float(np.mean(hits)) if hits else np.nan,
        100 * (high - low) / result,
        100 * float(crps_ensemble(float(result), found.total.astype(np.float64))) / result,
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--paths", type=int, default=500)
    parser.add_argument("--family", choices=[*FAMILIES], action="append")
    parser.add_argument("--closed", default=",".join(map(str, CLOSED)))
    parser.add_argument("--without", default="", help="rows, booked: what the forecast does not get")
    options = parser.parse_args()
    closings = [int(text) for text in options.closed.split(",")]
    for family in options.family or FAMILIES:
        figures = []
        begun = time.process_time()
        for seed in range(options.first, options.first + options.worlds):
            world = FAMILIES[family](seed)
            without = tuple(options.without.split(","))
            figures.append([ask(world, closed, options.paths, without) for closed in closings])
        spent = time.process_time() - begun
        table = np.nanmean(np.array(figures), axis=0)
        print(f"{family}, {options.worlds} worlds, {options.paths} paths, {spent:.0f} s of CPU")
        print("     R" + "".join(f"{name:>8}" for name in HEADINGS))
        for closed, line in zip(closings, table, strict=True):
            print(f"{closed:6d}" + "".join(f"{value:8.2f}" for value in line))
        print("  mean" + "".join(f"{value:8.2f}" for value in table.mean(axis=0)), flush=True)


if __name__ == "__main__":
    main()
