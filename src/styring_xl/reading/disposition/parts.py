"""How a disposition sheet falls into parts: headings, names in a column, gaps, and the sums that stand between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from styring_xl.cells.cell import Value
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.disposition.row_kind import Line, LineKind
from styring_xl.reading.sum_label import SumLabel, is_generic, read_label, stem, stems

_MOST_NAMED: Final = 0.6
"""A column with a text in more of the rows than this says something of each row and names no parts."""


class Part(Struct, frozen=True):
    """Rows under one heading: citizens ``first`` up to but not including ``end``, counted within the table."""

    name: str
    first: int
    end: int


class SumRow(Struct, frozen=True):
    """A row that is a sum or may be one: where it stands among the citizens (so many are above it) and what it says.

    ``label`` is None for a row whose words don't say that it is a sum. ``next_to_sum`` is True when no citizen or pulje
    stands between it and the sum before.
    """

    line: Line
    above: int
    order: int
    label: SumLabel | None
    next_to_sum: bool


class Parts(Struct):
    """The table's parts, its sums, and where one part may end: ``bounds`` are counts of citizens above, sorted.

    Citizens are counted within the table, lines in the order in which they stand.
    """

    size: int = 0
    parts: list[Part] = field(default_factory=list)
    sums: list[SumRow] = field(default_factory=list)
    pools: list[int] = field(default_factory=list)
    """The order of each pulje among the lines, as ``SumRow.order``."""
    order: list[int] = field(default_factory=list)
    """The order of each citizen among the lines."""
    headings: list[Line] = field(default_factory=list)
    bounds: list[int] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)
    """Bound -> the order among the lines of what makes it one."""
    heads: list[int] = field(default_factory=list)
    """The bounds that are headings or names of parts."""
    gaps: set[int] = field(default_factory=set)
    """Counts of citizens above which an empty row stands."""
    names: list[str] = field(default_factory=list)
    """The name of the part each citizen is in, empty where it has none."""


def section_column(frame: Frame, lines: Sequence[Line]) -> int:
    """The column that names the parts, 0 when none does.

    One called so; else one before the known columns, in which only the first row of each part has a text, or whose
    cells are merged down the part.
    """
    if frame.at["section"]:
        return frame.at["section"]
    known = {*frame.table.columns.values(), *frame.table.months.values()}
    rows = [line for line in lines if line.kind == LineKind.CITIZEN]
    for column in range(frame.left, min(known)):
        texts = [clean(value) for line in rows if isinstance(value := _cell(line, column), str) and not is_blank(value)]
        merged = any(at == column for _, at in frame.above)
        first = rows and isinstance(_cell(rows[0], column), str)
        if texts and first and (merged or (len(texts) <= _MOST_NAMED * len(rows) and len({*texts}) == len(texts))):
            return column
    return 0


def _cell(line: Line, column: int) -> Value:
    return line.cells[column - 1] if 0 < column <= len(line.cells) else None


def parts_of(frame: Frame, lines: Sequence[Line], year: int | None, known: Mapping[str, str]) -> Parts:
    """Walks the lines once. ``known`` are measures by label: a sum that stands above such rows names their part."""
    walk = _Walk(section_column(frame, lines), names_by_sums=not frame.at["measure"])
    for order, line in enumerate(lines):
        if line.kind == LineKind.CITIZEN:
            walk.citizen(order, line)
        elif line.kind == LineKind.HEADING:
            walk.heading(order, line)
        elif line.kind == LineKind.POOL:
            walk.pool(order)
        elif line.kind in (LineKind.SUM, LineKind.LUMP):
            said = read_label(line.text, year) if line.kind == LineKind.SUM else None
            walk.sum(order, line, said, _measure_above(line, said, known))
    return walk.end()


class _Walk:
    """Walks down the lines of a table and keeps the part they are in. ``names_by_sums`` where no column tells the
    measure, so that a sum above its rows does."""

    def __init__(self, column: int, *, names_by_sums: bool) -> None:
        self.found = Parts()
        self.column, self.names_by_sums = column, names_by_sums
        self.name, self.first = "", 0
        self.bounds, self.heads = {0}, {0}
        self.since_sum, self.after_sum = True, False

    def citizen(self, order: int, line: Line) -> None:
        """A citizen's row, in which a column that names the parts may begin another."""
        found = self.found
        text = clean(_cell(line, self.column)) if self.column else ""
        if text and text != self.name:
            self._begin(text)
            self._mark(head=True)
            found.starts.setdefault(found.size, order - 1)
        elif self.after_sum and not self.column and self.name:
            # Rows after a sum without a heading of their own begin a new part.
            self._begin("")
        self.after_sum = self.since_sum = False
        if line.gap:
            found.gaps.add(found.size)
        found.names.append(self.name)
        found.order.append(order)
        found.size += 1

    def heading(self, order: int, line: Line) -> None:
        """A heading, below which another part begins."""
        self._begin(line.text)
        self._mark(head=True)
        self.found.starts[self.found.size] = order
        self.found.headings.append(line)
        self.after_sum = False

    def pool(self, order: int) -> None:
        """A pulje, which stands between a sum and the next."""
        self.found.pools.append(order)
        self.since_sum = False

    def sum(self, order: int, line: Line, said: SumLabel | None, above: str) -> None:
        """A sum or what may be one; ``above`` is the measure it names of the rows below it, if any."""
        found = self.found
        found.sums.append(SumRow(line, found.size, order, said, self.since_sum and bool(found.sums)))
        self._mark()
        found.starts[found.size] = order
        self.since_sum = True
        if said is not None and found.size > self.first and (not _named(said) or _named(said) & stems(self.name)):
            self.after_sum = True
        if above and label(above) != label(self.name) and self.names_by_sums:
            self._begin(above)
            self.after_sum = False

    def end(self) -> Parts:
        """The parts, when all lines have been met."""
        self._begin("")
        self._mark()
        self.found.bounds, self.found.heads = sorted(self.bounds), sorted(self.heads)
        return self.found

    def _begin(self, name: str) -> None:
        """Ends the part before and begins one of that name."""
        if self.found.size > self.first:
            self.found.parts.append(Part(self.name, self.first, self.found.size))
        self.name, self.first = name, self.found.size

    def _mark(self, *, head: bool = False) -> None:
        """A part may end here; at a ``head`` one does begin."""
        self.bounds.add(self.found.size)
        if head:
            self.heads.add(self.found.size)


def _named(said: SumLabel) -> set[str]:
    return {stem(word) for word in said.words if not is_generic(word) and len(word) > 3}


def _measure_above(line: Line, said: SumLabel | None, known: Mapping[str, str]) -> str:
    """The measure a sum names, as the budget spells it, where it may stand over the measure's rows."""
    words = " ".join(said.words) if said is not None else label(line.text)
    return known.get(words, "")
