"""The rows of a workbook's disposition sheets, read into one disposition."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping, Sequence

from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import Unreadable, cell_text, is_blank, read_amount, read_date
from styring_xl.model.rate_unit import Rule
from styring_xl.reading.account import TableAccount
from styring_xl.reading.disposition import sums
from styring_xl.reading.disposition.candidates import Case
from styring_xl.reading.disposition.citizens import Citizens, read_citizens
from styring_xl.reading.disposition.disposition import Disposition, Place, Pool, Total
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.disposition.parts import parts_of
from styring_xl.reading.disposition.row_account import table_account
from styring_xl.reading.disposition.row_kind import Line, LineKind, classify, first_text, more_tables, says_pool
from styring_xl.reading.interning import read_each
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.sum_label import POOL
from styring_xl.reading.tables import rows_below
from styring_xl.reading.void import says_void


def read(
    tables: Sequence[RoleTable],
    grids: Sequence[Grid],
    default_rule: Rule = Rule.DAYS,
    known: Mapping[str, str] | None = None,
    *,
    year: int | None = None,
    groups: Mapping[str, str] | None = None,
    bare: str = "",
) -> Disposition:
    """Reads the tables (one grid each, same order) into one disposition. Never raises on cell contents.

    ``known`` maps a label to a measure of the budget: in a table without the column a heading of that name is the
    measure of the rows below it. ``groups`` maps a measure's label to its group of the budget, ``year`` is the
    workbook's own, and ``bare`` what *Opsætning* says of sums without a name.
    """
    found = Citizens()
    pools: list[Pool] = []
    totals: list[Total] = []
    sections: list[Place] = []
    problems: list[Problem] = []
    accounts: list[TableAccount] = []
    for table, grid in zip(tables, grids, strict=True):
        frame = Frame(table, grid)
        lines = classify(frame, year)
        parts = parts_of(frame, lines, year, known or {})
        rows = [line for line in lines if line.kind == LineKind.CITIZEN]
        base, pool_base = len(found), len(pools)
        read_citizens(found, frame, rows, default_rule, parts, known or {})
        at = frame.at["status"]
        statuses = frame.values([line.number for line in rows], at)
        problems += _void(frame, rows, statuses, found, base, year)
        lumps = [line for line in lines if line.kind == LineKind.POOL]
        pools.extend(_pool(problems, frame, line) for line in lumps)
        case = Case(
            frame,
            parts,
            [line.number for line in rows],
            found.text["measure"][base:],
            read_each(cell_text, statuses),
            [line.number for line in lumps],
            groups or {},
            base,
            pool_base,
            bare,
        )
        decided = sums.decide(case)
        totals += decided.totals
        problems += [*decided.problems, *sums.left_standing(case, lines)]
        problems += _lumps(frame, lines, decided)
        problems += _more_tables(frame, lines)
        sections += [Place(grid.sheet, line.number) for line in parts.headings]
        if table.last_row is not None:
            problems += _below(frame)
        computed = dict(zip([place.row for place in found.places[base:]], found.computable[base:], strict=True))
        accounts.append(table_account(frame, lines, computed, decided.proven))
    return Disposition(
        found.commitments(),
        tuple(pools),
        tuple(totals),
        tuple(sections),
        (*found.problems, *problems),
        tuple(accounts),
    )


def _void(
    frame: Frame, rows: Sequence[Line], statuses: Sequence[Value], found: Citizens, base: int, year: int | None
) -> list[Problem]:
    """The bevillinger that are computed though their status says they do not hold, but for those of earlier years."""
    column, void = frame.at["status"], read_each(says_void, statuses)
    if True not in void:
        return []
    first = 0 if year is None else (dt.date(year, 1, 1) - dt.date(1970, 1, 1)).days
    return [
        Problem(Kind.VOID, "status", frame.table.role, frame.grid.sheet, line.number, column, value)
        for at, (line, value, is_void) in enumerate(zip(rows, statuses, void, strict=True), start=base)
        if is_void and found.computable[at]
        if found.is_open(at) or found.stop[at] >= first
    ]


def _lumps(frame: Frame, lines: Sequence[Line], decided: sums.Decided) -> list[Problem]:
    """Rows with an amount that are neither citizen, pulje nor sum; one of nothing but zeros may be heading or sum."""
    problems = []
    for line in lines:
        if line.kind != LineKind.LUMP or line.number in decided.proven:
            continue
        column = frame.at["result"] or next(iter(frame.table.months.values()), 1)
        if is_blank(frame.grid.value(line.number, column)):
            column = next((at for at in frame.amounts if not is_blank(frame.grid.value(line.number, at))), column)
        kind = Kind.SUM_UNCLEAR if line.number in decided.zeros else Kind.LUMP
        value = frame.grid.value(line.number, column)
        ore = None
        with contextlib.suppress(Unreadable):
            ore = read_amount(value, frame.table.scale(column))
        problems.append(
            Problem(kind, "result", frame.table.role, frame.grid.sheet, line.number, column, value, ore=ore)
        )
    return problems


def _more_tables(frame: Frame, lines: Sequence[Line]) -> list[Problem]:
    """The tables of bevillinger below this one with their columns in another order: nothing of them is read."""
    found = []
    for line, rows in more_tables(lines):
        column, value = next((at, value) for at, value in enumerate(line.cells, start=1) if not is_blank(value))
        place = (frame.grid.sheet, line.number, column)
        found.append(Problem(Kind.TABLE, "cpr", frame.table.role, *place, value, rows))
    return found


def _pool(problems: list[Problem], frame: Frame, line: Line) -> Pool:
    table, sheet, row = frame.table, frame.grid.sheet, line.cells

    def cell(name: str) -> Value:
        column = frame.at[name]
        return row[column - 1] if 0 < column <= len(row) else None

    measure = cell_text(cell("measure"))
    name = first_text(row, frame.figures) or "Pulje"
    if POOL.search(measure):
        measure = ""
    elif measure:
        name = f"Pulje: {measure}"
    amounts = [name for name in ("result", "rate") if not is_blank(cell(name))]
    at = [table.columns[amounts[0]]] if amounts else [
        column for column in table.months.values() if column <= len(row) and not is_blank(row[column - 1])
    ]  # fmt: skip
    amount: int | None = None
    for column in at:
        try:
            amount = (amount or 0) + (read_amount(row[column - 1], table.scale(column)) or 0)
        except Unreadable:
            problems.append(Problem(Kind.AMOUNT, "result", table.role, sheet, line.number, column, row[column - 1]))
    if not at:
        column = table.columns.get("result", min(table.columns.values()))
        unknown = frame.has_no_result(line.number, column)
        kind = Kind.NO_RESULT if unknown else Kind.POOL
        problems.append(Problem(kind, "result", table.role, sheet, line.number, column, None))
    return Pool(Place(sheet, line.number), name, measure, amount)


def _below(frame: Frame) -> list[Problem]:
    """The rows under an Excel table that look like rows of it: Excel has not taken them in, so they are not read.

    A bevilling has a start and a rate, and a pulje says that it is one and has an amount.
    """
    table, grid = frame.table, frame.grid
    amounts = [column for column in (frame.at["rate"], *frame.amounts) if column]

    def told_at(number: int) -> str:
        """The field that shows what the row is, empty where it is none of the table's."""
        if _is_date(grid.value(number, frame.at["start"])) and not is_blank(grid.value(number, frame.at["rate"])):
            return "start"
        has_amount = any(not is_blank(grid.value(number, column)) for column in amounts)
        return "status" if has_amount and says_pool(grid.value(number, frame.at["status"])) else ""

    found = [(number, name) for number in rows_below(grid, table.last_row or 0) if (name := told_at(number))]
    if not found:
        return []
    row, name = found[0]
    column = frame.at[name]
    return [Problem(Kind.BELOW, name, table.role, grid.sheet, row, column, grid.value(row, column), len(found))]


def _is_date(value: Value) -> bool:
    try:
        return not is_blank(value) and not isinstance(value, float) and read_date(value) is not None
    except Unreadable:
        return False
