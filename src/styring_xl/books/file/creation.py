"""A file that did not exist, made whole or not at all, and never over another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from styring_xl.books.file.lock import check_writable, only_one
from styring_xl.books.file.save import clear_leftovers, write_new
from styring_xl.errors import already_there, no_folder


def create(path: Path, pieces: Sequence[bytes | memoryview], like: Path | None = None) -> None:
    """Write a new file, as open to others as ``like`` is. Raises StyringError when it exists, OSError otherwise."""
    where = path.resolve()
    if not where.parent.is_dir():
        raise no_folder(where.name)
    exists = already_there(where.name)
    if where.exists():
        raise exists
    check_writable(where)
    with only_one(where):
        clear_leftovers(where)
        try:
            write_new(where, pieces, like)
        except FileExistsError:
            raise exists from None
