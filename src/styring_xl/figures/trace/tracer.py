"""Looks a figure's postings, commitments, budget lines and puljer up in the workbook it was computed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from styring_xl.danish.text import label
from styring_xl.danish.units import RATE_UNITS
from styring_xl.danish.writing import decimals, kroner
from styring_xl.figures import booked, key
from styring_xl.figures.compute import Figures
from styring_xl.figures.earlier_years import POSTINGS, EarlierYear
from styring_xl.figures.key import NOBODY
from styring_xl.figures.segment import Segment
from styring_xl.figures.spend_lines import CITIZEN, EARLIER, POOL, SpendLine
from styring_xl.figures.trace.item import NOTHING, ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.placed import placed
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.commitments import ONE, weighted
from styring_xl.model.rate_unit import RateUnit
from styring_xl.reading import header
from styring_xl.reading.budget import BudgetLine
from styring_xl.reading.disposition.disposition import NO_MEASURE, Place, Pool
from styring_xl.reading.interning import Codes
from styring_xl.reading.snapshot import Snapshot

TYPED_BOOKED: Final = "Skrevet i måneden som forbrug; der er ingen posteringer i arket"
DIVIDED: Final = (
    "Arket er opdelt: her er foranstaltningens posteringer, og kun de, der hører til denne del, er talt med."
)
_MOVED: Final = (
    "Forbrug, hvis posteringer selv siger, hvilken del af opdelingen de hører til, og forbrug uden bevilling"
)
_SHARED: Final = "Den del af posteringerne, som en anden bevilling har"


class Tracer:
    """Everything is looked up when it is asked for: drawing a sheet costs nothing more for it."""

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
        said = (ledger.measure[chosen] * len(ledger.suppliers) + ledger.supplier[chosen]).tolist()
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
    def _numbered(self) -> tuple[Codes, Codes, Integers, Integers]:
        """Citizens and measures by number, as the figures number them, and those of each posting."""
        people, measures = Codes(), Codes()
        people.of("")
        for cpr in self.rows.cpr:
            booked.person_of(people, cpr)
        measures.all(self.figures.measures)
        return (people, measures, *booked.numbered(self.ledger, people, measures))

    @property
    def payer(self) -> Integers:
        """The citizen of each posting by number, NOBODY where there is none, int64 (p,)."""
        return self._numbered[2]

    @property
    def kind(self) -> Integers:
        """The measure of each posting, as its place in ``Figures.measures``, int64 (p,)."""
        return self._numbered[3]

    def measure_code(self, name: str) -> int:
        """The number of a measure."""
        return self._numbered[1].of(name)

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

    # Lines of *Månedsforbrug*.

    def spend(self, line: SpendLine, month: int) -> MadeOf:
        """A month 1..12 of a line of *Månedsforbrug*: the postings of a closed one, the commitments of another."""
        if line.kind == CITIZEN:
            return MadeOf.sum(self.of_month(self._rows_of(line), month))
        if line.kind in (POOL, EARLIER):
            return NOTHING
        person, measure = key.unpack_one(line.key)
        mine = self._unplaced & (self.payer == person) & (self._unplaced_measure == measure)
        return MadeOf.sum(self.postings(np.flatnonzero(mine & (self.ledger.month == month)).tolist()))

    def pool(self, line: SpendLine) -> MadeOf:
        """What a pulje's line of *Månedsforbrug* comes to, which no month has."""
        return MadeOf.sum(self.pools([] if line.pool is None else [line.pool]))

    def _rows_of(self, line: SpendLine) -> list[int]:
        """The commitments of a citizen's line."""
        if self._row_person[line.first] == NOBODY:
            return [line.first]
        mine = self.rows.computable & (self.figures.key == self.figures.key[line.first])
        found: list[int] = np.flatnonzero(mine).tolist()
        return found

    def last_year(self, line: SpendLine) -> MadeOf:
        """What a line of *Månedsforbrug* cost the year before."""
        before = self.ledger.year == self.figures.year - 1
        if line.kind == EARLIER:
            shown = {each.key for each in self.figures.lines if each.key >= 0}
            mine = before & ~np.isin(self._posted, np.array(sorted(shown), np.int64))
        else:
            mine = before & (self._posted == line.key)
        return MadeOf.sum(self.postings(np.flatnonzero(mine).tolist()))

    # Lines of *Afvigelse*.

    def pools(self, pools: Iterable[Pool]) -> Iterator[TraceItem]:
        """A pulje each."""
        for pool in pools:
            place = pool.place
            column = self._column(header.DISPOSITION, place, "result")
            amount = pool.amount or 0
            yield TraceItem(ItemKind.POOL, amount, place.sheet, place.row, column, text=pool.label)

    def budget(self, line: BudgetLine, amount: int | float, *fields: str) -> TraceItem:
        """A line of the budget with one of its figures: whole øre, or a float for any other number. It stands in the
        first of the ``fields`` that is there."""
        column = self._column(header.BUDGET, line.place, *fields, "measure")
        unit = TraceUnit.ORE if isinstance(amount, int) else TraceUnit.NUMBER
        place = line.place
        return TraceItem(ItemKind.BUDGET, amount, place.sheet, place.row, column, text=line.measure, unit=unit)

    def expected(self, line: VarianceLine, segment: Segment) -> MadeOf:
        """The expected result of a line of a segment: commitments, postings that met none, and puljer."""
        items: list[TraceItem] = []
        if line.code >= 0:
            items += self.measure(line.code) if self._is_whole(segment) else self._divided(line.code, segment)
        return MadeOf.sum([*items, *self.pools(line.pools)])

    def _is_whole(self, segment: Segment) -> bool:
        return segment is self.figures.whole

    def rows_in(self, code: int, segment: Segment) -> list[int]:
        """The commitments of a measure in a segment, by their places in the disposition."""
        mine = self.rows.computable & (self.figures.measure == code)
        division = self.snapshot.division
        if not self._is_whole(segment) and division is not None:
            mine &= division.rows == division.segments.index(segment.name)
        found: list[int] = np.flatnonzero(mine).tolist()
        return found

    def _divided(self, code: int, segment: Segment) -> Iterator[TraceItem]:
        """What a measure has in one segment: the commitments that say it, and what postings say otherwise."""
        mine = list(self.commitments(self.rows_in(code, segment)))
        yield from mine
        moved = int(segment.by_measure[code].sum()) - sum(int(item.amount) for item in mine)
        if moved:
            yield TraceItem(ItemKind.SHARE, moved, text=_MOVED)

    def measure(self, code: int, months: Sequence[int] = range(1, 13)) -> Iterator[TraceItem]:
        """What a measure has in some months of the year: its commitments, and the postings that met none."""
        mine = self.rows.computable & (self.figures.measure == code)
        yield from self.commitments(np.flatnonzero(mine).tolist(), months)
        if self.has_ledger:
            loose = self._unplaced & (self._unplaced_measure == code) & np.isin(self.ledger.month, list(months))
            yield from self.postings(np.flatnonzero(loose).tolist())

    # Earlier years.

    def earlier(self, year: EarlierYear, labels: Iterable[str], segment: Segment) -> MadeOf:
        """The kroner of some measures, by their labels, in an earlier year: postings, else what *Parametre* says."""
        items: list[TraceItem] = []
        divided = False
        for name in labels:
            code = self.code_of.get(name, -1)
            back = self.figures.year - 1 - year.year
            if year.source == POSTINGS and code >= 0 and segment.history.booked[back, code].any():
                mine = (self.ledger.year == year.year) & (self.kind == code)
                items += self.postings(np.flatnonzero(mine).tolist())
                divided = divided or not self._is_whole(segment)
            else:
                items += self._stated(year, name, segment, persons=False)
        return MadeOf.worked_out(items, DIVIDED) if divided else MadeOf.sum(items)

    def earlier_persons(self, year: EarlierYear, labels: Iterable[str], segment: Segment) -> MadeOf:
        """The full-year persons of some measures in an earlier year, which *Parametre* states."""
        return MadeOf.sum(item for name in labels for item in self._stated(year, name, segment, persons=True))

    def _stated(self, year: EarlierYear, name: str, segment: Segment, *, persons: bool) -> Iterator[TraceItem]:
        for row in segment.stated:
            if row.year == year.year and label(row.measure) == name:
                text, sheet = f"{row.measure} {row.year}", self.snapshot.parameters.sheet
                if not persons:
                    yield TraceItem(ItemKind.STATED, row.result, sheet, row.row, text=text)
                elif row.persons is not None:
                    number = row.persons / ONE
                    yield TraceItem(ItemKind.STATED, number, sheet, row.row, text=text, unit=TraceUnit.NUMBER)

    @cached_property
    def code_of(self) -> dict[str, int]:
        """A measure's label -> its number."""
        return {label(name): code for code, name in enumerate(self.figures.measures)}

    # Where things stand.

    def _column(self, role: str, place: Place, *fields: str) -> int:
        """The column of the first of some fields that the table on the place's sheet has; 1 without any."""
        table = self._tables.get((role, place.sheet))
        found = (table.columns[name] for name in fields if name in table.columns) if table is not None else ()
        return next(iter(found), 1)

    def _when(self, month: int) -> str:
        return f"{self.figures.year:04d}-{month:02d}"
