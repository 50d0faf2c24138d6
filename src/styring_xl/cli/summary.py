"""What the commands print of their outcome."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from styring_xl.cli.command import echo

if TYPE_CHECKING:
    from styring_xl.books.edit.applied import Applied
    from styring_xl.imports.parting import Parted
    from styring_xl.outcome import FileReport
    from styring_xl.refresh_outcome import RefreshOutcome


_FILE_WIDTH: Final = 160
"""Characters of a line of tables that are written to a file or a pipe."""
UNCHANGED: Final = "  Ingen celler ændret: projektmappen er allerede opdateret"


def kr(ore: int) -> str:
    """Øre in kroner, as writing.kroner; imported when it is used, so that the command line starts at once."""
    from styring_xl.danish.writing import kroner

    return kroner(ore)


def cells(number: int) -> str:
    """So many cells, in words; imported as ``kr`` is."""
    from styring_xl.danish.phrase import counted

    return counted(number, "celle", "celler")


def summary(report: FileReport) -> None:
    """Prints what a refresh of one file came to."""
    _totals(report.file, report.outcome)
    applied = report.applied
    added = f", nye ark: {', '.join(applied.sheets)}" if applied.sheets else ""
    if applied.is_empty:
        echo(UNCHANGED + (f"; en kopi er gemt → {report.target}" if report.saved else ""))
    elif report.saved:
        echo(f"  {cells(len(applied.changes))} ændret{added} → {report.target}")
    else:
        echo(f"  {cells(len(applied.changes))} ville blive ændret{added}")
    if applied.backup is not None:
        echo(f"  Den tidligere udgave ligger i {applied.backup.name}")
    for sentence in applied.told:
        echo(f"  {sentence}")


def summary_of_known(file: Path, outcome: RefreshOutcome) -> None:
    """Prints the same of a file that is known to be up to date."""
    _totals(file, outcome)
    echo(UNCHANGED)


def _totals(file: Path, outcome: RefreshOutcome) -> None:
    until = f"realiseret til og med måned {outcome.closed}" if outcome.closed else "ingen måneder lukket"
    echo(f"{file.name}: regnskabsår {outcome.year}, {until}")
    totals = outcome.totals
    variance = totals["variance"]
    sign = "mindreforbrug" if variance > 0 else "merforbrug" if variance < 0 else "i balance"
    lines = [
        ("Realiseret", totals["realised"]),
        ("Forventet, resten af året", totals["expected"]),
        ("Forventet regnskab", totals["result"]),
        ("Korrigeret budget", totals["budget"]),
        (f"Afvigelse ({sign})", variance),
    ]
    for name, ore in lines:
        echo(f"  {name:<28}{kr(ore):>20} kr.")
    for line in outcome.lines:
        echo(f"  {line}")
    from styring_xl.danish.phrase import counted
    from styring_xl.danish.writing import count

    echo(
        f"  {counted(outcome.rows, 'række', 'rækker')} læst, {count(outcome.not_computed)} ikke beregnet; "
        f"{count(outcome.errors)} fejl og {counted(outcome.warnings, 'advarsel', 'advarsler')} i Kontrol"
    )


def parting_lines(parted: Parted, names: Sequence[str], place: Path, dry_run: bool = False) -> Iterator[str]:
    """How a shared ledger was parted: to each workbook, to nobody, and that it is all of it."""
    from styring_xl.danish.writing import count

    control = parted.control
    yield "Fælles udtræk, delt"
    for note in parted.notes:
        yield f"  {note}"
    parts = ((Path(name).name, tally) for name, tally in zip(names, control.parts, strict=True))
    rest = (("Ufordelt", control.unallocated), ("Difference", control.difference))
    for name, tally in (("Kommet ind", control.came_in), *parts, *rest):
        yield f"  {name:<28}{count(tally.rows):>12} rækker {kr(tally.ore):>20} kr."
    if control.unreadable:
        yield f"  {count(control.unreadable)} af de ufordelte rækker har intet læsbart beløb og er i ingen sum."
    if control.unallocated.rows:
        yield f"  De ufordelte {'ville stå' if dry_run else 'står'} i {place}"


def show_changes(changes: list[dict[str, Any]]) -> None:
    """Cell by cell what would be written. A cell that only looks otherwise says the same twice: those are counted."""
    looks = 0
    for change in changes:
        if change["before"] == change["after"]:
            looks += 1
            continue
        before, after = change["before"] or "(tom)", change["after"] or "(tom)"
        echo(f"{change['sheet']}!{change['cell']}: {before} → {after}")
    if looks:
        echo(f"{cells(looks)} skifter kun udseende")


def show_check(entry: dict[str, Any], *, each: bool = False) -> None:
    """Prints the findings of one file, or its layout, as a table: a line for each kind of finding, or for ``each``."""
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        # In a file or a pipe there is no window to fit into.
        console.width = _FILE_WIDTH
    console.print(Text(entry["file"]))
    for found in entry.get("layout", ()):
        title = f"{found['role']}: arket »{found['sheet']}«, overskrift i række {found['header_row']}"
        console.print(Text(title), style="bold")
        table = Table("Felt", "Kolonne", Column("Overskrift", overflow="fold"))
        for column in found["columns"]:
            table.add_row(column["field"], column["column"], Text(column["header"]))
        console.print(table)
        console.print("  " + ", ".join(f"{count} {name}" for name, count in found["rows"].items()))
        _show_decisions(console, [each for each in entry.get("decisions", ()) if each["sheet"] == found["sheet"]])
    for line in entry.get("reading_lines", ()):
        console.print(Text(line))
    for missing in entry.get("not_found", ()):
        console.print(Text(missing))
    kinds = entry.get("findings", {})
    if kinds:
        table = Table("Alvor", Column("Kode", overflow="fold"))
        table.add_column("Antal", justify="right")
        table.add_column("Kroner på spil", justify="right")
        # Whole in the narrowest window: a code or an address that is cut cannot be looked up.
        table.add_column("Celle", overflow="fold")
        table.add_column("Hvad er galt", overflow="fold")
        for code, findings in kinds.items():
            for line in _lines(code, findings, each=each):
                table.add_row(*map(Text, line))
        console.print(table)
        if not each and any(len(some) > 1 for some in kinds.values()):
            console.print(
                "Hvert fund for sig: styring-xl check --all. Kronerne lægges ikke sammen på tværs af slagsene."
            )
    elif "findings" in entry:
        console.print("Ingen fund.")


def _lines(code: str, findings: list[dict[str, Any]], *, each: bool) -> Iterator[tuple[str, ...]]:
    """What is said of the findings of one kind: severity, code, how many, kroner, where, what is wrong."""
    if each or len(findings) == 1:
        for one in findings:
            yield one["severity"], code, str(one["count"]), _whole(one["at_stake"]), _place(one), one["message"]
        return
    from styring_xl.checks import RULES

    title = next(rule.TITLE for rule in RULES if code == rule.CODE)
    known = [one["at_stake"] for one in findings if one["at_stake"] is not None]
    count = sum(one["count"] for one in findings)
    places = f"{_place(findings[0])} m.fl."
    yield findings[0]["severity"], code, str(count), _whole(sum(known) if known else None), places, title


def _place(finding: dict[str, Any]) -> str:
    return f"{finding['sheet']}!{finding['cell']}" if finding["cell"] else str(finding["sheet"])


def _whole(ore: int | None) -> str:
    from styring_xl.danish.writing import whole_kroner

    return "" if ore is None else whole_kroner(ore)


def _show_decisions(console: Any, decisions: list[dict[str, str]]) -> None:
    from rich.text import Text

    for each in decisions:
        console.print(Text(f"  {each['what']} {each['read_as']}: {each['evidence']}."))
    pins = list(dict.fromkeys(each["pin"] for each in decisions))
    if pins:
        console.print(Text(f"  Skal det læses anderledes, så skriv i Opsætning: {'; '.join(pins).rstrip('.')}."))


def say_saved(file: Path, applied: Applied, saved: bool, dry_run: bool) -> None:
    """Prints how many cells were written, or why none were."""
    if dry_run:
        echo(f"Intet er skrevet: {cells(len(applied.changes))} ville blive ændret i {file.name}")
    elif not saved:
        echo(f"Intet nyt: {file.name} er som før")
    else:
        echo(f"{cells(len(applied.changes))} skrevet i {file.name}")
        if applied.backup is not None:
            echo(f"Den tidligere udgave ligger i {applied.backup.name}")
        for sentence in applied.told:
            echo(sentence)
