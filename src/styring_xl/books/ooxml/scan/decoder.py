"""Scanned cells turned into values, by the workbook's shared strings, styles and date system."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from styring_xl.books.ooxml.package import damaged
from styring_xl.books.ooxml.scan.chunk import BOOL, EMPTY, ERROR, ISO, NUMBER, SHARED, TEXT, Cells
from styring_xl.books.ooxml.strings import unescape_text
from styring_xl.books.ooxml.styles import Styles
from styring_xl.cells.cell import CellError, Value
from styring_xl.cells.column import objects, whole_numbers
from styring_xl.cells.dates import from_iso, from_serial
from styring_xl.model.arrays import Flags


class Decoder:
    """Turns scanned cells into values: needs the shared strings, the styles and the date system."""

    def __init__(self, strings: Sequence[str], styles: Styles, date1904: bool) -> None:
        self.strings = strings
        self.date1904 = date1904
        self._table = objects(strings) if len(strings) < 1000 else np.array([*strings, None], object)[:-1]
        self.dates = np.array([*styles.dates, False], bool)
        self.style_names = styles.names
        self.words = styles.words
        self.struck = ["gennemstreget" if struck else None for struck in styles.struck]
        self.named = np.array([*(name is not None for name in styles.names), False], bool)
        self._serials: dict[float, Value] = {}

    def is_date(self, cells: Cells) -> Flags:
        """Which cells are numbers shown as dates."""
        result: Flags = (cells.kind == NUMBER) & self.are_dates(cells.style)
        return result

    def are_dates(self, style: NDArray[np.integer]) -> Flags:
        """Which cells, by their styles, show a number as a date."""
        result: Flags = self.dates[np.minimum(style, len(self.dates) - 1)]
        return result

    def check_codes(self, cells: Cells) -> None:
        """Refuse an index no shared string has."""
        self.check_shared(cells.code[cells.kind == SHARED])

    def check_shared(self, shared: NDArray[np.integer]) -> None:
        """Refuse one among the indices of shared strings that none has."""
        if len(shared) and (int(shared.max()) >= len(self.strings) or int(shared.min()) < 0):
            raise damaged()

    def narrowed(self, cells: Cells, columns: Flags) -> Cells:
        """The same cells, those of other columns (``columns`` is a truth value by number) seen to be sound and then
        left empty and without a style."""
        self.check_codes(cells)
        chosen = columns[cells.column]
        return replace(
            cells,
            kind=np.where(chosen, cells.kind, EMPTY).astype(np.uint8),
            style=np.where(chosen, cells.style, len(self.named)),
        )

    def values(self, cells: Cells) -> NDArray[np.object_]:
        """A Python value for each cell, None for an empty one."""
        result = np.full(len(cells.row), None, object)
        dates = self.is_date(cells)
        plain = (cells.kind == NUMBER) & ~dates
        result[plain] = whole_numbers(cells.number[plain])
        if dates.any():
            known = self._serials
            serials = cells.number[dates].tolist()
            for serial in set(serials).difference(known):
                known[serial] = from_serial(serial, self.date1904)
            result[dates] = objects([known[serial] for serial in serials])
        shared = cells.kind == SHARED
        if shared.any():
            codes = cells.code[shared]
            self.check_shared(codes)
            result[shared] = self._table[codes]
        truth = cells.kind == BOOL
        if truth.any():
            result[truth] = objects([bool(value) for value in cells.number[truth].tolist()])
        if cells.texts:
            for kind, make in ((TEXT, unescape_text), (ERROR, CellError), (ISO, from_iso)):
                which = cells.kind == kind
                if which.any():
                    table = objects([make(text) for text in cells.texts])
                    result[which] = table[cells.code[which]]
        return result
