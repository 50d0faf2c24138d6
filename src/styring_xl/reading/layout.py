"""Where things stand in a workbook nobody here laid out: which sheet has which role, its header and its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl.cells.book import HEAD_ROWS, SheetTops
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.reading import header
from styring_xl.reading.header_row import (
    Empty,
    by_cells,
    candidate,
    doubtful_side,
    end_of_table,
    header_texts,
    match_columns,
)
from styring_xl.reading.header_unit import said_in_ore, titled, titles, with_units
from styring_xl.reading.month_columns import match_months, off
from styring_xl.reading.role_table import RoleTable


class Pin(Struct, frozen=True):
    """What *Opsætning* says about where a role stands; empty parts are looked for as usual."""

    role: str
    sheet: str
    header_row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field -> the header its column has."""


class Layout(Struct, frozen=True):
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


_LONGEST: Final = 60
_DEEPEST: Final = 2_000
"""A budget below a disposition on the same sheet is looked for within this many rows."""
_STANDARD_SHEET: Final = {
    header.DISPOSITION: ("disponering", "disponeringsark", "disposition"),
    header.POSTINGS: ("realiseret", "posteringer", "forbrug", "økonomisystem"),
    header.BUDGET: ("budget",),
}


def _best_on_sheet(
    role: str, grid: Grid, header_row: int | None = None, year: int | None = None, *, nameless: bool = False
) -> RoleTable | None:
    """The best header of the role on one sheet; a header of one row beats an equal one of two."""
    rows: Iterable[int] = range(1, min(len(grid.rows), HEAD_ROWS) + 1) if header_row is None else (header_row,)
    best: RoleTable | None = None
    for row in rows:
        for top in (row, row - 1):
            if top < 1 or (top < row and _is_title(role, grid, top, row)):
                continue
            table = candidate(role, grid, top, row, year, nameless=nameless)
            if table is not None and (best is None or table.score > best.score):
                best = table
    if best is None and role == header.BUDGET and not nameless and named(role, grid.sheet):
        # On a sheet that is called the budget the measures may stand under another header, or none.
        return _best_on_sheet(role, grid, header_row, year, nameless=True)
    if best is not None and header_row is None:
        best = _first_of_its_kind(best, grid, year)
    return None if best is None else with_units(best, grid)


def _is_title(role: str, grid: Grid, row: int, under: int) -> bool:
    """Whether a row is a title over the header in row ``under``: its only text, no field's, stands over the header's
    first cell, which is a field's by itself. »Posteringer 2026« over »Periode« is no part of that column's name."""
    texts = [(at, value) for at, value in enumerate(grid.rows[row - 1], 1) if not is_blank(value)]
    heads = [(at, value) for at, value in enumerate(grid.rows[under - 1], 1) if not is_blank(value)]
    if len(texts) != 1 or not heads or texts[0][0] != heads[0][0]:
        return False
    return header.match_field(role, texts[0][1]) is None and header.match_field(role, heads[0][1]) is not None


def _first_of_its_kind(table: RoleTable, grid: Grid, year: int | None) -> RoleTable:
    """The table from the first of its headers, where each page of a report has the header once more."""
    used = {*table.columns.values(), *table.months.values()}
    wanted = {column: label(grid.value(table.header_bottom, column)) for column in used}
    wanted = {column: text for column, text in wanted.items() if text}
    for row in range(1, table.header_bottom) if len(wanted) > 2 and table.last_row is None else ():
        if all(label(grid.value(row, column)) == text for column, text in wanted.items()):
            found = candidate(table.role, grid, row, row, year)
            same = found is not None and found.columns.keys() >= table.columns.keys()
            return found if found is not None and same else replace(table, header_bottom=row)
    return table


def recognise(
    book: SheetTops,
    pins: Sequence[Pin] = (),
    ignore: Iterable[str] = (),
    *,
    year: int | None = None,
) -> Layout:
    """Finds the disposition, postings and budget tables.

    ``ignore`` names sheets that are results or set-up and never input. Pinned roles are read from exactly the pinned
    sheets, or where no sheet is stated from the best one that has the stated headers; otherwise the best-scoring sheet
    gets the role and the others that would fit are listed as passed over. A sheet of the wanted ``year`` goes before
    others, and one a user sees before a hidden one.
    """
    ignored = set(ignore)
    heads = {name: book.head(name) for name in book.sheet_names if name not in ignored}
    chosen, missing = _pinned_to_sheets(book, pins, heads, year)
    passed: list[RoleTable] = []
    taken = {table.sheet for table in chosen}
    for role in header.ROLES:
        if any(pin.role == role and pin.sheet for pin in pins):
            continue
        found = _candidates(book, role, {name: grid for name, grid in heads.items() if name not in taken}, year)
        # Headings without a sheet are those of the best sheet that has them.
        for pin in (p for p in pins if p.role == role):
            stated = next((t for each in found if (t := _pinned(pin, heads[each.sheet], year)) is not None), None)
            if stated is None:
                missing.append(pin)
            else:
                found = [stated, *(each for each in found if each.sheet != stated.sheet)]
        if found:
            chosen.append(found[0])
            taken.add(found[0].sheet)
            passed.extend(found[1:])
    passed = [t for t in passed if t.sheet not in taken]
    if not any(table.role == header.BUDGET for table in chosen) and not any(pin.role == header.BUDGET for pin in pins):
        chosen = _with_budget_beside(book, chosen, year)
    unread = [
        (role, name)
        for role in header.ROLES
        if not any(table.role == role for table in chosen)
        for name, grid in heads.items()
        if name not in taken and label(name) in _STANDARD_SHEET[role] and len(grid.rows) > 1
    ]
    return Layout(tuple(chosen), tuple(passed), tuple(missing), tuple(unread))


def _pinned_to_sheets(
    book: SheetTops, pins: Sequence[Pin], heads: Mapping[str, Grid], year: int | None
) -> tuple[list[RoleTable], list[Pin]]:
    """The tables of the pins that state a sheet, role by role, and those pins of which no table is found."""
    chosen: list[RoleTable] = []
    missing: list[Pin] = []
    by_label = {label(name): name for name in book.sheet_names}
    for role in header.ROLES:
        for pin in (p for p in pins if p.role == role and p.sheet):
            name = pin.sheet if pin.sheet in heads else by_label.get(label(pin.sheet))
            grid = book.head(name) if name is not None else None
            table = None if grid is None else _pinned(pin, grid, year)
            if table is None:
                missing.append(pin)
            else:
                chosen.append(table)
    return chosen, missing


def _candidates(book: SheetTops, role: str, heads: Mapping[str, Grid], year: int | None) -> list[RoleTable]:
    """The table of each of these sheets that may have the role, the best sheet first."""
    found = [table for grid in heads.values() if (table := _best_on_sheet(role, grid, year=year)) is not None]
    if len(found) > 1:
        # Asking a program whether a sheet is hidden takes time, so it is asked only where several sheets could have the
        # role.
        found.sort(
            key=lambda t: (
                book.is_hidden(t.sheet),
                -named(role, t.sheet),
                off(header.read_year(t.sheet), year),
                -t.score,
                list(heads).index(t.sheet),
            )
        )
    return found


def _with_budget_beside(book: SheetTops, chosen: list[RoleTable], year: int | None) -> list[RoleTable]:
    """The tables and, where no sheet is the budget, one that stands beside or below a disposition on its sheet."""
    for at, table in enumerate(chosen):
        if table.role != header.DISPOSITION or table.last_row is not None:
            continue
        grid = book.head(table.sheet, _DEEPEST)
        used = {*table.columns.values(), *table.months.values()}
        beside = range(max(used) + 1, grid.width + 1)
        found = [
            (candidate(header.BUDGET, grid, row, row, year, only, above), below)
            for row in range(table.header_bottom, len(grid.rows) + 1)
            if _speaks_of_budget(grid.rows[row - 1])
            for only, above, below in ((beside, 0, False), (None, _last_filled(grid, row, table), True))
            if not (below and row <= table.header_bottom + 1)
        ]
        budgets = [(budget, below) for budget, below in found if budget is not None]
        if budgets:
            budget, below = max(budgets, key=lambda pair: pair[0].score)
            if below:
                table = replace(table, end=_last_filled(grid, budget.header_bottom, table))
            return [*chosen[:at], table, *chosen[at + 1 :], budget]
    return chosen


def _speaks_of_budget(row: Sequence[Value]) -> bool:
    texts = (value for value in row if isinstance(value, str) and len(value) < _LONGEST)
    fields = (header.match_field(header.BUDGET, text) for text in texts)
    return any(field is not None and field[0] in ("original", "revised") for field in fields)


def _last_filled(grid: Grid, header_row: int, table: RoleTable) -> int:
    """The last row over another table's header that is still the first table's: above the empty row over its titles.

    Titles may have an empty row under them too; then they hold texts alone, for rows with figures are the table's.
    """
    top = table.header_bottom
    row = header_row - 1
    while row > top and _is_empty(grid, row):
        row -= 1
    apart = row < header_row - 1
    while row > top and not _is_empty(grid, row) and not (apart and _has_figures(grid, row)):
        row -= 1
    return row if row > top and _is_empty(grid, row) else header_row - 1


def _is_empty(grid: Grid, row: int) -> bool:
    return all(is_blank(value) for value in grid.rows[row - 1])


def _has_figures(grid: Grid, row: int) -> bool:
    return any(not is_blank(value) and not isinstance(value, str) for value in grid.rows[row - 1])


def named(role: str, sheet: str) -> int:
    """How surely a sheet's name says the role: 2 when it is the role's own, 1 when it begins with that, else 0."""
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
        texts = header_texts(grid, row, row)
        at = {label(text): column for column, text in reversed(texts.items())}
        if all(text in at for text in wanted.values()):
            columns, duplicates, others = match_columns(pin.role, texts, {}, year, Empty(grid, row))
            columns = {n: c for n, c in columns.items() if c not in {at[t] for t in wanted.values()}}
            columns |= {name: at[text] for name, text in wanted.items()}
            found = match_months(texts, {}, year)
            months, other_months = found.columns, found.others
            columns = {n: c for n, c in columns.items() if n in wanted or c not in months.values()}
            if pin.role == header.POSTINGS:
                columns = by_cells(grid, row, columns, texts, wanted)
            return RoleTable(
                role=pin.role,
                sheet=grid.sheet,
                header_bottom=row,
                columns=columns,
                months=months if pin.role == header.DISPOSITION else {},
                headers={column: clean(text) for column, text in texts.items()},
                last_row=end_of_table(grid, row, columns),
                year=found.year,
                duplicates=tuple(d for d in duplicates if d.field not in wanted),
                titled=titled(grid, row),
                titled_ore=said_in_ore(titles(grid, row)),
                doubtful_side=(
                    doubtful_side(grid, row, columns, texts)
                    if pin.role == header.POSTINGS and "amount" not in wanted
                    else 0
                ),
                other_years={
                    column: of for column, of in (others | other_months).items() if column not in columns.values()
                },
                stated=frozenset(wanted),
            )
    return None
