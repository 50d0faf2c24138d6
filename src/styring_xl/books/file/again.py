"""Work that a cluster begins again: what a lost machine had done of it is taken back first, so that it is done once.

A month is closed once and a revision has a name once, so work that was done whole, but whose answer was lost with its
machine, could not be done again; and a refresh would tell of no changed cell.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from styring_xl.books.file.attempt import current
from styring_xl.books.file.lock import Holder, lock_of, only_one
from styring_xl.books.file.log import done_by, end_open_line
from styring_xl.books.file.record import record_path, records
from styring_xl.books.file.save import copies_of
from styring_xl.books.file.undo import undo
from styring_xl.errors import StyringError


def take_back(path: Path) -> None:
    """Bring a workbook back to what it was before the lost attempts of the current name. Nothing is done, and no lock
    taken, where there were none. Raises StyringError when somebody has changed the workbook since."""
    where = path.resolve()
    name = current().name
    left = Holder.read(lock_of(where))
    was_saving = left is not None and left.is_same_attempt
    if not was_saving and not done_by(where, name):
        return
    with only_one(where):
        end_open_line(where)
        changes = done_by(where, name)
        if was_saving:
            _clear_unfinished(where)
    for _, after in reversed(changes):
        now = hashlib.sha256(where.read_bytes()).hexdigest()
        if not now.startswith(after):
            raise StyringError(
                f"{where.name} blev gjort færdig af en maskine, der gik tabt, før den kunne svare, og er ændret af en "
                f"anden siden. Se i {where.name}.log; intet mere er skrevet."
            )
        copy = next((where.with_name(each.backup) for _, each in records(where) if each.after == now), None)
        undo(where)
        if copy is not None:
            # It holds what the workbook holds again.
            with contextlib.suppress(OSError):
                copy.unlink()


def _clear_unfinished(where: Path) -> None:
    """Remove the copy, and its record, that a save made before its machine was lost and the workbook replaced: the copy
    is the workbook itself under another name."""
    number, copy = max(copies_of(where), default=(0, where))
    with contextlib.suppress(OSError):
        if number and os.path.samefile(copy, where):
            record_path(where, number).unlink(missing_ok=True)
            copy.unlink()
