"""One workbook from file to file: open, read, refresh, save; and what came of it as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from styring_xl import checks, closing, reserves, standard, workbook
from styring_xl import repostings as moves
from styring_xl.adopt import adoption
from styring_xl.books.edit.applied import Applied
from styring_xl.books.file.creation import create
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import CellError, Content, Formula, column_letters
from styring_xl.cells.overlay import Overlay
from styring_xl.checks.finding import ERROR, Finding, OwnTables
from styring_xl.danish import writing
from styring_xl.errors import StyringError
from styring_xl.figures.shares import Reposting
from styring_xl.fit import fit
from styring_xl.imports import benchmark
from styring_xl.imports.benchmark import BenchmarkImport
from styring_xl.reading import header
from styring_xl.reading.decisions import decisions
from styring_xl.reading.layout import Layout
from styring_xl.reading.settings import Settings
from styring_xl.reading.snapshot import Places, Snapshot, nothing_found, own_tables
from styring_xl.refresh import Refreshed, refresh
from styring_xl.reports import OURS, SHEETS, lay_out, read, wanted


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a refresh did, or with a dry run would do, to one file. ``saved`` is False when nothing was written."""

    file: Path
    target: Path
    refreshed: Refreshed
    applied: Applied
    saved: bool

    def to_json(self) -> dict[str, Any]:
        """Amounts in øre. Findings without the cells' contents, so that the output may be kept in a log."""
        figures = self.refreshed.figures
        return {
            "file": str(self.file),
            "target": str(self.target),
            "saved": self.saved,
            "backup": None if self.applied.backup is None else str(self.applied.backup),
            "year": figures.year,
            "closed_month": figures.closed,
            "totals": totals(self.refreshed),
            "rows": {
                "read": self.refreshed.rows,
                "computed": self.refreshed.rows - self.refreshed.not_computed,
                "not_computed": self.refreshed.not_computed,
                "not_computed_amount": self.refreshed.not_computed_ore,
            },
            "reading": [each.to_json() for each in self.refreshed.accounts],
            "findings": by_code(self.refreshed.findings),
            "cells_changed": len(self.applied.changes),
            "sheets_added": list(self.applied.sheets),
        }

    def changes_to_json(self) -> list[dict[str, Any]]:
        """Every changed cell, before and after, as texts."""
        return [
            {"sheet": each.sheet, "cell": each.address, "before": shown(each.before), "after": shown(each.after)}
            for each in self.applied.changes
        ]


def totals(refreshed: Refreshed) -> dict[str, int]:
    """The whole workbook's sums in øre."""
    figures = refreshed.figures
    return {
        "realised": figures.realised,
        "expected": figures.expected_rest + figures.pool,
        "result": figures.result,
        "budget": refreshed.budget,
        "variance": refreshed.variance,
    }


def shown(content: Content) -> str:
    """A cell's content as a person reads it; a formula with its sign."""
    if isinstance(content, Formula):
        return f"={content.text}"
    if isinstance(content, CellError):
        return content.code
    if isinstance(content, float):
        return writing.number(content, 15)
    return "" if content is None else str(content)


def by_code(findings: Iterable[Finding]) -> dict[str, list[dict[str, Any]]]:
    """Findings by code, without the cells' contents."""
    codes: dict[str, list[dict[str, Any]]] = {}
    for finding in findings:
        codes.setdefault(finding.code, []).append(
            {
                "severity": finding.severity,
                "sheet": finding.sheet,
                "cell": finding.cell or None,
                "message": finding.what,
                "remedy": finding.remedy,
            }
        )
    return codes


def run(
    file: Path,
    target: Path | None = None,
    *,
    year: int | None = None,
    closed: int | None = None,
    dry_run: bool = False,
    drop_signature: bool = False,
) -> FileReport:
    """Refreshes a workbook in place (backup beside it) or into ``target``.

    Raises StyringError with the file untouched.
    """
    if target is not None and target.suffix.lower() != file.suffix.lower():
        raise StyringError(f"Resultatet skal have samme filtype som projektmappen ({file.suffix}).")
    book = FileBook.open(file, drop_signature=drop_signature, template=workbook.build)
    snapshot = read(book, year=year, closed=closed, hint=file.stem)
    fitted = fit(book, snapshot)
    refreshed = fitted.refreshed
    if dry_run:
        return FileReport(file, target or file, refreshed, book.edit(fitted.plan).applied, False)
    logged = {"forventet_regnskab_øre": refreshed.figures.result, "korrigeret_budget_øre": refreshed.budget}
    applied = book.apply(fitted.plan, target, totals=logged)
    return FileReport(file, target or file, refreshed, applied, target is not None or not applied.is_empty)


def repostings(
    file: Path, target: Path, *, year: int | None = None, closed: int | None = None
) -> tuple[list[Reposting], bool]:
    """Writes the repostings of the agreed shares to a new CSV file; the workbook is only read. Returns them, and
    whether something in the workbook could not be computed. Raises StyringError when there are none."""
    book = FileBook.open(file, template=workbook.build)
    snapshot = read(book, year=year, closed=closed, hint=file.stem)
    refreshed = refresh(snapshot, is_written=False)
    lines = moves.of(snapshot, refreshed)
    if not lines:
        raise StyringError(f"{file.name} har ingen omposteringer efter en fordelingsnøgle, så intet er skrevet.")
    create(target, [moves.as_csv(lines, refreshed.figures.year)], file)
    return lines, refreshed.has_errors


def record(
    file: Path, prepare: Callable[[FileBook], Snapshot], action: str, *, drop_signature: bool = False
) -> FileReport:
    """Closes or opens a month, or keeps a revision, in place: ``prepare`` is one of the ``closing`` module's, and
    ``action`` what the log calls it. Raises StyringError with the file untouched."""
    book = FileBook.open(file, drop_signature=drop_signature, template=workbook.build)
    snapshot = prepare(book)
    fitted = fit(book, snapshot)
    refreshed = fitted.refreshed
    closing.settle(refreshed, snapshot)
    logged = {
        "realiseret_til_og_med": snapshot.closed,
        "forventet_regnskab_øre": refreshed.figures.result,
        "korrigeret_budget_øre": refreshed.budget,
    }
    applied = book.apply(fitted.plan, action=action, totals=logged)
    return FileReport(file, file, refreshed, applied, not applied.is_empty)


def accept_reserves(
    file: Path, measures: Sequence[str] = (), *, dry_run: bool = False, drop_signature: bool = False
) -> tuple[FileReport, reserves.AcceptedReserves]:
    """Writes the puljer that *Usikkerhed* proposes, of all measures or of some, and refreshes, in place.

    Raises StyringError with the file untouched, also when nothing is proposed.
    """
    book = FileBook.open(file, drop_signature=drop_signature, template=workbook.build)
    accepted = reserves.accept(book, measures, hint=file.stem)
    fitted = fit(book, accepted.snapshot, accepted.with_rows)
    if dry_run:
        return FileReport(file, file, fitted.refreshed, book.edit(fitted.plan).applied, False), accepted
    logged = {"pulje_øre": accepted.amount, "forventet_regnskab_øre": fitted.refreshed.figures.result}
    applied = book.apply(fitted.plan, action="pulje accepteret", totals=logged)
    return FileReport(file, file, fitted.refreshed, applied, True), accepted


def import_benchmark(extract: Path, file: Path, *, dry_run: bool = False) -> tuple[FileReport, BenchmarkImport]:
    """Brings other municipalities' key figures into the list, and refreshes, in place. Raises StyringError with the
    file untouched."""
    book = FileBook.open(file, template=workbook.build)
    planned = benchmark.plan(book, read(book, hint=file.stem).lists, extract)
    fitted = fit(book, read(Overlay(book, planned.blocks, planned.growths), hint=file.stem), planned.with_rows)
    if dry_run:
        return FileReport(file, file, fitted.refreshed, book.edit(fitted.plan).applied, False), planned
    applied = book.apply(fitted.plan, action="nøgletal hentet")
    return FileReport(file, file, fitted.refreshed, applied, not applied.is_empty), planned


def check(
    file: Path, *, layout: bool = False, year: int | None = None, closed: int | None = None
) -> tuple[dict[str, Any], bool]:
    """The findings of a workbook, with ``layout`` what was recognised where, and whether one of them is a fejl.

    A workbook without a disposition that has tables of the user's own has them looked through, whether it has units
    mixed and sums that do not add up. Raises StyringError for one without either; with ``layout`` it is described.
    """
    # Nothing is written, so a signature stays what it is.
    book = FileBook.open(file, drop_signature=True, template=workbook.build)
    entry: dict[str, Any] = {"file": str(file)}
    stated, found, areas = laid_out = lay_out(book, year)
    if not found.of(header.DISPOSITION):
        return _check_own(book, entry, stated, found, areas, layout=layout)
    snapshot = read(book, year=year, closed=closed, hint=file.stem, laid_out=laid_out)
    refreshed = fit(book, snapshot, is_written=False).refreshed
    if layout:
        entry |= _recognised(snapshot)
    entry |= {
        "reading": [each.to_json() for each in refreshed.accounts],
        "reading_lines": list(refreshed.account_lines),
        "findings": by_code(refreshed.findings),
    }
    return entry, refreshed.has_errors


def _check_own(
    book: FileBook, entry: dict[str, Any], stated: Settings, found: Layout, areas: Places, *, layout: bool
) -> tuple[dict[str, Any], bool]:
    """As ``check``, of a workbook without a disposition."""
    nothing = _nothing(book, found)
    # A workbook that has been set up is meant to have a disposition: that it is not found is all there is to say.
    tables = () if standard.SETUP in book.sheet_names else own_tables(book, found, areas)
    if not tables:
        if not layout:
            raise StyringError(nothing["not_found"][0])
        return entry | nothing, True
    sheets = list(dict.fromkeys(f"»{table.sheet}«" for table in tables))
    said = (
        f"Der er ingen disponering, så kun egne tabeller er set efter ({', '.join(sheets)}): om tal i kr. og 1.000 kr. "
        "er blandet, og om summerne stemmer."
    )
    findings = checks.run_own(OwnTables(tables), stated.unused_checks)
    entry |= {"layout": [], "not_found": [said, *nothing["not_found"]], "findings": by_code(findings)}
    return entry, any(finding.severity == ERROR for finding in findings)


def _nothing(book: FileBook, layout: Layout) -> dict[str, Any]:
    return {"layout": [], "not_found": [nothing_found(book.sheet_names, layout, OURS)]}


def _recognised(snapshot: Snapshot) -> dict[str, Any]:
    """What stands where, which roles no sheet has, and the year and month it is about."""
    missing = [role for role in header.ROLES if not snapshot.layout.of(role)]
    return {
        "layout": _describe(snapshot),
        "not_found": [f"Intet ark med {role} er genkendt." for role in missing],
        "decisions": [each.to_json() for each in decisions(snapshot)],
        "year": snapshot.year,
        "closed_month": snapshot.closed,
    }


def adopt(
    file: Path, *, empty: bool = False, with_lists: bool = False, dry_run: bool = False, drop_signature: bool = False
) -> tuple[dict[str, Any], Applied]:
    """Adds the set-up and result sheets a workbook lacks, in place, and describes what was recognised.

    ``with_lists`` adds the sheets of lists too.

    Raises StyringError with the file untouched; also when nothing was recognised, unless ``empty``.
    """
    book = FileBook.open(file, drop_signature=drop_signature, template=workbook.build)
    _, layout, areas = lay_out(book)
    entry: dict[str, Any] = {"file": str(file)}
    if layout.of(header.DISPOSITION):
        snapshot = read(book, hint=file.stem)
        entry |= _recognised(snapshot)
        sheets = wanted(snapshot)
    else:
        entry |= _nothing(book, layout)
        if not empty:
            raise StyringError(entry["not_found"][0])
        # Nobody knows yet what an empty workbook will tell, so it gets every sheet that most have.
        sheets = frozenset(sheet.area for sheet in SHEETS if sheet.is_common)
    template = FileBook.from_bytes(workbook.build()).grid(standard.SETUP)
    year, closed = entry.get("year"), entry.get("closed_month")
    patch = adoption(book.sheet_names, areas, sheets, layout, template, year=year, closed=closed, with_lists=with_lists)
    if dry_run:
        return entry, book.edit(patch).applied
    return entry, book.apply(patch, action="ark tilføjet")


def _describe(snapshot: Snapshot) -> list[dict[str, Any]]:
    rows = snapshot.disposition
    described = []
    for table in snapshot.layout.tables:
        columns = [
            {"field": header.FIELD_NAMES[name], "column": column_letters(at), "header": table.headers.get(at, "")}
            for name, at in table.columns.items()
        ]
        columns += [
            {"field": f"måned {month}", "column": column_letters(at), "header": table.headers.get(at, "")}
            for month, at in sorted(table.months.items())
        ]
        if table.role == header.DISPOSITION:
            kinds = Counter({"bevillinger": sum(place.sheet == table.sheet for place in rows.commitments.places)})
            kinds["puljer"] = sum(pool.place.sheet == table.sheet for pool in rows.pools)
            kinds["summer"] = sum(total.place.sheet == table.sheet for total in rows.totals)
            kinds["afsnit"] = sum(place.sheet == table.sheet for place in rows.sections)
        elif table.role == header.POSTINGS:
            at = snapshot.ledger.sheets.index(table.sheet)
            kinds = Counter({"posteringer": int((snapshot.ledger.sheet == at).sum())})
        else:
            kinds = Counter({"budgetlinjer": sum(line.place.sheet == table.sheet for line in snapshot.budget.lines)})
        described.append(
            {
                "role": table.role,
                "sheet": table.sheet,
                "header_row": table.header_bottom,
                "columns": sorted(columns, key=lambda c: (len(c["column"]), c["column"])),
                "rows": dict(kinds),
            }
        )
    for spot in snapshot.lists.spots:
        read_rows = [row for row in snapshot.lists.of(spot.listing) if row.sheet == spot.sheet]
        if read_rows or not spot.is_standard:
            columns = [
                {"field": spot.listing.field(name).header, "column": column_letters(at), "header": spot.headers[name]}
                for name, at in spot.columns.items()
            ]
            across = spot.listing.field(spot.listing.across).header if spot.beside else ""
            columns += [
                {
                    "field": f"{across} {said['year']}",
                    "column": column_letters(at),
                    "header": " ".join(map(str, said.values())),
                }
                for at, said in spot.beside.items()
            ]
            described.append(
                {
                    "role": f"liste, {spot.listing.title}",
                    "sheet": spot.sheet,
                    "header_row": spot.header,
                    "columns": sorted(columns, key=lambda c: (len(c["column"]), c["column"])),
                    "rows": {"rækker": len(read_rows)},
                }
            )
    return described
