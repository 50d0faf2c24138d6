"""Which workbooks a run takes: files, the workbooks of a folder, and those that fit a pattern."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from msgspec import Struct

from styring_xl.books.file.ending import TOLD, WORKBOOKS, ending_of
from styring_xl.pattern import seldom

_OURS: Final = seldom(r"\.kopi\d+\.(xls[xm]|ods)$", re.IGNORECASE)
_LOCK: Final = seldom(r"^(~\$|\.)")
"""Excel's lock files; and files that begin with a dot, as our undo records and LibreOffice's lock files do."""
LEFT_OUT: Final = "sikkerhedskopi eller låsefil, sprunget over"


class Chosen(Struct, frozen=True):
    """A file that is worked on, or a place where there is nothing to work on, with the reason."""

    path: Path
    why_not: str = ""
    is_left_out: bool = False
    """True for a copy or a lock file among several: nobody wants it worked on, so it is told and is no mistake."""


def choose(
    places: Sequence[Path], *, recursive: bool = False, exclude: Sequence[str] = (), outputs: Sequence[Path] = ()
) -> list[Chosen]:
    """The files of the places in the order given, each once; those of a folder or a pattern by name.

    ``exclude`` are patterns of file names, or of the end of a path; ``outputs`` are files that the run itself writes.
    """
    written = {_identity(path) for path in outputs}
    taken: set[str] = set()
    chosen: list[Chosen] = []
    alone = len(places) == 1
    for place in places:
        found = list(_at(place, recursive))
        for each in found:
            key = _identity(each.path)
            if key in taken or key in written or any(_fits(each.path, pattern) for pattern in exclude):
                continue
            taken.add(key)
            is_named = alone and each.path == place
            if not is_named and not each.why_not and is_copy_or_lock(each.path.name):
                each = Chosen(each.path, LEFT_OUT, True)
            chosen.append(each)
    return chosen


def is_copy_or_lock(name: str) -> bool:
    """Whether a file of this name is a copy of ours or the lock file of a program."""
    return bool(_OURS.search(name) or _LOCK.match(name))


def _at(place: Path, recursive: bool) -> Iterator[Chosen]:
    """What is at one place. Copies and lock files of a folder or pattern are passed over without a word."""
    if place.is_dir():
        found = list(_in_folder(place, recursive))
        if not found:
            yield Chosen(place, f"Der er ingen projektmapper ({TOLD}) i mappen.")
    elif glob.has_magic(str(place)) and not place.exists():
        # A Windows prompt and a scheduled task hand patterns on as they are.
        names = glob.glob(str(place), recursive=True)
        found = [path for path in map(Path, names) if _is_workbook(path)]
        if not found:
            yield Chosen(place, f"Ingen projektmapper ({TOLD}) passer til mønstret.")
    else:
        yield Chosen(place)
        return
    yield from map(Chosen, sorted(found, key=_order))


def _in_folder(folder: Path, recursive: bool) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if recursive and not each.startswith(".")]
        yield from (path for path in (Path(where, name) for name in names) if _is_workbook(path))


def _is_workbook(path: Path) -> bool:
    return ending_of(path) in WORKBOOKS and not is_copy_or_lock(path.name) and path.is_file()


def _order(path: Path) -> tuple[str, str]:
    """The same on every system, whatever order it lists files in."""
    return path.as_posix().casefold(), path.as_posix()


def _identity(path: Path) -> str:
    return os.path.normcase(path.resolve())


def _fits(path: Path, pattern: str) -> bool:
    wanted, name, whole = (text.replace("\\", "/").casefold() for text in (pattern, path.name, path.as_posix()))
    return any(fnmatchcase(text, each) for text, each in ((name, wanted), (whole, wanted), (whole, f"*/{wanted}")))
