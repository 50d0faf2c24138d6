"""The three blocks of *Cockpit*: kroner, persons, and the price that is one over the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from styring_xl.cells.cell import Content, Formula
from styring_xl.figures.cockpit_lines import CockpitLine
from styring_xl.model.kroner import round_div
from styring_xl.reports.cockpit.columns import NUMBERS, PRICE_TITLE, YEARS, columns
from styring_xl.reports.cockpit.numbers import Numbers, added, base, told
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows, kroner
from styring_xl.reports.table import Over, RowKind, Table
from styring_xl.reports.variance.cells import VarianceCells
from styring_xl.standard import look, style
from styring_xl.standard.look import Look

_ALL: Final = "I alt"


@dataclass(frozen=True, slots=True)
class CockpitKind:
    """What a block shows: a line's numbers, the column of *Afvigelse* that has this year's, and how they look."""

    numbers: Callable[[CockpitLine], Numbers]
    persons: bool
    now: str
    look: Look


RESULT: Final = CockpitKind(
    lambda line: [None if each is None else kroner(each) for each in line.results], False, "expected", look.KRONER
)
PERSONS: Final = CockpitKind(
    lambda line: [None if each is None else each / 10_000 for each in line.persons], True, "forecast", look.COUNT
)


@dataclass(slots=True)
class CockpitBlock:
    """Where a block stands: the row of each line and of the total, with the total's numbers; and the place of the year
    the total's index is based on, None where it has none."""

    table: Table
    rows: dict[CockpitLine, int] = field(default_factory=dict)
    total: int = 0
    numbers: Numbers = field(default_factory=list)
    base: int | None = None


class CockpitTables:
    """Writes the blocks one below the other; ``numbers`` is what stands on each sheet row."""

    def __init__(self, rows: Rows, material: Material) -> None:
        self.rows = rows
        self.numbers: dict[int, Numbers] = {}
        self.year = material.figures.year
        self.variance = VarianceCells.of(material)

    def _begin(self, title: str, numbers: Look) -> CockpitBlock:
        if self.rows.values:
            self.rows.blank()
        table = Table(self.rows, columns(title, self.year, numbers))
        table.header()
        return CockpitBlock(table)

    def block(self, title: str, lines: Sequence[CockpitLine], kind: CockpitKind) -> CockpitBlock:
        """A block of numbers that add up: groups, lines and the total."""
        found = self._begin(title, kind.look)
        heads: list[int] = []
        sums: list[Numbers] = []
        for name, members in _groups(lines).items():
            mine = added([kind.numbers(line) for line in members])
            sums.append(mine)
            first = self.rows.next_row + 1
            over = range(first, first + len(members))
            heads.append(self._row(found, name, RowKind.GROUP, mine, told(members, persons=kind.persons), over))
            for line in members:
                numbers = kind.numbers(line)
                cells: list[Content] = [*numbers]
                if self.variance is not None and line.source is not None and numbers[-1] is not None:
                    cells[-1] = Formula(self.variance.ref(kind.now, line.source), numbers[-1])
                found.rows[line] = self._line(found, line, numbers, cells)
        found.numbers = added(sums) if sums else [None] * (YEARS + 1)
        whole = told(lines, persons=kind.persons)
        found.base = base(found.numbers, whole)
        found.total = self._row(found, _ALL, RowKind.TOTAL, found.numbers, whole, heads)
        return found

    def prices(self, lines: Sequence[CockpitLine], results: CockpitBlock, persons: CockpitBlock) -> CockpitBlock:
        """The average prices: kroner over persons, line by line, and of all lines that have both."""
        found = self._begin(PRICE_TITLE, look.KRONER)
        for name, members in _groups(lines).items():
            found.table.group({"name": name}, len(members), dict.fromkeys(("percent", "index", "source"), style.GROUP))
            for line in members:
                prices: Numbers = [
                    None if price is None else kroner(price) for price in map(line.price, range(YEARS + 1))
                ]
                cells: list[Content] = []
                for column, price in zip(NUMBERS, prices, strict=True):
                    amount = results.table.ref(column, results.rows[line])
                    number = persons.table.ref(column, persons.rows[line])
                    cells.append(None if price is None else Formula(f"ROUND({amount}/{number},0)", price))
                found.rows[line] = self._line(found, line, prices, cells)
        for at in range(YEARS + 1):
            both = [(line.results[at] or 0, line.persons[at] or 0) for line in lines if line.price(at) is not None]
            whole = sum(number for _, number in both)
            found.numbers.append(
                kroner(round_div(sum(amount for amount, _ in both) * 100, whole) * 100) if whole else None
            )
        known = [all(each) for each in zip(told(lines, persons=False), told(lines, persons=True), strict=True)]
        found.base = base(found.numbers, known)
        found.total = self._row(found, _ALL, RowKind.TOTAL, found.numbers, known, None)
        return found

    def _line(self, block: CockpitBlock, line: CockpitLine, numbers: Numbers, cells: Sequence[Content]) -> int:
        """A line with the way to its line of *Afvigelse*."""
        values = {**dict(zip(NUMBERS, cells, strict=True)), "name": line.name}
        styles = {}
        row = self.rows.next_row
        if self.variance is not None and line.source is not None:
            values["source"], styles["source"] = self.variance.sheet, style.LINK
            self.rows.links.append(self.variance.link(row, block.table.column("source"), line.source))
        self.numbers[row] = numbers
        return block.table.line({**values, **_changes(block.table, row, numbers, [True] * YEARS)}, styles)

    def _row(
        self, block: CockpitBlock, name: str, kind: RowKind, numbers: Numbers, whole: Sequence[bool], over: Over | None
    ) -> int:
        """A row of sums; ``whole`` says of each earlier year whether its number can be held against this one's."""
        row = self.rows.next_row
        self.numbers[row] = numbers
        values = {**dict(zip(NUMBERS, numbers, strict=True)), "name": name}
        return block.table.add(kind, {**values, **_changes(block.table, row, numbers, whole)}, over)


def _groups(lines: Sequence[CockpitLine]) -> dict[str, list[CockpitLine]]:
    groups: dict[str, list[CockpitLine]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    return groups


def _changes(table: Table, row: int, numbers: Numbers, whole: Sequence[bool]) -> dict[str, Content]:
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
