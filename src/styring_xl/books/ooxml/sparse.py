"""What few cells of a sheet have, held compactly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import RowMap
from styring_xl.model.arrays import Integers

T = TypeVar("T")
D = TypeVar("D")
COLUMNS: Final = 16384
_MOST_KINDS: Final = 1000


class CellMap(RowMap[T]):
    """Something for some cells of a sheet, held compactly: sorted keys, and values by position."""

    def __init__(self, keys: Integers, value: Callable[[int, int, int], T]) -> None:
        self._keys = memoryview(np.ascontiguousarray(keys).data)
        self._value = value

    def __getitem__(self, cell: tuple[int, int]) -> T:
        key = cell[0] * COLUMNS + cell[1] - 1
        at = bisect_left(self._keys, key)
        if at == len(self._keys) or self._keys[at] != key:
            raise KeyError(cell)
        return self._value(at, cell[0], cell[1])

    @overload
    def get(self, cell: tuple[int, int], default: None = None, /) -> T | None: ...
    @overload
    def get(self, cell: tuple[int, int], default: D, /) -> T | D: ...
    def get(self, cell: tuple[int, int], default: Any = None, /) -> Any:
        """As of any mapping; most cells have nothing, and an error for each of them would take its time."""
        key = cell[0] * COLUMNS + cell[1] - 1
        at = bisect_left(self._keys, key)
        found = at < len(self._keys) and self._keys[at] == key
        return self._value(at, cell[0], cell[1]) if found else default

    def in_row(self, row: int) -> Mapping[int, T]:
        """What the cells of one row have, by column."""
        at = bisect_left(self._keys, row * COLUMNS)
        found = {}
        while at < len(self._keys) and self._keys[at] < (row + 1) * COLUMNS:
            column = self._keys[at] % COLUMNS + 1
            found[column] = self._value(at, row, column)
            at += 1
        return found

    @property
    def last_row(self) -> int:
        """The number of the last row that has something, 0 when none has."""
        return self._keys[-1] // COLUMNS if len(self._keys) else 0

    def __contains__(self, cell: object) -> bool:
        if not isinstance(cell, tuple):
            return False
        key = cell[0] * COLUMNS + cell[1] - 1
        at = bisect_left(self._keys, key)
        return at < len(self._keys) and bool(self._keys[at] == key)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for key in self._keys:
            row, column = divmod(key, COLUMNS)
            yield row, column + 1

    def __len__(self) -> int:
        return len(self._keys)


class LabelMap(CellMap[str]):
    """One of a few labels for some cells of a sheet: sorted keys, and the place of each cell's among the labels."""

    def __init__(self, keys: Integers, codes: NDArray[np.int32], labels: Sequence[str]) -> None:
        held = memoryview(np.ascontiguousarray(codes).data)
        super().__init__(keys, lambda at, row, column: labels[held[at]])
        self._codes = held
        self._labels = labels
        self._columns = memoryview((keys % COLUMNS + 1).astype(np.int16).data)
        self._kinds: dict[tuple[bytes, bytes], Mapping[int, str]] = {}
        """What there is in a row, by its columns and codes: a table has few kinds of rows."""

    def in_row(self, row: int) -> Mapping[int, str]:
        """What the cells of one row have, by column."""
        first = bisect_left(self._keys, row * COLUMNS)
        end = bisect_left(self._keys, (row + 1) * COLUMNS, first)
        columns, codes = self._columns[first:end], self._codes[first:end]
        kind = columns.tobytes(), codes.tobytes()
        found = self._kinds.get(kind)
        if found is None:
            labels = self._labels
            found = {column: labels[code] for column, code in zip(columns, codes, strict=True)}
            # A sheet where each row has its own is not kept twice.
            if len(self._kinds) < _MOST_KINDS:
                self._kinds[kind] = found
        return found


class SparseRow(Sequence[Value]):
    """A row with few cells far apart: as long as any other, but holding only what is there."""

    def __init__(self, cells: dict[int, Value], width: int) -> None:
        self._cells = cells
        self._width = width

    def __len__(self) -> int:
        return self._width

    def __iter__(self) -> Iterator[Value]:
        return map(self._cells.get, range(self._width))

    @overload
    def __getitem__(self, index: int) -> Value: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Value]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self._cells.get(at) for at in range(*index.indices(self._width))]
        at = index + self._width if index < 0 else index
        if not 0 <= at < self._width:
            raise IndexError(index)
        return self._cells.get(at)
