"""Columns of a large sheet as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from styring_xl.cells.cell import CellError, Value
from styring_xl.cells.dates import DAYS_1900, DAYS_1904, LAST_SERIAL, from_serial
from styring_xl.model.arrays import Dates, Flags, Floats, Integers

EMPTY: Final = 0
NUMBER: Final = 1
DATE: Final = 2
"""A number its cell shows as a date, or a date written as text."""
TEXT: Final = 3
BOOL: Final = 4
ERROR: Final = 5


class CellColumn(Struct, frozen=True, eq=False, weakref=True):
    """The cells of one column, one array element a row; nothing is coerced and nothing is lost.

    ``kinds`` says what each cell is. ``numbers`` holds NUMBER, BOOL (0 or 1) and the serial number of DATE, else 0.
    ``codes`` is the index in ``strings`` (distinct texts, so the column is factorised already) of TEXT and of the
    code of ERROR, else -1.
    """

    kinds: NDArray[np.uint8]
    numbers: Floats
    codes: NDArray[np.int32]
    strings: Sequence[str]
    date1904: bool = False

    def __len__(self) -> int:
        return len(self.kinds)

    def take(self, rows: Integers | Flags) -> CellColumn:
        """The same column of some rows, by their places from 0 or as flags (n,)."""
        return CellColumn(self.kinds[rows], self.numbers[rows], self.codes[rows], self.strings, self.date1904)

    def dates(self) -> Dates:
        """The days as ``datetime64[D]``, NaT where the cell is no date; the time of day is dropped."""
        result = np.full(len(self.kinds), np.datetime64("NaT", "D"))
        serial = np.floor(self.numbers + 0.5 / 86_400_000)
        offset = DAYS_1904 if self.date1904 else DAYS_1900
        ok = (self.kinds == DATE) & (serial >= (0 if self.date1904 else 1)) & (serial < LAST_SERIAL)
        days = serial[ok].astype(np.int64)
        if not self.date1904:
            days = days + (days < 60)
        result[ok] = (days - offset).astype("datetime64[D]")
        return result

    def values(self) -> list[Value]:
        """The cells as plain Python values, as a ``Grid`` holds them."""
        result = np.full(len(self.kinds), None, object)
        plain = self.kinds == NUMBER
        result[plain] = whole_numbers(self.numbers[plain])
        result[self.kinds == BOOL] = [bool(value) for value in self.numbers[self.kinds == BOOL].tolist()]
        serials = self.numbers[self.kinds == DATE]
        if len(serials):
            known = {serial: from_serial(serial, self.date1904) for serial in set(serials.tolist())}
            result[self.kinds == DATE] = objects([known[serial] for serial in serials.tolist()])
        texts = self.kinds == TEXT
        if texts.any():
            result[texts] = np.array([*self.strings, ""], object)[self.codes[texts]]
        errors = self.kinds == ERROR
        if errors.any():
            result[errors] = objects([CellError(self.strings[code]) for code in self.codes[errors].tolist()])
        plain_values: list[Value] = result.tolist()
        return plain_values


@dataclass(frozen=True, slots=True, eq=False)
class CellColumns(Mapping[int, CellColumn]):
    """Some columns of a sheet, by number from 1; ``rows`` holds the sheet's row number of each element.

    Only rows where at least one of the columns holds something are there.
    """

    rows: NDArray[np.int32]
    columns: Mapping[int, CellColumn]
    bare: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Column number -> the rows in which it has a formula without a result, which is not an empty cell."""

    def __getitem__(self, column: int) -> CellColumn:
        return self.columns[column]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


def whole_numbers(numbers: Floats) -> NDArray[np.object_]:
    """Numbers as Python objects: int where they are whole, else float."""
    whole = (numbers == np.floor(numbers)) & (np.abs(numbers) < 2**53)
    result = np.empty(len(numbers), object)
    result[whole], result[~whole] = numbers[whole].astype(np.int64), numbers[~whole]
    return result


def objects(values: Sequence[object]) -> NDArray[np.object_]:
    """A one-dimensional object array; numpy would otherwise take dates and tuples apart."""
    result = np.empty(len(values), object)
    for at, value in enumerate(values):
        result[at] = value
    return result
