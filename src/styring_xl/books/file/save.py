"""Saving all or nothing: whatever happens on the way, the file is either the old one or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from msgspec import Struct

from styring_xl.errors import StyringError

_COARSEST: Final = 2_000_000_000
"""Nanoseconds: some file systems tell the time of a change in steps of two seconds."""

RECORD_NAME: Final = re.compile(r"\.(?P<workbook>.+)\.fortryd(?P<number>\d+)")
"""What the record of a change is called beside its workbook."""

_DENIED: Final = (
    "adgang nægtet, eller filen er i brug. Luk den i andre programmer, eller bed om adgang til mappen, og prøv igen."
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another without reading it."""

    device: int
    inode: int
    size: int
    modified: int
    seen: int = field(compare=False)
    """When the file was asked, nanoseconds of this machine's clock."""

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """A file's state now. Raises OSError when it cannot be asked for."""
        found = path.stat()
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, time.time_ns())

    @property
    def is_sure(self) -> bool:
        """False when the file had just been changed: one more change may have been given the same time."""
        return self.seen - self.modified > _COARSEST


class StandingFile(Struct, frozen=True):
    """What stood at a path when it was looked at: nothing (``stamp`` is None), or a file and perhaps its bytes."""

    path: Path
    stamp: Stamp | None
    data: bytes | None = None

    @classmethod
    def of(cls, path: Path) -> StandingFile:
        """What stands there now, unread."""
        try:
            return cls(path, Stamp.of(path))
        except FileNotFoundError:
            return cls(path, None)

    def check(self) -> None:
        """Raise StyringError when something else stands there by now.

        A file whose state differs, or was too new to be told by its time, is the same when it holds the same bytes.
        """
        changed = changed_since(self.path)
        try:
            now = Stamp.of(self.path)
        except FileNotFoundError:
            if self.stamp is None:
                return
            raise changed from None
        if now == self.stamp and (self.stamp.is_sure or self.data is None):
            return
        if self.stamp is None or self.data is None or now.size != len(self.data):
            raise changed
        if read_whole(self.path, now.size)[0] != self.data:
            raise changed


def changed_since(path: Path) -> StyringError:
    """The error when somebody has changed a file meanwhile."""
    return StyringError(f"{path.name} er ændret af en anden, siden den blev læst. Intet er skrevet; prøv igen.")


def read_whole(path: Path, limit: int) -> tuple[bytes, Stamp]:
    """A file's bytes and the state they were read in. Raises StyringError when it cannot be read."""
    try:
        if path.is_dir():
            raise StyringError(f"{path.name} er en mappe og ikke en projektmappe. Skriv filens navn efter mappens.")
        for _ in range(3):
            stamp = Stamp.of(path)
            if stamp.size > limit:
                raise StyringError(
                    f"{path.name} er for stor til at blive læst. Flyt gamle år til en projektmappe for sig, og prøv "
                    "igen."
                )
            data = path.read_bytes()
            if len(data) == stamp.size and Stamp.of(path) == stamp:
                return data, stamp
    except FileNotFoundError as error:
        raise StyringError(f"Filen {path.name} findes ikke. Se efter, om navn og mappe er skrevet rigtigt.") from error
    except PermissionError as error:
        raise StyringError(f"{path.name} kan ikke læses: {_DENIED}") from error
    except OSError as error:
        raise StyringError(
            f"{path.name} kan ikke læses fra disken. Kopiér den til en anden mappe, og prøv igen."
        ) from error
    raise StyringError(f"{path.name} bliver ændret lige nu; vent og prøv igen.")


def copies_of(path: Path) -> list[tuple[int, Path]]:
    """The numbered copies beside a file, with their numbers, in no order."""
    pattern = re.compile(re.escape(f"{path.stem}.kopi") + r"(\d{1,9})" + re.escape(path.suffix))
    found = ((pattern.fullmatch(each.name), each) for each in path.parent.iterdir())
    return [(int(match[1]), each) for match, each in found if match is not None]


def copy_path(path: Path, number: int) -> Path:
    """Where the copy of a file with a number is."""
    return path.with_name(f"{path.stem}.kopi{number}{path.suffix}")


def next_number(path: Path) -> int:
    """The number that the next copy of a file gets. Raises OSError.

    A number that has been in use is not used again while a later one is, so that the highest is always the newest.
    """
    records = re.compile(re.escape(f".{path.name}.fortryd") + r"(\d{1,9})")
    used = [int(match[1]) for each in path.parent.iterdir() if (match := records.fullmatch(each.name))]
    return max((*used, *(number for number, _ in copies_of(path))), default=0) + 1


def backup_of(path: Path) -> tuple[Path, int]:
    """Keep the file as it is beside itself under the next number: the copy, its number. Raises OSError."""
    number = next_number(path)
    while True:
        copy = copy_path(path, number)
        try:
            # The old file itself, under another name: whole at once, and it costs no space until it is replaced.
            os.link(path, copy)
        except FileExistsError:
            number += 1
            continue
        except OSError:
            if copy.exists():
                number += 1
                continue
            _copy(path, copy)
        return copy, number


def _copy(path: Path, copy: Path) -> None:
    """The same where the file system has no links."""
    handle, name = _temporary(path)
    os.close(handle)
    try:
        shutil.copy2(path, name)
        _dress(name, path)
        with open(name, "r+b") as file:
            os.fsync(file.fileno())
        os.replace(name, copy)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _temporary(path: Path) -> tuple[int, str]:
    """A new file beside another, open for this user alone, under a name that is known again as ours."""
    return tempfile.mkstemp(prefix=f".{path.name}.styring-", suffix=".tmp", dir=path.parent)


def clear_leftovers(path: Path) -> None:
    """Remove what a save that was killed left behind; nobody else saves this file while we hold its lock."""
    ours = re.compile(rf"\.(\.{re.escape(path.name)}\.fortryd\d+|{re.escape(path.name)})\.styring-[a-z0-9_]{{8}}\.tmp")
    with contextlib.suppress(OSError):
        for each in [*path.parent.iterdir()]:
            if ours.fullmatch(each.name):
                with contextlib.suppress(OSError):
                    each.unlink()


def write_whole(
    path: Path,
    pieces: Sequence[bytes | memoryview],
    like: Path | None = None,
    *,
    check: Callable[[], None] | None = None,
) -> None:
    """Write a file in one step: beside it first, flushed to the disk, then renamed over it. Raises OSError.

    A file that exists keeps its permissions and owner; a new one is as open to others as ``like`` is. ``check`` is
    asked as the last thing before the rename, and nothing is written when it raises. What another program does between
    its answer and the rename, some microseconds, is not seen: no system renames a file on a condition.
    """
    with _written_beside(path, pieces, path if path.exists() else like) as name:
        if check is not None:
            check()
        mine = os.stat(name)
        try:
            os.replace(name, path)
        except OSError:
            # On a network drive the rename may have been done although its answer was lost.
            if not (path.exists() and os.path.samestat(mine, path.stat())):
                raise
    sync_folder(path.parent)


def write_new(path: Path, pieces: Sequence[bytes | memoryview], like: Path | None = None) -> None:
    """Write a file that does not exist, whole or not at all. Raises OSError, FileExistsError when it exists."""
    with _written_beside(path, pieces, like) as name:
        try:
            os.link(name, path)  # unlike a rename it replaces nothing
        except FileExistsError:
            raise
        except OSError:
            if path.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
            os.rename(name, path)
    sync_folder(path.parent)


@contextlib.contextmanager
def _written_beside(path: Path, pieces: Sequence[bytes | memoryview], model: Path | None) -> Iterator[str]:
    """A file under a temporary name beside where it shall be, on the disk and dressed as ``model``; gone afterwards."""
    handle, name = _temporary(path)
    try:
        with os.fdopen(handle, "wb", buffering=1 << 20) as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if model is not None and model.exists():
            _dress(name, model)
            if model != path:
                os.chmod(name, os.stat(name).st_mode & 0o777 | 0o200)
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
        yield name
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)


def _dress(name: str, model: Path) -> None:
    """Give a new file the owner, permissions and extended attributes of ``model``."""
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for key in os.listxattr(model):
                with contextlib.suppress(OSError):
                    os.setxattr(name, key, os.getxattr(model, key))
    grant(name, model)


def grant(place: str | Path, model: Path) -> None:
    """Give a file of ours another's owner and permissions, and let nobody in whom that kept out. Raises OSError."""
    old = model.stat()
    mode = old.st_mode & 0o777
    if hasattr(os, "chown"):
        for owner in (old.st_uid, -1):
            with contextlib.suppress(PermissionError):
                os.chown(place, owner, old.st_gid)
                break
        if os.stat(place).st_gid != old.st_gid:
            mode &= 0o707  # its group is another than the model's
    os.chmod(place, mode)


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def refusal(path: Path, error: OSError) -> StyringError:
    """What went wrong with a save, in words."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StyringError(f"Disken er fuld, så {path.name} er ikke gemt. Intet er ændret. Gør plads, og prøv igen.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StyringError(f"{path.name} kan ikke gemmes, og intet er ændret: {_DENIED}")
    return StyringError(f"{path.name} kunne ikke gemmes. Intet er ændret. Se, om drevet er der, og prøv igen.")
