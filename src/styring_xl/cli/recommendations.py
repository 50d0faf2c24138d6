"""The command that takes a recommended measure into the disposition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from styring_xl.cli.batch import report_each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import DropSignature, DryRun, Json
from styring_xl.cli.parameter import Argument, Option
from styring_xl.cli.summary import summary
from styring_xl.runs.file_outcome import DONE, WITH_ERRORS


def move(
    file: Annotated[Path, Argument(help="The workbook.", metavar="FILE")],
    choice: Annotated[
        str, Option(help="The option to move, by its heading: Indstilling, Alternativ 1 or Alternativ 2.")
    ] = "Indstilling",
    dry_run: DryRun = False,
    drop_signature: DropSignature = False,
    as_json: Json = False,
) -> None:
    """Write an option of the sheet Indstilling as a new row of Disponering, once, and refresh."""

    def one(path: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.job import move_recommendation

        with waiting(f"Flytter indstillingen i {path.name} …", as_json):
            report, moved = move_recommendation(path, choice, dry_run=dry_run, drop_signature=drop_signature)
        entry = report.to_json()
        entry["moved"] = {"title": moved.title, "sheet": moved.place.sheet, "row": moved.place.row}
        if not as_json:
            echo(moved.sentence() if report.saved else f"Intet er skrevet. {moved.sentence(would=True)}")
            summary(report)
        return entry, WITH_ERRORS if report.refreshed.has_errors else DONE

    raise Exit(report_each([file], one, as_json))
