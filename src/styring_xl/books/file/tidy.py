"""Old copies of a workbook removed, as each of them holds all personal data that the workbook held.

Only what this program made goes: a copy that a record or the log names, with its record, and detail files that neither
the workbook nor a copy that stays speaks of. What the last change is taken back with always stays.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
from itertools import takewhile
from pathlib import Path
from typing import Final

from msgspec import Struct

from styring_xl.books.edit.applied import Applied, Changes
from styring_xl.books.file.lock import check_writable, only_one
from styring_xl.books.file.log import end_open_line, log_entry, log_path, logged
from styring_xl.books.file.record import copy_of, newest_first, undoable
from styring_xl.books.file.save import copies_of, read_whole
from styring_xl.books.ooxml.package import MAX_FILE, Package
from styring_xl.errors import StyringError
from styring_xl.pattern import seldom

_DETAIL: Final = seldom(rb"posteringer-[0-9a-f]{10,64}\.parquet")


class KeptFile(Struct, frozen=True):
    """A file beside a workbook, with its size in bytes and when it was last written."""

    path: Path
    size: int
    written: dt.datetime
    is_protected: bool
    """Whether somebody has write-protected it, which says that it is to stay."""

    @property
    def name(self) -> str:
        """Its file name."""
        return self.path.name

    @classmethod
    def of(cls, path: Path) -> KeptFile | None:
        """A file as it is now; None when it is not there, or cannot be asked for."""
        try:
            found = path.stat()
        except OSError:
            return None
        return cls(path, found.st_size, dt.datetime.fromtimestamp(found.st_mtime), not found.st_mode & 0o222)


class Tidied(Struct, frozen=True):
    """What was removed, or would be; the copies that stay, the newest first; and files that look like copies but are
    not ours."""

    removed: tuple[KeptFile, ...]
    kept: tuple[KeptFile, ...]
    foreign: tuple[Path, ...]
    left: tuple[KeptFile, ...] = ()
    """What was to be removed and stays: somebody has write-protected it, or another program has it."""
    last: KeptFile | None = None
    """The copy that would have been removed, were the last change not taken back with it."""


class _NotAll(StyringError):
    """Some of the files could not be removed."""


def tidy(path: str | Path, *, keep: int, since: dt.datetime | None = None, dry_run: bool = False) -> Tidied:
    """Remove old copies: the newest ``keep`` stay, and the newest of each month before, none of them from before
    ``since``; and whatever these say the one that the last change is taken back with. Raises StyringError."""
    where = Path(path).resolve()
    if keep < 0:
        raise StyringError("Antallet af kopier, der beholdes, skal være 0 eller mere.")
    data, _ = read_whole(where, MAX_FILE)
    check_writable(where)
    with only_one(where):
        end_open_line(where)
        told, now = _told(where), hashlib.sha256(data).hexdigest()
        copies = [found for _, each in sorted(copies_of(where), reverse=True) if (found := KeptFile.of(each))]
        ours = [copy for copy in copies if copy.name in told]
        by_rule = [copy for copy in _kept(ours, keep) if since is None or copy.written >= since]
        change = undoable(where, now)
        last = next((copy for copy in ours if change is not None and copy.name == change[1].backup), None)
        kept = [copy for copy in ours if copy in by_rule or copy == last]
        # An undo goes from one change to the one before it, so it ends where copies are missing.
        records = [(place, name) for place in newest_first(where) if (name := copy_of(place)) is not None]
        undone_with = {copy.name for copy in kept if copy in ours[:keep] or copy == last}
        chain = [place for place, _ in takewhile(lambda record: record[1] in undone_with, records)]
        old = [found for place, _ in records if place not in chain and (found := KeptFile.of(place))]
        old += [copy for copy in ours if copy not in kept]
        old += _unnamed_details(where, [where, *(copy.path for copy in copies if copy not in old or copy.is_protected)])
        gone = [each for each in old if not each.is_protected]
        left = [each for each in old if each.is_protected]
        if gone and not dry_run:
            entry = log_entry(Applied(Changes(()), path=where), "ryddet", {"filer": len(gone)}, (now, now))
            with contextlib.suppress(_NotAll), logged(where, entry):
                left += (in_use := _remove(gone))
                if in_use:
                    raise _NotAll
        return Tidied(
            tuple(each for each in gone if each not in left),
            tuple(kept),
            tuple(copy.path for copy in copies if copy.name not in told),
            tuple(left),
            last if last not in by_rule else None,
        )


def copies_made(path: Path) -> tuple[list[Path], list[Path]]:
    """The copies beside a workbook that this program made, and those that only look so."""
    told, copies = _told(path), [copy for _, copy in sorted(copies_of(path))]
    return [copy for copy in copies if copy.name in told], [copy for copy in copies if copy.name not in told]


def _told(where: Path) -> set[str]:
    """The names of the copies that the records and the log of a workbook speak of."""
    named = {name for place in newest_first(where) if (name := copy_of(place)) is not None}
    with contextlib.suppress(OSError):
        logged_names = set(re.findall(r" kopi=(\S+)", log_path(where).read_text("utf-8", "replace")))
        named |= {copy.name for _, copy in copies_of(where) if copy.name.replace(" ", "_") in logged_names}
    return named


def _kept(copies: list[KeptFile], keep: int) -> list[KeptFile]:
    """Those that stay of copies, the newest first: the first ones, and of the others the newest of each month that the
    workbook was saved in as the copy holds it."""
    months: dict[tuple[int, int], KeptFile] = {}
    for copy in copies[keep:]:
        months.setdefault((copy.written.year, copy.written.month), copy)
    return [*copies[:keep], *months.values()]


def _remove(files: list[KeptFile]) -> list[KeptFile]:
    """Remove files; those that stay, because another program has them or the folder does not let them go."""
    left: list[KeptFile] = []
    for each in files:
        try:
            each.path.unlink(missing_ok=True)
        except OSError:
            left.append(each)
    return left


def _unnamed_details(where: Path, books: list[Path]) -> list[KeptFile]:
    """The detail files of a workbook that none of the workbooks speaks of; none when one of these cannot be read.

    The workbook itself comes first and speaks of nearly all of them, so that the copies need seldom be read.
    """
    pattern = re.compile(re.escape(where.stem) + r"\.posteringer-[0-9a-f]{10,64}\.parquet")
    unnamed = [each for each in where.parent.iterdir() if pattern.fullmatch(each.name)]
    for book in books:
        if not unnamed:
            break
        named: set[bytes] = set()
        try:
            package = Package.parse(read_whole(book, MAX_FILE)[0])
            for name in package.names:
                if name.endswith(".xml"):
                    named.update(_DETAIL.findall(package.read(name)))
        except StyringError:
            return []
        unnamed = [each for each in unnamed if not any(each.name.encode().endswith(name) for name in named)]
    return [found for each in unnamed if (found := KeptFile.of(each))]
