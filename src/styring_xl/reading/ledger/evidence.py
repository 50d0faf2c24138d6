"""Which field each column of a ledger is, where its headers leave that open but its cells show it.

Words for debit and credit are a sign column whatever stands above them; an account column that holds names holds the
measures; a number of ten digits in every text is the citizen; a heading merged over two columns belongs to the filled
one. Files and sheets are settled by the same rules.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.cells.cell import Value
from styring_xl.cells.column import CellColumn
from styring_xl.danish.citizen import citizen, has_cpr_form
from styring_xl.danish.text import Unreadable, clean, is_blank, label, read_amount, read_date
from styring_xl.model.arrays import Flags
from styring_xl.pattern import seldom
from styring_xl.reading.header import without_unit
from styring_xl.reading.interning import distinct
from styring_xl.reading.ledger import side
from styring_xl.reading.void import is_no_posting, says_no_posting

_MOST: Final = 0.8
"""What holds for so large a part of a column's cells is taken to hold for the column."""
_NAMES: Final = seldom(r"[^\W\d]{3}")
_INCOME: Final = frozenset(("indtægt", "indtægter", "indbetaling", "indbetalinger"))
_COST: Final = frozenset(("udgift", "udgifter", "udbetaling", "udbetalinger"))


class Sample(Struct, frozen=True):
    """A table's headers by column and the rows under them; ``first`` is the number of a row's first column."""

    headers: Mapping[int, str]
    rows: Sequence[Sequence[Value]]
    first: int

    def values(self, column: int) -> list[Value]:
        """The column's cells that hold something, but for the header once more."""
        at = column - self.first
        head = clean(self.headers.get(column, "")).casefold()
        found = (row[at] for row in self.rows if 0 <= at < len(row) and not is_blank(row[at]))
        return [value for value in found if not (head and isinstance(value, str) and clean(value).casefold() == head)]

    def value(self, row: Sequence[Value], column: int) -> Value:
        """One cell of a row."""
        at = column - self.first
        return row[at] if 0 <= at < len(row) else None

    @property
    def empty(self) -> Container[int]:
        """The columns with nothing under their header."""
        return _Empty(self)

    @property
    def width(self) -> int:
        """One past the last column."""
        return self.first + max((len(row) for row in self.rows), default=0)


class _Empty(Struct, frozen=True):
    sample: Sample

    def __contains__(self, column: object) -> bool:
        return isinstance(column, int) and not self.sample.values(column)


def settled(columns: Mapping[str, int], sample: Sample, stated: Collection[str] = ()) -> dict[str, int]:
    """The column of each field, as the cells have it; ``stated`` fields were said by somebody and stay."""
    found = dict(columns)
    _cost_and_income(found, sample, stated)
    _day_for_an_amount(found, sample, stated)
    _one_or_two(found, sample, stated)
    _shifted(found, sample, stated)
    _spans(found, sample, stated)
    _sign(found, sample)
    _measure(found, sample)
    _status(found, sample)
    _citizen(found, sample)
    return found


def booked_when(columns: Mapping[str, int], headers: Mapping[int, str]) -> dict[str, int]:
    """The columns and, where another is the amount and none says when, »Bogført« as the date."""
    found = dict(columns)
    if not {"date", "period"} & found.keys():
        used = {*found.values()}
        when = [column for column, text in headers.items() if label(text) == "bogført" and column not in used]
        if when:
            found["date"] = when[0]
    return found


def _cost_and_income(found: dict[str, int], sample: Sample, stated: Collection[str]) -> None:
    """»Udgift« is an amount, but beside »Indtægt« it is the debit."""
    if {"debit", "credit", "amount"} & {*stated}:
        return
    labels = {column: label(without_unit(clean(text))) for column, text in sample.headers.items()}
    income = [column for column, text in labels.items() if _bare(text) in _INCOME]
    cost = [column for column, text in labels.items() if _bare(text) in _COST]
    if len(income) == len(cost) == 1 and found.get("amount", cost[0]) == cost[0]:
        found.pop("amount", None)
        found |= {"debit": cost[0], "credit": income[0]}


def _bare(text: str) -> str:
    return text.removesuffix(" i kr").removesuffix(" kr").removesuffix(" beløb")


def _one_or_two(found: dict[str, int], sample: Sample, stated: Collection[str]) -> None:
    """Beside debit and credit an amount is their difference, or else empty, or without its sign: then they count."""
    if not {"amount", "debit", "credit"} <= found.keys() or "amount" in stated:
        return
    rows = [[_ore(sample.value(row, found[name])) for name in ("amount", "debit", "credit")] for row in sample.rows]
    filled = [(amount, debit or 0, credit or 0) for amount, debit, credit in rows if amount is not None]
    unsigned = all(amount == abs(debit) + abs(credit) for amount, debit, credit in filled)
    is_empty = found["amount"] in sample.empty
    if is_empty or (filled and unsigned and any(credit for _, _, credit in filled)):
        del found["amount"]


def _ore(value: Value) -> int | None:
    try:
        return read_amount(value)
    except Unreadable:
        return None


def _day_for_an_amount(found: dict[str, int], sample: Sample, stated: Collection[str]) -> None:
    """»Bogført« may be what was booked or when."""
    column = day_column(found, sample)
    if column is None or "amount" in stated:
        return
    del found["amount"]
    found.setdefault("date", column)


def day_column(columns: Mapping[str, int], sample: Sample) -> int | None:
    """The column that by its header is the amount and by its cells is the day, None when the amount is one."""
    column = columns.get("amount")
    return column if column is not None and _mostly(sample.values(column), _is_day) else None


def _is_day(value: Value) -> bool:
    if isinstance(value, str):
        try:
            read_amount(value)
        except Unreadable:
            pass
        else:
            return False
    elif not isinstance(value, (dt.date, dt.datetime)):
        return False
    try:
        return read_date(value) is not None
    except Unreadable:
        return False


def _is_citizen(value: Value) -> bool:
    return has_cpr_form(citizen(value))


def _is_amount(value: Value) -> bool:
    if isinstance(value, (dt.date, dt.datetime, bool)):
        return False
    try:
        return read_amount(value) is not None
    except Unreadable:
        return False


def _is_date(value: Value) -> bool:
    try:
        return read_date(value) is not None
    except Unreadable:
        return False


_FITS: Final[dict[str, Callable[[Value], bool]]] = {
    "cpr": _is_citizen,
    "amount": _is_amount,
    "debit": _is_amount,
    "credit": _is_amount,
    "date": _is_date,
    "measure": lambda value: isinstance(value, str) and _NAMES.search(value) is not None,
}


def _shifted(found: dict[str, int], sample: Sample, stated: Collection[str]) -> None:
    """A heading over an empty column belongs to the filled one beside it that has none, when its cells are such."""
    used = {*found.values()}
    for name, column in list(found.items()):
        if name in stated or name not in _FITS or sample.values(column):
            continue
        for near in (column + 1, column - 1):
            if near in used or sample.headers.get(near) or not sample.first <= near < sample.width:
                continue
            if _mostly(sample.values(near), _FITS[name]):
                found[name] = near
                used.add(near)
                break


_SERVED: Final = re.compile(r"ydelse|lever|periode|service|dækker|vedrør|afregn")
_NOT_SERVED: Final = re.compile(r"bevilling|kontrakt|aftale|regnskab|bogf|poster")


def _spans(found: dict[str, int], sample: Sample, stated: Collection[str]) -> None:
    """A column of »01-03-2026 - 31-03-2026« says the days that are paid for, and is neither a measure nor a month."""
    if {"service", "service_from", "service_to"} & found.keys() or "date" not in found:
        return
    taken = {found[name] for name in stated if name in found}
    for column, text in sample.headers.items():
        head = label(text)
        if column in taken or column == found["date"] or not _SERVED.search(head) or _NOT_SERVED.search(head):
            continue
        # Lines such as »Antal poster: 3« at the end of a report have no date and are left out.
        dated = replace(sample, rows=[row for row in sample.rows if not is_blank(sample.value(row, found["date"]))])
        if _mostly(dated.values(column), lambda value: span_of(value) is not None):
            for name in [name for name, at in found.items() if at == column]:
                del found[name]
            found["service"] = column
            return


_DAY: Final = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2}))"
_SPAN: Final = seldom(rf"(?:fra )?({_DAY}) ?(?:-|–|—|til|/) ?({_DAY})", re.IGNORECASE)


def span_of(value: Value) -> tuple[str, str] | None:
    """The two dates of a text such as ``01-03-2026 - 31-03-2026``, as they stand; None for any other cell."""
    match = _SPAN.fullmatch(clean(value)) if isinstance(value, str) else None
    return None if match is None else (match[1], match[2])


def _sign(found: dict[str, int], sample: Sample) -> None:
    """A column of words for debit and credit, both of them, is the amounts' sign."""
    if "side" in found or ("amount" not in found and "amount_ore" not in found):
        return
    used = {*found.values()}
    beside = found.get("amount", found.get("amount_ore", 0))
    for column in range(sample.first, sample.width):
        if column in used or not (sample.headers.get(column) or abs(column - beside) == 1):
            continue
        if side.is_sign(sample.values(column), sample.headers.get(column, "")):
            found["side"] = column
            return


def doubtful_sides(columns: Mapping[str, int], sample: Sample) -> list[int]:
    """Columns of which nobody can say whether they are the sign: letters such as D and K under another heading, or the
    codes 1 and 2, where no amount has a minus."""
    amount = columns.get("amount", columns.get("amount_ore"))
    if amount is None or "side" in columns or any(_is_minus(value) for value in sample.values(amount)):
        return []
    used = {*columns.values()}
    return [
        column
        for column in range(sample.first, sample.width)
        if column not in used and (head := sample.headers.get(column))
        if side.has_both(values := sample.values(column)) or side.may_be_code(values, head)
    ]


def _is_minus(value: Value) -> bool:
    text = clean(value)
    return text.startswith(("-", "−", "(")) or text.endswith(("-", "−"))


def _measure(found: dict[str, int], sample: Sample) -> None:
    """Names in an account column are the measures' where no column of measures is there."""
    column = found.get("account")
    if "measure" in found or column is None:
        return
    if _mostly(sample.values(column), lambda value: isinstance(value, str) and _NAMES.search(value) is not None):
        found["measure"] = column


_KINDS: Final = frozenset(("type", "art", "transaktionstype", "kind"))


def _status(found: dict[str, int], sample: Sample) -> None:
    """A column in which some row is a budget's, or was cancelled, says what holds; one that is not called a kind by
    the bare word only, for »Budget og økonomi« may be a department."""
    if "status" in found:
        return
    used = {*found.values()}
    for column, text in sample.headers.items():
        says = says_no_posting if label(text) in _KINDS else is_no_posting
        if column not in used and any(map(says, sample.values(column))):
            found["status"] = column
            return


def _citizen(found: dict[str, int], sample: Sample) -> None:
    """The citizens stand in the texts where no column is theirs."""
    column = found.get("text")
    if "cpr" in found or "cpr_text" in found or column is None:
        return
    if _mostly(sample.values(column), lambda value: bool(cpr_in(value)), part=0.5):
        found["cpr_text"] = column


_IN_TEXT: Final = seldom(r"(?<!\d)(\d{6})[- ]?(\d{4})(?!\d)")


def cpr_in(value: Value) -> str:
    """The one CPR number a text holds, nothing when it holds none or several."""
    found = {a + b for a, b in _IN_TEXT.findall(clean(value)) if has_cpr_form(a + b)}
    return found.pop() if len(found) == 1 else ""


def is_citizens(kind: CellColumn) -> Flags:
    """Per row whether a recipient's number is a CPR number: code 02, or none at all."""
    codes, cells = distinct(kind)
    return np.fromiter((clean(value).lstrip("0") in ("", "2") for value in cells), bool, len(cells))[codes]


def _mostly(values: Sequence[Value], fits: Callable[[Value], bool], part: float = _MOST) -> bool:
    return bool(values) and sum(map(fits, values)) >= part * len(values)
