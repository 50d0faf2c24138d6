"""The log beside a workbook: one line for each change made to it, and never what is in a cell."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from styring_xl.books.edit.applied import Applied


def log_path(path: Path) -> Path:
    """Where a workbook's log is: beside it, by its own name with ``.log`` added."""
    return path.with_name(path.name + ".log")


def log_line(applied: Applied, action: str, totals: Mapping[str, int | float], now: dt.datetime, user: str) -> str:
    """One line: time, user, what was done, counts, and sums of the whole workbook. No cell, no name of a sheet."""
    fields: dict[str, object] = {
        "bruger": re.sub(r"\s+", "_", user) or "ukendt",
        "handling": action,
        "celler": len(applied.changes),
        "ark": sum(1 for sheet in applied.changes.sheets if sheet.count),
        "nye_ark": len(applied.sheets),
        "udeladt": len(applied.obstacles),
        "kopi": applied.backup.name.replace(" ", "_") if applied.backup is not None else "-",
    }
    fields.update({re.sub(r"[\s=]+", "_", key): value for key, value in totals.items()})
    return " ".join((now.isoformat(timespec="seconds"), *(f"{key}={value}" for key, value in fields.items()))) + "\n"


def user_name() -> str:
    """Who is at the machine, as far as it says."""
    with suppress(Exception):
        return getpass.getuser()
    return "ukendt"


def write_log(path: Path, applied: Applied, action: str, totals: Mapping[str, int | float]) -> None:
    """Add a line to the workbook's log. The workbook is saved by now: a log that cannot be written is no error."""
    line = log_line(applied, action, totals, dt.datetime.now().astimezone(), user_name())
    with suppress(OSError):
        handle = os.open(log_path(path), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)
