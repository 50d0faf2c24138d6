"""The command that writes the repostings of the agreed shares to a file for the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from styring_xl.cli.batch import report_each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import Closed, Json, Year
from styring_xl.cli.parameter import Argument, Option
from styring_xl.runs.file_outcome import DONE, WITH_ERRORS


def write(
    file: Annotated[Path, Argument(help="The workbook with the keys.", metavar="FILE")],
    output: Annotated[Path, Option("-o", "--output", help="The CSV file to make.", metavar="CSV")],
    year: Year = None,
    closed_month: Closed = None,
    as_json: Json = False,
) -> None:
    """Write the repostings that Fordelingsnøgle shows as CSV for the ledger; the workbook is only read."""

    def one(path: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.job import repostings

        with waiting(f"Læser {path.name} …", as_json):
            lines, has_errors = repostings(path, output, year=year, closed=closed_month)
        entry = {
            "file": str(path),
            "output": str(output),
            "lines": len(lines),
            "sum": sum(each.amount for each in lines),
        }
        if not as_json:
            echo(f"{len(lines)} omposteringer, der giver 0,00 kr. tilsammen → {output.name}")
        return entry, WITH_ERRORS if has_errors else DONE

    raise Exit(report_each([file], one, as_json))
