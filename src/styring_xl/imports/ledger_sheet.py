"""The workbook's ledger sheet as postings, and postings as its rows: in its own columns, units and ways of writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells import column as kinds
from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import KEEP, Content, Formula
from styring_xl.cells.column import CellColumn, CellColumns
from styring_xl.cells.column_contents import ColumnContents
from styring_xl.cells.patch import Block, Growth
from styring_xl.danish.citizen import spelled
from styring_xl.danish.text import is_total
from styring_xl.errors import StyringError
from styring_xl.imports.append import Room, append, extent, room
from styring_xl.imports.posting import NO_DAY, TEXTS, Pools, Postings, texts
from styring_xl.model.arrays import Flags, Integers
from styring_xl.model.kroner import from_kroner, total
from styring_xl.reading.ledger.entries import AMOUNT_FIELDS, EntryKind, understand
from styring_xl.reading.ledger.rows import sheet_source
from styring_xl.reading.role_table import RoleTable

SHEET: Final = -1
"""The ``source`` of a posting that stands in the workbook."""
_MAY_BE_DERIVED: Final = ("period", "measure", "supplier")
"""What no posting is known by."""
_MAY_BE_NUMBERS: Final = ("account", "document", "line", "period")
_PLAIN_DIGITS: Final = 15


class LedgerSheet(Struct, frozen=True, eq=False):
    """A ledger sheet read: its table, its postings (``line`` is the row), its columns' fields, and where to go on."""

    table: RoleTable
    postings: Postings
    fields: frozenset[str]
    room: Room
    numeric: frozenset[str]
    """The text fields that stand as numbers in the sheet."""
    trailing_sum: int | None
    """The row of a sum under the postings of a plain range."""
    derived: frozenset[str]
    """Fields the user's own formulas work out; they are filled down and never overwritten."""
    signed_credit: bool = False
    """True where the credits of a debit/credit pair stand with their minus."""

    @property
    def columns(self) -> dict[str, int]:
        """Field -> column of what is written."""
        return {name: at for name, at in self.table.columns.items() if name not in self.derived}

    @property
    def unit(self) -> int:
        """Øre to one of the amount column's figures."""
        columns = self.table.columns
        return self.table.ore_each(next(columns[name] for name in AMOUNT_FIELDS if name in columns))


def read(book: ReadableBook, table: RoleTable, pools: Pools, year: int | None) -> LedgerSheet:
    """Reads a ledger sheet. Rows that are no postings, such as sums, are left out."""
    head = book.head(table.sheet)
    left, right, excel = extent(table, head)
    columns = book.columns(table.sheet, table.first_row, list(range(left, right + 1)))
    rows = columns.rows.astype(np.int64)
    n = len(rows)
    given: dict[str, CellColumn] = {name: columns[at] for name, at in table.columns.items() if left <= at <= right}
    inside = np.ones(n, bool) if table.last_row is None else rows <= table.last_row
    entries = understand(sheet_source(table, given, n), year)
    codes, _ = texts(given, n, pools, [])
    good = np.flatnonzero(entries.of(EntryKind.POSTING) & inside)
    part, month, ore = entries.booking.parts(good, entries.amount[good])
    good = good[part]
    postings = Postings(
        np.full(len(good), SHEET, np.int64),
        rows[good],
        month,
        np.where(entries.booking.day_state == 1, entries.booking.day, NO_DAY)[good],
        ore,
        {field: codes[field][good] for field in TEXTS},
    )
    fields = {name for name in TEXTS if name in given} | ({"day"} if "date" in given else set())
    place = room(table, head, rows)
    trailing = None
    if excel is None and n and (not len(good) or good[-1] != n - 1):
        trailing = int(rows[-1]) if _is_sum(columns, n - 1) else None
    return LedgerSheet(
        table,
        postings,
        frozenset(fields),
        place,
        frozenset(name for name in _MAY_BE_NUMBERS if name in given and _numeric(given[name], name)),
        trailing,
        _derived(book, table, place),
        entries.signed_credit,
    )


def _derived(book: ReadableBook, table: RoleTable, place: Room) -> frozenset[str]:
    width = place.right - place.left + 1
    above = book.contents(Block.of(table.sheet, place.like, place.left, ((None,) * width,)))
    formulas = {column for (_, column), content in above.items() if isinstance(content, Formula)}
    return frozenset(name for name in _MAY_BE_DERIVED if table.columns.get(name) in formulas)


def _is_sum(columns: CellColumns, at: int) -> bool:
    for column in columns.values():
        one = CellColumn(
            column.kinds[at : at + 1], column.numbers[at : at + 1], column.codes[at : at + 1], column.strings
        ).values()[0]
        if is_total(one):
            return True
    return bool(sum(int(column.kinds[at] != kinds.EMPTY) for column in columns.values()) == 1)


def _numeric(column: CellColumn, name: str) -> bool:
    """Whether a column's digits stand as numbers; in an empty one a voucher's do and an account's do not."""
    numbers, words = int((column.kinds == kinds.NUMBER).sum()), int((column.kinds == kinds.TEXT).sum())
    return numbers > words or (not numbers and not words and name in ("document", "line"))


def _serial(day: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=day)


def last_days(months: Integers) -> Integers:
    """The last day (since 1970) of months counted from year 0."""
    return (months - 1970 * 12 + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1


def _distinct_values(codes: Integers, make: Callable[[int], Content]) -> list[Content]:
    """One Python object for each distinct number, spread over the rows."""
    values, at = np.unique(codes, return_inverse=True)
    made: list[Content] = [make(value) for value in values.tolist()]
    return [made[index] for index in at.tolist()]


def _figures(ore: Integers, unit: int) -> list[Content]:
    """Øre as the figures the amount column holds."""
    if unit == 1:
        return list(ore.tolist())
    whole = ore % unit == 0
    result = (ore / unit).astype(object)
    result[whole] = ore[whole] // unit
    return list(result.tolist())


def _money(sheet: LedgerSheet, ore: Integers) -> dict[int, list[Content]]:
    """The cells of some amounts by column: in one, or a cost in the debit's and a credit in the other."""
    at = sheet.table.columns
    if "amount" in at:
        return {at["amount"]: _figures(ore, sheet.unit)}
    credit = ore < 0
    debits, credits = _figures(ore, sheet.unit), _figures(ore if sheet.signed_credit else -ore, sheet.unit)
    return {
        at["debit"]: [None if turned else figure for turned, figure in zip(credit.tolist(), debits, strict=True)],
        at["credit"]: [figure if turned else None for turned, figure in zip(credit.tolist(), credits, strict=True)],
    }


def _plain(text: str, numeric: bool) -> Content:
    if not text:
        return None
    if numeric and text.isascii() and text.isdigit() and len(text) <= _PLAIN_DIGITS and (text[0] != "0" or text == "0"):
        return int(text)
    return text


def as_written(sheet: LedgerSheet, postings: Postings) -> Postings:
    """The postings with the day the sheet will show: the last of the period's month where it has no column for both."""
    at = sheet.columns
    if "period" in at or "date" not in at:
        return postings
    dated = postings.day != NO_DAY
    differs = months(postings.day, dated) != postings.month
    return replace(postings, day=np.where(dated & differs, last_days(postings.month), postings.day))


def cells(sheet: LedgerSheet, postings: Postings, pools: Pools) -> dict[int, list[Content]]:
    """The cells of some postings by the sheet's columns (1-based), and only of columns a posting fills."""
    at = sheet.columns
    found = _money(sheet, postings.amount)
    dated = postings.day != NO_DAY
    own = np.where(dated, months(postings.day, dated), -1)
    period_differs = own != postings.month
    if "date" in at:
        if "period" in at:
            days = np.where(dated, postings.day, NO_DAY)
        else:
            # Without a column for the period the last day of the period's month stands for it.
            days = np.where(period_differs, last_days(postings.month), postings.day)
        found[at["date"]] = _distinct_values(days, lambda day: None if day == NO_DAY else _serial(day))
    if "period" in at:
        numeric = "period" in sheet.numeric
        shown = np.where(period_differs | ("date" not in at), postings.month, -1)

        def period(month: int) -> Content:
            if month < 0:
                return None
            year, number = divmod(month, 12)
            return year * 100 + number + 1 if numeric else f"{year}-{number + 1:02d}"

        found[at["period"]] = _distinct_values(shown, period)
    for field in TEXTS:
        if field in at:
            names, codes = pools.names[field], postings.texts[field]
            numeric = field in sheet.numeric

            def make(code: int, field: str = field, names: list[str] = names, numeric: bool = numeric) -> Content:
                return (spelled(names[code]) or None) if field == "cpr" else _plain(names[code], numeric)

            made = _distinct_values(codes, make)
            before = found.get(at[field])
            # One column for account and measure holds the measure, and the account where there is none.
            found[at[field]] = (
                made if before is None else [b if a is None else a for a, b in zip(made, before, strict=True)]
            )
    return found


def months(days: Integers, valid: Flags) -> Integers:
    """The months since year 0 of days since 1970, where they are valid."""
    safe = np.where(valid, days, 0)
    return safe.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def appended(
    book: ReadableBook, sheet: LedgerSheet, postings: Postings, pools: Pools
) -> tuple[tuple[Block, ...], tuple[Growth, ...]]:
    """What puts some postings under those of the sheet. Raises StyringError when something is in the way."""
    if not len(postings):
        return (), ()
    if sheet.trailing_sum is not None:
        raise StyringError(
            f"Under posteringerne på arket »{sheet.table.sheet}« står en sum i række {sheet.trailing_sum}. Flyt den op "
            "over overskriften, eller slet den, og prøv igen."
        )
    filled = cells(sheet, postings, pools)
    blocks, growths = append(book, sheet.room, filled, len(postings))
    if _sum_written(sheet, filled) != postings.total:
        raise StyringError(
            "Kontrolsummen stemmer ikke, så intet er skrevet. Giv udtrækket til den, der vedligeholder Styring-XL."
        )
    return blocks, growths


def _sum_written(sheet: LedgerSheet, filled: Mapping[int, Sequence[Content]]) -> int:
    """Øre in all of what is to be written."""
    at = sheet.table.columns
    if "amount" in at:
        return sum_of(filled[at["amount"]], sheet.unit)
    debit, credit = (sum_of([each for each in filled[at[name]] if each is not None], sheet.unit)
                     for name in ("debit", "credit"))  # fmt: skip
    return debit + credit if sheet.signed_credit else debit - credit


def sum_of(figures: Sequence[Content], unit: int) -> int:
    """Øre in all of an amount column's figures, as a reader of the sheet will find them."""
    return total(from_kroner(np.array(figures, np.float64) * (unit / 100)))


def rewritten(sheet: LedgerSheet, postings: Postings, pools: Pools, fields: frozenset[str]) -> tuple[Block, ...]:
    """What writes changed postings over the rows (``line``) they stand in; only what the extract knows is touched."""
    if not len(postings):
        return ()
    filled = cells(sheet, postings, pools)
    at = sheet.columns
    kept = {at[name] for name in TEXTS if name in at and name not in fields}
    columns = {column: values for column, values in filled.items() if column not in kept}
    left, right = min(columns), max(columns)
    kept_cells: tuple[Content, ...] = (KEEP,) * len(postings)
    block = tuple(ColumnContents.of(columns.get(column, kept_cells)) for column in range(left, right + 1))
    # Neighbouring rows are one block.
    lines = postings.line
    first = [0, *(np.flatnonzero(np.diff(lines) != 1) + 1).tolist()]
    return tuple(
        Block(sheet.table.sheet, int(lines[start]), left, tuple(column.take(slice(start, end)) for column in block))
        for start, end in zip(first, [*first[1:], len(lines)], strict=True)
    )
