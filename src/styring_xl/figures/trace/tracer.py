"""Looks a figure's postings, commitments, budget lines and puljer up in the workbook it was computed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from styring_xl.danish.text import label
from styring_xl.figures import key
from styring_xl.figures.earlier_years import POSTINGS, EarlierYear
from styring_xl.figures.key import NOBODY
from styring_xl.figures.segment import Segment
from styring_xl.figures.spend_lines import CITIZEN, EARLIER, POOL, SpendLine
from styring_xl.figures.trace.item import NOTHING, ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.rows import RowTracer
from styring_xl.figures.variance_lines import VarianceLine
from styring_xl.model.commitments import ONE
from styring_xl.reading import header
from styring_xl.reading.budget import BudgetLine
from styring_xl.reading.disposition.disposition import Pool

DIVIDED: Final = (
    "Arket er opdelt: her er foranstaltningens posteringer, og kun de, der hører til denne del, er talt med."
)
_MOVED: Final = (
    "Forbrug, hvis posteringer selv siger, hvilken del af opdelingen de hører til, og forbrug uden bevilling"
)


class Tracer(RowTracer):
    """As ``RowTracer``, and by the lines of the result sheets."""

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

    def loose(self, lines: Iterable[SpendLine], months: Sequence[int]) -> Iterator[TraceItem]:
        """The postings of some lines that met no commitment, of some months 1..12."""
        keys = [line.key for line in lines]
        if keys and len(months):
            mine = self._unplaced & np.isin(self.ledger.month, list(months))
            mine &= np.isin(key.pack(self.payer, self._unplaced_measure), keys)
            yield from self.postings(np.flatnonzero(mine).tolist())

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
            shown = {each for each in self.figures.lines.key if each >= 0}
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
