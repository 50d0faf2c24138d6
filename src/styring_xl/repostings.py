"""The repostings that the agreed shares ask for, as a file that a ledger can take in."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from styring_xl.danish.citizen import spelled
from styring_xl.danish.writing import csv_text
from styring_xl.figures import sectors, shares
from styring_xl.figures.shares import Reposting
from styring_xl.reading.snapshot import Snapshot
from styring_xl.refresh import Refreshed
from styring_xl.reports import shares as sheet
from styring_xl.reports.report import Corner, Material, Site

HEADER: Final = ("Regnskabsår", "Måned", "Konto", "Sektor", "CPR-nr.", "Foranstaltning", "Beløb", "Tekst")


def of(snapshot: Snapshot, refreshed: Refreshed) -> list[Reposting]:
    """The lines that *Fordelingsnøgle* shows: those of the closed months that are not said to be booked."""
    figures = refreshed.figures
    site = sheet.SHEET.site(sheet.SHEET.name)
    if sheet.AREA in snapshot.areas:
        name, ref = snapshot.areas[sheet.AREA]
        site = Site(name, Corner(ref.top, ref.left), {})
    through, _, _ = sheet.moved_through(Material(snapshot, figures, {}), site)
    found = shares.of(snapshot, figures, sectors.of(snapshot))
    return found.repostings(through + 1, figures.closed)


def as_csv(lines: Sequence[Reposting], year: int) -> bytes:
    """The lines as CSV: semicolons, UTF-8 with a mark, kroner with a comma and no mark between thousands."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow(HEADER)
    for line in lines:
        sign = "-" if line.amount < 0 else ""
        kroner, ore = divmod(abs(line.amount), 100)
        rows.writerow(
            (
                year,
                line.month,
                csv_text(line.payer.account),
                csv_text(line.payer.sector),
                csv_text(spelled(line.key.cpr)),
                csv_text(line.key.measure),
                f"{sign}{kroner},{ore:02d}",
                f"Fordelingsnøgle, {sheet.name_of(line.key)}",
            )
        )
    return out.getvalue().encode("utf-8-sig")
