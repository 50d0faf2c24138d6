"""The rows of a workbook's disposition sheets, read into one disposition."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import numpy as np

from styring_xl.cells.cell import CellError, Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.citizen import citizen
from styring_xl.danish.text import (
    OPEN_END,
    SCALE,
    Unreadable,
    clean,
    is_blank,
    is_total,
    label,
    read_amount,
    read_date,
    read_quantity,
    read_share,
    read_vat_factor,
    spelled,
)
from styring_xl.danish.units import UNITS, read_rule, read_unit
from styring_xl.model.commitments import RateUnit, Rule
from styring_xl.reading import header
from styring_xl.reading.disposition.disposition import NO_MEASURE, Commitments, Disposition, Place, Pool, Total
from styring_xl.reading.disposition.row_kind import POOL, first_text, kind_of
from styring_xl.reading.disposition.sections import Section, total_of, total_of_all
from styring_xl.reading.layout import RoleTable
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.tables import rows_below

_GENERIC = re.compile(r"(?:ark|sheet|disponering\w*|disposition\w*|data|tabel) ?\d*(?: 20\d\d)?")
_FIGURES: Final = ("rate", "quantity", "start", "stop", "result", "full", "unit", "rule", "probability", "vat", "note")
_NAMED: Final = ("measure", "supplier", "adviser", "id", "household", "team")
"""The fields taken as the text they are."""
_EPOCH_ORDINAL: Final = 719_163  # date(1970, 1, 1).toordinal()
_NAT: Final = np.iinfo(np.int64).min
_NUMBER_KINDS: Final = (
    ("rate", Kind.AMOUNT),
    ("quantity", Kind.QUANTITY),
    ("unit", Kind.UNIT),
    ("rule", Kind.RULE),
    ("probability", Kind.SHARE),
    ("vat", Kind.SHARE),
)

T = TypeVar("T")


def read(
    tables: Sequence[RoleTable],
    grids: Sequence[Grid],
    default_rule: Rule = Rule.DAYS,
    known: Mapping[str, str] | None = None,
) -> Disposition:
    """Reads the tables (one grid each, same order) into one disposition. Never raises on cell contents.

    ``known`` maps a label to a measure of the budget: in a table without the column a heading of that name is the
    measure of the rows below it.
    """
    rows = _Rows(default_rule, known or {})
    for table, grid in zip(tables, grids, strict=True):
        _read_table(rows, table, grid)
    n = len(rows.places)
    commitments = Commitments(
        places=tuple(rows.places),
        cpr=tuple(rows.text["cpr"]),
        measure=tuple(rows.text["measure"]),
        supplier=tuple(rows.text["supplier"]),
        adviser=tuple(rows.text["adviser"]),
        id=tuple(rows.text["id"]),
        household=tuple(rows.text["household"]),
        team=tuple(rows.text["team"]),
        **{name: np.array(values, dtype=np.int64).reshape(n) for name, values in rows.number.items()},
        start=np.array(rows.start, dtype=np.int64).reshape(n).view("datetime64[D]"),
        stop=np.array(rows.stop, dtype=np.int64).reshape(n).view("datetime64[D]"),
        computable=np.array(rows.computable, dtype=bool).reshape(n),
    )
    return Disposition(commitments, tuple(rows.pools), tuple(rows.totals), tuple(rows.sections), tuple(rows.problems))


class _Rows:
    """Collects what the rows of one or more tables hold."""

    def __init__(self, default_rule: Rule, known: Mapping[str, str]) -> None:
        self.default_rule = default_rule
        self.known = known
        self.places: list[Place] = []
        self.text: dict[str, list[str]] = {name: [] for name in ("cpr", *_NAMED)}
        self.number: dict[str, list[int]] = {
            "rate": [],
            "quantity": [],
            "unit": [],
            "rule": [],
            "probability": [],
            "vat": [],
        }
        self.start: list[int] = []
        self.stop: list[int] = []
        self.computable: list[bool] = []
        self.pools: list[Pool] = []
        self.totals: list[Total] = []
        self.sections: list[Place] = []
        self.problems: list[Problem] = []


def _read_table(rows: _Rows, table: RoleTable, grid: Grid) -> None:
    columns = table.columns
    at = {name: columns.get(name, 0) for name in header.FIELD_NAMES}
    figure_columns = {columns[name] for name in _FIGURES if name in columns} | set(table.months.values())
    last = len(grid.rows) if table.last_row is None else min(table.last_row, len(grid.rows))
    in_excel_table = table.last_row is not None
    hint = header.unit_hint(table.headers.get(at["rate"], "")) if at["rate"] else None
    quantity_header = label(table.headers.get(at["quantity"], "")) if at["quantity"] else ""
    by_hours = "time" in quantity_header
    default_unit = UNITS[hint] if hint else RateUnit.HOUR if by_hours and "unit" not in columns else RateUnit.MONTH
    if quantity_header == "antal" and "unit" not in columns:
        # A bare »Antal« beside a rate without a unit may count anything.
        at["quantity"] = 0
    readers: dict[str, Callable[[Value], Any]] = {
        "rate": _memo(read_amount if table.scale(at["rate"]) == 1 else _in_thousands),
        "quantity": _memo(read_quantity),
        "start": _memo(read_date),
        "stop": _memo(read_date),
        "unit": _memo(read_unit),
        "rule": _memo(read_rule),
        "probability": _memo(read_share),
        "vat": _memo(read_vat_factor),
    }
    defaults = {
        "quantity": SCALE,
        "unit": int(default_unit),
        "rule": int(rows.default_rule),
        "probability": SCALE,
        "vat": SCALE,
    }
    texts = {name: _memo(spelled) for name in _NAMED}
    identify = _memo(citizen)
    sections = [Section("", [], [])]
    closed_by_total = False
    above: list[tuple[Place, str]] = []
    """Sums that stand over what they sum."""
    used = [*columns.values(), *table.months.values()]
    left, right = max(1, min(used) - 3), max(used)
    if at["rate"] and "unit" not in columns and hint is None and not by_hours:
        rows.problems.append(
            Problem(
                Kind.NO_UNIT, "rate", table.role, grid.sheet, table.header_bottom, at["rate"], table.headers[at["rate"]]
            )
        )

    for number in range(table.first_row, last + 1):
        row = grid.rows[number - 1]
        if not row:
            continue
        if len(row) > right or left > 1:
            # What stands beside the table belongs to something else.
            row = [*(None,) * (left - 1), *row[left - 1 : right]]

        def cell(name: str, row: Sequence[Value] = row) -> Value:
            column = at[name]
            return row[column - 1] if 0 < column <= len(row) else None

        place = Place(grid.sheet, number)
        if type(cell("rate")) not in (int, float) or is_blank(cell("start")) or is_blank(cell("cpr")):
            kind = kind_of(table, row, cell, figure_columns, in_excel_table)
            if kind == "blank":
                continue
            if kind == "section":
                rows.sections.append(place)
                sections.append(Section(first_text(row, figure_columns), [], []))
                closed_by_total = False
                continue
            if kind == "total":
                text = next((clean(value) for value in row if is_total(value)), "")
                if any(s.commitments or s.pools for s in sections):
                    rows.totals.append(total_of(place, text, sections, closed_by_total, rows.text["measure"]))
                    closed_by_total = True
                else:
                    above.append((place, text))
                continue
            if kind == "pool":
                sections[-1].pools.append(len(rows.pools))
                rows.pools.append(_pool(rows, table, place, row, cell, figure_columns))
                continue
            if kind == "lump":
                column = at["result"] or next(iter(table.months.values()), 1)
                shown = row[column - 1] if column <= len(row) else None
                rows.problems.append(Problem(Kind.LUMP, "result", table.role, grid.sheet, number, column, shown))
            if kind in ("header", "lump", "part"):
                continue
        if at["section"]:
            name = clean(cell("section"))
            if name and name != sections[-1].name:
                sections.append(Section(name, [], []))
        if closed_by_total and not at["section"] and sections[-1].commitments:
            # Rows after a sum without a heading of their own begin a new part.
            sections.append(Section("", [], []))
        closed_by_total = False
        sections[-1].commitments.append(len(rows.places))
        _read_row(rows, table, place, cell, readers, defaults, texts, identify)
        if by_hours and rows.number["unit"][-1] != RateUnit.HOUR:
            # Hours a week are no number of days or months.
            rows.number["quantity"][-1] = SCALE
        if not at["measure"] and label(sections[-1].name) in rows.known:
            rows.text["measure"][-1] = rows.known[label(sections[-1].name)]
    for place, text in above:
        rows.totals.append(total_of_all(place, text, sections))
    if in_excel_table:
        _look_below(rows, table, grid)


def _read_row(
    rows: _Rows,
    table: RoleTable,
    place: Place,
    cell: Callable[[str], Value],
    readers: dict[str, Callable[[Value], Any]],
    defaults: dict[str, int],
    texts: dict[str, Callable[[Value], str | None]],
    identify: Callable[[Value], str | None],
) -> None:
    sound = True

    def problem(kind: Kind, name: str, value: Value) -> None:
        column = table.columns.get(name) or table.columns.get("start") or table.columns.get("cpr") or 1
        rows.problems.append(Problem(kind, name, table.role, place.sheet, place.row, column, value))

    days: dict[str, int] = {}
    for name in ("start", "stop"):
        value = cell(name)
        try:
            found = readers[name](value)
        except Unreadable:
            problem(Kind.DATE, name, value)
            found, sound = None, False
        else:
            if found is None and name == "start":
                problem(Kind.MISSING, name, value)
                sound = False
        days[name] = _NAT if found is None or found == OPEN_END else found.toordinal() - _EPOCH_ORDINAL
    if sound and days["stop"] != _NAT and days["stop"] < days["start"]:
        problem(Kind.ORDER, "stop", cell("stop"))
        sound = False

    for name, kind in _NUMBER_KINDS:
        value = cell(name)
        try:
            number = readers[name](value)
        except Unreadable:
            problem(kind, name, value)
            number, sound = None, False
        else:
            if number is None and name == "rate":
                problem(Kind.MISSING, name, value)
                sound = False
            if number is None and name == "unit" and "unit" in table.columns:
                problem(Kind.DEFAULT_UNIT, name, value)
        rows.number[name].append(defaults.get(name, 0) if number is None else int(number))

    for name, read_text in texts.items():
        value = cell(name)
        if isinstance(value, CellError):
            problem(Kind.ERROR, name, value)
        rows.text[name].append(read_text(value) or "")
    if not rows.text["measure"][-1]:
        if "measure" in table.columns:
            problem(Kind.MISSING_MEASURE, "measure", cell("measure"))
            rows.text["measure"][-1] = NO_MEASURE
        else:
            # A sheet without the column holds one kind of measure and is usually called so.
            rows.text["measure"][-1] = NO_MEASURE if _GENERIC.fullmatch(label(place.sheet)) else clean(place.sheet)
    cpr = cell("cpr")
    if isinstance(cpr, CellError):
        problem(Kind.ERROR, "cpr", cpr)
        cpr = None
    rows.text["cpr"].append(identify(cpr) or "")
    rows.places.append(place)
    rows.start.append(days["start"])
    rows.stop.append(days["stop"])
    rows.computable.append(sound)


def _pool(
    rows: _Rows, table: RoleTable, place: Place, row: Sequence[Value], cell: Callable[[str], Value], figures: set[int]
) -> Pool:
    measure = spelled(cell("measure"))
    name = first_text(row, figures) or "Pulje"
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
            amount = (amount or 0) + (read_amount(row[column - 1]) or 0) * table.scale(column)
        except Unreadable:
            rows.problems.append(
                Problem(Kind.AMOUNT, "result", table.role, place.sheet, place.row, column, row[column - 1])
            )
    if not at:
        column = table.columns.get("result", min(table.columns.values()))
        rows.problems.append(Problem(Kind.POOL, "result", table.role, place.sheet, place.row, column, None))
    return Pool(place, name, measure, amount)


def _look_below(rows: _Rows, table: RoleTable, grid: Grid) -> None:
    """The rows under an Excel table that look like rows of it: Excel has not taken them in, so they are not read."""
    start, rate = table.columns.get("start", 0), table.columns.get("rate", 0)
    found = [
        number
        for number in rows_below(grid, table.last_row or 0)
        if _is_date(grid.value(number, start)) and not is_blank(grid.value(number, rate))
    ]
    if found:
        value = grid.value(found[0], start)
        rows.problems.append(Problem(Kind.BELOW, "start", table.role, grid.sheet, found[0], start, value, len(found)))


def _is_date(value: Value) -> bool:
    try:
        return not is_blank(value) and not isinstance(value, float) and read_date(value) is not None
    except Unreadable:
        return False


def _memo(read: Callable[[Value], T | None]) -> Callable[[Value], T | None]:
    """The reader with its answers remembered: a column repeats few values."""
    known: dict[tuple[type, Value], T | None] = {}

    def remembered(value: Value) -> T | None:
        key = (type(value), value)
        if key in known:
            return known[key]
        answer = known[key] = read(value)
        return answer

    return remembered


def _in_thousands(value: Value) -> int | None:
    amount = read_amount(value)
    return None if amount is None else amount * 1000
