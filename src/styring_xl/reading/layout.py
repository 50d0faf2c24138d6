"""Where things stand in a workbook nobody here laid out: which sheet has which role, its header and its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from styring_xl.cells.book import HEAD_ROWS, SheetTops
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.reading import header

_LONGEST_HEADER: Final = 200
"""A longer text is prose or worse, never a header."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A second column with the header of one already found; it is not used."""

    field: str
    column: int
    used: int


@dataclass(frozen=True, slots=True)
class RoleTable:
    """A recognised table: the sheet, its header row(s) and the column of each field and month (1..12)."""

    role: str
    sheet: str
    header_bottom: int
    columns: Mapping[str, int]
    months: Mapping[int, int]
    headers: Mapping[int, str]
    """Column -> the header's text as it stands."""
    last_row: int | None
    """The last row of an Excel table's data, None for a plain range."""
    year: int | None
    duplicates: tuple[Duplicate, ...] = ()
    score: int = 0
    titled: int = 1
    """Kroner to one of the sheet's figures as a text above the header says: 1.000 for 1.000 kr., else 1."""
    other_years: Mapping[int, int] = field(default_factory=dict)
    """Column -> year of columns that would be months or results, were they not of another year than the wanted."""

    def scale(self, column: int) -> int:
        """What a figure of the column is multiplied with to be kroner: 1.000 or a million where its header says so.

        A title above the header speaks for all columns, and one header of a disposition for its other amounts: rates
        in 1.000 kr. beside months in kroner would not be one sheet.
        """
        own = header.unit_factor(self.headers.get(column, ""))
        if own != 1 or self.titled != 1:
            return own if own != 1 else self.titled
        if self.role == header.DISPOSITION:
            amounts = [self.columns[name] for name in ("rate", "result") if name in self.columns]
            return max((header.unit_factor(self.headers.get(at, "")) for at in amounts), default=1)
        return 1

    @property
    def first_row(self) -> int:
        """The first row under the header."""
        return self.header_bottom + 1

    def header_of(self, name: str) -> str:
        """The header's text of a field's column, or the field's own name when it has no column."""
        column = self.columns.get(name)
        return header.FIELD_NAMES[name] if column is None else self.headers[column]


@dataclass(frozen=True, slots=True)
class Pin:
    """What *Opsætning* says about where a role stands; empty parts are looked for as usual."""

    role: str
    sheet: str
    header_row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field -> the header its column has."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything recognised in a workbook."""

    tables: tuple[RoleTable, ...]
    passed_over: tuple[RoleTable, ...] = ()
    """Tables that look like a role already taken by another sheet; they are not read."""
    missing_pins: tuple[Pin, ...] = ()
    """Pins whose sheet or columns are not there."""
    unread: tuple[tuple[str, str], ...] = ()
    """(role, sheet) of sheets that by their name have a role but lack the columns it needs."""

    def of(self, role: str) -> tuple[RoleTable, ...]:
        """The tables that have the role, in the workbook's order."""
        return tuple(table for table in self.tables if table.role == role)


_WEIGHT: Final = {
    header.DISPOSITION: {"rate": 4, "start": 4, "stop": 3, "cpr": 3, "result": 2, "unit": 2, "measure": 1},
    header.POSTINGS: {
        "amount": 4,
        "debit": 2,
        "credit": 2,
        "date": 3,
        "period": 3,
        "document": 2,
        "text": 2,
        "account": 2,
        "cpr": 1,
    },
    header.BUDGET: {"original": 4, "revised": 4, "changes": 3, "measure": 3, "count": 2, "price": 1},
}
_STANDARD_SHEET: Final = {
    header.DISPOSITION: ("disponering", "disponeringsark", "disposition"),
    header.POSTINGS: ("realiseret", "posteringer", "forbrug", "økonomisystem"),
    header.BUDGET: ("budget",),
}


def _suffices(role: str, columns: Mapping[str, int], months: int) -> bool:
    """Whether a header holds what the role cannot do without."""
    if role == header.DISPOSITION:
        return "start" in columns and ("rate" in columns or (months >= 6 and "cpr" in columns))
    if role == header.POSTINGS:
        return (
            ("amount" in columns or {"debit", "credit"} <= columns.keys())
            and ("date" in columns or "period" in columns or {"service_from", "service_to"} <= columns.keys())
            and months < 3
            and len(columns.keys() & {"cpr", "measure", "account", "document", "text", "supplier"}) >= 1
        )
    return "measure" in columns and ("original" in columns or "revised" in columns)


def _texts(grid: Grid, top: int, bottom: int) -> dict[int, Value]:
    """The header cell of each column over one or two rows; merged cells count for every column they cover."""
    spread: dict[tuple[int, int], Value] = {}
    for ref in grid.merged:
        if ref.top <= bottom and ref.bottom >= top and ref.right - ref.left < 64:
            value = grid.value(ref.top, ref.left)
            for row in range(max(ref.top, top), min(ref.bottom, bottom) + 1):
                for column in range(ref.left, ref.right + 1):
                    spread[row, column] = value
    found: dict[int, Value] = {}
    for column in range(1, max((len(r) for r in grid.rows[top - 1 : bottom]), default=0) + 1):
        parts: list[Value] = []
        for row in range(top, bottom + 1):
            value = grid.value(row, column)
            if is_blank(value):
                value = spread.get((row, column))
            if isinstance(value, str) and len(value) > _LONGEST_HEADER:
                continue
            if not is_blank(value) and value not in parts:
                parts.append(value)
        if len(parts) == 1:
            found[column] = parts[0]
        elif parts:
            found[column] = " ".join(clean(part) for part in parts)
    return found


def _off(found: int | None, year: int | None) -> int:
    """How far a header's year is from the wanted one: 0 for the same or none; with none wanted the latest is best."""
    if found is None:
        return 0
    return abs(found - year) if year is not None else 3000 - found


def _match(
    role: str,
    texts: Mapping[int, Value],
    lower: Mapping[int, Value],
    year: int | None = None,
    empty: Container[int] = (),
) -> tuple[dict[str, int], list[Duplicate], dict[int, int]]:
    """The column of each field: the header of the right year wins, then the most certain label, then the leftmost.

    Of two columns with one header an ``empty`` one is none. A result or a budget of another year than the wanted is
    nobody's figure of this year: such columns come last, with their year.
    """
    best: dict[str, tuple[tuple[int, int], int]] = {}
    seen: list[tuple[str, tuple[int, int], int]] = []
    others: dict[int, int] = {}
    twins = Counter(label(text) for text in texts.values())
    for column, text in texts.items():
        found = header.match_field(role, text) or header.match_field(role, lower.get(column))
        if found is None or (found[0] not in _WRITTEN and twins[label(text)] > 1 and column in empty):
            continue
        named = header.read_year(text)
        if found[0] in _YEARLY and year is not None and named is not None and named != year:
            others[column] = named
            continue
        seen.append((found[0], (_off(named, year), found[1]), column))
    for name, rank, column in seen:
        if name not in best or (rank, column) < best[name]:
            best[name] = (rank, column)
    duplicates = [
        Duplicate(name, column, best[name][1])
        for name, _, column in seen
        if column != best[name][1] and label(texts[column]) == label(texts[best[name][1]])
    ]
    return {name: column for name, (_, column) in best.items()}, duplicates, others


def _months(
    texts: Mapping[int, Value], lower: Mapping[int, Value], wanted: int | None = None
) -> tuple[dict[int, int], int | None, dict[int, int]]:
    """Month -> column and the year the headers name; twelve plain numbers 1..12 side by side count as months too.

    Of several columns for a month the one of the wanted year (else the latest) is taken, and expected before booked;
    a month of another year than the wanted is none: such columns come last, with their year.
    """
    best: dict[int, tuple[int, bool, int, int | None]] = {}
    others: dict[int, int] = {}
    heading: Value = None
    for column, text in texts.items():
        month = header.read_month(text) or header.read_month(lower.get(column))
        if lower and isinstance(text, str) and text != lower.get(column):
            heading = text
        if month is not None:
            # The heading over a block of months stands over its first column only when its cells are merged.
            over = heading if lower and text == lower.get(column) else text
            year = month.year or header.read_year(over)
            if wanted is not None and year is not None and year != wanted:
                others[column] = year
                continue
            candidate = (_off(year, wanted), header.says_booked(over), column, year)
            if month.month not in best or candidate[:3] < best[month.month][:3]:
                best[month.month] = candidate
    columns = {month: found[2] for month, found in best.items()}
    years = {found[3] for found in best.values() if found[3] is not None}
    if not columns and not others:
        numbers = {
            column: text
            for column, text in texts.items()
            if isinstance(text, (int, float)) and not isinstance(text, bool)
        }
        for first in numbers:
            if all(numbers.get(first + step) == step + 1 for step in range(12)):
                columns = {step + 1: first + step for step in range(12)}
                break
    return columns, years.pop() if len(years) == 1 else None, others


def _candidate(role: str, grid: Grid, top: int, bottom: int, wanted: int | None = None) -> RoleTable | None:
    texts = _texts(grid, top, bottom)
    # Under a merged heading the lower cell alone may be the synonym: "Periode" over "Start" and "Stop".
    lower = _texts(grid, bottom, bottom) if bottom > top else {}
    columns, duplicates, others = _match(role, texts, lower, wanted, _Empty(grid, bottom))
    months, year, other_months = _months(texts, lower, wanted)
    if role == header.DISPOSITION and months:
        columns = _with_result(columns, texts, months, wanted)
    for column in (*months.values(), *other_months):
        columns = {name: at for name, at in columns.items() if at != column}
    if not _suffices(role, columns, len(months)):
        return None
    if year is None:
        year = next((y for y in (header.read_year(texts[c]) for n, c in columns.items() if n in _YEARLY) if y), None)
    if year is None:
        above = {y for row in grid.rows[: top - 1] for value in row if (y := header.read_year(value)) is not None}
        year = above.pop() if len(above) == 1 else None
    weights = _WEIGHT[role]
    score = 10 * sum(weights.get(name, 1) for name in columns) + (10 * len(months) if role == header.DISPOSITION else 0)
    return RoleTable(
        role=role,
        sheet=grid.sheet,
        header_bottom=bottom,
        columns=columns,
        months=months if role == header.DISPOSITION else {},
        headers={column: clean(text) for column, text in texts.items()},
        last_row=_end_of_table(grid, bottom, columns),
        year=year,
        duplicates=tuple(duplicates),
        score=score,
        titled=_titled(grid, top),
        other_years=others | (other_months if role == header.DISPOSITION else {}),
    )


_COUNTED = re.compile(r"\d[\d.,]*\s*(?:mio|mill|millioner)\b", re.IGNORECASE)


def _titled(grid: Grid, top: int) -> int:
    """Kroner to one figure as the texts above a header say; »rammen er 12 mio. kr.« says an amount and no unit."""
    above = (value for row in grid.rows[: top - 1] for value in row if isinstance(value, str))
    said = (
        header.unit_factor(value) for value in above if len(value) <= _LONGEST_HEADER and not _COUNTED.search(value)
    )
    return max(said, default=1)


class _Empty:
    """The columns without anything under a header's row, as far as the sheet's top was read."""

    def __init__(self, grid: Grid, bottom: int) -> None:
        self._rows = grid.rows[bottom:]

    def __contains__(self, column: object) -> bool:
        return isinstance(column, int) and not any(
            len(row) >= column and not is_blank(row[column - 1]) for row in self._rows
        )


def _with_result(
    columns: dict[str, int], texts: Mapping[int, Value], months: Mapping[int, int], wanted: int | None
) -> dict[str, int]:
    """The year's result stands after its months, or before them all; a plain sum among them is half a year's."""
    at = columns.get("result")
    last_month = max(months.values())
    if at is None or at > last_month:
        return columns
    after = [
        column
        for column, text in texts.items()
        if column > last_month
        and (found := header.match_field(header.DISPOSITION, text))
        and found[0] == "result"
        and (wanted is None or header.read_year(text) in (None, wanted))
    ]
    if after and header.read_year(texts[at]) is None:
        return columns | {"result": after[0]}
    if header.is_plain_sum(texts[at]) and at > min(months.values()):
        return {name: column for name, column in columns.items() if name != "result"}
    return columns


_YEARLY: Final = ("result", "full", "original", "revised")
_WRITTEN: Final = ("result", "full")
"""Columns that are ours to fill, so that an empty one is as good as any."""


def _end_of_table(grid: Grid, header_row: int, columns: Mapping[str, int]) -> int | None:
    for table in grid.tables:
        ref = table.ref
        if ref.top == header_row and any(ref.left <= column <= ref.right for column in columns.values()):
            return ref.bottom - table.totals_rows
    return None


def _best_on_sheet(role: str, grid: Grid, header_row: int | None = None, year: int | None = None) -> RoleTable | None:
    """The best header of the role on one sheet; a header of one row beats an equal one of two."""
    rows: Iterable[int] = range(1, min(len(grid.rows), HEAD_ROWS) + 1) if header_row is None else (header_row,)
    best: RoleTable | None = None
    for row in rows:
        for top in (row, row - 1):
            if top < 1:
                continue
            table = _candidate(role, grid, top, row, year)
            if table is not None and (best is None or table.score > best.score):
                best = table
    return best


def recognise(
    book: SheetTops,
    pins: Sequence[Pin] = (),
    ignore: Iterable[str] = (),
    *,
    year: int | None = None,
) -> Layout:
    """Finds the disposition, postings and budget tables.

    ``ignore`` names sheets that are results or set-up and never input. Pinned roles are read from exactly the pinned
    sheets; otherwise the best-scoring sheet gets the role and the others that would fit are listed as passed over. A
    sheet of the wanted ``year`` goes before others, and one a user sees before a hidden one.
    """
    ignored = set(ignore)
    heads = {name: book.head(name) for name in book.sheet_names if name not in ignored}
    chosen: list[RoleTable] = []
    passed: list[RoleTable] = []
    missing: list[Pin] = []
    taken: set[str] = set()
    by_label = {label(name): name for name in book.sheet_names}
    for role in header.ROLES:
        for pin in (p for p in pins if p.role == role):
            name = pin.sheet if pin.sheet in heads else by_label.get(label(pin.sheet))
            grid = book.head(name) if name is not None else None
            table = None if grid is None else _pinned(pin, grid, year)
            if table is None:
                missing.append(pin)
            else:
                chosen.append(table)
                taken.add(table.sheet)
    for role in header.ROLES:
        if any(pin.role == role and pin.sheet for pin in pins):
            continue
        found = [
            table
            for name, grid in heads.items()
            if name not in taken and (table := _best_on_sheet(role, grid, year=year)) is not None
        ]
        if len(found) > 1:
            # Whether a sheet is hidden is a question to the program: it is asked only where several sheets compete.
            found.sort(
                key=lambda t: (
                    book.is_hidden(t.sheet),
                    -_named(role, t.sheet),
                    _off(header.read_year(t.sheet), year),
                    -t.score,
                    list(heads).index(t.sheet),
                )
            )
        if found:
            chosen.append(found[0])
            taken.add(found[0].sheet)
            passed.extend(found[1:])
    passed = [t for t in passed if t.sheet not in taken]
    unread = [
        (role, name)
        for role in header.ROLES
        if not any(table.role == role for table in chosen)
        for name, grid in heads.items()
        if name not in taken and label(name) in _STANDARD_SHEET[role] and len(grid.rows) > 1
    ]
    return Layout(tuple(chosen), tuple(passed), tuple(missing), tuple(unread))


def _named(role: str, sheet: str) -> int:
    """2 when the sheet has the role's own name, 1 when its name begins with it, else 0."""
    name = label(sheet)
    if name in _STANDARD_SHEET[role]:
        return 2
    return int(name.startswith(_STANDARD_SHEET[role]))


def _pinned(pin: Pin, grid: Grid, year: int | None) -> RoleTable | None:
    table = _best_on_sheet(pin.role, grid, pin.header_row, year)
    if not pin.columns:
        return table
    wanted = {name: label(text) for name, text in pin.columns.items()}
    rows = range(1, len(grid.rows) + 1) if pin.header_row is None else (pin.header_row,)
    for row in rows:
        texts = _texts(grid, row, row)
        at = {label(text): column for column, text in reversed(texts.items())}
        if all(text in at for text in wanted.values()):
            columns, duplicates, others = _match(pin.role, texts, {}, year, _Empty(grid, row))
            columns = {n: c for n, c in columns.items() if c not in {at[t] for t in wanted.values()}}
            columns |= {name: at[text] for name, text in wanted.items()}
            months, named, other_months = _months(texts, {}, year)
            columns = {n: c for n, c in columns.items() if n in wanted or c not in months.values()}
            return RoleTable(
                role=pin.role,
                sheet=grid.sheet,
                header_bottom=row,
                columns=columns,
                months=months if pin.role == header.DISPOSITION else {},
                headers={column: clean(text) for column, text in texts.items()},
                last_row=_end_of_table(grid, row, columns),
                year=named,
                duplicates=tuple(d for d in duplicates if d.field not in wanted),
                titled=_titled(grid, row),
                other_years={
                    column: of for column, of in (others | other_months).items() if column not in columns.values()
                },
            )
    return None
