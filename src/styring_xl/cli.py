"""The command line: one command per thing a nightly batch or a colleague without Excel does."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from styring_xl.errors import StyringError

if TYPE_CHECKING:
    from styring_xl.books.applied import Applied
    from styring_xl.imports.extract import Options
    from styring_xl.job import Report

DONE: Final = 0
WITH_ERRORS: Final = 1
NOT_DONE: Final = 2
_SKIPPED: Final = re.compile(r"^~\$|\.kopi\d+\.xls[xm]$", re.IGNORECASE)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Steering of the specialised social area in Excel: refresh, check and make workbooks.",
)

Files = Annotated[list[Path], typer.Argument(help="Workbooks (.xlsx or .xlsm).", metavar="FILE...")]
Json = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON, amounts in øre.")]
Year = Annotated[
    int | None, typer.Option(min=2000, max=2100, help="The year to compute, instead of the workbook's own.")
]
Closed = Annotated[
    int | None,
    typer.Option(
        "--closed-month", min=0, max=12, help="Last month with booked amounts (0-12), instead of the workbook's own."
    ),
]


def main() -> None:
    """Entry point: exit code 0 done, 1 done with findings of severity fejl, 2 not done."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console or a cron job with another encoding must not stop the work over a letter.
            stream.reconfigure(errors="replace")
    app()


def _refuse(file: Path | None, error: Exception) -> None:
    text = str(error)
    typer.echo(f"{file}: {text}" if file is not None else text, err=True)


def _each(files: list[Path], work: Callable[[Path], int]) -> int:
    """Does the work on every file, whatever happens to the others; the exit code is the worst of theirs."""
    # Half a million plain values hold no cycles, and looking for some time and again takes a third of the time.
    gc.disable()
    worst = DONE
    for file in files:
        if len(files) > 1 and _SKIPPED.search(file.name):
            # A pattern like *.xlsx takes these along; nobody means them.
            typer.echo(f"{file}: sikkerhedskopi eller låsefil, sprunget over", err=True)
            continue
        try:
            with _clear_errors():
                code = work(file)
        except StyringError as error:
            _refuse(file, error)
            code = NOT_DONE
        worst = max(worst, code)
        if file is not files[-1]:
            gc.collect()
    return worst


@contextmanager
def _clear_errors() -> Iterator[None]:
    """What the operating system says, in a sentence a user can act on."""
    try:
        yield
    except FileNotFoundError as error:
        raise StyringError("Filen eller mappen findes ikke.") from error
    except IsADirectoryError as error:
        raise StyringError("Stien er en mappe, ikke en projektmappe.") from error
    except PermissionError as error:
        raise StyringError(
            "Der er ikke adgang til filen; den kan være skrivebeskyttet eller åben i et andet program."
        ) from error
    except OSError as error:
        raise StyringError(
            f"Filen kan ikke læses eller skrives ({error.strerror or 'fejl fra styresystemet'})."
        ) from error
    except MemoryError as error:
        raise StyringError("Der er ikke hukommelse nok til projektmappen.") from error


@contextmanager
def _waiting(text: str, quiet: bool) -> Iterator[None]:
    """A spinner for whoever waits at a terminal."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


def _kr(ore: int) -> str:
    from styring_xl.model.kroner import format_kr

    return format_kr(ore)


def _print_json(entries: list[dict[str, Any]]) -> None:
    import json

    typer.echo(json.dumps({"files": entries}, ensure_ascii=False, indent=2))


@app.command()
def refresh(
    files: Files,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here and leave FILE as it is (one FILE only).")
    ] = None,
    year: Year = None,
    closed_month: Closed = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change and write nothing.")] = False,
    drop_signature: Annotated[
        bool, typer.Option("--drop-signature", help="Refresh a digitally signed workbook and leave it unsigned.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fill the months, put the ledger in, and regenerate Månedsforbrug, Afvigelse and Kontrol."""
    if output is not None and len(files) > 1:
        _refuse(None, StyringError("-o kan kun bruges med én fil."))
        raise typer.Exit(NOT_DONE)
    entries: list[dict[str, Any]] = []

    def one(file: Path) -> int:
        from styring_xl.job import run

        with _waiting(f"Opdaterer {file.name} …", as_json):
            report = run(file, output, year=year, closed=closed_month, dry_run=dry_run, drop_signature=drop_signature)
        entry = report.to_json()
        if dry_run:
            entry["changes"] = report.changes_to_json()
        entries.append(entry)
        if not as_json:
            if dry_run:
                for change in entry["changes"]:
                    before, after = change["before"] or "(tom)", change["after"] or "(tom)"
                    typer.echo(f"{change['sheet']}!{change['cell']}: {before} → {after}")
            _summary(report)
        return WITH_ERRORS if report.refreshed.has_errors else DONE

    code = _each(files, one)
    if as_json:
        _print_json(entries)
    raise typer.Exit(code)


Month = Annotated[int, typer.Option(min=1, max=12, help="The month (1-12).")]
Date = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is done, YYYY-MM-DD; today if not stated.")
]
Note = Annotated[str, typer.Option(help="A note kept in Historik; explains a difference to the ledger.")]
DropSignature = Annotated[
    bool, typer.Option("--drop-signature", help="Change a digitally signed workbook and leave it unsigned.")
]


def _record(
    files: list[Path], prepare: Callable[[Any, Path], Any], action: str, drop_signature: bool, as_json: bool
) -> None:
    entries: list[dict[str, Any]] = []

    def one(file: Path) -> int:
        from styring_xl import job

        with _waiting(f"{action} {file.name} …", as_json):
            report = job.record(file, lambda book: prepare(book, file), action, drop_signature=drop_signature)
        entries.append(report.to_json())
        if not as_json:
            _summary(report)
        return WITH_ERRORS if report.refreshed.has_errors else DONE

    code = _each(files, one)
    if as_json:
        _print_json(entries)
    raise typer.Exit(code)


@app.command()
def close(
    files: Files,
    month: Month,
    ledger_total: Annotated[
        str, typer.Option(help="The ledger's total through the month, as 12.345.678,90; not reconciled if not stated.")
    ] = "",
    note: Note = "",
    label: Annotated[str, typer.Option(help="The budget revision made at the same time, such as BO1.")] = "",
    date: Date = None,
    drop_signature: DropSignature = False,
    as_json: Json = False,
) -> None:
    """Close a month: raise Realiseret til og med, refresh, reconcile with the ledger and keep a row in Historik."""
    from styring_xl import closing

    if ledger_total and len(files) > 1:
        _refuse(None, StyringError("--ledger-total kan kun bruges med én fil."))
        raise typer.Exit(NOT_DONE)
    try:
        ledger = closing.ledger_total(ledger_total)
    except StyringError as error:
        _refuse(None, error)
        raise typer.Exit(NOT_DONE) from error
    day = (date or datetime.now()).date()

    def prepare(book: Any, file: Path) -> Any:
        return closing.close(book, month, day, ledger=ledger, note=note, name=label, hint=file.stem)

    _record(files, prepare, "måned lukket", drop_signature, as_json)


@app.command()
def reopen(files: Files, month: Month, drop_signature: DropSignature = False, as_json: Json = False) -> None:
    """Open a closed month again: Realiseret til og med and Historik are as before it was closed."""
    from styring_xl import closing

    def prepare(book: Any, file: Path) -> Any:
        return closing.reopen(book, month, hint=file.stem)

    _record(files, prepare, "måned åbnet", drop_signature, as_json)


@app.command()
def snapshot(
    files: Files,
    label: Annotated[str, typer.Option(help="What the revision is called, such as BO1.")],
    note: Note = "",
    date: Date = None,
    drop_signature: DropSignature = False,
    as_json: Json = False,
) -> None:
    """Keep the workbook as it is now in Historik, as a budget revision to explain changes from."""
    from styring_xl import closing

    day = (date or datetime.now()).date()

    def prepare(book: Any, file: Path) -> Any:
        return closing.revise(book, label, day, note=note, hint=file.stem)

    _record(files, prepare, "revision gemt", drop_signature, as_json)


def _summary(report: Report) -> None:
    result = report.refreshed
    figures = result.figures
    until = f"realiseret til og med måned {figures.closed}" if figures.closed else "ingen måneder lukket"
    typer.echo(f"{report.file.name}: regnskabsår {figures.year}, {until}")
    sign = "mindreforbrug" if result.variance > 0 else "merforbrug" if result.variance < 0 else "i balance"
    lines = [
        ("Realiseret", figures.realised),
        ("Forventet, resten af året", figures.expected_rest + figures.pool),
        ("Forventet regnskab", figures.result),
        ("Korrigeret budget", result.budget),
        (f"Afvigelse ({sign})", result.variance),
    ]
    for name, ore in lines:
        typer.echo(f"  {name:<28}{_kr(ore):>20} kr.")
    errors = sum(f.severity == "fejl" for f in result.findings)
    typer.echo(
        f"  {result.rows} rækker læst, {result.not_computed} ikke beregnet; "
        f"{errors} fejl og {len(result.findings) - errors} advarsler i Kontrol"
    )
    applied = report.applied
    added = f", nye ark: {', '.join(applied.sheets)}" if applied.sheets else ""
    if applied.is_empty:
        typer.echo("  Ingen celler ændret: projektmappen er allerede opdateret")
    elif report.saved:
        typer.echo(f"  {len(applied.changes)} celler ændret{added} → {report.target}")
    else:
        typer.echo(f"  {len(applied.changes)} celler ville blive ændret{added}")
    if applied.backup is not None:
        typer.echo(f"  Den tidligere udgave ligger i {applied.backup.name}")


@app.command()
def check(
    files: Files,
    layout: Annotated[bool, typer.Option("--layout", help="Show what was recognised where.")] = False,
    year: Year = None,
    closed_month: Closed = None,
    as_json: Json = False,
) -> None:
    """Show the findings, and with --layout what was recognised where; write nothing."""
    entries: list[dict[str, Any]] = []

    def one(file: Path) -> int:
        from styring_xl import job

        with _waiting(f"Læser {file.name} …", as_json):
            entry, errors = job.check(file, layout=layout, year=year, closed=closed_month)
        entries.append(entry)
        if not as_json:
            _show_check(entry)
        if "findings" not in entry:
            return NOT_DONE
        return WITH_ERRORS if errors else DONE

    code = _each(files, one)
    if as_json:
        _print_json(entries)
    raise typer.Exit(code)


def _show_check(entry: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.print(Text(entry["file"]))
    for found in entry.get("layout", ()):
        title = f"{found['role']}: arket »{found['sheet']}«, overskrift i række {found['header_row']}"
        console.print(Text(title), style="bold")
        table = Table("Felt", "Kolonne", "Overskrift")
        for column in found["columns"]:
            table.add_row(column["field"], column["column"], Text(column["header"]))
        console.print(table)
        console.print("  " + ", ".join(f"{count} {name}" for name, count in found["rows"].items()))
    for missing in entry.get("not_found", ()):
        console.print(Text(missing))
    findings = [dict(f, code=code) for code, some in entry.get("findings", {}).items() for f in some]
    if findings:
        table = Table("Alvor", "Kode", "Celle", "Hvad er galt")
        for finding in findings:
            cell = f"{finding['sheet']}!{finding['cell']}" if finding["cell"] else finding["sheet"]
            table.add_row(finding["severity"], finding["code"], Text(cell), Text(finding["message"]))
        console.print(table)
    elif "findings" in entry:
        console.print("Ingen fund.")


@app.command()
def adopt(
    files: Files,
    empty: Annotated[bool, typer.Option("--empty", help="Add the sheets even where nothing was recognised.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be added and write nothing.")] = False,
    drop_signature: Annotated[
        bool, typer.Option("--drop-signature", help="Adopt a digitally signed workbook and leave it unsigned.")
    ] = False,
) -> None:
    """Add Opsætning and the result sheets to a workbook of your own; touch nothing else in it."""

    def one(file: Path) -> int:
        from styring_xl import job

        entry, applied = job.adopt(file, empty=empty, dry_run=dry_run, drop_signature=drop_signature)
        _show_check(entry)
        if applied.sheets:
            typer.echo(f"{'Ville tilføje' if dry_run else 'Tilføjet'}: {', '.join(applied.sheets)}")
        else:
            typer.echo("Alle ark er der allerede.")
        if applied.backup is not None:
            typer.echo(f"Den tidligere udgave ligger i {applied.backup.name}")
        return DONE

    raise typer.Exit(_each(files, one))


@app.command()
def undo(files: Files) -> None:
    """Take the last change of a workbook back: exactly, or cell by cell where it has been worked on since."""

    def one(file: Path) -> int:
        from styring_xl.books.undo import undo as take_back

        done = take_back(file)
        if done.exact:
            typer.echo(f"{file}: som før den seneste ændring")
            return DONE
        typer.echo(f"{file}: {done.cells} celler ført tilbage; arket er ændret siden")
        for refusal in done.refused:
            typer.echo(f"  {refusal.text}")
        if done.sheets_left:
            typer.echo(f"  Disse ark er blevet stående: {', '.join(done.sheets_left)}")
        return DONE

    raise typer.Exit(_each(files, one))


@app.command("import")
def import_(
    postings: Annotated[
        list[Path], typer.Argument(help="Extracts of the ledger (.csv or .xlsx).", metavar="POSTINGS...")
    ],
    into: Annotated[Path, typer.Option("--into", help="The workbook to bring them into.", metavar="FILE")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done and write nothing.")] = False,
    update_changed: Annotated[
        bool,
        typer.Option("--update-changed", help="Put right what stands otherwise under the same bilag and line."),
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help='State a column: "Beløb=Netto" (field=header); remembered in Opsætning.'),
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="The extract's encoding, such as utf-8 or cp1252.")] = None,
    delimiter: Annotated[str | None, typer.Option(help='The extract\'s delimiter, such as ";" or tab.')] = None,
    decimal: Annotated[str | None, typer.Option(help='The extract\'s decimal mark: "," or ".".')] = None,
    unit: Annotated[str | None, typer.Option(help="The unit of the amounts: kr or øre.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of an .xlsx extract.")] = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Bring postings into the ledger sheet: each of them once, however often and in whatever pieces they come."""

    def one(file: Path) -> int:
        from styring_xl.imports import job, report

        options = _import_options(encoding, delimiter, decimal, unit, sheet)
        with _waiting(f"Henter posteringer til {file.name} …", as_json):
            done = job.import_postings(
                postings,
                file,
                options=options,
                given=_stated_columns(column or []),
                year=year,
                update_changed=update_changed,
                dry_run=dry_run,
            )
        if as_json:
            _print_json([{"file": str(file), "saved": done.saved, **done.account.to_json()}])
        else:
            for line in report.lines(done.account):
                typer.echo(line)
            _say_saved(file, done.applied, done.saved, dry_run)
        return WITH_ERRORS if done.account.refused else DONE

    raise typer.Exit(_each([into], one))


@app.command("import-cases")
def import_cases(
    extract: Annotated[Path, typer.Argument(help="Extract of a case system (.csv or .xlsx).", metavar="EXTRACT")],
    into: Annotated[Path, typer.Option("--into", help="The workbook to compare it with.", metavar="FILE")],
    apply: Annotated[bool, typer.Option("--apply", help="Apply what is accepted; add nothing to the preview.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done and write nothing.")] = False,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help='State a column: "Takst=Pris" (field=header); remembered in Opsætning.'),
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="The extract's encoding, such as utf-8 or cp1252.")] = None,
    delimiter: Annotated[str | None, typer.Option(help='The extract\'s delimiter, such as ";" or tab.')] = None,
    decimal: Annotated[str | None, typer.Option(help='The extract\'s decimal mark: "," or ".".')] = None,
    unit: Annotated[str | None, typer.Option(help="The unit of the rates: kr or øre.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of an .xlsx extract.")] = None,
    as_json: Json = False,
) -> None:
    """Show what a case system says otherwise than Disponering; what you have accepted is written."""

    def one(file: Path) -> int:
        from styring_xl.imports import cases, job
        from styring_xl.imports.columns import CASES

        with _waiting(f"Sammenligner med {file.name} …", as_json):
            account, applied, saved = job.import_cases(
                extract,
                file,
                options=_import_options(encoding, delimiter, decimal, unit, sheet),
                given=_stated_columns(column or [], CASES.names),
                only=apply,
                dry_run=dry_run,
            )
        if as_json:
            _print_json([{"file": str(file), "saved": saved, **account.to_json()}])
        else:
            for line in cases.lines(account):
                typer.echo(line)
            _say_saved(file, applied, saved, dry_run)
        return WITH_ERRORS if account.refused else DONE

    raise typer.Exit(_each([into], one))


def _import_options(
    encoding: str | None, delimiter: str | None, decimal: str | None, unit: str | None, sheet: str | None
) -> Options:
    from styring_xl.imports.extract import Options

    marks = {",": ",", ".": ".", "komma": ",", "punktum": "."}
    if decimal is not None and decimal.lower() not in marks:
        raise StyringError('Decimaltegnet skal være "," eller ".".')
    units = {"kr": False, "kr.": False, "kroner": False, "øre": True, "ore": True}
    if unit is not None and unit.lower() not in units:
        raise StyringError("Enheden skal være kr eller øre.")
    return Options(
        encoding=encoding,
        delimiter=delimiter,
        decimal=None if decimal is None else marks[decimal.lower()],
        ore=None if unit is None else units[unit.lower()],
        sheet=sheet,
    )


def _stated_columns(texts: list[str], names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    from styring_xl.imports.columns import NAMES, field_of

    pairs = []
    for text in texts:
        name, sign, header = text.partition("=")
        if not sign or not header.strip():
            raise StyringError(f'»{text}« skal være et felt og en overskrift, f.eks. --column "Beløb=Netto".')
        pairs.append((field_of(name, names or NAMES), header.strip()))
    return pairs


def _say_saved(file: Path, applied: Applied, saved: bool, dry_run: bool) -> None:
    if dry_run:
        typer.echo(f"Intet er skrevet: {len(applied.changes)} celler ville blive ændret i {file.name}")
    elif not saved:
        typer.echo(f"Intet nyt: {file.name} er som før")
    else:
        typer.echo(f"{len(applied.changes)} celler skrevet i {file.name}")
        if applied.backup is not None:
            typer.echo(f"Den tidligere udgave ligger i {applied.backup.name}")


def _write_new(path: Path, data: bytes) -> None:
    if path.exists():
        raise StyringError("Filen findes allerede og er ikke overskrevet.")
    path.write_bytes(data)
    typer.echo(f"{path}: {len(data) / 1024:,.0f} kB".replace(",", "."))


def _suffix(path: Path) -> Path:
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise StyringError("Projektmappens navn skal ende på .xlsx eller .xlsm.")
    return path


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="The workbook to make.", metavar="FILE")],
    year: Annotated[
        int | None, typer.Option(min=2000, max=2100, help="The year it is for; this year if not stated.")
    ] = None,
) -> None:
    """Make an empty standard workbook."""

    def one(path: Path) -> int:
        import datetime as dt

        from styring_xl import workbook

        data = workbook.new(year or dt.date.today().year, macro_enabled=_suffix(path).suffix.lower() == ".xlsm")
        _write_new(path, data)
        return DONE

    raise typer.Exit(_each([file], one))


@app.command()
def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="The workbook to make.")] = Path("Demo.xlsm"),
    cases: Annotated[int, typer.Option(min=1, max=200_000, help="Rows in the disposition.")] = 150,
    postings: Annotated[
        int | None, typer.Option(min=0, max=1_000_000, help="Rows in the ledger; as the cases call for if not stated.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same workbook.")] = 1,
    year: Annotated[int, typer.Option(min=2000, max=2100, help="The year it is for.")] = 2026,
) -> None:
    """Make a workbook of a fictive municipality, of any size."""

    def one(path: Path) -> int:
        from styring_xl import demo as fiction

        macro_enabled = _suffix(path).suffix.lower() == ".xlsm"
        if path.exists():
            raise StyringError("Filen findes allerede og er ikke overskrevet.")
        with _waiting("Laver projektmappen …", False):
            data = fiction.workbook(cases=cases, postings=postings, seed=seed, year=year, macro_enabled=macro_enabled)
        _write_new(path, data)
        return DONE

    raise typer.Exit(_each([output], one))


@app.command()
def anonymise(
    source: Annotated[Path, typer.Argument(help="The workbook to copy.", metavar="IN")],
    target: Annotated[Path, typer.Argument(help="The copy to make (.xlsx).", metavar="OUT")],
    scale: Annotated[str, typer.Option(help="Multiply all amounts with this, such as 1.07.", metavar="FACTOR")] = "1",
    replace_measures: Annotated[
        bool, typer.Option("--replace-measures", help="Replace the names of measures and groups too.")
    ] = False,
) -> None:
    """Make a copy that is safe to send: no CPR number, name or free text of the original is in it."""

    def one(path: Path) -> int:
        from decimal import Decimal, InvalidOperation

        from styring_xl.anonymise import anonymise as make

        try:
            factor = Decimal(scale.replace(",", "."))
        except InvalidOperation as error:
            raise StyringError("--scale skal være et tal, f.eks. 1.07.") from error
        with _waiting(f"Anonymiserer {path.name} …", False):
            made = make(path, target, scale=factor, keep_measures=not replace_measures)
        typer.echo(f"{made.target}: {made.citizens} CPR-numre og {made.texts} tekster er erstattet")
        typer.echo("  Alle dele er gennemsøgt: intet af projektmappens CPR-numre står i kopien")
        if made.dropped:
            typer.echo("  Ikke taget med: " + ", ".join(f"{kind} ({n})" for kind, n in sorted(made.dropped.items())))
        if made.emptied_formulas:
            typer.echo(f"  {made.emptied_formulas} formler er erstattet af deres resultat")
        if made.after:
            typer.echo(f"  Forventet regnskab: {_kr(made.before['result'])} kr. → {_kr(made.after['result'])} kr.")
        if made.kept:
            typer.echo("  Bevaret, se efter at der ingen navne er i dem: " + "; ".join(made.kept))
        return DONE

    raise typer.Exit(_each([source], one))


@app.command()
def install() -> None:
    """Tell Excel's macros which Python to use; needs no administrator rights."""
    from styring_xl import install as setup

    try:
        with _clear_errors():
            for sentence in setup.install():
                typer.echo(sentence)
    except StyringError as error:
        _refuse(None, error)
        raise typer.Exit(NOT_DONE) from error


@app.command()
def doctor(
    file: Annotated[Path | None, typer.Argument(help="A workbook to look at too.", metavar="[FILE]")] = None,
) -> None:
    """Say whether buttons and functions can work on this computer, and what to do about what cannot."""
    from styring_xl import doctor as clinic

    points = clinic.examine(file)
    for point in points:
        typer.echo(f"{point.state.value:<16} {point.name}: {point.text}")
        if point.remedy:
            typer.echo(f"{'':<16} → {point.remedy}")
    raise typer.Exit(WITH_ERRORS if any(point.state is clinic.State.ERROR for point in points) else DONE)


if __name__ == "__main__":
    main()
