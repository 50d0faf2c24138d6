"""Commands on workbooks spoilt at random, some killed on the way: the file is the old one or the new one, whole.

In a long run a colleague sometimes saves another workbook in the place of the file meanwhile, as office programs do it;
what the colleague has saved is never overwritten by what was read before.

``python -m tests.books.soak SECONDS [SEED]`` goes on for as long as it is told; ``nox -s soak`` for half an hour.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from styring_xl import StyringError, demo, inspection, job
from styring_xl.books.file.filebook import FileBook
from styring_xl.books.file.tidy import tidy
from styring_xl.books.file.undo import undo
from styring_xl.forget import forget
from styring_xl.imports.job import import_postings
from styring_xl.reports import read
from tests.books.fuzz import limited, spoilt
from tests.books.test_faults import REFUSED, Dying, in_child

LIMIT: Final = 60
"""Seconds any one command may take."""
EXTRACT: Final = """Bogføringsdato;CPR-nr.;Foranstaltning;Beløb;Bilagsnr.
05-01-2026;610180-0001;Familiepleje;1.234,56;S1
06-01-2026;;Familiepleje;-200;S2
"""


def _import(path: Path) -> None:
    extract = path.with_suffix(".csv")
    extract.write_text(EXTRACT, "utf-8")
    import_postings([extract], path)


def _forget(path: Path) -> None:
    """The citizen of the first row that has one, as far as the workbook can be read."""
    rows = citizens(path)
    forget(path, rows[0] if rows else "610180-0001")


def citizens(path: Path) -> list[str]:
    """The CPR numbers of the disposition; none of a workbook in which none can be found."""
    return [cpr for cpr in read(FileBook.open(path)).disposition.commitments.cpr if len(cpr) == 10]


COMMANDS: Final[dict[str, Callable[[Path], object]]] = {
    "check": lambda path: inspection.check(path, layout=True),
    "refresh": lambda path: job.run(path),
    "adopt": lambda path: job.adopt(path, empty=True),
    "undo": undo,
    "import": _import,
    "forget": _forget,
    "tidy": lambda path: tidy(path, keep=1),
}


def readable(data: bytes) -> set[str]:
    """The sheets of a workbook that can be read to the end."""
    found: set[str] = set()
    try:
        book = FileBook.from_bytes(data)
    except StyringError:
        return found
    for name in book.sheet_names:
        with contextlib.suppress(StyringError):
            book.grid(name)
            found.add(name)
    return found


def turn(path: Path, dice: random.Random, other: bytes = b"") -> str:
    """One command on the workbook, one time in three killed at some step; what came of it.

    One time in four a colleague saves ``other`` in its place some time within the first second, if there is one.
    """
    name = dice.choice(list(COMMANDS))
    before, killed = path.read_bytes(), dice.random() < 0.33
    colleague = _saves(path, other, dice.random()) if other and dice.random() < 0.25 else None

    def work() -> None:
        if killed:
            Dying(dice.randrange(1, 40)).install()
        with limited(LIMIT):
            COMMANDS[name](path)

    code = in_child(work)
    if colleague is not None:
        os.waitpid(colleague, 0)
    outcome = "killed" if code < 0 else "refused" if code == REFUSED else "done" if code == 0 else "broken"
    assert outcome != "broken", f"{name} ended in a traceback"
    after = path.read_bytes()
    if colleague is not None:
        assert after == other or not lost(after, other), f"{name} overwrote what a colleague had saved"
    elif after != before:
        assert outcome != "refused", f"{name} refused, and wrote"
        assert readable(after) >= readable(before), f"{name} left a sheet that cannot be read"
    return f"{name} {outcome}"


def _saves(path: Path, data: bytes, wait: float) -> int:
    """A process that saves another workbook in the place of the file after so many seconds; its number."""
    child = os.fork()
    if child == 0:
        time.sleep(wait)
        beside = path.with_suffix(".kollega")
        beside.write_bytes(data)
        beside.replace(path)
        os._exit(0)
    return child


def lost(after: bytes, other: bytes) -> bool:
    """Whether a workbook has none of the citizens of another that was saved before it."""
    there, saved = (set(read(FileBook.from_bytes(each)).disposition.commitments.cpr) - {""} for each in (after, other))
    return not there & saved


def run(seed: int, *, turns: int | None = None, seconds: float | None = None, races: bool = False) -> Counter[str]:
    """So many turns, or for so long: a sound or spoilt municipality, and some commands on it one after the other, with
    a colleague who saves meanwhile where there are ``races``."""
    dice = random.Random(seed)
    other = demo.workbook(cases=12, postings=40, seed=seed + 1, year=2026, macro_enabled=False) if races else b""
    sound = demo.workbook(cases=12, postings=40, seed=seed, year=2026, macro_enabled=False)
    outcomes: Counter[str] = Counter()
    end = None if seconds is None else time.monotonic() + seconds
    while (turns is None or outcomes.total() < turns) and (end is None or time.monotonic() < end):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "Styring.xlsx"
            data = sound if dice.random() < 0.4 else spoilt(sound, dice)
            path.write_bytes(data)
            try:
                for _ in range(4):
                    outcomes[turn(path, dice, other)] += 1
            except AssertionError:
                kept = Path(tempfile.gettempdir()) / f"soak-{seed}-{outcomes.total()}.xlsx"
                kept.write_bytes(data)
                print(f"seed {seed}, turn {outcomes.total()}, kept as {kept}", file=sys.stderr)
                raise
    return outcomes


if __name__ == "__main__":
    found = run(int(sys.argv[2]) if len(sys.argv) > 2 else 1, seconds=float(sys.argv[1]), races=True)
    for outcome, times in sorted(found.items()):
        print(f"{outcome:20} {times}")
