"""Twelve months of a million commitments: against a pandas loop, against one pass over the output, memory, growth.

Run ``python benchmarks/months.py [rows]``. Times are the best of several runs, so that other work on the machine
counts as little as possible; each figure is printed with what it is compared with.
"""

from __future__ import annotations

import calendar
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from styring_xl.model.commitments import ONE, expected
from styring_xl.model.periods import OPEN_END
from styring_xl.model.rate_unit import RateUnit

YEAR = 2025
SAMPLE = 2_000


def commitments(rows: int) -> dict[str, Any]:
    """Rows as a large municipality has them: mostly monthly rates, four in ten without an end."""
    chance = np.random.default_rng(2025)
    start = np.datetime64("2024-06-01") + chance.integers(0, 700, rows) * np.timedelta64(1, "D")
    stop = start + chance.integers(0, 900, rows)
    stop[chance.random(rows) < 0.4] = OPEN_END
    return {
        "rate": chance.integers(10_000, 15_000_000, rows),
        "quantity": np.full(rows, ONE),
        "unit": chance.choice(len(RateUnit), rows, p=[0.70, 0.10, 0.05, 0.05, 0.05, 0.05]),
        "start": start,
        "stop": stop,
    }


def best(work: Callable[[], object], runs: int) -> float:
    """Seconds of the fastest of some runs."""
    times = []
    for _ in range(runs):
        before = time.perf_counter()
        work()
        times.append(time.perf_counter() - before)
    return min(times)


def pandas_loop(frame: pd.DataFrame) -> list[list[int]]:
    """The same amounts the way a sheet's formulas are usually carried over: row by row, month by month, in floats."""
    per_year = 366 if calendar.isleap(YEAR) else 365
    months = [(pd.Timestamp(YEAR, m, 1), pd.Timestamp(YEAR, m, calendar.monthrange(YEAR, m)[1])) for m in range(1, 13)]
    result = []
    for _, row in frame.iterrows():
        base = row["rate"] * row["quantity"] / ONE
        amounts = []
        for first, last in months:
            days = max((min(row["stop"], last) - max(row["start"], first)).days + 1, 0)
            if row["unit"] == RateUnit.MONTH:
                amount = base * days / last.day
            elif row["unit"] == RateUnit.DAY:
                amount = base * days
            elif row["unit"] == RateUnit.YEAR:
                amount = base * days / per_year
            elif row["unit"] == RateUnit.ONCE:
                amount = base if first <= row["start"] <= last else 0
            else:
                amount = base * days / 7
            amounts.append(round(amount))
        result.append(amounts)
    return result


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    columns, doubled = commitments(rows), commitments(2 * rows)

    ours = best(lambda: expected(**columns, year=YEAR), 7)
    twice = best(lambda: expected(**doubled, year=YEAR), 5)
    months = expected(**columns, year=YEAR)
    one_pass = best(lambda: months + 1, 7)

    # The loop's timestamps cannot hold 31-12-9999: the open end is moved to the last date they can.
    sample = {name: values[:SAMPLE] for name, values in columns.items()}
    frame = pd.DataFrame(sample | {"stop": np.minimum(sample["stop"], np.datetime64("2262-01-01"))})
    frame["stop"] = frame["stop"].astype("datetime64[ns]")
    loop = best(lambda: pandas_loop(frame), 2) * rows / SAMPLE
    # Floats round halves to even, so the two may differ by an øre; more would mean they compute different things.
    apart = int(np.abs(np.array(pandas_loop(frame)) - months[:SAMPLE]).max())
    if apart > 1:
        raise SystemExit(f"the loop and the model differ by {apart} øre")

    tracemalloc.start()
    expected(**columns, year=YEAR)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    print(f"{rows:,} commitments x 12 months".replace(",", "."))
    print(f"  expected()            {ours:8.3f} s   {rows / ours / 1e6:.1f} million rows a second")
    print(f"  pandas loop           {loop:8.1f} s   {loop / ours:.0f} times ours (measured on {SAMPLE} rows, scaled)")
    print(f"  one pass over output  {one_pass:8.3f} s   ours takes {ours / one_pass:.1f} times that")
    print(f"  peak memory           {peak / 2**20:8.0f} MB  of which the answer is {months.nbytes / 2**20:.0f} MB")
    print(f"  twice the rows        {twice:8.3f} s   {twice / ours:.2f} times as long")


if __name__ == "__main__":
    main()
