"""Which rows of a budget are sums of its lines: proven by their words, their formula, or figures that fit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from styring_xl.pattern import seldom
from styring_xl.reading.budget_row import AMOUNTS, BudgetKind, BudgetRow
from styring_xl.reading.sum_label import RECAP, is_generic, read_label

_WITHOUT: Final = seldom(r"\b(?:ekskl|eksklusive|excl|uden|før)\b", re.IGNORECASE)
_FITTING: Final = (*AMOUNTS, "count")
_WHOLE: Final = 100
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


def fits_lines(row: BudgetRow, rows: Sequence[BudgetRow]) -> bool:
    """Whether a sum is one of some lines right above or below it, of sums before it, or of all but an income, or the
    line that its name leaves out."""
    lines = [each for each in rows if each.kind == BudgetKind.LINE]
    above = [each.revised for each in lines if each.number < row.number]
    below = [each.revised for each in lines if each.number > row.number]
    sums = [each.revised for each in rows if each.kind == BudgetKind.SUM and each.number < row.number]
    runs = [[*accumulate(reversed(above))], [*accumulate(below)], [*accumulate(reversed(sums))]]
    leaves_out = _WITHOUT.search(row.name) is not None
    runs += [[sum(part) - one for one in part if one < 0 or leaves_out] for part in (above, above + below)]
    return any(_is_near(row.revised, len(lines), run) for run in (*runs, [sum(above) + sum(below)]))


def _covered(fits: Mapping[int, Sequence[BudgetRow]]) -> int:
    return len({row.number for members in fits.values() for row in members})


def _fits(body: Sequence[BudgetRow], step: int) -> dict[int, tuple[BudgetRow, ...]]:
    """Row -> the rows below (``step`` 1) or above (-1) whose sum its figures are, sums of sums included."""
    order = list(body) if step < 0 else list(reversed(body))
    items: list[tuple[BudgetRow, ...]] = []
    """What stands beyond the row at hand, nearest last: single rows, and sums with the rows they are of."""
    found: dict[int, tuple[BudgetRow, ...]] = {}
    for row in order:
        length = _longest(row, items) if row.kind == BudgetKind.OPEN else 0
        if length:
            members = tuple(each for item in reversed(items[-length:]) for each in item)
            found[row.number] = members
            del items[-length:]
            items.append((row, *members))
        else:
            items.append((row,))
    return found


def _longest(row: BudgetRow, items: Sequence[tuple[BudgetRow, ...]]) -> int:
    """How many of the nearest items the row's figures are the sum of, 0 when none."""
    if not row.revised:
        return 0
    sums = dict.fromkeys(_FITTING, 0)
    counts = 0
    length = 0
    for number, item in enumerate(reversed(items), start=1):
        head = item[0]
        for name in _FITTING:
            sums[name] += head.figures.get(name, 0)
        counts += "count" in head.figures
        if _same(row, sums, number, counts):
            length = number
    return length


def _same(row: BudgetRow, sums: Mapping[str, int], number: int, counts: int) -> bool:
    """Published tables print whole kroner and one decimal of persons, so a sum may miss by half of one per line."""
    for name in AMOUNTS:
        if name in row.figures and abs(row.figures[name] - sums[name]) > (_WHOLE // 2) * number:
            return False
    count = row.figures.get("count")
    return count is None or abs(count - sums["count"]) <= 500 * max(1, counts)


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
