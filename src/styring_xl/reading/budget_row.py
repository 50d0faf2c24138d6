"""The rows of a budget table as they stand: what each is called, its figures, and what its words and formulas say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import Final

from msgspec import Struct

from styring_xl.cells.cell import Value, column_number
from styring_xl.cells.grid import Grid
from styring_xl.danish.text import Unreadable, clean, is_blank, label, read_amount, read_quantity
from styring_xl.pattern import seldom
from styring_xl.reading import header
from styring_xl.reading.column_style import number_reader
from styring_xl.reading.problem import Kind, Problem
from styring_xl.reading.role_table import RoleTable
from styring_xl.reading.sum_label import read_label


class BudgetKind(StrEnum):
    """What a row of a budget is. ``OPEN`` rows may be a line or the sum of others; ``PART`` is in the line above."""

    LINE = "line"
    OPEN = "open"
    HEADING = "heading"
    SUM = "sum"
    PART = "part"
    OWN = "own"


AMOUNTS: Final = ("original", "changes", "revised")
_COUNTS: Final = ("count", "last_year")
FIGURES: Final = (*AMOUNTS, "count", "price", "last_year", "applied", "carried")


class BudgetRow(Struct, frozen=True):
    """A row with a name or figures. ``figures`` are øre, and ten-thousandths for counts; absent where none can be read.

    ``surely`` is True when a sum's words or formula leave no doubt; ``group`` is what a column of groups says;
    ``frame`` is the word of the column *Budgetart*; ``again`` marks a header that stands between the rows once more.
    """

    number: int
    kind: BudgetKind
    name: str
    group: str
    figures: Mapping[str, int]
    surely: bool = True
    again: bool = False
    frame: str = ""

    @property
    def revised(self) -> int:
        """Korrigeret budget of the row, øre."""
        original, changes = self.figures.get("original"), self.figures.get("changes")
        if original is None:
            return self.figures.get("revised") or changes or 0
        if changes is None:
            return self.figures.get("revised", original)
        return original + changes


_SUM = re.compile(
    r"\bsamle[dt]e? (?:\w*budget|\w*ramme|område|udgift|forbrug)\w*|\btotal\w*|\bhele (?:området|budgettet|rammen)\b"
    r"|\balle områder\b|\b(?:brutto|netto)(?:budget|ramme|udgift\w*)?\b",
    re.IGNORECASE,
)
_FRAME = seldom(r"(?:økonomisk )?\w*rammen?|(?:(?:korr|opr)\w*\.? )?budget(?:tet)?", re.IGNORECASE)
"""Names of the whole budget; a heading of such a name is not a group."""
_OTHER = seldom(
    r"\bforbrug\w*\b|\w*regnskab\w*\b|\bafvigelse\w*|\bforskel\w*|\bdifference\w*|\bdiff\b|\brest(?:budget|beløb)?\b"
    r"|\bforventet\b|\bprognose\w*|\bmer-?\s?(?:forbrug|udgift)\w*|\bmindre-?\s?(?:forbrug|udgift)\w*|\btil dato\b"
    r"|\brealiseret\b|\bprocent\b|\bpct\b|%|\bsidste år\w*|\bforrige år\w*|\bgennemsnit\w*|\bindeks\b",
    re.IGNORECASE,
)
_BUDGET_YEAR = seldom(r"\b(?:budget|ramme|b|r|regnskab)\s?'?(20\d\d|\d\d)\b", re.IGNORECASE)
_ACCOUNT = re.compile(r"(\d[\d.\-]{2,})\s+(\D.*)")
_SHORTEST: Final = 5
"""So many letters of a word that is cut short tell which word it was."""
_SUMMING = seldom(r"\b(?:SUM|SUBTOTAL|AGGREGATE)\(|^[+\s$A-Z0-9]+$", re.IGNORECASE)
_CELL = seldom(r"\$?([A-Z]{1,3})\$?([1-9]\d*)(?::\$?([A-Z]{1,3})\$?([1-9]\d*))?", re.IGNORECASE)


class _InUse:
    """The measures in use, by label."""

    def __init__(self, labels: Collection[str]) -> None:
        self._labels = frozenset(labels)
        self._bare = sorted({each.replace(" ", "") for each in labels})

    def has(self, name: str) -> bool:
        """Whether a name is one of them, with or without its spaces and hyphens, or cut short with a point."""
        if label(name) in self._labels:
            return True
        bare = label(name).replace(" ", "")
        at = bisect_left(self._bare, bare)
        if at == len(self._bare):
            return False
        if name.endswith(".") and len(bare) >= _SHORTEST:
            return self._bare[at].startswith(bare)
        return self._bare[at] == bare


def rows_of(
    table: RoleTable, grid: Grid, known: Collection[str], year: int | None
) -> tuple[list[BudgetRow], list[Problem]]:
    """The rows from top to bottom and the cells that can't be read. ``known`` are the labels of measures in use."""
    columns = table.columns
    last = min(end for end in (table.last_row, table.end, len(grid.rows)) if end is not None)
    numbers = range(table.first_row, last + 1)
    readers = _readers(table, grid, numbers)
    group = columns.get("group") or _group_column(table, grid, numbers)
    names = _names(table, grid, numbers, known)
    in_use = _InUse(known)
    above = {
        (row, ref.left): ref.top
        for ref in grid.merged
        if ref.left in (columns["measure"], group) and ref.bottom > ref.top
        for row in range(ref.top + 1, ref.bottom + 1)
    }
    rows: list[BudgetRow] = []
    problems: list[Problem] = []
    current = ""
    for number in numbers:
        name = names.get(number, "")
        grouped = clean(grid.value(above.get((number, group), number), group)) if group else ""
        if grouped and not _is_sum(grouped, year):
            current = grouped
        if not name and not grouped:
            continue
        figures, bad = _figures(table, grid, number, readers)
        filled = any(not is_blank(grid.value(number, columns[field])) for field in FIGURES if field in columns)
        filled = filled or any((number, columns[field]) in grid.formulas for field in AMOUNTS if field in columns)
        if not name and not filled and (number, group) in above:
            # An empty row inside a merged group is no heading.
            continue
        title = name or grouped
        again = _is_header(table, grid, number)
        kind, surely = (
            (BudgetKind.HEADING, True) if again else _kind(table, grid, number, title, figures, filled, in_use, year)
        )
        if not name and kind in (BudgetKind.LINE, BudgetKind.OPEN):
            kind, surely = BudgetKind.OPEN, False
        if kind in (BudgetKind.LINE, BudgetKind.OPEN, BudgetKind.PART):
            problems += bad
        frame = clean(grid.value(number, columns["frame"])) if "frame" in columns else ""
        rows.append(BudgetRow(number, kind, title, current if group else "", figures, surely, again, frame))
    return rows, problems


def _kind(
    table: RoleTable,
    grid: Grid,
    number: int,
    name: str,
    figures: Mapping[str, int],
    filled: bool,
    in_use: _InUse,
    year: int | None,
) -> tuple[BudgetKind, bool]:
    said = read_label(name, year)
    if said.part:
        return BudgetKind.PART, True
    if filled and in_use.has(name):
        return BudgetKind.LINE, True
    if not filled:
        return BudgetKind.SUM if said.is_sum else BudgetKind.HEADING, True
    if _of_another_year(name, year) or (_OTHER.search(name) and not _has_count(figures)):
        return BudgetKind.OWN, True
    if said.is_sum or _sums_others(table, grid, number):
        return BudgetKind.SUM, True
    if _SUM.search(name) or _FRAME.fullmatch(clean(name)):
        return BudgetKind.SUM, False
    return BudgetKind.OPEN, False


def _is_header(table: RoleTable, grid: Grid, number: int) -> bool:
    """Whether a row names a budget figure where the figures stand: the header of another table, or this one's again."""
    columns = [table.columns[field] for field in AMOUNTS if field in table.columns]
    found = (header.match_field(header.BUDGET, grid.value(number, column)) for column in columns)
    return any(field is not None and field[0] in AMOUNTS for field in found)


def _is_sum(name: str, year: int | None) -> bool:
    return read_label(name, year).is_sum or _SUM.search(name) is not None


def _has_count(figures: Mapping[str, int]) -> bool:
    return bool(figures.get("count"))


def _of_another_year(name: str, year: int | None) -> bool:
    if year is None:
        return False
    years = {int(text) if len(text) == 4 else 2000 + int(text) for text in _BUDGET_YEAR.findall(name)}
    return bool(years - {year})


def _sums_others(table: RoleTable, grid: Grid, number: int) -> bool:
    """Whether a budget figure is a formula that adds up the same column of other rows."""
    for field in AMOUNTS:
        column = table.columns.get(field)
        text = grid.formulas.get((number, column)) if column is not None and grid.formulas else None
        if text is None or "!" in text or "[" in text or not _SUMMING.search(text):
            continue
        rows: set[int] = set()
        for left, top, right, bottom in _CELL.findall(text):
            if column_number(left) == column == column_number(right or left):
                rows |= {*range(int(top), int(bottom or top) + 1)} if int(bottom or top) - int(top) < 10_000 else {0}
        if rows - {number}:
            return True
    return False


def _names(table: RoleTable, grid: Grid, numbers: Sequence[int], known: Collection[str]) -> dict[int, str]:
    """Row -> its name. An account before every name (»52.3.1 Familiepleje«) is no part of the measure's name."""
    column = table.columns["measure"]
    names = {number: text for number in numbers if (text := clean(grid.value(number, column)))}
    parted = {number: match for number, text in names.items() if (match := _ACCOUNT.fullmatch(text))}
    used = [number for number, match in parted.items() if label(match[2]) in known]
    if used and len(parted) >= 2:
        names |= {number: match[2] for number, match in parted.items()}
    return names


def _group_column(table: RoleTable, grid: Grid, numbers: Sequence[int]) -> int:
    """A column without a header right before the measures that holds texts: the groups, in the first row of each."""
    column = table.columns["measure"] - 1
    if column < 1 or column in table.headers or column in table.columns.values():
        return 0
    texts = [
        value for number in numbers if isinstance(value := grid.value(number, column), str) and not is_blank(value)
    ]
    return column if texts else 0


def _readers(table: RoleTable, grid: Grid, numbers: Sequence[int]) -> dict[str, Callable[[Value], int | None]]:
    readers: dict[str, Callable[[Value], int | None]] = {}
    for field in FIGURES:
        column = table.columns.get(field)
        if column is None:
            continue
        texts = [value for number in numbers if isinstance(value := grid.value(number, column), str)]
        if field in _COUNTS:
            readers[field] = _blank_or(number_reader(table.manner.of_numbers(texts), read_quantity))
        else:
            scale = table.scale(column)
            style = table.manner.of_numbers(texts, amounts=scale == 1)
            readers[field] = _blank_or(number_reader(style, partial(read_amount, unit=scale)))
    return readers


def _blank_or(reader: Callable[[Value], int | None]) -> Callable[[Value], int | None]:
    def read(value: Value) -> int | None:
        return None if isinstance(value, str) and clean(value) in ("-", "–", "") else reader(value)

    return read


def _figures(
    table: RoleTable, grid: Grid, number: int, readers: Mapping[str, Callable[[Value], int | None]]
) -> tuple[dict[str, int], list[Problem]]:
    found: dict[str, int] = {}
    problems: list[Problem] = []
    unknown: list[str] = []
    for field, reader in readers.items():
        column = table.columns[field]
        value = grid.value(number, column)
        if value is None and grid.formulas and (number, column) in grid.formulas:
            unknown.append(field)
            continue
        try:
            amount = reader(value)
        except Unreadable:
            problems.append(Problem(Kind.AMOUNT, field, table.role, grid.sheet, number, column, value))
        else:
            if amount is not None:
                found[field] = amount
    for field in unknown:
        if field == "revised" and "original" in found and ("changes" not in table.columns or "changes" not in unknown):
            # The revised budget follows from the two others, so its missing result does not matter.
            continue
        column = table.columns[field]
        text = f"={grid.formulas[number, column]}"
        problems.append(Problem(Kind.NO_RESULT, field, table.role, grid.sheet, number, column, text))
    return found, problems
