"""The rows that are about the citizen: which cells of them are emptied, and what the citizen is called in them.

A row of the disposition or of a list goes. A posting stays, for the ledger has paid it: its date, account, measure,
supplier and amount, and nothing of whom it was for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from styring_xl import standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import KEEP, Content, parse_address
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block, Patch
from styring_xl.danish.citizen import citizen
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.forget.person import is_telling
from styring_xl.imports.overflow import DOCUMENT
from styring_xl.reading import header
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import Snapshot
from styring_xl.standard.listing import Holds

_PAID: Final = (
    "date", "account", "measure", "supplier", "amount", "period", "line", "year", "side", "debit", "credit",
    "service_from", "service_to",
)  # fmt: skip
"""What stays of a posting."""
_SUM: Final = ("document", "text")
"""What a sum of postings says of the file that holds them; it stays too."""
_NAMED: Final = re.compile(r"navn|\bborger|\bbarn", re.IGNORECASE)


class Removal(Struct):
    """The cells to empty, the rows about the citizen by sheet, and how many were emptied or lost their citizen."""

    blocks: list[Block] = field(default_factory=list)
    rows: dict[str, set[int]] = field(default_factory=dict)
    emptied: dict[str, int] = field(default_factory=dict)
    nameless: dict[str, int] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    """What other citizens are called, as labels."""

    @property
    def patch(self) -> Patch:
        """The cells to empty."""
        return Patch(blocks=tuple(self.blocks))

    @property
    def telling(self) -> set[str]:
        """The names that are this citizen's alone and long enough to be looked for everywhere."""
        return {name for name in self.names if is_telling(name) and label(name) not in self.others}

    def empty(self, sheet: str, row: int, cells: Mapping[int, object]) -> None:
        """Empty some cells of a row, by their columns; what is empty is left alone."""
        held = [at for at, value in cells.items() if value is not None]
        self.rows.setdefault(sheet, set()).add(row)
        if held:
            values: list[Content] = [None if at in held else KEEP for at in range(min(held), max(held) + 1)]
            self.blocks.append(Block.of(sheet, row, min(held), (tuple(values),)))


def removal(book: FileBook, snapshot: Snapshot, cpr: str) -> Removal:
    """What is to be emptied in a workbook."""
    found = Removal()
    for table in snapshot.layout.of(header.DISPOSITION):
        _commitments(book.grid(table.sheet), table, snapshot, cpr, found)
    for table in snapshot.layout.of(header.POSTINGS):
        _postings(book, table, snapshot, cpr, found)
    _lists(book, snapshot, cpr, found)
    _notes(snapshot, found)
    return found


def _commitments(grid: Grid, table: RoleTable, snapshot: Snapshot, cpr: str, found: Removal) -> None:
    at = table.columns.get("cpr", 0)
    rows = snapshot.disposition.commitments
    mine = {p.row for p, who in zip(rows.places, rows.cpr, strict=True) if p.sheet == table.sheet and who == cpr}
    last = table.last_row or table.end or len(grid.rows)
    mine |= {row for row in range(table.first_row, last + 1) if at and citizen(grid.value(row, at)) == cpr}
    named = _name_columns(table)
    columns = range(min(table.headers), max(table.headers) + 1)
    for row in range(table.first_row, last + 1):
        if row in mine:
            found.empty(table.sheet, row, {c: _held(grid, row, c) for c in columns})
        _called(found, (grid.value(row, c) for c in named), row in mine)
    _add(found.emptied, table.sheet, len(mine))


def _held(grid: Grid, row: int, column: int) -> object:
    return grid.formulas.get((row, column), grid.value(row, column))


def _called(found: Removal, values: Iterator[object], is_mine: bool) -> None:
    for value in values:
        if isinstance(value, str) and any(map(str.isalpha, value)):
            found.names.add(clean(value)) if is_mine else found.others.add(label(value))


def _name_columns(table: RoleTable) -> list[int]:
    """The columns that hold what a citizen is called: those no field is read from and whose header says so."""
    used = {*table.columns.values(), *table.months.values()}
    return [at for at, head in table.headers.items() if at not in used and _NAMED.search(head)]


def _postings(book: FileBook, table: RoleTable, snapshot: Snapshot, cpr: str, found: Removal) -> None:
    ledger = snapshot.ledger
    mine: set[int] = set()
    if table.sheet in ledger.sheets and cpr in ledger.citizens:
        at_sheet = ledger.sheet == ledger.sheets.index(table.sheet)
        mine |= set(ledger.row[at_sheet & (ledger.cpr == ledger.citizens.index(cpr))].tolist())
    columns = sorted(table.headers)
    read = book.columns(table.sheet, table.first_row, columns)
    rows = read.rows.tolist()
    at = table.columns.get("cpr")
    if at is not None:
        values = read[at].values()
        mine |= {row for row, value in zip(rows, values, strict=True) if citizen(value) == cpr}
    places = [at for at, row in enumerate(rows) if row in mine]
    if not places:
        return
    division = snapshot.settings.division
    stays = {table.columns[name] for name in _PAID if name in table.columns}
    stays |= {*table.months.values()}
    if division is not None and (label_at := division.column(table)) is not None:
        stays.add(label_at)
    sums = {table.columns[name] for name in _SUM if name in table.columns}
    document = table.columns.get("document", 0)
    named = _name_columns(table)
    held = {column: read[column].values() for column in columns}
    for at in places:
        is_sum = document and clean(held[document][at]) == DOCUMENT
        kept = stays | sums if is_sum else stays
        found.empty(table.sheet, rows[at], {column: held[column][at] for column in columns if column not in kept})
        _called(found, (held[column][at] for column in named), True)
    others = set(range(len(rows))) - set(places)
    _called(found, (held[column][at] for column in named for at in others), False)
    _add(found.nameless, table.sheet, len(places))


def _lists(book: FileBook, snapshot: Snapshot, cpr: str, found: Removal) -> None:
    for spot in snapshot.lists.spots:
        people = [at for name, at in spot.columns.items() if spot.listing.field(name).holds is Holds.CITIZEN]
        if not people:
            continue
        grid = book.grid(spot.sheet)
        left, right = min(spot.columns.values()), max(spot.columns.values())
        while not is_blank(grid.value(spot.header, right + 1)):
            right += 1
        used = set(spot.columns.values())
        named = [
            at for at in range(left, right + 1) if at not in used and _NAMED.search(clean(grid.value(spot.header, at)))
        ]
        for row in range(spot.header + 1, len(grid.rows) + 1):
            mine = any(citizen(grid.value(row, at)) == cpr for at in people)
            _called(found, (grid.value(row, at) for at in named), mine)
            if mine:
                found.empty(spot.sheet, row, {c: _held(grid, row, c) for c in range(left, right + 1)})
                _add(found.emptied, spot.sheet, 1)


def _notes(snapshot: Snapshot, found: Removal) -> None:
    """What a user has noted in *Kontrol* beside a finding in one of the rows."""
    grid = snapshot.typed.get(standard.FINDINGS_AREA)
    if grid is None:
        return
    heads = {label(standard.ACCEPTED): 0, "ark": 0, "celle": 0}
    for row in range(1, len(grid.rows) + 1):
        texts = {label(value): at for at, value in enumerate(grid.rows[row - 1], 1) if isinstance(value, str)}
        if all(heads.values()):
            note, sheet, cell = (grid.value(row, at) for at in heads.values())
            if note is not None and isinstance(cell, str) and _row(cell) in found.rows.get(clean(sheet), ()):
                found.empty(grid.sheet, row, {heads[label(standard.ACCEPTED)]: note})
                _add(found.emptied, grid.sheet, 1)
        elif heads.keys() <= texts.keys():
            heads = {name: texts[name] for name in heads}


def _row(cell: str) -> int:
    try:
        return parse_address(cell)[0]
    except ValueError:
        return 0


def _add(counts: dict[str, int], sheet: str, count: int) -> None:
    if count:
        counts[sheet] = counts.get(sheet, 0) + count
