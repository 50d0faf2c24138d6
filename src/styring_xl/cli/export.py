"""The command that writes the departments' figures as tables for BI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from styring_xl.cli.batch import refuse, warn
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import meter
from styring_xl.cli.options import ByBytes, Closed, ClusterAddress, Exclude, Files, Json, Recursive, Workers, Year
from styring_xl.cli.parameter import Option
from styring_xl.cli.summary import kr
from styring_xl.errors import StyringError
from styring_xl.runs.chosen import Chosen, choose
from styring_xl.runs.crew import Crew, Help, assembled
from styring_xl.runs.file_outcome import DONE, NOT_DONE, WITH_ERRORS
from styring_xl.runs.report_text import report_text
from styring_xl.runs.trouble import clear_errors

if TYPE_CHECKING:
    from styring_xl.departments.export import Export, Exported, MadeTables
    from styring_xl.runs.tabling import NoTables


def export(
    files: Files,
    parquet: Annotated[Path, Option(help="The folder of the Parquet tables: made, or added to.")],
    year: Year = None,
    closed_month: Closed = None,
    workers: Workers = 0,
    cluster: ClusterAddress = "",
    by_bytes: ByBytes = False,
    recursive: Recursive = False,
    exclude: Exclude = None,
    as_json: Json = False,
) -> None:
    """Write the workbooks' figures as tables for Power BI and SQL, citizens under a pseudonym whose key is in the
    environment, STYRING_XL_BI_KEY. The workbooks are only read."""
    try:
        with clear_errors():
            from styring_xl.departments.export import Export

            target = Export.to(parquet)
    except StyringError as error:
        refuse(None, error)
        raise Exit(NOT_DONE) from error

    chosen = choose(files, recursive=recursive, exclude=exclude or ())
    entries: list[dict[str, Any]] = []
    written: list[Exported] = []
    worst = DONE if chosen else NOT_DONE
    try:
        with assembled(Help(workers, cluster, by_bytes), warn) as crew:
            for each, found in _found(chosen, year, closed_month, crew):
                entry, code = _one(target, each, found, written)
                worst = max(worst, code)
                if entry:
                    entries.append(entry)
                if "rows" in entry and not as_json:
                    _say(entry)
            control, is_whole = _control(written, crew)
    except StyringError as error:
        refuse(None, error)
        raise Exit(NOT_DONE) from error
    if as_json:
        echo(report_text({"files": entries, "control": control}))
    elif written:
        from styring_xl.danish.phrase import counted

        books = counted(len(written), "projektmappe", "projektmapper")
        echo(
            f"Kontrol: forventet regnskab i {books} {kr(control['expected'])} kr., i tabellerne "
            f"{kr(control['read_back'])} kr."
        )
    if not is_whole:
        refuse(None, StyringError("Tabellerne stemmer ikke med projektmapperne; kør kommandoen igen."))
    raise Exit(worst if is_whole else NOT_DONE)


def _found(
    chosen: Sequence[Chosen], year: int | None, closed: int | None, crew: Crew
) -> Iterator[tuple[Chosen, MadeTables | NoTables]]:
    """What came of each file in the order given; those that are not worked on keep their place."""
    from styring_xl.runs.tabling import NoTables, Tabling, made_tables

    files = [each.path for each in chosen if not each.why_not]
    with meter(files) as shown:
        made = made_tables(Tabling(year, closed), files, crew, shown.done)
        for each in chosen:
            found = NoTables(each.why_not, each.is_left_out) if each.why_not else next(made)
            with shown.paused():
                yield each, found


def _one(
    target: Export, chosen: Chosen, found: MadeTables | NoTables, written: list[Exported]
) -> tuple[dict[str, Any], int]:
    """Writes a file's tables; the report's entry of it and its exit code. What is passed over has no entry."""
    from styring_xl.runs.tabling import NoTables

    if isinstance(found, NoTables):
        why, is_left_out = found.why, found.is_left_out
    else:
        try:
            with clear_errors():
                done = target.write(found)
            written.append(done)
            return _entry(chosen.path, done), WITH_ERRORS if done.has_errors else DONE
        except StyringError as error:
            why, is_left_out = str(error), False
    refuse(chosen.path, StyringError(why))
    return ({}, DONE) if is_left_out else ({"file": str(chosen.path), "error": why}, NOT_DONE)


def _control(written: Sequence[Exported], crew: Crew) -> tuple[dict[str, int], bool]:
    """Forventet regnskab (øre) of the workbooks and of the tables as they can be read now, and whether they agree."""
    from styring_xl.runs.tabling import summed

    expected = sum(each.expected for each in written)
    found = summed([each.places["commitment_months"] for each in written], crew)
    return {"expected": expected, "read_back": found}, expected == found


def _entry(file: Path, done: Exported) -> dict[str, Any]:
    return {
        "file": str(file),
        "department": done.department,
        "year": done.year,
        "closed_month": done.closed,
        "rows": done.rows,
    }


def _say(entry: dict[str, Any]) -> None:
    rows = ", ".join(f"{count} {name}" for name, count in entry["rows"].items())
    echo(f"{entry['department']}, {entry['year']}, måned {entry['closed_month']}: {rows}")
