"""Looks the postings and commitments behind a figure up in the workbook it was computed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from styring_xl.danish.units import RATE_UNITS
from styring_xl.danish.writing import decimals, kroner
from styring_xl.figures import booked, key
from styring_xl.figures.compute import Figures
from styring_xl.figures.key import NOBODY
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.placed import placed
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.commitments import ONE, weighted
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reading import header
from styring_xl.reading.disposition.disposition import NO_MEASURE, Place
from styring_xl.reading.interning import Codes
from styring_xl.reading.snapshot import Snapshot

TYPED_BOOKED: Final = "Skrevet i måneden som forbrug; der er ingen posteringer i arket"
_SHARED: Final = "Den del af posteringerne, som en anden bevilling har"


class RowTracer:
    """Finds the postings and commitments behind a figure; nothing is looked up before it is asked for."""

    def __init__(self, snapshot: Snapshot, figures: Figures) -> None:
        self.snapshot = snapshot
        self.figures = figures
        self.rows = snapshot.disposition.commitments
        self.ledger = snapshot.ledger
        self._tables = {
            (role, table.sheet): table for role in header.ROLES for table in reversed(snapshot.layout.of(role))
        }

    # Commitments.

    def month(self, row: int, month: int) -> MadeOf:
        """A commitment's month 1..12: the postings that were placed on it, or what it is expected to cost."""
        return MadeOf.sum(self.of_month([row], month))

    def year(self, row: int) -> MadeOf:
        """A commitment's year: its twelve months."""
        return MadeOf.sum(self._cell(row, month) for month in range(1, 13))

    def of_month(self, rows: Sequence[int], month: int) -> Iterator[TraceItem]:
        """What some commitments have together in a month."""
        if month > self.figures.closed:
            yield from (self._expected(row, month) for row in rows)
        elif not self.has_ledger:
            yield from (self._typed(row, month) for row in rows)
        else:
            yield from self._booked(rows, month)

    def commitments(self, rows: Iterable[int], months: Sequence[int] = range(1, 13)) -> Iterator[TraceItem]:
        """A commitment each, with what it has in some months of the year."""
        at = [month - 1 for month in months]
        for row in rows:
            yield self._of_row(row, int(self.figures.months[row, at].sum()), "result", self.text(row))

    def text(self, row: int) -> str:
        """A commitment in words: its measure and supplier, and no citizen."""
        rows = self.rows
        return ", ".join(each for each in (rows.measure[row], rows.supplier[row]) if each)

    def where(self, row: int, field: str = "result") -> tuple[str, int, int]:
        """Sheet, row and column of a field of a commitment."""
        place = self.rows.places[row]
        return place.sheet, place.row, self._column(header.DISPOSITION, place, field)

    def counted(self, row: int, amount: float, text: str = "", when: str = "") -> TraceItem:
        """A commitment with a number of its own, such as 1 for a citizen; ``text`` says more than its measure."""
        sheet, at, column = self.where(row, "start")
        said = text or self.text(row)
        return TraceItem(ItemKind.COMMITMENT, amount, sheet, at, column, when, said, TraceUnit.NUMBER)

    def one(self, row: int, amount: float, unit: TraceUnit = TraceUnit.ORE, when: str = "") -> TraceItem:
        """A commitment with an amount of its own, such as what it costs a year."""
        sheet, at, column = self.where(row, "rate")
        return TraceItem(ItemKind.COMMITMENT, amount, sheet, at, column, when, self.text(row), unit)

    def _of_row(self, row: int, amount: int, field: str, text: str, when: str = "") -> TraceItem:
        sheet, at, column = self.where(row, field)
        return TraceItem(ItemKind.COMMITMENT, amount, sheet, at, column, when, text)

    def _cell(self, row: int, month: int) -> TraceItem:
        place = self.rows.places[row]
        table = self._tables.get((header.DISPOSITION, place.sheet))
        column = table.months.get(month, 0) if table is not None else 0
        amount = int(self.figures.months[row, month - 1])
        if not column:
            return self._of_row(row, amount, "result", self.text(row), self._when(month))
        return TraceItem(ItemKind.CELL, amount, place.sheet, place.row, column, self._when(month), self.text(row))

    def _expected(self, row: int, month: int) -> TraceItem:
        """What a commitment is expected to cost in a month, with what it is worked out from."""
        rows = self.rows
        unit = self._unit_word(row)
        said = [f"takst {kroner(int(rows.rate[row]))} kr.{f' pr. {unit}' if unit else ''}"]
        for value, word in ((rows.quantity[row], "mængde"), (rows.vat[row], "momsfaktor")):
            if value != ONE:
                said.append(f"{word} {decimals(int(value) / ONE, 4)}")
        if rows.probability[row] != ONE:
            said.append(f"sandsynlighed {decimals(int(rows.probability[row]) / 100, 2)} %")
        text = f"{self.text(row)}: {', '.join(said)}" if self.text(row) else ", ".join(said)
        return self._of_row(row, int(self.figures.months[row, month - 1]), "rate", text, self._when(month))

    def _typed(self, row: int, month: int) -> TraceItem:
        cell = self._cell(row, month)
        return TraceItem(ItemKind.TYPED, cell.amount, cell.sheet, cell.row, cell.column, cell.when, TYPED_BOOKED)

    def _unit_word(self, row: int) -> str:
        unit = RateUnit(int(self.rows.unit[row]))
        return "" if unit == RateUnit.ONCE else RATE_UNITS[unit]

    def _booked(self, rows: Sequence[int], month: int) -> Iterator[TraceItem]:
        mine = set(rows)
        persons = self._row_person
        for told, wanted in ((True, self.figures.key), (False, persons)):
            posted = self._posted if told else self.payer
            for code in dict.fromkeys(int(wanted[row]) for row in rows if persons[row] != NOBODY):
                postings = self._counted(month) & (self.ledger.told == told) & (posted == code)
                found = np.flatnonzero(postings & (self.payer != NOBODY))
                if not len(found):
                    continue
                candidates = np.flatnonzero(self.rows.computable & (wanted == code) & (persons != NOBODY))
                for each in placed(
                    self.rows, candidates, self._suppliers[0], self._weighted, found, self._suppliers[1],
                    self.ledger.amount, month, self.figures.year,
                ):  # fmt: skip
                    inside = np.isin(each.rows, rows)
                    if not each.shares[inside].any():
                        continue
                    yield from self.postings(each.postings)
                    for other, share in zip(each.rows.tolist(), each.shares.tolist(), strict=True):
                        if share and other not in mine:
                            cell = self._cell(other, month)
                            yield TraceItem(
                                ItemKind.SHARE, -share, cell.sheet, cell.row, cell.column, cell.when, _SHARED
                            )

    # The ledger.

    def postings(self, at: Iterable[int]) -> Iterator[TraceItem]:
        """A posting each, by their places in the ledger."""
        ledger, chosen = self.ledger, np.array(list(at), np.int64)
        columns = [
            self._column(header.POSTINGS, Place(sheet, 0), "amount", "amount_ore", "debit", "credit")
            for sheet in ledger.sheets
        ]
        # A measure may have tens of thousands of them, so everything is looked up for all of them at once.
        months = (ledger.year[chosen] - 1970) * 12 + ledger.month[chosen] - 1
        day = np.datetime_as_string(ledger.booked[chosen])
        when = np.where(np.isnat(ledger.booked[chosen]), np.datetime_as_string(months.astype("datetime64[M]")), day)
        said = (ledger.measure[chosen].astype(np.int64) * len(ledger.suppliers) + ledger.supplier[chosen]).tolist()
        texts = {code: self._posting_text(*divmod(code, len(ledger.suppliers))) for code in set(said)}
        for amount, sheet, row, day_or_month, text in zip(
            ledger.amount[chosen].tolist(),
            ledger.sheet[chosen].tolist(),
            ledger.row[chosen].tolist(),
            when.tolist(),
            said,
            strict=True,
        ):
            where = (ledger.sheets[sheet], row, columns[sheet])
            yield TraceItem(ItemKind.POSTING, amount, *where, day_or_month, texts[text])

    def _posting_text(self, measure: int, supplier: int) -> str:
        said = (self.ledger.measures[measure], self.ledger.suppliers[supplier])
        return ", ".join(each for each in said if each)

    @property
    def has_ledger(self) -> bool:
        """Whether the closed months come from a ledger, and not from what users have written in them."""
        return not self.figures.closed or bool(self.snapshot.layout.of(header.POSTINGS))

    @cached_property
    def _measures(self) -> Codes:
        """The measures by number, as the figures number them: the ledger's are among them."""
        measures = Codes()
        measures.all(self.figures.measures)
        return measures

    @cached_property
    def _numbered(self) -> tuple[Integers, Integers]:
        """The citizen and the measure of each posting by number, as the figures number them."""
        people = booked.no_people()
        people.all(self.rows.cpr)
        return booked.numbered(self.ledger, people, self._measures)

    @property
    def payer(self) -> Integers:
        """The citizen of each posting by number, NOBODY where there is none, int64 (p,)."""
        return self._numbered[0]

    @property
    def kind(self) -> Integers:
        """The measure of each posting, as its place in ``Figures.measures``, int64 (p,)."""
        return self._numbered[1]

    def measure_code(self, name: str) -> int:
        """The number of a measure."""
        return self._measures.of(name)

    @cached_property
    def _posted(self) -> Integers:
        return key.pack(self.payer, self.kind)

    @cached_property
    def _row_person(self) -> Integers:
        return key.unpack(self.figures.key)[0]

    @cached_property
    def _weighted(self) -> Integers:
        return weighted(self.figures.full, self.rows.probability)

    @cached_property
    def _suppliers(self) -> tuple[Integers, Integers]:
        """The supplier of each commitment and of each posting by number, -1 where none is stated."""
        suppliers = Codes()
        suppliers.of("")
        own = suppliers.all(self.rows.supplier) - 1
        return own, suppliers.all(self.ledger.suppliers)[self.ledger.supplier] - 1

    def _counted(self, month: int = 0) -> Flags:
        """The postings that count this year, of one month or of all the closed ones."""
        months = [month] if month else list(range(1, self.figures.closed + 1))
        counted: Flags = np.logical_and(self.ledger.year == self.figures.year, np.isin(self.ledger.month, months))
        return counted

    @cached_property
    def _unplaced(self) -> Flags:
        """The postings of the year that met no commitment, bool (p,)."""
        mine = self.rows.computable & (self._row_person != NOBODY)
        told = np.isin(self._posted, np.unique(self.figures.key[mine]))
        untold = np.isin(self.payer, np.unique(self._row_person[mine]))
        met = np.where(self.ledger.told, told, untold) & (self.payer != NOBODY)
        unplaced: Flags = self._counted() & ~met
        return unplaced

    @cached_property
    def _unplaced_measure(self) -> Integers:
        """The measure under which each posting that met no commitment stands, int64 (p,)."""
        return np.where(self.ledger.told | (self.payer == NOBODY), self.kind, self.measure_code(NO_MEASURE))

    # Where things stand.

    def _column(self, role: str, place: Place, *fields: str) -> int:
        """The column of the first of some fields that the table on the place's sheet has; 1 without any."""
        table = self._tables.get((role, place.sheet))
        found = (table.columns[name] for name in fields if name in table.columns) if table is not None else ()
        return next(iter(found), 1)

    def _when(self, month: int) -> str:
        return f"{self.figures.year:04d}-{month:02d}"
