"""Arguments and options that several commands take, each spelt once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

# A file that may not be read is refused like any other, by itself: typer's own check would stop the whole batch.
Files = Annotated[
    list[Path],
    typer.Argument(help="Workbooks (.xlsx or .xlsm), folders of them, or patterns.", metavar="FILE...", readable=False),
]
OnlyFiles = Annotated[list[Path], typer.Argument(help="Workbooks (.xlsx or .xlsm).", metavar="FILE...", readable=False)]
"""For commands that take files alone, so that they are not run on a whole folder by mistake."""
Json = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON, amounts in øre.")]
Year = Annotated[
    int | None, typer.Option(min=2000, max=2100, help="The year to compute, instead of the workbook's own.")
]
Closed = Annotated[
    int | None,
    typer.Option(
        "--closed-month", min=0, max=12, help="Last month with booked amounts (0-12), instead of the workbook's own."
    ),
]
Month = Annotated[int, typer.Option(min=1, max=12, help="The month (1-12).")]
Date = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is done, YYYY-MM-DD; today if not stated.")
]
Note = Annotated[str, typer.Option(help="A note kept in Historik; explains a difference to the ledger.")]
DropSignature = Annotated[
    bool, typer.Option("--drop-signature", help="Change a digitally signed workbook and leave it unsigned.")
]
Workers = Annotated[
    int,
    typer.Option(min=0, help="How many workbooks are worked on at the same time; one a processor, if not stated."),
]
ClusterAddress = Annotated[
    str,
    typer.Option(
        "--cluster",
        help="Let the workers of a Dask cluster do the work, by its scheduler's address, such as tcp://machine:8786.",
        metavar="ADDRESS",
    ),
]
ByBytes = Annotated[
    bool,
    typer.Option("--by-bytes", help="Send the workbooks to the cluster's workers, which then need not see the folder."),
]
Recursive = Annotated[bool, typer.Option("--recursive", help="Take the workbooks in a folder's folders too.")]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", help='Leave out files of this pattern, such as "*arkiv*"; may be repeated.'),
]
Report = Annotated[
    list[Path] | None,
    typer.Option("--report", help="Write a report of the run here (.json or .xlsx); may be repeated.", metavar="FILE"),
]
Since = Annotated[
    Path | None,
    typer.Option(
        "--since",
        help="Pass over the files that are as the run left them whose report (.json) this is; by content, not by time.",
        metavar="FILE",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done and write nothing.")]
Encoding = Annotated[str | None, typer.Option(help="The extract's encoding, such as utf-8 or cp1252.")]
Delimiter = Annotated[str | None, typer.Option(help='The extract\'s delimiter, such as ";" or tab.')]
Decimal = Annotated[str | None, typer.Option(help='The extract\'s decimal mark: "," or ".".')]
Sheet = Annotated[str | None, typer.Option(help="The sheet of an .xlsx extract.")]


def stated_column(example: str) -> Any:
    """The option that says which column of an extract holds a field."""
    return typer.Option("--column", help=f'State a column: "{example}" (field=header); remembered in Opsætning.')


def unit_of(what: str) -> Any:
    """The option that says whether an extract's figures are kroner or øre."""
    return typer.Option(help=f"The unit of the {what}: kr or øre.")
