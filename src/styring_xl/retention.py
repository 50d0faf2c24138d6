"""How long the copies beside a workbook are kept: as its *Opsætning* says, each time the workbook is saved."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

from styring_xl.books.file.sent import sent_as
from styring_xl.books.file.tidy import KEPT, Tidied
from styring_xl.books.file.tidy import tidy as clear
from styring_xl.calc.closed import open_book
from styring_xl.errors import StyringError
from styring_xl.reading import settings
from styring_xl.reading.settings import Settings


def tidy(file: Path, *, keep: int | None = None, dry_run: bool = False) -> Tidied:
    """Remove old copies, as the workbook says; ``keep`` goes before its number. Raises StyringError."""
    book = open_book(file, drop_signature=True)
    sheet = settings.sheet_of(book.sheet_names)
    stated = Settings() if sheet is None else settings.read(book.grid(sheet))
    number = keep if keep is not None else stated.copies or KEPT
    return clear(file, keep=number, since=_since(stated.copy_months), dry_run=dry_run)


def keep_to(file: Path, stated: Settings) -> int:
    """Remove what a workbook that has just been saved says is too old; how many files. Nothing where it says nothing.

    The copies beside a workbook that was sent here are for whoever sent it.
    """
    if (sent := sent_as(file)) is not None:
        sent.copies = stated.copies, stated.copy_months
        return 0
    return keep_as(file, stated.copies, stated.copy_months)


def keep_as(file: Path, copies: int | None, months: int | None) -> int:
    """The same, of a number of copies and months.

    A copy that cannot be removed now is left for the next time, without an error: the workbook itself is saved.
    """
    if copies is None and months is None:
        return 0
    with contextlib.suppress(StyringError, OSError):
        # Without a number all copies stay that are young enough.
        return len(clear(file, keep=10_000 if copies is None else copies, since=_since(months)).removed)
    return 0


def removed_sentence(count: int) -> str:
    """What is said of the files that were removed."""
    return f"  Fjernet, som Opsætning siger: {count} gamle filer"


def _since(months: int | None) -> dt.datetime | None:
    """The day so many months ago, at its beginning; None for no limit."""
    if months is None:
        return None
    today = dt.date.today()
    month = today.year * 12 + today.month - 1 - months
    year, at = divmod(max(month, 12), 12)
    # The last of a shorter month.
    first_of_next = dt.date(year + (at == 11), (at + 1) % 12 + 1, 1)
    last = (first_of_next - dt.timedelta(1)).day
    return dt.datetime(year, at + 1, min(today.day, last))
