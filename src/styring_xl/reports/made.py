"""What the figures of some commitments together are made of, by the names that such columns have on several sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from styring_xl.figures.spend_lines import POOL
from styring_xl.figures.trace import citizens
from styring_xl.figures.trace.item import ItemKind, MadeOf, TraceItem, TraceUnit
from styring_xl.figures.trace.tracer import Tracer
from styring_xl.reading.list_row import ListRow
from styring_xl.reports.rows import Made, MadeRow

PERSONS: Final = (
    "Helårspersoner: hver bevillings aktive dage i året delt med årets dage. Overlapper en borgers bevillinger, tæller "
    "dagene én gang, og tallet vises afrundet."
)
_LARGEST: Final = "Den dyreste borgers bevillinger; alle borgernes står nedenfor."
Members = Callable[[], Sequence[int]]
"""Finds some commitments, by their places in the disposition, when somebody asks."""


def load(tracer: Tracer, members: Members, column: str) -> MadeOf | None:
    """A row of counts and kroner of some commitments."""
    if column == "citizens":
        return MadeOf.sum(citizens.in_year(tracer, members()))
    if column == "active":
        return MadeOf.sum(citizens.active(tracer, members()))
    if column == "rows":
        return MadeOf.sum(citizens.rows_in_year(tracer, members()))
    if column == "persons":
        return MadeOf.worked_out(citizens.full_years(tracer, members()), PERSONS)
    if column == "amount":
        return MadeOf.sum(tracer.commitments(members()))
    if column == "largest":
        return MadeOf.worked_out(tracer.commitments(members()), _LARGEST)
    return None


def beside(tracer: Tracer, kind: str, column: str) -> MadeOf | None:
    """The kroner of the lines of *Månedsforbrug* of one kind, which belong to no commitment."""
    if column != "amount":
        return None
    lines = [*tracer.figures.lines.of(kind)]
    if kind == POOL:
        return MadeOf.sum(item for line in lines for item in tracer.pool(line).items)
    return MadeOf.sum(item for line in lines for month in range(1, 13) for item in tracer.spend(line, month).items)


def listed(
    row: ListRow, name: str, amount: float, text: str = "", unit: TraceUnit = TraceUnit.NUMBER, when: str = ""
) -> TraceItem:
    """What a user has typed in one cell of a list."""
    return TraceItem(ItemKind.TYPED, amount, row.sheet, row.row, row.columns.get(name, 1), when, text, unit)


def cells(sheet: str, at: Iterable[tuple[int, int, str]]) -> MadeOf:
    """A count of cells (row, column and what is said of each), one for each."""
    return MadeOf.sum(
        TraceItem(ItemKind.CELL, 1, sheet, row, column, text=text, unit=TraceUnit.NUMBER) for row, column, text in at
    )


def beside_table(top: int, columns: Sequence[str], told: Sequence[Made]) -> dict[int, MadeRow]:
    """What the figures of a chart are made of: a row for each of its categories from the sheet row ``top`` down."""
    at = {name: place for place, name in enumerate(columns)}
    return {row: MadeRow(at, made) for row, made in enumerate(told, top)}
