"""The log beside a workbook: one line for each change made to it, and never what is in a cell.

A line is begun before the change is saved and ended when it is known how that went. A line without an end is of a run
that died or could not write it; the next run adds it, by what the workbook shows.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import getpass
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from styring_xl.books.file.attempt import current
from styring_xl.books.file.save import grant, refusal
from styring_xl.errors import StyringError
from styring_xl.pattern import seldom

if TYPE_CHECKING:
    from styring_xl.books.edit.applied import Applied

DONE: Final = "gennemført"
NOT_DONE: Final = "ikke_gennemført"
UNDONE: Final = "fortrudt"
"""What the log calls a change that is taken back."""
_UNKNOWN: Final = "ukendt"
"""The workbook is neither what it was nor what it was to become: somebody has saved it since."""
_LATER: Final = "set_af_næste_kørsel"
States = tuple[str, str]
"""The sha256 of the workbook as it is and as it is to be, in hexadecimal."""
_TAIL: Final = 16_384
"""Bytes; a line is some hundred."""
_BEGUN: Final = seldom(rb" f\xc3\xb8r=(?P<before>[0-9a-f]{16}) efter=(?P<after>[0-9a-f]{16}) udfald=")

_DONE_BY: Final = seldom(
    rf" kørsel=(?P<attempt>\S+) før=(?P<before>[0-9a-f]{{16}}) efter=(?P<after>[0-9a-f]{{16}}) udfald={DONE}"
)


def log_path(path: Path) -> Path:
    """Where a workbook's log is: beside it, by its own name with ``.log`` added."""
    return path.with_name(path.name + ".log")


def log_entry(applied: Applied, action: str, totals: Mapping[str, int | float], states: States) -> str:
    """A line without its time and its end: who asks for it, what is done, counts, sums of the whole workbook, and the
    name of a cluster's attempt where it is one.

    No cell, no name of a sheet.
    """
    attempt = current().name
    fields: dict[str, object] = {
        "bruger": re.sub(r"\s+", "_", user_name()) or "ukendt",
        "handling": action,
        "celler": len(applied.changes),
        "ark": sum(1 for sheet in applied.changes.sheets if sheet.count),
        "nye_ark": len(applied.sheets),
        "udeladt": len(applied.obstacles),
        "kopi": applied.backup.name.replace(" ", "_") if applied.backup is not None else "-",
    }
    fields.update({re.sub(r"[\s=]+", "_", key): value for key, value in totals.items()})
    if attempt:
        fields["kørsel"] = attempt
    fields.update({"før": states[0][:16], "efter": states[1][:16]})
    return " ".join((*(f"{key}={value}" for key, value in fields.items()), "udfald="))


def user_name() -> str:
    """Who has asked for the work: who is at the machine, as far as it says, or who has sent it here."""
    if user := current().user:
        return user
    with suppress(Exception):
        return getpass.getuser()
    return "ukendt"


@contextlib.contextmanager
def logged(path: Path, entry: str) -> Iterator[None]:
    """A change of the workbook that is saved inside, with its line in the log (``entry`` and the time now). The caller
    holds the workbook's lock.

    Raises StyringError, and the change does not begin, when the line cannot be written: what is done is in the log.
    An end that cannot be written is left to the next run.
    """
    now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    try:
        _append(path, f"{now} {entry}")
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise refusal(path, error) from error
        raise StyringError(
            f"Loggen {log_path(path).name} kan ikke skrives, så {path.name} er ikke ændret. Er loggen åben i et andet "
            "program, så luk den, og prøv igen."
        ) from error
    try:
        yield
    except (OSError, StyringError):
        _end(path, NOT_DONE)
        raise
    _end(path, DONE)


def _end(path: Path, outcome: str) -> None:
    with suppress(OSError):
        _append(path, f"{outcome}\n")


def done_by(path: Path, attempt: str) -> list[tuple[str, str]]:
    """What was done to the workbook under the name of an attempt and has not been taken back under it, in the order it
    was done: the first sixteen digits of the sha256 before and after each change. A line without an end is not known.
    """
    done: list[tuple[str, str]] = []
    with suppress(OSError):
        for line in log_path(path).read_text("utf-8", "replace").splitlines():
            found = _DONE_BY.search(line)
            if found is None or found["attempt"] != attempt:
                continue
            if f" handling={UNDONE} " not in line:
                done.append((found["before"], found["after"]))
            elif done:
                done.pop()
    return done


def end_open_line(path: Path) -> None:
    """End the line of a run that died, after what the workbook shows. The caller holds the workbook's lock."""
    with suppress(OSError):
        with open(log_path(path), "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            last = file.read().rpartition(b"\n")[2]
        if not last:
            return
        begun = _BEGUN.search(last)
        # A line is whole before the workbook is saved; its end may itself have been cut short.
        again = "" if begun is not None and begun.end() == len(last) else " udfald="
        _end(path, f"{again}{NOT_DONE if begun is None else _outcome(path, begun['before'], begun['after'])}_{_LATER}")


def _outcome(path: Path, before: bytes, after: bytes) -> str:
    now = hashlib.sha256(path.read_bytes()).hexdigest().encode() if path.exists() else b""
    return DONE if now.startswith(after) else NOT_DONE if now.startswith(before) else _UNKNOWN


def _append(path: Path, text: str) -> None:
    """Add to the log, down to the disk. One that is made is open to those who may read and write the workbook."""
    place = log_path(path)
    try:
        handle, is_new = os.open(place, os.O_WRONLY | os.O_APPEND), False
    except FileNotFoundError:
        handle, is_new = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), True
    try:
        if is_new:
            grant(place, path)
        left = text.encode()
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except OSError:
        if is_new:
            with suppress(OSError):
                place.unlink()
        raise
    finally:
        os.close(handle)
