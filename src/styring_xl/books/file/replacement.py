"""A workbook put in the place of the one it was made from: the copy, the record, the log, and then the file itself."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.books.edit.applied import Applied
from styring_xl.books.file.alone import alone_with
from styring_xl.books.file.lock import check_not_open, check_writable
from styring_xl.books.file.log import log_entry, logged
from styring_xl.books.file.record import record_of, record_path
from styring_xl.books.file.save import (
    StandingFile,
    backup_of,
    changed_since,
    read_whole,
    refusal,
    write_whole,
)
from styring_xl.books.fingerprint import Fingerprint
from styring_xl.books.ooxml.package import MAX_FILE
from styring_xl.errors import StyringError


class Edition(Struct, frozen=True, dict=True):
    """An edit that has not been saved: the new file's bytes in pieces, and what was changed."""

    pieces: Sequence[bytes | memoryview]
    applied: Applied

    def bytes(self) -> bytes:
        """The new file."""
        return b"".join(self.pieces)

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """What tells the new file from any other."""
        found = hashlib.sha256()
        for piece in self.pieces:
            found.update(piece)
        return Fingerprint(sum(map(len, self.pieces)), found.hexdigest())


class Replacement(Struct, frozen=True):
    """Where a new edition goes, what it was made from (``source``, and ``data``, its bytes), and what is kept."""

    where: Path
    source: Path
    data: bytes
    copied: bool
    """Whether what stands there is kept as a numbered copy."""
    recorded: bool
    """Whether the record that ``undo`` needs is kept with the copy."""
    logged: tuple[str, Mapping[str, int | float]] | None
    """What the log calls it, and sums of the whole workbook; None when it is not logged."""

    def save(self, edition: Edition, check: Callable[[], None]) -> Applied:
        """Save it; ``check`` is asked as the last thing before. Raises StyringError with all as it was."""
        copy = _put(
            self.where, self.source, edition.pieces, self.copied, lambda copy: self.papers(edition, copy), check
        )
        told = edition.fingerprint if self.recorded else None
        return replace(edition.applied, path=self.where, backup=copy, saved=told)

    def papers(self, edition: Edition, copy: Path | None) -> Papers:
        """What is kept of an edition beside the file; ``copy`` is where the file from before is kept, None where it
        is not."""
        kept = copy if self.recorded else None
        if kept is None and self.logged is None:
            # Nobody asks what the files' bytes were, and they are many to go through.
            return Papers(copy, None, None)
        applied = replace(edition.applied, path=self.where, backup=copy)
        states = hashlib.sha256(self.data).hexdigest(), edition.fingerprint.sha256
        return Papers(
            copy,
            None if kept is None else record_of(applied, kept, *states).to_bytes(),
            None if self.logged is None else log_entry(applied, *self.logged, states),
        )


class Papers(Struct, frozen=True):
    """What is kept beside a file of a change to it: the copy from before, the record that ``undo`` needs, and the log's
    entry; None for what is not kept."""

    copy: Path | None
    record: bytes | None
    entry: str | None


class MadeEdition(Struct, frozen=True):
    """A save in place that was made ready by a machine that does not see the file. ``data`` is None where the new
    edition would be the file as it is: then it is only seen that it could have been saved."""

    before: str
    """The sha256 of the file it was made from, in hexadecimal."""
    data: bytes | None = None
    papers: Papers | None = None
    is_tried: bool = False
    """True within a preview, which takes no lock and saves nothing."""

    def save(self, where: Path) -> None:
        """Save it here, as it would have been had it been made here. Raises StyringError with all as it was, also
        where the file has been changed since it was sent."""
        check_not_open(where)
        check_writable(where)
        if self.is_tried:
            return

        def standing() -> StandingFile:
            data, stamp = read_whole(where, MAX_FILE)
            if hashlib.sha256(data).hexdigest() != self.before:
                raise changed_since(where)
            return StandingFile(where, stamp, data)

        def expected(copy: Path | None) -> Papers:
            if self.papers is None or self.papers.copy != copy:
                raise changed_since(where)
            return self.papers

        with alone_with(where, standing, in_place=True) as check:
            if self.data is not None:
                check()
                _put(where, where, [self.data], True, expected, check)


def _put(
    where: Path,
    source: Path,
    pieces: Sequence[bytes | memoryview],
    copied: bool,
    papers_of: Callable[[Path | None], Papers],
    check: Callable[[], None],
) -> Path | None:
    """The copy, its record and the log's line, and then the file itself; where the copy is. Raises StyringError with
    all as it was."""
    made: list[Path] = []
    copy: Path | None = None
    try:
        number = 0
        if copied:
            copy, number = backup_of(where)
            made.append(copy)
        papers = papers_of(copy)
        if papers.record is not None:
            made.append(record_path(where, number))
            write_whole(made[-1], [papers.record], where)
        with contextlib.nullcontext() if papers.entry is None else logged(where, papers.entry):
            write_whole(where, pieces, source, check=check)
    except (OSError, StyringError) as error:
        for each in reversed(made):
            with contextlib.suppress(OSError):
                each.unlink()
        if isinstance(error, StyringError):
            raise
        raise refusal(where, error) from error
    return copy
