"""The tables that stand side by side on one sheet: runs of columns with empty columns between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import is_blank
from styring_xl.reading import header

_PEOPLE = ("cpr", "measure", "start", "rate")
"""Where one of these headers stands a second time, another table begins."""


def blocks(grid: Grid, texts: Mapping[int, Value], bottom: int) -> list[list[int]]:
    """The columns with a header in runs; two runs are parted by columns with neither header nor anything under it."""
    runs: list[list[int]] = []
    for column in sorted(texts):
        between = range(runs[-1][-1] + 1, column) if runs else range(0)
        if runs and not any(_is_empty(grid, at, bottom) for at in between):
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _is_empty(grid: Grid, column: int, bottom: int) -> bool:
    return not any(len(row) >= column and not is_blank(row[column - 1]) for row in grid.rows[bottom:])


def own_columns(role: str, grid: Grid, texts: Mapping[int, Value], bottom: int) -> set[int]:
    """The columns of the one table that has the role: its run, and those beside it that do not begin another table."""
    runs = blocks(grid, texts, bottom)
    if len(runs) < 2:
        return {*texts}
    known = [_fields(role, texts, run) for run in runs]
    main = max(range(len(runs)), key=lambda at: (len(known[at]), -at))
    own = {*runs[main]}
    have = {*known[main]}
    for step in (1, -1):
        at = main + step
        while 0 <= at < len(runs):
            gap = runs[at][0] - runs[at - 1][-1] - 1 if step > 0 else runs[at + 1][0] - runs[at][-1] - 1
            fields = known[at]
            months = sum(name.startswith("m ") for name in fields)
            again = any(name in have for name in fields if name in _PEOPLE)
            if again or (gap > 1 and not months and not {"rate", "start", "cpr"} & {*fields}):
                break
            own |= {*runs[at]}
            have |= {*fields}
            at += step
    return own


def _fields(role: str, texts: Mapping[int, Value], run: Sequence[int]) -> list[str]:
    found = []
    for column in run:
        field = header.match_field(role, texts[column])
        month = header.read_month(texts[column])
        if field is not None:
            found.append(field[0])
        elif month is not None:
            found.append(f"m {month.month}")
    return found
