"""What the cells of a column are to hold, as arrays: many cells are compared, written and remembered at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import compress
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from styring_xl.cells.cell import KEEP, Content, Formula, Keep, Value
from styring_xl.cells.column import objects
from styring_xl.model.arrays import Dates, Flags, Floats, Integers

EMPTY: Final = 0
FIGURE: Final = 1
"""A finite float."""
WHOLE: Final = 2
"""An int that a float holds exactly."""
TEXT: Final = 3
TRUTH: Final = 4
DAY: Final = 5
"""A day without a time of day."""
OTHER: Final = 6
"""Anything else, as it was given: errors, times, and what is still to be told whether a cell can hold it."""
KEPT: Final = 7
"""The cell is left as it is."""

FEW: Final = 24
"""So many cells are done one by one before numpy has been asked: most tables of a result sheet have fewer rows."""
_EXACT: Final = 2**53
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
"""The day from which numpy counts."""


class _Kinds(dict[type, int]):
    """The kind of a cell by the type of its content."""

    def __missing__(self, kind: type) -> int:
        return OTHER


_KINDS: Final = _Kinds({type(None): EMPTY, float: FIGURE, int: WHOLE, str: TEXT, bool: TRUTH, dt.date: DAY, Keep: KEPT})


class ColumnContents(Struct, frozen=True, eq=False):
    """The cells of one column of a block, one array element a cell; ``kinds`` says what each holds.

    ``numbers`` has FIGURE, WHOLE, TRUTH (0 or 1) and the ordinal of DAY, else 0. ``codes`` is the place of a TEXT in
    ``strings``, each of which is there once, and of OTHER in ``others``, else -1. A formula is told by its place in
    ``formulas``, ``formula`` (-1 for none); the kind and the rest are then of its result.
    """

    kinds: NDArray[np.uint8]
    numbers: Floats
    codes: NDArray[np.int32]
    strings: Sequence[str] = ()
    others: Sequence[Value] = ()
    formula: NDArray[np.int32] | None = None
    formulas: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.kinds)

    @staticmethod
    def of(cells: Sequence[Content]) -> ColumnContents:
        """The cells as given."""
        found = set(map(type, cells))
        kinds = np.frombuffer(bytes(map(_KINDS.__getitem__, map(type, cells))), np.uint8).copy()
        formula, formulas = None, []
        if Formula in found:
            # Most often a few: a column's sum is one.
            places = [place for place in np.flatnonzero(kinds == OTHER).tolist() if type(cells[place]) is Formula]
            formula = np.full(len(cells), -1, np.int32)
            formula[places] = np.arange(len(places))
            cells = [*cells]
            for place in places:
                content = cells[place]
                assert isinstance(content, Formula)
                formulas.append(content.text)
                cells[place] = content.value
                kinds[place] = _KINDS[type(content.value)]
            found = set(map(type, cells))
        numbers, codes = np.zeros(len(cells)), np.full(len(cells), -1, np.int32)

        def some(pick: Flags) -> list[Any]:
            return [*compress(cells, pick.tobytes())]

        if float in found:
            pick = kinds == FIGURE
            numbers[pick] = figures = np.array(some(pick))
            kinds[pick] = np.where(np.isfinite(figures), FIGURE, OTHER)
        if int in found:
            pick = kinds == WHOLE
            whole = some(pick)
            try:
                held = np.array(whole, np.int64)
            except OverflowError:
                held = np.array([min(max(each, -_EXACT - 1), _EXACT + 1) for each in whole], np.int64)
            fits = (held >= -_EXACT) & (held <= _EXACT)
            numbers[pick] = np.where(fits, held, 0)
            kinds[pick] = np.where(fits, WHOLE, OTHER)
        if bool in found:
            numbers[kinds == TRUTH] = some(kinds == TRUTH)
        if dt.date in found:
            numbers[kinds == DAY] = [cell.toordinal() for cell in some(kinds == DAY)]
        strings: dict[str, int] = {}
        if str in found:
            pick = kinds == TEXT
            texts = some(pick)
            strings = dict(zip(dict.fromkeys(texts), range(len(texts)), strict=False))
            codes[pick] = [*map(strings.__getitem__, texts)]
        others = [cells[place] for place in np.flatnonzero(kinds == OTHER).tolist()]
        if others:
            numbers[kinds == OTHER] = 0
            codes[kinds == OTHER] = np.arange(len(others))
        return ColumnContents(kinds, numbers, codes, [*strings], others, formula, formulas)  # type: ignore[arg-type]

    @staticmethod
    def of_figures(numbers: Floats, kinds: NDArray[np.uint8]) -> ColumnContents:
        """Figures, empty cells and kept ones, as ``kinds`` says of each."""
        return ColumnContents(kinds, np.where(kinds == FIGURE, numbers, 0.0), np.full(len(kinds), -1, np.int32))

    @staticmethod
    def of_numbers(numbers: Floats, blank: Flags | bool = False) -> ColumnContents:
        """Finite numbers; ``blank`` ones are empty cells."""
        kinds = np.full(len(numbers), FIGURE, np.uint8)
        kinds[blank] = EMPTY
        return ColumnContents.of_figures(numbers, kinds)

    @staticmethod
    def of_texts(texts: Sequence[str]) -> ColumnContents:
        """Texts; an empty one is an empty cell."""
        strings = [*filter(None, dict.fromkeys(texts))]
        places = dict(zip(strings, range(len(strings)), strict=True)) | {"": -1}
        codes = np.fromiter(map(places.__getitem__, texts), np.int32, len(texts))
        kinds = np.where(codes < 0, EMPTY, TEXT).astype(np.uint8)
        return ColumnContents(kinds, np.zeros(len(kinds)), codes, strings)

    @staticmethod
    def of_codes(codes: Integers, texts: Sequence[str]) -> ColumnContents:
        """Texts, each there once, by their places among ``texts``; an empty one is an empty cell."""
        filled = np.array([text != "" for text in texts], bool)[codes]
        kinds = np.where(filled, TEXT, EMPTY).astype(np.uint8)
        return ColumnContents(kinds, np.zeros(len(kinds)), np.where(filled, codes, -1).astype(np.int32), texts)

    @staticmethod
    def of_days(days: Dates) -> ColumnContents:
        """Days of the calendar that ``datetime.date`` has; none is NaT."""
        numbers = (days.astype("datetime64[D]").astype(np.int64) + _EPOCH).astype(np.float64)
        kinds = np.full(len(numbers), DAY, np.uint8)
        return ColumnContents(kinds, numbers, np.full(len(numbers), -1, np.int32))

    @staticmethod
    def joined(parts: Sequence[ColumnContents]) -> ColumnContents:
        """The cells of several columns below each other, as if they had been given at once."""
        strings: dict[str, int] = {}
        others: list[Value] = []
        formulas: list[str] = []
        codes, formula = [], []
        for part in parts:
            code = part.codes.copy()
            text = part.kinds == TEXT
            if text.any():
                places = [strings.setdefault(each, len(strings)) for each in part.strings]
                code[text] = np.array(places, np.int32)[code[text]]
            code[part.kinds == OTHER] += len(others)
            codes.append(code)
            others += part.others
            own = np.full(len(part), -1, np.int32) if part.formula is None else part.formula
            formula.append(np.where(own >= 0, own + len(formulas), -1).astype(np.int32))
            formulas += part.formulas
        return ColumnContents(
            np.concatenate([part.kinds for part in parts]),
            np.concatenate([part.numbers for part in parts]),
            np.concatenate(codes),
            [*strings],
            others,
            np.concatenate(formula) if formulas else None,
            formulas,
        )

    def worked_out(self, formulas: Sequence[str], which: Flags | bool = True) -> ColumnContents:
        """The same cells, ``which`` of them as results of ``formulas``, one a cell; those that are empty or kept get
        none."""
        some = (self.kinds != EMPTY) & (self.kinds != KEPT) & which
        formula = np.full(len(self), -1, np.int32)
        formula[some] = np.arange(some.sum())
        return replace(self, formula=formula, formulas=[*compress(formulas, some.tobytes())])

    @property
    def has_formula(self) -> Flags:
        """Which of the cells have a formula."""
        return np.zeros(len(self.kinds), bool) if self.formula is None else self.formula >= 0

    def take(self, rows: slice | Integers) -> ColumnContents:
        """The same of some of the cells, by their places from 0."""
        formula = None if self.formula is None else self.formula[rows]
        return ColumnContents(
            self.kinds[rows], self.numbers[rows], self.codes[rows], self.strings, self.others, formula, self.formulas
        )

    def at(self, place: int) -> Content:
        """The content of one cell, by its place from 0."""
        return self.take(slice(place, place + 1)).cells()[0]

    def _result(self, kind: int, number: float, code: int) -> Value | Keep:
        """What a cell holds, of a formula its result."""
        if kind == FIGURE:
            return number
        if kind == EMPTY:
            return None
        if kind == TEXT:
            return self.strings[code]
        if kind == WHOLE:
            return int(number)
        if kind == TRUTH:
            return number == 1
        if kind == DAY:
            return dt.date.fromordinal(int(number))
        return self.others[code] if kind == OTHER else KEEP

    def texts(self) -> dict[int, str]:
        """The formulas, by place from 0."""
        if self.formula is None:
            return {}
        formulas = self.formulas
        if len(self.formula) <= FEW:
            return {place: formulas[code] for place, code in enumerate(self.formula.tolist()) if code >= 0}
        places = np.flatnonzero(self.formula >= 0)
        return {
            place: formulas[code] for place, code in zip(places.tolist(), self.formula[places].tolist(), strict=True)
        }

    def cells(self) -> list[Content]:
        """The contents of all cells."""
        found: list[Content] = [*self.results()]
        for place, text in self.texts().items():
            value = found[place]
            assert not isinstance(value, (Formula, Keep))
            found[place] = Formula(text, value)
        return found

    def results(self) -> list[Value | Keep]:
        """The contents of all cells, of a formula its result."""
        if len(self.kinds) <= FEW:
            return [*map(self._result, self.kinds.tolist(), self.numbers.tolist(), self.codes.tolist())]
        result = np.full(len(self.kinds), None, object)
        for kind in np.flatnonzero(np.bincount(self.kinds, minlength=KEPT + 1)).tolist():
            pick = self.kinds == kind
            if kind == FIGURE:
                result[pick] = self.numbers[pick].astype(object)
            elif kind == WHOLE:
                result[pick] = self.numbers[pick].astype(np.int64).astype(object)
            elif kind == TEXT:
                result[pick] = objects(self.strings)[self.codes[pick]]
            elif kind == TRUTH:
                result[pick] = self.numbers[pick].astype(bool).astype(object)
            elif kind == DAY:
                days = self.numbers[pick].tolist()
                known = {day: dt.date.fromordinal(int(day)) for day in set(days)}
                result[pick] = objects([known[day] for day in days])
            elif kind == OTHER:
                result[pick] = objects(self.others)[self.codes[pick]]
            elif kind == KEPT:
                result[pick] = KEEP
        found: list[Value | Keep] = result.tolist()
        return found


def nothing(count: int) -> ColumnContents:
    """So many empty cells."""
    return ColumnContents(np.zeros(count, np.uint8), np.zeros(count), np.full(count, -1, np.int32))
