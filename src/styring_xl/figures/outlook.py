"""The budget year and the four after it: expected result per line of *Afvigelse*, and what users have typed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl import standard
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.text import SCALE, clean, is_blank, label
from styring_xl.figures import age
from styring_xl.figures.compute import Figures
from styring_xl.model import outlook as model
from styring_xl.model.commitments import expected, weighted
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.parameters import Parameters

Ints = npt.NDArray[np.int64]
YEARS: Final = 5

Key = tuple[str, str, int]
"""Group and measure as labels, and which line of that name in the group, from 0."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Øre per line (in the order of ``figures.groups``) and year (lines, 5).

    ``repeated`` says which lines repeat the first year because nobody is committed to them; ``ended`` how many open
    rows each year stops by age; ``unraised`` the years whose rates could not be raised for want of an index.
    """

    amounts: Ints
    repeated: npt.NDArray[np.bool_]
    ended: tuple[int, ...]
    unraised: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TypedBudget:
    """A cell a user has filled: its text or number, its formula if it has one, and where it stood."""

    value: Value
    formula: str | None
    row: int
    column: int
    group: str
    measure: str


@dataclass(frozen=True, slots=True)
class TypedOutlook:
    """What stands in the sheet's yellow cells: budgets by line and year, and the switch for stops by age."""

    budgets: Mapping[tuple[Key, int], TypedBudget] = field(default_factory=dict)
    by_age: TypedBudget | None = None

    @property
    def ends_by_age(self) -> bool:
        """False only when the switch says *nej*."""
        return self.by_age is None or label(self.by_age.value) != standard.NO


def compute(rows: Commitments, parameters: Parameters, figures: Figures, *, by_age: bool) -> Outlook:
    """Year 1 is *Afvigelse*'s; later years are the commitments' expected amounts, with probability.

    A line of a measure that nobody is committed to, and a pulje's line, repeat the first year.
    """
    lines = [line for group in figures.groups for line in group.lines]
    amounts = np.zeros((len(lines), YEARS), dtype=np.int64)
    amounts[:] = np.array([line.expected for line in lines], dtype=np.int64)[:, None]
    at = np.flatnonzero(rows.computable)
    measure = figures.measure[at]
    start, stop = rows.start[at], rows.active_stop[at]
    ended = np.zeros(len(at), dtype=bool)
    if by_age:
        childrens = age.childrens_measures(figures.measure, figures.measures, rows, parameters)
        born = age.born(rows.cpr[i] for i in at.tolist())
        stop, ended = model.stopped_by_age(start, stop, born, childrens[measure])
    place = {label(name): code for code, name in enumerate(figures.measures)}
    committed = np.bincount(measure, minlength=len(figures.measures)) > 0
    repeated = np.ones(len(lines), dtype=bool)
    code_of: dict[int, int] = {}
    for number, line in enumerate(lines):
        code = place.get(label(line.measure))
        # The first line of the name holds the measure's rows; one further down is a pulje or a budget of its own.
        if code is not None and committed[code] and code not in code_of:
            code_of[code] = number
            repeated[number] = False
    index = dict(parameters.index)
    vat = None if (rows.vat[at] == SCALE).all() else rows.vat[at]
    unraised: list[int] = []
    for later in range(1, YEARS):
        year = figures.year + later
        rate, missing = model.raised(rows.rate[at], start, figures.year, year, index)
        months = weighted(
            expected(rate, rows.quantity[at], rows.unit[at], start, stop, year, rows.rule[at], vat),
            rows.probability[at],
        )
        sums = np.zeros(len(figures.measures), dtype=np.int64)
        np.add.at(sums, measure, months.sum(axis=1))
        for code, number in code_of.items():
            amounts[number, later] = sums[code]
        if (missing & months.any(axis=1)).any():
            unraised.append(year)
    last = stop[ended].astype("datetime64[Y]").astype(np.int64) + 1970
    counts = tuple(int((last == figures.year + later).sum()) for later in range(YEARS))
    return Outlook(amounts, repeated, counts, tuple(unraised))


def read(grid: Grid, ref: Ref) -> TypedOutlook:
    """The yellow cells of a sheet as it stands, by header and line; found again wherever rows have moved to."""
    heads = {column: clean(grid.value(ref.top, column)) for column in range(ref.left, ref.right + 1)}
    years = {
        column: int(text.removeprefix(standard.OUTLOOK_BUDGET))
        for column, text in heads.items()
        if text.startswith(standard.OUTLOOK_BUDGET) and text.removeprefix(standard.OUTLOOK_BUDGET).strip().isdigit()
    }
    # The first of the years is the budget's own, which nobody types here.
    years.pop(min(years, key=lambda column: years[column], default=0), None)
    budgets: dict[tuple[Key, int], TypedBudget] = {}
    seen: dict[tuple[str, str], int] = {}
    by_age: TypedBudget | None = None
    group, part = "", "lines"
    for row in range(ref.top + 1, ref.bottom + 1):
        first, second = clean(grid.value(row, ref.left)), clean(grid.value(row, ref.left + 1))
        if first == standard.OUTLOOK_LEFT:
            part = "left"
        elif label(first) == label(standard.OUTLOOK_SWITCH):
            by_age = _entry(grid, row, ref.left + 2, "", "")
        elif part == "left" and second:
            year = grid.value(row, ref.left + 2)
            if isinstance(year, (int, float)) and (entry := _entry(grid, row, ref.left + 3, first, second)):
                number = 0
                while ((label(first), label(second), number), int(year)) in budgets:
                    number += 1
                budgets[(label(first), label(second), number), int(year)] = entry
        elif part == "lines" and first == standard.OUTLOOK_TOTAL:
            part = "notes"
        elif part == "lines" and first and not second:
            group = first
            for column, year in years.items():
                entry = _entry(grid, row, column, first, "")
                if entry is not None and entry.formula is None and entry.value != "":
                    # A number over a group's formula is kept below, for it belongs to no line.
                    budgets[(label(first), "", 0), year] = entry
        elif part == "lines" and second:
            number = seen.get((group, label(second)), 0)
            seen[group, label(second)] = number + 1
            for column, year in years.items():
                entry = _entry(grid, row, column, group, second)
                if entry is not None:
                    budgets[(label(group), label(second), number), year] = entry
    return TypedOutlook(budgets, by_age)


def _entry(grid: Grid, row: int, column: int, group: str, measure: str) -> TypedBudget | None:
    value, formula = grid.value(row, column), grid.formulas.get((row, column))
    if is_blank(value) and formula is None:
        return None
    return TypedBudget(value, formula, row, column, group, measure)
