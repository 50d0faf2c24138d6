"""A workbook looked through: its findings, and what was recognised where. Nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from styring_xl import checks, standard, workbook
from styring_xl.books.fingerprint import Fingerprint
from styring_xl.calc.closed import open_book
from styring_xl.cells.book import ReadableBook
from styring_xl.checks.finding import ERROR, OwnTables
from styring_xl.errors import StyringError
from styring_xl.fit import fit
from styring_xl.outcome import by_code
from styring_xl.reading import header
from styring_xl.reading.layout import Layout
from styring_xl.reading.settings import Settings
from styring_xl.reading.snapshot import Places, own_tables
from styring_xl.recognised import nothing, recognised
from styring_xl.reports import lay_out, read


class Checked(Struct, frozen=True):
    """What a report says of a file, whether a finding is a fejl, and the bytes it was found in."""

    entry: dict[str, Any]
    has_errors: bool
    bytes: Fingerprint | None


def check(file: Path, *, layout: bool = False, year: int | None = None, closed: int | None = None) -> Checked:
    """The findings of a workbook, and with ``layout`` what was recognised where.

    A workbook without a disposition that has tables of the user's own has them looked through, whether it has units
    mixed and sums that do not add up. Raises StyringError for one without either; with ``layout`` it is described.
    """
    # Nothing is written, so a digital signature is no obstacle.
    book = open_book(file, drop_signature=True, template=workbook.build)
    entry: dict[str, Any] = {"file": str(file)}
    stated, found, areas = laid_out = lay_out(book, year)
    if not found.of(header.DISPOSITION):
        own = _check_own(book, entry, stated, found, areas, layout=layout)
        return Checked(*own, book.fingerprint)
    snapshot = read(book, year=year, closed=closed, hint=file.stem, laid_out=laid_out)
    refreshed = fit(book, snapshot, is_written=False).refreshed
    if layout:
        entry |= recognised(snapshot)
    entry |= {
        "reading": [each.to_json() for each in refreshed.accounts],
        "reading_lines": list(refreshed.account_lines),
        "findings": by_code(refreshed.findings),
    }
    return Checked(entry, refreshed.has_errors, book.fingerprint)


def _check_own(
    book: ReadableBook, entry: dict[str, Any], stated: Settings, found: Layout, areas: Places, *, layout: bool
) -> tuple[dict[str, Any], bool]:
    """The entry and whether a finding is a fejl, of a workbook without a disposition."""
    unknown = nothing(book, found)
    # A workbook that has been set up is meant to have a disposition: that it is not found is all there is to say.
    tables = () if standard.SETUP in book.sheet_names else own_tables(book, found, areas)
    if not tables:
        if not layout:
            raise StyringError(unknown["not_found"][0])
        return entry | unknown, True
    sheets = list(dict.fromkeys(f"»{table.sheet}«" for table in tables))
    said = (
        f"Der er ingen disponering, så kun egne tabeller er set efter ({', '.join(sheets)}): om tal i kr. og 1.000 kr. "
        "er blandet, og om summerne stemmer."
    )
    findings = checks.run_own(OwnTables(tables), stated.unused_checks)
    entry |= {"layout": [], "not_found": [said, *unknown["not_found"]], "findings": by_code(findings)}
    return entry, any(finding.severity == ERROR for finding in findings)
