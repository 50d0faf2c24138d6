"""A month that somebody has typed otherwise than the row's others: a refresh writes what rate and dates give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from styring_xl.cells.grid import Grid
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, shown
from styring_xl.danish.phrase import counted
from styring_xl.model.arrays import Floats, Integers
from styring_xl.reading.header import DISPOSITION
from styring_xl.reading.problem import Kind
from styring_xl.reading.role_table import RoleTable

CODE = "rettet-måned"
SEVERITY = WARNING
STAKE = Stake.APART
TITLE = "En tastet måned følger ikke takst og datoer"
ABOUT = About(
    why=(
        "Er en enkelt måned midt i forløbet rettet i hånden, f.eks. til 0 i en ferie, kender arket ikke grunden, og "
        "opdateringen skriver det, som takst og datoer giver. Det siges, den gang det sker; den tidligere udgave af "
        "filen har det tastede tal."
    ),
    remedy=(
        "Del bevillingen i to rækker med hver sin start og stop, eller skriv måneden som en formel, der bliver stående."
    ),
    example="0 i juli på en bevilling, hvor de andre måneder er taksten.",
)
KINDS: tuple[Kind, ...] = ()

_FEWEST: Final = 3
"""So many months follow the rule at the least before another is an exception from it, and twice as many as do not."""


def check(case: Evidence) -> Iterator[Finding]:
    """One finding for each row, at its first such month between two that follow the rule; what is typed before the
    first or after the last of those may be left from other dates."""
    rows = case.disposition.commitments
    for table in case.layout.of(DISPOSITION):
        months = [month for month in sorted(table.months) if month > case.figures.closed]
        mine = [i for i, place in enumerate(rows.places) if place.sheet == table.sheet and rows.computable[i]]
        if len(months) <= _FEWEST or not mine:
            continue
        grid = case.grids[table.sheet]
        numbers = [rows.places[i].row for i in mine]
        typed = _typed(table, grid, months, numbers)
        rule = case.figures.months[mine][:, [month - 1 for month in months]]
        room = np.array([100 * table.scale(table.months[month]) for month in months])
        for at, places in _apart(typed, rule, room):
            columns = [table.months[months[place]] for place in places]
            cells = [(numbers[at], column) for column in columns if (numbers[at], column) not in grid.formulas]
            if cells:
                ore = sum(abs(round(typed[at, place]) - int(rule[at, place])) for place in places)
                yield _finding(grid, cells, ore)


def _typed(table: RoleTable, grid: Grid, months: Sequence[int], rows: Sequence[int]) -> Floats:
    """Øre (n, m) in the rows' months as they stand, NaN where no number does."""
    columns = grid.whole_columns([table.months[month] for month in months])
    found = np.empty((len(rows), len(months)))
    for at, month in enumerate(months):
        column = columns[table.months[month]]
        cells = (column[row - 1] for row in rows)
        numbers = (value if isinstance(value, (int, float)) else np.nan for value in cells)
        found[:, at] = np.fromiter(numbers, float, len(rows)) * (100 * table.scale(table.months[month]))
    return found


def _apart(typed: Floats, rule: Integers, room: Floats) -> Iterator[tuple[int, list[int]]]:
    """The rows with months that are typed apart from the rule, and the places of these among the months."""
    follows = (np.abs(typed - rule) <= room) & (rule != 0)
    before = np.logical_or.accumulate(follows, axis=1)
    after = np.logical_or.accumulate(follows[:, ::-1], axis=1)[:, ::-1]
    apart = ~follows & ~np.isnan(typed) & (rule != 0) & before & after
    many = follows.sum(axis=1)
    for at in np.flatnonzero(apart.any(axis=1) & (many >= _FEWEST) & (many >= 2 * apart.sum(axis=1))).tolist():
        yield at, np.flatnonzero(apart[at]).tolist()


def _finding(grid: Grid, cells: Sequence[tuple[int, int]], ore: int) -> Finding:
    row, column = cells[0]
    what = "Måneden er tastet til et andet beløb, end takst og datoer giver, og skrives over."
    if len(cells) > 1:
        what = f"{counted(len(cells), 'måned', 'måneder')}, denne først, er tastet anderledes og skrives over."
    remedy = "Del rækken i to med hver sin start og stop, eller skriv måneden som en formel."
    return Finding(CODE, SEVERITY, grid.sheet, row, column, shown(grid.value(row, column)), what, remedy, ore)
