"""A table of a result sheet while it is being written: records against columns, cells by the columns' names.

What a column is (its header, its look, its formula, whether it adds up) stands in the column; a report gives the values
and says which rows a row of sums stands for. Every formula keeps the value it has as its cached result.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from enum import Enum

import numpy as np

from styring_xl.cells.cell import MAX_ARGUMENTS, MAX_FORMULA, Content, Formula, Keep, Value, column_letters
from styring_xl.cells.column_contents import ColumnContents, nothing
from styring_xl.model.arrays import Flags
from styring_xl.reports.rows import Made, MadeRow, Rows
from styring_xl.standard.column import Column, expand, headers
from styring_xl.standard.look import Look

Values = Mapping[str, Content]
"""Column name -> value. A column without a value is an empty cell, a Formula is written as it is."""
Over = range | Sequence[int]
"""The sheet rows a row of sums stands for: a range of neighbours, or single rows."""

_TOTAL = "total."
_ROW = "\0"
"""Stands for the row in a formula that is the same on every line."""


class RowKind(Enum):
    """What a row of a table is."""

    LINE = "line"
    GROUP = "group"
    TOTAL = "total"

    def style(self, look: Look) -> str:
        """The cell style of a column on such a row."""
        return {RowKind.LINE: look.line, RowKind.GROUP: look.group, RowKind.TOTAL: look.total}[self]


def summed(over: Over, cell: Callable[[int], str]) -> str | None:
    """The formula of a sum over rows; None for no neighbours at all, whose sum is the value 0 alone."""
    if isinstance(over, range):
        return f"SUM({cell(over[0])}:{cell(over[-1])})" if over else None
    terms = [cell(row) for row in over]
    while len(terms) > MAX_ARGUMENTS:
        terms = [_sum(terms[at : at + MAX_ARGUMENTS]) for at in range(0, len(terms), MAX_ARGUMENTS)]
    return _sum(terms) if terms else "0"


def _sum(terms: Sequence[str]) -> str:
    return f"SUM({','.join(terms)})"


def worked_out(text: str | None, value: Value) -> Content:
    """A formula with its result; the result alone where there is none, or it would be longer than a cell can hold, as
    the sum of more than a thousand groups is."""
    return value if text is None or len(text) > MAX_FORMULA else Formula(text, value)


class Table:
    """One table, at the bottom of the rows written so far. ``total_row`` is the sheet row its total will stand in."""

    def __init__(self, rows: Rows, columns: Sequence[Column], total_row: int = 0) -> None:
        self.rows = rows
        self.columns = tuple(columns)
        self.total_row = total_row
        self._at = {column.name: at for at, column in enumerate(self.columns)}
        self._by_formula = [at for at, column in enumerate(self.columns) if column.formula]
        self._worked_out = [at for at, column in enumerate(self.columns) if column.formula or column.summed]
        self._patterns: dict[int, str] = {}
        self._styles = {kind: [kind.style(column.look) for column in self.columns] for kind in RowKind}

    @property
    def names(self) -> Container[str]:
        """The names of its columns."""
        return self._at

    @property
    def next_row(self) -> int:
        """The sheet row that is written next."""
        return self.rows.next_row

    def header(self) -> int:
        """The header row."""
        texts = [text or None for text in headers(self.columns)]
        return self.rows.add(texts, [column.look.header for column in self.columns])

    def ref(self, name: str, row: int) -> str:
        """The address of the cell of column ``name`` on a sheet row."""
        return self.rows.cell(row, self._at[name])

    def span(self, first: str, last: str, row: int, bottom: int | None = None) -> str:
        """The addresses of a rectangle: columns ``first`` to ``last``, one row or down to ``bottom``."""
        return f"{self.ref(first, row)}:{self.ref(last, row if bottom is None else bottom)}"

    def down(self, name: str, rows: range) -> str:
        """The addresses of a column's cells on neighbouring rows."""
        return self.span(name, name, rows[0], rows[-1])

    def sum(self, name: str, over: Over, value: Content) -> Content:
        """The sum of a column's cells on other rows, with the value it has."""
        if isinstance(value, (Formula, Keep)):
            return value
        return worked_out(summed(over, lambda row: self.ref(name, row)), value)

    def column(self, name: str) -> int:
        """The sheet column of a column, from 1."""
        return self.rows.left + self._at[name]

    def line(self, values: Values, styles: Mapping[str, str] | None = None, made: Made | None = None) -> int:
        """A line; ``styles`` are the cells that look otherwise than their column, ``made`` says what its figures are
        made of. Returns its sheet row."""
        return self.add(RowKind.LINE, values, styles=styles, made=made)

    def lines(
        self,
        values: Mapping[str, ColumnContents],
        made: Callable[[int], Made] | None = None,
        styles: Mapping[str, str] | None = None,
        styled: Flags | None = None,
    ) -> None:
        """Many lines by their columns; nothing can be put in their rows afterwards. ``made`` says what each is made of,
        by its place from 0.

        The cells of ``styles`` look otherwise than their column in the rows (n,) that are ``styled``.
        """
        if not values.keys() <= self._at.keys():
            raise KeyError(f"no such column: {', '.join(sorted(values.keys() - self._at.keys()))}")
        first, count = self.next_row, len(next(iter(values.values())))
        empty = nothing(count)
        cells = [values.get(name, empty) for name in self._at]
        for at in self._by_formula:
            cells[at] = cells[at].worked_out(self._each(self._pattern(at), range(first, first + count)))
        looks = self._styles[RowKind.LINE]
        if styles is None or styled is None:
            self.rows.add_all(cells, (looks,), np.zeros(count, np.int64))
        else:
            others = [styles.get(name, own) for name, own in zip(self._at, looks, strict=True)]
            self.rows.add_all(cells, (looks, others), styled.astype(np.int64))
        if made is not None:
            self.rows.made.add(range(first, first + count), self._at, made)

    def formulas(self, formula: str, rows: range) -> list[str]:
        """A formula written as those of columns are, on each of some rows."""
        return self._each(expand(formula, self._named), rows)

    def group(
        self, values: Values, lines: int, styles: Mapping[str, str] | None = None, made: Made | None = None
    ) -> int:
        """The row of a group, which sums the ``lines`` rows that come after it."""
        first = self.next_row + 1
        return self.add(RowKind.GROUP, values, range(first, first + lines), styles, made)

    def total(
        self, values: Values, over: Over, styles: Mapping[str, str] | None = None, made: Made | None = None
    ) -> int:
        """The row of the total, which sums the rows ``over``: those of the groups, or of the lines."""
        return self.add(RowKind.TOTAL, values, over, styles, made)

    def loose(self, values: Values, styles: Mapping[str, str]) -> int:
        """A row below the table: cells without a style of their own are plain. Returns its sheet row."""
        names = [column.name for column in self.columns]
        return self.rows.add([values.get(name) for name in names], [styles.get(name) for name in names])

    def add(
        self,
        kind: RowKind,
        values: Values,
        over: Over | None = None,
        styles: Mapping[str, str] | None = None,
        made: Made | None = None,
    ) -> int:
        """A row of any kind; with ``over`` its summed columns are sums."""
        row = self.next_row
        if not values.keys() <= self._at.keys():
            raise KeyError(f"no such column: {', '.join(sorted(values.keys() - self._at.keys()))}")
        cells = [values.get(name) for name in self._at]
        for at in self._by_formula if over is None else self._worked_out:
            cells[at] = self._cell(at, cells[at], row, over)
        looks: Sequence[str] = self._styles[kind]
        if styles:
            looks = [styles.get(column.name, own) for column, own in zip(self.columns, looks, strict=True)]
        if made is not None:
            self.rows.made[row] = MadeRow(self._at, made)
        return self.rows.add(cells, looks)

    def _cell(self, at: int, value: Content, row: int, over: Over | None) -> Content:
        if value is None or isinstance(value, (Formula, Keep)):
            return value
        column = self.columns[at]
        if column.summed and over is not None:
            return self.sum(column.name, over, value)
        if not column.formula:
            return value
        return Formula(self._pattern(at).replace(_ROW, str(row)), value)

    def _each(self, pattern: str, rows: range) -> list[str]:
        first, *rest = pattern.split(_ROW)
        return [first + "".join([f"{row}{part}" for part in rest]) for row in rows]

    def _pattern(self, at: int) -> str:
        """The formula of a column, with ``_ROW`` for the row."""
        if at not in self._patterns:
            self._patterns[at] = expand(self.columns[at].formula, self._named)
        return self._patterns[at]

    def _named(self, name: str) -> str:
        """The address of a column's cell, on the row of the total or on one that is not known yet."""
        letters = column_letters(self.column(name.removeprefix(_TOTAL)))
        return f"{letters}{self.total_row if name.startswith(_TOTAL) else _ROW}"
