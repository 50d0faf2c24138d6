"""Rows of cells below all that stands on a sheet, as a new table is: kept and written by the column."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl.books.ooxml.content import MAX_FORMULA
from styring_xl.cells.cell import Content, Formula, Keep, Value
from styring_xl.model.arrays import Flags

KEEP_STYLE: Final = -1
"""The cell keeps its style; a new one takes its row's or column's."""
FEWEST: Final = 32
"""Fewer rows than this are as quickly written one by one."""
_PLAIN: Final = frozenset((float, int, str, bool, type(None)))
_FIRST_DAY: Final = dt.date(1904, 1, 2)
"""Days from here on can be written whatever day a workbook counts from."""
_EXACT: Final = 2**53

Looks = tuple[int, ...]
"""The style index planned for each cell of a row, or ``KEEP_STYLE``."""


class RowBand(Struct, frozen=True, eq=False):
    """Neighbouring rows from ``top`` with something new in the same columns from ``left``, where nothing stands.

    ``values`` has what no cell can refuse: plain values, and formulas of them. ``kinds`` are the looks that a row can
    have, ``kind`` says which of them each row has. ``fresh`` has, by column, the style index of a cell that is not
    there yet and keeps its style; without it such a cell takes its column's.
    """

    top: int
    left: int
    values: Sequence[tuple[Content, ...]]
    kinds: tuple[Looks, ...]
    kind: Sequence[int]
    fresh: Mapping[int, int] = field(default_factory=dict)

    @property
    def bottom(self) -> int:
        """The last row."""
        return self.top + len(self.values) - 1

    @property
    def has_formulas(self) -> bool:
        """Whether any of its cells gets a formula."""
        return any(Formula in map(type, values) for values in self.values)

    def looks_of_days(self) -> set[int]:
        """The style indices planned for the cells that get a day."""
        found: set[int] = set()
        for index, column in enumerate(zip(*self.values, strict=True)):
            if dt.date in map(type, column):
                kinds = {kind for kind, content in zip(self.kind, column, strict=True) if type(content) is dt.date}
                looks = {self.kinds[kind][index] for kind in kinds}
                kept = self.fresh.get(self.left + index, KEEP_STYLE)
                found |= {kept if look == KEEP_STYLE else look for look in looks}
        return found

    def part(self, first: int, last: int) -> RowBand:
        """Its rows from one number to another."""
        rows = slice(max(first - self.top, 0), last - self.top + 1)
        return replace(self, top=max(first, self.top), values=self.values[rows], kind=self.kind[rows])

    def cells(self) -> Iterator[tuple[int, dict[int, Value | Formula], dict[int, int]]]:
        """For each row: its number, the contents to write by column, and the style indices planned for some of them.

        An empty cell that is to look like any other is none; where ``fresh`` says how new cells look, it is one.
        """
        for row, (values, kind) in enumerate(zip(self.values, self.kind, strict=True), self.top):
            looks = self.kinds[kind]
            contents: dict[int, Value | Formula] = {}
            styles: dict[int, int] = {}
            for column, (content, look) in enumerate(zip(values, looks, strict=True), self.left):
                if isinstance(content, Keep) or (content is None and look == KEEP_STYLE and not self.fresh):
                    continue
                contents[column] = content
                if look != KEEP_STYLE:
                    styles[column] = look
            if contents:
                yield row, contents, styles

    def columns(self) -> Iterator[tuple[int, Sequence[Content], Flags, Flags]]:
        """The same a column at a time: its number and contents, which are written, which get a planned style."""
        kind = np.array(self.kind, np.intp)
        for index, contents in enumerate(zip(*self.values, strict=True)):
            styled = np.array([looks[index] != KEEP_STYLE for looks in self.kinds])[kind]
            left = _of_type(Keep, contents)
            if not self.fresh:
                left |= _of_type(type(None), contents) & ~styled
            yield self.left + index, contents, ~left, styled

    def count(self) -> int:
        """How many cells it writes."""
        empty = 0
        for index, contents in enumerate(zip(*self.values, strict=True)):
            if None in contents:
                plain = np.array([looks[index] == KEEP_STYLE for looks in self.kinds])[np.array(self.kind, np.intp)]
                empty += int((_of_type(type(None), contents) & plain).sum())
        return sum(map(len, self.values)) - empty


def _of_type(kind: type, contents: Sequence[Content]) -> Flags:
    types = [*map(type, contents)]
    return (
        np.fromiter((each is kind for each in types), bool, len(types)) if kind in types else np.zeros(len(types), bool)
    )


def are_plain(values: Sequence[tuple[Content, ...]]) -> bool:
    """Whether a band can hold these rows: finite numbers, texts, truth values, formulas of such, days, empty cells."""
    if len(set(map(len, values))) > 1:
        return False
    for column in zip(*values, strict=True):
        types = set(map(type, column))
        if dt.date in types:
            types.discard(dt.date)
            if min(each for each in column if type(each) is dt.date) < _FIRST_DAY:
                return False
        if Formula in types:
            types.discard(Formula)
            formulas = [each for each in column if isinstance(each, Formula)]
            results = [each.value for each in formulas]
            if not (all(map(_is_formula, {each.text for each in formulas})) and _fit(results, set(map(type, results)))):
                return False
        if not _fit(column, types):
            return False
    return True


def _is_formula(text: str) -> bool:
    return not text.startswith("=") and bool(text.strip()) and len(text) <= MAX_FORMULA


def _fit(values: Sequence[Content], types: set[type]) -> bool:
    """Whether those of the values that are plain can be written as they are; ``types`` are those to look at."""
    if not types <= _PLAIN:
        return False
    if int in types and not all(-_EXACT <= each <= _EXACT for each in values if type(each) is int):
        return False
    # An infinity or a NaN among the numbers would be one in their sum.
    return float not in types or math.isfinite(sum([each for each in values if type(each) is float]))
