"""The command that takes the puljer *Usikkerhed* proposes into the disposition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from msgspec import Struct

from styring_xl.cli.batch import Many, report_each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import (
    ByBytes,
    ClusterAddress,
    DropSignature,
    DryRun,
    Exclude,
    Files,
    Json,
    Recursive,
    Report,
    Since,
    Workers,
)
from styring_xl.cli.parameter import Option
from styring_xl.cli.summary import summary
from styring_xl.runs.crew import Help
from styring_xl.runs.file_outcome import DONE, WITH_ERRORS


def accept(
    files: Files,
    measure: Annotated[
        list[str] | None,
        Option(help="A measure whose proposed pulje is accepted; may be repeated. All, if none is stated."),
    ] = None,
    dry_run: DryRun = False,
    drop_signature: DropSignature = False,
    workers: Workers = 0,
    cluster: ClusterAddress = "",
    by_bytes: ByBytes = False,
    recursive: Recursive = False,
    exclude: Exclude = None,
    report: Report = None,
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Write the puljer that Usikkerhed proposes (P50 less what is known) as rows of Disponering, and refresh."""
    work = Accepting(tuple(measure or ()), dry_run, drop_signature, as_json)
    many = Many("accept-reserves", Help(workers, cluster, by_bytes), recursive, exclude or (), report or (), since)
    raise Exit(report_each(files, work, as_json, many))


class Accepting(Struct, frozen=True):
    """The proposed puljer of a workbook accepted; the options of ``accept-reserves``."""

    measures: tuple[str, ...]
    dry_run: bool
    drop_signature: bool
    as_json: bool

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.job import accept_reserves

        with waiting(f"Accepterer puljer i {file.name} …", self.as_json):
            report, accepted = accept_reserves(
                file, self.measures, dry_run=self.dry_run, drop_signature=self.drop_signature
            )
        entry = report.to_json()
        entry["reserves"] = [{"measure": each.measure, "amount": each.amount} for each in accepted.reserves]
        if not self.as_json:
            echo(accepted.sentence() if report.saved else f"Intet er skrevet. {accepted.sentence(would=True)}")
            summary(report)
        return entry, WITH_ERRORS if report.refreshed.has_errors else DONE
