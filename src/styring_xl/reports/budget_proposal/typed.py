"""What users have typed on *Budgetforslag*, found by line and column wherever both have moved to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from styring_xl.cells.cell import Content, Formula, Value
from styring_xl.cells.formula import moved
from styring_xl.cells.grid import Grid, Ref
from styring_xl.danish.text import Unreadable, clean, is_blank, is_percent, label, read_amount, read_quantity
from styring_xl.model.commitments import ONE
from styring_xl.reports.budget_proposal.columns import GROUP_SUM, LEFT, MOVES, TOTAL, TYPED, columns
from styring_xl.reports.sheet import Heading
from styring_xl.reports.typed import NumberedLine, TypedCell
from styring_xl.standard.words import NO

LineCells = Mapping[str, TypedCell]
"""Column -> what stands in it."""
_HIGHEST: Final = ONE // 2
"""No rise of prices is so high: 2,9 in a cell may be meant as 2,9 %."""


class TypedLine(Struct, frozen=True):
    """The cells filled on a line, and the names it then had."""

    group: str
    measure: str
    cells: LineCells


class TypedProposal(Struct, frozen=True):
    """What stands in the sheet's yellow cells: by line, and the answer whether expected stops and inflow count."""

    lines: Mapping[NumberedLine, TypedLine] = field(default_factory=dict)
    answer: TypedCell | None = None

    @property
    def moves(self) -> bool:
        """False only when the answer is *nej*."""
        return self.answer is None or label(self.answer.value) != NO


def read(grid: Grid, ref: Ref) -> TypedProposal:
    """The yellow cells of the sheet as it stands, those kept below the table among them."""
    header = {label(column.header): column.name for column in columns(Heading())}
    found = {
        header[name]: column
        for column in range(ref.left, ref.right + 1)
        if (name := label(grid.value(ref.top, column))) in header
    }
    at = {name: found[name] for name in TYPED if name in found}
    first, second = found.get("group", ref.left), found.get("measure", ref.left + 1)
    lines: dict[NumberedLine, TypedLine] = {}
    seen: dict[tuple[str, str], int] = {}
    group, part = "", "lines"
    answer: TypedCell | None = None
    for row in range(ref.top + 1, min(ref.bottom, len(grid.rows)) + 1):
        above, name = clean(grid.value(row, first)), clean(grid.value(row, second))
        if above == LEFT:
            part = "left"
        elif label(above) == label(MOVES):
            answer = _cell(grid, row, second + 1)
        elif part == "lines" and above == TOTAL:
            part = "notes"
        elif part == "notes" or not (above or name):
            continue
        else:
            cells = {each: cell for each, column in at.items() if (cell := _cell(grid, row, column)) is not None}
            if part == "lines" and not name:
                # What stands on a group's own row is its sum; a number over one belongs to no line and is kept below.
                group, name = above, GROUP_SUM
                cells = {each: cell for each, cell in cells.items() if not isinstance(cell.content, Formula)}
            of = above if part == "left" else group
            number = seen.get((label(of), label(name)), 0)
            seen[label(of), label(name)] = number + 1
            if cells:
                lines[label(of), label(name), number] = TypedLine(of, name, cells)
    return TypedProposal(lines, answer)


def _cell(grid: Grid, row: int, column: int) -> TypedCell | None:
    value, formula = grid.value(row, column), grid.formulas.get((row, column))
    if formula is not None:
        return TypedCell(value, Formula(formula, value), grid.sheet, row, column)
    # A text that is emptied of blanks holds nothing.
    return None if is_blank(value) else TypedCell(value, value, grid.sheet, row, column)


def kept(cell: TypedCell, row: int, column: int, number: float | None = None) -> Content:
    """What was typed, as it was typed, on another row: a formula's references move with it. A text that is the
    ``number`` becomes it, so that formulas count it too."""
    if isinstance(cell.content, Formula):
        return Formula(moved(cell.content.text, row - cell.row, column - cell.column), cell.value)
    return number if number is not None and isinstance(cell.value, str) else cell.value


def rise(value: Value) -> int | None:
    """A rise of prices in ten-thousandths from ``2,9 %`` or 0.029. Raises Unreadable for what may be none."""
    found = read_quantity(value)
    if found is not None and abs(found) >= _HIGHEST and not is_percent(value):
        raise Unreadable
    return found


READ: Final = {"rise": rise, "moved_persons": read_quantity, "own_persons": read_quantity, "own": read_amount}
"""How each column's cell is read: ten-thousandths, and øre."""
SCALE: Final = {"rise": ONE, "moved_persons": ONE, "own_persons": ONE, "own": 100}
