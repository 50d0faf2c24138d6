"""The command that takes the puljer *Usikkerhed* proposes into the disposition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from styring_xl.cli.batch import DONE, WITH_ERRORS, report_each, waiting
from styring_xl.cli.options import DropSignature, DryRun, Files, Json
from styring_xl.cli.summary import summary


def accept(
    files: Files,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="A measure whose proposed pulje is accepted; may be repeated. All, if none is stated."),
    ] = None,
    dry_run: DryRun = False,
    drop_signature: DropSignature = False,
    as_json: Json = False,
) -> None:
    """Write the puljer that Usikkerhed proposes (P50 less what is known) as rows of Disponering, and refresh."""

    def one(file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.job import accept_reserves

        with waiting(f"Accepterer puljer i {file.name} …", as_json):
            report, accepted = accept_reserves(file, measure or (), dry_run=dry_run, drop_signature=drop_signature)
        entry = report.to_json()
        entry["reserves"] = [{"measure": each.measure, "amount": each.amount} for each in accepted.reserves]
        if not as_json:
            typer.echo(accepted.sentence() if report.saved else f"Intet er skrevet. {accepted.sentence(would=True)}")
            summary(report)
        return entry, WITH_ERRORS if report.refreshed.has_errors else DONE

    raise typer.Exit(report_each(files, one, as_json))
