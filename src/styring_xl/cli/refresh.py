"""The commands about a workbook as it is: bring it up to date, look it through, take the last change back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from styring_xl.cli.batch import DONE, NOT_DONE, WITH_ERRORS, each, refuse, report_each, waiting
from styring_xl.cli.options import Closed, Files, Json, Year
from styring_xl.cli.summary import show_changes, show_check, summary
from styring_xl.errors import StyringError


def refresh(
    files: Files,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here and leave FILE as it is (one FILE only).")
    ] = None,
    year: Year = None,
    closed_month: Closed = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change and write nothing.")] = False,
    drop_signature: Annotated[
        bool, typer.Option("--drop-signature", help="Refresh a digitally signed workbook and leave it unsigned.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fill the months, put the ledger in, and regenerate the result sheets."""
    if output is not None and len(files) > 1:
        refuse(None, StyringError("-o kan kun bruges med én fil."))
        raise typer.Exit(NOT_DONE)

    def one(file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.job import run

        with waiting(f"Opdaterer {file.name} …", as_json):
            report = run(file, output, year=year, closed=closed_month, dry_run=dry_run, drop_signature=drop_signature)
        entry = report.to_json()
        if dry_run:
            entry["changes"] = report.changes_to_json()
        if not as_json:
            if dry_run:
                show_changes(entry["changes"])
            summary(report)
        return entry, WITH_ERRORS if report.refreshed.has_errors else DONE

    raise typer.Exit(report_each(files, one, as_json))


def check(
    files: Files,
    layout: Annotated[bool, typer.Option("--layout", help="Show what was recognised where.")] = False,
    year: Year = None,
    closed_month: Closed = None,
    as_json: Json = False,
) -> None:
    """Show the findings, and with --layout what was recognised where; write nothing."""

    def one(file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl import inspection

        with waiting(f"Læser {file.name} …", as_json):
            entry, errors = inspection.check(file, layout=layout, year=year, closed=closed_month)
        if not as_json:
            show_check(entry)
        if "findings" not in entry:
            return entry, NOT_DONE
        return entry, WITH_ERRORS if errors else DONE

    raise typer.Exit(report_each(files, one, as_json))


def undo(files: Files) -> None:
    """Take the last change of a workbook back: exactly, or cell by cell where it has been worked on since."""

    def one(file: Path) -> int:
        from styring_xl.books.file.undo import undo as take_back

        done = take_back(file)
        if done.exact:
            typer.echo(f"{file}: som før den seneste ændring")
            return DONE
        typer.echo(f"{file}: {done.cells} celler ført tilbage; arket er ændret siden")
        for obstacle in done.obstacles:
            typer.echo(f"  {obstacle.text}")
        if done.sheets_left:
            typer.echo(f"  Disse ark er blevet stående: {', '.join(done.sheets_left)}")
        return DONE

    raise typer.Exit(each(files, one))
