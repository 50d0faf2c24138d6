"""Workbooks sent to the workers of a cluster that do not see their folder, and saved here when they come back.

A worker writes nothing, so the work of one that is lost is simply done again. A save is what it is here: the same lock,
copy, record and line in the log; and it is refused where the file has been changed since it was sent.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from styring_xl.books.file.attempt import current, on_behalf
from styring_xl.books.file.save import next_number, read_whole
from styring_xl.books.file.sent import SentBook, unpacked
from styring_xl.errors import StyringError
from styring_xl.runs.file_outcome import FileOutcome, Task, contained

if TYPE_CHECKING:
    from styring_xl.books.file.replacement import MadeEdition

MOST: Final = 100 << 20
"""Bytes of a workbook that is sent. The scheduler holds each that is on its way."""
_ODS: Final = ".ods"
_REMOVED: Final = "removed"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A task with its workbook, or with why that cannot be sent; ``sent`` is None then."""

    task: Task
    sent: SentBook | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a parcel: the outcome, the saves to be made, and how many copies the workbook wants kept."""

    outcome: FileOutcome
    made: tuple[MadeEdition, ...] = ()
    copies: tuple[int | None, int | None] | None = None


def packed(task: Task) -> Parcel:
    """The task with its workbook as it is now."""
    # The file is looked at for the report when it is saved, which is here.
    bare = replace(task, settings="")
    try:
        if task.file.suffix.lower() == _ODS:
            raise StyringError(f"{task.file.name} er en .ods, og de kan ikke sendes; brug --cluster uden --by-bytes.")
        size = task.file.stat().st_size if task.file.is_file() else 0
        if size > MOST:
            raise StyringError(
                f"{task.file.name} fylder {-(-size >> 20)} MB, og der sendes højst {MOST >> 20} MB; brug --cluster "
                "uden --by-bytes."
            )
        data, _ = read_whole(task.file, MOST)
        where = task.file.resolve()
        return Parcel(bare, SentBook(task.file, where, data, _next_number(where)))
    except StyringError as error:
        return Parcel(bare, None, str(error))


def _next_number(where: Path) -> int:
    # A folder that cannot be listed is told of when there is something to save.
    with contextlib.suppress(OSError):
        return next_number(where)
    return 1


def contained_by_bytes(parcel: Parcel) -> Reply:
    """As ``contained``, on a worker that does not see the file."""
    if parcel.sent is None:
        return Reply(contained(replace(parcel.task, work=_Refusing(parcel.why_not))))
    # Nothing is written here that another attempt would have to know as its own.
    with on_behalf(replace(current(), name="")), unpacked(parcel.sent) as sent:
        outcome = contained(parcel.task)
    return Reply(outcome, tuple(sent.made), sent.copies)


@dataclass(frozen=True, slots=True)
class _Refusing:
    """The work on a file that cannot be done."""

    why: str

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        raise StyringError(self.why)


def delivered(task: Task, reply: Reply) -> FileOutcome:
    """The outcome of a task when what was made of its workbook is saved, or why it is not."""
    saved = contained(replace(task, work=_Saving(reply)))
    outcome = reply.outcome
    if saved.error is not None:
        return replace(saved, warned=outcome.warned, seconds=outcome.seconds)
    outcome = replace(outcome, fingerprint=saved.fingerprint, settings=saved.settings)
    if removed := saved.entry.get(_REMOVED):
        from styring_xl.retention import removed_sentence

        return replace(outcome, said=f"{outcome.said}{removed_sentence(removed)}\n")
    return outcome


@dataclass(frozen=True, slots=True)
class _Saving:
    """What was made of a file that was sent, saved."""

    reply: Reply

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        where, removed = file.resolve(), 0
        for each in self.reply.made:
            each.save(where)
        if self.reply.copies is not None:
            from styring_xl.retention import keep_as

            removed = keep_as(file, *self.reply.copies)
        return {_REMOVED: removed}, self.reply.outcome.code
