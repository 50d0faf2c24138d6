"""*Opsætning* and *Parametre* in a copy: amounts are masked as all others are, and what steers the figures stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from styring_xl import standard
from styring_xl.anonymise.columns import Masked
from styring_xl.anonymise.sheet import Masking
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import ExcelTable, Grid, Ref
from styring_xl.danish.text import Unreadable, is_blank, label, read_number
from styring_xl.reading import settings
from styring_xl.standard import parameters, setup
from styring_xl.standard.column import Column
from styring_xl.standard.table import InputTable

_TABLES: Final = {table.name.casefold(): table for table in (*setup.TABLES, *parameters.TABLES)}
_COUNTED: Final = frozenset(map(label, (standard.LIMIT_PERCENT, standard.LIMIT_DURATION)))
"""The limits that are no amounts."""


def set_up(grid: Grid, columns: Masked) -> list[tuple[Ref, Masking]]:
    """How the tables and the settings of such a sheet are masked, a later rectangle before an earlier one."""
    found: list[tuple[Ref, Masking]] = []
    for table in grid.tables:
        if (known := _TABLES.get(table.name.casefold())) is not None:
            found += _of_table(grid, table, known, columns)
    found += [(Ref(row, column, row, column), columns.plain()) for row, column in settings.cells(grid)]
    return found


def _of_table(grid: Grid, table: ExcelTable, known: InputTable, columns: Masked) -> Iterator[tuple[Ref, Masking]]:
    top, bottom = table.ref.top + 1, _end(grid, table)
    fields = {label(each.header): each for each in known.columns}
    places: dict[str, int] = {}
    for at in range(table.ref.left, table.ref.right + 1):
        head = grid.value(table.ref.top, at)
        field = fields.get(label(head))
        if field is not None:
            places[field.name] = at
        yield Ref(top, at, bottom, at), _of_column(known, field, str(head or ""), columns)
    if known is setup.LIMITS and "check" in places and "limit" in places:
        for row in range(top, min(bottom, len(grid.rows)) + 1):
            if _is_no_amount(grid.value(row, places["check"]), grid.value(row, places["limit"])):
                yield Ref(row, places["limit"], row, places["limit"]), columns.plain()


def _of_column(table: InputTable, field: Column | None, head: str, columns: Masked) -> Masking:
    if field is None:
        return columns.by_head(head)
    # The mask of accounts would have the standard sheet told of numbers that are texts.
    return (
        columns.accounts() if table is parameters.ACCOUNTS and field.name == "account" else columns.by_mask(field.mask)
    )


def _is_no_amount(check: Value, limit: Value) -> bool:
    """Whether a limit is of something else than kroner, or the one that every new workbook has: what all know would
    tell the factor it is multiplied by."""
    try:
        number = read_number(limit)
    except Unreadable:
        return False
    usual = {label(name): value for name, value in standard.DEFAULT_LIMITS.items()}
    return label(check) in _COUNTED or (number is not None and number == usual.get(label(check)))


def _end(grid: Grid, table: ExcelTable) -> int:
    """The last row that is a table's own: rows typed right below it are."""
    ref = table.ref
    end = ref.bottom
    while any(not is_blank(grid.value(end + 1, at)) for at in range(ref.left, ref.right + 1)) and not any(
        (end + 1, at) in other.ref for other in grid.tables for at in range(ref.left, ref.right + 1)
    ):
        end += 1
    return end
