"""The year that ends as a row for each measure among the earlier years of *Parametre*."""

from __future__ import annotations

from styring_xl import standard
from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Content
from styring_xl.cells.grid import ExcelTable, Grid
from styring_xl.cells.patch import Block, Growth
from styring_xl.danish.text import is_blank, label
from styring_xl.figures.compute import Figures
from styring_xl.imports.append import Room, append
from styring_xl.reading.snapshot import Snapshot
from styring_xl.standard.parameters import EARLIER


def earlier_year(
    book: FileBook, snapshot: Snapshot, figures: Figures
) -> tuple[tuple[Block, ...], tuple[Growth, ...], int]:
    """The rows under those the table has, and how many; none for measures it has the year of, or without a table."""
    sheet = snapshot.parameters.sheet
    grid = book.grid(sheet) if sheet else None
    table = (
        None if grid is None else next((t for t in grid.tables if t.name.casefold() == EARLIER.name.casefold()), None)
    )
    if grid is None or table is None:
        return (), (), 0
    heads = {label(grid.value(table.ref.top, at)): at for at in range(table.ref.left, table.ref.right + 1)}
    columns = [heads.get(label(name)) for name in standard.EARLIER_COLUMNS]
    there = {label(each.measure) for each in snapshot.parameters.earlier if each.year == figures.year}
    rows = [row for row in _rows(figures) if label(row[1]) not in there]
    if not rows or None in columns:
        return (), (), 0
    cells: dict[int, list[Content]] = {
        column: [row[at] for row in rows] for at, column in enumerate(columns) if column is not None
    }
    blocks, growths = append(book, _room(grid, table), cells, len(rows))
    return blocks, growths, len(rows)


def _rows(figures: Figures) -> list[tuple[int, str, float, float | None]]:
    """Year, measure, kroner and full-year persons of each measure that has any; puljer are nobody's result."""
    found: dict[str, tuple[str, int, int | None]] = {}
    for line in (line for group in figures.groups for line in group.lines if line.kept_for is None):
        name, amount, persons = found.get(label(line.measure), (line.measure, 0, None))
        if line.expected_count is not None:
            persons = (persons or 0) + line.expected_count
        found[label(line.measure)] = (name, amount + line.expected, persons)
    return [
        (figures.year, name, amount / 100, None if persons is None else persons / 10)
        for name, amount, persons in found.values()
        if amount or persons
    ]


def _room(grid: Grid, table: ExcelTable) -> Room:
    ref = table.ref
    bottom = ref.bottom - table.totals_rows
    filled = [
        row
        for row in range(ref.top + 1, len(grid.rows) + 1)
        if any(not is_blank(grid.value(row, at)) for at in range(ref.left, ref.right + 1))
    ]
    last = max((row for row in filled if row <= bottom), default=ref.top)
    below = min((row for row in filled if row > ref.bottom), default=None)
    return Room(
        grid.sheet, ref.top + 1, ref.left, ref.right, last + 1, max(bottom, ref.top), max(last, ref.top + 1),
        table.totals_rows > 0, below,
    )  # fmt: skip
