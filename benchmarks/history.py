"""What the benchmarks find: printed, and kept in ``history.csv`` with the day and the commit, in one form for all.

``limits`` is how many times the least that it could take, in the same run.
"""

from __future__ import annotations

import csv
import datetime as dt
import resource
import subprocess
from collections.abc import Sequence
from pathlib import Path

HISTORY = Path(__file__).resolve().with_name("history.csv")
COLUMNS = ("date", "commit", "rows", "postings", "peer", "seconds", "limits", "megabytes", "growth")


def used(command: list[str]) -> tuple[float, str]:
    """Processor seconds of a process of its own, user and system, and what it told on the way."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stderr


def line(
    rows: int, postings: int, peer: str, seconds: float, limit: float | None, megabytes: float | None, growth: str = ""
) -> tuple[str, ...]:
    """A line without its day and commit; ``limit`` is the seconds of the least it could take."""
    limits = "" if limit is None else f"{seconds / limit:.2f}"
    size = "" if megabytes is None else f"{megabytes:.0f}"
    return (str(rows), str(postings), peer, f"{seconds:.2f}", limits, size, growth)


def keep(lines: Sequence[tuple[str, ...]]) -> None:
    """Prints the lines, and adds them to the history."""
    head = dt.date.today().isoformat(), commit()
    whole = [(*head, *each) for each in lines]
    for each in (COLUMNS, *whole):
        print("".join(f"{cell:>15}" for cell in each))
    is_new = not HISTORY.exists()
    with HISTORY.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *whole] if is_new else whole)


def commit() -> str:
    """Of the code that is measured, with a plus where it has changes beyond it."""
    import styring_xl

    def git(*arguments: str) -> str:
        folder = str(Path(styring_xl.__file__).parent)
        return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True).stdout

    return git("rev-parse", "--short", "HEAD").strip() + ("+" if git("status", "--porcelain", "-uno").strip() else "")
