"""The command that does what a batch file says: extracts parted and brought in, every workbook brought up to date."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Struct

from styring_xl.cli.batch import Many, refuse, run_reported, warn
from styring_xl.cli.closing import Closing, Revising
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.imports import import_options, stated_columns
from styring_xl.cli.meter import waiting
from styring_xl.cli.options import DryRun, Json
from styring_xl.cli.parameter import Argument, Option
from styring_xl.cli.refresh import Checking, Refreshing
from styring_xl.errors import StyringError
from styring_xl.runs.chosen import Chosen, choose
from styring_xl.runs.crew import Help, assembled
from styring_xl.runs.file_outcome import DONE, NOT_DONE, WITH_ERRORS, FileOutcome, Task, Work

if TYPE_CHECKING:
    from styring_xl.imports.extract import Options
    from styring_xl.imports.ledger_part import LedgerPart
    from styring_xl.imports.parting import Claim, Parted
    from styring_xl.runs.batch_file import BatchFile, DepartmentOrder


def batch(
    file: Annotated[Path, Argument(help="The batch file (.toml); paths in it are from its folder.", metavar="TOML")],
    workers: Annotated[
        int | None, Option(min=0, help="How many workbooks at the same time, instead of what the file says.")
    ] = None,
    cluster: Annotated[
        str | None,
        Option(help="The Dask cluster to use, instead of what the file says; an empty text for this machine."),
    ] = None,
    by_bytes: Annotated[
        bool | None,
        Option("--by-bytes/--by-path", help="Send the workbooks to the cluster, instead of what the file says."),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Do what a batch file says with every department's workbook, and write one report."""
    from styring_xl.runs import batch_file

    try:
        order = batch_file.read(file)
        address = order.cluster if cluster is None else cluster
        # Without a cluster there is nobody to send anything to.
        sent = order.by_bytes and cluster != "" if by_bytes is None else by_bytes
        wanted = Help(order.workers if workers is None else workers, address, sent)
        wanted.check()
        if sent and order.takes_extracts:
            raise StyringError(
                "Projektmapper, der skal have udtræk, kan ikke sendes (--by-bytes): deres posteringer kan stå i en fil "
                "ved siden af, som klyngens arbejdere ikke ser. Intet er begyndt."
            )
        code = _run(order, wanted, as_json, dry_run)
        if dry_run and not as_json:
            echo("Intet er skrevet.")
    except StyringError as error:
        refuse(None, error)
        code = NOT_DONE
    raise Exit(code)


def _run(order: BatchFile, wanted: Help, as_json: bool, dry_run: bool) -> int:
    """Raises StyringError where the run cannot begin. With ``dry_run`` nothing is written, neither a workbook nor the
    report nor the unallocated rows."""
    from styring_xl.runs import report_file

    named = [each.file for each in order.departments]
    outputs = (*order.reports, *order.ledger.files, *(path for each in order.departments for path in each.ledgers))
    chosen = [Chosen(path) for path in named]
    if order.places:
        # A workbook that is named is never left out, and taken once.
        outputs += tuple(named)
        found = choose(order.places, recursive=order.recursive, exclude=order.exclude, outputs=outputs)
        chosen += found
    report_file.check_places(order.reports)
    extracts = import_options(
        order.ledger.encoding, order.ledger.delimiter, order.ledger.decimal, order.ledger.unit, order.ledger.sheet
    )
    given = tuple(stated_columns(list(order.ledger.columns)))
    more: dict[str, Any] = {}
    parts: Mapping[str, tuple[LedgerPart, ...]] = {}
    ledger_code = DONE
    if order.ledger.files:
        parted = _part(order, extracts, given, wanted, as_json)
        takers = [each for each in order.departments if each.takes]
        parts = {_identity(each.file): mine for each, mine in zip(takers, parted.parts, strict=True)}
        more, ledger_code = _told(order, parted, [str(each.file) for each in takers], as_json, dry_run)
    own = {_identity(each.file): each for each in order.departments}

    def task_of(path: Path) -> Task:
        key = _identity(path)
        work = _work(order, own.get(key), parts.get(key, ()), extracts, given, as_json, dry_run)
        return Task(path, work, work.settings)

    since = next((path for path in order.reports if path.suffix.lower() == ".json"), None)
    many = Many(
        "batch", wanted, reports=() if dry_run else order.reports, since=since if order.skip_unchanged else None
    )
    return max(ledger_code, run_reported(chosen, task_of, as_json, many, more))


def _identity(path: Path) -> str:
    return os.path.normcase(path.resolve())


# The ledger all departments share.


class CitizensOf(Struct, frozen=True):
    """The CPR numbers of a workbook's disposition: read into memory, handed on in memory, and never written."""

    year: int | None

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl import workbook
        from styring_xl.calc.closed import open_book
        from styring_xl.reports import read

        found = read(open_book(file, drop_signature=True, template=workbook.build), year=self.year, hint=file.stem)
        return {"citizens": frozenset(found.disposition.commitments.cpr) - {""}}, DONE


def _part(order: BatchFile, options: Options, given: Sequence[tuple[str, str]], wanted: Help, as_json: bool) -> Parted:
    """The shared extracts, each posting with whom it belongs to. Raises StyringError."""
    from styring_xl.imports import parting
    from styring_xl.imports.posting import Pools

    takers = [each for each in order.departments if each.takes]
    rules = _rules(takers, _citizens(takers, order.year, wanted))
    asks_center = any(rule.cost_centers is not None for some in rules for rule in some)
    header = (order.ledger.cost_center_column or parting.COST_CENTER_HEADER) if asks_center else None
    pools = Pools()
    with waiting("Læser og deler det fælles udtræk …", as_json):
        wholes = parting.read(
            order.ledger.files, pools, options=options, given=given, center_header=header, year=order.year
        )
        return parting.part(wholes, rules, pools)


def _citizens(takers: Sequence[DepartmentOrder], year: int | None, wanted: Help) -> dict[Path, frozenset[str] | None]:
    """The citizens of each workbook whose rules ask for them; None where it cannot be read."""
    asked = [each.file for each in takers if any(rule.own_citizens for rule in each.takes)]
    if not asked:
        return {}
    from styring_xl.runs.file_outcome import contained

    tasks = [Task(path, CitizensOf(year)) for path in asked]
    lost = FileOutcome.refused(asked[0], "")
    with assembled(wanted, warn) as crew:
        done = crew.over(contained, tasks, asked, lambda task: lost)
        return {asked[number]: outcome.entry.get("citizens") for number, outcome in done}


def _rules(takers: Sequence[DepartmentOrder], citizens: Mapping[Path, frozenset[str] | None]) -> list[list[Claim]]:
    from styring_xl.imports.parting import Claim, Everybody

    def of(file: Path) -> frozenset[str] | Everybody:
        found = citizens.get(file)
        return Everybody.EVERYBODY if found is None else found

    return [
        [Claim(rule.accounts, rule.cost_centers, of(each.file) if rule.own_citizens else None) for rule in each.takes]
        for each in takers
    ]


def _told(
    order: BatchFile, parted: Parted, names: Sequence[str], as_json: bool, dry_run: bool
) -> tuple[dict[str, Any], int]:
    """Writes the unallocated rows, tells how the ledger was parted, and returns it for the report, with the exit code.

    Raises StyringError when the rows cannot be written.
    """
    from styring_xl.cli.summary import parting_lines
    from styring_xl.imports.parting import as_csv, control_json
    from styring_xl.runs.report_file import write_rows

    beside = order.reports[0].parent if order.reports else order.ledger.files[0].parent
    place = order.ledger.unallocated or beside / "ufordelt.csv"
    if not dry_run:
        write_rows(place, as_csv(parted.unallocated), order.ledger.files[0])
    if not as_json:
        for line in parting_lines(parted, names, place, dry_run):
            echo(line)
    more = {
        "ledger": {
            "extracts": [str(path) for path in order.ledger.files],
            "notes": list(parted.notes),
            "control": control_json(parted.control, names),
            "unallocated_file": str(place),
        }
    }
    return more, WITH_ERRORS if parted.control.unallocated.rows else DONE


# One workbook.


class DepartmentWork(Struct, frozen=True):
    """A workbook's extracts and parts brought in, and then what is asked for done with it."""

    then: Work
    extracts: tuple[Path, ...]
    parts: tuple[LedgerPart, ...]
    options: Options
    given: tuple[tuple[str, str], ...]
    year: int | None
    update_changed: bool
    as_json: bool
    settings: str
    """What tells this work from others, as in FileOutcome."""
    dry_run: bool = False

    def __call__(self, file: Path) -> tuple[dict[str, Any], int]:
        from styring_xl.books.file.preview import previewed

        with previewed() if self.dry_run else nullcontext():
            return self._done(file)

    def _done(self, file: Path) -> tuple[dict[str, Any], int]:
        brought: dict[str, Any] = {}
        code = DONE
        if self.extracts or self.parts:
            from styring_xl.imports import job, report

            done = job.import_postings(
                (*self.extracts, *self.parts),
                file,
                options=self.options,
                given=self.given if self.extracts else (),
                year=self.year,
                update_changed=self.update_changed,
                tidies=False,
            )
            if not self.as_json:
                echo(f"{file.name}: posteringer{' ville blive' if self.dry_run else ''} hentet")
                for line in report.lines(done.account):
                    echo(f"  {line}")
            brought = {"import": {"saved": done.saved, **done.account.to_json()}}
            code = WITH_ERRORS if done.account.refused else DONE
        entry, then = self.then(file)
        return entry | brought, max(code, then)


def _work(
    order: BatchFile,
    department: DepartmentOrder | None,
    parts: tuple[LedgerPart, ...],
    options: Options,
    given: tuple[tuple[str, str], ...],
    as_json: bool,
    dry_run: bool,
) -> DepartmentWork:
    import hashlib

    from styring_xl.runs.file_outcome import fingerprint
    from styring_xl.runs.run_report import settings_of

    year, month = order.year, order.closed_month
    extracts: tuple[Path, ...] = ()
    if department is not None:
        year = year if department.year is None else department.year
        month = month if department.closed_month is None else department.closed_month
        extracts = department.ledgers
    then = _action(order, year, month, as_json)
    told = (
        settings_of(then),
        [fingerprint(path) for path in extracts],
        [part.fingerprint for part in parts],
        options,
        given,
        order.ledger.update_changed,
    )
    settings = hashlib.sha256(repr(told).encode()).hexdigest()
    changed = order.ledger.update_changed
    return DepartmentWork(then, extracts, parts, options, given, year, changed, as_json, settings, dry_run)


def _action(order: BatchFile, year: int | None, month: int | None, as_json: bool) -> Work:
    if order.action == "check":
        return Checking(year=year, closed=month, as_json=as_json)
    if order.action == "refresh":
        return Refreshing(year=year, closed=month, as_json=as_json)
    import datetime as dt

    today = dt.date.today()
    if order.action == "close":
        return Closing(False, as_json, month or 0, today, None, order.note, order.label)
    return Revising(False, as_json, order.label, today, order.note)
