"""What came of the work on one file of a run, as plain data that a process can hand to another."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from styring_xl.errors import StyringError
from styring_xl.runs.trouble import clear_errors, unforeseen

DONE: Final = 0
WITH_ERRORS: Final = 1
NOT_DONE: Final = 2
"""The exit codes: done; done with findings of severity fejl; not done."""

Work = Callable[[Path], tuple[dict[str, Any], int]]
"""What is done with a file: its entry in the report, and its exit code. Raises StyringError when it cannot be done."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What came of one file. ``code`` is DONE, WITH_ERRORS or NOT_DONE; ``seconds`` is by the clock."""

    file: Path
    code: int
    entry: dict[str, Any] = field(default_factory=dict)
    """What the work tells of the file; where it could not be done, why."""
    said: str = ""
    """What the work has printed, where that was held back."""
    warned: str = ""
    seconds: float = 0.0

    @property
    def error(self) -> str | None:
        """Why the file could not be done."""
        return self.entry.get("error") if self.code == NOT_DONE else None

    @classmethod
    def refused(cls, file: Path, why: str, *, said: str = "", warned: str = "", seconds: float = 0.0) -> FileOutcome:
        """A file that could not be done. It is in the report too: without it a reader would think that it was fine."""
        return cls(file, NOT_DONE, {"file": str(file), "error": why}, said, warned, seconds)


def attempt(work: Work, file: Path) -> FileOutcome:
    """The work on a file here and now; what it prints is printed."""
    started = time.monotonic()
    try:
        with clear_errors():
            entry, code = work(file)
    except StyringError as error:
        return FileOutcome.refused(file, str(error), seconds=time.monotonic() - started)
    return FileOutcome(file, code, entry, seconds=time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class Contained:
    """The work as one of many files has it: what is printed is held back, and no mistake of ours stops the others."""

    work: Work

    def __call__(self, file: Path) -> FileOutcome:
        said, warned, started = io.StringIO(), io.StringIO(), time.monotonic()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(warned):
            try:
                with clear_errors():
                    entry, code = self.work(file)
            except StyringError as error:
                why = str(error)
            except Exception as error:
                why = unforeseen(error)
            else:
                passed = time.monotonic() - started
                return FileOutcome(file, code, entry, said.getvalue(), warned.getvalue(), passed)
        passed = time.monotonic() - started
        return FileOutcome.refused(file, why, said=said.getvalue(), warned=warned.getvalue(), seconds=passed)
