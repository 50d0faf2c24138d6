"""Numbers for texts, so that rows are grouped without comparing texts and a repeated value is read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from styring_xl.cells import column as kinds
from styring_xl.cells.cell import Value
from styring_xl.cells.column import CellColumn
from styring_xl.danish.text import Unreadable, label
from styring_xl.model.arrays import Flags, Floats, Integers, Narrow, States

S = TypeVar("S")
T = TypeVar("T")


class Interned:
    """Texts numbered in the order they first appear; the empty text is number 0."""

    def __init__(self) -> None:
        self.names: list[str] = [""]
        self._index: dict[str, int] = {}

    def add(self, names: Sequence[str]) -> Integers:
        """The numbers of some texts (n,)."""
        index = self._index
        known = len(index)
        index.update(zip(self.names[known:], range(known, len(self.names)), strict=True))
        fresh = [name for name in dict.fromkeys(names) if name not in index]
        index.update(zip(fresh, range(len(index), len(index) + len(fresh)), strict=True))
        self.names.extend(fresh)
        return np.fromiter(map(index.__getitem__, names), np.int64, len(names))

    def add_distinct(self, names: Sequence[str]) -> Integers:
        """The numbers (n,) of texts that are none of them empty and no two the same, as a column has them.

        Where they are the first, nothing is looked up: most of a large extract's vouchers are asked for by no other.
        """
        if len(self.names) > 1:
            return self.add(names)
        self.names.extend(names)
        return np.arange(1, len(names) + 1)


class Codes:
    """Numbers for names that mean the same: case, punctuation and spaces do not tell them apart.

    ``names`` holds the first spelling met of each, at its number.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._by_label: dict[str, int] = {}
        self._by_text: dict[str, int] = {}

    def of(self, name: str) -> int:
        """The name's number, a new one when it has not been met."""
        known = self._by_text.get(name)
        if known is None:
            # A CPR number has nothing to fold, and of them there are many.
            key = name if name.isdigit() and name.isascii() else label(name)
            known = self._by_label.get(key)
            if known is None:
                known = self._by_label[key] = len(self.names)
                self.names.append(name)
            self._by_text[name] = known
        return known

    def all(self, names: Sequence[str]) -> Integers:
        """The numbers of (n,) names, int64 (n,)."""
        known = self._by_text
        for name in dict.fromkeys(names):
            if name not in known:
                self.of(name)
        return np.fromiter(map(known.__getitem__, names), np.int64, len(names))


def distinct(column: CellColumn) -> tuple[Narrow, list[Value]]:
    """Codes (n,) into the column's distinct values; a ledger's columns repeat few."""
    if ((column.kinds == kinds.TEXT) | (column.kinds == kinds.EMPTY)).all():
        # An empty cell's code is -1.
        return np.add(column.codes, 1, dtype=np.int32), [None, *column.strings]
    # A column of mixed cells is asked up to four times by the reading of one ledger.
    if column not in _MIXED:
        _MIXED[column] = _distinct_of_mixed(column)
    return _MIXED[column]


_MIXED: Final[WeakKeyDictionary[CellColumn, tuple[Narrow, list[Value]]]] = WeakKeyDictionary()
"""What ``distinct`` found of columns that are still in use."""


def _distinct_of_mixed(column: CellColumn) -> tuple[Narrow, list[Value]]:
    """``distinct`` of a column that holds not only texts; the codes cannot be written in."""
    codes = np.zeros(len(column), np.int32)
    values: list[Value] = [None]
    for kind in np.flatnonzero(np.bincount(column.kinds)).tolist():
        if kind == kinds.EMPTY:
            continue
        mask = column.kinds == kind
        by_code = kind in (kinds.TEXT, kinds.ERROR)
        first, inverse = _first_of_each(column.codes[mask] if by_code else column.numbers[mask])
        at = np.flatnonzero(mask)[first]
        codes[mask] = inverse + len(values)
        one_each = CellColumn(column.kinds[at], column.numbers[at], column.codes[at], column.strings, column.date1904)
        values.extend(one_each.values())
    codes.flags.writeable = False
    return codes, values


def _first_of_each(values: Integers | Floats) -> tuple[Integers, Integers]:
    """Of some values (n,) the place of the first of each different one, and the number (n,) of each value among these;
    the different ones rise."""
    with np.errstate(invalid="ignore"):
        whole = values.astype(np.int64)
    low, high = int(whole.min()), int(whole.max())
    if high - low >= len(whole) or not (whole == values).all():
        _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
        return first, inverse
    # Dates and the numbers of texts lie close: to count them off takes a tenth of sorting them.
    first = np.full(high - low + 1, -1, np.int64)
    first[whole[::-1] - low] = np.arange(len(whole) - 1, -1, -1)
    there = first >= 0
    return first[there], (np.cumsum(there) - 1)[whole - low]


def by_appearance(codes: Integers | Narrow, size: int) -> list[int]:
    """The codes below ``size`` that occur in ``codes`` (n,), in the order of the first row that has each.

    Texts are numbered as a file or a program stores them; what people see follows the rows.
    """
    first = np.full(size, len(codes), np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    seen = np.flatnonzero(first < len(codes))
    ordered: list[int] = seen[np.argsort(first[seen], kind="stable")].tolist()
    return ordered


def holds(column: CellColumn, rows: Integers, fits: Callable[[Value], bool]) -> Flags:
    """Of some rows, by their ascending places from 0, whether the cell fits, (len(rows),); each distinct cell is asked
    once."""
    if not len(rows):
        return np.zeros(0, bool)
    is_all = len(rows) == len(column)
    codes, cells = distinct(column if is_all else column.take(rows))
    seen = np.full(len(cells), is_all)
    if not is_all:
        seen[codes] = True
    asked = np.flatnonzero(seen).tolist()
    found = np.zeros(len(cells), bool)
    found[asked] = np.fromiter((fits(cells[at]) for at in asked), bool, len(asked))
    if not found.any():
        return np.zeros(len(codes), bool)
    answer: Flags = found[codes]
    return answer


def each(column: CellColumn, read_one: Callable[[Value], int | None]) -> tuple[Integers, States]:
    """Per row: what the cell reads as, and whether it was read (1), empty (0) or unreadable (-1)."""
    codes, cells = distinct(column)
    values = np.zeros(len(cells), np.int64)
    states = np.ones(len(cells), np.int8)
    for at, value in enumerate(cells):
        try:
            found = read_one(value)
        except Unreadable:
            states[at] = -1
        else:
            if found is None:
                states[at] = 0
            else:
                values[at] = found
    return values[codes], states[codes]


def read_each(read: Callable[[S], T], values: Sequence[S]) -> list[T]:
    """What each value reads as; each is read once, for a column repeats few."""
    if values and values[0] is None and values.count(None) == len(values):
        return [read(values[0])] * len(values)
    if len({*map(type, values)} - {str, type(None)}) > 1:
        # 1, 1.0 and True are equal, and so are kept apart by their types.
        pairs = [*zip(map(type, values), values, strict=True)]
        read_by_type = {pair: read(pair[1]) for pair in dict.fromkeys(pairs)}
        return [*map(read_by_type.__getitem__, pairs)]
    known = {value: read(value) for value in dict.fromkeys(values)}
    return [*map(known.__getitem__, values)]


def factorize(values: Integers) -> Integers:
    """Codes (n,) from 0 that are equal where the values (n,) are, without gaps, in the order values first appear."""
    # Hashing: where few values repeat, many times faster than the sort of `np.unique`. Only extracts need the import.
    import pyarrow as pa
    from pyarrow.compute import dictionary_encode

    # By their bytes, for what makes arrays of each other's would import pandas first.
    numbers = np.ascontiguousarray(values, np.int64)
    array = pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers)])
    coded = dictionary_encode(array, memory_pool=pa.system_memory_pool())
    return np.frombuffer(coded.indices.buffers()[1], np.int32)[: len(numbers)].astype(np.int64)


def combine(one: Integers, other: Integers) -> Integers:
    """Codes (n,) that are equal where both are."""
    if not len(one):
        return one
    size = int(other.max()) + 2
    # Codes are row numbers at most, so the product stays far within 64 bits.
    return factorize((one + 1) * size + other + 1)


_WIDEST: Final = 2**62
_SPARSE: Final = 4


def together(*columns: Integers) -> Integers:
    """Codes (n,), at least 0 and below 4 × n, that are equal where the values of all the columns (n,) are.

    They follow no order. Values that lie close are not looked up, and several columns of them are looked up at once.
    """
    n = len(columns[0])
    if not n:
        return np.zeros(0, np.int64)
    codes, size = np.zeros(n, np.int64), 1
    for column in columns:
        values, low, width = column, int(column.min()), int(column.max()) - int(column.min()) + 1
        if size * width > _WIDEST and width > _SPARSE * n:
            values = factorize(column)
            low, width = 0, int(values.max()) + 1
        if size * width > _WIDEST:
            codes = factorize(codes)
            size = int(codes.max()) + 1
        codes = codes * width + (values - low) if size > 1 else values - low
        size *= width
    return codes if size <= _SPARSE * n else factorize(codes)
