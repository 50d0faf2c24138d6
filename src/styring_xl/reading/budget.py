"""The budget: one line per foranstaltning, in groups, with kroner and where it has them number and price."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import Unreadable, clean, is_blank, is_total, label, read_amount, read_quantity
from styring_xl.reading.budget_sums import Figures, repeated
from styring_xl.reading.disposition.disposition import Place
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.tables import rows_below

NO_GROUP: Final = "Øvrige"


@dataclass(frozen=True, slots=True)
class Line:
    """A budget line: amounts in øre, ``count`` in ten-thousandths of a full-year person, ``price`` in øre.

    ``count`` and ``price`` are None on lines that have none (advokatbistand, refusion, indtægter).
    """

    place: Place
    group: str
    measure: str
    original: int
    changes: int
    count: int | None
    price: int | None
    last_year: int | None

    @property
    def revised(self) -> int:
        """Korrigeret budget: oprindeligt + budgetændringer."""
        return self.original + self.changes


@dataclass(frozen=True, slots=True)
class Budget:
    """The lines in the sheet's order and what could not be read."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    def measures(self) -> dict[str, str]:
        """Label -> the measure's name as the budget spells it."""
        return {label(line.measure): line.measure for line in self.lines}


def read(tables: Sequence[RoleTable], grids: Sequence[Grid]) -> Budget:
    """Reads the budget tables (one grid each, same order).

    A row without figures is a heading and names the group of the rows below it; where a group column exists it does.
    Rows called "I alt …", and a group's own total row standing above or below its lines, are never read as lines,
    nor are rows called »heraf …« under their line and sums by words and figures (see ``budget_sums``).
    """
    lines: list[Line] = []
    problems: list[Problem] = []
    for table, grid in zip(tables, grids, strict=True):
        found: list[Line] = []
        _read_table(found, problems, table, grid)
        out = repeated([Figures(line.measure, line.original, line.changes, line.count) for line in found])
        found = [line for index, line in enumerate(found) if index not in out]
        lines.extend(found if "group" in table.columns else _grouped(found))
    return Budget(tuple(lines), tuple(problems))


def _grouped(lines: list[Line]) -> list[Line]:
    """Lines without the rows that are sums of the two or more lines right below them; such a row names their group.

    Published tables print whole kroner, so a sum may miss by half a krone per line.
    """
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        head = lines[at]
        running = 0
        length = 0
        for step, line in enumerate(lines[at + 1 :], start=1):
            running += line.revised
            if (
                step >= 2
                and head.revised
                and abs(running - head.revised) <= 50 * step
                and _same_count(head, lines[at + 1 : at + 1 + step])
            ):
                length = step
        if length:
            kept.extend(replace(line, group=head.measure) for line in lines[at + 1 : at + 1 + length])
        else:
            kept.append(head)
        at += 1 + length
    return kept


def _same_count(head: Line, lines: Sequence[Line]) -> bool:
    counts = [line.count for line in lines if line.count is not None]
    return head.count is None or abs(sum(counts) - head.count) <= 500 * max(1, len(counts))


_MONEY: Final = ("original", "changes", "revised", "count", "price", "last_year")


def _read_table(lines: list[Line], problems: list[Problem], table: RoleTable, grid: Grid) -> None:
    columns = table.columns
    last = len(grid.rows) if table.last_row is None else min(table.last_row, len(grid.rows))
    heading = NO_GROUP
    for number in range(table.first_row, last + 1):
        row = grid.rows[number - 1]
        values = {name: row[column - 1] if column <= len(row) else None for name, column in columns.items()}
        measure = clean(values.get("measure"))
        if not measure:
            continue
        if is_total(measure):
            continue
        if all(is_blank(values.get(name)) for name in _MONEY):
            heading = measure
            continue
        place = Place(grid.sheet, number)
        read: dict[str, int | None] = {}
        for name, reader in _READERS:
            value = values.get(name)
            try:
                found = reader(value)
                read[name] = found if found is None or name in _COUNTS else found * table.scale(columns.get(name, 0))
            except Unreadable:
                read[name] = None
                problems.append(Problem(Kind.AMOUNT, name, table.role, grid.sheet, number, columns[name], value))
        original, changes, revised = read["original"], read["changes"], read["revised"]
        if original is None:
            # Without an original figure the revised one is all there is to divide into the two.
            original = (revised or 0) - (changes or 0)
        elif changes is None:
            changes = 0 if revised is None else revised - original
        elif revised is not None and revised != original + changes:
            problems.append(
                Problem(Kind.REVISED, "revised", table.role, grid.sheet, number, columns["revised"], values["revised"])
            )
        lines.append(
            Line(
                place=place,
                group=clean(values.get("group")) or heading,
                measure=measure,
                original=original,
                changes=changes or 0,
                count=read["count"],
                price=read["price"],
                last_year=None if read["last_year"] is None else read["last_year"] // 10_000,
            )
        )
    if table.last_row is not None:
        _look_below(problems, table, grid)


def _look_below(problems: list[Problem], table: RoleTable, grid: Grid) -> None:
    """The rows under an Excel table that look like lines of it: Excel has not taken them in, so they are not read."""
    at = table.columns.get("measure", 0)
    amounts = [table.columns[name] for name in ("original", "changes", "revised") if name in table.columns]

    def alike(number: int) -> bool:
        measure = grid.value(number, at)
        named = isinstance(measure, str) and clean(measure) != "" and not is_total(measure)
        return named and any(_is_amount(grid.value(number, column)) for column in amounts)

    found = [number for number in rows_below(grid, table.last_row or 0) if alike(number)]
    if found:
        value = grid.value(found[0], at)
        problems.append(Problem(Kind.BELOW, "measure", table.role, grid.sheet, found[0], at, value, len(found)))


def _is_amount(value: Value) -> bool:
    try:
        return read_amount(value) is not None
    except Unreadable:
        return False


def _blank_or(reader: Callable[[Value], int | None]) -> Callable[[Value], int | None]:
    def read(value: Value) -> int | None:
        return None if isinstance(value, str) and clean(value) in ("-", "–", "") else reader(value)

    return read


_COUNTS: Final = ("count", "last_year")
_READERS: Final = (
    ("original", _blank_or(read_amount)),
    ("changes", _blank_or(read_amount)),
    ("revised", _blank_or(read_amount)),
    ("count", _blank_or(read_quantity)),
    ("price", _blank_or(read_amount)),
    ("last_year", _blank_or(read_quantity)),
)
