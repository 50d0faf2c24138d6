"""The report of a run: what came of every file, for a machine to read and for the next run to compare with.

It holds what a command's JSON holds of each file, without the contents of cells, and what tells whether the file has
been changed since: a fingerprint of its bytes, and of what was done with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from styring_xl import __version__
from styring_xl.errors import StyringError
from styring_xl.runs.file_outcome import DONE, NOT_DONE, WITH_ERRORS, FileOutcome, Task, Work, fingerprint
from styring_xl.runs.report_text import report_text

OUTCOMES: Final = {DONE: "done", WITH_ERRORS: "with_errors", NOT_DONE: "not_done"}
_PROGRAM: Final = "styring-xl"
_NOT_KEPT: Final = ("changes",)
"""What holds the contents of cells."""


class RunReport(Struct, frozen=True):
    """What came of a run. ``more`` is what concerns no single file, such as how a ledger was parted."""

    command: str
    started: dt.datetime
    seconds: float
    outcomes: Sequence[FileOutcome]
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> int:
        """The worst of the files' exit codes."""
        return max((outcome.code for outcome in self.outcomes), default=DONE)

    def to_json(self) -> dict[str, Any]:
        """Amounts in øre, times in seconds."""
        told = [outcome for outcome in self.outcomes if outcome.entry]
        counts = {name: sum(each.code == code for each in told) for code, name in OUTCOMES.items()}
        return {
            "program": f"{_PROGRAM} {__version__}",
            "command": self.command,
            "started": self.started.isoformat(timespec="seconds"),
            "seconds": round(self.seconds, 3),
            "exit_code": self.code,
            "counts": counts | {"unchanged": sum(each.is_unchanged for each in told)},
            **self.more,
            "files": [_entry(each) for each in told],
        }

    def as_bytes(self) -> bytes:
        """The report as JSON text."""
        return (report_text(self.to_json()) + "\n").encode()


def _entry(outcome: FileOutcome) -> dict[str, Any]:
    entry = {name: value for name, value in outcome.entry.items() if name not in _NOT_KEPT}
    return entry | {
        "outcome": OUTCOMES[outcome.code],
        "unchanged": outcome.is_unchanged,
        "seconds": round(outcome.seconds, 3),
        "sha256": outcome.fingerprint or None,
        "settings": outcome.settings or None,
    }


def settings_of(work: Work) -> str:
    """What tells a work with its options from others, sha256: another edition of the program may find other figures."""
    options = {name: getattr(work, name) for name in getattr(work, "__struct_fields__", ()) if name != "as_json"}
    told = f"{__version__} {type(work).__qualname__} {sorted(options.items())!r}"
    return hashlib.sha256(told.encode()).hexdigest()


class EarlierRun(Struct, frozen=True):
    """The files of an earlier run's report."""

    entries: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls, path: Path) -> EarlierRun:
        """Nothing where there has been no earlier run. Raises StyringError for what is no report."""
        if not path.exists():
            return cls({})
        report = read_report(path)
        if report is None:
            raise StyringError(
                f"{path.name} er ikke en rapport fra en tidligere kørsel. Angiv den .json, som --report skrev."
            )
        return cls({_identity(Path(each["file"])): each for each in report["files"]})

    def unchanged(self, task: Task) -> FileOutcome | None:
        """What came of a file last time, where it holds the same bytes as then and the same was done with it."""
        entry = self.entries.get(_identity(task.file))
        if entry is None or entry.get("settings") != task.settings or entry.get("outcome") == OUTCOMES[NOT_DONE]:
            return None
        now = fingerprint(task.file)
        if not now or entry.get("sha256") != now:
            return None
        code = next((code for code, name in OUTCOMES.items() if name == entry.get("outcome")), None)
        if code is None:
            return None
        return FileOutcome(
            task.file,
            code,
            {**entry, "file": str(task.file)},
            f"{task.file}: uændret siden sidst, sprunget over\n",
            fingerprint=now,
            settings=task.settings,
            is_unchanged=True,
        )


def read_report(path: Path) -> dict[str, Any] | None:
    """The report in a file; None when it holds something else."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or not str(found.get("program", "")).startswith(f"{_PROGRAM} "):
        return None
    files = found.get("files")
    is_whole = isinstance(files, list) and all(isinstance(each, dict) and "file" in each for each in files)
    return found if is_whole else None


def _identity(path: Path) -> str:
    return os.path.normcase(path.resolve())
