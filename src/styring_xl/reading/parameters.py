"""*Parametre*: dated figures and mappings a user keeps in Excel tables, each found by its table's name on any sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import Unreadable, clean, is_blank, label, read_amount, read_number, read_quantity
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.tables import row_below, table_corner, table_rows

ROLE: Final = "parametre"
_DIGITS: Final = 40
"""The digits of the longest account number."""


class AccountRule(Struct, frozen=True):
    """Accounts first..last (texts of equal length; ``prefix`` texts match what begins so) and what they are kept for.

    ``measure`` and ``line`` are empty where the row leaves them out.
    """

    row: int
    first: str
    last: str
    prefix: bool
    measure: str
    line: str

    @property
    def breadth(self) -> int:
        """How much the row claims, so that the narrowest of several may win: its part of all accounts."""
        span = 1 if self.prefix else int(self.last) - int(self.first) + 1
        # Of the accounts with n digits, one in ten begins with the same n + 1 digits.
        return int(span * 10 ** (_DIGITS - len(self.first)))

    def matches(self, account: str) -> bool:
        """True when the account (digits alone) is the row's."""
        if self.prefix:
            return account.startswith(self.first)
        return len(account) == len(self.first) and self.first <= account <= self.last


class RefundLimit(Struct, frozen=True):
    """Yearly limits in øre above which the State pays 25, 50 and 75 %; ``above_75`` None where there is no such step.

    ``group`` is one of ``standard.REFUND_GROUPS``.
    """

    row: int
    year: int
    group: str
    above_25: int
    above_50: int
    above_75: int | None
    source: str


class Earlier(Struct, frozen=True):
    """A measure's result of an earlier year: øre, and full-year persons in ten-thousandths (None where not stated)."""

    row: int
    year: int
    measure: str
    result: int
    persons: int | None


class Target(Struct, frozen=True):
    """Whose measure it is, one of ``standard.TARGETS`` or empty, and whether it counts in the State's refund."""

    group: str
    refunded: bool


class Step(Struct, frozen=True):
    """The step of the indsatstrappe that a measure stands on, 0..9, 9 the most intrusive; ``name`` is the step's.

    ``row`` and ``column`` are the cell of the measure's name.
    """

    row: int
    column: int
    measure: str
    number: int
    name: str


class Parameters(Struct, frozen=True):
    """All tables of *Parametre*; a workbook without the sheet has none of it.

    ``index`` maps a year to its PL index in ten-thousandths; ``teams`` an adviser's label to the team's name;
    ``targets`` a measure's label to whose it is. ``steps`` holds a measure once and gives a step one name;
    ``steps_at`` is the first cell (row, column) of their table, None when it is not there. ``sheet`` is empty when
    there is none.
    """

    sheet: str = ""
    accounts: tuple[AccountRule, ...] = ()
    refund: tuple[RefundLimit, ...] = ()
    index: tuple[tuple[int, int], ...] = ()
    steps: tuple[Step, ...] = ()
    steps_at: tuple[int, int] | None = None
    teams: tuple[tuple[str, str], ...] = ()
    earlier: tuple[Earlier, ...] = ()
    targets: tuple[tuple[str, Target], ...] = ()
    problems: tuple[Problem, ...] = ()


_STEP: Final = re.compile(r"(?:trin ?)?([0-9])(?:\.|,0+)?", re.IGNORECASE)


def read_step(value: Value) -> int | None:
    """A step of the indsatstrappe from ``4``, ``4.``, ``4,0`` or ``Trin 4``, None for an empty cell.

    Raises Unreadable for anything but a whole number 0..9.
    """
    if is_blank(value):
        return None
    match = None if isinstance(value, bool) else _STEP.fullmatch(clean(value))
    if match is None:
        raise Unreadable
    return int(match[1])


def sheet_of(sheet_names: Sequence[str]) -> str | None:
    """The workbook's sheet of parameters, None when it has none."""
    return next((name for name in sheet_names if label(name) == label(standard.PARAMETERS)), None)


def read(grid: Grid) -> Parameters:
    """Reads the sheet. A row with a cell that is missing or cannot be understood is left out and is a problem."""
    reader = _ParameterReader(grid)
    return Parameters(
        sheet=grid.sheet,
        accounts=tuple(reader.accounts()),
        refund=tuple(reader.refund()),
        index=tuple(reader.index()),
        steps=tuple(reader.steps()),
        steps_at=table_corner(grid, standard.STEPS_TABLE),
        teams=tuple(reader.teams()),
        earlier=tuple(reader.earlier()),
        targets=tuple(reader.targets()),
        problems=tuple(reader.problems),
    )


class _ParameterReader:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.problems: list[Problem] = []

    def _rows(self, table: str, columns: tuple[str, ...]) -> list[tuple[int, list[tuple[int, Value]]]]:
        below = row_below(self.grid, table)
        if below is not None:
            row, column, count = below
            value = self.grid.value(row, column)
            self.problems.append(Problem(Kind.BELOW, columns[0], ROLE, self.grid.sheet, row, column, value, count))
        return [(at, [row.get(label(name), (0, None)) for name in columns]) for at, row in table_rows(self.grid, table)]

    def _refuse(self, name: str, row: int, cell: tuple[int, Value]) -> None:
        kind = Kind.PARAMETER_MISSING if is_blank(cell[1]) else Kind.PARAMETER
        self.problems.append(Problem(kind, name, ROLE, self.grid.sheet, row, max(cell[0], 1), cell[1]))

    def _repeated(self, found: Sequence[tuple[str, object]], name: str, row: int, cell: tuple[int, Value]) -> bool:
        """True, and a problem, when a row above has already placed what the cell names."""
        twice = any(label(cell[1]) == known for known, _ in found)
        if twice:
            self.problems.append(Problem(Kind.PARAMETER_TWICE, name, ROLE, self.grid.sheet, row, cell[0], cell[1]))
        return twice

    def accounts(self) -> list[AccountRule]:
        found = []
        for row, (account, measure, line) in self._rows(standard.ACCOUNTS_TABLE, standard.ACCOUNTS_COLUMNS):
            span = account_span(account[1])
            if span is None:
                if not is_blank(account[1]) or is_blank(line[1]):
                    self._refuse(standard.ACCOUNTS_COLUMNS[0], row, account)
                    continue
                # A measure's line in the forecast needs no account.
                span = ("", "", False)
            found.append(AccountRule(row, *span, clean(measure[1]), clean(line[1])))
        return found

    def refund(self) -> list[RefundLimit]:
        names = standard.REFUND_COLUMNS
        found = []
        for row, cells in self._rows(standard.REFUND_TABLE, names):
            year = _year(cells[0][1])
            group = label(cells[1][1]) or standard.REFUND_GROUPS[0]
            limits = [_amount(cell[1]) for cell in cells[2:5]]
            wrong = next(
                (
                    at
                    for at, bad in enumerate(
                        (
                            year is None,
                            group not in standard.REFUND_GROUPS,
                            limits[0] is None,
                            limits[1] is None or limits[1] <= (limits[0] or 0),
                            not is_blank(cells[4][1]) and (limits[2] is None or limits[2] <= (limits[1] or 0)),
                        )
                    )
                    if bad
                ),
                None,
            )
            if wrong is not None or year is None or limits[0] is None or limits[1] is None:
                self._refuse(names[wrong or 0], row, cells[wrong or 0])
                continue
            found.append(RefundLimit(row, year, group, limits[0], limits[1], limits[2], clean(cells[5][1])))
        return found

    def index(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for row, cells in self._rows(standard.INDEX_TABLE, standard.INDEX_COLUMNS):
            year, index = _year(cells[0][1]), _count(cells[1][1])
            if year is None or not index or index < 0:
                at = 0 if year is None else 1
                self._refuse(standard.INDEX_COLUMNS[at], row, cells[at])
            elif any(year == known for known, _ in found):
                # Two indices for one year: the upper row is used, and the lower one becomes a problem.
                column, value = cells[0]
                self.problems.append(
                    Problem(Kind.PARAMETER_TWICE, standard.INDEX_COLUMNS[0], ROLE, self.grid.sheet, row, column, value)
                )
            else:
                found.append((year, index))
        return found

    def steps(self) -> list[Step]:
        found: dict[str, Step] = {}
        names: dict[int, str] = {}
        for row, cells in self._rows(standard.STEPS_TABLE, standard.STEPS_COLUMNS):
            (column, measure), (_, typed), (_, title) = cells
            try:
                number = read_step(typed)
            except Unreadable:
                number = None
            if is_blank(measure) or is_blank(typed):
                at = 0 if is_blank(measure) else 1
                self._refuse(standard.STEPS_COLUMNS[at], row, cells[at])
            elif number is None:
                self._problem(Kind.STEP, 1, row, cells)
            elif label(measure) in found:
                other = found[label(measure)].number != number
                self._problem(Kind.STEP_TWICE if other else Kind.PARAMETER_TWICE, 0, row, cells)
            else:
                name = clean(title)
                if name and label(names.setdefault(number, name)) != label(name):
                    self._problem(Kind.STEP_NAME, 2, row, cells)
                found[label(measure)] = Step(row, column, clean(measure), number, "")
        return [replace(step, name=names.get(step.number, "")) for step in found.values()]

    def _problem(self, kind: Kind, at: int, row: int, cells: Sequence[tuple[int, Value]]) -> None:
        column, value = cells[at]
        self.problems.append(
            Problem(kind, standard.STEPS_COLUMNS[at], ROLE, self.grid.sheet, row, max(column, 1), value)
        )

    def teams(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for row, cells in self._rows(standard.TEAMS_TABLE, standard.TEAMS_COLUMNS):
            empty = next((at for at, cell in enumerate(cells) if is_blank(cell[1])), None)
            if empty is not None:
                self._refuse(standard.TEAMS_COLUMNS[empty], row, cells[empty])
            elif not self._repeated(found, standard.TEAMS_COLUMNS[0], row, cells[0]):
                found.append((label(cells[0][1]), clean(cells[1][1])))
        return found

    def earlier(self) -> list[Earlier]:
        names = standard.EARLIER_COLUMNS
        found = []
        for row, cells in self._rows(standard.EARLIER_TABLE, names):
            year, result = _year(cells[0][1]), _amount(cells[2][1])
            persons = _count(cells[3][1])
            checks = (
                year is None,
                is_blank(cells[1][1]),
                result is None,
                not is_blank(cells[3][1]) and persons is None,
            )
            if year is None or result is None or any(checks):
                at = checks.index(True)
                self._refuse(names[at], row, cells[at])
            else:
                found.append(Earlier(row, year, clean(cells[1][1]), result, persons))
        return found

    def targets(self) -> list[tuple[str, Target]]:
        names = standard.TARGETS_COLUMNS
        found: list[tuple[str, Target]] = []
        for row, cells in self._rows(standard.TARGETS_TABLE, names):
            group, refunded = label(cells[1][1]), label(cells[2][1])
            checks = (
                is_blank(cells[0][1]),
                group not in ("", *standard.TARGETS),
                refunded not in ("", standard.YES, standard.NO),
            )
            if any(checks):
                at = checks.index(True)
                self._refuse(names[at], row, cells[at])
            elif not self._repeated(found, names[0], row, cells[0]):
                found.append((label(cells[0][1]), Target(group, refunded != standard.NO)))
        return found


def account_span(value: Value) -> tuple[str, str, bool] | None:
    """A whole account, a beginning (»5282*«) or an interval (»528201000-528201999«) as (first, last, prefix).

    None when it is empty or none of the three.
    """
    text = clean(value).replace(" ", "").replace(".", "")
    if text.endswith("*"):
        return (text[:-1], text[:-1], True) if text[:-1].isdigit() and len(text) <= _DIGITS else None
    first, dash, last = text.replace("–", "-").partition("-")
    last = last if dash else first
    if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
        return None
    return (first, last, False) if len(first) == len(last) <= _DIGITS and first <= last else None


def _whole(value: Value) -> int | None:
    try:
        number = read_number(value)
    except Unreadable:
        return None
    return int(number) if number is not None and number == int(number) else None


def _year(value: Value) -> int | None:
    year = _whole(value)
    return year if year is not None and 2000 <= year <= 2100 else None


def _amount(value: Value) -> int | None:
    try:
        return read_amount(value)
    except Unreadable:
        return None


def _count(value: Value) -> int | None:
    try:
        return read_quantity(value)
    except Unreadable:
        return None
