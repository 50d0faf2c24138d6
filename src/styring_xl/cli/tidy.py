"""The command that removes old copies of a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from styring_xl.cli.batch import each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.options import DryRun, OnlyFiles
from styring_xl.cli.parameter import Option
from styring_xl.runs.file_outcome import DONE, WITH_ERRORS


def tidy(
    files: OnlyFiles,
    keep: Annotated[
        int | None,
        Option(min=0, help="How many of the newest copies stay; as Opsætning says, else 10, if not stated."),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Remove old copies: the newest stay, and of those before them the newest of each month."""

    def one(file: Path) -> int:
        from styring_xl import retention
        from styring_xl.danish.phrase import counted

        done, rule = retention.tidy(file, keep=keep, dry_run=dry_run)
        for gone in done.removed:
            echo(f"{'Ville fjerne' if dry_run else 'Fjernet'}: {gone.name} ({retention.size_of([gone])})")
        what = "ville blive fjernet" if dry_run else "fjernet"
        removed, copies = "ingen filer", "ingen kopier"
        if done.removed:
            removed = f"{counted(len(done.removed), 'fil', 'filer')} ({retention.size_of(done.removed)})"
        if done.kept:
            copies = f"{counted(len(done.kept), 'kopi', 'kopier')} ({retention.size_of(done.kept)})"
        echo(f"{file}: {removed} {what}, {copies} beholdt")
        echo(f"  {rule}")
        if done.last is not None:
            echo(f"  Beholdt, fordi den seneste ændring fortrydes med den: {done.last.name}")
        for sentence in retention.left_sentences(done):
            echo(f"  {sentence}")
        for foreign in done.foreign:
            echo(f"  Ikke rørt, for den er ikke lavet af programmet: {foreign.name}")
        return WITH_ERRORS if done.left else DONE

    raise Exit(each(files, one))
