"""The command about several departments' workbooks: bring them together in one overview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from styring_xl.cli.batch import refuse, warn
from styring_xl.cli.command import Exit, echo
from styring_xl.cli.meter import meter
from styring_xl.cli.options import ByBytes, Closed, ClusterAddress, Exclude, Files, Json, Recursive, Workers, Year
from styring_xl.cli.parameter import Option
from styring_xl.cli.summary import cells, kr
from styring_xl.errors import StyringError
from styring_xl.runs.chosen import choose
from styring_xl.runs.crew import Help, assembled
from styring_xl.runs.file_outcome import DONE, NOT_DONE, WITH_ERRORS
from styring_xl.runs.report_text import report_text
from styring_xl.runs.trouble import clear_errors

if TYPE_CHECKING:
    from styring_xl.departments.book import WrittenOverview
    from styring_xl.departments.department import Department
    from styring_xl.departments.overview import JointOverview, LeftOut


def overview(
    files: Files,
    output: Annotated[
        Path | None,
        Option("-o", "--output", help="The overview's workbook (.xlsx): made, or regenerated in place."),
    ] = None,
    year: Year = None,
    closed_month: Closed = None,
    workers: Workers = 0,
    cluster: ClusterAddress = "",
    by_bytes: ByBytes = False,
    recursive: Recursive = False,
    exclude: Exclude = None,
    as_json: Json = False,
) -> None:
    """Bring the workbooks of several departments together: what they cost, who has moved, what is found. They are
    only read."""
    outputs = () if output is None else (output,)
    chosen = choose(files, recursive=recursive, exclude=exclude or (), outputs=outputs)
    try:
        read = [each.path for each in chosen if not each.why_not]
        departments, refused = _read(read, year, closed_month, Help(workers, cluster, by_bytes))
    except StyringError as error:
        refuse(None, error)
        raise Exit(NOT_DONE) from error
    for each in chosen:
        if each.why_not:
            refuse(each.path, StyringError(each.why_not))
    code = NOT_DONE if refused or any(each.why_not and not each.is_left_out for each in chosen) else DONE
    try:
        with clear_errors():
            from styring_xl.departments.overview import bring_together

            told = bring_together(departments, refused)
            if output is not None:
                from styring_xl.departments.book import write

                written = write(told, output)
    except StyringError as error:
        refuse(output, error)
        raise Exit(NOT_DONE) from error
    if as_json:
        echo(report_text(told.to_json()))
    else:
        _say(told)
        if output is not None:
            _say_written(written)
    raise Exit(max(code, DONE if told.is_whole else WITH_ERRORS))


def _read(
    files: list[Path], year: int | None, closed: int | None, wanted: Help
) -> tuple[tuple[Department, ...], list[LeftOut]]:
    """The departments, and the files that could not be read, both in the order of the files. Raises StyringError where
    a cluster is asked for and cannot do it."""
    from styring_xl.runs.summing import Summing, bring_down

    with assembled(wanted, warn) as crew, meter(files) as shown:
        found = bring_down(Summing(year, closed), files, crew, shown.done)
    for file in found.overviews:
        echo(f"{file}: er selv et samlet overblik, sprunget over", err=True)
    for file, why in found.refused:
        refuse(file, StyringError(why))
    return found.departments, found.left_out


def _say(told: JointOverview) -> None:
    """Prints a line for each department, the total, and what is not part of it."""
    from styring_xl.departments.overview import until

    echo(f"Regnskabsår {told.year}, {until(told.closed)}")
    echo(f"  {'':<28}{'Korrigeret budget':>20}{'Forventet regnskab':>20}{'Afvigelse':>20}")
    factor = told.sign.factor
    for each in told.departments:
        _line(each.name, each.budget, each.expected, factor)
    _line("I alt", told.budget, told.expected, factor)
    citizens = told.citizens
    echo(f"  {citizens.everybody} borgere, hver talt én gang; {citizens.several} af dem er i flere afdelinger")
    for out in told.left_out:
        echo(f"  {out.name}: {out.why}")


def _line(name: str, budget: int, expected: int, factor: int) -> None:
    variance = factor * (budget - expected)
    echo(f"  {name[:28]:<28}{kr(budget):>20}{kr(expected):>20}{kr(variance):>20}")


def _say_written(written: WrittenOverview) -> None:
    if written.applied is None:
        echo(f"  Skrevet → {written.path}")
    elif written.applied.is_empty:
        echo(f"  Ingen celler ændret: {written.path.name} er allerede opdateret")
    else:
        echo(f"  {cells(len(written.applied.changes))} ændret → {written.path}")
        if written.applied.backup is not None:
            echo(f"  Den tidligere udgave ligger i {written.applied.backup.name}")
