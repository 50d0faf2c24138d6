"""The files a run's report is written to: each whole or not at all, and never over a file that is not a report of
ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from styring_xl.errors import StyringError
from styring_xl.runs.run_report import RunReport, read_report
from styring_xl.runs.trouble import clear_errors


def check_places(places: Sequence[Path]) -> None:
    """Raise StyringError, before anything is done, where a report could not be written."""
    for place in places:
        if place.suffix.lower() not in (".json", ".xlsx"):
            raise StyringError(f"Rapporten {place.name} skal hedde noget på .json eller .xlsx.")
        if place.exists() and not _is_ours(place):
            raise StyringError(
                f"{place.name} er ikke en rapport fra en kørsel, så den bliver ikke overskrevet. Giv rapporten et "
                "andet navn."
            )


def _is_ours(place: Path) -> bool:
    if place.suffix.lower() == ".json":
        return read_report(place) is not None
    from styring_xl.books.file.filebook import FileBook
    from styring_xl.runs.run_sheet import FINDINGS, RUN

    try:
        return FileBook.open(place).sheet_names == [RUN, FINDINGS]
    except StyringError:
        return False


def write_rows(place: Path, data: bytes, like: Path) -> None:
    """Write the rows of a ledger that no department gets, over those of an earlier run; as open to others as ``like``.

    Raises StyringError.
    """
    from styring_xl.books.file.save import write_whole

    head = data.partition(b"\n")[0]
    try:
        with clear_errors():
            if place.exists():
                with open(place, "rb") as file:
                    if file.read(len(head)) != head:
                        raise StyringError(
                            "der ligger en anden fil med det navn, som ikke bliver overskrevet. Giv rapporten et andet "
                            "navn."
                        )
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, [data], like)
    except StyringError as error:
        raise StyringError(f"{place.name} er ikke skrevet: {error}") from error


def write(report: RunReport, places: Sequence[Path]) -> None:
    """Write a report to each place, in folders that are made, as open to others as the first workbook is.

    Raises StyringError.
    """
    from styring_xl.books.file.save import write_whole

    for place in places:
        if place.suffix.lower() == ".json":
            data = report.as_bytes()
        else:
            from styring_xl.runs.run_sheet import workbook_of

            data = workbook_of(report)
        try:
            with clear_errors():
                place.parent.mkdir(parents=True, exist_ok=True)
                write_whole(place, [data], next((outcome.file for outcome in report.outcomes), None))
        except StyringError as error:
            raise StyringError(f"Rapporten {place.name} er ikke skrevet: {error}") from error
