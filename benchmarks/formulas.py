"""Moving a formula: ``cells.formula`` against openpyxl's Translator and Tokenizer, in speed and in what is right.

    PYTHONPATH=src python -m benchmarks.formulas

The times are of the processor, so that a busy machine does not change them much.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

from openpyxl.formula import Tokenizer
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import get_column_letter

from styring_xl.anonymise.formulas import may_stay
from styring_xl.cells import formula
from tests.cells.test_formula import MOVES

MASTER: Final = 'IF($F5="",0,ROUND($C5*$E5*MAX(0,MIN($G5,EOMONTH(H$4,0))-MAX($F5,H$4)+1)/DAY(EOMONTH(H$4,0)),2))'
ROWS: Final = 20_000


def theirs(text: str, rows: int, columns: int) -> str:
    """What openpyxl's Translator gives, or the name of its error."""
    try:
        moved: str = Translator(f"={text}", origin="D20").translate_formula(
            f"{get_column_letter(4 + columns)}{20 + rows}"
        )
    except Exception as error:
        return type(error).__name__
    return moved[1:]


def seconds(work: Callable[[], object]) -> float:
    """Of the processor."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Prints the speeds, and what either gets wrong."""
    translator = Translator(f"={MASTER}", origin="H5")
    different = [MASTER.replace("5", str(5 + row)) for row in range(ROWS)]
    for what, work in (
        (
            f"{ROWS} members of one shared formula, moved",
            lambda: [formula.moved(MASTER, row, 0) for row in range(ROWS)],
        ),
        (
            "  Translator, kept",
            lambda: [translator.translate_formula(row_delta=row, col_delta=0) for row in range(ROWS)],
        ),
        (f"{ROWS} different formulas, moved once", lambda: [formula.moved(text, 1, 0) for text in different]),
        (
            "  Translator",
            lambda: [Translator(f"={t}", "H5").translate_formula(row_delta=1, col_delta=0) for t in different],
        ),
        (f"{ROWS} formulas judged by the anonymiser", lambda: [may_stay(text, (), linear=False) for text in different]),
        ("  Tokenizer alone", lambda: [Tokenizer(f"={text}") for text in different]),
    ):
        print(f"{what:55} {seconds(work):7.2f} s")
    for module in ("styring_xl.cells.formula", "openpyxl.formula.translate"):
        code = f"import time; a = time.process_time(); import {module}; print(round((time.process_time() - a) * 1000))"
        took = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        print(f"{'import ' + module:55} {took:>7} ms")
    ways: dict[str, Callable[[str, int, int], str]] = {"ours": formula.moved, "openpyxl": theirs}
    for name, move in ways.items():
        wrong = [(text, want, got) for text, r, c, want in MOVES if (got := move(text, r, c)) != want]
        print(f"\n{name}: {len(MOVES) - len(wrong)} of {len(MOVES)} as in Excel")
        for text, want, got in wrong:
            print(f"  {text!r} → {got!r}, not {want!r}")


if __name__ == "__main__":
    main()
