"""What the custom functions and a press cost in LibreOffice Calc, against native formulas and the command line.

Run ``python benchmarks/calc.py [rows]``. A real LibreOffice is started on a screen of its own, with the extension in
it. Each figure is the processor time, of LibreOffice and all it has started, of computing all the formulas of an open
document again; the same is done with half as many rows. A press is timed by the clock.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from styring_xl import demo
from styring_xl.calc.workbook import for_calc
from tests.calc.office import Office, seen

ROWS = 20_000
TIMES = 3
NATIVE = (
    "=ROUND($A1*MAX(0;MIN($C1;EOMONTH(DATE(2026;{m};1);0))-MAX($B1;DATE(2026;{m};1))+1)"
    "/DAY(EOMONTH(DATE(2026;{m};1);0));2)"
)
OURS, NATIVE_ONE = "STYRING_FORVENTET, one month, a formula a cell", "native, one month, a formula a cell"
OURS_YEAR, NATIVE_YEAR = "STYRING_FORVENTEDE, twelve months in one", "native, twelve months, a formula a cell"
CHANGED, MOVED = ", new rates", ", new dates"
PRESS = (
    "run:import styring_xl.calc.engine as e, styring_xl.buttons as b; shown = e.App.alert; "
    "e.App.alert = lambda *given: 'ok'; b.press('update_forecast'); e.App.alert = shown"
)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        try:
            whole = {size: functions(office, size) for size in (rows // 2, rows)}
            print(f"{'':<58} {rows // 2:>10} {rows:>10} rows")
            for name in whole[rows]:
                half, full = whole[rows // 2][name], whole[rows][name]
                per = full / rows * 1e6
                print(
                    f"{name:<58} {half:>8.2f} s {full:>8.2f} s, {per:6.1f} µs a row, {full / half:.1f} x when doubled"
                )
            full = whole[rows]
            print(f"one month, a formula a cell: ours takes {full[OURS] / full[NATIVE_ONE]:.1f} x the native")
            changed = full[OURS + CHANGED] / full[NATIVE_ONE + CHANGED]
            moved = full[OURS + MOVED] / full[NATIVE_ONE + MOVED]
            print(
                f"  with rates no call has had, typing them included: {changed:.1f} x; with such dates: {moved:.1f} x"
            )
            print(
                f"twelve months: ours, one formula, takes {full[OURS_YEAR] / full[NATIVE_YEAR]:.2f} x the native ones"
            )
            for each in office.processes():
                status = Path(f"/proc/{each}/status").read_text()
                name = Path(f"/proc/{each}/cmdline").read_bytes().split(b"\0")
                if "VmHWM" in status and int(status.partition("VmHWM:")[2].split()[0]) > 20_000:
                    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
                    print(f"peak of {name[0].decode().rpartition('/')[2]} {name[-2].decode()[:20]}: {peak} MB")
            press(office, Path(folder))
        finally:
            office.stop()


def timed(work: Callable[..., Any], *given: Any) -> float:
    before = time.perf_counter()
    work(*given)
    return time.perf_counter() - before


def used(office: Office, work: Callable[..., Any], *given: Any) -> float:
    """Processor seconds of LibreOffice and what it has started."""

    def spent() -> int:
        fields = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in office.processes())
        return sum(int(each[11]) + int(each[12]) for each in fields)

    before = spent()
    work(*given)
    return (spent() - before) / os.sysconf("SC_CLK_TCK")


def functions(office: Office, rows: int) -> dict[str, float]:
    """How long it takes to compute months of that many rows, by each way: the best of a few times."""
    months = range(1, 13)
    year = [NATIVE.format(m=month) for month in months]
    one = '=STYRING_FORVENTET($A1;;"måned";$B1;$C1;2026;3)'
    whole = f'=STYRING_FORVENTEDE(A1:A{rows};;"måned";B1:B{rows};C1:C{rows};2026)'
    ways: dict[str, Callable[[str], Any]] = {
        OURS: lambda document: office.user("fill", document, [one], 5, rows),
        NATIVE_ONE: lambda document: office.user("fill", document, [NATIVE.format(m=3)], 5, rows),
        OURS_YEAR: lambda document: office.user("array", document, f"E1:P{rows}", whole),
        NATIVE_YEAR: lambda document: office.user("fill", document, year, 5, rows),
    }
    starts = [45658.0 + at % 700 for at in range(rows)]
    inputs = [[1000.0 + at % 977, start, start + 30 + at % 500] for at, start in enumerate(starts)]
    found, sums = {}, {}

    def change(book: Any, number: int) -> None:
        """Every row gets a rate that no call has had, and all is computed."""
        rates = [[row[0] + number / 7] for row in inputs]
        book.sheets[0].range("A1").value = rates
        assert book.sheets[0].range(f"E{rows}").value is not None

    def move(book: Any, number: int) -> None:
        """Every row gets dates that no call has had, and all is computed."""
        days = [
            [row[1] + 1_000 * number + at // 700, row[2] + 1_000 * number + at // 700] for at, row in enumerate(inputs)
        ]
        book.sheets[0].range("B1").value = days
        assert book.sheets[0].range(f"E{rows}").value is not None

    for name, enter in ways.items():
        document = str(office.channel.call("desk.new"))
        with seen(office, document) as book:
            book.sheets[0].range("A1").value = inputs
            enter(document)
            found[name] = min(used(office, office.user, "recalculate", document) for _ in range(TIMES))
            found[name + CHANGED] = min(used(office, change, book, number) for number in range(1, TIMES + 1))
            found[name + MOVED] = min(used(office, move, book, number) for number in range(1, TIMES + 1))
            book.sheets[0].range("A1").value = inputs
            values = book.sheets[0].range(f"E1:P{rows}").value
            # A month that costs nothing is empty in ours and 0 in the native one.
            sums[name] = round(sum(value or 0 for row in values for value in row))
        office.close(document)
    assert abs(sums[OURS_YEAR] - sums[NATIVE_YEAR]) + abs(sums[OURS] - sums[NATIVE_ONE]) <= rows / 10, sums
    return found


def press(office: Office, folder: Path) -> None:
    """A first press and one after a single rate was changed, against a refresh of the file as a process."""
    path = folder / "ark.xlsm"
    path.write_bytes(for_calc(demo.workbook(macro_enabled=True)))
    filed = folder / "fil.xlsm"
    filed.write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "styring_xl.cli", "refresh", str(filed)]
    document = str(office.user("open", str(path)))
    office.user("run", document, PRESS.replace("update_forecast", "about"))
    with seen(office, document) as book:
        first = timed(office.user, "run", document, PRESS)
        again = []
        for number in range(TIMES):
            book.sheets["Disponering"].range("G6").value = 1000 + number
            again.append(timed(office.user, "run", document, PRESS))
    office.close(document)
    once = timed(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False))
    more = statistics.median(again)
    print(
        f"demonstration workbook: first press {first:.2f} s, a press after one change {more:.2f} s; styring-xl refresh "
        f"as a process {once:.2f} s, so a press takes {first / once:.2f} x and {more / once:.2f} x of it"
    )


if __name__ == "__main__":
    main()
