"""What came of the work on one file of a run, as plain data that a process can hand to another."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl.errors import StyringError
from styring_xl.runs.trouble import clear_errors, unforeseen

DONE: Final = 0
WITH_ERRORS: Final = 1
NOT_DONE: Final = 2
"""The exit codes: done; done with findings of severity fejl; not done."""

Work = Callable[[Path], tuple[dict[str, Any], int]]
"""What is done with a file: its entry in the report, and its exit code. Raises StyringError when it cannot be done."""


class FileOutcome(Struct, frozen=True):
    """What came of one file. ``code`` is DONE, WITH_ERRORS or NOT_DONE; ``seconds`` is by the clock."""

    file: Path
    code: int
    entry: dict[str, Any] = field(default_factory=dict)
    """What the work tells of the file; where it could not be done, why."""
    said: str = ""
    """What the work has printed, where that was held back."""
    warned: str = ""
    seconds: float = 0.0
    fingerprint: str = ""
    """The sha256 of the file's bytes after the work; empty where nobody asked."""
    settings: str = ""
    """What tells the work, its options and this edition of the program from others; empty where nobody asked."""
    is_unchanged: bool = False
    """True where the file is as the work left it last time, so that it was not done again."""

    @property
    def error(self) -> str | None:
        """Why the file could not be done."""
        return self.entry.get("error") if self.code == NOT_DONE else None

    @classmethod
    def refused(cls, file: Path, why: str) -> FileOutcome:
        """A file that could not be done. It is in the report too: without it a reader would think that it was fine."""
        return cls(file, NOT_DONE, {"file": str(file), "error": why})


class Task(Struct, frozen=True):
    """A file and what is to be done with it; ``settings`` as in FileOutcome, empty for no fingerprint."""

    file: Path
    work: Work
    settings: str = ""

    def told(self, outcome: FileOutcome) -> FileOutcome:
        """The outcome with the file as it is now."""
        if not self.settings:
            return outcome
        return replace(outcome, fingerprint=fingerprint(self.file), settings=self.settings)


def fingerprint(file: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal; empty when it cannot be read."""
    # Imported here, because only a report needs it.
    import hashlib

    try:
        with open(file, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def attempt(task: Task) -> FileOutcome:
    """The work on a file here and now; what it prints is printed."""
    started = time.monotonic()
    try:
        with clear_errors():
            entry, code = task.work(task.file)
    except StyringError as error:
        outcome = FileOutcome.refused(task.file, str(error))
    else:
        outcome = FileOutcome(task.file, code, entry)
    return task.told(replace(outcome, seconds=time.monotonic() - started))


def contained(task: Task) -> FileOutcome:
    """The work as one of many files has it: what is printed is held back, and no mistake of ours stops the others."""
    said, warned = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(warned):
        started = time.monotonic()
        try:
            outcome = attempt(task)
        except Exception as error:
            outcome = task.told(FileOutcome.refused(task.file, unforeseen(error)))
    passed = time.monotonic() - started
    return replace(outcome, said=said.getvalue(), warned=warned.getvalue(), seconds=passed)
