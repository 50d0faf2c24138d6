"""The year's movements by month: four blocks of *Til- og afgang*, each checked by the one before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from styring_xl.cells.cell import Content, Formula
from styring_xl.model.arrays import Integers
from styring_xl.reports.flow.case import FlowCase, citizens
from styring_xl.reports.flow.columns import columns
from styring_xl.reports.flow.made import FlowTrace
from styring_xl.reports.month_columns import MONTH_NAMES
from styring_xl.reports.rows import Made, Rows
from styring_xl.reports.table import RowKind, Table

INFLOW: Final = "Tilgang: borgere, der begynder"
OUTFLOW: Final = "Afgang: borgere, der stopper"
NET: Final = "Netto: tilgang − afgang"
STOCK: Final = "Borgere ved månedens udgang"
ALL: Final = "I alt"
MOVED: Final = "Skift mellem foranstaltninger"
SHARED: Final = "Samme borger i flere (− = på vej imellem to)"
CITIZENS: Final = "Borgere"
_BEFORE: Final = dict(zip(MONTH_NAMES, ("opening", *MONTH_NAMES), strict=False))

MonthFormula = Callable[[int, str], str | None]
"""The formula of a line's month, by line and column; the last line is that of the citizens."""


class MovementRows(Struct, frozen=True):
    """The sheet rows of the citizens' tilgang, afgang and number."""

    inflow: int
    outflow: int
    stock: int


def write(rows: Rows, case: FlowCase) -> MovementRows:
    """The four blocks one below the other."""
    flows, whole = case.by_measure, case.whole
    table = Table(rows, columns(case.material.figures.closed, opening=False))
    come, gone = citizens(whole, "inflow"), citizens(whole, "outflow")
    tracer = case.material.tracer
    traces = [FlowTrace(tracer, case, measure) for measure in (*case.lines, None)]
    into = _block(table, case, INFLOW, flows.inflow, come, MOVED, _nothing, made=[each.began for each in traces])
    out = _block(table, case, OUTFLOW, flows.outflow, gone, MOVED, _nothing, made=[each.stopped for each in traces])

    def net(line: int, column: str) -> str:
        return f"{table.ref(column, into + line)}-{table.ref(column, out + line)}"

    difference = _block(table, case, NET, flows.inflow - flows.outflow, come - gone, MOVED, net)
    top = rows.next_row + 2

    def running(line: int, column: str) -> str:
        return f"{table.ref(_BEFORE[column], top + line)}+{table.ref(column, difference + line)}"

    stock = Table(rows, columns(case.material.figures.closed, year=False))
    opening = np.append(flows.opening, int(whole.opening.sum()))
    there = [each.opening for each in traces]
    _block(stock, case, STOCK, flows.stock(), citizens(whole, "stock"), SHARED, running, opening, there)
    own = len(case.lines) + 2
    return MovementRows(into + own, out + own, top + own)


def _nothing(line: int, column: str) -> None:
    return None


def _block(
    table: Table,
    case: FlowCase,
    title: str,
    lines: Integers,
    own: Integers,
    between: str,
    formula: MonthFormula,
    opening: Integers | None = None,
    made: Sequence[Made] = (),
) -> int:
    """Lines, their sum, citizens, and what stands between the two; returns the row of the first line.

    ``made`` says what the figures of each line and of the citizens are made of, where it is no formula. ``own`` (12,)
    are the citizens' numbers, ``opening`` (one more than the lines) those of the year's beginning.
    """
    rows, count = table.rows, len(lines)
    rows.section(title)
    table.header()
    first = table.next_row
    total, last = first + count, first + count + 2
    summed = lines.sum(axis=0)

    def values(name: str, line: int, months: Integers, start: int, text: MonthFormula) -> dict[str, Content]:
        cells: dict[str, Content] = {"name": name}
        for column, value in zip(MONTH_NAMES, months.tolist(), strict=True):
            # A month of 0 is written as an empty cell, unless it is a formula.
            blank = opening is None and line < count
            cells[column] = _cell(text(line, column), value, blank=blank)
        if opening is None:
            cells["year"] = float(months.sum())
        else:
            cells["opening"] = _cell(text(line, "opening"), start, blank=False)
        return cells

    def monthly(line: int, column: str) -> str | None:
        return None if column == "opening" else formula(line, column)

    def shared(line: int, column: str) -> str:
        return f"{table.ref(column, total)}-{table.ref(column, last)}"

    begin = [0] * (count + 1) if opening is None else opening.tolist()
    for line, name in enumerate(case.lines):
        told = made[line] if made else None
        table.line(values(name, line, lines[line], begin[line], monthly), made=told)
    everybody = sum(begin[:-1])
    table.total(values(ALL, count, summed, everybody, _nothing), range(first, first + count))
    table.line(values(between, count + 1, summed - own, everybody - begin[-1], shared))
    table.add(RowKind.GROUP, values(CITIZENS, count + 2, own, begin[-1], monthly), made=made[-1] if made else None)
    rows.blank()
    return first


def _cell(formula: str | None, value: int, *, blank: bool) -> Content:
    if formula is None:
        return None if blank and not value else float(value)
    return Formula(formula, float(value))
