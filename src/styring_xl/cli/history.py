"""The command that tells what a cell of the disposition has held, and brings a value back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from styring_xl.cli.batch import report_each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import DropSignature, DryRun, Json
from styring_xl.cli.parameter import Argument, Option
from styring_xl.runs.file_outcome import DONE, WITH_ERRORS

if TYPE_CHECKING:
    from styring_xl.cell_history import CellHistory


def history(
    file: Annotated[Path, Argument(help="The workbook.", metavar="FILE")],
    cell: Annotated[str, Argument(help='Its sheet and address, such as "Disponering!G12".', metavar="CELL")],
    restore: Annotated[
        str,
        Option(help="Bring back what the cell held then, such as »Marts 2026«, and refresh.", metavar="TIME"),
    ] = "",
    dry_run: DryRun = False,
    drop_signature: DropSignature = False,
    as_json: Json = False,
) -> None:
    """Show what a cell of the disposition held at each closing and revision; with --restore bring a value back."""

    def told(path: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.job import cell_history

        with waiting(f"Læser {path.name} …", as_json):
            found = cell_history(path, cell)
        if not as_json:
            _show(found)
        return {"file": str(path), **found.to_json()}, DONE

    def restored(path: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.cli.summary import summary
        from styring_xl.job import bring_back

        with waiting(f"Henter en værdi tilbage i {path.name} …", as_json):
            report, found = bring_back(path, cell, restore, dry_run=dry_run, drop_signature=drop_signature)
        if not as_json:
            echo(found.sentence(would=dry_run))
            summary(report)
        return report.to_json(), WITH_ERRORS if report.refreshed.has_errors else DONE

    raise Exit(report_each([file], restored if restore else told, as_json))


def _show(history: CellHistory) -> None:
    from styring_xl.cell_history import shown

    echo(f"{history.cell} ({history.header}): {shown(history.now)}")
    for note in history.notes:
        echo(f"  {note}")
    width = max(len(each.entry) for each in history.values)
    for each in history.values:
        mark = "ændret" if each.is_changed else ""
        who = f"{each.date} {each.who}".strip()
        echo(f"  {each.entry:<{width}}  {each.kind:<8}  {who:<20}  {each.said or shown(each.value)}  {mark}".rstrip())
