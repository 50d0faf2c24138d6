"""Closing a month and explaining what moved, over twelve closings, against a merge of two sheets in pandas.

    python benchmarks/closing.py [--rows 20000] [--years 5]

The history is made first: rows whose booked months differ from what was planned, every twelfth with a moved stop date,
rate or start each month. Then, each in a process of its own so that its peak memory is its own:

* close: read *Historik* with eleven closings, add the twelfth, and lay the sheet out
* bridge: read *Historik* with twelve closings, compare the first with the last, and lay *Forklaring* out
* pandas: two frames of the same rows in memory already, merged on citizen and measure, their months subtracted and
  summed by measure; no causes, no sentences, nothing read

With ``--years`` only *Historik* of so many years of twelve closings is made: how large it is as a workbook, and how
long it takes to read it and compare two of its closings.

Times are the processor's; ``limits`` in the table are times of pandas. The whole
command is measured too, on a demonstration workbook of that size, against the same without a history.
"""

from __future__ import annotations

import argparse
import gc
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import history
from msgspec.structs import replace
from peak import peak

HERE = Path(__file__).resolve()


def made(rows: int) -> list[Any]:
    """Thirteen states of a year, January's closing to December's and one more."""
    import numpy as np

    from styring_xl.model.bridge import Side
    from styring_xl.model.commitments import expected
    from styring_xl.model.periods import DAY
    from styring_xl.reading.history.moment import Moment

    rng = np.random.default_rng(3)
    rate = rng.integers(500_000, 6_000_000, rows)
    unit = rng.choice([0, 0, 0, 1, 2], rows)
    rate = np.where(unit == 1, rate // 30, np.where(unit == 2, rate // 4, rate))
    start = np.datetime64("2024-01-01") + rng.integers(0, 900, rows) * DAY
    stop = np.where(rng.random(rows) < 0.4, np.datetime64("NaT", "D"), start + rng.integers(60, 900, rows) * DAY)
    whole, plain = np.full(rows, 10_000, np.int64), np.zeros(rows, np.int64)
    cpr = tuple(f"{61 + n % 28:02d}{1 + n // 28 % 12:02d}80{n % 10000:04d}" for n in range(rows))
    measure = tuple(f"Foranstaltning nummer {n % 30}" for n in range(rows))
    supplier = tuple(f"Leverandør {n % 400} ApS" for n in range(rows))
    noise = rng.integers(-50_000, 50_000, (rows, 12))
    states = []
    for closed in range(1, 13):
        some = rng.random(rows) < 1 / 12
        kind = rng.integers(0, 3, rows)
        rate = np.where(some & (kind == 0), rate * 103 // 100, rate)
        stop = np.where(some & (kind == 1), np.datetime64("2026-01-01") + rng.integers(0, 700, rows) * DAY, stop)
        stop = np.where(~np.isnat(stop) & (stop < start), start, stop)
        planned = expected(rate, whole, unit, start, stop, 2026, plain, whole)
        booked = np.where((np.arange(12) < closed) & (planned != 0), planned + noise, 0)
        side = Side(
            np.ones(rows, bool), np.ones(rows, bool), rate, whole, unit, start, stop, plain, whole, whole, planned,
            booked, closed,
        )  # fmt: skip
        ids = tuple(str(n) for n in range(rows))
        states.append(Moment("Nu", 2026, ids, cpr, measure, supplier, side, {"A": closed}, {}, {"B": 7}))
    return states


def kept(states: list[Any]) -> Any:
    from styring_xl.reading.history.history import NO_HISTORY

    past = NO_HISTORY
    for state in states:
        past = past.with_moment(state, named(state))
    return past


def named(state: Any) -> Any:
    """The row of *Historik* that a state is kept as."""
    from styring_xl.reading.history.entry import HistoryEntry

    name = f"Måned {state.side.closed}"
    return HistoryEntry(name, "Lukning", 2026, "10-04-2026", 0, 0, 0, None, "", 0, 0, "", "", ())


def sheet(past: Any) -> Any:
    """The sheet as a grid, through the report that lays it out."""
    from styring_xl.cells.grid import Grid
    from styring_xl.reports import history as report
    from styring_xl.reports.report import Corner, Material, Site

    snapshot = type("Snapshot", (), {"record": True})()
    [area] = report.draw(Material(snapshot, None, {}, past), Site("Historik", Corner(5, 1), {})).areas
    cells = [[getattr(value, "value", value) for value in row] for row in area.block.rows()]
    return Grid("Historik", [[], [], [], [], *cells]), area


def read(grid: Any) -> Any:
    from styring_xl.cells.grid import Ref
    from styring_xl.reading.history import history as past_sheet

    return past_sheet.read(grid, Ref(5, 1, len(grid.rows), max(map(len, grid.rows))))


def close(grid: Any, states: list[Any]) -> Callable[[], object]:
    from styring_xl.reading.history.entry import HistoryEntry
    from styring_xl.reading.history.history import NO_HISTORY

    entry = HistoryEntry("Måned 12", "Lukning", 2026, "10-04-2026", 0, 0, 0, None, "", 0, 0, "", "", ())
    sheet(NO_HISTORY)
    return lambda: sheet(read(grid).with_moment(states[-1], entry))


def bridge(grid: Any, states: list[Any]) -> Callable[[], object]:
    from types import SimpleNamespace

    from styring_xl import reports, workbook
    from styring_xl.books.file.filebook import FileBook
    from styring_xl.cells.grid import Ref
    from styring_xl.reading.disposition.disposition import Place
    from styring_xl.reports import explanation
    from styring_xl.reports.report import Corner, Material, Site

    cells = [[], [], [], [], ["Fra", named(states[0]).name], ["Til", None]]
    typed = {explanation.SHEET.area: type(grid)("Forklaring", cells)}
    areas = {explanation.SHEET.area: ("Forklaring", Ref(5, 1, 7, 14))}
    # The sheet asks where its rows stand; those of an empty workbook cost nothing.
    empty = reports.read(FileBook.from_bytes(workbook.new(2026, macro_enabled=False)))
    snapshot = replace(empty, typed=typed, areas=areas, closed=12, record=None)
    charts = {explanation.WATERFALL.name: Corner(6, 26), explanation.TIMES.name: Corner(6, 34)}
    now = replace(states[-1], places=tuple(Place("Disponering", n) for n in range(6, 6 + len(states[-1]))))
    figures = SimpleNamespace(groups=(), year=2026, closed=12)

    def work() -> object:
        material = Material(snapshot, figures, {}, read(grid), now)  # type: ignore[arg-type]
        return explanation.draw(material, Site("Forklaring", Corner(5, 1), charts))

    return work


def pandas_merge(grid: Any, states: list[Any]) -> Callable[[], object]:
    import pandas  # noqa: F401

    return lambda: merged(states)


def merged(states: list[Any]) -> None:
    import pandas as pd

    frames = []
    for state in (states[0], states[-1]):
        frame = pd.DataFrame(state.side.shown / 100, columns=[f"m{n}" for n in range(1, 13)])
        frame["cpr"], frame["measure"], frame["id"] = state.cpr, state.measure, state.id
        frames.append(frame)
    both = frames[0].merge(frames[1], on=["cpr", "measure", "id"], how="outer", suffixes=("_før", "_nu")).fillna(0)
    months = [f"m{n}" for n in range(1, 13)]
    both["ændring"] = sum(both[f"{m}_nu"] - both[f"{m}_før"] for m in months)
    both.groupby("measure")["ændring"].sum()
    both.reindex(both["ændring"].abs().sort_values(ascending=False).index).head(10)


WORK = {"close": close, "bridge": bridge, "pandas": pandas_merge}


def timed(work: str, path: Path) -> tuple[float, float]:
    """Seconds of the work alone, and the process' peak in megabytes."""
    done = subprocess.run(
        [sys.executable, str(HERE), "--work", work, str(path)], check=True, capture_output=True, text=True
    )
    seconds, most = done.stdout.split()
    return float(seconds), float(most)


def measure(rows: int) -> dict[str, tuple[float, float]]:
    """Processor seconds and megabytes of each work."""
    states = made(rows)
    past = kept(states)
    text = sum(len(cell) for entry in past.entries for cell in entry.cells)
    print(f"\n{rows} rows × {len(past.entries)} closings: {text / 1e6:.1f} million characters of data")
    with tempfile.TemporaryDirectory() as folder:
        short, long = Path(folder) / "short", Path(folder) / "long"
        eleven = sheet(replace(past, entries=past.entries[:-1]))[0]
        twelve, area = sheet(past)
        short.write_bytes(pickle.dumps((eleven, states)))
        long.write_bytes(pickle.dumps((twelve, states)))
        book = Path(folder) / "book.xlsx"
        book.write_bytes(as_file(area))
        bare = len(as_file(sheet(replace(past, entries=past.entries[:1]))[1]))
        print(f"  as a workbook {book.stat().st_size / 1e6:.2f} MB ({bare / 1e6:.2f} MB after the first closing)")
        start = time.perf_counter()
        read_file(book)
        print(f"  reading the sheet from the file takes {time.perf_counter() - start:.2f} s")
        runs: dict[str, list[tuple[float, float]]] = {work: [] for work in WORK}
        for _ in range(3):
            for work, found in runs.items():
                found.append(timed(work, short if work == "close" else long))
    return {work: (min(found)[0], max(run[1] for run in found)) for work, found in runs.items()}


def as_file(area: Any) -> bytes:
    from styring_xl import workbook
    from styring_xl.books.file.filebook import FileBook
    from styring_xl.cells.patch import Patch

    return FileBook.from_bytes(workbook.build(), template=workbook.build).edit(Patch(areas=(area,))).bytes()


def read_file(path: Path) -> None:
    from styring_xl import standard
    from styring_xl.books.file.filebook import FileBook
    from styring_xl.reading.history import history as past_sheet

    book = FileBook.open(path)
    found = book.resolve(standard.HISTORY_AREA)
    assert found is not None
    past = past_sheet.read(book.grid(found[0]), found[1])
    assert not past.problems
    past.moments(past.entries[0], past.entries[-1])


def command(rows: int) -> None:
    """The commands as a user runs them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ark.xlsx"
        cli = [sys.executable, "-m", "styring_xl.cli"]

        def run(*arguments: str) -> float:
            start = time.perf_counter()
            subprocess.run([*cli, *arguments], check=False, capture_output=True)
            return time.perf_counter() - start

        run("demo", "-o", str(path), "--cases", str(rows))
        first = run("refresh", str(path))
        closing = run("close", str(path), "--month", "7")
        size = path.stat().st_size
        later = run("refresh", str(path))
        print(f"\n{rows} rows as a user runs it: refresh {first:.1f} s, close {closing:.1f} s, refresh {later:.1f} s")
        print(f"  the workbook is {size / 1e6:.1f} MB after it")


def long(rows: int, years: int) -> None:
    """Many years' closings in one sheet."""
    from styring_xl.reading.history.history import NO_HISTORY, History

    entries: list[Any] = []
    for year in range(2026, 2026 + years):
        past = NO_HISTORY
        for state in made(rows):
            entry = named(state)
            past = past.with_moment(replace(state, year=year), replace(entry, name=f"{entry.name} {year}"))
        entries += past.entries
    data = as_file(sheet(History("Historik", tuple(entries)))[1])
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        book.write_bytes(data)
        start = time.process_time()
        read_file(book)
        print(f"{rows} rows × {len(entries)} closings: {len(data) / 1e6:.1f} MB, read in", end=" ")
        print(f"{time.process_time() - start:.2f} s of the processor")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--years", type=int)
    parser.add_argument("--work", nargs=2)
    options = parser.parse_args()
    if options.years:
        long(options.rows, options.years)
        return
    if options.work:
        work, path = options.work
        grid, states = pickle.loads(Path(path).read_bytes())
        # Modules and an empty workbook's snapshot are there before the clock starts, as pandas is.
        run = WORK[work](grid, states)
        gc.disable()
        start = time.process_time()
        run()
        print(time.process_time() - start, peak())
        return
    whole = measure(options.rows)
    half = measure(options.rows // 2)
    least = whole["pandas"][0]
    history.keep(
        [
            history.line(options.rows, 0, f"{work} of 12", seconds, least, memory, f"{seconds / half[work][0]:.2f}")
            for work, (seconds, memory) in whole.items()
        ]
    )
    command(options.rows)


if __name__ == "__main__":
    main()
