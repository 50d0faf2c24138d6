"""The settings of a workbook: its *Opsætning* sheet, what a command overrides, and where the roles are pinned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from styring_xl import standard
from styring_xl.cells.cell import Value
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import Unreadable, clean, is_blank, label, month_of_name, read_number
from styring_xl.danish.units import read_rule
from styring_xl.model.headcount import FullYear
from styring_xl.model.rate_unit import Rule
from styring_xl.reading import header
from styring_xl.reading.column_style import DateStyle, Numbers
from styring_xl.reading.dimension_name import DimensionName
from styring_xl.reading.disposition.candidates import RUNNING, SECTION
from styring_xl.reading.layout import Pin
from styring_xl.reading.manner import Manner
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.tables import table_rows
from styring_xl.standard import setup
from styring_xl.standard.sign import Sign


class Settings(Struct, frozen=True):
    """What decides the figures. ``year`` and ``closed`` (0..12) are None until somebody says them.

    ``limits`` maps (a limit's label, a measure's label or nothing for all) to its figure in the unit its row names.
    """

    year: int | None = None
    closed: int | None = None
    rule: Rule = Rule.DAYS
    sign: Sign = Sign.BUDGET_MINUS
    full_year: FullYear = FullYear.DAYS
    limits: Mapping[tuple[str, str], float] = field(default_factory=dict)
    refund_in_result: bool = False
    """True when forventet regnskab is to hold the computed refund of the State instead of what the line says."""
    late_in_result: bool = False
    """True when forventet regnskab is to hold the invoices that are still expected of the closed months."""
    shows_movement: bool = False
    """True when the stops and the inflow that *Usikkerhed* expects are to be shown beside the known ones."""
    copies: int | None = None
    """How many of the newest copies of the workbook stay beside it, None where it is not said."""
    copy_months: int | None = None
    """How many months a copy stays at most, None for as long as it is."""
    declined: frozenset[str] = frozenset()
    """Labels of the result sheets that are not to be added."""
    asked: frozenset[str] = frozenset()
    """Labels of the result sheets that are wanted."""
    unused_checks: frozenset[str] = frozenset()
    """Labels of the codes of checks that are switched off."""
    pins: tuple[Pin, ...] = ()
    bare_sums: str = ""
    """What a sum only called »I alt« is of, where its figures don't show it: ``afsnit``, ``løbende`` or nothing."""
    division: DimensionName | None = None
    """The dimension that *Afvigelse*, *Cockpit* and *Prognose* are divided by."""
    units: Mapping[str, int] = field(default_factory=dict)
    """Kroner to one of a role's amounts, of the roles it is said of."""
    numbers: Numbers | None = None
    """How texts write figures, where it is said."""
    order: DateStyle | None = None
    """The order of day and month in dates written as texts, where it is said."""
    department: str = ""
    """What the workbook's department is called beside others, empty where nothing is said."""
    problems: tuple[Problem, ...] = ()

    def manner(self, role: str) -> Manner:
        """What is said of how a role's sheets write their figures."""
        return Manner(self.units.get(role), self.numbers, self.order)

    def limit(self, name: str, measure: str = "") -> float | None:
        """A limit by its label: the measure's own, else the one for all, else the product's default, else None."""
        for key in ((label(name), label(measure)), (label(name), "")):
            if key in self.limits:
                return self.limits[key]
        return standard.DEFAULT_LIMITS.get(name)

    def override(self, year: int | None, closed: int | None) -> Settings:
        """The same settings with what a command states in place of what the workbook says."""
        return replace(self, year=self.year if year is None else year, closed=self.closed if closed is None else closed)


def sheet_of(sheet_names: Sequence[str]) -> str | None:
    """The workbook's set-up sheet, None when it has none."""
    return next((name for name in sheet_names if label(name) == label(standard.SETUP)), None)


_YEAR: Final = ("regnskabsår", "år", "budgetår")
_CLOSED: Final = (
    "realiseret til og med måned 0 12",
    "realiseret til og med",
    "realiseret til og med måned",
    "lukket måned",
    "r",
)
_DIVISION: Final = ("opdel efter", "opdeling")
_UNITS: Final = {
    "beløb i disponeringen": header.DISPOSITION,
    "beløb i posteringerne": header.POSTINGS,
    "beløb i budgettet": header.BUDGET,
}
_LISTS: Final = frozenset(table.name for table in setup.TABLES)


def read(grid: Grid) -> Settings:
    """Reads an *Opsætning* sheet: labels anywhere, values in the cells to their right; unreadable ones are problems."""
    settings = Settings(
        pins=_pins(grid),
        limits=_limits(grid),
        declined=_sheets(grid, standard.NO),
        asked=_sheets(grid, standard.YES),
        unused_checks=_unused_checks(grid),
    )
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, column, text in _labels(grid):
        name = label(text)
        value = grid.value(number, column + 1)
        if name in seen or is_blank(value):
            continue
        try:
            if name in _PLAIN:
                field_name, understand = _PLAIN[name]
                settings = replace(settings, **{field_name: understand(value)})
            elif name in _DIVISION:
                settings = replace(settings, division=_division(grid, number, column + 1))
            elif name in _UNITS:
                settings = replace(settings, units={**settings.units, _UNITS[name]: _unit(value)})
            else:
                continue
        except Unreadable:
            problems.append(Problem(Kind.SETTING, clean(text), "opsætning", grid.sheet, number, column + 1, value))
        seen.add(name)
    return replace(settings, problems=tuple(problems))


def _labels(grid: Grid) -> Iterator[tuple[int, int, str]]:
    """The texts that may name a setting: (row, column, text). Those of the sheet's own lists name something else: the
    check ``opdeling`` has a switch with *ja* beside it."""
    lists = [table.ref for table in grid.tables if table.name in _LISTS]
    for number, row in enumerate(grid.rows, start=1):
        for column, text in enumerate(row, start=1):
            if isinstance(text, str) and not any((number, column) in ref for ref in lists):
                yield number, column, text


def cells(grid: Grid) -> Iterator[tuple[int, int]]:
    """The cells (row, column) that settings are read of, filled or not."""
    for number, column, text in _labels(grid):
        if label(text) in _PLAIN or label(text) in _DIVISION or label(text) in _UNITS:
            yield number, column + 1


def closed_cell(grid: Grid) -> tuple[int, int] | None:
    """The cell (row, column) of *Realiseret til og med*, None when the sheet has none."""
    return _cell(grid, _CLOSED)


def year_cell(grid: Grid) -> tuple[int, int] | None:
    """The cell (row, column) of *Regnskabsår*, None when the sheet has none."""
    return _cell(grid, _YEAR)


def _cell(grid: Grid, names: tuple[str, ...]) -> tuple[int, int] | None:
    """The cell beside the first of some labels, one that is filled before one that is not."""
    found = [(number, column + 1) for number, column, text in _labels(grid) if label(text) in names]
    return next((cell for cell in found if not is_blank(grid.value(*cell))), found[0] if found else None)


def _whole(value: Value, low: int, high: int) -> int:
    number = read_number(value)
    if number is None or number != int(number) or not low <= number <= high:
        raise Unreadable
    return int(number)


def read_closed(value: Value) -> int:
    """*Realiseret til og med* as 0..12 from a number or a month's name. Raises Unreadable for anything else."""
    if isinstance(value, str) and (month := month_of_name(clean(value))) is not None:
        return month
    return _whole(value, 0, 12)


def _sign(value: Value) -> Sign:
    text = label(value)
    if text in ("budget forventet", "budget forventet regnskab", "mindreforbrug", "horsens"):
        return Sign.BUDGET_MINUS
    if text in ("prognose budget", "forventet budget", "forventet regnskab budget", "merforbrug", "middelfart"):
        return Sign.FORECAST_MINUS
    raise Unreadable


def _full_year(value: Value) -> FullYear:
    text = label(value)
    if re.match(r"dag|døgn", text):
        return FullYear.DAYS
    if text.startswith("måned"):
        return FullYear.MONTHS
    raise Unreadable


def _bare_sums(value: Value) -> str:
    text = label(value)
    if text not in (SECTION, RUNNING):
        raise Unreadable
    return text


def _division(grid: Grid, row: int, column: int) -> DimensionName | None:
    name = clean(grid.value(row, column))
    if label(name) in ("", standard.NO, "ingen"):
        return None
    headers = {
        role: text for role in header.ROLES for field, text in headings(grid, role) if label(field) == label(name)
    }
    return DimensionName(name, grid.sheet, row, column, headers)


def _unit(value: Value) -> int:
    text = label(value)
    if text in ("kr", "kroner"):
        return 1
    factor = header.unit_factor(value)
    if factor == 1:
        raise Unreadable
    return factor


def _numbers(value: Value) -> Numbers:
    text = label(value)
    if text in ("komma", "decimalkomma", "dansk"):
        return Numbers.DANISH
    if text in ("punktum", "decimalpunktum", "engelsk"):
        return Numbers.DECIMALS
    raise Unreadable


def _order(value: Value) -> DateStyle:
    text = label(value)
    if text.startswith("dag"):
        return DateStyle.DAY_FIRST
    if text.startswith("måned"):
        return DateStyle.MONTH_FIRST
    raise Unreadable


def _yes(value: Value) -> bool:
    text = label(value)
    if text not in (standard.YES, standard.NO):
        raise Unreadable
    return text == standard.YES


def _table_rows(grid: Grid, name: str) -> list[dict[str, Value]]:
    """The rows of an Excel table of the set-up sheet, by the table's name, as label -> value."""
    return [{head: value for head, (_, value) in row.items()} for _, row in table_rows(grid, name)]


_FIELD_OF: Final = {label(name): key for key, name in header.FIELD_NAMES.items()}


def _pins(grid: Grid) -> tuple[Pin, ...]:
    columns: dict[str, dict[str, str]] = {}
    for row in _table_rows(grid, standard.HEADINGS_TABLE):
        role, name, text = label(row.get("rolle")), label(row.get("felt")), clean(row.get("overskrift"))
        if role in header.ROLES and name in _FIELD_OF and text:
            columns.setdefault(role, {})[_FIELD_OF[name]] = text
    pins = []
    for row in _table_rows(grid, standard.LAYOUT_TABLE):
        role, sheet, line = label(row.get("rolle")), clean(row.get("ark")), row.get("overskriftsrække")
        if role in header.ROLES and sheet:
            at = int(line) if isinstance(line, (int, float)) and not isinstance(line, bool) and line >= 1 else None
            pins.append(Pin(role, sheet, at, columns.get(role, {})))
    pins.extend(Pin(role, "", None, named) for role, named in columns.items() if all(p.role != role for p in pins))
    return tuple(pins)


def headings(grid: Grid, role: str) -> tuple[tuple[str, str], ...]:
    """What the set-up sheet says of the columns of a role: (the field's name as written, the header's text)."""
    return tuple(
        (clean(row.get("felt")), clean(row.get("overskrift")))
        for row in _table_rows(grid, standard.HEADINGS_TABLE)
        if label(row.get("rolle")) == role and clean(row.get("felt")) and clean(row.get("overskrift"))
    )


def _limits(grid: Grid) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for row in _table_rows(grid, standard.LIMITS_TABLE):
        name = label(row.get("kontrol"))
        try:
            number = read_number(row.get("grænse"))
        except Unreadable:
            continue
        if name and number is not None:
            found[name, label(row.get("foranstaltning"))] = float(number)
    return found


def _unused_checks(grid: Grid) -> frozenset[str]:
    return frozenset(
        label(row.get("kode"))
        for row in _table_rows(grid, standard.CHECKS_TABLE)
        if label(row.get("brug")) == standard.NO
    )


def _sheets(grid: Grid, answer: str) -> frozenset[str]:
    return frozenset(
        label(row.get("resultatark"))
        for row in _table_rows(grid, standard.SHEETS_TABLE)
        if label(row.get("med")) == answer
    )


_PLAIN: Final[Mapping[str, tuple[str, Callable[[Value], Any]]]] = {
    name: (field_name, understand)
    for names, field_name, understand in (
        (_YEAR, "year", lambda value: _whole(value, 2000, 2100)),
        (_CLOSED, "closed", read_closed),
        (("periodisering",), "rule", lambda value: read_rule(value) or Rule.DAYS),
        (("fortegn for afvigelse", "fortegn"), "sign", _sign),
        (("helårspersoner", "helårsregel"), "full_year", _full_year),
        (("summer uden navn", "sumrækker uden navn"), "bare_sums", _bare_sums),
        (("tal skrevet som tekst",), "numbers", _numbers),
        (("datoer skrevet som tekst",), "order", _order),
        (("statsrefusion i forventet regnskab",), "refund_in_result", _yes),
        (("efterposteringer i forventet regnskab",), "late_in_result", _yes),
        (("vis ventet til og afgang", "ventet til og afgang"), "shows_movement", _yes),
        (("afdelingens navn",), "department", clean),
        (("kopier der beholdes",), "copies", lambda value: _whole(value, 1, 10_000)),
        (
            ("kopier beholdes højst måneder", "kopier beholdes højst"),
            "copy_months",
            lambda value: _whole(value, 1, 1_200),
        ),
    )
    for name in names
}
"""A setting's labels -> the field it sets, and how its cell is understood (raises Unreadable)."""
