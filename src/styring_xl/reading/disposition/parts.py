"""How a disposition sheet falls into parts: headings, names in a column, gaps, and the sums that stand between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.disposition.row_kind import Line, LineKind
from styring_xl.reading.sum_label import SumLabel, is_generic, read_label, stem, stems

_MOST_NAMED: Final = 0.6
"""A column with a text in more of the rows than this says something of each row and names no parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under one heading: citizens ``first`` up to but not including ``end``, counted within the table."""

    name: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class SumRow:
    """A row that is a sum or may be one: where it stands among the citizens (so many are above it) and what it says.

    ``label`` is None for a row whose words don't say that it is a sum. ``next_to_sum`` is True when no citizen or pulje
    stands between it and the sum before.
    """

    line: Line
    above: int
    order: int
    label: SumLabel | None
    next_to_sum: bool


@dataclass(slots=True)
class Parts:
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
    found = Parts()
    column = section_column(frame, lines)
    name, first = "", 0
    bounds = {0}
    heads = {0}
    since_sum = True
    after_sum = False
    sums = 0

    def close() -> None:
        if found.size > first:
            found.parts.append(Part(name, first, found.size))

    for order, line in enumerate(lines):
        if line.kind == LineKind.CITIZEN:
            text = clean(_cell(line, column)) if column else ""
            if text and text != name:
                close()
                name, first = text, found.size
                bounds.add(found.size)
                heads.add(found.size)
                found.starts.setdefault(found.size, order - 1)
            elif after_sum and not column and name:
                # Rows after a sum without a heading of their own begin a new part.
                close()
                name, first = "", found.size
            after_sum = False
            if line.gap:
                found.gaps.add(found.size)
            found.names.append(name)
            found.order.append(order)
            found.size += 1
            since_sum = False
        elif line.kind == LineKind.HEADING:
            close()
            name, first = line.text, found.size
            bounds.add(found.size)
            heads.add(found.size)
            found.starts[found.size] = order
            found.headings.append(line)
            after_sum = False
        elif line.kind == LineKind.POOL:
            found.pools.append(order)
            since_sum = False
        elif line.kind in (LineKind.SUM, LineKind.LUMP):
            said = read_label(line.text, year) if line.kind == LineKind.SUM else None
            found.sums.append(SumRow(line, found.size, order, said, since_sum and sums > 0))
            sums += 1
            bounds.add(found.size)
            found.starts[found.size] = order
            since_sum = True
            if said is not None and found.size > first and (not _named(said) or _named(said) & stems(name)):
                after_sum = True
            own = _measure_above(line, said, known)
            if own and label(own) != label(name) and not frame.at["measure"]:
                close()
                name, first, after_sum = own, found.size, False
    close()
    bounds.add(found.size)
    found.bounds, found.heads = sorted(bounds), sorted(heads)
    return found


def _named(said: SumLabel) -> set[str]:
    return {stem(word) for word in said.words if not is_generic(word) and len(word) > 3}


def _measure_above(line: Line, said: SumLabel | None, known: Mapping[str, str]) -> str:
    """The measure a sum names, as the budget spells it, where it may stand over the measure's rows."""
    words = " ".join(said.words) if said is not None else label(line.text)
    return known.get(words, "")
