"""What a press costs: warm on a typical and on a large workbook, and cold, with what is ours told from xlwings' own.

Run ``python benchmarks/buttons.py``. The spreadsheet program is the tests' engine in memory; the time it spends itself
is measured and left out, for Excel spends its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
warnings.simplefilter("ignore")

from styring_xl import buttons, demo  # noqa: E402
from styring_xl.buttons import undo  # noqa: E402
from tests.excel import engine  # noqa: E402

SIZES = ((150, None), (2_000, 12_000), (20_000, 60_000))
COLD = {
    "Python alone": "pass",
    "xlwings (with pandas)": "import xlwings",
    "and what a press needs of ours": "import xlwings, styring_xl.buttons, styring_xl.books.live, "
    "styring_xl.reading.snapshot, styring_xl.refresh, styring_xl.buttons.undo",
}


class Meter:
    """Seconds spent inside the engine."""

    def __init__(self) -> None:
        self.spent = 0.0
        self.depth = 0

    def timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            self.depth += 1
            before = time.perf_counter()
            try:
                return work(*given)
            finally:
                self.depth -= 1
                if not self.depth:
                    self.spent += time.perf_counter() - before

        return run

    def watch(self, owner: type, *names: str) -> None:
        for name in names:
            found = vars(owner)[name]
            if isinstance(found, property):
                set_ = None if found.fset is None else self.timed(found.fset)
                setattr(owner, name, property(self.timed(found.fget), set_))
            else:
                setattr(owner, name, self.timed(found))


def main() -> None:
    meter = Meter()
    meter.watch(engine.Range, "raw_value", "formula", "clear_contents", "merge_cells")
    meter.watch(engine.Native, "Style", "HasFormula", "Hyperlinks")
    meter.watch(engine.Sheet, "used_range")
    meter.watch(engine.App, "run")
    with tempfile.TemporaryDirectory() as folder:
        undo.folder = lambda: Path(folder)
        for cases, postings in SIZES:
            _, book = engine.open_book(demo.workbook(cases=cases, postings=postings))
            shown = postings or "as booked"
            for title in ("first press", "second press, nothing to do", "undo"):
                command = "undo" if title == "undo" else "update_forecast"
                meter.spent, calls = 0.0, len(book.log.calls)
                before = time.perf_counter()
                buttons.press(command)
                ours = time.perf_counter() - before - meter.spent
                made = book.log.calls[calls:]
                blocks = sum(name in ("read", "write", "read formulas") for name in made)
                print(
                    f"{cases:>7} rows, {shown!s:>9} postings, {title:<28} {ours:6.2f} s ours, "
                    f"{len(made):>4} calls of which {blocks:>3} blocks"
                )
    for title, code in COLD.items():
        times = []
        for _ in range(3):
            before = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(time.perf_counter() - before)
        print(f"cold: {title:<34} {min(times):5.2f} s")


if __name__ == "__main__":
    main()
