"""How far a run over many files is, with the time left, for whoever waits at a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def is_watched() -> bool:
    """Whether somebody sees what is said on stderr; a program without a window has none."""
    return sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def waiting(text: str, quiet: bool) -> Iterator[None]:
    """A line for whoever waits at a terminal, gone when the work is done."""
    if quiet or not is_watched():
        yield
        return
    # One that moves would be drawn by rich, which takes half as long to load as a small workbook to read.
    line = text[: shutil.get_terminal_size().columns - 1]
    print(line, end="\r", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print(" " * len(line), end="\r", file=sys.stderr, flush=True)


class Meter:
    """Counts the files that are done. Time is told by bytes: a large workbook takes as long as many small ones."""

    def __init__(self, bar: Any = None, task: Any = None) -> None:
        self._bar, self._task = bar, task

    def done(self, file: Path) -> None:
        """One more file."""
        if self._bar is not None:
            self._bar.update(self._task, advance=_size(file), files=self._bar.tasks[0].fields["files"] + 1)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Room on the terminal for what is printed inside."""
        if self._bar is None:
            yield
            return
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()


@contextmanager
def meter(files: Sequence[Path]) -> Iterator[Meter]:
    """The meter of some files; without a terminal, one that is not seen."""
    if not is_watched():
        yield Meter()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    # What is printed may go to a file while the meter is on the terminal, so it does not go through the meter.
    bar = Progress(
        TextColumn("{task.fields[files]} af {task.fields[all]}"),
        BarColumn(),
        TextColumn("tid tilbage"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    task = bar.add_task("", total=sum(map(_size, files)), files=0, all=len(files))
    with bar:
        yield Meter(bar, task)


def _size(file: Path) -> int:
    try:
        return max(1, file.stat().st_size)
    except OSError:
        return 1
