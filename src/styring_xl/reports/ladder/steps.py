"""The table of steps, the measures on each, and the chart's figures, with the movements between them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np

from styring_xl.cells.cell import Content, Formula
from styring_xl.model.kroner import round_div, to_kroner
from styring_xl.reports.ladder import made
from styring_xl.reports.ladder.columns import ALL, MEASURES, STEPS
from styring_xl.reports.ladder.movement_tables import WAY_LINES, MovementTables
from styring_xl.reports.ladder.period import LadderPeriod
from styring_xl.reports.ladder.rungs import Load, Rungs, StepLine
from styring_xl.reports.ladder.words import explain
from styring_xl.reports.report import Material
from styring_xl.reports.rows import Rows
from styring_xl.reports.table import Table, Values
from styring_xl.reports.variance.cells import VarianceCells

MEASURES_SECTION: Final = "Foranstaltningerne på trinnene"
_CHART_ROWS: Final = 22
"""Rows of the sheet that the chart beside the first two tables covers, from the first heading on."""


class LadderTables:
    """Writes the blocks one below the other, the list of movements, and the chart's figures.

    Every line is *Afvigelse*'s, so the total is its forventet regnskab to the øre.
    """

    def __init__(self, material: Material, period: LadderPeriod, rows: Rows, moves: Rows) -> None:
        self.material = material
        self.rows = rows
        found = Rungs.of(material)
        self.rungs, self.everybody = found.rungs, found.everybody
        self.step_of_measure = found.step_of_measure
        self.tracer = material.tracer
        self.names = {ALL, *(rung.name for rung in self.rungs)}
        self.variance = VarianceCells.of(material)
        self.moved = MovementTables(material, period, found, rows, moves)
        self.charted: list[list[Content]] = []

    def write(self) -> None:
        """All of it."""
        # The first two tables refer to those below, whose rows are therefore counted before they are written.
        count, top = len(self.rungs), self.rows.next_row
        first = top + max(2 + count + 2 + 2 + WAY_LINES + 2, _CHART_ROWS) + 2
        below = first + count + 3 + 2 + count + 2 + 2
        heads = [below + sum(1 + len(rung.lines) for rung in self.rungs[:at]) for at in range(count)]
        steps = self._steps(heads)
        self.moved.ways(first)
        while self.rows.next_row < first - 2:
            self.rows.blank()
        self.moved.matrix_table(first)
        self.moved.balance(first)
        self._measures(heads)
        explain(self.rows, self.material)
        self._chart(first, steps)

    def _steps(self, heads: Sequence[int]) -> tuple[Table, list[int]]:
        """The table of steps and the sheet row of each. ``heads`` are the rows of their measures' sums."""
        rows, count = self.rows, len(self.rungs)
        rows.section(f"Trappen i {self.material.figures.year}: borgere, helårspersoner og kroner")
        first = rows.next_row + 1
        table = Table(rows, STEPS, total_row=first + count)
        table.header()
        for rung, head in zip(self.rungs, heads, strict=True):
            amount = Formula(table.ref("amount", head), to_kroner(rung.load.amount))
            told = partial(made.load, self.tracer, partial(self._on, rung.code), None)
            table.line({**self._load(rung.name, rung.load, priced=rung.code > 0), "amount": amount}, made=told)
        over = range(first, first + count)
        everybody = partial(made.load, self.tracer, partial(self._on, None), None)
        table.total(self._load(ALL, self.everybody, priced=False), over, made=everybody)
        rows.blank()
        return table, list(over)

    def _measures(self, heads: Sequence[int]) -> None:
        """The lines of *Afvigelse* on each step, which the table of steps sums."""
        rows = self.rows
        rows.section(MEASURES_SECTION)
        total = rows.next_row + 1 + sum(1 + len(rung.lines) for rung in self.rungs)
        table = Table(rows, MEASURES, total)
        table.header()
        for rung, head in zip(self.rungs, heads, strict=True):
            assert table.next_row == head
            told = partial(made.load, self.tracer, partial(self._on, rung.code), None)
            table.group(self._load(rung.name, rung.load, priced=rung.code > 0), len(rung.lines), made=told)
            for line in rung.lines:
                told = partial(made.load, self.tracer, partial(self._of, line), line.source)
                amount = self._of_variance(line)
                table.line({**self._load(line.name, line.load, priced=True), "amount": amount}, made=told)
        everybody = partial(made.load, self.tracer, partial(self._on, None), None)
        table.total(self._load(ALL, self.everybody, priced=False), heads, made=everybody)
        rows.blank()

    def _on(self, code: int | None) -> list[int]:
        """The commitments on a step, by their places in the disposition; all of them without one."""
        mine = self.tracer.rows.computable
        if code is not None:
            mine = mine & (self.step_of_measure[self.tracer.figures.measure] == code)
        found: list[int] = np.flatnonzero(mine).tolist()
        return found

    def _of(self, line: StepLine) -> list[int]:
        """The commitments whose citizens stand on a line: a measure's second line of budget has none."""
        if not (line.load.citizens or line.load.active or line.load.persons):
            return []
        return self.tracer.rows_in(self.tracer.measure_code(line.name), self.tracer.figures.whole)

    def _of_variance(self, line: StepLine) -> Content:
        amount = to_kroner(line.load.amount)
        cells = self.variance.expected(line.source) if self.variance is not None else None
        return amount if cells is None else Formula(cells, amount)

    def _load(self, name: str, load: Load, *, priced: bool) -> Values:
        whole = self.everybody.amount
        peopled = load.citizens or load.persons or name in self.names
        price = to_kroner(round_div(load.amount, load.persons * 10) * 100) if priced and load.persons else None
        return {
            "name": name,
            "citizens": float(load.citizens) if peopled else None,
            "active": float(load.active) if peopled else None,
            "persons": load.persons / 10 if peopled else None,
            "amount": to_kroner(load.amount),
            "share": load.amount / whole if whole else 0.0,
            "price": price,
        }

    def _chart(self, first: int, steps: tuple[Table, list[int]]) -> None:
        """The steps, upwards; what has no step is no stair."""
        rows, count = self.rows, len(self.rungs)
        table, places = steps
        before, after = self.moved.movements.first_day, self.moved.movements.last_day
        for i, rung in enumerate(self.rungs):
            if rung.code:
                self.charted.append(
                    [
                        rung.short,
                        Formula(rows.cell(first + i, 2 + count), float(before[i])),
                        Formula(rows.cell(first + count + 1, 1 + i), float(after[i])),
                        Formula(table.ref("amount", places[i]), to_kroner(rung.load.amount)),
                    ]
                )
