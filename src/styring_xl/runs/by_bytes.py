"""Workbooks sent to the workers of a cluster that do not see their folder, and saved here when they come back.

A worker writes nothing, so the work of one that is lost is simply done again. A save is what it is here: the same lock,
copy, record and line in the log; and it is refused where the file has been changed since it was sent.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.books.file.attempt import current, on_behalf
from styring_xl.books.file.ending import is_ods
from styring_xl.books.file.save import next_number, read_whole
from styring_xl.books.file.sent import SentBook, unpacked
from styring_xl.errors import StyringError
from styring_xl.runs.file_outcome import FileOutcome, Task, contained

if TYPE_CHECKING:
    from styring_xl.books.file.replacement import MadeEdition

MOST: Final = 100 << 20
"""Bytes of a workbook that is sent. The scheduler holds each that is on its way."""
_TOLD: Final = "told"


Item = TypeVar("Item")
Result = TypeVar("Result")


class Parcel(Struct, Generic[Item], frozen=True):
    """An item of a run with its workbook."""

    item: Item
    sent: SentBook


class Reply(Struct, Generic[Result], frozen=True):
    """What came of a parcel: the result, the saves to be made, and how many copies the workbook wants kept."""

    result: Result
    made: tuple[MadeEdition, ...] = ()
    copies: tuple[int | None, int | None] | None = None


def packed(addressed: tuple[Item, Path]) -> Parcel[Item]:
    """An item with the file that it is about, as that is now."""
    item, file = addressed
    try:
        return Parcel(item, _sent(file))
    except StyringError as error:
        return Parcel(item, SentBook(file, file, b"", why_not=str(error)))


def _sent(file: Path) -> SentBook:
    if is_ods(file):
        raise StyringError(f"{file.name} er en .ods, og de kan ikke sendes; brug --cluster uden --by-bytes.")
    size = file.stat().st_size if file.is_file() else 0
    if size > MOST:
        raise StyringError(
            f"{file.name} fylder {-(-size >> 20)} MB, og der sendes højst {MOST >> 20} MB; brug --cluster uden "
            "--by-bytes."
        )
    data, _ = read_whole(file, MOST)
    where = file.resolve()
    return SentBook(file, where, data, _next_number(where))


def _next_number(where: Path) -> int:
    # A folder that cannot be listed is told of when there is something to save.
    with contextlib.suppress(OSError):
        return next_number(where)
    return 1


class InMemory(Struct, Generic[Item, Result], frozen=True):
    """The work on an item whose workbook was sent."""

    work: Callable[[Item], Result]

    def __call__(self, parcel: Parcel[Item]) -> Reply[Result]:
        # Nothing is written here that another attempt would have to know as its own.
        with on_behalf(replace(current(), name="")), unpacked(parcel.sent) as sent:
            result = self.work(parcel.item)
        return Reply(result, tuple(sent.made), sent.copies)


def contained_by_bytes(task: Task) -> FileOutcome:
    """As ``contained``, where the file is not seen; it is looked at for a report where it is saved."""
    return contained(replace(task, settings=""))


def delivered(task: Task, reply: Reply[FileOutcome]) -> FileOutcome:
    """The outcome of a task when what was made of its workbook is saved, or why it is not."""
    saved = contained(replace(task, work=_Saving(reply)))
    outcome = reply.result
    if saved.error is not None:
        return replace(saved, warned=outcome.warned, seconds=outcome.seconds)
    outcome = replace(outcome, fingerprint=saved.fingerprint, settings=saved.settings)
    told = "".join(f"  {sentence}\n" for sentence in saved.entry.get(_TOLD, ()))
    return replace(outcome, said=outcome.said + told)


class _Saving(Struct, frozen=True):
    """What was made of a file that was sent, saved."""

    reply: Reply[FileOutcome]

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        where = file.resolve()
        told: tuple[str, ...] = ()
        for each in self.reply.made:
            each.save(where)
        if self.reply.copies is not None:
            from styring_xl.retention import keep_as

            told = keep_as(file, *self.reply.copies)
        return {_TOLD: told}, self.reply.result.code
