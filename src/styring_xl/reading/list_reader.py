"""Reads the rows of one list: which rows of the sheet are its, and what each cell says by what its column holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from styring_xl.cells.cell import CellError, Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.citizen import citizen, is_lost
from styring_xl.danish.part import read_change, read_part
from styring_xl.danish.text import (
    Unreadable,
    clean,
    is_blank,
    is_percent,
    label,
    read_amount,
    read_date,
    read_number,
    read_start,
    read_stop,
)  # fmt: skip
from styring_xl.danish.units import read_unit
from styring_xl.reading.list_row import ROLE, ListRow, ListValue
from styring_xl.reading.list_spot import ListSpot
from styring_xl.reading.problem import Kind, Problem
from styring_xl.standard.listing import Holds, ListField

_TOTALS: Final = frozenset(
    ("i alt", "ialt", "i alt kr", "total", "hovedtotal", "subtotal", "sum", "mellemsum", "samlet", "samlet i alt")
)
"""What the first cell of a sum's row holds and nothing else: »Total Omsorg ApS« is a supplier."""


class ListReader:
    """Reads one list; ``problems`` fills while ``rows`` are read."""

    def __init__(self, grid: Grid, spot: ListSpot) -> None:
        self.grid = grid
        self.listing = spot.listing
        self.spot = spot
        self.problems: list[Problem] = []

    def rows(self) -> list[ListRow]:
        """The rows that can be used, in the order they stand."""
        return [row for number in self._numbers() for row in self._rows(number)]

    def _rows(self, number: int) -> Iterator[ListRow]:
        """What a sheet row holds: one row of the list, or one for each year that stands beside the others."""
        if not self.spot.beside:
            row = self._row(number, self.spot.columns, {})
            if row is not None:
                yield row
            return
        for column, said in self.spot.beside.items():
            value = self.grid.value(number, column)
            if not is_blank(value) or self._lacks_its_result(number, column):
                row = self._row(number, {**self.spot.columns, self.listing.across: column}, said)
                if row is not None:
                    yield row

    def _numbers(self) -> range:
        """The sheet rows of the list: the Excel table's and those that stand right under it, else to the last one."""
        first, last = self.spot.header + 1, len(self.grid.rows)
        table = next((each for each in self.grid.tables if each.name == self.spot.table), None)
        if table is not None:
            last = table.ref.bottom - table.totals_rows
            if not table.totals_rows:
                while self._follows(last + 1):
                    last += 1
        return range(first, last + 1)

    def _follows(self, row: int) -> bool:
        columns = self.spot.columns
        needed = [columns[each.name] for each in self.listing.fields if each.needed and each.name in columns]
        inside = any((row, column) in each.ref for each in self.grid.tables for column in needed)
        return bool(needed) and not inside and all(not is_blank(self.grid.value(row, column)) for column in needed)

    def _row(self, number: int, columns: Mapping[str, int], said: Mapping[str, int | str]) -> ListRow | None:
        """A row by its columns, and what a header says of it; None where it holds nothing or cannot be used."""
        values = {name: self.grid.value(number, column) for name, column in columns.items()}
        unknown = any(self._lacks_its_result(number, column) for column in columns.values())
        if not unknown and all(is_blank(value) for value in values.values()):
            return None
        filled = [value for value in values.values() if not is_blank(value)]
        if filled and (self._is_heading(values, columns) or label(filled[0]) in _TOTALS):
            return None
        cells: dict[str, ListValue] = dict(said)
        for each in self.listing.fields:
            value = values.get(each.name)
            if each.name in said:
                continue
            if is_blank(value):
                lacks = self._lacks_its_result(number, columns.get(each.name, 0))
                if lacks or each.needed:
                    self._refuse(Kind.LIST_VALUE if lacks else Kind.LIST_MISSING, each, number, columns, value)
                    return None
                continue
            try:
                cells[each.name] = read_cell(each, value)
            except Unreadable:
                kind = Kind.LIST_WORD if each.words else Kind.LIST_VALUE
                self._refuse(kind, each, number, columns, value)
                return None
        return ListRow(self.grid.sheet, number, columns, cells)

    def _lacks_its_result(self, row: int, column: int) -> bool:
        """Whether a cell is a formula whose result nobody has stored, which is not the same as an empty cell."""
        return (row, column) in self.grid.formulas and self.grid.value(row, column) is None

    def _is_heading(self, values: Mapping[str, Value], columns: Mapping[str, int]) -> bool:
        """Whether a row is a heading: its one text stands where rows need several cells, or it is the header again."""
        filled = [(name, value) for name, value in values.items() if not is_blank(value)]
        again = all(label(value) == label(self.grid.value(self.spot.header, columns[name])) for name, value in filled)
        needed = sum(each.needed for each in self.listing.fields)
        alone = not self.spot.table and len(filled) == 1 < needed and isinstance(filled[0][1], str)
        return again or alone

    def _refuse(self, kind: Kind, column: ListField, row: int, columns: Mapping[str, int], value: Value) -> None:
        detail = ", ".join(column.words) if kind == Kind.LIST_WORD else column.holds.value
        where = columns.get(column.name, 1)
        self.problems.append(Problem(kind, column.header, ROLE, self.grid.sheet, row, where, value, detail=detail))


def read_cell(column: ListField, value: Value) -> ListValue:
    """A cell by what its column holds. Raises Unreadable."""
    if isinstance(value, (CellError, bool)):
        raise Unreadable
    if column.words:
        known = {label(word): word for word in column.words}
        if label(value) not in known:
            raise Unreadable
        return known[label(value)]
    match column.holds:
        case Holds.CITIZEN:
            if is_lost(value):
                raise Unreadable
            return citizen(value)
        case Holds.DATE:
            return {"stop": read_stop, "start": read_start}.get(column.name, read_date)(value)
        case Holds.KRONER:
            return read_amount(value)
        case Holds.UNIT:
            return read_unit(value)
        case Holds.PART:
            return read_part(value)
        case Holds.CHANGE:
            return read_change(value)
        case Holds.NUMBER:
            if is_percent(value):
                return read_part(value)
            number = read_number(value)
            return None if number is None else Fraction(number)
        case Holds.WHOLE:
            number = read_number(value)
            if number is None or number != int(number):
                raise Unreadable
            return int(number)
    return clean(value)
