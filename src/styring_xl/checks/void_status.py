"""A row that is counted though something beside it says that it does not hold: its status, a cross, a remark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from styring_xl.cells.grid import Grid
from styring_xl.checks.finding import WARNING, About, Evidence, Finding, Stake, at_problem, shown
from styring_xl.danish.text import clean, is_blank
from styring_xl.model.periods import is_open
from styring_xl.reading.aside import Aside, heads, sayings
from styring_xl.reading.budget_row import AMOUNTS
from styring_xl.reading.header import BUDGET, DISPOSITION, read_year
from styring_xl.reading.problem import Kind
from styring_xl.reading.role_table import RoleTable

CODE = "status"
SEVERITY = WARNING
STAKE = Stake.ROW
TITLE = "Status siger, at rækken ikke gælder"
ABOUT = About(
    why=(
        "En bevilling, der er annulleret, koster ingenting, en, der er ophørt, skal have en stopdato, og et budget er "
        "ikke bogført. Rækken er regnet med, for kun du ved, om dens status eller dens beløb gælder. Det samme gælder "
        "et nej under »Aktiv«, et kryds under »Udgået«, en bemærkning, der ikke siger andet, en overskrift over "
        "rækkerne, et andet årstal under »År« og en række, der er streget ud."
    ),
    remedy="Slet rækken, skriv dens stopdato, eller ret dens status.",
    example="»Afslag« i Status på en bevilling med takst og startdato.",
)
KINDS: tuple[Kind, ...] = (Kind.VOID,)

_DELETE: Final = "Slet rækken, hvis den ikke gælder, eller ret det, der står."
_SAID: Final[Mapping[Aside, tuple[str, str, str]]] = {
    Aside.VOID: ("at rækken ikke gælder", "at de ikke gælder", _DELETE),
    Aside.ENDED: (
        "at sagen er slut, men rækken har ingen stopdato",
        "at sagerne er slut, men rækkerne har ingen stopdato",
        "Skriv stopdatoen.",
    ),
    Aside.OTHER_YEAR: ("at rækken er et andet års", "at de er et andet års", _DELETE),
    Aside.SPEND: ("at rækken ikke er budget", "at de ikke er budget", _DELETE),
    Aside.INCOME: (
        "at rækken er en indtægt, men beløbet er skrevet som en udgift",
        "at de er indtægter, men beløbene er skrevet som udgifter",
        "Skriv minus foran indtægten.",
    ),
    Aside.BEFORE: (
        "at rækken er det oprindelige budget; det korrigerede står i en anden række",
        "at de er det oprindelige budget; det korrigerede står i andre rækker",
        "Lad oprindeligt og korrigeret budget stå i hver sin kolonne.",
    ),
}
"""What is said of one row, what of several, and what to do."""


def check(case: Evidence) -> Iterator[Finding]:
    """Each such bevilling by its status, of a ledger the first posting with how many there are, and of any other
    column or a heading the first row with how many there are."""
    for problem in case.told(KINDS):
        if problem.field == "text":
            several = f"{problem.rows} posteringers tekst siger, at de er saldi, der er ført videre"
            one = "Posteringens tekst siger, at den er en saldo, der er ført videre"
            what = f"{several}; de er regnet med." if problem.rows > 1 else f"{one}; den er regnet med."
            yield at_problem(problem, CODE, SEVERITY, what, "Slet den, hvis den ikke er årets forbrug.")
            continue
        if problem.rows > 1:
            what = f"{problem.rows} posteringers status siger, at de ikke gælder; de er regnet med."
        else:
            what = "Rækkens status siger, at den ikke gælder; den er regnet med."
        yield at_problem(problem, CODE, SEVERITY, what, "Slet rækken, hvis den ikke gælder, eller ret dens status.")
    costs = _costs(case)
    for table in case.layout.of(DISPOSITION):
        own = costs.get(table.sheet, {})
        yield from _of_columns(table, case.grids[table.sheet], own, case)
        yield from _of_headings(table, case.grids[table.sheet], own, case)
        yield from _struck(case.grids[table.sheet], _places(table, "rate"), own)
    for table in case.layout.of(BUDGET):
        lines = {each.place.row: each.revised for each in case.budget.lines if each.place.sheet == table.sheet}
        yield from _of_columns(table, case.grids[table.sheet], lines, case)
        yield from _of_years(table, case.grids[table.sheet], lines, case)
        yield from _struck(case.grids[table.sheet], _places(table, *AMOUNTS), lines)


def _places(table: RoleTable, *names: str) -> list[int]:
    return [table.columns[name] for name in names if name in table.columns]


def _costs(case: Evidence) -> dict[str, dict[int, int]]:
    """Øre of the bevillinger that come to something in the year, by sheet and row."""
    found: dict[str, dict[int, int]] = {}
    sums = case.figures.months.sum(axis=1).tolist()
    for place, ore in zip(case.disposition.commitments.places, sums, strict=True):
        if ore:
            found.setdefault(place.sheet, {})[place.row] = ore
    return found


def _open(case: Evidence, sheet: str) -> set[int]:
    """The sheet's bevillinger without a stop, by row."""
    rows = case.disposition.commitments
    return {rows.places[at].row for at in np.flatnonzero(is_open(rows.stop)) if rows.places[at].sheet == sheet}


def _of_columns(table: RoleTable, grid: Grid, ore: Mapping[int, int], case: Evidence) -> Iterator[Finding]:
    for saying in sayings(table, grid, case.figures.year):
        rows = [row for row in saying.rows if ore.get(row)]
        if saying.aside == Aside.ENDED:
            open_rows = _open(case, table.sheet)
            rows = [row for row in rows if row in open_rows]
        elif saying.aside == Aside.INCOME:
            rows = [row for row in rows if ore[row] > 0]
        if rows:
            head = f"»{clean(table.headers[saying.column])}«"
            yield _finding(saying.aside, head, rows, saying.column, grid, ore)


def _of_headings(table: RoleTable, grid: Grid, ore: Mapping[int, int], case: Evidence) -> Iterator[Finding]:
    """A heading speaks for the rows down to the next heading or sum."""
    here = {each.row for each in case.disposition.sections if each.sheet == table.sheet}
    ends = sorted(here | {each.place.row for each in case.disposition.totals if each.place.sheet == table.sheet})
    for row, end in pairwise([*ends, len(grid.rows) + 1]):
        if row not in here:
            continue
        cells = enumerate(grid.rows[row - 1], start=1)
        column, text = next((at, value) for at, value in cells if isinstance(value, str) and not is_blank(value))
        aside = heads(text)
        rows = [below for below in range(row + 1, end) if ore.get(below)]
        if aside == Aside.ENDED:
            open_rows = _open(case, table.sheet)
            rows = [below for below in rows if below in open_rows]
        elif aside == Aside.INCOME:
            rows = [below for below in rows if ore[below] > 0]
        if aside is not None and rows:
            yield _finding(aside, f"Overskriften »{clean(text)}«", rows, column, grid, ore)


def _struck(grid: Grid, columns: Sequence[int], ore: Mapping[int, int]) -> Iterator[Finding]:
    """The rows of which the rate, or a budget's amount, is struck through."""
    if not grid.struck:
        return
    at = {row: next((each for each in columns if (row, each) in grid.struck), 0) for row in sorted(ore) if ore[row]}
    rows = [row for row, column in at.items() if column and not is_blank(grid.value(row, column))]
    if rows:
        what = f"{len(rows)} rækker er streget ud; de er" if len(rows) > 1 else "Rækken er streget ud; den er"
        value, stake = shown(grid.value(rows[0], at[rows[0]])), abs(sum(ore[row] for row in rows))
        place = (grid.sheet, rows[0], at[rows[0]], value, f"{what} regnet med.", _DELETE)
        yield Finding(CODE, SEVERITY, *place, stake, len(rows))


def _of_years(table: RoleTable, grid: Grid, ore: Mapping[int, int], case: Evidence) -> Iterator[Finding]:
    """The budget's lines under a heading that names another year."""
    groups: dict[str, list[int]] = {}
    for line in case.budget.lines:
        if line.place.sheet == table.sheet and read_year(line.group) not in (None, case.figures.year):
            groups.setdefault(line.group, []).append(line.place.row)
    for name, rows in groups.items():
        counted = [row for row in rows if ore[row]]
        if counted:
            head = f"Overskriften »{clean(name)}«"
            yield _finding(Aside.OTHER_YEAR, head, counted, table.columns["measure"], grid, ore)


def _finding(aside: Aside, head: str, rows: Sequence[int], column: int, grid: Grid, ore: Mapping[int, int]) -> Finding:
    """The finding at the first of the rows, with what they all come to."""
    one, several, remedy = _SAID[aside]
    if len(rows) == 1:
        what = f"{head} siger, {one}; den er regnet med."
    else:
        what = f"{head} siger om {len(rows)} rækker, {several}; de er regnet med."
    value, stake = shown(grid.value(rows[0], column)), abs(sum(ore[row] for row in rows))
    return Finding(CODE, SEVERITY, grid.sheet, rows[0], column, value, what, remedy, stake, len(rows))
