"""The budget: one line per foranstaltning, in groups, with kroner and where it has them number and price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import Unreadable, clean, is_total, label, read_amount
from styring_xl.reading import account
from styring_xl.reading.account import RowFate, TableAccount
from styring_xl.reading.budget_row import AMOUNTS, BudgetKind, BudgetRow, rows_of
from styring_xl.reading.budget_sums import Grouped, LineSums, group
from styring_xl.reading.disposition.disposition import Place
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.tables import rows_below
from styring_xl.standard.words import REFUND_FRAME, SERVICE_FRAME

NO_GROUP: Final = "Øvrige"
_SEVERAL: Final = 2
"""So many lines below 0, and none above, are spending written as a credit; fewer may be an income."""


class BudgetLine(Struct, frozen=True):
    """A budget line: amounts in øre, ``count`` in ten-thousandths of a full-year person, ``price`` in øre.

    ``count`` and ``price`` are None on lines that have none (advokatbistand, refusion, indtægter). ``frame`` is the
    kind of budget it is part of, as it is called on sheets, empty where none is said. ``applied`` (asked of the council
    and not granted) and ``carried`` (from earlier years) are in neither ``original`` nor ``changes``.
    """

    place: Place
    group: str
    measure: str
    original: int
    changes: int
    count: int | None
    price: int | None
    last_year: int | None
    frame: str = ""
    applied: int = 0
    carried: int = 0

    @property
    def revised(self) -> int:
        """Korrigeret budget: oprindeligt + budgetændringer."""
        return self.original + self.changes


class Budget(Struct, frozen=True):
    """The lines in the sheet's order and what could not be read."""

    lines: tuple[BudgetLine, ...]
    problems: tuple[Problem, ...]
    accounts: tuple[TableAccount, ...] = ()
    """Where the rows and the kroner of each table went."""

    def measures(self) -> dict[str, str]:
        """Label -> the measure's name as the budget spells it."""
        return {label(line.measure): line.measure for line in self.lines}


def read(
    tables: Sequence[RoleTable], grids: Sequence[Grid], known: Collection[str] = (), year: int | None = None
) -> Budget:
    """Reads the budget tables (one grid each, same order).

    A row without figures is a heading and names the group of the rows below it; where a group column exists it does.
    ``known`` are the labels of measures that commitments and postings name: a row called so is a line, whatever its
    figures. Sums, parts of a line (»heraf …«) and figures of another kind (last year's, spend) are no lines.
    """
    lines: list[BudgetLine] = []
    problems: list[Problem] = []
    accounts: list[TableAccount] = []
    for table, grid in zip(tables, grids, strict=True):
        rows, bad = rows_of(table, grid, known, year)
        problems += bad
        grouped = group(rows)
        lines += _lines(table, grid, grouped, problems)
        problems += [
            Problem(Kind.BUDGET_SUM, "measure", table.role, grid.sheet, row.number, table.columns["measure"], row.name)
            for row in grouped.doubtful
        ]
        problems += [
            Problem(
                Kind.BUDGET_SUM, "measure", table.role, grid.sheet, row.number, table.columns["measure"], row.name,
                detail="below",
            )
            for row in grouped.below
        ]  # fmt: skip
        problems += _unfit(table, grid, grouped.rows)
        problems += [*_hidden(table, grid, grouped.rows, known), *_turned(table, grid, grouped.rows)]
        if table.last_row is not None:
            _look_below(problems, table, grid)
        accounts.append(_account(table, grid, grouped.rows))
    return Budget(tuple(lines), tuple(problems), tuple(accounts))


_FRAMES: Final = {
    **dict.fromkeys(("serviceramme", "servicerammen", "service", "serviceudgift", "serviceudgifter"), SERVICE_FRAME),
    **dict.fromkeys(
        ("refusionsordning", "refusionsordninger", "refusionsordningerne", "refusion", "statsrefusion"), REFUND_FRAME
    ),
}
"""What people write in *Budgetart* -> what it is called; another word is a kind of its own."""
_KINDS: Final = {
    BudgetKind.LINE: RowFate.LINE,
    BudgetKind.OPEN: RowFate.LINE,
    BudgetKind.HEADING: RowFate.HEADING,
    BudgetKind.SUM: RowFate.SUM,
    BudgetKind.PART: RowFate.PART,
    BudgetKind.OWN: RowFate.OWN,
}


def _account(table: RoleTable, grid: Grid, rows: Sequence[BudgetRow]) -> TableAccount:
    """Where the table's rows went; a row's own amount is its korrigeret budget, else its oprindeligt."""
    places = {name: at for name in AMOUNTS if (at := table.columns.get(name)) is not None}
    cells = grid.whole_columns({*places.values()})
    columns = {name: account.amount_column(cells[at], table, at) for name, at in places.items()}
    n = len(grid.rows)
    last = min(end for end in (table.last_row, table.end, n) if end is not None)
    codes = account.placed(n, table.header_bottom, last)
    amounts = account.filled(columns.values(), n)
    account.mark(codes, account.of_kind(codes, RowFate.BLANK) & amounts, RowFate.UNNAMED)
    if last == table.last_row:
        below = [number - 1 for number in rows_below(grid, last)]
        account.mark(codes, [at for at in below if amounts[at]], RowFate.BELOW)
    own = np.zeros(n, np.int64)
    for name in ("original", "revised"):
        if name in columns:
            own = np.where(columns[name].ore != 0, columns[name].ore, own)
    for row in rows:
        account.mark(codes, [row.number - 1], _KINDS[row.kind])
        own[row.number - 1] = row.revised
    return TableAccount(
        table.role, grid.sheet, account.kinds_of(codes, own), tuple(each.account(codes) for each in columns.values())
    )


def _lines(table: RoleTable, grid: Grid, grouped: Grouped, problems: list[Problem]) -> list[BudgetLine]:
    found: list[BudgetLine] = []
    heading = ""
    for row in grouped.rows:
        if row.kind == BudgetKind.HEADING and not row.again:
            heading = row.name
        if row.kind != BudgetKind.LINE:
            continue
        figures = row.figures
        original, changes, revised = (figures.get(name) for name in AMOUNTS)
        if original is None:
            # Without an original figure the revised one is all there is to divide into the two.
            original = (revised or 0) - (changes or 0)
        elif changes is None:
            changes = 0 if revised is None else revised - original
        elif revised is not None and revised != original + changes:
            column = table.columns["revised"]
            value = grid.value(row.number, column)
            problems.append(Problem(Kind.REVISED, "revised", table.role, grid.sheet, row.number, column, value))
        last_year = figures.get("last_year")
        found.append(
            BudgetLine(
                place=Place(grid.sheet, row.number),
                group=row.group or grouped.groups.get(row.number) or heading or NO_GROUP,
                measure=row.name,
                original=original,
                changes=changes or 0,
                count=figures.get("count"),
                price=figures.get("price"),
                last_year=None if last_year is None else last_year // 10_000,
                frame=_FRAMES.get(label(row.frame), row.frame),
                applied=figures.get("applied", 0),
                carried=figures.get("carried", 0),
            )
        )
    return found


def _unfit(table: RoleTable, grid: Grid, rows: Sequence[BudgetRow]) -> list[Problem]:
    """Typed sums whose figures are no lines' together; one that a formula adds up is what its formula says."""
    column = table.columns["measure"]
    amounts = [table.columns[name] for name in AMOUNTS if name in table.columns]
    sums = LineSums(rows)
    return [
        Problem(Kind.BUDGET_SUM, "measure", table.role, grid.sheet, row.number, column, row.name, detail="sum")
        for row in rows
        if row.kind == BudgetKind.SUM
        and row.revised
        and not any((row.number, at) in grid.formulas for at in amounts)
        and not sums.fits(row)
    ]


def _hidden(table: RoleTable, grid: Grid, rows: Sequence[BudgetRow], known: Collection[str]) -> list[Problem]:
    """Hidden lines of a measure that no row or posting has, or that another line has too: most likely old ones."""
    if not grid.hidden:
        return []
    lines = [row for row in rows if row.kind == BudgetKind.LINE]
    named = Counter(label(row.name) for row in lines)
    column = table.columns["measure"]
    return [
        Problem(Kind.BUDGET_HIDDEN, "measure", table.role, grid.sheet, row.number, column, row.name)
        for row in lines
        if row.number in grid.hidden and row.revised and (label(row.name) not in known or named[label(row.name)] > 1)
    ]


def _turned(table: RoleTable, grid: Grid, rows: Sequence[BudgetRow]) -> list[Problem]:
    """The first line of a budget in which all are below nothing: spending that is written as a credit."""
    lines = [row for row in rows if row.kind == BudgetKind.LINE and row.revised]
    if len(lines) < _SEVERAL or any(row.revised > 0 for row in lines):
        return []
    row = lines[0]
    name = next(name for name in ("revised", "original", "changes") if row.figures.get(name))
    at = table.columns[name]
    value = grid.value(row.number, at)
    return [
        Problem(
            Kind.BUDGET_SIGN,
            name,
            table.role,
            grid.sheet,
            row.number,
            at,
            value,
            len(lines),
            ore=sum(each.revised for each in lines),
        )
    ]


def _look_below(problems: list[Problem], table: RoleTable, grid: Grid) -> None:
    """The rows under an Excel table that look like lines of it: Excel has not taken them in, so they are not read."""
    at = table.columns.get("measure", 0)
    amounts = [table.columns[name] for name in ("original", "changes", "revised") if name in table.columns]

    def alike(number: int) -> bool:
        measure = grid.value(number, at)
        named = isinstance(measure, str) and clean(measure) != "" and not is_total(measure)
        return named and any(_is_amount(grid.value(number, column)) for column in amounts)

    found = [number for number in rows_below(grid, table.last_row or 0) if alike(number)]
    if found:
        value = grid.value(found[0], at)
        problems.append(Problem(Kind.BELOW, "measure", table.role, grid.sheet, found[0], at, value, len(found)))


def _is_amount(value: Value) -> bool:
    try:
        return read_amount(value) is not None
    except Unreadable:
        return False
