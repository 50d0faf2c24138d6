"""The batch file: which workbooks, for which year and month, with which extracts, and where the report goes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from styring_xl.errors import StyringError
from styring_xl.runs.toml_table import TomlTable

ACTIONS: Final = ("refresh", "check", "close", "snapshot")
_LAST_YEAR: Final = 2100
_FIRST_YEAR: Final = 2000


class TakeRule(Struct, frozen=True):
    """What of the shared ledger is a workbook's: patterns of account and cost centre, or its own citizens."""

    accounts: tuple[str, ...] | None
    cost_centers: tuple[str, ...] | None
    own_citizens: bool


class DepartmentOrder(Struct, frozen=True):
    """A workbook with something of its own; ``year`` and ``closed_month`` (0..12) are None for those of all."""

    file: Path
    year: int | None = None
    closed_month: int | None = None
    ledgers: tuple[Path, ...] = ()
    takes: tuple[TakeRule, ...] = ()


class LedgerOrder(Struct, frozen=True):
    """How extracts are read, and the ``files`` that all departments share; texts are as on the command line."""

    files: tuple[Path, ...] = ()
    unallocated: Path | None = None
    """Where the rows go that no department gets."""
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    unit: str | None = None
    sheet: str | None = None
    columns: tuple[str, ...] = ()
    cost_center_column: str | None = None
    update_changed: bool = False


class BatchFile(Struct, frozen=True):
    """All of a batch file; paths are absolute."""

    places: tuple[Path, ...]
    recursive: bool
    exclude: tuple[str, ...]
    departments: tuple[DepartmentOrder, ...]
    action: str
    year: int | None
    closed_month: int | None
    label: str
    note: str
    workers: int
    cluster: str
    by_bytes: bool
    reports: tuple[Path, ...]
    skip_unchanged: bool
    ledger: LedgerOrder = field(default_factory=LedgerOrder)

    @property
    def takes_extracts(self) -> bool:
        """Whether postings are brought into any workbook."""
        return bool(self.ledger.files) or any(each.ledgers for each in self.departments)


def read(path: Path) -> BatchFile:
    """Reads a batch file. Raises StyringError with a sentence, on a line of its own, for all that is wrong with it."""
    try:
        # Windows' Notepad may put a mark before the text, which TOML does not know.
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise StyringError(f"Filen {path.name} findes ikke. Se efter, om navn og mappe er skrevet rigtigt.") from error
    except UnicodeDecodeError as error:
        raise StyringError(f"{path.name} er ikke gemt som UTF-8. Gem den sådan, og prøv igen.") from error
    except tomllib.TOMLDecodeError as error:
        raise StyringError(f"{path.name} er ikke gyldig TOML: {_place(error)}.") from error
    except OSError as error:
        raise StyringError(
            f"{path.name} kan ikke læses. Luk den i andre programmer, eller bed om adgang, og prøv igen."
        ) from error
    problems: list[str] = []
    # As the name stands: a link to a batch file elsewhere is about the workbooks beside the link.
    found = _read(TomlTable(values, "", path.absolute().parent, problems))
    if problems:
        raise StyringError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return found


def _place(error: tomllib.TOMLDecodeError) -> str:
    """Where the parser stopped; its own words are English."""
    found = str(error).rpartition("(at ")[2].rstrip(")")
    line, _, column = found.removeprefix("line ").partition(", column ")
    if line.isdigit() and column.isdigit():
        return f"se linje {line}, tegn {column} (stier skrives med / eller i enkelte anførselstegn)"
    return "slutningen mangler"


def _read(table: TomlTable) -> BatchFile:
    order = table.table("ledger")
    batch = BatchFile(
        places=table.paths("files"),
        recursive=table.flag("recursive"),
        exclude=table.texts("exclude") or (),
        departments=tuple(_department(each) for each in table.tables("workbook")),
        action=table.choice("action", ACTIONS),
        year=table.number("year", _FIRST_YEAR, _LAST_YEAR),
        closed_month=table.number("closed-month", 0, 12),
        label=table.text("label"),
        note=table.text("note"),
        workers=table.number("workers", 0, 1000) or 0,
        cluster=table.text("cluster"),
        by_bytes=table.flag("by-bytes"),
        reports=table.paths("report"),
        skip_unchanged=table.flag("skip-unchanged"),
        ledger=LedgerOrder() if order is None else _ledger(order),
    )
    table.end()
    if not table.problems:
        _check(batch, table)
    return batch


def _department(table: TomlTable) -> DepartmentOrder:
    file = table.path("file")
    if file is None:
        table.bad("file", "mangler")
    found = DepartmentOrder(
        file or table.folder,
        table.number("year", _FIRST_YEAR, _LAST_YEAR),
        table.number("closed-month", 0, 12),
        table.paths("ledger"),
        tuple(_take(each) for each in table.tables("take")),
    )
    table.end()
    return found


def _take(table: TomlTable) -> TakeRule:
    from styring_xl.imports.parting import bad_pattern

    found = TakeRule(table.texts("account"), table.texts("cost-center"), table.flag("citizens"))
    table.end()
    for key, patterns in (("account", found.accounts), ("cost-center", found.cost_centers)):
        for pattern in patterns or ():
            if why := bad_pattern(pattern):
                table.bad(key, f"har mønstret »{pattern}«, som {why}")
    if found.accounts is None and found.cost_centers is None and not found.own_citizens:
        table.bad("account, cost-center eller citizens", "mangler")
    return found


def _ledger(table: TomlTable) -> LedgerOrder:
    found = LedgerOrder(
        files=table.paths("files"),
        unallocated=table.path("unallocated"),
        encoding=table.text("encoding") or None,
        delimiter=table.text("delimiter") or None,
        decimal=table.text("decimal") or None,
        unit=table.text("unit") or None,
        sheet=table.text("sheet") or None,
        columns=table.texts("column") or (),
        cost_center_column=table.text("cost-center-column") or None,
        update_changed=table.flag("update-changed"),
    )
    table.end()
    return found


def _check(batch: BatchFile, table: TomlTable) -> None:
    """What the keys say together."""
    if not batch.places and not batch.departments:
        table.bad("files eller [[workbook]]", "mangler, så der er ingen projektmapper")
    seen: set[Path] = set()
    for each in batch.departments:
        place = each.file.resolve()
        if place in seen:
            table.bad("workbook", f"nævner {each.file.name} to gange")
        seen.add(place)
    takes = any(each.takes for each in batch.departments)
    if batch.ledger.files and not takes:
        table.bad("files", "i [ledger] skal deles, men ingen [[workbook]] har en [[workbook.take]]")
    if takes and not batch.ledger.files:
        table.bad("take", "deler et fælles udtræk, men der er ingen files i [ledger]")
    if batch.action == "check" and (batch.ledger.files or any(each.ledgers for each in batch.departments)):
        table.bad("action", "er check, der intet skriver, så der kan ikke hentes udtræk")
    months = [each.closed_month or batch.closed_month for each in batch.departments] or [batch.closed_month]
    if batch.places:
        months.append(batch.closed_month)
    if batch.action == "close" and not all(months):
        table.bad("closed-month", "skal være den måned, der lukkes (1 til 12), når action er close")
    if batch.action == "snapshot" and not batch.label:
        table.bad("label", "mangler; den siger, hvad revisionen hedder, når action er snapshot")
    if batch.skip_unchanged and not any(path.suffix.lower() == ".json" for path in batch.reports):
        table.bad("skip-unchanged", "kræver en report på .json, som næste kørsel kan sammenligne med")
