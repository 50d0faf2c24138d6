"""Every file of a command, whatever happens to the others; the exit code is the worst of theirs."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from styring_xl.cli.meter import meter
from styring_xl.errors import StyringError
from styring_xl.runs.chosen import LEFT_OUT, Chosen, choose, is_copy_or_lock
from styring_xl.runs.file_outcome import DONE, NOT_DONE, Contained, FileOutcome, Work, attempt

_DIED = (
    "Arbejdet med filen blev slået ned udefra, eller der var ikke hukommelse nok. Den er enten helt som før eller helt "
    "færdig; prøv igen."
)
_NOT_BEGUN = "Ikke begyndt, fordi kørslen blev afbrudt."


def refuse(file: Path | None, error: Exception) -> None:
    """Prints to stderr why a file was not worked on; ``file`` is None for an option that cannot be used."""
    text = str(error)
    typer.echo(f"{file}: {text}" if file is not None else text, err=True)


def each(files: list[Path], work: Callable[[Path], int]) -> int:
    """Does the work on one file after the other; the exit code is the worst of theirs."""
    # Plain values hold no cycles, and the search for them takes a third of the time with half a million values.
    gc.disable()
    worst = DONE
    for file in files:
        if len(files) > 1 and is_copy_or_lock(file.name):
            # A pattern like *.xlsx also matches copies and lock files, which nobody wants touched.
            worst = max(worst, _tell(_passed_over(Chosen(file, LEFT_OUT, True)), quiet=False))
            continue
        worst = max(worst, _tell(attempt(lambda file: ({}, work(file)), file), quiet=False))
        gc.collect()
    return worst


@dataclass(frozen=True, slots=True)
class Many:
    """What is asked of a run over many files: which, and how many at a time (0: as many as there are processors)."""

    workers: int = 0
    recursive: bool = False
    exclude: Sequence[str] = ()


def report_each(files: list[Path], work: Work, as_json: bool, many: Many | None = None) -> int:
    """Does the work on every file, several side by side; what is printed comes in the order of the files.

    ``work`` can be pickled. One file is worked on here, without a process of its own.
    """
    many = many or Many()
    chosen = choose(files, recursive=many.recursive, exclude=many.exclude)
    if not chosen:
        refuse(None, StyringError("Der er ingen filer tilbage, når dem i --exclude er taget fra."))
        return NOT_DONE
    if len(chosen) == 1 and not chosen[0].why_not:
        gc.disable()
        outcomes = [attempt(work, chosen[0].path)]
        _tell(outcomes[0], quiet=as_json)
    else:
        outcomes = _all(chosen, work, as_json, many.workers)
    if as_json:
        import json

        entries = [outcome.entry for outcome in outcomes if outcome.entry]
        typer.echo(json.dumps({"files": entries}, ensure_ascii=False, indent=2))
    return max(outcome.code for outcome in outcomes)


def _all(chosen: Sequence[Chosen], work: Work, as_json: bool, workers: int) -> list[FileOutcome]:
    """The outcome of each file in the order given, told as soon as those before it are."""
    from styring_xl.runs.lanes import cores, side_by_side

    files = [each.path for each in chosen if not each.why_not]
    numbers = [number for number, each in enumerate(chosen) if not each.why_not]
    found = {number: _passed_over(each) for number, each in enumerate(chosen) if each.why_not}
    outcomes: list[FileOutcome] = []
    with meter(files) as shown, _interruptible() as is_stopped:

        def tell() -> None:
            with shown.paused():
                while len(outcomes) in found:
                    outcomes.append(found.pop(len(outcomes)))
                    _tell(outcomes[-1], quiet=as_json)

        at_a_time = min(workers or cores(), len(files))
        for number, outcome in side_by_side(Contained(work), files, at_a_time, _died, is_stopped):
            found[numbers[number]] = outcome
            shown.done(outcome.file)
            tell()
        for number, each in enumerate(chosen):
            if number >= len(outcomes) and number not in found:
                found[number] = FileOutcome.refused(each.path, _NOT_BEGUN)
        tell()
    return outcomes


def _died(file: Path) -> FileOutcome:
    return FileOutcome.refused(file, _DIED)


def _passed_over(chosen: Chosen) -> FileOutcome:
    if chosen.is_left_out:
        return FileOutcome(chosen.path, DONE, warned=f"{chosen.path}: {chosen.why_not}\n")
    return FileOutcome.refused(chosen.path, chosen.why_not)


def _tell(outcome: FileOutcome, *, quiet: bool) -> int:
    """Prints what a file had to say and returns its code; ``quiet`` where JSON tells it."""
    if outcome.said and not quiet:
        typer.echo(outcome.said, nl=False)
    if outcome.warned:
        typer.echo(outcome.warned, nl=False, err=True)
    if outcome.error is not None:
        refuse(outcome.file, StyringError(outcome.error))
    return outcome.code


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Ctrl-C inside: the first lets the files that are begun be finished and begins no more, the second stops at once.

    Gives what tells whether the first has come.
    """
    pressed: list[Any] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return

    def press(*_: Any) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(True)
        typer.echo(
            "Afbrudt: de filer, der er i gang, gøres færdige. Tryk Ctrl-C igen for at stoppe med det samme.", err=True
        )

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
