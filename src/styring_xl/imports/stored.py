"""What *Opsætning* remembers of an extract's columns (tblKolonner): read before, added to after an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from styring_xl import standard
from styring_xl.cells.book import ReadableBook
from styring_xl.cells.cell import Content
from styring_xl.cells.grid import Grid, Ref
from styring_xl.cells.patch import Block, Growth
from styring_xl.danish.text import is_blank, label
from styring_xl.errors import StyringError
from styring_xl.imports.columns import field_of
from styring_xl.reading import settings


def read(grid: Grid, role: str, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(field, header) stored for a role; a field nobody knows is passed over."""
    found = []
    for name, text in settings.headings(grid, role):
        try:
            found.append((field_of(name, names), text))
        except StyringError:
            continue
    return tuple(found)


def remember(
    book: ReadableBook, grid: Grid, role: str, pairs: Iterable[tuple[str, str]]
) -> tuple[tuple[Block, ...], tuple[Growth, ...]]:
    """What adds (field's name, header) pairs that are not stored yet to the table; nothing without room or table."""
    known = {(label(name), label(text)) for name, text in settings.headings(grid, role)}
    new = [pair for pair in dict.fromkeys(pairs) if (label(pair[0]), label(pair[1])) not in known]
    table = next((each for each in grid.tables if each.name.casefold() == standard.HEADINGS_TABLE.casefold()), None)
    if not new or table is None:
        return (), ()
    ref = table.ref
    heads = {label(grid.value(ref.top, column)): column for column in range(ref.left, ref.right + 1)}
    places = [heads.get(label(name)) for name in standard.HEADINGS_COLUMNS]
    if None in places or table.totals_rows:
        return (), ()
    start = ref.bottom
    while start > ref.top and all(is_blank(grid.value(start, column)) for column in range(ref.left, ref.right + 1)):
        start -= 1
    start += 1
    last = start + len(new) - 1
    if any(
        not is_blank(grid.value(row, column))
        for row in range(ref.bottom + 1, last + 1)
        for column in range(ref.left, ref.right + 1)
    ):
        return (), ()
    rows: list[tuple[Content, ...]] = []
    for name, text in new:
        cells: dict[int | None, Content] = dict(zip(places, (role, name, text), strict=True))
        rows.append(tuple(cells.get(column) for column in range(ref.left, ref.right + 1)))
    block = Block.of(grid.sheet, start, ref.left, tuple(rows), like=ref.top + 1)
    old, new_ref = Ref(ref.top + 1, ref.left, ref.bottom, ref.right), Ref(ref.top + 1, ref.left, last, ref.right)
    return (block,), ((Growth(grid.sheet, old, new_ref),) if last > ref.bottom else ())
