"""The ledger's postings: when, how much, on whom and on what, and the rows that could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from styring_xl.cells import column as kinds
from styring_xl.cells.cell import Value
from styring_xl.cells.column import Column, Columns
from styring_xl.danish.citizen import citizen
from styring_xl.danish.text import is_total, label, read_amount, spelled
from styring_xl.model.kroner import from_kroner
from styring_xl.reading import header
from styring_xl.reading.disposition.disposition import NO_MEASURE
from styring_xl.reading.interning import Interned, distinct, each
from styring_xl.reading.ledger.account import Accounts
from styring_xl.reading.ledger.booking import read_bookings
from styring_xl.reading.parameters import AccountRule
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.role_table import RoleTable

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FIELDS: Final = ("date", "period", "year", "measure", "cpr", "supplier", "side", "amount")
"""The columns of a postings table that decide the figures."""
_ACCOUNT: Final = "account"


def needed(table: RoleTable, accounts: Sequence[AccountRule]) -> list[int]:
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

    @property
    def told(self) -> Flags:
        """Which postings say what measure they are of, if only that it is none, bool (n,)."""
        told: Flags = (self.measure != 0) | self.has_measure
        return told


def read(
    tables: Sequence[RoleTable],
    columns: Sequence[Columns],
    year: int | None,
    accounts: Sequence[AccountRule] = (),
) -> Ledger:
    """Reads the postings tables (their ``needed`` columns in the same order). Never raises on cell contents.

    ``accounts`` tell the measure of postings in tables without a column of measures; the narrowest that matches wins,
    and none where two equally narrow ones disagree.
    """
    parts = [
        _read_table(index, table, cols, cols.rows.astype(np.int64), year, accounts)
        for index, (table, cols) in enumerate(zip(tables, columns, strict=True))
    ]
    pools = {name: Interned() for name in ("cpr", "measure", "supplier")}
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


@dataclass(frozen=True, slots=True)
class _SheetPart:
    numbers: dict[str, Ints]
    texts: dict[str, tuple[Ints, list[str]]]
    refused: int
    refused_amount: int
    problems: list[Problem]


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
    table: RoleTable,
    columns: Mapping[int, Column],
    rows: Ints,
    year: int | None,
    accounts: Sequence[AccountRule],
) -> _SheetPart:
    n = len(rows)
    problems: list[Problem] = []
    given = {name: columns[at] for name, at in table.columns.items() if name in FIELDS}

    booking = read_bookings(given, n, year)
    when, when_state = booking.month, booking.state
    when_field = "date" if "date" in given else "period"

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
        names = [citizen(value) if name == "cpr" else spelled(value) for value in cells]
        texts[name] = (codes, names)
        empty = np.fromiter((not text for text in names), bool, len(names))
        filled |= ~empty[codes]

    # An extract often ends with its own sum; without a date it is that and no posting.
    filled &= ~(totals & (when_state != 1))
    good = (amount_state == 1) & (when_state == 1)
    if accounts and "measure" not in given and _ACCOUNT in table.columns:
        codes, cells = distinct(columns[table.columns[_ACCOUNT]])
        known = Accounts(accounts)
        stated = [spelled(value) for value in cells]
        names = [known.measure(account) for account in stated]
        texts["measure"] = (codes, names)
        # One finding for each account that is missing in the table, at its first posting.
        seen, first = np.unique(codes[good], return_index=True)
        problems.extend(
            Problem(
                Kind.ACCOUNT_TWICE if stated[code] in known.contradictions else Kind.ACCOUNT,
                _ACCOUNT,
                table.role,
                table.sheet,
                row,
                table.columns[_ACCOUNT],
                cells[code],
            )
            for code, row in zip(seen.tolist(), rows[good][first].tolist(), strict=True)
            if stated[code] and not names[code]
        )
    for bad, kind, name in (
        (filled & (when_state == -1), Kind.DATE, when_field),
        (filled & (when_state == 0) & (amount_state == 1), Kind.MISSING, when_field),
        (filled & (amount_state == -1), Kind.AMOUNT, "amount"),
        (filled & (amount_state == 0) & (when_state == 1), Kind.MISSING, "amount"),
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
    return _SheetPart(
        numbers,
        {name: (codes[good], names) for name, (codes, names) in texts.items()},
        int(refused.sum()),
        lost,
        problems,
    )
