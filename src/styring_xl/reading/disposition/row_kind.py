"""What a row of a disposition sheet is: a citizen's, a heading, a sum, a pulje, the user's own, or none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells.cell import Value
from styring_xl.danish.citizen import citizen, has_cpr_form, looks_like_cpr
from styring_xl.danish.text import clean, is_blank, is_total, label
from styring_xl.pattern import seldom
from styring_xl.reading.disposition.frame import Frame
from styring_xl.reading.header import DISPOSITION, match_field
from styring_xl.reading.sum_label import POOL, RECAP, SumLabel, read_label


class LineKind(StrEnum):
    """``OWN`` are the users' own figures that are no kroner of this table: last year's, a difference, a recap."""

    BLANK = "blank"
    HEADER = "header"
    HEADING = "heading"
    CITIZEN = "citizen"
    POOL = "pool"
    SUM = "sum"
    PART = "part"
    LUMP = "lump"
    OWN = "own"


class Line(Struct, frozen=True):
    """A row that is not empty: its kind, its number on the sheet, its cells, and the text it is called by."""

    kind: LineKind
    number: int
    cells: Sequence[Value]
    text: str = ""
    gap: bool = False
    """True when the row above it is empty."""


_COUNTS: Final = seldom(
    r"\w*budget\w*|\bramme\w*|\w*refusion\w*|\bnetto\w*|\bindtægt\w*|\brest\w*|\w*reguler\w*|\bkorrektion\w*|\bvedr\w*"
    r"|\befter\w+|\w*ompost\w*|\bover(?:ført|førsel)\w*|\w*(?:betal|afregn|afskriv|opkræv)(?:ing|et)\w*|\bbesparelse\w*"
    r"|\btilgang\w*",
    re.IGNORECASE,
)
"""Words of an amount that may have been meant to count; where it does not count, that becomes a finding."""


def classify(frame: Frame, year: int | None) -> list[Line]:
    """The table's rows from top to bottom, empty ones left out."""
    at, lines, gap = frame.at, [], False
    rate, start, cpr = at["rate"], at["start"], at["cpr"]
    for number in range(frame.table.first_row, frame.last_row + 1):
        row = frame.row(number)
        width = len(row)
        if (
            0 < rate <= width and type(row[rate - 1]) in (int, float)
            and 0 < start <= width and not is_blank(row[start - 1])
            and 0 < cpr <= width and not is_blank(row[cpr - 1])
        ):  # fmt: skip
            lines.append(Line(LineKind.CITIZEN, number, row, "", gap))
            gap = False
            continue
        kind, text = _kind(frame, number, row, year)
        if kind == LineKind.BLANK:
            gap = True
        else:
            lines.append(Line(kind, number, row, text, gap))
            gap = False
    return _recaps(frame, lines)


def _recaps(frame: Frame, lines: list[Line]) -> list[Line]:
    """Under a heading below the last citizen, set off from the rows, stands a recap: figures of the user's own.

    So they do under a header of their own, »Foranstaltning | I alt«, which is no sum for all its words.
    """
    last = next((at for at in reversed(range(len(lines))) if _is_someone(frame, lines[at])), -1)
    for at in range(last + 1, len(lines)):
        line, below = lines[at], lines[at + 1 :]
        if _heads_figures(line, below):
            return [*lines[:at], *(replace(x, kind=_recapped(x.kind)) for x in lines[at:])]
        if line.kind != LineKind.HEADING or any(x.kind == LineKind.POOL for x in below):
            continue
        figures = any(x.kind in (LineKind.LUMP, LineKind.OWN) for x in below)
        if RECAP.search(line.text) or (line.gap and figures):
            return [*lines[:at], *(replace(x, kind=_recapped(x.kind)) for x in lines[at:])]
    return lines


def _heads_figures(line: Line, below: Sequence[Line]) -> bool:
    """Whether a row of nothing but words, two or more, has a figure right under one of them."""
    words = [at for at, value in enumerate(line.cells) if isinstance(value, str) and not is_blank(value)]
    if len(words) < 2 or any(_is_figure(value) for value in line.cells):
        return False
    under = below[0].cells if below and below[0].number == line.number + 1 else ()
    return any(_is_figure(under[at]) for at in words if at < len(under))


_FEWEST: Final = 3
"""Cells of a bevilling at the least: whose, how much and from when."""


def more_tables(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    """The headers below the rows that are those of bevillinger in columns of their own, each with how many rows of
    figures stand under it; ``classify`` has taken these for a recap."""
    found: list[tuple[Line, int]] = []
    for line in lines:
        if line.kind != LineKind.OWN:
            continue
        if _heads_bevillinger(line):
            found.append((line, 0))
        elif found and any(map(_is_figure, line.cells)) and sum(not is_blank(value) for value in line.cells) >= _FEWEST:
            found[-1] = (found[-1][0], found[-1][1] + 1)
    return [(line, rows) for line, rows in found if rows]


def _heads_bevillinger(line: Line) -> bool:
    """Whether a row is the header of bevillinger: a price and a start, and who or what they are for."""
    if any(_is_figure(value) for value in line.cells):
        return False
    matched = (match_field(DISPOSITION, value) for value in line.cells if isinstance(value, str))
    fields = {found[0] for found in matched if found is not None}
    return {"rate", "start"} <= fields and bool(fields & {"cpr", "measure"})


def _recapped(kind: LineKind) -> LineKind:
    return LineKind.OWN if kind in (LineKind.SUM, LineKind.LUMP, LineKind.HEADING, LineKind.CITIZEN) else kind


def _is_someone(frame: Frame, line: Line) -> bool:
    """Whether a row says who or since when; a figure under Takst alone may stand in any row."""
    if line.kind != LineKind.CITIZEN:
        return False
    at = frame.at
    cells = {name: line.cells[at[name] - 1] for name in ("cpr", "start", "stop") if 0 < at[name] <= len(line.cells)}
    return _is_citizen(cells.get("cpr")) or any(not is_blank(cells.get(name)) for name in ("start", "stop"))


def _kind(frame: Frame, number: int, row: Sequence[Value], year: int | None) -> tuple[LineKind, str]:
    used = [value for value in row if not is_blank(value)]
    if not used and not (frame.grid.formulas and any(frame.has_no_result(number, at) for at in _inputs(frame))):
        return LineKind.BLANK, ""
    table = frame.table

    def cell(name: str) -> Value:
        column = frame.at[name]
        return row[column - 1] if 0 < column <= len(row) else None

    same = sum(
        1 for column in table.columns.values() if column <= len(row) and isinstance(row[column - 1], str)
        and label(row[column - 1]) == label(table.headers.get(column, "")) != ""
    )  # fmt: skip
    if same >= 3:
        return LineKind.HEADER, ""
    has_start, has_rate, has_stop = (
        not is_blank(cell(name)) or (frame.at[name] > 0 and frame.has_no_result(number, frame.at[name]))
        for name in ("start", "rate", "stop")
    )
    someone = _is_citizen(cell("cpr"))
    has_money = any(column <= len(row) and not is_blank(row[column - 1]) for column in frame.amounts)
    name = first_text(row, frame.figures)
    if not someone and (not has_start or is_total(cell("start"))):
        found = _of_no_citizen(frame, row, cell, year, has_money, has_rate)
        if found is not None:
            return found
    if has_start or has_rate or has_stop or someone:
        return LineKind.CITIZEN, name
    if has_money and (name or (table.last_row is None and _typed(frame, number, row))):
        return LineKind.LUMP, name
    if table.last_row is not None and any(not is_blank(cell(field)) for field in table.columns):
        # Computed columns alone (a sum of nothing) do not make a row of an Excel table a commitment.
        filled = any(not is_blank(cell(field)) for field in ("cpr", "measure", "supplier") if field in table.columns)
        return (LineKind.CITIZEN if filled else LineKind.BLANK), name
    return (LineKind.HEADING, name) if name else (LineKind.BLANK, "")


def _of_no_citizen(
    frame: Frame, row: Sequence[Value], cell: object, year: int | None, has_money: bool, has_rate: bool
) -> tuple[LineKind, str] | None:
    """The kind of a row without citizen and start by what its words say; None when they say nothing."""
    at = frame.at
    texts = [
        value
        for column, value in enumerate(row, start=1)
        if isinstance(value, str) and not is_blank(value) and column not in frame.unlabelled
    ]
    labels = [read_label(clean(value), year) for value in texts]
    if not texts and not has_rate:
        labels = _sums_named_by_group(frame, row, year)
    sums = [each for each in labels if each.is_sum]
    # A number in a column of dates that is no date shows that the row is of something else than this table.
    days = {at["start"], at["stop"]}
    elsewhere = any(
        _is_figure(value) for column, value in enumerate(row, start=1) if column not in frame.figures or column in days
    )
    if year is not None:
        elsewhere_year = any(
            _is_figure(value) and value in range(2000, 2101) and value != year
            for column, value in enumerate(row, start=1)
            if column not in frame.figures
        )
    else:
        elsewhere_year = False
    other = elsewhere_year or any(each.other for each in labels)
    status = row[at["status"] - 1] if 0 < at["status"] <= len(row) else None
    if sums:
        text = sums[0].text
        if other or (elsewhere and not has_money and not has_rate):
            return LineKind.OWN, text
        if any(each.part for each in labels):
            return LineKind.PART, text
        return LineKind.SUM, text
    if says_pool(status):
        return LineKind.POOL, ""
    note = row[at["note"] - 1] if 0 < at["note"] <= len(row) else None
    if not has_rate and any(POOL.search(value) for value in texts if value is not note):
        return LineKind.POOL, ""
    if not has_rate and len(texts) == 1 and POOL.fullmatch(clean(texts[0])):
        # A note that is the row's only word and says nothing else is its name.
        return LineKind.POOL, ""
    if any(each.part for each in labels):
        return LineKind.PART, texts[0]
    named = texts and not has_rate and has_money
    if named and other:
        counts = any(_COUNTS.search(each.text) for each in labels)
        return (LineKind.LUMP if counts else LineKind.OWN), clean(texts[0])
    return None


def _sums_named_by_group(frame: Frame, row: Sequence[Value], year: int | None) -> list[SumLabel]:
    """Labels of sums in a row whose only words stand under a department, an adviser or a supplier: »Nord i alt«.

    It is where Excel's own *Subtotal* puts them. Other words there are names and say nothing of the row.
    """
    texts = (row[column - 1] for column in sorted(frame.groups) if column <= len(row))
    labels = [read_label(clean(value), year) for value in texts if isinstance(value, str) and not is_blank(value)]
    return [each for each in labels if each.is_sum]


def says_pool(status: Value) -> bool:
    """Whether a cell of the column *Status* calls its row a pulje."""
    return label(status) in ("pulje", "puljer")


def _typed(frame: Frame, number: int, row: Sequence[Value]) -> bool:
    """Whether a row without a text holds a typed amount; formulas filled down past the last row do not count."""
    formulas = frame.grid.formulas
    return any(
        column <= len(row) and _is_figure(row[column - 1]) and row[column - 1] and (number, column) not in formulas
        for column in frame.amounts
    )


def _is_citizen(value: Value) -> bool:
    """Whether a cell of the CPR column is somebody: a number there that has not a CPR number's digits is an amount, and
    the digits of »I alt 52820101« are an account's."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return 10**8 <= value < 10**10 and float(value).is_integer()
    return looks_like_cpr(value) and not (is_total(value) and not has_cpr_form(citizen(value)))


def _inputs(frame: Frame) -> list[int]:
    return [frame.at[name] for name in ("rate", "start", "stop", "cpr") if frame.at[name]]


def _is_figure(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def first_text(row: Sequence[Value], figures: frozenset[int] | set[int]) -> str:
    """The first text of a row that stands in no column of figures."""
    for column, value in enumerate(row, start=1):
        if column not in figures and isinstance(value, str) and not is_blank(value):
            return clean(value)
    return ""
