"""What users have typed on *Flerårsoverblik*: budgets of later years, and whether rows stop by age."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.text import clean, is_blank, label
from styring_xl.reports.outlook.columns import BUDGET, LEFT, SWITCH, TOTAL
from styring_xl.reports.typed import NumberedLine
from styring_xl.standard.words import NO


class TypedBudget(Struct, frozen=True):
    """A cell a user has filled: its text or number, its formula if it has one, and where it stood."""

    value: Value
    formula: str | None
    row: int
    column: int
    group: str
    measure: str


class TypedOutlook(Struct, frozen=True):
    """What stands in the sheet's yellow cells: budgets by line and year, and the switch for stops by age."""

    budgets: Mapping[tuple[NumberedLine, int], TypedBudget] = field(default_factory=dict)
    by_age: TypedBudget | None = None

    @property
    def ends_by_age(self) -> bool:
        """False only when the switch says *nej*."""
        return self.by_age is None or label(self.by_age.value) != NO


def read(grid: Grid, ref: Ref) -> TypedOutlook:
    """The yellow cells of a sheet as it stands, by header and line; found again wherever rows have moved to."""
    heads = {column: clean(grid.value(ref.top, column)) for column in range(ref.left, ref.right + 1)}
    years = {
        column: int(text.removeprefix(BUDGET))
        for column, text in heads.items()
        if text.startswith(BUDGET) and text.removeprefix(BUDGET).strip().isdigit()
    }
    # The first of the years is the budget's own, which nobody types here.
    years.pop(min(years, key=lambda column: years[column], default=0), None)
    budgets: dict[tuple[NumberedLine, int], TypedBudget] = {}
    seen: dict[tuple[str, str], int] = {}
    by_age: TypedBudget | None = None
    group, part = "", "lines"
    for row in range(ref.top + 1, ref.bottom + 1):
        first, second = clean(grid.value(row, ref.left)), clean(grid.value(row, ref.left + 1))
        if first == LEFT:
            part = "left"
        elif label(first) == label(SWITCH):
            by_age = _entry(grid, row, ref.left + 2, "", "")
        elif part == "left" and second:
            year = grid.value(row, ref.left + 2)
            if isinstance(year, (int, float)) and (entry := _entry(grid, row, ref.left + 3, first, second)):
                number = 0
                while ((label(first), label(second), number), int(year)) in budgets:
                    number += 1
                budgets[(label(first), label(second), number), int(year)] = entry
        elif part == "lines" and first == TOTAL:
            part = "notes"
        elif part == "lines" and first and not second:
            group = first
            for column, year in years.items():
                entry = _entry(grid, row, column, first, "")
                if entry is not None and entry.formula is None and entry.value != "":
                    # A number over a group's formula is kept below, for it belongs to no line.
                    budgets[(label(first), "", 0), year] = entry
        elif part == "lines" and second:
            number = seen.get((group, label(second)), 0)
            seen[group, label(second)] = number + 1
            for column, year in years.items():
                entry = _entry(grid, row, column, group, second)
                if entry is not None:
                    budgets[(label(group), label(second), number), year] = entry
    return TypedOutlook(budgets, by_age)


def _entry(grid: Grid, row: int, column: int, group: str, measure: str) -> TypedBudget | None:
    value, formula = grid.value(row, column), grid.formulas.get((row, column))
    if is_blank(value) and formula is None:
        return None
    return TypedBudget(value, formula, row, column, group, measure)
