"""A workbook put in the place of the one it was made from: the copy, the record, the log, and then the file itself."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from styring_xl.books.edit.applied import Applied
from styring_xl.books.file.log import logged
from styring_xl.books.file.record import record_of, record_path
from styring_xl.books.file.save import backup_of, refusal, write_whole
from styring_xl.errors import StyringError


@dataclass(frozen=True, slots=True)
class Edition:
    """An edit that has not been saved: the new file's bytes in pieces, and what was changed."""

    pieces: Sequence[bytes | memoryview]
    applied: Applied

    def bytes(self) -> bytes:
        """The new file."""
        return b"".join(self.pieces)

    def sha256(self) -> str:
        """Its fingerprint, in hexadecimal."""
        found = hashlib.sha256()
        for piece in self.pieces:
            found.update(piece)
        return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Replacement:
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
        made: list[Path] = []
        try:
            applied = replace(edition.applied, path=self.where, backup=None)
            states = hashlib.sha256(self.data).hexdigest(), edition.sha256()
            if self.copied:
                copy, number = backup_of(self.where)
                made.append(copy)
                applied = replace(applied, backup=copy)
                if self.recorded:
                    made.append(record_path(self.where, number))
                    write_whole(made[-1], [record_of(applied, copy, *states).to_bytes()], self.where)
            with contextlib.nullcontext() if self.logged is None else logged(self.where, applied, *self.logged, states):
                write_whole(self.where, edition.pieces, self.source, check=check)
        except (OSError, StyringError) as error:
            for each in reversed(made):
                with contextlib.suppress(OSError):
                    each.unlink()
            if isinstance(error, StyringError):
                raise
            raise refusal(self.where, error) from error
        return applied
