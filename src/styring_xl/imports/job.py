"""Imports from file to file: plan, show, and write; the detail file first, the workbook all or nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from styring_xl import retention, workbook
from styring_xl.books.edit.applied import Applied
from styring_xl.books.file.creation import create
from styring_xl.books.file.preview import current_preview
from styring_xl.calc.closed import open_book
from styring_xl.errors import StyringError
from styring_xl.imports import cases, postings_import
from styring_xl.imports.account import ImportAccount
from styring_xl.imports.extract import Options
from styring_xl.imports.ledger_part import LedgerPart


class Imported(Struct, frozen=True):
    """What an import did, or with a dry run would do, to one workbook."""

    file: Path
    account: ImportAccount
    applied: Applied
    saved: bool


def import_postings(
    files: Sequence[Path | LedgerPart],
    into: Path,
    *,
    options: Options | None = None,
    given: Sequence[tuple[str, str]] = (),
    year: int | None = None,
    update_changed: bool = False,
    dry_run: bool = False,
    capacity: int | None = None,
    tidies: bool = True,
) -> Imported:
    """Brings extracts of the ledger, or a workbook's parts of them, into a workbook in place.

    ``tidies``: old copies are removed, as *Opsætning* says; a refresh that follows at once does that itself.

    Raises StyringError with the file untouched.
    """
    for file in files:
        if isinstance(file, Path) and file.resolve() == into.resolve():
            raise StyringError("Udtrækket er projektmappen selv; angiv udtrækkets fil.")
    book = open_book(into, template=workbook.build)
    planned = postings_import.plan(
        book,
        files,
        into.resolve().parent,
        into.name,
        options=options,
        given=given,
        year=year,
        update_changed=update_changed,
        capacity=capacity,
    )
    if dry_run:
        return Imported(into, planned.account, book.preview(planned.patch), False)
    control = planned.account.control
    totals = {
        "kommet_ind_øre": control.came_in.ore,
        "placeret_øre": control.placed.ore,
        "afvist_øre": control.refused.ore,
        "rækker_placeret": control.placed.rows,
    }
    with detail_beside(into.resolve(), planned):
        applied = book.apply(planned.patch, action=postings_import.ACTION, totals=totals)
    if tidies:
        applied = retention.kept(into, applied, retention.stated(book))
    return Imported(into, planned.account, applied, applied.path is not None and not applied.is_empty)


def import_cases(
    file: Path,
    into: Path,
    *,
    options: Options | None = None,
    given: Sequence[tuple[str, str]] = (),
    only: bool = False,
    dry_run: bool = False,
) -> tuple[cases.CaseImport, Applied, bool]:
    """Compares a case system's extract with the disposition, applies what has been accepted and shows the rest.

    Raises StyringError with the file untouched.
    """
    book = open_book(into, template=cases.template)
    patch, account = cases.plan(book, file, options=options, given=given, only=only)
    plan = book.plan(patch)
    if dry_run:
        return account, book.preview(plan), False
    totals = {"ført_ind": len(account.applied), "venter": len(account.waiting)}
    applied = retention.kept(into, book.apply(plan, action=cases.ACTION, totals=totals), retention.stated(book))
    if applied.obstacles:
        raise StyringError(applied.obstacles[0].text)
    return account, applied, not applied.is_empty


@contextlib.contextmanager
def detail_beside(workbook_path: Path, planned: postings_import.Planned) -> Iterator[None]:
    """The detail file is there before the workbook refers to it, and gone again when the workbook is not written."""
    if not planned.detail or current_preview() is not None:
        yield
        return
    path = workbook_path.parent / planned.account.detail
    was_there = path.exists()
    if was_there and path.read_bytes() != planned.detail:
        raise StyringError(
            f"Ved siden af projektmappen ligger en anden fil med navnet {path.name}. Flyt den, og prøv igen."
        )
    try:
        if not was_there:
            create(path, [planned.detail], workbook_path)
        yield
    except BaseException:
        if not was_there:
            with contextlib.suppress(OSError):
                path.unlink()
        raise
