"""Who else has the workbook: Excel's and LibreOffice's lock files, and our own against two runs at a time."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import platform
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from styring_xl.books.file.attempt import current
from styring_xl.books.file.save import refusal
from styring_xl.errors import StyringError
from styring_xl.pattern import seldom

_TRIES: Final = 20
_PATIENCE: Final = 60.0
"""Seconds that an attempt that was taken for lost is given to end."""
_MOMENT: Final = 0.2
_LONGEST: Final = 1000
_HOLDER: Final = seldom(r"vært=(\S+) proces=(\d+) siden=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d) kørsel=(\S+)\n")


def _excel_owner(path: Path) -> str:
    """The user name in Excel's lock file: a length, then the name; the same again in UTF-16 further on."""
    try:
        raw = path.read_bytes()
    except OSError:
        return ""
    if len(raw) > 56 and raw[55]:
        name = raw[57 : 57 + 2 * raw[55]].decode("utf-16-le", "ignore")
    elif raw:
        name = raw[1 : 1 + raw[0]].decode("cp1252", "ignore")
    else:
        name = ""
    return name.strip("\0 ")


def _libreoffice_owner(path: Path) -> str:
    try:
        fields = path.read_text("utf-8", "replace").split(",")
    except OSError:
        return ""
    return next((field.strip() for field in fields[:3] if field.strip()), "")


def check_not_open(path: Path) -> None:
    """Raise StyringError, saying by whom, when the workbook is open in Excel or LibreOffice."""
    for lock, owner_of in (
        (path.with_name(f"~${path.name}"), _excel_owner),
        (path.with_name(f".~lock.{path.name}#"), _libreoffice_owner),
    ):
        if lock.exists():
            owner = owner_of(lock)
            who = f" hos {owner}" if owner else ""
            raise StyringError(f"{path.name} er åben{who} ({lock.name}); luk den og prøv igen. Intet er skrevet.")


def check_writable(path: Path) -> None:
    """Raise StyringError when the file or its folder may not be written."""
    if path.exists():
        if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
            raise StyringError(f"{path.name} er skrivebeskyttet; fjern skrivebeskyttelsen og prøv igen.")
        try:
            # Another program that holds the file exclusively (Windows) shows itself here.
            with open(path, "r+b"):
                pass
        except OSError as error:
            raise StyringError(f"{path.name} er i brug af et andet program; luk det og prøv igen.") from error
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise _protected(path)


def _protected(path: Path) -> StyringError:
    return StyringError(
        f"Mappen, {path.name} ligger i, er skrivebeskyttet. Intet er skrevet. Bed om adgang til den, eller kopiér "
        "projektmappen til en anden."
    )


class Holder(Struct, frozen=True):
    """What stands in a lock: the machine and its process, when it was taken, and the attempt of a cluster's."""

    host: str
    process: str
    since: str
    attempt: str

    @classmethod
    def here(cls) -> Holder:
        """This process, now."""
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        return cls(_word(platform.node()), str(os.getpid()), now, current().name)

    @classmethod
    def read(cls, lock: Path) -> Holder | None:
        """Who has, or had, a lock; None where it does not say."""
        try:
            with open(lock, "rb") as file:
                # Windows lets nobody else read the byte that is locked.
                file.seek(1)
                found = _HOLDER.match(file.read(_LONGEST).decode("utf-8", "replace"))
        except OSError:
            return None
        return None if found is None else cls(*found.groups())

    def to_bytes(self) -> bytes:
        """The text of a lock."""
        text = f" vært={self.host} proces={self.process} siden={self.since} kørsel={self.attempt or '-'}\n"
        return text.encode()

    @property
    def is_here(self) -> bool:
        """Whether it is a process of this machine, whose own lock then tells whether it runs."""
        return self.host == _word(platform.node())

    @property
    def is_same_attempt(self) -> bool:
        """Whether it is the same work of the same run, begun before."""
        return self.attempt not in ("", "-") and self.attempt == current().name

    @property
    def told(self) -> str:
        """The machine and the time, for people."""
        since = dt.datetime.fromisoformat(self.since).astimezone()
        return f"{self.host} siden {since:%d-%m-%Y} kl. {since:%H.%M}"


def lock_of(path: Path) -> Path:
    """Where a workbook's lock is while it is held."""
    return path.with_name(f".{path.name}.styring-lock")


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the workbook against other runs of this program; raises StyringError when one has it.

    On one machine the lock is the operating system's, so it goes when its holder does, however it ends. Not every
    server of files passes such locks on, so the lock file itself holds against other machines: one that was left behind
    by a machine that went away is told, with that machine and the time, and is for a person to remove. The next attempt
    at the same work takes it over, for a cluster begins work again only when it has lost the machine.
    """
    lock = lock_of(path)
    handle = _take(lock, path)
    try:
        yield
    finally:
        # Removed while still held: nobody else can have taken this one.
        with contextlib.suppress(OSError):
            lock.unlink()
        # The work is done or refused by now, and the lock ends with the process at the latest, so an error here is not
        # told.
        with contextlib.suppress(OSError):
            os.close(handle)
        if os.name == "nt":  # Windows removes no open file: neither ours above, nor that of another run here
            with contextlib.suppress(OSError):
                lock.unlink()


def _take(lock: Path, path: Path) -> int:
    until = time.monotonic() + _PATIENCE
    for _ in range(_TRIES):
        try:
            handle, is_new = _opened(lock)
        except PermissionError as error:
            raise _protected(path) from error
        except OSError as error:
            raise refusal(path, error) from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            holder = Holder.read(lock)
            if holder is not None and holder.is_same_attempt and time.monotonic() < until:
                # An attempt that was taken for lost is still at it.
                time.sleep(_PATIENCE / _TRIES)
                continue
            raise _busy(path, holder) from error
        try:
            if os.path.samestat(os.fstat(handle), os.stat(lock)):
                _sign(handle, lock, path, is_new)
                return handle
        except StyringError:
            os.close(handle)
            raise
        except OSError:
            pass
        # The one before removed the file between our opening and locking it.
        os.close(handle)
    raise _busy(path, Holder.read(lock))


def _opened(lock: Path) -> tuple[int, bool]:
    """The lock file, and whether we have made it: of several machines that ask at once, one has."""
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), True
    except FileExistsError:
        return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), False


def _sign(handle: int, lock: Path, path: Path, is_new: bool) -> None:
    """Write who holds the lock. Raises StyringError where it is another machine's, or it cannot be written."""
    holder = None if is_new else Holder.read(lock)
    if holder is None and not is_new:
        # Another machine may just have made it; or it is of a run that died before it could write.
        time.sleep(_MOMENT)
        holder = Holder.read(lock)
    if holder is not None and not holder.is_here and not holder.is_same_attempt:
        raise StyringError(
            f"{path.name} er låst af en kørsel på {holder.told}, som ikke er set færdig. Kører den ikke mere, så slet "
            f"filen {lock.name} og prøv igen. Intet er skrevet."
        )
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        text = Holder.here().to_bytes()
        os.write(handle, text)
        os.ftruncate(handle, len(text))
    except OSError as error:
        if is_new:
            with contextlib.suppress(OSError):
                lock.unlink()
        raise refusal(path, error) from error


def _busy(path: Path, holder: Holder | None) -> StyringError:
    who = f" på {holder.told}" if holder is not None else ""
    return StyringError(f"{path.name} er ved at blive opdateret af en anden kørsel{who}; vent og prøv igen.")


def _word(text: str) -> str:
    return re.sub(r"\s+", "_", text) or "ukendt"


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
