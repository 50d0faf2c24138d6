"""What the custom functions cost, by the call and by the array, against native formulas that LibreOffice recalculates.

Run ``python benchmarks/functions.py [rows]``. The functions are called through xlwings' real UDF layer, in a process of
its own with nothing behind it, so COM's own share is not in the figures.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import xlsxwriter

SERVER = Path(__file__).parents[1] / "tests" / "excel" / "com_server.py"
ROWS = 20_000
NATIVE = (
    "=ROUND($A{r}*MAX(0,MIN($C{r},EOMONTH(DATE(2026,{m},1),0))-MAX($B{r},DATE(2026,{m},1))+1)"
    "/DAY(EOMONTH(DATE(2026,{m},1),0)),2)"
)
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>{mode}</value></prop></item></oor:items>"""


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    rate = [1000.0 + at % 977 for at in range(rows)]
    start = [45658.0 + at % 700 for at in range(rows)]
    stop = [a + 30 + at % 500 for at, a in enumerate(start)]
    functions(rate, start, stop)
    native(rate, start, stop)


def functions(rate: list[float], start: list[float], stop: list[float]) -> None:
    server = subprocess.Popen([sys.executable, str(SERVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdin is not None
    assert server.stdout is not None

    def call(name: str, *given: Any) -> float:
        pickle.dump((name, given), server.stdin)
        server.stdin.flush()
        before = time.perf_counter()
        answer = pickle.load(server.stdout)
        assert not isinstance(answer, dict), answer
        return time.perf_counter() - before

    def column(values: list[Any]) -> dict[str, Any]:
        return {"range": tuple((value,) for value in values)}

    one = (rate[0], None, "måned", start[0], stop[0], 2026.0)
    call("STYRING_REGNSKAB", *one)
    single = sum(call("STYRING_REGNSKAB", *one) for _ in range(500)) / 500
    array = (column(rate), None, "måned", column(start), column(stop), 2026.0)
    size = len(rate)
    print(f"one cell:                       {single * 1e6:8.0f} µs a call")
    for name in ("STYRING_REGNSKAB", "STYRING_FORVENTEDE"):
        seconds = min(call(name, *array) for _ in range(3))
        print(f"{name:<20} {size:>7} rows: {seconds:8.3f} s, {seconds / size * 1e6:.1f} µs a row")
    who = column([f"{61 + at % 28:02d}0105{at % 9000 + 1000}" for at in range(size)])
    seconds = call(
        "STYRING_MAANEDSFORBRUG", {"range": who["range"][:1000]}, 2026.0, 3.0, who, column(start), column(rate)
    )
    print(f"STYRING_MAANEDSFORBRUG  1000 citizens, {size} postings: {seconds:6.3f} s")
    seconds = call("STYRING_HELAAR", column(start), column(stop), 2026.0, who)
    print(f"STYRING_HELAAR       {size:>7} rows: {seconds:8.3f} s")
    server.stdin.close()
    server.wait(10)


def native(rate: list[float], start: list[float], stop: list[float]) -> None:
    """The same twelve months as formulas, one a cell: the time LibreOffice takes for them, loading left out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "native.xlsx"
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        sheet = book.add_worksheet()
        for at, row in enumerate(zip(rate, start, stop, strict=True)):
            sheet.write_row(at, 0, row)
            for month in range(1, 13):
                sheet.write_formula(at, 2 + month, NATIVE.format(r=at + 1, m=month), None, 0)
        book.close()
        seconds = {}
        for mode, title in ((1, "never"), (0, "always")):
            profile = Path(folder) / f"profile{mode}"
            (profile / "user").mkdir(parents=True)
            settings = profile / "user" / "registrymodifications.xcu"
            settings.write_text(RECALCULATE.format(mode=mode), encoding="utf-8")
            command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "ods"]
            times = []
            for _ in range(2):
                before = time.perf_counter()
                subprocess.run([*command, "--outdir", folder, str(path)], check=True, capture_output=True)
                times.append(time.perf_counter() - before)
            seconds[title] = min(times)
        taken = seconds["always"] - seconds["never"]
        cells = 12 * len(rate)
        print(
            f"native formulas, LibreOffice, {cells} cells: {taken:6.2f} s to recalculate, "
            f"{seconds['never']:.1f} s to load and save"
        )


if __name__ == "__main__":
    main()
