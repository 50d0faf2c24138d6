"""The citizens' rows of a disposition as columns: rates, quantities, dates, names, and a problem for each bad cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeGuard, TypeVar, cast

import numpy as np

from styring_xl.cells.cell import CellError, Value
from styring_xl.danish.citizen import citizen, is_lost
from styring_xl.danish.text import (
    OPEN_END,
    SCALE,
    Unreadable,
    cell_text,
    clean,
    is_percent,
    label,
    read_amount,
    read_number,
    read_quantity,
    read_share,
    read_start,
    read_stop,
    read_vat_factor,
)
from styring_xl.danish.units import UNITS, read_rule, read_unit
from styring_xl.model.arrays import Integers
from styring_xl.model.rate_unit import RateUnit, Rule
from styring_xl.reading import header
from styring_xl.reading.column_style import date_reader, number_reader
from styring_xl.reading.disposition.disposition import NO_MEASURE, Commitments, Place
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.disposition.inherited import inherit_citizens, inherit_measures
from styring_xl.reading.disposition.parts import Parts
from styring_xl.reading.disposition.row_kind import Line
from styring_xl.reading.interning import read_each
from styring_xl.reading.problem import Kind, Problem

_GENERIC = re.compile(r"(?:ark|sheet|disponering\w*|disposition\w*|data|tabel) ?\d*(?: 20\d\d)?")
_NAMED: Final = ("measure", "supplier", "adviser", "id", "household", "team", "approver")
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
        self.granted: list[int] = []
        self.expects: list[int] = []
        self.computable: list[bool] = []
        self.problems: list[Problem] = []

    def __len__(self) -> int:
        return len(self.places)

    def is_open(self, at: int) -> bool:
        """Whether a row has no stop date."""
        return self.stop[at] == _NAT

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
            approver=tuple(self.text["approver"]),
            **{name: np.array(values, dtype=np.int64).reshape(n) for name, values in self.number.items()},
            start=np.array(self.start, dtype=np.int64).reshape(n).view("datetime64[D]"),
            stop=np.array(self.stop, dtype=np.int64).reshape(n).view("datetime64[D]"),
            granted_stop=np.array(self.granted, dtype=np.int64).reshape(n).view("datetime64[D]"),
            expects=np.array(self.expects, dtype=np.int64).reshape(n),
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
    _CitizenReader(found, frame, lines, default_rule).read(parts, known)


class _CitizenReader:
    """Reads one table's rows, each column in the way that its own texts show."""

    def __init__(self, found: Citizens, frame: Frame, lines: Sequence[Line], default_rule: Rule) -> None:
        self.found, self.frame, self.lines = found, frame, lines
        table, at = frame.table, dict(frame.at)
        hint = header.unit_hint(table.headers.get(at["rate"], "")) if at["rate"] else None
        quantity_header = label(table.headers.get(at["quantity"], "")) if at["quantity"] else ""
        self.by_hours = "time" in quantity_header
        hourly = self.by_hours and "unit" not in table.columns
        default_unit = UNITS[hint] if hint else RateUnit.HOUR if hourly else RateUnit.MONTH
        if table.bare_count:
            at["quantity"] = 0
        self.at = at
        self.defaults = {
            "quantity": SCALE,
            "unit": int(default_unit),
            "rule": int(default_rule),
            "probability": SCALE,
            "vat": SCALE,
        }
        self.sound = np.ones(len(lines), bool)
        """Whether all that a row's amount needs could be read."""
        self.told: list[tuple[int, Problem]] = []
        """The rows' problems, each with the row's place among the lines."""
        self.places = [line.number - 1 for line in lines]
        self.held: dict[int, list[Value]] = {}
        """What ``_bare`` gave of a column."""
        if at["rate"] and "unit" not in table.columns and hint is None and not self.by_hours:
            self.tell(Kind.NO_UNIT, "rate", table.header_bottom, at["rate"], table.headers[at["rate"]])

    def tell(self, kind: Kind, name: str, row: int, column: int, value: Value) -> None:
        """Adds a problem of the table's."""
        self.found.problems.append(self._problem(kind, name, row, column, value))

    def _problem(self, kind: Kind, name: str, row: int, column: int, value: Value) -> Problem:
        return Problem(kind, name, self.frame.table.role, self.frame.grid.sheet, row, column, value)

    def _tell_of(self, at: int, kind: Kind, name: str, value: Value) -> None:
        """A problem at the field's cell of a line, or where the field has no column, at the line's first cell that
        says something."""
        columns = self.frame.table.columns
        column = columns.get(name) or columns.get("start") or columns.get("cpr") or 1
        self.told.append((at, self._problem(kind, name, self.lines[at].number, column, value)))

    def read(self, parts: Parts, known: Mapping[str, str]) -> None:
        found, base = self.found, len(self.found)
        readers = self._readers()
        start, stop = (self._days(name, readers[name]) for name in ("start", "stop"))
        for at in np.flatnonzero(self.sound & (start != _NAT) & (stop != _NAT) & (stop < start)).tolist():
            self._tell_of(at, Kind.ORDER, "stop", self._cells("stop")[at])
            self.sound[at] = False
        for name, kind in _NUMBER_KINDS:
            found.number[name] += self._numbers(name, kind, readers[name])
        self._no_shares_of_hours(base)
        if self.by_hours:
            # Hours a week are no number of days or months.
            units = found.number["unit"]
            for at in range(base, len(units)):
                if units[at] != RateUnit.HOUR:
                    found.number["quantity"][at] = SCALE
        for name in _NAMED:
            found.text[name] += read_each(cell_text, self._texts(name))
        found.text["cpr"] += read_each(citizen, self._citizens())
        found.places += [Place(self.frame.grid.sheet, line.number) for line in self.lines]
        found.start += start.tolist()
        found.granted += stop.tolist()
        used, expects = self._expected(start, stop, readers["stop"])
        found.stop += used
        found.expects += expects
        found.computable += self.sound.tolist()
        # Told column by column, and read row by row.
        found.problems += [problem for _, problem in sorted(self.told, key=lambda told: told[0])]
        inherit_citizens(self.frame, self.lines, found.text["cpr"], base, found.problems)
        self._measures(parts, known, base)

    def _expected(
        self, start: Integers, granted: Integers, read: Callable[[Value], dt.date | None]
    ) -> tuple[list[int], list[int]]:
        """The stops that are computed with, in days since 1970, and whose they are (see ``Commitments.expects``).

        An expected stop that is after the granted one is used and told; one that cannot be read, or is before the
        start, is told and not used.
        """
        used, expects = granted.tolist(), [0] * len(self.lines)
        column = self.at["expected_stop"]
        if not column or column == self.at["stop"]:
            return used, expects
        cells = self._cells("expected_stop")
        for at, (value, day) in enumerate(zip(cells, read_each(partial(_tried, read), cells), strict=True)):
            if day is None and self.frame.has_no_result(self.lines[at].number, column):
                formula = self.frame.grid.formulas[self.lines[at].number, column]
                day, value = Unreadable(), f"={formula}"
            if day is None:
                continue
            days = _NAT if day == OPEN_END or isinstance(day, Unreadable) else day.toordinal() - _EPOCH_ORDINAL
            if isinstance(day, Unreadable):
                self._tell_of(at, Kind.EXPECTED_DATE, "expected_stop", value)
            elif days != _NAT and days < start[at]:
                self._tell_of(at, Kind.EXPECTED_ORDER, "expected_stop", value)
            else:
                if used[at] != _NAT and (days == _NAT or days > used[at]):
                    self._tell_of(at, Kind.EXPECTED_LATE, "expected_stop", value)
                used[at], expects[at] = days, 1
                continue
            expects[at] = -1
        return used, expects

    def _no_shares_of_hours(self, base: int) -> None:
        """A problem for each quantity in per cent at a rate per hour: it is not known of how many hours."""
        if RateUnit.HOUR not in self.found.number["unit"][base:]:
            return
        for at, value in enumerate(self._cells("quantity")):
            if self.found.number["unit"][base + at] == RateUnit.HOUR and self.sound[at] and is_percent(value):
                self._tell_of(at, Kind.QUANTITY, "quantity", value)
                self.sound[at] = False

    def _readers(self) -> dict[str, Callable[[Value], Any]]:
        manner = self.frame.table.manner
        scale = self.frame.table.scale(self.at["rate"])

        def texts(*names: str) -> list[str]:
            columns = [self._bare(name) for name in names if self.at[name]]
            return [
                value for column in columns if str in {*map(type, column)} for value in column if isinstance(value, str)
            ]

        def share(name: str, read: Callable[[Value], int | None]) -> Callable[[Value], int | None]:
            reader = number_reader(manner.of_numbers(texts(name)), read)
            if (
                name == "vat"
                or not self.at[name]
                or not any((number := _bare_number(value)) is not None and number > 1 for value in {*self._bare(name)})
            ):
                return reader

            def of_percents(value: Value) -> int | None:
                number = _bare_number(value)
                if number is not None and 0 < number <= 1:
                    # Among 50 and 25 a 1 may mean 100 % or 1 %, so it is refused; a momsfaktor of 1 % does not occur.
                    raise Unreadable
                return reader(value)

            return of_percents

        orders = manner.of_dates(texts("start", "stop", "expected_stop"))
        rates = manner.of_numbers(texts("rate"), amounts=scale == 1)
        return {
            "rate": number_reader(rates, lambda value: read_amount(value, scale)),
            "quantity": number_reader(manner.of_numbers(texts("quantity"), quantities=True), read_quantity),
            "start": date_reader(orders, read_start),
            "stop": date_reader(orders, read_stop),
            "unit": read_unit,
            "rule": read_rule,
            "probability": share("probability", read_share),
            "vat": share("vat", read_vat_factor),
        }

    def _bare(self, name: str) -> list[Value]:
        """What stands in the field's own cells, a line each, not to be changed; None where it has no column."""
        column = self.at[name]
        if column not in self.held:
            if column and not self.frame.constants:
                cells = self.frame.columns[column]
                self.held[column] = [cells[place] for place in self.places]
            else:
                rows = (line.cells for line in self.lines)
                self.held[column] = [row[column - 1] if 0 < column <= len(row) else None for row in rows]
        return self.held[column]

    def _cells(self, name: str) -> list[Value]:
        """The field's cells; in a merged area, what stands in its first cell."""
        values, column, above = [*self._bare(name)], self.at[name], self.frame.above
        if above:
            for at, value in enumerate(values):
                if value is None and (self.lines[at].number, column) in above:
                    values[at] = self.frame.value(self.lines[at].number, column)
        return values

    def _without_result(self, name: str, values: Sequence[Value]) -> Iterator[int]:
        """The lines in whose cell stands a formula without a result; each is told, for it may come to anything."""
        column, formulas = self.at[name], self.frame.grid.formulas
        if not column or not formulas:
            return
        for at, value in enumerate(values):
            if value is None and self.frame.has_no_result(self.lines[at].number, column):
                self._tell_of(at, Kind.NO_RESULT, name, f"={formulas[self.lines[at].number, column]}")
                yield at

    def _column(self, name: str, kind: Kind, read: Callable[[Value], T | None], *, needed: bool) -> list[T | None]:
        """The field's values; a problem of ``kind`` for each cell that cannot be read, and one where it is ``needed``
        and empty."""
        values = self._cells(name)
        bare = {*self._without_result(name, values)}
        found = read_each(partial(_tried, read), values)
        is_stated = name == "unit" and "unit" in self.frame.table.columns
        if (needed or is_stated) and None in found:
            missing = {at for at, answer in enumerate(found) if answer is None} - bare
            for at in sorted(missing):
                self._tell_of(at, Kind.MISSING if needed else Kind.DEFAULT_UNIT, name, values[at])
            if needed:
                self.sound[[*missing]] = False
        if bare or Unreadable in {*map(type, found)}:
            refused = {at for at, answer in enumerate(found) if isinstance(answer, Unreadable)} - bare
            for at in sorted(refused):
                self._tell_of(at, kind, name, values[at])
            for at in refused | bare:
                self.sound[at] = False
                found[at] = None
        return cast("list[T | None]", found)

    def _days(self, name: str, read: Callable[[Value], dt.date | None]) -> Integers:
        """A column of dates in days since 1970 (n,); none, and an open end, are NaT."""

        def days(value: Value) -> int | None:
            day = read(value)
            return None if day is None else _NAT if day == OPEN_END else day.toordinal() - _EPOCH_ORDINAL

        return np.array(_filled(self._column(name, Kind.DATE, days, needed=name == "start"), _NAT), np.int64)

    def _numbers(self, name: str, kind: Kind, read: Callable[[Value], int | None]) -> list[int]:
        """A column of figures as whole numbers, with what holds where none stands."""
        found = _filled(self._column(name, kind, read, needed=name == "rate"), self.defaults.get(name, 0))
        return [*map(int, found)]

    def _texts(self, name: str) -> list[Value]:
        """What a field that needs no reading holds; an error value is told and says nothing, and a formula without a
        result is told."""
        values = self._cells(name)
        for _ in self._without_result(name, values):
            pass
        if CellError in {*map(type, values)}:
            for at, value in enumerate(values):
                if isinstance(value, CellError):
                    self._tell_of(at, Kind.ERROR, name, value)
                    values[at] = None
        return values

    def _citizens(self) -> list[Value]:
        """Who the lines are about; what a spreadsheet has left of a number is told and is nobody."""
        values = self._texts("cpr")
        lost = read_each(is_lost, values)
        if True in lost:
            for at in np.flatnonzero(lost).tolist():
                self._tell_of(at, Kind.CITIZEN, "cpr", values[at])
                values[at] = None
        return values

    def _measures(self, parts: Parts, known: Mapping[str, str], base: int) -> None:
        """The measures of rows whose cell is empty: from the row above, the part's heading, or the sheet's name."""
        frame, found, lines = self.frame, self.found, self.lines
        names = found.text["measure"]
        if "measure" not in frame.table.columns:
            fallback = _called(frame, known)
            for at, part in enumerate(parts.names):
                names[base + at] = known.get(label(part)) or fallback
            return
        called = _called(frame, known)
        if called in known.values() and not any(label(name) in known for name in names[base:]):
            # »Type« may hold something else; then the sheet's name or title is the measure.
            names[base:] = [called] * len(lines)
            return
        inherit_measures(frame, lines, names, base, parts, known)
        for at, line in enumerate(lines):
            if not names[base + at]:
                self.tell(Kind.MISSING_MEASURE, "measure", line.number, frame.at["measure"], None)
                names[base + at] = NO_MEASURE


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


def _filled(found: list[int | None], default: int) -> list[int]:
    """The numbers, with what holds where none stands."""
    return [default if each is None else each for each in found] if None in found else cast("list[int]", found)


def _tried(read: Callable[[Value], T | None], value: Value) -> T | Unreadable | None:
    """What a cell reads as; where it cannot be read, that in the place of a value."""
    try:
        return read(value)
    except Unreadable:
        # Not the one that was raised: it knows where it came through, and so would keep all that was held there.
        return Unreadable()


def _bare_number(value: Value) -> float | None:
    """A number, or one written as text without a per cent sign; None for anything else."""
    if isinstance(value, str) and not is_percent(value):
        try:
            number = read_number(value)
        except Unreadable:
            return None
        return None if number is None else float(number)
    return float(value) if _is_number(value) else None


def _is_number(value: Value) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
