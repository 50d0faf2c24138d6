"""What the cells of a workbook are made of: what their sheet says of them, else what their formula says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from msgspec.structs import replace

from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.precedents import FormulaTerm, references, summands
from styring_xl.danish.citizen import CPR_WITHIN
from styring_xl.explain.cells import ComputedCells
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.trace import Trace
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.reading import header
from styring_xl.refresh import Refreshed
from styring_xl.reports import SHEETS
from styring_xl.reports.sheet import ResultSheet
from styring_xl.standard import style

_MOST: Final = 2_000
"""So many cells of a formula that is no sum are listed."""
TYPED: Final = "Tallet er skrevet i cellen."
EMPTY: Final = "Cellen er tom."
TEXT: Final = "Der står en tekst i cellen og intet tal."
OWN: Final = "Formlen er arkets egen og ikke en, som Styring-XL har skrevet."
POSTED: Final = "Tallet er en postering, som den står i arket; længere ned kommer man ikke."
BUDGETED: Final = "Tallet står i budgettet; længere ned kommer man ikke."
RATED: Final = "Tallet er skrevet i disponeringen; længere ned kommer man ikke."
UNTOLD: Final = "Tallet er beregnet af Styring-XL af mange rækker på én gang og kan ikke deles op i poster."
STALE: Final = "I arket står der lige nu et andet tal, for det er ikke opdateret."
STALE_EMPTY: Final = "I arket står der lige nu intet tal, for det er ikke opdateret."
NOTHING_THERE: Final = "Tallet er 0, og der er ingen poster i det."
FORMULA: Final = "Beregnet af cellerne nedenfor med formlen ={}"
NO_NUMBERS: Final = "Beregnet med formlen ={}; ingen af dens celler har et tal"


class Explanations:
    """Answers for one workbook: as it is in ``book``, and as a refresh has computed it."""

    def __init__(self, book: ReadableBook, refreshed: Refreshed) -> None:
        self.refreshed = refreshed
        self.snapshot = refreshed.snapshot
        self.cells = ComputedCells(book, refreshed)
        self._areas = {area.name: area for area in refreshed.patch.areas}

    def of(self, sheet: str, row: int, column: int) -> Trace:
        """What the cell is made of; ``sheet`` as the workbook spells it."""
        content, is_ours = self.cells.content(sheet, row, column)
        is_ours = is_ours or self._stands(sheet, row, column)
        made = self._made(sheet, row, column)
        unit, each = self._unit(sheet, row, column, made)
        value = self.cells.number(content.value if isinstance(content, Formula) else content, each)
        notes = [*self._stale(sheet, row, column, content, is_ours, each)]
        if made is not None and made.adds and not _same(sum(item.amount for item in made.items), value or 0, unit):
            # A cell that a user has written over, or that could not be written, is not what was computed.
            made = None
        if value is None and (made is None or not made.items) and not isinstance(content, Formula):
            notes.append(EMPTY if content is None or content == "" else TEXT)
            made = made or MadeOf(())
        elif made is None:
            made = self._of_content(sheet, row, column, content, value or 0, unit, is_ours=is_ours)
        if made.note:
            notes.append(made.note)
        elif not made.items and value is not None and not value:
            notes.append(NOTHING_THERE)
        items = tuple(self._clean(item) for item in made.items)
        return Trace(sheet, row, column, value, unit, items, made.adds, tuple(notes))

    def _unit(self, sheet: str, row: int, column: int, made: MadeOf | None) -> tuple[TraceUnit, int]:
        """What the figure counts, and how many øre one of it is (0 for a number). A cell's look does not always tell:
        kroner may stand with decimals as any number does, and days without any as kroner do."""
        if made is not None and made.each:
            return TraceUnit.ORE, made.each
        counted = {item.unit for item in made.items} if made is not None and made.adds else set()
        if len(counted) == 1:
            return (TraceUnit.ORE, 100) if TraceUnit.ORE in counted else (TraceUnit.NUMBER, 0)
        unit, each = self.cells.unit(sheet, row, column)
        is_number = any(each.counts for each in self._sheets_of(sheet))
        return (TraceUnit.NUMBER, 0) if is_number else (unit, each)

    def _sheets_of(self, sheet: str) -> list[ResultSheet]:
        """The results that stand on a sheet."""
        return self._results.get(sheet, [])

    @cached_property
    def _results(self) -> dict[str, list[ResultSheet]]:
        sheets = {name: where for name, (where, _) in self.snapshot.areas.items()}
        sheets |= {name: area.block.sheet for name, area in self._areas.items()}
        found: dict[str, list[ResultSheet]] = {}
        for each in SHEETS:
            if each.area in sheets:
                found.setdefault(sheets[each.area], []).append(each)
        return found

    def _stands(self, sheet: str, row: int, column: int) -> bool:
        """Whether the cell is one of ours that a refresh leaves as it is, such as those of *Historik*."""
        refs = [self.snapshot.areas[each.area][1] for each in self._sheets_of(sheet) if each.area not in self._areas]
        return any(ref.top <= row <= ref.bottom and ref.left <= column <= ref.right for ref in refs)

    # What a cell is made of.

    def _made(self, sheet: str, row: int, column: int) -> MadeOf | None:
        """What the sheet itself says that the cell is made of."""
        for name, rows in self.refreshed.made.items():
            area = self._areas.get(name)
            if area is not None and area.block.sheet == sheet and row in rows:
                found = rows[row].at(column - area.block.column)
                if found is not None:
                    return found
        return self._of_disposition(sheet, row, column)

    def _of_disposition(self, sheet: str, row: int, column: int) -> MadeOf | None:
        """A month or the result of a row of the disposition: a commitment's, a sum's or a pulje's."""
        table = self.cells.table(sheet, row)
        if table is None or table.role != header.DISPOSITION:
            return None
        month = next((each for each, at in table.months.items() if at == column), 0)
        if not month and column != table.columns.get("result"):
            return None
        if self._is_own_formula(sheet, row, column):
            return None
        at = self._row_of.get((sheet, row))
        if at is not None:
            return self.tracer.month(at, month) if month else self.tracer.year(at)
        disposition = self.snapshot.disposition
        for total in disposition.totals:
            if (total.place.sheet, total.place.row) == (sheet, row):
                covered = total.readings[0]
                rows = [each for each in covered.commitments.tolist() if disposition.commitments.computable[each]]
                pools = () if month else (disposition.pools[each] for each in covered.pools)
                months = [month] if month else range(1, 13)
                return MadeOf.sum([*self.tracer.commitments(rows, months), *self.tracer.pools(pools)])
        return None

    def _is_own_formula(self, sheet: str, row: int, column: int) -> bool:
        content, is_ours = self.cells.content(sheet, row, column)
        return isinstance(content, Formula) and not is_ours

    @cached_property
    def tracer(self) -> Tracer:
        """Finds what stands behind the disposition's months."""
        return Tracer(self.snapshot, self.refreshed.figures)

    @cached_property
    def _row_of(self) -> dict[tuple[str, int], int]:
        """(sheet, row) -> a commitment's place, of those that could be computed."""
        rows = self.snapshot.disposition.commitments
        return {
            (place.sheet, place.row): at
            for at, (place, computable) in enumerate(zip(rows.places, rows.computable.tolist(), strict=True))
            if computable
        }

    def _of_content(
        self, sheet: str, row: int, column: int, content: Content, value: float, unit: TraceUnit, *, is_ours: bool
    ) -> MadeOf:
        """What a formula says, or where a value comes from that no sheet says anything of."""
        if isinstance(content, Formula):
            own = "" if is_ours else OWN
            terms = summands(content.text)
            if terms is not None:
                items = [item for term in terms for item in self._cells(term, sheet, unit) if item.amount]
                if _same(sum(item.amount for item in items), value, unit):
                    return MadeOf.sum(items, own)
            items = [item for term in references(content.text) for item in self._cells(term, sheet, None)][:_MOST]
            note = f"{(FORMULA if items else NO_NUMBERS).format(content.text)}."
            return MadeOf.worked_out(items, f"{own} {note}".strip())
        typed = TraceItem(ItemKind.TYPED, value, sheet, row, column, text=TYPED, unit=unit)
        table = self.cells.table(sheet, row)
        if table is not None and not is_ours:
            note = {header.POSTINGS: POSTED, header.BUDGET: BUDGETED}.get(table.role, RATED)
            return MadeOf.sum([typed], note)
        if not is_ours or self.cells.style(sheet, row, column) in style.TYPED:
            return MadeOf.sum([typed], TYPED)
        return MadeOf.worked_out((), self._undivided(sheet)) if value else MadeOf(())

    def _undivided(self, sheet: str) -> str:
        """What is said of a figure on a result sheet that no item sums to."""
        return next((each.undivided for each in self._sheets_of(sheet) if each.undivided), UNTOLD)

    def _cells(self, term: FormulaTerm, sheet: str, unit: TraceUnit | None) -> Iterator[TraceItem]:
        """The cells of a term that hold a number, in ``unit``, or each in its own where there is none."""
        where = sheet if term.sheet is None else self.cells.spelled(term.sheet)
        last = self.cells.height(where)
        columns = range(term.ref.left, term.ref.right + 1)
        heads = {column: self.cells.column_name(where, term.ref.top, column) for column in columns}
        for row in range(term.ref.top, min(term.ref.bottom, last) + 1):
            for column in columns:
                content, _ = self.cells.content(where, row, column)
                plain = content.value if isinstance(content, Formula) else content
                if plain is None or isinstance(plain, str):
                    continue
                own, each = self._unit(where, row, column, None) if unit is None else (unit, 100)
                amount = self.cells.number(plain, each if own == TraceUnit.ORE else 0)
                if amount is not None:
                    names = (self.cells.row_name(where, row, column), heads[column])
                    text = ": ".join(dict.fromkeys(name for name in names if name))
                    yield TraceItem(ItemKind.CELL, term.sign * amount, where, row, column, text=text, unit=own)

    def _stale(self, sheet: str, row: int, column: int, content: Content, is_ours: bool, each: int) -> Iterator[str]:
        """A sentence where the workbook shows another figure than the one that is explained."""
        if not is_ours:
            return
        now = self.cells.stands(sheet, row, column)
        shown = now.value if isinstance(now, Formula) else now
        mine = content.value if isinstance(content, Formula) else content
        old, new = self.cells.number(shown, each), self.cells.number(mine, each)
        if not _same(old or 0, new or 0, TraceUnit.ORE if each else TraceUnit.NUMBER):
            yield STALE_EMPTY if shown is None else STALE

    @staticmethod
    def _clean(item: TraceItem) -> TraceItem:
        """An item whose text says nobody's CPR number."""
        return replace(item, text=CPR_WITHIN.sub("******-****", item.text)) if CPR_WITHIN.search(item.text) else item


def _same(one: float, other: float, unit: TraceUnit) -> bool:
    return one == other if unit == TraceUnit.ORE else abs(one - other) < 1e-6
