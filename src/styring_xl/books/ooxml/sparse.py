"""What few cells of a sheet have, held compactly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import LabelledCells, PlacedCells, Ref
from styring_xl.model.arrays import Integers, Narrow

T = TypeVar("T")
D = TypeVar("D")
COLUMNS: Final = 16384


def _narrowed(numbers: Integers | Narrow, least: type[np.unsignedinteger]) -> memoryview[int]:
    """Whole numbers from 0 in as few bytes each as the largest takes: a large sheet has half a million."""
    kind = np.promote_types(np.min_scalar_type(int(numbers.max(initial=0))), least)
    return memoryview(np.ascontiguousarray(numbers, kind).data)


class CellMap(PlacedCells[T]):
    """Something for some cells of a sheet, held compactly: sorted keys, and values by position."""

    def __init__(self, keys: Integers, value: Callable[[int, int, int], T]) -> None:
        self._keys = _narrowed(keys, np.uint32)
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

    def places(self, ref: Ref) -> range:
        """The places of the cells in the rows of a rectangle."""
        first = bisect_left(self._keys, ref.top * COLUMNS)
        return range(first, bisect_left(self._keys, (ref.bottom + 1) * COLUMNS, first))

    def within(self, ref: Ref) -> Iterator[tuple[int, int, T]]:
        """(row, column, what it has) of the cells in a rectangle."""
        for at in self.places(ref):
            row, column = divmod(self._keys[at], COLUMNS)
            if ref.left <= column + 1 <= ref.right:
                yield row, column + 1, self._value(at, row, column + 1)

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


class LabelMap(CellMap[str], LabelledCells):
    """One of a few labels for some cells of a sheet: sorted keys, and the place of each cell's among the labels."""

    def __init__(self, keys: Integers, codes: NDArray[np.int32], labels: Sequence[str]) -> None:
        held = _narrowed(codes, np.uint8)
        super().__init__(keys, lambda at, row, column: labels[held[at]])
        self._codes = held
        self.labels = labels

    def codes_within(self, ref: Ref) -> tuple[Integers, Integers, Integers]:
        """The rows, the columns and the places among the labels of the cells in a rectangle."""
        places = self.places(ref)
        keys = np.asarray(self._keys[places.start : places.stop])
        columns = keys % COLUMNS + 1
        inside = np.flatnonzero((columns >= ref.left) & (columns <= ref.right))
        codes = np.asarray(self._codes[places.start : places.stop])
        return (
            (keys[inside] // COLUMNS).astype(np.int64),
            columns[inside].astype(np.int64),
            codes[inside].astype(np.int64),
        )


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
