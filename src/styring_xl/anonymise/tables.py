"""The Excel tables of a copy: their place, and their headers' texts as its cells have them."""

from __future__ import annotations

from collections import Counter
from typing import Final

from styring_xl import standard
from styring_xl.anonymise.given import GivenWorkbook
from styring_xl.anonymise.package import TablePart, table_part
from styring_xl.anonymise.plan import Plans
from styring_xl.books.ooxml.workbook import WorkbookSheet
from styring_xl.cells.formula import format_range
from styring_xl.danish.text import clean

_WIDEST: Final = 2000


def tables(given: GivenWorkbook, plans: Plans) -> dict[str, list[TablePart]]:
    """The tables of each sheet that is written, by its name in the original."""
    made: dict[str, list[TablePart]] = {}
    taken: set[str] = set()
    for sheet in given.sheets:
        made[sheet.name] = _of_sheet(given, plans, sheet, sum(map(len, made.values())), taken)
    return made


def _of_sheet(
    given: GivenWorkbook, plans: Plans, sheet: WorkbookSheet, before: int, taken: set[str]
) -> list[TablePart]:
    made: list[TablePart] = []
    for table in given.book.tables(sheet):
        ref = table.ref
        if table.header_rows != 1 or ref.bottom <= ref.top or ref.right - ref.left > _WIDEST:
            continue
        number = before + len(made) + 1
        is_ours = table.name in standard.TABLES and table.name.casefold() not in taken
        name = table.name if is_ours else f"Tabel{number}"
        taken.add(name.casefold())
        where = format_range(None, ref, absolute=False)
        head = given.heads[sheet.name]
        grid = head if ref.top <= len(head.rows) else given.file.grid(sheet.name)
        heads: Counter[str] = Counter()
        columns: list[str] = []
        plan = plans.of(sheet)
        for at in range(ref.left, ref.right + 1):
            value = grid.value(ref.top, at)
            text = plan.of(ref.top, at).text(clean(value)) if isinstance(value, str) else ""
            if not text or heads[text.casefold()]:
                break
            heads[text.casefold()] += 1
            columns.append(text)
        if len(columns) != ref.right - ref.left + 1:
            # Headers that are empty or alike make no table; the cells stand as a plain range.
            continue
        made.append(TablePart(name, columns, table_part(number, name, where, columns, table.totals_rows)))
    return made
