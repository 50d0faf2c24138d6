"""The budget of next year's workbook: each line as it is proposed, and what the budget had no line for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from styring_xl.books.file.filebook import FileBook
from styring_xl.cells.cell import Content, Formula
from styring_xl.cells.formula import moved
from styring_xl.cells.grid import Grid
from styring_xl.cells.patch import Block, Growth
from styring_xl.danish.phrase import listed
from styring_xl.danish.text import label
from styring_xl.danish.writing import whole_kroner
from styring_xl.figures.budget_proposal.line import ProposedLine
from styring_xl.figures.budget_proposal.proposal import BudgetProposal
from styring_xl.figures.variance_lines import NO_BUDGET, POOL_GROUP
from styring_xl.imports.append import append, under
from styring_xl.reading import header
from styring_xl.reading.budget import BudgetLine
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.snapshot import Snapshot

BudgetCells = Mapping[str, float | None]
"""Field of the budget -> what its cell is to hold, kroner before the sheet's scale."""
_OLD: Final = ("applied", "carried", "last_year")
"""What is this year's alone."""


class NextBudget(Struct):
    """The cells of the budget sheets. ``amount`` øre is what they then say in all; ``lines`` and ``new`` count the
    lines that stood there and those that are added."""

    amount: int = 0
    lines: int = 0
    new: int = 0
    several: list[str] = field(default_factory=list)
    """Measures with several lines in the budget, as one for each department: the proposal stands on the first."""
    blocks: list[Block] = field(default_factory=list)
    growths: list[Growth] = field(default_factory=list)


def next_budget(book: FileBook, snapshot: Snapshot, proposal: BudgetProposal) -> NextBudget:
    """The proposal as cells. A pulje is added to the line of the measure it is kept for; other lines that the budget
    lacks are put under it. Nothing where the workbook has no budget."""
    found = NextBudget()
    tables = snapshot.layout.of(header.BUDGET)
    if not tables or not snapshot.budget.lines:
        return found
    placed, rest = _placed(snapshot, proposal)
    for budget, line, more in placed:
        table = next(each for each in tables if each.sheet == budget.place.sheet and _holds(each, budget.place.row))
        _line(found, book.grid(table.sheet), table, budget.place.row, _cells(line, more))
        found.amount += line.amount + more
        found.lines += 1
    names = [label(budget.measure) for budget, line, more in placed if line.amount + more]
    lines = {name: [budget for budget, _, _ in placed if label(budget.measure) == name] for name in names}
    found.several = [some[0].measure for some in lines.values() if len(some) > 1]
    rest = [(group, line) for group, line in rest if line.amount]
    if rest:
        _new_lines(found, book, tables[-1], rest)
    return found


def _placed(
    snapshot: Snapshot, proposal: BudgetProposal
) -> tuple[list[tuple[BudgetLine, ProposedLine, int]], list[tuple[str, ProposedLine]]]:
    """Each line of the budget with its proposal and the øre of its puljer, and the proposed lines it does not have."""
    placed: list[tuple[BudgetLine, ProposedLine, int]] = []
    rest: list[tuple[str, ProposedLine]] = []
    for group in proposal.groups:
        # The budget's own lines stand first in their group, in its order; puljer stand among them.
        own = [line for line in snapshot.budget.lines if line.group == group.name]
        lines = [line for line in group.lines if line.line.kept_for is None]
        placed += [(budget, line, 0) for budget, line in zip(own, lines, strict=False)]
        rest += [(group.name, line) for line in lines[len(own) :]]
        rest += [(group.name, line) for line in group.lines if line.line.kept_for is not None]
    at = {label(budget.measure): number for number, (budget, _, _) in reversed([*enumerate(placed)])}
    left = []
    for group_name, line in rest:
        number = at.get(label(line.line.kept_for)) if line.line.kept_for else None
        if number is None:
            left.append((group_name, line))
        else:
            budget, proposed, more = placed[number]
            placed[number] = (budget, proposed, more + line.amount)
    return placed, left


def _holds(table: RoleTable, row: int) -> bool:
    last = table.last_row or table.end
    return row >= table.first_row and (last is None or row <= last)


def _cells(line: ProposedLine, more: int) -> BudgetCells:
    """The figures of a line; number and price only where it has a price."""
    price = line.proposed_price
    amount = (line.amount + more) / 100
    numbered = line.line.budget_count is not None or price is not None
    return {
        "original": amount,
        "changes": 0.0,
        "revised": amount,
        "count": (line.persons or 0) / 10 if numbered else None,
        "price": None if price is None else float(price),
        **dict.fromkeys(_OLD),
    }


def _scaled(table: RoleTable, name: str, value: float | None) -> float | None:
    if value is None or name in ("count", "last_year"):
        return value
    return value * 100 / table.ore_each(table.columns[name])


def _line(found: NextBudget, grid: Grid, table: RoleTable, row: int, cells: BudgetCells) -> None:
    """Writes a line; a formula that works the korrigerede budget out of the others stays, with what it comes to."""
    columns = table.columns
    first = "original" if "original" in columns else "revised"
    for name, value in cells.items():
        column = columns.get(name)
        formula = grid.formulas.get((row, column or 0))
        if column is None or (formula is not None and name not in (first, "revised")):
            continue
        scaled = _scaled(table, name, value)
        content: Content = scaled
        if formula is not None and name != first:
            content = Formula(formula, scaled)
        found.blocks.append(Block.of(table.sheet, row, column, ((content,),)))


def _new_lines(found: NextBudget, book: FileBook, table: RoleTable, lines: list[tuple[str, ProposedLine]]) -> None:
    """Puts the lines that the budget lacks under it."""
    columns: dict[int, list[Content]] = {}
    grid = book.grid(table.sheet)
    names = listed([f"{line.line.measure} ({whole_kroner(line.amount)} kr.)" for _, line in lines])
    by_hand = f"sæt selv en række ind over den for {names}, og prøv igen"
    place = under(book, table, grid, "linjerne", by_hand)
    # The formula of the row above goes on, with what it comes to.
    above = grid.formulas.get((place.start - 1, table.columns.get("revised", 0)))
    for down, (group, line) in enumerate(lines, 1):
        name = "" if group in (NO_BUDGET, POOL_GROUP) else group
        cells: dict[str, Content] = {"group": name or None, "measure": line.line.measure}
        for field_name, value in _cells(line, 0).items():
            if field_name in table.columns:
                scaled = _scaled(table, field_name, value)
                follows = field_name == "revised" and above is not None and "original" in table.columns
                cells[field_name] = Formula(moved(above or "", down, 0), scaled) if follows else scaled
        for field_name, content in cells.items():
            if field_name in table.columns:
                columns.setdefault(table.columns[field_name], []).append(content)
        found.amount += line.amount
        found.new += 1
    blocks, growths = append(book, place, columns, len(lines))
    found.blocks += blocks
    found.growths += growths
