"""Which rows of a budget are sums of its lines: proven by their words, their formula, or figures that fit."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from styring_xl.model.arrays import Floats, Integers
from styring_xl.pattern import seldom
from styring_xl.reading.budget_row import AMOUNTS, BudgetKind, BudgetRow
from styring_xl.reading.sum_label import RECAP, is_generic, read_label

_WITHOUT: Final = seldom(r"\b(?:ekskl|eksklusive|excl|uden|før)\b", re.IGNORECASE)
_FITTING: Final = (*AMOUNTS, "count")
_COUNTED: Final = "counted"
"""How many rows have a count, beside the sums of figures."""
_WHOLE: Final = 100
_PERSON_ROOM: Final = 500
"""Half a tenth of a full-year person."""
_MANY: Final = 2
_CHANCE: Final = 5
"""Up to this many significant digits and rows together, figures may fit a sum by accident."""


class Grouped(Struct, frozen=True):
    """The rows as they are decided: ``OPEN`` is gone. ``groups`` is row -> the group that a sum puts its line in.

    ``doubtful`` are rows that stay lines though their figures are a sum of those beside them, ``below`` such that stand
    under the total of all.
    """

    rows: tuple[BudgetRow, ...]
    groups: Mapping[int, str]
    doubtful: tuple[BudgetRow, ...]
    below: tuple[BudgetRow, ...] = ()


def group(rows: Sequence[BudgetRow]) -> Grouped:
    """Decides each row.

    A row without a sum's words is one when its name is no measure in use, its figures fit the rows right below or above
    it, and that is no accident: several kinds of figures fit, or every line of the table is in such a sum, or the
    table's own total is the sum of the lines without these rows. Where the total is the sum of the lines with them,
    they are lines.
    """
    rows = _recaps(_parts(rows))
    body = _body(rows)
    over = _fits(body, 1)
    under = _fits(body, -1)
    fits = over if _covered(over) >= _covered(under) else under
    heads = {*fits}
    covered = {row.number for members in fits.values() for row in members}
    lines = [row for row in body if row.number not in heads]
    totals = [row.revised for row in rows if row.kind == BudgetKind.SUM and row.revised]
    without = _is_near(sum(row.revised for row in lines), len(lines), totals)
    if not without and _is_near(sum(row.revised for row in body), len(body), totals):
        fits = {}
    whole = bool(fits) and (without or all(row.number in covered for row in lines))
    sums: set[int] = set()
    doubtful: list[BudgetRow] = []
    for row in body:
        members = fits.get(row.number)
        if members is None:
            continue
        kinds = _kinds(row)
        sure = kinds >= _MANY or (all(m.kind == BudgetKind.LINE for m in members) and _is_no_accident(row, members))
        # One row alone that is two others' sum may be a line like them, unless its figure has many digits.
        alone = len(heads) == 1 and len(members) <= _MANY and _digits(row) <= _CHANCE
        if whole or (sure and not alone and (len(members) > 1 or (len(heads) > 1 and kinds >= _MANY))):
            sums.add(row.number)
        elif len(members) > 1:
            # Two lines of the same amount are not doubtful.
            doubtful.append(row)
    groups: dict[int, str] = {}
    for row in sorted(body, key=lambda each: -len(fits.get(each.number, ()))):
        # The group nearest a line is the smallest sum that it is in.
        if row.number in sums:
            groups |= {member.number: row.name for member in fits[row.number] if member.number not in sums}
    decided = [
        replace(row, kind=BudgetKind.SUM if row.number in sums else BudgetKind.LINE, surely=True)
        if row.kind == BudgetKind.OPEN
        else row
        for row in rows
    ]
    return Grouped(tuple(decided), groups, tuple(doubtful), tuple(_below(rows, decided)))


def _parts(rows: Sequence[BudgetRow]) -> list[BudgetRow]:
    """A part (»heraf …«) counts once, in the line above; one of a row without figures, or larger than it, is a line."""
    found: list[BudgetRow] = []
    left = 0
    for row in rows:
        if row.kind != BudgetKind.PART:
            left = 0 if row.kind == BudgetKind.HEADING else row.revised
            found.append(row)
        elif 0 <= row.revised <= left or left <= row.revised <= 0:
            left -= row.revised
            found.append(row)
        else:
            found.append(replace(row, kind=BudgetKind.LINE))
    return found


def _below(rows: Sequence[BudgetRow], decided: Sequence[BudgetRow]) -> list[BudgetRow]:
    """Lines that nobody's measure is called, under the last sum of the table, when that is the total of all above it.

    They may be lines that the total leaves out, or figures of another kind, such as the change from last year.
    """
    sums = [at for at, row in enumerate(decided) if row.kind == BudgetKind.SUM]
    if not sums:
        return []
    at = sums[-1]
    above = [row.revised for row in decided[:at] if row.kind == BudgetKind.LINE]
    words = [word for word in read_label(decided[at].name).words if not is_generic(word)]
    under = decided[at + 1 :]
    if words or not _is_near(decided[at].revised, len(above), [sum(above)]) or not decided[at].revised:
        return []
    if any(row.kind == BudgetKind.HEADING for row in under):
        return []
    open_rows = {row.number for row in rows if row.kind == BudgetKind.OPEN}
    return [row for row in under if row.number in open_rows and row.kind == BudgetKind.LINE]


def _recaps(rows: Sequence[BudgetRow]) -> list[BudgetRow]:
    """Rows under a heading below the lines that divide the lines' total once more are the user's own.

    The heading says so (»Fordelt på grupper«) or is the header again, and the figures fit the lines or a sum of them.
    """
    for at, row in enumerate(rows):
        if row.kind != BudgetKind.HEADING or not (row.again or RECAP.search(row.name)):
            continue
        above, below = _body(rows[:at]), _body(rows[at:])
        total = sum(each.revised for each in below)
        sums = (each.revised for each in rows[:at] if each.kind == BudgetKind.SUM)
        if above and below and _is_near(total, len(below), [sum(each.revised for each in above), *sums]):
            return [*rows[:at], *(replace(each, kind=BudgetKind.OWN) for each in rows[at:])]
    return [*rows]


def _body(rows: Sequence[BudgetRow]) -> list[BudgetRow]:
    return [row for row in rows if row.kind in (BudgetKind.LINE, BudgetKind.OPEN)]


def _is_near(amount: int, count: int, others: Sequence[int]) -> bool:
    """Whether an amount is one of the others when each of ``count`` figures may be rounded to a whole krone."""
    return any(abs(amount - other) <= (_WHOLE // 2) * (count + 1) for other in others)


class LineSums:
    """The lines and sums of a table, added up from the top, to tell which of its sums are sums of lines."""

    def __init__(self, rows: Sequence[BudgetRow]) -> None:
        lines = [row for row in rows if row.kind == BudgetKind.LINE]
        sums = [row for row in rows if row.kind == BudgetKind.SUM]
        self._line_numbers, self._sum_numbers = [row.number for row in lines], [row.number for row in sums]
        self._amounts = [row.revised for row in lines]
        self._lines = [*accumulate(self._amounts, initial=0)]
        self._sums = [*accumulate((row.revised for row in sums), initial=0)]
        self._nearly_amounts = np.array(self._amounts, np.float64)
        self._nearly_lines, self._nearly_sums = np.array(self._lines, np.float64), np.array(self._sums, np.float64)

    def fits(self, row: BudgetRow) -> bool:
        """Whether a sum is one of some lines right above or below it, of sums before it, or of all but an income, or
        the line that its name leaves out."""
        amount = row.revised
        above = bisect_left(self._line_numbers, row.number)
        before = bisect_left(self._sum_numbers, row.number)
        lines, sums, many = self._lines, self._sums, len(self._amounts)
        room = (_WHOLE // 2) * (many + 1)

        def is_near(found: int) -> bool:
            return abs(amount - found) <= room

        if is_near(lines[-1]):
            return True
        near = _perhaps(self._nearly_lines, lines[above] - amount, room)
        if any(is_near(lines[above] - lines[at]) for at in near.tolist() if at < above):
            return True
        near = _perhaps(self._nearly_lines, lines[above] + amount, room)
        if any(is_near(lines[at] - lines[above]) for at in near.tolist() if at > above):
            return True
        near = _perhaps(self._nearly_sums, sums[before] - amount, room)
        if any(is_near(sums[before] - sums[at]) for at in near.tolist() if at < before):
            return True
        leaves_out = _WITHOUT.search(row.name) is not None
        for part in (above, many):
            one = _perhaps(self._nearly_amounts[:part], lines[part] - amount, room)
            left = (self._amounts[at] for at in one.tolist())
            if any(is_near(lines[part] - each) for each in left if each < 0 or leaves_out):
                return True
        return False


def _perhaps(amounts: Floats, wanted: int, room: Floats | int) -> Integers:
    """Where amounts (n,) may be as near as ``room`` to the wanted one; whole numbers of any size are rounded here."""
    if not len(amounts):
        return np.zeros(0, np.int64)
    largest = max(abs(float(wanted)), float(np.abs(amounts).max()))
    return np.flatnonzero(np.abs(amounts - float(wanted)) <= room + (1.0 + 1e-12 * largest))


def _covered(fits: Mapping[int, Sequence[BudgetRow]]) -> int:
    return len({row.number for members in fits.values() for row in members})


def _fits(body: Sequence[BudgetRow], step: int) -> dict[int, tuple[BudgetRow, ...]]:
    """Row -> the rows below (``step`` 1) or above (-1) whose sum its figures are, sums of sums included."""
    order = list(body) if step < 0 else list(reversed(body))
    stack = _Stack(len(order))
    found: dict[int, tuple[BudgetRow, ...]] = {}
    for row in order:
        length = stack.longest(row) if row.kind == BudgetKind.OPEN else 0
        if length:
            members = tuple(each for item in stack.taken(length) for each in item)
            found[row.number] = members
            stack.put((row, *members))
        else:
            stack.put((row,))
    return found


class _Stack:
    """What stands beyond the row at hand, nearest last: single rows, and sums with the rows they are of.

    The figures of their first rows are added up, so that those of the nearest so many are a difference.
    """

    def __init__(self, size: int) -> None:
        self._items: list[tuple[BudgetRow, ...]] = []
        self._sums: list[dict[str, int]] = [dict.fromkeys((*_FITTING, _COUNTED), 0)]
        self._nearly = {name: np.zeros(size + 1) for name in self._sums[0]}

    def put(self, item: tuple[BudgetRow, ...]) -> None:
        """Puts an item on top."""
        self._items.append(item)
        figures, last = item[0].figures, self._sums[-1]
        sums = {name: last[name] + figures.get(name, 0) for name in _FITTING}
        sums[_COUNTED] = last[_COUNTED] + ("count" in figures)
        self._sums.append(sums)
        for name, amount in sums.items():
            self._nearly[name][len(self._items)] = amount

    def taken(self, length: int) -> list[tuple[BudgetRow, ...]]:
        """Takes the nearest items away, the nearest first."""
        taken = self._items[: -length - 1 : -1]
        del self._items[-length:]
        del self._sums[-length:]
        return taken

    def longest(self, row: BudgetRow) -> int:
        """How many of the nearest items the row's figures are the sum of, 0 when none."""
        many = len(self._items)
        if not row.revised or not many:
            return 0
        last = self._sums[-1]
        perhaps = np.arange(many)
        for name in _FITTING:
            if name in row.figures:
                counted = self._nearly[_COUNTED][perhaps]
                room = (
                    _PERSON_ROOM * np.maximum(1.0, last[_COUNTED] - counted)
                    if name == "count"
                    else (_WHOLE // 2) * (many - perhaps).astype(np.float64)
                )
                perhaps = perhaps[_perhaps(self._nearly[name][perhaps], last[name] - row.figures[name], room)]
        for at in perhaps.tolist():
            sums = {name: last[name] - self._sums[at][name] for name in last}
            if _same(row, sums, many - at, sums[_COUNTED]):
                return many - at
        return 0


def _same(row: BudgetRow, sums: Mapping[str, int], number: int, counts: int) -> bool:
    """Published tables print whole kroner and one decimal of persons, so a sum may miss by half of one per line."""
    for name in AMOUNTS:
        if name in row.figures and abs(row.figures[name] - sums[name]) > (_WHOLE // 2) * number:
            return False
    count = row.figures.get("count")
    return count is None or abs(count - sums["count"]) <= _PERSON_ROOM * max(1, counts)


def _is_no_accident(row: BudgetRow, members: Sequence[BudgetRow]) -> bool:
    """Whether a fit in one kind of figures proves a sum: two lines of round amounts may come to a third's by chance."""
    return _digits(row) + len(members) > _CHANCE


def _digits(row: BudgetRow) -> int:
    """How many significant digits a row's kroner have, zeros at the end left out."""
    return len(str(abs(row.revised) // _WHOLE).rstrip("0"))


def _kinds(row: BudgetRow) -> int:
    """How many kinds of figures speak for a sum: kroner, changes of it, number of persons."""
    kroner = bool(row.figures.get("original") or row.figures.get("revised"))
    return kroner + bool(row.figures.get("changes")) + bool(row.figures.get("count"))
