"""The ledger's postings: when, how much, on whom and on what, and the rows that could not be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl.books import column as kinds
from styring_xl.books.cell import CellError, Value
from styring_xl.books.column import Column, Columns
from styring_xl.model.kroner import from_kroner
from styring_xl.sheets import header
from styring_xl.sheets.account import Accounts
from styring_xl.sheets.disposition import NO_MEASURE
from styring_xl.sheets.identity import citizen
from styring_xl.sheets.layout import Table
from styring_xl.sheets.parameters import Account
from styring_xl.sheets.problem import Problem
from styring_xl.sheets.text import (
    Unreadable,
    clean,
    is_blank,
    is_total,
    label,
    month_of_name,
    read_amount,
    read_date,
    read_number,
)

Ints = npt.NDArray[np.int64]

FIELDS: Final = ("date", "period", "year", "measure", "cpr", "supplier", "side", "amount")
"""The columns of a postings table that decide the figures."""
_ACCOUNT: Final = "account"


def needed(table: Table, accounts: Sequence[Account]) -> list[int]:
    """The table's columns that have to be read: an account tells the measure where no column of measures does."""
    told = (_ACCOUNT,) if accounts and "measure" not in table.columns else ()
    return [table.columns[name] for name in (*FIELDS, *told) if name in table.columns]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The postings; arrays of length n.

    ``year`` and ``month`` 1..12 of the booking, ``amount`` in øre. ``cpr``, ``measure`` and ``supplier`` are indices
    into the tuples of the same name; index 0 is always the empty text (of measure: NO_MEASURE). ``refused`` counts rows
    left out because date or amount could not be read, ``refused_amount`` the øre of those whose amount could.
    ``has_measure`` is True when some table has a column of measures; where none has, the measure of a posting is that
    of its account in *Parametre*, and NO_MEASURE for an account that stands there not.
    """

    sheet: Ints
    row: Ints
    year: Ints
    month: Ints
    amount: Ints
    cpr: Ints
    measure: Ints
    supplier: Ints
    sheets: tuple[str, ...]
    citizens: tuple[str, ...]
    measures: tuple[str, ...]
    suppliers: tuple[str, ...]
    has_measure: bool
    refused: int
    refused_amount: int
    problems: tuple[Problem, ...]

    def __len__(self) -> int:
        return len(self.row)


_PERIOD = re.compile(r"(20\d\d)\s?[-./]?\s?0?(0[1-9]|1[0-2]|[1-9])")
_PERIOD_BACK = re.compile(r"0?(0?[1-9]|1[0-2])\s?[-./]\s?(20\d\d)")


def read_period(value: Value, year: int | None) -> tuple[int, int] | None:
    """(year, month) of a ledger's period: ``202603``, ``2026-03``, ``03-2026``, ``Marts 2026``, a date.

    ``3`` and ``Marts`` are months of ``year`` when that is known. None for an empty cell. Raises Unreadable for
    anything else.
    """
    if is_blank(value):
        return None
    if isinstance(value, (dt.date, dt.datetime)):
        return value.year, value.month
    if isinstance(value, (bool, CellError)):
        raise Unreadable
    text = clean(value)
    if match := _PERIOD.fullmatch(text):
        return int(match[1]), int(match[2])
    if match := _PERIOD_BACK.fullmatch(text):
        return int(match[2]), int(match[1])
    month = header.read_month(text)
    if month is not None and month.year is not None:
        return month.year, month.month
    alone = month.month if month is not None else month_of_name(text)
    if alone is None and re.fullmatch(r"0?[1-9]|1[0-2]", text):
        alone = int(text)
    if alone is None:
        found = read_date(value)
        if found is None:
            raise Unreadable
        return found.year, found.month
    if year is None:
        raise Unreadable
    return year, alone


def read(
    tables: Sequence[Table],
    columns: Sequence[Columns],
    year: int | None,
    accounts: Sequence[Account] = (),
) -> Ledger:
    """Reads the postings tables (their ``needed`` columns in the same order). Never raises on cell contents.

    ``accounts`` tell the measure of postings in tables without a column of measures; the narrowest that matches wins,
    and none where two equally narrow ones disagree.
    """
    parts = [
        _read_table(index, table, cols, cols.rows.astype(np.int64), year, accounts)
        for index, (table, cols) in enumerate(zip(tables, columns, strict=True))
    ]
    pools = {name: _Pool() for name in ("cpr", "measure", "supplier")}
    merged: dict[str, list[Ints]] = {
        name: [] for name in ("sheet", "row", "year", "month", "amount", "cpr", "measure", "supplier")
    }
    problems: list[Problem] = []
    for part in parts:
        for name in ("sheet", "row", "year", "month", "amount"):
            merged[name].append(part.numbers[name])
        for name, pool in pools.items():
            codes, names = part.texts[name]
            merged[name].append(pool.add(names)[codes] if len(names) else codes)
        problems.extend(part.problems)
    arrays = {name: np.concatenate(values) if values else np.zeros(0, np.int64) for name, values in merged.items()}
    return Ledger(
        **arrays,
        sheets=tuple(table.sheet for table in tables),
        citizens=tuple(pools["cpr"].names),
        measures=(NO_MEASURE, *pools["measure"].names[1:]),
        suppliers=tuple(pools["supplier"].names),
        has_measure=any("measure" in table.columns for table in tables),
        refused=sum(part.refused for part in parts),
        refused_amount=sum(part.refused_amount for part in parts),
        problems=tuple(problems),
    )


class _Pool:
    """Texts numbered in the order they first appear; the empty text is number 0."""

    def __init__(self) -> None:
        self.names: list[str] = [""]
        self._index: dict[str, int] = {"": 0}

    def add(self, names: Sequence[str]) -> Ints:
        codes = np.empty(len(names), np.int64)
        for at, name in enumerate(names):
            code = self._index.get(name)
            if code is None:
                code = self._index[name] = len(self.names)
                self.names.append(name)
            codes[at] = code
        return codes


@dataclass(frozen=True, slots=True)
class _Part:
    numbers: dict[str, Ints]
    texts: dict[str, tuple[Ints, list[str]]]
    refused: int
    refused_amount: int
    problems: list[Problem]


def distinct(column: Column) -> tuple[Ints, list[Value]]:
    """Codes (n,) into the column's distinct values; a ledger's columns repeat few."""
    if not np.isin(column.kinds, (kinds.EMPTY, kinds.TEXT), invert=True).any():
        return np.where(column.kinds == kinds.TEXT, column.codes + 1, 0).astype(np.int64), [None, *column.strings]
    codes = np.zeros(len(column), np.int64)
    values: list[Value] = [None]
    for kind in np.unique(column.kinds).tolist():
        if kind == kinds.EMPTY:
            continue
        mask = column.kinds == kind
        by_code = kind in (kinds.TEXT, kinds.ERROR)
        _, first, inverse = np.unique(
            column.codes[mask] if by_code else column.numbers[mask], return_index=True, return_inverse=True
        )
        at = np.flatnonzero(mask)[first]
        codes[mask] = inverse + len(values)
        one_each = Column(column.kinds[at], column.numbers[at], column.codes[at], column.strings, column.date1904)
        values.extend(one_each.values())
    return codes, values


def each(column: Column, read_one: Callable[[Value], int | None]) -> tuple[Ints, Ints]:
    """Per row: what the cell reads as, and whether it was read (1), empty (0) or unreadable (-1)."""
    codes, cells = distinct(column)
    values = np.zeros(len(cells), np.int64)
    states = np.ones(len(cells), np.int64)
    for at, value in enumerate(cells):
        try:
            found = read_one(value)
        except Unreadable:
            states[at] = -1
        else:
            if found is None:
                states[at] = 0
            else:
                values[at] = found
    return values[codes], states[codes]


def _credit(value: Value) -> int | None:
    text = label(value)
    return 1 if text in ("k", "kredit", "c", "h", "cr") else None


def _amounts(column: Column, scale: int) -> tuple[Ints, Ints]:
    """As ``each`` for amounts: plain numbers in one go, the rest one by one."""
    fits = (column.kinds == kinds.NUMBER) & (np.abs(column.numbers) < 1e13)
    rest = Column(
        np.where(fits, kinds.EMPTY, column.kinds), column.numbers, column.codes, column.strings, column.date1904
    )
    values, states = each(rest, read_amount)
    values = values * scale
    values[fits] = from_kroner(column.numbers[fits] * scale)
    states[fits] = 1
    return values, states


def _read_table(
    index: int,
    table: Table,
    columns: Mapping[int, Column],
    rows: Ints,
    year: int | None,
    accounts: Sequence[Account],
) -> _Part:
    n = len(rows)
    problems: list[Problem] = []
    given = {name: columns[at] for name, at in table.columns.items() if name in FIELDS}

    def month_of_date(value: Value) -> int | None:
        found = read_date(value)
        return None if found is None else found.year * 12 + found.month - 1

    def month_of_period(value: Value) -> int | None:
        found = read_period(value, 0)
        return None if found is None else found[0] * 12 + found[1] - 1

    def stated_year(value: Value) -> int | None:
        number = read_number(value)
        if number is not None and not 2000 <= number <= 2100:
            raise Unreadable
        return None if number is None else int(number)

    # A stated period is where the ledger itself counts the posting; the date only where there is none.
    when, when_state = np.zeros(n, np.int64), np.zeros(n, np.int64)
    when_field = "date" if "date" in given else "period"
    day, day_state = each(given["date"], month_of_date) if "date" in given else (when, when_state)
    if "period" in given:
        when, when_state = each(given["period"], month_of_period)
        bare = (when_state == 1) & (when < 12)
        years = np.full(n, -1 if year is None else year, np.int64)
        if "year" in given:
            values, states = each(given["year"], stated_year)
            years = np.where(states == 1, values, years)
        # A month alone is of the ledger's own year, else of the year the posting is dated in, else of the workbook's.
        if "year" not in given:
            years = np.where(day_state == 1, day // 12, years)
        when = np.where(bare, years * 12 + when, when)
        when_state = np.where(bare & (years < 0), -1, when_state)
    take = (when_state != 1) & (day_state != 0)
    when, when_state = np.where(take, day, when), np.where(take, day_state, when_state)

    column = table.columns["amount"]
    amount, amount_state = _amounts(given["amount"], table.scale(column))
    if "side" in given:
        # K marks a credit; an amount that carries its sign already keeps it.
        values, states = each(given["side"], _credit)
        amount = np.where((states == 1) & (values == 1) & (amount > 0), -amount, amount)
    if header.in_ore(table.headers.get(column, "")):
        amount = amount // 100

    texts: dict[str, tuple[Ints, list[str]]] = {}
    filled = (amount_state != 0) | (when_state != 0)
    totals = np.zeros(n, bool)
    for name in given.keys() - {"amount", "supplier", "side", "year"}:
        codes, cells = distinct(given[name])
        said = np.fromiter((is_total(value) for value in cells), bool, len(cells))[codes]
        totals |= said if name in ("date", "period") else said & (when_state == 0)
    for name in ("cpr", "measure", "supplier"):
        if name not in given:
            texts[name] = (np.zeros(n, np.int64), [""])
            continue
        codes, cells = distinct(given[name])
        spelled = [citizen(v) if name == "cpr" else "" if isinstance(v, CellError) else clean(v) for v in cells]
        texts[name] = (codes, spelled)
        empty = np.fromiter((not s for s in spelled), bool, len(spelled))
        filled |= ~empty[codes]

    # An extract often ends with its own sum; without a date it is that and no posting.
    filled &= ~(totals & (when_state != 1))
    good = (amount_state == 1) & (when_state == 1)
    if accounts and "measure" not in given and _ACCOUNT in table.columns:
        codes, cells = distinct(columns[table.columns[_ACCOUNT]])
        known = Accounts(accounts)
        spelled = ["" if isinstance(value, CellError) else clean(value) for value in cells]
        names = [known.measure(account) for account in spelled]
        texts["measure"] = (codes, names)
        # One finding for each account that is missing in the table, at its first posting.
        seen, first = np.unique(codes[good], return_index=True)
        problems.extend(
            Problem(
                "account_twice" if spelled[code] in known.contradictions else "account",
                _ACCOUNT,
                table.role,
                table.sheet,
                row,
                table.columns[_ACCOUNT],
                cells[code],
            )
            for code, row in zip(seen.tolist(), rows[good][first].tolist(), strict=True)
            if spelled[code] and not names[code]
        )
    for bad, kind, name in (
        (filled & (when_state == -1), "date", when_field),
        (filled & (when_state == 0) & (amount_state == 1), "missing", when_field),
        (filled & (amount_state == -1), "amount", "amount"),
        (filled & (amount_state == 0) & (when_state == 1), "missing", "amount"),
    ):
        where = np.flatnonzero(bad)
        cell = given[name]
        shown = Column(cell.kinds[where], cell.numbers[where], cell.codes[where], cell.strings, cell.date1904).values()
        problems.extend(
            Problem(kind, name, table.role, table.sheet, int(row), table.columns[name], value)
            for row, value in zip(rows[where].tolist(), shown, strict=True)
        )
    refused = filled & ~good
    lost = int(amount[refused & (amount_state == 1)].sum())
    numbers = {
        "sheet": np.full(int(good.sum()), index, np.int64),
        "row": rows[good],
        "year": when[good] // 12,
        "month": when[good] % 12 + 1,
        "amount": amount[good],
    }
    return _Part(
        numbers,
        {name: (codes[good], spelled) for name, (codes, spelled) in texts.items()},
        int(refused.sum()),
        lost,
        problems,
    )
