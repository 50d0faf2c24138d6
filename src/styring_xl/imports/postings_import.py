"""Postings brought into a workbook: extracts and workbook in, a patch and the whole account of it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from styring_xl import standard, workbook
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.book import HEAD_ROWS, ReadableBook
from styring_xl.cells.cell import Content
from styring_xl.cells.column import Columns
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block, Growth, NewSheet, Patch
from styring_xl.errors import StyringError
from styring_xl.imports import ledger_sheet, overflow, posting, stored
from styring_xl.imports.columns import NAMES, Stated, check_given
from styring_xl.imports.control import Control, Part
from styring_xl.imports.delimited import LineCount
from styring_xl.imports.extract import Extract, Options
from styring_xl.imports.extract import read as read_extract
from styring_xl.imports.ledger_sheet import LedgerSheet
from styring_xl.imports.merge import differing, merge
from styring_xl.imports.posting import REASONS, TEXTS, Pools, Postings, Read
from styring_xl.reading import header, layout, parameters, settings
from styring_xl.reading.ledger.account import Accounts, Contradiction
from styring_xl.reading.ledger.amount import MARK_NAMES
from styring_xl.reading.ledger.entries import Reason
from styring_xl.reading.ledger.row_account import KindAccount
from styring_xl.reading.role_table import RoleTable
from styring_xl.reports import lay_out

Ints = npt.NDArray[np.int64]

ACTION: Final = "posteringer_importeret"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be used: where it is and why."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A posting that is known by its bilag and line but stands otherwise: where, and in which fields."""

    file: str
    line: int
    sheet: str
    row: int | None
    """The sheet's row; None when it stands in a detail file or in another extract of the same import."""
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileAccount:
    """How one extract was read, as it is shown."""

    name: str
    how: str
    header_line: int
    columns: tuple[tuple[str, str], ...]
    """(the field's name, the header)."""
    unused: tuple[str, ...]
    rows: int
    kinds: tuple[KindAccount, ...]
    """Where all rows under the header went."""
    count: LineCount | None
    """The lines of a text file, counted without its parser."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportAccount:
    """The whole account of an import."""

    files: tuple[FileAccount, ...]
    control: Control
    refused: tuple[RefusedRow, ...]
    differences: tuple[Difference, ...]
    sheet: str
    unplaced: tuple[tuple[str, Part], ...]
    """Accounts that no row of the table places on a measure."""
    contradictions: tuple[Contradiction, ...]
    reopened: Part
    """New postings in months that are closed."""
    closed: int
    alike: Part
    """New postings that resemble one that stands there."""
    not_kept: tuple[str, ...]
    """Fields of the extracts that the sheet has no column for."""
    aggregated: int
    """Rows that stand for the new postings when the sheet has no room for each, else 0."""
    detail: str
    """The file with the postings behind them."""

    def to_json(self) -> dict[str, Any]:
        """Øre, rows and lines; no text of any posting."""
        return {
            "files": [
                {
                    "file": each.name,
                    "read_as": each.how,
                    "header_line": each.header_line,
                    "columns": dict(each.columns),
                    "unused_columns": list(each.unused),
                    "rows": each.rows,
                    "rows_by_kind": {
                        part.kind.name.lower(): {"rows": part.rows, "amount": part.ore} for part in each.kinds
                    },
                    "lines": None if each.count is None else asdict(each.count),
                    "notes": list(each.notes),
                }
                for each in self.files
            ],
            "sheet": self.sheet,
            "control": self.control.to_json(),
            "refused": [{"file": each.file, "line": each.line, "reason": each.reason} for each in self.refused],
            "changed": [
                {"file": each.file, "line": each.line, "row": each.row, "fields": list(each.fields)}
                for each in self.differences
            ],
            "accounts_without_measure": [
                {"account": name, "rows": part.rows, "amount": part.ore} for name, part in self.unplaced
            ],
            "contradictory_accounts": [
                {"account": each.account, "rows": list(each.rows), "measures": list(each.measures)}
                for each in self.contradictions
            ],
            "in_closed_months": {"rows": self.reopened.rows, "amount": self.reopened.ore},
            "closed_month": self.closed,
            "resembling": {"rows": self.alike.rows, "amount": self.alike.ore},
            "fields_without_column": list(self.not_kept),
            "aggregated_rows": self.aggregated,
            "detail_file": self.detail or None,
        }


@dataclass(frozen=True, slots=True)
class Planned:
    """What an import would do: the patch, the account, and the detail file to write first."""

    patch: Patch
    account: ImportAccount
    detail: bytes = b""


def plan(
    book: ReadableBook,
    files: Sequence[Path],
    folder: Path,
    stem: str,
    *,
    options: Options | None = None,
    given: Sequence[tuple[str, str]] = (),
    year: int | None = None,
    update_changed: bool = False,
    capacity: int | None = None,
) -> Planned:
    """Reads the extracts and says what bringing them into the book takes.

    ``folder`` and ``stem`` say where the workbook is and what it is called; ``given`` are (field, header) a user
    states; ``capacity`` overrides how many rows the sheet has left. Raises StyringError when an extract cannot be read
    in one way only, or the sheet has something in the way.
    """
    options = options or Options()
    stated, found, _ = lay_out(book, year)
    setup = settings.sheet_of(book.sheet_names)
    grid = None if setup is None else book.grid(setup)
    columns = Stated(tuple(given), () if grid is None else stored.read(grid, standard.ROLE_POSTINGS_EXTRACT, NAMES))
    pools = Pools()
    tables = found.of(header.POSTINGS)
    new_sheets: tuple[NewSheet, ...] = ()
    source: ReadableBook = book
    if not tables:
        tables, new_sheets, source = _new_ledger(book)
    the_year = year or stated.year or tables[0].year
    sheets = [ledger_sheet.read(source, table, pools, the_year) for table in tables]
    sheet = sheets[-1]

    there = Postings.joined([each.postings for each in sheets])
    there = replace(there, line=np.where(_in_last(sheets), there.line, -1))
    summed = overflow.is_sum(there, pools)
    detail = overflow.read(folder, overflow.files(there.take(summed), pools), pools)
    there = Postings.joined((there.take(~summed), detail))
    standing, accounts_before = len(there), there.texts["account"]
    fields = frozenset.intersection(*(each.fields for each in sheets))

    accounts: list[FileAccount] = []
    refused: list[RefusedRow] = []
    differences: list[Difference] = []
    control = Control()
    updates: dict[int, frozenset[str]] = {}
    alike = Part()
    known_fields: set[str] = set()
    headers: set[str] = set()
    for number, path in enumerate(files):
        extract = read_extract(path, options, columns)
        read = posting.read(extract, number, options, pools, the_year)
        accounts.append(_account(extract, read))
        headers |= {*extract.mapping.headers}
        known_fields |= read.fields
        refused += [
            RefusedRow(path.name, line, REASONS[Reason(reason)])
            for line, reason in zip(read.refused.line.tolist(), read.refused.reason.tolist(), strict=True)
        ]
        postings = ledger_sheet.as_written(sheet, read.postings)
        merged = merge(there, postings, read.fields, fields)
        new, same, other = postings.take(merged.new), postings.take(merged.known), postings.take(merged.changed)
        alike += _part(postings.take(merged.alike))
        common = tuple(sorted(read.fields & fields))
        before = there.take(merged.changed_from)
        differences += [
            Difference(path.name, line, sheet.table.sheet, row if row > 0 and place < standing else None, names)
            for line, row, place, names in zip(
                other.line.tolist(),
                before.line.tolist(),
                merged.changed_from.tolist(),
                differing(before, other, common),
                strict=True,
            )
        ]
        changed, updated, replaced = _part(other), Part(), Part()
        if update_changed and len(other):
            # Only what stands in a row of the sheet, or is about to, can be put right.
            at = merged.changed_from
            place = np.flatnonzero((at >= standing) | (before.line > 0) & (before.source == ledger_sheet.SHEET))
            there = _put_right(there, at[place], other.take(place), read.fields)
            in_sheet = at[place] < standing
            updates |= dict.fromkeys(at[place][in_sheet].tolist(), read.fields)
            updated = _part(other.take(place[in_sheet]))
            replaced = _part(before.take(place[~in_sheet]))
            rest = np.setdiff1d(np.arange(len(other)), place)
            changed = _part(other.take(rest))
        control = Control(
            came_in=control.came_in + _part(read.postings) + Part(len(read.refused), read.refused.total),
            placed=control.placed,
            known=control.known + _part(same),
            changed=control.changed + changed,
            updated=control.updated + updated,
            replaced=control.replaced + replaced,
            refused=control.refused + Part(len(read.refused), read.refused.total),
            unreadable=control.unreadable + int((~read.refused.has_amount).sum()),
        )
        there = Postings.joined((there, new))
    check_given(given, headers, NAMES)

    table_of = parameters.sheet_of(book.sheet_names)
    entries = parameters.read(book.grid(table_of)).accounts if table_of else ()
    placing = Accounts(entries)
    fresh = _placed(there.take(np.arange(standing, len(there))), placing, pools)
    control = replace(control, placed=_part(fresh))
    if control.difference != Part():
        raise StyringError("Kontrolsummen stemmer ikke, så intet er skrevet. Giv udtrækket til den, der vedligeholder.")

    data, name, written = b"", "", fresh
    room = sheet.room.capacity if capacity is None else capacity
    if len(fresh) > room:
        data = overflow.to_bytes(fresh, pools)
        name = overflow.file_name(Path(stem), data)
        written = overflow.sums(fresh, pools, name)
        if len(written) > room:
            raise StyringError(
                f"Arket »{sheet.table.sheet}« har ikke plads til posteringerne, heller ikke samlet pr. borger, "
                "foranstaltning og måned. Flyt gamle år til en projektmappe for sig, og prøv igen."
            )
        if "document" not in sheet.fields or "text" not in sheet.fields:
            raise StyringError(
                f"Arket »{sheet.table.sheet}« har ikke plads til posteringerne én for én. For at kunne stå samlet "
                "mangler det en kolonne til bilagsnr. og en til posteringstekst."
            )
    blocks, growths = ledger_sheet.appended(source, sheet, written, pools)
    # In the order of the sheet, so that the same import always gives the same patch.
    rows = np.array(sorted(updates), np.int64)
    moved = rows[there.texts["account"][rows] != accounts_before[rows]]
    there = _place_rows(there, moved, placing, pools)
    updates |= {row: updates[row] | {"measure"} for row in moved.tolist()}
    rewritten: list[Block] = []
    for fields_of in dict.fromkeys(updates[row] for row in rows.tolist()):
        some = np.array([row for row in rows.tolist() if updates[row] == fields_of], np.int64)
        rewritten += ledger_sheet.rewritten(sheet, there.take(some), pools, fields_of)
    store: tuple[tuple[Block, ...], tuple[Growth, ...]] = ((), ())
    if grid is not None:
        wanted = [pair for each in accounts for pair in each.columns]
        store = stored.remember(book, grid, standard.ROLE_POSTINGS_EXTRACT, wanted)
    closed = stated.closed or 0
    late = _part(fresh.take((fresh.month // 12 == (the_year or -1)) & (fresh.month % 12 < closed)))
    lacking = tuple(
        NAMES["date" if each == "day" else each]
        for each in (*TEXTS, "day")
        if each in known_fields and each not in sheet.fields and not (each == "day" and "period" in sheet.columns)
    )
    account = ImportAccount(
        files=tuple(accounts),
        control=control,
        refused=tuple(refused),
        differences=tuple(differences),
        sheet=sheet.table.sheet,
        unplaced=_unplaced(fresh, pools) if "measure" in sheet.columns else (),
        contradictions=tuple(placing.contradictions.values()),
        reopened=late,
        closed=closed,
        alike=alike,
        not_kept=lacking,
        aggregated=len(written) if name else 0,
        detail=name,
    )
    nothing = not (blocks or rewritten)
    patch = Patch(
        sheets=() if nothing else new_sheets,
        blocks=(*rewritten, *blocks, *store[0]),
        growths=(*growths, *store[1]),
    )
    return Planned(patch, account, data)


def _in_last(sheets: Sequence[LedgerSheet]) -> npt.NDArray[np.bool_]:
    """Which of all sheets' postings stand on the last sheet, the one that is written."""
    return np.concatenate([np.full(len(each.postings), each is sheets[-1]) for each in sheets] or [np.zeros(0, bool)])


def _new_ledger(book: ReadableBook) -> tuple[tuple[RoleTable, ...], tuple[NewSheet, ...], ReadableBook]:
    """The template's ledger sheet under a name that is free."""
    template = FileBook.from_bytes(workbook.build())
    taken = {name.casefold() for name in book.sheet_names}
    names = (standard.POSTINGS, f"{standard.POSTINGS} (Styring)", *(f"{standard.POSTINGS} ({n})" for n in range(2, 99)))
    name = next(each for each in names if each.casefold() not in taken)
    found = layout.recognise(template).of(header.POSTINGS)
    table = next(each for each in found if each.sheet == standard.POSTINGS)
    return (replace(table, sheet=name),), (NewSheet(name, standard.POSTINGS),), _Renamed(template, name)


class _Renamed:
    """The template, its ledger sheet under the name it will have."""

    def __init__(self, book: FileBook, name: str) -> None:
        self.book, self.name = book, name

    @property
    def sheet_names(self) -> Sequence[str]:
        return (self.name,)

    def is_hidden(self, sheet: str) -> bool:
        return False

    def head(self, sheet: str, rows: int = HEAD_ROWS) -> Grid:
        return self.book.head(standard.POSTINGS, rows)

    def grid(self, sheet: str) -> Grid:
        return self.book.grid(standard.POSTINGS)

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> Columns:
        return self.book.columns(standard.POSTINGS, first_row, columns)

    def resolve(self, name: str) -> tuple[str, Ref] | None:
        return None

    def contents(self, block: Block) -> Mapping[tuple[int, int], Content]:
        return self.book.contents(replace(block, sheet=standard.POSTINGS))


def _part(postings: Postings) -> Part:
    return Part(len(postings), postings.total)


def _account(extract: Extract, read: Read) -> FileAccount:
    how = [extract.how] if extract.how else [f"arket »{extract.sheet}«"]
    if extract.how:
        how.append(MARK_NAMES[read.mark])
    how.append("beløb i øre" if read.in_ore else "beløb i kr.")
    columns = tuple((NAMES[each], extract.mapping.header(each)) for each in extract.mapping.columns)
    rows = len(read.postings) + len(read.refused)
    return FileAccount(
        extract.name,
        ", ".join(how),
        extract.header_line,
        columns,
        extract.mapping.unused,
        rows,
        read.rows,
        extract.count,
        read.notes,
    )


def _put_right(there: Postings, rows: Ints, by: Postings, fields: frozenset[str]) -> Postings:
    """What stands there with some rows as a later extract has them; fields it knows nothing of stay."""
    month, day, amount = there.month.copy(), there.day.copy(), there.amount.copy()
    month[rows], amount[rows] = by.month, by.amount
    if "day" in fields:
        day[rows] = by.day
    codes = {name: code.copy() for name, code in there.texts.items()}
    for name in TEXTS:
        if name in fields:
            codes[name][rows] = by.texts[name]
    return replace(there, month=month, day=day, amount=amount, texts=codes)


def _placed(postings: Postings, accounts: Accounts, pools: Pools) -> Postings:
    """The postings with the measure their account stands for; what the table leaves out keeps its own."""
    if not accounts or not len(postings):
        return postings
    codes, at = np.unique(postings.texts["account"], return_inverse=True)
    names = [accounts.measure(pools.names["account"][code]) for code in codes.tolist()]
    found = pools.add("measure", names)[at]
    measures = np.where(found > 0, found, postings.texts["measure"])
    return replace(postings, texts={**postings.texts, "measure": measures})


def _place_rows(postings: Postings, rows: Ints, accounts: Accounts, pools: Pools) -> Postings:
    """The same postings, some rows placed as ``_placed`` does."""
    measures = postings.texts["measure"].copy()
    measures[rows] = _placed(postings.take(rows), accounts, pools).texts["measure"]
    return replace(postings, texts={**postings.texts, "measure": measures})


def _unplaced(postings: Postings, pools: Pools) -> tuple[tuple[str, Part], ...]:
    """Accounts of postings without a measure, those with most kroner first."""
    bare = postings.take(postings.texts["measure"] == 0)
    codes, at = np.unique(bare.texts["account"], return_inverse=True)
    found = []
    for number, code in enumerate(codes.tolist()):
        some = bare.take(at == number)
        found.append((pools.names["account"][code] or "(uden konto)", _part(some)))
    return tuple(sorted(found, key=lambda each: (-abs(each[1].ore), each[0])))
