"""The command that writes the departments' figures as tables for BI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from styring_xl.cli.batch import refuse
from styring_xl.cli.meter import meter
from styring_xl.cli.options import Closed, Exclude, Files, Json, Recursive, Year
from styring_xl.errors import StyringError
from styring_xl.runs.chosen import Chosen, choose
from styring_xl.runs.file_outcome import DONE, NOT_DONE, WITH_ERRORS
from styring_xl.runs.trouble import clear_errors

if TYPE_CHECKING:
    from styring_xl.departments.export import Export, Exported


def export(
    files: Files,
    parquet: Annotated[Path, typer.Option(help="The folder of the Parquet tables: made, or added to.")],
    year: Year = None,
    closed_month: Closed = None,
    recursive: Recursive = False,
    exclude: Exclude = None,
    as_json: Json = False,
) -> None:
    """Write the workbooks' figures as tables for Power BI and SQL, citizens under a pseudonym. The workbooks are only
    read."""
    try:
        with clear_errors():
            from styring_xl.departments.export import Export

            target = Export.to(parquet)
    except StyringError as error:
        refuse(None, error)
        raise typer.Exit(NOT_DONE) from error

    chosen = choose(files, recursive=recursive, exclude=exclude or ())
    entries: list[dict[str, Any]] = []
    worst = DONE if chosen else NOT_DONE
    with meter([each.path for each in chosen if not each.why_not]) as shown:
        for each in chosen:
            entry, code = _one(target, each, year, closed_month)
            worst = max(worst, code)
            shown.done(each.path)
            if entry:
                entries.append(entry)
            if "rows" in entry and not as_json:
                _say(entry)
    if as_json:
        import json

        typer.echo(json.dumps({"files": entries}, ensure_ascii=False, indent=2))
    raise typer.Exit(worst)


def _one(target: Export, chosen: Chosen, year: int | None, closed: int | None) -> tuple[dict[str, Any], int]:
    """The report's entry of a file and its exit code; what is passed over has no entry."""
    from styring_xl.departments.department import OverviewItself

    why, is_left_out = chosen.why_not, chosen.is_left_out
    if not why:
        try:
            with clear_errors():
                done = target.add(chosen.path, year=year, closed=closed)
            return _entry(chosen.path, done), WITH_ERRORS if done.has_errors else DONE
        except StyringError as error:
            why, is_left_out = str(error), isinstance(error, OverviewItself)
    refuse(chosen.path, StyringError(why))
    return ({}, DONE) if is_left_out else ({"file": str(chosen.path), "error": why}, NOT_DONE)


def _entry(file: Path, done: Exported) -> dict[str, Any]:
    return {
        "file": str(file),
        "department": done.department,
        "year": done.year,
        "closed_month": done.closed,
        "rows": done.rows,
    }


def _say(entry: dict[str, Any]) -> None:
    rows = ", ".join(f"{count} {name}" for name, count in entry["rows"].items())
    typer.echo(f"{entry['department']}, {entry['year']}, måned {entry['closed_month']}: {rows}")
