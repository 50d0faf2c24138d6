"""The commands that bring extracts of other systems in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from styring_xl.cli.batch import report_each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import Decimal, Delimiter, DryRun, Encoding, Json, Sheet, Year, stated_column, unit_of
from styring_xl.cli.parameter import Argument, Option
from styring_xl.cli.summary import say_saved
from styring_xl.errors import StyringError
from styring_xl.runs.file_outcome import DONE, WITH_ERRORS

if TYPE_CHECKING:
    from styring_xl.imports.extract import Options


def postings(
    extracts: Annotated[
        list[Path],
        Argument(help="Extracts of the ledger (.csv or .xlsx).", metavar="POSTINGS..."),
    ],
    into: Annotated[Path, Option("--into", help="The workbook to bring them into.", metavar="FILE")],
    dry_run: DryRun = False,
    update_changed: Annotated[
        bool,
        Option("--update-changed", help="Put right what stands otherwise under the same bilag and line."),
    ] = False,
    column: Annotated[list[str] | None, stated_column("Beløb=Netto")] = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    decimal: Decimal = None,
    unit: Annotated[str | None, unit_of("amounts")] = None,
    sheet: Sheet = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Bring postings into the ledger sheet: each of them once, however often and in whatever pieces they come."""

    def one(file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.imports import job, report

        options = import_options(encoding, delimiter, decimal, unit, sheet)
        with waiting(f"Henter posteringer til {file.name} …", as_json):
            done = job.import_postings(
                extracts,
                file,
                options=options,
                given=stated_columns(column or []),
                year=year,
                update_changed=update_changed,
                dry_run=dry_run,
            )
        if not as_json:
            for line in report.lines(done.account):
                echo(line)
            say_saved(file, done.applied, done.saved, dry_run)
        entry = {"file": str(file), "saved": done.saved, **done.account.to_json()}
        return entry, WITH_ERRORS if done.account.refused else DONE

    raise Exit(report_each([into], one, as_json))


def cases(
    extract: Annotated[Path, Argument(help="Extract of a case system (.csv or .xlsx).", metavar="EXTRACT")],
    into: Annotated[Path, Option("--into", help="The workbook to compare it with.", metavar="FILE")],
    apply: Annotated[bool, Option("--apply", help="Apply what is accepted; add nothing to the preview.")] = False,
    dry_run: DryRun = False,
    column: Annotated[list[str] | None, stated_column("Takst=Pris")] = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    decimal: Decimal = None,
    unit: Annotated[str | None, unit_of("rates")] = None,
    sheet: Sheet = None,
    as_json: Json = False,
) -> None:
    """Show what a case system says otherwise than Disponering; what you have accepted is written."""

    def one(file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.imports import job
        from styring_xl.imports.cases import lines
        from styring_xl.imports.columns import CASES

        with waiting(f"Sammenligner med {file.name} …", as_json):
            account, applied, saved = job.import_cases(
                extract,
                file,
                options=import_options(encoding, delimiter, decimal, unit, sheet),
                given=stated_columns(column or [], CASES.names),
                only=apply,
                dry_run=dry_run,
            )
        if not as_json:
            for line in lines(account):
                echo(line)
            say_saved(file, applied, saved, dry_run)
        entry = {"file": str(file), "saved": saved, **account.to_json()}
        return entry, WITH_ERRORS if account.refused else DONE

    raise Exit(report_each([into], one, as_json))


def benchmark(
    extract: Annotated[Path, Argument(help="Key figures of other municipalities (.csv).", metavar="CSV")],
    into: Annotated[Path, Option("-o", "--into", help="The workbook to bring them into.", metavar="FILE")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Bring other municipalities' key figures into the list that Nøgletal compares with: each of them once."""

    def one(file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.job import import_benchmark

        with waiting(f"Henter nøgletal til {file.name} …", as_json):
            report, planned = import_benchmark(extract, file, dry_run=dry_run)
        if not as_json:
            echo(planned.sentence(would=dry_run))
            say_saved(file, report.applied, report.saved, dry_run)
        return {**report.to_json(), "benchmark": planned.to_json()}, WITH_ERRORS if planned.refused else DONE

    raise Exit(report_each([into], one, as_json))


def import_options(
    encoding: str | None, delimiter: str | None, decimal: str | None, unit: str | None, sheet: str | None
) -> Options:
    """What is stated about extracts, from the texts of options. Raises StyringError for one that means nothing."""
    from styring_xl.imports.extract import Options

    marks = {",": ",", ".": ".", "komma": ",", "punktum": "."}
    if decimal is not None and decimal.lower() not in marks:
        raise StyringError('Decimaltegnet skal være "," eller ".".')
    units = {"kr": False, "kr.": False, "kroner": False, "øre": True, "ore": True}
    if unit is not None and unit.lower() not in units:
        raise StyringError("Enheden skal være kr eller øre.")
    return Options(
        encoding=encoding,
        delimiter=delimiter,
        decimal=None if decimal is None else marks[decimal.lower()],
        ore=None if unit is None else units[unit.lower()],
        sheet=sheet,
    )


def stated_columns(texts: list[str], names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Fields and headers from texts like "Beløb=Netto". Raises StyringError for one that is none."""
    from styring_xl.imports.columns import NAMES, field_of

    pairs = []
    for text in texts:
        name, sign, header = text.partition("=")
        if not sign or not header.strip():
            raise StyringError(f'»{text}« skal være et felt og en overskrift, f.eks. --column "Beløb=Netto".')
        pairs.append((field_of(name, names or NAMES), header.strip()))
    return pairs
