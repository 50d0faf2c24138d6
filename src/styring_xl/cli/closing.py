"""The commands about months: close one, open it again, keep a budget revision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from styring_xl.cli.batch import DONE, NOT_DONE, WITH_ERRORS, refuse, report_each, waiting
from styring_xl.cli.options import Date, DropSignature, Files, Json, Month, Note
from styring_xl.cli.summary import summary
from styring_xl.errors import StyringError

if TYPE_CHECKING:
    from styring_xl.books.file.filebook import FileBook
    from styring_xl.reading.snapshot import Snapshot
    from styring_xl.refresh import Refreshed


def close(
    files: Files,
    month: Month,
    ledger_total: Annotated[
        str, typer.Option(help="The ledger's total through the month, as 12.345.678,90; not reconciled if not stated.")
    ] = "",
    note: Note = "",
    label: Annotated[str, typer.Option(help="The budget revision made at the same time, such as BO1.")] = "",
    date: Date = None,
    drop_signature: DropSignature = False,
    as_json: Json = False,
) -> None:
    """Close a month: raise Realiseret til og med, refresh, reconcile with the ledger and keep a row in Historik."""
    from styring_xl import closing

    if ledger_total and len(files) > 1:
        refuse(None, StyringError("--ledger-total kan kun bruges med én fil."))
        raise typer.Exit(NOT_DONE)
    try:
        ledger = closing.ledger_total(ledger_total)
    except StyringError as error:
        refuse(None, error)
        raise typer.Exit(NOT_DONE) from error
    day = (date or datetime.now()).date()

    def prepare(book: FileBook, file: Path) -> Snapshot:
        return closing.close(book, month, day, ledger=ledger, note=note, name=label, hint=file.stem)

    _record(files, prepare, "måned lukket", drop_signature, as_json, closing.complete)


def reopen(files: Files, month: Month, drop_signature: DropSignature = False, as_json: Json = False) -> None:
    """Open a closed month again: Realiseret til og med and Historik are as before it was closed."""
    from styring_xl import closing

    def prepare(book: FileBook, file: Path) -> Snapshot:
        return closing.reopen(book, month, hint=file.stem)

    _record(files, prepare, "måned åbnet", drop_signature, as_json)


def snapshot(
    files: Files,
    label: Annotated[str, typer.Option(help="What the revision is called, such as BO1.")],
    note: Note = "",
    date: Date = None,
    drop_signature: DropSignature = False,
    as_json: Json = False,
) -> None:
    """Keep the workbook as it is now in Historik, as a budget revision to explain changes from."""
    from styring_xl import closing

    day = (date or datetime.now()).date()

    def prepare(book: FileBook, file: Path) -> Snapshot:
        return closing.revise(book, label, day, note=note, hint=file.stem)

    _record(files, prepare, "revision gemt", drop_signature, as_json)


def _record(
    files: list[Path],
    prepare: Callable[[FileBook, Path], Snapshot],
    action: str,
    drop_signature: bool,
    as_json: bool,
    told: Callable[[Refreshed], str] = lambda refreshed: "",
) -> None:
    """``told`` says something more of the refreshed workbook than its totals."""

    def one(file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl import closing, job

        with waiting(f"{action} {file.name} …", as_json):
            report = job.record(file, lambda book: prepare(book, file), action, drop_signature=drop_signature)
        if not as_json:
            thin = closing.thin_sentence(report.refreshed)
            if thin:
                typer.echo(f"OBS: {thin}")
            summary(report)
            if more := told(report.refreshed):
                typer.echo(f"  {more}")
        return report.to_json(), WITH_ERRORS if report.refreshed.has_errors else DONE

    raise typer.Exit(report_each(files, one, as_json))
