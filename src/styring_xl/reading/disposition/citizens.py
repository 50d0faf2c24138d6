"""The citizens' rows of a disposition as columns: rates, quantities, dates, names, and a problem for each bad cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import numpy as np

from styring_xl.cells.cell import CellError, Value
from styring_xl.danish.citizen import citizen, is_lost
from styring_xl.danish.text import (
    OPEN_END,
    SCALE,
    Unreadable,
    clean,
    label,
    read_amount,
    read_quantity,
    read_share,
    read_vat_factor,
    spelled,
)
from styring_xl.danish.units import UNITS, read_rule, read_unit
from styring_xl.model.rate_unit import RateUnit, Rule
from styring_xl.reading import header
from styring_xl.reading.column_style import date_reader, number_reader
from styring_xl.reading.disposition.disposition import NO_MEASURE, Commitments, Place
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.disposition.inherited import inherit_citizens, inherit_measures
from styring_xl.reading.disposition.parts import Parts
from styring_xl.reading.disposition.row_kind import Line
from styring_xl.reading.problem import Kind, Problem

_GENERIC = re.compile(r"(?:ark|sheet|disponering\w*|disposition\w*|data|tabel) ?\d*(?: 20\d\d)?")
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


class Citizens:
    """Collects the citizens' rows of one or more tables."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.text: dict[str, list[str]] = {name: [] for name in ("cpr", *_NAMED)}
        self.number: dict[str, list[int]] = {name: [] for name, _ in _NUMBER_KINDS}
        self.start: list[int] = []
        self.stop: list[int] = []
        self.computable: list[bool] = []
        self.problems: list[Problem] = []

    def __len__(self) -> int:
        return len(self.places)

    def commitments(self) -> Commitments:
        """All rows as arrays."""
        n = len(self)
        return Commitments(
            places=tuple(self.places),
            cpr=tuple(self.text["cpr"]),
            measure=tuple(self.text["measure"]),
            supplier=tuple(self.text["supplier"]),
            adviser=tuple(self.text["adviser"]),
            id=tuple(self.text["id"]),
            household=tuple(self.text["household"]),
            team=tuple(self.text["team"]),
            **{name: np.array(values, dtype=np.int64).reshape(n) for name, values in self.number.items()},
            start=np.array(self.start, dtype=np.int64).reshape(n).view("datetime64[D]"),
            stop=np.array(self.stop, dtype=np.int64).reshape(n).view("datetime64[D]"),
            computable=np.array(self.computable, dtype=bool).reshape(n),
        )


def read_citizens(
    found: Citizens,
    frame: Frame,
    lines: Sequence[Line],
    default_rule: Rule,
    parts: Parts,
    known: Mapping[str, str],
) -> None:
    """Adds a table's citizens. ``parts`` says how the sheet falls into parts, ``known`` are the measures."""
    _CitizenReader(found, frame, default_rule).read(lines, parts, known)


class _CitizenReader:
    """Reads one table's rows, each column in the way that its own texts show."""

    def __init__(self, found: Citizens, frame: Frame, default_rule: Rule) -> None:
        self.found, self.frame = found, frame
        table, at = frame.table, dict(frame.at)
        hint = header.unit_hint(table.headers.get(at["rate"], "")) if at["rate"] else None
        quantity_header = label(table.headers.get(at["quantity"], "")) if at["quantity"] else ""
        self.by_hours = "time" in quantity_header
        hourly = self.by_hours and "unit" not in table.columns
        default_unit = UNITS[hint] if hint else RateUnit.HOUR if hourly else RateUnit.MONTH
        if quantity_header == "antal" and "unit" not in table.columns:
            # A bare »Antal« beside a rate without a unit may count anything.
            at["quantity"] = 0
        self.at = at
        self.defaults = {
            "quantity": SCALE,
            "unit": int(default_unit),
            "rule": int(default_rule),
            "probability": SCALE,
            "vat": SCALE,
        }
        if at["rate"] and "unit" not in table.columns and hint is None and not self.by_hours:
            self.tell(Kind.NO_UNIT, "rate", table.header_bottom, at["rate"], table.headers[at["rate"]])

    def tell(self, kind: Kind, name: str, row: int, column: int, value: Value) -> None:
        """Adds a problem of the table's."""
        table = self.frame.table
        self.found.problems.append(Problem(kind, name, table.role, self.frame.grid.sheet, row, column, value))

    def read(self, lines: Sequence[Line], parts: Parts, known: Mapping[str, str]) -> None:
        base = len(self.found)
        readers = self._readers(lines)
        texts = {name: _memo(spelled) for name in _NAMED}
        identify = _memo(citizen)
        for line in lines:
            self._row(line, readers, texts, identify)
        inherit_citizens(self.frame, lines, self.found.text["cpr"], base, self.found.problems)
        self._measures(lines, parts, known, base)

    def _readers(self, lines: Sequence[Line]) -> dict[str, Callable[[Value], Any]]:
        manner = self.frame.table.manner
        scale = self.frame.table.scale(self.at["rate"])

        def texts(*names: str) -> list[str]:
            columns = [self.at[name] for name in names if self.at[name]]
            return [
                value
                for column in columns
                for line in lines
                if column <= len(line.cells) and isinstance(value := line.cells[column - 1], str)
            ]

        dates = _memo(date_reader(manner.of_dates(texts("start", "stop"))))
        rates = manner.of_numbers(texts("rate"), amounts=scale == 1)
        return {
            "rate": _memo(number_reader(rates, lambda value: read_amount(value, scale))),
            "quantity": _memo(number_reader(manner.of_numbers(texts("quantity"), quantities=True), read_quantity)),
            "start": dates,
            "stop": dates,
            "unit": _memo(read_unit),
            "rule": _memo(read_rule),
            "probability": _memo(read_share),
            "vat": _memo(read_vat_factor),
        }

    def _row(
        self,
        line: Line,
        readers: dict[str, Callable[[Value], Any]],
        texts: dict[str, Callable[[Value], str | None]],
        identify: Callable[[Value], str | None],
    ) -> None:
        found, row = self.found, _CitizenRow(self, line)
        start, stop = self._days(row, readers)
        self._numbers(row, readers)
        for name, read_text in texts.items():
            found.text[name].append(read_text(row.text(name)) or "")
        cpr = row.text("cpr")
        if is_lost(cpr):
            row.tell(Kind.CITIZEN, "cpr", cpr)
            cpr = None
        found.text["cpr"].append(identify(cpr) or "")
        found.places.append(Place(self.frame.grid.sheet, line.number))
        found.start.append(start)
        found.stop.append(stop)
        found.computable.append(row.sound)

    def _days(self, row: _CitizenRow, readers: dict[str, Callable[[Value], Any]]) -> tuple[int, int]:
        """Start and stop in days since 1970; none, and an open end, are NaT."""
        start, stop = (
            _NAT if day is None or day == OPEN_END else day.toordinal() - _EPOCH_ORDINAL
            for name in ("start", "stop")
            for day in (row.read(name, Kind.DATE, readers[name], needed=name == "start"),)
        )
        if row.sound and stop != _NAT and stop < start:
            row.tell(Kind.ORDER, "stop", row.cell("stop"))
            row.sound = False
        return start, stop

    def _numbers(self, row: _CitizenRow, readers: dict[str, Callable[[Value], Any]]) -> None:
        """The row's figures as whole numbers, with what holds where none stands."""
        number = self.found.number
        for name, kind in _NUMBER_KINDS:
            amount = row.read(name, kind, readers[name], needed=name == "rate")
            number[name].append(self.defaults.get(name, 0) if amount is None else int(amount))
        if self.by_hours and number["unit"][-1] != RateUnit.HOUR:
            # Hours a week are no number of days or months.
            number["quantity"][-1] = SCALE

    def _measures(self, lines: Sequence[Line], parts: Parts, known: Mapping[str, str], base: int) -> None:
        """The measures of rows whose cell is empty: from the row above, the part's heading, or the sheet's name."""
        frame, found = self.frame, self.found
        names = found.text["measure"]
        if "measure" not in frame.table.columns:
            fallback = _called(frame, known)
            for at, part in enumerate(parts.names):
                names[base + at] = known.get(label(part)) or fallback
            return
        called = _called(frame, known)
        if called in known.values() and not any(label(name) in known for name in names[base:]):
            # »Type« may be something else than the measure, which the sheet's name or title is.
            names[base:] = [called] * len(lines)
            return
        inherit_measures(frame, lines, names, base, parts, known)
        for at, line in enumerate(lines):
            if not names[base + at]:
                self.tell(Kind.MISSING_MEASURE, "measure", line.number, frame.at["measure"], None)
                names[base + at] = NO_MEASURE


class _CitizenRow:
    """One row while it is read. ``sound`` is False once something of it cannot be read that its amount needs."""

    __slots__ = ("cells", "frame", "number", "reader", "sound")

    def __init__(self, reader: _CitizenReader, line: Line) -> None:
        self.reader, self.frame = reader, reader.frame
        self.number, self.cells = line.number, line.cells
        self.sound = True

    def cell(self, name: str) -> Value:
        """What stands in the field's column; in a merged area, what stands in its first cell."""
        column = self.reader.at[name]
        value = self.cells[column - 1] if 0 < column <= len(self.cells) else None
        if value is None and self.frame.above and (self.number, column) in self.frame.above:
            return self.frame.value(self.number, column)
        return value

    def tell(self, kind: Kind, name: str, value: Value) -> None:
        """A problem at the field's cell, or where it has no column, at the row's first one that says something."""
        columns = self.frame.table.columns
        column = columns.get(name) or columns.get("start") or columns.get("cpr") or 1
        self.reader.tell(kind, name, self.number, column, value)

    def has_no_result(self, name: str) -> bool:
        """Whether a formula without a result stands in a cell without a value; it is told, for it may come to
        anything."""
        column = self.reader.at[name]
        if not column or not self.frame.has_no_result(self.number, column):
            return False
        self.tell(Kind.NO_RESULT, name, f"={self.frame.grid.formulas[self.number, column]}")
        return True

    def read(self, name: str, kind: Kind, read: Callable[[Value], T | None], *, needed: bool) -> T | None:
        """The field's value; a problem of ``kind`` where it cannot be read, and where it is ``needed`` and empty."""
        value = self.cell(name)
        if value is None and self.has_no_result(name):
            self.sound = False
            return None
        try:
            found = read(value)
        except Unreadable:
            self.tell(kind, name, value)
            self.sound = False
            return None
        if found is None and needed:
            self.tell(Kind.MISSING, name, value)
            self.sound = False
        if found is None and name == "unit" and "unit" in self.frame.table.columns:
            self.tell(Kind.DEFAULT_UNIT, name, value)
        return found

    def text(self, name: str) -> Value:
        """What a field that needs no reading holds; an error value is told, and is nothing like a formula without a
        result."""
        value = self.cell(name)
        if value is None:
            self.has_no_result(name)
        elif isinstance(value, CellError):
            self.tell(Kind.ERROR, name, value)
            return None
        return value


def _called(frame: Frame, known: Mapping[str, str]) -> str:
    """The measure of a sheet without a column for it: it holds one kind, and its name or its title says which."""
    sheet = frame.grid.sheet
    if label(sheet) in known:
        return known[label(sheet)]
    titles = {
        f" {label(value)} "
        for row in frame.grid.rows[: frame.table.header_bottom - 1]
        for value in row[frame.left - 1 : frame.right]
        if isinstance(value, str)
    }
    named = {name for text, name in known.items() if any(f" {text} " in title for title in titles)}
    if len(named) == 1:
        return named.pop()
    return NO_MEASURE if _GENERIC.fullmatch(label(sheet)) else clean(sheet)


def _memo(read: Callable[[Value], T | None]) -> Callable[[Value], T | None]:
    """The reader with its answers remembered: a column repeats few values."""
    known: dict[tuple[type, Value], T | None] = {}

    def remembered(value: Value) -> T | None:
        key = (type(value), value)
        try:
            return known[key]
        except KeyError:
            answer = known[key] = read(value)
            return answer

    return remembered
