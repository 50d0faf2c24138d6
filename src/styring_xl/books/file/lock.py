"""Who else has the workbook: Excel's and LibreOffice's lock files, and our own against two runs at a time."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from styring_xl.books.file.save import refusal
from styring_xl.errors import StyringError


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
        raise StyringError(f"Mappen, {path.name} ligger i, er skrivebeskyttet. Intet er skrevet.")


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the workbook against other runs of this program; raises StyringError when one has it.

    The lock is the operating system's, so it goes when its holder does, however it ends.
    """
    lock = path.with_name(f".{path.name}.styring-lock")
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
    busy = StyringError(f"{path.name} er ved at blive opdateret af en anden kørsel; vent og prøv igen.")
    for _ in range(20):
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise StyringError(f"Mappen, {path.name} ligger i, er skrivebeskyttet. Intet er skrevet.") from error
        except OSError as error:
            raise refusal(path, error) from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise busy from error
        try:
            if os.path.samestat(os.fstat(handle), os.stat(lock)):
                return handle
        except OSError:
            pass
        # The one before removed the file between our opening and locking it.
        os.close(handle)
    raise busy


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
