"""One bevilling, as an extract of a case system or *Disponering* has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from msgspec import Struct

from styring_xl import standard
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.citizen import citizen, has_cpr_form
from styring_xl.danish.text import (
    OPEN_END,
    Unreadable,
    clean,
    is_blank,
    label,
    read_amount,
    read_number,
    read_start,
    read_stop,
)
from styring_xl.danish.units import read_unit
from styring_xl.imports.columns import CASES
from styring_xl.imports.extract import Extract, Options
from styring_xl.reading import header
from styring_xl.reading.ledger.amount import decide
from styring_xl.reading.role_table import RoleTable


class CaseRow(Struct, frozen=True):
    """One bevilling: its row or line, and its fields as cells hold them (rate in øre); an empty field is left out."""

    line: int
    fields: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str, dt.date | None]:
        """Citizen, measure and start."""
        return self.fields["cpr"], label(self.fields.get("measure")), self.fields.get("start")


def _unit(value: Value) -> str | None:
    found = read_unit(value)
    return None if found is None else standard.RATE_UNITS[int(found)]


def _quantity(value: Value) -> int | float | None:
    number = read_number(value)
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def _stop(value: Value) -> dt.date | None:
    found = read_stop(value)
    return None if found == OPEN_END else found


_READ: Final[dict[str, Callable[[Value], Any]]] = {
    "cpr": lambda value: citizen(value) or None,
    "start": read_start,
    "stop": _stop,
    "unit": _unit,
    "quantity": _quantity,
}


def _text(value: Value) -> str | None:
    return clean(value) or None


def _read(name: str, value: Value) -> Any:
    return _READ.get(name, _text)(value)


def of_extract(extract: Extract, options: Options) -> tuple[list[CaseRow], list[tuple[int, str]]]:
    """The bevillinger of an extract, and its refused lines (line, why)."""
    n = len(extract)
    values = {name: column.values() for name, column in extract.texts.items()}
    rates, states = np.zeros(n, np.int64), np.zeros(n, np.int8)
    if "rate" in extract.amounts:
        mark = "," if extract.sheet is not None and options.decimal is None else ""
        mark = mark or decide([extract.amounts["rate"]], options.decimal)
        rates, states = extract.amounts["rate"].ore(mark, 1 if options.ore else extract.unit("rate"))
    # »Pris pr. dag« says its own unit where no column does.
    unit = header.unit_hint(extract.mapping.header("rate")) if "rate" in extract.amounts else None
    cases: list[CaseRow] = []
    refused: list[tuple[int, str]] = []
    seen: set[Any] = set()
    for row, line in enumerate(extract.lines.tolist()):
        if all(is_blank(cells[row]) for cells in values.values()) and states[row] == 0:
            continue
        fields: dict[str, Any] = {}
        wrong = "rækken har flere felter end overskriften" if extract.ragged[row] else ""
        for name, cells in values.items():
            try:
                fields[name] = _read(name, cells[row])
            except Unreadable:
                wrong = wrong or f"{CASES.names[name].lower()} kan ikke læses"
        if states[row] == -1:
            wrong = wrong or "taksten kan ikke læses"
        elif states[row] == 1:
            fields["rate"] = int(rates[row])
            if unit is not None and "unit" not in values:
                fields["unit"] = unit
        fields = {name: value for name, value in fields.items() if value is not None}
        for name, text in (("cpr", "CPR-nr."), ("measure", "foranstaltning"), ("start", "startdato")):
            if not wrong and name not in fields:
                wrong = f"{text} mangler"
        if not wrong and not has_cpr_form(fields["cpr"]):
            wrong = "CPR-nr. har ikke form af et CPR-nr."
        case = CaseRow(line, fields)
        if not wrong and case.key in seen:
            wrong = "samme borger, foranstaltning og startdato står to gange"
        if wrong:
            refused.append((line, wrong))
        else:
            seen.add(case.key)
            cases.append(case)
    return cases, refused


def of_sheet(grid: Grid, table: RoleTable) -> list[CaseRow]:
    """The bevillinger that stand in the disposition, those of citizens without a CPR number left out."""
    found = []
    for row in range(table.first_row, (table.last_row or len(grid.rows)) + 1):
        fields: dict[str, Any] = {}
        for name, column in table.columns.items():
            value = grid.value(row, column)
            try:
                if name == "rate":
                    ore = read_amount(value)
                    fields[name] = None if ore is None else ore * table.scale(column)
                else:
                    fields[name] = _read(name, value)
            except Unreadable:
                # What cannot be read is shown as it stands, and is other than anything the extract says.
                fields[name] = f"»{clean(value)}«"
        fields = {name: value for name, value in fields.items() if value is not None}
        if has_cpr_form(str(fields.get("cpr", ""))):
            found.append(CaseRow(row, fields))
    return found
