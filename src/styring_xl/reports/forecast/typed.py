"""What users have typed on *Prognose*, read before the sheet is regenerated and given back line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Formula, Value
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.method import read_method
from styring_xl.danish.text import Unreadable, clean, is_blank, label, read_amount
from styring_xl.reading.history.words import LineKey
from styring_xl.reports.comment_rows import COLUMNS, FORMER
from styring_xl.reports.forecast.columns import TYPED, columns
from styring_xl.reports.sheet import Heading
from styring_xl.reports.typed import Typed
from styring_xl.standard.sign import Sign

GONE_SECTION: Final = "Indtastninger på linjer, der ikke findes mere (regnes ikke med; flyt eller ryd dem)"
"""The heading over what was typed on lines that are gone."""
TypedCells = dict[str, Typed]
"""Typed column -> what stands in it."""


class TypedRow(Struct):
    """A row somebody typed in: its name, the segment and the group it stood under, and the cells.

    ``line`` is False for a row of sums or explanations.
    """

    row: int
    name: str
    segment: str
    group: str
    line: bool
    cells: TypedCells


class Strange(Struct, frozen=True):
    """A column of the rectangle that is not one of the sheet's."""

    row: int
    column: int
    value: Value


def read(grid: Grid, ref: Ref, year: int) -> tuple[list[TypedRow], Strange | None]:
    """The rows with something typed in them, or the first column that is not the sheet's own (the rectangle's first
    when the columns of names and sources are gone).

    Columns are found by their headers, wherever they have been moved to; headers of other years are the sheet's too.
    A rectangle without any of the headers, such as a new one, has nothing typed in it.
    """
    header = next((row for row in range(ref.top, min(ref.top + 3, ref.bottom) + 1) if _is_header(grid, ref, row)), None)
    if header is None:
        filled = _filled(grid, ref)
        return [], None if filled is None else Strange(*filled, grid.value(*filled))
    shown = columns(Heading(year))
    # The headers may still be those of the other sign, or of a sheet without a year.
    own = {_bare(each.header) for sign in Sign for of in (year, None) for each in columns(Heading(of, sign))}
    own.add(_bare(FORMER))
    typed = {label(name): name for name in TYPED}
    said = {label(FORMER), *(label(column.header) for column in COLUMNS)}
    found: dict[str, int] = {}
    words: dict[str, int] = {}
    first = source = 0
    for column in range(ref.left, ref.right + 1):
        value = grid.value(header, column)
        name = typed.get(label(value))
        if name is not None and name not in found:
            found[name] = column
        elif _bare(value) not in own or name is not None or label(value) in words:
            below = [row for row in range(header, ref.bottom + 1) if not is_blank(grid.value(row, column))]
            if below:
                return [], Strange(header, column, grid.value(header, column))
        if label(value) in said:
            words.setdefault(label(value), column)
        elif label(value) == label(shown[0].header):
            first = column
        elif label(value) == label(shown[-1].header):
            source = column
    if not first or not source:
        return [], Strange(header, ref.left, grid.value(header, ref.left))
    return _rows(grid, ref, header, found, first, source, {*words.values()}), None


def _bare(value: Value) -> str:
    """A header without its year."""
    return label(re.sub(r"20\d\d|\d år før", "", clean(value)))


def _is_header(grid: Grid, ref: Ref, row: int) -> bool:
    labels = {label(grid.value(row, column)) for column in range(ref.left, ref.right + 1)}
    return len(labels & {label(name) for name in TYPED}) >= 3


def _filled(grid: Grid, ref: Ref) -> tuple[int, int] | None:
    cells = ((row, column) for row in range(ref.top, ref.bottom + 1) for column in range(ref.left, ref.right + 1))
    return next((cell for cell in cells if not is_blank(grid.value(*cell))), None)


def _rows(
    grid: Grid, ref: Ref, header: int, columns: dict[str, int], first: int, source: int, words: set[int]
) -> list[TypedRow]:
    """The rows with something in their typed ``columns``; what stands in those of ``words`` is no figure."""
    typed = {*columns.values(), *words}
    found = []

    def filled(row: int, column: int) -> bool:
        return not is_blank(grid.value(row, column)) or (row, column) in grid.formulas

    segment = group = ""
    for row in range(header + 1, min(ref.bottom, len(grid.rows)) + 1):
        name = clean(grid.value(row, first))
        # Only lines have a source; rows of sums and the explanations below have none.
        line = filled(row, source)
        cells: TypedCells = {}
        for key, column in columns.items():
            formula = grid.formulas.get((row, column))
            value = grid.value(row, column)
            if formula is not None:
                if line:
                    cells[key] = Formula(formula, value)
            elif not is_blank(value):
                cells[key] = value
        if cells:
            found.append(TypedRow(row, name, segment, group if line else "", line, cells))
        if not line and name:
            group = name
            if not any(filled(row, column) for column in range(first + 1, ref.right + 1) if column not in typed):
                # Only the headings of segments, and the one over what is left over, stand without figures.
                segment = "" if name == GONE_SECTION else name
    return found


def matched(rows: Sequence[TypedRow], lines: Sequence[LineKey]) -> tuple[dict[int, TypedRow], list[TypedRow]]:
    """Each row given to the line it is of; and the rows whose line is no longer there.

    Segment and name decide, and the group where several lines have them. A row that was already left over finds its
    line again. Of two rows for the same line the first is given and the other is left over.
    """
    given: dict[int, TypedRow] = {}
    left: list[TypedRow] = []
    by_name: dict[tuple[str, str], list[int]] = {}
    for at, line in enumerate(lines):
        by_name.setdefault((label(line.segment), label(line.name)), []).append(at)
    for row in rows:
        here = by_name.get((label(row.segment), label(row.name)), []) if row.line else []
        same = [at for at in here if label(lines[at].group) == label(row.group)]
        candidates = same or (here if len(here) == 1 else [])
        free = [at for at in candidates if at not in given]
        if free:
            given[free[0]] = row
        else:
            left.append(row)
    return given, left


def method(content: Typed) -> str | None:
    """The method a typed cell means; see ``read_method``."""
    return read_method(content.value if isinstance(content, Formula) else content)


def amount(content: Typed) -> int | None:
    """Øre of a typed cell, halves away from zero, None when it is empty. Raises Unreadable when it is no amount."""
    return read_amount(content.value if isinstance(content, Formula) else content)


def number_or_text(content: Typed) -> tuple[Typed, int | None]:
    """What to write for a typed amount, and the øre it counts as: text that is a number becomes one."""
    try:
        read = amount(content)
    except Unreadable:
        return content, None
    return (content if read is None or not isinstance(content, str) else read / 100), read
