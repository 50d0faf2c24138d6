"""How long the copies beside a workbook are kept: as its *Opsætning* says, each time the workbook is saved."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

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

    A copy that cannot be removed now is left for the next time, without an error: the workbook itself is saved.
    """
    if stated.copies is None and stated.copy_months is None:
        return 0
    with contextlib.suppress(StyringError, OSError):
        # Without a number all copies stay that are young enough.
        keep = stated.copies if stated.copies is not None else 10_000
        return len(clear(file, keep=keep, since=_since(stated.copy_months)).removed)
    return 0


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
