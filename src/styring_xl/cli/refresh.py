"""The commands about a workbook as it is: bring it up to date, look it through, take the last change back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.check_outcome import CheckOutcome
from styring_xl.cli.batch import Many, each, refuse, report_each
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import (
    ByBytes,
    Closed,
    ClusterAddress,
    Exclude,
    Files,
    Json,
    OnlyFiles,
    Recursive,
    Report,
    Since,
    Workers,
    Year,
)
from styring_xl.cli.parameter import Option
from styring_xl.cli.summary import cells, show_changes, show_check, summary, summary_of_known
from styring_xl.errors import StyringError
from styring_xl.refresh_outcome import RefreshOutcome
from styring_xl.runs.crew import Help
from styring_xl.runs.file_outcome import DONE, NOT_DONE, WITH_ERRORS
from styring_xl.runs.run_report import settings_of


def refresh(
    files: Files,
    output: Annotated[
        Path | None, Option("-o", "--output", help="Write here and leave FILE as it is (one FILE only).")
    ] = None,
    year: Year = None,
    closed_month: Closed = None,
    dry_run: Annotated[bool, Option("--dry-run", help="Show what would change and write nothing.")] = False,
    drop_signature: Annotated[
        bool, Option("--drop-signature", help="Refresh a digitally signed workbook and leave it unsigned.")
    ] = False,
    workers: Workers = 0,
    cluster: ClusterAddress = "",
    by_bytes: ByBytes = False,
    recursive: Recursive = False,
    exclude: Exclude = None,
    report: Report = None,
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Fill the months, put the ledger in, and regenerate the result sheets."""
    if output is not None and (len(files) > 1 or files[0].is_dir()):
        refuse(None, StyringError("-o kan kun bruges med én fil: udelad den, eller opdater én ad gangen."))
        raise Exit(NOT_DONE)
    if output is not None and cluster:
        refuse(None, StyringError("-o kan ikke bruges med --cluster: udelad den ene."))
        raise Exit(NOT_DONE)
    work = Refreshing(output, year, closed_month, dry_run, drop_signature, as_json)
    many = Many("refresh", Help(workers, cluster, by_bytes), recursive, exclude or (), report or (), since)
    raise Exit(report_each(files, work, as_json, many))


class Refreshing(Struct, frozen=True):
    """A workbook brought up to date; the options of ``refresh``."""

    output: Path | None = None
    year: int | None = None
    closed: int | None = None
    dry_run: bool = False
    drop_signature: bool = False
    as_json: bool = False

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl import known

        settings = settings_of(replace(self, output=None, dry_run=False))
        if self.output is None:
            found = known.recall(file, settings, RefreshOutcome, is_in_place=not self.dry_run)
            if found is not None:
                return self._told_again(file, found)
        from styring_xl.job import run

        is_in_place = self.output is None and not self.dry_run
        with waiting(f"Opdaterer {file.name} …", self.as_json):
            report = run(
                file,
                self.output,
                year=self.year,
                closed=self.closed,
                dry_run=self.dry_run,
                drop_signature=self.drop_signature,
                written=known.written(file, settings) if is_in_place else None,
            )
        entry = report.to_json()
        if report.known is not None:
            known.keep(file, settings, report.known, report.outcome, report.source)
        if self.dry_run:
            entry["changes"] = report.changes_to_json()
        if not self.as_json:
            if self.dry_run:
                show_changes(entry["changes"])
            summary(report)
        return entry, WITH_ERRORS if report.outcome.has_errors else DONE

    def _told_again(self, file: Path, found: RefreshOutcome) -> tuple[dict[str, Any], int]:
        """What a refresh tells that changes nothing."""
        entry = found.to_json(file, file, saved=False, cells=0, sheets=())
        if self.dry_run:
            entry["changes"] = []
        if not self.as_json:
            summary_of_known(file, found)
        return entry, WITH_ERRORS if found.has_errors else DONE


def check(
    files: Files,
    layout: Annotated[bool, Option("--layout", help="Show what was recognised where.")] = False,
    each: Annotated[bool, Option("--all", help="Show each finding, not one line for each kind.")] = False,
    year: Year = None,
    closed_month: Closed = None,
    workers: Workers = 0,
    cluster: ClusterAddress = "",
    by_bytes: ByBytes = False,
    recursive: Recursive = False,
    exclude: Exclude = None,
    report: Report = None,
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Show the findings, and with --layout what was recognised where; write nothing."""
    work = Checking(layout, year, closed_month, as_json, each)
    many = Many("check", Help(workers, cluster, by_bytes), recursive, exclude or (), report or (), since)
    raise Exit(report_each(files, work, as_json, many))


class Checking(Struct, frozen=True):
    """A workbook looked through; the options of ``check``."""

    layout: bool = False
    year: int | None = None
    closed: int | None = None
    as_json: bool = False
    each: bool = False

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl import known

        settings = settings_of(replace(self, each=False))
        # What was recognised is shown by the cells it was recognised by, which are not kept.
        if self.layout or (found := known.recall(file, settings, CheckOutcome, is_in_place=False)) is None:
            found = self._checked(file, settings)
        entry = {"file": str(file)} | found.entry
        if not self.as_json:
            show_check(entry, each=self.each)
        if "findings" not in entry:
            return entry, NOT_DONE
        return entry, WITH_ERRORS if found.has_errors else DONE

    def _checked(self, file: Path, settings: str) -> CheckOutcome:
        from styring_xl import inspection, known

        with waiting(f"Læser {file.name} …", self.as_json):
            checked = inspection.check(file, layout=self.layout, year=self.year, closed=self.closed)
        found = CheckOutcome({name: told for name, told in checked.entry.items() if name != "file"}, checked.has_errors)
        if checked.bytes is not None and not self.layout:
            known.keep(file, settings, checked.bytes, found)
        return found


def undo(files: OnlyFiles) -> None:
    """Take the last change of a workbook back: exactly, or cell by cell where it has been worked on since."""

    def one(file: Path) -> int:
        from styring_xl.calc.closed import undo as take_back

        done = take_back(file)
        if done.exact:
            echo(f"{file}: som før den seneste ændring")
            return DONE
        echo(f"{file}: {cells(done.cells)} ført tilbage; arket er ændret siden")
        for obstacle in done.obstacles:
            echo(f"  {obstacle.text}")
        if done.sheets_left:
            echo(f"  Disse ark er blevet stående: {', '.join(done.sheets_left)}")
        return DONE

    raise Exit(each(files, one))
