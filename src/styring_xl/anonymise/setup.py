"""*Opsætning* and *Parametre* in a copy: amounts are masked as all others are, and what steers the figures stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from styring_xl import standard
from styring_xl.anonymise.columns import Masked
from styring_xl.anonymise.sheet import Masking
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import ExcelTable, Grid, Ref
from styring_xl.danish.text import Unreadable, clean, is_blank, label, read_number
from styring_xl.reading import settings
from styring_xl.reading.tables import table_rows
from styring_xl.standard import parameters, setup
from styring_xl.standard.column import Column
from styring_xl.standard.table import InputTable

_TABLES: Final = {table.name.casefold(): table for table in (*setup.TABLES, *parameters.TABLES)}
_COUNTED: Final = frozenset(map(label, (standard.LIMIT_PERCENT, standard.LIMIT_DURATION)))
"""The limits that are no amounts."""


class SetUpColumn(Struct, frozen=True):
    """A column of one of the tables: its cells, the table, its field (None for one of the user's own), its header."""

    cells: Ref
    table: InputTable
    field: Column | None
    head: str


def set_up_columns(grid: Grid) -> Iterator[SetUpColumn]:
    """The columns of the tables that stand on such a sheet."""
    for table in grid.tables:
        if (known := _TABLES.get(table.name.casefold())) is not None:
            fields = {label(each.header): each for each in known.columns}
            bottom = _end(grid, table)
            for at in range(table.ref.left, table.ref.right + 1):
                head = clean(grid.value(table.ref.top, at))
                yield SetUpColumn(Ref(table.ref.top + 1, at, bottom, at), known, fields.get(label(head)), head)


def set_up(grid: Grid, columns: Masked) -> list[tuple[Ref, Masking]]:
    """How the tables and the settings of such a sheet are masked, a later rectangle before an earlier one."""
    found = [(each.cells, _masking(each, columns)) for each in set_up_columns(grid)]
    plain = [*_other_limits(grid), *settings.cells(grid)]
    return found + [(Ref(row, column, row, column), columns.plain()) for row, column in plain]


def _masking(column: SetUpColumn, columns: Masked) -> Masking:
    if column.field is None:
        return columns.by_head(column.head)
    # The mask of accounts would have the standard sheet told of numbers that are texts.
    is_account = column.table is parameters.ACCOUNTS and column.field.name == "account"
    return columns.accounts() if is_account else columns.by_mask(column.field.mask)


def _other_limits(grid: Grid) -> Iterator[tuple[int, int]]:
    """The cells of the limits that are no amounts, and of the one that every new workbook has: what all know would tell
    the factor it is multiplied by."""
    usual = {label(name): value for name, value in standard.DEFAULT_LIMITS.items()}
    check, limit = (label(setup.LIMITS.columns[at].header) for at in (0, 1))
    for row, cells in table_rows(grid, setup.LIMITS.name):
        if check in cells and limit in cells:
            of, (column, value) = label(cells[check][1]), cells[limit]
            if of in _COUNTED or (of in usual and _number(value) == usual[of]):
                yield row, column


def _number(value: Value) -> float | None:
    try:
        number = read_number(value)
    except Unreadable:
        return None
    return None if number is None else float(number)


def _end(grid: Grid, table: ExcelTable) -> int:
    """The last row that is a table's own: rows typed right below it are."""
    ref = table.ref
    end = ref.bottom
    while any(not is_blank(grid.value(end + 1, at)) for at in range(ref.left, ref.right + 1)) and not any(
        (end + 1, at) in other.ref for other in grid.tables for at in range(ref.left, ref.right + 1)
    ):
        end += 1
    return end
