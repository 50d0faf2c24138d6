"""Which rows of a budget are sums of its lines: proven by their words, their formula, or figures that fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from styring_xl.reading.budget_row import AMOUNTS, BudgetKind, BudgetRow

_FITTING: Final = (*AMOUNTS, "count")
_WHOLE: Final = 100
_MANY: Final = 2


@dataclass(frozen=True, slots=True)
class Grouped:
    """The rows as they are decided: ``OPEN`` is gone. ``groups`` is row -> the group that a sum puts its line in.

    ``doubtful`` are rows that stay lines though their figures are a sum of those beside them.
    """

    rows: tuple[BudgetRow, ...]
    groups: Mapping[int, str]
    doubtful: tuple[BudgetRow, ...]


def group(rows: Sequence[BudgetRow]) -> Grouped:
    """Decides each row.

    A row without a sum's words is one when its name is no measure in use, its figures fit the rows right below or above
    it, and that is no accident: several kinds of figures fit, or such sums leave no line of the table over.
    """
    rows = _parts(rows)
    body = [row for row in rows if row.kind in (BudgetKind.LINE, BudgetKind.OPEN)]
    over = _fits(body, 1)
    under = _fits(body, -1)
    fits = over if _covered(over) >= _covered(under) else under
    heads = {*fits}
    covered = {row.number for members in fits.values() for row in members}
    lines = [row for row in body if row.number not in heads]
    whole = bool(fits) and all(row.number in covered for row in lines)
    sums: set[int] = set()
    doubtful: list[BudgetRow] = []
    for row in body:
        members = fits.get(row.number)
        if members is None:
            continue
        sure = whole or (len(members) > 1 and _kinds(row) >= _MANY) or all(m.kind == BudgetKind.LINE for m in members)
        if whole or (sure and (len(members) > 1 or len(heads) > 1)):
            sums.add(row.number)
        else:
            doubtful.append(row)
    groups: dict[int, str] = {}
    for row in body:
        if row.number in sums:
            groups |= {member.number: row.name for member in fits[row.number] if member.number not in sums}
    decided = [
        replace(row, kind=BudgetKind.SUM if row.number in sums else BudgetKind.LINE, surely=True)
        if row.kind == BudgetKind.OPEN
        else row
        for row in rows
    ]
    return Grouped(tuple(decided), groups, tuple(doubtful))


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


def _kinds(row: BudgetRow) -> int:
    """How many kinds of figures speak for a sum: kroner, changes of it, number of persons."""
    kroner = bool(row.figures.get("original") or row.figures.get("revised"))
    return kroner + bool(row.figures.get("changes")) + bool(row.figures.get("count"))
