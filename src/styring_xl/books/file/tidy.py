"""Old copies of a workbook removed, as each of them holds all personal data that the workbook held.

Only what this program made goes: a copy that a record or the log names, with its record, and detail files that neither
the workbook nor a copy that stays speaks of.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from styring_xl.books.edit.applied import Applied, Changes
from styring_xl.books.file.lock import check_writable, only_one
from styring_xl.books.file.log import end_open_line, log_entry, log_path, logged
from styring_xl.books.file.record import record_path, records
from styring_xl.books.file.save import copies_of, read_whole
from styring_xl.books.ooxml.package import MAX_FILE, Package
from styring_xl.errors import StyringError

KEPT: Final = 10
_DETAIL: Final = re.compile(rb"posteringer-[0-9a-f]{10,64}\.parquet")


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was removed, or would be; the copies that stay; and files that look like copies but are not ours."""

    removed: tuple[Path, ...]
    kept: tuple[Path, ...]
    foreign: tuple[Path, ...]


def tidy(path: str | Path, *, keep: int = KEPT, since: dt.datetime | None = None, dry_run: bool = False) -> Tidied:
    """Remove old copies: the newest ``keep`` stay, and the newest of each month before, none of them from before
    ``since``. Raises StyringError."""
    where = Path(path).resolve()
    if keep < 0:
        raise StyringError("Antallet af kopier, der beholdes, skal være 0 eller mere.")
    data, _ = read_whole(where, MAX_FILE)
    check_writable(where)
    with only_one(where):
        end_open_line(where)
        told = _told(where)
        copies = copies_of(where)
        ours = [(number, copy) for number, copy in copies if copy.name in told]
        kept = [copy for copy in _kept(ours, keep) if since is None or _saved(copy) >= since]
        newest = [copy for _, copy in sorted(ours, reverse=True)[:keep] if copy in kept]
        # An undo goes from one change to the one before it, so it ends where copies are missing.
        gone = [record_path(where, number) for number, copy in ours if copy not in newest]
        gone += [copy for _, copy in ours if copy not in kept]
        gone += _unnamed_details(where, [where, *(copy for _, copy in copies if copy not in gone)])
        gone = [each for each in gone if each.exists()]
        foreign = tuple(copy for _, copy in copies if copy.name not in told)
        if gone and not dry_run:
            now = hashlib.sha256(data).hexdigest()
            entry = log_entry(Applied(Changes(()), path=where), "ryddet", {"filer": len(gone)}, (now, now))
            with logged(where, entry):
                for each in gone:
                    each.unlink(missing_ok=True)
        return Tidied(tuple(gone), tuple(kept), foreign)


def copies_made(path: Path) -> tuple[list[Path], list[Path]]:
    """The copies beside a workbook that this program made, and those that only look so."""
    told, copies = _told(path), [copy for _, copy in sorted(copies_of(path))]
    return [copy for copy in copies if copy.name in told], [copy for copy in copies if copy.name not in told]


def _told(where: Path) -> set[str]:
    """The names of the copies that the records and the log of a workbook speak of."""
    named = {record.backup for _, record in records(where)}
    with contextlib.suppress(OSError):
        logged_names = set(re.findall(r" kopi=(\S+)", log_path(where).read_text("utf-8", "replace")))
        named |= {copy.name for _, copy in copies_of(where) if copy.name.replace(" ", "_") in logged_names}
    return named


def _kept(copies: list[tuple[int, Path]], keep: int) -> list[Path]:
    """Those that stay, the newest first: the last ones, and of the others the newest of each month it was saved in."""
    newest = [copy for _, copy in sorted(copies, reverse=True)]
    months: dict[tuple[int, int], Path] = {}
    for copy in newest[keep:]:
        saved = _saved(copy)
        months.setdefault((saved.year, saved.month), copy)
    return [*newest[:keep], *months.values()]


def _saved(copy: Path) -> dt.datetime:
    """When the workbook was saved as the copy holds it."""
    return dt.datetime.fromtimestamp(copy.stat().st_mtime)


def _unnamed_details(where: Path, books: list[Path]) -> list[Path]:
    """The detail files of a workbook that none of the workbooks speaks of; none when one of these cannot be read."""
    pattern = re.compile(re.escape(where.stem) + r"\.posteringer-[0-9a-f]{10,64}\.parquet")
    details = [each for each in where.parent.iterdir() if pattern.fullmatch(each.name)]
    named: set[bytes] = set()
    for book in books if details else ():
        try:
            package = Package.parse(read_whole(book, MAX_FILE)[0])
            for name in package.names:
                if name.endswith(".xml"):
                    named.update(_DETAIL.findall(package.read(name)))
        except StyringError:
            return []
    return [each for each in details if not any(each.name.encode().endswith(name) for name in named)]
