"""The command that brings a workbook of an earlier edition to this one."""

from __future__ import annotations

from pathlib import Path

from styring_xl.cli.batch import each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import DropSignature, DryRun, OnlyFiles
from styring_xl.cli.summary import cells, kr
from styring_xl.runs.file_outcome import DONE, WITH_ERRORS


def upgrade(files: OnlyFiles, dry_run: DryRun = False, drop_signature: DropSignature = False) -> None:
    """Bring a workbook of an earlier edition to this one: macros, pages, tables, styles and sheets; then refresh it."""

    def one(path: Path) -> int:
        from styring_xl import upgrade as upgrading

        with waiting(f"Opgraderer {path.name} …", False):
            made = upgrading.upgrade(path, dry_run=dry_run, drop_signature=drop_signature)
        report = made.report
        echo(f"{path}: Forventet regnskab {kr(report.refreshed.figures.result)} kr.")
        for sentence in made.told:
            echo(f"  {sentence}")
        if dry_run:
            echo(f"  {cells(len(report.applied.changes))} ville blive ændret; intet er skrevet")
        elif not report.saved:
            echo("  Projektmappen er af denne udgave og opdateret i forvejen; intet er ændret")
        else:
            echo(f"  {cells(len(report.applied.changes))} er ændret")
        if report.applied.backup is not None:
            echo(f"  Den tidligere udgave ligger i {report.applied.backup.name}; styring-xl undo bringer den tilbage")
        for sentence in report.applied.told:
            echo(f"  {sentence}")
        return WITH_ERRORS if report.refreshed.has_errors else DONE

    raise Exit(each(files, one))
