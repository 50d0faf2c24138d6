"""The budget year and the four after it: the expected result per line of *Afvigelse*."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.danish.text import label
from styring_xl.figures import age
from styring_xl.figures.compute import Figures
from styring_xl.model import outlook as model
from styring_xl.model.arrays import Flags, Integers
from styring_xl.reading.disposition.disposition import Commitments
from styring_xl.reading.parameters import Parameters

YEARS: Final = 5


class Outlook(Struct, frozen=True):
    """Øre per line (in the order of ``figures.groups``) and year (lines, 5).

    ``repeated`` says which lines repeat the first year because nobody is committed to them; ``ended`` how many open
    rows each year stops by age; ``unraised`` the years whose rates could not be raised for want of an index.

    By commitment, in the order of the disposition: ``of_rows`` øre (n, 5) of the later years (the first is 0),
    ``line_of`` the place of its line (n,), -1 none, and ``ended_in`` how many years on it stops by age (n,), -1 never.
    """

    amounts: Integers
    repeated: Flags
    ended: tuple[int, ...]
    unraised: tuple[int, ...]
    of_rows: Integers
    line_of: Integers
    ended_in: Integers


def lines_of_rows(figures: Figures, rows: Commitments) -> dict[int, int]:
    """The place among all lines of *Afvigelse* of the one that holds a measure's commitments, by the measure's place in
    ``Figures.measures``; a measure that nobody is committed to is not there."""
    place = {label(name): code for code, name in enumerate(figures.measures)}
    committed = np.bincount(figures.measure[rows.computable], minlength=len(figures.measures)) > 0
    found: dict[int, int] = {}
    for number, line in enumerate(line for group in figures.groups for line in group.lines):
        code = place.get(label(line.measure))
        # The first line of the name holds the measure's rows; others of the same name are puljer or further budget
        # lines.
        if code is not None and committed[code]:
            found.setdefault(code, number)
    return found


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
        stop, ended = model.stopped_by_age(start, stop, rows.born[at], childrens[measure])
    code_of = lines_of_rows(figures, rows)
    repeated = np.ones(len(lines), dtype=bool)
    repeated[[*code_of.values()]] = False
    index = dict(parameters.index)
    terms = replace(rows.terms.take(at), stop=stop)
    unraised: list[int] = []
    of_rows = np.zeros((len(rows), YEARS), dtype=np.int64)
    line_of = np.full(len(rows), -1, dtype=np.int64)
    line_of[at] = [code_of[code] for code in measure.tolist()]
    for later in range(1, YEARS):
        year = figures.year + later
        months, unraised_rows = model.later_months(terms, figures.year, year, index)
        sums = np.zeros(len(figures.measures), dtype=np.int64)
        of_rows[at, later] = months.sum(axis=1)
        np.add.at(sums, measure, of_rows[at, later])
        for code, number in code_of.items():
            amounts[number, later] = sums[code]
        if unraised_rows.any():
            unraised.append(year)
    last = stop[ended].astype("datetime64[Y]").astype(np.int64) + 1970
    ended_in = np.full(len(rows), -1, dtype=np.int64)
    ended_in[at[ended]] = last - figures.year
    counts = tuple(int((ended_in == later).sum()) for later in range(YEARS))
    return Outlook(amounts, repeated, counts, tuple(unraised), of_rows, line_of, ended_in)
