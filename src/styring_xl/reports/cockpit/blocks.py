"""The three blocks of *Cockpit*: kroner, persons, and the price that is one over the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from msgspec import Struct, field

from styring_xl.cells.cell import Content, Formula
from styring_xl.figures.cockpit_lines import CockpitLine
from styring_xl.figures.trace.item import TraceUnit
from styring_xl.model.kroner import round_div, to_kroner
from styring_xl.reports.cockpit import made
from styring_xl.reports.cockpit.columns import NUMBERS, PRICE_TITLE, YEARS, columns
from styring_xl.reports.cockpit.numbers import YearNumbers, added, base, told
from styring_xl.reports.division import ALL, begin, total_of
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Made, Rows
from styring_xl.reports.table import Over, RowKind, Table
from styring_xl.reports.variance.cells import VarianceCells
from styring_xl.standard import look, style
from styring_xl.standard.look import Look

DividedCockpit = Sequence[tuple[str, Sequence[CockpitLine]]]
"""The lines of each segment, after its name."""


class CockpitKind(Struct, frozen=True):
    """What a block shows: a line's numbers, the column of *Afvigelse* that has this year's, and how they look."""

    numbers: Callable[[CockpitLine], YearNumbers]
    persons: bool
    now: str
    look: Look


RESULT: Final = CockpitKind(
    lambda line: [None if each is None else to_kroner(each) for each in line.results], False, "expected", look.KRONER
)
PERSONS: Final = CockpitKind(
    lambda line: [None if each is None else each / 10_000 for each in line.persons], True, "forecast", look.COUNT
)


class CockpitBlock(Struct):
    """Where a block stands: the row of each line and of the total, with the total's numbers; and the place of the year
    the total's index is based on, None where it has none."""

    table: Table
    rows: dict[CockpitLine, int] = field(default_factory=dict)
    total: int = 0
    numbers: YearNumbers = field(default_factory=list)
    base: int | None = None
    unit: TraceUnit = TraceUnit.ORE


class CockpitTables:
    """Writes the blocks one below the other; ``numbers`` is what stands on each sheet row."""

    def __init__(self, rows: Rows, material: Material, pasts: made.Pasts) -> None:
        self.rows = rows
        self.pasts = pasts
        self.numbers: dict[int, YearNumbers] = {}
        self.year = material.figures.year
        self.variance = VarianceCells.of(material)

    def _begin(self, title: str, numbers: Look) -> CockpitBlock:
        if self.rows.values:
            self.rows.blank()
        table = Table(self.rows, columns(title, self.year, numbers))
        table.header()
        return CockpitBlock(table)

    def block(self, title: str, segments: DividedCockpit, kind: CockpitKind) -> CockpitBlock:
        """A block of numbers that add up: groups and lines, the total of each segment, and the total."""
        found = self._begin(title, kind.look)
        found.unit = TraceUnit.NUMBER if kind.persons else TraceUnit.ORE
        summed: list[int] = []
        sums: list[YearNumbers] = []
        top = self.rows.next_row
        for segment, lines in segments:
            if not lines:
                continue
            begin(found.table, segment, first=self.rows.next_row == top)
            heads: list[int] = []
            mine: list[YearNumbers] = []
            for name, members in _groups(lines).items():
                mine.append(added([kind.numbers(line) for line in members]))
                first = self.rows.next_row + 1
                over = range(first, first + len(members))
                heads.append(self._row(found, name, RowKind.GROUP, mine[-1], told(members, persons=kind.persons), over))
                for line in members:
                    found.rows[line] = self._number_line(found, line, kind)
            if segment:
                mine = [added(mine)]
                whole = told(lines, persons=kind.persons)
                heads = [self._row(found, total_of(segment), RowKind.TOTAL, mine[0], whole, heads)]
            summed += heads
            sums += mine
        found.numbers = added(sums) if sums else [None] * (YEARS + 1)
        whole = told(_all(segments), persons=kind.persons)
        found.base = base(found.numbers, whole)
        found.total = self._row(found, ALL, RowKind.TOTAL, found.numbers, whole, summed)
        return found

    def _number_line(self, block: CockpitBlock, line: CockpitLine, kind: CockpitKind) -> int:
        """A line of a block of numbers; this year's is *Afvigelse*'s."""
        numbers = kind.numbers(line)
        cells: list[Content] = [*numbers]
        if self.variance is not None and line.source is not None and numbers[-1] is not None:
            cells[-1] = Formula(self.variance.ref(kind.now, line.source), numbers[-1])
        return self._line(block, line, numbers, cells, partial(made.year, self.pasts[line], line, persons=kind.persons))

    def prices(self, segments: DividedCockpit, results: CockpitBlock, persons: CockpitBlock) -> CockpitBlock:
        """The average prices: kroner over persons, line by line, and of all lines that have both."""
        found = self._begin(PRICE_TITLE, look.KRONER)
        top = self.rows.next_row
        for segment, lines in segments:
            if not lines:
                continue
            begin(found.table, segment, first=self.rows.next_row == top)
            for name, members in _groups(lines).items():
                plain = dict.fromkeys(("percent", "index", "source"), style.GROUP)
                found.table.group({"name": name}, len(members), plain)
                for line in members:
                    found.rows[line] = self._price_line(found, line, results, persons)
            if segment:
                self._row(found, total_of(segment), RowKind.TOTAL, _average(lines), _both_told(lines), None)
        everything = _all(segments)
        found.numbers = _average(everything)
        known = _both_told(everything)
        found.base = base(found.numbers, known)
        found.total = self._row(found, ALL, RowKind.TOTAL, found.numbers, known, None)
        return found

    def _price_line(self, block: CockpitBlock, line: CockpitLine, results: CockpitBlock, persons: CockpitBlock) -> int:
        prices: YearNumbers = [
            None if price is None else to_kroner(price) for price in map(line.price, range(YEARS + 1))
        ]
        cells: list[Content] = []
        for column, price in zip(NUMBERS, prices, strict=True):
            amount = results.table.ref(column, results.rows[line])
            number = persons.table.ref(column, persons.rows[line])
            cells.append(None if price is None else Formula(f"ROUND({amount}/{number},0)", price))
        return self._line(block, line, prices, cells)

    def _line(
        self,
        block: CockpitBlock,
        line: CockpitLine,
        numbers: YearNumbers,
        cells: Sequence[Content],
        own: Made = lambda column: None,
    ) -> int:
        """A line with the way to its line of *Afvigelse*."""
        values = {**dict(zip(NUMBERS, cells, strict=True)), "name": line.name}
        styles = {}
        row = self.rows.next_row
        if self.variance is not None and line.source is not None:
            values["source"], styles["source"] = self.variance.sheet, style.LINK
            self.rows.links.append(self.variance.link(row, block.table.column("source"), line.source))
        self.numbers[row] = numbers
        told = made.either(partial(made.change, block.table, row, numbers, unit=block.unit), own)
        return block.table.line({**values, **_changes(block.table, row, numbers, [True] * YEARS)}, styles, told)

    def _row(
        self,
        block: CockpitBlock,
        name: str,
        kind: RowKind,
        numbers: YearNumbers,
        whole: Sequence[bool],
        over: Over | None,
    ) -> int:
        """A row of sums; ``whole`` says of each earlier year whether its number can be held against this one's."""
        row = self.rows.next_row
        self.numbers[row] = numbers
        values = {**dict(zip(NUMBERS, numbers, strict=True)), "name": name}
        own = made.average if over is None else lambda column: None
        told = made.either(partial(made.change, block.table, row, numbers, unit=block.unit), own)
        return block.table.add(kind, {**values, **_changes(block.table, row, numbers, whole)}, over, made=told)


def _all(segments: DividedCockpit) -> list[CockpitLine]:
    return [line for _, lines in segments for line in lines]


def _average(lines: Sequence[CockpitLine]) -> YearNumbers:
    """Kroner over persons of all lines that have both, year by year."""
    found: YearNumbers = []
    for at in range(YEARS + 1):
        both = [(line.results[at] or 0, line.persons[at] or 0) for line in lines if line.price(at) is not None]
        whole = sum(number for _, number in both)
        found.append(to_kroner(round_div(sum(amount for amount, _ in both) * 100, whole) * 100) if whole else None)
    return found


def _both_told(lines: Sequence[CockpitLine]) -> list[bool]:
    """Whether each earlier year has both kroner and persons for all that this one has."""
    return [all(each) for each in zip(told(lines, persons=False), told(lines, persons=True), strict=True)]


def _groups(lines: Sequence[CockpitLine]) -> dict[str, list[CockpitLine]]:
    groups: dict[str, list[CockpitLine]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    return groups


def _changes(table: Table, row: int, numbers: YearNumbers, whole: Sequence[bool]) -> dict[str, Content]:
    """The change from last year, and the index with the first year that this one can be held against as 100."""
    cells: dict[str, Content] = {}
    now, before = numbers[-1], numbers[-2]
    if now is not None and before is not None and whole[-1]:
        cells["change"] = round(now - before, 4) + 0.0
        if before > 0:
            cells["percent"] = now / before - 1
    first = base(numbers, whole)
    if first is not None and now is not None:
        of = numbers[first]
        assert of is not None
        cells["index"] = Formula(f"{table.ref('now', row)}/{table.ref(NUMBERS[first], row)}*100", now / of * 100)
    return cells
