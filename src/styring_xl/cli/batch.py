"""Every file of a command, whatever happens to the others; the exit code is the worst of theirs."""

from __future__ import annotations

import datetime as dt
import gc
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from styring_xl.cli.command import echo
from styring_xl.cli.meter import meter
from styring_xl.errors import StyringError
from styring_xl.runs.chosen import LEFT_OUT, Chosen, choose, is_copy_or_lock
from styring_xl.runs.crew import MACHINE, Help, assembled
from styring_xl.runs.file_outcome import DONE, NOT_DONE, FileOutcome, Task, Work, attempt
from styring_xl.runs.report_text import report_text
from styring_xl.runs.trouble import DIED

_DIED = f"{DIED} Den er enten helt som før eller helt færdig; prøv igen."
_NOT_BEGUN = "Ikke begyndt, fordi kørslen blev afbrudt."


def refuse(file: Path | None, error: Exception) -> None:
    """Prints to stderr why a file was not worked on; ``file`` is None for an option that cannot be used."""
    text = str(error)
    echo(f"{file}: {text}" if file is not None else text, err=True)


def warn(sentence: str) -> None:
    """Prints to stderr what is to be known and stops nothing."""
    echo(sentence, err=True)


def each(files: list[Path], work: Callable[[Path], int]) -> int:
    """Does the work on one file after the other; the exit code is the worst of theirs."""
    worst = DONE
    for number, file in enumerate(files):
        if len(files) > 1 and is_copy_or_lock(file.name):
            # A pattern such as *.xlsx also matches copies and lock files, which are passed over.
            worst = max(worst, _tell(_passed_over(Chosen(file, LEFT_OUT, True)), quiet=False))
            continue
        if number:
            # What is left of the file before it.
            gc.collect()
        worst = max(worst, _tell(attempt(Task(file, lambda file: ({}, work(file)))), quiet=False))
    return worst


class Many(Struct, frozen=True):
    """What is asked of a run over many files: which, by whom, where its report goes, and the report of an
    earlier run, whose files are passed over where they are as it left them."""

    command: str = ""
    help: Help = MACHINE
    recursive: bool = False
    exclude: Sequence[str] = ()
    reports: Sequence[Path] = ()
    since: Path | None = None


def report_each(files: list[Path], work: Work, as_json: bool, many: Many | None = None) -> int:
    """Does the work on every file, several side by side; what is printed comes in the order of the files.

    ``work`` can be pickled. One file is worked on here, without a process of its own. Without ``many`` there is one
    file, and no folder is taken for the workbooks in it.
    """
    if many is None:
        # A command about one workbook is about no folder's.
        return run_all([Chosen(file) for file in files], lambda file: Task(file, work), as_json, Help(1)).code
    outputs = (*many.reports, *((many.since,) if many.since else ()))
    chosen = choose(files, recursive=many.recursive, exclude=many.exclude, outputs=outputs)
    if not chosen:
        refuse(None, StyringError("Der er ingen filer tilbage, når dem i --exclude er taget fra: ret mønstret."))
        return NOT_DONE
    if not (many.reports or many.since):
        try:
            return run_all(chosen, lambda file: Task(file, work), as_json, many.help).code
        except StyringError as error:
            refuse(None, error)
            return NOT_DONE
    from styring_xl.runs.run_report import settings_of

    settings = settings_of(work)
    return run_reported(chosen, lambda file: Task(file, work, settings), as_json, many)


def run_reported(
    chosen: Sequence[Chosen],
    task_of: Callable[[Path], Task],
    as_json: bool,
    many: Many,
    more: Mapping[str, Any] | None = None,
) -> int:
    """As ``run_all``, with a report; files are passed over that are as an earlier run left them."""
    from styring_xl.runs import report_file
    from styring_xl.runs.run_report import EarlierRun, RunReport

    try:
        report_file.check_places(many.reports)
        earlier = EarlierRun({}) if many.since is None else EarlierRun.read(many.since)
    except StyringError as error:
        refuse(None, error)
        return NOT_DONE
    started, clock = dt.datetime.now().astimezone(), time.monotonic()
    try:
        ran = run_all(chosen, task_of, as_json, many.help, earlier.unchanged)
    except StyringError as error:
        refuse(None, error)
        return NOT_DONE
    report = RunReport(many.command, started, time.monotonic() - clock, ran.outcomes, more or {})
    try:
        report_file.write(report, many.reports)
    except StyringError as error:
        refuse(None, error)
        return NOT_DONE
    return ran.code


class Ran(Struct, frozen=True):
    """The outcomes of a run's files, in the order given."""

    outcomes: list[FileOutcome]

    @property
    def code(self) -> int:
        """The worst of theirs."""
        return max((outcome.code for outcome in self.outcomes), default=DONE)


def run_all(
    chosen: Sequence[Chosen],
    task_of: Callable[[Path], Task],
    as_json: bool,
    wanted: Help,
    unchanged: Callable[[Task], FileOutcome | None] = lambda task: None,
) -> Ran:
    """Does each file's task, or passes over it where it is ``unchanged``, and tells what came of it.

    Raises StyringError where the work cannot begin, because the cluster that is asked for cannot do it.
    """
    wanted.check()
    found: dict[int, FileOutcome] = {}
    tasks: dict[int, Task] = {}
    for number, each in enumerate(chosen):
        if each.why_not:
            found[number] = _passed_over(each)
            continue
        task = task_of(each.path)
        before = unchanged(task)
        if before is None:
            tasks[number] = task
        else:
            found[number] = before
    if len(chosen) == 1 and tasks and not wanted.cluster:
        outcomes = [attempt(tasks[0])]
        _tell(outcomes[0], quiet=as_json)
    else:
        outcomes = _side_by_side(tasks, found, as_json, wanted)
    if as_json:
        echo(report_text({"files": [outcome.entry for outcome in outcomes if outcome.entry]}))
    return Ran(outcomes)


def _side_by_side(
    tasks: Mapping[int, Task], found: dict[int, FileOutcome], as_json: bool, wanted: Help
) -> list[FileOutcome]:
    """The outcome of each file in the order given, told as soon as those before it are; some are ``found`` already."""
    numbers, count = list(tasks), len(tasks) + len(found)
    outcomes: list[FileOutcome] = []
    files = [task.file for task in tasks.values()]
    with _interruptible() as is_stopped, assembled(wanted, warn) as crew, meter(files) as shown:

        def tell() -> None:
            with shown.paused():
                while len(outcomes) in found:
                    outcomes.append(found[len(outcomes)])
                    _tell(outcomes[-1], quiet=as_json)

        tell()
        for number, outcome in crew.outcomes(list(tasks.values()), _died, is_stopped):
            found[numbers[number]] = outcome
            shown.done(outcome.file)
            tell()
        for number in range(count):
            if number not in found:
                found[number] = FileOutcome.refused(tasks[number].file, _NOT_BEGUN)
        tell()
    return outcomes


def _died(task: Task) -> FileOutcome:
    return task.told(FileOutcome.refused(task.file, _DIED))


def _passed_over(chosen: Chosen) -> FileOutcome:
    if chosen.is_left_out:
        return FileOutcome(chosen.path, DONE, warned=f"{chosen.path}: {chosen.why_not}\n")
    return FileOutcome.refused(chosen.path, chosen.why_not)


def _tell(outcome: FileOutcome, *, quiet: bool) -> int:
    """Prints what a file had to say and returns its code; ``quiet`` where JSON tells it."""
    if outcome.said and not quiet:
        echo(outcome.said, nl=False)
    if outcome.warned:
        echo(outcome.warned, nl=False, err=True)
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
        echo("Afbrudt: de filer, der er i gang, gøres færdige. Tryk Ctrl-C igen for at stoppe med det samme.", err=True)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
