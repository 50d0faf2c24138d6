"""The command that removes old copies of a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from styring_xl.cli.batch import each
from styring_xl.cli.options import DryRun, OnlyFiles
from styring_xl.runs.file_outcome import DONE


def tidy(
    files: OnlyFiles,
    keep: Annotated[
        int | None,
        typer.Option(min=0, help="How many of the newest copies stay; as Opsætning says, else 10, if not stated."),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Remove old copies: the newest stay, and of those before them the newest of each month."""

    def one(file: Path) -> int:
        from styring_xl.retention import tidy as clear

        done = clear(file, keep=keep, dry_run=dry_run)
        for gone in done.removed:
            typer.echo(f"{'Ville fjerne' if dry_run else 'Fjernet'}: {gone.name}")
        what = "ville blive fjernet" if dry_run else "fjernet"
        typer.echo(f"{file}: {len(done.removed)} filer {what}, {len(done.kept)} kopier beholdt")
        for foreign in done.foreign:
            typer.echo(f"  Ikke rørt, for den er ikke lavet af programmet: {foreign.name}")
        return DONE

    raise typer.Exit(each(files, one))
