"""How the cells of each sheet are written: by the fields of its columns, its lists, and the citizens of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from msgspec import Struct, field

from styring_xl.anonymise.coarse import DateMoves
from styring_xl.anonymise.columns import Masked
from styring_xl.anonymise.given import GivenWorkbook
from styring_xl.anonymise.judgement import judged, style_natures
from styring_xl.anonymise.nature import Nature
from styring_xl.anonymise.numbers import in_number, in_words
from styring_xl.anonymise.outline import SheetOutline, outline
from styring_xl.anonymise.setup import set_up
from styring_xl.anonymise.sheet import Masking, SheetMasking, cells_of
from styring_xl.books.ooxml.scan.chunk import ISO, NUMBER, SHARED, TEXT
from styring_xl.books.ooxml.workbook import WorkbookSheet
from styring_xl.cells.cell import MAX_ROW
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.text import clean, is_blank


class UntoldCells(Struct, frozen=True):
    """Some cells of a sheet in one column."""

    sheet: str
    cells: Ref


class Plans(Struct):
    """The plans of a workbook's sheets; in a coarse copy the dates of a citizen are moved."""

    given: GivenWorkbook
    columns: Masked
    moves: DateMoves | None
    untold: list[UntoldCells] = field(default_factory=list)
    """Figures that are multiplied though nothing says that they are amounts."""
    _people: dict[str, dict[int, int]] = field(default_factory=dict)
    _made: dict[str, SheetMasking] = field(default_factory=dict)
    _looks: list[Nature] = field(default_factory=list)

    def of(self, sheet: WorkbookSheet) -> SheetMasking:
        """What is done with the cells of a sheet."""
        if sheet.name not in self._made:
            self._made[sheet.name] = self._of(sheet)
        return self._made[sheet.name]

    def _of(self, sheet: WorkbookSheet) -> SheetMasking:
        other = self.columns.unknown()
        table = self.given.tables.get(sheet.name)
        is_set_up = self.given.is_set_up(sheet.name)
        if table is None:
            first_row, heads = _heads(self.given.heads[sheet.name])
            columns = {at: self.columns.by_head(head) for at, head in heads.items()}
            areas: list[tuple[Ref, Masking]] = []
            if is_set_up:
                first_row, columns, areas = 1, {}, set_up(self.given.file.grid(sheet.name), self.columns)
            spots = self.given.lists(sheet.name)
            for spot in spots:
                first_row = spot.header + 1
                columns |= {at: self.columns.by_mask(spot.listing.field(n).mask) for n, at in spot.columns.items()}
                columns |= {
                    at: self.columns.by_mask(spot.listing.field(spot.listing.across).mask) for at in spot.beside
                }
            known = [ref for ref, _ in areas]
            known += [
                Ref(spot.header + 1, at, MAX_ROW, at) for spot in spots for at in (*spot.columns.values(), *spot.beside)
            ]
            areas = [*self._own(sheet, known, first_row, heads, may_have_more=not (is_set_up or spots)), *areas]
            if self.moves is None or is_set_up:
                return SheetMasking(other, columns, first_row, areas=areas)
            return SheetMasking(other, columns, first_row, self._moved(sheet, self.moves), by_month=True, areas=areas)
        columns = {at: self.columns.by_head(head) for at, head in table.headers.items()}
        for name, at in table.columns.items():
            columns[at] = self.columns.by_field(name)
        for at in table.months.values():
            columns[at] = self.columns.months()
        moved = {} if self.moves is None else self._moved(sheet, self.moves)
        fields = [*table.columns.values(), *table.months.values()]
        known = [Ref(table.first_row, at, MAX_ROW, at) for at in fields]
        areas = self._own(sheet, known, table.first_row, table.headers, is_recognised=True)
        return SheetMasking(other, columns, table.first_row, moved, areas=areas)

    def _own(
        self,
        sheet: WorkbookSheet,
        known: list[Ref],
        first_row: int,
        first: Mapping[int, str],
        *,
        is_recognised: bool = False,
        may_have_more: bool = False,
    ) -> list[tuple[Ref, Masking]]:
        """How the columns of a user's own are masked beyond what the header says that stands above ``first_row``.

        ``known`` are the cells whose meaning is recognised, ``first`` that header, the only one of a table that
        ``is_recognised``. With ``may_have_more`` other tables of the user's may stand below."""
        if not (may_have_more or self.columns.tells_apart):
            return []
        if is_recognised:
            found = outline(self.given.book, sheet, {first_row - 1: first}, known)
        else:
            found = outline(self.given.book, sheet)
        areas = list(self._named(found, first_row, first)) if may_have_more else []
        if self.columns.tells_apart:
            self._looks = self._looks or style_natures(self.given.book.styles)
            named = [ref for ref, _ in areas]
            named += [
                Ref(first_row, at, MAX_ROW, at) for at, head in first.items() if self.columns.named(head) is not None
            ]
            areas += self._codes(sheet, found, [*known, *named])
        return areas

    def _codes(self, sheet: WorkbookSheet, found: SheetOutline, without: list[Ref]) -> Iterator[tuple[Ref, Masking]]:
        """The figures that are no amounts; those of which nobody can tell it are kept to be told of."""
        plain = self.columns.plain()
        for column in found.columns(without):
            for each in judged(found, column, self._looks):
                if each.nature is Nature.CODE:
                    yield each.cells, plain
                elif each.nature is Nature.UNTOLD and any(
                    map(self.columns.is_changed, found.figures(column, each.cells))
                ):
                    self.untold.append(UntoldCells(sheet.name, each.cells))

    def _named(self, sheet: SheetOutline, first_row: int, first: Mapping[int, str]) -> Iterator[tuple[Ref, Masking]]:
        """The columns of tables further down, and cells with a word to the left of them, that hold something of their
        own kind: birthdays, telephones, remarks."""
        tops = [top for top in sorted(sheet.heads) if top >= first_row]
        for top, end in zip(tops, (*(each - 1 for each in tops[1:]), MAX_ROW), strict=False):
            for at in sorted({*sheet.heads[top], *first}):
                head, before = sheet.heads[top].get(at, ""), first.get(at, "")
                if self.columns.named(head) is not None or self.columns.named(before) is not None:
                    yield Ref(top + 1, at, end, at), self.columns.by_head(head)
        alone = np.flatnonzero((sheet.cells.kind == NUMBER) | (sheet.cells.kind == ISO))
        words = sheet.beside(alone, -1) if len(alone) else []
        masked = {word: None if any(map(str.isdigit, word)) else self.columns.named(word) for word in set(words)}
        for at, word in zip(alone.tolist(), words, strict=True):
            row, column = int(sheet.cells.row[at]), int(sheet.cells.column[at])
            masking = masked[word]
            if masking is not None and not sheet.head_of(row, column):
                yield Ref(row, column, row, column), masking

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
