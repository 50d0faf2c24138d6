"""How the cells of each sheet are written: by the fields of its columns, its lists, and the citizens of its rows."""

from __future__ import annotations

from msgspec import Struct, field

from styring_xl.anonymise.coarse import DateMoves
from styring_xl.anonymise.columns import Masked
from styring_xl.anonymise.given import GivenWorkbook
from styring_xl.anonymise.numbers import in_number, in_words
from styring_xl.anonymise.setup import set_up
from styring_xl.anonymise.sheet import Masking, SheetMasking, cells_of
from styring_xl.books.ooxml.scan.chunk import NUMBER, SHARED, TEXT
from styring_xl.books.ooxml.workbook import WorkbookSheet
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.text import clean, is_blank


class Plans(Struct):
    """The plans of a workbook's sheets; in a coarse copy the dates of a citizen are moved."""

    given: GivenWorkbook
    columns: Masked
    moves: DateMoves | None
    _people: dict[str, dict[int, int]] = field(default_factory=dict)

    def of(self, sheet: WorkbookSheet) -> SheetMasking:
        """What is done with the cells of a sheet."""
        other = self.columns.unknown()
        table = self.given.tables.get(sheet.name)
        is_set_up = self.given.is_set_up(sheet.name)
        if table is None:
            first_row, heads = _heads(self.given.heads[sheet.name])
            columns = {at: self.columns.by_head(head) for at, head in heads.items()}
            areas: list[tuple[Ref, Masking]] = []
            if is_set_up:
                first_row, columns, areas = 1, {}, set_up(self.given.file.grid(sheet.name), self.columns)
            for spot in self.given.lists(sheet.name):
                first_row = spot.header + 1
                columns |= {at: self.columns.by_mask(spot.listing.field(n).mask) for n, at in spot.columns.items()}
                columns |= {
                    at: self.columns.by_mask(spot.listing.field(spot.listing.across).mask) for at in spot.beside
                }
            if self.moves is None or is_set_up:
                return SheetMasking(other, columns, first_row, areas=areas)
            return SheetMasking(other, columns, first_row, self._moved(sheet, self.moves), by_month=True)
        columns = {at: self.columns.by_head(head) for at, head in table.headers.items()}
        for name, at in table.columns.items():
            columns[at] = self.columns.by_field(name)
        for at in table.months.values():
            columns[at] = self.columns.months()
        moved = {} if self.moves is None else self._moved(sheet, self.moves)
        return SheetMasking(other, columns, table.first_row, moved)

    def _moved(self, sheet: WorkbookSheet, moves: DateMoves) -> dict[int, int]:
        """The rows of a sheet that are about a citizen, and the days their dates are moved."""
        if sheet.name not in self._people:
            self._people[sheet.name] = moves.rows(_people(self.given, sheet))
        return self._people[sheet.name]


def _people(given: GivenWorkbook, sheet: WorkbookSheet) -> dict[int, str]:
    """The rows of a sheet that are about a citizen, and whom."""
    found: dict[int, str] = {}
    for cells in cells_of(given.book, sheet):
        for row, kind, number, code in zip(
            cells.row.tolist(), cells.kind.tolist(), cells.number.tolist(), cells.code.tolist(), strict=True
        ):
            if kind in (SHARED, TEXT):
                text = given.book.strings[code] if kind == SHARED else cells.texts[code]
                known = next(iter(in_words(text)), None)
            else:
                known = in_number(number) if kind == NUMBER else None
            if known is not None:
                found.setdefault(row, known)
    if given.snapshot is not None:
        rows, ledger = given.snapshot.disposition.commitments, given.snapshot.ledger
        people = zip(rows.places, rows.cpr, strict=True)
        found |= {place.row: who for place, who in people if place.sheet == sheet.name and who}
        if sheet.name in ledger.sheets:
            mine = ledger.sheet == ledger.sheets.index(sheet.name)
            paid = zip(ledger.row[mine].tolist(), ledger.cpr[mine].tolist(), strict=True)
            found |= {row: ledger.citizens[who] for row, who in paid if who}
    return found


def _heads(grid: Grid) -> tuple[int, dict[int, str]]:
    """The first row under the first row of headers (two texts or more), and the headers."""
    for number, cells in enumerate(grid.rows, start=1):
        texts = {at: clean(v) for at, v in enumerate(cells, start=1) if isinstance(v, str) and not is_blank(v)}
        if len(texts) >= 2:
            return number + 1, texts
    return 1, {}
