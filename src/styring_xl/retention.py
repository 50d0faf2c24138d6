"""How long the copies beside a workbook are kept: as its *Opsætning* says, each time a command has saved it.

The shipped workbook says the ten newest, and of those before them the newest of each month. A workbook that says
nothing keeps all of them, and is told of that when there are many.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from styring_xl import standard
from styring_xl.books.edit.applied import Applied
from styring_xl.books.file.save import copies_of
from styring_xl.books.file.sent import sent_as
from styring_xl.books.file.tidy import KeptFile, Tidied
from styring_xl.books.file.tidy import tidy as clear
from styring_xl.calc.closed import open_book
from styring_xl.cells.book import ReadableBook
from styring_xl.danish import writing
from styring_xl.danish.phrase import counted, listed
from styring_xl.errors import StyringError
from styring_xl.reading import settings
from styring_xl.reading.settings import Settings

_ALL: Final = 10_000
"""The most copies that a number in *Opsætning* can ask for."""


def stated(book: ReadableBook) -> Settings:
    """What a workbook's *Opsætning* says."""
    sheet = settings.sheet_of(book.sheet_names)
    return Settings() if sheet is None else settings.read(book.grid(sheet))


def tidy(file: Path, *, keep: int | None = None, dry_run: bool = False) -> tuple[Tidied, str]:
    """Remove old copies, as the workbook says; ``keep`` goes before its number. What was done, and the rule it was done
    by as a Danish sentence. Raises StyringError."""
    said = stated(open_book(file, drop_signature=True))
    number = keep if keep is not None else said.copies or standard.COPIES
    source = "" if (keep, said.copies) == (None, None) else " som angivet" if keep is not None else " efter Opsætning"
    ages = "" if said.copy_months is None else f", ingen ældre end {counted(said.copy_months, 'måned', 'måneder')}"
    newest = "den nyeste kopi" if number == 1 else f"de {number} nyeste kopier"
    rule = f"Beholdes{source}: {newest} og af de ældre den nyeste i hver måned{ages}"
    return clear(file, keep=number, since=_since(said.copy_months), dry_run=dry_run), rule


def kept(file: Path, applied: Applied, said: Settings) -> Applied:
    """Remove what a workbook that has just been saved says is too old, and tell of it in what came of the save. A save
    that left no copy adds nothing to tidy.

    The copies beside a workbook that was sent here are for whoever sent it.
    """
    if applied.backup is None:
        return applied
    if (sent := sent_as(file)) is not None:
        sent.copies = said.copies, said.copy_months
        return applied
    return replace(applied, told=keep_as(file, said.copies, said.copy_months))


def keep_as(file: Path, copies: int | None, months: int | None) -> tuple[str, ...]:
    """The same, of a number of copies and months: what is to be told of it, in Danish.

    What cannot be removed now is left for the next time, without an error: the workbook itself is saved.
    """
    try:
        there = [found for _, each in copies_of(file.resolve()) if (found := KeptFile.of(each))]
        since = _since(months)
        if copies is None and months is None:
            return _many(file, there)
        # Without a number all copies stay that are young enough.
        number = _ALL if copies is None else copies
        if len(there) <= number and (since is None or all(each.written >= since for each in there)):
            return ()
        done = clear(file, keep=number, since=since)
    except StyringError as error:
        return (f"Gamle kopier er ikke ryddet op: {error}",)
    except OSError:
        return (
            "Gamle kopier er ikke ryddet op: mappen kan ikke læses. Projektmappen er gemt; bed om adgang til mappen.",
        )
    removed: tuple[str, ...] = ()
    if done.removed:
        files = counted(len(done.removed), "gammel fil", "gamle filer")
        removed = (f"Fjernet, som Opsætning siger: {files} ({size_of(done.removed)})",)
    return (*removed, *left_sentences(done))


def left_sentences(done: Tidied) -> tuple[str, ...]:
    """What is told of files that were to be removed and stay."""
    if not done.left:
        return ()
    names = listed([each.name for each in done.left])
    return (f"Ikke fjernet, for skrivebeskyttet eller i brug af et andet program: {names}",)


def size_of(files: tuple[KeptFile, ...] | list[KeptFile]) -> str:
    """How much some files take on the disk."""
    return writing.megabytes(sum(each.size for each in files))


def _many(file: Path, copies: list[KeptFile]) -> tuple[str, ...]:
    if len(copies) <= standard.COPIES:
        return ()
    return (
        f"{len(copies)} kopier fylder {size_of(copies)}: styring-xl tidy {file.name} rydder op, og i Opsætning siges, "
        "hvor mange der beholdes",
    )


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
