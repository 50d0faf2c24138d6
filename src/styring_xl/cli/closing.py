"""The commands about months: close one, open it again, keep a budget revision."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from msgspec import Struct

from styring_xl.cli.batch import Many, refuse, report_each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import (
    ByBytes,
    ClusterAddress,
    Date,
    DropSignature,
    Exclude,
    Files,
    Json,
    Month,
    Note,
    Recursive,
    Report,
    Since,
    Workers,
)
from styring_xl.cli.parameter import Option
from styring_xl.cli.summary import summary
from styring_xl.errors import StyringError
from styring_xl.runs.crew import Help
from styring_xl.runs.file_outcome import DONE, NOT_DONE, WITH_ERRORS

if TYPE_CHECKING:
    from styring_xl.books.file.closedbook import ClosedBook
    from styring_xl.reading.snapshot import Snapshot
    from styring_xl.refresh import RefreshTold


def close(
    files: Files,
    month: Month,
    ledger_total: Annotated[
        str, Option(help="The ledger's total through the month, as 12.345.678,90; not reconciled if not stated.")
    ] = "",
    note: Note = "",
    label: Annotated[str, Option(help="The budget revision made at the same time, such as BO1.")] = "",
    date: Date = None,
    drop_signature: DropSignature = False,
    workers: Workers = 0,
    cluster: ClusterAddress = "",
    by_bytes: ByBytes = False,
    recursive: Recursive = False,
    exclude: Exclude = None,
    report: Report = None,
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Close a month: raise Realiseret til og med, refresh, reconcile with the ledger and keep a row in Historik."""
    from styring_xl import closing

    if ledger_total and len(files) > 1:
        refuse(None, StyringError("--ledger-total kan kun bruges med én fil: luk én ad gangen."))
        raise Exit(NOT_DONE)
    try:
        ledger = closing.ledger_total(ledger_total)
    except StyringError as error:
        refuse(None, error)
        raise Exit(NOT_DONE) from error
    day = (date or dt.datetime.now()).date()

    work = Closing(drop_signature, as_json, month, day, ledger, note, label)
    many = Many("close", Help(workers, cluster, by_bytes), recursive, exclude or (), report or (), since)
    raise Exit(report_each(files, work, as_json, many))


def reopen(
    files: Files,
    month: Month,
    drop_signature: DropSignature = False,
    workers: Workers = 0,
    cluster: ClusterAddress = "",
    by_bytes: ByBytes = False,
    recursive: Recursive = False,
    exclude: Exclude = None,
    report: Report = None,
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Open a closed month again: Realiseret til og med and Historik are as before it was closed."""
    work = Reopening(drop_signature, as_json, month)
    many = Many("reopen", Help(workers, cluster, by_bytes), recursive, exclude or (), report or (), since)
    raise Exit(report_each(files, work, as_json, many))


def snapshot(
    files: Files,
    label: Annotated[str, Option(help="What the revision is called, such as BO1.")],
    note: Note = "",
    date: Date = None,
    drop_signature: DropSignature = False,
    workers: Workers = 0,
    cluster: ClusterAddress = "",
    by_bytes: ByBytes = False,
    recursive: Recursive = False,
    exclude: Exclude = None,
    report: Report = None,
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Keep the workbook as it is now in Historik, as a budget revision to explain changes from."""
    day = (date or dt.datetime.now()).date()
    work = Revising(drop_signature, as_json, label, day, note)
    many = Many("snapshot", Help(workers, cluster, by_bytes), recursive, exclude or (), report or (), since)
    raise Exit(report_each(files, work, as_json, many))


class Recording(Struct, frozen=True):
    """A workbook whose *Historik* gets an entry or loses one, and which is refreshed; the options of such a command."""

    drop_signature: bool
    as_json: bool

    action: ClassVar[str]
    """What the log calls it."""

    def prepare(self, book: ClosedBook, file: Path) -> Snapshot:
        """The workbook as it shall be read. Raises StyringError."""
        raise NotImplementedError

    def told(self, refreshed: RefreshTold) -> str:
        """What is to be said of the refreshed workbook beside its totals."""
        return ""

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl import closing, job

        with waiting(f"{self.action} {file.name} …", self.as_json):
            report = job.record(
                file, lambda book: self.prepare(book, file), self.action, drop_signature=self.drop_signature
            )
        if not self.as_json:
            thin = closing.thin_sentence(report.refreshed)
            if thin:
                echo(f"OBS: {thin}")
            summary(report)
            if more := self.told(report.refreshed):
                echo(f"  {more}")
        return report.to_json(), WITH_ERRORS if report.refreshed.has_errors else DONE


class Closing(Recording, frozen=True):
    """A month closed: its number (1..12), the day it is done, the ledger's total in øre, a note, a revision's name."""

    month: int
    day: dt.date
    ledger: int | None
    note: str
    label: str

    action: ClassVar[str] = "måned lukket"

    def prepare(self, book: ClosedBook, file: Path) -> Snapshot:
        from styring_xl import closing
        from styring_xl.books.file.log import user_name

        return closing.close(
            book,
            self.month,
            self.day,
            ledger=self.ledger,
            note=self.note,
            name=self.label,
            who=user_name(),
            hint=file.stem,
        )

    def told(self, refreshed: RefreshTold) -> str:
        from styring_xl import closing

        return closing.complete(refreshed)


class Reopening(Recording, frozen=True):
    """A month (1..12) opened again."""

    month: int

    action: ClassVar[str] = "måned åbnet"

    def prepare(self, book: ClosedBook, file: Path) -> Snapshot:
        from styring_xl import closing

        return closing.reopen(book, self.month, hint=file.stem)


class Revising(Recording, frozen=True):
    """A budget revision kept: its name, the day it is made, and a note."""

    label: str
    day: dt.date
    note: str

    action: ClassVar[str] = "revision gemt"

    def prepare(self, book: ClosedBook, file: Path) -> Snapshot:
        from styring_xl import closing
        from styring_xl.books.file.log import user_name

        return closing.revise(book, self.label, self.day, note=self.note, who=user_name(), hint=file.stem)
