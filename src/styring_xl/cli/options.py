"""Arguments and options that several commands take, each spelt once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

from styring_xl.cli.parameter import Argument, Option

Files = Annotated[
    list[Path],
    Argument(help="Workbooks (.xlsx, .xlsm or .ods), folders of them, or patterns.", metavar="FILE..."),
]
OnlyFiles = Annotated[list[Path], Argument(help="Workbooks (.xlsx, .xlsm; most commands .ods too).", metavar="FILE...")]
"""For commands that take files alone, so that they are not run on a whole folder by mistake."""
Json = Annotated[bool, Option("--json", help="Print the outcome as JSON, amounts in øre.")]
Year = Annotated[int | None, Option(min=2000, max=2100, help="The year to compute, instead of the workbook's own.")]
Closed = Annotated[
    int | None,
    Option(
        "--closed-month", min=0, max=12, help="Last month with booked amounts (0-12), instead of the workbook's own."
    ),
]
Month = Annotated[int, Option(min=1, max=12, help="The month (1-12).")]
Date = Annotated[datetime | None, Option(help="The day it is done, YYYY-MM-DD; today if not stated.")]
Note = Annotated[str, Option(help="A note kept in Historik; explains a difference to the ledger.")]
DropSignature = Annotated[
    bool, Option("--drop-signature", help="Change a digitally signed workbook and leave it unsigned.")
]
Workers = Annotated[
    int,
    Option(min=0, help="How many workbooks are worked on at the same time; one a processor, if not stated."),
]
ClusterAddress = Annotated[
    str,
    Option(
        "--cluster",
        help="Let the workers of a Dask cluster do the work, by its scheduler's address, such as tcp://machine:8786.",
        metavar="ADDRESS",
    ),
]
ByBytes = Annotated[
    bool,
    Option("--by-bytes", help="Send the workbooks to the cluster's workers, which then need not see the folder."),
]
Recursive = Annotated[bool, Option("--recursive", help="Take the workbooks in a folder's folders too.")]
Exclude = Annotated[
    list[str] | None,
    Option("--exclude", help='Leave out files of this pattern, such as "*arkiv*"; may be repeated.'),
]
Report = Annotated[
    list[Path] | None,
    Option("--report", help="Write a report of the run here (.json or .xlsx); may be repeated.", metavar="FILE"),
]
Since = Annotated[
    Path | None,
    Option(
        "--since",
        help="Pass over the files that are as the run left them whose report (.json) this is; by content, not by time.",
        metavar="FILE",
    ),
]
DryRun = Annotated[bool, Option("--dry-run", help="Show what would be done and write nothing.")]
Encoding = Annotated[str | None, Option(help="The extract's encoding, such as utf-8 or cp1252.")]
Delimiter = Annotated[str | None, Option(help='The extract\'s delimiter, such as ";" or tab.')]
Decimal = Annotated[str | None, Option(help='The extract\'s decimal mark: "," or ".".')]
Sheet = Annotated[str | None, Option(help="The sheet of an .xlsx extract.")]


def stated_column(example: str) -> Option:
    """The option that says which column of an extract holds a field."""
    return Option("--column", help=f'State a column: "{example}" (field=header); remembered in Opsætning.')


def unit_of(what: str) -> Option:
    """The option that says whether an extract's figures are kroner or øre."""
    return Option(help=f"The unit of the {what}: kr or øre.")
