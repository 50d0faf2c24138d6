"""All or nothing: a file is the old one or the new one, whole, whatever happens on the way."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from styring_xl.errors import StyringError


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another without reading it."""

    device: int
    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        """A file's state now. Raises OSError when it cannot be asked for."""
        found = path.stat()
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def read_whole(path: Path, limit: int) -> tuple[bytes, Stamp]:
    """A file's bytes and the state they were read in. Raises StyringError when it cannot be read."""
    try:
        if path.is_dir():
            raise StyringError(f"{path.name} er en mappe og ikke en projektmappe.")
        for _ in range(3):
            stamp = Stamp.of(path)
            if stamp.size > limit:
                raise StyringError(f"{path.name} er for stor til at blive læst.")
            data = path.read_bytes()
            if len(data) == stamp.size and Stamp.of(path) == stamp:
                return data, stamp
    except FileNotFoundError as error:
        raise StyringError(f"Filen {path.name} findes ikke.") from error
    except PermissionError as error:
        raise StyringError(f"{path.name} kan ikke læses: adgang nægtet, eller filen er i brug.") from error
    except OSError as error:
        raise StyringError(f"{path.name} kan ikke læses fra disken.") from error
    raise StyringError(f"{path.name} bliver ændret lige nu; vent og prøv igen.")


def backup_of(path: Path) -> tuple[Path, int]:
    """Keep the file as it is beside itself under the next free number: the copy and its number. Raises OSError."""
    number = 1
    while True:
        copy = path.with_name(f"{path.stem}.kopi{number}{path.suffix}")
        if copy.exists():
            number += 1
            continue
        try:
            # The old file itself, under another name: whole at once, and it costs no space until it is replaced.
            os.link(path, copy)
        except FileExistsError:
            continue
        except OSError:
            _copy(path, copy)
        return copy, number


def _copy(path: Path, copy: Path) -> None:
    """The same where the file system has no links."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    os.close(handle)
    try:
        shutil.copy2(path, name)
        with open(name, "r+b") as file:
            os.fsync(file.fileno())
        os.replace(name, copy)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def clear_leftovers(path: Path) -> None:
    """Remove what a save that was killed left behind; nobody else saves this file while we hold its lock."""
    name = _escaped(path.name)
    for pattern in (f".{name}.*.tmp", f"..{name}.fortryd*.tmp"):
        for leftover in path.parent.glob(pattern):
            with contextlib.suppress(OSError):
                leftover.unlink()


def _escaped(name: str) -> str:
    """A file name as a pattern that matches nothing else."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def write_whole(path: Path, pieces: Sequence[bytes | memoryview], like: Path | None = None) -> None:
    """Write a file in one step: beside it first, flushed to the disk, then renamed over it. Raises OSError.

    A file that exists keeps its permissions and owner; a new one is as open to others as ``like`` is.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb", buffering=1 << 20) as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            _dress(name, path)
        elif like is not None and like.exists():
            os.chmod(name, like.stat().st_mode & 0o777 | 0o200)
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    sync_folder(path.parent)


def _dress(name: str, model: Path) -> None:
    """Give the new file the old one's owner, permissions and extended attributes."""
    old = model.stat()
    if hasattr(os, "chown"):
        new = os.stat(name)
        if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
            with contextlib.suppress(PermissionError):
                os.chown(name, old.st_uid, old.st_gid)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for key in os.listxattr(model):
                with contextlib.suppress(OSError):
                    os.setxattr(name, key, os.getxattr(model, key))
    shutil.copymode(model, name)


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
        return StyringError(f"Disken er fuld, så {path.name} er ikke gemt. Den gamle fil er uændret.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StyringError(f"{path.name} kan ikke gemmes: adgang nægtet, eller filen er i brug. Den er uændret.")
    return StyringError(f"{path.name} kunne ikke gemmes. Den gamle fil er uændret.")
