"""The ledger's postings: when, how much, on whom and on what, and the rows that could not be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from styring_xl.cells import column as kinds
from styring_xl.cells.column import CellColumn, CellColumns
from styring_xl.danish.citizen import citizen, is_lost
from styring_xl.danish.text import cell_text, is_total, label
from styring_xl.model import numbering
from styring_xl.model.arrays import Dates, Flags, Integers, Narrow
from styring_xl.model.kroner import total
from styring_xl.model.periods import NO_DAY
from styring_xl.reading import account
from styring_xl.reading.account import AmountColumn, RowFate, TableAccount
from styring_xl.reading.dimension_name import DimensionName
from styring_xl.reading.disposition.disposition import NO_MEASURE
from styring_xl.reading.interning import Interned, distinct
from styring_xl.reading.ledger.account import Accounts
from styring_xl.reading.ledger.amount import NUMBER, of_cells, of_sheet
from styring_xl.reading.ledger.entries import (
    AMOUNT_FIELDS,
    Entries,
    EntryKind,
    Reason,
    Source,
    of_the_citizen_above,
    opening_rows,
    understand,
    void_rows,
)
from styring_xl.reading.ledger.evidence import cpr_in, is_citizens
from styring_xl.reading.parameters import AccountRule
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.role_table import RoleTable

FIELDS: Final = (
    "date", "period", "year", "service", "service_from", "service_to", "account", "measure", "cpr", "cpr_text",
    "cpr_kind", "supplier", "document", "line", "text", "side", "status", "currency", "amount",
    "debit", "credit",
)  # fmt: skip
"""The columns of a postings table that decide the figures, or tell a posting from a sum."""
_NUMBERS: Final = ("sheet", "row", "year", "month", "booked", "amount")
"""The fields of ``Ledger`` that are no texts."""
_NO_DATE: Final = -(2**31)
"""What stands for a missing date among days since 1970."""
_ACCOUNT_FIRST: Final = re.compile(r"^[\d.,/-]*\d[\d.,/-]*\s*[-–:]?\s*(?=[^\W\d])")


def measures_in(tables: Sequence[RoleTable], sheets: Sequence[CellColumns]) -> set[str]:
    """The labels of the measures that postings name, before the postings themselves are read; a sum's word is none."""
    found: set[str] = set()
    for table, sheet in zip(tables, sheets, strict=True):
        at = table.columns.get("measure")
        if at is not None:
            column = sheet[at]
            texts = (column.strings[code] for code in numbering.distinct(column.codes).tolist() if code >= 0)
            found |= {label(text) for text in texts if not is_total(text)}
    return found


def needed(table: RoleTable, dimensions: Sequence[DimensionName] = ()) -> list[int]:
    """The table's columns that have to be read."""
    columns = [table.columns[name] for name in FIELDS if name in table.columns]
    asked = (*(each.column(table) for each in dimensions), table.doubtful_side or None)
    return [*columns, *dict.fromkeys(at for at in asked if at is not None and at not in columns)]


class LedgerLabels(Struct, frozen=True):
    """What the postings' own rows say of a dimension: ``codes`` (n,) into ``names``, number 0 the empty text.

    ``column`` is the sheet's, of the first table that has it.
    """

    codes: Narrow
    names: tuple[str, ...]
    column: int


class Ledger(Struct, frozen=True):
    """The postings; arrays of length n, in few bytes each, for they stay as long as the workbook is worked on.

    ``year`` and ``month`` 1..12 that a posting counts in, ``booked`` the day it was booked (NaT where no date tells),
    ``amount`` in øre. ``cpr``, ``measure`` and ``supplier`` are indices
    into the tuples of the same name; index 0 is always the empty text (of measure: NO_MEASURE). ``refused`` counts rows
    left out because date or amount could not be read, ``refused_amount`` the øre of those whose amount could.
    ``has_measure`` is True when some table has a column of measures; where none has, the measure of a posting is that
    of its account in *Parametre*, and NO_MEASURE for an account that stands there not.
    """

    sheet: Narrow
    row: Narrow
    year: Narrow
    month: Narrow
    booked: Dates
    amount: Integers
    cpr: Narrow
    measure: Narrow
    supplier: Narrow
    sheets: tuple[str, ...]
    citizens: tuple[str, ...]
    measures: tuple[str, ...]
    suppliers: tuple[str, ...]
    has_measure: bool
    refused: int
    refused_amount: int
    problems: tuple[Problem, ...]
    accounts: tuple[TableAccount, ...] = ()
    """Where the rows and the kroner of each table went."""
    labels: Mapping[str, LedgerLabels] = field(default_factory=dict)
    """A dimension's name -> what the postings say of it; the dimensions that no table has a column of are not there."""

    def __len__(self) -> int:
        return len(self.row)

    @property
    def told(self) -> Flags:
        """Which postings say what measure they are of, if only that it is none, bool (n,)."""
        told: Flags = (self.measure != 0) | self.has_measure
        return told


def read(
    tables: Sequence[RoleTable],
    columns: Sequence[CellColumns],
    year: int | None,
    accounts: Sequence[AccountRule] = (),
    known: Mapping[str, str] | None = None,
    dimensions: Sequence[DimensionName] = (),
) -> Ledger:
    """Reads the postings tables (their ``needed`` columns in the same order). Never raises on cell contents.

    ``accounts`` tell the measure of postings in tables without a column of measures; the narrowest that matches wins,
    and none where two equally narrow ones disagree. ``known`` maps the labels of the workbook's measures to them.
    ``dimensions`` are those whose labels are wanted.
    """
    there = {
        each.name: found[0] for each in dimensions if (found := [at for table in tables if (at := each.column(table))])
    }
    asked = [each for each in dimensions if each.name in there]
    parts = [
        _read_table(index, table, cols, year, accounts, known or {}, asked)
        for index, (table, cols) in enumerate(zip(tables, columns, strict=True))
    ]
    pools = {name: Interned() for name in ("cpr", "measure", "supplier", *map(_key, there))}
    merged: dict[str, list[NDArray[Any]]] = {name: [] for name in (*_NUMBERS, *pools)}
    problems: list[Problem] = []
    for part in parts:
        for name in _NUMBERS:
            merged[name].append(part.numbers.pop(name))
        for name, pool in pools.items():
            codes, names = part.texts.pop(name)
            merged[name].append(pool.add(names).astype(np.int32)[codes] if len(names) else codes)
            del codes
        problems.extend(part.problems)
    arrays: dict[str, NDArray[Any]] = {name: _joined(merged.pop(name)) for name in [*merged]}
    booked = arrays.pop("booked")
    labels = {
        name: LedgerLabels(arrays.pop(_key(name)), tuple(pools[_key(name)].names), column)
        for name, column in there.items()
    }
    return Ledger(
        **arrays,
        booked=_days(booked),
        sheets=tuple(table.sheet for table in tables),
        citizens=tuple(pools["cpr"].names),
        measures=(NO_MEASURE, *pools["measure"].names[1:]),
        suppliers=tuple(pools["supplier"].names),
        has_measure=any("measure" in table.columns for table in tables),
        refused=sum(part.refused for part in parts),
        refused_amount=sum(part.refused_amount for part in parts),
        problems=tuple(problems),
        accounts=tuple(part.account for part in parts),
        labels=labels,
    )


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """The tables' arrays below each other; that of a single table is not copied."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, np.int32)


def _days(booked: Narrow) -> Dates:
    """Days since 1970 as days, missing ones as such."""
    days = booked.astype("datetime64[D]")
    days[booked == _NO_DATE] = NO_DAY
    return days


def _key(dimension: str) -> str:
    """A dimension's place among the fields, whatever it is called."""
    return f"dimension {dimension}"


class _SheetPart(Struct, frozen=True):
    numbers: dict[str, NDArray[Any]]
    texts: dict[str, tuple[Narrow, list[str]]]
    refused: int
    refused_amount: int
    problems: list[Problem]
    account: TableAccount


def _read_table(
    index: int,
    table: RoleTable,
    columns: CellColumns,
    year: int | None,
    accounts: Sequence[AccountRule],
    known: Mapping[str, str],
    dimensions: Sequence[DimensionName],
) -> _SheetPart:
    rows = columns.rows
    inside = np.ones(len(rows), bool) if table.last_row is None else rows <= table.last_row
    # Taking rows copies them, and most often all are inside.
    within = dict(columns) if inside.all() else {at: column.take(inside) for at, column in columns.items()}
    given = {name: within[at] for name, at in table.columns.items() if at in within}
    if table.doubtful_side:
        given["side_doubtful"] = within[table.doubtful_side]
    below = rows[~inside]
    rows = rows if inside.all() else rows[inside]
    source = sheet_source(table, given, len(rows))
    entries = understand(source, year)
    came_to = _account(table, source, entries, columns, ~inside)
    del source
    good = np.flatnonzero(entries.of(EntryKind.POSTING))
    texts = {name: _texts(given, name, len(rows), known) for name in ("cpr", "measure", "supplier")}
    if "cpr" not in given and "cpr_text" in given:
        codes, cells = distinct(given["cpr_text"])
        texts["cpr"] = codes, [cpr_in(value) for value in cells]
    if "cpr" in given and "cpr_kind" in given:
        codes, names = texts["cpr"]
        texts["cpr"] = np.where(is_citizens(given["cpr_kind"]), codes, 0), names
    for each in dimensions:
        at = each.column(table)
        own = {} if at is None else {"label": within[at]}
        texts[_key(each.name)] = _texts(own, "label", len(rows), {})
    problems = [*_below(table, columns, below), *_refused(table, given, rows, entries), *_lost(table, given, rows)]
    problems += _without_result(table, columns)
    problems += [*_void(table, given, rows, entries), *_whose(table, given, rows, entries)]
    if accounts and "measure" not in given and "account" in given:
        texts["measure"], told = _by_account(table, given["account"], rows, good, entries.amount, accounts)
        problems += told
    place, month, amount = entries.booking.parts(good, entries.amount[good])
    # A posting that is spread over months has several parts; else each has one.
    chosen = good if len(place) == len(good) else good[place]
    del place
    refused = entries.of(EntryKind.REFUSED)
    booked = np.where(entries.booking.day_state == 1, entries.booking.day, _NO_DATE).astype(np.int32)
    month = month.astype(np.int32)
    numbers = {
        "sheet": np.broadcast_to(np.int32(index), len(chosen)),
        "row": rows[chosen],
        "year": month // 12,
        "month": month % 12 + 1,
        "booked": booked[chosen],
        "amount": amount,
    }
    return _SheetPart(
        numbers,
        {name: (texts[name][0][chosen], texts[name][1]) for name in texts},
        int(refused.sum()),
        int(entries.amount[refused & (entries.amount_state == 1)].sum()),
        problems,
        came_to,
    )


def _account(
    table: RoleTable, source: Source, entries: Entries, columns: Mapping[int, CellColumn], outside: Flags
) -> TableAccount:
    """Where the rows went, those ``outside`` the Excel table among them."""
    n = len(outside)
    codes = account.coded(n, RowFate.BLANK)
    codes[~outside] = entries.coded
    own = np.zeros(n, np.int64)
    own[~outside] = np.where(entries.amount_state == 1, entries.amount, 0)
    found = []
    for name in source.amounts:
        at = table.columns[name]
        amounts = of_cells(columns[at]) if outside.any() else source.amounts[name]
        ore, state = amounts.ore(source.mark, source.unit) if outside.any() else source.ore(name)
        if not (state == 1).all():
            ore = np.where(state == 1, ore, 0)
        is_number = amounts.state == NUMBER
        found.append(
            AmountColumn(
                at,
                table.headers.get(at, ""),
                ore,
                total(ore[is_number]),
                total(ore[~is_number]),
                int((state == -1).sum()),
            )
        )
        account.mark(codes, outside & (ore != 0), RowFate.BELOW)
        own[outside] += -ore[outside] if name == "credit" else ore[outside]
    return TableAccount(
        table.role, table.sheet, account.kinds_of(codes, own), tuple(each.account(codes) for each in found)
    )


def sheet_source(table: RoleTable, given: Mapping[str, CellColumn], n: int) -> Source:
    """The columns of a ledger sheet's table as ``understand`` takes them; its figures are kroner unless it says øre or
    1.000 kr."""
    amounts = {name: of_cells(given[name]) for name in AMOUNT_FIELDS if name in given}
    if "amount" in amounts:
        amounts = {name: cells for name, cells in amounts.items() if name not in ("debit", "credit")}
    first = next(iter(amounts))
    column = table.columns[first]
    unit = table.ore_each(column)
    return Source(
        n=n,
        texts={name: cells for name, cells in given.items() if name not in AMOUNT_FIELDS},
        amounts=amounts,
        mark=table.manner.mark or of_sheet(list(amounts.values())),
        unit=unit,
        headers={name: table.headers.get(at, "") for name, at in table.columns.items()},
        ragged=np.zeros(n, bool),
        manner=table.manner,
    )


def _texts(given: Mapping[str, CellColumn], name: str, n: int, known: Mapping[str, str]) -> tuple[Narrow, list[str]]:
    """The numbers (n,) of a field's texts and the texts; a measure by the name the workbook has for it."""
    if name not in given:
        return np.zeros(n, np.int32), [""]
    codes, cells = distinct(given[name])
    if name == "cpr":
        return codes, ["" if is_lost(value) else citizen(value) for value in cells]
    names = [cell_text(value) for value in cells]
    return codes, [measure_of(text, known) for text in names] if name == "measure" else names


def _whose(table: RoleTable, given: Mapping[str, CellColumn], rows: Narrow, entries: Entries) -> list[Problem]:
    """The postings that may be the citizen's above, told at the first."""
    if "cpr" not in given:
        return []
    at = of_the_citizen_above(given["cpr"], entries)
    if not len(at):
        return []
    row, column = int(rows[at[0]]), table.columns["cpr"]
    return [Problem(Kind.CITIZEN, "cpr", table.role, table.sheet, row, column, None, len(at))]


def _void(table: RoleTable, given: Mapping[str, CellColumn], rows: Narrow, entries: Entries) -> list[Problem]:
    """The postings that by their status or their text are none, told at the first; when they come to nothing it is no
    question."""
    void = {"text": opening_rows(given, entries)}
    if "status" in given:
        void["status"] = void_rows(given["status"], entries)
    problems = []
    for name, at in void.items():
        if not len(at) or not (ore := int(entries.amount[at].sum())):
            continue
        row, column = int(rows[at[0]]), table.columns[name]
        value = given[name].take(at[:1]).values()[0]
        problems.append(Problem(Kind.VOID, name, table.role, table.sheet, row, column, value, len(at), ore=ore))
    return problems


def measure_of(text: str, known: Mapping[str, str]) -> str:
    """The workbook's measure that a ledger's text means: the same, or the same after an account's number.

    ``known`` maps labels to measures. ``52.3.3 Familiebehandling`` is Familiebehandling where the workbook has that.
    """
    if label(text) in known:
        return text
    bare = _ACCOUNT_FIRST.sub("", text)
    return known.get(label(bare), text) if bare != text else text


def _by_account(
    table: RoleTable,
    column: CellColumn,
    rows: Narrow,
    good: Integers,
    amounts: Integers,
    accounts: Sequence[AccountRule],
) -> tuple[tuple[Narrow, list[str]], list[Problem]]:
    """The measures that *Parametre* keeps the accounts for, and one problem for each account it does not place."""
    codes, cells = distinct(column)
    known = Accounts(accounts)
    stated = [cell_text(value) for value in cells]
    names = [known.measure(account) for account in stated]
    # One finding for each account that is missing in the table, at its first posting.
    seen, first, which = np.unique(codes[good], return_index=True, return_inverse=True)
    sums = np.zeros(len(seen), np.int64)
    np.add.at(sums, which, amounts[good])
    problems = [
        Problem(
            Kind.ACCOUNT_TWICE if stated[code] in known.contradictions else Kind.ACCOUNT,
            "account",
            table.role,
            table.sheet,
            row,
            table.columns["account"],
            cells[code],
            ore=ore,
        )
        for code, row, ore in zip(seen.tolist(), rows[good][first].tolist(), sums.tolist(), strict=True)
        if stated[code] and not names[code]
    ]
    return (codes, names), problems


def _refused(table: RoleTable, given: Mapping[str, CellColumn], rows: Narrow, entries: Entries) -> list[Problem]:
    """A problem for each row that could not be used, at the cell that is in the way."""
    when_field = "date" if "date" in given else "period" if "period" in given else "service_from"
    amount_field = next(name for name in AMOUNT_FIELDS if name in given)
    fields = {
        Reason.DATE: (Kind.DATE, when_field),
        Reason.NO_DATE: (Kind.MISSING, when_field),
        Reason.AMOUNT: (Kind.AMOUNT, amount_field),
        Reason.NO_AMOUNT: (Kind.MISSING, amount_field),
        Reason.SIDE: (Kind.SIDE, "side"),
        Reason.SUM: (Kind.LEDGER_SUM, amount_field),
        Reason.CURRENCY: (Kind.CURRENCY, "currency"),
    }
    problems: list[Problem] = []
    for reason, (kind, name) in fields.items():
        where = np.flatnonzero(entries.of(EntryKind.REFUSED) & (entries.reason == reason))
        if len(where):
            column = table.columns[name]
            held = np.where(entries.amount_state == 1, entries.amount, 0)[where].tolist()
            for row, value, ore in zip(rows[where].tolist(), given[name].take(where).values(), held, strict=True):
                problems.append(Problem(kind, name, table.role, table.sheet, int(row), column, value, ore=ore or None))
    doubtful = entries.of(EntryKind.REFUSED) & (entries.reason == Reason.SIDE_DOUBTFUL)
    if doubtful.any():
        at, row = table.doubtful_side, table.header_bottom
        value, count = table.headers.get(at, ""), int(doubtful.sum())
        ore = int(np.abs(entries.amount[doubtful & (entries.amount_state == 1)]).sum())
        problems.append(Problem(Kind.SIDE_DOUBTFUL, "side", table.role, table.sheet, row, at, value, count, ore=ore))
    return problems


def _without_result(table: RoleTable, columns: CellColumns) -> list[Problem]:
    """One problem for each column with formulas that no program has worked out, at the first of them."""
    found: list[Problem] = []
    for name, at in table.columns.items():
        filled = [row for row in columns.bare.get(at, ()) if table.last_row is None or row <= table.last_row]
        if filled:
            found.append(Problem(Kind.NO_RESULT, name, table.role, table.sheet, filled[0], at, None, len(filled)))
    return found


def _lost(table: RoleTable, given: Mapping[str, CellColumn], rows: Narrow) -> list[Problem]:
    """One problem for each text that a spreadsheet has left of a CPR number, at its first posting."""
    if "cpr" not in given:
        return []
    codes, cells = distinct(given["cpr"])
    found: list[Problem] = []
    for code, value in enumerate(cells):
        if not is_lost(value):
            continue
        at = np.flatnonzero(codes == code)
        # The texts are those of the whole workbook, so one of them may stand nowhere in this column.
        if len(at):
            row, column = int(rows[at[0]]), table.columns["cpr"]
            found.append(Problem(Kind.CITIZEN, "cpr", table.role, table.sheet, row, column, value, len(at)))
    return found


def _below(table: RoleTable, columns: Mapping[int, CellColumn], below: Narrow) -> list[Problem]:
    """One problem for the postings under the Excel table, which Excel has not taken in: neither refresh nor import
    counts them."""
    if not len(below):
        return []
    name = next(name for name in AMOUNT_FIELDS if name in table.columns)
    column = columns[table.columns[name]]
    under = np.flatnonzero(column.kinds[-len(below) :] == kinds.NUMBER)
    if not len(under):
        return []
    first = under[:1] + len(column) - len(below)
    value = column.take(first).values()[0]
    row = int(below[under[0]])
    return [Problem(Kind.BELOW, name, table.role, table.sheet, row, table.columns[name], value, len(under))]
