"""The table of *Budgetforslag*: a row for each line of *Afvigelse*, its groups and the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from styring_xl.cells.cell import Content, Formula, Value
from styring_xl.danish.text import Unreadable, label
from styring_xl.figures.budget_proposal.line import ProposalPart, ProposedLine, TypedParts
from styring_xl.figures.budget_proposal.proposal import BudgetProposal, ProposedGroup
from styring_xl.figures.variance_lines import VarianceGroup
from styring_xl.model.commitments import ONE
from styring_xl.model.kroner import to_kroner
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reports.budget_proposal import typed as reading
from styring_xl.reports.budget_proposal.columns import AGAIN, LEFT, PRICE, TOTAL, TYPED
from styring_xl.reports.budget_proposal.made import ProposalTrace
from styring_xl.reports.budget_proposal.typed import TypedLine
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import RowKind, Table
from styring_xl.reports.typed import NumberedLine
from styring_xl.reports.variance.cells import VarianceCells
from styring_xl.standard.column import expand

ROLE = "budgetforslag"


def keys(group: VarianceGroup | ProposedGroup) -> list[NumberedLine]:
    """What each line of a group is found by."""
    seen: dict[str, int] = {}
    found: list[NumberedLine] = []
    for line in group.lines:
        measure = label(line.line.measure if isinstance(line, ProposedLine) else line.measure)
        found.append((label(group.name), measure, seen.get(measure, 0)))
        seen[measure] = seen.get(measure, 0) + 1
    return found


def parts(line: TypedLine | None) -> TypedParts:
    """The numbers typed on a line; what cannot be read counts as nothing."""
    read: dict[str, int | None] = {}
    for column, reader in reading.READ.items():
        cell = None if line is None else line.cells.get(column)
        try:
            read[column] = None if cell is None else reader(cell.value)
        except Unreadable:
            read[column] = None
    return TypedParts(read["rise"], read["moved_persons"], read["own_persons"], read["own"])


class ProposalTable:
    """Writes the lines, and what was typed on lines that are gone."""

    def __init__(
        self,
        rows: Rows,
        table: Table,
        typed: Mapping[NumberedLine, TypedLine],
        variance: VarianceCells | None,
        trace: ProposalTrace,
    ) -> None:
        self.rows = rows
        self.table = table
        self.waiting = dict(typed)
        self.variance = variance
        self.trace = trace
        self.problems: list[Problem] = []

    def write(self, proposal: BudgetProposal) -> dict[str, tuple[int, ProposedGroup]]:
        """The groups with their lines, and the total; the sheet row of each group, by its name."""
        table = self.table
        table.header()
        heads: dict[str, tuple[int, ProposedGroup]] = {}
        for group in proposal.groups:
            heads[group.name] = (table.next_row, group)
            self._sums(
                RowKind.GROUP, group.name, group.lines, range(table.next_row + 1, table.next_row + 1 + len(group.lines))
            )
            for key, line in zip(keys(group), group.lines, strict=True):
                self._line(line, self.waiting.pop(key, None))
        self._sums(RowKind.TOTAL, TOTAL, proposal.lines, [row for row, _ in heads.values()])
        return heads

    def left(self) -> None:
        """What was typed on lines that are gone: kept, and put back when they come again."""
        if not self.waiting:
            return
        self.rows.blank()
        self.rows.section(LEFT)
        table = self.table
        for _, line in sorted(self.waiting.items()):
            row = table.next_row
            cells: dict[str, Content] = {
                name: reading.kept(cell, row, table.column(name)) for name, cell in line.cells.items()
            }
            own = {column.name: column.look.line for column in table.columns if column.name in TYPED}
            table.loose({"group": line.group, "measure": line.measure, **cells}, own)
            first = min(table.column(name) for name in line.cells)
            self.problems.append(Problem(Kind.PROPOSAL_GONE, "", ROLE, self.rows.sheet, row, first, line.measure))

    def _line(self, line: ProposedLine, typed: TypedLine | None) -> None:
        table, row, of = self.table, self.table.next_row, line.line
        cells: dict[str, Content] = {
            "measure": of.measure,
            **dict.fromkeys(AGAIN, of.measure),
            "budget_persons": None if of.budget_count is None else of.budget_count / ONE,
            "budget_price": self._average("budget", "budget_persons", line.budget_price),
            "budget": to_kroner(of.revised),
            "expected_persons": None if of.expected_count is None else of.expected_count / 10,
            "expected_price": self._average("expected", "expected_persons", line.expected_price),
            "expected": to_kroner(of.expected),
            **_part("running", line.running),
            **_part("stops", line.stops),
            **_part("by_age", line.by_age),
            "index": to_kroner(line.index),
            "price": self._price(line),
            **self._moved("left", line.left),
            **self._moved("came", line.came),
            **self._cells(typed, row, line),
            **_worked_out(line),
        }
        cells = {name: value for name, value in cells.items() if value != 0 or name not in _QUIET}
        table.line(cells, made=partial(self.trace.of, line, row))
        if self.variance is not None:
            self.rows.links.append(self.variance.link(row, table.column("measure"), of))

    def _moved(self, name: str, part: ProposalPart) -> dict[str, Content]:
        """An expected number and its kroner at the line's price; an empty cell where nothing is expected."""
        cells = _part(name, part)
        if part.persons and part.amount:
            persons, price = (self.table.ref(each, self.table.next_row) for each in (f"{name}_persons", "price"))
            cells[name] = Formula(f"ROUND({persons}*{price},2)", to_kroner(part.amount))
        return cells

    def _average(self, amount: str, persons: str, price: int | None) -> Content:
        row = self.table.next_row
        if price is None:
            return None
        return Formula(f"ROUND({self.table.ref(amount, row)}/{self.table.ref(persons, row)},0)", float(price))

    def _price(self, line: ProposedLine) -> Content:
        """The price that numbers are multiplied by: the commitments', else this year's with the rise of prices."""
        row = self.table.next_row
        of = {"expected_price": line.expected_price, "budget_price": line.budget_price}
        other = next((name for name, price in of.items() if price is not None), "")
        otherwise = f"ROUND({self.table.ref(other, row)}*{round(1 + line.rise / ONE, 4):.10g},0)" if other else "0"
        if line.granted.persons is not None and line.running.persons:
            return Formula(
                expand(PRICE, lambda name: otherwise if name == "or" else self.table.ref(name, row)),
                float(line.price or 0),
            )
        return Formula(otherwise, float(line.price or 0)) if other else None

    def _cells(self, typed: TypedLine | None, row: int, line: ProposedLine) -> dict[str, Content]:
        """The yellow cells of a line as they were typed; what cannot be read is told."""
        found: dict[str, Content] = {}
        for name, cell in ({} if typed is None else typed.cells).items():
            column = self.table.column(name)
            number = None
            if name in reading.READ:
                try:
                    read = reading.READ[name](cell.value)
                    number = None if read is None else read / reading.SCALE[name]
                except Unreadable:
                    self._told(Kind.PROPOSAL_NUMBER, row, column, cell.value)
            found[name] = reading.kept(cell, row, column, number)
        if line.lacks_price:
            name = "own_persons" if line.typed.persons else "moved_persons"
            self._told(
                Kind.PROPOSAL_PRICE, row, self.table.column(name), None if typed is None else typed.cells[name].value
            )
        return found

    def _told(self, kind: Kind, row: int, column: int, value: Value) -> None:
        self.problems.append(Problem(kind, "", ROLE, self.rows.sheet, row, column, value))

    def _sums(self, kind: RowKind, name: str, lines: Sequence[ProposedLine], over: Sequence[int] | range) -> None:
        kroner = {
            "budget": sum(line.line.revised for line in lines),
            "expected": sum(line.line.expected for line in lines),
            "index": sum(line.index for line in lines),
            "own": sum(line.typed.amount or 0 for line in lines),
        }
        persons = {
            "budget_persons": sum(line.line.budget_count or 0 for line in lines) / ONE,
            "expected_persons": sum(line.line.expected_count or 0 for line in lines) / 10,
            "own_persons": sum(line.typed.persons or 0 for line in lines) / ONE,
        }
        for each in ("running", "stops", "by_age", "left", "came"):
            mine = [getattr(line, each) for line in lines]
            kroner[each] = sum(part.amount for part in mine)
            persons[f"{each}_persons"] = sum(part.persons or 0 for part in mine) / 10
        worked = [_worked_out(line) for line in lines]
        summed: dict[str, Content] = {
            each: _sum([values[each] for values in worked])
            for each in ("persons", "proposed", "moved", "changes", "parts", "rounding")
        }
        proposed = sum(line.amount for line in lines)
        budget = kroner["budget"]
        self.table.add(
            kind,
            {
                "group": name,
                **dict.fromkeys(AGAIN, name),
                **{each: to_kroner(ore) for each, ore in kroner.items()},
                **persons,
                **summed,
                "to_budget": to_kroner(proposed - budget),
                "to_expected": to_kroner(proposed - kroner["expected"]),
                "share": (proposed - budget) / budget if budget else "",
                # A price of several measures together says nothing.
                "proposed_price": None,
            },
            over,
        )


_QUIET = frozenset(
    {"stops_persons", "stops", "by_age_persons", "by_age", "index", "left", "left_persons", "came", "came_persons"}
)
"""Columns whose cell is empty where nothing happens, so that what does can be seen."""


def _part(name: str, part: ProposalPart) -> dict[str, Content]:
    return {f"{name}_persons": None if part.persons is None else part.persons / 10, name: to_kroner(part.amount)}


def _worked_out(line: ProposedLine) -> dict[str, Content]:
    """What the formulas of a line come to."""
    persons, price, budget = line.persons, line.proposed_price, line.line.revised
    return {
        "persons": "" if persons is None else persons / 10,
        "proposed_price": "" if price is None else float(price),
        "proposed": to_kroner(line.amount),
        "to_budget": to_kroner(line.amount - budget),
        "share": (line.amount - budget) / budget if budget else "",
        "to_expected": to_kroner(line.amount - line.line.expected),
        "moved": to_kroner(line.movement),
        "changes": to_kroner(line.changes),
        "parts": to_kroner(line.before_rounding),
        "rounding": to_kroner(line.rounding),
    }


def _sum(values: Sequence[Content]) -> float:
    """The sum of some cells to the øre, texts left out as SUM does."""
    return sum(round(value * 100) for value in values if isinstance(value, (int, float))) / 100
