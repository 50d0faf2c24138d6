"""The disposition: rows of a workbook's disposition sheets as commitments, puljer, sections and totals."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from styring_xl.books.cell import CellError, Value
from styring_xl.books.grid import Grid
from styring_xl.model.commitments import RateUnit, Rule
from styring_xl.sheets import header
from styring_xl.sheets.identity import citizen, looks_like_cpr
from styring_xl.sheets.layout import Table
from styring_xl.sheets.problem import Problem
from styring_xl.sheets.text import (
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
    without_total,
)

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

NO_MEASURE: Final = "Uden foranstaltning"

_POOL = re.compile(r"\b\w*pulje[rn]?\w*\b|\bskøn\b|\breserve\b", re.IGNORECASE)

_WITHOUT_POOL = re.compile(r"\b(?:ekskl|eksklusive|uden|før|excl)\b\.?\s*\w*(?:pulje|skøn|reserve)", re.IGNORECASE)
_GENERIC = re.compile(r"(?:ark|sheet|disponering\w*|disposition\w*|data|tabel) ?\d*(?: 20\d\d)?")

_UNITS: Final = {
    name: unit
    for unit, names in (
        (
            RateUnit.MONTH,
            "måned|måneder|md|mdr|mdl|mnd|månedlig|månedligt|pr måned|pr md|pr mdr|kr md|kr pr md|kr pr måned"
            "|månedstakst",
        ),
        (RateUnit.DAY, "døgn|dag|dage|daglig|dagligt|pr døgn|pr dag|kr døgn|kr pr døgn|kr pr dag|døgntakst|dagtakst"),
        (RateUnit.WEEK, "uge|uger|ugentlig|ugentligt|pr uge|kr uge|kr pr uge|ugetakst"),
        (RateUnit.YEAR, "år|årlig|årligt|helår|pr år|kr år|kr pr år|årstakst"),
        (RateUnit.HOUR, "time|timer|pr time|kr time|kr pr time|timetakst|timer pr uge|timer om ugen"),
        (
            RateUnit.ONCE,
            "engang|éngang|en gang|engangs|engangsbeløb|engangsudgift|engangsydelse|engangsbevilling|éngangsbeløb",
        ),
    )
    for name in names.split("|")
}
_RULES: Final = {
    "dage": Rule.DAYS,
    "dag": Rule.DAYS,
    "faktiske dage": Rule.DAYS,
    "hele": Rule.WHOLE,
    "hele måneder": Rule.WHOLE,
    "hel måned": Rule.WHOLE,
    "påbegyndt måned": Rule.WHOLE,
    "påbegyndte måneder": Rule.WHOLE,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a sheet."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Commitments:
    """The citizen rows; every array has length n.

    ``rate`` is øre; ``quantity``, ``probability`` and ``vat`` are ten-thousandths. ``stop`` is NaT for an open end.
    ``id`` is the row's own number, ``household`` what siblings share; texts are empty where nothing is stated.
    ``computable`` is False for rows a problem keeps out of every sum (their numbers are 0).
    """

    places: tuple[Place, ...]
    cpr: tuple[str, ...]
    measure: tuple[str, ...]
    supplier: tuple[str, ...]
    adviser: tuple[str, ...]
    id: tuple[str, ...]
    household: tuple[str, ...]
    team: tuple[str, ...]
    rate: Ints
    quantity: Ints
    unit: Ints
    start: Days
    stop: Days
    rule: Ints
    probability: Ints
    vat: Ints
    computable: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Pool:
    """A pulje: a lump typed in the result column. ``amount`` is øre; None when the cell cannot be read or is empty.

    ``measure`` is the foranstaltning it is kept for, empty when it is for all.
    """

    place: Place
    label: str
    measure: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum that stands inside the table: which commitments and puljer it covers, as indices.

    ``average`` is True when the row's rate cell may hold the average rate of the rows it covers.
    """

    place: Place
    commitments: Ints
    pools: tuple[int, ...]
    average: bool
    headed: bool
    """True when the part has a heading of its own."""


@dataclass(frozen=True, slots=True)
class Disposition:
    """Everything the disposition sheets hold."""

    commitments: Commitments
    pools: tuple[Pool, ...]
    totals: tuple[Total, ...]
    sections: tuple[Place, ...]
    problems: tuple[Problem, ...]


T = TypeVar("T")


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


def read_unit(value: Value) -> RateUnit | None:
    """The rate unit a cell names, None when empty. Raises Unreadable for a word that is no unit."""
    if is_blank(value):
        return None
    found = _UNITS.get(label(value))
    if found is None:
        raise Unreadable
    return found


def read_rule(value: Value) -> Rule | None:
    """The periodisering a cell names, None when empty. Raises Unreadable for a word that is no rule."""
    if is_blank(value):
        return None
    found = _RULES.get(label(value))
    if found is None:
        raise Unreadable
    return found


_NAMED: Final = ("measure", "supplier", "adviser", "id", "household", "team")
"""The fields taken as the text they are."""


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


_EPOCH_ORDINAL: Final = 719_163  # date(1970, 1, 1).toordinal()
_NAT: Final = np.iinfo(np.int64).min


def read(
    tables: Sequence[Table],
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


_FIGURES: Final = ("rate", "quantity", "start", "stop", "result", "full", "unit", "rule", "probability", "vat", "note")


@dataclass(slots=True)
class _Section:
    name: str
    commitments: list[int]
    pools: list[int]


def _read_table(rows: _Rows, table: Table, grid: Grid) -> None:
    columns = table.columns
    at = {name: columns.get(name, 0) for name in header.FIELD_NAMES}
    figure_columns = {columns[name] for name in _FIGURES if name in columns} | set(table.months.values())
    last = len(grid.rows) if table.last_row is None else min(table.last_row, len(grid.rows))
    in_excel_table = table.last_row is not None
    hint = header.unit_hint(table.headers.get(at["rate"], "")) if at["rate"] else None
    quantity_header = label(table.headers.get(at["quantity"], "")) if at["quantity"] else ""
    by_hours = "time" in quantity_header
    default_unit = _UNITS[hint] if hint else RateUnit.HOUR if by_hours and "unit" not in columns else RateUnit.MONTH
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
    texts = {name: _memo(_text) for name in _NAMED}
    identify = _memo(citizen)
    sections = [_Section("", [], [])]
    closed_by_total = False
    above: list[tuple[Place, str]] = []
    """Sums that stand over what they sum."""
    used = [*columns.values(), *table.months.values()]
    left, right = max(1, min(used) - 3), max(used)
    if at["rate"] and "unit" not in columns and hint is None and not by_hours:
        rows.problems.append(
            Problem(
                "no_unit", "rate", table.role, grid.sheet, table.header_bottom, at["rate"], table.headers[at["rate"]]
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
            kind = _kind(table, row, cell, figure_columns, in_excel_table)
            if kind == "blank":
                continue
            if kind == "section":
                rows.sections.append(place)
                sections.append(_Section(_first_text(row, figure_columns), [], []))
                closed_by_total = False
                continue
            if kind == "total":
                text = next((clean(value) for value in row if is_total(value)), "")
                if any(s.commitments or s.pools for s in sections):
                    rows.totals.append(_total(place, text, sections, closed_by_total, rows.text["measure"]))
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
                rows.problems.append(Problem("lump", "result", table.role, grid.sheet, number, column, shown))
            if kind in ("header", "lump", "part"):
                continue
        if at["section"]:
            name = clean(cell("section"))
            if name and name != sections[-1].name:
                sections.append(_Section(name, [], []))
        if closed_by_total and not at["section"] and sections[-1].commitments:
            # Rows after a sum without a heading of their own begin a new part.
            sections.append(_Section("", [], []))
        closed_by_total = False
        sections[-1].commitments.append(len(rows.places))
        _read_row(rows, table, place, cell, readers, defaults, texts, identify)
        if by_hours and rows.number["unit"][-1] != RateUnit.HOUR:
            # Hours a week are no number of days or months.
            rows.number["quantity"][-1] = SCALE
        if not at["measure"] and label(sections[-1].name) in rows.known:
            rows.text["measure"][-1] = rows.known[label(sections[-1].name)]
    for place, text in above:
        everything = [index for s in sections for index in s.commitments]
        lumps = [] if _WITHOUT_POOL.search(text) else [index for s in sections for index in s.pools]
        rows.totals.append(Total(place, np.array(everything, dtype=np.int64), tuple(lumps), False, False))
    if in_excel_table:
        _look_below(rows, table, grid)


def _look_below(rows: _Rows, table: Table, grid: Grid) -> None:
    """Rows right under an Excel table that look like rows of it: Excel has not taken them in, so they are not read."""
    start, rate = table.columns.get("start", 0), table.columns.get("rate", 0)
    for number in range((table.last_row or 0) + 1, min(len(grid.rows), (table.last_row or 0) + 4) + 1):
        found = grid.value(number, start), grid.value(number, rate)
        if isinstance(found[0], dt.date) and not is_blank(found[1]):
            rows.problems.append(Problem("below", "start", table.role, grid.sheet, number, start, found[0]))
            return


def _text(value: Value) -> str:
    return "" if isinstance(value, CellError) else clean(value)


def _first_text(row: Sequence[Value], figures: set[int], wanted: Callable[[Value], bool] | None = None) -> str:
    for column, value in enumerate(row, start=1):
        if column not in figures and isinstance(value, str) and not is_blank(value):
            text = clean(value)
            if wanted is None or wanted(text):
                return text
    return ""


def _kind(
    table: Table,
    row: Sequence[Value],
    cell: Callable[[str], Value],
    figures: set[int],
    in_excel_table: bool,
) -> str:
    """What a row is: data, blank, section, total, pool, header."""
    used = [value for value in row if not is_blank(value)]
    if not used:
        return "blank"
    columns = table.columns
    same = sum(
        1 for column in columns.values() if column <= len(row) and isinstance(row[column - 1], str)
        and label(row[column - 1]) == label(table.headers.get(column, "")) != ""
    )  # fmt: skip
    if same >= 3:
        return "header"
    has_start, has_rate, has_stop = (not is_blank(cell(name)) for name in ("start", "rate", "stop"))
    someone = looks_like_cpr(cell("cpr"))
    if not someone and (not has_start or is_total(cell("start"))):
        texts = [
            value for column, value in enumerate(row, start=1) if isinstance(value, str) and _labels(table, column)
        ]
        if any(is_total(value) for value in texts):
            return "total"
        if label(cell("status")) in ("pulje", "puljer"):
            return "pool"
        pool_text = any(_POOL.search(value) for value in texts if not _is_note(table, row, value))
        if pool_text and not has_rate:
            return "pool"
        if any(label(value).startswith(("heraf", "deraf")) for value in texts):
            return "part"
    if has_start or has_rate or has_stop or someone:
        return "data"
    has_money = not is_blank(cell("result")) or any(
        column <= len(row) and not is_blank(row[column - 1]) for column in table.months.values()
    )
    recognised = any(not is_blank(cell(name)) for name in columns)
    if has_money and _first_text(row, figures):
        return "lump"
    if in_excel_table and recognised:
        # Computed columns alone (a sum of nothing) do not make a row of an Excel table a commitment.
        filled = any(not is_blank(cell(name)) for name in ("cpr", "measure", "supplier") if name in columns)
        return "data" if filled else "blank"
    return "section" if _first_text(row, figures) else "blank"


def _labels(table: Table, column: int) -> bool:
    """Whether a column may hold the label of a row that is no citizen: not a supplier's or an adviser's name."""
    names = table.columns
    return column not in (
        names.get("supplier"),
        names.get("adviser"),
        names.get("team"),
        *table.months.values(),
        names.get("result"),
    )


def _is_note(table: Table, row: Sequence[Value], value: str) -> bool:
    at = table.columns.get("note", 0)
    return 0 < at <= len(row) and row[at - 1] is value


def _pool(
    rows: _Rows, table: Table, place: Place, row: Sequence[Value], cell: Callable[[str], Value], figures: set[int]
) -> Pool:
    measure = "" if isinstance(cell("measure"), CellError) else clean(cell("measure"))
    name = _first_text(row, figures) or "Pulje"
    if _POOL.search(measure):
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
                Problem("amount", "result", table.role, place.sheet, place.row, column, row[column - 1])
            )
    if not at:
        column = table.columns.get("result", min(table.columns.values()))
        rows.problems.append(Problem("pool", "result", table.role, place.sheet, place.row, column, None))
    return Pool(place, name, measure, amount)


def _stems(text: str) -> set[str]:
    """The beginnings of a text's longer words: »aktuelle« and »aktuel« are the same part."""
    return {word[:5] for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def _total(place: Place, text: str, sections: list[_Section], after_total: bool, measures: Sequence[str]) -> Total:
    """Which rows a sum covers: the measure or sections it names; else the part above it; after a sum, all so far."""
    named_measure = label(without_total(text))
    of_measure = [i for s in sections for i in s.commitments if named_measure and label(measures[i]) == named_measure]
    if of_measure:
        return Total(place, np.array(of_measure, dtype=np.int64), (), False, False)
    named = _stems(without_total(text))
    filled = [s for s in sections if s.commitments or s.pools]
    # A word that several parts share ("anbringelser") tells none of them apart.
    shared = Counter(stem for s in filled for stem in _stems(s.name))
    distinct = [s for s in filled if any(shared[stem] == 1 for stem in _stems(s.name) & named)]
    # A remark just above a sum looks like the heading of a part without rows; the sum is of the part before it.
    chosen = distinct or (filled if after_total or len(filled) < 2 else [filled[-1]])
    pools: list[int] = []
    if not _WITHOUT_POOL.search(text):
        of = sections if _POOL.search(text) else chosen
        pools = [index for s in of for index in s.pools] if _POOL.search(text) or not distinct else []
    members = [index for s in chosen for index in s.commitments]
    headed = len(chosen) == 1 and bool(chosen[0].name)
    return Total(place, np.array(members, dtype=np.int64), tuple(pools), len(chosen) == 1, headed)


def _read_row(
    rows: _Rows,
    table: Table,
    place: Place,
    cell: Callable[[str], Value],
    readers: dict[str, Callable[[Value], Any]],
    defaults: dict[str, int],
    texts: dict[str, Callable[[Value], str | None]],
    identify: Callable[[Value], str | None],
) -> None:
    sound = True

    def problem(kind: str, name: str, value: Value) -> None:
        column = table.columns.get(name) or table.columns.get("start") or table.columns.get("cpr") or 1
        rows.problems.append(Problem(kind, name, table.role, place.sheet, place.row, column, value))

    days: dict[str, int] = {}
    for name in ("start", "stop"):
        value = cell(name)
        try:
            found = readers[name](value)
        except Unreadable:
            problem("date", name, value)
            found, sound = None, False
        else:
            if found is None and name == "start":
                problem("missing", name, value)
                sound = False
        days[name] = _NAT if found is None or found == OPEN_END else found.toordinal() - _EPOCH_ORDINAL
    if sound and days["stop"] != _NAT and days["stop"] < days["start"]:
        problem("order", "stop", cell("stop"))
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
                problem("missing", name, value)
                sound = False
            if number is None and name == "unit" and "unit" in table.columns:
                problem("default_unit", name, value)
        rows.number[name].append(defaults.get(name, 0) if number is None else int(number))

    for name, read_text in texts.items():
        value = cell(name)
        if isinstance(value, CellError):
            problem("error", name, value)
        rows.text[name].append(read_text(value) or "")
    if not rows.text["measure"][-1]:
        if "measure" in table.columns:
            problem("missing", "measure", cell("measure"))
            rows.text["measure"][-1] = NO_MEASURE
        else:
            # A sheet without the column holds one kind of measure and is usually called so.
            rows.text["measure"][-1] = NO_MEASURE if _GENERIC.fullmatch(label(place.sheet)) else clean(place.sheet)
    cpr = cell("cpr")
    if isinstance(cpr, CellError):
        problem("error", "cpr", cpr)
        cpr = None
    rows.text["cpr"].append(identify(cpr) or "")
    rows.places.append(place)
    rows.start.append(days["start"])
    rows.stop.append(days["stop"])
    rows.computable.append(sound)


_NUMBER_KINDS: Final = (
    ("rate", "amount"),
    ("quantity", "quantity"),
    ("unit", "unit"),
    ("rule", "rule"),
    ("probability", "share"),
    ("vat", "share"),
)
