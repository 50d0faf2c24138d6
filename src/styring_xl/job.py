"""One workbook from file to file: open, read, refresh, save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from styring_xl import retention, standard, workbook
from styring_xl.books.file.filebook import FileBook, FilePlan
from styring_xl.calc.closed import open_book
from styring_xl.errors import StyringError
from styring_xl.fit import fit
from styring_xl.heap import give_back
from styring_xl.known import WrittenOutcome
from styring_xl.outcome import FileReport, outcome_of
from styring_xl.reading import header
from styring_xl.reading.imprint import imprint
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import RefreshTold, refresh, retold
from styring_xl.refresh_outcome import WrittenFrom
from styring_xl.reports import SHEETS, lay_out, read, wanted

if TYPE_CHECKING:
    from styring_xl.books.edit.applied import Applied
    from styring_xl.books.file.closedbook import ClosedBook
    from styring_xl.cell_history import BroughtBack, CellHistory
    from styring_xl.figures.shares import Reposting
    from styring_xl.figures.trace.trace import Trace
    from styring_xl.imports.benchmark import BenchmarkImport
    from styring_xl.recommendations import MovedRecommendation
    from styring_xl.reserves import AcceptedReserves

# What only one command needs is imported inside it, so that a refresh starts quickly.


def run(
    file: Path,
    target: Path | None = None,
    *,
    year: int | None = None,
    closed: int | None = None,
    dry_run: bool = False,
    drop_signature: bool = False,
    written: WrittenOutcome | None = None,
) -> FileReport:
    """Refreshes a workbook in place (backup beside it) or into ``target``.

    Where it holds what an earlier refresh has ``written``, and still says the same, it is not drawn again. Raises
    StyringError with the file untouched.
    """
    if target is not None and target.suffix.lower() != file.suffix.lower():
        raise StyringError(f"Resultatet skal have samme filtype som projektmappen ({file.suffix}).")
    book = open_book(file, drop_signature=drop_signature, template=workbook.build)
    snapshot = read(book, year=year, closed=closed, hint=file.stem)
    settings = snapshot.settings
    read_as = "" if dry_run or target is not None else imprint(snapshot)
    source = None
    again = _again(book, snapshot, written) if written is not None and written.source.imprint == read_as else None
    if again is not None:
        refreshed, plan = again
    else:
        fitted = fit(book, snapshot)
        refreshed, plan, told_by = fitted.refreshed.told, fitted.plan, fitted.refreshed.told_by
        if read_as and told_by is not None and not fitted.obstacles:
            source = WrittenFrom(read_as, told_by)
        del fitted
    # The workbook as read is let go of before it is written.
    del snapshot
    give_back()
    if dry_run:
        preview = book.preview(plan)
        return FileReport(
            file, target or file, refreshed, preview, False, book.fingerprint if preview.is_empty else None
        )
    logged = {"forventet_regnskab_øre": refreshed.figures.result, "korrigeret_budget_øre": refreshed.budget}
    applied = book.apply(plan, target, totals=logged)
    if target is None:
        applied = retention.kept(file, applied, settings)
    is_saved = applied.path is not None and (target is not None or not applied.is_empty)
    if applied.is_empty:
        return FileReport(file, target or file, refreshed, applied, is_saved, book.fingerprint)
    known = None if source is None else applied.saved
    return FileReport(file, target or file, refreshed, applied, is_saved, known, source)


def _again(book: ClosedBook, snapshot: Snapshot, written: WrittenOutcome) -> tuple[RefreshTold, FilePlan] | None:
    """What a refresh comes to of what the last one has written, without drawing its sheets anew, and the plan that
    changes nothing; None where it may come to something else.

    The sheets were drawn from what is read here too, and the file has not been touched since. What has been filled in
    since it was read are the rows of the disposition, so those are held against it again, and the checks are run. So is
    *Kontrol*, where users' notes may have come to stand otherwise than they stood.
    """
    if book.fingerprint != written.bytes:
        return None
    told, patch = retold(snapshot, written.source.told_by)
    plan = book.plan(patch)
    if plan.obstacles or not plan.is_empty or not outcome_of(told).is_as(written.outcome):
        return None
    return told, plan


def repostings(
    file: Path, target: Path, *, year: int | None = None, closed: int | None = None
) -> tuple[list[Reposting], bool]:
    """Writes the repostings of the agreed shares to a new CSV file; the workbook is only read. Returns them, and
    whether something in the workbook could not be computed. Raises StyringError when there are none."""
    from styring_xl import repostings as moves
    from styring_xl.books.file.creation import create

    book = open_book(file, template=workbook.build)
    snapshot = read(book, year=year, closed=closed, hint=file.stem)
    refreshed = refresh(snapshot, is_written=False)
    lines = moves.of(snapshot, refreshed)
    if not lines:
        raise StyringError(
            f"{file.name} har ingen omposteringer efter en fordelingsnøgle, så intet er skrevet. Nøglerne skrives i "
            "listen Fordelingsnøgle."
        )
    create(target, [moves.as_csv(lines, refreshed.figures.year)], file)
    return lines, refreshed.has_errors


def record(
    file: Path, prepare: Callable[[ClosedBook], Snapshot], action: str, *, drop_signature: bool = False
) -> FileReport:
    """Closes or opens a month, or keeps a revision, in place: ``prepare`` is one of the ``closing`` module's, and
    ``action`` what the log calls it. Raises StyringError with the file untouched."""
    from styring_xl import closing

    book = open_book(file, drop_signature=drop_signature, template=workbook.build)
    snapshot = prepare(book)
    fitted = fit(book, snapshot)
    closing.settle(fitted.refreshed, snapshot)
    refreshed, plan, settings = fitted.refreshed.told, fitted.plan, snapshot.settings
    logged = {
        "realiseret_til_og_med": snapshot.closed,
        "forventet_regnskab_øre": refreshed.figures.result,
        "korrigeret_budget_øre": refreshed.budget,
    }
    del fitted, snapshot
    applied = book.apply(plan, action=action, totals=logged)
    if applied.path is None:
        return FileReport(file, file, refreshed, applied, False)
    applied = retention.kept(file, applied, settings)
    return FileReport(file, file, refreshed, applied, not applied.is_empty)


def explain(file: Path, cells: Sequence[str], *, year: int | None = None, closed: int | None = None) -> list[Trace]:
    """What some cells (``Afvigelse!E12``) of a workbook are made of; the workbook is only read.

    Raises StyringError for a cell that is not there.
    """
    from styring_xl import explain as tracing

    # Nothing is written, so a digital signature is no obstacle.
    book = open_book(file, drop_signature=True, template=workbook.build)
    snapshot = read(book, year=year, closed=closed, hint=file.stem)
    return tracing.explain(book, snapshot, cells)


def cell_history(file: Path, cell: str) -> CellHistory:
    """What a cell of the disposition (``Disponering!F12``) held at each time of *Historik*; the workbook is only read.

    Raises StyringError for a cell of which nothing is kept.
    """
    from styring_xl import cell_history as past

    book = open_book(file, drop_signature=True, template=workbook.build)
    return past.of(book, read(book, hint=file.stem), cell)


def bring_back(
    file: Path, cell: str, time: str, *, dry_run: bool = False, drop_signature: bool = False
) -> tuple[FileReport, BroughtBack]:
    """Writes what a cell held at a time of *Historik*, and refreshes, in place. Raises StyringError with the file
    untouched."""
    from styring_xl import cell_history as past

    book = open_book(file, drop_signature=drop_signature, template=workbook.build)
    found = past.bring_back(book, cell, time, hint=file.stem)
    fitted = fit(book, found.snapshot, found.with_value)
    if dry_run:
        return FileReport(file, file, fitted.refreshed, book.preview(fitted.plan), False), found
    applied = retention.kept(file, book.apply(fitted.plan, action="værdi hentet tilbage"), found.snapshot.settings)
    return FileReport(file, file, fitted.refreshed, applied, not applied.is_empty), found


def accept_reserves(
    file: Path, measures: Sequence[str] = (), *, dry_run: bool = False, drop_signature: bool = False
) -> tuple[FileReport, AcceptedReserves]:
    """Writes the puljer that *Usikkerhed* proposes, of all measures or of some, and refreshes, in place.

    Raises StyringError with the file untouched, also when nothing is proposed.
    """
    from styring_xl import reserves

    book = open_book(file, drop_signature=drop_signature, template=workbook.build)
    accepted = reserves.accept(book, measures, hint=file.stem)
    fitted = fit(book, accepted.snapshot, accepted.with_rows)
    if dry_run:
        return FileReport(file, file, fitted.refreshed, book.preview(fitted.plan), False), accepted
    logged = {"pulje_øre": accepted.amount, "forventet_regnskab_øre": fitted.refreshed.figures.result}
    applied = book.apply(fitted.plan, action="pulje accepteret", totals=logged)
    applied = retention.kept(file, applied, accepted.snapshot.settings)
    return FileReport(file, file, fitted.refreshed, applied, True), accepted


def move_recommendation(
    file: Path, choice: str, *, dry_run: bool = False, drop_signature: bool = False
) -> tuple[FileReport, MovedRecommendation]:
    """Writes an option of *Indstilling* as a new row of the disposition, and refreshes, in place.

    Raises StyringError with the file untouched, also when it stands there already.
    """
    from styring_xl import recommendations

    book = open_book(file, drop_signature=drop_signature, template=workbook.build)
    moved = recommendations.move(book, choice, hint=file.stem)
    fitted = fit(book, moved.snapshot, moved.with_row)
    if dry_run:
        return FileReport(file, file, fitted.refreshed, book.preview(fitted.plan), False), moved
    logged = {"række": moved.place.row, "forventet_regnskab_øre": fitted.refreshed.figures.result}
    applied = book.apply(fitted.plan, action="indstilling flyttet", totals=logged)
    applied = retention.kept(file, applied, moved.snapshot.settings)
    return FileReport(file, file, fitted.refreshed, applied, True), moved


def import_benchmark(extract: Path, file: Path, *, dry_run: bool = False) -> tuple[FileReport, BenchmarkImport]:
    """Brings other municipalities' key figures into the list, and refreshes, in place. Raises StyringError with the
    file untouched."""
    from styring_xl.cells.overlay import Overlay
    from styring_xl.imports import benchmark

    book = open_book(file, template=workbook.build)
    planned = benchmark.plan(book, read(book, hint=file.stem).lists, extract)
    fitted = fit(book, read(Overlay(book, planned.blocks, planned.growths), hint=file.stem), planned.with_rows)
    if dry_run:
        return FileReport(file, file, fitted.refreshed, book.preview(fitted.plan), False), planned
    applied = retention.kept(file, book.apply(fitted.plan, action="nøgletal hentet"), retention.stated(book))
    return FileReport(file, file, fitted.refreshed, applied, not applied.is_empty), planned


def adopt(
    file: Path, *, empty: bool = False, with_lists: bool = False, dry_run: bool = False, drop_signature: bool = False
) -> tuple[dict[str, Any], Applied]:
    """Adds the set-up and result sheets a workbook lacks, in place, and describes what was recognised.

    ``with_lists`` adds the sheets of lists too.

    Raises StyringError with the file untouched; also when nothing was recognised, unless ``empty``.
    """
    from styring_xl import recognised
    from styring_xl.adopt import adoption

    book = open_book(file, drop_signature=drop_signature, template=workbook.build)
    _, layout, areas = lay_out(book)
    entry: dict[str, Any] = {"file": str(file)}
    if layout.of(header.DISPOSITION):
        snapshot = read(book, hint=file.stem)
        entry |= recognised.recognised(snapshot)
        sheets = wanted(snapshot)
    else:
        entry |= recognised.nothing(book, layout)
        if not empty:
            raise StyringError(entry["not_found"][0])
        # An empty workbook does not show which sheets will be needed, so it gets all the common ones.
        sheets = frozenset(sheet.area for sheet in SHEETS if sheet.is_common)
    template = FileBook.from_bytes(workbook.build()).grid(standard.SETUP)
    year, closed = entry.get("year"), entry.get("closed_month")
    patch = adoption(book.sheet_names, areas, sheets, layout, template, year=year, closed=closed, with_lists=with_lists)
    if dry_run:
        return entry, book.preview(patch)
    return entry, book.apply(patch, action="ark tilføjet")
